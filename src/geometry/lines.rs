//! Glyphs to lines: clustered by baseline, text drawn twice counted once, gaps to spaces.

use super::{Glyph, Heading, chars, turn};
use crate::model::document::Rect;

/// Signs side by side on about one baseline, from left to right. White space glyphs are among them
/// only where they separate something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub glyphs: Vec<Glyph>,
    /// Left and right end of what is seen.
    pub left: f32,
    pub right: f32,
    pub baseline: f32,
    /// The size of most of its signs.
    pub size: f32,
    /// Blank glyphs before the first seen one, in points: an indent made of spaces.
    pub indent: f32,
    /// A blank glyph follows the last seen one.
    pub trailing_space: bool,
    /// Which page the line stands on: lines of one cell may stand on several.
    pub page: usize,
    /// How its text runs on the page.
    pub heading: Heading,
}

impl Line {
    /// The box on the page.
    pub fn rect(&self) -> Rect {
        let rect = [self.left, self.baseline - self.size * ASCENT, self.right, self.baseline + self.size * DESCENT];
        let heading = if self.heading == Heading::Stacked { Heading::Down } else { self.heading };
        turn::Turned { heading, width: 0.0, height: 0.0 }.seen(rect)
    }

    /// The text, with spaces where glyphs or gaps say so.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.glyphs.len() * 3);
        let mut before: Option<&Glyph> = None;
        for glyph in &self.glyphs {
            if before.is_some_and(|before| gap_is_space(before, glyph)) {
                text.push(' ');
            }
            text.push(glyph.sign);
            before = Some(glyph);
        }
        text
    }

    /// Puts a tab wherever nothing stands for longer than any spaced-out text leaves free: for lines
    /// outside tables, where several things may stand side by side.
    pub fn set_tabs(&mut self) {
        let glyphs = std::mem::take(&mut self.glyphs);
        for glyph in glyphs {
            if let Some(before) = self.glyphs.last().copied() {
                let end = before.x + before.advance;
                let gap = glyph.x - end;
                if gap > self.size * TAB_GAP {
                    self.glyphs.push(Glyph { sign: '\t', x: end, advance: gap, ..before });
                }
            }
            self.glyphs.push(glyph);
        }
    }

    pub fn width(&self) -> f32 {
        self.right - self.left
    }
}

/// Share of the size above and below the baseline, as most fonts for text have it.
pub const ASCENT: f32 = 0.85;
pub const DESCENT: f32 = 0.15;

/// Between Latin signs a gap of this share of the size is a space (a space is about 0.25 wide, and
/// letters are seldom set more than 0.1 apart).
const SPACE_GAP: f32 = 0.17;

/// Outside tables a gap of this many sizes is a tab.
const TAB_GAP: f32 = 3.0;

fn gap_is_space(before: &Glyph, after: &Glyph) -> bool {
    let size = before.size.min(after.size);
    let gap = after.x - (before.x + before.advance);
    gap > size * SPACE_GAP && chars::is_word(before.sign) && chars::is_word(after.sign)
}

/// The lines of one area in reading order. Glyphs that run the same way are read together, the
/// main way first.
pub fn read(glyphs: &mut [Glyph], page: usize) -> Vec<Line> {
    let Some(first) = glyphs.first() else { return Vec::new() };
    let heading = first.heading;
    if glyphs.iter().all(|glyph| glyph.heading == heading) {
        return read_heading(glyphs, heading, page);
    }
    let mut headings: Vec<(usize, Heading)> = Vec::new();
    for heading in [Heading::Right, Heading::Stacked, Heading::Down, Heading::Up, Heading::Left] {
        headings.push((glyphs.iter().filter(|glyph| glyph.heading == heading).count(), heading));
    }
    headings.sort_by_key(|&(count, _)| std::cmp::Reverse(count));
    let mut lines = Vec::new();
    for (_, heading) in headings {
        let mut own: Vec<Glyph> = glyphs.iter().copied().filter(|glyph| glyph.heading == heading).collect();
        lines.extend(read_heading(&mut own, heading, page));
    }
    lines
}

fn read_heading(glyphs: &mut [Glyph], heading: Heading, page: usize) -> Vec<Line> {
    if heading != Heading::Right {
        turn::lay(glyphs, heading);
    }
    let mut lines: Vec<Line> = Vec::new();
    for (start, end) in cluster(glyphs) {
        let cluster = &mut glyphs[start..end];
        if is_several_lines(cluster) {
            lines.extend(lines_by_baseline(cluster, page));
        } else {
            lines.extend(line(cluster, page));
        }
    }
    for line in &mut lines {
        line.heading = heading;
    }
    lines
}

/// Sorts by baseline and cuts where the next glyph does not stand beside the line before. Raised and
/// lowered small signs stay with the line that they overlap.
fn cluster(glyphs: &mut [Glyph]) -> Vec<(usize, usize)> {
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut cuts = Vec::new();
    let mut start = 0;
    let mut main: Option<Glyph> = None;
    for (index, &glyph) in glyphs.iter().enumerate() {
        if let Some(line) = main
            && !beside(&line, &glyph)
        {
            cuts.push((start, index));
            start = index;
            main = None;
        }
        if main.is_none_or(|line| glyph.size > line.size && !chars::is_space(glyph.sign)) {
            main = Some(glyph);
        }
    }
    if start < glyphs.len() {
        cuts.push((start, glyphs.len()));
    }
    cuts
}

/// So many signs one above the other are two lines; fewer may be indices.
const ABOVE_EACH_OTHER: usize = 3;

/// Whether a cluster, sorted by baseline, is several lines that only a sign beside them holds
/// together: one that is bigger, or stands half-way between them.
fn is_several_lines(cluster: &[Glyph]) -> bool {
    let seen = || cluster.iter().filter(|glyph| !chars::is_space(glyph.sign));
    let (Some(top), Some(bottom)) = (seen().next(), seen().next_back()) else { return false };
    if beside(top, bottom) {
        return false;
    }
    let (mut above, mut below): (Vec<&Glyph>, Vec<&Glyph>) = seen().partition(|glyph| beside(top, glyph));
    above.sort_by(|a, b| a.x.total_cmp(&b.x));
    below.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut above = above.into_iter().peekable();
    let is_over = |glyph: &&&Glyph| {
        let middle = |glyph: &Glyph| glyph.x + glyph.advance * 0.5;
        while above.next_if(|other| middle(other) < glyph.x).is_some() {}
        above.peek().is_some_and(|other| middle(other) < glyph.x + glyph.advance && !beside(other, glyph))
    };
    below.iter().filter(is_over).count() >= ABOVE_EACH_OTHER
}

/// The lines of such a cluster: each baseline by itself.
fn lines_by_baseline(cluster: &mut [Glyph], page: usize) -> Vec<Line> {
    let same = |a: &Glyph, b: &Glyph| (b.y - a.y).abs() <= a.size.min(b.size) * 0.25;
    cluster.chunk_by_mut(same).filter_map(|run| line(run, page)).collect()
}

fn beside(line: &Glyph, glyph: &Glyph) -> bool {
    let top = (line.y - line.size * ASCENT).max(glyph.y - glyph.size * ASCENT);
    let bottom = (line.y + line.size * DESCENT).min(glyph.y + glyph.size * DESCENT);
    bottom - top >= line.size.min(glyph.size) * 0.5
}

fn line(glyphs: &mut [Glyph], page: usize) -> Option<Line> {
    glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
    let seen = |glyph: &&Glyph| !chars::is_space(glyph.sign);
    let first = glyphs.iter().position(|glyph| seen(&glyph))?;
    let last = glyphs.iter().rposition(|glyph| seen(&glyph))?;
    let mut kept: Vec<Glyph> = Vec::with_capacity(last + 1 - first);
    for glyph in &glyphs[first..=last] {
        if !is_drawn_twice(&kept, glyph) {
            kept.push(*glyph);
        }
    }
    let size = main_size(&kept);
    let main = kept.iter().filter(|glyph| glyph.size >= size * 0.95).find(seen).copied().unwrap_or(kept[0]);
    let right = kept.iter().map(|glyph| glyph.x + glyph.advance).fold(f32::MIN, f32::max);
    Some(Line {
        left: kept[0].x,
        right,
        baseline: main.y,
        size,
        indent: kept[0].x - glyphs[0].x,
        trailing_space: last + 1 < glyphs.len(),
        page,
        heading: Heading::Right,
        glyphs: kept,
    })
}

/// The same sign at almost the same place: boldness or a shadow made by drawing again.
fn is_drawn_twice(kept: &[Glyph], glyph: &Glyph) -> bool {
    let reach = glyph.size * 0.1;
    kept.iter()
        .rev()
        .take(4)
        .take_while(|before| glyph.x - before.x <= reach)
        .any(|before| before.sign == glyph.sign && (before.y - glyph.y).abs() <= reach && before.advance > reach * 1.2)
}

/// The most frequent size, by width covered.
fn main_size(glyphs: &[Glyph]) -> f32 {
    let mut sizes: Vec<(f32, f32)> = Vec::new();
    for glyph in glyphs {
        match sizes.iter().position(|(size, _)| (*size - glyph.size).abs() < 0.1) {
            Some(at) => sizes[at].1 += glyph.advance,
            None if sizes.len() < 16 => sizes.push((glyph.size, glyph.advance)),
            None => {}
        }
    }
    sizes.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).map_or(10.0, |(size, _)| size)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Text as glyphs at `(x, y)`: wide signs one size wide, others half.
    pub(crate) fn glyphs(text: &str, x: f32, y: f32, size: f32) -> Vec<Glyph> {
        let mut at = x;
        text.chars()
            .map(|sign| {
                let advance = if chars::is_wide(sign) || sign == '\u{3000}' { size } else { size / 2.0 };
                at += advance;
                Glyph { sign, x: at - advance, y, advance, size, heading: Heading::Right }
            })
            .collect()
    }

    fn check(mut input: Vec<Glyph>, expected: &[&str]) {
        let texts: Vec<String> = read(&mut input, 0).iter().map(Line::text).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn baselines_and_superscripts() {
        let mut input = glyphs("面积10m", 0.0, 100.0, 10.0);
        input.extend(glyphs("2", 35.0, 96.0, 6.0));
        input.extend(glyphs("第二行", 0.0, 112.0, 10.0));
        check(input, &["面积10m2", "第二行"]);
    }

    #[test]
    fn boldness_by_drawing_twice_is_undone() {
        let mut input = glyphs("加粗22", 0.0, 100.0, 10.0);
        input.extend(glyphs("加粗22", 0.3, 100.0, 10.0));
        check(input, &["加粗22"]);
    }

    #[test]
    fn gaps_are_spaces_between_latin_only() {
        let mut input = glyphs("AB", 0.0, 10.0, 10.0);
        input.extend(glyphs("CD", 13.0, 10.0, 10.0));
        input.extend(glyphs("中", 33.0, 10.0, 10.0));
        input.extend(glyphs("文", 48.0, 10.0, 10.0));
        check(input, &["AB CD中文"]);
    }

    #[test]
    fn a_sign_between_two_lines_does_not_join_them() {
        let mut input = glyphs("南京凹，临翔", 100.0, 30.0, 9.0);
        input.extend(glyphs("区棚户区改造", 100.0, 39.0, 9.0));
        input.extend(glyphs("53090", 0.0, 35.0, 11.0));
        check(input, &["南京凹，临翔", "53090", "区棚户区改造"]);
        let mut indices = glyphs("甲", 0.0, 30.0, 10.0);
        indices.extend(glyphs("12", 10.0, 26.0, 5.0));
        indices.extend(glyphs("34", 10.0, 31.5, 5.0));
        indices.extend(glyphs("乙", 20.0, 30.0, 10.0));
        check(indices, &["甲1324乙"]);
    }

    #[test]
    fn stacked_columns_read_from_right_to_left() {
        let mut input = Vec::new();
        for (column, text) in ["知识", "产权"].iter().enumerate() {
            for (row, sign) in text.chars().enumerate() {
                let (x, y) = (100.0 - column as f32 * 12.0, row as f32 * 10.0);
                input.push(Glyph { sign, x, y, advance: 10.0, size: 10.0, heading: Heading::Stacked });
            }
        }
        check(input, &["知识", "产权"]);
    }
}

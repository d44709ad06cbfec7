//! Signs of which nothing can be told, on pages whose text is known otherwise: their lines are read from what
//! the page shows, and what stands there between known signs is put in their place. What was read so is
//! never sure, and the page stays doubtful.

use std::collections::HashSet;

use super::{device::Pictures, fonts::sign, picture};
use crate::{
    geometry::{
        Glyph, Heading, PageContent, Reading,
        canvas::Canvas,
        chars,
        edges::{Axis, Edge},
        lines::ASCENT,
    },
    model::{document::Rect, limits::Limits},
    readers::{
        Result,
        scan::{Scanner, is_foreign},
    },
};

/// A document with lost signs on more pages is no form of which a font failed.
const MOST_PAGES: usize = 12;
/// Lines that are read in one document.
const MOST_LINES: usize = 200;
/// Lost signs of one page.
const MOST_LOST: usize = 2_000;
/// Farther apart than this, in sizes, signs belong to two lines.
const APART: f32 = 1.5;
/// Signs of a line in which known ones are looked up.
const MOST_SIGNS: usize = 400;
/// The confidence of a line that was filled, however surely it was read: nothing else speaks for it.
const GUESSED: f32 = 0.3;

/// Reads the lines with lost signs of these pages (from 0). Without the program to read them they stay lost.
///
/// # Errors
/// `LimitExceeded` for more text than forms have.
pub fn restore(
    pdf: &hayro_syntax::Pdf,
    pages: &mut [Canvas],
    pictures: &[Pictures],
    which: &[usize],
    limits: &Limits,
) -> Result<()> {
    let (mut scanner, mut lines_left) = (Scanner::default(), MOST_LINES);
    for &index in which.iter().filter(|_| which.len() <= MOST_PAGES) {
        let (Some(page), Some(canvas), Some(known)) = (pdf.pages().get(index), pages.get(index), pictures.get(index))
        else {
            continue;
        };
        let (known, content) = (known.fine(), &canvas.content);
        let lines = holed_lines(content);
        lines_left = lines_left.saturating_sub(lines.len());
        if lines.is_empty() || lines_left == 0 || known.pixels > limits.pixels || is_in_other_writing(content) {
            continue;
        }
        if let Some(grey) = picture::drawn(page, &known, limits) {
            scanner.add_lines(index, grey, content.width, &lines)?;
        }
    }
    if scanner.is_empty() {
        return Ok(());
    }
    for (page, read) in scanner.read().map_or_else(|_| Vec::new(), |read| read.read) {
        if let Some(canvas) = pages.get_mut(page) {
            fill(&mut canvas.content, &read);
        }
    }
    Ok(())
}

/// What is known of the page is not Chinese print, of which alone the lost signs could be read.
fn is_in_other_writing(content: &PageContent) -> bool {
    let (lost, known): (Vec<char>, Vec<char>) =
        content.glyphs.iter().map(|glyph| glyph.sign).partition(|&sign| sign == char::REPLACEMENT_CHARACTER);
    lost.len() < known.len() && is_foreign(known.into_iter())
}

/// Where lines with lost signs stand, in points. No ruling runs through them.
fn holed_lines(content: &PageContent) -> Vec<Rect> {
    let lost = || content.glyphs.iter().filter(|glyph| is_lost(glyph));
    if lost().count() > MOST_LOST {
        return Vec::new();
    }
    let levels: HashSet<i32> = lost().map(level).collect();
    let mut row: Vec<&Glyph> = content
        .glyphs
        .iter()
        .filter(|glyph| !chars::is_space(glyph.sign) && glyph.heading == Heading::Right)
        .filter(|glyph| (-1..=1).any(|by| levels.contains(&(level(glyph) + by))))
        .collect();
    row.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut lines: Vec<Vec<&Glyph>> = Vec::new();
    for glyph in row {
        let goes_on = |line: &&mut Vec<&Glyph>| line.last().is_some_and(|last| follows(last, glyph, &content.edges));
        match lines.iter_mut().find(goes_on) {
            Some(line) => line.push(glyph),
            None => lines.push(vec![glyph]),
        }
    }
    lines.retain(|line| line.iter().any(|glyph| is_lost(glyph)));
    lines.iter().map(|line| around(line)).collect()
}

/// The height of a sign's baseline, roughly.
fn level(glyph: &Glyph) -> i32 {
    (glyph.y / 4.0) as i32
}

fn follows(last: &Glyph, glyph: &Glyph, edges: &[Edge]) -> bool {
    let (end, y) = (last.x + last.advance, glyph.middle().1);
    let between = |edge: &&Edge| edge.axis == Axis::Vertical && (edge.from..=edge.to).contains(&y);
    let near = (glyph.y - last.y).abs() < last.size * 0.3 && glyph.x - end < last.size * APART;
    let middles = (last.middle().0, glyph.middle().0);
    near && !edges.iter().filter(between).any(|edge| (middles.0..middles.1).contains(&edge.at))
}

fn around(line: &[&Glyph]) -> Rect {
    const DESCENT: f32 = 0.16;
    let start = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    line.iter().fold(start, |rect, glyph| {
        [
            rect[0].min(glyph.x),
            rect[1].min(glyph.y - glyph.size * ASCENT),
            rect[2].max(glyph.x + glyph.advance),
            rect[3].max(glyph.y + glyph.size * DESCENT),
        ]
    })
}

fn is_lost(glyph: &Glyph) -> bool {
    glyph.sign == char::REPLACEMENT_CHARACTER && glyph.heading == Heading::Right
}

fn holds(rect: Rect, (x, y): (f32, f32)) -> bool {
    (rect[0]..=rect[2]).contains(&x) && (rect[1]..=rect[3]).contains(&y)
}

/// Puts what was `read` of the page's lines in the place of its lost signs.
fn fill(content: &mut PageContent, read: &PageContent) {
    // The page was drawn upright: one that was turned to be read was not understood.
    if read.lay.is_some_and(|lay| lay.quarters != 0) {
        return;
    }
    let mut gone = HashSet::new();
    for reading in &read.readings {
        let own = line(&content.glyphs, reading.rect);
        if !own.iter().any(|at| is_lost(&content.glyphs[*at])) {
            continue;
        }
        let seen: Vec<Glyph> = line(&read.glyphs, reading.rect).into_iter().map(|at| read.glyphs[at]).collect();
        let Some(filled) = fill_line(&mut content.glyphs, &own, &seen) else { continue };
        gone.extend(filled.gone);
        content.glyphs.extend(filled.more);
        content.readings.push(Reading { confidence: reading.confidence.min(GUESSED), ..*reading });
    }
    let mut at = 0..;
    content.glyphs.retain(|_| at.next().is_none_or(|at| !gone.contains(&at)));
}

/// The signs of a line from left to right, by their numbers.
fn line(glyphs: &[Glyph], rect: Rect) -> Vec<usize> {
    let stands = |glyph: &Glyph| holds(rect, glyph.middle()) && glyph.heading == Heading::Right;
    let mut line: Vec<usize> =
        (0..glyphs.len()).filter(|at| !chars::is_space(glyphs[*at].sign) && stands(&glyphs[*at])).collect();
    line.sort_by(|a, b| glyphs[*a].x.total_cmp(&glyphs[*b].x));
    line.truncate(MOST_SIGNS);
    line
}

/// Lost signs for which others stand, as many or not.
struct Filled {
    gone: Vec<usize>,
    more: Vec<Glyph>,
}

/// Fills the gaps of one line; none if nothing could be filled. Between two signs that both have stands the
/// same in both.
fn fill_line(glyphs: &mut [Glyph], own: &[usize], seen: &[Glyph]) -> Option<Filled> {
    let known: Vec<char> = own.iter().map(|at| glyphs[*at].sign).collect();
    let shown: Vec<char> = seen.iter().map(|glyph| glyph.sign).take(MOST_SIGNS).collect();
    let mut filled = Filled { gone: Vec::new(), more: Vec::new() };
    let (mut from, mut any) = ((0, 0), false);
    for (i, j) in common(&known, &shown).into_iter().chain([(known.len(), shown.len())]) {
        let (gap, found) = (&own[from.0..i], &seen[from.1..j]);
        from = (i + 1, j + 1);
        let lost: Vec<usize> = gap.iter().copied().filter(|at| is_lost(&glyphs[*at])).collect();
        if lost.is_empty() || found.is_empty() {
            continue;
        }
        if gap.len() == found.len() {
            for (&at, seen) in gap.iter().zip(found).filter(|(at, _)| lost.contains(at)) {
                glyphs[at].sign = as_wide(seen.sign, &glyphs[at]);
            }
        } else if lost.len() == gap.len() {
            filled.more.extend(spread(&glyphs[lost[0]], &glyphs[lost[lost.len() - 1]], found));
            filled.gone.extend(lost);
        } else {
            continue;
        }
        any = true;
    }
    any.then_some(filled)
}

/// The full form of a mark or figure, if its place is as wide as an ideograph (Unicode, Halfwidth and Fullwidth
/// Forms): what is read of a picture does not tell them apart.
fn as_wide(sign: char, place: &Glyph) -> char {
    const FULL: f32 = 0.95;
    let is_full = place.advance > place.size * FULL && (sign.is_ascii_digit() || "()!?,:;".contains(sign));
    if is_full { char::from_u32(sign as u32 + 0xFEE0).unwrap_or(sign) } else { sign }
}

/// These signs side by side over the place of the first to the last lost one.
fn spread<'a>(first: &'a Glyph, last: &Glyph, found: &'a [Glyph]) -> impl Iterator<Item = Glyph> {
    let advance = (last.x + last.advance - first.x) / found.len() as f32;
    let first = *first;
    (0..).zip(found).map(move |(at, seen)| Glyph {
        sign: seen.sign,
        x: first.x + advance * at as f32,
        advance,
        ..first
    })
}

/// The longest row of signs that two lines have in common, by their places in both.
fn common(a: &[char], b: &[char]) -> Vec<(usize, usize)> {
    let mut longest = vec![vec![0u16; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i][j] = if sign::alike(a[i], b[j]) {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        if sign::alike(a[i], b[j]) {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(text: &str) -> Vec<Glyph> {
        let glyph = |(at, sign)| Glyph {
            sign,
            x: 100.0 + 10.0 * at as f32,
            y: 50.0,
            advance: 10.0,
            size: 10.0,
            heading: Heading::Right,
        };
        (0..).zip(text.chars()).map(glyph).collect()
    }

    fn filled(own: &str, read: &str) -> (String, Option<f32>) {
        let mut content = PageContent { glyphs: signs(own), ..PageContent::default() };
        let rect = [95.0, 40.0, 400.0, 55.0];
        let readings = vec![Reading { rect, confidence: 0.9 }];
        fill(&mut content, &PageContent { glyphs: signs(read), readings, ..PageContent::default() });
        content.glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
        (content.glyphs.iter().map(|glyph| glyph.sign).collect(), content.readings.first().map(|it| it.confidence))
    }

    #[test]
    fn lines_with_lost_signs_end_at_rulings() {
        let mut glyphs = signs("知�产 权��");
        glyphs.extend(signs("知识").into_iter().map(|glyph| Glyph { y: 80.0, ..glyph }));
        let edge = Edge { axis: Axis::Vertical, at: 135.0, from: 0.0, to: 100.0 };
        let found = |edges| holed_lines(&PageContent { glyphs: glyphs.clone(), edges, ..PageContent::default() });
        let sides = |rects: Vec<Rect>| rects.iter().map(|rect| (rect[0], rect[2])).collect::<Vec<_>>();
        assert_eq!(sides(found(vec![edge])), [(100.0, 130.0), (140.0, 170.0)]);
        assert_eq!(sides(found(Vec::new())), [(100.0, 170.0)]);
    }

    #[test]
    fn lost_signs_are_those_between_known_ones() {
        for (own, read, expected, confidence) in [
            ("知�产权", "知识产权", "知识产权", Some(GUESSED)),
            ("���", "保护费", "保护费", Some(GUESSED)),
            ("面积��²，约�元", "面积50m2，约3元", "面积50m²，约３元", Some(GUESSED)),
            // A known sign that was misread stays.
            ("知�产", "如识产", "知识产", Some(GUESSED)),
            // A ligature is one glyph.
            ("o�ce", "ofce", "ofce", Some(GUESSED)),
            ("o�ce", "office", "office", Some(GUESSED)),
            ("（知�", "（知)", "（知）", Some(GUESSED)),
            // What cannot be told stays lost.
            ("知�产", "产", "知�产", None),
            ("知�产�", "如识，产权", "知�产权", Some(GUESSED)),
            ("知识产权", "和识产权", "知识产权", None),
        ] {
            assert_eq!(filled(own, read), (expected.to_owned(), confidence), "{own} {read}");
        }
    }
}

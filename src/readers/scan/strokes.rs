//! The ruling lines of a straightened page, found on its pixels.
//!
//! Long runs of ink are lines. Shorter ones are lines only where both of their ends meet others: the
//! strokes of signs are as long. What is missing between two pieces, or two crossings, is looked for
//! again in the grey: a faint line shows in the mean of its whole length.

use std::ops::Range;

use super::raster::{Grey, Ink};
use crate::geometry::edges::{Axis, Edge};

/// A line in pixels: across at `at`, along from `from` to `to`, so thick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    pub at: f32,
    pub from: f32,
    pub to: f32,
    pub thick: f32,
}

/// The lines of a page.
#[derive(Clone, Debug, Default)]
pub struct Strokes {
    /// Along the rows.
    pub along: Vec<Stroke>,
    /// Down the columns: `at` is x.
    pub down: Vec<Stroke>,
}

/// Lengths in inches.
const SHORTEST: f32 = 0.13;
const SURELY_A_LINE: f32 = 0.55;
const HIGHER_THAN_SIGNS: f32 = 0.22;
const LONGER_THAN_SEALS: f32 = 1.6;
/// … and times the thickness of long lines.
const THICKER: f32 = 2.0;
const GAP: f32 = 0.008;
const THICKEST: f32 = 0.07;
const MEETS: f32 = 0.045;
const TOUCHES: f32 = 0.02;
/// A piece that is missing between two crossings may be as short as a sign.
const SHORT_PIECE: f32 = 0.35;
/// More lines than this on a page are a pattern or a photograph.
const MOST: usize = 3_000;

impl Strokes {
    /// Finds the lines; `dpi` are the pixels per inch.
    pub fn of(grey: &Grey, ink: &Ink, dpi: f32) -> Strokes {
        let along = candidates(ink, dpi);
        let down = candidates(&ink.transposed(), dpi);
        if along.len() > MOST * 4 || down.len() > MOST * 4 {
            return Strokes::default();
        }
        let mut strokes = anchored(along, down, dpi);
        if strokes.along.len() > MOST || strokes.down.len() > MOST {
            return Strokes::default();
        }
        strokes.complete(grey, dpi);
        strokes
    }

    /// As edges in points.
    pub fn edges(&self, dpi: f32) -> Vec<Edge> {
        let points = 72.0 / dpi;
        let edge = |axis: Axis, s: &Stroke| Edge { axis, at: s.at * points, from: s.from * points, to: s.to * points };
        let along = self.along.iter().map(|stroke| edge(Axis::Horizontal, stroke));
        along.chain(self.down.iter().map(|stroke| edge(Axis::Vertical, stroke))).collect()
    }

    /// The pixels of each line and one around: columns and rows, ends excluded.
    pub fn boxes(&self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + '_ {
        let range = |from: f32, to: f32| from.floor().max(0.0) as usize..to.ceil().max(0.0) as usize + 1;
        let sides = move |s: &Stroke| {
            let half = s.thick / 2.0 + 1.0;
            (range(s.from - 1.0, s.to + 1.0), range(s.at - half, s.at + half))
        };
        let down = self.down.iter().map(sides).map(|(along, across)| (across, along));
        self.along.iter().map(sides).chain(down)
    }

    /// Adds what only the grey shows.
    fn complete(&mut self, grey: &Grey, dpi: f32) {
        let along = missing(&self.along, &self.down, dpi, |at, from, to| is_line(grey, at, from, to, false));
        let down = missing(&self.down, &self.along, dpi, |at, from, to| is_line(grey, at, from, to, true));
        self.along.extend(along);
        self.down.extend(down);
    }
}

/// Thin connected areas of long runs of ink.
fn candidates(ink: &Ink, dpi: f32) -> Vec<Stroke> {
    let thick = ink.thickened();
    let (shortest, gap) = ((dpi * SHORTEST) as usize, (dpi * GAP).max(1.0) as usize);
    let rows = (0..ink.height).flat_map(|y| runs(thick.row(y), gap, shortest).into_iter().map(move |run| (y, run)));
    let mut found = Vec::new();
    let mut left = areas(rows.map(|(y, (from, to))| (y, from, to)));
    for _ in 0..3 {
        let (strokes, bent): (Vec<_>, Vec<_>) =
            left.into_iter().map(|area| area.stroke(dpi).ok_or(area)).partition(Result::is_ok);
        found.extend(strokes.into_iter().flatten());
        left = bent.into_iter().filter_map(Result::err).flat_map(|area| area.without_blots(dpi)).collect();
    }
    found
}

/// Runs, sorted by rows, that touch from row to row.
fn areas(runs: impl Iterator<Item = (usize, usize, usize)>) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    let mut above: Vec<(usize, usize, usize)> = Vec::new();
    let mut own: Vec<(usize, usize, usize)> = Vec::new();
    let (mut row, mut next) = (0, 0);
    for (y, from, to) in runs {
        if y != row {
            above = if y == row + 1 { std::mem::take(&mut own) } else { Vec::new() };
            own.clear();
            (row, next) = (y, 0);
        }
        while above.get(next).is_some_and(|(_, end, _)| *end < from) {
            next += 1;
        }
        let area = match above.get(next).filter(|(start, _, _)| *start <= to) {
            Some(&(_, _, area)) => area,
            None => {
                areas.push(Area::default());
                areas.len() - 1
            }
        };
        areas[area].add(y, from, to);
        own.push((from, to, area));
    }
    areas
}

/// Runs of ink with no gap wider than `gap`, of which little is gap, not shorter than `shortest`.
fn runs(row: &[bool], gap: usize, shortest: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize, usize)> = None;
    let mut close = |open: &mut Option<(usize, usize, usize)>| {
        if let Some((from, to, inked)) = open.take()
            && to + 1 - from >= shortest
            && inked * 100 >= (to + 1 - from) * 95
        {
            found.push((from, to));
        }
    };
    for (x, _) in row.iter().enumerate().filter(|(_, ink)| **ink) {
        match &mut open {
            Some((_, to, inked)) if x - *to <= gap + 1 => (*to, *inked) = (x, *inked + 1),
            _ => {
                close(&mut open);
                open = Some((x, x, 1));
            }
        }
    }
    close(&mut open);
    found
}

/// Runs one below the other.
#[derive(Default)]
struct Area {
    runs: Vec<(usize, usize, usize)>,
}

impl Area {
    fn add(&mut self, y: usize, from: usize, to: usize) {
        self.runs.push((y, from, to));
    }

    /// The lines in an area that is none because a blot, a seal or a punched hole lies on it.
    fn without_blots(self, dpi: f32) -> Vec<Area> {
        let longest = self.runs.iter().map(|(_, from, to)| to + 1 - from).max().unwrap_or(0);
        let all = self.runs.len();
        let long: Vec<_> = self.runs.into_iter().filter(|(_, from, to)| (to + 1 - from) * 3 >= longest).collect();
        if longest as f32 >= dpi * LONGER_THAN_SEALS && long.len() < all { areas(long.into_iter()) } else { Vec::new() }
    }

    /// The line that the area is; none if it is too thick, or bends as the arc of a seal does.
    fn stroke(&self, dpi: f32) -> Option<Stroke> {
        let (first, last) = (self.runs.first()?.0, self.runs.last()?.0);
        let from = self.runs.iter().map(|run| run.1).min()? as f32;
        let to = self.runs.iter().map(|run| run.2).max()? as f32;
        let pixels: usize = self.runs.iter().map(|(_, from, to)| to + 1 - from).sum();
        let thick = (pixels as f32 / (to + 1.0 - from) - 2.0).max(1.0);
        let lean = (last - first) as f32 + 1.0 - thick - 2.0;
        if thick > dpi * THICKEST || lean > (dpi * 0.02).max((to - from) * 0.02) + 2.0 {
            return None;
        }
        let third = (to - from) / 3.0;
        let parts = [from, from + third, to - third].map(|at| self.middle(at, at + third));
        let sag = match parts {
            [Some(a), Some(b), Some(c)] => (b - (a + c) / 2.0).abs(),
            _ => 0.0,
        };
        if to - from < dpi * 1.5 && sag > dpi * 0.008 {
            return None;
        }
        Some(Stroke { at: self.middle(from, to)?, from, to, thick })
    }

    /// The mean row of the part between two columns.
    fn middle(&self, from: f32, to: f32) -> Option<f32> {
        let (mut sum, mut count) = (0.0, 0.0);
        for (y, start, end) in &self.runs {
            let length = (to.min(*end as f32) - from.max(*start as f32)).max(0.0);
            sum += *y as f32 * length;
            count += length;
        }
        (count > 0.0).then(|| sum / count)
    }
}

/// The candidates that are lines: long ones, and those that end on lines at both sides.
fn anchored(along: Vec<Stroke>, down: Vec<Stroke>, dpi: f32) -> Strokes {
    let length = |stroke: &Stroke| stroke.to - stroke.from;
    let long = |stroke: &Stroke| length(stroke) >= dpi * SURELY_A_LINE;
    let is_high = |stroke: &Stroke| length(stroke) >= dpi * HIGHER_THAN_SIGNS;
    let usual = usual_thickness(along.iter().chain(&down), dpi);
    let [along, down] = [along, down].map(|strokes| without_seals(strokes, usual, dpi));
    let (mut kept_along, mut short_along): (Vec<_>, Vec<_>) = along.into_iter().partition(long);
    let (mut kept_down, mut short_down): (Vec<_>, Vec<_>) = down.into_iter().partition(long);
    for _ in 0..3 {
        let held = |stroke: &Stroke, others: &[Stroke]| {
            // A sign in a low row nearly touches the lines above and below it; a line does.
            let meets = if is_high(stroke) { dpi * MEETS } else { dpi * TOUCHES };
            let meets = |end: f32| {
                others.iter().any(|other| {
                    let reach = meets + other.thick / 2.0;
                    (other.at - end).abs() <= reach && other.from - reach <= stroke.at && stroke.at <= other.to + reach
                })
            };
            meets(stroke.from) && meets(stroke.to)
        };
        let high = |stroke: &Stroke, same: &[Stroke]| {
            is_high(stroke) || same.iter().any(|other| (other.at - stroke.at).abs() <= dpi * TOUCHES)
        };
        let (more, rest): (Vec<_>, Vec<_>) =
            short_along.into_iter().partition(|s| held(s, &kept_down) && high(s, &kept_along));
        short_along = rest;
        let (more_down, rest): (Vec<_>, Vec<_>) =
            short_down.into_iter().partition(|s| held(s, &kept_along) && high(s, &kept_down));
        short_down = rest;
        if more.is_empty() && more_down.is_empty() {
            break;
        }
        kept_along.extend(more);
        kept_down.extend(more_down);
    }
    Strokes { along: kept_along, down: kept_down }
}

/// The sides of a square seal are short and thick, and no line goes on where they end.
fn without_seals(strokes: Vec<Stroke>, usual: f32, dpi: f32) -> Vec<Stroke> {
    let thick = |stroke: &Stroke| stroke.thick > (usual * THICKER).max(usual + 2.0);
    let short = |stroke: &Stroke| stroke.to - stroke.from < dpi * LONGER_THAN_SEALS;
    let of_a_line = |stroke: &Stroke| {
        let reach = dpi * SURELY_A_LINE;
        let behind = |other: &Stroke| (other.from - stroke.to).abs() < reach || (stroke.from - other.to).abs() < reach;
        let near = |other: &&Stroke| (other.at - stroke.at).abs() <= dpi * 0.02 + stroke.thick / 2.0;
        strokes.iter().filter(near).any(|other| !thick(other) && other.to - other.from >= reach && behind(other))
    };
    let kept = strokes.iter().filter(|stroke| !short(stroke) || !thick(stroke) || of_a_line(stroke));
    kept.copied().collect()
}

/// How thick long lines are.
fn usual_thickness<'s>(strokes: impl Iterator<Item = &'s Stroke>, dpi: f32) -> f32 {
    let long = strokes.filter(|stroke| stroke.to - stroke.from >= dpi * LONGER_THAN_SEALS);
    let mut thick: Vec<f32> = long.map(|stroke| stroke.thick).collect();
    thick.sort_by(f32::total_cmp);
    thick.get(thick.len() / 2).copied().unwrap_or(f32::MAX)
}

/// For each line across, the stretches between two crossings where no line was found but `is_line`
/// sees one.
fn missing(
    lines: &[Stroke],
    others: &[Stroke],
    dpi: f32,
    is_line: impl Fn(f32, f32, f32) -> Option<f32>,
) -> Vec<Stroke> {
    let reach = dpi * MEETS;
    let mut found = Vec::new();
    for group in positions(lines, reach) {
        let at = group.iter().map(|s| s.at * (s.to - s.from)).sum::<f32>()
            / group.iter().map(|s| s.to - s.from).sum::<f32>().max(1.0);
        let mut crossings: Vec<f32> =
            others.iter().filter(|o| o.from - reach <= at && at <= o.to + reach).map(|o| o.at).collect();
        crossings.sort_by(f32::total_cmp);
        crossings.dedup_by(|next, kept| (*next - *kept).abs() <= reach);
        for pair in crossings.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            // Between two tables nothing is drawn; a stroke of a sign is as long as the gap.
            let drawn = |s: &Stroke| s.from <= from + reach && s.to >= to - reach;
            if to - from < dpi * SHORT_PIECE && !lines.iter().any(drawn) {
                continue;
            }
            let covered: f32 = group.iter().map(|s| (s.to.min(to) - s.from.max(from)).max(0.0)).sum();
            if covered < (to - from) * 0.9
                && let Some(at) = is_line(at, from + reach, to - reach)
            {
                found.push(Stroke { at, from, to, thick: 2.0 });
            }
        }
    }
    found
}

/// Lines at about one position.
fn positions(lines: &[Stroke], reach: f32) -> Vec<Vec<Stroke>> {
    let mut sorted = lines.to_vec();
    sorted.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut groups: Vec<Vec<Stroke>> = Vec::new();
    for stroke in sorted {
        match groups.last_mut() {
            Some(group) if stroke.at - group[0].at <= reach => group.push(stroke),
            _ => groups.push(vec![stroke]),
        }
    }
    groups
}

/// The position near `at` where most pixels of the stretch are darker than those beside it: a line
/// is dark nearly everywhere along its length, signs are not.
fn is_line(grey: &Grey, at: f32, from: f32, to: f32, down: bool) -> Option<f32> {
    const LEVELS: i32 = 7;
    const SHARE: usize = 85;
    let (from, to) = (from.max(0.0) as usize, to.max(0.0) as usize);
    if to < from + 8 {
        return None;
    }
    let value = |across: i32, along: usize| {
        let across = usize::try_from(across).unwrap_or(usize::MAX);
        i32::from(if down { grey.at(across, along) } else { grey.at(along, across) })
    };
    let dark = |across: i32| {
        let is_dark = |along: &usize| {
            // A faint line is as thin as one pixel: the grain is evened out along it.
            let mean = |across: i32| (value(across, along - 1) + value(across, *along) + value(across, along + 1)) / 3;
            let beside = (mean(across - 4) + mean(across - 5) + mean(across + 4) + mean(across + 5)) / 4;
            mean(across) + LEVELS < beside
        };
        (from + 1..to).filter(is_dark).count()
    };
    let near = -3..=3;
    let best = near.map(|step| at.round() as i32 + step).max_by_key(|across| dark(*across))?;
    (dark(best) * 100 >= (to - from - 1) * SHARE).then_some(best as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DPI: f32 = 150.0;

    struct Page(Grey);

    impl Page {
        fn new() -> Page {
            Page(Grey::new(600, 400, 240))
        }

        fn line(&mut self, x: std::ops::Range<usize>, y: std::ops::Range<usize>, value: u8) {
            for row in y {
                for column in x.clone() {
                    self.0.data[row * 600 + column] = value;
                }
            }
        }

        /// A table of 3 × 3 cells.
        fn table() -> Page {
            let mut page = Page::new();
            for at in [50, 150, 250, 350] {
                page.line(50..552, at..at + 2, 30);
            }
            for at in [50, 200, 400, 550] {
                page.line(at..at + 2, 50..352, 30);
            }
            page
        }
    }

    /// The grids that the lines of a page make: rows × columns, cells.
    #[track_caller]
    fn check(page: &Page, expected: &[(usize, usize, usize)]) {
        use crate::geometry::{lattice, rulings};
        let strokes = Strokes::of(&page.0, &Ink::of(&page.0, 25), DPI);
        let tolerance = rulings::Tolerance::of(10.0);
        let grids = lattice::grids(&rulings::join(&strokes.edges(DPI), tolerance), tolerance, 1000);
        let found: Vec<_> = grids.iter().map(|g| (g.ys.len() - 1, g.xs.len() - 1, g.cells.len())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_clean_table() {
        check(&Page::table(), &[(3, 3, 9)]);
        check(&Page::new(), &[]);
    }

    #[test]
    fn broken_and_faint_lines_are_whole() {
        let mut page = Page::table();
        for x in [100, 260, 300, 450] {
            page.line(x..x + 12, 148..154, 240);
        }
        check(&page, &[(3, 3, 9)]);
        let mut page = Page::table();
        page.line(203..399, 149..153, 240);
        check(&page, &[(3, 3, 8)]);
        page.line(203..399, 150..151, 226);
        check(&page, &[(3, 3, 9)]);
    }

    #[test]
    fn strokes_of_signs_are_no_lines() {
        let mut page = Page::table();
        // 口 and 一, as large as a title's.
        page.line(250..290, 80..84, 20);
        page.line(250..290, 110..114, 20);
        page.line(250..254, 80..114, 20);
        page.line(286..290, 80..114, 20);
        page.line(300..345, 100..104, 20);
        check(&page, &[(3, 3, 9)]);
    }

    #[test]
    fn a_sign_between_two_tables_is_no_line() {
        // The parts of a table with （续） between them, one of its strokes below a line of the columns.
        let mut page = Page::new();
        for at in [50, 150, 181, 281] {
            page.line(50..552, at..at + 2, 30);
        }
        for at in [50, 200, 400, 550] {
            page.line(at..at + 2, 50..152, 30);
            page.line(at..at + 2, 181..283, 30);
        }
        page.line(203..205, 156..178, 30);
        page.line(196..212, 160..162, 30);
        page.line(196..212, 170..172, 30);
        check(&page, &[(1, 3, 3), (1, 3, 3)]);
    }

    #[test]
    fn a_seal_across_lines_changes_nothing() {
        let mut page = Page::table();
        for y in 0..400_i32 {
            for x in 0..600_i32 {
                let far = f64::from((x - 400).pow(2) + (y - 250).pow(2)).sqrt();
                if (97.0..103.0).contains(&far) {
                    page.0.data[(y * 600 + x) as usize] = 60;
                }
            }
        }
        check(&page, &[(3, 3, 9)]);
    }

    #[test]
    fn blots_on_lines_change_nothing() {
        let mut page = Page::table();
        for (x, y) in [(50_i32, 150_i32), (300, 250), (400, 80)] {
            for at in 0..600 * 400 {
                if (at % 600 - x).pow(2) + (at / 600 - y).pow(2) < 400 {
                    page.0.data[at as usize] = 20;
                }
            }
        }
        check(&page, &[(3, 3, 9)]);
    }

    #[test]
    fn a_square_seal_makes_no_cells() {
        let mut page = Page::table();
        for (x, y) in [(260..360, 180..187), (260..360, 273..280), (260..267, 180..280), (353..360, 180..280)] {
            page.line(x, y, 50);
        }
        check(&page, &[(3, 3, 9)]);
    }

    #[test]
    fn dark_edges_are_no_lines() {
        let mut page = Page::table();
        page.line(0..30, 0..400, 10);
        page.line(0..600, 380..400, 10);
        check(&page, &[(3, 3, 9)]);
    }
}

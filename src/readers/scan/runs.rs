//! What stands together on a baseline, wherever it is on a page: runs of ink parted by white space, so
//! that columns and labels that stand far apart are lines of their own.
//!
//! Whether they make a table is left to [`super::open`].

use super::{
    bands::{self, Band},
    raster::Ink,
};

/// Signs stand nearer to each other than this, in inches, whatever their size.
const SIGN_GAP: f32 = 0.05;
/// White space wider than this, in lines, parts runs …
const GAP: f32 = 0.8;
/// … but behind a mark only if it is wider than this.
const MARK_GAP: f32 = 1.2;
/// A page with more runs than this is a drawing or a photograph.
const MOST: usize = 10_000;
/// Higher than this, in lines, is no text, not even a title.
const HIGHEST: f32 = 4.0;

/// The height of most lines of a page of which no table is known; `dpi` are its pixels per inch.
pub fn usual_height(ink: &Ink, dpi: f32) -> f32 {
    bands::usual_height(&areas(ink, (dpi * SIGN_GAP) as usize), dpi)
}

/// The runs of a page, `usual` pixels high where they are Chinese, from top to bottom. None on drawings.
pub fn find(ink: &Ink, usual: f32) -> Vec<Band> {
    let gap = (usual * GAP) as usize;
    let areas = areas(ink, gap);
    if areas.len() > MOST {
        return Vec::new();
    }
    let whole = joined(areas, gap, usual).into_iter().filter(|area| area.height() as f32 <= usual * HIGHEST * 4.0);
    let lines = whole.flat_map(|area| bands::lines(ink, area.x, area.y, usual));
    let runs = lines.flat_map(|line| parted(ink, line, gap));
    let runs = runs.filter(|run| run.height() as f32 <= usual * HIGHEST).collect();
    let mut runs = with_marks(ink, runs, usual);
    runs.sort_by_key(|run| (run.y.start, run.x.start));
    runs
}

/// Boxes around ink that touches, with gaps along the rows filled.
fn areas(ink: &Ink, gap: usize) -> Vec<Band> {
    let mut sets = Sets::default();
    let mut above: Vec<(usize, usize, usize)> = Vec::new();
    for y in 0..ink.height {
        let mut own = Vec::with_capacity(above.len());
        let mut next = 0;
        for (from, to) in stretches(ink.row(y), gap) {
            let area = sets.add(Band { x: from..to, y: y..y + 1 });
            while above.get(next).is_some_and(|&(_, end, _)| end <= from) {
                next += 1;
            }
            let touching = above[next..].iter().take_while(|&&(start, _, _)| start < to);
            touching.for_each(|&(_, _, other)| sets.join(area, other));
            own.push((from, to, area));
        }
        above = own;
    }
    sets.into_boxes()
}

/// Stretches of ink of one row, gaps filled, ends excluded.
fn stretches(row: &[bool], gap: usize) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (x, _) in row.iter().enumerate().filter(|(_, ink)| **ink) {
        match found.last_mut() {
            Some((_, to)) if x - *to <= gap => *to = x + 1,
            _ => found.push((x, x + 1)),
        }
    }
    found
}

/// Parts of one line put together: signs that touch no other, 二, a colon.
fn joined(mut areas: Vec<Band>, gap: usize, usual: f32) -> Vec<Band> {
    areas.sort_by_key(|area| area.x.start);
    let mut sets = Sets::default();
    areas.iter().for_each(|area| {
        sets.add(area.clone());
    });
    for (at, area) in areas.iter().enumerate() {
        let near = areas[at + 1..].iter().take_while(|other| other.x.start <= area.x.end + gap);
        for (other, _) in (at + 1..).zip(near).filter(|(_, other)| are_one_line(area, other, usual)) {
            sets.join(at, other);
        }
    }
    sets.into_boxes()
}

fn are_one_line(a: &Band, b: &Band, usual: f32) -> bool {
    let together = (a.y.end.max(b.y.end) - a.y.start.min(b.y.start)) as f32;
    let highest = a.height().max(b.height()) as f32;
    let shared = a.y.end.min(b.y.end).saturating_sub(a.y.start.max(b.y.start));
    let beside = shared * 2 >= a.height().min(b.height()) && together <= (usual * 1.3).max(highest * 1.1);
    beside || together <= usual * 1.1
}

/// A line cut where white space parts it.
fn parted(ink: &Ink, line: Band, gap: usize) -> Vec<Band> {
    let mut filled = vec![false; line.x.len()];
    for y in line.y.clone() {
        let row = ink.row(y).get(line.x.clone()).unwrap_or(&[]);
        filled.iter_mut().zip(row).for_each(|(filled, ink)| *filled |= ink);
    }
    let place = |(from, to)| Band { x: line.x.start + from..line.x.start + to, y: line.y.clone() };
    stretches(&filled, gap).into_iter().map(place).filter_map(|band| bands::trimmed(ink, band)).collect()
}

/// Runs that end with a mark put together with what follows: a full-width comma leaves as much white as a
/// column may.
fn with_marks(ink: &Ink, mut runs: Vec<Band>, usual: f32) -> Vec<Band> {
    runs.sort_by_key(|run| run.x.start);
    let mut sets = Sets::default();
    runs.iter().for_each(|run| {
        sets.add(run.clone());
    });
    let ends: Vec<usize> = (0..runs.len()).filter(|at| ends_with_mark(ink, &runs[*at], usual)).collect();
    let reach = (usual * MARK_GAP) as usize;
    for at in ends {
        let (run, end) = (&runs[at], runs[at].x.end);
        let from = runs.partition_point(|other| other.x.start < end);
        let near = runs[from..].iter().take_while(|other| other.x.start <= end + reach);
        let is_beside = |other: &Band| {
            let shared = run.y.end.min(other.y.end).saturating_sub(run.y.start.max(other.y.start));
            shared * 2 >= run.height().min(other.height())
        };
        if let Some((next, _)) = (from..).zip(near).find(|(_, other)| is_beside(other)) {
            sets.join(at, next);
        }
    }
    sets.into_boxes()
}

/// Whether what a run ends with is small and low: ，。、.
fn ends_with_mark(ink: &Ink, run: &Band, usual: f32) -> bool {
    let is_low = |y: usize| (y - run.y.start) * 2 >= run.height();
    let (widest, gap) = ((usual * 0.5) as usize, (usual * 0.1) as usize + 1);
    let mut blank = 0;
    for x in run.x.clone().rev().take(widest + gap) {
        let mut column = run.y.clone().filter(|y| ink.at(x, *y)).peekable();
        blank = if column.peek().is_none() { blank + 1 } else { 0 };
        if blank >= gap {
            return run.height() as f32 >= usual * 0.6;
        }
        if !column.all(is_low) {
            return false;
        }
    }
    false
}

/// Boxes that are put together two by two.
#[derive(Default)]
struct Sets {
    boxes: Vec<Band>,
    /// The box that each was put into; itself if none.
    into: Vec<usize>,
}

impl Sets {
    fn add(&mut self, own: Band) -> usize {
        self.boxes.push(own);
        self.into.push(self.into.len());
        self.into.len() - 1
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.into[at] != at {
            self.into[at] = self.into[self.into[at]];
            at = self.into[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (to, from) = (a.min(b), a.max(b));
        self.into[from] = to;
        let other = self.boxes[from].clone();
        let own = &mut self.boxes[to];
        own.x = own.x.start.min(other.x.start)..own.x.end.max(other.x.end);
        own.y = own.y.start.min(other.y.start)..own.y.end.max(other.y.end);
    }

    fn into_boxes(self) -> Vec<Band> {
        let Sets { boxes, into } = self;
        boxes.into_iter().zip(into).enumerate().filter(|(at, (_, into))| at == into).map(|(_, own)| own.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;

    /// Runs of a page drawn with `#`, each sign three pixels by three; expected in signs.
    #[track_caller]
    fn check(drawing: &[&str], usual: f32, expected: &[(Range<usize>, Range<usize>)]) {
        let width = drawing.iter().map(|row| row.len()).max().unwrap() * 3;
        let mut ink = Ink::blank(width, drawing.len() * 3);
        for y in 0..ink.height {
            for x in 0..width {
                ink.data[y * width + x] = drawing[y / 3].as_bytes().get(x / 3) == Some(&b'#');
            }
        }
        let signs = |range: Range<usize>| range.start / 3..range.end / 3;
        let found: Vec<_> = find(&ink, usual * 3.0).into_iter().map(|run| (signs(run.x), signs(run.y))).collect();
        assert_eq!(found, expected, "{drawing:?}");
    }

    #[test]
    fn white_space_parts_runs() {
        check(
            &["###.##........###", "#.#.##........#.#", "###.##........###", ".................", "###.............."],
            3.0,
            &[(0..6, 0..3), (14..17, 0..3), (0..3, 4..5)],
        );
    }

    #[test]
    fn lines_beside_each_other_need_not_stand_level() {
        // A cell of two lines beside one of a single line.
        let page = [
            "####...........",
            "####...........",
            "####......#####",
            "..........#####",
            "####......#####",
            "####...........",
            "####...........",
        ];
        check(&page, 3.0, &[(0..4, 0..3), (10..15, 2..5), (0..4, 4..7)]);
    }

    #[test]
    fn a_comma_parts_nothing() {
        let line = |behind: usize, mark: &str| -> Vec<String> {
            let blank = " ".repeat(behind);
            vec![format!("### ## {blank}###"), format!("### ## {blank}###"), format!("### ##{mark}{blank}###")]
        };
        for (behind, mark, expected) in [(3, "#", 1), (3, " ", 2), (5, "#", 2)] {
            let rows = line(behind, if mark == "#" { ".#" } else { mark });
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            let mut ink = Ink::blank(60, 9);
            for at in 0..ink.data.len() {
                ink.data[at] = rows[at / 60 / 3].as_bytes().get(at % 60 / 3) == Some(&b'#');
            }
            assert_eq!(find(&ink, 9.0).len(), expected, "{rows:?}");
        }
    }

    #[test]
    fn parts_of_a_sign_are_one_run() {
        check(&[".###.", ".....", "#####"], 3.0, &[(0..5, 0..3)]);
        check(&["....", "...."], 3.0, &[]);
    }
}

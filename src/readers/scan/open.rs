//! Whether a page may hold a table that no rulings, or not all, show: told before anything is read.
//!
//! The search of [`crate::geometry::unruled`] goes over signs that stand in for the ink. Which of them
//! are figures is not known: it is asked twice, and what may be a table either way is read. Whether it
//! is one is told by what was read.

use std::ops::Range;

use super::{bands::Band, raster::Ink};
use crate::{
    geometry::{Glyph, Heading, lines, rulings::Ruling, unruled},
    model::document::Rect,
};

/// A figure is no longer than this, in signs.
const LONGEST_FIGURE: f32 = 8.0;

/// Lines of print are as high as most are but for these factors, and ink covers such shares of them:
/// what a photograph shows is higher, lower, fuller.
const HEIGHTS: Range<f32> = 0.45..1.5;
const INKED: Range<f32> = 0.1..0.65;
/// Print is at least this share of what stands in a table, by its length.
const PRINT: f32 = 0.65;

/// The boxes of what may be tables among these runs of ink, in points. `usual` is the height of most of
/// them, `points` those of a pixel; `rules` are the rulings in no grid.
pub fn tables(ink: &Ink, runs: &[Band], usual: f32, rules: &[Ruling], points: f32) -> Vec<Rect> {
    let size = usual * points;
    let is_print = |rect: &Rect| {
        let (mut all, mut print) = (0, 0);
        for run in runs.iter().filter(|run| is_in(run, *rect, points)) {
            let is_print = HEIGHTS.contains(&(run.height() as f32 / usual)) && INKED.contains(&inked(ink, run));
            all += run.x.len();
            print += if is_print { run.x.len() } else { 0 };
        }
        print as f32 >= all as f32 * PRINT
    };
    let of = |longest: f32| {
        let mut glyphs: Vec<Glyph> =
            runs.iter().enumerate().flat_map(|(at, run)| stand_ins(run, at, size, points, longest)).collect();
        let steps = unruled::look(&lines::read(&mut glyphs, 0), rules);
        steps.grids.into_iter().filter(|(_, evidence)| evidence.is_table()).map(|(grid, _)| grid.rect())
    };
    [0.0, LONGEST_FIGURE].into_iter().flat_map(of).filter(is_print).collect()
}

/// Whether the middle of a run is in a box (points).
pub fn is_in(run: &Band, [x0, y0, x1, y1]: Rect, points: f32) -> bool {
    let middle = |range: &Range<usize>| (range.start + range.end) as f32 / 2.0 * points;
    let (x, y) = (middle(&run.x), middle(&run.y));
    x0 <= x && x <= x1 && y0 <= y && y <= y1
}

/// The share of a run that is ink.
fn inked(ink: &Ink, run: &Band) -> f32 {
    let rows = run.y.clone().flat_map(|y| ink.row(y).get(run.x.clone()).unwrap_or(&[]));
    rows.filter(|ink| **ink).count() as f32 / (run.x.len() * run.height()).max(1) as f32
}

/// Signs over the width of a run: digits if it is no longer than `longest`, else Chinese ones.
fn stand_ins(run: &Band, at: usize, size: f32, points: f32, longest: f32) -> impl Iterator<Item = Glyph> {
    let width = run.x.len() as f32 * points;
    let is_figure = width <= size * longest;
    // Numbers that neither rise nor stand at even steps, as pages and scales do.
    let (sign, share) = if is_figure { (['7', '3', '9', '2', '5'][at % 5], 0.5) } else { ('国', 1.0) };
    let count = (width / (size * share).max(0.1)).round().clamp(1.0, 500.0);
    let (x, y) = (run.x.start as f32 * points, (run.y.start + run.y.end) as f32 / 2.0 * points + size * 0.35);
    let advance = width / count;
    (0..count as usize).map(move |place| Glyph {
        sign,
        x: x + place as f32 * advance,
        y,
        advance,
        size,
        heading: Heading::Right,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::edges::Axis;

    /// Whether a table may be on a page drawn with `#`, each sign 10 pixels and points wide and high, rows 20
    /// apart, with rulings across above these rows.
    #[track_caller]
    fn check(drawing: &[&str], ruled: &[usize], expected: bool) {
        let mut runs: Vec<Band> = Vec::new();
        for (row, line) in drawing.iter().enumerate() {
            for (at, _) in line.char_indices().filter(|(_, sign)| *sign == '#') {
                let (x, y) = (at * 10, row * 20);
                match runs.last_mut() {
                    Some(run) if run.x.end == x && run.y.start == y => run.x.end += 10,
                    _ => runs.push(Band { x: x..x + 10, y: y..y + 10 }),
                }
            }
        }
        let rule = |row: &usize| Ruling {
            axis: Axis::Horizontal,
            at: *row as f32 * 20.0 - 5.0,
            from: 0.0,
            to: 600.0,
            shade: false,
        };
        let rules: Vec<Ruling> = ruled.iter().map(rule).collect();
        for (print, expected) in [(true, expected), (false, false)] {
            let mut ink = Ink::blank(600, drawing.len() * 20);
            for run in &runs {
                let inked = |(x, y): &(usize, usize)| !print || (x + y) % 2 == 0;
                let pixels = run.y.clone().flat_map(|y| run.x.clone().map(move |x| (x, y)));
                pixels.filter(inked).for_each(|(x, y)| ink.data[y * 600 + x] = true);
            }
            assert_eq!(!tables(&ink, &runs, 10.0, &rules, 1.0).is_empty(), expected, "{print} {drawing:?}");
        }
    }

    const ROW: &str = "##   ######     ####    ###    ####";
    const LINE: &str = "###################################";

    #[test]
    fn columns_may_be_a_table() {
        check(&[ROW, ROW, ROW, ROW, ROW], &[], true);
        check(&[ROW, ROW, ROW], &[0, 1, 3], true);
    }

    #[test]
    fn letters_are_none() {
        check(&[LINE, LINE, LINE, LINE, "##########"], &[], false);
        let two = "################  #################";
        check(&[two, two, two, two, two, two], &[], false);
        check(
            &["     #####", "", LINE, LINE, LINE, "                       #####", "                       ####"],
            &[],
            false,
        );
        check(&[], &[], false);
    }
}

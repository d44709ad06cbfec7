//! Step 6, first half: cells whose texts wrap, from the space between their lines: lines of one cell
//! stand nearer to each other than cells of two rows do, wherever in its row a cell's text is set.

use super::wraps::{Baseline, Filled};
use crate::geometry::chars;

/// Lines of one cell differ in their distance by no more than this factor.
pub const ALIKE: f32 = 1.08;
/// Lines farther apart than this, in sizes, are never one cell's.
const FARTHEST: f32 = 2.2;
/// Of the lines that stand near to the one above, so many must have had no room there.
const FULL: f32 = 0.75;
/// So many pairs of lines show the distance.
const PAIRS: usize = 2;

/// A line of a column and the one below it.
struct Pair<'a> {
    column: usize,
    upper: (usize, &'a Filled),
    lower: (usize, &'a Filled),
    /// From baseline to baseline.
    step: f32,
}

/// Whether each baseline goes on with the row of the one above it; none if the space between the lines
/// does not tell.
pub fn goes_on(lines: &[Baseline], columns: usize) -> Option<Vec<bool>> {
    let pairs = pairs(lines, columns);
    let size = lines.iter().map(|line| line.size).fold(0.0, f32::max);
    let tight = tight_step(&pairs, size)? * ALIKE;
    let is_near = |pair: &&Pair| pair.step <= tight && !pair.upper.1.value && !pair.lower.1.value;
    if pairs.iter().all(|pair| is_near(&pair)) {
        return None;
    }
    let widest = widest(lines, columns);
    let near = || pairs.iter().filter(is_near);
    // Words with spaces between leave too much room at the ends of lines to tell.
    let wide = near().filter(|pair| chars::is_wide(pair.lower.1.begins)).count();
    let full = near().filter(|pair| pair.upper.1.has_no_room_for(pair.lower.1, widest[pair.column])).count();
    if wide * 2 < near().count() || (full as f32) < near().count() as f32 * FULL {
        return None;
    }
    let mut on = vec![false; lines.len()];
    for pair in pairs.iter().filter(is_near) {
        on[pair.upper.0 + 1..=pair.lower.0].fill(true);
    }
    for at in 1..lines.len() {
        on[at] &= !lines[at].ruled;
    }
    are_rows(lines, columns, &on).then_some(on)
}

/// Lines of text below each other in one column.
fn pairs(lines: &[Baseline], columns: usize) -> Vec<Pair<'_>> {
    let mut last: Vec<Option<(usize, &Filled)>> = vec![None; columns];
    let mut pairs = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        for filled in &line.filled {
            let Some(last) = last.get_mut(filled.column) else { continue };
            if let Some(upper) = last.replace((at, filled)) {
                let step = filled.y - upper.1.y;
                if !(upper.1.value && filled.value) && step > 0.0 {
                    pairs.push(Pair { column: filled.column, upper, lower: (at, filled), step });
                }
            }
        }
    }
    pairs
}

/// The smallest distance that several pairs have, if it may be that of two lines of one cell.
fn tight_step(pairs: &[Pair], size: f32) -> Option<f32> {
    let steps = pairs.iter().map(|pair| pair.step).filter(|step| *step <= size * FARTHEST);
    let mut steps: Vec<f32> = steps.collect();
    steps.sort_by(f32::total_cmp);
    steps.windows(PAIRS).find(|few| few[PAIRS - 1] <= few[0] * ALIKE).map(|few| few[PAIRS - 1])
}

/// The widest text of each column.
fn widest(lines: &[Baseline], columns: usize) -> Vec<f32> {
    let mut widest = vec![0.0f32; columns];
    for filled in lines.iter().flat_map(|line| &line.filled) {
        if let Some(widest) = widest.get_mut(filled.column) {
            *widest = widest.max(filled.width);
        }
    }
    widest
}

/// Whether what was put together may be rows: no column has two values in one, and in most rows of
/// several lines some cell has one. Rows of a line each, put together, have as many lines in all columns.
fn are_rows(lines: &[Baseline], columns: usize, on: &[bool]) -> bool {
    let (mut several, mut alike) = (0, 0);
    let mut at = 0;
    while at < lines.len() {
        let end = at + 1 + on[at + 1..].iter().take_while(|on| **on).count();
        let mut counts = vec![(0usize, 0usize); columns];
        for own in lines[at..end].iter().flat_map(|line| &line.filled) {
            if let Some(count) = counts.get_mut(own.column) {
                *count = (count.0 + 1, count.1 + usize::from(own.value));
            }
        }
        if counts.iter().any(|&(_, values)| values > 1) {
            return false;
        }
        several += usize::from(end > at + 1);
        alike += usize::from(end > at + 1 && counts.iter().all(|&(lines, _)| lines != 1));
        at = end;
    }
    alike * 3 <= several
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as their place and the texts of columns parted by `|`, which are 6 signs wide. Expected: a
    /// sign per line, `+` for one that goes on; none if the space does not tell.
    fn check(input: &[(f32, &str)], expected: Option<&str>) {
        let lines: Vec<Baseline> = input
            .iter()
            .map(|&(y, text)| {
                let filled = text.split('|').enumerate().filter_map(|(column, text)| {
                    let (begins, ends) = (text.chars().next()?, text.chars().last()?);
                    let (value, width) = (begins.is_numeric(), text.chars().count() as f32 * 10.0);
                    Some(Filled { column, y, value, begins, ends, full: false, width, lead: 10.0 })
                });
                Baseline { y, size: 10.0, filled: filled.collect(), ruled: false }
            })
            .collect();
        let found = goes_on(&lines, 3);
        let found: Option<String> = found.map(|on| on.into_iter().map(|on| if on { '+' } else { '.' }).collect());
        assert_eq!(found.as_deref(), expected, "{input:?}");
    }

    #[test]
    fn cells_set_in_their_middle() {
        let rows = [
            (0.0, "|开展道路硬化|"),
            (7.0, "1||完成"),
            (14.0, "|工程|"),
            (34.0, "2|维修|完成"),
            (54.0, "|改造公共厕所|"),
        ];
        let rows: Vec<_> = rows.into_iter().chain([(61.0, "3||未办"), (68.0, "|三处|")]).collect();
        check(&rows, Some(".++..++"));
    }

    #[test]
    fn cells_set_at_their_top() {
        let rows = [(0.0, "1|开展道路硬化|完成"), (14.0, "|工程|"), (34.0, "2|改造公共厕所|完成"), (48.0, "|三处|")];
        check(&rows, Some(".+.+"));
    }

    #[test]
    fn rows_of_one_line_do_not_tell() {
        check(&[(0.0, "甲局|培训|完成"), (14.0, "乙局|导航|完成"), (28.0, "丙局|代理|未办")], None);
        check(
            &[(0.0, "甲局|培训|完成"), (14.0, "乙局|导航|完成"), (42.0, "丙局|代理|未办"), (56.0, "丁局|代理|未办")],
            None,
        );
    }
}

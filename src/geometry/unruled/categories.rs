//! Step 6, second half: words of the first column that stand in the middle of several rows: one cell over
//! all of these.

use super::wraps::{self, Baseline, Filled};
use crate::geometry::chars;

/// Lines of one cell do not stand farther apart than this, in sizes.
const PITCH: f32 = 1.8;
/// What stands on one baseline differs by less than this, in sizes.
const LEVEL: f32 = 0.05;
/// A cell's middle is no farther from the middle of its rows than this, in sizes.
const OFF: f32 = 0.6;
/// With fewer columns there are no rows beside the first one to go by.
const COLUMNS: usize = 3;

/// How the baselines of a body are rows when some cells of the first column stand over several.
#[derive(Clone, Debug, PartialEq)]
pub struct Categories {
    /// For each baseline the row of what it holds beside the first column.
    pub rows: Vec<usize>,
    /// For each baseline the first and the last row of what it holds in the first column.
    pub spans: Vec<Option<(usize, usize)>>,
}

/// None unless each cell of the first column stands in the middle of its rows, and all rows have one.
pub fn of(lines: &[Baseline], columns: usize) -> Option<Categories> {
    if columns < COLUMNS {
        return None;
    }
    let beside: Vec<usize> = (0..lines.len()).filter(|&at| lines[at].filled.iter().any(|own| own.column > 0)).collect();
    let rest: Vec<Baseline> = beside.iter().map(|&at| without_first(&lines[at])).collect();
    let goes_on = wraps::goes_on(&rest, columns);
    let mut rows: Vec<(f32, f32)> = Vec::new();
    let mut row_of = vec![0; lines.len()];
    for (on, &at) in goes_on.into_iter().zip(&beside) {
        let ys = || lines[at].filled.iter().filter(|own| own.column > 0).map(|own| own.y);
        let (top, bottom) = (ys().fold(f32::MAX, f32::min), ys().fold(f32::MIN, f32::max));
        match rows.last_mut() {
            Some(row) if on => row.1 = row.1.max(bottom),
            _ => rows.push((top, bottom)),
        }
        row_of[at] = rows.len() - 1;
    }
    let blocks = blocks(lines)?;
    if blocks.len() >= rows.len() {
        return None;
    }
    let mut spans = vec![None; lines.len()];
    for (block, span) in blocks.iter().zip(tiles(&blocks, &rows, lines)?) {
        block.iter().for_each(|&at| spans[at] = Some(span));
    }
    Some(Categories { rows: row_of, spans })
}

fn without_first(line: &Baseline) -> Baseline {
    Baseline { filled: line.filled.iter().filter(|own| own.column > 0).cloned().collect(), ..line.clone() }
}

/// The baselines of each cell of the first column; none if it holds more than words without spaces.
fn blocks(lines: &[Baseline]) -> Option<Vec<Vec<usize>>> {
    let first = |at: usize| -> Option<&Filled> { lines[at].filled.iter().find(|own| own.column == 0) };
    let own: Vec<(usize, &Filled)> = (0..lines.len()).filter_map(|at| Some((at, first(at)?))).collect();
    if own.is_empty() || !own.iter().all(|(_, filled)| chars::is_wide(filled.begins)) {
        return None;
    }
    let widest = own.iter().map(|(_, filled)| filled.width).fold(0.0, f32::max);
    let goes_on = |a: &(usize, &Filled), b: &(usize, &Filled)| {
        b.1.y - a.1.y <= lines[b.0].size * PITCH && a.1.has_no_room_for(b.1, widest)
    };
    let blocks = || own.chunk_by(goes_on);
    // Lines that all have something beside them are labels of a row each.
    let is_beside = |(at, own): &(usize, &Filled)| {
        lines[*at].filled.iter().any(|other| other.column > 0 && (other.y - own.y).abs() < lines[*at].size * LEVEL)
    };
    let are_beside = own.iter().all(is_beside);
    let are_labels = are_beside && blocks().any(|block| block.len() > 1);
    (!are_labels).then(|| blocks().map(|block| block.iter().map(|(at, _)| *at).collect()).collect())
}

/// The first and last row of each block: all rows in turn, each block in the middle of its own.
fn tiles(blocks: &[Vec<usize>], rows: &[(f32, f32)], lines: &[Baseline]) -> Option<Vec<(usize, usize)>> {
    let mut found = Vec::with_capacity(blocks.len());
    let mut from = 0;
    for (number, block) in blocks.iter().enumerate() {
        let own = |at: usize| lines[at].filled.iter().find(|own| own.column == 0);
        let middle = (own(*block.first()?)?.y + own(*block.last()?)?.y) / 2.0;
        let size = lines[*block.first()?].size;
        // The blocks that follow need a row each.
        let most = rows.len().checked_sub(blocks.len() - number)?;
        let off = |to: usize| ((rows[from].0 + rows[to].1) / 2.0 - middle).abs();
        let to = (from..=most).min_by(|&a, &b| off(a).total_cmp(&off(b)))?;
        if off(to) > size * OFF {
            return None;
        }
        found.push((from, to));
        from = to + 1;
    }
    (from == rows.len()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as (y, text of the first column, text of the others); expected: the rows of each line and
    /// those of its first column.
    fn check(input: &[(f32, &str, &str)], expected: Option<&[(usize, usize)]>) {
        let filled = |column: usize, y: f32, text: &str| {
            let begins = text.chars().next()?;
            let width = text.chars().count() as f32 * 10.0;
            Some(Filled { column, y, value: begins.is_numeric(), begins, ends: begins, full: false, width, lead: 10.0 })
        };
        let lines: Vec<Baseline> = input
            .iter()
            .map(|&(y, first, other)| {
                let filled =
                    [(0, first), (1, other), (2, other)].into_iter().filter_map(|(at, text)| filled(at, y, text));
                Baseline { y, size: 10.0, filled: filled.collect(), ruled: false }
            })
            .collect();
        let found = of(&lines, 3).map(|found| found.spans.into_iter().flatten().collect::<Vec<_>>());
        assert_eq!(found.as_deref(), expected, "{input:?}");
    }

    #[test]
    fn a_category_in_the_middle_of_its_rows() {
        let two = [(0.0, "", "甲"), (10.0, "工程", ""), (20.0, "", "乙"), (40.0, "服务", "丙")];
        check(&two, Some(&[(0, 1), (2, 2)]));
        check(&[(0.0, "", "甲"), (20.0, "工程", "乙"), (40.0, "", "丙")], Some(&[(0, 2)]));
    }

    #[test]
    fn a_label_of_each_row_is_no_category() {
        check(&[(0.0, "工程", "甲"), (20.0, "服务", "乙")], None);
        check(&[(0.0, "工程", "甲"), (20.0, "", "乙"), (40.0, "", "丙")], None);
    }
}

//! Step 4, second half: a region that is two tables side by side, cut between them.

use super::{
    columns::{self, Corridor},
    regions::Region,
    words::Row,
};
use crate::geometry::{edges::Axis, rulings::Ruling};

/// White space between two tables is at least this wide, in sizes.
const WIDE: f32 = 1.5;
/// Of two tables with baselines of their own, at most this share of the rows fills both.
const TOGETHER: f32 = 0.3;
/// A ruling of one of two tables runs over this share of it.
const COVERS: f32 = 0.8;

/// The region, or its parts from left to right. Two tables have two columns each at least, and either
/// rows that do not stand beside each other, or rulings that end between them.
pub fn split(rows: &[Row], region: Region, rulings: &[Ruling]) -> Vec<Region> {
    let size = region.rows.iter().map(|(row, _)| rows[*row].size).fold(1.0, f32::max);
    let stretch = |row: usize, run: usize| (rows[row].runs[run].x0, rows[row].runs[run].x1);
    let stretches: Vec<Vec<(f32, f32)>> =
        region.rows.iter().map(|(row, own)| own.iter().map(|&run| stretch(*row, run)).collect()).collect();
    let corridors = columns::corridors(&stretches, size * 0.2);
    let lines: Vec<&Row> = region.rows.iter().map(|(row, _)| &rows[*row]).collect();
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return vec![region] };
    let (top, bottom) = (first.top() - size, last.bottom() + size);
    let near: Vec<&Ruling> =
        rulings.iter().filter(|rule| rule.axis == Axis::Horizontal && (top..=bottom).contains(&rule.at)).collect();
    let between = (1..corridors.len().saturating_sub(1)).map(|at| corridors[at]).find(|&corridor| {
        corridor.1 - corridor.0 >= size * WIDE
            && !near.iter().any(|rule| rule.from < corridor.0 && rule.to > corridor.1)
            && (have_own_rows(&stretches, corridor) || have_own_rulings(&stretches, corridor, &near))
    });
    let Some((from, to)) = between else { return vec![region] };
    let side = |left: bool| {
        let on_side = |row: usize, run: &usize| {
            let (x0, x1) = stretch(row, *run);
            ((x0 + x1) < (from + to)) == left
        };
        let own = region
            .rows
            .iter()
            .map(|(row, own)| (*row, own.iter().copied().filter(|run| on_side(*row, run)).collect::<Vec<usize>>()));
        Region { rows: own.filter(|(_, own)| !own.is_empty()).collect() }
    };
    let (left, right) = (side(true), side(false));
    split(rows, left, rulings).into_iter().chain(split(rows, right, rulings)).collect()
}

/// Whether the rows on both sides stand on baselines of their own.
fn have_own_rows(rows: &[Vec<(f32, f32)>], corridor: Corridor) -> bool {
    const FEWEST: usize = 3;
    let middle = (corridor.0 + corridor.1) / 2.0;
    let (mut left, mut right, mut both) = (0, 0, 0);
    for row in rows {
        match (row.iter().any(|run| run.1 <= middle), row.iter().any(|run| run.0 >= middle)) {
            (true, true) => both += 1,
            (true, false) => left += 1,
            (false, true) => right += 1,
            _ => {}
        }
    }
    left >= FEWEST && right >= FEWEST && both as f32 <= rows.len() as f32 * TOGETHER
}

/// Whether both sides have rulings over all of them, and none runs across.
fn have_own_rulings(rows: &[Vec<(f32, f32)>], corridor: Corridor, near: &[&Ruling]) -> bool {
    let middle = (corridor.0 + corridor.1) / 2.0;
    let runs = || rows.iter().flatten().filter(|run| run.1 <= middle || run.0 >= middle);
    let left = runs().map(|run| run.0).fold(f32::MAX, f32::min);
    let right = runs().map(|run| run.1).fold(f32::MIN, f32::max);
    let over = |from: f32, to: f32| {
        near.iter().filter(|rule| (rule.to.min(to) - rule.from.max(from)) >= (to - from) * COVERS).count()
    };
    over(left, corridor.0) >= 2 && over(corridor.1, right) >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{lines, lines::tests::glyphs, unruled::words};

    /// Runs as (text, x, y), rulings as (y, from, to); expected: the text of each part.
    fn check(input: &[(&str, f32, f32)], rules: &[(f32, f32, f32)], expected: &[&str]) {
        let mut all = Vec::new();
        for &(text, x, y) in input {
            all.extend(glyphs(text, x, y, 10.0));
        }
        let rows = words::rows(&lines::read(&mut all, 0), &[]);
        let region = Region { rows: (0..rows.len()).map(|row| (row, (0..rows[row].runs.len()).collect())).collect() };
        let rules: Vec<Ruling> =
            rules.iter().map(|&(at, from, to)| Ruling { axis: Axis::Horizontal, at, from, to, shade: false }).collect();
        let texts = |region: &Region| -> String {
            let runs = region.rows.iter().flat_map(|(row, own)| own.iter().map(|&run| rows[*row].runs[run].text()));
            runs.collect::<Vec<_>>().join(" ")
        };
        let found: Vec<String> = split(&rows, region, &rules).iter().map(texts).collect();
        assert_eq!(found, expected);
    }

    const FOUR: [(&str, f32, f32); 8] = [
        ("ab", 0.0, 20.0),
        ("1", 50.0, 20.0),
        ("cd", 150.0, 20.0),
        ("2", 200.0, 20.0),
        ("ef", 0.0, 32.0),
        ("3", 50.0, 32.0),
        ("gh", 150.0, 32.0),
        ("4", 200.0, 32.0),
    ];

    #[test]
    fn rulings_end_between_two_tables() {
        check(&FOUR, &[], &["ab 1 cd 2 ef 3 gh 4"]);
        check(&FOUR, &[(5.0, 0.0, 210.0), (40.0, 0.0, 210.0)], &["ab 1 cd 2 ef 3 gh 4"]);
        let apart = [(5.0, 0.0, 60.0), (40.0, 0.0, 60.0), (5.0, 150.0, 210.0), (40.0, 150.0, 210.0)];
        check(&FOUR, &apart, &["ab 1 ef 3", "cd 2 gh 4"]);
    }

    #[test]
    fn rows_of_two_tables_do_not_stand_beside_each_other() {
        let mut runs = Vec::new();
        for row in 0..4 {
            let y = row as f32 * 30.0 + 20.0;
            runs.extend([("ab", 0.0, y), ("1", 50.0, y), ("cd", 150.0, y + 15.0), ("2", 200.0, y + 15.0)]);
        }
        check(&runs, &[], &["ab 1 ab 1 ab 1 ab 1", "cd 2 cd 2 cd 2 cd 2"]);
    }
}

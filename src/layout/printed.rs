//! Finds the rows that the blank prints, even when one of their cells was changed.
//!
//! Rows and printed rows are aligned in order by the cells that are the same; what is left on both
//! sides is then paired by likeness, at last in any order.

use crate::model::fold::{fold, gist_hash, is_blank, strip_number};
use crate::model::reading::{RawRow, Reason, SetAside, TableReading};
use crate::rules::{Kind, PrintedRow, RuleSet, TableRule};

/// Least share of printed cells that must be the same.
const LEAST_SAME: f64 = 0.5;
/// Least likeness of the texts of rows of which fewer cells are the same.
const LEAST_LIKE: f64 = 0.6;

/// Marks printed rows, and puts aside what is then seen to be blank.
pub fn mark(reading: &mut TableReading, rule: &TableRule, rules: &RuleSet) {
    if rule.printed.is_empty() {
        return;
    }
    let rows = Rows::new(&reading.rows, rule);
    let prints: Vec<Print> = rule.printed.iter().map(|print| Print::new(print, rule)).collect();
    let scores: Vec<Vec<f64>> =
        (0..reading.rows.len()).map(|row| prints.iter().map(|print| rows.score(row, print)).collect()).collect();
    let mut found = align(&scores);
    let count = rule.printed.len();
    pair_rest(&mut found, count, |row, p| likeness(&reading.rows[row], rule, &rule.printed[p]), LEAST_LIKE);
    pair_rest(&mut found, count, |row, p| scores[row][p], f64::MIN_POSITIVE);
    for (row, printed) in reading.rows.iter_mut().zip(found) {
        row.printed = printed;
    }
    put_aside_unused(reading, rule, rules);
}

/// What of a printed row is compared: the cells that say something and are no category.
struct Print<'a> {
    /// Column and hash.
    fixed: Vec<(usize, u64)>,
    /// Likewise of those that the unit is to replace.
    open: Vec<(usize, u64)>,
    category: &'a str,
}

impl<'a> Print<'a> {
    fn new(print: &'a PrintedRow, rule: &TableRule) -> Print<'a> {
        let cells = |open: bool| {
            let wanted = move |at: &usize| {
                print.hashes[*at] != 0 && print.open[*at] == open && rule.columns[*at].kind != Kind::Category
            };
            (0..print.hashes.len()).filter(wanted).map(|at| (at, print.hashes[at])).collect()
        };
        Print { fixed: cells(false), open: cells(true), category: &print.folded_category }
    }
}

/// What of the rows of a table is compared.
struct Rows {
    /// Hash of each cell, 0 for an empty one, and of the nearest cell with text above it.
    hashes: Vec<Vec<u64>>,
    above: Vec<Vec<u64>>,
    /// Folded, filled down.
    categories: Vec<String>,
}

impl Rows {
    fn new(rows: &[RawRow], rule: &TableRule) -> Rows {
        let hash = |row: &RawRow| -> Vec<u64> {
            (row.cells.iter().zip(&rule.columns))
                .map(|(cell, column)| match column.kind {
                    Kind::Serial | Kind::Category => 0,
                    _ if is_blank(&cell.text) => 0,
                    _ => gist_hash(&cell.text),
                })
                .collect()
        };
        let hashes: Vec<Vec<u64>> = rows.iter().map(hash).collect();
        let mut above = Vec::with_capacity(rows.len());
        let mut last = vec![0; rule.columns.len()];
        for row in &hashes {
            above.push(last.clone());
            for (last, hash) in last.iter_mut().zip(row).filter(|(_, hash)| **hash != 0) {
                *last = *hash;
            }
        }
        let category = rule.column_of_kind(Kind::Category);
        Rows {
            hashes,
            above,
            categories: rows.iter().map(|row| category.map_or(String::new(), |at| category_of(row, at))).collect(),
        }
    }

    /// How surely a row is this printed row: 0 for no, else the share of printed cells that are the
    /// same, with a little for the category and for a placeholder still there.
    fn score(&self, row: usize, print: &Print) -> f64 {
        let (hashes, above) = (&self.hashes[row], &self.above[row]);
        // A unit may leave a cell out because it says the same as the one above.
        let equal =
            |(at, printed): &&(usize, u64)| hashes[*at] == *printed || (hashes[*at] == 0 && above[*at] == *printed);
        let same = print.fixed.iter().filter(equal).count();
        let share = same as f64 / print.fixed.len().max(1) as f64;
        if print.fixed.is_empty() || share < LEAST_SAME {
            return 0.0;
        }
        let placeholders = print.open.iter().filter(equal).count();
        share + 0.2 * placeholders as f64 + self.category_bonus(row, print)
    }

    fn category_bonus(&self, row: usize, print: &Print) -> f64 {
        let (own, printed) = (&self.categories[row], print.category);
        if printed.is_empty() {
            return 0.0;
        }
        let agree = !own.is_empty() && (printed.contains(own.as_str()) || own.contains(printed));
        if agree { 0.3 } else { -0.2 }
    }
}

fn category_of(row: &RawRow, at: usize) -> String {
    let cell = &row.cells[at];
    fold(strip_number(if is_blank(&cell.text) { cell.filled_down.as_deref().unwrap_or("") } else { &cell.text }))
}

/// The in-order pairing with the highest sum of scores.
fn align(scores: &[Vec<f64>]) -> Vec<Option<usize>> {
    let (rows, printed) = (scores.len(), scores.first().map_or(0, Vec::len));
    let mut best = vec![vec![0.0_f64; printed + 1]; rows + 1];
    for row in (0..rows).rev() {
        for p in (0..printed).rev() {
            let pair = if scores[row][p] > 0.0 { best[row + 1][p + 1] + scores[row][p] } else { 0.0 };
            best[row][p] = pair.max(best[row + 1][p]).max(best[row][p + 1]);
        }
    }
    let mut found = vec![None; rows];
    let (mut row, mut p) = (0, 0);
    while row < rows && p < printed {
        if scores[row][p] > 0.0 && best[row][p] == best[row + 1][p + 1] + scores[row][p] {
            found[row] = Some(p);
            row += 1;
            p += 1;
        } else if best[row][p] == best[row + 1][p] {
            row += 1;
        } else {
            p += 1;
        }
    }
    found
}

/// Pairs rows and printed rows that are still alone, the likeliest first.
fn pair_rest(found: &mut [Option<usize>], printed: usize, score: impl Fn(usize, usize) -> f64, least: f64) {
    // No unit adds so many rows by hand; those of a machine are not looked through for a changed one.
    const MOST_PAIRS: usize = 10_000;
    let alone: Vec<usize> = (0..printed).filter(|p| !found.contains(&Some(*p))).collect();
    let rows: Vec<usize> = (0..found.len()).filter(|row| found[*row].is_none()).collect();
    if rows.len() * alone.len() > MOST_PAIRS {
        return;
    }
    let mut pairs: Vec<(f64, usize, usize)> = rows
        .iter()
        .flat_map(|row| alone.iter().map(|p| (score(*row, *p), *row, *p)))
        .filter(|pair| pair.0 >= least)
        .collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (_, row, p) in pairs {
        if found[row].is_none() && !found.contains(&Some(p)) {
            found[row] = Some(p);
        }
    }
}

/// Mean likeness of the printed texts of a row that are fixed, 0 to 1, each as far as `COMPARED`.
fn likeness(row: &RawRow, rule: &TableRule, print: &PrintedRow) -> f64 {
    const COMPARED: usize = 120;
    let head = |text: &str| fold(text).chars().take(COMPARED).collect::<String>();
    let (mut sum, mut fixed) = (0.0, 0.0);
    for (at, column) in rule.columns.iter().enumerate() {
        if print.open[at] || column.kind == Kind::Category {
            continue;
        }
        fixed += 1.0;
        sum += strsim::normalized_levenshtein(&head(&row.cells[at].text), &head(&print.cells[at]));
    }
    // Rows of which all but one cell are for the unit to fill in are too alike to be told by likeness.
    if fixed >= 2.0 { sum / fixed } else { 0.0 }
}

/// Puts aside rows that are no printed row and hold nothing of the unit's own: what they say is
/// printed elsewhere in the table, or a placeholder.
fn put_aside_unused(reading: &mut TableReading, rule: &TableRule, rules: &RuleSet) {
    let printed: std::collections::HashSet<u64> =
        rule.printed.iter().flat_map(|print| print.hashes.iter().copied()).collect();
    let unused = |row: &RawRow| {
        row.printed.is_none()
            && row.cells.iter().zip(&rule.columns).all(|(cell, column)| {
                cell.continued
                    || is_blank(&cell.text)
                    || matches!(column.kind, Kind::Serial | Kind::Category)
                    || rules.words.is_placeholder(&cell.text)
                    || printed.contains(&gist_hash(&cell.text))
            })
    };
    let rows = std::mem::take(&mut reading.rows);
    let mut kept_before = Vec::with_capacity(rows.len());
    for row in rows {
        kept_before.push(reading.rows.len());
        if unused(&row) {
            let text: Vec<&str> =
                row.cells.iter().map(|cell| cell.text.trim()).filter(|text| !text.is_empty()).collect();
            let (text, after) = (text.join(" | "), reading.rows.len());
            reading.set_aside.push(SetAside {
                reason: Reason::Blank,
                text,
                cells: row.cells,
                heading: String::new(),
                after,
                source: row.source,
            });
        } else {
            reading.rows.push(row);
        }
    }
    // Totals keep their place among the rows that stay.
    for aside in reading.set_aside.iter_mut().filter(|aside| aside.reason != Reason::Blank) {
        aside.after = kept_before.get(aside.after).copied().unwrap_or(reading.rows.len());
    }
}

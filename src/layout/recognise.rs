//! Decides which table of the form a segment is, and gathers the segments of each table.
//!
//! Evidence, strongest first: a title or subtitle before the table or inside it; how well the
//! header fits; whether the categories are those of the table; what came before.

use super::grid::Grid;
use super::header::{Fit, HeaderIndex};
use super::rows::{self, Columns};
use super::segment::{self, Segment};
use crate::model::document::Table;
use crate::model::fold::{fold, is_blank, strip_number};
use crate::model::reading::{HeaderReading, Reason, TableReading};
use crate::rules::{Kind, RuleSet, TableRule};

/// Paragraphs before a table among which its title is looked for.
const TITLE_REACH: usize = 8;
/// Least share of a form table's columns that a header must have.
const LEAST_FIT: f64 = 0.5;
/// A headerless piece is a continuation only if no more than this many lines stand before it.
const CONTINUATION_LINES: usize = 2;

/// Takes up paragraphs and tables in reading order.
pub struct Recogniser<'a> {
    rules: &'a RuleSet,
    readings: Vec<Option<TableReading>>,
    /// Paragraphs since the last table.
    lines: Vec<String>,
    last: Option<Last>,
}

/// The table that was last added to.
struct Last {
    table: usize,
    grid_columns: usize,
    columns: Columns,
}

impl<'a> Recogniser<'a> {
    pub fn new(rules: &'a RuleSet) -> Recogniser<'a> {
        Recogniser { rules, readings: rules.tables.iter().map(|_| None).collect(), lines: Vec::new(), last: None }
    }

    pub fn paragraph(&mut self, text: &str) {
        for line in text.lines().filter(|line| !is_blank(line)) {
            self.lines.push(fold(line));
        }
    }

    /// Takes up a table; false if nothing in it is the form's.
    pub fn table(&mut self, table: &Table, ordinal: usize, index: &HeaderIndex) -> bool {
        if table.rows == 0 || table.columns == 0 {
            return false;
        }
        let grid = Grid::new(table);
        let segments = segment::cut(&grid, index);
        let mut taken = false;
        for segment in &segments {
            taken |= self.segment(&grid, segment, ordinal, index);
            self.lines.clear();
        }
        if !taken {
            self.last = None;
        }
        taken
    }

    pub fn finish(self) -> Vec<TableReading> {
        self.readings.into_iter().flatten().collect()
    }

    fn segment(&mut self, grid: &Grid, segment: &Segment, ordinal: usize, index: &HeaderIndex) -> bool {
        let titles = self.title_evidence(grid, segment);
        let fit = match segment.header {
            Some((row, _)) => self.choose(grid, segment, &titles, index).map(|mut fit| {
                fit.reading.source = grid.source(ordinal, row).0;
                fit
            }),
            None => self.without_header(grid, segment, &titles),
        };
        let Some(fit) = fit else { return false };
        self.take(grid, segment, ordinal, fit);
        true
    }

    /// How strongly titles speak for each table: 0 nothing, 1 a title, 2 title and subtitle.
    fn title_evidence(&self, grid: &Grid, segment: &Segment) -> Vec<f64> {
        let mut lines: Vec<String> = self.lines.iter().rev().take(TITLE_REACH).cloned().collect();
        let above: &[usize] =
            if segment.header.is_some() { &segment.title_rows } else { &segment.rows[..segment.rows.len().min(2)] };
        for &row in above {
            if let Some(cell) = grid.only_text(row) {
                lines.extend(cell.text.lines().filter(|line| !is_blank(line)).map(fold));
            }
        }
        let mut evidence = vec![0.0; self.rules.tables.len()];
        for kind in [0, 1] {
            let mut best = vec![0.0_f64; self.rules.tables.len()];
            for line in &lines {
                if let Some((table, score)) = best_title(self.rules, line, kind) {
                    best[table] = best[table].max(score);
                }
            }
            for (sum, score) in evidence.iter_mut().zip(best) {
                *sum += score;
            }
        }
        evidence
    }

    fn choose(&self, grid: &Grid, segment: &Segment, titles: &[f64], index: &HeaderIndex) -> Option<Fit> {
        let untitled = titles.iter().all(|score| *score == 0.0);
        (0..self.rules.tables.len())
            .map(|table| index.fit(&segment.columns, table))
            .filter(|fit| fit.score >= LEAST_FIT)
            .map(|fit| {
                let table = fit.table;
                let carried = untitled && self.last.as_ref().is_some_and(|last| last.table == table);
                let again = self.readings[table].is_some() && !carried;
                let weight = fit.score
                    + 1.5 * titles[table]
                    + 0.6 * self.category_evidence(grid, segment, &fit)
                    + if carried { 0.2 } else { 0.0 }
                    - if again && untitled { 0.1 } else { 0.0 };
                (weight, fit)
            })
            // Of equals the first in the form's order.
            .reduce(|best, other| if other.0 > best.0 + 1e-9 { other } else { best })
            .map(|(_, fit)| fit)
    }

    /// The share of category cells that the table allows; a half where it allows any.
    fn category_evidence(&self, grid: &Grid, segment: &Segment, fit: &Fit) -> f64 {
        let rule = &self.rules.tables[fit.table];
        let Some(column) = rule.column_of_kind(Kind::Category) else { return 0.5 };
        let (Some(allowed), Some((at, _))) = (&rule.columns[column].one_of, fit.columns[column]) else { return 0.5 };
        let (mut seen, mut known) = (0_u32, 0_u32);
        for &row in segment.rows.iter().take(40) {
            let Some(cell) = grid.cell(row, at).filter(|cell| cell.row == row && !is_blank(&cell.text)) else {
                continue;
            };
            let folded = fold(strip_number(&cell.text));
            seen += 1;
            known += u32::from(
                allowed.iter().any(|c| c.key == folded || c.aliases.contains(&folded) || c.key.contains(&folded)),
            );
        }
        if seen == 0 { 0.5 } else { f64::from(known) / f64::from(seen) }
    }

    /// A piece without a header: carries the last table on, or follows its own title.
    fn without_header(&self, grid: &Grid, segment: &Segment, titles: &[f64]) -> Option<Fit> {
        let titled = (0..titles.len()).filter(|t| titles[*t] >= 0.9).max_by(|a, b| titles[*a].total_cmp(&titles[*b]));
        let columns = grid.table.columns;
        match (titled, &self.last) {
            (Some(table), Some(last)) if last.table == table && last.grid_columns == columns => {
                Some(self.carried(last))
            }
            (Some(table), _) => {
                let rule = &self.rules.tables[table];
                // Without a header only the very number of columns says which is which.
                (rule.columns.len() == columns && segment.rows.len() > 1).then(|| Fit {
                    table,
                    columns: (0..columns).map(|at| Some((at, at + 1))).collect(),
                    reading: HeaderReading { columns: vec![None; columns], absent: true, ..HeaderReading::default() },
                    score: 0.0,
                })
            }
            (None, Some(last)) if last.grid_columns == columns && self.few_lines() => Some(self.carried(last)),
            _ => None,
        }
    }

    fn carried(&self, last: &Last) -> Fit {
        Fit { table: last.table, columns: last.columns.clone(), reading: HeaderReading::default(), score: 0.0 }
    }

    fn few_lines(&self) -> bool {
        let continued = |line: &String| self.rules.words.continued.iter().any(|word| line.contains(word.as_str()));
        self.lines.iter().filter(|line| !continued(line)).count() <= CONTINUATION_LINES
    }

    fn take(&mut self, grid: &Grid, segment: &Segment, ordinal: usize, fit: Fit) {
        let reading = self.readings[fit.table].get_or_insert_with(|| TableReading {
            table: fit.table,
            header: fit.reading.clone(),
            ..TableReading::default()
        });
        let context = rows::Context {
            rules: self.rules,
            rule: &self.rules.tables[fit.table],
            grid,
            ordinal,
            columns: &fit.columns,
        };
        let begun = reading.seen > 0 || !reading.header.columns.iter().any(Option::is_some);
        if begun && segment.header.is_some() {
            // The first header of a reading is no row; every further one is put aside.
            for &row in &segment.title_rows {
                rows::put_aside(reading, &context, row, Reason::Title);
            }
            if let Some((row, _)) = segment.header {
                rows::put_aside(reading, &context, row, Reason::RepeatedHeader);
            }
        }
        for &row in &segment.rows {
            rows::take(reading, &context, row);
        }
        self.last = Some(Last { table: fit.table, grid_columns: grid.table.columns, columns: fit.columns });
    }
}

/// The table whose title (`kind` 0) or subtitle (1) a folded line is, with a score up to 1; none when
/// the line fits several equally well.
fn best_title(rules: &RuleSet, line: &str, kind: usize) -> Option<(usize, f64)> {
    [same as fn(&str, &str) -> f64, holds, alike]
        .into_iter()
        .find_map(|likeness| sole_best(rules, line, kind, likeness))
}

/// The one table that scores highest, by one way of comparing.
fn sole_best(rules: &RuleSet, line: &str, kind: usize, likeness: fn(&str, &str) -> f64) -> Option<(usize, f64)> {
    let score = |table: &TableRule| match kind {
        0 => table.title_keys.iter().map(|key| likeness(line, key)).fold(0.0, f64::max),
        _ if table.subtitle_key.is_empty() => 0.0,
        _ => likeness(line, &table.subtitle_key),
    };
    let scores: Vec<f64> = rules.tables.iter().map(score).collect();
    let best = scores.iter().copied().fold(0.0, f64::max);
    let mut holders = scores.iter().enumerate().filter(|(_, score)| **score > best - 1e-9);
    let (table, _) = holders.next().filter(|_| best > 0.0)?;
    holders.next().is_none().then_some((table, best))
}

fn same(line: &str, key: &str) -> f64 {
    f64::from(u8::from(line == key))
}

/// A title with a little around it.
fn holds(line: &str, key: &str) -> f64 {
    if line.len() <= key.len() * 3 + 60 && line.contains(key) { 0.95 } else { 0.0 }
}

fn alike(line: &str, key: &str) -> f64 {
    // Too much longer or shorter to be three quarters alike.
    if line.len().abs_diff(key.len()) * 4 > key.len() {
        return 0.0;
    }
    let likeness = strsim::normalized_levenshtein(line, key);
    if likeness >= 0.75 { likeness * 0.9 } else { 0.0 }
}

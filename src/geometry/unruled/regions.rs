//! Step 3: which rows may be a table: neighbours with several runs that stand below each other.

use super::words::{Kind, Row, Run};
use crate::geometry::{chars, edges::Axis, rulings::Ruling};

/// Rows that may be a table, by their numbers, with the numbers of the runs that belong to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Region {
    pub rows: Vec<(usize, Vec<usize>)>,
}

/// Rows farther apart than this (in sizes) are not one table, …
const FAR: f32 = 4.0;
/// … unless its rows stand as far apart, but for this factor.
const WIDER: f32 = 1.7;
/// So many rows of one run may stand between two of several.
const MOST_SINGLE: usize = 4;
/// If they may be the rest of cells, so many.
const MOST_WAITING: usize = 20;
/// A column of cells is no wider than this share of its table.
const NARROW: f32 = 0.5;
/// A header has at most so many lines.
const MOST_HEADER: usize = 6;
/// Levels of a header do not stand farther apart than this, in sizes, …
const PITCH: f32 = 1.8;
/// … and those of words without spaces than this: they are set wider.
const WIDE_PITCH: f32 = 2.6;
/// Lines of text are farther apart than this, in sizes.
const LINE: f32 = 1.1;
/// Rows of so many runs each are alike.
const AS_MANY: usize = 4;
/// So many rows are looked back at for what stands above.
const BACK: usize = 8;

/// All candidates of a page from top to bottom. `rules` are the rulings that belong to no grid.
pub fn find(rows: &[Row], rules: &[Ruling]) -> Vec<Region> {
    let mut regions = Vec::new();
    let mut group = Group::default();
    // Rows of one run just above.
    let mut above: Vec<usize> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let own: Vec<usize> = (0..row.runs.len()).filter(|&run| !row.runs[run].prose).collect();
        if group.is_barred_by(rows, at) {
            group.close(rows, rules, &mut regions);
            above.clear();
        }
        match own.len() {
            0 => above.clear(),
            // 表1 and its title stand apart, but are one line.
            2.. if is_caption(&row.runs[own[0]].text()) => {
                group.close(rows, rules, &mut regions);
                above.clear();
            }
            2.. if group.rows.is_empty() && own.iter().all(|run| is_particular(&row.runs[*run].text())) => {
                above.clear()
            }
            1 if group.rows.is_empty() => above.push(at),
            1 => group.wait(rows, at, rules, &mut regions, &mut above),
            _ => {
                if !group.fits(rows, at, &own) {
                    above.extend(group.close(rows, rules, &mut regions));
                }
                if group.rows.is_empty() {
                    group.lead = std::mem::take(&mut above);
                }
                group.push(at, own);
            }
        }
    }
    group.close(rows, rules, &mut regions);
    regions
}

/// A region on the way.
#[derive(Default)]
struct Group {
    rows: Vec<(usize, Vec<usize>)>,
    /// Rows of one run after the last of several.
    waiting: Vec<usize>,
    /// Rows of one run before the first.
    lead: Vec<usize>,
}

impl Group {
    fn push(&mut self, at: usize, own: Vec<usize>) {
        self.rows.extend(self.waiting.drain(..).map(|row| (row, vec![0])));
        self.rows.push((at, own));
    }

    /// A row of one run: part of the table if more of it follows.
    fn wait(&mut self, rows: &[Row], at: usize, rules: &[Ruling], regions: &mut Vec<Region>, above: &mut Vec<usize>) {
        let Some(run) = rows[at].runs.iter().position(|run| !run.prose) else { return };
        let is_end = is_caption(&rows[at].runs[run].text());
        let extent = self.extent(rows);
        let single = self.waiting.iter().filter(|&&row| !is_in_column(&rows[row], extent)).count();
        let most = self.waiting.len() >= MOST_WAITING || single >= MOST_SINGLE;
        if rows[at].runs.len() > 1 || is_end || most || self.is_far(rows, at) {
            *above = self.close(rows, rules, regions);
            above.push(at);
        } else {
            self.waiting.push(at);
        }
    }

    fn last(&self) -> Option<usize> {
        self.waiting.last().or(self.rows.last().map(|(row, _)| row)).copied()
    }

    fn is_far(&self, rows: &[Row], at: usize) -> bool {
        let Some(last) = self.last() else { return false };
        let step = rows[at].baseline - rows[last].baseline;
        let usual =
            self.rows.windows(2).map(|pair| rows[pair[1].0].baseline - rows[pair[0].0].baseline).fold(0.0, f32::max);
        step > (rows[at].size.min(rows[last].size) * FAR).max(usual * WIDER)
    }

    /// Running text where the table would go on.
    fn is_barred_by(&self, rows: &[Row], at: usize) -> bool {
        let Some((left, right)) = self.extent(rows) else { return false };
        rows[at].runs.iter().any(|run| run.prose && run.x0 < right && run.x1 > left)
    }

    fn extent(&self, rows: &[Row]) -> Option<(f32, f32)> {
        let runs = || self.rows.iter().flat_map(|(row, own)| own.iter().map(|&run| &rows[*row].runs[run]));
        let left = runs().map(|run| run.x0).min_by(f32::total_cmp)?;
        let right = runs().map(|run| run.x1).max_by(f32::total_cmp)?;
        Some((left, right))
    }

    /// Whether a row of several runs goes on with the table: near, and half of its runs below others.
    fn fits(&self, rows: &[Row], at: usize, own: &[usize]) -> bool {
        if self.rows.is_empty() {
            return true;
        }
        if self.is_far(rows, at) {
            return false;
        }
        let known: Vec<&Run> = self
            .rows
            .iter()
            .rev()
            .take(BACK)
            .flat_map(|(row, own)| own.iter().map(|&run| &rows[*row].runs[run]))
            .collect();
        let below = |run: &Run| known.iter().any(|other| run.x0 < other.x1 && run.x1 > other.x0);
        let count = own.iter().filter(|&&run| below(&rows[at].runs[run])).count();
        // Levels of a header stand close together and need not stand below each other.
        let step = rows[at].baseline - self.last().map_or(0.0, |last| rows[last].baseline);
        let pitch = if rows[at].runs.iter().all(is_wide) { WIDE_PITCH } else { PITCH };
        let in_header =
            self.rows.len() <= MOST_HEADER && step <= rows[at].size * pitch && !known.iter().any(|run| is_value(run));
        // A heading need not stand above what is set to the right below it.
        let as_many = self.rows.last().is_some_and(|(_, above)| above.len() == own.len() && own.len() >= AS_MANY);
        // No lines of text stand so close that they overlap, unless they are cells set in their middle.
        let is_interleaved = step < rows[at].size * LINE && rows[at].runs.iter().any(is_wide);
        count * 2 >= own.len() || is_interleaved || (in_header || as_many) && count > 0
    }

    /// Ends the region; gives the rows of one run below it that are no part of it.
    fn close(&mut self, rows: &[Row], rules: &[Ruling], regions: &mut Vec<Region>) -> Vec<usize> {
        let mut group = std::mem::take(self);
        let Some(extent) = group.extent(rows).filter(|_| group.rows.len() >= 2) else { return group.waiting };
        let mut all: Vec<(usize, Vec<usize>)> = group.heading(rows, extent, rules);
        all.extend(group.rows.iter().cloned());
        let ending = group.ending(rows, extent, rules);
        let left = group.waiting.split_off(ending.len());
        all.extend(ending);
        regions.push(Region { rows: all });
        left
    }

    /// Rows of one run above the first of several that are part of the table: below a ruling over the
    /// table's width, or set over columns that are not the first.
    fn heading(&self, rows: &[Row], (left, right): (f32, f32), rules: &[Ruling]) -> Vec<(usize, Vec<usize>)> {
        let Some(&(first, _)) = self.rows.first() else { return Vec::new() };
        let mut below = first;
        let mut found = Vec::new();
        let first_run = |row: usize| rows[row].runs.iter().position(|run| !run.prose);
        for &row in self.lead.iter().rev() {
            let Some(run) = first_run(row) else { break };
            let own = &rows[row].runs[run];
            let size = rows[row].size;
            let step = rows[below].baseline - rows[row].baseline;
            let ruled = |from: f32, to: f32| {
                rules.iter().any(|rule| {
                    rule.axis == Axis::Horizontal && (from..=to).contains(&rule.at) && covers(rule, left, right)
                })
            };
            let caps = rows[row].top();
            let under_rule = ruled(caps - size * 1.5, caps + size * 0.2)
                && !ruled(rows[row].baseline, rows[below].top() + size * 0.3);
            let indented =
                own.x0 > left + (right - left) * 0.15 && (own.x0 + own.x1) / 2.0 <= right && step <= size * 1.7;
            let heads = indented && !is_caption(&own.text()) && size <= rows[first].size * 1.15;
            if !under_rule && !heads || step > size * 3.0 {
                break;
            }
            found.push((row, vec![run]));
            below = row;
            if under_rule {
                break;
            }
        }
        found.reverse();
        found
    }

    /// Rows of one run below the last of several, down to a ruling over the table's width.
    fn ending(&self, rows: &[Row], (left, right): (f32, f32), rules: &[Ruling]) -> Vec<(usize, Vec<usize>)> {
        let Some(&(last, _)) = self.rows.last() else { return Vec::new() };
        let ruled = |from: f32, to: f32| {
            rules
                .iter()
                .filter(|rule| rule.axis == Axis::Horizontal && covers(rule, left, right))
                .any(|rule| (from..=to).contains(&rule.at))
        };
        let closed = (0..self.waiting.len()).find(|&at| {
            let row = &rows[self.waiting[at]];
            let next = self.waiting.get(at + 1).map_or(row.baseline + row.size * 1.5, |&next| rows[next].baseline);
            ruled(row.baseline, next)
        });
        match closed {
            Some(closed) if !ruled(rows[last].baseline, rows[self.waiting[0]].top() + 1.0) => {
                self.waiting[..=closed].iter().map(|&row| (row, vec![0])).collect()
            }
            _ => self.rest_of_cells(rows).into_iter().map(|row| (row, vec![0])).collect(),
        }
    }

    /// Rows of one run below the last of several that go on with a cell: below a line that fills its
    /// column, as near as lines of one cell are.
    fn rest_of_cells(&self, rows: &[Row]) -> Vec<usize> {
        let extent = self.extent(rows);
        let mut found: Vec<usize> = Vec::new();
        for &row in &self.waiting {
            let size = rows[row].size;
            let run = &rows[row].runs[0];
            let is_below = |other: &&Run| run.x0 >= other.x0 - size * 0.5 && run.x1 <= other.x1 + size * 0.5;
            let near = |above: &usize| rows[row].baseline - rows[*above].baseline <= size * 1.8;
            let known = self.rows.iter().rev().map(|(row, _)| *row).take(BACK);
            let above = found.iter().rev().copied().chain(known).take_while(near);
            let column = self.rows.iter().flat_map(|(row, own)| own.iter().map(|&run| &rows[*row].runs[run]));
            let widest = column.filter(is_below).map(Run::width).fold(0.0, f32::max);
            let is_full = |above: usize| {
                rows[above].runs.iter().filter(is_below).any(|above| above.width() + size * 2.0 > widest)
            };
            if !is_in_column(&rows[row], extent) || !above.into_iter().any(is_full) {
                break;
            }
            found.push(row);
        }
        found
    }
}

/// Whether the only run of a row is set without spaces and stands in a narrow column of a table from left to
/// right: the rest of a cell.
fn is_in_column(row: &Row, extent: Option<(f32, f32)>) -> bool {
    let ([run], Some((left, right))) = (&row.runs[..], extent) else { return false };
    let (from, to) = (left - row.size, right + row.size);
    is_wide(run) && run.x0 >= from && run.x1 <= to && run.width() <= (right - left) * NARROW
}

/// Whether some of a run is set without spaces.
pub fn is_wide(run: &Run) -> bool {
    run.words.iter().flat_map(|word| &word.glyphs).any(|glyph| chars::is_wide(glyph.sign))
}

/// Whether a ruling runs over most of a width.
fn covers(rule: &Ruling, left: f32, right: f32) -> bool {
    (rule.to.min(right) - rule.from.max(left)) >= (right - left) * 0.7
}

/// 填报单位：甲局, 单位：万元: what is said of a table above it. Not 10:30.
fn is_particular(text: &str) -> bool {
    const LONGEST: usize = 14;
    let Some((label, _)) = text.split_once([':', '：']) else { return false };
    let signs = label.trim().chars().count();
    (1..=LONGEST).contains(&signs) && !label.ends_with(|sign: char| sign.is_ascii_digit())
}

/// Words that stand above or below tables and figures, not in them: 表1, Table 3, Figure, Note, 注：.
pub fn is_caption(text: &str) -> bool {
    let text = text.trim_start().to_lowercase();
    // 表1, Table A-1, Figure IV.
    let numbered = |word: &str| {
        text.strip_prefix(word).is_some_and(|rest| {
            let number: String = rest.trim_start().chars().take_while(|sign| !sign.is_whitespace()).collect();
            let roman = number.trim_end_matches(['.', ':', '：']);
            number.starts_with(char::is_numeric)
                || number.is_ascii() && number.contains(|sign: char| sign.is_ascii_digit())
                || !roman.is_empty() && roman.chars().all(|sign| "ivxl".contains(sign))
        })
    };
    ["表", "图", "附表", "table ", "figure ", "fig. ", "chart ", "exhibit "].into_iter().any(numbered)
        || [
            "注：",
            "注:",
            "备注：",
            "资料来源",
            "数据来源",
            "说明：",
            "note:",
            "notes:",
            "note.",
            "source:",
            "sources:",
            "source ",
        ]
        .into_iter()
        .any(|word| text.starts_with(word))
}

/// Whether a run is a value rather than words.
pub fn is_value(run: &Run) -> bool {
    matches!(run.kind(), Kind::Number | Kind::Mark)
}

//! Step 3: which rows may be a table: neighbours with several runs that stand below each other.

use super::words::{Kind, Row, Run};
use crate::geometry::{edges::Axis, rulings::Ruling};

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
/// A header has at most so many lines.
const MOST_HEADER: usize = 6;
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
            1 if group.rows.is_empty() => above.push(at),
            1 => group.wait(rows, at, rules, &mut regions, &mut above),
            _ => {
                if !group.fits(rows, at, &own) {
                    let waiting = std::mem::take(&mut group.waiting);
                    group.close(rows, rules, &mut regions);
                    above.extend(waiting);
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
        if rows[at].runs.len() > 1 || is_end || self.waiting.len() >= MOST_SINGLE || self.is_far(rows, at) {
            let waiting = std::mem::take(&mut self.waiting);
            self.close(rows, rules, regions);
            *above = waiting;
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
        let in_header =
            self.rows.len() <= MOST_HEADER && step <= rows[at].size * 1.8 && !known.iter().any(|run| is_value(run));
        count * 2 >= own.len() || in_header && count > 0
    }

    fn close(&mut self, rows: &[Row], rules: &[Ruling], regions: &mut Vec<Region>) {
        let group = std::mem::take(self);
        if group.rows.len() < 2 {
            return;
        }
        let Some(extent) = group.extent(rows) else { return };
        let mut all: Vec<(usize, Vec<usize>)> = group.heading(rows, extent, rules);
        all.extend(group.rows.iter().cloned());
        all.extend(group.ending(rows, extent, rules));
        regions.push(Region { rows: all });
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
            let indented = own.x0 > left + (right - left) * 0.15 && own.x1 <= right + size && step <= size * 1.7;
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
            _ => Vec::new(),
        }
    }
}

/// Whether a ruling runs over most of a width.
fn covers(rule: &Ruling, left: f32, right: f32) -> bool {
    (rule.to.min(right) - rule.from.max(left)) >= (right - left) * 0.7
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

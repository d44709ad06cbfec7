//! From the cells of a sheet to paragraphs and tables in reading order.
//!
//! A sheet is cut at rows and columns in which nothing stands: no text, no border, no merged cell.
//! From each block that is left the lines of text above, between and below its tables are taken out:
//! titles, labels such as 填报单位：, notes. A row that stays in a table without need does little
//! harm, since layout knows titles inside tables; a row that is lost to it does. Tables right below
//! each other keep the columns of the first, so that layout can carry it on over a blank row.

use std::ops::Range;

use super::{
    sheet::Sheet,
    table,
    view::{Columns, Line, View},
};
use crate::{
    model::document::{Block, Paragraph},
    readers::{Result, flowing::budget::Budget},
};

/// So many rows running that have borders and no text still belong to a form; more were only formatted.
const MOST_UNFILLED: usize = 50;
/// Blocks beside each other that hold blocks below each other, and so on.
const MOST_LEVELS: usize = 6;
/// Blocks beside each other.
const MOST_BESIDE: usize = 64;

/// A rectangle of a sheet.
#[derive(Clone)]
struct Patch {
    /// Among the view's lines.
    lines: Range<usize>,
    columns: Columns,
    level: usize,
}

/// What is still to be done.
enum Work {
    /// Cut at empty rows.
    Region(Patch),
    /// Without empty rows.
    Band(Patch),
}

/// Appends what a sheet shows.
///
/// # Errors
/// `LimitExceeded` when the document has too many cells or paragraphs.
pub fn push(sheet: &Sheet, budget: &mut Budget, out: &mut Vec<Block>) -> Result<()> {
    let Some(view) = View::new(sheet) else { return Ok(()) };
    let whole = Patch { lines: 0..view.lines.len(), columns: (0, view.last_column()), level: 0 };
    let mut cutter = Cutter { view, budget, out, above: None };
    // Nesting is kept here, never on the call stack.
    let mut work = vec![Work::Region(whole)];
    while let Some(next) = work.pop() {
        let from = work.len();
        match next {
            Work::Region(patch) => work.extend(cutter.bands(&patch).into_iter().map(Work::Band)),
            Work::Band(patch) => {
                let beside = cutter.band(&patch)?;
                work.extend(beside.into_iter().map(Work::Region));
            }
        }
        work[from..].reverse();
    }
    Ok(())
}

struct Cutter<'a, 'b> {
    view: View<'a>,
    budget: &'b mut Budget,
    out: &'b mut Vec<Block>,
    /// The columns of the table above, if nothing but empty rows has come since.
    above: Option<Columns>,
}

impl Cutter<'_, '_> {
    fn line(&self, index: usize) -> &Line {
        &self.view.lines[index]
    }

    fn has_text(&self, index: usize, columns: Columns) -> bool {
        !self.view.cells(self.line(index), columns).is_empty()
    }

    /// Cuts at rows in which nothing stands. Rows without text at either end are left out.
    fn bands(&self, patch: &Patch) -> Vec<Patch> {
        let mut found: Vec<Patch> = Vec::new();
        // Of the open band: the last row used, the last one reached by a merged cell, unfilled rows at its end.
        let (mut last, mut reach, mut unfilled) = (0, 0, 0);
        for index in patch.lines.clone() {
            let line = self.line(index);
            if !self.view.is_used(line, patch.columns) {
                continue;
            }
            let joins = found.last().is_some() && (line.row <= last + 1 || line.row <= reach);
            let cells = self.view.cells(line, patch.columns);
            if cells.is_empty() {
                unfilled += usize::from(joins);
                last = if joins { line.row } else { last };
                continue;
            }
            match found.last_mut() {
                Some(band) if joins && (unfilled <= MOST_UNFILLED || line.row <= reach) => band.lines.end = index + 1,
                _ => {
                    found.push(Patch { lines: index..index + 1, ..*patch });
                    reach = 0;
                }
            }
            unfilled = 0;
            last = line.row;
            reach = cells.map(|cell| self.view.bottom(cell)).fold(reach, u32::max);
        }
        found
    }

    /// Writes out a band, or gives the blocks beside each other that it consists of.
    fn band(&mut self, band: &Patch) -> Result<Vec<Patch>> {
        let beside = self.beside(band);
        if !beside.is_empty() {
            return Ok(beside);
        }
        let from = self.lead(band)?;
        let rest = Patch { lines: from..band.lines.end, ..*band };
        if from > band.lines.start {
            let beside = self.beside(&rest);
            if !beside.is_empty() {
                return Ok(beside);
            }
        }
        self.tables(&rest)?;
        Ok(Vec::new())
    }

    /// The parts between columns in which nothing stands, if each of them can be a table.
    fn beside(&self, band: &Patch) -> Vec<Patch> {
        if band.level >= MOST_LEVELS {
            return Vec::new();
        }
        let mut used: Vec<Columns> = Vec::new();
        for index in band.lines.clone() {
            let line = self.line(index);
            used.extend(self.view.cells(line, band.columns).map(|cell| self.view.across(cell)));
            used.extend(self.view.borders(line, band.columns));
        }
        let groups = joined(used);
        if groups.len() < 2 || groups.len() > MOST_BESIDE {
            return Vec::new();
        }
        if !groups.iter().all(|group| self.can_be_table(band, *group)) {
            return Vec::new();
        }
        groups.into_iter().map(|columns| Patch { lines: band.lines.clone(), columns, level: band.level + 1 }).collect()
    }

    /// Text in two rows and in two columns.
    fn can_be_table(&self, band: &Patch, columns: Columns) -> bool {
        let filled = band.lines.clone().map(|index| self.view.cells(self.line(index), columns));
        let filled: Vec<_> = filled.filter(|cells| !cells.is_empty()).collect();
        let first = filled.first().map(|cells| self.view.content(cells.start).column);
        let elsewhere = |cells: &Range<usize>| cells.clone().any(|cell| Some(self.view.content(cell).column) != first);
        filled.len() > 1 && filled.iter().any(elsewhere)
    }

    /// Writes out the lines above the first table of a band; gives the first line that is none.
    fn lead(&mut self, band: &Patch) -> Result<usize> {
        let style = self.style(band);
        let mut index = band.lines.start;
        while index < band.lines.end {
            if self.has_text(index, band.columns) {
                if !self.is_text_line(index, band, &style, true) {
                    break;
                }
                self.paragraph(index, band.columns)?;
            }
            index += 1;
        }
        Ok(index)
    }

    /// Writes out a band as tables and the lines between and below them.
    fn tables(&mut self, band: &Patch) -> Result<()> {
        let style = self.style(band);
        let mut from = band.lines.start;
        // The last row that a merged cell above reaches.
        let mut reach = 0;
        for index in band.lines.clone() {
            if !self.has_text(index, band.columns) {
                continue;
            }
            let is_below = self.line(index).row > reach;
            if style.bordered && is_below && self.is_text_line(index, band, &style, false) {
                self.table(from..index, band)?;
                self.paragraph(index, band.columns)?;
                from = index + 1;
            }
            let cells = self.view.cells(self.line(index), band.columns);
            reach = cells.map(|cell| self.view.bottom(cell)).fold(reach, u32::max);
        }
        self.table(from..band.lines.end, band)
    }

    fn style(&self, band: &Patch) -> Style {
        let (mut rows, mut bordered, mut most) = (0, 0, 0);
        for index in band.lines.clone() {
            let texts = self.view.cells(self.line(index), band.columns).len();
            most = most.max(texts);
            if texts > 1 {
                rows += 1;
                bordered += usize::from(self.is_bordered(index, band.columns));
            }
        }
        Style { bordered: bordered > 0 && bordered * 2 >= rows, most }
    }

    /// Most of a row's texts have borders.
    fn is_bordered(&self, index: usize, columns: Columns) -> bool {
        let line = self.line(index);
        let cells = self.view.cells(line, columns);
        let count = cells.len();
        let bordered = cells.filter(|cell| self.view.is_bordered(line, self.view.content(*cell).column)).count();
        bordered * 2 >= count.max(1)
    }

    /// Whether a row is a line of text and no row of a table: a text by itself, or a few without
    /// borders that are labels. `leads` is for rows above a table, where a text by itself may have
    /// borders.
    fn is_text_line(&self, index: usize, band: &Patch, style: &Style, leads: bool) -> bool {
        let line = self.line(index);
        let cells = self.view.cells(line, band.columns);
        let texts = cells.len();
        if cells.clone().any(|cell| self.is_amount(cell)) || self.reaches_others(cells.clone(), index, band) {
            return false;
        }
        let open = !self.is_bordered(index, band.columns);
        match texts {
            0 => false,
            1 => leads || open,
            _ if !open => false,
            _ => {
                let width = (band.columns.1 - band.columns.0) as usize + 1;
                let labels = cells.clone().any(|cell| self.view.content(cell).text.contains(['：', ':']));
                let few = texts * 3 <= width && style.most >= 2 * texts;
                labels && (texts * 2 <= width || texts <= 3) || few && !self.covers(cells, band.columns)
            }
        }
    }

    fn is_amount(&self, cell: usize) -> bool {
        let content = self.view.content(cell);
        content.is_number || content.text.trim().parse::<f64>().is_ok()
    }

    /// Merged cells beside which rows below have texts of their own.
    fn reaches_others(&self, cells: Range<usize>, index: usize, band: &Patch) -> bool {
        let bottom = cells.map(|cell| self.view.bottom(cell)).max().unwrap_or(0);
        (index + 1..band.lines.end)
            .take_while(|below| self.line(*below).row <= bottom)
            .any(|below| self.has_text(below, band.columns))
    }

    /// Merged cells of a row cover all columns of the band, as the upper level of a header does.
    fn covers(&self, cells: Range<usize>, columns: Columns) -> bool {
        let wide = cells.clone().any(|cell| self.view.across(cell).1 > self.view.across(cell).0);
        let covered: u32 = cells.map(|cell| self.view.across(cell)).map(|(first, last)| last - first + 1).sum();
        wide && covered + 1 >= columns.1 - columns.0 + 1
    }

    fn paragraph(&mut self, index: usize, columns: Columns) -> Result<()> {
        self.budget.add_paragraph()?;
        let mut text = String::new();
        for cell in self.view.cells(self.line(index), columns) {
            if !text.is_empty() {
                text.push('\t');
            }
            text.push_str(&self.view.content(cell).text);
        }
        self.out.push(Block::Paragraph(Paragraph { text, place: None }));
        self.above = None;
        Ok(())
    }

    /// Writes out lines as a table, or as paragraphs where each has but one text.
    fn table(&mut self, lines: Range<usize>, band: &Patch) -> Result<()> {
        let filled = |index: &usize| self.has_text(*index, band.columns);
        let (Some(first), Some(last)) = (lines.clone().find(filled), lines.clone().rev().find(filled)) else {
            return Ok(());
        };
        let columns = self.extent(first..last + 1, band.columns);
        let lone = |index: usize| self.view.cells(self.line(index), band.columns).len() < 2;
        if columns.0 == columns.1 || (first == last && lone(first)) {
            return (first..last + 1)
                .filter(|index| self.has_text(*index, band.columns))
                .collect::<Vec<_>>()
                .into_iter()
                .try_for_each(|index| self.paragraph(index, band.columns));
        }
        let columns = match self.above {
            Some(above) if above.0 <= columns.0 && columns.1 <= above.1 => above,
            _ => columns,
        };
        let rows = (self.line(first).row, self.bottom(first..last + 1, lines.end, band.columns));
        let table = table::build(self.view.sheet, rows, columns, self.budget)?;
        self.out.push(Block::Table(table));
        self.above = Some(columns);
        Ok(())
    }

    /// The last row of a table: where its merged cells end, or its last text.
    fn bottom(&self, lines: Range<usize>, end: usize, columns: Columns) -> u32 {
        let next = self.view.lines.get(end).map_or(u32::MAX, |line| line.row);
        let cells = lines.flat_map(|index| self.view.cells(self.line(index), columns));
        cells.map(|cell| self.view.bottom(cell)).max().unwrap_or(0).min(next.saturating_sub(1))
    }

    /// The columns in which something stands.
    fn extent(&self, lines: Range<usize>, columns: Columns) -> Columns {
        let mut extent = (columns.1, columns.0);
        let mut widen = |(first, last): Columns| extent = (extent.0.min(first), extent.1.max(last.min(columns.1)));
        for index in lines {
            let line = self.line(index);
            self.view.cells(line, columns).for_each(|cell| widen(self.view.across(cell)));
            self.view.borders(line, columns).for_each(&mut widen);
        }
        extent
    }
}

struct Style {
    /// Most rows of several texts have borders.
    bordered: bool,
    /// Texts in the fullest row.
    most: usize,
}

/// Stretches of columns that touch or overlap, joined.
fn joined(mut used: Vec<Columns>) -> Vec<Columns> {
    used.sort_unstable();
    let mut groups: Vec<Columns> = Vec::new();
    for (first, last) in used {
        match groups.last_mut() {
            Some(group) if first <= group.1 + 1 => group.1 = group.1.max(last),
            _ => groups.push((first, last)),
        }
    }
    groups
}

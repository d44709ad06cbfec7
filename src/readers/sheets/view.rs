//! A sheet by its rows: what stands in a part of one.

use std::ops::Range;

use super::sheet::{Content, Sheet};

/// Columns of a part of a sheet, the last one included.
pub type Columns = (u32, u32);

/// A row in which something stands.
pub struct Line {
    pub row: u32,
    cells: Range<usize>,
    borders: Range<usize>,
}

/// A sorted sheet with its rows found. Everything ends at the last row and column with text: merged
/// areas and borders reach as far as the sheet itself.
pub struct View<'a> {
    pub sheet: &'a Sheet,
    pub lines: Vec<Line>,
    /// For each cell the last row and column that it covers.
    ends: Vec<(u32, u32)>,
    last_column: u32,
}

impl<'a> View<'a> {
    /// `None` for a sheet without text.
    pub fn new(sheet: &'a Sheet) -> Option<View<'a>> {
        let last_row = sheet.cells.last()?.row;
        let last_column = sheet.cells.iter().map(|cell| cell.column).max()?;
        let end = |cell: &Content| {
            let place = (cell.row, cell.column);
            let found = sheet.merges.binary_search_by_key(&place, |area| (area.top, area.left));
            let area = found.ok().and_then(|index| sheet.merges.get(index));
            area.map_or(place, |area| (area.bottom.min(last_row), area.right.min(last_column)))
        };
        let ends = sheet.cells.iter().map(end).collect();
        Some(View { sheet, lines: lines(sheet, last_row), ends, last_column })
    }

    pub fn last_column(&self) -> u32 {
        self.last_column
    }

    /// Indices of the cells of a row that begin within these columns.
    pub fn cells(&self, line: &Line, columns: Columns) -> Range<usize> {
        let cells = &self.sheet.cells[line.cells.clone()];
        let from = cells.partition_point(|cell| cell.column < columns.0);
        let to = cells.partition_point(|cell| cell.column <= columns.1);
        line.cells.start + from..line.cells.start + to
    }

    pub fn content(&self, cell: usize) -> &'a Content {
        &self.sheet.cells[cell]
    }

    /// The last row that a cell covers.
    pub fn bottom(&self, cell: usize) -> u32 {
        self.ends[cell].0
    }

    /// The columns that a cell covers.
    pub fn across(&self, cell: usize) -> Columns {
        (self.sheet.cells[cell].column, self.ends[cell].1)
    }

    /// Bordered stretches of a row within these columns.
    pub fn borders(&self, line: &Line, columns: Columns) -> impl Iterator<Item = Columns> + '_ {
        let last = columns.1.min(self.last_column);
        self.sheet.borders[line.borders.clone()]
            .iter()
            .filter(move |run| run.last >= columns.0 && run.first <= last)
            .map(move |run| (run.first.max(columns.0), run.last.min(last)))
    }

    pub fn is_bordered(&self, line: &Line, column: u32) -> bool {
        let runs = &self.sheet.borders[line.borders.clone()];
        let before = runs.partition_point(|run| run.first <= column);
        before.checked_sub(1).and_then(|at| runs.get(at)).is_some_and(|run| run.last >= column)
    }

    /// Whether text, or at least a border, stands in these columns of a row.
    pub fn is_used(&self, line: &Line, columns: Columns) -> bool {
        !self.cells(line, columns).is_empty() || self.borders(line, columns).next().is_some()
    }
}

/// Rows with text or borders up to the last one with text.
fn lines(sheet: &Sheet, last_row: u32) -> Vec<Line> {
    let (mut cell, mut border) = (0, 0);
    let mut found = Vec::new();
    loop {
        let rows = [sheet.cells.get(cell).map(|cell| cell.row), sheet.borders.get(border).map(|run| run.row)];
        let Some(row) = rows.into_iter().flatten().min().filter(|row| *row <= last_row) else { return found };
        let cells = cell..cell + sheet.cells[cell..].iter().take_while(|cell| cell.row == row).count();
        let borders = border..border + sheet.borders[border..].iter().take_while(|run| run.row == row).count();
        (cell, border) = (cells.end, borders.end);
        found.push(Line { row, cells, borders });
    }
}

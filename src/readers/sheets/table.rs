//! One table from a rectangle of a sheet.

use super::{sheet::Sheet, view::Columns};
use crate::{
    model::document::{Cell, SheetPlace, Table},
    readers::{Result, flowing::budget::Budget},
};

/// The cells between two rows (the last included) and columns, merged ones with their spans. Areas
/// that overlap an earlier one are cut back to what is free.
///
/// # Errors
/// `LimitExceeded` when the tables of a document have too many cells.
pub fn build(sheet: &Sheet, rows: (u32, u32), columns: Columns, budget: &mut Budget) -> Result<Table> {
    let mut grid = Grid {
        rows: (rows.1 - rows.0) as usize + 1,
        columns: (columns.1 - columns.0) as usize + 1,
        covered: Vec::new(),
    };
    budget.check_table(grid.rows * grid.columns)?;
    budget.add_table(grid.rows * grid.columns);
    let within = |column: u32| (columns.0..=columns.1).contains(&column);
    let from = sheet.merges.partition_point(|area| area.top < rows.0);
    let mut merges =
        sheet.merges[from..].iter().take_while(|area| area.top <= rows.1).filter(|area| within(area.left)).peekable();
    let from = sheet.cells.partition_point(|cell| cell.row < rows.0);
    let mut contents =
        sheet.cells[from..].iter().take_while(|cell| cell.row <= rows.1).filter(|cell| within(cell.column)).peekable();
    let mut cells = Vec::new();
    loop {
        let merge_at = merges.peek().map(|area| (area.top, area.left));
        let content_at = contents.peek().map(|cell| (cell.row, cell.column));
        let Some(at) = [merge_at, content_at].into_iter().flatten().min() else { break };
        let area = merges.next_if(|area| (area.top, area.left) == at);
        let content = contents.next_if(|cell| (cell.row, cell.column) == at);
        let (row, column) = ((at.0 - rows.0) as usize, (at.1 - columns.0) as usize);
        if grid.is_covered(row, column) {
            continue;
        }
        let (row_span, column_span) = area.map_or((1, 1), |area| {
            let (bottom, right) = (area.bottom.min(rows.1), area.right.min(columns.1));
            grid.cover(row, column, (bottom - rows.0) as usize, (right - columns.0) as usize)
        });
        cells.push(Cell {
            row,
            column,
            row_span,
            column_span,
            text: content.map(|content| content.text.clone()).unwrap_or_default(),
            header: sheet.header_rows.is_some_and(|(first, last)| (first..=last).contains(&at.0)),
            ..Cell::default()
        });
    }
    let place = SheetPlace { name: sheet.name.clone(), row: rows.0, column: columns.0 };
    Ok(Table { rows: grid.rows, columns: grid.columns, cells, place: None, sheet: Some(place) })
}

/// Which positions lie under merged areas.
struct Grid {
    rows: usize,
    columns: usize,
    /// Empty until the first area.
    covered: Vec<bool>,
}

impl Grid {
    fn is_covered(&self, row: usize, column: usize) -> bool {
        self.covered.get(row * self.columns + column) == Some(&true)
    }

    /// Covers an area as far as it is free; gives its rows and columns.
    fn cover(&mut self, top: usize, left: usize, bottom: usize, right: usize) -> (usize, usize) {
        if self.covered.is_empty() {
            self.covered = vec![false; self.rows * self.columns];
        }
        let is_free = |row: usize, column: usize| self.covered.get(row * self.columns + column) == Some(&false);
        let columns = (left..=right).take_while(|column| is_free(top, *column)).count().max(1);
        let free_row = |row: &usize| (left..left + columns).all(|column| is_free(*row, column));
        let rows = (top..=bottom).take_while(free_row).count().max(1);
        for row in top..top + rows {
            let start = row * self.columns + left;
            if let Some(part) = self.covered.get_mut(start..start + columns) {
                part.fill(true);
            }
        }
        (rows, columns)
    }
}

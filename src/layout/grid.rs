//! A table's cells by grid position.

use crate::model::document::{Cell, Place, Rect, Table};
use crate::model::fold::is_blank;

/// Looks cells up by row and column; a spanning cell is found at each position that it covers.
pub struct Grid<'a> {
    pub table: &'a Table,
    /// Cell index + 1 for each position, 0 for none.
    at: Vec<u32>,
}

impl<'a> Grid<'a> {
    pub fn new(table: &'a Table) -> Grid<'a> {
        let mut at = vec![0_u32; table.rows * table.columns];
        for (index, cell) in table.cells.iter().enumerate() {
            for row in cell.row..(cell.row + cell.row_span.max(1)).min(table.rows) {
                let start = row * table.columns;
                for column in cell.column..(cell.column + cell.column_span.max(1)).min(table.columns) {
                    at[start + column] = index as u32 + 1;
                }
            }
        }
        Grid { table, at }
    }

    pub fn cell(&self, row: usize, column: usize) -> Option<&'a Cell> {
        let index = *self.at.get(row * self.table.columns + column)?;
        self.table.cells.get((index as usize).checked_sub(1)?)
    }

    /// The distinct cells of a row from left to right, each with the first column at which it
    /// stands in this row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &'a Cell> + '_ {
        let mut last = 0;
        (0..self.table.columns).filter_map(move |column| {
            let index = self.at[row * self.table.columns + column];
            if index == 0 || index == last {
                return None;
            }
            last = index;
            self.table.cells.get(index as usize - 1)
        })
    }

    /// Where a row stands: of a Word file the table's and the row's number, of a sheet its first
    /// cell, of a page the box of the row's own cells.
    pub fn source(&self, ordinal: usize, row: usize) -> (String, Option<Place>) {
        match (self.place(row), &self.table.sheet) {
            (Some(place), _) => (describe(place), Some(place)),
            (None, Some(sheet)) => (sheet.address(row), None),
            (None, None) => (format!("table {ordinal} row {}", row + 1), None),
        }
    }

    /// The box around the row's cells on the first page where the row stands.
    fn place(&self, row: usize) -> Option<Place> {
        let own = || self.row(row).filter(|cell| cell.row == row).filter_map(|cell| cell.place);
        let page = own().map(|place| place.page).min()?;
        let rect = own()
            .filter(|place| place.page == page)
            .map(|place| place.rect)
            .reduce(|a: Rect, b: Rect| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])?;
        Some(Place { page, rect })
    }

    /// The single cell with text in a row, if there is just one.
    pub fn only_text(&self, row: usize) -> Option<&'a Cell> {
        let mut filled = self.row(row).filter(|cell| cell.row == row && !is_blank(&cell.text));
        let first = filled.next()?;
        filled.next().is_none().then_some(first)
    }
}

/// `page 3 box 71,200,540,233`, points from the page's top left.
pub fn describe(place: Place) -> String {
    let [x0, y0, x1, y1] = place.rect.map(f32::round);
    format!("page {} box {x0},{y0},{x1},{y1}", place.page)
}

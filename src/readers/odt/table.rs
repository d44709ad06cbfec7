//! The grid of one table (ODF 1.3 part 3 9.1): rows and cells may be repeated; cells that another
//! one covers stand as such, or are missing.

use crate::{
    model::document::{Cell, Table},
    readers::{
        Result,
        flowing::{budget::Budget, grid::MAX_COLUMNS},
    },
};

/// What a cell says of itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct CellProps {
    pub rows: usize,
    pub columns: usize,
    pub repeated: usize,
}

/// A table under construction.
#[derive(Debug, Default)]
pub struct Grid {
    /// Depth of its element, and of those of the open row and cell.
    pub depth: usize,
    pub row_depth: Option<usize>,
    pub cell_depth: Option<usize>,
    /// Depth of the open header rows.
    pub header_depth: Option<usize>,
    cell: CellProps,
    /// How often the open row stands.
    repeated: usize,
    column: usize,
    /// The first cell of the open row in the table.
    row_start: usize,
    /// For each column, the row down to which (exclusive) a cell from above or left reaches.
    covered: Vec<usize>,
    table: Table,
}

impl Grid {
    pub fn new(depth: usize) -> Grid {
        Grid { depth, ..Grid::default() }
    }

    pub fn start_row(&mut self, depth: usize, repeated: usize) {
        self.row_depth = Some(depth);
        (self.column, self.repeated, self.row_start) = (0, repeated, self.table.cells.len());
    }

    /// Opens a cell; columns that are covered from above are stepped over.
    pub fn start_cell(&mut self, depth: usize, props: CellProps) {
        self.cell_depth = Some(depth);
        self.cell = props;
        while self.covered.get(self.column).is_some_and(|&until| until > self.table.rows) {
            self.column += 1;
        }
    }

    /// Passes over cells that are covered.
    pub fn pass_covered(&mut self, repeated: usize) {
        self.column = self.column.saturating_add(repeated).min(MAX_COLUMNS);
        self.widen(self.column);
    }

    fn widen(&mut self, columns: usize) {
        self.table.columns = self.table.columns.max(columns);
    }

    /// Ends the open cell with what it holds. What stands beyond the last column is left out.
    ///
    /// # Errors
    /// `LimitExceeded` when repeated text gets too long.
    pub fn end_cell(&mut self, text: String, tables: Vec<Table>, budget: &mut Budget) -> Result<()> {
        self.cell_depth = None;
        let CellProps { rows, columns, repeated } = self.cell;
        let repeated = repeated.min(MAX_COLUMNS.saturating_sub(self.column));
        budget.make(text.len().saturating_mul(repeated.saturating_sub(1)))?;
        for _ in 0..repeated {
            // A repeated cell may meet one from above.
            let free = |column: &usize| self.covered.get(*column).is_none_or(|&until| until <= self.table.rows);
            let width = (self.column..MAX_COLUMNS).take(columns).take_while(free).count();
            if width == 0 {
                break;
            }
            let end = self.column + width;
            let until = self.table.rows.saturating_add(rows);
            if self.covered.len() < end {
                self.covered.resize(end, 0);
            }
            self.covered[self.column..end].fill(until);
            self.table.cells.push(Cell {
                row: self.table.rows,
                column: self.column,
                row_span: rows,
                column_span: width,
                text: text.clone(),
                header: self.header_depth.is_some(),
                place: None,
                confidence: None,
                read_as: None,
                tables: tables.clone(),
            });
            self.widen(end);
            // The covered cells beside it follow, or the next cell steps over them.
            self.column += 1;
        }
        Ok(())
    }

    /// Ends the open row, as often as it stands.
    ///
    /// # Errors
    /// `LimitExceeded` when there are too many cells.
    pub fn end_row(&mut self, budget: &mut Budget) -> Result<()> {
        self.row_depth = None;
        let row_cells = self.row_start..self.table.cells.len();
        let rows = self.table.rows.saturating_add(self.repeated);
        budget.check_table(rows.saturating_mul(self.table.columns.max(1)))?;
        let length: usize = self.table.cells[row_cells.clone()].iter().map(|cell| cell.text.len()).sum();
        budget.make(length.saturating_mul(self.repeated - 1))?;
        self.table.rows += 1;
        for _ in 1..self.repeated {
            for index in row_cells.clone() {
                let cell = Cell { row: self.table.rows, ..self.table.cells[index].clone() };
                self.table.cells.push(cell);
            }
            self.table.rows += 1;
        }
        // Cells of a repeated row do not reach beyond it.
        if self.repeated > 1 {
            for cell in &mut self.table.cells[self.row_start..] {
                cell.row_span = 1;
            }
            self.covered.clear();
        }
        Ok(())
    }

    /// Positions of the grid so far.
    pub fn positions(&self) -> usize {
        self.table.rows.saturating_mul(self.table.columns.max(1))
    }

    /// The finished table, if it has rows.
    pub fn finish(mut self) -> Option<Table> {
        let rows = self.table.rows;
        for cell in &mut self.table.cells {
            cell.row_span = cell.row_span.min(rows - cell.row).max(1);
        }
        (rows > 0).then_some(self.table)
    }
}

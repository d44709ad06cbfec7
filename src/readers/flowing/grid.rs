//! Builds the grid of one table from its rows and cells as they come (ISO/IEC 29500-1 17.4).

use crate::{
    model::{
        document::{Cell, Table},
        trouble::Trouble,
    },
    readers::Result,
};

/// Columns of one table. Word itself allows 63.
pub const MAX_COLUMNS: usize = 1024;

/// A step of a merge, vertical (17.4.84) or horizontal (17.4.22).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Merge {
    #[default]
    No,
    Start,
    Continue,
}

/// What a row says of itself (17.4.81).
#[derive(Clone, Copy, Debug, Default)]
pub struct RowProps {
    /// Grid columns left out before the first and after the last cell.
    pub before: usize,
    pub after: usize,
    pub header: bool,
    /// A tracked deletion of the whole row.
    pub deleted: bool,
}

/// What a cell says of itself (17.4.69).
#[derive(Clone, Copy, Debug)]
pub struct CellProps {
    pub span: usize,
    pub vertical: Merge,
    pub horizontal: Merge,
    /// A tracked deletion of the cell.
    pub deleted: bool,
}

impl Default for CellProps {
    fn default() -> CellProps {
        CellProps { span: 1, vertical: Merge::No, horizontal: Merge::No, deleted: false }
    }
}

/// A table under construction.
#[derive(Debug, Default)]
pub struct Builder {
    /// Depth of its element.
    pub depth: usize,
    /// Depth of the element of the open row, and of the open cell.
    pub row_depth: Option<usize>,
    pub cell_depth: Option<usize>,
    pub cell: CellProps,
    row: RowProps,
    /// Where the next cell of the row goes.
    column: usize,
    /// The cell that a horizontal merge would widen.
    left: Option<usize>,
    /// Cells in the row, and cells left out because they were deleted.
    in_row: usize,
    dropped: usize,
    /// For each column, the last cell there that is merged downwards.
    above: Vec<usize>,
    table: Table,
}

impl Builder {
    pub fn new(depth: usize) -> Builder {
        Builder { depth, ..Builder::default() }
    }

    pub fn start_row(&mut self, depth: usize) {
        self.row_depth = Some(depth);
        self.row = RowProps::default();
        (self.column, self.left, self.in_row, self.dropped) = (0, None, 0, 0);
    }

    pub fn set_row(&mut self, props: RowProps) {
        self.row = props;
        self.column = props.before;
    }

    pub fn end_row(&mut self) {
        self.row_depth = None;
        let only_deleted = self.in_row == 0 && self.dropped > 0;
        if !only_deleted && !self.row.deleted {
            self.table.rows += 1;
            let width = (self.column + self.row.after).min(MAX_COLUMNS);
            self.table.columns = self.table.columns.max(width);
        }
    }

    /// Positions of the grid so far.
    pub fn positions(&self) -> usize {
        self.table.rows.saturating_mul(self.table.columns.max(1))
    }

    /// Opens a cell.
    ///
    /// # Errors
    /// `LimitExceeded` when no column is left for it.
    #[inline]
    pub fn start_cell(&mut self, depth: usize) -> Result<()> {
        if self.column >= MAX_COLUMNS {
            return Err(Box::new(Trouble::limit(
                format!("表格超过 {MAX_COLUMNS} 列，不予读取，请人工查看"),
                format!("a table with more than {MAX_COLUMNS} columns; look at it by hand"),
            )));
        }
        self.cell_depth = Some(depth);
        self.cell = CellProps::default();
        Ok(())
    }

    /// Whether the open cell is not seen: merged into another one or deleted. What it holds is
    /// not shown by Word and does not count in lists.
    pub fn is_covered(&self) -> bool {
        self.cell.deleted
            || self.cell.horizontal == Merge::Continue && self.in_row > 0
            || self.cell.vertical == Merge::Continue && self.cell_above().is_some()
    }

    /// The merged cell that reaches down to the open cell's place.
    fn cell_above(&self) -> Option<usize> {
        let index = *self.above.get(self.column)?;
        let above = self.table.cells.get(index)?;
        (above.column == self.column && above.row + above.row_span == self.table.rows).then_some(index)
    }

    /// Ends the open cell with what it holds.
    pub fn end_cell(&mut self, text: String, tables: Vec<Table>) {
        self.cell_depth = None;
        if self.cell.deleted {
            self.dropped += 1;
            return;
        }
        let span = self.cell.span.min(MAX_COLUMNS.saturating_sub(self.column)).max(1);
        self.place(span, text, tables);
        self.column += span;
        self.in_row += 1;
    }

    fn place(&mut self, span: usize, text: String, tables: Vec<Table>) {
        if self.cell.horizontal == Merge::Continue && self.in_row > 0 {
            if let Some(left) = self.left {
                self.table.cells[left].column_span += span;
            }
            return;
        }
        if self.cell.vertical == Merge::Continue
            && let Some(above) = self.cell_above()
        {
            self.table.cells[above].row_span += 1;
            self.left = None;
            return;
        }
        let index = self.table.cells.len();
        self.left = Some(index);
        if self.cell.vertical != Merge::No {
            if self.above.len() <= self.column {
                self.above.resize(self.column + 1, usize::MAX);
            }
            self.above[self.column] = index;
        }
        self.table.cells.push(Cell {
            row: self.table.rows,
            column: self.column,
            row_span: 1,
            column_span: span,
            text,
            header: self.row.header,
            place: None,
            confidence: None,
            read_as: None,
            tables,
        });
    }

    /// The finished table, if any row of it is left.
    pub fn finish(self) -> Option<Table> {
        (self.table.rows > 0).then_some(self.table)
    }
}

/// A table as lines of text: rows by line, cells by tab.
pub fn push_as_lines(table: &Table, out: &mut String) {
    let mut row = None;
    for cell in &table.cells {
        match row {
            Some(row) if row == cell.row => out.push('\t'),
            Some(_) => out.push('\n'),
            None => {}
        }
        row = Some(cell.row);
        out.push_str(&cell.text);
    }
}

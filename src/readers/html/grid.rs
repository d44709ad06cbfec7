//! The grid of one table from its rows and cells (WHATWG HTML 4.9.12, forming a table).

use std::ops::Range;

use crate::model::document::{Block, Cell, Paragraph, Table};

/// Columns of one table (WHATWG HTML 4.9.11 allows a cell 1000).
const MAX_COLUMNS: usize = 1024;

/// A cell of no more rows than this is asked for (4.9.11).
const MAX_ROW_SPAN: usize = 65_534;

/// What a cell says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Spans {
    /// 0 for all rows down to the end of the section.
    pub rows: usize,
    pub columns: usize,
    /// The columns that it covers are not merged.
    pub loose: bool,
}

/// A table under construction.
#[derive(Debug, Default)]
pub struct Grid {
    cells: Vec<Cell>,
    /// For each cell that holds tables, where their lines stand in its text.
    inner: Vec<(usize, Vec<Range<usize>>)>,
    /// Finished rows; whether each is hidden.
    hidden: Vec<bool>,
    columns: usize,
    /// For each column, how many rows from the open one on are taken by a cell from above.
    taken: Vec<usize>,
    /// Cells of the open section that reach below their row.
    reaching: Vec<usize>,
    /// Where the next cell of the row may stand, and the row's first cell.
    column: usize,
    first: usize,
}

impl Grid {
    /// Grid positions so far.
    pub fn positions(&self) -> usize {
        self.hidden.len().saturating_mul(self.columns.max(1))
    }

    pub fn start_row(&mut self) {
        self.column = 0;
        self.first = self.cells.len();
    }

    /// Ends the open row. One of no height is a row only if something stands in it.
    pub fn end_row(&mut self, hidden: bool, no_height: bool) {
        let is_blank = |cell: &Cell| cell.text.trim().is_empty();
        let hidden = hidden || (no_height && self.cells[self.first..].iter().all(is_blank));
        self.hidden.push(hidden);
        for taken in &mut self.taken {
            *taken = taken.saturating_sub(1);
        }
    }

    /// Ends a section: no cell reaches beyond it.
    pub fn end_section(&mut self) {
        let rows = self.hidden.len();
        for index in self.reaching.drain(..) {
            let cell = &mut self.cells[index];
            cell.row_span = cell.row_span.min(rows.saturating_sub(cell.row)).max(1);
        }
        self.taken.fill(0);
    }

    /// Puts a finished cell into the open row; `inner` is where its tables stand in its text. False
    /// when no column is left for it.
    pub fn add(&mut self, spans: Spans, header: bool, text: String, inner: (Vec<Table>, Vec<Range<usize>>)) -> bool {
        while self.taken.get(self.column).is_some_and(|taken| *taken > 0) {
            self.column += 1;
        }
        let column = self.column;
        if column >= MAX_COLUMNS {
            return false;
        }
        let columns = spans.columns.clamp(1, MAX_COLUMNS - column);
        let row_span = if spans.rows == 0 { usize::MAX } else { spans.rows.min(MAX_ROW_SPAN) };
        self.column += columns;
        let ends = column + columns;
        if self.taken.len() < ends {
            self.taken.resize(ends, 0);
        }
        // Where columns are taken already, a browser lays cells over each other; here the first stays.
        let free = self.taken[column..ends].iter().take_while(|taken| **taken == 0).count();
        let span = if spans.loose { 1 } else { free.max(1) };
        let index = self.cells.len();
        if row_span > 1 {
            self.taken[column..column + span].fill(row_span);
            self.reaching.push(index);
        }
        self.columns = self.columns.max(ends);
        let (tables, ranges) = inner;
        if !tables.is_empty() {
            self.inner.push((index, ranges));
        }
        let row = self.hidden.len();
        let (place, confidence, read_as) = (None, None, None);
        self.cells.push(Cell {
            row,
            column,
            row_span,
            column_span: span,
            text,
            header,
            place,
            confidence,
            read_as,
            tables,
        });
        true
    }

    /// What the table is in the document, and its grid positions: a table, or what it holds if it
    /// only serves to place other tables, with no more than one cell in use in each row.
    pub fn finish(mut self) -> (Vec<Block>, usize) {
        self.end_section();
        let positions = self.positions();
        if !self.inner.is_empty() && self.is_frame() {
            return (self.into_content(), positions);
        }
        let table = self.into_table();
        (if !table.cells.is_empty() { vec![Block::Table(table)] } else { Vec::new() }, positions)
    }

    fn is_frame(&self) -> bool {
        let in_use = self.cells.iter().filter(|cell| !cell.text.trim().is_empty());
        let mut last = None;
        in_use.map(|cell| cell.row).all(|row| last.replace(row) != Some(row))
    }

    /// The content of all cells in reading order.
    fn into_content(self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut inner = self.inner.into_iter().peekable();
        for (index, cell) in self.cells.into_iter().enumerate() {
            if self.hidden.get(cell.row) == Some(&true) {
                continue;
            }
            let ranges = inner.next_if(|(at, _)| *at == index).map(|(_, ranges)| ranges).unwrap_or_default();
            let mut from = 0;
            for (range, table) in ranges.into_iter().zip(cell.tables) {
                push_lines(cell.text.get(from..range.start).unwrap_or_default(), &mut blocks);
                blocks.push(Block::Table(table));
                from = range.end;
            }
            push_lines(cell.text.get(from..).unwrap_or_default(), &mut blocks);
        }
        blocks
    }

    /// The table without its hidden rows, and without columns at its end in which no cell begins.
    fn into_table(self) -> Table {
        let mut rows = 0;
        // For each row, how many are shown before it.
        let mut shown = Vec::with_capacity(self.hidden.len() + 1);
        for hidden in &self.hidden {
            shown.push(rows);
            rows += usize::from(!hidden);
        }
        shown.push(rows);
        let hidden = &self.hidden;
        let mut cells = self.cells;
        if hidden.contains(&true) {
            cells.retain(|cell| hidden.get(cell.row) == Some(&false));
        }
        let columns = cells.iter().map(|cell| cell.column + 1).max().unwrap_or(0);
        for cell in &mut cells {
            let end = (cell.row + cell.row_span).min(hidden.len());
            cell.row_span = (shown[end] - shown[cell.row]).max(1);
            cell.row = shown[cell.row];
            cell.column_span = cell.column_span.min(columns - cell.column);
        }
        Table { rows, columns, cells, place: None, sheet: None }
    }
}

fn push_lines(text: &str, blocks: &mut Vec<Block>) {
    let text = text.strip_prefix('\n').unwrap_or(text);
    if !text.is_empty() {
        let lines = text.split('\n').map(|line| Block::Paragraph(Paragraph { text: line.to_owned(), place: None }));
        blocks.extend(lines);
    }
}

//! Rows as they come, and the grid that they make (RTF 1.9.1, "Table Definitions").
//!
//! A row is defined by where its cells end, before its cells or after them: what stands last counts.

use crate::{
    model::document::Table,
    readers::{
        Result,
        flowing::{
            budget::Budget,
            edges::{Columns, NEAR},
            flow::{Flow, Kind},
            grid::{Builder, CellProps, MAX_COLUMNS, Merge, RowProps},
        },
    },
};

/// Width (twips) of a cell of which nothing is said: an inch.
const WIDTH: i32 = 1440;

/// What a cell definition says, up to and with its `\cellx`.
#[derive(Clone, Copy, Debug, Default)]
pub struct CellDefinition {
    /// Its right edge, in twips.
    pub right: i32,
    pub vertical: Merge,
    pub horizontal: Merge,
}

/// What `\trowd` and the words after it say of a row.
#[derive(Clone, Debug, Default)]
pub struct Definition {
    /// `\trleft`, in twips.
    pub left: i32,
    pub cells: Vec<CellDefinition>,
    /// What has been said of the next cell.
    pub next: CellDefinition,
    pub header: bool,
    /// It says of itself that it is the first or the last row of its table.
    pub first: bool,
    pub last: bool,
}

impl Definition {
    /// `\cellx`: the next cell is complete. More than a table can have are left out.
    pub fn end_cell(&mut self, right: i32) {
        let cell = CellDefinition { right, ..std::mem::take(&mut self.next) };
        if self.cells.len() < MAX_COLUMNS {
            self.cells.push(cell);
        }
    }
}

/// What a cell holds.
type Content = (String, Vec<Table>);

#[derive(Debug)]
struct Row {
    cells: Vec<Content>,
    definition: Definition,
    deleted: bool,
}

/// A table whose rows are still coming.
#[derive(Debug)]
pub struct Rows {
    /// The open cell.
    pub flow: Flow<()>,
    /// Cells of the open row.
    cells: Vec<Content>,
    /// Every cell mark of the open row so far was a tracked deletion.
    deleted: bool,
    rows: Vec<Row>,
    /// Cells of all rows.
    count: usize,
}

impl Rows {
    pub fn new() -> Rows {
        Rows { flow: Flow::new(Kind::Cell, 0, false), cells: Vec::new(), deleted: true, rows: Vec::new(), count: 0 }
    }

    pub fn end_cell(&mut self, deleted: bool) {
        self.deleted &= deleted;
        let flow = std::mem::replace(&mut self.flow, Flow::new(Kind::Cell, 0, false));
        self.cells.push(flow.into_cell());
    }

    /// Ends the open row, if it has cells.
    ///
    /// # Errors
    /// `LimitExceeded` when there are too many cells.
    pub fn end_row(&mut self, definition: &Definition, budget: &Budget) -> Result<()> {
        if self.cells.is_empty() {
            return Ok(());
        }
        self.count += self.cells.len().max(definition.cells.len());
        budget.check_table(self.count)?;
        let cells = std::mem::take(&mut self.cells);
        let deleted = std::mem::replace(&mut self.deleted, true);
        self.rows.push(Row { cells, definition: definition.clone(), deleted });
        Ok(())
    }

    /// Whether the open row has cells.
    pub fn is_in_row(&self) -> bool {
        !self.cells.is_empty()
    }

    /// The tables that the rows make, and what stood in no cell. A row without end ends here.
    ///
    /// # Errors
    /// `LimitExceeded` when there are too many cells or columns.
    pub fn finish(mut self, definition: &Definition, budget: &mut Budget) -> Result<(Vec<Table>, Option<Content>)> {
        let rest = std::mem::replace(&mut self.flow, Flow::new(Kind::Cell, 0, false)).into_cell();
        let mut rest = Some(rest).filter(|(text, tables)| !text.is_empty() || !tables.is_empty());
        if self.is_in_row() {
            self.cells.extend(rest.take());
            self.end_row(definition, budget)?;
        }
        let mut tables = Vec::new();
        let mut rows = self.rows.into_iter().peekable();
        while let Some(row) = rows.next() {
            let mut part = vec![row];
            let ended = |part: &[Row]| part.last().is_some_and(|row| row.definition.last);
            while let Some(row) = rows.next_if(|next| !(next.definition.first && ended(&part))) {
                part.push(row);
            }
            tables.extend(build(part, budget)?);
        }
        Ok((tables, rest))
    }
}

fn build(rows: Vec<Row>, budget: &mut Budget) -> Result<Option<Table>> {
    let edges = all_edges(&rows);
    let columns = Columns::new(edges.iter().flatten().copied());
    let left = edges.iter().filter_map(|row| row.first().copied()).min().unwrap_or(0);
    let mut builder = Builder::new(0);
    for (row, edges) in rows.into_iter().zip(&edges) {
        builder.start_row(0);
        let before = edges.first().map_or(0, |&edge| columns.span(left, edge).len());
        builder.set_row(RowProps { before, after: 0, header: row.definition.header, deleted: row.deleted });
        let mut cells = row.cells.into_iter();
        for (index, pair) in edges.windows(2).enumerate() {
            let said = row.definition.cells.get(index).copied().unwrap_or_default();
            builder.start_cell(0)?;
            builder.cell = CellProps {
                span: columns.span(pair[0], pair[1]).len().max(1),
                vertical: said.vertical,
                horizontal: said.horizontal,
                deleted: false,
            };
            let (text, tables) = cells.next().unwrap_or_default();
            builder.end_cell(text, tables);
        }
        builder.end_row();
        budget.check_table(builder.positions())?;
    }
    budget.add_table(builder.positions());
    Ok(builder.finish())
}

/// The edges of each row, its left end first.
fn all_edges(rows: &[Row]) -> Vec<Vec<i32>> {
    let mut all: Vec<Vec<i32>> = rows.iter().map(own_edges).collect();
    for at in 0..rows.len() {
        let cells = rows[at].cells.len();
        if all[at].len() > cells {
            continue;
        }
        // Where not every cell is defined: as in the nearest row with as many cells.
        let fits = |row: &usize| rows[*row].definition.cells.len() == cells;
        match (0..at).rev().find(fits).or_else(|| (at..rows.len()).find(fits)) {
            Some(like) => all[at] = all[like].clone(),
            None => widen(&mut all[at], cells),
        }
    }
    all
}

/// The edges that a row's definition says. Cells without width get a little.
fn own_edges(row: &Row) -> Vec<i32> {
    let mut last = row.definition.left;
    let mut edges = vec![last];
    for cell in &row.definition.cells {
        last = cell.right.max(last.saturating_add(NEAR + 1));
        edges.push(last);
    }
    edges
}

fn widen(edges: &mut Vec<i32>, cells: usize) {
    while edges.len() <= cells {
        let last = edges.last().copied().unwrap_or(0);
        edges.push(last.saturating_add(WIDTH));
    }
}

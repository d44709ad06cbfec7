//! From the rows of one table, each with edges of its own, to the places of their cells in one grid.

use super::rows::Row;
use crate::readers::flowing::{
    edges::Columns,
    grid::{CellProps, Merge, RowProps},
};

/// Cells narrower than this (twips) have no column of their own.
const NARROW: i32 = 31;
/// Width (twips) of a cell of which nothing is said.
const USUAL: i32 = 1440;

/// A row as it was found in the text.
#[derive(Debug, Default)]
pub struct Found {
    pub row: Row,
    /// For each cell mark, whether anything stands before it.
    pub filled: Vec<bool>,
    /// Index of the paragraph that ends it.
    pub end: usize,
    /// Its end is deleted, and so is the row.
    pub deleted: bool,
}

/// A row with the places of its cells.
#[derive(Debug)]
pub struct Planned {
    pub props: RowProps,
    pub cells: Vec<CellProps>,
    pub end: usize,
}

/// Puts the rows of a table on one grid.
pub fn plan(rows: Vec<Found>) -> Vec<Planned> {
    let mut edges: Vec<Vec<i32>> = Vec::with_capacity(rows.len());
    for found in &rows {
        let row = row_edges(found, edges.last());
        edges.push(row);
    }
    let columns = Columns::new(edges.iter().flatten().copied());
    rows.iter().zip(&edges).map(|(found, edges)| place(found, edges, &columns)).collect()
}

/// The edges of a row's cells, as many as it has cell marks and one more. Cells that hold something
/// are given a width where they have none.
fn row_edges(found: &Found, above: Option<&Vec<i32>>) -> Vec<i32> {
    let count = found.filled.len();
    if found.row.cells.is_empty()
        && let Some(above) = above.filter(|above| above.len() == count + 1)
    {
        return above.clone();
    }
    let mut edges = Vec::with_capacity(count + 1);
    let (mut edge, mut least) = (found.row.left, found.row.left);
    edges.push(edge);
    for (index, filled) in found.filled.iter().enumerate() {
        edge = edge.saturating_add(found.row.cells.get(index).map_or(USUAL, |cell| cell.width));
        let width = if *filled { NARROW } else { 0 };
        least = edge.max(least.saturating_add(width));
        edges.push(least);
    }
    edges
}

fn place(found: &Found, edges: &[i32], columns: &Columns) -> Planned {
    let mut horizontal = found.row.horizontal();
    let mut next = edges.first().map_or(0, |left| columns.span(*left, *left).start);
    let before = next;
    let mut cells = Vec::with_capacity(found.filled.len());
    for (index, pair) in edges.windows(2).enumerate() {
        let span = columns.span(pair[0], pair[1]);
        let horizontal = horizontal.next().unwrap_or_default();
        let vertical = found.row.cells.get(index).map_or(Merge::No, |cell| cell.vertical);
        let is_gone = pair[1].saturating_sub(pair[0]) < NARROW && !found.filled.get(index).copied().unwrap_or(false);
        let start = span.start.max(next);
        let end = if is_gone { start } else { span.end.max(start + 1) };
        cells.push(CellProps { span: end - start, vertical, horizontal, deleted: is_gone });
        next = end;
    }
    let props = RowProps {
        before,
        after: columns.count().saturating_sub(next),
        header: found.row.header,
        deleted: found.deleted,
    };
    Planned { props, cells, end: found.end }
}

//! Cuts a physical table into segments: title rows, a header, and the rows below it.
//!
//! A sheet or a hurried unit puts several tables of the form into one grid, and printers repeat
//! title and header; both show as header rows in the middle.

use super::grid::Grid;
use super::header::{HeaderIndex, PhysicalColumn};
use crate::model::fold::is_blank;
use crate::model::unit::MoneyUnit;

/// A run of rows of one physical table.
#[derive(Debug)]
pub struct Segment {
    /// Rows above the header that hold a single text: title, subtitle, unit.
    pub title_rows: Vec<usize>,
    /// First row and number of rows of the header; none for rows that stand before any header.
    pub header: Option<(usize, usize)>,
    pub columns: Vec<PhysicalColumn>,
    /// Rows below the header, up to the next segment's title rows.
    pub rows: Vec<usize>,
}

/// A header is looked for by closeness (and not only by known words) in this many rows.
const FIRST_ROWS: usize = 6;

/// Cuts a table at its header rows.
pub fn cut(grid: &Grid, index: &HeaderIndex) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut pending: Vec<usize> = Vec::new();
    let mut row = 0;
    while row < grid.table.rows {
        let first = row < FIRST_ROWS && !segments.iter().any(|segment| segment.header.is_some());
        match index.header_rows(grid, row, first) {
            Some(depth) => {
                let title_rows = take_title_rows(grid, &mut pending, index);
                flush(&mut segments, &mut pending);
                segments.push(Segment {
                    title_rows,
                    header: Some((row, depth)),
                    columns: index.physical(grid, row, depth),
                    rows: Vec::new(),
                });
                row += depth;
            }
            None => {
                pending.push(row);
                row += 1;
            }
        }
    }
    flush(&mut segments, &mut pending);
    segments
}

/// The rows of a single text, or of names and telephone numbers, right above a header belong to it.
fn take_title_rows(grid: &Grid, pending: &mut Vec<usize>, index: &HeaderIndex) -> Vec<usize> {
    let mut from = pending.len();
    while from > 0 && (is_title_like(grid, pending[from - 1]) || index.is_signature(grid, pending[from - 1])) {
        from -= 1;
    }
    pending.split_off(from)
}

/// One cell with text, over most of the width; or nothing at all.
fn is_title_like(grid: &Grid, row: usize) -> bool {
    match grid.only_text(row) {
        Some(cell) => cell.column_span * 2 > grid.table.columns,
        // 需求征集表（一） | 单位：万元
        None => {
            let mut texts = grid.row(row).filter(|cell| cell.row == row && !is_blank(&cell.text));
            let (Some(first), Some(second), None) = (texts.next(), texts.next(), texts.next()) else { return false };
            first.column_span * 2 > grid.table.columns && MoneyUnit::stated_in(&second.text).is_some()
        }
    }
}

fn flush(segments: &mut Vec<Segment>, pending: &mut Vec<usize>) {
    if pending.is_empty() {
        return;
    }
    match segments.last_mut() {
        Some(last) => last.rows.append(pending),
        None => segments.push(Segment {
            title_rows: Vec::new(),
            header: None,
            columns: Vec::new(),
            rows: std::mem::take(pending),
        }),
    }
}

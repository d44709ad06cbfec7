//! From the edges of cells to the columns of a grid. Word 97 and RTF say of each row only where its
//! cells end, in twips from the left margin; cells of two rows are in one column if they end at the
//! same place or nearly so.

use std::ops::Range;

/// Edges closer than this are one: programs round widths, and rows dragged by hand end a little off.
pub const NEAR: i32 = 30;

/// The edges of all rows of one table, in order, each once.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Columns(Vec<i32>);

impl Columns {
    /// From the edges (twips) of every row, left and right ends included.
    pub fn new(edges: impl IntoIterator<Item = i32>) -> Columns {
        let mut all: Vec<i32> = edges.into_iter().collect();
        all.sort_unstable();
        all.dedup();
        let mut kept: Vec<i32> = Vec::new();
        for edge in all {
            // Against the last one kept, so that many small steps do not run together.
            if kept.last().is_none_or(|last| edge.saturating_sub(*last) > NEAR) {
                kept.push(edge);
            }
        }
        Columns(kept)
    }

    /// How many columns there are.
    pub fn count(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// The columns between two edges of a cell, empty for a cell of no width.
    pub fn span(&self, left: i32, right: i32) -> Range<usize> {
        self.place(left)..self.place(right)
    }

    /// The index of the kept edge that stands for this one.
    fn place(&self, edge: i32) -> usize {
        self.0.partition_point(|kept| *kept <= edge).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_find_their_columns() {
        let check = |rows: &[&[i32]], row: usize, expected: &[Range<usize>]| {
            let columns = Columns::new(rows.iter().flat_map(|row| row.iter().copied()));
            let spans: Vec<_> = rows[row].windows(2).map(|pair| columns.span(pair[0], pair[1])).collect();
            assert_eq!(spans, expected, "{rows:?}");
        };
        check(&[&[0, 100, 200]], 0, &[0..1, 1..2]);
        check(&[&[0, 1000, 2000, 3000], &[0, 2000, 3000]], 1, &[0..2, 2..3]);
        check(&[&[0, 1000, 2000], &[5, 1012, 1995]], 1, &[0..1, 1..2]);
        check(&[&[-108, 1000, 2000], &[-100, 1000, 2000]], 1, &[0..1, 1..2]);
    }
}

//! Columns that merged cells from above still cover.

use std::collections::BTreeMap;

/// Covered stretches: the first column of each, with its last column and last row. Those that live are
/// disjoint; the others go when they are met.
#[derive(Default)]
pub struct Covers(BTreeMap<u32, (u32, u32)>);

impl Covers {
    /// The last column of the stretch over this place, if there is one.
    pub fn over(&self, row: u32, column: u32) -> Option<u32> {
        let (_, &(right, bottom)) = self.0.range(..=column).next_back()?;
        (right >= column && bottom >= row).then_some(right)
    }

    /// How far the row is free from this free place on: a column up to `last`.
    pub fn free_to(&mut self, row: u32, column: u32, last: u32) -> u32 {
        while let Some((&left, &(_, bottom))) = self.0.range(column + 1..last.max(column) + 1).next() {
            if bottom >= row {
                return left - 1;
            }
            self.0.remove(&left);
        }
        last.max(column)
    }

    /// Covers free columns down to a row.
    pub fn add(&mut self, columns: (u32, u32), bottom: u32) {
        self.0.insert(columns.0, (columns.1, bottom));
    }
}

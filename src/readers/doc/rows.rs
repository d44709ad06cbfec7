//! What a row says of its cells: the modifiers of its terminating paragraph ([MS-DOC] 2.6.3).

use super::{
    bytes::{i16_at, u8_at, u16_at},
    sprm::{Sprm, code},
};
use crate::readers::flowing::grid::Merge;

/// Word allows 63 cells in a row.
const MAX_CELLS: usize = 64;
/// Bytes of a TC80 ([MS-DOC] 2.9.315) and of the older TC.
const CELL: usize = 20;
const OLD_CELL: usize = 10;

/// A cell as its row defines it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cell {
    /// In twips.
    pub width: i32,
    /// The two flags of a horizontal merge, as they stand.
    horizontal: u8,
    pub vertical: Merge,
}

/// What makes two adjacent rows parts of one table or of two ([MS-DOC] 2.4.3).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Identity {
    style: u16,
    right_to_left: bool,
    placing: u8,
    places: [i16; 6],
}

/// A row as its modifiers define it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Edge of the first cell, in twips from the margin.
    pub left: i32,
    gap_half: i32,
    pub cells: Vec<Cell>,
    pub header: bool,
    pub identity: Identity,
}

impl Row {
    pub fn apply(&mut self, sprm: Sprm) {
        match sprm.code {
            code::T_DEFINE => self.define(sprm.operand, CELL),
            code::T_DEFINE_OLD => self.define(sprm.operand, OLD_CELL),
            code::T_INSERT => self.insert(sprm.operand),
            code::T_DELETE => {
                let range = self.range(sprm.operand);
                self.cells.drain(range);
            }
            code::T_WIDTH => {
                let width = i32::from(i16_at(sprm.operand, 2).unwrap_or(0));
                self.each(sprm.operand, |_, cell| cell.width = width);
            }
            code::T_MERGE => self.each(sprm.operand, |index, cell| cell.horizontal = if index == 0 { 1 } else { 2 }),
            code::T_SPLIT => self.each(sprm.operand, |_, cell| cell.horizontal = 0),
            code::T_VERTICAL_MERGE => {
                let index = usize::from(sprm.byte());
                if let Some(cell) = self.cells.get_mut(index) {
                    cell.vertical = vertical(u8_at(sprm.operand, 1).unwrap_or(0));
                }
            }
            code::T_HEADER => self.header = sprm.is_on(),
            code::T_LEFT => self.left = i32::from(sprm.short()) - self.gap_half,
            code::T_GAP_HALF => {
                let gap_half = i32::from(sprm.short());
                self.left = self.left.saturating_add(self.gap_half - gap_half);
                self.gap_half = gap_half;
            }
            _ => self.identify(sprm),
        }
    }

    fn identify(&mut self, sprm: Sprm) {
        match sprm.code {
            code::T_ISTD => self.identity.style = sprm.word(),
            code::T_BIDI | code::T_BIDI_90 => self.identity.right_to_left = sprm.is_on(),
            code::T_PLACING => self.identity.placing = sprm.byte(),
            other => {
                if let Some(index) = code::T_PLACES.iter().position(|place| *place == other) {
                    self.identity.places[index] = sprm.short();
                }
            }
        }
    }

    /// TDefTableOperand ([MS-DOC] 2.9.313): edges, then cells, of which the last may be left out.
    fn define(&mut self, operand: &[u8], size: usize) {
        let count = usize::from(u8_at(operand, 0).unwrap_or(0)).min(MAX_CELLS);
        let edge = |index: usize| i16_at(operand, 1 + index * 2).map(i32::from);
        let Some(left) = edge(0) else { return };
        self.left = left;
        self.cells.clear();
        for index in 0..count {
            let (Some(from), Some(to)) = (edge(index), edge(index + 1)) else { break };
            let flags = u16_at(operand, 1 + (count + 1) * 2 + index * size).unwrap_or(0);
            self.cells.push(Cell {
                width: to - from,
                horizontal: (flags & 3) as u8,
                vertical: if size == CELL { vertical((flags >> 5) as u8) } else { Merge::No },
            });
        }
    }

    fn insert(&mut self, operand: &[u8]) {
        let at = usize::from(u8_at(operand, 0).unwrap_or(0)).min(MAX_CELLS);
        let count = usize::from(u8_at(operand, 1).unwrap_or(0));
        let new = Cell { width: i32::from(i16_at(operand, 2).unwrap_or(0)), ..Cell::default() };
        while self.cells.len() < at {
            self.cells.push(new);
        }
        let count = count.min(MAX_CELLS.saturating_sub(self.cells.len()));
        self.cells.splice(at..at, std::iter::repeat_n(new, count));
    }

    /// Cells from the first to before the limit that stand in an operand.
    fn range(&self, operand: &[u8]) -> std::ops::Range<usize> {
        let number = |at| usize::from(u8_at(operand, at).unwrap_or(0)).min(self.cells.len());
        let (first, limit) = (number(0), number(1));
        first..limit.max(first)
    }

    fn each(&mut self, operand: &[u8], mut change: impl FnMut(usize, &mut Cell)) {
        let range = self.range(operand);
        self.cells[range].iter_mut().enumerate().for_each(|(index, cell)| change(index, cell));
    }

    /// The horizontal merges of the row. Word 97 marks the first cell of a set with 1 and the
    /// others with 2; [MS-DOC] 2.9.317 has it the other way round, and 3 for the first. Which it is
    /// shows in the flag that a set begins with.
    pub fn horizontal(&self) -> impl Iterator<Item = Merge> {
        let mut begun_with: Option<u8> = None;
        self.cells.iter().map(move |cell| {
            if cell.horizontal == 0 {
                begun_with = None;
                return Merge::No;
            }
            let first = *begun_with.get_or_insert(cell.horizontal);
            let begins = cell.horizontal == 3 || cell.horizontal == first;
            if begins { Merge::Start } else { Merge::Continue }
        })
    }
}

/// VerticalMergeFlag ([MS-DOC] 2.9.342): bit 0 merged, bit 1 the first.
fn vertical(flags: u8) -> Merge {
    match flags & 3 {
        0 => Merge::No,
        1 => Merge::Continue,
        _ => Merge::Start,
    }
}

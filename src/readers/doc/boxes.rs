//! Text boxes: which stretch of their common story hangs on which character ([MS-DOC] 2.8.18,
//! 2.8.27, 2.8.37). A box in a group of shapes hangs where the group does, which the drawing tells
//! ([MS-ODRAW] 2.2.13 to 2.2.16).

use std::{collections::HashMap, ops::Range};

use super::{
    bytes::{Plc, slice, u16_at, u32_at},
    fib::{Fib, Place},
};
use crate::readers::Result;

/// Bytes of an Spa and of an FTXBXS.
const ANCHOR: usize = 26;
const BOX: usize = 22;

const DRAWING_GROUP: u16 = 0xF000;
const GROUP: u16 = 0xF003;
const SHAPE: u16 = 0xF00A;

/// The boxes that are still to be put somewhere.
#[derive(Debug, Default)]
pub struct Boxes {
    by_anchor: HashMap<u32, Vec<Range<u32>>>,
    unanchored: Vec<Range<u32>>,
}

impl Boxes {
    /// Reads what the table stream says of them.
    ///
    /// # Errors
    /// `Unreadable` where it says so beyond its end.
    pub fn read(table: &[u8], fib: &Fib) -> Result<Boxes> {
        let mut found = Boxes::default();
        if fib.boxes == 0 {
            return Ok(found);
        }
        let anchors = Plc::new(fib.structure(table, Place::Anchors)?, ANCHOR);
        let boxes = Plc::new(fib.structure(table, Place::Boxes)?, BOX);
        let groups = groups(fib.structure(table, Place::Drawings)?);
        let places: HashMap<u32, u32> = (0..anchors.count())
            .filter_map(|index| Some((u32_at(anchors.item(index)?, 0)?, anchors.position(index)?)))
            .collect();
        let mut done = 0;
        // The last one holds no text.
        for index in 0..boxes.count().saturating_sub(1) {
            let (Some(start), Some(end), Some(item)) =
                (boxes.position(index), boxes.position(index + 1), boxes.item(index))
            else {
                break;
            };
            let is_spare = u16_at(item, 8).unwrap_or(0) != 0;
            if is_spare || start < done || end <= start || end > fib.boxes {
                continue;
            }
            done = end;
            let range = fib.boxes_from.saturating_add(start)..fib.boxes_from.saturating_add(end);
            let shape = u32_at(item, 14).unwrap_or(0);
            let anchor = places.get(&shape).or_else(|| places.get(groups.get(&shape)?));
            match anchor {
                Some(anchor) => found.by_anchor.entry(*anchor).or_default().push(range),
                None => found.unanchored.push(range),
            }
        }
        Ok(found)
    }

    /// The boxes that hang on the character at a position, once.
    pub fn take(&mut self, position: u32) -> Vec<Range<u32>> {
        if self.by_anchor.is_empty() { Vec::new() } else { self.by_anchor.remove(&position).unwrap_or_default() }
    }

    /// The boxes that hang on nothing that was met, in their own order.
    pub fn rest(&mut self) -> Vec<Range<u32>> {
        let mut rest: Vec<Range<u32>> = self.by_anchor.drain().flat_map(|(_, ranges)| ranges).collect();
        rest.append(&mut self.unanchored);
        rest.sort_unstable_by_key(|range| range.start);
        rest
    }
}

/// For each shape in a group of shapes, the outermost group (below the one that every drawing has).
fn groups(content: &[u8]) -> HashMap<u32, u32> {
    let mut found = HashMap::new();
    // Ends of the open groups.
    let mut open: Vec<usize> = Vec::new();
    let mut outermost = None;
    let mut next = 0;
    while let Some(record) = slice(content, next, 8) {
        while open.last().is_some_and(|end| next >= *end) {
            open.pop();
            if open.len() < 2 {
                outermost = None;
            }
        }
        let number = |at| u16_at(record, at).unwrap_or(0);
        let kind = number(2);
        let length = u32_at(record, 4).unwrap_or(0) as usize;
        let end = (next + 8).saturating_add(length);
        match kind {
            SHAPE if open.len() >= 2 => {
                let shape = u32_at(content, next + 8).unwrap_or(0);
                found.insert(shape, *outermost.get_or_insert(shape));
            }
            GROUP => open.push(end),
            _ => {}
        }
        // Containers are gone into. A byte stands before each drawing, after the data of all.
        let is_container = number(0) & 0xF == 0xF && kind != DRAWING_GROUP;
        next = if is_container { next + 8 } else { end };
        let closes = !content.get(next + 2..next + 4).is_some_and(is_record);
        if closes && content.get(next + 3..next + 5).is_some_and(is_record) {
            next += 1;
        }
    }
    found
}

fn is_record(kind: &[u8]) -> bool {
    kind.get(1) == Some(&0xF0) || kind.get(1) == Some(&0xF1)
}

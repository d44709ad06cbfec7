//! The piece table ([MS-DOC] 2.8.35, 2.9.38): where in the stream each stretch of the text stands.

use super::{
    bytes::{Plc, last_not_above, slice, u8_at, u16_at, u32_at},
    damage::damaged,
    sprm::{Sprm, Sprms, short_form},
};
use crate::{model::trouble::Trouble, readers::Result};

/// A stretch of text that stands in one place.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// Character positions: the first, and the one after the last.
    pub start: u32,
    pub end: u32,
    /// Byte in the WordDocument stream.
    pub offset: u32,
    /// UTF-16 rather than one byte for each character.
    pub wide: bool,
    /// What else is changed in it (Prm, [MS-DOC] 2.9.214).
    pub changes: u16,
}

impl Piece {
    pub fn width(&self) -> u32 {
        if self.wide { 2 } else { 1 }
    }

    /// The byte at which a character of the piece stands.
    #[inline]
    pub fn byte_of(&self, position: u32) -> u32 {
        self.offset.saturating_add((position - self.start).saturating_mul(self.width()))
    }
}

/// All stretches, in the order of the text.
#[derive(Debug, Default)]
pub struct Pieces<'a> {
    pieces: Vec<Piece>,
    /// Lists of changes that pieces refer to.
    changes: Vec<List<'a>>,
}

impl<'a> Pieces<'a> {
    /// Reads a Clx that stands at byte `at` of the table stream.
    ///
    /// # Errors
    /// `Unreadable` when it is none, or its positions do not ascend.
    pub fn read(clx: &'a [u8], at: usize) -> Result<Pieces<'a>> {
        let lost = |byte: usize| {
            damaged(
                "Table",
                at + byte,
                "文字分段表（piece table）缺失或不完整",
                "its piece table is missing or cut off",
            )
        };
        let mut found = Pieces::default();
        let mut next = 0;
        let table = loop {
            match u8_at(clx, next) {
                Some(1) => {
                    let length = usize::from(u16_at(clx, next + 1).ok_or_else(|| lost(next))?);
                    found.changes.push(List::new(slice(clx, next + 3, length).ok_or_else(|| lost(next))?));
                    next += 3 + length;
                }
                Some(2) => {
                    let length = u32_at(clx, next + 1).ok_or_else(|| lost(next))? as usize;
                    break Plc::new(slice(clx, next + 5, length).ok_or_else(|| lost(next))?, 8);
                }
                _ => return Err(lost(next)),
            }
        };
        for index in 0..table.count() {
            let start = table.position(index).unwrap_or(0);
            let end = table.position(index + 1).unwrap_or(0);
            if end < start || found.pieces.last().is_some_and(|last| last.end != start) || index == 0 && start != 0 {
                let (zh, en) = ("文字分段表的次序错乱", "its piece table is out of order");
                return Err(damaged("Table", at + next + 5 + index * 4, zh, en));
            }
            let Some(item) = table.item(index) else { break };
            let place = u32_at(item, 2).unwrap_or(0);
            let wide = place & 0x4000_0000 == 0;
            let place = place & 0x3FFF_FFFF;
            let offset = if wide { place } else { place / 2 };
            found.pieces.push(Piece { start, end, offset, wide, changes: u16_at(item, 6).unwrap_or(0) });
        }
        Ok(found)
    }

    /// Looks whether the text between two positions is there.
    ///
    /// # Errors
    /// `Unreadable` where a piece of it stands beyond the end of the stream, or is missing.
    pub fn check(&self, document: &[u8], start: u32, end: u32) -> Result<()> {
        if end > start && self.pieces.last().is_none_or(|last| last.end < end) {
            let (zh, en) = ("正文比文字分段表所列的长", "its text is longer than its piece table says");
            return Err(damaged("WordDocument", 76, zh, en));
        }
        let beyond = self.pieces.iter().find(|piece| {
            let last = u64::from(piece.offset)
                + u64::from(piece.end.min(end).saturating_sub(piece.start)) * u64::from(piece.width());
            piece.start < end && piece.end > start && last > document.len() as u64
        });
        match beyond {
            None => Ok(()),
            Some(piece) => Err(beyond_end(piece)),
        }
    }

    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    pub fn get(&self, index: usize) -> Option<&Piece> {
        self.pieces.get(index)
    }

    /// The piece that holds a position.
    pub fn find(&self, position: u32) -> usize {
        let at = |index: usize| self.pieces.get(index).map_or(u32::MAX, |piece| piece.start);
        last_not_above(self.pieces.len(), at, position).unwrap_or(0)
    }

    /// What a piece changes: modifiers of a list, or one that is packed in two bytes.
    pub fn changes(&self, piece: &Piece) -> Changes<'_> {
        match piece.changes {
            0 => Changes::None,
            prm if prm & 1 == 1 => self.changes.get(usize::from(prm >> 1)).map_or(Changes::None, Changes::List),
            prm => match short_form(((prm >> 1) & 0x7F) as u8) {
                Some(code) => Changes::One(code, [(prm >> 8) as u8]),
                None => Changes::None,
            },
        }
    }
}

#[cold]
fn beyond_end(piece: &Piece) -> Box<Trouble> {
    let zh = format!("从第 {} 个字起的正文超出文件末尾，文件可能被截断", piece.start);
    let en = format!("the text from character {} on stands beyond the end; the file may be cut off", piece.start);
    damaged("WordDocument", piece.offset as usize, &zh, &en)
}

/// A list of changes, of any length; many paragraphs and runs may refer to it.
#[derive(Debug)]
pub struct List<'a> {
    all: &'a [u8],
    /// Of those that only set a property of paragraphs or characters, the last of each.
    last: Vec<Sprm<'a>>,
}

impl<'a> List<'a> {
    fn new(all: &'a [u8]) -> List<'a> {
        let mut last: Vec<Sprm> = Vec::new();
        for sprm in Sprms(all).filter(|sprm| sprm.is_looked_at()) {
            last.retain(|other| other.code != sprm.code);
            last.push(sprm);
        }
        List { all, last }
    }
}

/// What the Prm of a piece comes to.
#[derive(Clone, Copy, Debug)]
pub enum Changes<'a> {
    None,
    One(u16, [u8; 1]),
    List(&'a List<'a>),
}

impl Changes<'_> {
    /// Calls `apply` with each change of paragraphs and characters.
    pub fn each(&self, mut apply: impl FnMut(Sprm)) {
        match self {
            Changes::None => {}
            Changes::One(code, operand) => apply(Sprm { code: *code, operand }),
            Changes::List(list) => list.last.iter().copied().for_each(apply),
        }
    }

    /// Every change as it stands: those of rows build on each other.
    pub fn all(&self) -> Sprms<'_> {
        match self {
            Changes::List(list) => Sprms(list.all),
            _ => Sprms(&[]),
        }
    }
}

//! The file information block at the start of the WordDocument stream ([MS-DOC] 2.5): what kind of
//! document it is, how long its stories are, and where its tables stand.

use super::{
    bytes::{u16_at, u32_at},
    damage::{damaged, encrypted, too_old},
};
use crate::readers::Result;

/// `wIdent` of all Word 97 to 2003 documents ([MS-DOC] 2.5.2).
const IDENT: u16 = 0xA5EC;
/// The same of Word 6 and 95, and of Word 2.
const OLD_IDENTS: [u16; 3] = [0xA5DC, 0xA5DB, 0xA59B];
/// Versions up to this one are from before Word 97.
const LAST_OLD_VERSION: u16 = 0x6A;
/// Where FibRgLw97 and FibRgFcLcb97 stand.
const LENGTHS: usize = 64;
const PLACES: usize = 154;

/// Places of structures in the table stream, by their index in FibRgFcLcb97 ([MS-DOC] 2.5.6).
#[derive(Clone, Copy, Debug)]
pub enum Place {
    Styles = 1,
    CharacterRuns = 12,
    ParagraphRuns = 13,
    Fonts = 15,
    Clx = 33,
    Anchors = 40,
    Drawings = 50,
    Boxes = 56,
    Lists = 73,
    Overrides = 74,
}

/// The block, as far as it is used.
#[derive(Clone, Copy, Debug)]
pub struct Fib<'a> {
    document: &'a [u8],
    /// Characters of the main text, and before and in the text boxes.
    pub main: u32,
    pub boxes_from: u32,
    pub boxes: u32,
}

impl<'a> Fib<'a> {
    /// Reads the block.
    ///
    /// # Errors
    /// `Unsupported` for older Word, `Encrypted`, `Unreadable` for what is no such block.
    pub fn read(document: &'a [u8], has_table: bool) -> Result<Fib<'a>> {
        let damage =
            || damaged("WordDocument", 0, "开头不是 Word 文档的标识块", "it does not begin as a Word document");
        let ident = u16_at(document, 0).ok_or_else(damage)?;
        let version = u16_at(document, 2).ok_or_else(damage)?;
        let old = OLD_IDENTS.contains(&ident) || ident == IDENT && version <= LAST_OLD_VERSION;
        if old && !has_table {
            return Err(too_old());
        }
        if ident != IDENT && !old {
            return Err(damage());
        }
        let flags = u16_at(document, 10).ok_or_else(damage)?;
        if flags & 0x0100 != 0 {
            return Err(encrypted());
        }
        let count = |index: usize| u32_at(document, LENGTHS + index * 4);
        let short = || damaged("WordDocument", LENGTHS, "标识块不完整", "its file information block is cut off");
        let main = count(3).ok_or_else(short)?;
        // Footnotes, headers, macros, comments and endnotes stand between text and text boxes.
        let between = (4..=8).map(|index| count(index).unwrap_or(0)).fold(0_u32, u32::saturating_add);
        let boxes = count(9).ok_or_else(short)?;
        Ok(Fib { document, main, boxes_from: main.saturating_add(between), boxes })
    }

    /// Whether the table stream is `1Table` rather than `0Table`.
    pub fn uses_second_table(document: &[u8]) -> bool {
        u16_at(document, 10).unwrap_or(0) & 0x0200 != 0
    }

    /// Offset and length of a structure in the table stream.
    pub fn place(&self, place: Place) -> (usize, usize) {
        let at = PLACES + place as usize * 8;
        let number = |at| u32_at(self.document, at).unwrap_or(0) as usize;
        (number(at), number(at + 4))
    }

    /// The bytes of a structure, empty where the document has none.
    ///
    /// # Errors
    /// `Unreadable` where it stands beyond the end of the table stream.
    pub fn structure<'t>(&self, table: &'t [u8], place: Place) -> Result<&'t [u8]> {
        match self.place(place) {
            (_, 0) => Ok(&[]),
            (at, length) => super::bytes::slice(table, at, length).ok_or_else(|| {
                let (zh, en) = (format!("{place:?} 超出表格流末尾"), format!("{place:?} ends beyond the stream"));
                damaged("Table", at, &zh, &en)
            }),
        }
    }
}

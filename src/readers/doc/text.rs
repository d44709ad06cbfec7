//! The text with all that is needed to read a stretch of it.

use super::{
    bytes::{slice, u8_at, u16_at, utf16},
    fib::{Fib, Place},
    pieces::{Changes, Piece, Pieces},
    runs::{Of, Run, Runs},
    streams::Streams,
    styles::Styles,
};
use crate::readers::Result;

/// Bytes of an FFN before the name of its font ([MS-DOC] 2.9.78).
const BEFORE_FONT_NAME: usize = 40;

#[derive(Debug)]
pub struct Text<'a> {
    pub document: &'a [u8],
    pub data: &'a [u8],
    pub pieces: Pieces<'a>,
    pub characters: Runs<'a>,
    paragraphs: Runs<'a>,
    pub styles: Styles<'a>,
    fonts: Vec<&'a [u8]>,
}

impl<'a> Text<'a> {
    /// Finds everything.
    ///
    /// # Errors
    /// `Unreadable` where one of the structures is missing or stands beyond its stream.
    pub fn new(streams: &'a Streams, table: &'a [u8], fib: &Fib) -> Result<Text<'a>> {
        let document = streams.document.as_slice();
        let runs = |place, of| Runs::new(document, fib.structure(table, place)?, of);
        Ok(Text {
            document,
            data: &streams.data,
            pieces: Pieces::read(fib.structure(table, Place::Clx)?, fib.place(Place::Clx).0)?,
            characters: runs(Place::CharacterRuns, Of::Characters)?,
            paragraphs: runs(Place::ParagraphRuns, Of::Paragraphs)?,
            styles: Styles::read(fib.structure(table, Place::Styles)?),
            fonts: fonts(fib.structure(table, Place::Fonts)?),
        })
    }

    /// The name of a font, empty if there is none of this number.
    pub fn font(&self, number: u16) -> String {
        self.fonts.get(usize::from(number)).map(|name| utf16(name)).unwrap_or_default()
    }

    /// The run of paragraph properties at a position, and what its piece changes.
    pub fn paragraph_run(&self, position: u32) -> (Run<'a>, Changes<'_>) {
        match self.pieces.get(self.pieces.find(position)) {
            Some(piece) if (piece.start..piece.end).contains(&position) => {
                let byte = piece.byte_of(position);
                (self.paragraphs.at(byte, byte), self.pieces.changes(piece))
            }
            _ => (self.paragraphs.at(u32::MAX, u32::MAX), Changes::None),
        }
    }

    /// Whether a run of paragraph properties ends with this character.
    pub fn paragraph_ends_at(&self, piece: &Piece, position: u32) -> bool {
        let byte = piece.byte_of(position);
        self.paragraphs.at(byte, byte).end == byte.saturating_add(piece.width())
    }

    /// The bytes of a piece between two of its positions.
    #[inline]
    pub fn bytes(&self, piece: &Piece, start: u32, end: u32) -> &'a [u8] {
        let length = (end.saturating_sub(start) * piece.width()) as usize;
        slice(self.document, piece.byte_of(start) as usize, length).unwrap_or_default()
    }

    /// The next character in a piece that may end a paragraph: its position and itself.
    #[inline]
    pub fn next_mark(&self, piece: &Piece, start: u32, end: u32) -> Option<(u32, u16)> {
        let bytes = self.bytes(piece, start, end);
        let is_mark = |letter: u16| matches!(letter, 0x0D | 0x07 | 0x0C);
        let (index, letter) = if piece.wide {
            let mut units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).enumerate();
            units.find(|(_, unit)| is_mark(*unit))?
        } else {
            bytes.iter().map(|&byte| u16::from(byte)).enumerate().find(|(_, letter)| is_mark(*letter))?
        };
        Some((start + index as u32, letter))
    }
}

/// Names in a table of fonts ([MS-DOC] 2.9.286), up to their final zero.
fn fonts(table: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let mut next = 4;
    for _ in 0..u16_at(table, 0).unwrap_or(0) {
        let Some(length) = u8_at(table, next).map(usize::from) else { break };
        let font = slice(table, next, length + 1).unwrap_or_default();
        let name = font.get(BEFORE_FONT_NAME..).unwrap_or_default();
        let end = name.chunks_exact(2).position(|pair| pair == [0, 0]).unwrap_or(name.len() / 2);
        found.push(&name[..end * 2]);
        next += length + 1;
    }
    found
}

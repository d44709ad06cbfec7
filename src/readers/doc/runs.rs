//! Runs of paragraph and character properties: a PLC over pages of 512 bytes, each page a sorted
//! table of runs ([MS-DOC] 2.8.5, 2.8.6, 2.9.33, 2.9.174).

use super::{
    bytes::{Plc, last_not_above, slice, u8_at, u16_at, u32_at},
    damage::damaged,
};
use crate::readers::Result;

const PAGE: usize = 512;

/// What a run's page says of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run<'a> {
    /// Bytes in the WordDocument stream: the first, and the one after the last.
    pub start: u32,
    pub end: u32,
    /// For paragraphs, the style.
    pub style: u16,
    pub grpprl: &'a [u8],
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Of {
    Characters,
    Paragraphs,
}

#[derive(Clone, Copy, Debug)]
pub struct Runs<'a> {
    document: &'a [u8],
    pages: Plc<'a>,
    of: Of,
}

impl<'a> Runs<'a> {
    /// Takes the PLC of the pages.
    ///
    /// # Errors
    /// `Unreadable` when one of the pages is not in the stream.
    pub fn new(document: &'a [u8], plc: &'a [u8], of: Of) -> Result<Runs<'a>> {
        let pages = Plc::new(plc, 4);
        let runs = Runs { document, pages, of };
        for index in 0..pages.count() {
            if runs.page(index).is_none() {
                let (zh, en) = (
                    "格式页超出文件末尾，文件可能被截断",
                    "a page of properties stands beyond the end; the file may be cut off",
                );
                return Err(damaged("WordDocument", runs.page_offset(index), zh, en));
            }
        }
        Ok(runs)
    }

    fn page_offset(&self, index: usize) -> usize {
        let number = self.pages.item(index).and_then(|item| u32_at(item, 0)).unwrap_or(u32::MAX);
        (number & 0x003F_FFFF) as usize * PAGE
    }

    fn page(&self, index: usize) -> Option<&'a [u8]> {
        slice(self.document, self.page_offset(index), PAGE)
    }

    /// The run that holds a byte of the text. Where there is none, an empty one up to `end`.
    #[inline]
    pub fn at(&self, byte: u32, end: u32) -> Run<'a> {
        let none = Run { start: byte, end, style: 0, grpprl: &[] };
        self.find(byte).filter(|run| run.end > byte).unwrap_or(none)
    }

    fn find(&self, byte: u32) -> Option<Run<'a>> {
        let page = self.page(self.pages.find(byte)?)?;
        let count = usize::from(u8_at(page, PAGE - 1)?);
        let index = last_not_above(count, |index| u32_at(page, index * 4).unwrap_or(u32::MAX), byte)?;
        let (start, end) = (u32_at(page, index * 4)?, u32_at(page, index * 4 + 4)?);
        let items = (count + 1) * 4;
        let (style, grpprl) = match self.of {
            Of::Characters => (0, characters(page, u8_at(page, items + index)?)),
            Of::Paragraphs => paragraphs(page, u8_at(page, items + index * 13)?),
        };
        Some(Run { start, end, style, grpprl })
    }
}

/// Chpx ([MS-DOC] 2.9.32).
fn characters(page: &[u8], place: u8) -> &[u8] {
    let at = usize::from(place) * 2;
    let found = || slice(page, at + 1, usize::from(u8_at(page, at)?));
    if place == 0 { &[] } else { found().unwrap_or_default() }
}

/// PapxInFkp and GrpPrlAndIstd ([MS-DOC] 2.9.175, 2.9.112).
fn paragraphs(page: &[u8], place: u8) -> (u16, &[u8]) {
    let at = usize::from(place) * 2;
    let found = || {
        let (from, length) = match u8_at(page, at)? {
            0 => (at + 2, usize::from(u8_at(page, at + 1)?) * 2),
            half => (at + 1, usize::from(half) * 2 - 1),
        };
        let content = slice(page, from, length)?;
        Some((u16_at(content, 0)?, content.get(2..)?))
    };
    if place == 0 { (0, &[]) } else { found().unwrap_or((0, &[])) }
}

//! Strings in records ([MS-XLS] 2.5.293, 2.5.294, 2.5.240): UTF-16, or its low bytes alone; before
//! Excel 97 bytes of the code page.

use std::ops::Range;

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, WINDOWS_1252};

use super::records::{u16_at, u32_at};

/// How the strings of a workbook are stored.
#[derive(Clone, Copy)]
pub struct Coding {
    /// BIFF8: Unicode.
    pub is_unicode: bool,
    pub code_page: &'static Encoding,
}

impl Coding {
    /// The string at the start of `data` and of the records that go on; its length takes `width` bytes.
    /// As much as there is of one that is cut off.
    pub fn string(self, data: &[u8], rest: &[&[u8]], width: usize) -> String {
        let mut parts = Parts::new(data, rest);
        let count = parts.number(width).unwrap_or(0);
        let mut out = String::new();
        if self.is_unicode {
            let flags = parts.byte().unwrap_or(0);
            parts.characters(count, flags & 1 != 0, &mut out);
        } else {
            let bytes = parts.current.get(..count).unwrap_or(parts.current);
            out.push_str(&self.code_page.decode_without_bom_handling(bytes).0);
        }
        out
    }
}

/// The encoding of a code page; Western where it is not known.
pub fn code_page(number: u16) -> &'static Encoding {
    match number {
        936 | 10008 | 54936 => GBK,
        950 | 10002 => BIG5,
        932 | 10001 => SHIFT_JIS,
        949 | 10003 => EUC_KR,
        1250..=1258 | 874 => Encoding::for_label(format!("windows-{number}").as_bytes()).unwrap_or(WINDOWS_1252),
        _ => WINDOWS_1252,
    }
}

/// Shared strings, one after the other.
#[derive(Default)]
pub struct Strings {
    text: String,
    places: Vec<Range<usize>>,
}

impl Strings {
    /// Reads SST ([MS-XLS] 2.4.265) and the records that go on with it, as far as they are whole.
    pub fn read(data: &[u8], rest: &[&[u8]]) -> Strings {
        let mut strings = Strings::default();
        let Some(count) = u32_at(data, 4) else { return strings };
        let mut parts = Parts::new(&data[8..], rest);
        for _ in 0..count {
            let start = strings.text.len();
            if parts.rich(&mut strings.text).is_none() {
                strings.text.truncate(start);
                break;
            }
            strings.places.push(start..strings.text.len());
        }
        strings
    }

    pub fn get(&self, index: usize) -> Option<&str> {
        self.text.get(self.places.get(index)?.clone())
    }
}

/// The data of a record and of those that go on with it.
struct Parts<'a, 'r> {
    current: &'a [u8],
    rest: std::slice::Iter<'r, &'a [u8]>,
}

impl<'a, 'r> Parts<'a, 'r> {
    fn new(first: &'a [u8], rest: &'r [&'a [u8]]) -> Parts<'a, 'r> {
        Parts { current: first, rest: rest.iter() }
    }

    fn next_part(&mut self) -> Option<()> {
        self.current = self.rest.next()?;
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        while self.current.is_empty() {
            self.next_part()?;
        }
        let (&first, rest) = self.current.split_first()?;
        self.current = rest;
        Some(first)
    }

    /// A number of one, two or four bytes.
    fn number(&mut self, width: usize) -> Option<usize> {
        let mut number = 0;
        for at in 0..width {
            number |= usize::from(self.byte()?) << (8 * at);
        }
        Some(number)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > self.current.len() {
            count -= self.current.len();
            self.next_part()?;
        }
        self.current = &self.current[count..];
        Some(())
    }

    /// XLUnicodeRichExtendedString (2.5.293).
    fn rich(&mut self, out: &mut String) -> Option<()> {
        let count = self.number(2)?;
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.number(2)? } else { 0 };
        let phonetic = if flags & 4 != 0 { self.number(4)? } else { 0 };
        self.characters(count, flags & 1 != 0, out)?;
        self.skip((runs * 4).saturating_add(phonetic))
    }

    /// So many characters. Each record that goes on says anew how they are stored.
    fn characters(&mut self, mut count: usize, mut wide: bool, out: &mut String) -> Option<()> {
        let mut high = None;
        loop {
            let available = if wide { self.current.len() / 2 } else { self.current.len() };
            let taken = count.min(available);
            let (bytes, rest) = self.current.split_at(if wide { taken * 2 } else { taken });
            self.current = rest;
            count -= taken;
            match wide {
                true => bytes
                    .chunks_exact(2)
                    .for_each(|pair| push_unit(u16::from_le_bytes([pair[0], pair[1]]), &mut high, out)),
                false => out.extend(bytes.iter().map(|byte| char::from(*byte))),
            }
            if count == 0 {
                return Some(());
            }
            self.next_part()?;
            wide = self.byte()? & 1 != 0;
        }
    }
}

/// Appends a unit of UTF-16; `high` is the first half of a pair.
fn push_unit(unit: u16, high: &mut Option<u16>, out: &mut String) {
    let units = [high.take().unwrap_or(unit), unit];
    match unit {
        0xD800..0xDC00 => *high = Some(unit),
        0 => {}
        0xDC00..0xE000 => out.extend(char::decode_utf16(units).next().and_then(std::result::Result::ok)),
        _ => out.extend(char::from_u32(unit.into())),
    }
}

/// Places of strings are counted in two bytes in the records that hold one cell.
pub fn cell_place(data: &[u8]) -> Option<(u32, u32, usize)> {
    Some((u16_at(data, 0)?.into(), u16_at(data, 2)?.into(), u16_at(data, 4)?.into()))
}

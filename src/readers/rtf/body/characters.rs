//! Characters: from bytes in the encoding of their font, from codes and symbols, to where text goes.

use super::{Body, Target};
use crate::readers::{Result, rtf::words::Word, symbol};

impl Body<'_> {
    #[inline]
    pub(super) fn text(&mut self, bytes: &[u8]) {
        self.starred = false;
        let mut bytes = bytes;
        if self.skip > 0 {
            let skipped = self.skip.min(bytes.len());
            self.skip -= skipped;
            bytes = &bytes[skipped..];
        }
        if bytes.is_empty() || matches!(self.state.target, Target::Nowhere | Target::Lists | Target::Form) {
            return;
        }
        self.end_pair();
        let is_symbol = self.fonts.reading(self.state.font).symbol.is_some();
        match std::str::from_utf8(bytes) {
            Ok(text) if self.pending.is_empty() && !is_symbol && text.is_ascii() => {
                if let Some(sink) = self.sink() {
                    sink.push_str(text);
                }
            }
            _ => self.pending.extend_from_slice(bytes),
        }
    }

    #[inline]
    pub(super) fn byte(&mut self, byte: u8) {
        self.starred = false;
        if self.skip > 0 {
            self.skip -= 1;
        } else if byte < b' ' && self.state.target == Target::Story {
            self.control(byte);
        } else if !matches!(self.state.target, Target::Nowhere | Target::Lists | Target::Form) {
            self.pending.push(byte);
        }
    }

    /// A control character written as one: a tab or a line end, or else nothing.
    fn control(&mut self, code: u8) {
        match code {
            b'\t' => self.push('\t'),
            b'\n' | 0x0B | b'\r' => self.push('\n'),
            _ => {}
        }
    }

    /// Decodes the bytes that wait.
    #[inline]
    pub(super) fn flush(&mut self) {
        if !self.pending.is_empty() {
            self.flush_pending();
        }
    }

    fn flush_pending(&mut self) {
        let bytes = std::mem::take(&mut self.pending);
        let reading = self.fonts.reading(self.state.font).clone();
        let is_name = self.state.target == Target::FontTable;
        if let Some(sink) = self.sink() {
            match &reading.symbol {
                Some(font) if !is_name => {
                    sink.extend(bytes.iter().filter_map(|&byte| symbol::character(font, byte.into())));
                }
                _ => reading.charset.decode(&bytes, sink),
            }
        }
        self.number_is_bullet |= self.state.target == Target::Number && reading.symbol.is_some();
        self.pending = bytes;
        self.pending.clear();
    }

    pub(super) fn push(&mut self, letter: char) {
        self.flush();
        if let Some(sink) = self.sink() {
            sink.push(letter);
        }
    }

    /// A character that is written by a word or symbol, and may stand for a `\u`.
    pub(super) fn push_or_skip(&mut self, letter: char) {
        if self.skip > 0 {
            self.skip -= 1;
        } else {
            self.push(letter);
        }
    }

    /// The second half of a pair has not come.
    #[inline]
    fn end_pair(&mut self) {
        if self.high.take().is_some() {
            self.push(char::REPLACEMENT_CHARACTER);
        }
    }

    /// `\u`: a UTF-16 unit, negative from 8000 hex on.
    pub(super) fn unicode(&mut self, number: Option<i32>) {
        self.flush();
        self.skip = self.state.stand_ins;
        let number = number.unwrap_or(0);
        let code = if number < 0 { number.saturating_add(0x1_0000) } else { number };
        let code = u32::try_from(code).unwrap_or(0);
        if !matches!(code, 0xDC00..=0xDFFF) {
            self.end_pair();
        }
        match (code, self.high.take()) {
            (0xD800..=0xDBFF, _) => self.high = Some(code as u16),
            (0xDC00..=0xDFFF, Some(high)) => {
                let pair = 0x1_0000 + ((u32::from(high) - 0xD800) << 10) + (code - 0xDC00);
                self.push(char::from_u32(pair).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            (0xF000..=0xF0FF, _) => self.private(code),
            (0..0x20, _) if self.state.target == Target::Story => self.control(code as u8),
            (0, _) => {}
            _ => self.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)),
        }
    }

    /// A character of a symbol font.
    fn private(&mut self, code: u32) {
        let font = self.fonts.reading(self.state.font).symbol.clone().unwrap_or_default();
        if let Some(shown) = symbol::character(&font, code) {
            self.number_is_bullet |= self.state.target == Target::Number;
            self.push(shown);
        }
    }

    pub(super) fn symbol(&mut self, symbol: u8) -> Result<()> {
        match symbol {
            b'*' => {
                self.starred = true;
                return Ok(());
            }
            b'\\' | b'{' | b'}' => {
                // May be the second byte of a character.
                self.byte(symbol);
            }
            b'~' => self.push_or_skip('\u{A0}'),
            b'_' => self.push_or_skip('-'),
            b'\n' => self.word(Word::Par, None)?,
            b'\t' => self.push('\t'),
            _ => {}
        }
        self.starred = false;
        Ok(())
    }
}

//! The text of a run: plain characters, and those with a meaning of their own.

use super::{
    characters::Characters,
    form,
    pieces::Piece,
    story::{Story, run_at},
};
use crate::readers::{Result, symbol};

/// How far from the beginning of a field the data of its form field may stand.
const FIELD_CODE: u32 = 64;

impl Story<'_, '_> {
    /// Takes in a run of text that is not deleted: stretches of plain text at once, other
    /// characters one by one.
    pub fn run(&mut self, piece: &Piece, run: &Characters, start: u32, end: u32) -> Result<()> {
        let bytes = self.shared.text.bytes(piece, start, end);
        let width = piece.width() as usize;
        let special = run.change.special;
        let mut next = 0;
        while next < bytes.len() {
            let rest = &bytes[next..];
            let plain = if piece.wide { plain_units(rest, special) } else { plain_bytes(rest, special) };
            let stretch = &rest[..plain * width];
            if !stretch.is_empty() {
                self.stretch(stretch, piece.wide, run);
                next += stretch.len();
                continue;
            }
            let letter = if piece.wide { wide_letter(rest) } else { rest.first().map(|byte| western(*byte)) };
            let Some(letter) = letter else { break };
            self.letter(letter, run, start + (next / width) as u32)?;
            next += if piece.wide { letter.len_utf16() * 2 } else { 1 };
        }
        Ok(())
    }

    /// Takes in text without characters of any meaning of their own.
    fn stretch(&mut self, bytes: &[u8], wide: bool, run: &Characters) {
        let flow = self.flow();
        if run.look.hidden || flow.hidden || flow.in_code() {
            return;
        }
        flow.before_text();
        if wide {
            let units = bytes.chunks_exact(2).map(|pair| u32::from(u16::from_le_bytes([pair[0], pair[1]])));
            flow.text.extend(units.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)));
        } else {
            flow.text.extend(bytes.iter().map(|byte| western(*byte)));
        }
    }

    #[inline]
    fn letter(&mut self, letter: char, run: &Characters, position: u32) -> Result<()> {
        if letter < ' ' {
            return self.control(letter, run, position);
        }
        let shown = match letter {
            '(' | '<' | '>' if run.change.special => self.special(letter, run),
            '\u{F000}'..='\u{F0FF}' => match run.change.symbol.filter(|_| run.change.special) {
                Some(_) => self.special(letter, run),
                None => self.symbol(run.look.font.unwrap_or(0), letter as u32),
            },
            _ => Some(letter),
        };
        if let Some(shown) = shown {
            self.push(shown, run);
        }
        Ok(())
    }

    /// A printable character with a meaning of its own: a symbol, or the end of a content control.
    fn special(&self, letter: char, run: &Characters) -> Option<char> {
        match (letter, run.change.symbol) {
            (_, Some(symbol)) => self.symbol(symbol.font, u32::from(symbol.code)),
            ('<' | '>', None) => None,
            _ => Some(letter),
        }
    }

    fn symbol(&self, font: u16, code: u32) -> Option<char> {
        symbol::character(&self.shared.text.font(font), code)
    }

    #[inline]
    fn push(&mut self, letter: char, run: &Characters) {
        let flow = self.flow();
        if !(run.look.hidden || flow.hidden || flow.in_code()) {
            flow.before_text();
            flow.text.push(letter);
        }
    }

    /// Characters with a meaning of their own ([MS-DOC] 2.4.1, 2.6.1 sprmCFSpec).
    fn control(&mut self, letter: char, run: &Characters, position: u32) -> Result<()> {
        match letter {
            '\t' => self.push('\t', run),
            '\u{0B}' => self.push('\n', run),
            '\u{1E}' => self.push('-', run),
            '\u{0C}' | '\u{0E}' if !run.look.hidden => {
                let flow = self.flow();
                if !(flow.hidden || flow.in_code()) {
                    flow.break_page();
                }
            }
            '\u{13}' => {
                if let Some(shown) = self.form_field(position) {
                    shown.chars().for_each(|letter| self.push(letter, run));
                }
                self.flow().begin_field();
            }
            '\u{14}' => self.flow().separate_field(),
            '\u{15}' => self.flow().end_field(),
            '\u{08}' | '\u{01}' => self.text_boxes(run, position)?,
            _ => {}
        }
        Ok(())
    }

    /// What a check box or drop-down list shows whose field begins here.
    fn form_field(&self, position: u32) -> Option<String> {
        let text = &self.shared.text;
        for at in position + 1..position + FIELD_CODE {
            let piece = text.pieces.get(text.pieces.find(at))?;
            match text.bytes(piece, at, at + 1).first()? {
                0x13 | 0x14 | 0x15 | 0x0D | 0x07 => return None,
                0x01 => {
                    let (_, _, run) = run_at(text, 0, at, at + 1)?;
                    return run.change.data.then(|| form::shown(text.data, run.change.picture?))?;
                }
                _ => {}
            }
        }
        None
    }
}

/// Whether this character in a run means no more than itself.
#[inline]
fn is_plain(unit: u16, special: bool) -> bool {
    unit >= 0x20 && !special && !matches!(unit, 0xD800..=0xDFFF | 0xF000..=0xF0FF)
}

/// How many characters from the beginning are plain.
fn plain_units(bytes: &[u8], special: bool) -> usize {
    let mut units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    units.position(|unit| !is_plain(unit, special)).unwrap_or(bytes.len() / 2)
}

fn plain_bytes(bytes: &[u8], special: bool) -> usize {
    bytes.iter().position(|byte| !is_plain(u16::from(*byte), special)).unwrap_or(bytes.len())
}

/// The first character of UTF-16 text.
fn wide_letter(bytes: &[u8]) -> Option<char> {
    let units = bytes.chunks_exact(2).take(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let letter = char::decode_utf16(units).next()?;
    Some(letter.unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// A character of a piece with one byte for each ([MS-DOC] 2.9.73): Windows-1252.
fn western(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => UPPER[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

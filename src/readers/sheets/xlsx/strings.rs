//! Shared strings (18.4.9), and text as cells hold it.

use std::ops::Range;

use super::{super::text::push_lines, Scanner, names::Tag};
use crate::readers::{
    Result,
    xml::{Token, package::Package},
};

/// All texts of the part, one after the other.
#[derive(Default)]
pub struct Strings {
    text: String,
    places: Vec<Range<usize>>,
}

impl Strings {
    pub fn get(&self, index: usize) -> Option<&str> {
        self.text.get(self.places.get(index)?.clone())
    }
}

/// Reads the part, if there is one.
///
/// # Errors
/// Trouble in the package or its XML.
pub fn read(package: &mut Package, part: &str) -> Result<Strings> {
    let Some(xml) = package.xml(part)? else { return Ok(Strings::default()) };
    let mut scanner = Scanner::new(part, &xml, package.budget.limits.xml_depth);
    let mut strings = Strings::default();
    loop {
        match scanner.next()? {
            Token::Start(Tag::StringItem) => {
                let start = strings.text.len();
                push_item(&mut scanner, &mut strings.text)?;
                strings.places.push(start..strings.text.len());
            }
            Token::Done => return Ok(strings),
            _ => {}
        }
    }
}

/// Appends the text of the element just started (CT_Rst, 18.4.8): its runs one after the other,
/// without readings.
///
/// # Errors
/// Trouble in the XML.
pub fn push_item(scanner: &mut Scanner, out: &mut String) -> Result<()> {
    let depth = scanner.depth();
    while scanner.depth() >= depth {
        match scanner.next()? {
            Token::Start(Tag::Phonetic) => scanner.skip(scanner.depth())?,
            Token::Start(Tag::Text) => push_element(scanner, out)?,
            _ => {}
        }
    }
    Ok(())
}

/// Appends the text inside the element just started.
///
/// # Errors
/// Trouble in the XML.
pub fn push_element(scanner: &mut Scanner, out: &mut String) -> Result<()> {
    let depth = scanner.depth();
    let start = out.len();
    while scanner.depth() >= depth {
        match scanner.next()? {
            Token::Text(raw) => push_lines(scanner, raw, out)?,
            Token::Literal(raw) => out.push_str(&String::from_utf8_lossy(raw)),
            _ => {}
        }
    }
    if out[start..].contains("_x") {
        let text = out.split_off(start);
        push_unescaped(&text, out);
    }
    Ok(())
}

/// `_x000A_` is a character by its code (ST_Xstring, 22.9.2.19); carriage returns are dropped.
fn push_unescaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let code = rest.get(2..6).filter(|_| rest.as_bytes().get(6) == Some(&b'_'));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(letter) => {
                if letter != '\r' && letter != '\0' {
                    out.push(letter);
                }
                rest = &rest[7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[2..];
            }
        }
    }
    out.push_str(rest);
}

//! Texts that stand many times in the data, kept once: printed cells, messages, names of units.

use std::collections::HashMap;
use std::rc::Rc;

use serde::Serialize;

use super::escape::visible;

/// A text in the data: itself, or its number in the table of strings.
#[derive(Debug, Serialize, PartialEq, Eq)]
#[serde(untagged)]
pub enum Word {
    Number(u32),
    Text(String),
}

/// The table of strings, which grows while files are given out.
#[derive(Default)]
pub struct Strings {
    numbers: HashMap<Rc<str>, u32>,
    all: Vec<Rc<str>>,
    bytes: usize,
}

/// Shorter texts are cheaper as they are.
const SHORTEST: usize = 6;
/// What the table may hold, so that memory does not grow with the number of files.
const MOST_BYTES: usize = 32 << 20;

impl Strings {
    /// The text as it can be shown, by number if that is shorter.
    pub fn word(&mut self, text: &str) -> Word {
        let text = visible(text);
        if text.len() < SHORTEST {
            return Word::Text(text.into_owned());
        }
        if let Some(number) = self.numbers.get(text.as_ref()) {
            return Word::Number(*number);
        }
        if self.bytes + text.len() > MOST_BYTES {
            return Word::Text(text.into_owned());
        }
        let number = self.all.len() as u32;
        self.bytes += text.len();
        let kept: Rc<str> = Rc::from(text.as_ref());
        self.all.push(Rc::clone(&kept));
        self.numbers.insert(kept, number);
        Word::Number(number)
    }

    /// All texts in the order of their numbers.
    pub fn all(&self) -> Vec<&str> {
        self.all.iter().map(AsRef::as_ref).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stands_once() {
        let mut strings = Strings::default();
        let words = ["知识产权保护", "无", "知识产权保护", "a\u{202e}bcdef"].map(|text| strings.word(text));
        assert_eq!(words, [Word::Number(0), Word::Text("无".into()), Word::Number(0), Word::Number(1)]);
        assert_eq!(strings.all(), ["知识产权保护", "a\\u{202e}bcdef"]);
    }
}

//! Sentences for people, in both languages of the program.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The language in which a run speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// One sentence in Chinese and English. Both are always there, so that no text can be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub zh: Cow<'static, str>,
    pub en: Cow<'static, str>,
}

impl Text {
    pub const fn fixed(zh: &'static str, en: &'static str) -> Text {
        Text { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) }
    }

    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Text {
        Text { zh: Cow::Owned(zh.into()), en: Cow::Owned(en.into()) }
    }

    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A spreadsheet would run a cell with this text as a formula, in CSV at least: it begins with
/// `= + - @`, a tab or a carriage return (full-width forms too) and is no plain number or dash.
pub fn runs_as_formula(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    if !matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') {
        return false;
    }
    let signed = matches!(first, '+' | '-' | '＋' | '－');
    let rest = text[first.len_utf8()..].trim_start_matches(['-', '－']);
    let plain = rest.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',');
    !(signed && plain)
}

/// Some byte of the text is of this kind. Looks at all of them, which lets the compiler look at many
/// at once: for texts that mostly hold none that is faster than stopping at the first.
pub fn any_byte(text: &str, is: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(0_u8, |found, byte| found | u8::from(is(byte))) != 0
}

//! Every word that outputs and the ledger show, in both languages; one file for each of them, and
//! [`shared`] for what several say. Sentences of checks stand with the checks, those of troubles with
//! the readers: they are made of what was found.
//!
//! A page script asks for words by their keys (`files-received` for [`report::FILES_RECEIVED`]), which
//! [`table`] gives.

use std::borrow::Cow;

use crate::model::text::{Lang, Text};

/// Words of one area: constants for Rust, and a list of them all by key.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const $name: $crate::model::text::Text = $crate::model::text::Text::fixed($zh, $en);)*

        /// Every word of this area by the name of its constant.
        pub static WORDS: &[(&str, $crate::model::text::Text)] = &[$((stringify!($name), $name)),*];
    };
}

pub mod asks;
pub mod ledger;
pub mod reminders;
pub mod report;
pub mod sample;
pub mod shared;
pub mod slips;
pub mod workbook;

/// The areas by name.
pub static AREAS: &[(&str, &[(&str, Text)])] = &[
    ("shared", shared::WORDS),
    ("ledger", ledger::WORDS),
    ("asks", asks::WORDS),
    ("reminders", reminders::WORDS),
    ("report", report::WORDS),
    ("sample", sample::WORDS),
    ("slips", slips::WORDS),
    ("workbook", workbook::WORDS),
];

/// A word of the catalogue in one language. Only fixed texts are words; of one that was made at run time
/// there is nothing.
pub fn word(text: Text, lang: Lang) -> &'static str {
    let word = match lang {
        Lang::Zh => text.zh,
        Lang::En => text.en,
    };
    match word {
        Cow::Borrowed(word) => word,
        Cow::Owned(_) => "",
    }
}

/// Key and word of an area in one language, for scripts: `FILES_RECEIVED` is `files-received`.
pub fn table(words: &'static [(&str, Text)], lang: Lang) -> impl Iterator<Item = (String, &'static str)> {
    words.iter().map(move |(name, text)| (key(name), text.get(lang)))
}

/// A text with its places `{}` filled in, one after the other.
pub fn fill(text: &str, values: &[&str]) -> String {
    let mut filled = String::with_capacity(text.len() + values.iter().map(|value| value.len()).sum::<usize>());
    for (at, part) in text.split("{}").enumerate() {
        if let Some(value) = at.checked_sub(1).and_then(|at| values.get(at)) {
            filled.push_str(value);
        }
        filled.push_str(part);
    }
    filled
}

fn key(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn is_chinese(c: char) -> bool {
        ('\u{4e00}'..='\u{9fff}').contains(&c)
    }

    #[test]
    fn places_are_filled_in() {
        for (text, values, filled) in
            [("共 {} 个，{} 行", ["2", "{}"], "共 2 个，{} 行"), ("{}{}", ["a", "b"], "ab"), ("无", ["a", "b"], "无")]
        {
            assert_eq!(fill(text, &values), filled);
        }
    }

    #[test]
    fn every_word_is_there_in_both_languages() {
        for (area, words) in AREAS {
            assert!(!words.is_empty(), "{area}");
            let names: BTreeSet<&str> = words.iter().map(|(name, _)| *name).collect();
            assert_eq!(names.len(), words.len(), "a key stands once in {area}");
            for (name, text) in *words {
                let (zh, en) = (text.get(Lang::Zh), text.get(Lang::En));
                assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{area} {name} is missing");
                // 万元 is a unit, and has no other name.
                assert!(!en.replace("万元", "").chars().any(is_chinese), "{area} {name}: {en}");
                let marks = |text: &str| text.matches("{}").count();
                assert_eq!(marks(zh), marks(en), "{area} {name} has as many places to fill in");
            }
        }
    }
}

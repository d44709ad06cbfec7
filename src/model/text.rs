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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

//! The font table (RTF 1.9.1, "Font Table"): how the bytes of each font are to be read.

use std::collections::HashMap;

use super::charset::{Charset, UNSAID};

/// `\fcharset` of symbol fonts.
const SYMBOL: i32 = 2;

#[derive(Debug, Default)]
struct Font {
    charset: Option<i32>,
    page: Option<i32>,
    /// As written, with the `;` at its end.
    name: String,
}

/// How text in a font is read.
#[derive(Clone, Debug)]
pub struct Reading {
    pub charset: Charset,
    /// The name of a symbol font.
    pub symbol: Option<String>,
}

/// All fonts, and the one that is being read or used.
#[derive(Debug)]
pub struct Fonts {
    known: HashMap<i32, Font>,
    /// The font that the table is at.
    open: i32,
    /// The character set of the document.
    pub document: Charset,
    /// The font last asked for.
    cached: Option<(i32, Reading)>,
}

impl Default for Fonts {
    fn default() -> Fonts {
        Fonts { known: HashMap::new(), open: 0, document: UNSAID, cached: None }
    }
}

impl Fonts {
    /// Begins the entry of a font.
    pub fn start(&mut self, font: i32) {
        self.open = font;
        self.known.insert(font, Font::default());
        self.cached = None;
    }

    pub fn set_charset(&mut self, charset: Option<i32>) {
        self.entry().charset = charset;
    }

    pub fn set_page(&mut self, page: Option<i32>) {
        self.entry().page = page;
    }

    /// Where the name of the open entry goes.
    pub fn name(&mut self) -> &mut String {
        &mut self.entry().name
    }

    fn entry(&mut self) -> &mut Font {
        self.cached = None;
        self.known.entry(self.open).or_default()
    }

    pub fn set_document(&mut self, charset: Charset) {
        self.document = charset;
        self.cached = None;
    }

    /// How text in this font is read.
    #[inline]
    pub fn reading(&mut self, font: i32) -> &Reading {
        if self.cached.as_ref().is_none_or(|(cached, _)| *cached != font) {
            self.cached = None;
        }
        let (known, document) = (&self.known, self.document);
        &self.cached.get_or_insert_with(|| (font, look_up(known.get(&font), document))).1
    }
}

fn look_up(font: Option<&Font>, document: Charset) -> Reading {
    let Some(font) = font else { return Reading { charset: document, symbol: None } };
    let symbol = (font.charset == Some(SYMBOL)).then(|| font.name.trim().trim_end_matches(';').to_string());
    let of_page = font.page.and_then(Charset::of_page);
    let charset = of_page.unwrap_or_else(|| font.charset.map_or(document, |set| Charset::of_font(set, document)));
    Reading { charset, symbol }
}

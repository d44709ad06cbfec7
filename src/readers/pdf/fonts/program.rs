//! An embedded font program asked the other way round: which signs does a glyph stand for?
//!
//! Evidence beside ToUnicode: the Unicode tables of a TrueType or OpenType font (`cmap`), and the names
//! of its glyphs (`post`, the charset of CFF) read by the Adobe Glyph List.

use std::collections::HashMap;

use skrifa::{
    FontRef, GlyphId, GlyphNames, MetadataProvider,
    raw::ps::{agl, cff::CffFontRef},
};

use super::sign;

/// No more signs of one font are looked at: no font has more glyphs (65,536).
const MOST_SIGNS: usize = 200_000;

/// Glyph numbers to signs.
#[derive(Debug, Default)]
pub struct Program {
    /// The best sign first.
    signs: HashMap<u32, Vec<char>>,
    names: HashMap<u32, char>,
}

impl Program {
    pub fn new(data: &[u8]) -> Program {
        let mut program = Program::default();
        match FontRef::new(data) {
            Ok(font) => {
                program.read_cmap(&font);
                program.read_names(&font);
            }
            Err(_) => program.read_cff(data),
        }
        program
    }

    /// What the font's own Unicode table says of a glyph, the best first.
    pub fn signs(&self, glyph: u32) -> &[char] {
        self.signs.get(&glyph).map_or(&[], Vec::as_slice)
    }

    /// The sign that a glyph is named after.
    pub fn named(&self, glyph: u32) -> Option<char> {
        self.names.get(&glyph).copied()
    }

    fn read_cmap(&mut self, font: &FontRef<'_>) {
        let map = font.charmap();
        // A symbol font numbers its glyphs; that says nothing of what they mean.
        if map.is_symbol() {
            return;
        }
        for (code, glyph) in map.mappings().take(MOST_SIGNS) {
            if let Some(found) = char::from_u32(code).filter(|&found| sign::is_plausible(found)) {
                self.signs.entry(glyph.to_u32()).or_default().push(found);
            }
        }
        for signs in self.signs.values_mut() {
            signs.sort_by_key(|&found| (sign::rank(found), found));
        }
    }

    fn read_names(&mut self, font: &FontRef<'_>) {
        for (glyph, name) in GlyphNames::new(font).iter().take(MOST_SIGNS).filter(|(_, name)| !name.is_synthesized()) {
            self.name(glyph.to_u32(), name.as_str());
        }
    }

    /// A CFF font by itself; the glyphs of a CID-keyed one have no names.
    fn read_cff(&mut self, data: &[u8]) {
        let Ok(font) = CffFontRef::new_cff(data, 0, None) else { return };
        let Some(charset) = font.charset().filter(|_| !font.is_cid()) else { return };
        for glyph in 0..font.num_glyphs().min(MOST_SIGNS as u32) {
            let name = charset.string_id(GlyphId::new(glyph)).and_then(|id| font.string(id));
            if let Some(name) = name.and_then(|name| std::str::from_utf8(name).ok()) {
                self.name(glyph, name);
            }
        }
    }

    fn name(&mut self, glyph: u32, name: &str) {
        if let Some(found) = agl::name_to_char(name).filter(|&found| sign::is_plausible(found)) {
            self.names.insert(glyph, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_font_says_nothing() {
        for data in [&b""[..], b"OTTO", b"\x01\0\x04\x01", b"%!PS-AdobeFont"] {
            let program = Program::new(data);
            assert!(program.signs(1).is_empty() && program.named(1).is_none());
        }
    }
}

//! Fonts whose codes stand for nothing: programs that rewrite a file number the glyphs of each font anew,
//! and what an encoding or a table says of the numbers is letters and signs that nobody wrote. Chinese
//! then reads as Latin, which no reader of the result can undo. Two things give such a font away: a glyph
//! that fills the square of an ideograph and is said to be narrow, and glyphs drawn for control codes.

use std::collections::HashSet;

use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::kurbo::Rect;

use super::sign;

/// So many glyphs give a font away.
const TELLING: usize = 3;
/// Widths of an ideograph, in thousandths of its size.
const FULL: std::ops::RangeInclusive<f32> = 990.0..=1010.0;
/// Width and height of what is drawn that no narrow sign has both.
const SQUARE: f64 = 780.0;

/// What speaks against a font's codes.
#[derive(Debug, Default)]
pub struct Coding {
    /// Glyphs that fill a square and are said to be narrow.
    squares: HashSet<u128>,
    /// Control codes that draw something of which nothing is known.
    controls: HashSet<u32>,
}

impl Coding {
    /// `glyph` is told apart from all others of the document.
    pub fn note_square(&mut self, glyph: u128) {
        self.squares.insert(glyph);
    }

    pub fn note_unknown(&mut self, code: u32) {
        if (1..0x20).contains(&code) {
            self.controls.insert(code);
        }
    }

    /// Whether what is said of any glyph of the font has to be doubted.
    pub fn is_doubtful(&self) -> bool {
        self.has_squares() || self.has_controls()
    }

    /// Whether this glyph is not what is said of it.
    pub fn contradicts(&self, outline: &OutlineGlyph, said: char) -> bool {
        let code = outline.char_code();
        self.is_too_wide(outline.advance_width(), said)
            || (self.has_controls() && sign::is_narrow(said) && code <= 0xFF && (said as u32 == code || code >= 0x80))
    }

    /// Whether the glyph is as wide as those that are not what is said of them.
    pub fn is_too_wide(&self, advance: Option<f32>, said: char) -> bool {
        self.has_squares() && sign::is_western(said) && is_full(advance)
    }

    fn has_squares(&self) -> bool {
        self.squares.len() >= TELLING
    }

    fn has_controls(&self) -> bool {
        self.controls.len() >= TELLING
    }
}

/// The names of Type 3 glyphs. Programs that count them `a1`, `a2` … hit upon the names of Zapf Dingbats,
/// which nobody uses many of.
#[derive(Debug, Default)]
pub struct Names {
    dingbats: HashSet<char>,
    counted: bool,
}

impl Names {
    /// Notes a sign; whether it comes from a name that only counts.
    pub fn contradict(&mut self, sign: char) -> bool {
        if matches!(sign, '\u{2701}'..='\u{2767}') && !"✓✔✕✖✗✘".contains(sign) {
            self.dingbats.insert(sign);
        }
        self.counted && sign::is_dingbat(sign)
    }

    /// Whether names only count; known from now on.
    pub fn learned(&mut self) -> bool {
        const MANY: usize = 6;
        self.counted = self.dingbats.len() >= MANY;
        self.counted
    }
}

/// A glyph that is as wide as an ideograph and drawn like one, and is said to be a narrow or small sign. `drawn`
/// gives the box of its shape in thousandths of its size.
pub fn is_square(said: char, advance: Option<f32>, drawn: impl FnOnce() -> Rect) -> bool {
    if !(sign::is_narrow(said) || sign::is_small(said)) || !is_full(advance) {
        return false;
    }
    let drawn = drawn();
    drawn.width() >= SQUARE && drawn.height() >= SQUARE
}

/// As wide as an ideograph.
pub fn is_full(advance: Option<f32>) -> bool {
    advance.is_some_and(|width| FULL.contains(&width))
}

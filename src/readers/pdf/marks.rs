//! Marked content (ISO 32000-1 14.6): /ActualText stands for the glyphs that it encloses (14.9.4), and
//! what is marked as a watermark is no text of the page (14.8.2.2).

use hayro_syntax::object::{Dict, Name, String as PdfString};

use super::strings;
use crate::{
    geometry::{Glyph, Heading, chars, lines::ASCENT},
    model::document::Rect,
};

/// Deeper nesting is not looked at.
const MOST_DEPTH: usize = 1000;

/// The sequences that are open.
#[derive(Default)]
pub struct Marks {
    open: Vec<Mark>,
    /// Open beyond [`MOST_DEPTH`].
    beyond: usize,
    watermarks: usize,
}

#[derive(Default)]
struct Mark {
    watermark: bool,
    span: Option<Span>,
}

/// A sequence with an /ActualText, from the glyph at which it began.
pub struct Span {
    pub text: String,
    pub start: usize,
    /// Signs that could not be made out before it.
    pub unknown: usize,
    /// Around the paths drawn in it: text drawn as outlines.
    pub drawn: Option<Rect>,
}

impl Marks {
    pub fn begin(&mut self, tag: &[u8], properties: Option<&Dict<'_>>, start: usize, unknown: usize) {
        if self.open.len() >= MOST_DEPTH {
            self.beyond += 1;
            return;
        }
        let mut mark = Mark::default();
        if let Some(properties) = properties {
            let subtype = properties.get::<Name<'_>>(b"Subtype");
            mark.watermark = tag == b"Artifact" && subtype.is_some_and(|name| name.as_str() == "Watermark");
            // The outermost text stands for all inside it.
            if !self.in_span() {
                let text = properties.get::<PdfString<'_>>(b"ActualText").map(|text| strings::text(text.as_bytes()));
                mark.span = text.map(|text| Span { text, start, unknown, drawn: None });
            }
        }
        self.watermarks += usize::from(mark.watermark);
        self.open.push(mark);
    }

    /// Ends the last sequence; its span, if it had an /ActualText.
    pub fn end(&mut self) -> Option<Span> {
        if self.beyond > 0 {
            self.beyond -= 1;
            return None;
        }
        let mark = self.open.pop()?;
        self.watermarks -= usize::from(mark.watermark);
        mark.span
    }

    pub fn in_watermark(&self) -> bool {
        self.watermarks > 0
    }

    /// Something without a text of its own was drawn in this box.
    pub fn draw(&mut self, rect: Rect) {
        if let Some(span) = self.open.iter_mut().rev().find_map(|mark| mark.span.as_mut()) {
            span.drawn = Some(match span.drawn {
                Some(a) => [a[0].min(rect[0]), a[1].min(rect[1]), a[2].max(rect[2]), a[3].max(rect[3])],
                None => rect,
            });
        }
    }

    fn in_span(&self) -> bool {
        self.open.iter().any(|mark| mark.span.is_some())
    }
}

impl Span {
    /// Puts the text in the place of the glyphs from its start on. True if they said something else.
    pub fn replace(&self, glyphs: &mut Vec<Glyph>) -> bool {
        let start = self.start.min(glyphs.len());
        let signs: Vec<char> = self.text.chars().filter(|&sign| !chars::is_void(sign) && sign != '\u{AD}').collect();
        if is_said(&signs, &glyphs[start..]) {
            return false;
        }
        let slots = glyphs.split_off(start);
        match (slots.is_empty(), self.drawn) {
            (false, _) => {
                glyphs.extend(signs.iter().enumerate().map(|(at, &sign)| slot(&slots, at, signs.len(), sign)))
            }
            (true, Some(rect)) => glyphs.extend(outlined(&signs, rect)),
            (true, None) => {}
        }
        true
    }
}

/// The glyphs say the same already.
fn is_said(signs: &[char], glyphs: &[Glyph]) -> bool {
    let said = glyphs.iter().map(|glyph| glyph.sign).filter(|&sign| !chars::is_space(sign));
    said.eq(signs.iter().copied().filter(|&sign| !chars::is_space(sign)))
}

/// Sign `at` of `count` over glyphs that stood there: several glyphs for one sign, or a share of one.
fn slot(glyphs: &[Glyph], at: usize, count: usize, sign: char) -> Glyph {
    let (first, last) = (at * glyphs.len() / count, ((at + 1) * glyphs.len()).div_ceil(count) - 1);
    let (from, to) = (glyphs[first], glyphs[last.clamp(first, glyphs.len() - 1)]);
    if count > glyphs.len() {
        // Of the signs that share this glyph, which one and of how many.
        let begin = (first * count).div_ceil(glyphs.len());
        let end = ((first + 1) * count).div_ceil(glyphs.len());
        return part(from, at - begin, end - begin, sign);
    }
    let wide = from.heading == Heading::Right && (from.y - to.y).abs() < from.size * 0.5 && to.x >= from.x;
    let advance = if wide { to.x + to.advance - from.x } else { from.advance };
    Glyph { sign, advance, ..from }
}

/// One of `count` equal parts of a glyph.
pub fn part(glyph: Glyph, at: usize, count: usize, sign: char) -> Glyph {
    let advance = glyph.advance / count.max(1) as f32;
    let moved = advance * at as f32;
    let (x, y) = match glyph.heading {
        Heading::Right => (glyph.x + moved, glyph.y),
        Heading::Left => (glyph.x - moved, glyph.y),
        Heading::Down | Heading::Stacked => (glyph.x, glyph.y + moved),
        Heading::Up => (glyph.x, glyph.y - moved),
    };
    Glyph { sign, x, y, advance, ..glyph }
}

/// Text drawn as shapes, over the box of these.
fn outlined(signs: &[char], rect: Rect) -> Vec<Glyph> {
    let size = (rect[3] - rect[1]) / (ASCENT + 0.1);
    let whole = Glyph { sign: ' ', x: rect[0], y: rect[3], advance: rect[2] - rect[0], size, heading: Heading::Right };
    if !(1.0..=500.0).contains(&size) {
        return Vec::new();
    }
    signs.iter().enumerate().map(|(at, &sign)| part(whole, at, signs.len(), sign)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(drawn: &str, actual: &str, expected: &[(char, f32)]) {
        let at = |(index, sign): (usize, char)| Glyph {
            sign,
            x: index as f32 * 10.0,
            y: 0.0,
            advance: 10.0,
            size: 10.0,
            heading: Heading::Right,
        };
        let mut glyphs: Vec<Glyph> = drawn.chars().enumerate().map(at).collect();
        let span = Span { text: actual.into(), start: 0, unknown: 0, drawn: None };
        span.replace(&mut glyphs);
        let places: Vec<(char, f32)> = glyphs.iter().map(|glyph| (glyph.sign, glyph.x)).collect();
        assert_eq!(places, expected, "{drawn} {actual}");
    }

    #[test]
    fn actual_text_stands_where_the_glyphs_stood() {
        check("ab", "ab", &[('a', 0.0), ('b', 10.0)]);
        check("xy", "中文", &[('中', 0.0), ('文', 10.0)]);
        check("x", "ffi", &[('f', 0.0), ('f', 10.0 / 3.0), ('i', 20.0 / 3.0)]);
        check("xyz", "é", &[('é', 0.0)]);
        check("xyz", "ab", &[('a', 0.0), ('b', 10.0)]);
        check("-", "\u{AD}", &[]);
        check("xy", "abc", &[('a', 0.0), ('b', 5.0), ('c', 10.0)]);
    }
}

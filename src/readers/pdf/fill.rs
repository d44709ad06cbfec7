//! Text put into a box of the page: what a field or a note holds where the file does not say how it
//! looks. One line of the text is one line in the box, however narrow its signs must be: where a viewer
//! would wrap says nothing about the text.

use hayro_interpret::kurbo::{Affine, Point, Rect};

use crate::geometry::{Glyph, canvas::heading, chars};

/// Share of a box's width for a line: several lines stay so short that each is seen to end by itself.
const ONE: f64 = 0.9;
const ONE_OF_SEVERAL: f64 = 0.4;
/// No text of a field is longer than this.
const MOST_LINES: usize = 2000;

/// Where text goes: a box in user space, turned counter-clockwise by quarters.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    pub rect: Rect,
    pub quarters: i32,
    /// Size of the text in user space; 0 leaves it to the box (ISO 32000-1 12.7.3.3).
    pub size: f64,
}

/// The glyphs of a text in its box; `page` leads from user space to the page.
pub fn write(text: &str, slot: Slot, page: Affine) -> Vec<Glyph> {
    let lines: Vec<Vec<char>> = lines(text).take(MOST_LINES).collect();
    let to_page = page * upright(slot);
    let (width, height) = match slot.quarters.rem_euclid(2) {
        0 => (slot.rect.width(), slot.rect.height()),
        _ => (slot.rect.height(), slot.rect.width()),
    };
    let [a, b, ..] = to_page.as_coeffs();
    let (Some(way), Some(longest)) = (heading(a, b), lines.iter().map(|line| ems(line)).reduce(f64::max)) else {
        return Vec::new();
    };
    let pitch = height / lines.len() as f64;
    let size = if slot.size > 0.0 { slot.size } else { 12.0 }.min(pitch / 1.1);
    let room = width * if lines.len() > 1 { ONE_OF_SEVERAL } else { ONE };
    let narrowed = (room / (longest * size)).min(1.0);
    let scale = a.hypot(b);
    let mut glyphs = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let baseline = height - pitch * (index as f64 + 0.5) - size * 0.35;
        let mut x = width * (1.0 - ONE) / 2.0;
        for &sign in line {
            let advance = em(sign) * size * narrowed;
            let place = to_page * Point::new(x, baseline);
            glyphs.push(Glyph {
                sign,
                x: place.x as f32,
                y: place.y as f32,
                advance: (advance * scale) as f32,
                size: (size * scale) as f32,
                heading: way,
            });
            x += advance;
        }
    }
    glyphs.retain(|glyph| glyph.size >= 0.1 && glyph.x.is_finite() && glyph.y.is_finite());
    glyphs
}

fn lines(text: &str) -> impl Iterator<Item = Vec<char>> {
    let text = text.trim_end().replace("\r\n", "\n");
    let breaks = |sign: char| matches!(sign, '\n' | '\r' | '\u{B}' | '\u{2028}' | '\u{2029}');
    let lines: Vec<Vec<char>> =
        text.split(breaks).map(|line| line.chars().filter(|&sign| !chars::is_void(sign)).collect()).collect();
    lines.into_iter().filter(|line: &Vec<char>| !line.is_empty())
}

fn em(sign: char) -> f64 {
    if chars::is_wide(sign) { 1.0 } else { 0.5 }
}

fn ems(line: &[char]) -> f64 {
    line.iter().map(|&sign| em(sign)).sum::<f64>().max(0.5)
}

/// From a box with its text upright, its lower left corner at the origin, to user space.
fn upright(slot: Slot) -> Affine {
    let Rect { x0, y0, x1, y1 } = slot.rect;
    match slot.quarters.rem_euclid(4) {
        0 => Affine::new([1.0, 0.0, 0.0, 1.0, x0, y0]),
        1 => Affine::new([0.0, 1.0, -1.0, 0.0, x1, y0]),
        2 => Affine::new([-1.0, 0.0, 0.0, -1.0, x1, y1]),
        _ => Affine::new([0.0, -1.0, 1.0, 0.0, x0, y1]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Heading;

    fn check(text: &str, quarters: i32, expected: Heading) {
        let slot = Slot { rect: Rect::new(100.0, 200.0, 220.0, 240.0), quarters, size: 0.0 };
        let page = Affine::new([1.0, 0.0, 0.0, -1.0, 0.0, 800.0]);
        let glyphs = write(text, slot, page);
        assert_eq!(glyphs.len(), text.chars().filter(|sign| !sign.is_control()).count());
        for glyph in glyphs {
            assert_eq!(glyph.heading, expected);
            let inside = (100.0..=220.0).contains(&glyph.x) && (560.0..=600.0).contains(&glyph.y);
            assert!(inside, "{text} {quarters}: {glyph:?}");
        }
    }

    #[test]
    fn text_stays_in_its_box() {
        check("知识产权", 0, Heading::Right);
        check("a much longer text than the box has room for, in one line of it", 0, Heading::Right);
        check("一\n二\r\n三", 0, Heading::Right);
        check("知识产权", 1, Heading::Up);
        check("知识产权", 2, Heading::Left);
        check("知识产权", -1, Heading::Down);
        check("", 0, Heading::Right);
    }
}

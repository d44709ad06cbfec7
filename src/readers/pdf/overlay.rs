//! What lies over a page and is no part of its text: watermarks and seals.
//!
//! A watermark is large beside the text of the page, and see-through or pale with text below it. A seal
//! sets its name around a circle: what stands upright between leaning signs belongs to them.

use crate::geometry::Glyph;

/// Nothing smaller than this, in points, is looked at.
pub const LEAST_SIZE: f32 = 18.0;
/// A watermark is so many times larger than most of the text.
const LARGER: f32 = 2.2;
/// So many signs below it make pale text a watermark.
const BELOW: usize = 3;
/// Opacity below which text is see-through.
pub const SEE_THROUGH: f32 = 0.75;
/// Lightness from which text is pale, and up to which it is no white on a dark ground.
const PALE: [f32; 2] = [0.6, 0.96];
/// So many upright signs in a row may belong to the circle of a seal.
const ON_CIRCLE: usize = 3;

/// What was seen of one page while it was drawn, by the number of its glyphs.
#[derive(Debug, Default)]
pub struct Overlay {
    faint: Vec<Faint>,
    /// Signs that lean, and were not kept: how many glyphs were there before, place and size.
    leaning: Vec<Leaning>,
}

#[derive(Clone, Copy, Debug)]
struct Faint {
    start: usize,
    end: usize,
    see_through: bool,
}

#[derive(Clone, Copy, Debug)]
struct Leaning {
    before: usize,
    x: f32,
    y: f32,
    size: f32,
}

impl Overlay {
    /// Glyphs `start..end` were drawn in this colour: red, green, blue and opacity from 0 to 1.
    pub fn draw(&mut self, start: usize, end: usize, [red, green, blue, opacity]: [f32; 4]) {
        let lightness = 0.299 * red + 0.587 * green + 0.114 * blue;
        let see_through = opacity < SEE_THROUGH;
        if end > start && (see_through || (PALE[0]..=PALE[1]).contains(&lightness)) {
            self.faint.push(Faint { start, end, see_through });
        }
    }

    pub fn lean(&mut self, before: usize, x: f32, y: f32, size: f32) {
        self.leaning.push(Leaning { before, x, y, size });
    }

    /// Takes watermarks and seals out.
    pub fn strip(&self, glyphs: &mut Vec<Glyph>) {
        if self.faint.is_empty() && self.leaning.is_empty() {
            return;
        }
        let mut kept = vec![true; glyphs.len()];
        self.strip_watermarks(glyphs, &mut kept);
        self.strip_seals(glyphs, &mut kept);
        let mut kept = kept.into_iter();
        glyphs.retain(|_| kept.next().unwrap_or(true));
    }

    fn strip_watermarks(&self, glyphs: &[Glyph], kept: &mut [bool]) {
        let mut is_faint = vec![false; glyphs.len()];
        for faint in &self.faint {
            is_faint[faint.start.min(glyphs.len())..faint.end.min(glyphs.len())].fill(true);
        }
        let mut sizes: Vec<f32> = glyphs.iter().zip(&is_faint).filter(|pair| !pair.1).map(|pair| pair.0.size).collect();
        if sizes.is_empty() {
            return;
        }
        let middle = sizes.len() / 2;
        let usual = *sizes.select_nth_unstable_by(middle, f32::total_cmp).1;
        for faint in &self.faint {
            let range = faint.start.min(glyphs.len())..faint.end.min(glyphs.len());
            let own = &glyphs[range.clone()];
            if own.iter().any(|glyph| glyph.size < usual * LARGER) {
                continue;
            }
            let others = || glyphs.iter().zip(&is_faint).filter(|pair| !pair.1).map(|pair| pair.0);
            let below = || others().filter(|glyph| lies_under(glyph, own)).take(BELOW).count() == BELOW;
            if faint.see_through || below() {
                kept[range].fill(false);
            }
        }
    }

    fn strip_seals(&self, glyphs: &[Glyph], kept: &mut [bool]) {
        for pair in self.leaning.windows(2) {
            let (from, to) = (pair[0].before.min(glyphs.len()), pair[1].before.min(glyphs.len()));
            if from < to && to - from <= ON_CIRCLE {
                let near = |glyph: &Glyph| pair.iter().all(|leaning| leaning.is_beside(glyph));
                if glyphs[from..to].iter().all(near) {
                    kept[from..to].fill(false);
                }
            }
        }
    }
}

impl Leaning {
    fn is_beside(&self, glyph: &Glyph) -> bool {
        let size = self.size.max(glyph.size);
        (self.size - glyph.size).abs() <= size * 0.15
            && (self.x - glyph.x).hypot(self.y - glyph.y) <= size * (ON_CIRCLE as f32 + 2.0)
    }
}

/// A smaller sign stands within the box of one of these.
fn lies_under(glyph: &Glyph, over: &[Glyph]) -> bool {
    let (x, y) = (glyph.x + glyph.advance / 2.0, glyph.y - glyph.size * 0.35);
    let inside = |over: &Glyph| {
        (over.x..=over.x + over.advance).contains(&x)
            && (over.y - over.size * 0.8..=over.y + over.size * 0.1).contains(&y)
    };
    over.iter().any(|over| glyph.size * LARGER <= over.size && inside(over))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Heading;

    fn glyph(sign: char, x: f32, y: f32, size: f32) -> Glyph {
        Glyph { sign, x, y, advance: size, size, heading: Heading::Right }
    }

    fn check(colour: [f32; 4], size: f32, expected: &str) {
        let mut glyphs =
            vec![glyph('甲', 20.0, 100.0, 10.0), glyph('乙', 30.0, 100.0, 10.0), glyph('丙', 40.0, 100.0, 10.0)];
        glyphs.push(glyph('样', 10.0, 110.0, size));
        let mut overlay = Overlay::default();
        overlay.draw(3, 4, colour);
        overlay.strip(&mut glyphs);
        assert_eq!(glyphs.iter().map(|glyph| glyph.sign).collect::<String>(), expected, "{colour:?} {size}");
    }

    #[test]
    fn watermarks_are_large_and_faint() {
        check([0.8, 0.8, 0.8, 1.0], 60.0, "甲乙丙");
        check([0.0, 0.0, 0.0, 0.3], 60.0, "甲乙丙");
        check([0.0, 0.0, 0.0, 1.0], 60.0, "甲乙丙样");
        check([0.8, 0.8, 0.8, 1.0], 12.0, "甲乙丙样");
        check([1.0, 1.0, 1.0, 1.0], 60.0, "甲乙丙样");
    }

    #[test]
    fn what_stands_upright_on_a_circle_is_the_seal_s() {
        let mut glyphs =
            vec![glyph('甲', 20.0, 100.0, 10.0), glyph('知', 200.0, 50.0, 14.0), glyph('乙', 30.0, 100.0, 10.0)];
        let mut overlay = Overlay::default();
        overlay.lean(1, 185.0, 54.0, 14.0);
        overlay.lean(2, 215.0, 54.0, 14.0);
        overlay.strip(&mut glyphs);
        assert_eq!(glyphs.iter().map(|glyph| glyph.sign).collect::<String>(), "甲乙");
    }
}

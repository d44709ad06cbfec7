//! What lies over a page and is no part of its text: watermarks and seals.
//!
//! A watermark is large beside the text of the page and see-through, or grey or coloured with text below
//! it; or it is small and pale, and stands all over the page, over other text too. A seal sets its name
//! around a circle: what stands upright between leaning signs, and in the same colour within the circle,
//! belongs to it.

use std::ops::Range;

use crate::geometry::{Glyph, chars};

/// A watermark is so many times larger than most of the text.
const LARGER: f32 = 2.2;
/// So many signs below it make large text a watermark.
const BELOW: usize = 3;
/// Opacity below which text is see-through.
pub const SEE_THROUGH: f32 = 0.75;
/// Lightness from which text is grey, from which it is pale, and up to which it is no white on a dark
/// ground.
const GREY: f32 = 0.4;
const PALE: f32 = 0.6;
const WHITE: f32 = 0.96;
/// From this difference of its parts a colour is no grey.
const COLOURED: f32 = 0.4;
/// So many upright signs in a row may belong to the circle of a seal.
const ON_CIRCLE: usize = 3;
/// The same pale words so often on one page, so many of them over other text, are a watermark.
const TILES: usize = 3;
const TILES_OVER: usize = 2;
/// So many leaning signs show where the circle of a seal is.
const SEAL: usize = 5;
/// Radius of a seal's writing, in points.
const RADIUS: [f32; 2] = [15.0, 150.0];

/// Red, green, blue and opacity from 0 to 1.
pub type Colour = [f32; 4];

/// What was seen of one page while it was drawn, by the number of its glyphs.
#[derive(Debug, Default)]
pub struct Overlay {
    faint: Vec<Faint>,
    /// Signs that lean, and were not kept: how many glyphs were there before, place, size and colour.
    leaning: Vec<Leaning>,
}

/// How the words of a watermark look.
#[derive(Clone, Copy, Debug)]
pub struct Tint {
    colour: Colour,
    size: f32,
}

impl Tint {
    fn is(&self, other: &Tint) -> bool {
        is_same(self.colour, other.colour) && (self.size - other.size).abs() <= self.size * 0.05
    }
}

/// Glyphs that are not drawn in plain black.
#[derive(Clone, Copy, Debug)]
struct Faint {
    start: usize,
    end: usize,
    colour: Colour,
}

#[derive(Clone, Copy, Debug)]
struct Leaning {
    before: usize,
    x: f32,
    y: f32,
    size: f32,
    colour: Colour,
}

impl Overlay {
    /// Glyphs `start..end` were drawn in this colour.
    pub fn draw(&mut self, start: usize, end: usize, colour: Colour) {
        if end <= start
            || !(is_see_through(colour) || is_coloured(colour) || (GREY..=WHITE).contains(&lightness(colour)))
        {
            return;
        }
        match self.faint.last_mut() {
            Some(last) if last.end == start && is_same(last.colour, colour) => last.end = end,
            _ => self.faint.push(Faint { start, end, colour }),
        }
    }

    pub fn lean(&mut self, before: usize, x: f32, y: f32, size: f32, colour: Colour) {
        self.leaning.push(Leaning { before, x, y, size, colour });
    }

    /// Forgets what was drawn from glyph `start` on.
    pub fn forget(&mut self, start: usize) {
        self.faint.retain(|faint| faint.start < start);
        self.faint.iter_mut().for_each(|faint| faint.end = faint.end.min(start));
    }

    /// What was drawn from glyph `start` on, with its places counted from there.
    pub fn since(&self, start: usize) -> Vec<(usize, usize, Colour)> {
        let of = |faint: &Faint| (faint.start.max(start) - start, faint.end - start, faint.colour);
        self.faint.iter().filter(|faint| faint.end > start).map(of).collect()
    }

    /// Takes watermarks and seals out; `tints` are those of the watermarks found on any page.
    pub fn strip(&self, glyphs: &mut Vec<Glyph>, tints: &[Tint]) {
        if self.faint.is_empty() && self.leaning.is_empty() {
            return;
        }
        let mut kept = vec![true; glyphs.len()];
        self.strip_watermarks(glyphs, &mut kept);
        let tiles = if tints.is_empty() { Vec::new() } else { self.tiles(glyphs) };
        for (_, run) in tiles.into_iter().filter(|(tint, _)| tints.iter().any(|known| known.is(tint))) {
            kept[run].fill(false);
        }
        self.strip_seals(glyphs, &mut kept);
        let mut kept = kept.into_iter();
        glyphs.retain(|_| kept.next().unwrap_or(true));
    }

    fn strip_watermarks(&self, glyphs: &[Glyph], kept: &mut [bool]) {
        let ranges = || self.faint.iter().map(|faint| (faint, range(faint, glyphs)));
        let mut is_faint = vec![false; glyphs.len()];
        ranges().for_each(|(_, range)| is_faint[range].fill(true));
        let plain: Vec<&Glyph> = glyphs.iter().zip(&is_faint).filter(|pair| !pair.1).map(|pair| pair.0).collect();
        let mut sizes: Vec<f32> = plain.iter().map(|glyph| glyph.size).collect();
        if sizes.is_empty() {
            return;
        }
        let middle = sizes.len() / 2;
        let usual = *sizes.select_nth_unstable_by(middle, f32::total_cmp).1;
        for (faint, range) in ranges() {
            for run in runs(glyphs, range, |a, b| is_large(a, usual) == is_large(b, usual)) {
                let own = &glyphs[run.clone()];
                let below = || plain.iter().filter(|glyph| lies_under(glyph, own)).take(BELOW).count() == BELOW;
                if is_large(&own[0], usual) && (is_see_through(faint.colour) || below()) {
                    kept[run].fill(false);
                }
            }
        }
    }

    /// Colour and size of small pale words that stand all over this page, over other text too.
    pub fn tints(&self, glyphs: &[Glyph]) -> Vec<Tint> {
        let mut is_faint = vec![false; glyphs.len()];
        self.faint.iter().for_each(|faint| is_faint[range(faint, glyphs)].fill(true));
        let tiles = self.tiles(glyphs);
        let mut tints: Vec<Tint> = Vec::new();
        for (tint, _) in &tiles {
            if tints.iter().any(|known| known.is(tint)) {
                continue;
            }
            let plain = || glyphs.iter().zip(&is_faint).filter(|pair| !pair.1).map(|pair| pair.0);
            let over = |run: &Range<usize>| {
                glyphs[run.clone()].iter().any(|glyph| plain().any(|other| is_drawn_over(glyph, other)))
            };
            let own = tiles.iter().filter(|(other, run)| other.is(tint) && over(run));
            if own.take(TILES_OVER).count() == TILES_OVER {
                tints.push(*tint);
            }
        }
        tints
    }

    /// Pale words that stand on the page several times.
    fn tiles(&self, glyphs: &[Glyph]) -> Vec<(Tint, Range<usize>)> {
        let is_pale = |faint: &&Faint| is_see_through(faint.colour) || lightness(faint.colour) >= PALE;
        let mut tiles: Vec<(String, Tint, Range<usize>)> = Vec::new();
        for faint in self.faint.iter().filter(is_pale) {
            for run in runs(glyphs, range(faint, glyphs), is_beside) {
                let text: String =
                    glyphs[run.clone()].iter().map(|glyph| glyph.sign).filter(|&sign| !chars::is_space(sign)).collect();
                if !text.is_empty() {
                    tiles.push((text, Tint { colour: faint.colour, size: glyphs[run.start].size }, run));
                }
            }
        }
        tiles.sort_by(|a, b| a.0.cmp(&b.0));
        let same = tiles.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() >= TILES);
        same.flatten().map(|(_, tint, run)| (*tint, run.clone())).collect()
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
        let seals = self.leaning.chunk_by(|a, b| is_same(a.colour, b.colour));
        for seal in seals.filter(|seal| seal.len() >= SEAL && is_coloured(seal[0].colour)) {
            let Some((x, y, radius)) = circle(seal) else { continue };
            for faint in self.faint.iter().filter(|faint| is_same(faint.colour, seal[0].colour)) {
                for at in range(faint, glyphs) {
                    let (left, right) = (glyphs[at].x, glyphs[at].x + glyphs[at].advance);
                    kept[at] &= [left, right].iter().any(|side| (side - x).hypot(glyphs[at].y - y) > radius * 1.1);
                }
            }
        }
    }
}

fn lightness([red, green, blue, _]: Colour) -> f32 {
    0.299 * red + 0.587 * green + 0.114 * blue
}

fn is_see_through(colour: Colour) -> bool {
    colour[3] < SEE_THROUGH
}

fn is_coloured([red, green, blue, _]: Colour) -> bool {
    red.max(green).max(blue) - red.min(green).min(blue) >= COLOURED
}

fn is_same(a: Colour, b: Colour) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.02)
}

fn is_large(glyph: &Glyph, usual: f32) -> bool {
    glyph.size >= usual * LARGER
}

fn range(faint: &Faint, glyphs: &[Glyph]) -> Range<usize> {
    faint.start.min(glyphs.len())..faint.end.min(glyphs.len())
}

/// A range cut where neighbours are not together.
fn runs(glyphs: &[Glyph], range: Range<usize>, together: impl Fn(&Glyph, &Glyph) -> bool) -> Vec<Range<usize>> {
    let mut start = range.start;
    let chunks = glyphs[range].chunk_by(|a, b| together(a, b));
    chunks
        .map(|chunk| {
            let from = start;
            start += chunk.len();
            from..start
        })
        .collect()
}

/// The second sign follows the first on its line.
fn is_beside(a: &Glyph, b: &Glyph) -> bool {
    a.heading == b.heading && (a.x + a.advance - b.x).hypot(a.y - b.y) <= a.size
}

/// The circle on which the signs of a seal stand: centre and radius (least squares, Kåsa 1976). None if
/// they stand on none.
fn circle(seal: &[Leaning]) -> Option<(f32, f32, f32)> {
    let count = seal.len() as f64;
    let (x0, y0) = (f64::from(seal[0].x), f64::from(seal[0].y));
    let points = || seal.iter().map(|sign| (f64::from(sign.x) - x0, f64::from(sign.y) - y0));
    let sum = |of: &dyn Fn(f64, f64) -> f64| points().map(|(x, y)| of(x, y)).sum::<f64>() / count;
    let (mx, my) = (sum(&|x, _| x), sum(&|_, y| y));
    let (xx, yy, xy) =
        (sum(&|x, _| (x - mx) * (x - mx)), sum(&|_, y| (y - my) * (y - my)), sum(&|x, y| (x - mx) * (y - my)));
    let square = |x: f64, y: f64| (x - mx) * (x - mx) + (y - my) * (y - my);
    let (xz, yz) = (sum(&|x, y| (x - mx) * square(x, y)), sum(&|x, y| (y - my) * square(x, y)));
    let determinant = 2.0 * (xx * yy - xy * xy);
    if determinant.abs() < 1e-6 {
        return None;
    }
    let (u, v) = ((xz * yy - yz * xy) / determinant, (yz * xx - xz * xy) / determinant);
    let radius = (u * u + v * v + xx + yy).sqrt();
    let near = |(x, y): (f64, f64)| ((x - mx - u).hypot(y - my - v) - radius).abs() <= radius * 0.2;
    let (x, y, radius32) = ((u + mx + x0) as f32, (v + my + y0) as f32, radius as f32);
    ((RADIUS[0]..=RADIUS[1]).contains(&radius32) && points().all(near)).then_some((x, y, radius32))
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

/// Two signs stand where only one has room.
fn is_drawn_over(a: &Glyph, b: &Glyph) -> bool {
    let size = a.size.min(b.size);
    let (from, to) = (a.x.max(b.x), (a.x + a.advance).min(b.x + b.advance));
    (a.y - b.y).abs() < size * 0.6
        && to - from > a.advance.min(b.advance) * 0.4
        && !chars::is_space(a.sign)
        && !chars::is_space(b.sign)
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
        overlay.strip(&mut glyphs, &[]);
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
    fn large_grey_or_coloured_text_over_text_is_a_watermark() {
        check([0.5, 0.5, 0.5, 1.0], 60.0, "甲乙丙");
        check([1.0, 0.0, 0.0, 1.0], 60.0, "甲乙丙");
        check([1.0, 0.0, 0.0, 1.0], 12.0, "甲乙丙样");
    }

    /// Pale words of one line each, over black ones or not.
    fn check_tiles(places: &[(f32, f32)], expected: usize) {
        let mut glyphs: Vec<Glyph> = (0..20).map(|at| glyph('字', at as f32 * 10.0, 100.0, 10.0)).collect();
        let mut overlay = Overlay::default();
        for &(x, y) in places {
            let start = glyphs.len();
            glyphs.extend([glyph('张', x, y, 9.0), glyph('三', x + 9.0, y, 9.0)]);
            overlay.draw(start, start + 2, [0.85, 0.85, 0.85, 1.0]);
        }
        let tints = overlay.tints(&glyphs);
        overlay.strip(&mut glyphs, &tints);
        assert_eq!(glyphs.len() - 20, expected, "{places:?}");
    }

    #[test]
    fn pale_words_all_over_the_page_are_a_watermark() {
        check_tiles(&[(12.0, 102.0), (90.0, 102.0), (12.0, 300.0), (90.0, 300.0)], 0);
        // Words that stand beside others are hints for those who fill the form in.
        check_tiles(&[(12.0, 200.0), (90.0, 200.0), (12.0, 300.0), (90.0, 300.0)], 8);
        check_tiles(&[(12.0, 102.0), (90.0, 102.0)], 4);
    }

    #[test]
    fn what_stands_in_the_circle_of_a_seal_is_the_seal_s() {
        let red = [1.0, 0.0, 0.0, 1.0];
        let mut overlay = Overlay::default();
        for at in 0..8 {
            let angle = (at as f32 * 30.0 + 160.0).to_radians();
            overlay.lean(0, 200.0 + 50.0 * angle.cos(), 200.0 + 50.0 * angle.sin(), 12.0, red);
        }
        let mut glyphs = vec![glyph('章', 190.0, 225.0, 12.0), glyph('字', 200.0, 190.0, 10.0)];
        glyphs.extend([glyph('红', 300.0, 190.0, 10.0)]);
        overlay.draw(0, 1, red);
        overlay.draw(2, 3, red);
        overlay.strip(&mut glyphs, &[]);
        assert_eq!(glyphs.iter().map(|glyph| glyph.sign).collect::<String>(), "字红");
    }

    #[test]
    fn what_stands_upright_on_a_circle_is_the_seal_s() {
        let mut glyphs =
            vec![glyph('甲', 20.0, 100.0, 10.0), glyph('知', 200.0, 50.0, 14.0), glyph('乙', 30.0, 100.0, 10.0)];
        let mut overlay = Overlay::default();
        overlay.lean(1, 185.0, 54.0, 14.0, [0.0; 4]);
        overlay.lean(2, 215.0, 54.0, 14.0, [0.0; 4]);
        overlay.strip(&mut glyphs, &[]);
        assert_eq!(glyphs.iter().map(|glyph| glyph.sign).collect::<String>(), "甲乙");
    }
}

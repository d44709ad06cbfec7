//! Places of the signs of a `TextCode` (GB/T 33190 11.3). The text is what the codes say; glyphs that
//! a `CGTransform` puts in their place change nothing about it.

use super::matrix::{number, words};
use crate::geometry::chars;

/// One sign in the space of its object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    pub sign: char,
    /// Its origin on the baseline.
    pub x: f32,
    pub y: f32,
    pub advance: f32,
    /// Set upright below the sign before, or above the next.
    pub stacked: bool,
}

/// Angles clockwise in quarters: `ReadDirection` and `CharDirection`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quarter {
    #[default]
    None,
    One,
    Two,
    Three,
}

impl Quarter {
    pub fn of(degrees: Option<i64>) -> Quarter {
        match degrees.map(|degrees| degrees.rem_euclid(360)) {
            Some(90) => Quarter::One,
            Some(180) => Quarter::Two,
            Some(270) => Quarter::Three,
            _ => Quarter::None,
        }
    }

    /// The direction of a step from left to right, turned so far.
    pub fn unit(self) -> (f32, f32) {
        match self {
            Quarter::None => (1.0, 0.0),
            Quarter::One => (0.0, 1.0),
            Quarter::Two => (-1.0, 0.0),
            Quarter::Three => (0.0, -1.0),
        }
    }
}

/// How the text of an object is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Size of the font in units of the object.
    pub size: f32,
    pub horizontal_scale: f32,
    pub reading: Quarter,
    pub signs: Quarter,
}

/// Steps from sign to sign: `g 3 2.5` is three times 2.5. No more are made than are asked for.
pub struct Deltas<'a, I: Iterator<Item = &'a [u8]>> {
    words: I,
    value: f32,
    times: u64,
}

/// The steps that an attribute holds.
pub fn deltas(attribute: Option<&[u8]>) -> Deltas<'_, impl Iterator<Item = &[u8]>> {
    Deltas { words: words(attribute.unwrap_or_default()), value: 0.0, times: 0 }
}

impl<'a, I: Iterator<Item = &'a [u8]>> Iterator for Deltas<'a, I> {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        while self.times == 0 {
            let word = self.words.next()?;
            self.times = match word {
                b"g" | b"G" => number(self.words.next()?)?.max(0.0) as u64,
                _ => {
                    self.value = number(word)? as f32;
                    return Some(self.value);
                }
            };
            self.value = number(self.words.next()?)? as f32;
        }
        self.times -= 1;
        Some(self.value)
    }
}

/// Some codes of a text that are shown by another number of glyphs (`CGTransform`): steps lead from
/// glyph to glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ligature {
    /// The first code, from 0.
    pub at: usize,
    pub codes: usize,
    pub glyphs: usize,
}

/// Steps from code to code: those between the glyphs of a ligature are shared out.
struct Steps<'a, X: Iterator<Item = f32>, Y: Iterator<Item = f32>> {
    across: std::iter::Fuse<X>,
    down: std::iter::Fuse<Y>,
    /// In order; those that lie behind are left out in passing.
    ligatures: &'a [Ligature],
    /// What each of the next so many codes moves by.
    shared: (usize, Option<f32>, Option<f32>),
}

impl<X: Iterator<Item = f32>, Y: Iterator<Item = f32>> Steps<'_, X, Y> {
    /// The steps after the code at `index`.
    fn after(&mut self, index: usize) -> (Option<f32>, Option<f32>) {
        while self.shared.0 == 0 {
            match self.ligatures {
                [first, rest @ ..] if first.at <= index => {
                    self.ligatures = rest;
                    if first.at == index && first.codes > 0 {
                        let share = |sum: Option<f32>| sum.map(|sum| sum / first.codes as f32);
                        let across = share(sum(&mut self.across, first.glyphs));
                        self.shared = (first.codes, across, share(sum(&mut self.down, first.glyphs)));
                    }
                }
                _ => return (self.across.next(), self.down.next()),
            }
        }
        self.shared.0 -= 1;
        (self.shared.1, self.shared.2)
    }
}

/// The sum of so many steps; none if there are none left.
fn sum(steps: &mut impl Iterator<Item = f32>, count: usize) -> Option<f32> {
    let mut total = None;
    for step in steps.take(count) {
        total = Some(total.unwrap_or(0.0) + step);
    }
    total
}

/// Appends the signs of a text that begins at `(x, y)`, its ligatures in order. Where no step is
/// given, signs stand as far apart as they are likely wide.
pub fn lay_out(
    text: &str,
    (x, y): (f32, f32),
    (across, down): (impl Iterator<Item = f32>, impl Iterator<Item = f32>),
    ligatures: &[Ligature],
    style: &Style,
    spots: &mut Vec<Spot>,
) {
    let first = spots.len();
    let reading = style.reading.unit();
    let (mut x, mut y) = (x, y);
    let mut steps = Steps { across: across.fuse(), down: down.fuse(), ligatures, shared: (0, None, None) };
    for (index, sign) in text.chars().enumerate() {
        let advance = likely_width(sign) * style.size * style.horizontal_scale;
        spots.push(Spot { sign, x, y, advance, stacked: false });
        let (step_x, step_y) = steps.after(index);
        if step_x.is_none() && step_y.is_none_or(|step| step == 0.0) {
            let room = if style.reading == style.signs { advance } else { style.size };
            (x, y) = (x + reading.0 * room, y + reading.1 * room);
        } else {
            (x, y) = (x + step_x.unwrap_or(0.0), y + step_y.unwrap_or(0.0));
        }
    }
    let spots = &mut spots[first..];
    set_advances(spots, style);
    if is_stacked(spots, style) {
        spots.iter_mut().for_each(|spot| spot.stacked = true);
    }
}

/// More of the gap between two signs than this share of the size is a space (as in [`crate::geometry::lines`]).
const SPACE: f32 = 0.17;

/// The width of a sign is not told: the step to the next one is taken for it, unless that is so long
/// that there must be a space between.
fn set_advances(spots: &mut [Spot], style: &Style) {
    let (ux, uy) = style.signs.unit();
    let size = style.size;
    let step = |a: &Spot, b: &Spot| {
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let (along, aside) = (dx * ux + dy * uy, dx * uy - dy * ux);
        (along > 0.0 && aside.abs() < size * 0.3).then_some(along)
    };
    let is_letters = |pair: &[Spot]| chars::is_word(pair[0].sign) && chars::is_word(pair[1].sign);
    // Letters set apart evenly are no words of one letter.
    let usual = spots.windows(2).filter(|pair| is_letters(pair)).filter_map(|pair| step(&pair[0], &pair[1]));
    let usual = usual.fold(f32::MAX, f32::min);
    for at in 1..spots.len() {
        let Some(along) = step(&spots[at - 1], &spots[at]) else { continue };
        let spot = &mut spots[at - 1];
        let likely = spot.advance;
        spot.advance = if chars::is_word(spot.sign) {
            let widest = likely.max(WIDEST_USUAL * size * style.horizontal_scale).max(usual);
            if along <= widest + SPACE * size { along } else { widest }
        } else if along < likely * 0.3 {
            likely
        } else {
            along.min(likely)
        };
    }
}

/// Upright signs of which most stand below the one before.
fn is_stacked(spots: &[Spot], style: &Style) -> bool {
    if style.signs != Quarter::None {
        return false;
    }
    let half = style.size * 0.5;
    let is_down = |pair: &&[Spot]| pair[1].y - pair[0].y > half && (pair[1].x - pair[0].x).abs() < half;
    match spots.len() {
        0 => false,
        1 => style.reading == Quarter::One,
        length => spots.windows(2).filter(is_down).count() * 2 > length - 1,
    }
}

/// As wide as nearly all letters are at the most, in shares of the size.
const WIDEST_USUAL: f32 = 0.6;

/// How wide a sign is likely to be, as a share of the size: Chinese ones are squares; for letters
/// something between the usual serif and sans-serif fonts, never less than a narrow sign takes in
/// fonts whose letters are all half a square.
fn likely_width(sign: char) -> f32 {
    match sign {
        sign if chars::is_wide(sign) => 1.0,
        // Private use: mostly rare Chinese characters.
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => 1.0,
        'M' | 'W' | 'm' | '%' | '@' => 0.85,
        'w' | 'A'..='H' | 'K' | 'N'..='R' | 'T'..='V' | 'X'..='Z' => 0.68,
        ' ' => 0.5,
        'i' | 'j' | 'l' | 'I' | '!' | '\'' | '(' | ')' | ',' | '.' | ':' | ';' | '|' | '-' | 'f' | 't' | 'r' => 0.45,
        _ => 0.53,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { size: 10.0, horizontal_scale: 1.0, reading: Quarter::None, signs: Quarter::None };

    fn spots(text: &str, dx: &str, dy: &str, style: Style) -> Vec<Spot> {
        let mut spots = Vec::new();
        let steps = (deltas(Some(dx.as_bytes())), deltas(Some(dy.as_bytes())));
        lay_out(text, (0.0, 0.0), steps, &[], &style, &mut spots);
        spots
    }

    #[test]
    fn steps() {
        let check = |text: &str, expected: &[f32]| {
            assert_eq!(deltas(Some(text.as_bytes())).take(9).collect::<Vec<_>>(), expected, "{text}");
        };
        check("1 2.5 3", &[1.0, 2.5, 3.0]);
        check("g 3 2 g 1 -6 4", &[2.0, 2.0, 2.0, -6.0, 4.0]);
        check("g 0 2 1", &[1.0]);
        check("g 999999999 1", &[1.0; 9]);
        check("g", &[]);
        check("g -3 1 2", &[2.0]);
        check("x 1", &[]);
        check("", &[]);
    }

    #[test]
    fn places() {
        let check = |text: &str, dx: &str, dy: &str, style: Style, expected: &[(f32, f32, f32)]| {
            let found: Vec<_> = spots(text, dx, dy, style).iter().map(|spot| (spot.x, spot.y, spot.advance)).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("中文", "12", "", STYLE, &[(0.0, 0.0, 10.0), (12.0, 0.0, 10.0)]);
        check("中文", "", "", STYLE, &[(0.0, 0.0, 10.0), (10.0, 0.0, 10.0)]);
        check("1中文", "5", "", STYLE, &[(0.0, 0.0, 5.0), (5.0, 0.0, 10.0), (15.0, 0.0, 10.0)]);
        // A word gap without a sign for it.
        check("ab中", "5 9", "", STYLE, &[(0.0, 0.0, 5.0), (5.0, 0.0, 6.0), (14.0, 0.0, 10.0)]);
        check("abc中", "5 9 5", "", STYLE, &[(0.0, 0.0, 5.0), (5.0, 0.0, 6.0), (14.0, 0.0, 5.0), (19.0, 0.0, 10.0)]);
        // Set apart evenly.
        check("abc中", "9 9 9", "", STYLE, &[(0.0, 0.0, 9.0), (9.0, 0.0, 9.0), (18.0, 0.0, 9.0), (27.0, 0.0, 10.0)]);
        let turned = Style { reading: Quarter::One, signs: Quarter::One, ..STYLE };
        check("中文", "", "", turned, &[(0.0, 0.0, 10.0), (0.0, 10.0, 10.0)]);
    }

    #[test]
    fn ligatures_share_their_steps() {
        let check = |text: &str, ligatures: &[(usize, usize, usize)], expected: &[f32]| {
            let mut spots = Vec::new();
            let ligatures: Vec<_> =
                ligatures.iter().map(|&(at, codes, glyphs)| Ligature { at, codes, glyphs }).collect();
            let steps = (deltas(Some(b"1 4 3 5")), deltas(None));
            lay_out(text, (0.0, 0.0), steps, &ligatures, &STYLE, &mut spots);
            assert_eq!(spots.iter().map(|spot| spot.x).collect::<Vec<_>>(), expected, "{ligatures:?}");
        };
        check("afine", &[], &[0.0, 1.0, 5.0, 8.0, 13.0]);
        check("afine", &[(1, 2, 1)], &[0.0, 1.0, 3.0, 5.0, 8.0]);
        check("afi中", &[(0, 1, 2), (1, 2, 1)], &[0.0, 5.0, 6.5, 8.0]);
        check("afine", &[(7, 2, 1), (9, 0, 0)], &[0.0, 1.0, 5.0, 8.0, 13.0]);
    }

    #[test]
    fn stacked_signs() {
        let check = |text: &str, dx: &str, dy: &str, style: Style, expected: bool| {
            assert_eq!(spots(text, dx, dy, style)[0].stacked, expected, "{text} {dx} {dy}");
        };
        check("购买方", "", "12 12", STYLE, true);
        check("购买方", "12 12", "", STYLE, false);
        check("经费安排", "10 -10 10", "0 12 0", STYLE, false);
        let downwards = Style { reading: Quarter::One, ..STYLE };
        check("购", "", "", downwards, true);
        check("购买方", "", "", downwards, true);
        check("购买方", "", "", Style { signs: Quarter::One, ..downwards }, false);
    }
}

//! Words that run over the side of their cell: a number too long for its column goes on beyond the line,
//! and by their places alone its last figures would belong to the next cell. A line that cuts through a
//! sign gives it away. Text that ends at a line and text that begins there are left apart.

use std::{collections::HashMap, ops::Range};

use super::{Glyph, Heading, chars};
use crate::model::document::Rect;

/// The cell of a glyph: its grid and its number there.
pub type Home = Option<(usize, usize)>;

/// Gap between signs of one word, and depth of a cut into a sign, in shares of its size.
const GAP: f32 = 0.1;
const CUT: f32 = 0.08;

/// Lines through so many words of a grid, and through this share of them, are those of a drawing.
const DRAWN: usize = 3;
const DRAWN_SHARE: f32 = 0.2;

/// Brings words together that run over a side of a cell. `rect` gives the box of a cell.
pub fn gather(glyphs: &[Glyph], homes: &mut [Home], rect: impl Fn((usize, usize)) -> Rect) {
    let mut found: Vec<(Range<usize>, (usize, usize))> = Vec::new();
    let mut words: HashMap<usize, usize> = HashMap::new();
    let mut start = 0;
    while start < glyphs.len() {
        let next = |&at: &usize| !goes_on(&glyphs[at - 1], &glyphs[at]);
        let end = (start + 1..glyphs.len()).find(next).unwrap_or(glyphs.len());
        let own = &homes[start..end];
        if let Some(first) = own[0] {
            *words.entry(first.0).or_default() += 1;
        }
        if own.iter().any(|home| *home != own[0])
            && let Some(home) = home_of(&glyphs[start..end], own, &rect)
        {
            found.push((start..end, home));
        }
        start = end;
    }
    let mut over: HashMap<usize, usize> = HashMap::new();
    found.iter().for_each(|(_, home)| *over.entry(home.0).or_default() += 1);
    let is_drawn = |grid: usize| {
        let (over, words) = (over.get(&grid).copied().unwrap_or(0), words.get(&grid).copied().unwrap_or(0));
        over >= DRAWN && over as f32 > words as f32 * DRAWN_SHARE
    };
    for (range, home) in found.into_iter().filter(|(_, home)| !is_drawn(home.0)) {
        homes[range].fill(Some(home));
    }
}

/// The next sign of the same word, as it was drawn.
fn goes_on(a: &Glyph, b: &Glyph) -> bool {
    let upright = a.heading == Heading::Right && b.heading == Heading::Right;
    let visible = !chars::is_space(a.sign) && !chars::is_space(b.sign);
    let near = (b.x - a.x - a.advance).abs() <= a.size * GAP && (b.y - a.y).abs() <= a.size * GAP;
    upright && visible && near && (a.size - b.size).abs() <= a.size * GAP
}

/// The cell of a word of which a sign is cut by a cell's side: the one that it begins in at the left, else
/// the one around its middle.
fn home_of(word: &[Glyph], homes: &[Home], rect: impl Fn((usize, usize)) -> Rect) -> Home {
    let sides = |home| {
        let [left, _, right, _] = rect(home);
        [left, right]
    };
    let known = || homes.iter().copied().flatten();
    let is_cut = word.iter().zip(homes).any(|(glyph, home)| {
        let ink = [glyph.x + glyph.size * CUT, glyph.x + glyph.advance - glyph.size * CUT];
        home.is_some_and(|home| sides(home).iter().any(|&side| ink[0] < side && side < ink[1]))
    });
    let grid = known().next()?.0;
    if !is_cut || known().any(|home| home.0 != grid) {
        return None;
    }
    let (first, last) = (word.first()?, word.last()?);
    let begins_in = homes[0].filter(|&home| first.x - sides(home)[0] <= first.size);
    let middle = (first.x + last.x + last.advance) / 2.0;
    let mut around = known().filter(|&home| sides(home)[0] <= middle && middle <= sides(home)[1]);
    begins_in.or_else(|| around.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word from `x` in half-em signs of 10 points, in cells of 50 points side by side; the cells it is
    /// brought to.
    fn check(word: &str, x: f32, expected: &[usize]) {
        let advance = |sign| if chars::is_wide(sign) { 10.0 } else { 5.0 };
        let mut at = x;
        let mut glyphs = Vec::new();
        for sign in word.chars() {
            let heading = Heading::Right;
            glyphs.push(Glyph { sign, x: at, y: 20.0, advance: advance(sign), size: 10.0, heading });
            at += advance(sign);
        }
        let mut homes: Vec<Home> =
            glyphs.iter().map(|glyph| Some((0, ((glyph.x + glyph.advance / 2.0) / 50.0) as usize))).collect();
        gather(&glyphs, &mut homes, |(_, cell)| [cell as f32 * 50.0, 0.0, (cell + 1) as f32 * 50.0, 40.0]);
        let mut cells: Vec<usize> = homes.iter().flatten().map(|home| home.1).collect();
        cells.dedup();
        assert_eq!(cells, expected, "{word} from {x}");
    }

    #[test]
    fn words_over_a_side_stay_together() {
        check("20,000,000", 2.0, &[0]);
        check("20,000,000,000,000", 3.0, &[0]);
        check("知识产权局长", 3.0, &[0]);
        // Centred: it begins in the cell before.
        check("20,000,000,000", 41.0, &[1]);
        // Side by side at a line, and words with a space between.
        check("12345", 20.0, &[0]);
        check("1234567890", 25.0, &[0, 1]);
        check("123 45678", 33.0, &[0, 1]);
        check("知识产权局项目", 10.0, &[0, 1]);
    }
}

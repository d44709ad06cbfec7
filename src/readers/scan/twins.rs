//! Lines that look alike sign by sign: printed text that stands in many cells and on every page. Such a
//! line is read once.

use std::collections::BTreeMap;

use super::{raster::Grey, sheet::TextLine};

/// Pixels of a sign as lines are held against each other: few, and a digit that differs still shows.
const SIGN: usize = 16;
/// Shorter lines, in signs, are read in any case: they are figures, and soon read.
const SHORTEST: f32 = 2.5;
/// By so many pixels lines may be shifted, and differ in width.
const SHIFT: isize = 1;
const WIDER: usize = 2;
/// Each half of a sign correlates so well. Two prints of one sign do by 0.9 and more; a digit or a sign of
/// one more stroke among others stays below 0.83.
const ALIKE: f32 = 0.87;
/// Variance of grey values of what has ink.
const INKED: f32 = 400.0;

/// For each line the first one it looks like: itself if there is none before.
pub fn of(lines: &[&TextLine]) -> Vec<usize> {
    let mut firsts: BTreeMap<usize, Vec<(usize, Grey)>> = BTreeMap::new();
    let mut twins: Vec<usize> = (0..lines.len()).collect();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.length() >= SHORTEST) {
        let drawn = line.drawn(SIGN as f32).0;
        let near = drawn.width.saturating_sub(WIDER)..=drawn.width + WIDER;
        let twin = firsts.range(near).flat_map(|(_, found)| found).find(|(_, found)| are_alike(found, &drawn));
        match twin {
            Some((first, _)) => twins[at] = *first,
            None => firsts.entry(drawn.width).or_default().push((at, drawn)),
        }
    }
    twins
}

fn are_alike(a: &Grey, b: &Grey) -> bool {
    let shifts = || -SHIFT..=SHIFT;
    a.height.abs_diff(b.height) <= WIDER && shifts().any(|down| shifts().any(|right| match_shifted(a, b, right, down)))
}

/// Whether all parts of `a` are as those of `b` that lie so far right and down.
fn match_shifted(a: &Grey, b: &Grey, right: isize, down: isize) -> bool {
    let part = SIGN / 2;
    (0..a.width.max(b.width)).step_by(part).all(|from| {
        let mut sums = Sums::default();
        for y in 0..a.height {
            for x in from..from + part {
                let at = |at: usize, by: isize| at.checked_add_signed(by).unwrap_or(usize::MAX);
                sums.add(f32::from(a.at(x, y)), f32::from(b.at(at(x, right), at(y, down))));
            }
        }
        sums.are_alike()
    })
}

/// Of two parts: what their correlation is made of.
#[derive(Default)]
struct Sums {
    count: f32,
    a: f32,
    b: f32,
    aa: f32,
    bb: f32,
    ab: f32,
}

impl Sums {
    fn add(&mut self, a: f32, b: f32) {
        // Counted from the paper, so that sums stay small and exact.
        let (a, b) = (255.0 - a, 255.0 - b);
        self.count += 1.0;
        self.a += a;
        self.b += b;
        self.aa += a * a;
        self.bb += b * b;
        self.ab += a * b;
    }

    fn are_alike(&self) -> bool {
        let of = |products: f32, one: f32, other: f32| products / self.count - one * other / (self.count * self.count);
        let (a, b) = (of(self.aa, self.a, self.a), of(self.bb, self.b, self.b));
        let is_blank = a < INKED && b < INKED;
        is_blank || of(self.ab, self.a, self.b) >= ALIKE * (a.max(INKED) * b.max(INKED)).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of made-up signs: each is a pattern of strokes that its letter gives.
    fn line(signs: &str, right: usize, noise: u32) -> Grey {
        let mut line = Grey::new((signs.len() + 1) * SIGN, SIGN + 4, 255);
        let mut state = 7;
        let mut random = move || {
            state = (state * 1103 + 12345) % 65536_u32;
            state
        };
        for (at, sign) in signs.bytes().enumerate() {
            for (x, y) in (0..SIGN - 2).flat_map(|x| (0..SIGN - 2).map(move |y| (x, y))) {
                let stroke = u32::from(sign) * 7919 * (x as u32 / 3 * 5 + y as u32 / 3 + 1) % 101;
                if stroke < 45 && sign != b' ' {
                    line.data[(y + 2) * line.width + at * SIGN + right + x] = 40;
                }
            }
        }
        line.data.iter_mut().for_each(|value| {
            *value = (u32::from(*value) + 255 - random() % noise.max(1)).min(510).saturating_sub(255) as u8
        });
        line
    }

    #[test]
    fn lines_alike_sign_by_sign() {
        let check = |a: &Grey, b: &Grey, expected: bool, what: &str| assert_eq!(are_alike(a, b), expected, "{what}");
        let first = line("ABCDEF", 1, 1);
        check(&first, &line("ABCDEF", 1, 1), true, "the same");
        check(&first, &line("ABCDEF", 2, 60), true, "shifted, with noise");
        check(&first, &line("ABCDEF", 4, 1), false, "shifted too far");
        check(&first, &line("ABCXEF", 1, 1), false, "another sign among them");
        check(&first, &line("ABCDE ", 1, 1), false, "one less");
        check(&first, &line("ABCDEFG", 1, 1), false, "one more");
        check(&line("   ", 1, 9), &line("   ", 1, 15), true, "nothing");
    }
}

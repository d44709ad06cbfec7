//! Numbers as fractions: `2 1/2`.

use super::digits::push_general;

/// How a format writes fractions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fraction {
    /// Whole numbers stand before the fraction.
    pub mixed: bool,
    /// Digits that the denominator may have.
    pub digits: u32,
    /// The denominator, if it is always the same.
    pub fixed: Option<u32>,
}

/// Beyond this a fraction tells nothing.
const LARGEST: f64 = 1e9;

impl Fraction {
    /// Appends a number that is not negative.
    pub fn push(self, value: f64, out: &mut String) {
        if value >= LARGEST {
            return push_general(value, out);
        }
        let (mut whole, part) = if self.mixed { (value.trunc(), value.fract()) } else { (0.0, value) };
        let (mut over, under) = match self.fixed {
            Some(under) => ((part * f64::from(under)).round(), f64::from(under)),
            None => nearest(part, 10_u32.pow(self.digits) - 1),
        };
        if self.mixed && over >= under {
            (whole, over) = (whole + 1.0, 0.0);
        }
        if self.mixed && (whole > 0.0 || over == 0.0) {
            out.push_str(&format!("{whole}"));
            if over == 0.0 {
                return;
            }
            out.push(' ');
        }
        out.push_str(&format!("{over}/{under}"));
    }
}

/// The fraction nearest to `value` with a denominator up to `most`, the smallest of equals.
fn nearest(value: f64, most: u32) -> (f64, f64) {
    let mut best = (value.round(), 1.0);
    let mut error = (value - best.0).abs();
    for under in 2..=most {
        let under = f64::from(under);
        let over = (value * under).round();
        let off = (value - over / under).abs();
        if off + 1e-12 < error {
            (best, error) = ((over, under), off);
        }
    }
    best
}

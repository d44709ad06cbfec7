//! Maps of the plane (GB/T 33190 8.5: `CTM`), and the numbers in attributes.

use crate::{geometry::canvas::Point, model::document::Rect};

/// `a b c d e f`: x' = ax + cy + e, y' = bx + dy + f.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matrix([f64; 6]);

impl Matrix {
    pub const SAME: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub fn new(numbers: [f64; 6]) -> Matrix {
        Matrix(numbers)
    }

    pub fn coefficients(self) -> [f64; 6] {
        self.0
    }

    pub fn scale(x: f64, y: f64) -> Matrix {
        Matrix([x, 0.0, 0.0, y, 0.0, 0.0])
    }

    /// This map, then a shift.
    pub fn shifted(self, x: f64, y: f64) -> Matrix {
        let [a, b, c, d, e, f] = self.0;
        Matrix([a, b, c, d, e + x, f + y])
    }

    /// This map, then another.
    pub fn then(self, next: Matrix) -> Matrix {
        let [a, b, c, d, e, f] = self.0;
        let (x, y) = (next.direction(a, b), next.direction(c, d));
        let origin = next.direction(e, f);
        Matrix([x.0, x.1, y.0, y.1, origin.0 + next.0[4], origin.1 + next.0[5]])
    }

    pub fn point(self, (x, y): Point) -> Point {
        let at = self.direction(f64::from(x), f64::from(y));
        ((at.0 + self.0[4]) as f32, (at.1 + self.0[5]) as f32)
    }

    /// Where a direction goes: without the shift.
    pub fn direction(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, ..] = self.0;
        (a * x + c * y, b * x + d * y)
    }

    /// The box around a mapped box.
    pub fn rect(self, [x0, y0, x1, y1]: Rect) -> Rect {
        let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)].map(|corner| self.point(corner));
        corners.into_iter().fold(NOWHERE, around)
    }

    /// How much wider a stroke becomes.
    pub fn stretch(self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        (a * d - b * c).abs().sqrt()
    }
}

/// A box around nothing.
pub const NOWHERE: Rect = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];

/// The box grown to hold a point.
pub fn around(rect: Rect, (x, y): Point) -> Rect {
    [rect[0].min(x), rect[1].min(y), rect[2].max(x), rect[3].max(y)]
}

/// One finite number of sane size.
pub fn number(text: &[u8]) -> Option<f64> {
    let number: f64 = std::str::from_utf8(text.trim_ascii()).ok()?.parse().ok()?;
    (number.abs() < 1e9).then_some(number)
}

/// Exactly so many numbers, or more of which the first count (ST_Array).
pub fn numbers<const N: usize>(text: &[u8]) -> Option<[f64; N]> {
    let mut found = [0.0; N];
    let mut words = words(text);
    for slot in &mut found {
        *slot = number(words.next()?)?;
    }
    Some(found)
}

/// What blanks or commas part.
pub fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',')).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_follow_each_other() {
        let turned = Matrix::new([0.0, 1.0, -1.0, 0.0, 5.0, 0.0]);
        assert_eq!(turned.point((1.0, 2.0)), (3.0, 1.0));
        assert_eq!(turned.then(Matrix::scale(2.0, 3.0)).shifted(1.0, 1.0).point((1.0, 2.0)), (7.0, 4.0));
        assert_eq!(turned.rect([0.0, 0.0, 1.0, 2.0]), [3.0, 0.0, 5.0, 1.0]);
        assert_eq!(Matrix::scale(2.0, 8.0).stretch(), 4.0);
    }

    #[test]
    fn numbers_of_attributes() {
        assert_eq!(numbers::<3>(b" 1,2.5\n-3e1 4"), Some([1.0, 2.5, -30.0]));
        assert_eq!(numbers::<2>(b"1"), None);
        assert_eq!(numbers::<1>(b"NaN"), None);
        assert_eq!(numbers::<1>(b"1e300"), None);
    }
}

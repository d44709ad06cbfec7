//! How a page that was laid straight lies on the picture that it was taken from.

use super::bend::Bend;
use crate::model::document::Rect;

/// The slant of lines: those along the page rise by `along.0 + along.1 × y`, those down the page move by
/// `down.0 + down.1 × x`. Both are counted from the middle of the page: lines that meet far away, as on
/// a page seen aslant, lean more the farther out they are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Slant {
    pub along: (f32, f32),
    pub down: (f32, f32),
}

impl Slant {
    /// Where a point of the straight page stands on the slanting one of the same size.
    pub fn seen(&self, x: f32, y: f32, width: f32, height: f32) -> (f32, f32) {
        let (dx, dy) = (x - width / 2.0, y - height / 2.0);
        (x + (self.down.0 + self.down.1 * dx) * dy, y + (self.along.0 + self.along.1 * dy) * dx)
    }

    /// The same for lengths that are so many times larger.
    pub fn scaled(&self, by: f32) -> Slant {
        Slant { along: (self.along.0, self.along.1 / by), down: (self.down.0, self.down.1 / by) }
    }
}

/// The way of an upright page back to its picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lay {
    /// Per point.
    pub slant: Slant,
    /// In points.
    pub bend: Bend,
    /// The picture was turned by so many quarters, clockwise.
    pub quarters: u8,
}

impl Lay {
    /// The same page found to stand on its head.
    pub fn flipped(self) -> Lay {
        let Slant { along, down } = self.slant;
        let slant = Slant { along: (along.0, -along.1), down: (down.0, -down.1) };
        Lay { slant, bend: self.bend.flipped(), quarters: (self.quarters + 2) % 4 }
    }

    /// The same page turned by a quarter, clockwise.
    pub fn turned(self) -> Lay {
        let Slant { along, down } = self.slant;
        let slant = Slant { along: (-down.0, -down.1), down: (-along.0, along.1) };
        Lay { slant, bend: self.bend.turned(), quarters: (self.quarters + 1) % 4 }
    }

    /// The box on the picture around a box of the upright page, which is so wide and high (points).
    pub fn seen(&self, rect: Rect, (width, height): (f32, f32)) -> Rect {
        let corners = [(rect[0], rect[1]), (rect[2], rect[1]), (rect[0], rect[3]), (rect[2], rect[3])];
        let mut around = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
        for (x, y) in corners {
            let (x, y) = self.bend.seen(x, y, width, height);
            let (x, y) = self.slant.seen(x, y, width, height);
            let (x, y) = match self.quarters % 4 {
                0 => (x, y),
                1 => (y, width - x),
                2 => (width - x, height - y),
                _ => (height - y, x),
            };
            around = [around[0].min(x), around[1].min(y), around[2].max(x), around[3].max(y)];
        }
        around
    }

    /// Where a point of the picture stands on the upright page: the other way round, found step by step
    /// since a page hardly leans.
    pub fn laid(&self, (x, y): (f32, f32), size: (f32, f32)) -> (f32, f32) {
        const STEPS: usize = 8;
        let mut at = (size.0 / 2.0, size.1 / 2.0);
        for _ in 0..STEPS {
            let seen = self.seen([at.0, at.1, at.0, at.1], size);
            let (dx, dy) = (x - seen[0], y - seen[1]);
            let (dx, dy) = match self.quarters % 4 {
                0 => (dx, dy),
                1 => (-dy, dx),
                2 => (-dx, -dy),
                _ => (dy, -dx),
            };
            at = (at.0 + dx, at.1 + dy);
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_found_on_the_picture() {
        let aslant = Slant { along: (0.1, 0.0), down: (0.0, 0.001) };
        for (slant, quarters, expected) in [
            (Slant::default(), 0, [10.0, 20.0, 30.0, 25.0]),
            (Slant::default(), 1, [20.0, 170.0, 25.0, 190.0]),
            (Slant::default(), 2, [170.0, 75.0, 190.0, 80.0]),
            (Slant::default(), 3, [75.0, 10.0, 80.0, 30.0]),
            (aslant, 0, [12.25, 11.0, 32.1, 18.0]),
        ] {
            let lay = Lay { slant, quarters, ..Lay::default() };
            let near = lay.seen([10.0, 20.0, 30.0, 25.0], (200.0, 100.0)).map(|at| (at * 100.0).round() / 100.0);
            assert_eq!(near, expected, "{lay:?}");
            let point = lay.seen([12.0, 34.0, 12.0, 34.0], (200.0, 100.0));
            let (x, y) = lay.laid((point[0], point[1]), (200.0, 100.0));
            assert!((x - 12.0).abs() < 0.1 && (y - 34.0).abs() < 0.1, "{lay:?} {x} {y}");
            let turned = lay.flipped().seen([170.0, 75.0, 190.0, 80.0], (200.0, 100.0));
            assert_eq!(turned.map(|at| (at * 100.0).round() / 100.0), expected, "the same box upside down, {lay:?}");
        }
    }
}

//! How the lines of a page are curved that did not lie flat.

/// Powers of the place along a line, from the first.
pub const POWERS: usize = 5;

/// How far lines lie from straight ones, by the place along them and by their own place, both from −1 to
/// 1 over the page: the sum of `terms[j][i] × along^(i + 1) × across^j`, in the unit of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Curve {
    pub terms: [[f32; POWERS]; 2],
    /// Beyond these places along and across nothing was seen: there it is as at their ends.
    pub along: (f32, f32),
    pub across: (f32, f32),
}

/// The curves of the lines along the page and of those down it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bend {
    pub along: Curve,
    pub down: Curve,
}

impl Curve {
    pub fn at(&self, along: f32, across: f32) -> f32 {
        let within = |at: f32, (from, to): (f32, f32)| at.max(from).min(to);
        let (along, across) = (within(along, self.along), within(across, self.across));
        let row = |terms: &[f32; POWERS]| terms.iter().rev().fold(0.0, |sum, term| (sum + term) * along);
        row(&self.terms[0]) + row(&self.terms[1]) * across
    }

    fn scaled(&self, by: f32) -> Curve {
        Curve { terms: self.terms.map(|row| row.map(|term| term * by)), ..*self }
    }

    /// The same curve counted the other way along, across, or both.
    fn mirrored(&self, is_along: bool, is_across: bool) -> Curve {
        let mirror = |(from, to): (f32, f32), is: bool| if is { (-to, -from) } else { (from, to) };
        let mut terms = self.terms;
        for (across, row) in terms.iter_mut().enumerate() {
            for (power, term) in row.iter_mut().enumerate() {
                if (is_along && power % 2 == 0) != (is_across && across == 1) {
                    *term = -*term;
                }
            }
        }
        Curve { terms, along: mirror(self.along, is_along), across: mirror(self.across, is_across) }
    }
}

impl Bend {
    /// Where a point of the flat page stands on the bent one of the same size.
    pub fn seen(&self, x: f32, y: f32, width: f32, height: f32) -> (f32, f32) {
        if *self == Bend::default() {
            return (x, y);
        }
        let (along, across) = (x * 2.0 / width.max(1.0) - 1.0, y * 2.0 / height.max(1.0) - 1.0);
        (x + self.down.at(across, along), y + self.along.at(along, across))
    }

    /// The same for lengths that are so many times larger.
    pub fn scaled(&self, by: f32) -> Bend {
        Bend { along: self.along.scaled(by), down: self.down.scaled(by) }
    }

    /// The same page upside down.
    pub fn flipped(&self) -> Bend {
        let flip = |curve: &Curve| curve.mirrored(true, true).scaled(-1.0);
        Bend { along: flip(&self.along), down: flip(&self.down) }
    }

    /// The same page turned by a quarter, clockwise.
    pub fn turned(&self) -> Bend {
        Bend { along: self.down.mirrored(true, false), down: self.along.mirrored(false, true).scaled(-1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEND: Bend = Bend {
        along: Curve {
            terms: [[1.0, 2.0, 0.5, 0.25, 0.0], [0.5, -1.0, 0.0, 0.0, 0.1]],
            along: (-0.8, 0.9),
            across: (-1.0, 0.7),
        },
        down: Curve {
            terms: [[0.3, -0.6, 0.0, 0.0, 0.0], [0.0, 0.2, 0.0, 0.0, 0.0]],
            along: (-1.0, 1.0),
            across: (-0.5, 1.0),
        },
    };

    /// A page turned, bent and turned back is the page bent.
    #[test]
    fn bends_turn_with_their_page() {
        for (x, y) in [(10.0, 20.0), (60.0, 80.0), (95.0, 199.0), (50.0, 100.0)] {
            let (seen_x, seen_y) = BEND.seen(x, y, 100.0, 200.0);
            let near = |a: (f32, f32)| (a.0 - seen_x).abs() < 1e-4 && (a.1 - seen_y).abs() < 1e-4;
            let (a, b) = BEND.flipped().seen(100.0 - x, 200.0 - y, 100.0, 200.0);
            assert!(near((100.0 - a, 200.0 - b)), "{x} {y}");
            // Clockwise: (x, y) comes to (height − y, x).
            let (a, b) = BEND.turned().seen(200.0 - y, x, 200.0, 100.0);
            assert!(near((b, 200.0 - a)), "{x} {y}");
            let (a, b) = BEND.scaled(2.0).seen(x * 2.0, y * 2.0, 200.0, 400.0);
            assert!(near((a / 2.0, b / 2.0)), "{x} {y}");
        }
        assert_eq!(Bend::default().seen(3.0, 4.0, 0.0, 0.0), (3.0, 4.0));
    }
}

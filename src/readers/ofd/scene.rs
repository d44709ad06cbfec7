//! What a page, a template or a composite unit draws, as it stands in the file: to be drawn once or
//! many times.

use std::ops::Range;

use super::{matrix::Matrix, quota::Quota, text::Spot, text::Style};
use crate::{geometry::canvas::Step, model::document::Rect, readers::Result};

/// Graphic units in the order in which they are drawn (GB/T 33190 8.5).
#[derive(Debug, Default)]
pub struct Scene {
    pub objects: Vec<Object>,
    /// The signs and steps of all objects.
    pub spots: Vec<Spot>,
    pub steps: Vec<Step>,
}

#[derive(Debug)]
pub struct Object {
    /// From the object's own space to that of what holds it, in millimetres.
    pub matrix: Matrix,
    /// Nothing is drawn outside, in the space of what holds it. Text is never cut.
    pub clip: Option<Rect>,
    pub shape: Shape,
    pub ink: Inks,
}

/// What an object is filled and drawn with, or where that is said. Of no matter to text and rulings.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Inks {
    pub fill: Ink,
    pub stroke: Ink,
    /// ID of a `DrawParam`.
    pub param: Option<i64>,
}

/// A colour (GB/T 33190 8.3).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Ink {
    #[default]
    Unsaid,
    /// Nothing shows.
    Clear,
    Solid([u8; 3]),
}

#[derive(Debug)]
pub enum Shape {
    Text {
        style: Style,
        spots: Range<usize>,
    },
    Path {
        steps: Range<usize>,
        fills: bool,
        strokes: bool,
        width: LineWidth,
    },
    /// Fills the unit square; the ID of its file's `MultiMedia`.
    Image(Option<i64>),
    /// The vector graphics of this `CompositeGraphicUnit`.
    Composite(i64),
}

/// A width, or where one may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LineWidth {
    /// In units of the object.
    pub own: Option<f64>,
    /// ID of a `DrawParam`.
    pub param: Option<i64>,
}

impl Scene {
    /// How much it holds, in units of about 24 bytes.
    pub fn weight(&self) -> usize {
        self.objects.len() * 8 + self.spots.len() + self.steps.len()
    }

    /// Takes in an object, whose signs and steps were appended before.
    ///
    /// # Errors
    /// `LimitExceeded` when everything that is kept becomes too much.
    pub fn push(&mut self, object: Object, quota: &Quota) -> Result<()> {
        self.objects.push(object);
        quota.check(self.weight())
    }
}

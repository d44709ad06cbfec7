//! A page as the search for tables sees it: what `shoubiao tables --draw` shows.

use super::document::Rect;

/// One page, upright as it is read. All boxes in points from its top left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sketch {
    pub width: f32,
    pub height: f32,
    /// Rulings after joining, as boxes without width or height.
    pub rulings: Vec<Rect>,
    pub texts: Vec<SketchText>,
    /// White space that parts columns.
    pub corridors: Vec<Rect>,
    /// Cells of the tables found.
    pub cells: Vec<Rect>,
    /// What white space made look like a table.
    pub candidates: Vec<Candidate>,
}

/// Text that no gap parts.
#[derive(Clone, Debug, PartialEq)]
pub struct SketchText {
    pub rect: Rect,
    pub text: String,
    /// Part of a paragraph of running text.
    pub prose: bool,
}

/// A table without rulings, or what was refused as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub rect: Rect,
    pub accepted: bool,
    /// What spoke for and against it, for those who work on the program.
    pub evidence: String,
}

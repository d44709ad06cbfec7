//! Pictures of parts of pages: what a figure looked like in the document.

use serde::{Deserialize, Serialize};

use super::document::Rect;

/// A part of a page as it is seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// From 1.
    pub page: u32,
    /// The part of the page that is shown, in points from its top left.
    pub rect: Rect,
    pub kind: PictureKind,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PictureKind {
    Png,
    Jpeg,
    Svg,
}

impl PictureKind {
    /// The media type (RFC 6838).
    pub fn media_type(self) -> &'static str {
        match self {
            PictureKind::Png => "image/png",
            PictureKind::Jpeg => "image/jpeg",
            PictureKind::Svg => "image/svg+xml",
        }
    }
}

/// Which pictures a run keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Snapshots {
    None,
    /// Of the rows that something was found about.
    #[default]
    Anomalies,
    /// Of every row.
    All,
}

impl Picture {
    /// The picture shows this part of its page.
    pub fn shows(&self, page: u32, rect: Rect) -> bool {
        const SLACK: f32 = 1.0;
        self.page == page
            && self.rect[0] - SLACK <= rect[0]
            && self.rect[1] - SLACK <= rect[1]
            && self.rect[2] + SLACK >= rect[2]
            && self.rect[3] + SLACK >= rect[3]
    }

    /// What the picture shows of a box: cells merged over many rows may reach beyond it.
    pub fn part_of(&self, page: u32, rect: Rect) -> Option<Rect> {
        let [x0, y0, x1, y1] = self.rect;
        let part = [rect[0].max(x0), rect[1].max(y0), rect[2].min(x1), rect[3].min(y1)];
        (self.page == page && part[0] < part[2] && part[1] < part[3]).then_some(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_shown_whole_or_in_part() {
        let picture = Picture { page: 2, rect: [10.0, 10.0, 90.0, 50.0], kind: PictureKind::Png, bytes: Vec::new() };
        let check = |page, rect, whole, part: Option<Rect>| {
            assert_eq!((picture.shows(page, rect), picture.part_of(page, rect)), (whole, part), "{page} {rect:?}");
        };
        check(2, [20.0, 20.0, 30.0, 30.0], true, Some([20.0, 20.0, 30.0, 30.0]));
        check(2, [20.0, 0.0, 30.0, 80.0], false, Some([20.0, 10.0, 30.0, 50.0]));
        check(2, [20.0, 60.0, 30.0, 80.0], false, None);
        check(1, [20.0, 20.0, 30.0, 30.0], false, None);
    }
}

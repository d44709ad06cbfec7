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
}

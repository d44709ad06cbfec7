//! Text on a scan: a page that is a picture and carries text all the same. It may be what another program
//! read of the picture, which is not shown (ISO 32000-1 9.3.6, mode 3) or lies beneath it, or what was
//! typed or stamped on it.
//!
//! The rulings of such a page are nowhere but in its picture, so it is read as a scan. What another
//! program made of it is no evidence; what is seen as text stays text.

use std::ops::Range;

use crate::{
    geometry::{
        Glyph, PageContent,
        canvas::Canvas,
        chars,
        lattice::{self, Grid},
        lay::Lay,
        lines::ASCENT,
        rulings::{self, Tolerance},
    },
    readers::scan::is_foreign,
};

/// Which glyphs of a page are drawn so that nothing of them shows.
#[derive(Clone, Debug, Default)]
pub struct Hidden(Vec<Range<usize>>);

impl Hidden {
    pub fn add(&mut self, glyphs: Range<usize>) {
        if !glyphs.is_empty() {
            self.0.push(glyphs);
        }
    }

    /// Forgets glyphs from `start` on. True if any of them were hidden.
    pub fn forget(&mut self, start: usize) -> bool {
        let any = self.0.iter().any(|range| range.end > start);
        self.0.retain(|range| range.start < start);
        self.0.iter_mut().for_each(|range| range.end = range.end.min(start));
        any
    }

    fn hides(&self, glyph: usize) -> bool {
        self.0.iter().any(|range| range.contains(&glyph))
    }
}

/// The text that is seen on a page whose tables stand in its picture, if they stand anywhere; none for
/// a page of another kind.
pub fn seen(canvas: &Canvas, hidden: &Hidden, most_cells: usize) -> Seen {
    if !canvas.is_picture() || !canvas.has_text() || has_grid(&canvas.content, most_cells) {
        return None;
    }
    let glyphs = canvas.content.glyphs.iter().enumerate();
    let is_hidden = |at: usize| at < canvas.beneath() || hidden.hides(at);
    let (unseen, seen): (Vec<_>, Vec<_>) = glyphs.partition(|(at, _)| is_hidden(*at));
    // What another program read, and is not Chinese, is read no better here.
    if is_foreign(unseen.iter().map(|(_, glyph)| glyph.sign)) {
        return None;
    }
    Some(seen.into_iter().map(|(_, glyph)| *glyph).filter(|glyph| !chars::is_space(glyph.sign)).collect())
}

fn has_grid(content: &PageContent, most_cells: usize) -> bool {
    let tolerance = Tolerance::of(10.0);
    let grids = lattice::grids(&rulings::join(&content.edges, tolerance), tolerance, most_cells);
    grids.iter().any(Grid::is_table)
}

/// What is seen as text on a page whose tables stand in its picture.
pub type Seen = Option<Vec<Glyph>>;

/// Puts text that is seen on pages over what was read of their pictures. A page that was read from its
/// picture knows how that lies.
pub fn lay_over(pages: &mut [Canvas], seen: Vec<Seen>) {
    for (page, seen) in pages.iter_mut().zip(seen) {
        if let (Some(seen), Some(lay)) = (seen, page.content.lay) {
            cover(&mut page.content, lay, seen);
        }
    }
}

fn cover(content: &mut PageContent, lay: Lay, mut seen: Vec<Glyph>) {
    let size = (content.width, content.height);
    for glyph in &mut seen {
        (glyph.x, glyph.y) = lay.laid((glyph.x, glyph.y), size);
    }
    content.glyphs.retain(|read| !seen.iter().any(|glyph| covers(glyph, read)));
    content.glyphs.extend(seen);
}

/// A sign that was read where one is seen was read of the same ink.
fn covers(seen: &Glyph, read: &Glyph) -> bool {
    let (x, y) = (read.x + read.advance / 2.0, read.y - read.size * 0.35);
    (seen.x..=seen.x + seen.advance).contains(&x) && (seen.y - seen.size * ASCENT..=seen.y).contains(&y)
}

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

/// A page with more signs to be seen is no scan on which something was typed.
const MOST_SEEN: usize = 5_000;

/// Which glyphs of a page are drawn so that nothing of them shows: ranges one after the other.
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
        let any = self.0.last().is_some_and(|range| range.end > start);
        while self.0.pop_if(|range| range.start >= start).is_some() {}
        if let Some(last) = self.0.last_mut() {
            last.end = last.end.min(start);
        }
        any
    }

    fn hides(&self, glyph: usize) -> bool {
        let next = self.0.partition_point(|range| range.end <= glyph);
        self.0.get(next).is_some_and(|range| range.start <= glyph)
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
    if seen.len() > MOST_SEEN || is_foreign(unseen.iter().map(|(_, glyph)| glyph.sign)) {
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

/// A sign that was read where one is seen was read of the same ink. Where in its line it stands is not
/// known to a hair.
fn covers(seen: &Glyph, read: &Glyph) -> bool {
    let (x, y) = (read.x + read.advance / 2.0, read.y - read.size * 0.35);
    let slack = seen.size * 0.25;
    (seen.x - slack..=seen.x + seen.advance + slack).contains(&x)
        && (seen.y - seen.size * ASCENT..=seen.y + slack / 2.0).contains(&y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_glyphs() {
        let mut hidden = Hidden::default();
        hidden.add(2..4);
        hidden.add(4..4);
        hidden.add(6..9);
        hidden.add(9..10);
        let shown = |hidden: &Hidden| (0..12).filter(|at| hidden.hides(*at)).collect::<Vec<_>>();
        assert_eq!(shown(&hidden), [2, 3, 6, 7, 8, 9]);
        assert!(hidden.forget(7));
        assert_eq!(shown(&hidden), [2, 3, 6]);
        assert!(!hidden.forget(7));
        assert!(hidden.forget(3));
        assert_eq!(shown(&hidden), [2]);
        assert!(hidden.forget(0) && !hidden.forget(0));
    }
}

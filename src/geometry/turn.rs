//! Pages, and cells, whose text does not run from left to right: turned so that it does.

use super::{
    Glyph, Heading, PageContent,
    edges::{Axis, Edge},
};
use crate::model::document::Rect;

/// How a page was turned, to find places on the page as it is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turned {
    /// How the text ran before.
    pub heading: Heading,
    /// Size of the page as it is seen.
    pub width: f32,
    pub height: f32,
}

impl Turned {
    /// A point of the page as it is seen, on the turned page.
    fn forth(self, x: f32, y: f32) -> (f32, f32) {
        match self.heading {
            Heading::Right | Heading::Stacked => (x, y),
            Heading::Down => (y, self.width - x),
            Heading::Left => (self.width - x, self.height - y),
            Heading::Up => (self.height - y, x),
        }
    }

    fn back(self, x: f32, y: f32) -> (f32, f32) {
        match self.heading {
            Heading::Right | Heading::Stacked => (x, y),
            Heading::Down => (self.width - y, x),
            Heading::Left => (self.width - x, self.height - y),
            Heading::Up => (y, self.height - x),
        }
    }

    /// A box of the turned page, on the page as it is seen.
    pub fn seen(self, rect: Rect) -> Rect {
        let (ax, ay) = self.back(rect[0], rect[1]);
        let (bx, by) = self.back(rect[2], rect[3]);
        [ax.min(bx), ay.min(by), ax.max(bx), ay.max(by)]
    }

    fn glyph(self, glyph: &mut Glyph) {
        (glyph.x, glyph.y) = self.forth(glyph.x, glyph.y);
        glyph.heading = relative(glyph.heading, self.heading);
    }

    fn edge(self, edge: &Edge) -> Edge {
        let (a, b) = match edge.axis {
            Axis::Horizontal => (self.forth(edge.from, edge.at), self.forth(edge.to, edge.at)),
            Axis::Vertical => (self.forth(edge.at, edge.from), self.forth(edge.at, edge.to)),
        };
        let axis = if (a.0 - b.0).abs() >= (a.1 - b.1).abs() { Axis::Horizontal } else { Axis::Vertical };
        match axis {
            Axis::Horizontal => Edge { axis, at: a.1, from: a.0.min(b.0), to: a.0.max(b.0) },
            Axis::Vertical => Edge { axis, at: a.0, from: a.1.min(b.1), to: a.1.max(b.1) },
        }
    }
}

const ROUND: [Heading; 4] = [Heading::Right, Heading::Down, Heading::Left, Heading::Up];

fn relative(heading: Heading, base: Heading) -> Heading {
    let at = |wanted| ROUND.iter().position(|&heading| heading == wanted);
    match (at(heading), at(base)) {
        (Some(heading), Some(base)) => ROUND[(heading + 4 - base) % 4],
        _ => heading,
    }
}

/// How most of these glyphs run. Signs set one below the other say nothing of the page.
pub fn main_heading(glyphs: &[Glyph]) -> Heading {
    let mut counts = [0usize; 5];
    for glyph in glyphs {
        counts[glyph.heading as usize] += 1;
    }
    let most = (0..4).max_by_key(|&heading| (counts[heading], 4 - heading)).unwrap_or(0);
    if counts[most] == 0 { Heading::Right } else { ROUND[most] }
}

/// Turns the page so that most of its text runs from left to right.
pub fn upright(mut page: PageContent) -> (PageContent, Turned) {
    let turned = Turned { heading: main_heading(&page.glyphs), width: page.width, height: page.height };
    if turned.heading != Heading::Right {
        page.glyphs.iter_mut().for_each(|glyph| turned.glyph(glyph));
        page.edges = page.edges.iter().map(|edge| turned.edge(edge)).collect();
        page.shades = page.shades.iter().map(|edge| turned.edge(edge)).collect();
        if turned.heading != Heading::Left {
            std::mem::swap(&mut page.width, &mut page.height);
        }
    }
    (page, turned)
}

/// Turns glyphs of one heading so that they run from left to right, about the origin. Stacked signs
/// become a line each column, their tops and bottoms its left and right.
pub fn lay(glyphs: &mut [Glyph], heading: Heading) {
    let heading = if heading == Heading::Stacked { Heading::Down } else { heading };
    let turned = Turned { heading, width: 0.0, height: 0.0 };
    for glyph in glyphs {
        (glyph.x, glyph.y) = turned.forth(glyph.x, glyph.y);
        glyph.heading = Heading::Right;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turned_places_are_found_again() {
        for heading in ROUND {
            let turned = Turned { heading, width: 600.0, height: 800.0 };
            let (x, y) = turned.forth(10.0, 20.0);
            assert_eq!(turned.back(x, y), (10.0, 20.0), "{heading:?}");
        }
    }

    #[test]
    fn text_running_up_is_turned_right() {
        let glyph = |y| Glyph { sign: '字', x: 100.0, y, advance: 10.0, size: 10.0, heading: Heading::Up };
        let content = PageContent {
            width: 600.0,
            height: 800.0,
            glyphs: vec![glyph(700.0), glyph(690.0)],
            ..PageContent::default()
        };
        let (page, _) = upright(content);
        assert_eq!((page.width, page.height), (800.0, 600.0));
        assert_eq!((page.glyphs[0].x, page.glyphs[1].x, page.glyphs[0].y), (100.0, 110.0, 100.0));
    }
}

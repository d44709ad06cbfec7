//! A page picture laid as it is read: what is beside the sheet left out, turned if it lies on its side,
//! straightened, and its ruling lines found.

use std::ops::Range;

use super::{
    curl, desk, grain, lean,
    raster::{Grey, Ink},
    skew,
    strokes::Strokes,
    upright,
};
use crate::geometry::{
    edges::Edge,
    lattice::{self, Grid},
    lay::Lay,
    rulings::{self, Tolerance},
};

/// A page laid straight.
pub struct Laid {
    /// Without rulings, as the ink.
    pub grey: Grey,
    pub ink: Ink,
    /// Points.
    pub edges: Vec<Edge>,
    pub grids: Vec<Grid>,
    pub lay: Lay,
}

impl Laid {
    /// Lays a page of so many pixels per inch.
    pub fn of(mut grey: Grey, dpi: f32, most_cells: usize) -> Laid {
        desk::whiten_beside(&mut grey, dpi);
        let grey = grain::even_out(grey, dpi);
        let (laid, strokes) = Laid::straight(grey, dpi, most_cells);
        if !laid.lies_sideways(dpi) {
            return laid.without(&strokes);
        }
        let lay = laid.lay.turned();
        let (turned, strokes) = Laid::straight(laid.grey.turned(1), dpi, most_cells);
        // The turned picture was straight already: what it leaned by, it leaned by before.
        Laid { lay, ..turned.without(&strokes) }
    }

    /// The page with its rulings in the grey, and these.
    fn straight(grey: Grey, dpi: f32, most_cells: usize) -> (Laid, Strokes) {
        let reach = (dpi / 6.0) as usize;
        let ink = Ink::of(&grey, reach);
        let slant = skew::measure(&ink, dpi);
        let bend = curl::measure(&ink, dpi, &slant);
        let (grey, mut ink) = if bend.is_none() && skew::is_straight(&slant, grey.width, grey.height) {
            (grey, ink)
        } else {
            let straight = skew::straighten(&slant, bend.as_ref(), &grey);
            let ink = Ink::of(&straight, reach);
            (straight, ink)
        };
        let strokes = Strokes::of(&grey, &ink, dpi);
        let edges = strokes.edges(dpi);
        let tolerance = Tolerance::of(10.0);
        let grids = lattice::grids(&rulings::join(&edges, tolerance), tolerance, most_cells);
        let points = 72.0 / dpi;
        let lay = Lay { slant: slant.scaled(points), bend: bend.unwrap_or_default().scaled(points), quarters: 0 };
        strokes.boxes().for_each(|(x, y)| ink.erase(x, y));
        let ink = ink.without_specks();
        (Laid { grey, ink, edges, grids, lay }, strokes)
    }

    fn without(mut self, strokes: &Strokes) -> Laid {
        strokes.boxes().for_each(|(x, y)| self.grey.erase(x, y));
        self
    }

    fn lies_sideways(&self, dpi: f32) -> bool {
        if !self.grids.iter().any(Grid::is_table) {
            return lean::lies_sideways(&self.ink, dpi);
        }
        let inset = (dpi / 50.0).max(1.0);
        let side = |from: f32, to: f32, most: usize| -> Range<usize> {
            let pixel = |at: f32| at.max(0.0) as usize;
            let from = pixel(from * dpi / 72.0 + inset).min(most);
            from..pixel(to * dpi / 72.0 - inset).clamp(from, most)
        };
        let ink = &self.ink;
        let cells = self.grids.iter().flat_map(|grid| grid.cells.iter().map(|cell| grid.cell_rect(*cell)));
        let areas: Vec<_> = cells.map(|[x0, y0, x1, y1]| (side(x0, x1, ink.width), side(y0, y1, ink.height))).collect();
        upright::lies_sideways(ink, &areas, dpi)
    }
}

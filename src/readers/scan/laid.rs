//! A page picture laid as it is read: what is beside the sheet left out, turned if it lies on its side,
//! straightened, and its ruling lines found.

use std::ops::Range;

use super::{
    desk, grain,
    raster::{Grey, Ink},
    skew,
    strokes::Strokes,
    upright,
};
use crate::geometry::{
    edges::Edge,
    lattice::{self, Grid},
    lay::{Lay, Slant},
    rulings::{self, Tolerance},
};

/// A page on which there is a ruled table.
pub struct Laid {
    pub grey: Grey,
    pub ink: Ink,
    pub strokes: Strokes,
    /// Points.
    pub edges: Vec<Edge>,
    pub grids: Vec<Grid>,
    pub lay: Lay,
}

impl Laid {
    /// Lays a page of so many pixels per inch. None if no ruled table is on it.
    pub fn of(mut grey: Grey, dpi: f32, most_cells: usize) -> Option<Laid> {
        desk::whiten_beside(&mut grey, dpi);
        let grey = grain::even_out(grey, dpi);
        let laid = Laid::straight(grey, dpi, most_cells)?;
        if !laid.lies_sideways(dpi) {
            return Some(laid);
        }
        let turned = Laid::straight(laid.grey.turned(1), dpi, most_cells)?;
        let Slant { along, down } = laid.lay.slant;
        // The turned picture was straight already: what it leaned by, it leaned by before.
        let slant = Slant { along: (-down.0, -down.1), down: (-along.0, along.1) };
        Some(Laid { lay: Lay { slant, quarters: 1 }, ..turned })
    }

    fn straight(grey: Grey, dpi: f32, most_cells: usize) -> Option<Laid> {
        let reach = (dpi / 6.0) as usize;
        let ink = Ink::of(&grey, reach);
        let slant = skew::measure(&ink, dpi);
        let (grey, ink) = if skew::is_straight(&slant, grey.width, grey.height) {
            (grey, ink)
        } else {
            let straight = skew::straighten(&slant, &grey);
            let ink = Ink::of(&straight, reach);
            (straight, ink)
        };
        let strokes = Strokes::of(&grey, &ink, dpi);
        let edges = strokes.edges(dpi);
        let tolerance = Tolerance::of(10.0);
        let grids = lattice::grids(&rulings::join(&edges, tolerance), tolerance, most_cells);
        let has_table = grids.iter().any(Grid::is_table);
        let lay = Lay { slant: slant.scaled(72.0 / dpi), quarters: 0 };
        has_table.then_some(Laid { grey, ink, strokes, edges, grids, lay })
    }

    fn lies_sideways(&self, dpi: f32) -> bool {
        let mut bare = self.ink.clone();
        self.strokes.erase(&mut bare);
        let inset = (dpi / 50.0).max(1.0);
        let side = |from: f32, to: f32, most: usize| -> Range<usize> {
            let pixel = |at: f32| at.max(0.0) as usize;
            let from = pixel(from * dpi / 72.0 + inset).min(most);
            from..pixel(to * dpi / 72.0 - inset).clamp(from, most)
        };
        let cells = self.grids.iter().flat_map(|grid| grid.cells.iter().map(|cell| grid.cell_rect(*cell)));
        let areas: Vec<_> =
            cells.map(|[x0, y0, x1, y1]| (side(x0, x1, bare.width), side(y0, y1, bare.height))).collect();
        upright::lies_sideways(&bare, &areas, dpi)
    }
}

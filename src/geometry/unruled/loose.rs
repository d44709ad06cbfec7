//! Grids whose rulings show only part of a table: a frame, rows without columns, a header above a body
//! without lines.

use super::{Steps, evidence::Evidence, grid::OpenGrid};
use crate::geometry::{
    Glyph, Heading,
    lines::{self, Line},
    page::{self, Draft},
    rulings::Ruling,
};

/// White space must show so many times the filled cells of the body that the rulings show below their
/// first row.
const MORE: usize = 2;
/// And so many rows.
const ROWS: usize = 3;
/// Beside the first column most of it must be values: in words, lines of one cell look like rows.
const VALUES: f32 = 0.6;

/// The glyphs of a table whose rulings show less than the white space in it does; none if the rulings
/// are to be believed.
pub fn glyphs(table: &Draft, rulings: &[Ruling]) -> Option<Vec<Glyph>> {
    if !table.cells.iter().any(|cell| cell.lines.len() >= ROWS || has_gaps(&cell.lines)) {
        return None;
    }
    let mut glyphs = Vec::new();
    if !collect(table, &mut glyphs) {
        return None;
    }
    let own: Vec<Ruling> = rulings.iter().filter(|ruling| page::is_in(ruling, table.rect)).cloned().collect();
    let Steps { grids, .. } = super::look(&lines::read(&mut glyphs.clone(), 0), &own);
    let ruled = table.cells.iter().filter(|cell| cell.row > 0 && !cell.is_blank()).count();
    let shows_more = |(grid, evidence): &(OpenGrid, Evidence)| {
        evidence.is_table()
            && evidence.rows >= ROWS
            && evidence.values >= VALUES
            && grid.cells.iter().filter(|cell| !cell.header).count() >= ruled * MORE
    };
    grids.iter().any(shows_more).then_some(glyphs)
}

/// Whether a line leaves room as between columns.
fn has_gaps(lines: &[Line]) -> bool {
    const GAP: f32 = 1.5;
    lines.iter().any(|line| {
        line.glyphs.windows(2).any(|pair| pair[1].x - (pair[0].x + pair[0].advance) > line.size * GAP)
            || line.glyphs.iter().any(|glyph| crate::geometry::chars::is_space(glyph.sign))
    })
}

/// All glyphs of a table; whether they stand as on the page: turned text was laid down to be read.
fn collect(table: &Draft, glyphs: &mut Vec<Glyph>) -> bool {
    let mut lines = table.cells.iter().flat_map(|cell| &cell.lines);
    if lines.any(|line| line.heading != Heading::Right) {
        return false;
    }
    for cell in &table.cells {
        glyphs.extend(cell.lines.iter().flat_map(|line| line.glyphs.iter().copied()));
    }
    table.cells.iter().flat_map(|cell| &cell.inner).all(|inner| collect(inner, glyphs))
}

//! Step 8: whether a grid found in white space is a table. A false table would hide text from those
//! who look for it, so doubt is against the table.

use super::{
    grid::{GridCell, OpenGrid, Piece},
    regions,
};
use crate::geometry::chars;

/// What speaks for and against a table, as shares from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    pub columns: usize,
    /// Rows with something in two columns.
    pub rows: usize,
    /// These rows among all of the body.
    pub full: f32,
    /// Filled cells of the body among all of these rows.
    pub filled: f32,
    /// Values among the filled cells beside the first column.
    pub values: f32,
    /// Rulings above, between or below.
    pub rules: usize,
    /// Upright rulings beside and between the columns.
    pub walls: usize,
    /// Texts that end with a colon: labels of a form.
    pub labels: f32,
    /// Signs of a filled cell, in the middle.
    pub signs: usize,
    /// Filled cells of the body with Chinese signs.
    pub wide: f32,
    /// Columns that begin or end at one place.
    pub aligned: f32,
    /// Titles and the numbers of their pages.
    pub contents: bool,
}

impl Evidence {
    pub fn of(grid: &OpenGrid) -> Evidence {
        let body = || grid.cells.iter().filter(|cell| !cell.header);
        let in_row = |row: usize| body().filter(move |cell| cell.row == row);
        let full: Vec<usize> = (grid.header..grid.rows).filter(|&row| in_row(row).count() >= 2).collect();
        let filled: usize = full.iter().map(|&row| in_row(row).count()).sum();
        let scales: Vec<bool> = (0..grid.columns()).map(|column| is_scale(grid, column)).collect();
        let beside = || body().filter(|cell| cell.column > 0 && !scales[cell.column]);
        let values = beside().filter(|cell| is_value(grid, cell)).count();
        let labels = grid.pieces.iter().filter(|piece| ends_with_colon(piece)).count();
        let wide = body().filter(|cell| is_wide(grid, cell)).count();
        let mut signs: Vec<usize> = body().map(|cell| signs(grid, cell)).collect();
        signs.sort_unstable();
        Evidence {
            columns: grid.columns(),
            rows: full.len(),
            full: share(full.len(), grid.rows - grid.header),
            filled: share(filled, full.len() * grid.columns()),
            values: share(values, beside().count()),
            rules: grid.drawn,
            walls: grid.walls,
            labels: share(labels, grid.pieces.len()),
            wide: share(wide, signs.len()),
            signs: signs.get(signs.len() / 2).copied().unwrap_or(0),
            aligned: aligned(grid),
            contents: is_contents(grid),
        }
    }

    pub fn is_table(&self) -> bool {
        if self.labels > 0.25 || self.filled < 0.4 || self.full < 0.35 || self.contents {
            return false;
        }
        let numbers = self.values >= 0.5;
        // A line between every two columns and one at a side at least.
        let walls = if self.columns > 2 { self.columns..=self.columns + 1 } else { 3..=3 };
        let is_walled = walls.contains(&self.walls);
        match self.columns {
            0 | 1 => false,
            _ if is_walled && self.rows >= 3 && self.filled >= 0.5 && self.signs <= 40 => true,
            // Letters of a drawing; but 单位 is a word, and rulings make a table of Yes and No.
            _ if self.values == 0.0
                && self.signs <= 4
                && self.wide < 0.5
                && !(self.columns > 2 && self.rules >= 4 && self.filled >= 0.9 && self.aligned >= 0.9) =>
            {
                false
            }
            2 if numbers && self.rows >= 6 && self.values >= 0.9 && self.full >= 0.8 && self.aligned >= 1.0 => true,
            2 => self.rows >= 3 && self.rules >= 3 && self.signs <= 40 || numbers && self.rows >= 4 && self.rules >= 1,
            _ if numbers => {
                self.rows >= 3 && (self.filled >= 0.6 && self.signs <= 40 || self.rules > 0)
                    || self.rows >= 2 && self.rules >= 2
            }
            _ if self.rules >= 2 => self.rows >= 2 && self.aligned >= 0.5,
            // Cells that wrap and are set in the middle have ends in many places.
            _ if self.wide >= 0.5 => {
                self.rows >= 3 && self.filled >= 0.6 && self.signs <= 40 && self.aligned >= 0.75 && self.columns > 3
                    || self.rows >= 4 && self.filled >= 0.7 && self.signs <= 20 && self.aligned >= 0.9
            }
            _ => self.rows >= 4 && self.filled >= 0.7 && self.signs <= 20 && self.aligned >= 0.9,
        }
    }
}

fn share(part: usize, all: usize) -> f32 {
    part as f32 / all.max(1) as f32
}

fn is_value(grid: &OpenGrid, cell: &GridCell) -> bool {
    cell.pieces.iter().all(|&piece| regions::is_value(&grid.pieces[piece].run))
}

fn ends_with_colon(piece: &Piece) -> bool {
    let last = piece.run.words.last().and_then(|word| word.glyphs.last());
    last.is_some_and(|glyph| matches!(glyph.sign, ':' | '：'))
}

fn signs(grid: &OpenGrid, cell: &GridCell) -> usize {
    cell.pieces.iter().flat_map(|&piece| &grid.pieces[piece].run.words).map(|word| word.glyphs.len()).sum()
}

fn is_wide(grid: &OpenGrid, cell: &GridCell) -> bool {
    let mut words = cell.pieces.iter().flat_map(|&piece| &grid.pieces[piece].run.words);
    words.any(|word| word.glyphs.iter().any(|glyph| chars::is_wide(glyph.sign)))
}

/// A table of contents: titles, then the numbers of pages, which never fall.
fn is_contents(grid: &OpenGrid) -> bool {
    if grid.columns() > 3 || grid.rules.len() > 1 && grid.led == 0 {
        return false;
    }
    let last = grid.columns() - 1;
    let body = || grid.cells.iter().filter(|cell| !cell.header && cell.pieces.len() == 1);
    let text = |cell: &GridCell| grid.pieces[cell.pieces[0]].run.text();
    let mut pages: Vec<(usize, u32)> = body()
        .filter(|cell| cell.column == last)
        .filter_map(|cell| Some((cell.row, text(cell).parse().ok()?)))
        .collect();
    pages.sort_unstable();
    let rising = pages.windows(2).filter(|pair| pair[0].1 <= pair[1].1).count();
    let words = body().filter(|cell| cell.column < last && !is_value(grid, cell)).count();
    pages.len() >= 3 && (rising + 1) * 10 >= pages.len() * 9 && words * 2 >= pages.len()
}

/// Numbers at one distance from each other are the scale of a drawing, or years.
fn is_scale(grid: &OpenGrid, column: usize) -> bool {
    let own = grid.cells.iter().filter(|cell| !cell.header && cell.column == column && cell.column_span == 1);
    let numbers: Option<Vec<f64>> = own
        .map(|cell| {
            let run = &grid.pieces[*cell.pieces.first()?].run;
            let text: String =
                run.text().chars().filter(|sign| sign.is_ascii_digit() || matches!(sign, '.' | '-')).collect();
            text.parse().ok()
        })
        .collect();
    let Some(numbers) = numbers.filter(|numbers| numbers.len() >= 5) else { return false };
    let mut steps: Vec<f64> = numbers.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.sort_by(f64::total_cmp);
    let step = steps[steps.len() / 2];
    // What stands below the scale may be among its numbers.
    let even = steps.iter().filter(|&&other| (other - step).abs() <= step.abs() * 1e-3).count();
    step != 0.0 && even * 5 >= steps.len() * 4
}

/// Which share of the columns has left ends, right ends or middles at one place in most rows.
fn aligned(grid: &OpenGrid) -> f32 {
    let columns = (0..grid.columns()).filter(|&column| {
        let own: Vec<&Piece> =
            grid.pieces.iter().filter(|piece| piece.first == column && piece.last == column).collect();
        let size = own
            .iter()
            .flat_map(|piece| &piece.run.words)
            .flat_map(|word| &word.glyphs)
            .map(|glyph| glyph.size)
            .fold(1.0, f32::max);
        let agree = |at: &dyn Fn(&Piece) -> f32| {
            let mut all: Vec<f32> = own.iter().map(|piece| at(piece)).collect();
            all.sort_by(f32::total_cmp);
            let middle = all.get(all.len() / 2).copied().unwrap_or(0.0);
            all.iter().filter(|&&x| (x - middle).abs() <= size * 0.5).count() * 10 >= own.len() * 7
        };
        agree(&|piece| piece.run.x0)
            || agree(&|piece| piece.run.x1)
            || agree(&|piece| (piece.run.x0 + piece.run.x1) / 2.0)
    });
    columns.count() as f32 / grid.columns() as f32
}

//! Tables that no rulings, or not all, show: columns from white space, rows from baselines.
//!
//! | step | takes | gives |
//! |---|---|---|
//! | [`words`] | lines | words, and runs that no gap parts |
//! | [`prose`] | rows of runs | which runs are running text |
//! | [`regions`] | the other runs | rows that may be a table |
//! | [`columns`] | where the runs of a region stand | the corridors between columns |
//! | [`sides`] | a region and its corridors | the tables that stand side by side in it |
//! | [`heads`] | words above the first values | header cells and their levels |
//! | [`blocks`], [`wraps`] | baselines of the body | which go on with the row above |
//! | [`categories`] | these rows | cells of the first column over several of them |
//! | [`grid`] | all of these | cells |
//! | [`evidence`] | a grid | whether it is a table |
//!
//! Rulings that belong to no grid help: they bound tables, part rows and show what a heading spans.

pub mod blocks;
pub mod categories;
pub mod columns;
pub mod evidence;
pub mod grid;
pub mod heads;
pub mod loose;
pub mod prose;
pub mod regions;
pub mod sides;
pub mod words;
pub mod wraps;

use super::{
    Glyph,
    lines::{self, Line},
    page::{Draft, DraftCell},
    rulings::Ruling,
};
use crate::model::document::Rect;
use evidence::Evidence;
use grid::OpenGrid;
use regions::Region;
use words::Row;

/// A page with more runs than this is a drawing.
const MOST_RUNS: usize = 10_000;

/// What each step found on a page, tables and what was refused.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    pub rows: Vec<Row>,
    pub regions: Vec<Region>,
    pub grids: Vec<(OpenGrid, Evidence)>,
}

/// Goes all steps on the lines of a page. `rules` are the rulings that belong to no grid.
pub fn look(lines: &[Line], rules: &[Ruling]) -> Steps {
    let mut rows = words::rows(lines, rules);
    if rows.iter().map(|row| row.runs.len()).sum::<usize>() > MOST_RUNS || rows.iter().all(|row| row.runs.len() < 2) {
        return Steps { rows, ..Steps::default() };
    }
    prose::mark(&mut rows);
    let regions = regions::find(&rows, rules);
    let regions: Vec<Region> = regions.into_iter().flat_map(|region| sides::split(&rows, region, rules)).collect();
    let grids = regions.iter().filter_map(|region| grid::of(&rows, region, rules));
    let grids = grids.map(|grid| (Evidence::of(&grid), grid)).map(|(evidence, grid)| (grid, evidence)).collect();
    Steps { rows, regions, grids }
}

/// A page's lines outside tables, its tables, and the steps that led to them.
pub struct Taken {
    pub lines: Vec<Line>,
    pub tables: Vec<Draft>,
    pub steps: Steps,
}

/// Takes the tables out of the lines of a page.
pub fn take(lines: Vec<Line>, rules: &[Ruling]) -> Taken {
    let steps = look(&lines, rules);
    let found: Vec<&OpenGrid> =
        steps.grids.iter().filter(|(_, evidence)| evidence.is_table()).map(|(grid, _)| grid).collect();
    if found.is_empty() {
        return Taken { lines, tables: Vec::new(), steps };
    }
    let tables = found.iter().map(|grid| draft(grid)).collect();
    let lines = without(lines, &found);
    Taken { lines, tables, steps }
}

/// The lines without what stands in tables.
fn without(lines: Vec<Line>, grids: &[&OpenGrid]) -> Vec<Line> {
    let rects: Vec<Rect> = grids.iter().map(|grid| grid.rect()).collect();
    let holds = |glyph: &Glyph| {
        let (x, y) = (glyph.x + glyph.advance / 2.0, glyph.y - glyph.size * 0.35);
        rects.iter().any(|rect| rect[0] <= x && x <= rect[2] && rect[1] <= y && y <= rect[3])
    };
    let mut left = Vec::with_capacity(lines.len());
    for line in lines {
        if line.heading != super::Heading::Right || !line.glyphs.iter().any(holds) {
            left.push(line);
            continue;
        }
        let mut rest: Vec<Glyph> = line.glyphs.into_iter().filter(|glyph| !holds(glyph)).collect();
        left.extend(lines::read(&mut rest, line.page));
    }
    left
}

fn draft(grid: &OpenGrid) -> Draft {
    let columns = grid.columns();
    let mut free = vec![true; columns * grid.rows];
    let mut cells: Vec<DraftCell> = Vec::new();
    let place = |row: usize, column: usize, row_span: usize, column_span: usize| DraftCell {
        row,
        column,
        row_span,
        column_span,
        rect: [grid.xs[column], grid.ys[row], grid.xs[column + column_span], grid.ys[row + row_span]],
        ..DraftCell::default()
    };
    for cell in &grid.cells {
        for row in cell.row..cell.row + cell.row_span {
            free[row * columns + cell.column..row * columns + cell.column + cell.column_span].fill(false);
        }
        let words = cell.pieces.iter().flat_map(|&piece| &grid.pieces[piece].run.words);
        let mut glyphs: Vec<Glyph> = words.flat_map(|word| word.glyphs.iter().copied()).collect();
        let place = place(cell.row, cell.column, cell.row_span, cell.column_span);
        cells.push(DraftCell { lines: lines::read(&mut glyphs, 0), header: cell.header, ..place });
    }
    let blank = (0..free.len()).filter(|&at| free[at]).map(|at| place(at / columns, at % columns, 1, 1));
    cells.extend(blank);
    cells.sort_by_key(|cell| (cell.row, cell.column));
    Draft {
        page: 0,
        rect: grid.rect(),
        rows: grid.rows,
        xs: grid.xs.clone(),
        ends: (0..cells.len()).filter(|&cell| cells[cell].row + cells[cell].row_span == grid.rows).collect(),
        cells,
        last_page: 0,
        ys: grid.ys.clone(),
        // Not to be taken for a row that goes on on the next page.
        padding: (0.0, 0.0),
        open: true,
    }
}

#[cfg(test)]
mod tests;

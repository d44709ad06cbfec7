//! Grids whose rulings show only part of a table: a frame, rows without columns, a header above a body
//! without lines.

use super::{Steps, Taken, columns::Corridor, evidence::Evidence, grid::OpenGrid};
use crate::geometry::{
    Glyph, Heading, chars,
    lines::{self, Line},
    page::{self, Draft, DraftCell},
    paragraphs,
    rulings::Ruling,
};
use crate::model::document::Rect;

/// White space must show so many times the filled cells of the body that the rulings show below their
/// first row.
const MORE: usize = 2;
/// And so many rows.
const ROWS: usize = 3;
/// Beside the first column most of it must be values: in words, lines of one cell look like rows, …
const VALUES: f32 = 0.6;
/// … unless so many rows of so many columns fill nearly all of them: cells that wrap leave some blank.
const FULL: (usize, usize, f32) = (4, 3, 0.9);

/// So many cells inside a cell are a table of their own.
const NESTED: usize = 4;
/// A table has text in one of so many cells at least.
const FEW: usize = 5;
/// A table found in white space covers this share of the grid that it stands for.
const FOUND: f32 = 0.4;
/// The end of a row nearer than this (points) to a ruling is that ruling.
const NEAR: f32 = 3.0;

/// What becomes of a table whose rulings show less than the white space in it does.
pub enum Loose {
    /// The rulings show the columns or the rows: the same table, its rows or columns parted.
    Parted(Draft),
    /// The rulings show neither: its glyphs, to be looked at with those outside.
    Glyphs(Vec<Glyph>),
}

/// Looks whether the rulings of a table are to be believed; none if they are.
pub fn look(table: &Draft, rulings: &[Ruling]) -> Option<Loose> {
    let holds_table = |cell: &DraftCell| cell.inner.iter().any(|inner| inner.cells.len() >= NESTED);
    if !table.cells.iter().any(|cell| cell.lines.len() >= ROWS || has_gaps(&cell.lines))
        || has_text(table) && table.cells.iter().any(holds_table)
    {
        return None;
    }
    let glyphs = upright_glyphs(table)?;
    let own: Vec<Ruling> = rulings.iter().filter(|ruling| page::is_in(ruling, table.rect)).cloned().collect();
    let Steps { grids, .. } = super::look(&lines::read(&mut glyphs.clone(), 0), &own);
    let (grid, _) = grids.iter().find(|(grid, evidence)| shows_more(table, grid, evidence))?;
    let parted = match table.xs.len() {
        _ if grids.len() > 1 => None,
        2 => part_columns(table, grid),
        _ => part(table, grid),
    };
    Some(parted.map_or(Loose::Glyphs(glyphs), Loose::Parted))
}

/// Whether the cells of a table hold text: lines of a drawing part hardly any.
fn has_text(table: &Draft) -> bool {
    table.cells.iter().filter(|cell| !cell.is_blank()).count() * FEW >= table.cells.len()
}

/// Whether the rulings show what the white space cannot: several filled cells, of which what is found
/// stands in one, or more columns.
fn show_others(table: &Draft, grid: &OpenGrid) -> bool {
    let filled = table.cells.iter().filter(|cell| !cell.is_blank()).count();
    let in_column = |column: &usize| table.cells.iter().any(|cell| cell.column == *column && !cell.is_blank());
    let has_more = grid.columns() < (0..table.xs.len()).filter(in_column).count();
    filled > 2 && has_text(table) && (has_more || is_in_cell(table, grid))
}

/// Whether what is found stands in one cell.
fn is_in_cell(table: &Draft, grid: &OpenGrid) -> bool {
    let ends = |at: &[f32]| at.first().copied().zip(at.last().copied());
    let (Some((left, right)), Some((top, bottom))) = (ends(&grid.xs), ends(&grid.ys)) else { return false };
    let holds =
        |[x0, y0, x1, y1]: Rect| x0 - NEAR <= left && right <= x1 + NEAR && y0 - NEAR <= top && bottom <= y1 + NEAR;
    table.cells.iter().any(|cell| holds(cell.rect))
}

/// Whether a grid found in the white space of a table shows more than its rulings do.
fn shows_more(table: &Draft, grid: &OpenGrid, evidence: &Evidence) -> bool {
    if show_others(table, grid) {
        return false;
    }
    let ruled = table.cells.iter().filter(|cell| cell.row > 0 && !cell.is_blank()).count();
    // Rulings that show one column of several rows show no columns.
    let has_columns = table.xs.len() > 2 || table.rows < ROWS;
    let (rows, columns, filled) = FULL;
    let is_full =
        evidence.rows >= rows && evidence.columns >= columns && evidence.filled >= filled && !is_wrapped(table);
    let shown = grid.cells.iter().filter(|cell| !cell.header).count();
    evidence.is_table()
        && evidence.rows >= ROWS
        && (evidence.values >= VALUES || is_full || !has_columns)
        && (shown >= ruled * MORE || is_full && shown * 2 >= ruled * 3 || !has_columns && shown > ruled)
}

/// Whether most lines go on in the line below in the same cell: the cells of one row wrapped, which may
/// look like as many rows.
fn is_wrapped(table: &Draft) -> bool {
    let (mut pairs, mut going_on) = (0, 0);
    for cell in &table.cells {
        for pair in cell.lines.windows(2) {
            pairs += 1;
            going_on += usize::from(paragraphs::runs_on(&pair[0], &pair[1], table.frame(cell)));
        }
    }
    going_on * 2 > pairs
}

/// The table with its rows parted where those of the grid end; none if the grid has other columns.
fn part(table: &Draft, grid: &OpenGrid) -> Option<Draft> {
    let columns = table.xs.len().saturating_sub(1);
    let agrees = |(&wall, &(from, to)): (&f32, &Corridor)| from - NEAR <= wall && wall <= to + NEAR;
    let are_same = grid.columns() == columns && table.xs.iter().skip(1).zip(&grid.corridors).all(agrees);
    if !are_same || table.cells.iter().any(|cell| !cell.inner.is_empty()) {
        return None;
    }
    let near = |y: f32| table.ys.iter().any(|&known| (known - y).abs() < NEAR);
    let body = grid.ys.get(grid.header..grid.ys.len().saturating_sub(1)).unwrap_or_default();
    let inside = |y: &f32| *y > table.rect[1] && *y < table.rect[3] && !near(*y);
    let mut ys: Vec<f32> = table.ys.iter().copied().chain(body.iter().copied().filter(inside)).collect();
    ys.sort_by(f32::total_cmp);
    // Where each row of the table begins now.
    let first = |row: usize| {
        let y = table.ys.get(row).copied().unwrap_or(f32::MAX);
        ys.iter().take_while(|&&known| known < y).count()
    };
    // Without a header of its own it may be a corner of a table.
    if first(1) != 1 {
        return None;
    }
    let mut cells = Vec::with_capacity(table.cells.len() * 2);
    for cell in &table.cells {
        let (from, to) = (first(cell.row), first(cell.row + cell.row_span));
        if cell.row_span > 1 || to <= from + 1 {
            cells.push(DraftCell { row: from, row_span: to - from, ..cell.clone() });
            continue;
        }
        for row in from..to {
            let (top, bottom) = (ys[row], ys[row + 1]);
            let is_here = |line: &&Line| {
                let middle = line.baseline - line.size * 0.35;
                (top <= middle || row == from) && (middle < bottom || row + 1 == to)
            };
            let lines = cell.lines.iter().filter(is_here).cloned().collect();
            let rect = [cell.rect[0], top, cell.rect[2], bottom];
            cells.push(DraftCell { row, rect, lines, ..cell.clone() });
        }
    }
    // Rulings of a part of the columns hold others together.
    let shown = grid.cells.iter().filter(|cell| !cell.header).count();
    if cells.iter().filter(|cell| !cell.is_blank()).count() < shown {
        return None;
    }
    let rows = ys.len().saturating_sub(1);
    let ends = (0..cells.len()).filter(|&cell| cells[cell].row + cells[cell].row_span == rows).collect();
    Some(Draft { rows, ys, cells, ends, ..table.clone() })
}

/// A table of one column, its cells parted into the two columns of the grid: names and values. A cell
/// whose text stands across remains. None if its rows are not those of the grid: a frame, a header above
/// a body.
fn part_columns(table: &Draft, grid: &OpenGrid) -> Option<Draft> {
    let rows = table.cells.iter().filter(|cell| !cell.is_blank()).count();
    if grid.columns() != 2 || rows <= ROWS || rows * 3 < grid.rows * 2 {
        return None;
    }
    let middle = |&(from, to): &Corridor| (from + to) / 2.0;
    let ends = (table.xs.first().copied(), table.xs.last().copied());
    let xs: Vec<f32> = ends.0.into_iter().chain(grid.corridors.iter().map(middle)).chain(ends.1).collect();
    let columns = xs.len().saturating_sub(1);
    let mut cells = Vec::with_capacity(table.cells.len() * columns);
    for cell in &table.cells {
        let glyphs = || cell.lines.iter().flat_map(|line| line.glyphs.iter().copied());
        let is_across = |glyph: Glyph| {
            let end = glyph.x + glyph.advance;
            !chars::is_space(glyph.sign)
                && grid.corridors.iter().any(|&(from, to)| glyph.x < to - 0.5 && end > from + 0.5)
        };
        if cell.is_blank() || !cell.inner.is_empty() || glyphs().any(is_across) {
            cells.push(DraftCell { column_span: columns, ..cell.clone() });
            continue;
        }
        for (column, pair) in xs.windows(2).enumerate() {
            let (left, right) = (pair[0], pair[1]);
            let is_here = |glyph: &Glyph| {
                let middle = glyph.x + glyph.advance / 2.0;
                (left <= middle || column == 0) && (middle < right || column + 1 == columns)
            };
            let mut own: Vec<Glyph> = glyphs().filter(is_here).collect();
            let rect = [left, cell.rect[1], right, cell.rect[3]];
            cells.push(DraftCell { column, rect, lines: lines::read(&mut own, 0), ..cell.clone() });
        }
    }
    let ends = (0..cells.len()).filter(|&cell| cells[cell].row + cells[cell].row_span == table.rows).collect();
    Some(Draft { xs, cells, ends, ..table.clone() })
}

/// Takes the tables out of the glyphs of a page and out of those of its loose grids, each with the box
/// of its rulings: all of them together, for words above may belong to the table; but a grid in whose
/// place no table is found is looked at by itself.
pub fn take(outside: &[Glyph], loose: Vec<(Rect, Vec<Glyph>)>, rules: &[Ruling]) -> Taken {
    let read = |glyphs: Vec<&[Glyph]>| super::take(lines::read(&mut glyphs.concat(), 0), rules);
    let parts = loose.iter().map(|(_, glyphs)| &glyphs[..]);
    let taken = read(std::iter::once(outside).chain(parts).collect());
    let is_found = |rect: &Rect| taken.tables.iter().any(|table| overlap(table.rect, *rect) >= FOUND);
    let (found, lost): (Vec<_>, Vec<_>) = loose.into_iter().partition(|(rect, _)| is_found(rect));
    if lost.is_empty() {
        return taken;
    }
    let parts = found.iter().map(|(_, glyphs)| &glyphs[..]);
    let mut taken = read(std::iter::once(outside).chain(parts).collect());
    for (rect, glyphs) in lost {
        let own: Vec<Ruling> = rules.iter().filter(|ruling| page::is_in(ruling, rect)).cloned().collect();
        let Taken { lines, tables, steps } = super::take(lines::read(&mut glyphs.clone(), 0), &own);
        taken.lines.extend(lines);
        taken.tables.extend(tables);
        taken.steps.grids.extend(steps.grids);
    }
    taken.lines.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    taken
}

/// Which share of the second box the first one covers.
fn overlap(a: Rect, b: Rect) -> f32 {
    let width = a[2].min(b[2]) - a[0].max(b[0]);
    let height = a[3].min(b[3]) - a[1].max(b[1]);
    width.max(0.0) * height.max(0.0) / ((b[2] - b[0]) * (b[3] - b[1])).max(1.0)
}

/// All glyphs of a table; none if some do not stand as on the page: turned text was laid down to be
/// read.
pub fn upright_glyphs(table: &Draft) -> Option<Vec<Glyph>> {
    let mut glyphs = Vec::new();
    collect(table, &mut glyphs).then_some(glyphs)
}

/// Whether a line leaves room as between columns.
fn has_gaps(lines: &[Line]) -> bool {
    const GAP: f32 = 1.5;
    lines.iter().any(|line| {
        line.glyphs.windows(2).any(|pair| pair[1].x - (pair[0].x + pair[0].advance) > line.size * GAP)
            || line.glyphs.iter().any(|glyph| chars::is_space(glyph.sign))
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

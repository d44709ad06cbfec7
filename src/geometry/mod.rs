//! From glyphs and lines on pages to paragraphs and tables: shared by the readers of paged formats.
//!
//! The steps are plain functions over plain data and can be looked at one by one:
//!
//! | step | takes | gives |
//! |---|---|---|
//! | [`canvas`] | glyphs, paths and pictures as they are drawn | a [`PageContent`] |
//! | [`turn`] | a page whose text runs up or down | the same page upright |
//! | [`edges`] | strokes and thin filled rectangles | axis-parallel [`edges::Edge`]s |
//! | [`rulings`] | edges | snapped and joined [`rulings::Ruling`]s |
//! | [`lattice`] | rulings | [`lattice::Grid`]s of cells with spans |
//! | [`lines`] | glyphs | [`lines::Line`]s in reading order |
//! | [`page`] | one page | grids with their text, and the lines outside them |
//! | [`furniture`] | the lines outside tables of all pages | which are page numbers and running titles |
//! | [`joining`] | grids on successive pages | one grid for a table over several pages |
//! | [`paragraphs`] | lines | text without the line breaks that only wrap |
//!
//! Tables without rulings are not found yet: they will be a second maker of grids beside
//! [`lattice`], from lines of text instead of rulings. What a table means is left to others.
//!
//! Coordinates are points from the top left of the page, y down.

pub mod canvas;
pub mod chars;
pub mod edges;
pub mod furniture;
pub mod joining;
pub mod lattice;
pub mod lines;
pub mod page;
pub mod paragraphs;
pub mod rulings;
pub mod turn;

use crate::model::document::{Block, Cell, Paragraph, Place, Rect, Table};
use edges::Edge;
use page::{Draft, Item};
use turn::Turned;

/// The way in which text runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Heading {
    #[default]
    Right,
    Down,
    Left,
    Up,
    /// Upright signs one below the other, columns from right to left.
    Stacked,
}

/// One sign. `(x, y)` is its origin on the baseline; `advance` and `size` are in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    pub sign: char,
    pub x: f32,
    pub y: f32,
    pub advance: f32,
    pub size: f32,
    pub heading: Heading,
}

/// What stands on one page as it is seen.
#[derive(Clone, Debug, Default)]
pub struct PageContent {
    pub width: f32,
    pub height: f32,
    pub glyphs: Vec<Glyph>,
    pub edges: Vec<Edge>,
    /// Of a page that was read from its picture: each line of text, and how surely it was read.
    pub readings: Vec<Reading>,
}

/// A line of text that was read from a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    pub rect: Rect,
    /// 0 to 1.
    pub confidence: f32,
}

/// Reads all pages of a document into paragraphs and tables in reading order.
///
/// `most_cells` bounds the grid of one table; more rulings than that are taken for a drawing.
pub fn read_pages(pages: Vec<PageContent>, most_cells: usize) -> Vec<Block> {
    let mut turns = Vec::with_capacity(pages.len());
    let mut read = Vec::with_capacity(pages.len());
    for mut content in pages {
        let readings = std::mem::take(&mut content.readings);
        let (content, turned) = turn::upright(content);
        turns.push(turned);
        let mut page = page::read(content, most_cells);
        page.tables.iter_mut().for_each(|table| table.judge(&readings));
        read.push(page);
    }
    furniture::mark(&mut read);
    let body = page::Body::of(&read);
    let mut items = Vec::new();
    for (index, page) in read.into_iter().enumerate() {
        joining::append(&mut items, page, index, &body);
    }
    items.into_iter().flat_map(|item| blocks(item, &turns)).collect()
}

fn blocks(item: Item, turns: &[Turned]) -> Vec<Block> {
    match item {
        Item::Text(text) => paragraphs::split(&text.lines, text.frame)
            .into_iter()
            .map(|(content, rect)| {
                let place = Some(place(text.page, rect, turns));
                Block::Paragraph(Paragraph { text: content, place })
            })
            .collect(),
        // Boxes without any text are part of a drawing.
        Item::Table(draft) if draft.cells.iter().all(page::DraftCell::is_blank) => Vec::new(),
        Item::Table(draft) if draft.cells.len() == 1 => boxed_text(draft, turns),
        Item::Table(draft) => vec![Block::Table(table(draft, turns))],
    }
}

/// A frame around text is no table: its lines are paragraphs.
fn boxed_text(draft: Draft, turns: &[Turned]) -> Vec<Block> {
    let frame = draft.frame(&draft.cells[0]);
    let mut blocks = Vec::new();
    for cell in draft.cells {
        for (text, rect) in paragraphs::split(&cell.lines, frame) {
            let place = Some(place(cell.page, rect, turns));
            blocks.push(Block::Paragraph(Paragraph { text, place }));
        }
        blocks.extend(cell.inner.into_iter().map(|inner| Block::Table(table(inner, turns))));
    }
    blocks
}

fn table(draft: Draft, turns: &[Turned]) -> Table {
    let mut cells = Vec::with_capacity(draft.cells.len());
    for cell in &draft.cells {
        let inner: Vec<Table> = cell.inner.iter().map(|inner| table(inner.clone(), turns)).collect();
        let mut text = paragraphs::join(&cell.lines, draft.frame(cell));
        for line in inner.iter().flat_map(row_lines) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&line);
        }
        cells.push(Cell {
            row: cell.row,
            column: cell.column,
            row_span: cell.row_span,
            column_span: cell.column_span,
            text,
            header: cell.header,
            place: Some(place(cell.page, cell.rect, turns)),
            confidence: cell.confidence,
            read_as: None,
            tables: inner,
        });
    }
    cells.sort_by_key(|cell| (cell.row, cell.column));
    Table {
        rows: draft.rows,
        columns: draft.xs.len().saturating_sub(1),
        cells,
        place: Some(place(draft.page, draft.rect, turns)),
        sheet: None,
    }
}

fn row_lines(table: &Table) -> Vec<String> {
    let mut lines = vec![String::new(); table.rows];
    for cell in &table.cells {
        let line = &mut lines[cell.row];
        if cell.column > 0 && !line.is_empty() {
            line.push('\t');
        }
        line.push_str(&cell.text.replace('\n', " "));
    }
    lines
}

fn place(page: usize, rect: Rect, turns: &[Turned]) -> Place {
    let seen = turns.get(page).map_or(rect, |turned| turned.seen(rect));
    Place { page: page as u32 + 1, rect: seen }
}

#[cfg(test)]
mod tests;

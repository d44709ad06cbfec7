//! From glyphs and lines on pages to paragraphs and tables: shared by the readers of paged formats.
//!
//! The steps are plain functions over plain data and can be looked at one by one:
//!
//! | step | takes | gives |
//! |---|---|---|
//! | [`canvas`] | glyphs, paths and pictures as they are drawn | a [`PageContent`] |
//! | [`lay`], [`bend`] | boxes of a page laid straight | these on its picture |
//! | [`turn`] | a page whose text runs up or down | the same page upright |
//! | [`sheet`] | sheets with several pages each | these pages |
//! | [`edges`] | strokes and thin filled rectangles | axis-parallel [`edges::Edge`]s |
//! | [`rulings`] | edges | snapped and joined [`rulings::Ruling`]s |
//! | [`lattice`] | rulings | [`lattice::Grid`]s of cells with spans |
//! | [`lines`] | glyphs | [`lines::Line`]s in reading order |
//! | [`overflow`] | glyphs with their cells | words brought together that run over a cell's side |
//! | [`slivers`] | a grid with its text | the same without rows too low for text |
//! | [`drawing`] | a grid with its text | whether it is a chart or a plan |
//! | [`page`] | one page | grids with their text, and the lines outside them |
//! | [`furniture`] | the lines outside tables of all pages | which are page numbers and running titles |
//! | [`unruled`] | those lines, and rulings in no grid | grids from white space |
//! | [`joining`] | grids on successive pages | one grid for a table over several pages |
//! | [`paragraphs`] | lines | text without the line breaks that only wrap |
//!
//! [`unruled`] is the second maker of tables beside [`lattice`]; its steps stand in its own table.
//! [`sketch`] gives the steps of a page as boxes to be drawn. The other way round, [`strips`] says
//! which parts of pages show given rows. What a table means is left to others.
//!
//! Coordinates are points from the top left of the page, y down.

pub mod bend;
pub mod canvas;
pub mod chars;
pub mod drawing;
pub mod edges;
pub mod furniture;
pub mod joining;
pub mod lattice;
pub mod lay;
pub mod lines;
mod overflow;
pub mod page;
pub mod paragraphs;
pub mod rulings;
pub mod sheet;
pub mod sketch;
mod slivers;
pub mod strips;
pub mod turn;
pub mod unruled;

use crate::model::document::{Block, Cell, Paragraph, Place, Rect, Table};
use edges::Edge;
use lay::Lay;
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

impl Glyph {
    /// The middle of the visible sign.
    pub fn middle(&self) -> (f32, f32) {
        let (along, up) = (self.advance * chars::ink(self.sign), self.size * 0.35);
        match self.heading {
            Heading::Right => (self.x + along, self.y - up),
            Heading::Down => (self.x + up, self.y + along),
            Heading::Left => (self.x - along, self.y + up),
            Heading::Up => (self.x - up, self.y - along),
            Heading::Stacked => (self.x + self.size / 2.0, self.y + along),
        }
    }
}

/// What stands on one page as it is seen.
#[derive(Clone, Debug, Default)]
pub struct PageContent {
    pub width: f32,
    pub height: f32,
    pub glyphs: Vec<Glyph>,
    pub edges: Vec<Edge>,
    /// The sides of boxes whose background is coloured.
    pub shades: Vec<Edge>,
    /// Of a page that was read from its picture: each line of text, and how surely it was read.
    pub readings: Vec<Reading>,
    /// How that picture lies, if not as the page does.
    pub lay: Option<Lay>,
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
    let lays: Vec<_> = pages.iter().map(|page| page.lay.map(|lay| (lay, (page.width, page.height)))).collect();
    let (sheets, turned): (Vec<PageContent>, Vec<Turned>) = pages.into_iter().map(turn::upright).unzip();
    let parts = sheet::pages(sheets);
    let mut origins = Vec::with_capacity(parts.len());
    let mut read = Vec::with_capacity(parts.len());
    for sheet::Part { sheet, shift, mut content } in parts {
        origins.push(Origin { sheet: sheet as u32 + 1, turned: turned[sheet], shift, lay: lays[sheet] });
        let readings = std::mem::take(&mut content.readings);
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
    items.into_iter().flat_map(|item| blocks(item, &origins)).collect()
}

fn blocks(item: Item, origins: &[Origin]) -> Vec<Block> {
    match item {
        Item::Text(text) => paragraphs::split(&text.lines, text.frame)
            .into_iter()
            .map(|(content, rect)| {
                let place = Some(place(text.page, rect, origins));
                Block::Paragraph(Paragraph { text: content, place })
            })
            .collect(),
        // Boxes without any text are part of a drawing.
        Item::Table(draft) if draft.cells.iter().all(page::DraftCell::is_blank) => Vec::new(),
        Item::Table(draft) if draft.cells.len() == 1 => boxed_text(draft, origins),
        Item::Table(draft) => vec![Block::Table(table(draft, origins))],
    }
}

/// A frame around text is no table: its lines are paragraphs.
fn boxed_text(draft: Draft, origins: &[Origin]) -> Vec<Block> {
    let frame = draft.frame(&draft.cells[0]);
    let mut blocks = Vec::new();
    for cell in draft.cells {
        for (text, rect) in paragraphs::split(&cell.lines, frame) {
            let place = Some(place(cell.page, rect, origins));
            blocks.push(Block::Paragraph(Paragraph { text, place }));
        }
        blocks.extend(cell.inner.into_iter().map(|inner| Block::Table(table(inner, origins))));
    }
    blocks
}

fn table(draft: Draft, origins: &[Origin]) -> Table {
    let mut cells = Vec::with_capacity(draft.cells.len());
    for cell in &draft.cells {
        let inner: Vec<Table> = cell.inner.iter().map(|inner| table(inner.clone(), origins)).collect();
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
            place: Some(place(cell.page, cell.rect, origins)),
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
        place: Some(place(draft.page, draft.rect, origins)),
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

/// Where a page that was read stands in the document.
#[derive(Clone, Copy)]
struct Origin {
    /// From 1.
    sheet: u32,
    turned: Turned,
    /// Of the page on the upright sheet.
    shift: (f32, f32),
    /// The way to the picture that it was read from, and its size before.
    lay: Option<(Lay, (f32, f32))>,
}

fn place(page: usize, [x0, y0, x1, y1]: Rect, origins: &[Origin]) -> Place {
    match origins.get(page) {
        Some(Origin { sheet, turned, shift: (x, y), lay }) => {
            let rect = turned.seen([x0 + x, y0 + y, x1 + x, y1 + y]);
            Place { page: *sheet, rect: lay.map_or(rect, |(lay, size)| lay.seen(rect, size)) }
        }
        None => Place { page: page as u32 + 1, rect: [x0, y0, x1, y1] },
    }
}

#[cfg(test)]
mod tests;

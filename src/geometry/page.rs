//! One page: its grids with their text, and the lines outside them. Pages are put together by
//! [`super::joining`].

use super::{
    Glyph, Heading, PageContent, Reading, chars, drawing,
    edges::Axis,
    lattice::{self, Grid, Open},
    lines::{self, ASCENT, Line},
    overflow,
    paragraphs::Frame,
    rulings::{self, Ruling, Tolerance},
    slivers,
    unruled::{self, loose::Loose},
};
use crate::model::document::Rect;

/// A page taken apart.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub width: f32,
    pub height: f32,
    /// Lines outside tables, from top to bottom.
    pub lines: Vec<OutsideLine>,
    /// From top to bottom.
    pub tables: Vec<Draft>,
}

#[derive(Clone, Debug)]
pub struct OutsideLine {
    pub line: Line,
    /// A page number or running title, which is no part of the text.
    pub furniture: bool,
}

/// A table on the way: its cells still hold lines, so that text cut by a page break can be joined.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Page from 0 and box of the first part.
    pub page: usize,
    pub rect: Rect,
    pub rows: usize,
    /// Positions of the column lines, as on the first page.
    pub xs: Vec<f32>,
    pub cells: Vec<DraftCell>,
    /// The cells that reach the last row.
    pub ends: Vec<usize>,
    /// The last part: its page and its row lines.
    pub last_page: usize,
    pub ys: Vec<f32>,
    /// Space between column lines and text at the left and at the right.
    pub padding: (f32, f32),
    /// Its lines are no rulings but the middles of white space: they may move from page to page.
    pub open: bool,
}

#[derive(Clone, Debug, Default)]
pub struct DraftCell {
    pub row: usize,
    pub column: usize,
    pub row_span: usize,
    pub column_span: usize,
    pub page: usize,
    pub rect: Rect,
    pub lines: Vec<Line>,
    pub header: bool,
    /// At which ends of the page it goes on without a line across.
    pub open: Open,
    /// How surely its lines were read, if they were read from a picture.
    pub confidence: Option<f32>,
    pub inner: Vec<Draft>,
}

/// A part of the document, in reading order.
#[derive(Debug)]
pub enum Item {
    Text(TextRun),
    Table(Draft),
}

/// Lines of one page without a table between them.
#[derive(Debug)]
pub struct TextRun {
    pub page: usize,
    pub lines: Vec<Line>,
    pub frame: Frame,
}

impl Draft {
    /// The room for text of a cell.
    pub fn frame(&self, cell: &DraftCell) -> Frame {
        let left = self.xs[cell.column] + self.padding.0;
        let right = self.xs[(cell.column + cell.column_span).min(self.xs.len() - 1)] - self.padding.1;
        Frame { left, right: right.max(left) }
    }

    pub fn bottom(&self) -> f32 {
        self.ys[self.ys.len() - 1]
    }

    /// Enters how surely its cells were read from a picture; nothing if they were not.
    pub fn judge(&mut self, readings: &[Reading]) {
        if readings.is_empty() {
            return;
        }
        for cell in &mut self.cells {
            let [x0, y0, x1, y1] = cell.rect;
            let inside = |reading: &&Reading| {
                let [a, b, c, d] = reading.rect;
                let (x, y) = ((a + c) / 2.0, (b + d) / 2.0);
                x0 <= x && x <= x1 && y0 <= y && y <= y1
            };
            let own = readings.iter().filter(inside).map(|reading| reading.confidence);
            cell.confidence = Some(own.fold(1.0, f32::min));
            cell.inner.iter_mut().for_each(|inner| inner.judge(readings));
        }
    }
}

impl DraftCell {
    /// The text without white space: for comparing, not for showing.
    pub fn bare_text(&self) -> String {
        self.lines
            .iter()
            .flat_map(|line| &line.glyphs)
            .map(|glyph| glyph.sign)
            .filter(|sign| !sign.is_whitespace())
            .collect()
    }

    pub fn is_blank(&self) -> bool {
        self.lines.is_empty() && self.inner.is_empty()
    }
}

/// A page and the steps that led to it.
pub struct Looked {
    pub page: Page,
    pub rulings: Vec<Ruling>,
    pub steps: unruled::Steps,
}

/// Reads one page. Pages are numbered later, by [`renumber`].
pub fn read(content: PageContent, most_cells: usize) -> Page {
    look(content, most_cells).page
}

/// Reads one page and keeps the steps.
pub fn look(content: PageContent, most_cells: usize) -> Looked {
    let tolerance = Tolerance::of(usual_size(&content.glyphs));
    let rulings = rulings::join(&content.edges, tolerance);
    let grids = lattice::grids(&rulings, tolerance, most_cells);
    let grids = without_outlines(grids, &content.glyphs);
    let grids = Nest::of(grids, content.width * content.height);
    let (mut held, outside) = grids.hand_out(content.glyphs);
    let mut tables = grids.drafts(&mut held);
    tables.retain(|table| table.cells.len() > 1 || !table.cells[0].is_blank());
    let mut drawn = Vec::new();
    let mut loose = Vec::new();
    tables.retain_mut(|table| {
        if drawing::is_drawing(table)
            && let Some(glyphs) = unruled::loose::upright_glyphs(table)
        {
            drawn.extend(glyphs);
            return false;
        }
        match unruled::loose::look(table, &rulings) {
            Some(Loose::Parted(parted)) => *table = parted,
            Some(Loose::Glyphs(glyphs)) => {
                loose.push((table.rect, glyphs));
                return false;
            }
            None => {}
        }
        true
    });
    tables.iter_mut().for_each(slivers::drop);
    let shades = rulings::join(&content.shades, tolerance);
    let mut free = outside_of(&tables, &rulings);
    let bands = outside_of(&tables, &shades).into_iter().filter(|ruling| ruling.axis == Axis::Horizontal);
    free.extend(bands.map(|ruling| Ruling { shade: true, ..ruling }));
    let unruled::Taken { mut lines, tables: unruled, steps } = unruled::loose::take(&outside, loose, &free);
    tables.extend(unruled);
    // What stands in a drawing is text, and nothing is looked for in it.
    if !drawn.is_empty() {
        lines.extend(lines::read(&mut drawn, 0));
        lines.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    }
    tables.sort_by(|a, b| a.rect[1].total_cmp(&b.rect[1]).then(a.rect[0].total_cmp(&b.rect[0])));
    lines.iter_mut().for_each(Line::set_tabs);
    let lines = lines.into_iter().map(|line| OutsideLine { line, furniture: false }).collect();
    let page = Page { width: content.width, height: content.height, lines, tables };
    Looked { page, rulings, steps }
}

/// The rulings that are in none of the tables.
fn outside_of(tables: &[Draft], rulings: &[Ruling]) -> Vec<Ruling> {
    let outside = |ruling: &&Ruling| !tables.iter().any(|table| is_in(ruling, table.rect));
    rulings.iter().filter(outside).cloned().collect()
}

/// Whether the middle of a ruling lies in a box.
pub fn is_in(ruling: &Ruling, rect: Rect) -> bool {
    let middle = (ruling.from + ruling.to) / 2.0;
    let (x, y) = match ruling.axis {
        Axis::Horizontal => (middle, ruling.at),
        Axis::Vertical => (ruling.at, middle),
    };
    rect[0] - 1.0 <= x && x <= rect[2] + 1.0 && rect[1] - 1.0 <= y && y <= rect[3] + 1.0
}

/// A grid less high or less wide than a sign in it is the outline of that sign, drawn once more: 中 and
/// 国 have rulings of their own.
fn without_outlines(mut grids: Vec<Grid>, glyphs: &[Glyph]) -> Vec<Grid> {
    let biggest = glyphs.iter().map(|glyph| glyph.size).fold(0.0, f32::max);
    let side = |[x0, y0, x1, y1]: Rect| (x1 - x0).min(y1 - y0);
    if grids.iter().all(|grid| side(grid.rect()) >= biggest) {
        return grids;
    }
    let seen = glyphs.iter().filter(|glyph| !chars::is_space(glyph.sign));
    let mut middles: Vec<(f32, f32, f32)> =
        seen.map(|glyph| (glyph.middle().1, glyph.middle().0, glyph.size)).collect();
    middles.sort_by(|a, b| a.0.total_cmp(&b.0));
    grids.retain(|grid| {
        let rect @ [x0, y0, x1, y1] = grid.rect();
        let first = middles.partition_point(|&(y, ..)| y < y0);
        let mut held = middles[first..].iter().take_while(|&&(y, ..)| y <= y1);
        !held.any(|&(_, x, size)| size > side(rect) && x0 <= x && x <= x1)
    });
    grids
}

/// Enters the page's number wherever it is kept.
pub fn renumber(page: &mut Page, index: usize) {
    page.lines.iter_mut().for_each(|outside| outside.line.page = index);
    page.tables.iter_mut().for_each(|table| renumber_table(table, index));
}

fn renumber_table(table: &mut Draft, index: usize) {
    (table.page, table.last_page) = (index, index);
    for cell in &mut table.cells {
        cell.page = index;
        cell.lines.iter_mut().for_each(|line| line.page = index);
        cell.inner.iter_mut().for_each(|inner| renumber_table(inner, index));
    }
}

/// Median size of the glyphs.
fn usual_size(glyphs: &[Glyph]) -> f32 {
    let mut sizes: Vec<f32> = glyphs.iter().map(|glyph| glyph.size).collect();
    if sizes.is_empty() {
        return 10.0;
    }
    let middle = sizes.len() / 2;
    *sizes.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// Borders of a sheet make no more cells than this …
const MOST_FRAME: usize = 4;
/// … and take more of the page than margins leave for a table.
const WHOLE_PAGE: f32 = 0.82;

/// The grids of a page and which stands in a cell of which.
struct Nest {
    grids: Vec<Grid>,
    /// Grid and cell around each grid.
    parent: Vec<Option<(usize, usize)>>,
}

impl Nest {
    fn of(mut grids: Vec<Grid>, page_area: f32) -> Nest {
        let rects: Vec<Rect> = grids.iter().map(Grid::rect).collect();
        let inside = |inner: &Rect, outer: &Rect| {
            inner != outer
                && inner[0] >= outer[0]
                && inner[1] >= outer[1]
                && inner[2] <= outer[2]
                && inner[3] <= outer[3]
        };
        // A single box around other tables or around the whole page is an ornament, and so is one inside
        // a cell: a box to tick. One that fills a page between its margins may be a cell of a table that
        // goes on. Borders of the sheet itself may make a few boxes around tables.
        let mut index = 0;
        grids.retain(|grid| {
            let own = rects[index];
            index += 1;
            let (holds, held) = (rects.iter().any(|r| inside(r, &own)), rects.iter().any(|r| inside(&own, r)));
            let is_sheet = grid.cells.len() <= MOST_FRAME && area(own) > page_area * WHOLE_PAGE;
            let is_ornament = || holds || held || area(own) > page_area * WHOLE_PAGE;
            if grid.cells.len() > 1 { !(is_sheet && holds) } else { !is_ornament() }
        });
        let mut parent = vec![None; grids.len()];
        for (inner, slot) in parent.iter_mut().enumerate() {
            let rect = grids[inner].rect();
            *slot = (0..grids.len())
                .filter(|&outer| outer != inner && inside(&rect, &grids[outer].rect()))
                .min_by(|&a, &b| area(grids[a].rect()).total_cmp(&area(grids[b].rect())))
                .and_then(|outer| {
                    let cell = grids[outer].find((rect[0] + rect[2]) / 2.0, (rect[1] + rect[3]) / 2.0)?;
                    Some((outer, cell))
                });
        }
        Nest { grids, parent }
    }

    /// Each glyph to the innermost cell around its middle; the others are outside.
    fn hand_out(&self, glyphs: Vec<Glyph>) -> (Vec<Vec<Vec<Glyph>>>, Vec<Glyph>) {
        let mut held: Vec<Vec<Vec<Glyph>>> = self.grids.iter().map(|grid| vec![Vec::new(); grid.cells.len()]).collect();
        let mut outside = Vec::new();
        // Inner grids are smaller: the first that holds a point is the innermost.
        let mut order: Vec<(usize, Rect)> = self.grids.iter().map(Grid::rect).enumerate().collect();
        order.sort_by(|a, b| area(a.1).total_cmp(&area(b.1)));
        let home = |glyph: &Glyph| {
            let (x, y) = glyph.middle();
            order
                .iter()
                .filter(|(_, rect)| rect[0] <= x && x <= rect[2] && rect[1] <= y && y <= rect[3])
                .find_map(|&(grid, _)| Some((grid, self.grids[grid].find(x, y)?)))
        };
        let mut homes: Vec<overflow::Home> = glyphs.iter().map(home).collect();
        overflow::gather(&glyphs, &mut homes, |(grid, cell)| self.grids[grid].whole_rect(cell));
        for (glyph, home) in glyphs.into_iter().zip(homes) {
            match home {
                Some((grid, cell)) => held[grid][cell].push(glyph),
                None => outside.push(glyph),
            }
        }
        (held, outside)
    }

    fn drafts(&self, held: &mut [Vec<Vec<Glyph>>]) -> Vec<Draft> {
        let mut drafts: Vec<Option<Draft>> =
            self.grids.iter().zip(held).map(|(grid, held)| Some(draft(grid, held))).collect();
        // Inner tables go into their cells, the smallest first.
        let mut order: Vec<usize> = (0..self.grids.len()).filter(|&grid| self.parent[grid].is_some()).collect();
        order.sort_by(|&a, &b| area(self.grids[a].rect()).total_cmp(&area(self.grids[b].rect())));
        for inner in order {
            if let Some((outer, cell)) = self.parent[inner]
                && let Some(moved) = drafts[inner].take()
                && let Some(outer) = drafts[outer].as_mut()
                && moved.cells.iter().any(|cell| !cell.is_blank())
            {
                outer.cells[cell].inner.push(moved);
            }
        }
        drafts.into_iter().flatten().collect()
    }
}

fn area(rect: Rect) -> f32 {
    (rect[2] - rect[0]) * (rect[3] - rect[1])
}

fn draft(grid: &Grid, held: &mut [Vec<Glyph>]) -> Draft {
    let mut cells: Vec<DraftCell> = Vec::with_capacity(grid.cells.len());
    for (index, (span, glyphs)) in grid.cells.iter().zip(held).enumerate() {
        cells.push(DraftCell {
            row: span.row,
            column: span.column,
            row_span: span.row_span,
            column_span: span.column_span,
            rect: grid.whole_rect(index),
            open: grid.open[index],
            lines: lines::read(glyphs, 0),
            ..DraftCell::default()
        });
    }
    let padding = padding(&cells);
    let rows = grid.ys.len() - 1;
    Draft {
        page: 0,
        rect: grid.rect(),
        rows,
        xs: grid.xs.clone(),
        ends: (0..cells.len()).filter(|&cell| cells[cell].row + cells[cell].row_span == rows).collect(),
        cells,
        last_page: 0,
        ys: grid.ys.clone(),
        padding,
        open: false,
    }
}

/// The space that all cells leave at their sides. On the right only cells of several lines tell,
/// and they leave up to one more sign; so the left space counts where the two agree that far.
fn padding(cells: &[DraftCell]) -> (f32, f32) {
    let upright = |line: &&Line| line.heading == Heading::Right;
    let mut left = f32::MAX;
    let mut right = f32::MAX;
    let mut size = 0.0f32;
    for cell in cells {
        for line in cell.lines.iter().filter(upright) {
            left = left.min((line.left - line.indent - cell.rect[0]).max(0.0));
            size = size.max(line.size);
            if cell.lines.len() > 1 {
                right = right.min((cell.rect[2] - line.right).max(0.0));
            }
        }
    }
    if left == f32::MAX {
        return (0.0, 0.0);
    }
    left = left.min(size);
    let right = if (right - left).abs() <= size { left } else { right.min(left + size) };
    (left, right)
}

/// Where text may stand on pages of one size: from the lowest and highest that it stands anywhere.
#[derive(Clone, Debug, Default)]
pub struct Body {
    sizes: Vec<Extent>,
}

/// What pages of one size hold.
#[derive(Clone, Debug)]
struct Extent {
    width: f32,
    height: f32,
    /// Around all text and tables.
    all: Rect,
    /// Left and right end of the lines outside tables.
    text: (f32, f32),
}

impl Body {
    pub fn of(pages: &[Page]) -> Body {
        let mut body = Body::default();
        for page in pages {
            let extent = body.extent(page);
            for table in &page.tables {
                extent.all = around(extent.all, table.rect);
            }
            for outside in page.lines.iter().filter(|outside| !outside.furniture && has_words(&outside.line)) {
                let rect = outside.line.rect();
                extent.all = around(extent.all, rect);
                extent.text = (extent.text.0.min(rect[0]), extent.text.1.max(rect[2]));
            }
        }
        body
    }

    fn extent(&mut self, page: &Page) -> &mut Extent {
        let found = self.sizes.iter().position(|extent| extent.is_of(page));
        let index = found.unwrap_or_else(|| {
            let none = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
            self.sizes.push(Extent { width: page.width, height: page.height, all: none, text: (f32::MAX, f32::MIN) });
            self.sizes.len() - 1
        });
        &mut self.sizes[index]
    }

    /// Left, top, right and bottom end of text and tables on pages like this one.
    pub fn rect(&self, page: &Page) -> Rect {
        self.sizes
            .iter()
            .find(|extent| extent.is_of(page))
            .map_or([0.0, 0.0, page.width, page.height], |extent| extent.all)
    }

    /// Left and right end of the lines outside tables on pages like this one; of the tables, too, where
    /// all lines are short: 填报单位 and a title alone wrap nowhere.
    pub fn text_room(&self, page: &Page) -> (f32, f32) {
        let Some(extent) = self.sizes.iter().find(|extent| extent.is_of(page)) else { return (0.0, page.width) };
        let ([left, _, right, _], text) = (extent.all, extent.text);
        if (text.1 - text.0) * 2.0 < right - left { (text.0.min(left), text.1.max(right)) } else { text }
    }
}

/// More than one sign: one alone is a page's number, or a speck on a scan.
fn has_words(line: &Line) -> bool {
    line.glyphs.iter().filter(|glyph| !chars::is_space(glyph.sign)).nth(1).is_some()
}

impl Extent {
    fn is_of(&self, page: &Page) -> bool {
        (page.width - self.width).abs() < 2.0 && (page.height - self.height).abs() < 2.0
    }
}

fn around(a: Rect, b: Rect) -> Rect {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// Top of a line.
pub fn top(line: &Line) -> f32 {
    line.baseline - line.size * ASCENT
}

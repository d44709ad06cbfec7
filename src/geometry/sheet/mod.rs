//! Several pages printed on one sheet: told apart, so that each is read as the page that it was.
//!
//! Parts with nothing drawn between them may as well be columns of one page. A division of a sheet is
//! taken only if no text and no line goes over from one part to the next, and if neighbours are
//! [`alike`] as pages of one document are. Sheets of one size are divided alike: the last one may hold
//! a single page.

mod alike;

use super::{
    Glyph, Heading, PageContent, chars,
    edges::{Axis, Edge},
};

/// Columns and rows of pages on a sheet, the most pages first.
const DIVISIONS: [Division; 12] = [
    Division { columns: 4, rows: 4 },
    Division { columns: 3, rows: 3 },
    Division { columns: 4, rows: 2 },
    Division { columns: 2, rows: 4 },
    Division { columns: 3, rows: 2 },
    Division { columns: 2, rows: 3 },
    Division { columns: 2, rows: 2 },
    Division { columns: 4, rows: 1 },
    Division { columns: 3, rows: 1 },
    Division { columns: 1, rows: 3 },
    Division { columns: 2, rows: 1 },
    Division { columns: 1, rows: 2 },
];
/// A page is so much longer than wide, or wider than long.
const OBLONG: [f32; 2] = [1.0, 1.85];
/// Share of a page that is blank at its sides.
const GUTTER: f32 = 0.03;
/// How far a line may end beyond the border of its page, in points.
const OVER: f32 = 3.0;

/// A page that was found on a sheet.
pub struct Part {
    /// Number of the sheet, from 0.
    pub sheet: usize,
    /// Where the page begins on the sheet.
    pub shift: (f32, f32),
    pub content: PageContent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Division {
    columns: usize,
    rows: usize,
}

/// The pages of all sheets, in reading order: most often the sheets themselves. Sheets that were read
/// from a picture stay whole.
pub fn pages(sheets: Vec<PageContent>) -> Vec<Part> {
    let divisions = divisions(&sheets);
    let mut parts = Vec::with_capacity(sheets.len());
    for (sheet, (content, division)) in sheets.into_iter().zip(&divisions).enumerate() {
        match division {
            Some(division) => {
                parts.extend(division.cut(&content).into_iter().map(|(content, shift)| Part { sheet, shift, content }))
            }
            None => parts.push(Part { sheet, shift: (0.0, 0.0), content }),
        }
    }
    if divisions.iter().any(Option::is_some) {
        parts.retain(|part| divisions[part.sheet].is_none() || !part.content.glyphs.is_empty());
        alike::sort(&mut parts);
    }
    parts
}

/// How each sheet is to be divided: as all of its size are, or as it alone tells.
fn divisions(sheets: &[PageContent]) -> Vec<Option<Division>> {
    let mut found = vec![None; sheets.len()];
    let mut seen = vec![false; sheets.len()];
    for first in 0..sheets.len() {
        if seen[first] {
            continue;
        }
        let alike = |&other: &usize| is_of_size(&sheets[other], &sheets[first]);
        let group: Vec<usize> = (first..sheets.len()).filter(alike).collect();
        group.iter().for_each(|&sheet| seen[sheet] = true);
        let common = division(&group.iter().map(|&sheet| &sheets[sheet]).collect::<Vec<_>>());
        for &sheet in &group {
            found[sheet] = common.or_else(|| division(&[&sheets[sheet]]));
        }
    }
    found
}

fn is_of_size(a: &PageContent, b: &PageContent) -> bool {
    (a.width - b.width).abs() < 2.0 && (a.height - b.height).abs() < 2.0
}

fn division(sheets: &[&PageContent]) -> Option<Division> {
    if sheets.iter().any(|sheet| !sheet.readings.is_empty()) {
        return None;
    }
    DIVISIONS.into_iter().find(|division| {
        let fits = division.is_of_pages(sheets[0]) && sheets.iter().all(|sheet| division.parts(sheet));
        fits && division.has_evidence(sheets)
    })
}

impl Division {
    fn size(self, sheet: &PageContent) -> (f32, f32) {
        (sheet.width / self.columns as f32, sheet.height / self.rows as f32)
    }

    /// The parts are as long and as wide as pages are.
    fn is_of_pages(self, sheet: &PageContent) -> bool {
        let (width, height) = self.size(sheet);
        let ratio = width.max(height) / width.min(height).max(1.0);
        (OBLONG[0]..=OBLONG[1]).contains(&ratio)
    }

    /// No text stands at the borders of the pages and no line crosses them.
    fn parts(self, sheet: &PageContent) -> bool {
        let (width, height) = self.size(sheet);
        let crosses = |from: f32, to: f32, length: f32, count: usize, gutter: f32| {
            // The first border beyond the start, counted from the left or top of the sheet.
            let border = ((from - gutter) / length).floor() + 1.0;
            border >= 1.0 && (border as usize) < count && to > border * length - gutter
        };
        let seen = sheet.glyphs.iter().filter(|glyph| !chars::is_space(glyph.sign));
        let over = |glyph: &Glyph| {
            let ((left, right), (top, bottom)) = extent(glyph);
            crosses(left, right, width, self.columns, width * GUTTER)
                || crosses(top, bottom, height, self.rows, height * GUTTER)
        };
        let line_over = |edge: &Edge| {
            let (length, count, across) = match edge.axis {
                Axis::Horizontal => (width, self.columns, height),
                Axis::Vertical => (height, self.rows, width),
            };
            // Frames around pages may be drawn as one line from end to end.
            let on_border = (edge.at - (edge.at / across).round() * across).abs() <= OVER;
            !on_border && crosses(edge.from, edge.to, length, count, -OVER)
        };
        !seen.clone().any(over) && !sheet.edges.iter().any(line_over)
    }

    /// Neighbours in each direction are pages of one document.
    fn has_evidence(self, sheets: &[&PageContent]) -> bool {
        let mut beside = self.columns == 1;
        let mut below = self.rows == 1;
        for sheet in sheets {
            let parts = self.cut(sheet);
            let at = |row: usize, column: usize| &parts[row * self.columns + column].0;
            for row in 0..self.rows {
                for column in 0..self.columns {
                    beside |= column > 0 && alike::beside(at(row, column - 1), at(row, column), self.rows);
                    below |= row > 0 && alike::below(at(row - 1, column), at(row, column), self.columns);
                }
            }
            if beside && below {
                return true;
            }
        }
        false
    }

    /// The parts, row by row, each with its place on the sheet.
    fn cut(self, sheet: &PageContent) -> Vec<(PageContent, (f32, f32))> {
        let (width, height) = self.size(sheet);
        let number = |at: f32, length: f32, count: usize| ((at / length).max(0.0) as usize).min(count - 1);
        let mut parts: Vec<(PageContent, (f32, f32))> = (0..self.rows * self.columns)
            .map(|part| {
                let shift = ((part % self.columns) as f32 * width, (part / self.columns) as f32 * height);
                (PageContent { width, height, ..PageContent::default() }, shift)
            })
            .collect();
        let part_of = |x: f32, y: f32| number(y, height, self.rows) * self.columns + number(x, width, self.columns);
        for glyph in &sheet.glyphs {
            let (part, (x, y)) = &mut parts[part_of(glyph.x, glyph.y)];
            part.glyphs.push(Glyph { x: glyph.x - *x, y: glyph.y - *y, ..*glyph });
        }
        let place = |edge: &Edge| {
            let middle = (edge.from + edge.to) / 2.0;
            let (x, y) = if edge.axis == Axis::Vertical { (edge.at, middle) } else { (middle, edge.at) };
            part_of(x, y)
        };
        for edge in &sheet.edges {
            let (part, shift) = &mut parts[place(edge)];
            part.edges.extend(moved(edge, *shift, (width, height)));
        }
        for edge in &sheet.shades {
            let (part, shift) = &mut parts[place(edge)];
            part.shades.extend(moved(edge, *shift, (width, height)));
        }
        parts
    }
}

/// A line on the page of this size that stands at `(left, top)`; none along its border.
fn moved(edge: &Edge, (left, top): (f32, f32), (width, height): (f32, f32)) -> Option<Edge> {
    let (across, along) = if edge.axis == Axis::Vertical { (left, top) } else { (top, left) };
    let moved = Edge { at: edge.at - across, from: edge.from - along, to: edge.to - along, ..*edge };
    (!is_frame(&moved, width, height)).then_some(moved)
}

/// A line along the border of the page.
fn is_frame(edge: &Edge, width: f32, height: f32) -> bool {
    let across = if edge.axis == Axis::Vertical { width } else { height };
    edge.at < OVER || edge.at > across - OVER
}

/// From where to where a glyph reaches, across and down.
fn extent(glyph: &Glyph) -> ((f32, f32), (f32, f32)) {
    let (size, advance) = (glyph.size, glyph.advance.max(0.0));
    match glyph.heading {
        Heading::Right => ((glyph.x, glyph.x + advance), (glyph.y - size * 0.9, glyph.y + size * 0.2)),
        Heading::Left => ((glyph.x - advance, glyph.x), (glyph.y - size * 0.2, glyph.y + size * 0.9)),
        Heading::Down => ((glyph.x - size * 0.2, glyph.x + size * 0.9), (glyph.y, glyph.y + advance)),
        Heading::Up => ((glyph.x - size * 0.9, glyph.x + size * 0.2), (glyph.y - advance, glyph.y)),
        Heading::Stacked => ((glyph.x, glyph.x + size), (glyph.y, glyph.y + advance)),
    }
}

#[cfg(test)]
mod tests;

//! A document as any reader gives it: paragraphs and tables in reading order.

use serde::{Deserialize, Serialize};

/// Points (1/72 inch) from the top left corner of the page as it is seen, that is after rotation:
/// `[x0, y0, x1, y1]` with `x0 <= x1` and `y0 <= y1`.
pub type Rect = [f32; 4];

/// Where something stands in a paged format. Pages count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub page: u32,
    #[serde(rename = "box")]
    pub rect: Rect,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    pub blocks: Vec<Block>,
    pub facts: Facts,
}

/// What a reader saw besides text: grounds for checks, not errors.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Tracked changes that nobody accepted or rejected.
    pub insertions: u32,
    pub deletions: u32,
    /// Pages, if the format has any.
    pub pages: u32,
    /// Pages (from 1) that show a picture and no text.
    pub picture_pages: Vec<u32>,
    /// Pages (from 1) with text whose signs the file does not name, or names twice in two ways.
    pub doubtful_pages: Vec<u32>,
    /// Pages (from 1) with a table of which there is only a picture that could not be read.
    pub unread_pages: Vec<u32>,
    /// Pages (from 1) with a table of which there is only a picture, with much text and hardly any Chinese:
    /// they were not read.
    pub foreign_pages: Vec<u32>,
    /// Text of spreadsheets that is not shown on opening; it was read all the same.
    pub hidden: Vec<HiddenPart>,
    /// A PDF form that is described a second time, for Adobe's viewers alone.
    pub xfa: Option<Xfa>,
}

/// What a form's second description (XFA) says beside the fields that were read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Xfa {
    /// Its values could be held against the fields.
    pub compared: bool,
    pub differing: Vec<OtherValue>,
    /// So many more differ.
    pub more: u32,
}

/// One field with two values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OtherValue {
    pub field: String,
    /// What stands on the page, and was read.
    pub read: String,
    /// What XFA says.
    pub other: String,
}

/// What of one sheet is hidden and holds text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HiddenPart {
    pub sheet: String,
    /// The sheet itself is hidden.
    pub whole: bool,
    pub rows: Vec<Span>,
    pub columns: Vec<Span>,
}

/// Neighbouring rows or columns of a sheet, counted from 1, the last one included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub first: u32,
    pub last: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Paragraph(Paragraph),
    Table(Table),
}

/// A paragraph outside tables. Soft line breaks are `\n`, tabs `\t`; white space is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paragraph {
    pub text: String,
    pub place: Option<Place>,
}

/// A grid of `rows` × `columns` with cells in row-major order. A spanning cell stands once, at its
/// top left; grid positions without a cell are possible where the source leaves them out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub rows: usize,
    pub columns: usize,
    pub cells: Vec<Cell>,
    /// Where the table begins; its box covers the part on that page.
    pub place: Option<Place>,
    /// Where the table stands on a sheet, if it was read from a spreadsheet.
    pub sheet: Option<SheetPlace>,
}

/// The sheet and the place on it, from 0, of a table's top left cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetPlace {
    pub name: String,
    pub row: u32,
    pub column: u32,
}

/// One cell. `row` and `column` count from 0, spans from 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub row: usize,
    pub column: usize,
    pub row_span: usize,
    pub column_span: usize,
    /// Paragraphs joined by `\n`; tables inside the cell as lines, their cells joined by `\t`.
    pub text: String,
    /// The source says that this row is a header (w:tblHeader, repeated by a printer, `<th>`).
    pub header: bool,
    /// For a cell cut by a page break: its first part.
    pub place: Option<Place>,
    /// How surely `text` was read, 0 to 1, if it was read from a picture.
    pub confidence: Option<f32>,
    /// What was read, if `text` is what the form prints and not that.
    pub read_as: Option<String>,
    /// Tables inside the cell, whose text also stands in `text`.
    pub tables: Vec<Table>,
}

impl Document {
    /// All tables in reading order, nested ones after the table that holds them.
    pub fn tables(&self) -> Vec<&Table> {
        let mut found = Vec::new();
        for block in &self.blocks {
            if let Block::Table(table) = block {
                table.collect(&mut found);
            }
        }
        found
    }
}

impl SheetPlace {
    /// `需求表!A14` for a row of the table, from 0: its leftmost cell as formulas write it.
    pub fn address(&self, row: usize) -> String {
        format!("{}!{}{}", self.name, column_letters(self.column), self.row as usize + row + 1)
    }
}

/// The letters of a column of a sheet, from 0: A … Z, AA, AB ….
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

impl Table {
    fn collect<'a>(&'a self, found: &mut Vec<&'a Table>) {
        found.push(self);
        for cell in &self.cells {
            for inner in &cell.tables {
                inner.collect(found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_letters(column), letters);
        }
    }
}

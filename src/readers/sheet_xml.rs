//! Spreadsheets as Excel 2003 XML (SpreadsheetML, `urn:schemas-microsoft-com:office:spreadsheet`), which
//! web systems write and call .xls: each sheet is a paragraph with its name, if there is more than
//! one, and a table.
//!
//! Numbers are as shown where their format is simple ([`format`]), else as written. Hidden sheets
//! and rows are read like others: what nobody sees may still have been meant.

use std::collections::HashMap;

use super::{Reader, Result, flowing::budget::Budget, xml};
use crate::{
    model::{
        document::{Block, Cell, Document, Paragraph, Table},
        format::Format,
        limits::Limits,
        source::Source,
        trouble::Trouble,
    },
    readers::xml::{Token, package::to_utf8},
};

mod format;
mod names;
#[cfg(test)]
mod tests;

use format::NumberFormat;
use names::Tag;

type Scanner<'a> = xml::Scanner<'a, Tag>;

/// Rows and columns of a sheet (Excel 2007 and later).
const MAX_ROWS: usize = 1_048_576;
const MAX_COLUMNS: usize = 16_384;

/// The reader of spreadsheets in XML.
pub struct SheetXml;

impl Reader for SheetXml {
    fn format(&self) -> Format {
        Format::SheetXml
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        read(&source.bytes, &mut Budget::new(*limits))
    }
}

fn read(bytes: &[u8], budget: &mut Budget) -> Result<Document> {
    let bytes = to_utf8(bytes.to_vec());
    let mut scanner = Scanner::new("XML", &bytes, budget.limits.xml_depth);
    if scanner.next()? != Token::Start(Tag::Workbook) {
        return Err(Box::new(Trouble::unreadable(
            "不是 Excel XML 表格，请对方用 Excel 另存为 .xlsx 后重新发送",
            "this is no Excel XML spreadsheet; ask for it saved as .xlsx",
        )));
    }
    let mut styles = Styles::default();
    let mut sheets = Vec::new();
    while let Some(tag) = scanner.child(1)? {
        match tag {
            Tag::Styles => styles.read(&mut scanner)?,
            Tag::Worksheet => sheets.extend(Sheet::read(&mut scanner, &styles, budget)?),
            _ => {}
        }
    }
    let several = sheets.len() > 1;
    let mut blocks = Vec::new();
    for (name, table) in sheets {
        budget.add_paragraph()?;
        if several && !name.is_empty() {
            blocks.push(Block::Paragraph(Paragraph { text: name, place: None }));
        }
        blocks.push(Block::Table(table));
    }
    Ok(Document { blocks, ..Document::default() })
}

/// Number formats by the id of their style.
#[derive(Debug, Default)]
struct Styles(HashMap<String, NumberFormat>);

impl Styles {
    fn read(&mut self, scanner: &mut Scanner) -> Result<()> {
        let depth = scanner.depth();
        while let Some(tag) = scanner.child(depth)? {
            if tag != Tag::Style {
                continue;
            }
            let text = |name: &[u8]| scanner.attribute_text(name).unwrap_or_default().into_owned();
            let (id, parent) = (text(b"ID"), text(b"Parent"));
            let inherited = self.0.get(&parent).or_else(|| self.0.get("Default"));
            let mut format = inherited.cloned().unwrap_or_default();
            let inner = scanner.depth();
            while let Some(tag) = scanner.child(inner)? {
                if tag == Tag::NumberFormat
                    && let Some(written) = scanner.attribute_text(b"Format")
                {
                    format = NumberFormat::parse(&written);
                }
            }
            self.0.insert(id, format);
        }
        Ok(())
    }

    fn get(&self, id: Option<&str>) -> Option<&NumberFormat> {
        self.0.get(id?).or_else(|| self.0.get("Default"))
    }
}

/// A sheet under construction.
#[derive(Default)]
struct Sheet {
    table: Table,
    /// The next row and column.
    row: usize,
    column: usize,
    /// For each column, the first row that a merge from above leaves free.
    free_from: Vec<usize>,
    row_style: Option<String>,
}

impl Sheet {
    /// Reads the worksheet just started: its name and its table, if it holds anything.
    fn read(scanner: &mut Scanner, styles: &Styles, budget: &mut Budget) -> Result<Option<(String, Table)>> {
        let depth = scanner.depth();
        let name = scanner.attribute_text(b"Name").unwrap_or_default().into_owned();
        let mut sheet = Sheet::default();
        while let Some(tag) = scanner.child(depth)? {
            if tag == Tag::Table {
                sheet.read_table(scanner, styles, budget)?;
            }
        }
        let table = sheet.finish();
        budget.add_table(table.rows.saturating_mul(table.columns));
        Ok((!table.cells.is_empty()).then_some((name, table)))
    }

    fn read_table(&mut self, scanner: &mut Scanner, styles: &Styles, budget: &mut Budget) -> Result<()> {
        let depth = scanner.depth();
        while let Some(tag) = scanner.child(depth)? {
            if tag != Tag::Row {
                continue;
            }
            // Rows and cells come in order; a place that is behind them is no place.
            self.row = index(scanner, MAX_ROWS).unwrap_or(0).max(self.row);
            self.column = 0;
            self.row_style = scanner.attribute_text(b"StyleID").map(|id| id.into_owned());
            let span = scanner.number(b"Span").map_or(0, |span| span.clamp(0, MAX_ROWS as i64) as usize);
            self.read_row(scanner, styles, budget)?;
            self.row = (self.row + 1 + span).min(MAX_ROWS);
        }
        Ok(())
    }

    fn read_row(&mut self, scanner: &mut Scanner, styles: &Styles, budget: &mut Budget) -> Result<()> {
        let depth = scanner.depth();
        while let Some(tag) = scanner.child(depth)? {
            if tag == Tag::Cell {
                self.read_cell(scanner, styles)?;
            }
        }
        budget.check_table(self.table.rows.saturating_mul(self.table.columns))
    }

    fn read_cell(&mut self, scanner: &mut Scanner, styles: &Styles) -> Result<()> {
        while self.free_from.get(self.column).is_some_and(|free| *free > self.row) {
            self.column += 1;
        }
        let column = index(scanner, MAX_COLUMNS).unwrap_or(0).max(self.column);
        let merge =
            |name: &[u8], most: usize| scanner.number(name).map_or(0, |more| more.clamp(0, most as i64) as usize);
        let (across, down) = (merge(b"MergeAcross", MAX_COLUMNS), merge(b"MergeDown", MAX_ROWS));
        let style = scanner.attribute_text(b"StyleID").map(|id| id.into_owned());
        let format = styles.get(style.as_deref().or(self.row_style.as_deref()));
        let text = cell_text(scanner, format)?;
        // Where a merge from above is in the way, that one stands.
        let free = |column: &usize| self.free_from.get(*column).is_none_or(|free| *free <= self.row);
        let most = MAX_COLUMNS.saturating_sub(column).min(across + 1);
        let columns = (column..column + most).take_while(free).count();
        self.column = column + columns;
        if columns == 0 || (text.is_empty() && across + down == 0) {
            return Ok(());
        }
        if down > 0 {
            if self.free_from.len() < column + columns {
                self.free_from.resize(column + columns, 0);
            }
            self.free_from[column..column + columns].fill(self.row + 1 + down);
        }
        if !text.is_empty() {
            self.table.rows = self.table.rows.max(self.row + 1);
            self.table.columns = self.table.columns.max(column + 1);
        }
        let (row, row_span, column_span) = (self.row, down + 1, columns);
        self.table.cells.push(Cell { row, column, row_span, column_span, text, ..Cell::default() });
        Ok(())
    }

    /// The table from its first to its last row and column with text.
    fn finish(self) -> Table {
        let Table { rows, columns, mut cells, place, sheet } = self.table;
        let texts = || cells.iter().filter(|cell| !cell.text.is_empty());
        let first_row = texts().map(|cell| cell.row).min().unwrap_or(0);
        let first_column = texts().map(|cell| cell.column).min().unwrap_or(0);
        cells.retain(|cell| (first_row..rows).contains(&cell.row) && (first_column..columns).contains(&cell.column));
        for cell in &mut cells {
            cell.row_span = cell.row_span.min(rows - cell.row);
            cell.column_span = cell.column_span.min(columns - cell.column);
            cell.row -= first_row;
            cell.column -= first_column;
        }
        let (rows, columns) = (rows.saturating_sub(first_row), columns.saturating_sub(first_column));
        Table { rows, columns, cells, place, sheet }
    }
}

/// `ss:Index`, from 0.
fn index(scanner: &Scanner, most: usize) -> Option<usize> {
    let index = usize::try_from(scanner.number(b"Index")?).ok()?;
    (1..=most).contains(&index).then(|| index - 1)
}

/// The text of the cell just started: that of its `ss:Data`, in which parts may be marked up.
fn cell_text(scanner: &mut Scanner, format: Option<&NumberFormat>) -> Result<String> {
    let depth = scanner.depth();
    let mut text = String::new();
    while let Some(tag) = scanner.child(depth)? {
        if tag != Tag::Data {
            continue;
        }
        let kind = scanner.attribute(b"Type").unwrap_or_default().to_vec();
        let inner = scanner.depth();
        loop {
            match scanner.next()? {
                // Line ends are kept: Excel writes those in a cell as references, programs as they are.
                Token::Text(raw) => push_lines(scanner, raw, &mut text)?,
                Token::Literal(raw) => text.push_str(&String::from_utf8_lossy(raw)),
                Token::End(_) if scanner.depth() < inner => break,
                Token::Done => break,
                _ => {}
            }
        }
        text = format::shown(&kind, text, format);
    }
    Ok(text)
}

fn push_lines(scanner: &Scanner, raw: &[u8], text: &mut String) -> Result<()> {
    for (number, line) in raw.split(|&byte| byte == b'\n').enumerate() {
        if number > 0 {
            text.push('\n');
        }
        scanner.push_text(line.strip_suffix(b"\r").unwrap_or(line), text)?;
    }
    Ok(())
}

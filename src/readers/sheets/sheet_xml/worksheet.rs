//! The rows, columns and cells of `ss:Table`.

use super::{
    super::{
        number::{NumberFormat, date, digits::push_general},
        sheet::{Area, Content, MAX_COLUMNS, MAX_ROWS, Sheet},
        text::push_lines,
    },
    Scanner,
    covers::Covers,
    names::Tag,
    styles::{DEFAULT, Style, Styles},
};
use crate::readers::{Result, flowing::budget::Budget, xml::Token};

/// Rows of one merged cell whose borders are taken.
const MOST_BORDERED: u32 = 1000;

/// The pass over one table. Rows, columns and cells come in order and may leave out where they stand;
/// a place that is behind them is no place.
pub struct Rows<'s, 'a> {
    scanner: &'s mut Scanner<'a>,
    styles: &'s Styles<'a>,
    budget: &'s Budget,
    sheet: &'s mut Sheet,
    /// The next row, and the next cell's or column's column.
    row: u32,
    column: u32,
    covers: Covers,
    table_style: Option<usize>,
    row_style: Option<usize>,
    /// First and last columns with their style.
    column_styles: Vec<(u32, u32, usize)>,
    /// The value of the open cell.
    raw: String,
}

impl<'s, 'a> Rows<'s, 'a> {
    /// For the table just started.
    pub fn new(
        scanner: &'s mut Scanner<'a>,
        styles: &'s Styles<'a>,
        budget: &'s Budget,
        sheet: &'s mut Sheet,
    ) -> Rows<'s, 'a> {
        let table_style = styles.named(scanner);
        Rows {
            scanner,
            styles,
            budget,
            sheet,
            row: 0,
            column: 0,
            covers: Covers::default(),
            table_style,
            row_style: None,
            column_styles: Vec::new(),
            raw: String::new(),
        }
    }

    /// Reads the table into the sheet.
    ///
    /// # Errors
    /// Trouble in the XML, or a limit that was met.
    pub fn read(mut self) -> Result<()> {
        let depth = self.scanner.depth();
        while let Some(tag) = self.scanner.child(depth)? {
            match tag {
                Tag::Column => self.column_props(),
                Tag::Row => self.row()?,
                _ => {}
            }
        }
        Ok(())
    }

    fn column_props(&mut self) {
        let first = self.index(MAX_COLUMNS).max(self.column);
        if first >= MAX_COLUMNS {
            return;
        }
        let last = (first + self.more(b"Span", MAX_COLUMNS)).min(MAX_COLUMNS - 1);
        self.column = last + 1;
        if self.is_hidden(b"Width") {
            self.sheet.hidden_columns.push((first, last));
        }
        if let Some(style) = self.styles.named(self.scanner) {
            self.column_styles.push((first, last, style));
        }
    }

    fn row(&mut self) -> Result<()> {
        let row = self.index(MAX_ROWS).max(self.row).min(MAX_ROWS);
        let last = (row + self.more(b"Span", MAX_ROWS)).min(MAX_ROWS);
        if row < MAX_ROWS && self.is_hidden(b"Height") {
            match self.sheet.hidden_rows.last_mut() {
                Some((_, end)) if *end + 1 == row => *end = last,
                _ => self.sheet.hidden_rows.push((row, last)),
            }
        }
        self.row_style = self.styles.named(self.scanner);
        (self.row, self.column) = (row, 0);
        let depth = self.scanner.depth();
        while let Some(tag) = self.scanner.child(depth)? {
            if tag == Tag::Cell {
                self.cell()?;
            }
        }
        self.row = last + 1;
        Ok(())
    }

    fn cell(&mut self) -> Result<()> {
        while let Some(right) = self.covers.over(self.row, self.column) {
            self.column = right + 1;
        }
        let (row, column) = (self.row, self.index(MAX_COLUMNS).max(self.column));
        // Where a merged cell from above is in the way, that one stands.
        if row >= MAX_ROWS || column >= MAX_COLUMNS || self.covers.over(row, column).is_some() {
            return Ok(());
        }
        let right = (column + self.more(b"MergeAcross", MAX_COLUMNS)).min(MAX_COLUMNS - 1);
        let right = self.covers.free_to(row, column, right);
        let bottom = (row + self.more(b"MergeDown", MAX_ROWS)).min(MAX_ROWS - 1);
        self.column = right + 1;
        if bottom > row {
            self.covers.add((column, right), bottom);
        }
        self.sheet.add_merge(Area { top: row, left: column, bottom, right });
        let style = self.style(column);
        if style.is_some_and(|style| style.bordered) {
            for row in row..=bottom.min(row + MOST_BORDERED) {
                self.sheet.add_border(row, column, right);
            }
        }
        let mut content = Content { row, column, ..Content::default() };
        self.value(style.and_then(|style| style.format.as_ref()), &mut content)?;
        self.sheet.add(content, false, self.budget)
    }

    /// The style of the cell just started: its own, or else that of its row, column or table.
    fn style(&self, column: u32) -> Option<&'s Style> {
        let of_column = || {
            let from = self.column_styles.partition_point(|range| range.1 < column);
            self.column_styles.get(from).filter(|range| range.0 <= column).map(|range| range.2)
        };
        let own = self.styles.named(self.scanner).or(self.row_style);
        self.styles.get(own.or_else(of_column).or(self.table_style).unwrap_or(DEFAULT))
    }

    /// Reads `ss:Data`, in which parts may be marked up.
    fn value(&mut self, format: Option<&NumberFormat>, content: &mut Content) -> Result<()> {
        let depth = self.scanner.depth();
        while let Some(tag) = self.scanner.child(depth)? {
            if tag != Tag::Data {
                continue;
            }
            let kind = self.scanner.attribute(b"Type").unwrap_or(b"String");
            self.raw.clear();
            let inner = self.scanner.depth();
            while self.scanner.depth() >= inner {
                match self.scanner.next()? {
                    Token::Text(raw) => push_lines(self.scanner, raw, &mut self.raw)?,
                    Token::Literal(raw) => self.raw.push_str(&String::from_utf8_lossy(raw)),
                    _ => {}
                }
            }
            self.show(kind, format, content);
        }
        Ok(())
    }

    fn show(&self, kind: &[u8], format: Option<&NumberFormat>, content: &mut Content) {
        content.text.clear();
        content.is_number = kind != b"String";
        let out = &mut content.text;
        let raw = self.raw.trim();
        let value = match kind {
            b"Number" => raw.parse().ok(),
            b"DateTime" => date::serial(raw),
            _ => None,
        };
        match (kind, value, format) {
            (b"Boolean", ..) => out.push_str(if matches!(raw, "1" | "true") { "TRUE" } else { "FALSE" }),
            (b"Number", Some(value), Some(format)) => format.push(value, self.styles.is_1904, out),
            (b"Number", Some(value), None) => push_general(value, out),
            (b"DateTime", Some(value), Some(format)) => format.push(value, false, out),
            // The number of a day would tell nobody anything.
            (b"DateTime", Some(_), None) => out.push_str(without_midnight(raw)),
            (b"Number" | b"DateTime", None, _) => {
                content.is_number = false;
                out.push_str(raw);
            }
            (b"Error", ..) => out.push_str(raw),
            (_, _, Some(format)) => format.push_text(&self.raw, out),
            (_, _, None) => out.push_str(&self.raw),
        }
    }

    /// `ss:Index`, from 0; 0 where it is not said.
    fn index(&self, most: u32) -> u32 {
        let said = self.scanner.number(b"Index").and_then(|index| u32::try_from(index).ok()?.checked_sub(1));
        said.filter(|index| *index < most).unwrap_or(0)
    }

    /// How many more rows or columns there are.
    fn more(&self, name: &[u8], most: u32) -> u32 {
        self.scanner.number(name).map_or(0, |more| more.clamp(0, i64::from(most)) as u32)
    }

    /// Hidden as such, or without any height or width.
    fn is_hidden(&self, size: &[u8]) -> bool {
        let said = matches!(self.scanner.attribute(b"Hidden"), Some(b"1"));
        said || matches!(self.scanner.attribute(size), Some(b"0" | b"0.0"))
    }
}

/// `2024-03-01T00:00:00.000` is a day and no time.
fn without_midnight(moment: &str) -> &str {
    match moment.split_once('T') {
        Some((day, time)) if time.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.' | b'Z')) => day,
        _ => moment,
    }
}

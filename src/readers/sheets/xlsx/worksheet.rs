//! The cells of one worksheet (18.3.1).

use super::{
    super::{
        number::{date, digits::push_general},
        sheet::{self, Content, MAX_COLUMNS, Sheet},
    },
    Scanner, Shared,
    names::Tag,
    strings::{push_element, push_item},
    styles::Style,
};
use crate::readers::{Result, flowing::budget::Budget, xml::Token};

/// Reads a worksheet part.
///
/// # Errors
/// Trouble in the XML, a reference to a text that is not there, or a limit that was met.
pub fn read(scanner: Scanner, shared: &Shared, budget: &mut Budget, sheet: &mut Sheet) -> Result<()> {
    Reading { scanner, shared, budget, sheet, row: 0, column: 0, raw: String::new() }.run()
}

/// What a cell says of itself (18.3.1.4).
#[derive(Clone, Copy)]
struct Head<'a> {
    style: Style,
    kind: &'a [u8],
}

struct Reading<'a, 's> {
    scanner: Scanner<'a>,
    shared: &'s Shared,
    budget: &'s mut Budget,
    sheet: &'s mut Sheet,
    /// Where the next row and cell go that do not say it.
    row: u32,
    column: u32,
    /// The value of the open cell.
    raw: String,
}

impl Reading<'_, '_> {
    fn run(mut self) -> Result<()> {
        loop {
            match self.scanner.next()? {
                Token::Start(Tag::Cell) => self.cell()?,
                Token::Start(Tag::Row) => self.start_row(),
                Token::Start(Tag::Column) => self.column_props(),
                Token::Start(Tag::MergeCell) => {
                    if let Some(area) = self.scanner.attribute(b"ref").and_then(sheet::area) {
                        self.sheet.add_merge(area);
                    }
                }
                Token::Done => return Ok(()),
                _ => {}
            }
        }
    }

    /// 18.3.1.73
    fn start_row(&mut self) {
        let said = self.scanner.number(b"r").and_then(|row| u32::try_from(row).ok()?.checked_sub(1));
        let row = said.unwrap_or(self.row);
        self.row = row.saturating_add(1);
        self.column = 0;
        if self.is_hidden(b"ht") {
            match self.sheet.hidden_rows.last_mut() {
                Some((_, last)) if last.checked_add(1) == Some(row) => *last = row,
                _ => self.sheet.hidden_rows.push((row, row)),
            }
        }
    }

    /// 18.3.1.13
    fn column_props(&mut self) {
        let number = |name: &[u8]| u32::try_from(self.scanner.number(name)?).ok()?.checked_sub(1);
        if let (Some(first), Some(last)) = (number(b"min"), number(b"max"))
            && self.is_hidden(b"width")
            && self.sheet.hidden_columns.len() < MAX_COLUMNS as usize
        {
            self.sheet.hidden_columns.push((first, last.min(MAX_COLUMNS)));
        }
    }

    /// Hidden as such, or without any height or width.
    fn is_hidden(&self, size: &[u8]) -> bool {
        let said = matches!(self.scanner.attribute(b"hidden"), Some(b"1" | b"true" | b"on"));
        said || matches!(self.scanner.attribute(size), Some(b"0" | b"0.0"))
    }

    fn cell(&mut self) -> Result<()> {
        let (row, column) =
            self.scanner.attribute(b"r").and_then(sheet::place).unwrap_or((self.row.saturating_sub(1), self.column));
        self.column = column.saturating_add(1);
        let style = self.scanner.number(b"s").and_then(|index| usize::try_from(index).ok()).unwrap_or(0);
        let head = Head { style: self.shared.styles.style(style), kind: self.scanner.attribute(b"t").unwrap_or(b"n") };
        let mut content = Content { row, column, ..Content::default() };
        if !self.scanner.is_empty() {
            self.value(head, &mut content)?;
        }
        self.sheet.add(content, head.style.bordered, self.budget)
    }

    fn value(&mut self, head: Head, content: &mut Content) -> Result<()> {
        let depth = self.scanner.depth();
        self.raw.clear();
        let mut inline = false;
        while let Some(tag) = self.scanner.child(depth)? {
            match tag {
                Tag::Value => push_element(&mut self.scanner, &mut self.raw)?,
                Tag::InlineString => {
                    inline = true;
                    push_item(&mut self.scanner, &mut content.text)?;
                }
                _ => {}
            }
        }
        if inline {
            return Ok(());
        }
        match head.kind {
            b"s" => self.shared_string(head, content),
            b"str" | b"inlineStr" => {
                self.text(head, content);
                Ok(())
            }
            _ => {
                self.number(head, content);
                Ok(())
            }
        }
    }

    fn shared_string(&mut self, head: Head, content: &mut Content) -> Result<()> {
        let index = self.raw.trim();
        if index.is_empty() {
            return Ok(());
        }
        let Some(text) = index.parse().ok().and_then(|index| self.shared.strings.get(index)) else {
            return Err(sheet::no_string(&self.sheet.name, content.row, content.column));
        };
        // One long text may stand in every cell.
        self.budget.make(text.len())?;
        match self.shared.styles.format(head.style) {
            Some(format) => format.push_text(text, &mut content.text),
            None => content.text.push_str(text),
        }
        Ok(())
    }

    fn text(&self, head: Head, content: &mut Content) {
        match self.shared.styles.format(head.style) {
            Some(format) => format.push_text(&self.raw, &mut content.text),
            None => content.text.push_str(&self.raw),
        }
    }

    /// Numbers, dates, truth values and errors (ST_CellType, 18.18.11).
    fn number(&self, head: Head, content: &mut Content) {
        let raw = self.raw.trim();
        content.is_number = true;
        match head.kind {
            b"b" => content.text.push_str(if matches!(raw, "1" | "true") { "TRUE" } else { "FALSE" }),
            b"e" => content.text.push_str(raw),
            _ => {
                let date = if head.kind == b"d" { date::serial(raw) } else { None };
                let Some(value) = date.or_else(|| raw.parse::<f64>().ok()) else {
                    content.is_number = false;
                    return content.text.push_str(raw);
                };
                let styles = &self.shared.styles;
                match styles.format(head.style) {
                    Some(format) => format.push(value, styles.is_1904 && date.is_none(), &mut content.text),
                    None => push_general(value, &mut content.text),
                }
            }
        }
    }
}

//! Excel 2003 XML (SpreadsheetML 2003, `urn:schemas-microsoft-com:office:spreadsheet`), which web systems
//! write and call .xls: styles, then sheet by sheet, all in one file.

use super::{
    Workbook,
    sheet::{self, Sheet},
};
use crate::{
    model::trouble::Trouble,
    readers::{
        Result,
        flowing::budget::Budget,
        xml::{self, Token, package::to_utf8},
    },
};
use names::Tag;
use styles::Styles;
use worksheet::Rows;

mod covers;
mod names;
mod styles;
#[cfg(test)]
mod tests;
mod worksheet;

type Scanner<'a> = xml::Scanner<'a, Tag>;

/// Gives every sheet to `workbook`, in the order of the tabs.
///
/// # Errors
/// Trouble in the XML, or a limit that was met.
pub fn read(bytes: &[u8], budget: Budget, workbook: &mut Workbook) -> Result<()> {
    let bytes = to_utf8(bytes.to_vec());
    let mut scanner = Scanner::new("XML", &bytes, budget.limits.xml_depth);
    if scanner.next()? != Token::Start(Tag::Workbook) {
        return Err(Box::new(Trouble::unreadable(
            "不是 Excel XML 表格，请对方用 Excel 另存为 .xlsx 后重新发送",
            "this is no Excel XML spreadsheet; ask for it saved as .xlsx",
        )));
    }
    let mut styles = Styles::new();
    let mut found = false;
    while let Some(tag) = scanner.child(1)? {
        match tag {
            Tag::Props => {
                let depth = scanner.depth();
                while let Some(tag) = scanner.child(depth)? {
                    styles.is_1904 |= tag == Tag::Date1904;
                }
            }
            Tag::Styles => styles.read(&mut scanner)?,
            Tag::Worksheet => {
                found = true;
                let sheet = worksheet(&mut scanner, &styles, &budget)?;
                workbook.add(sheet)?;
            }
            _ => {}
        }
    }
    if found { Ok(()) } else { Err(sheet::no_sheets()) }
}

/// Reads the worksheet just started.
fn worksheet<'a>(scanner: &mut Scanner<'a>, styles: &Styles<'a>, budget: &Budget) -> Result<Sheet> {
    let depth = scanner.depth();
    let name = scanner.attribute_text(b"Name").unwrap_or_default().into_owned();
    let mut sheet = Sheet { name, ..Sheet::default() };
    while let Some(tag) = scanner.child(depth)? {
        match tag {
            Tag::Names => sheet.header_rows = header_rows(scanner)?.or(sheet.header_rows),
            Tag::Table => Rows::new(scanner, styles, budget, &mut sheet).read()?,
            Tag::Options => sheet.hidden |= is_hidden(scanner)?,
            _ => {}
        }
    }
    Ok(sheet)
}

/// `ss:Names` of a sheet: among them the rows printed on each page.
fn header_rows(scanner: &mut Scanner) -> Result<Option<(u32, u32)>> {
    let depth = scanner.depth();
    let mut rows = None;
    while let Some(tag) = scanner.child(depth)? {
        if tag == Tag::NamedRange && scanner.attribute(b"Name") == Some(b"Print_Titles") {
            rows = scanner.attribute_text(b"RefersTo").and_then(|formula| printed_rows(&formula));
        }
    }
    Ok(rows)
}

/// The rows in the formula of `Print_Titles`: `=Sheet1!C1:C2,Sheet1!R4:R5`, or `R4` for one.
fn printed_rows(formula: &str) -> Option<(u32, u32)> {
    formula.split(',').find_map(|area| {
        let area = area.rsplit('!').next()?;
        let (first, last) = area.split_once(':').unwrap_or((area, area));
        let row = |text: &str| text.strip_prefix('R')?.parse::<u32>().ok()?.checked_sub(1);
        Some((row(first)?, row(last)?))
    })
}

/// `x:WorksheetOptions`: whether the tab is hidden.
fn is_hidden(scanner: &mut Scanner) -> Result<bool> {
    let depth = scanner.depth();
    let mut hidden = false;
    while let Some(tag) = scanner.child(depth)? {
        if tag == Tag::Visible
            && let Token::Text(text) = scanner.next()?
        {
            hidden = matches!(text.trim_ascii(), b"SheetHidden" | b"SheetVeryHidden");
        }
    }
    Ok(hidden)
}

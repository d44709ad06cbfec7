//! Spreadsheets: .xlsx and .xlsm (SpreadsheetML, ISO/IEC 29500-1 18), .xls ([MS-XLS], and Excel 5 and
//! 95), .et (one or the other), .ods (ODF 1.3 part 3, 9), Excel 2003 XML.
//!
//! Each format gives its sheets as [`sheet::Sheet`]: texts as the cells show them ([`number`]), by
//! their places. [`blocks`] makes paragraphs and tables of those. What is hidden is read, and told
//! as a fact. Charts, notes and drawings are left out.

use super::{Reader, Result, flowing::budget::Budget};
use crate::model::{
    document::{Block, Document, Paragraph},
    format::Format,
    limits::Limits,
    source::Source,
};
use sheet::Sheet;

mod blocks;
mod number;
mod ods;
mod sheet;
mod sheet_xml;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod view;
mod xls;
mod xlsx;

/// The reader of Office Open XML workbooks.
pub struct Xlsx;

/// The reader of Excel 5 to 2003 workbooks.
pub struct Xls;

/// The reader of OpenDocument spreadsheets.
pub struct Ods;

/// The reader of spreadsheets in the XML of Excel 2003.
pub struct SheetXml;

impl Reader for Xlsx {
    fn format(&self) -> Format {
        Format::Xlsx
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        read(&source.bytes, limits, xlsx::read)
    }
}

impl Reader for Xls {
    fn format(&self) -> Format {
        Format::Xls
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        read(&source.bytes, limits, xls::read)
    }
}

impl Reader for Ods {
    fn format(&self) -> Format {
        Format::Ods
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        read(&source.bytes, limits, ods::read)
    }
}

impl Reader for SheetXml {
    fn format(&self) -> Format {
        Format::SheetXml
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        read(&source.bytes, limits, sheet_xml::read)
    }
}

/// Takes up the sheets of a workbook one by one.
struct Workbook {
    document: Document,
    budget: Budget,
}

/// Reads `bytes` with the reader of one format, which gives every sheet to the workbook.
fn read(
    bytes: &[u8],
    limits: &Limits,
    sheets: impl FnOnce(&[u8], Budget, &mut Workbook) -> Result<()>,
) -> Result<Document> {
    let budget = Budget::new(*limits);
    let mut workbook = Workbook { document: Document::default(), budget };
    sheets(bytes, budget, &mut workbook)?;
    Ok(workbook.document)
}

impl Workbook {
    fn add(&mut self, mut sheet: Sheet) -> Result<()> {
        const MOST_HIDDEN: usize = 100;
        sheet.sort();
        let hidden = &mut self.document.facts.hidden;
        hidden.extend(sheet.hidden_part().filter(|_| hidden.len() < MOST_HIDDEN));
        if !sheet.cells.is_empty() && !is_default_name(&sheet.name) {
            self.budget.add_paragraph()?;
            self.document.blocks.push(Block::Paragraph(Paragraph { text: sheet.name.clone(), place: None }));
        }
        blocks::push(&sheet, &mut self.budget, &mut self.document.blocks)
    }
}

/// A name that the program gave: Sheet1, 工作表1.
fn is_default_name(name: &str) -> bool {
    let start = name.trim_end_matches(|c: char| c.is_ascii_digit());
    name.is_empty() || start.len() < name.len() && matches!(start, "Sheet" | "sheet" | "工作表")
}

//! Fits a document to the form: which of its tables are which tables of the form, which rows are
//! data, and what was put aside.
//!
//! Steps: [`segment`] cuts each physical table at its header rows; [`header`] matches headers to
//! columns; [`titles`] and [`recognise`] decide which table of the form a segment is; [`rows`] sorts its rows;
//! [`printed`] finds the rows that the blank prints. What was read from pictures is set right first,
//! by [`scanned`]. What a cell means is left to `normalise`.

mod alike;
mod grid;
mod header;
mod printed;
mod recognise;
mod rows;
mod scanned;
mod segment;
mod titles;

use crate::model::document::{Block, Document, Table};
use crate::model::fold::is_blank;
use crate::model::reading::TableReading;
use crate::rules::RuleSet;

use header::HeaderIndex;
use recognise::Recogniser;

/// What layout makes of a document.
#[derive(Debug, Default)]
pub struct Layout {
    /// One for each table of the form that is there, in the order of the rules.
    pub readings: Vec<TableReading>,
    /// Lines that may name the unit: those before the first table of the form, and any line or cell
    /// outside the data that bears a label such as 填报单位.
    pub cover: Vec<String>,
}

/// Fits documents to one form.
pub struct Fitter<'a> {
    rules: &'a RuleSet,
    index: HeaderIndex<'a>,
}

impl<'a> Fitter<'a> {
    pub fn new(rules: &'a RuleSet) -> Fitter<'a> {
        Fitter { rules, index: HeaderIndex::new(rules) }
    }

    /// Reads the form out of a document.
    pub fn read(&self, document: &Document) -> Layout {
        match scanned::mended(document, self.rules) {
            Some(document) => read_form(&document, self.rules, &self.index),
            None => read_form(document, self.rules, &self.index),
        }
    }
}

fn read_form(document: &Document, rules: &RuleSet, index: &HeaderIndex) -> Layout {
    let mut recogniser = Recogniser::new(rules);
    let mut cover = Cover::new(rules);
    let mut ordinal = 0;
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                cover.line(&paragraph.text);
                recogniser.paragraph(&paragraph.text);
            }
            Block::Table(table) => visit(table, &mut ordinal, index, &mut recogniser, &mut cover),
        }
    }
    let mut readings = recogniser.finish();
    for reading in &mut readings {
        printed::mark(reading, &rules.tables[reading.table], rules);
        rows::number(reading);
        for aside in &reading.set_aside {
            cover.labelled(&aside.text);
        }
    }
    Layout { readings, cover: cover.lines }
}

/// Takes up one table, or the tables inside it when it is none of the form's itself (a frame).
fn visit(table: &Table, ordinal: &mut usize, index: &HeaderIndex, recogniser: &mut Recogniser, cover: &mut Cover) {
    *ordinal += 1;
    let own = *ordinal;
    if recogniser.table(table, own, index) {
        cover.seen_form = true;
        *ordinal += table.cells.iter().map(|cell| count_tables(&cell.tables)).sum::<usize>();
        return;
    }
    for cell in &table.cells {
        if cell.tables.is_empty() {
            cover.line(&cell.text);
            continue;
        }
        // A frame around the form: the lines of this cell may hold the title of the table inside.
        for line in cell.text.lines().filter(|line| !line.contains('\t')) {
            cover.line(line);
            recogniser.paragraph(line);
        }
        for inner in &cell.tables {
            visit(inner, ordinal, index, recogniser, cover);
        }
    }
}

fn count_tables(tables: &[Table]) -> usize {
    tables.iter().map(|table| 1 + table.cells.iter().map(|cell| count_tables(&cell.tables)).sum::<usize>()).sum()
}

/// Gathers lines that may name the unit.
struct Cover<'a> {
    rules: &'a RuleSet,
    lines: Vec<String>,
    seen_form: bool,
}

impl Cover<'_> {
    /// Enough for any cover; keeps a book with no form in it from being copied whole.
    const MOST_LINES: usize = 60;
    const LONGEST: usize = 120;

    fn new(rules: &RuleSet) -> Cover<'_> {
        Cover { rules, lines: Vec::new(), seen_form: false }
    }

    fn line(&mut self, text: &str) {
        if self.seen_form {
            self.labelled(text);
        } else {
            self.push(text);
        }
    }

    fn labelled(&mut self, text: &str) {
        if self.rules.words.unit_label.iter().any(|label| text.contains(label.as_str())) {
            self.push(text);
        }
    }

    fn push(&mut self, text: &str) {
        for line in text.lines() {
            if self.lines.len() < Self::MOST_LINES && !is_blank(line) && line.chars().count() <= Self::LONGEST {
                self.lines.push(line.trim().to_owned());
            }
        }
    }
}

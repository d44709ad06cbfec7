//! The sheet of files: every file that was met and what became of it.

use std::io;

use rust_xlsxwriter::Workbook;

use super::line::open;
use crate::catalogue::{fill, shared, workbook as words};
use crate::model::anomaly::Severity;
use crate::model::report::{FileEntry, Outcome, Totals};
use crate::model::text::Text;
use crate::outputs::Context;
use crate::outputs::looks::{Look, Mark};
use crate::outputs::xlsx::{A4, Column, Layout, List, failed};

pub struct Fates<'a> {
    context: &'a Context<'a>,
    name: String,
    pub list: List,
}

static COLUMNS: [(Text, usize, Look); 14] = [
    (shared::FILE, 44, Look::Long),
    (shared::OUTCOME, 18, Look::Text),
    (shared::REASON, 44, Look::Long),
    (shared::UNIT, 24, Look::Long),
    (words::REGION_CODE, 10, Look::Text),
    (words::REGION_NAME, 18, Look::Text),
    (words::FORMAT, 10, Look::Text),
    (shared::RECEIVED, 26, Look::Text),
    (words::TABLES, 6, Look::Count),
    (shared::ROWS, 8, Look::Count),
    (shared::ANOMALIES, 8, Look::Count),
    (words::BYTES, 12, Look::Count),
    (words::OPEN_FILE, 8, Look::QuietLong),
    (words::HASH, 68, Look::Quiet),
];
const TITLE: u32 = 0;
const FOLDER: u32 = 1;
const HEADER: u32 = 2;
const PRINTED: usize = 11;

impl<'a> Fates<'a> {
    /// # Errors
    /// When the sheet cannot be begun.
    pub fn begin(context: &'a Context<'a>, workbook: &mut Workbook, name: &str) -> io::Result<Fates<'a>> {
        let lang = context.lang;
        let columns = COLUMNS.iter().map(|(head, widest, look)| Column::new(head.get(lang), *widest, *look));
        let mut list = List::begin(workbook, name, HEADER, columns.collect(), lang)?;
        list.above(TITLE, 0, words::FILES_TOP.get(lang), true)?;
        // The row is as tall as its words need in the first column.
        list.sheet.set_row_height(FOLDER, 42.0).map_err(failed)?;
        let entry = list.looks().format(Look::Text, Mark::Entry).clone();
        let asks = list.looks().format(Look::Long, Mark::None).clone();
        list.sheet.write_string_with_format(FOLDER, 0, words::INBOX_FOLDER.get(lang), &asks).map_err(failed)?;
        list.sheet.write_blank(FOLDER, 1, &entry).map_err(failed)?;
        list.head()?;
        Ok(Fates { context, name: name.to_owned(), list })
    }

    /// # Errors
    /// When it cannot be written.
    pub fn line(&mut self, entry: &FileEntry, anomalies: usize) -> io::Result<()> {
        let lang = self.context.lang;
        let digest = &entry.digest;
        let region = &digest.submitter.region;
        let received = digest.mail.as_ref().map_or("", |mail| mail.received.as_str());
        let texts = [
            digest.path.as_str(),
            label(entry.outcome).get(lang),
            entry.message.get(lang),
            &digest.submitter.name,
            region,
            &self.context.regions.full_name(region),
            digest.format.id(),
            received,
        ]
        .map(str::to_owned);
        for (at, said) in texts.iter().enumerate() {
            let mark = if at == 1 { mark(entry.outcome) } else { Mark::None };
            self.list.text(at, said, mark)?;
        }
        let counts = [entry.tables().count() as f64, f64::from(entry.rows()), anomalies as f64, digest.bytes as f64];
        for (at, count) in (texts.len()..).zip(counts) {
            self.list.number(at, count, Mark::None)?;
        }
        let at = texts.len() + counts.len();
        open(&mut self.list, at, &digest.path, &self.name, lang)?;
        self.list.text(at + 1, &digest.sha256, Mark::None)?;
        self.list.end_row()
    }

    /// # Errors
    /// When the sheet cannot be finished.
    pub fn finish(&mut self, totals: &Totals) -> io::Result<()> {
        self.list.finish(&Layout { frozen: 1, printed: PRINTED, paper: A4 })?;
        let title = fill(words::FILES_TITLE.get(self.context.lang), &[&totals.files().to_string()]);
        self.list.sheet.set_header(format!("&C{title}"));
        Ok(())
    }

    /// The column of outcomes, which no file is without, as formulas name it.
    pub fn outcomes(&self) -> String {
        self.list.range(&self.name, 1)
    }
}

fn mark(outcome: Outcome) -> Mark {
    match outcome {
        Outcome::Rejected => Mark::Of(Severity::Error),
        Outcome::NoForm => Mark::Of(Severity::Warning),
        Outcome::Duplicate | Outcome::Superseded => Mark::Of(Severity::Info),
        Outcome::Accepted | Outcome::Ignored | Outcome::Container => Mark::None,
    }
}

/// Of one file, where [`Outcome::label`] speaks of many.
fn label(outcome: Outcome) -> Text {
    match outcome {
        Outcome::Container => words::CONTAINER,
        other => other.label(),
    }
}

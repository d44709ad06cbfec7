//! workbook.xlsx: what finance works with, in the form's own words. Control totals as live formulas, a
//! sheet for each table of the form, the anomalies with columns to decide in, every file's fate, who
//! has not answered.
//!
//! Long sheets are written line by line as files go by and lie on disk, not in memory.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use rust_xlsxwriter::Workbook;

use super::xlsx::{failed, guarded, sheet_name, workbook};
use super::{Context, End, Folder, Output, Sink};
use crate::catalogue::{shared, workbook as words};
use crate::model::report::{FileBody, FileEntry, Register};
use crate::model::text::Text;
use detail::{Details, Told};
use fates::Fates;
use findings::Findings;
use summary::Counted;

mod attendance;
mod detail;
mod fates;
mod findings;
mod line;
mod page;
mod summary;
mod sums;

pub struct WorkbookXlsx;

impl Output for WorkbookXlsx {
    fn name(&self) -> &'static str {
        "workbook.xlsx"
    }

    fn begin<'a>(&self, context: &'a Context, folder: &'a dyn Folder) -> io::Result<Box<dyn Sink + 'a>> {
        let out = folder.create(self.name())?;
        guarded(|| Ok(Box::new(Book::begin(context, folder, out)?) as Box<dyn Sink + 'a>))
    }
}

struct Book<'a> {
    context: &'a Context<'a>,
    workbook: Workbook,
    names: Names,
    details: Details<'a>,
    findings: Findings<'a>,
    fates: Fates<'a>,
    out: Box<dyn Write + Send>,
}

/// Names of the sheets besides the tables'.
struct Names {
    summary: String,
    findings: String,
    files: String,
    roster: String,
    unused: String,
    closed: String,
}

impl Names {
    fn new(context: &Context, taken: &mut BTreeSet<String>) -> Names {
        let mut name = |text: &Text| sheet_name(text.get(context.lang), taken);
        Names {
            summary: name(&words::SUMMARY_SHEET),
            findings: name(&words::FINDINGS_SHEET),
            files: name(&words::FILES_SHEET),
            roster: name(&words::ROSTER_SHEET),
            unused: name(&words::UNUSED_SHEET),
            closed: name(&words::CLOSED_SHEET),
        }
    }
}

impl<'a> Book<'a> {
    fn begin(context: &'a Context<'a>, folder: &dyn Folder, out: Box<dyn Write + Send>) -> io::Result<Book<'a>> {
        let mut workbook = workbook(&context.rules.name, &folder.scratch())?;
        let mut taken = BTreeSet::new();
        let names = Names::new(context, &mut taken);
        let details = Details::begin(context, &mut workbook, &mut taken)?;
        let findings = Findings::begin(context, &mut workbook, &names.findings)?;
        let fates = Fates::begin(context, &mut workbook, &names.files)?;
        Ok(Book { context, workbook, names, details, findings, fates, out })
    }

    fn add(&mut self, entry: &FileEntry, body: &FileBody) -> io::Result<()> {
        let told = Told {
            anomalies: &body.anomalies,
            first_row: self.findings.list.row(),
            findings: &self.names.findings,
            files: &self.names.files,
        };
        let places = self.details.file(entry, &body.records, &told)?;
        for anomaly in &body.anomalies {
            self.findings.line(anomaly, &entry.digest.sha256, &self.details.sheets, &places)?;
        }
        self.fates.line(entry, body.anomalies.len())
    }

    fn end(mut self, end: &End) -> io::Result<()> {
        let nowhere = HashMap::new();
        for anomaly in end.loose {
            self.findings.line(anomaly, "", &self.details.sheets, &nowhere)?;
        }
        self.details.finish()?;
        self.findings.finish(end.totals)?;
        self.fates.finish(end.totals)?;
        let counted = [
            Counted { what: shared::FILES, range: self.fates.outcomes(), run: u64::from(end.totals.files()) },
            Counted {
                what: shared::ANOMALIES,
                range: self.findings.ids(&self.names.findings),
                run: u64::from(end.totals.anomalies()),
            },
        ];
        let sheets = &self.details.sheets;
        let mut summary = summary::sheet(&self.names.summary, self.context, sheets, end.totals, &counted)?;
        summary.set_active(true);
        self.workbook.push_worksheet(summary);
        for detail in self.details.sheets {
            self.workbook.push_worksheet(detail.list.sheet);
        }
        self.workbook.push_worksheet(self.findings.list.sheet);
        self.workbook.push_worksheet(self.fates.list.sheet);
        brought(&mut self.workbook, &self.names, end.register, self.context)?;
        self.workbook.save_to_writer(&mut self.out).map_err(failed)?;
        self.out.flush()
    }
}

/// Sheets of what the office brought along.
fn brought(workbook: &mut Workbook, names: &Names, register: &Register, context: &Context) -> io::Result<()> {
    let lang = context.lang;
    let roster = attendance::roster(workbook, &names.roster, register, lang)?;
    workbook.push_worksheet(roster.sheet);
    if let Some(told) = register.decisions.as_ref().filter(|told| !told.left.is_empty()) {
        let unused = attendance::unused(workbook, &names.unused, told, lang)?;
        workbook.push_worksheet(unused.sheet);
    }
    if let Some(changes) = register.changes.as_ref().filter(|changes| !changes.closed.is_empty()) {
        let closed = attendance::closed(workbook, &names.closed, &changes.closed, lang)?;
        workbook.push_worksheet(closed.sheet);
    }
    Ok(())
}

impl Sink for Book<'_> {
    fn file(&mut self, entry: &FileEntry, body: &FileBody) -> io::Result<()> {
        guarded(|| self.add(entry, body))
    }

    fn finish(self: Box<Self>, end: &End) -> io::Result<()> {
        guarded(|| (*self).end(end))
    }
}

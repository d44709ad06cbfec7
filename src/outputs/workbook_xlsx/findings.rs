//! The sheet of anomalies: all that was found, with columns in which people decide. What they fill in
//! comes back through [`crate::ledger`], which looks for the columns by the same words.

use std::collections::HashMap;
use std::io;

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Workbook};

use super::detail::Detail;
use crate::catalogue::{fill, ledger, shared, workbook as words};
use crate::model::anomaly::{Anomaly, Meta, Since, State};
use crate::model::report::Totals;
use crate::model::text::Text;
use crate::outputs::Context;
use crate::outputs::looks::{Look, Mark};
use crate::outputs::xlsx::{A3, Column, Layout, List, failed};

pub struct Findings<'a> {
    context: &'a Context<'a>,
    pub list: List,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Id,
    Severity,
    Check,
    Unit,
    Region,
    Table,
    Row,
    Field,
    Value,
    Expected,
    Message,
    State,
    Since,
    Decision,
    CorrectedValue,
    Note,
    DecidedBy,
    DecidedWhen,
    File,
    Source,
    Fingerprint,
}

static COLUMNS: [(What, Text, usize, Look); 21] = [
    (What::Id, ledger::ANOMALY_ID, 16, Look::Text),
    (What::Severity, shared::SEVERITY, 8, Look::Text),
    (What::Check, shared::CHECK, 18, Look::Long),
    (What::Unit, shared::UNIT, 20, Look::Long),
    (What::Region, words::REGION_CODE, 10, Look::Text),
    (What::Table, shared::TABLE, 6, Look::Text),
    (What::Row, shared::ROW, 6, Look::Count),
    (What::Field, shared::FIELD, 16, Look::Long),
    (What::Value, shared::VALUE, 28, Look::Long),
    (What::Expected, shared::EXPECTED, 24, Look::Long),
    (What::Message, shared::MESSAGE, 44, Look::Long),
    (What::State, words::CURRENT_STATE, 12, Look::Text),
    (What::Since, words::SINCE, 12, Look::Text),
    (What::Decision, ledger::DECISION, 12, Look::Text),
    (What::CorrectedValue, ledger::CORRECTED_VALUE, 18, Look::Long),
    (What::Note, ledger::NOTE, 24, Look::Long),
    (What::DecidedBy, ledger::DECIDED_BY, 10, Look::Text),
    (What::DecidedWhen, ledger::DECIDED_WHEN, 14, Look::Text),
    (What::File, ledger::FILE, 36, Look::QuietLong),
    (What::Source, shared::SOURCE, 26, Look::QuietLong),
    (What::Fingerprint, ledger::FINGERPRINT, 15, Look::Quiet),
];

const TITLE: u32 = 0;
const HEADER: u32 = 1;
/// Of a file's SHA-256, in hex.
const FINGERPRINT: usize = 12;

impl<'a> Findings<'a> {
    /// # Errors
    /// When the sheet cannot be begun.
    pub fn begin(context: &'a Context<'a>, workbook: &mut Workbook, name: &str) -> io::Result<Findings<'a>> {
        let lang = context.lang;
        let columns = COLUMNS.iter().map(|(_, head, widest, look)| Column::new(head.get(lang), *widest, *look));
        let mut list = List::begin(workbook, name, HEADER, columns.collect(), lang)?;
        list.above(TITLE, 0, words::FINDINGS_TITLE.get(lang), true)?;
        list.head()?;
        Ok(Findings { context, list })
    }

    /// Writes one line. `places` are the rows of the records in their detail sheets.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn line(
        &mut self,
        anomaly: &Anomaly,
        sha256: &str,
        details: &[Detail],
        places: &HashMap<(usize, u32), u32>,
    ) -> io::Result<()> {
        let place = self.context.rules.table_index(&anomaly.table).zip(anomaly.row);
        for (at, (what, ..)) in COLUMNS.iter().enumerate() {
            let mark = mark(*what, anomaly);
            match (*what, anomaly.row, place) {
                (What::Row, Some(row), Some((table, _))) => match (details.get(table), places.get(&(table, row))) {
                    (Some(detail), Some(line)) => {
                        self.list.link(at, &detail.name, *line, 0, &row.to_string(), mark)?;
                    }
                    _ => self.list.number(at, f64::from(row), mark)?,
                },
                (What::Row, Some(row), None) => self.list.number(at, f64::from(row), mark)?,
                _ => {
                    let said = self.said(*what, anomaly, sha256);
                    self.list.text(at, &said, mark)?;
                }
            }
        }
        self.list.end_row()
    }

    fn said(&self, what: What, anomaly: &Anomaly, sha256: &str) -> String {
        let lang = self.context.lang;
        // What was filled in for another finding is no decision about this one.
        let decision = anomaly.decision.as_deref().filter(|decision| decision.anomaly == anomaly.id);
        let decided =
            |of: fn(&crate::model::decision::Decision) -> &String| decision.map_or(String::new(), |d| of(d).clone());
        match what {
            What::Id => anomaly.id.clone(),
            What::Severity => anomaly.severity.label(lang).to_owned(),
            What::Check => self.title(&anomaly.check).get(lang).to_owned(),
            What::Unit => anomaly.submitter.clone(),
            What::Region => anomaly.region.clone(),
            What::Table => anomaly.table.clone(),
            What::Row => String::new(),
            What::Field => self.header(anomaly),
            What::Value => anomaly.value.clone(),
            What::Expected => anomaly.expected.clone(),
            What::Message => anomaly.message.get(lang).to_owned(),
            What::State => anomaly.state.label().get(lang).to_owned(),
            What::Since => match anomaly.since {
                Since::Unknown => String::new(),
                Since::New => words::SINCE_NEW.get(lang).to_owned(),
                Since::Known => words::SINCE_KNOWN.get(lang).to_owned(),
            },
            What::Decision => decision.map_or(String::new(), |d| d.state.label().get(lang).to_owned()),
            What::CorrectedValue => decided(|d| &d.value),
            What::Note => decided(|d| &d.note),
            What::DecidedBy => decided(|d| &d.by),
            What::DecidedWhen => decided(|d| &d.when),
            What::File => anomaly.file.clone(),
            What::Source => anomaly.source.clone(),
            What::Fingerprint => sha256.chars().take(FINGERPRINT).collect(),
        }
    }

    fn title(&self, check: &str) -> Text {
        let meta: Option<&&Meta> = self.context.checks.iter().find(|meta| meta.id == check);
        meta.map_or_else(|| Text::new(check, check), |meta| meta.title.clone())
    }

    /// The column that a finding is about, in the words of its table.
    fn header(&self, anomaly: &Anomaly) -> String {
        let rules = self.context.rules;
        let table = rules.table_index(&anomaly.table).and_then(|at| rules.tables.get(at));
        let column =
            table.and_then(|table| table.columns.iter().find(|column| rules.fields[column.field].id == anomaly.field));
        column.map_or_else(|| anomaly.field.clone(), |column| column.header.clone())
    }

    /// # Errors
    /// When the sheet cannot be finished.
    pub fn finish(&mut self, totals: &Totals) -> io::Result<()> {
        let lang = self.context.lang;
        let choices = choices().map(|state| state.label());
        let choices: Vec<&str> = choices.iter().map(|label| label.get(lang)).collect();
        let validation = (DataValidation::new().allow_list_strings(&choices).map_err(failed)?)
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_message(words::CHOOSE.get(lang))
            .map_err(failed)?;
        let column = at(What::Decision);
        let (first, last) = (self.list.first(), self.list.last());
        self.list.sheet.add_data_validation(first, column, last, column, &validation).map_err(failed)?;
        let printed = usize::from(at(What::File)) + 1;
        self.list.finish(&Layout { frozen: 2, printed, paper: A3 })?;
        let [all, open] = [totals.anomalies(), totals.open()].map(|count| count.to_string());
        self.list.sheet.set_header(format!("&C{}", fill(words::FINDINGS_COUNT.get(lang), &[&all, &open])));
        Ok(())
    }

    /// The column of ids as formulas name it.
    pub fn ids(&self, sheet: &str) -> String {
        self.list.range(sheet, at(What::Id))
    }
}

/// What people choose from.
pub fn choices() -> [State; 4] {
    [State::Confirmed, State::Accepted, State::Corrected, State::ToVerify]
}

fn at(what: What) -> u16 {
    COLUMNS.iter().position(|(column, ..)| *column == what).unwrap_or(0) as u16
}

fn mark(what: What, anomaly: &Anomaly) -> Mark {
    match what {
        What::Severity if !anomaly.state.is_closed() => Mark::Of(anomaly.severity),
        What::State if anomaly.state.is_closed() => Mark::Corrected,
        What::Decision | What::CorrectedValue | What::Note | What::DecidedBy | What::DecidedWhen => Mark::Entry,
        _ => Mark::None,
    }
}

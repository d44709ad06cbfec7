//! What becomes of each file, and the whole run.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::anomaly::{Anomaly, State as AnomalyState};
use super::decision::Decision;
use super::document::Facts;
use super::format::Format;
use super::picture::Picture;
use super::reading::Reason;
use super::record::Record;
use super::roster::Roster;
use super::source::{Mail, Submitter};
use super::text::Text;
use super::trouble::Trouble;

/// What the per-file half says of one file: all that the cross-file half needs of it, without its
/// rows. Serialisable: it may come from another process or machine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileDigest {
    pub path: String,
    pub bytes: u64,
    /// Lower-case hex; empty if the file was not read.
    pub sha256: String,
    pub format: Format,
    pub mail: Option<Mail>,
    pub submitter: Submitter,
    pub state: State,
    pub facts: Facts,
    /// Tables of the form that are in the file, in the order of the rules.
    pub tables: Vec<TableSummary>,
    pub anomalies: u32,
    /// The text of a mail: of less weight than what is attached to it.
    pub is_body: bool,
}

/// What reading a file came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum State {
    /// Tables of the form were found.
    Form,
    /// It was read and holds no table of the form.
    NoForm,
    Trouble(Trouble),
    Ignored(Text),
    Container,
}

/// One table of the form in one file, counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableSummary {
    /// Index of the table in the rules.
    pub table: usize,
    /// The table's id in the rules.
    pub id: String,
    /// Rows below the header that were looked at.
    pub seen: u32,
    pub written: u32,
    /// Rows put aside, parallel to [`Reason::ALL`].
    pub set_aside: [u32; Reason::ALL.len()],
    /// Rows with something of the unit's own in them.
    pub filled: u32,
    pub amount_wan: Decimal,
    /// Where the table's header stands.
    pub source: String,
}

/// The rows and anomalies of one file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FileBody {
    pub records: Vec<Record>,
    pub anomalies: Vec<Anomaly>,
    /// Rows of its tables that are no rows of the form, but for blank ones.
    pub aside: Vec<AsideRow>,
    /// Parts of its pages, by page and then from the top.
    pub pictures: Vec<Picture>,
}

/// A row that was put aside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AsideRow {
    /// Index of the table in the rules.
    pub table: usize,
    pub reason: Reason,
    pub text: String,
    pub source: String,
    /// How many records of the table stand before it.
    pub after: u32,
}

/// What the per-file half makes of one file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileResult {
    pub digest: FileDigest,
    pub body: FileBody,
}

/// A file's fate, as in files.csv.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    Accepted,
    Duplicate,
    Superseded,
    NoForm,
    Rejected,
    Ignored,
    Container,
}

impl Outcome {
    pub const ALL: [Outcome; 7] = [
        Outcome::Accepted,
        Outcome::Duplicate,
        Outcome::Superseded,
        Outcome::NoForm,
        Outcome::Rejected,
        Outcome::Ignored,
        Outcome::Container,
    ];

    /// As in files.csv.
    pub fn id(self) -> &'static str {
        match self {
            Outcome::Accepted => "accepted",
            Outcome::Duplicate => "duplicate",
            Outcome::Superseded => "superseded",
            Outcome::NoForm => "no-form",
            Outcome::Rejected => "rejected",
            Outcome::Ignored => "ignored",
            Outcome::Container => "container",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Outcome::Accepted => Text::fixed("已采用", "accepted"),
            Outcome::Duplicate => Text::fixed("重复文件", "the same bytes again"),
            Outcome::Superseded => Text::fixed("已被新版本取代", "superseded by a later version"),
            Outcome::NoForm => Text::fixed("没有要收的表", "without the form"),
            Outcome::Rejected => Text::fixed("无法读取", "could not be read"),
            Outcome::Ignored => Text::fixed("系统杂项（已忽略）", "system litter (ignored)"),
            Outcome::Container => Text::fixed("邮件和压缩包", "mails and archives"),
        }
    }
}

/// One file in the report.
#[derive(Clone, Debug)]
pub struct FileEntry {
    pub digest: FileDigest,
    pub outcome: Outcome,
    /// Why, in one sentence; empty for an accepted file with nothing to say.
    pub message: Text,
    /// Tables (indices in the rules) whose rows a later file replaces, although this one is accepted.
    pub replaced: Vec<usize>,
    /// What the cross-file half found about this file.
    pub anomalies: Vec<Anomaly>,
    /// Of a file that others stand for, wholly or in part: how their tables differ from its own.
    pub differences: Vec<Difference>,
    /// Paths of the files that `differences` speak of, joined by `|`; empty if nothing was compared.
    pub compared_with: String,
}

/// One cell that a later version changed. A row that was added or taken away is one difference with
/// an empty `field` and its texts joined by ` | `.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The table's id in the rules.
    pub table: String,
    /// As in rows.csv; none for a row that was added.
    pub row_before: Option<u32>,
    /// None for a row that was taken away.
    pub row_after: Option<u32>,
    /// The field's id in the rules.
    pub field: String,
    /// As written.
    pub before: String,
    pub after: String,
}

impl FileEntry {
    /// The tables that count.
    pub fn tables(&self) -> impl Iterator<Item = &TableSummary> {
        let counts = self.outcome == Outcome::Accepted;
        self.digest.tables.iter().filter(move |table| counts && !self.replaced.contains(&table.table))
    }

    pub fn rows(&self) -> u32 {
        self.tables().map(|table| table.written).sum()
    }

    /// A later file's rows stand for this table of this file.
    fn replaces(&self, id: &str) -> bool {
        self.digest.tables.iter().any(|table| table.id == id && self.replaced.contains(&table.table))
    }
}

impl FileEntry {
    /// What is given out of this file: of its own rows and anomalies those that count, and what the
    /// cross-file half found, in stable order.
    pub fn give_out(&self, mut body: FileBody) -> FileBody {
        match self.outcome {
            Outcome::Accepted => {
                body.records.retain(|record| !self.replaced.contains(&record.table));
                body.anomalies.retain(|anomaly| !self.replaces(&anomaly.table));
                body.aside.retain(|aside| !self.replaced.contains(&aside.table));
            }
            // What is not used is not questioned; only why it is not used is said.
            Outcome::Duplicate | Outcome::Superseded => body = FileBody::default(),
            _ => {
                body.records.clear();
                body.aside.clear();
            }
        }
        body.anomalies.extend(self.anomalies.iter().cloned());
        sort(&mut body.anomalies);
        body
    }
}

/// What the run as a whole came to, added up while files are given out.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// Files by outcome, parallel to [`Outcome::ALL`].
    pub outcomes: [u32; Outcome::ALL.len()],
    pub submissions: u32,
    /// Parallel to the tables of the rules.
    pub tables: Vec<TableTotals>,
    /// Anomalies by check.
    pub checks: BTreeMap<String, u32>,
    /// Anomalies by severity: error, warning, info.
    pub severities: [u32; 3],
    /// Anomalies by state, parallel to [`AnomalyState::ALL`].
    pub states: [u32; AnomalyState::ALL.len()],
    /// Values that people put in place of what was read.
    pub corrected: u32,
}

/// What the office itself brought along, held against what was found.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// None without a list of who was asked.
    pub roster: Option<Roster>,
    /// None without decisions.
    pub decisions: Option<DecisionsTold>,
    /// None without an earlier run.
    pub changes: Option<Changes>,
}

/// What became of the decisions that were brought along.
#[derive(Clone, Debug, Default)]
pub struct DecisionsTold {
    pub applied: u32,
    /// Those that could not be applied, and why, in their own order.
    pub left: Vec<(Decision, Text)>,
}

/// How the findings compare with those of an earlier run.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub new: u32,
    /// Found then and now, and not closed.
    pub still_open: u32,
    /// Open then; gone or closed now.
    pub closed: Vec<Closed>,
}

/// A finding of an earlier run that is open no more. Texts as the earlier run wrote them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    pub id: String,
    pub check: String,
    pub severity: String,
    pub file: String,
    pub submitter: String,
    pub table: String,
    pub row: String,
    pub message: String,
    /// What closed it, if people did; none where it is not found any more.
    pub by: Option<AnomalyState>,
}

#[derive(Clone, Debug, Default)]
pub struct TableTotals {
    pub seen: u64,
    pub written: u64,
    pub set_aside: [u64; Reason::ALL.len()],
    pub amount_wan: Decimal,
    /// Amounts by category (empty for none).
    pub categories: BTreeMap<String, Decimal>,
    /// Amounts by region code (empty for none).
    pub regions: BTreeMap<String, Decimal>,
}

impl Totals {
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.written).sum()
    }

    pub fn amount_wan(&self) -> Decimal {
        self.tables.iter().map(|table| table.amount_wan).sum::<Decimal>().normalize()
    }

    pub fn anomalies(&self) -> u32 {
        self.severities.iter().sum()
    }

    /// Anomalies that nobody has closed.
    pub fn open(&self) -> u32 {
        AnomalyState::ALL.iter().zip(self.states).filter(|(state, _)| !state.is_closed()).map(|(_, n)| n).sum()
    }

    pub fn files(&self) -> u32 {
        self.outcomes.iter().sum()
    }
}

/// Anomalies of one file: whole file first, then by table, row, check and field.
pub fn sort(anomalies: &mut [Anomaly]) {
    anomalies.sort_by(|a, b| {
        (&a.table, a.row, &a.check, &a.field, &a.value, &a.id)
            .cmp(&(&b.table, b.row, &b.check, &b.field, &b.value, &b.id))
    });
}

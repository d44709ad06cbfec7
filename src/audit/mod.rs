//! Looks for doubtful data: one check for each kind of trouble, each in a file of its own.
//!
//! Checks see views over the model and report [`Anomaly`] values; they read no files and change
//! nothing. The row, table and file hooks belong to the per-file half of a run, the others to the
//! cross-file half.

use crate::model::anomaly::Anomaly;
use crate::model::reading::TableReading;
use crate::model::record::{Field, Record, StatedTotal, Value};
use crate::model::report::{FileDigest, Outcome, TableSummary};
use crate::model::roster::Roster;
use crate::model::text::Text;
use crate::model::trouble::TroubleKind;
use crate::rules::{ColumnRule, FieldRule, Kind, RuleSet, TableRule};

pub mod across;
#[cfg(test)]
mod across_tests;
mod amounts;
pub mod checks;
mod cited;
mod echoes;
mod own;
mod statistics;
pub mod submissions;
pub mod versions;
mod winnow;

pub use crate::model::anomaly::Meta;
use across::Across;
pub use checks::CHECKS;

/// Looks for one kind of trouble. Implements the hooks that it needs.
pub trait Check: Sync {
    fn meta(&self) -> &'static Meta;
    /// A file by itself.
    fn file(&self, _view: &FileView, _found: &mut Findings) {}
    /// One table of the form in one file.
    fn table(&self, _view: &TableView, _found: &mut Findings) {}
    fn row(&self, _view: &RowView, _found: &mut Findings) {}
    /// What became of a file among the others.
    fn fate(&self, _view: &FateView, _found: &mut Findings) {}
    /// All accepted files of one unit.
    fn submission(&self, _view: &SubmissionView, _found: &mut Findings) {}
    /// A file of which a print (PDF, OFD) was sent with it.
    fn print(&self, _view: &PrintView, _found: &mut Findings) {}
    /// All accepted files of the run: what gathers over them.
    fn across(&self, _rules: &RuleSet) -> Option<Box<dyn Across>> {
        None
    }
    /// The list of who was asked, held against what came; only in a run with such a list.
    fn roster(&self, _view: &RosterView, _found: &mut Findings) {}
}

pub struct FileView<'a> {
    pub rules: &'a RuleSet,
    pub digest: &'a FileDigest,
}

pub struct TableView<'a> {
    pub rules: &'a RuleSet,
    pub rule: &'a TableRule,
    /// Its rows have become `records`.
    pub reading: &'a TableReading,
    pub records: &'a [Record],
    pub totals: &'a [StatedTotal],
    /// All tables of the form in this file, this one too.
    pub all: &'a [ReadTable],
}

/// One table of the form, read: what [`audit_file`] takes.
pub struct ReadTable {
    pub reading: TableReading,
    pub records: Vec<Record>,
    pub totals: Vec<StatedTotal>,
}

pub struct RowView<'a> {
    pub rules: &'a RuleSet,
    pub rule: &'a TableRule,
    pub reading: &'a TableReading,
    pub record: &'a Record,
}

pub struct FateView<'a> {
    pub digest: &'a FileDigest,
    pub outcome: Outcome,
    /// Path of the file that is kept instead.
    pub instead: &'a str,
    pub reason: &'a Text,
    /// Ids of tables of this accepted file for which another file's rows stand.
    pub replaced: &'a [&'a str],
}

pub struct SubmissionView<'a> {
    pub rules: &'a RuleSet,
    pub files: Vec<SubmissionFile<'a>>,
}

/// One accepted file of a submission, with the tables of it that count.
pub struct SubmissionFile<'a> {
    pub digest: &'a FileDigest,
    pub tables: Vec<&'a TableSummary>,
    /// Empty where a submission check needs no rows.
    pub records: Vec<Record>,
}

/// One table of a file beside the same table of a print of it.
pub struct PrintView<'a> {
    pub rules: &'a RuleSet,
    pub table: &'a TableRule,
    /// The file that counts, with its rows of this table.
    pub original: (&'a FileDigest, &'a [&'a Record]),
    pub print: (&'a FileDigest, &'a [&'a Record]),
}

pub struct RosterView<'a> {
    pub roster: &'a Roster,
    /// Every file of the run, by path.
    pub digests: &'a [FileDigest],
}

impl RosterView<'_> {
    pub fn digest(&self, path: &str) -> Option<&FileDigest> {
        self.digests.binary_search_by(|digest| digest.path.as_str().cmp(path)).ok().map(|at| &self.digests[at])
    }
}

impl RowView<'_> {
    pub fn fields(&self) -> impl Iterator<Item = (&ColumnRule, &FieldRule, &Field)> {
        (self.rule.columns.iter().zip(&self.record.fields))
            .map(|(column, field)| (column, &self.rules.fields[column.field], field))
    }

    /// The first field of a kind.
    pub fn of_kind(&self, kind: Kind) -> Option<(&FieldRule, &Field)> {
        let at = self.rule.column_of_kind(kind)?;
        Some((&self.rules.fields[self.rule.columns[at].field], &self.record.fields[at]))
    }

    /// The printed text of a column, empty if the blank prints none.
    pub fn printed(&self, column: usize) -> &str {
        self.record.printed.map_or("", |printed| self.rule.printed[printed].cells[column].as_str())
    }

    /// The blank prints this cell, so that it is not for the unit to fill in.
    pub fn is_printed_cell(&self, column: usize) -> bool {
        self.record.printed.is_some_and(|printed| !self.rule.printed[printed].open[column])
    }

    /// The table has no such column; said once by the header's check.
    pub fn lacks_column(&self, column: usize) -> bool {
        let header = &self.reading.header;
        !header.absent && header.columns.get(column).is_some_and(Option::is_none)
    }

    /// Something is in the row that the unit put there.
    pub fn is_used(&self) -> bool {
        self.record.status != crate::model::record::Status::Untouched
    }

    pub fn has_amount(&self) -> bool {
        self.of_kind(Kind::Money).is_some_and(|(_, field)| !matches!(field.value, Value::Empty))
    }
}

/// Gathers anomalies; what each is about (file, table, row) is filled in from where the audit is.
#[derive(Default)]
pub struct Findings {
    about: About,
    row_id: String,
    pub anomalies: Vec<Anomaly>,
    unsealed: Vec<String>,
}

#[derive(Clone, Default)]
struct About {
    file: String,
    submitter: String,
    region: String,
    table: String,
    row: Option<u32>,
    source: String,
}

impl Findings {
    /// Findings about one file.
    pub fn about_file(digest: &FileDigest) -> Findings {
        let about = About {
            file: digest.path.clone(),
            submitter: digest.submitter.name.clone(),
            region: digest.submitter.region.clone(),
            ..About::default()
        };
        Findings { about, ..Findings::default() }
    }

    /// Findings about a submission: its file, or no file when it has several.
    pub fn about_submission(files: &[SubmissionFile]) -> Findings {
        let mut findings = files.first().map(|file| Findings::about_file(file.digest)).unwrap_or_default();
        if files.len() > 1 {
            findings.about.file.clear();
        }
        findings
    }

    /// Reports a finding; the caller adds field, value and what was expected.
    pub fn report(&mut self, meta: &'static Meta, message: Text) -> &mut Anomaly {
        let mut anomaly = Anomaly::new(meta.id, meta.severity, message);
        anomaly.file.clone_from(&self.about.file);
        anomaly.submitter.clone_from(&self.about.submitter);
        anomaly.region.clone_from(&self.about.region);
        anomaly.table.clone_from(&self.about.table);
        anomaly.row = self.about.row;
        anomaly.source.clone_from(&self.about.source);
        self.unsealed.push(self.row_id.clone());
        self.anomalies.push(anomaly);
        let last = self.anomalies.len() - 1;
        &mut self.anomalies[last]
    }

    /// Gives every anomaly its id, and tells apart those that say the very same.
    pub fn seal(mut self) -> Vec<Anomaly> {
        let mut seen = std::collections::HashMap::new();
        for (anomaly, row_id) in self.anomalies.iter_mut().zip(&self.unsealed) {
            anomaly.seal(row_id);
            let again = seen.entry(anomaly.id.clone()).or_insert(0);
            *again += 1;
            if *again > 1 {
                anomaly.id = format!("{}-{again}", anomaly.id);
            }
        }
        self.anomalies
    }
}

/// The per-file half: everything that can be said of a file by itself.
pub fn audit_file(rules: &RuleSet, digest: &FileDigest, tables: &[ReadTable]) -> Vec<Anomaly> {
    let mut found = Findings::about_file(digest);
    let view = FileView { rules, digest };
    CHECKS.iter().for_each(|check| check.file(&view, &mut found));
    for ReadTable { reading, records, totals } in tables {
        let rule = &rules.tables[reading.table];
        found.about.table.clone_from(&rule.id);
        found.about.source.clone_from(&reading.header.source);
        let view = TableView { rules, rule, reading, records, totals, all: tables };
        for check in CHECKS {
            check.table(&view, &mut found);
            found.about.row = None;
            found.row_id.clear();
            found.about.source.clone_from(&reading.header.source);
        }
        for record in records {
            found.about.row = Some(record.number);
            found.about.source.clone_from(&record.source);
            found.row_id.clone_from(&record.id);
            let view = RowView { rules, rule, reading, record };
            CHECKS.iter().for_each(|check| check.row(&view, &mut found));
        }
        found.about.row = None;
        found.row_id.clear();
    }
    found.seal()
}

/// What is to be said of a file's fate among the others.
pub fn audit_fate(view: &FateView) -> Vec<Anomaly> {
    let mut found = Findings::about_file(view.digest);
    CHECKS.iter().for_each(|check| check.fate(view, &mut found));
    found.seal()
}

/// What is to be said of all accepted files of one unit together.
pub fn audit_submission(view: &SubmissionView) -> Vec<Anomaly> {
    let mut found = Findings::about_submission(&view.files);
    CHECKS.iter().for_each(|check| check.submission(view, &mut found));
    found.seal()
}

/// What is to be said of a file beside a print of it.
pub fn audit_print(view: &PrintView) -> Vec<Anomaly> {
    let mut found = Findings::about_file(view.original.0);
    found.at_table(&view.table.id, None);
    CHECKS.iter().for_each(|check| check.print(view, &mut found));
    found.seal()
}

/// What is to be said of who answered and who did not.
pub fn audit_roster(view: &RosterView) -> Vec<Anomaly> {
    let mut found = Findings::default();
    CHECKS.iter().for_each(|check| check.roster(view, &mut found));
    found.seal()
}

impl Findings {
    /// Points the next findings at a file.
    pub fn at_file(&mut self, digest: &FileDigest) {
        self.about = Findings::about_file(digest).about;
        self.row_id.clear();
    }

    /// Points the next findings at a unit that sent no file.
    pub fn at_unit(&mut self, name: &str, region: &str) {
        self.about = About { submitter: name.to_owned(), region: region.to_owned(), ..About::default() };
        self.row_id.clear();
    }

    /// Points the next findings of a submission at one of its tables; `file` when it stands in one.
    pub fn at_table(&mut self, id: &str, place: Option<(&FileDigest, &TableSummary)>) {
        self.about.table = id.to_owned();
        self.about.row = None;
        self.row_id.clear();
        self.about.source = place.map_or(String::new(), |(_, table)| table.source.clone());
        if let Some((digest, _)) = place {
            self.about.file.clone_from(&digest.path);
        }
    }

    /// Points the next finding about a table at one of its rows.
    pub fn at_record(&mut self, record: &Record) {
        self.about.row = Some(record.number);
        self.about.source.clone_from(&record.source);
        self.row_id.clone_from(&record.id);
    }

    /// Points the next finding of a submission at one of its rows.
    pub fn at_row(&mut self, digest: &FileDigest, table: &str, record: &Record) {
        self.about.file.clone_from(&digest.path);
        self.about.table = table.to_owned();
        self.about.row = Some(record.number);
        self.about.source.clone_from(&record.source);
        self.row_id.clone_from(&record.id);
    }
}

/// The check with this id.
pub fn check(id: &str) -> Option<&'static dyn Check> {
    CHECKS.iter().copied().find(|check| check.meta().id == id)
}

/// A quotation for messages: one line, not too long.
pub fn quote(text: &str) -> String {
    const MOST: usize = 40;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > MOST { format!("{}…", line.chars().take(MOST).collect::<String>()) } else { line }
}

/// The trouble that put a file aside, if it is of this kind.
fn trouble_of<'a>(view: &'a FileView, kind: TroubleKind) -> Option<&'a Text> {
    match &view.digest.state {
        crate::model::report::State::Trouble(trouble) if trouble.kind == kind => Some(&trouble.reason),
        _ => None,
    }
}

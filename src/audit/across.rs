//! What only the whole run can show: collectors that see every accepted file once, in order of the
//! paths, and speak at the end.
//!
//! A collector keeps sketches of what it saw (hashes, figures, where they stand), never texts: the
//! few rows that a finding is about are asked for again through [`Recall`]. [`Across`] is made by
//! [`super::Check::across`]; the pipeline feeds it.

use std::collections::HashMap;
use std::rc::Rc;

use crate::model::anomaly::{Anomaly, Severity};
use crate::model::record::Record;
use crate::model::report::FileDigest;
use crate::model::text::Text;
use crate::rules::{RuleSet, TableRule};

use super::Meta;

/// Gathers over the run what one check needs.
pub trait Across {
    /// An accepted file. Files come in order of their paths.
    fn see(&mut self, file: &AcrossFile);
    /// All files have been seen.
    fn finish(self: Box<Self>, found: &mut RunFindings);
}

pub struct AcrossFile<'a> {
    pub rules: &'a RuleSet,
    pub digest: &'a FileDigest,
    /// What [`Recall`] knows the file by.
    pub file: u32,
    /// Number of the submission that the file belongs to: files of one unit share it.
    pub submission: u32,
    /// Those that count, in source order.
    pub records: &'a [Record],
}

/// Where a row stands in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    pub file: u32,
    /// Among the records of the file that count.
    pub index: u32,
}

/// Gives files that were seen back: for the few rows that findings are about.
pub trait Recall {
    fn digest(&self, file: u32) -> Option<&FileDigest>;
    /// As they were seen. Empty when the store cannot be read, which the store's owner tells.
    fn records(&self, file: u32) -> Rc<Vec<Record>>;
}

/// A row that was asked for again.
#[derive(Clone)]
pub struct Recalled<'a> {
    pub at: At,
    pub digest: &'a FileDigest,
    records: Rc<Vec<Record>>,
}

impl Recalled<'_> {
    pub fn record(&self) -> &Record {
        // Made only of indices that are there.
        &self.records[self.at.index as usize]
    }
}

/// What a collector says; where it stands is added by [`RunFindings`].
pub struct Finding {
    pub severity: Severity,
    pub message: Text,
    /// The field's id in the rules, empty for a whole row.
    pub field: String,
    pub value: String,
    pub expected: String,
    /// What besides row, field and value makes this finding another one (the id of the other row).
    /// Figures about the rest of the run do not belong here: ids would change with every new file.
    pub key: String,
}

/// Gathers what collectors find.
pub struct RunFindings<'a> {
    pub rules: &'a RuleSet,
    recall: &'a dyn Recall,
    anomalies: Vec<(Option<u32>, Anomaly)>,
}

impl<'a> RunFindings<'a> {
    pub fn new(rules: &'a RuleSet, recall: &'a dyn Recall) -> RunFindings<'a> {
        RunFindings { rules, recall, anomalies: Vec::new() }
    }

    /// The row at this place; none if there is none.
    pub fn row(&self, at: At) -> Option<Recalled<'a>> {
        let digest = self.recall.digest(at.file)?;
        let records = self.recall.records(at.file);
        let known = records.get(at.index as usize).is_some_and(|record| record.table < self.rules.tables.len());
        known.then_some(Recalled { at, digest, records })
    }

    pub fn digest(&self, file: u32) -> Option<&'a FileDigest> {
        self.recall.digest(file)
    }

    pub fn table(&self, record: &Record) -> &'a TableRule {
        &self.rules.tables[record.table]
    }

    /// A finding about a row.
    pub fn at_row(&mut self, meta: &'static Meta, row: &Recalled, finding: Finding) {
        let record = row.record();
        let mut anomaly = Anomaly::new(meta.id, finding.severity, Text::fixed("", ""));
        about(&mut anomaly, row.digest);
        anomaly.table.clone_from(&self.table(record).id);
        anomaly.row = Some(record.number);
        anomaly.source.clone_from(&record.source);
        self.put(Some(row.at.file), anomaly, &record.id, finding);
    }

    /// A finding about all that one unit sent; `file` is one of its files.
    pub fn at_unit(&mut self, meta: &'static Meta, file: u32, several: bool, finding: Finding) {
        let mut anomaly = Anomaly::new(meta.id, finding.severity, Text::fixed("", ""));
        if let Some(digest) = self.recall.digest(file) {
            about(&mut anomaly, digest);
        }
        if several {
            anomaly.file.clear();
        }
        self.put((!several).then_some(file), anomaly, "", finding);
    }

    /// A finding about the run as a whole.
    pub fn at_run(&mut self, meta: &'static Meta, finding: Finding) {
        let anomaly = Anomaly::new(meta.id, finding.severity, Text::fixed("", ""));
        self.put(None, anomaly, "", finding);
    }

    /// Seals before what is expected is filled in: that may speak of the rest of the run.
    fn put(&mut self, file: Option<u32>, mut anomaly: Anomaly, row_id: &str, finding: Finding) {
        anomaly.message = finding.message;
        anomaly.field = finding.field;
        // Of a finding about no row the value is a figure of many rows.
        if !row_id.is_empty() {
            anomaly.value.clone_from(&finding.value);
        }
        anomaly.expected = finding.key;
        anomaly.seal(row_id);
        anomaly.value = finding.value;
        anomaly.expected = finding.expected;
        self.anomalies.push((file, anomaly));
    }

    /// What was found, each with the file it belongs to (none for a submission of several files and
    /// for the run), in an order of its own.
    pub fn finish(mut self) -> Vec<(Option<u32>, Anomaly)> {
        self.anomalies.sort_by(|(one, a), (other, b)| {
            let place = |file: &Option<u32>| file.unwrap_or(u32::MAX);
            (place(one), &a.table, a.row, &a.check, &a.field, &a.id).cmp(&(
                place(other),
                &b.table,
                b.row,
                &b.check,
                &b.field,
                &b.id,
            ))
        });
        let mut seen: HashMap<String, u32> = HashMap::new();
        for (_, anomaly) in &mut self.anomalies {
            let again = seen.entry(anomaly.id.clone()).or_insert(0);
            *again += 1;
            if *again > 1 {
                anomaly.id = format!("{}-{again}", anomaly.id);
            }
        }
        self.anomalies
    }
}

/// Unit, file, table and row of a row, as messages name it: 广州市市场监督管理局（a.docx）表 1 第 3 行.
pub fn place(row: &Recalled, rules: &RuleSet) -> Text {
    let (unit, file) = (unit(row.digest), &row.digest.path);
    let (table, number) = (&rules.tables[row.record().table].id, row.record().number);
    Text::new(
        format!("{unit}（{file}）表 {table} 第 {number} 行"),
        format!("{unit} ({file}), table {table}, row {number}"),
    )
}

/// The unit's name; of one that nobody knows its file.
pub fn unit(digest: &FileDigest) -> &str {
    match digest.submitter.name.as_str() {
        "" => crate::model::source::file_name(&digest.path),
        name => name,
    }
}

fn about(anomaly: &mut Anomaly, digest: &FileDigest) {
    anomaly.file.clone_from(&digest.path);
    anomaly.submitter.clone_from(&digest.submitter.name);
    anomaly.region.clone_from(&digest.submitter.region);
}

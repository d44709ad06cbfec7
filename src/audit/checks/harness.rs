//! Builds small documents of the built-in form for the tests of checks and audits them whole.

use std::rc::Rc;
use std::sync::LazyLock;

use crate::audit::across::{AcrossFile, Recall, RunFindings};
use crate::audit::{ReadTable, audit_file, checks::CHECKS};
use crate::model::anomaly::Anomaly;
use crate::model::document::{Block, Cell, Document, Facts, Paragraph, Table};
use crate::model::format::Format;
use crate::model::record::Record;
use crate::model::report::{FileDigest, State};
use crate::model::source::Submitter;
use crate::model::trouble::{Trouble, TroubleKind};
use crate::rules::RuleSet;
use crate::{layout, normalise};

/// Cells by field id.
pub type Row<'a> = Vec<(&'a str, &'a str)>;

pub fn digest(state: State) -> FileDigest {
    FileDigest {
        path: "a/表.docx".into(),
        bytes: 1,
        sha256: "00".into(),
        format: Format::Docx,
        mail: None,
        submitter: Submitter { name: "甲局".into(), region: "440100".into(), ..Submitter::default() },
        state,
        facts: Facts::default(),
        tables: Vec::new(),
        anomalies: 0,
        is_body: false,
    }
}

/// How often a check speaks when a file has this trouble.
pub fn trouble(id: &str, kind: TroubleKind) -> usize {
    let digest = digest(State::Trouble(Trouble::new(kind, "坏", "bad")));
    audit_file(&RuleSet::builtin(), &digest, &[]).iter().filter(|anomaly| anomaly.check == id).count()
}

/// A document with one table of the form: its title, its header and these rows of texts.
pub fn document(table: &str, header: &[&str], rows: &[Vec<String>]) -> Document {
    let rules = shared_rules();
    let title = rules.tables[rules.table_index(table).expect("a table of the form")].title.clone();
    let mut grid = Table { rows: rows.len() + 1, columns: header.len(), ..Table::default() };
    let lines = std::iter::once(header.iter().map(|h| (*h).to_owned()).collect()).chain(rows.iter().cloned());
    for (row, texts) in lines.enumerate() {
        let texts: Vec<String> = texts;
        for (column, text) in texts.into_iter().enumerate() {
            grid.cells.push(Cell { row, column, row_span: 1, column_span: 1, text, ..Cell::default() });
        }
    }
    Document {
        blocks: vec![Block::Paragraph(Paragraph { text: title, place: None }), Block::Table(grid)],
        facts: Facts::default(),
    }
}

/// Audits a document by itself.
pub fn audit(document: &Document) -> Vec<Anomaly> {
    let rules = RuleSet::builtin();
    let mut layout = layout::Fitter::new(&rules).read(document);
    let tables: Vec<_> = (layout.readings.iter_mut())
        .map(|reading| {
            let rows = std::mem::take(&mut reading.rows);
            let records = normalise::records(rows, reading.table, &rules, "00");
            let totals = normalise::totals(reading, &rules);
            ReadTable { reading: std::mem::take(reading), records, totals }
        })
        .collect();
    let mut digest = digest(State::Form);
    digest.facts = document.facts.clone();
    audit_file(&rules, &digest, &tables)
}

/// The rows of a document's first table of the form.
pub fn records(document: &Document) -> Vec<Record> {
    records_of(document, "00").into_iter().flatten().collect()
}

/// The rows of each table of the form in a document with this hash.
pub fn records_of(document: &Document, sha256: &str) -> Vec<Vec<Record>> {
    let rules = shared_rules();
    (layout::Fitter::new(rules).read(document).readings.into_iter())
        .map(|mut reading| normalise::records(std::mem::take(&mut reading.rows), reading.table, rules, sha256))
        .collect()
}

/// The built-in rules, read once: for tests that make many documents.
pub fn shared_rules() -> &'static RuleSet {
    static RULES: LazyLock<RuleSet> = LazyLock::new(RuleSet::builtin);
    &RULES
}

/// What only all returns together show: one document from each unit.
pub fn across(documents: &[Document]) -> Vec<Anomaly> {
    let files: Vec<(String, Vec<Record>)> = (documents.iter().enumerate())
        .map(|(at, document)| {
            let name = format!("{at:04}");
            let records = records_of(document, &name).into_iter().flatten().collect();
            (name, records)
        })
        .collect();
    across_files(shared_rules(), &files)
}

/// The same for units by their names; a name that stands twice sent two files.
pub fn across_files(rules: &RuleSet, files: &[(String, Vec<Record>)]) -> Vec<Anomaly> {
    let first_of = |at: usize| files.iter().position(|(name, _)| *name == files[at].0).unwrap_or(at);
    let run = Run {
        digests: (files.iter().enumerate())
            .map(|(at, (name, _))| {
                let mut digest = digest(State::Form);
                digest.path = format!("{name}-{}.docx", at - first_of(at));
                digest.submitter.name.clone_from(name);
                digest
            })
            .collect(),
        records: files.iter().map(|(_, records)| Rc::new(records.clone())).collect(),
    };
    let mut collectors: Vec<_> = CHECKS.iter().filter_map(|check| check.across(rules)).collect();
    for (at, (digest, records)) in run.digests.iter().zip(&run.records).enumerate() {
        let submission = first_of(at) as u32;
        let file = AcrossFile { rules, digest, file: at as u32, submission, records };
        collectors.iter_mut().for_each(|collector| collector.see(&file));
    }
    let mut found = RunFindings::new(rules, &run);
    collectors.into_iter().for_each(|collector| collector.finish(&mut found));
    found.finish().into_iter().map(|(_, anomaly)| anomaly).collect()
}

struct Run {
    digests: Vec<FileDigest>,
    records: Vec<Rc<Vec<Record>>>,
}

impl Recall for Run {
    fn digest(&self, file: u32) -> Option<&FileDigest> {
        self.digests.get(file as usize)
    }

    fn records(&self, file: u32) -> Rc<Vec<Record>> {
        self.records.get(file as usize).cloned().unwrap_or_default()
    }
}

/// Rows of table 1, 2 or 3 that nothing is wrong with, but for the given cells.
pub fn rows(table: &str, changes: &[Row]) -> Document {
    let rules = shared_rules();
    let rule = &rules.tables[rules.table_index(table).expect("a table of the form")];
    let header: Vec<&str> = rule.columns.iter().map(|column| column.header.as_str()).collect();
    let texts: Vec<Vec<String>> = (changes.iter().enumerate())
        .map(|(at, changes)| {
            (rule.columns.iter())
                .map(|column| {
                    let id = rules.fields[column.field].id.as_str();
                    let changed = changes.iter().find(|(field, _)| *field == id).map(|(_, text)| (*text).to_owned());
                    changed.unwrap_or_else(|| sound(id, at))
                })
                .collect()
        })
        .collect();
    document(table, &header, &texts)
}

fn sound(field: &str, at: usize) -> String {
    match field {
        "seq" => format!("{}", at + 1),
        "category" => "知识产权管理".into(),
        "amount" => "60".into(),
        "count_unit" => "3个，每个20万元".into(),
        "policy" => "《甲条例》（国发〔2021〕20号）".into(),
        "remarks" => String::new(),
        other => format!("{other}的内容{at}"),
    }
}

/// The printed rows of table 4, with the given cells changed: (row, field, text).
pub fn printed(changes: &[(usize, &str, &str)], without: &[usize]) -> Document {
    let rules = RuleSet::builtin();
    let rule = &rules.tables[3];
    let header: Vec<&str> = rule.columns.iter().map(|column| column.header.as_str()).collect();
    let texts: Vec<Vec<String>> = (rule.printed.iter().enumerate())
        .filter(|(at, _)| !without.contains(at))
        .map(|(at, print)| {
            (rule.columns.iter().zip(&print.cells))
                .map(|(column, text)| {
                    let id = rules.fields[column.field].id.as_str();
                    changes
                        .iter()
                        .find(|(row, field, _)| *row == at && *field == id)
                        .map_or(text.clone(), |(.., text)| (*text).to_owned())
                })
                .collect()
        })
        .collect();
    document("4", &header, &texts)
}

/// How often a check speaks of a document.
pub fn count(id: &str, document: &Document) -> usize {
    audit(document).iter().filter(|anomaly| anomaly.check == id).count()
}

#[test]
fn sound_rows_raise_nothing() {
    for table in ["1", "2", "3"] {
        let found = audit(&rows(table, &[vec![], vec![]]));
        assert!(found.is_empty(), "{found:#?}");
    }
    assert!(audit(&printed(&[], &[])).is_empty());
}

#[test]
fn checks_are_unique_and_documented() {
    let mut ids: Vec<&str> = CHECKS.iter().map(|check| check.meta().id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), CHECKS.len());
    for check in CHECKS {
        let meta = check.meta();
        for text in [&meta.title, &meta.finds, &meta.why, &meta.mend] {
            assert!(!text.zh.is_empty() && !text.en.is_empty(), "{}", meta.id);
        }
    }
}

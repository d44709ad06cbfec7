//! The per-file half: one item from intake to everything that can be said of it alone. Depends on
//! nothing but the item and the rules, so that it may run anywhere.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_decimal::Decimal;

use std::collections::HashMap;

use super::settle;
use crate::audit::{self, ReadTable};
use crate::intake::submitter::{self, Hints};
use crate::intake::{Item, ItemKind};
use crate::layout;
use crate::ledger::Decisions;
use crate::model::anomaly::{Anomaly, State as AnomalyState};
use crate::model::decision::Decision;
use crate::model::document::{Document, Facts, Place};
use crate::model::limits::Limits;
use crate::model::picture::{Picture, Snapshots};
use crate::model::reading::Reason;
use crate::model::record::{Record, Status};
use crate::model::report::{AsideRow, FileBody, FileDigest, FileResult, State, TableSummary};
use crate::model::sketch::Sketch;
use crate::model::source::{Source, Submitter};
use crate::model::text::Text;
use crate::model::trouble::Trouble;
use crate::rules::regions::Regions;
use crate::rules::{Kind, RuleSet, TableRule};
use crate::{normalise, readers};

/// What the per-file half works with.
pub struct PerFile<'a> {
    rules: &'a RuleSet,
    fitter: layout::Fitter<'a>,
    regions: &'a Regions,
    limits: &'a Limits,
    decisions: Option<&'a Decisions>,
    snapshots: Snapshots,
}

impl<'a> PerFile<'a> {
    pub fn new(rules: &'a RuleSet, regions: &'a Regions, limits: &'a Limits) -> PerFile<'a> {
        PerFile {
            rules,
            fitter: layout::Fitter::new(rules),
            regions,
            limits,
            decisions: None,
            snapshots: Snapshots::None,
        }
    }

    /// Corrected values are put in place of what was read.
    pub fn with_decisions(self, decisions: Option<&'a Decisions>) -> PerFile<'a> {
        PerFile { decisions, ..self }
    }

    /// Parts of pages are kept as pictures.
    pub fn with_snapshots(self, snapshots: Snapshots) -> PerFile<'a> {
        PerFile { snapshots, ..self }
    }

    /// Reads, fits, normalises and checks one item. A panic on the way is a bug of ours: the file
    /// is named with it and put aside.
    pub fn extract(&self, item: Item) -> FileResult {
        let mut digest = FileDigest {
            path: item.path,
            bytes: item.bytes_len,
            sha256: item.sha256,
            format: item.format,
            mail: item.mail,
            submitter: Submitter::default(),
            state: State::Container,
            facts: Facts::default(),
            tables: Vec::new(),
            anomalies: 0,
            is_body: matches!(item.kind, ItemKind::Body(_)),
        };
        let mut body = FileBody::default();
        match item.kind {
            ItemKind::Container => return FileResult { digest, body },
            ItemKind::Ignored(reason) => {
                digest.state = State::Ignored(reason);
                return FileResult { digest, body };
            }
            ItemKind::Trouble(trouble) => digest.state = State::Trouble(trouble),
            ItemKind::Document(source) | ItemKind::Body(source) => {
                match guarded(|| readers::read(&source, self.limits)) {
                    Ok(document) => return guarded_fit(self, digest, &source, &document),
                    Err(trouble) => digest.state = State::Trouble(trouble),
                }
            }
        }
        digest.submitter = self.submitter(&digest, &[]);
        forget_body(&mut digest);
        body.anomalies = audit::audit_file(self.rules, &digest, &[]);
        digest.anomalies = body.anomalies.len() as u32;
        FileResult { digest, body }
    }

    fn submitter(&self, digest: &FileDigest, cover: &[String]) -> Submitter {
        let hints =
            Hints { cover, mail: digest.mail.as_ref(), path: &digest.path, unit_labels: &self.rules.words.unit_label };
        submitter::resolve(&hints, self.regions, &self.rules.region_scope)
    }

    /// A document that could be read, to its records and anomalies.
    fn fit(&self, mut digest: FileDigest, source: &Source, document: &Document) -> FileResult {
        let layout = self.fitter.read(document);
        digest.state = match () {
            () if !layout.readings.is_empty() => State::Form,
            // Mails hold tables of all kinds: signatures, quoted notices. None of them was sent as the form.
            () if digest.is_body => State::Ignored(Text::fixed(
                "邮件正文里的表格不是要收的表，不必处理",
                "the table in the mail's text is none of the form; nothing to do",
            )),
            () => State::NoForm,
        };
        if matches!(digest.state, State::Ignored(_)) {
            forget_body(&mut digest);
            return FileResult { digest, body: FileBody::default() };
        }
        digest.facts = document.facts.clone();
        digest.submitter = self.submitter(&digest, &layout.cover);
        forget_body(&mut digest);
        let mut tables: Vec<ReadTable> = Vec::new();
        let mut aside = Vec::new();
        for mut reading in layout.readings {
            let rows = std::mem::take(&mut reading.rows);
            let records = normalise::records(rows, reading.table, self.rules, &source.sha256);
            let totals = normalise::totals(&reading, self.rules);
            aside.extend(put_aside(&reading));
            digest.tables.push(summary(&reading, &records, self.rules));
            tables.push(ReadTable { reading, records, totals });
        }
        let anomalies = self.audit(&mut digest, &mut tables);
        digest.anomalies = anomalies.len() as u32;
        let records: Vec<Record> = tables.into_iter().flat_map(|table| table.records).collect();
        let pictures = self.pictures(source, &records, &anomalies);
        FileResult { digest, body: FileBody { records, anomalies, aside, pictures } }
    }

    /// Pictures of the rows that are asked for, where the format has pages.
    fn pictures(&self, source: &Source, records: &[Record], anomalies: &[Anomaly]) -> Vec<Picture> {
        let questioned = |record: &Record| {
            let table = self.rules.tables[record.table].id.as_str();
            anomalies.iter().any(|anomaly| anomaly.row == Some(record.number) && anomaly.table == table)
        };
        let rows: Vec<&Record> = match self.snapshots {
            Snapshots::None => return Vec::new(),
            Snapshots::All => records.iter().collect(),
            Snapshots::Anomalies => records.iter().filter(|record| questioned(record)).collect(),
        };
        let cells = rows.iter().map(|record| record.fields.iter().filter_map(|field| field.place).collect());
        let rows: Vec<Vec<Place>> = cells.filter(|places: &Vec<Place>| !places.is_empty()).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        // What cannot be drawn is still read.
        guarded(|| Ok(readers::pictures(source, &rows, self.limits))).unwrap_or_default()
    }

    /// Checks a file; where people gave values in place of what was read, once more with them.
    fn audit(&self, digest: &mut FileDigest, tables: &mut [ReadTable]) -> Vec<Anomaly> {
        let first = audit::audit_file(self.rules, digest, tables);
        let applied = self.correct(&first, tables);
        if applied.is_empty() {
            return first;
        }
        for (table, summary) in tables.iter().zip(&mut digest.tables) {
            summary.amount_wan = amount(&table.records, &self.rules.tables[table.reading.table]);
        }
        settle::after_corrections(first, audit::audit_file(self.rules, digest, tables), &applied)
    }

    /// Puts corrected values in place: the decisions that could be followed, by their anomalies.
    fn correct(&self, anomalies: &[Anomaly], tables: &mut [ReadTable]) -> HashMap<String, Decision> {
        let mut applied = HashMap::new();
        let Some(decisions) = self.decisions.filter(|decisions| !decisions.is_empty()) else { return applied };
        for anomaly in anomalies {
            let Some(decision) = decisions.get(&anomaly.id) else { continue };
            let of_table = |table: &&mut ReadTable| self.rules.tables[table.reading.table].id == anomaly.table;
            let records = tables.iter_mut().find(of_table).map_or(&mut [][..], |table| &mut table.records);
            if decision.state == AnomalyState::Corrected
                && settle::correct(anomaly, decision, records, self.rules).is_ok()
            {
                applied.insert(anomaly.id.clone(), decision.clone());
            }
        }
        applied
    }
}

/// The mail's text has served its purpose; digests of many files stay in memory.
fn forget_body(digest: &mut FileDigest) {
    if let Some(mail) = &mut digest.mail {
        mail.body = String::new();
    }
}

fn guarded_fit(per_file: &PerFile, digest: FileDigest, source: &Source, document: &Document) -> FileResult {
    let spare = digest.clone();
    guarded(|| Ok(per_file.fit(digest, source, document))).unwrap_or_else(|trouble| {
        let mut digest = spare;
        digest.state = State::Trouble(trouble);
        let anomalies = audit::audit_file(per_file.rules, &digest, &[]);
        FileResult { digest, body: FileBody { anomalies, ..FileBody::default() } }
    })
}

/// Runs a stage; a panic becomes the file's trouble.
fn guarded<T>(stage: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    catch_unwind(AssertUnwindSafe(stage)).unwrap_or_else(|panic| {
        let said = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("");
        let said: String = said.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(160).collect();
        Err(Trouble::unreadable(
            format!("程序处理此文件时出错，这是程序的缺陷，请把文件交给开发者（{said}）"),
            format!("the program failed on this file, which is a bug; please report it ({said})"),
        ))
    })
}

fn summary(reading: &crate::model::reading::TableReading, records: &[Record], rules: &RuleSet) -> TableSummary {
    let rule = &rules.tables[reading.table];
    let mut set_aside = [0; Reason::ALL.len()];
    for aside in &reading.set_aside {
        set_aside[aside.reason as usize] += 1;
    }
    TableSummary {
        table: reading.table,
        id: rule.id.clone(),
        seen: reading.seen as u32,
        written: records.len() as u32,
        set_aside,
        filled: records.iter().filter(|record| record.status != Status::Untouched).count() as u32,
        amount_wan: amount(records, rule),
        source: reading.header.source.clone(),
    }
}

/// What the amounts of some rows come to, 万元.
fn amount(records: &[Record], rule: &TableRule) -> Decimal {
    let money = rule.column_of_kind(Kind::Money);
    let sum: Decimal =
        money.map_or(Decimal::ZERO, |at| records.iter().filter_map(|record| record.fields[at].counted_wan()).sum());
    sum.normalize()
}

/// The rows of a table that are none of the form's, for people to see; blank ones are only counted.
fn put_aside(reading: &crate::model::reading::TableReading) -> impl Iterator<Item = AsideRow> {
    let said = reading.set_aside.iter().filter(|aside| aside.reason != Reason::Blank);
    said.map(|aside| AsideRow {
        table: reading.table,
        reason: aside.reason,
        text: aside.text.clone(),
        source: aside.source.clone(),
        after: aside.after as u32,
    })
}

/// A file read for its tables alone.
pub struct ReadFile {
    pub path: String,
    pub format: crate::model::format::Format,
    pub document: Result<Document, Trouble>,
}

/// A file as the search for tables sees its pages.
pub struct SketchedFile {
    pub path: String,
    pub sketches: Result<Vec<Sketch>, Trouble>,
}

/// Sketches the pages of an item; none for containers, litter, and what is in trouble before.
pub fn sketch_only(item: Item, limits: &Limits) -> Option<SketchedFile> {
    match item.kind {
        ItemKind::Document(source) | ItemKind::Body(source) => {
            let sketches = guarded(|| readers::sketch(&source, limits));
            Some(SketchedFile { path: item.path, sketches })
        }
        ItemKind::Trouble(_) | ItemKind::Container | ItemKind::Ignored(_) => None,
    }
}

/// Reads an item and no more; none for containers and litter.
pub fn read_only(item: Item, limits: &Limits) -> Option<ReadFile> {
    let document = match item.kind {
        ItemKind::Document(source) | ItemKind::Body(source) => guarded(|| readers::read(&source, limits)),
        ItemKind::Trouble(trouble) => Err(trouble),
        ItemKind::Container | ItemKind::Ignored(_) => return None,
    };
    Some(ReadFile { path: item.path, format: item.format, document })
}

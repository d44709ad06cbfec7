//! The data behind the page, file by file: what is looked through (a file's fate and its findings),
//! and apart from it what is drawn only when somebody opens it (tables as read, pictures).

use rust_decimal::Decimal;
use serde::Serialize;

use super::escape::{base64, visible};
use super::strings::{Strings, Word};
use crate::model::anomaly::Anomaly;
use crate::model::decision::{Correction, Decision};
use crate::model::document::{Place, Rect};
use crate::model::picture::Picture;
use crate::model::reading::Reason;
use crate::model::record::{Field, Record, Value};
use crate::model::report::{AsideRow, Difference, FileBody, FileEntry, TableSummary};
use crate::model::text::Lang;
use crate::outputs::Context;
use crate::outputs::cells::decimal;
use crate::rules::{Kind, RuleSet};

/// A file, its fate and its findings.
#[derive(Serialize)]
pub struct FileBlock {
    path: Word,
    /// Parallel to `Outcome::ALL`.
    outcome: usize,
    message: Word,
    unit: Word,
    region: Word,
    format: &'static str,
    bytes: u64,
    sha256: String,
    rows: u32,
    tables: usize,
    amount: String,
    received: Word,
    sender: Word,
    subject: Word,
    insertions: u32,
    deletions: u32,
    pages: u32,
    picture_pages: Vec<u32>,
    hidden: Vec<Word>,
    anomalies: Vec<Finding>,
    /// Table, row before, row after, field, text before, text after: how what replaces it differs.
    differences: Vec<[Word; 6]>,
    compared_with: Word,
    /// There is a [`BodyBlock`].
    body: bool,
}

/// Id, check, severity (parallel to `Severity::ALL`), table, row (0 for none), field, value, expected,
/// message, source, state (parallel to `State::ALL`), since, decision.
#[derive(Serialize)]
pub struct Finding(
    String,
    Word,
    u8,
    Word,
    u32,
    Word,
    Word,
    Word,
    Word,
    Word,
    u8,
    &'static str,
    #[serde(skip_serializing_if = "Option::is_none")] Option<[Word; 4]>,
);

/// What of a file is drawn when it is opened.
#[derive(Serialize)]
pub struct BodyBlock {
    tables: Vec<TableBlock>,
    pictures: Vec<PictureBlock>,
    /// Pictures for which there was no room.
    pictures_left_out: usize,
    /// Only rows with findings are here: there was no room for all.
    cut: bool,
}

#[derive(Serialize)]
struct TableBlock {
    /// Index in the rules.
    table: usize,
    seen: u32,
    written: u32,
    filled: u32,
    /// Parallel to `Reason::ALL`.
    aside: [u32; Reason::ALL.len()],
    amount: String,
    source: Word,
    rows: Vec<Row>,
    extra: Vec<Extra>,
}

/// Number, status, source, cells.
#[derive(Serialize)]
struct Row(u32, &'static str, Word, Vec<Cell>);

/// Reason (parallel to `Reason::ALL`), text, source, rows before it.
#[derive(Serialize)]
struct Extra(u8, Word, Word, u32);

/// A cell as written, and more where there is more.
#[derive(Serialize)]
#[serde(untagged)]
enum Cell {
    Plain(Word),
    Rich(Box<Rich>),
}

#[derive(Serialize)]
struct Rich {
    raw: Word,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Word>,
    #[serde(skip_serializing_if = "is_false")]
    merged: bool,
    /// Text, who, when, note.
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected: Option<[Word; 4]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<(u32, Rect)>,
}

#[derive(Serialize)]
struct PictureBlock {
    page: u32,
    rect: Rect,
    uri: String,
}

/// What is left of the room for pictures and rows, in bytes of the page.
pub struct Room {
    pub pictures: usize,
    pub rows: usize,
}

impl FileBlock {
    pub fn new(
        entry: &FileEntry,
        body: &FileBody,
        strings: &mut Strings,
        context: &Context,
        with_body: bool,
    ) -> FileBlock {
        let lang = context.lang;
        let digest = &entry.digest;
        let facts = &digest.facts;
        let (received, sender, subject) = digest.mail.as_ref().map_or(Default::default(), |mail| {
            let sender = match (mail.sender_name.is_empty(), mail.sender_address.is_empty()) {
                (false, false) => format!("{} <{}>", mail.sender_name, mail.sender_address),
                _ => format!("{}{}", mail.sender_name, mail.sender_address),
            };
            (mail.received.clone(), sender, mail.subject.clone())
        });
        FileBlock {
            path: strings.word(&digest.path),
            outcome: entry.outcome as usize,
            message: strings.word(entry.message.get(lang)),
            unit: strings.word(&digest.submitter.name),
            region: strings.word(&digest.submitter.region),
            format: digest.format.id(),
            bytes: digest.bytes,
            sha256: visible(&digest.sha256).into_owned(),
            rows: entry.rows(),
            tables: entry.tables().count(),
            amount: decimal(amount(&body.records, context.rules)),
            received: strings.word(&received),
            sender: strings.word(&sender),
            subject: strings.word(&subject),
            insertions: facts.insertions,
            deletions: facts.deletions,
            pages: facts.pages,
            picture_pages: facts.picture_pages.clone(),
            hidden: facts.hidden.iter().map(|part| strings.word(&part.sheet)).collect(),
            anomalies: findings(&body.anomalies, strings, lang),
            differences: entry.differences.iter().map(|one| difference(one, strings, context.rules)).collect(),
            compared_with: strings.word(&entry.compared_with.replace('|', "\n")),
            body: with_body,
        }
    }
}

fn difference(one: &Difference, strings: &mut Strings, rules: &RuleSet) -> [Word; 6] {
    let row = |number: Option<u32>| number.map_or(String::new(), |number| number.to_string());
    let label = rules.fields.iter().find(|field| field.id == one.field).map_or("", |field| field.label.as_str());
    [&one.table, &row(one.row_before), &row(one.row_after), label, &one.before, &one.after]
        .map(|text| strings.word(text))
}

/// Findings as the page wants them.
pub fn findings(anomalies: &[Anomaly], strings: &mut Strings, lang: Lang) -> Vec<Finding> {
    anomalies.iter().map(|anomaly| finding(anomaly, strings, lang)).collect()
}

fn finding(anomaly: &Anomaly, strings: &mut Strings, lang: Lang) -> Finding {
    Finding(
        anomaly.id.clone(),
        strings.word(&anomaly.check),
        anomaly.severity as u8,
        strings.word(&anomaly.table),
        anomaly.row.unwrap_or(0),
        strings.word(&anomaly.field),
        strings.word(&anomaly.value),
        strings.word(&anomaly.expected),
        strings.word(anomaly.message.get(lang)),
        strings.word(&anomaly.source),
        anomaly.state as u8,
        anomaly.since.id(),
        anomaly.decision.as_deref().map(|decision| decided(decision, strings)),
    )
}

/// Who, when, note, value.
fn decided(decision: &Decision, strings: &mut Strings) -> [Word; 4] {
    [&decision.by, &decision.when, &decision.note, &decision.value].map(|text| strings.word(text))
}

impl BodyBlock {
    /// None where there is nothing to draw.
    pub fn new(
        entry: &FileEntry,
        body: &FileBody,
        strings: &mut Strings,
        context: &Context,
        room: &mut Room,
    ) -> Option<BodyBlock> {
        let cut = room.rows == 0;
        let has_pictures = !body.pictures.is_empty();
        let tables: Vec<TableBlock> =
            entry.tables().map(|table| table_block(table, body, strings, context.rules, cut, has_pictures)).collect();
        let (mut pictures, mut pictures_left_out) = (Vec::new(), 0);
        for picture in &body.pictures {
            match picture_block(picture, room) {
                Some(block) => pictures.push(block),
                None => pictures_left_out += 1,
            }
        }
        let empty = tables.is_empty() && pictures.is_empty();
        (!empty).then_some(BodyBlock { tables, pictures, pictures_left_out, cut })
    }
}

fn table_block(
    summary: &TableSummary,
    body: &FileBody,
    strings: &mut Strings,
    rules: &RuleSet,
    only_doubtful: bool,
    with_places: bool,
) -> TableBlock {
    let doubtful = |record: &Record| {
        body.anomalies.iter().any(|anomaly| anomaly.row == Some(record.number) && anomaly.table == summary.id)
    };
    let records = || body.records.iter().filter(|record| record.table == summary.table);
    let rows = records()
        .filter(|record| !only_doubtful || doubtful(record))
        .map(|record| {
            let cells = record.fields.iter().map(|field| cell(field, strings, with_places)).collect();
            Row(record.number, record.status.id(), strings.word(&record.source), cells)
        })
        .collect();
    let extra = body.aside.iter().filter(|aside| aside.table == summary.table && !only_doubtful);
    TableBlock {
        table: summary.table,
        seen: summary.seen,
        written: summary.written,
        filled: summary.filled,
        aside: summary.set_aside,
        amount: decimal(amount(records(), rules)),
        source: strings.word(&summary.source),
        rows,
        extra: extra.map(|aside| extra_row(aside, strings)).collect(),
    }
}

/// Sum of the amounts that count, in 万元.
fn amount<'a>(records: impl IntoIterator<Item = &'a Record>, rules: &RuleSet) -> Decimal {
    let counted = |record: &Record| {
        let column = rules.tables.get(record.table)?.column_of_kind(Kind::Money)?;
        record.fields.get(column)?.counted_wan()
    };
    records.into_iter().filter_map(counted).sum()
}

fn extra_row(aside: &AsideRow, strings: &mut Strings) -> Extra {
    Extra(aside.reason as u8, strings.word(&aside.text), strings.word(&aside.source), aside.after)
}

fn cell(field: &Field, strings: &mut Strings, with_place: bool) -> Cell {
    let raw = strings.word(&field.raw);
    let value = value(field).filter(|value| *value != field.raw).map(|value| strings.word(&value));
    let corrected = field.corrected.as_deref().map(|correction| corrected(correction, strings));
    let place = field.place.filter(|_| with_place).map(place);
    if value.is_none() && corrected.is_none() && place.is_none() && !field.continued {
        return Cell::Plain(raw);
    }
    Cell::Rich(Box::new(Rich { raw, value, merged: field.continued, corrected, place }))
}

fn corrected(correction: &Correction, strings: &mut Strings) -> [Word; 4] {
    [&correction.text, &correction.by, &correction.when, &correction.note].map(|text| strings.word(text))
}

fn place(place: Place) -> (u32, Rect) {
    (place.page, place.rect.map(tenth))
}

/// A tenth of a point is finer than a line is wide.
fn tenth(points: f32) -> f32 {
    (points * 10.0).round() / 10.0
}

/// What was made of a cell, in a few letters; none where that is the text itself.
fn value(field: &Field) -> Option<String> {
    match &field.value {
        Value::Money(money) => Some(decimal(money.wan)),
        Value::Category { name, .. } => Some(name.clone()),
        Value::CountUnit(said) => match (said.count, said.unit_wan) {
            (Some(count), Some(unit)) => Some(format!("{} × {}", decimal(count), decimal(unit))),
            (Some(count), None) => Some(decimal(count)),
            _ => None,
        },
        _ => None,
    }
}

fn picture_block(picture: &Picture, room: &mut Room) -> Option<PictureBlock> {
    const FRAME: usize = 64;
    let needed = picture.bytes.len().div_ceil(3) * 4 + FRAME;
    room.pictures = room.pictures.checked_sub(needed)?;
    let uri = format!("data:{};base64,{}", picture.kind.media_type(), base64(&picture.bytes));
    Some(PictureBlock { page: picture.page, rect: picture.rect.map(tenth), uri })
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_false(flag: &bool) -> bool {
    !flag
}

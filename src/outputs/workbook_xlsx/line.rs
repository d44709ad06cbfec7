//! One row of a detail sheet: its cells, their marks and notes.

use std::borrow::Cow;
use std::io;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::detail::{FOLDER_CELL, Told, What};
use crate::catalogue::{fill, workbook as words};
use crate::model::anomaly::{Anomaly, State};
use crate::model::decision::Correction;
use crate::model::record::{Field, Record, Status, Value};
use crate::model::report::FileEntry;
use crate::model::text::{Lang, Text};
use crate::outputs::cells::is_odd;
use crate::outputs::looks::Mark;
use crate::outputs::xlsx::{List, quoted};
use crate::rules::{Part, RuleSet, TableRule};

/// A row that is being written.
pub struct Line<'a> {
    pub rules: &'a RuleSet,
    pub lang: Lang,
    pub rule: &'a TableRule,
    pub entry: &'a FileEntry,
    pub region: &'a str,
    pub record: &'a Record,
    /// What was found on it.
    pub found: &'a [usize],
    pub told: &'a Told<'a>,
}

impl Line<'_> {
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, columns: &[What], list: &mut List) -> io::Result<()> {
        for (at, what) in columns.iter().enumerate() {
            let mark = self.mark(*what);
            match self.value(*what) {
                Cell::Text(said) => list.text(at, &said, mark)?,
                Cell::Number(number) => list.number(at, number, mark)?,
                Cell::Findings => self.findings(list, at)?,
                Cell::Open => open(list, at, &self.entry.digest.path, self.told.files, self.lang)?,
            }
            let note = self.note(*what);
            if !note.is_empty() {
                list.note(at, &note)?;
            }
        }
        list.end_row()
    }

    fn value(&self, what: What) -> Cell<'_> {
        let digest = &self.entry.digest;
        let text = |said: Text| Cell::Text(said.get(self.lang).to_owned().into());
        match what {
            What::Unit => Cell::Text(digest.submitter.name.as_str().into()),
            What::RegionCode => Cell::Text(digest.submitter.region.as_str().into()),
            What::RegionName => Cell::Text(self.region.into()),
            What::Row => Cell::Number(f64::from(self.record.number)),
            What::Status => match self.record.status {
                Status::Untouched => text(words::STATUS_UNTOUCHED),
                Status::Filled => text(words::STATUS_FILLED),
                Status::Added => text(words::STATUS_ADDED),
            },
            What::Field(at, part) => self.record.fields.get(at).map_or(Cell::Text("".into()), |f| field(f, part)),
            What::Findings if self.found.is_empty() => Cell::Text("".into()),
            What::Findings => Cell::Findings,
            What::Corrected => Cell::Text(self.corrected().into()),
            What::File => Cell::Text(digest.path.as_str().into()),
            What::Source => Cell::Text(self.record.source.as_str().into()),
            What::Open => Cell::Open,
            What::RowId => Cell::Text(self.record.id.as_str().into()),
        }
    }

    /// How many, leading to the first.
    fn findings(&self, list: &mut List, at: usize) -> io::Result<()> {
        let first = self.found.first().map_or(0, |first| *first as u32);
        let count = self.found.len().to_string();
        list.link(at, self.told.findings, self.told.first_row + first, 0, &count, worst(self.anomalies()))
    }

    fn anomalies(&self) -> impl Iterator<Item = &Anomaly> {
        self.found.iter().filter_map(|at| self.told.anomalies.get(*at))
    }

    /// The findings that a column shows: those of its field, or of the row as a whole.
    fn shown_at(&self, what: What) -> impl Iterator<Item = &Anomaly> {
        self.anomalies().filter(move |anomaly| {
            let column =
                self.rule.columns.iter().position(|column| self.rules.fields[column.field].id == anomaly.field);
            match (what, column) {
                (What::Field(at, part), Some(column)) => at == column && part == self.first_part(column),
                (What::Row, None) => true,
                _ => false,
            }
        })
    }

    /// What is given of a field first.
    fn first_part(&self, column: usize) -> Part {
        let field = self.rule.columns[column].field;
        let parts = self.rules.outputs.iter().filter(|output| output.field == field).map(|output| output.part);
        parts.clone().find(|part| *part != Part::Raw).or(parts.clone().next()).unwrap_or(Part::Text)
    }

    fn mark(&self, what: What) -> Mark {
        match (worst(self.shown_at(what)), what) {
            (Mark::None, What::Field(at, part)) if part != Part::Raw && self.correction(at).is_some() => {
                Mark::Corrected
            }
            (mark, _) => mark,
        }
    }

    fn correction(&self, at: usize) -> Option<&Correction> {
        self.record.fields.get(at)?.corrected.as_deref()
    }

    /// Headers of the columns in which a value was given by hand.
    fn corrected(&self) -> String {
        let columns = self.rule.columns.iter().enumerate();
        let by_hand = columns.filter(|(at, _)| self.correction(*at).is_some());
        by_hand.map(|(_, column)| column.header.as_str()).collect::<Vec<_>>().join("\n")
    }

    fn note(&self, what: What) -> String {
        const MOST: usize = 4;
        let lang = self.lang;
        let mut lines: Vec<String> = Vec::new();
        if let What::Field(at, part) = what
            && part == self.first_part(at)
            && let Some(correction) = self.correction(at)
        {
            let who = [correction.by.as_str(), &correction.when, &correction.note].join(" ");
            let said = fill(words::CORRECTED_NOTE.get(lang), &[&correction.text]);
            lines.push(format!("{said} {}", who.trim()).trim_end().to_owned());
            lines.push(fill(words::WRITTEN_NOTE.get(lang), &[&self.record.fields[at].raw]));
        }
        let found: Vec<&Anomaly> = self.shown_at(what).collect();
        for anomaly in found.iter().take(MOST) {
            let severity = anomaly.severity.label(lang);
            let mut said = format!("[{severity}] {}", anomaly.message.get(lang));
            if !anomaly.expected.is_empty() {
                said.push_str(&format!("\n{}", fill(words::EXPECTED_NOTE.get(lang), &[&anomaly.expected])));
            }
            if anomaly.state != State::Open {
                said.push_str(&format!("\n{}", anomaly.state.label().get(lang)));
            }
            lines.push(said);
        }
        if found.len() > MOST {
            lines.push(fill(words::MORE_NOTE.get(lang), &[&(found.len() - MOST).to_string()]));
        }
        lines.join("\n")
    }
}

/// The gravest of those that nobody has closed.
fn worst<'a>(anomalies: impl Iterator<Item = &'a Anomaly>) -> Mark {
    let open = anomalies.filter(|anomaly| !anomaly.state.is_closed());
    open.map(|anomaly| anomaly.severity).min().map_or(Mark::None, Mark::Of)
}

/// What stands in a cell.
enum Cell<'a> {
    Text(Cow<'a, str>),
    Number(f64),
    Findings,
    Open,
}

fn field(field: &Field, part: Part) -> Cell<'_> {
    let number = |value: Option<Decimal>| {
        let number = value.and_then(|value| value.to_f64());
        number.map_or(Cell::Text("".into()), Cell::Number)
    };
    match (part, &field.value) {
        (Part::Raw, _) => Cell::Text(field.raw.as_str().into()),
        (Part::Text, _) => {
            Cell::Text(field.corrected.as_ref().map_or(field.raw.as_str(), |given| given.text.as_str()).into())
        }
        (Part::Category, Value::Category { name, .. }) => Cell::Text(name.as_str().into()),
        (Part::Wan, _) => number(field.counted_wan()),
        (Part::Count, Value::CountUnit(said)) => number(said.count),
        (Part::UnitWan, Value::CountUnit(said)) => number(said.unit_wan),
        (Part::Titles, Value::Citation(citation)) => Cell::Text(citation.titles.join("\n").into()),
        (Part::Numbers, Value::Citation(citation)) => {
            let numbers: Vec<&str> = citation.numbers.iter().map(|number| number.standard.as_str()).collect();
            Cell::Text(numbers.join("\n").into())
        }
        _ => Cell::Text("".into()),
    }
}

/// A link that leads to the file once the sheet of files says where the inbox is. A file in a container
/// leads to the container; a name that cannot be shown as it is leads nowhere.
pub fn open(list: &mut List, at: usize, path: &str, files: &str, lang: Lang) -> io::Result<()> {
    const NOT_YET: &str = "—";
    // A formula holds a text of 255 characters.
    const LONGEST: usize = 240;
    // What would lead elsewhere, or end the text.
    let leads_astray = |c: char| is_odd(c) || matches!(c, '"' | '\\' | '#');
    let outer = path.split("!/").next().unwrap_or(path);
    if outer.contains(leads_astray) || outer.chars().count() > LONGEST {
        return Ok(());
    }
    let folder = format!("{}!{FOLDER_CELL}", quoted(files));
    let word = words::OPEN_WORD;
    let word = word.get(lang);
    let formula = format!(r#"IF({folder}="","{NOT_YET}",HYPERLINK({folder}&"/{outer}","{word}"))"#);
    list.formula(at, &formula, NOT_YET)
}

//! slips/: a letter to each unit with open errors, which asks it to put them right; one Word file for
//! each. What a letter says is [`letter`]'s, what is asked is [`unit`]'s.

mod letter;
mod names;
mod table;
mod unit;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::package;
use super::{Context, End, Folder, Output, Sink};
use crate::catalogue::slips as words;
use crate::model::anomaly::Anomaly;
use crate::model::office::unit_key;
use crate::model::report::{FileBody, FileEntry, Outcome};
use crate::model::roster::{Attendance, Roster, RosterLine};
use crate::model::source::Submitter;
use letter::Letter;
use names::Names;
use unit::{SentFile, Unit};

pub struct Slips;

impl Output for Slips {
    fn name(&self) -> &'static str {
        "slips/"
    }

    fn begin<'a>(&self, context: &'a Context, folder: &'a dyn Folder) -> io::Result<Box<dyn Sink + 'a>> {
        Ok(Box::new(Writer { context, folder, units: BTreeMap::new() }))
    }
}

struct Writer<'a> {
    context: &'a Context<'a>,
    folder: &'a dyn Folder,
    units: BTreeMap<String, Unit>,
}

impl Writer<'_> {
    fn unit(&mut self, submitter: &Submitter, path: &str) -> &mut Unit {
        let unit = self.units.entry(unit_key(submitter, path, &self.context.rules.words.same_office)).or_default();
        unit.answers_to(submitter);
        unit
    }

    /// A finding of no one file.
    fn loose(&mut self, anomaly: &Anomaly) {
        let submitter =
            Submitter { name: anomaly.submitter.clone(), region: anomaly.region.clone(), ..Submitter::default() };
        let (rules, lang) = (self.context.rules, self.context.lang);
        self.unit(&submitter, "").ask(anomaly, rules, lang);
    }

    fn write(&self, unit: &Unit, line: Option<&RosterLine>, name: &str) -> io::Result<()> {
        // Once an answer is late the deadline has passed.
        let due = line.filter(|line| line.attendance != Attendance::Late).and_then(|line| line.unit.deadline());
        let letter = Letter { rules: self.context.rules, lang: self.context.lang, unit, name, due };
        let bytes = package::pack_with_headers(letter.document())?;
        let mut file = self.folder.create(&format!("{}{name}.docx", Slips.name()))?;
        file.write_all(&bytes)?;
        file.flush()
    }
}

impl Sink for Writer<'_> {
    fn file(&mut self, entry: &FileEntry, body: &FileBody) -> io::Result<()> {
        let digest = &entry.digest;
        let came = matches!(entry.outcome, Outcome::Accepted | Outcome::Rejected | Outcome::NoForm);
        if !came && body.anomalies.is_empty() {
            return Ok(());
        }
        let (rules, lang) = (self.context.rules, self.context.lang);
        let unit = self.unit(&digest.submitter, &digest.path);
        if came {
            unit.files.push(SentFile {
                path: digest.path.clone(),
                received: digest.mail.as_ref().map(|mail| mail.received.clone()).unwrap_or_default(),
                accepted: entry.outcome == Outcome::Accepted,
            });
        }
        body.anomalies.iter().for_each(|anomaly| unit.ask(anomaly, rules, lang));
        Ok(())
    }

    fn finish(mut self: Box<Self>, end: &End) -> io::Result<()> {
        end.loose.iter().for_each(|anomaly| self.loose(anomaly));
        let roster = end.register.roster.as_ref();
        let line = |unit: &Unit| roster.and_then(|roster| line_of(roster, unit));
        let mut units = std::mem::take(&mut self.units);
        units.retain(|_, unit| unit.has_errors() || (unit.sent_nothing_usable() && is_asked(roster, line(unit))));
        let mut letters: Vec<(Unit, Option<&RosterLine>)> = Vec::new();
        for mut unit in units.into_values() {
            let line = line(&unit);
            // The list has the name by which the office knows it.
            if let Some(line) = line {
                unit.name.clone_from(&line.unit.name);
            }
            letters.push((unit, line));
        }
        let called = letters.iter().map(|(unit, _)| (unit.called(), unit.region.as_str()));
        let names = Names::new(called, words::UNNAMED.get(self.context.lang));
        letters.iter().zip(names.list).try_for_each(|((unit, line), name)| self.write(unit, *line, &name))
    }
}

fn line_of<'a>(roster: &'a Roster, unit: &Unit) -> Option<&'a RosterLine> {
    let first = unit.files.first()?;
    roster.lines.iter().find(|line| line.holds(&first.path))
}

/// Who was not asked need not send the form.
fn is_asked(roster: Option<&Roster>, line: Option<&RosterLine>) -> bool {
    roster.is_none() || line.is_some()
}

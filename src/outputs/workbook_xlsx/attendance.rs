//! The sheets of what the office brought along: who has not answered, decisions that were not used,
//! anomalies that are gone since the earlier run.

use std::io;

use rust_xlsxwriter::Workbook;

use crate::catalogue::{fill, ledger, shared, workbook as words};
use crate::model::anomaly::Severity;
use crate::model::report::{Closed, DecisionsTold, Register};
use crate::model::roster::{Attendance, Roster, RosterLine};
use crate::model::text::{Lang, Text};
use crate::outputs::looks::{Look, Mark};
use crate::outputs::xlsx::{A4, Column, Layout, List};

type Columns = [(Text, usize, Look)];

static ROSTER: [(Text, usize, Look); 9] = [
    (ledger::ROSTER_UNIT, 28, Look::Long),
    (words::ATTENDANCE, 20, Look::Text),
    (ledger::ROSTER_CODE, 12, Look::Text),
    (ledger::ROSTER_MAIL, 28, Look::Text),
    (ledger::ROSTER_DEADLINE, 18, Look::Text),
    (shared::RECEIVED, 26, Look::Text),
    (words::USED_FILES, 40, Look::Long),
    (words::EARLIER_FILES, 40, Look::Long),
    (words::UNUSABLE_FILES, 40, Look::Long),
];

static UNUSED: [(Text, usize, Look); 6] = [
    (words::PLACE, 18, Look::Text),
    (ledger::ANOMALY_ID, 16, Look::Text),
    (words::GIVEN_DECISION, 14, Look::Text),
    (words::GIVEN_VALUE, 20, Look::Long),
    (words::WHY, 50, Look::Long),
    (shared::FILE, 40, Look::Long),
];

static CLOSED: [(Text, usize, Look); 9] = [
    (words::CLOSED_BY, 14, Look::Text),
    (ledger::ANOMALY_ID, 16, Look::Text),
    (shared::SEVERITY, 8, Look::Text),
    (shared::CHECK, 24, Look::Text),
    (shared::UNIT, 24, Look::Long),
    (shared::TABLE, 6, Look::Text),
    (shared::ROW, 6, Look::Text),
    (shared::MESSAGE, 50, Look::Long),
    (shared::FILE, 40, Look::Long),
];

const HEADER: u32 = 1;

fn list(workbook: &mut Workbook, name: &str, title: &str, columns: &Columns, lang: Lang) -> io::Result<List> {
    let heads = columns.iter().map(|(head, widest, look)| Column::new(head.get(lang), *widest, *look));
    let mut list = List::begin(workbook, name, HEADER, heads.collect(), lang)?;
    list.above(0, 0, title, true)?;
    list.head()?;
    Ok(list)
}

fn line(list: &mut List, texts: &[&str], marked: usize, mark: Mark) -> io::Result<()> {
    for (at, said) in texts.iter().enumerate() {
        list.text(at, said, if at == marked { mark } else { Mark::None })?;
    }
    list.end_row()
}

fn finish(mut list: List, columns: &Columns) -> io::Result<List> {
    list.finish(&Layout { frozen: 1, printed: columns.len(), paper: A4 })?;
    Ok(list)
}

/// Who answered, those who did not first; without a list of who was asked it says so.
///
/// # Errors
/// As all of these: when it cannot be written.
pub fn roster(workbook: &mut Workbook, name: &str, register: &Register, lang: Lang) -> io::Result<List> {
    let Some(roster) = &register.roster else {
        let list = list(workbook, name, words::NO_ROSTER.get(lang), &ROSTER[..1], lang)?;
        return finish(list, &ROSTER[..1]);
    };
    let mut sheet = list(workbook, name, &title(roster, lang), &ROSTER, lang)?;
    let mut lines: Vec<&RosterLine> = roster.lines.iter().collect();
    lines.sort_by_key(|line| rank(line));
    for asked in lines {
        let RosterLine { unit, attendance, received, files, earlier, unusable } = asked;
        let [files, earlier, unusable] = [files, earlier, unusable].map(|paths| paths.join("\n"));
        let said = label(*attendance);
        let texts =
            [&unit.name, said.get(lang), &unit.code, &unit.mail, &unit.deadline, received, &files, &earlier, &unusable];
        line(&mut sheet, &texts, 1, mark(*attendance))?;
    }
    for stranger in &roster.strangers {
        let said = words::STRANGER;
        let texts = [&stranger.name, said.get(lang), &stranger.region, "", "", "", &stranger.file];
        line(&mut sheet, &texts, 1, Mark::Of(Severity::Info))?;
    }
    finish(sheet, &ROSTER)
}

fn title(roster: &Roster, lang: Lang) -> String {
    let counts = roster.counts();
    let several = roster.lines.iter().filter(|line| !line.earlier.is_empty()).count();
    let figures = [
        roster.lines.len().to_string(),
        counts[Attendance::Missing as usize].to_string(),
        counts[Attendance::Late as usize].to_string(),
        several.to_string(),
        roster.strangers.len().to_string(),
    ];
    fill(words::ROSTER_TITLE.get(lang), &figures.each_ref().map(String::as_str))
}

/// Missing, late, more than once, the others.
fn rank(line: &RosterLine) -> usize {
    match line.attendance {
        Attendance::Missing => 0,
        Attendance::Late => 1,
        _ if !line.earlier.is_empty() => 2,
        _ => 3,
    }
}

fn label(attendance: Attendance) -> Text {
    match attendance {
        Attendance::Missing => words::ATTENDANCE_MISSING,
        Attendance::Late => words::ATTENDANCE_LATE,
        Attendance::InTime => words::ATTENDANCE_IN_TIME,
        Attendance::Answered => words::ATTENDANCE_ANSWERED,
    }
}

fn mark(attendance: Attendance) -> Mark {
    match attendance {
        Attendance::Missing => Mark::Of(Severity::Error),
        Attendance::Late => Mark::Of(Severity::Warning),
        Attendance::InTime | Attendance::Answered => Mark::None,
    }
}

/// Decisions that were given and could not be used.
pub fn unused(workbook: &mut Workbook, name: &str, told: &DecisionsTold, lang: Lang) -> io::Result<List> {
    let title = fill(words::UNUSED_TITLE.get(lang), &[&told.left.len().to_string()]);
    let mut sheet = list(workbook, name, &title, &UNUSED, lang)?;
    for (decision, why) in &told.left {
        let state = decision.state.label();
        let said = if decision.state == crate::model::anomaly::State::Open { "" } else { state.get(lang) };
        let texts = [decision.place.get(lang), &decision.anomaly, said, &decision.value, why.get(lang), &decision.file];
        line(&mut sheet, &texts, 4, Mark::Of(Severity::Warning))?;
    }
    finish(sheet, &UNUSED)
}

/// Anomalies of the earlier run that are open no more.
pub fn closed(workbook: &mut Workbook, name: &str, closed: &[Closed], lang: Lang) -> io::Result<List> {
    let title = fill(words::CLOSED_TITLE.get(lang), &[&closed.len().to_string()]);
    let mut sheet = list(workbook, name, &title, &CLOSED, lang)?;
    for gone in closed {
        let by = gone.by.map_or(words::NOT_FOUND, crate::model::anomaly::State::label);
        let severity = Severity::ALL.iter().find(|severity| severity.id() == gone.severity);
        let severity = severity.map_or(gone.severity.as_str(), |severity| severity.label(lang));
        let texts = [
            by.get(lang),
            &gone.id,
            severity,
            &gone.check,
            &gone.submitter,
            &gone.table,
            &gone.row,
            &gone.message,
            &gone.file,
        ];
        line(&mut sheet, &texts, 0, Mark::Corrected)?;
    }
    finish(sheet, &CLOSED)
}

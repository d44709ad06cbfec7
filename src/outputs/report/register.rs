//! Who answered, and what has become of earlier findings and of decisions.

use super::escape::html;
use super::summary::Seen;
use super::table::{Align, Table, details, number};
use crate::catalogue::{report as words, shared, word};
use crate::model::report::{Changes, DecisionsTold, Register};
use crate::model::roster::{Attendance, Roster, RosterLine};
use crate::model::text::Lang;
use crate::outputs::Context;

/// Who answered; with a list of who was asked also who did not, was late or is not on it.
pub fn units(context: &Context, seen: &Seen, roster: Option<&Roster>) -> String {
    let lang = context.lang;
    let body = match roster {
        Some(roster) => held(roster, lang),
        None => answered(context, seen),
    };
    let title = html(word(words::UNITS_TITLE, lang));
    format!(
        "<section class=\"card\" aria-labelledby=\"summary-units\"><h2 id=\"summary-units\">{title}</h2>{body}</section>"
    )
}

fn answered(context: &Context, seen: &Seen) -> String {
    let lang = context.lang;
    let mut counts = Table::new(&[(word(words::ANSWER, lang), Align::Text), (word(words::UNITS, lang), Align::Number)]);
    counts.row(&[word(words::UNITS_ANSWERED, lang), &number(seen.units.len() as u64)]);
    if seen.unknown > 0 {
        counts.row(&[word(words::FILES_OF_UNKNOWN, lang), &number(seen.unknown.into())]);
    }
    let mut names = Table::new(&[(word(shared::REGION, lang), Align::Text), (word(shared::UNIT, lang), Align::Text)]);
    for (region, name) in &seen.units {
        names.row(&[format!("{region} {}", context.regions.full_name(region)), name.clone()]);
    }
    let title = format!("{} {}", word(words::UNITS_WHO_ANSWERED, lang), number(seen.units.len() as u64));
    let note = html(word(words::NO_ROSTER, lang));
    format!("{}{}<p class=\"note\">{note}</p>", counts.html(), details(&title, &names.html()))
}

fn held(roster: &Roster, lang: Lang) -> String {
    let mut counts = Table::new(&[(word(words::ANSWER, lang), Align::Text), (word(words::UNITS, lang), Align::Number)]);
    for (attendance, count) in Attendance::ALL.iter().zip(roster.counts()) {
        counts.row(&[attendance_label(*attendance, lang), &number(count.into())]);
    }
    counts.foot(&[word(words::UNITS_ASKED, lang), &number(roster.lines.len() as u64)]);
    let twice = |line: &&RosterLine| !line.earlier.is_empty();
    let unusable = |line: &&RosterLine| !line.unusable.is_empty();
    let late = |line: &&RosterLine| line.attendance == Attendance::Late;
    let mut page = counts.html();
    page.push_str(&lines(word(words::UNITS_MISSING, lang), roster.missing().collect(), lang, |line| {
        line.unusable.as_slice()
    }));
    page.push_str(&lines(word(words::UNITS_LATE, lang), roster.lines.iter().filter(late).collect(), lang, |line| {
        line.files.as_slice()
    }));
    page.push_str(&lines(word(words::UNITS_TWICE, lang), roster.lines.iter().filter(twice).collect(), lang, |line| {
        line.earlier.as_slice()
    }));
    let broken = roster.lines.iter().filter(unusable).collect();
    page.push_str(&lines(word(words::UNITS_UNUSABLE, lang), broken, lang, |line| line.unusable.as_slice()));
    page.push_str(&strangers(roster, lang));
    page
}

/// How a unit answered, in words.
fn attendance_label(attendance: Attendance, lang: Lang) -> &'static str {
    let text = match attendance {
        Attendance::Missing => words::UNITS_MISSING,
        Attendance::Late => words::UNITS_LATE,
        Attendance::InTime => words::UNITS_IN_TIME,
        Attendance::Answered => words::UNITS_NO_DATE,
    };
    word(text, lang)
}

fn lines(title: &str, lines: Vec<&RosterLine>, lang: Lang, files: impl Fn(&RosterLine) -> &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&[
        (word(shared::UNIT, lang), Align::Text),
        (word(shared::REGION, lang), Align::Text),
        (word(words::DEADLINE, lang), Align::Text),
        (word(shared::RECEIVED, lang), Align::Text),
        (word(shared::FILES, lang), Align::Text),
    ]);
    for line in &lines {
        let RosterLine { unit, received, .. } = line;
        table.row(&[&unit.name, &unit.code, &unit.deadline, received, &files(line).join("\n")]);
    }
    details(&format!("{title} {}", number(lines.len() as u64)), &table.html())
}

fn strangers(roster: &Roster, lang: Lang) -> String {
    if roster.strangers.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&[
        (word(shared::UNIT, lang), Align::Text),
        (word(shared::REGION, lang), Align::Text),
        (word(shared::FILE, lang), Align::Text),
    ]);
    for stranger in &roster.strangers {
        table.row(&[&stranger.name, &stranger.region, &stranger.file]);
    }
    details(&format!("{} {}", word(words::UNITS_STRANGE, lang), number(roster.strangers.len() as u64)), &table.html())
}

/// What has changed since an earlier run, and what became of decisions; nothing where neither was given.
pub fn changes(context: &Context, register: &Register) -> String {
    let lang = context.lang;
    let mut body = String::new();
    if let Some(changes) = &register.changes {
        body.push_str(&since(context, changes));
    }
    if let Some(told) = &register.decisions {
        body.push_str(&decisions(told, lang));
    }
    if body.is_empty() {
        body = format!("<p class=\"note\">{}</p>", html(word(words::NOTHING_BROUGHT, lang)));
    }
    format!("<h3>{}</h3>{body}", html(word(words::CHANGES_TITLE, lang)))
}

fn since(context: &Context, changes: &Changes) -> String {
    // The report stays small whatever an earlier run had found.
    const MOST: usize = 500;
    let lang = context.lang;
    let mut counts =
        Table::new(&[(word(words::SINCE_LAST, lang), Align::Text), (word(shared::ANOMALIES, lang), Align::Number)]);
    counts.row(&[word(words::SINCE_NEW, lang), &number(changes.new.into())]);
    counts.row(&[word(words::SINCE_STILL, lang), &number(changes.still_open.into())]);
    counts.row(&[word(words::SINCE_CLOSED, lang), &number(changes.closed.len() as u64)]);
    if changes.closed.is_empty() {
        return counts.html();
    }
    let mut table = Table::new(&[
        (word(words::CLOSED_BY, lang), Align::Text),
        (word(shared::CHECK, lang), Align::Text),
        (word(shared::UNIT, lang), Align::Text),
        (word(shared::FILE, lang), Align::Text),
        (word(shared::MESSAGE, lang), Align::Text),
    ]);
    for closed in changes.closed.iter().take(MOST) {
        let by = closed.by.map_or(word(words::NOT_FOUND_NOW, lang), |state| word(state.label(), lang));
        let check = context.checks.iter().find(|meta| meta.id == closed.check);
        let check = check.map_or(closed.check.as_str(), |meta| meta.title.get(lang));
        table.row(&[by, check, &closed.submitter, &closed.file, &closed.message]);
    }
    let mut inner = table.html();
    if changes.closed.len() > MOST {
        inner.push_str(&format!("<p class=\"note\">{}</p>", html(word(words::MORE_CLOSED, lang))));
    }
    let title = format!("{} {}", word(words::SINCE_CLOSED, lang), number(changes.closed.len() as u64));
    format!("{}{}", counts.html(), details(&title, &inner))
}

fn decisions(told: &DecisionsTold, lang: Lang) -> String {
    let mut counts =
        Table::new(&[(word(words::DECISIONS, lang), Align::Text), (word(words::COUNT, lang), Align::Number)]);
    counts.row(&[word(words::DECISIONS_APPLIED, lang), &number(told.applied.into())]);
    counts.row(&[word(words::DECISIONS_LEFT, lang), &number(told.left.len() as u64)]);
    if told.left.is_empty() {
        return counts.html();
    }
    let mut table = Table::new(&[
        (word(words::PLACE, lang), Align::Text),
        (word(shared::STATE, lang), Align::Text),
        (word(shared::FILE, lang), Align::Text),
        (word(shared::REASON, lang), Align::Text),
    ]);
    for (decision, why) in &told.left {
        table.row(&[decision.place.get(lang), word(decision.state.label(), lang), &decision.file, why.get(lang)]);
    }
    let title = format!("{} {}", word(words::DECISIONS_LEFT, lang), number(told.left.len() as u64));
    format!("{}{}", counts.html(), details(&title, &table.html()))
}

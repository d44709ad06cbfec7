//! What an auditor asks first, as HTML that needs no script.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::escape::html;
use super::plot::{Bar, bars};
use super::register;
use super::table::{Align, Table, details, figure, grouped, number, opened};
use crate::catalogue::{report as words, shared, word};
use crate::model::anomaly::{Severity, State};
use crate::model::reading::Reason;
use crate::model::report::{FileEntry, Outcome, Totals};
use crate::model::text::Lang;
use crate::outputs::{Context, End};

/// What is gathered while files pass.
#[derive(Default)]
pub struct Seen {
    /// Files that are not used and why, the first of them.
    put_aside: Vec<(Outcome, String, String)>,
    /// Region and name of units whose files are used.
    pub units: BTreeSet<(String, String)>,
    /// Accepted files of which nobody knows whose they are.
    pub unknown: u32,
    /// Findings by check: how many of them nobody has closed.
    open: BTreeMap<String, u32>,
    /// Findings by severity and state.
    states: [[u32; State::ALL.len()]; Severity::ALL.len()],
}

/// So many files that are not used stand in the summary; all of them stand in the list of files.
const MOST_ASIDE: usize = 300;

impl Seen {
    pub fn file(&mut self, entry: &FileEntry, anomalies: &[crate::model::anomaly::Anomaly], lang: Lang) {
        let digest = &entry.digest;
        match entry.outcome {
            Outcome::Accepted if digest.submitter.name.is_empty() && digest.submitter.region.is_empty() => {
                self.unknown += 1;
            }
            Outcome::Accepted => {
                self.units.insert((digest.submitter.region.clone(), digest.submitter.name.clone()));
            }
            Outcome::Ignored | Outcome::Container => {}
            outcome if self.put_aside.len() < MOST_ASIDE => {
                self.put_aside.push((outcome, digest.path.clone(), entry.message.get(lang).to_owned()));
            }
            _ => {}
        }
        self.anomalies(anomalies);
    }

    pub fn anomalies(&mut self, anomalies: &[crate::model::anomaly::Anomaly]) {
        for anomaly in anomalies {
            *self.open.entry(anomaly.check.to_string()).or_default() += u32::from(!anomaly.state.is_closed());
            self.states[anomaly.severity as usize][anomaly.state as usize] += 1;
        }
    }
}

/// The sections at the top of the page.
pub fn summary(context: &Context, seen: &Seen, end: &End) -> String {
    let mut page = String::new();
    page.push_str(&key_figures(context, seen, end));
    page.push_str("<div class=\"columns\">");
    page.push_str(&files(context, end.totals));
    page.push_str(&register::units(context, seen, end.register.roster.as_ref()));
    page.push_str("</div>");
    page.push_str(&put_aside(context, seen, end.totals));
    page.push_str(&amounts(context, end.totals));
    page.push_str(&anomalies(context, seen, end));
    page
}

fn unused(totals: &Totals) -> u32 {
    let used = [Outcome::Accepted, Outcome::Ignored, Outcome::Container];
    Outcome::ALL
        .iter()
        .zip(totals.outcomes)
        .filter(|(outcome, _)| !used.contains(outcome))
        .map(|(_, count)| count)
        .sum()
}

fn key_figures(context: &Context, seen: &Seen, end: &End) -> String {
    let (lang, totals) = (context.lang, end.totals);
    let mut page = String::from("<dl class=\"figures\">");
    let mut add = |label: &str, value: String, class: &str| page.push_str(&figure(label, &value, class));
    add(word(words::FILES_RECEIVED, lang), number(totals.files().into()), "");
    add(word(words::FILES_ACCEPTED, lang), number(totals.outcomes[Outcome::Accepted as usize].into()), "");
    add(word(words::FILES_UNUSED, lang), number(unused(totals).into()), "");
    let answered = seen.units.len() as u64;
    match &end.register.roster {
        Some(roster) => {
            let missing = roster.missing().count() as u64;
            add(word(words::UNITS_ASKED, lang), number(roster.lines.len() as u64), "");
            add(word(words::UNITS_MISSING, lang), number(missing), if missing > 0 { "error" } else { "" });
        }
        None => add(word(words::UNITS_ANSWERED, lang), number(answered), ""),
    }
    add(word(words::ROWS_ACCEPTED, lang), number(totals.rows()), "");
    add(word(shared::AMOUNT_WAN, lang), grouped(totals.amount_wan()), "");
    add(word(words::FINDINGS_OPEN, lang), number(totals.open().into()), if totals.open() > 0 { "warning" } else { "" });
    page.push_str("</dl>");
    page
}

fn section(id: &str, title: &str, body: &str) -> String {
    format!("<section class=\"card\" aria-labelledby=\"{id}\"><h2 id=\"{id}\">{}</h2>{body}</section>", html(title))
}

fn files(context: &Context, totals: &Totals) -> String {
    let lang = context.lang;
    let mut table = Table::new(&[(word(words::FATE, lang), Align::Text), (word(shared::FILES, lang), Align::Number)]);
    for (outcome, count) in Outcome::ALL.iter().zip(totals.outcomes).filter(|(_, count)| *count > 0) {
        table.row(&[word(outcome.label(), lang), &number(count.into())]);
    }
    table.foot(&[word(shared::TOTAL, lang), &number(totals.files().into())]);
    section("summary-files", word(words::FILES_TITLE, lang), &table.html())
}

/// The files that are not used, each with its reason.
fn put_aside(context: &Context, seen: &Seen, totals: &Totals) -> String {
    let lang = context.lang;
    if seen.put_aside.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&[
        (word(shared::FILE, lang), Align::Text),
        (word(shared::OUTCOME, lang), Align::Text),
        (word(shared::REASON, lang), Align::Text),
    ]);
    for (outcome, path, why) in &seen.put_aside {
        table.row(&[path.as_str(), word(outcome.label(), lang), why]);
    }
    let mut body = table.html();
    if unused(totals) as usize > seen.put_aside.len() {
        body.push_str(&format!("<p class=\"note\">{}</p>", html(word(words::MORE_IN_FILES, lang))));
    }
    let title = format!("{} {}", word(words::PUT_ASIDE_WHY, lang), number(unused(totals).into()));
    section("summary-aside", word(words::FILES_UNUSED, lang), &opened(&title, &body))
}

fn amounts(context: &Context, totals: &Totals) -> String {
    let (lang, rules) = (context.lang, context.rules);
    let name = |table: usize| rules.tables[table].subtitle_or_title().to_owned();
    let mut by_region: BTreeMap<&str, Decimal> = BTreeMap::new();
    let mut plots = String::new();
    let mut tables = Vec::new();
    let mut categories = String::new();
    for (at, table) in totals.tables.iter().enumerate() {
        tables.push((format!("{} {}", rules.tables[at].id, name(at)), table.amount_wan));
        for (region, wan) in &table.regions {
            *by_region.entry(region).or_default() += *wan;
        }
        let found: Vec<(String, Decimal)> =
            table.categories.iter().map(|(category, wan)| (named(category, lang), *wan)).collect();
        // A form without categories in a table has nothing to tell apart there.
        if table.categories.keys().any(|category| !category.is_empty()) {
            let title = format!("{} · {}", word(words::BY_CATEGORY, lang), name(at));
            categories.push_str(&plot(&title, word(shared::CATEGORY, lang), greatest_first(found), lang));
        }
    }
    plots.push_str(&plot(word(words::BY_TABLE, lang), word(shared::TABLE, lang), tables, lang));
    let regions = by_region.into_iter().map(|(code, wan)| {
        let place = context.regions.full_name(code);
        (named(if place.is_empty() { code } else { &place }, lang), wan)
    });
    plots.push_str(&plot(
        word(words::BY_REGION, lang),
        word(shared::REGION, lang),
        greatest_first(regions.collect()),
        lang,
    ));
    let body = format!("<div class=\"plots\">{plots}{categories}</div>{}", rows_kept(context, totals));
    section("summary-amounts", word(words::AMOUNTS_TITLE, lang), &body)
}

fn named(text: &str, lang: Lang) -> String {
    if text.is_empty() { word(shared::NONE_GIVEN, lang).to_owned() } else { text.to_owned() }
}

fn greatest_first(mut amounts: Vec<(String, Decimal)>) -> Vec<(String, Decimal)> {
    amounts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    amounts
}

/// A plot of the first amounts with the table of all of them behind it.
fn plot(title: &str, label: &str, amounts: Vec<(String, Decimal)>, lang: Lang) -> String {
    const MOST: usize = 10;
    let sum: Decimal = amounts.iter().map(|(_, wan)| *wan).sum();
    let mut table = Table::new(&[
        (label, Align::Text),
        (word(shared::AMOUNT_WAN, lang), Align::Number),
        (word(words::SHARE, lang), Align::Number),
    ]);
    for (name, wan) in &amounts {
        table.row(&[name, &grouped(*wan), &percent(*wan, sum)]);
    }
    table.foot(&[word(shared::TOTAL, lang), &grouped(sum), ""]);
    let drawn: Vec<Bar> = amounts
        .iter()
        .take(MOST)
        .map(|(name, wan)| Bar { label: name.clone(), value: *wan, shown: grouped(*wan), class: "" })
        .collect();
    let behind = format!("{} {}", word(words::AS_TABLE, lang), number(amounts.len() as u64));
    format!(
        "<figure><figcaption>{}</figcaption>{}{}</figure>",
        html(title),
        bars(title, &drawn),
        details(&behind, &table.html())
    )
}

fn percent(part: Decimal, sum: Decimal) -> String {
    let share = part.checked_mul(Decimal::ONE_HUNDRED).and_then(|part| part.checked_div(sum));
    share.map_or(String::new(), |share| format!("{:.1}%", share.round_dp(1)))
}

/// Rows seen, kept and put aside by table: nothing is lost.
fn rows_kept(context: &Context, totals: &Totals) -> String {
    let lang = context.lang;
    let mut head = vec![
        (word(shared::TABLE, lang), Align::Text),
        (word(words::ROWS_SEEN, lang), Align::Number),
        (word(words::ROWS_WRITTEN, lang), Align::Number),
    ];
    head.extend(Reason::ALL.map(|reason| (reason_label(reason, lang), Align::Number)));
    let mut table = Table::new(&head);
    for (rule, sums) in context.rules.tables.iter().zip(&totals.tables) {
        let mut cells =
            vec![format!("{} {}", rule.id, rule.subtitle_or_title()), number(sums.seen), number(sums.written)];
        cells.extend(sums.set_aside.map(number));
        table.row(&cells);
    }
    details(word(words::ROWS_KEPT, lang), &table.html())
}

/// Why a row is no data row, in words.
pub fn reason_label(reason: Reason, lang: Lang) -> &'static str {
    let text = match reason {
        Reason::Blank => words::REASON_BLANK,
        Reason::RepeatedHeader => words::REASON_HEADER,
        Reason::Title => words::REASON_TITLE,
        Reason::Section => words::REASON_SECTION,
        Reason::Subtotal => words::REASON_SUBTOTAL,
        Reason::Total => words::REASON_TOTAL,
        Reason::Note => words::REASON_NOTE,
    };
    word(text, lang)
}

fn anomalies(context: &Context, seen: &Seen, end: &End) -> String {
    let (lang, totals) = (context.lang, end.totals);
    let mut head = vec![(word(shared::SEVERITY, lang), Align::Text)];
    head.extend(State::ALL.map(|state| (word(state.label(), lang), Align::Number)));
    head.push((word(shared::TOTAL, lang), Align::Number));
    let mut table = Table::new(&head);
    for (severity, count) in Severity::ALL.iter().zip(totals.severities) {
        let mut cells = vec![severity.label(lang).to_owned()];
        cells.extend(seen.states[*severity as usize].map(|count| number(count.into())));
        cells.push(number(count.into()));
        table.row(&cells);
    }
    let mut foot = vec![word(shared::TOTAL, lang).to_owned()];
    foot.extend(totals.states.map(|count| number(count.into())));
    foot.push(number(totals.anomalies().into()));
    table.foot(&foot);
    let body = format!(
        "<div class=\"pair\"><div>{}{}</div><div>{}</div></div>",
        table.html(),
        register::changes(context, end.register),
        by_check(context, seen, totals)
    );
    section("summary-anomalies", word(words::ANOMALIES_TITLE, lang), &body)
}

/// A plot of the checks that matter most, which fits on a sheet of paper, and the table of all.
fn by_check(context: &Context, seen: &Seen, totals: &Totals) -> String {
    const MOST: usize = 16;
    let lang = context.lang;
    let meta = |id: &str| context.checks.iter().find(|meta| meta.id == id);
    let mut checks: Vec<(&String, u32)> = totals.checks.iter().map(|(id, count)| (id, *count)).collect();
    checks.sort_by_key(|(id, count)| (meta(id).map(|meta| meta.severity), std::cmp::Reverse(*count), *id));
    let mut table = Table::new(&[
        (word(shared::CHECK, lang), Align::Text),
        (word(shared::SEVERITY, lang), Align::Text),
        (word(shared::ANOMALIES, lang), Align::Number),
        (word(words::FINDINGS_OPEN, lang), Align::Number),
    ]);
    let mut drawn = Vec::new();
    for (id, count) in checks {
        let title = meta(id).map_or(id.as_str(), |meta| meta.title.get(lang));
        let severity = meta(id).map(|meta| meta.severity);
        let open = seen.open.get(id).copied().unwrap_or(0);
        let link = format!("<a href=\"#check={}\">{}</a>", html(id), html(title));
        table.row_with(
            &link,
            &[severity.map_or("", |severity| severity.label(lang)), &number(count.into()), &number(open.into())],
        );
        if drawn.len() == MOST {
            continue;
        }
        let class = severity.map_or("", Severity::id);
        drawn.push(Bar { label: title.to_owned(), value: count.into(), shown: number(count.into()), class });
    }
    if drawn.is_empty() {
        return format!("<p class=\"note\">{}</p>", html(word(words::NO_FINDINGS, lang)));
    }
    let title = word(words::BY_CHECK, lang);
    format!(
        "<figure><figcaption>{}</figcaption>{}{}</figure>",
        html(title),
        bars(title, &drawn),
        details(&format!("{} {}", word(words::AS_TABLE, lang), number(totals.checks.len() as u64)), &table.html())
    )
}

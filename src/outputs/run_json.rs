//! run.json: versions, the rules' hash, counts that must agree, times.

use std::collections::BTreeMap;
use std::io::{self, Write};

use rust_decimal::Decimal;
use serde::Serialize;

use super::cells::decimal;
use super::{Context, End, Folder, Output, Sink};
use crate::model::anomaly::{Severity, State};
use crate::model::reading::Reason;
use crate::model::report::{Changes, DecisionsTold, FileBody, FileEntry, Outcome, Register, TableTotals};
use crate::model::roster::{Attendance, Roster};
use crate::model::text::Lang;

pub struct RunJson;

impl Output for RunJson {
    fn name(&self) -> &'static str {
        "run.json"
    }

    fn begin<'a>(&self, context: &'a Context, folder: &'a dyn Folder) -> io::Result<Box<dyn Sink + 'a>> {
        Ok(Box::new(Run { context, out: folder.create(self.name())? }))
    }
}

struct Run<'a> {
    context: &'a Context<'a>,
    out: Box<dyn Write + Send>,
}

#[derive(Serialize)]
struct RunFile<'a> {
    program: Program,
    rules: Rules<'a>,
    files: u32,
    outcomes: BTreeMap<&'static str, u32>,
    submissions: u32,
    rows: u64,
    amount_wan: String,
    tables: Vec<Table<'a>>,
    anomalies: Anomalies<'a>,
    /// Values given by hand in place of what was read.
    corrected: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    roster: Option<RosterCounts<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decisions: Option<Decisions<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<ChangeCounts>,
    time: Time<'a>,
}

#[derive(Serialize)]
struct Program {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Rules<'a> {
    id: &'a str,
    sha256: &'a str,
}

/// `seen = written + ` the sum of `set_aside`.
#[derive(Serialize)]
struct Table<'a> {
    table: &'a str,
    seen: u64,
    written: u64,
    set_aside: BTreeMap<&'static str, u64>,
    conserved: bool,
    amount_wan: String,
    amount_wan_by_category: BTreeMap<&'a str, String>,
    amount_wan_by_region: BTreeMap<&'a str, String>,
}

#[derive(Serialize)]
struct Anomalies<'a> {
    all: u32,
    by_severity: BTreeMap<&'static str, u32>,
    by_check: &'a BTreeMap<String, u32>,
    open: u32,
    by_state: BTreeMap<&'static str, u32>,
}

/// Who was asked and who answered: units by how they answered, and names.
#[derive(Serialize)]
struct RosterCounts<'a> {
    asked: usize,
    by_attendance: BTreeMap<&'static str, u32>,
    missing: Vec<&'a str>,
    not_on_the_list: Vec<&'a str>,
    /// Accepted files that nobody knows whose they are.
    nobody_s: usize,
    /// What is odd about the list itself.
    remarks: Vec<&'a str>,
}

#[derive(Serialize)]
struct Decisions<'a> {
    applied: u32,
    left: Vec<DecisionLeft<'a>>,
}

#[derive(Serialize)]
struct DecisionLeft<'a> {
    id: &'a str,
    place: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct ChangeCounts {
    new: u32,
    still_open: u32,
    closed: usize,
}

impl<'a> RosterCounts<'a> {
    fn new(roster: &'a Roster, lang: Lang) -> RosterCounts<'a> {
        RosterCounts {
            asked: roster.lines.len(),
            by_attendance: Attendance::ALL.iter().map(|attendance| attendance.id()).zip(roster.counts()).collect(),
            missing: roster.missing().map(|line| line.unit.name.as_str()).collect(),
            not_on_the_list: roster.strangers.iter().map(|stranger| stranger.name.as_str()).collect(),
            nobody_s: roster.nameless.len(),
            remarks: roster.remarks.iter().map(|remark| remark.get(lang)).collect(),
        }
    }
}

impl<'a> Decisions<'a> {
    fn new(told: &'a DecisionsTold, lang: Lang) -> Decisions<'a> {
        let left = told.left.iter().map(|(decision, why)| DecisionLeft {
            id: &decision.anomaly,
            place: decision.place.get(lang),
            why: why.get(lang),
        });
        Decisions { applied: told.applied, left: left.collect() }
    }
}

impl ChangeCounts {
    fn new(changes: &Changes) -> ChangeCounts {
        ChangeCounts { new: changes.new, still_open: changes.still_open, closed: changes.closed.len() }
    }
}

#[derive(Serialize)]
struct Time<'a> {
    started: &'a str,
    seconds: f64,
    jobs: usize,
}

impl<'a> Table<'a> {
    fn new(id: &'a str, totals: &'a TableTotals) -> Table<'a> {
        let amounts = |amounts: &'a BTreeMap<String, Decimal>| {
            amounts.iter().map(|(name, wan)| (name.as_str(), decimal(*wan))).collect()
        };
        Table {
            table: id,
            seen: totals.seen,
            written: totals.written,
            set_aside: Reason::ALL.iter().map(|reason| reason.id()).zip(totals.set_aside).collect(),
            conserved: totals.seen == totals.written + totals.set_aside.iter().sum::<u64>(),
            amount_wan: decimal(totals.amount_wan),
            amount_wan_by_category: amounts(&totals.categories),
            amount_wan_by_region: amounts(&totals.regions),
        }
    }
}

impl Sink for Run<'_> {
    fn file(&mut self, _entry: &FileEntry, _body: &FileBody) -> io::Result<()> {
        Ok(())
    }

    fn finish(mut self: Box<Self>, end: &End) -> io::Result<()> {
        let Context { rules, run, lang, .. } = self.context;
        let totals = end.totals;
        let Register { roster, decisions, changes } = end.register;
        let severities = Severity::ALL.map(Severity::id);
        let file = RunFile {
            program: Program { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            rules: Rules { id: &rules.id, sha256: &rules.hash },
            files: totals.files(),
            outcomes: Outcome::ALL.iter().map(|outcome| outcome.id()).zip(totals.outcomes).collect(),
            submissions: totals.submissions,
            rows: totals.rows(),
            amount_wan: decimal(totals.amount_wan()),
            tables: rules.tables.iter().zip(&totals.tables).map(|(rule, table)| Table::new(&rule.id, table)).collect(),
            anomalies: Anomalies {
                all: totals.anomalies(),
                by_severity: severities.into_iter().zip(totals.severities).collect(),
                by_check: &totals.checks,
                open: totals.open(),
                by_state: State::ALL.iter().map(|state| state.id()).zip(totals.states).collect(),
            },
            corrected: totals.corrected,
            roster: roster.as_ref().map(|roster| RosterCounts::new(roster, *lang)),
            decisions: decisions.as_ref().map(|told| Decisions::new(told, *lang)),
            changes: changes.as_ref().map(ChangeCounts::new),
            time: Time {
                started: &run.started,
                seconds: (run.clock.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
                jobs: run.jobs,
            },
        };
        serde_json::to_writer_pretty(&mut self.out, &file)?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }
}

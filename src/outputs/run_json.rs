//! run.json: versions, the rules' hash, counts that must agree, times.

use std::collections::BTreeMap;
use std::io::{self, Write};

use rust_decimal::Decimal;
use serde::Serialize;

use super::cells::decimal;
use super::{Context, Output, Sink};
use crate::model::anomaly::{Anomaly, Severity};
use crate::model::reading::Reason;
use crate::model::report::{FileBody, FileEntry, Outcome, TableTotals, Totals};

pub struct RunJson;

impl Output for RunJson {
    fn name(&self) -> &'static str {
        "run.json"
    }

    fn begin<'a>(&self, context: &'a Context, out: Box<dyn Write + 'a>) -> io::Result<Box<dyn Sink + 'a>> {
        Ok(Box::new(Run { context, out }))
    }
}

struct Run<'a> {
    context: &'a Context<'a>,
    out: Box<dyn Write + 'a>,
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

    fn finish(mut self: Box<Self>, _loose: &[Anomaly], totals: &Totals) -> io::Result<()> {
        let Context { rules, run, .. } = self.context;
        let severities = [Severity::Error, Severity::Warning, Severity::Info].map(Severity::id);
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
            },
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

//! Holds every finding of a run against what people decided and what an earlier run found.

use std::collections::HashMap;

use super::brought::Brought;
use crate::ledger::previous::Comparison;
use crate::model::anomaly::{Anomaly, Since, State};
use crate::model::decision::{Correction, Decision};
use crate::model::record::Record;
use crate::model::report::{DecisionsTold, FileBody, FileEntry, Register};
use crate::model::text::Text;
use crate::normalise;
use crate::rules::RuleSet;

/// Enters decisions and comparisons while files are given out.
pub struct Settler<'a> {
    rules: &'a RuleSet,
    brought: &'a Brought,
    comparison: Option<Comparison<'a>>,
    /// Anomalies that were decided on and met, and whether the decision could be applied.
    met: HashMap<String, Result<(), Text>>,
    /// Every file of this run by its path.
    files: HashMap<String, Seen>,
}

struct Seen {
    sha256: String,
    accepted: bool,
}

impl<'a> Settler<'a> {
    pub fn new(brought: &'a Brought, rules: &'a RuleSet) -> Settler<'a> {
        let comparison = brought.previous.as_ref().map(|past| past.compare());
        Settler { rules, brought, comparison, met: HashMap::new(), files: HashMap::new() }
    }

    /// Settles what is given out of a file.
    pub fn file(&mut self, entry: &FileEntry, body: &mut FileBody) {
        if self.brought.decisions.is_some() {
            let seen = Seen {
                sha256: entry.digest.sha256.clone(),
                accepted: entry.outcome == crate::model::report::Outcome::Accepted,
            };
            self.files.insert(entry.digest.path.clone(), seen);
        }
        for anomaly in &mut body.anomalies {
            self.settle(anomaly, &mut body.records);
        }
    }

    /// Settles findings of no one file.
    pub fn loose(&mut self, anomalies: &mut [Anomaly]) {
        anomalies.iter_mut().for_each(|anomaly| self.settle(anomaly, &mut []));
    }

    fn settle(&mut self, anomaly: &mut Anomaly, records: &mut [Record]) {
        let decision = self.brought.decisions.as_ref().and_then(|decisions| decisions.get(&anomaly.id));
        if let Some(decision) = decision {
            let done = decide(anomaly, decision, records, self.rules);
            self.met.insert(anomaly.id.clone(), done);
        }
        if let Some(comparison) = &mut self.comparison {
            anomaly.since = comparison.meet(&anomaly.id, anomaly.state);
        }
    }

    /// What has become of everything that was brought, but for the list of who was asked.
    pub fn finish(mut self) -> Register {
        let mut told = DecisionsTold::default();
        if let Some(decisions) = &self.brought.decisions {
            told.left.clone_from(&decisions.left);
            for decision in decisions.iter() {
                match self.met.remove(&decision.anomaly) {
                    Some(Ok(())) => told.applied += 1,
                    Some(Err(why)) => told.left.push((decision.clone(), why)),
                    None => told.left.push((decision.clone(), self.why_not_met(decision))),
                }
            }
        }
        Register {
            roster: None,
            decisions: self.brought.decisions.as_ref().map(|_| told),
            changes: self.comparison.map(Comparison::finish),
        }
    }

    /// Why an anomaly that was decided on is not among those of this run.
    fn why_not_met(&self, decision: &Decision) -> Text {
        match self.files.get(&decision.file) {
            _ if decision.file.is_empty() => Text::fixed(
                "本次没有这个编号的问题：已不存在，或来源有变；意见没有用上",
                "this run has no such finding: it is gone or its source has changed; not applied",
            ),
            None => Text::new(
                format!("意见已过时：这次收件箱里没有“{}”", decision.file),
                format!("out of date: {} is not in the inbox now", decision.file),
            ),
            Some(seen) if !decision.sha256.is_empty() && !seen.sha256.starts_with(&decision.sha256) => Text::new(
                format!("意见已过时：“{}”的内容与作出意见时不同", decision.file),
                format!("out of date: {} has changed since the decision", decision.file),
            ),
            Some(seen) if !seen.accepted => Text::new(
                format!("意见已过时：“{}”这次没有采用（见 files.csv）", decision.file),
                format!("out of date: {} is not used now (see files.csv)", decision.file),
            ),
            Some(_) => Text::fixed(
                "这个问题这次没有再发现（规则或其他文件有变），意见没有用上",
                "this is not found any more (rules or other files have changed); not applied",
            ),
        }
    }
}

/// Enters a decision into its anomaly, and the value that it gives into the row. An anomaly that the
/// per-file half has already corrected is done.
fn decide(anomaly: &mut Anomaly, decision: &Decision, records: &mut [Record], rules: &RuleSet) -> Result<(), Text> {
    if anomaly.state == State::Corrected {
        return Ok(());
    }
    if decision.state == State::Corrected {
        correct(anomaly, decision, records, rules)?;
    }
    anomaly.state = decision.state;
    anomaly.decision = Some(Box::new(decision.clone()));
    Ok(())
}

/// Puts the value that a decision gives into the cell that the anomaly is about.
pub fn correct(anomaly: &Anomaly, decision: &Decision, records: &mut [Record], rules: &RuleSet) -> Result<(), Text> {
    if decision.value.is_empty() {
        return Err(Text::fixed(
            "选了“已更正”但没有填更正值，问题仍按未处理算",
            "corrected, but no corrected value was given; it stays open",
        ));
    }
    let no_cell = || {
        Text::fixed(
            "这条问题不针对某一格，填不进更正值；请改报送文件，或选其他意见",
            "this finding is about no one cell; mend the file or decide otherwise",
        )
    };
    let table = rules.table_index(&anomaly.table).ok_or_else(no_cell)?;
    let column = rules.tables[table].columns.iter().position(|column| rules.fields[column.field].id == anomaly.field);
    let record = records.iter_mut().find(|record| record.table == table && Some(record.number) == anomaly.row);
    let (Some(column), Some(record)) = (column, record) else { return Err(no_cell()) };
    let correction = Correction {
        text: decision.value.clone(),
        by: decision.by.clone(),
        when: decision.when.clone(),
        note: decision.note.clone(),
        anomaly: anomaly.id.clone(),
    };
    if normalise::correct(&mut record.fields[column], &rules.tables[table].columns[column], correction, rules) {
        return Ok(());
    }
    Err(Text::new(
        format!("更正值“{}”读不出这一栏要的内容（金额请写万元数，如 120）", decision.value),
        format!("the corrected value “{}” is nothing that this column holds (amounts in 万元, as 120)", decision.value),
    ))
}

/// What the second look at a file, after its corrections, makes of the first: findings that are gone
/// are closed by them, and new ones join.
pub fn after_corrections(
    first: Vec<Anomaly>,
    again: Vec<Anomaly>,
    applied: &HashMap<String, Decision>,
) -> Vec<Anomaly> {
    let Some(some) = applied.values().min_by(|a, b| a.anomaly.cmp(&b.anomaly)) else { return again };
    let still: std::collections::HashSet<&str> = again.iter().map(|anomaly| anomaly.id.as_str()).collect();
    let mut all: Vec<Anomaly> = Vec::new();
    for mut anomaly in first.iter().cloned() {
        let decision = applied.get(&anomaly.id);
        if decision.is_some() || !still.contains(anomaly.id.as_str()) {
            anomaly.state = State::Corrected;
            anomaly.decision = Some(Box::new(decision.unwrap_or(some).clone()));
            anomaly.since = Since::Unknown;
        }
        all.push(anomaly);
    }
    let known: std::collections::HashSet<&str> = first.iter().map(|anomaly| anomaly.id.as_str()).collect();
    all.extend(again.iter().filter(|anomaly| !known.contains(anomaly.id.as_str())).cloned());
    all
}

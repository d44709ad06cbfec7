//! The cross-file half: duplicates, versions, submissions; then every file is given out once, in
//! order of the paths, to all outputs.

use std::collections::HashMap;
use std::io;

use super::brought::Brought;
use super::settle::Settler;
use super::staging::Staging;
use super::{Done, PutAside, across};
use crate::audit::submissions::{self, Fate};
use crate::audit::{self, FateView, RosterView, SubmissionFile, SubmissionView};
use crate::ledger::attendance;
use crate::model::anomaly::{Anomaly, Severity};
use crate::model::record::{Record, Value};
use crate::model::report::{FileBody, FileDigest, FileEntry, Outcome, TableTotals, Totals};
use crate::model::roster::{Roster, RosterList};
use crate::outputs::{Context, End, OUTPUTS, Output, Sink};
use crate::rules::{Kind, RuleSet};

/// Gives the rows and anomalies of a file back.
pub trait Bodies {
    /// Those of a path, to be asked for again.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn body(&self, path: &str) -> io::Result<FileBody>;

    /// The rows of a path alone.
    ///
    /// # Errors
    /// As [`Bodies::body`].
    fn records(&self, path: &str) -> io::Result<Vec<Record>> {
        self.body(path).map(|body| body.records)
    }

    /// Those of a path for the last time.
    ///
    /// # Errors
    /// As [`Bodies::body`].
    fn take(&self, path: &str) -> io::Result<FileBody>;
}

/// Brings the files together and writes every output. The digests may come in any order.
///
/// # Errors
/// When results cannot be read back or written.
pub fn merge(
    mut digests: Vec<FileDigest>,
    bodies: &dyn Bodies,
    brought: &Brought,
    context: &Context,
    staging: &Staging,
) -> io::Result<Done> {
    digests.sort_by(|a, b| a.path.cmp(&b.path));
    let resolution = submissions::resolve(&digests, context.rules);
    let (mut extra, mut loose) = audit_several(&digests, &resolution, bodies, context.rules)?;
    let roster = brought.roster.as_ref().map(|list| hold(list, &digests, &resolution, context.rules));
    if let Some(roster) = &roster {
        for anomaly in audit::audit_roster(&RosterView { roster, digests: &digests }) {
            match digests.binary_search_by(|digest| digest.path.cmp(&anomaly.file)) {
                Ok(at) => extra.entry(at).or_default().push(anomaly),
                Err(_) => loose.push(anomaly),
            }
        }
    }
    let outputs: Vec<&dyn Output> = OUTPUTS.iter().copied().filter(|output| output.is_wanted(context)).collect();
    let mut sinks = begin(&outputs, context, staging)?;
    let mut settler = Settler::new(brought, context.rules);
    let mut beyond = across::audit(&digests, &resolution, bodies, context.rules)?;
    loose.append(&mut beyond.loose);
    let mut totals = Totals { tables: vec![TableTotals::default(); context.rules.tables.len()], ..Totals::default() };
    totals.submissions = resolution.submissions.len() as u32;
    let mut put_aside = Vec::new();
    let alone = files_alone(&resolution.submissions);
    for (at, (digest, fate)) in digests.into_iter().zip(resolution.fates).enumerate() {
        let mut entry = entry(digest, fate, context.rules);
        entry.anomalies.extend(extra.get(&at).into_iter().flatten().cloned());
        beyond.give(at, &mut entry);
        let mut body = match entry.outcome {
            Outcome::Ignored | Outcome::Container => FileBody::default(),
            _ => bodies.take(&entry.digest.path)?,
        };
        if alone.contains(&at) {
            entry.anomalies.extend(audit_alone(&entry, &mut body, context.rules));
        }
        let mut body = entry.give_out(body);
        settler.file(&entry, &mut body);
        count(&mut totals, &entry, &body, context.rules);
        if matches!(entry.outcome, Outcome::Duplicate | Outcome::Superseded | Outcome::NoForm | Outcome::Rejected) {
            put_aside.push(PutAside {
                outcome: entry.outcome,
                path: entry.digest.path.clone(),
                why: entry.message.clone(),
            });
        }
        sinks.iter_mut().try_for_each(|sink| sink.file(&entry, &body))?;
    }
    settler.loose(&mut loose);
    loose.iter().for_each(|anomaly| count_anomaly(&mut totals, anomaly));
    let mut register = settler.finish();
    register.roster = roster;
    let end = End { loose: &loose, totals: &totals, register: &register };
    sinks.into_iter().try_for_each(|sink| sink.finish(&end))?;
    let written = outputs.iter().map(|output| output.name()).filter(|name| staging.has(name)).collect();
    Ok(Done { totals, register, put_aside, written })
}

fn begin<'a>(
    outputs: &[&dyn Output],
    context: &'a Context,
    staging: &'a Staging,
) -> io::Result<Vec<Box<dyn Sink + 'a>>> {
    outputs.iter().map(|output| output.begin(context, staging)).collect()
}

fn hold(list: &RosterList, digests: &[FileDigest], resolution: &submissions::Resolution, rules: &RuleSet) -> Roster {
    let files: Vec<(&FileDigest, Outcome)> =
        digests.iter().zip(&resolution.fates).map(|(digest, fate)| (digest, fate.outcome)).collect();
    attendance::hold(list, &files, &rules.words.same_office)
}

fn entry(digest: FileDigest, fate: Fate, rules: &RuleSet) -> FileEntry {
    let replaced: Vec<&str> = fate.replaced.iter().map(|table| rules.tables[*table].id.as_str()).collect();
    let view = FateView {
        digest: &digest,
        outcome: fate.outcome,
        instead: &fate.instead,
        reason: &fate.message,
        replaced: &replaced,
    };
    let anomalies = audit::audit_fate(&view);
    FileEntry {
        outcome: fate.outcome,
        message: fate.message,
        replaced: fate.replaced,
        anomalies,
        digest,
        differences: Vec::new(),
        compared_with: String::new(),
    }
}

/// Files that make up a submission by themselves: audited when their rows are at hand anyway.
fn files_alone(submissions: &[Vec<usize>]) -> std::collections::HashSet<usize> {
    submissions.iter().filter(|files| files.len() == 1).flatten().copied().collect()
}

fn audit_alone(entry: &FileEntry, body: &mut FileBody, rules: &RuleSet) -> Vec<Anomaly> {
    let records = std::mem::take(&mut body.records);
    let view = SubmissionView {
        rules,
        files: vec![SubmissionFile { digest: &entry.digest, tables: entry.tables().collect(), records }],
    };
    let found = audit::audit_submission(&view);
    body.records = view.files.into_iter().flat_map(|file| file.records).collect();
    found
}

type ByFile = HashMap<usize, Vec<Anomaly>>;

/// Audits the submissions of several files: anomalies by file, and those of no one file.
fn audit_several(
    digests: &[FileDigest],
    resolution: &submissions::Resolution,
    bodies: &dyn Bodies,
    rules: &RuleSet,
) -> io::Result<(ByFile, Vec<Anomaly>)> {
    let (mut by_file, mut loose): (ByFile, Vec<Anomaly>) = (HashMap::new(), Vec::new());
    for files in resolution.submissions.iter().filter(|files| files.len() > 1) {
        let mut parts = Vec::new();
        for &at in files {
            let replaced = &resolution.fates[at].replaced;
            let mut records = bodies.body(&digests[at].path)?.records;
            records.retain(|record| !replaced.contains(&record.table));
            let tables = digests[at].tables.iter().filter(|table| !replaced.contains(&table.table)).collect();
            parts.push(SubmissionFile { digest: &digests[at], tables, records });
        }
        for anomaly in audit::audit_submission(&SubmissionView { rules, files: parts }) {
            match files.iter().find(|at| digests[**at].path == anomaly.file) {
                Some(at) => by_file.entry(*at).or_default().push(anomaly),
                None => loose.push(anomaly),
            }
        }
    }
    loose.sort_by(|a, b| {
        (&a.region, &a.submitter, &a.table, &a.check).cmp(&(&b.region, &b.submitter, &b.table, &b.check))
    });
    Ok((by_file, loose))
}

fn count(totals: &mut Totals, entry: &FileEntry, body: &FileBody, rules: &RuleSet) {
    totals.outcomes[entry.outcome as usize] += 1;
    for table in entry.tables() {
        let sum = &mut totals.tables[table.table];
        sum.seen += u64::from(table.seen);
        sum.written += u64::from(table.written);
        for (all, one) in sum.set_aside.iter_mut().zip(table.set_aside) {
            *all += u64::from(one);
        }
    }
    body.records.iter().for_each(|record| count_amount(totals, &entry.digest.submitter.region, record, rules));
    body.anomalies.iter().for_each(|anomaly| count_anomaly(totals, anomaly));
    let fields = body.records.iter().flat_map(|record| &record.fields);
    totals.corrected += fields.filter(|field| field.corrected.is_some()).count() as u32;
}

fn count_amount(totals: &mut Totals, region: &str, record: &Record, rules: &RuleSet) {
    let rule = &rules.tables[record.table];
    let Some(wan) = rule.column_of_kind(Kind::Money).and_then(|at| record.fields[at].counted_wan()) else { return };
    let category = rule.column_of_kind(Kind::Category).map(|at| &record.fields[at].value);
    let name = match category {
        Some(Value::Category { name, .. }) => name.as_str(),
        _ => "",
    };
    let sum = &mut totals.tables[record.table];
    sum.amount_wan += wan;
    *sum.categories.entry(name.to_owned()).or_default() += wan;
    *sum.regions.entry(region.to_owned()).or_default() += wan;
}

fn count_anomaly(totals: &mut Totals, anomaly: &Anomaly) {
    *totals.checks.entry(anomaly.check.to_string()).or_default() += 1;
    let severity = match anomaly.severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Info => 2,
    };
    totals.severities[severity] += 1;
    totals.states[anomaly.state as usize] += 1;
}

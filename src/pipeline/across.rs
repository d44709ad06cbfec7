//! What of the cross-file half looks beyond one unit or back to an earlier version: one pass over
//! the accepted files for the collectors, then each replaced file beside what stands for it.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::io;
use std::rc::Rc;

use super::cross_file::Bodies;
use crate::audit::across::{AcrossFile, Recall, RunFindings};
use crate::audit::submissions::Resolution;
use crate::audit::{self, CHECKS, PrintView, versions};
use crate::model::anomaly::Anomaly;
use crate::model::record::Record;
use crate::model::report::{Difference, FileDigest, FileEntry};
use crate::rules::RuleSet;

/// Rows that are kept at hand while findings are made about them; about 3 KB each.
const KEPT: usize = 8_000;

/// What the run as a whole shows.
#[derive(Default)]
pub struct Beyond {
    by_file: HashMap<usize, Vec<Anomaly>>,
    comparisons: HashMap<usize, Comparison>,
    /// Anomalies that belong to no one file.
    pub loose: Vec<Anomaly>,
}

#[derive(Default)]
struct Comparison {
    differences: Vec<Difference>,
    with: Vec<String>,
}

impl Beyond {
    /// Hands a file what was found about it.
    pub fn give(&mut self, at: usize, entry: &mut FileEntry) {
        entry.anomalies.extend(self.by_file.remove(&at).unwrap_or_default());
        if let Some(Comparison { differences, with }) = self.comparisons.remove(&at) {
            entry.differences = differences;
            entry.compared_with = with.join("|");
        }
    }
}

/// Audits over all submissions. `digests` stand in order of their paths.
///
/// # Errors
/// When the store cannot be read.
pub fn audit(
    digests: &[FileDigest],
    resolution: &Resolution,
    bodies: &dyn Bodies,
    rules: &RuleSet,
) -> io::Result<Beyond> {
    let store = Store { digests, resolution, bodies, kept: RefCell::default(), trouble: RefCell::default() };
    let mut beyond = Beyond::default();
    let mut submissions: Vec<(usize, u32)> = (resolution.submissions.iter().zip(0..))
        .flat_map(|(files, number)| files.iter().map(move |at| (*at, number)))
        .collect();
    submissions.sort_unstable();
    let mut collectors: Vec<_> = CHECKS.iter().filter_map(|check| check.across(rules)).collect();
    for (at, submission) in submissions {
        let records = store.read(at)?;
        let file = AcrossFile { rules, digest: &digests[at], file: at as u32, submission, records: &records };
        collectors.iter_mut().for_each(|collector| collector.see(&file));
    }
    let mut found = RunFindings::new(rules, &store);
    collectors.into_iter().for_each(|collector| collector.finish(&mut found));
    for (file, anomaly) in found.finish() {
        match file {
            Some(at) => beyond.by_file.entry(at as usize).or_default().push(anomaly),
            None => beyond.loose.push(anomaly),
        }
    }
    compare_versions(&store, rules, &mut beyond)?;
    match store.trouble.into_inner() {
        Some(error) => Err(error),
        None => Ok(beyond),
    }
}

/// Each table that another file's rows stand for, beside those rows.
fn compare_versions(store: &Store, rules: &RuleSet, beyond: &mut Beyond) -> io::Result<()> {
    for (at, fate) in store.resolution.fates.iter().enumerate().filter(|(_, fate)| !fate.replaced.is_empty()) {
        let Some(submission) = store.submission_of(&fate.instead) else { continue };
        let old = store.bodies.records(&store.digests[at].path)?;
        for &table in &fate.replaced {
            let Some(standing) = submission.iter().copied().find(|other| store.stands(*other, table)) else {
                continue;
            };
            let new = store.read(standing)?;
            let before: Vec<&Record> = old.iter().filter(|record| record.table == table).collect();
            let after: Vec<&Record> = new.iter().filter(|record| record.table == table).collect();
            let comparison = beyond.comparisons.entry(at).or_default();
            comparison.differences.extend(versions::differences(&before, &after, &rules.tables[table], rules));
            let path = &store.digests[standing].path;
            if !comparison.with.contains(path) {
                comparison.with.push(path.clone());
            }
            if fate.prints.contains(&table) {
                let view = PrintView {
                    rules,
                    table: &rules.tables[table],
                    original: (&store.digests[standing], &after),
                    print: (&store.digests[at], &before),
                };
                beyond.by_file.entry(standing).or_default().extend(audit::audit_print(&view));
            }
        }
    }
    Ok(())
}

/// The rows that count, read back as they are asked for.
struct Store<'a> {
    digests: &'a [FileDigest],
    resolution: &'a Resolution,
    bodies: &'a dyn Bodies,
    /// The last ones that were asked for.
    kept: RefCell<VecDeque<(usize, Rc<Vec<Record>>)>>,
    trouble: RefCell<Option<io::Error>>,
}

impl Store<'_> {
    fn read(&self, at: usize) -> io::Result<Rc<Vec<Record>>> {
        let (Some(digest), Some(fate)) = (self.digests.get(at), self.resolution.fates.get(at)) else {
            return Ok(Rc::default());
        };
        let mut records = self.bodies.records(&digest.path)?;
        records.retain(|record| !fate.replaced.contains(&record.table));
        Ok(Rc::new(records))
    }

    fn stands(&self, at: usize, table: usize) -> bool {
        let has = self.digests.get(at).is_some_and(|digest| digest.tables.iter().any(|found| found.table == table));
        has && self.resolution.fates.get(at).is_some_and(|fate| !fate.replaced.contains(&table))
    }

    /// The accepted files of the unit that sent this one.
    fn submission_of(&self, path: &str) -> Option<&[usize]> {
        let at = self.digests.binary_search_by(|digest| digest.path.as_str().cmp(path)).ok()?;
        self.resolution.submissions.iter().find(|files| files.contains(&at)).map(Vec::as_slice)
    }
}

impl Recall for Store<'_> {
    fn digest(&self, file: u32) -> Option<&FileDigest> {
        self.digests.get(file as usize)
    }

    fn records(&self, file: u32) -> Rc<Vec<Record>> {
        let at = file as usize;
        let mut kept = self.kept.borrow_mut();
        if let Some((_, records)) = kept.iter().find(|(known, _)| *known == at) {
            return records.clone();
        }
        let records = self.read(at).unwrap_or_else(|error| {
            self.trouble.borrow_mut().get_or_insert(error);
            Rc::default()
        });
        kept.push_back((at, records.clone()));
        let mut rows: usize = kept.iter().map(|(_, records)| records.len()).sum();
        while rows > KEPT && kept.len() > 1 {
            rows -= kept.pop_front().map_or(0, |(_, records)| records.len());
        }
        records
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::checks::harness::{Row, digest, records_of, rows};
    use crate::audit::submissions;
    use crate::model::format::Format;
    use crate::model::report::{FileBody, State, TableSummary};
    use rust_decimal::Decimal;

    struct Memory(HashMap<String, Vec<Record>>);

    impl Bodies for Memory {
        fn body(&self, path: &str) -> io::Result<FileBody> {
            let records = self.0.get(path).cloned().ok_or_else(|| io::Error::other("gone"))?;
            Ok(FileBody { records, ..FileBody::default() })
        }

        fn take(&self, path: &str) -> io::Result<FileBody> {
            self.body(path)
        }
    }

    /// Files of one unit with the rows of their table 1.
    fn run(files: &[(&str, Format, Vec<Row>)]) -> (Vec<FileDigest>, Memory) {
        let mut digests = Vec::new();
        let mut bodies = HashMap::new();
        for (path, format, changes) in files {
            let mut digest = digest(State::Form);
            (digest.path, digest.format, digest.sha256) = ((*path).to_owned(), *format, (*path).to_owned());
            digest.tables.push(TableSummary {
                table: 0,
                id: "1".into(),
                seen: 1,
                written: 1,
                set_aside: [0; 7],
                filled: 1,
                amount_wan: Decimal::ONE,
                source: String::new(),
            });
            digests.push(digest);
            let records = records_of(&rows("1", changes), path).into_iter().flatten().collect();
            bodies.insert((*path).to_owned(), records);
        }
        (digests, Memory(bodies))
    }

    #[test]
    fn a_replaced_version_keeps_its_differences() {
        let rules = RuleSet::builtin();
        let (digests, bodies) = run(&[
            ("a.docx", Format::Docx, vec![vec![("amount", "60")], vec![]]),
            ("a（修订稿）.docx", Format::Docx, vec![vec![("amount", "80")], vec![]]),
        ]);
        let resolution = submissions::resolve(&digests, &rules);
        let beyond = audit(&digests, &resolution, &bodies, &rules).expect("readable");
        let comparison = &beyond.comparisons[&0];
        assert_eq!(comparison.with, ["a（修订稿）.docx"]);
        let shown: Vec<_> =
            comparison.differences.iter().map(|d| (d.field.as_str(), d.before.as_str(), d.after.as_str())).collect();
        assert_eq!(shown, [("amount", "60", "80")]);
        assert!(beyond.by_file.is_empty() && beyond.loose.is_empty());
    }

    #[test]
    fn a_print_is_held_against_its_file() {
        let rules = RuleSet::builtin();
        let (digests, bodies) = run(&[
            ("a.docx", Format::Docx, vec![vec![("amount", "60")], vec![]]),
            ("a.pdf", Format::Pdf, vec![vec![("amount", "80")], vec![]]),
        ]);
        let resolution = submissions::resolve(&digests, &rules);
        let beyond = audit(&digests, &resolution, &bodies, &rules).expect("readable");
        let found: Vec<_> = beyond.by_file[&0].iter().map(|a| (&*a.check, a.row, a.value.as_str())).collect();
        assert_eq!(found, [("copies-differ", Some(1), "60")]);
    }

    #[test]
    fn a_store_that_cannot_be_read_is_told() {
        let rules = RuleSet::builtin();
        let (digests, _) = run(&[("a.docx", Format::Docx, vec![vec![]])]);
        let resolution = submissions::resolve(&digests, &rules);
        assert!(audit(&digests, &resolution, &Memory(HashMap::new()), &rules).is_err());
    }
}

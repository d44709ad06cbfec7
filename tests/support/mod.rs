//! What the tests of whole runs share: a run through the library, and its results as tables.

#![allow(dead_code, reason = "each test file uses its own part")]

pub mod workbook;
pub mod zip;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use shoubiao::model::limits::Limits;
use shoubiao::model::picture::Snapshots;
use shoubiao::model::text::Lang;
use shoubiao::outputs::Headers;
use shoubiao::pipeline::{self, Brings, Done, Job, Observer};
use shoubiao::rules::regions::Regions;
use shoubiao::rules::{BUILTIN_REGIONS, RuleSet};

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

struct Silent;

impl Observer for Silent {
    fn begin(&self, _files: usize) {}
    fn done(&self, _path: &str) {}
    fn writing(&self) {}
    fn stopped(&self) -> bool {
        false
    }
}

/// The whole job, as `shoubiao run` does it.
pub fn run(inboxes: &[PathBuf], out: &Path, jobs: usize) -> Done {
    run_under(RuleSet::builtin(), inboxes, out, jobs)
}

pub fn run_under(rules: RuleSet, inboxes: &[PathBuf], out: &Path, jobs: usize) -> Done {
    run_with(rules, inboxes, out, jobs, Brings::default())
}

pub fn run_with(rules: RuleSet, inboxes: &[PathBuf], out: &Path, jobs: usize, brings: Brings) -> Done {
    let job = Job {
        inboxes: inboxes.to_vec(),
        out: out.to_owned(),
        rules,
        regions: Regions::parse(BUILTIN_REGIONS).expect("the built-in regions"),
        limits: Limits::default(),
        lang: Lang::Zh,
        headers: Headers::Id,
        snapshots: Snapshots::Anomalies,
        brings,
        jobs,
    };
    pipeline::run(&job, &Silent).unwrap_or_else(|error| panic!("{}", error.text().en))
}

/// A line of a CSV file by column names.
pub type Line = BTreeMap<String, String>;

pub fn lines(path: &Path) -> Vec<Line> {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    csv::Reader::from_reader(&bytes[..])
        .deserialize()
        .map(|line| line.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        .collect()
}

/// Files and folders below a folder, sorted, with `/`.
pub fn listing(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
            found.push(name);
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

//! Every output of a run says the same: which findings there are, how many of each kind and state, whom
//! they are about.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use regex::Regex;
use shoubiao::audit::CHECKS;
use shoubiao::catalogue::asks;
use shoubiao::model::anomaly::Severity;
use shoubiao::pipeline::{Brings, Done};
use shoubiao::rules::RuleSet;

use support::{Line, lines, listing, repository, run_with};

/// Outputs that show every finding with its id.
const SHOW_ALL: &[&str] = &["anomalies.csv", "workbook.xlsx", "report.html"];

/// The ids of findings in an output: a text file, a package of XML parts, or a folder of these.
fn ids_in(out: &Path, output: &str) -> BTreeSet<String> {
    let id = Regex::new(r"\bA[0-9a-f]{12}(-\d+)?\b").expect("a pattern");
    let files = match output.strip_suffix('/') {
        Some(folder) => listing(&out.join(folder)).into_iter().map(|name| format!("{output}{name}")).collect(),
        None => vec![output.to_owned()],
    };
    let texts = files.iter().map(|file| text_of(&fs::read(out.join(file)).unwrap_or_else(|_| panic!("{file}"))));
    texts.flat_map(|text| id.find_iter(&text).map(|found| found.as_str().to_owned()).collect::<Vec<_>>()).collect()
}

fn text_of(bytes: &[u8]) -> String {
    if !bytes.starts_with(b"PK") {
        return String::from_utf8(bytes.to_vec()).expect("UTF-8");
    }
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).expect("a part");
        if part.name().is_ok_and(|name| name.ends_with(".xml")) {
            part.read_to_string(&mut text).expect("XML");
        }
    }
    text
}

/// A run over the samples with all that can be brought to it: one error is accepted, one corrected.
fn sample_run(folder: &Path) -> (std::path::PathBuf, Done) {
    let (first, out, decisions) = (folder.join("first"), folder.join("out"), folder.join("decisions.csv"));
    let inbox = [repository("samples/inbox")];
    let roster = Some(repository("samples/roster.csv"));
    run_with(RuleSet::builtin(), &inbox, &first, 2, Brings::default());
    let found = lines(&first.join("anomalies.csv"));
    let id = |check: &str| &found.iter().find(|line| line["check"] == check).expect(check)["id"];
    let said = format!(
        "id,decision,corrected value\n{},accepted,\n{},corrected,20\n{},confirmed,\n",
        id("duplicate-row"),
        id("amount-unreadable"),
        id("amount-mismatch"),
    );
    fs::write(&decisions, said).expect("written");
    let brings = Brings { decisions: Some(decisions), roster, previous: Some(first) };
    let done = run_with(RuleSet::builtin(), &inbox, &out, 2, brings);
    (out, done)
}

fn counted<'a>(lines: &'a [Line], column: &str) -> BTreeMap<&'a str, u64> {
    let mut counts = BTreeMap::new();
    lines.iter().for_each(|line| *counts.entry(line[column].as_str()).or_default() += 1);
    counts
}

fn counts(json: &serde_json::Value) -> BTreeMap<&str, u64> {
    let object = json.as_object().expect("an object");
    let all = object.iter().map(|(key, count)| (key.as_str(), count.as_u64().expect("a count")));
    all.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn outputs_agree() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, done) = sample_run(folder.path());
    let anomalies = lines(&out.join("anomalies.csv"));
    let ids: BTreeSet<String> = anomalies.iter().map(|line| line["id"].clone()).collect();
    assert_eq!(ids.len(), anomalies.len(), "an id stands once");
    for output in SHOW_ALL {
        assert_eq!(ids_in(&out, output), ids, "{output}");
    }
    counts_agree(&out, &anomalies);
    files_and_rows_agree(&out, &anomalies);
    slips_agree(&out, &anomalies);
    assert_eq!(done.totals.anomalies() as usize, anomalies.len());
    let all = [
        "rows.csv",
        "anomalies.csv",
        "files.csv",
        "slips/",
        "reminders.csv",
        "workbook.xlsx",
        "report.html",
        "run.json",
    ];
    assert_eq!(done.written, all);
}

fn counts_agree(out: &Path, anomalies: &[Line]) {
    let run: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("run.json")).expect("run.json")).expect("JSON");
    let said = &run["anomalies"];
    assert_eq!(said["all"].as_u64(), Some(anomalies.len() as u64));
    for (key, column) in [("by_check", "check"), ("by_severity", "severity"), ("by_state", "state")] {
        assert_eq!(counts(&said[key]), counted(anomalies, column), "{key}");
    }
    let states = counted(anomalies, "state");
    assert_eq!(
        (states["accepted"], states["corrected"], states["confirmed"]),
        (1, 2, 1),
        "decisions were applied, and a correction closes what follows from it"
    );
    let open = anomalies.iter().filter(|line| !is_closed(line)).count() as u64;
    assert_eq!(said["open"].as_u64(), Some(open));
    assert_eq!(run["decisions"]["applied"], 3);
    let new = anomalies.iter().filter(|line| line["since"] == "new" && !is_closed(line)).count() as u64;
    assert_eq!(run["changes"]["new"].as_u64(), Some(new));
    // Who was asked.
    let missing: BTreeSet<&str> =
        run["roster"]["missing"].as_array().expect("names").iter().flat_map(|name| name.as_str()).collect();
    let of = |check: &str| {
        anomalies
            .iter()
            .filter(|line| line["check"] == check)
            .map(|line| line["submitter"].as_str())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(missing, of("not-submitted"));
    let reminders = lines(&out.join("reminders.csv"));
    let reminded: BTreeSet<&str> = reminders.iter().map(|line| line["unit"].as_str()).collect();
    assert_eq!(reminded, &missing | &of("late-submission"));
}

fn is_closed(line: &Line) -> bool {
    matches!(line["state"].as_str(), "accepted" | "corrected")
}

fn files_and_rows_agree(out: &Path, anomalies: &[Line]) {
    let of_file = counted(anomalies, "file");
    for file in lines(&out.join("files.csv")) {
        let found = of_file.get(file["file"].as_str()).copied().unwrap_or(0);
        assert_eq!(file["anomalies"], found.to_string(), "{}", file["file"]);
    }
    for row in lines(&out.join("rows.csv")) {
        let about = |line: &&Line| ["file", "table", "row"].iter().all(|column| line[*column] == row[*column]);
        let found: BTreeSet<&str> = anomalies.iter().filter(about).map(|line| line["check"].as_str()).collect();
        let said: BTreeSet<&str> = row["checks"].split('|').filter(|check| !check.is_empty()).collect();
        assert_eq!(said, found, "{} {}", row["file"], row["row_id"]);
    }
}

/// Letters ask about every open error, and beside them about open warnings that have a word for it.
fn slips_agree(out: &Path, anomalies: &[Line]) {
    let asked = ids_in(out, "slips/");
    let open = |severity: &str| -> BTreeSet<String> {
        let open = anomalies.iter().filter(|line| line["severity"] == severity && !is_closed(line));
        open.map(|line| line["id"].clone()).collect()
    };
    let errors = open("error");
    assert!(!errors.is_empty() && errors.is_subset(&asked), "{:?}", errors.difference(&asked));
    let others: Vec<&Line> =
        anomalies.iter().filter(|line| asked.contains(&line["id"]) && !errors.contains(&line["id"])).collect();
    assert_eq!(others.len() + errors.len(), asked.len(), "letters ask about nothing else");
    for line in others {
        assert_eq!(line["severity"], "warning");
        assert!(asks::of(&line["check"]).is_some() && !is_closed(line), "{}", line["check"]);
    }
    // Each in the letter of its unit.
    for name in listing(&out.join("slips")) {
        for id in ids_in(out, &format!("slips/{name}")) {
            let line = anomalies.iter().find(|line| line["id"] == id).expect("known");
            let (unit, region) = (name.trim_end_matches(".docx"), &line["submitter"]);
            assert!(unit.starts_with(region.trim_end_matches("市场监督管理局")), "{unit}: {region}");
        }
    }
}

/// A letter says of every error what is to be done about it.
#[test]
fn every_error_has_its_request() {
    for meta in CHECKS.iter().map(|check| check.meta()).filter(|meta| meta.severity == Severity::Error) {
        assert!(asks::of(meta.id).is_some(), "catalogue/asks.rs has no word for {}", meta.id);
    }
    for (name, _) in asks::WORDS {
        let id = name.to_ascii_lowercase().replace('_', "-");
        assert!(CHECKS.iter().any(|check| check.meta().id == id), "{id} is no check");
    }
}

/// The same whatever the threads; and a second run leaves no letter of the first behind.
#[test]
fn letters_are_those_of_this_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let roster = || Brings { roster: Some(repository("samples/roster.csv")), ..Brings::default() };
    let out = |name: &str| folder.path().join(name);
    for (name, jobs) in [("1", 1), ("2", 4)] {
        run_with(RuleSet::builtin(), &[repository("samples/inbox")], &out(name), jobs, roster());
    }
    let read = |name: &str| -> Vec<(String, Vec<u8>)> {
        let files = listing(&out(name).join("slips")).into_iter().map(|file| format!("slips/{file}"));
        let files = files.chain(["reminders.csv".to_owned()]);
        files.map(|file| (file.clone(), fs::read(out(name).join(&file)).expect("read"))).collect()
    };
    assert!(read("1").len() > 3 && read("1") == read("2"), "threads show");
    let sound = repository("samples/inbox/韶关市知识产权项目需求征集表.docx");
    let done = run_with(RuleSet::builtin(), &[sound], &out("1"), 1, Brings::default());
    assert!(!out("1").join("slips").exists() && !out("1").join("reminders.csv").exists());
    assert!(!done.written.contains(&"slips/"), "{:?}", done.written);
}

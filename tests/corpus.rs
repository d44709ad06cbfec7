//! Whole runs over `samples/`, compared byte for byte with `samples/expected/`.
//!
//! `UPDATE_EXPECTED=1 cargo test --test corpus` rewrites what is expected; read it in the diff.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use shoubiao::outputs::blank;
use shoubiao::rules::{self, RuleSet};

use support::{Line, lines, listing, repository, run, run_under};

/// What must be the same whatever the threads and the order of reading.
const TABLES: [&str; 3] = ["rows.csv", "anomalies.csv", "files.csv"];

fn inbox() -> PathBuf {
    repository("samples/inbox")
}

/// run.json without the times.
fn facts(out: &Path) -> serde_json::Value {
    let text = fs::read(out.join("run.json")).expect("run.json");
    let mut facts: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    facts.as_object_mut().expect("an object").remove("time").expect("the times");
    facts
}

fn tables(out: &Path) -> Vec<String> {
    TABLES.iter().map(|name| fs::read_to_string(out.join(name)).expect(name)).collect()
}

#[test]
fn samples_give_what_is_expected() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    run(&[inbox()], &out, 2);
    let expected = repository("samples/expected");
    let mut found = facts(&out);
    // The rules may be reworded, and versions go up, without any effect on the results.
    found.as_object_mut().expect("an object").retain(|key, _| key != "rules" && key != "program");
    let found = serde_json::to_string_pretty(&found).expect("JSON") + "\n";
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::create_dir_all(&expected).expect("a folder");
        for name in TABLES {
            fs::copy(out.join(name), expected.join(name)).expect("written");
        }
        fs::write(expected.join("run.json"), &found).expect("written");
    }
    for name in TABLES {
        same_text(name, &fs::read_to_string(out.join(name)).expect(name), &expected.join(name));
    }
    same_text("run.json", &found, &expected.join("run.json"));
}

/// Points at the first line that differs: whole files are too long to read.
fn same_text(name: &str, found: &str, expected: &Path) {
    let expected = fs::read_to_string(expected).expect("expected file; make it with UPDATE_EXPECTED=1");
    for (at, (found, expected)) in found.lines().zip(expected.lines()).enumerate() {
        assert_eq!(found, expected, "{name}, line {}", at + 1);
    }
    assert_eq!(found.len(), expected.len(), "{name} is longer or shorter than expected");
}

#[test]
fn threads_and_order_never_show() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = |name: &str| folder.path().join(name);
    run(&[inbox()], &out("1"), 1);
    for (name, inboxes, jobs) in [
        ("2", vec![inbox()], 2),
        ("8", vec![inbox()], 8),
        // The same folder twice, and by another way.
        ("again", vec![inbox(), repository("samples/inbox/../inbox")], 3),
        // A file of it first.
        ("file-first", vec![repository("samples/inbox/河源市.eml"), inbox()], 2),
    ] {
        run(&inboxes, &out(name), jobs);
        assert!(tables(&out(name)) == tables(&out("1")), "{name} differs");
        assert_eq!(facts(&out(name)), facts(&out("1")), "{name} differs");
    }
}

#[test]
fn the_order_of_the_inputs_never_shows() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut files: Vec<PathBuf> =
        fs::read_dir(inbox()).expect("the inbox").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let mut seen = None;
    for turn in 0..3 {
        let out = folder.path().join(turn.to_string());
        files.rotate_left(turn * 3);
        files.reverse();
        run(&files, &out, 2);
        let now = tables(&out);
        assert!(seen.get_or_insert_with(|| now.clone()) == &now, "turn {turn} differs");
    }
}

#[test]
fn rows_are_conserved_and_no_file_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let done = run(&[inbox()], &out, 2);
    let rows = lines(&out.join("rows.csv"));
    let anomalies = lines(&out.join("anomalies.csv"));
    let files = lines(&out.join("files.csv"));

    for (table, totals) in done.totals.tables.iter().enumerate() {
        let id = (table + 1).to_string();
        let written = rows.iter().filter(|row| row["table"] == id).count() as u64;
        assert_eq!(written, totals.written, "table {id}");
        assert_eq!(totals.seen, totals.written + totals.set_aside.iter().sum::<u64>(), "table {id}");
        assert!(totals.written > 0, "table {id} has rows");
    }
    for file in &files {
        let of = |lines: &[Line]| lines.iter().filter(|line| line["file"] == file["file"]).count().to_string();
        assert_eq!(of(&rows), file["rows"], "{}", file["file"]);
        assert_eq!(of(&anomalies), file["anomalies"], "{}", file["file"]);
    }
    let known: BTreeSet<&str> = files.iter().map(|file| file["file"].as_str()).collect();
    assert_eq!(known.len(), files.len(), "a file stands once");
    for name in listing(&inbox()) {
        assert!(inbox().join(&name).is_dir() || known.contains(name.as_str()), "{name} is not in files.csv");
    }
    let ids: BTreeSet<&str> = rows.iter().map(|row| row["row_id"].as_str()).collect();
    assert_eq!(ids.len(), rows.len(), "row ids are unique");
    // Every check that a row bears stands in anomalies.csv, and the other way round.
    let mut named: BTreeMap<(&str, &str, &str), BTreeSet<&str>> = BTreeMap::new();
    for anomaly in anomalies.iter().filter(|anomaly| !anomaly["row"].is_empty()) {
        named.entry((&anomaly["file"], &anomaly["table"], &anomaly["row"])).or_default().insert(&anomaly["check"]);
    }
    for row in &rows {
        let said: BTreeSet<&str> = row["checks"].split('|').filter(|check| !check.is_empty()).collect();
        let found = named.remove(&(&row["file"], &row["table"], &row["row"])).unwrap_or_default();
        assert_eq!(said, found, "{} table {} row {}", row["file"], row["table"], row["row"]);
    }
    assert!(named.is_empty(), "anomalies about rows that are not there: {named:?}");
}

#[test]
fn what_the_samples_were_made_to_show() {
    let files = lines(&repository("samples/expected/files.csv"));
    let outcome = |name: &str| files.iter().find(|file| file["file"] == name).expect(name)["outcome"].clone();
    for (name, expected) in [
        ("Thumbs.db", "ignored"),
        ("中山市需求征集表.doc", "accepted"),
        ("云浮市/关于报送知识产权项目需求的函.docx", "no-form"),
        ("副本-韶关市知识产权项目需求征集表.docx", "duplicate"),
        ("揭阳市需求征集表.docx", "rejected"),
        ("梅州市知识产权项目需求征集表.pdf", "accepted"),
        ("河源市.eml", "container"),
        ("河源市.eml!/image001.png", "ignored"),
        ("河源市.eml!/河源市需求征集表（一）（二）.docx", "accepted"),
        ("河源市.eml!/河源市需求征集表（三）（四）.docx", "accepted"),
        ("潮州市知识产权项目需求征集表.docx", "superseded"),
        ("潮州市知识产权项目需求征集表（修订稿）.docx", "accepted"),
        ("粤西材料.zip!/茂名市/茂名市知识产权项目需求征集表.docx", "accepted"),
        ("粤西材料.zip!/阳江市/阳江市知识产权项目需求征集表.docx", "accepted"),
        ("韶关市知识产权项目需求征集表.docx", "accepted"),
    ] {
        assert_eq!(outcome(name), expected, "{name}");
    }
    let anomalies = lines(&repository("samples/expected/anomalies.csv"));
    let of = |file: &str| -> Vec<String> {
        let mut checks: Vec<String> =
            anomalies.iter().filter(|line| line["file"].ends_with(file)).map(|line| line["check"].clone()).collect();
        checks.sort();
        checks.dedup();
        checks
    };
    assert_eq!(
        of("汕尾市需求征集表.docx"),
        [
            "amount-mismatch",
            "amount-unreadable",
            "blank-table",
            "category-guessed",
            "duplicate-row",
            "header-changed",
            "pending-revisions",
            "placeholder-left",
            "policy-number-malformed",
            "required-empty",
            "template-altered",
            "template-row-missing",
            "total-mismatch",
            "unit-suspect",
            "unknown-category",
            "unsafe-cell",
        ]
    );
    for sound in
        ["韶关市知识产权项目需求征集表.docx", "修订稿）.docx", "梅州市知识产权项目需求征集表.pdf", "（四）.docx"]
    {
        // What is only worth knowing (约 before an amount) is no trouble.
        let tolerated = ["duplicate-file", "amount-approximate"];
        let found: Vec<String> = of(sound).into_iter().filter(|check| !tolerated.contains(&check.as_str())).collect();
        assert!(found.is_empty(), "{sound}: {found:?}");
    }
}

/// The blank of the form has nothing in it, and nothing but that is to be said of it.
#[test]
fn the_blank_is_read_as_blank() {
    let rules = RuleSet::builtin();
    let committed = fs::read(repository("samples/blank.docx")).expect("the blank");
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in [("committed", committed), ("made now", blank::document(&rules).expect("a blank"))] {
        let file = folder.path().join("广州市.docx");
        let out = folder.path().join("out");
        fs::write(&file, bytes).expect("written");
        run(&[file], &out, 1);
        let rows = lines(&out.join("rows.csv"));
        assert_eq!(rows.len(), rules.tables[3].printed.len(), "{name}");
        assert!(rows.iter().all(|row| row["status"] == "untouched" && row["checks"].is_empty()), "{name}");
        let mut checks: Vec<String> =
            lines(&out.join("anomalies.csv")).into_iter().map(|line| line["check"].clone()).collect();
        checks.dedup();
        assert_eq!(checks, ["blank-table"], "{name}");
    }
}

/// Another office, another form: rules, and no code.
#[test]
fn another_form_needs_rules_only() {
    let path = repository("tests/forms/brand-2025.toml");
    let load = || rules::load(&fs::read_to_string(&path).expect("rules"), "brand-2025.toml").expect("sound rules");
    let rows: Vec<Vec<String>> = [
        [
            "1",
            "岭南茶业有限公司",
            "商标培育",
            "单丛茶集体商标培育",
            "12.50",
            "30",
            "2025年3月—2025年12月",
            "陈工\n0768-1234567",
            "",
        ],
        [
            "2",
            "凤城陶艺厂",
            "海外",
            "马德里商标注册",
            "５",
            "无",
            "2025年1月—2025年9月",
            "林工\n0768-7654321",
            "首次申报",
        ],
        ["3", "潮绣合作社", "展会推广", "品牌展示", "80000元", "", "2025年5月", "吴工", ""],
        ["合计", "", "", "", "30", "", "", "", ""],
    ]
    .iter()
    .map(|row| row.map(String::from).to_vec())
    .collect();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("潮州市-汇总表.docx");
    fs::write(&file, blank::write(&load(), &[rows]).expect("a return")).expect("written");
    let out = folder.path().join("out");
    run_under(load(), &[file], &out, 1);

    let rows = lines(&out.join("rows.csv"));
    let column = |name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("region"), ["445100", "445100", "445100"]);
    assert_eq!(column("applicant"), ["岭南茶业有限公司", "凤城陶艺厂", "潮绣合作社"]);
    assert_eq!(column("class"), ["商标培育", "海外注册", ""]);
    assert_eq!(column("class_raw"), ["商标培育", "海外", "展会推广"]);
    assert_eq!(column("asked_wan"), ["12.5", "5", "8"]);
    assert_eq!(column("own_wan"), ["30", "", ""]);
    assert_eq!(column("contact"), ["陈工\n0768-1234567", "林工\n0768-7654321", "吴工"]);
    let anomalies: Vec<(String, String)> = lines(&out.join("anomalies.csv"))
        .into_iter()
        .map(|line| (line["check"].clone(), line["row"].clone()))
        .collect();
    let expected =
        [("total-mismatch", ""), ("unknown-category", "3")].map(|(check, row)| (check.to_owned(), row.to_owned()));
    assert_eq!(anomalies, expected);
}

/// One return of `samples/inbox/` as other programs save it.
#[test]
fn every_format_says_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    // Where a row stands differs; and pages know no two blanks in a row.
    let rows = |input: PathBuf, out: &str| -> Vec<Line> {
        run(&[input], &folder.path().join(out), 1);
        let mut rows = lines(&folder.path().join(out).join("rows.csv"));
        for row in &mut rows {
            row.retain(|column, _| !matches!(column.as_str(), "row_id" | "file" | "source"));
            row.values_mut()
                .for_each(|text| *text = text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "));
        }
        rows
    };
    let expected = rows(repository("samples/inbox/潮州市知识产权项目需求征集表（修订稿）.docx"), "docx");
    let mut formats = 0;
    for entry in fs::read_dir(repository("samples/formats")).expect("the folder") {
        let path = entry.expect("an entry").path();
        let format = path.extension().expect("an ending").to_string_lossy().into_owned();
        assert_eq!(rows(path, &format), expected, "{format}");
        assert_eq!(lines(&folder.path().join(&format).join("anomalies.csv")).len(), 0, "{format}");
        formats += 1;
    }
    assert_eq!(formats, 8);
}

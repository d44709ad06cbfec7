//! A scan through the whole program: with the program that reads characters, and without it.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{lines, repository};

/// Runs the program over one scan under these settings and gives the output folder.
fn run(out: &Path, tesseract: Option<&str>, jobs: &str) {
    let inbox = out.with_extension("inbox");
    fs::create_dir_all(&inbox).expect("a folder");
    fs::copy(repository("tests/scans/sheet.png"), inbox.join("需求表扫描件.png")).expect("copied");
    let mut command = Command::new(env!("CARGO_BIN_EXE_shoubiao"));
    command.arg("run").arg(&inbox).arg("--out").arg(out).args(["--quiet", "--jobs", jobs]);
    if let Some(path) = tesseract {
        command.env("SHOUBIAO_TESSERACT", path);
    }
    let status = command.status().expect("it runs");
    assert!(matches!(status.code(), Some(0 | 1)), "{status}");
}

/// Whether characters can be read on this machine.
fn can_read() -> bool {
    let listed = Command::new("tesseract").arg("--list-langs").output();
    listed.is_ok_and(|listed| String::from_utf8_lossy(&listed.stdout).lines().any(|line| line == "chi_sim"))
}

#[test]
fn a_scanned_sheet_is_read() {
    if !can_read() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    run(&one, None, "1");
    run(&two, None, "2");
    for name in ["rows.csv", "anomalies.csv", "files.csv"] {
        let read = |out: &Path| fs::read_to_string(out.join(name)).expect(name);
        assert_eq!(read(&one), read(&two), "{name} is the same whatever the threads");
    }
    let files = lines(&one.join("files.csv"));
    assert_eq!((files[0]["outcome"].as_str(), files[0]["format"].as_str()), ("accepted", "png"), "{files:?}");
    assert_eq!(files[0]["region"], "441400", "the line above the table names the unit");
    let rows = lines(&one.join("rows.csv"));
    let shown: Vec<[&str; 4]> = rows
        .iter()
        .map(|row| ["table", "category", "amount_wan", "count"].map(|column| row[column].as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            ["1", "知识产权高质量创造", "60", "3"],
            ["1", "强化知识产权保护", "50", "5"],
            ["1", "知识产权高效能转化", "40", "2"],
        ]
    );
}

#[test]
fn without_the_program_a_scan_is_put_aside_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    run(&out, Some("/nowhere/tesseract"), "1");
    let files = lines(&out.join("files.csv"));
    assert_eq!(files[0]["outcome"], "rejected");
    assert!(files[0]["message"].contains("tesseract") && files[0]["message"].contains("chi_sim"), "{files:?}");
    assert_eq!(lines(&out.join("anomalies.csv"))[0]["check"], "no-text-layer");
}

//! What the office brings to a run: decisions in the workbook that came back, and the run before.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use shoubiao::model::anomaly::State;
use shoubiao::model::text::Lang;
use shoubiao::pipeline::{Brings, Done};
use shoubiao::rules::RuleSet;
use support::workbook::{fill_in, sheets, table};
use support::{Line, lines, repository, run_with};

struct Runs {
    folder: tempfile::TempDir,
    inbox: PathBuf,
}

impl Runs {
    /// Over a copy of the sample inbox, whose files may be changed.
    fn new() -> Runs {
        let folder = tempfile::tempdir().expect("a folder");
        let inbox = folder.path().join("inbox");
        copy(&repository("samples/inbox"), &inbox);
        Runs { folder, inbox }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, out: &str, brings: Brings) -> Done {
        run_with(RuleSet::builtin(), std::slice::from_ref(&self.inbox), &self.path(out), 2, brings)
    }

    fn decided(&self, out: &str, decisions: &str) -> Done {
        self.run(out, Brings { decisions: Some(self.path(decisions)), ..Brings::default() })
    }

    fn anomalies(&self, out: &str) -> Vec<Line> {
        lines(&self.path(out).join("anomalies.csv"))
    }

    fn json(&self, out: &str) -> Value {
        let bytes = fs::read(self.path(out).join("run.json")).expect("run.json");
        serde_json::from_slice(&bytes).expect("JSON")
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let place = to.join(path.file_name().expect("a name"));
        if path.is_dir() { copy(&path, &place) } else { fs::copy(&path, place).map(|_| ()).expect("copied") }
    }
}

/// The first anomaly of a check.
fn of_check<'a>(anomalies: &'a [Line], check: &str) -> &'a Line {
    anomalies.iter().find(|anomaly| anomaly["check"] == check).unwrap_or_else(|| panic!("no {check}"))
}

/// Fills decisions into the sheet of anomalies: id, decision, value, note, who.
fn decide(from: &Path, to: &Path, decisions: &[[&str; 5]]) {
    let columns = ["编号", "处理意见", "更正值", "说明", "处理人"];
    let read = sheets(from);
    let (sheet, header, at) = table(&read, "异常", &columns);
    let mut cells = Vec::new();
    for decision in decisions {
        let row = (header + 1..sheet.rows.len()).find(|row| sheet.rows[*row][at[0]] == decision[0]).expect("its line");
        for (column, text) in at.iter().zip(decision).skip(1).filter(|(_, text)| !text.is_empty()) {
            cells.push(("异常", sheet.first + row, *column, *text));
        }
    }
    fill_in(from, to, &cells);
}

fn states(anomalies: &[Line], ids: &[&str]) -> Vec<String> {
    ids.iter()
        .map(|id| anomalies.iter().find(|line| line["id"] == *id).map_or("", |line| &line["state"]).to_owned())
        .collect()
}

fn label(state: State) -> String {
    state.label().get(Lang::Zh).to_owned()
}

#[test]
fn decisions_come_back_in_the_workbook() {
    let runs = Runs::new();
    runs.run("first", Brings::default());
    let found = runs.anomalies("first");
    let [unreadable, blank, copy, altered, empty] =
        ["amount-unreadable", "blank-table", "duplicate-file", "template-altered", "required-empty"]
            .map(|check| of_check(&found, check)["id"].as_str());
    let [confirmed, accepted, corrected, to_verify] =
        [State::Confirmed, State::Accepted, State::Corrected, State::ToVerify].map(label);
    decide(
        &runs.path("first/workbook.xlsx"),
        &runs.path("filled.xlsx"),
        &[
            [unreadable, &corrected, "20", "电话核实", "甲"],
            [blank, &accepted, "", "", "乙"],
            [copy, &confirmed, "", "", ""],
            [altered, &to_verify, "", "", ""],
            // No value: told, and not done.
            [empty, &corrected, "", "", ""],
        ],
    );
    let done = runs.decided("second", "filled.xlsx");
    let ids = [unreadable, blank, copy, altered, empty];
    let expected = ["corrected", "accepted", "confirmed", "to-verify", "open"];
    assert_eq!(states(&runs.anomalies("second"), &ids), expected);
    assert_eq!(done.totals.corrected, 1);

    // The value is used; what was written stays.
    let (before, after) = (lines(&runs.path("first/rows.csv")), lines(&runs.path("second/rows.csv")));
    let changed: Vec<(&Line, &Line)> =
        before.iter().zip(&after).filter(|(a, b)| a["corrected"] != b["corrected"]).collect();
    let [(was, is)] = changed.as_slice() else { panic!("one row is corrected: {changed:?}") };
    assert_eq!((is["corrected"].as_str(), is["amount_wan"].as_str(), was["amount_wan"].as_str()), ("amount", "20", ""));
    assert_eq!((&is["amount_raw"], &is["row_id"]), (&was["amount_raw"], &was["row_id"]));
    let told = runs.json("second");
    assert_eq!((told["decisions"]["applied"].as_u64(), told["corrected"].as_u64()), (Some(4), Some(1)));
    assert_eq!(told["decisions"]["left"][0]["id"], *empty);

    // Given back once more as the second run wrote it, nothing changes.
    let again = sheets(&runs.path("second/workbook.xlsx"));
    let (sheet, header, at) = table(&again, "异常", &["编号", "处理意见", "更正值", "说明", "处理人", "处理状态"]);
    let line = (header + 1..sheet.rows.len()).find(|row| sheet.rows[*row][at[0]] == *unreadable).expect("its line");
    let written: Vec<&str> = at[1..].iter().map(|column| sheet.rows[line][*column].as_str()).collect();
    assert_eq!(written, [&corrected, "20", "电话核实", "甲", &corrected]);
    assert!(again.iter().any(|sheet| sheet.name == "未用上的意见"), "what was not used is told");
    runs.decided("third", "second/workbook.xlsx");
    assert_eq!(states(&runs.anomalies("third"), &ids), expected);
    let rows = |out: &str| fs::read(runs.path(out).join("rows.csv")).expect("rows.csv");
    assert_eq!(rows("second"), rows("third"));
}

#[test]
fn decisions_about_what_has_changed_are_told() {
    let runs = Runs::new();
    runs.run("first", Brings::default());
    let found = runs.anomalies("first");
    let (copy, blank) = (of_check(&found, "duplicate-file"), of_check(&found, "amount-approximate"));
    let accepted = label(State::Accepted);
    decide(
        &runs.path("first/workbook.xlsx"),
        &runs.path("filled.xlsx"),
        &[[&copy["id"], &accepted, "", "", ""], [&blank["id"], &accepted, "", "", ""]],
    );
    fs::remove_file(runs.inbox.join(&copy["file"])).expect("removed");
    fs::write(runs.inbox.join(&blank["file"]), b"%PDF-1.4 broken").expect("written");
    runs.decided("second", "filled.xlsx");
    let told = runs.json("second");
    let left: Vec<(&str, &str)> = (told["decisions"]["left"].as_array().expect("a list").iter())
        .map(|left| (left["id"].as_str().unwrap_or(""), left["why"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(told["decisions"]["applied"], 0);
    let why = |id: &str| left.iter().find(|(of, _)| *of == id).map_or("", |(_, why)| why);
    assert!(why(&copy["id"]).contains("收件箱里没有"), "{left:?}");
    assert!(why(&blank["id"]).contains("内容与作出意见时不同"), "{left:?}");
}

#[test]
fn a_run_says_what_is_new_and_what_is_gone() {
    let runs = Runs::new();
    runs.run("first", Brings::default());
    let before = runs.anomalies("first");
    let gone = of_check(&before, "duplicate-file");
    fs::remove_file(runs.inbox.join(&gone["file"])).expect("removed");
    fs::write(runs.inbox.join("新来的.docx"), b"").expect("written");
    let done = runs.run("second", Brings { previous: Some(runs.path("first")), ..Brings::default() });
    let changes = done.register.changes.expect("compared");
    assert_eq!((changes.new, changes.closed.len()), (1, 1));
    assert_eq!(changes.still_open as usize, before.len() - 1);
    assert_eq!(changes.closed[0].id, gone["id"]);
    let after = runs.anomalies("second");
    let new: Vec<&str> = after.iter().filter(|line| line["since"] == "new").map(|line| line["file"].as_str()).collect();
    assert_eq!(new, ["新来的.docx"]);
    let book = sheets(&runs.path("second/workbook.xlsx"));
    let (sheet, header, at) = table(&book, "已消除的异常", &["编号", "如何消除"]);
    assert_eq!(sheet.rows[header + 1][at[0]], gone["id"]);
    assert_eq!(sheet.rows[header + 1][at[1]], "不再出现");
}

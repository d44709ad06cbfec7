//! The program as it is called: arguments, exit statuses, what it says.

mod support;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use support::{lines, repository};

const DONE: i32 = 0;
const ANOMALIES: i32 = 1;
const FAILED: i32 = 2;

fn shoubiao(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("shoubiao").expect("the program");
    command.args(arguments).current_dir(repository("."));
    command
}

struct Said {
    status: i32,
    out: String,
    err: String,
}

fn said(arguments: &[&str]) -> Said {
    let output = shoubiao(arguments).output().expect("it starts");
    Said {
        status: output.status.code().expect("no signal"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// A folder for results, and its path as an argument.
fn folder() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out").to_str().expect("UTF-8").to_owned();
    (folder, out)
}

#[test]
fn run_over_the_samples_in_chinese() {
    let (_folder, out) = folder();
    let run = said(&["run", "samples/inbox", "--out", &out]);
    assert_eq!((run.status, run.err.as_str()), (ANOMALIES, ""));
    insta::assert_snapshot!(run.out.replace(&out, "OUT"));
}

#[test]
fn run_over_the_samples_in_english() {
    let (_folder, out) = folder();
    let run = said(&["--lang", "en", "run", "samples/inbox", "--out", &out]);
    assert_eq!((run.status, run.err.as_str()), (ANOMALIES, ""));
    insta::assert_snapshot!(run.out.replace(&out, "OUT"));
    let anomalies = lines(&Path::new(&out).join("anomalies.csv"));
    let message = &anomalies.iter().find(|line| line["check"] == "amount-mismatch").expect("it is there")["message"];
    assert_eq!(message, "the amount is 120 万元, count × unit amount 90 万元");
}

#[test]
fn a_sound_inbox_is_done_with_nothing_found() {
    let (_folder, out) = folder();
    let run = said(&["run", "samples/inbox/韶关市知识产权项目需求征集表.docx", "--out", &out]);
    assert_eq!(run.status, DONE, "{}", run.out);
    assert_eq!(fs::read_to_string(Path::new(&out).join("anomalies.csv")).expect("written").lines().count(), 1);
}

#[test]
fn quiet_says_nothing() {
    let (_folder, out) = folder();
    let run = said(&["run", "samples/inbox", "--out", &out, "--quiet"]);
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (ANOMALIES, "", ""));
}

#[test]
fn rows_can_be_headed_in_the_words_of_the_form() {
    let (_folder, out) = folder();
    said(&["run", "samples/inbox/河源市.eml", "--out", &out, "--headers", "label"]);
    let rows = fs::read_to_string(Path::new(&out).join("rows.csv")).expect("written");
    insta::assert_snapshot!(rows.lines().next().expect("a header"), @"row_id,file,submitter,region,table,row,status,类型,主要工作内容,拟设置项目,项目设置必要性,项目设置政策依据,后补助承接单位,项目绩效,备注,经费安排（万元）,经费安排（原文）,项目数及单项金额/项目数,项目数及单项金额/单项金额（万元）,项目数及单项金额（原文）,项目设置政策依据/文件名称,项目设置政策依据/文号,类型（原文）,source,checks");
}

#[test]
fn what_cannot_be_done_is_said_plainly() {
    let (folder, out) = folder();
    let file = folder.path().join("a-file");
    fs::write(&file, "not a folder").expect("written");
    let file = file.to_str().expect("UTF-8");
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).expect("a folder");
    let empty = empty.to_str().expect("UTF-8");
    let below = format!("{file}/out");
    for (arguments, english, chinese) in [
        (
            vec!["run", "no-such-inbox", "--out", &out],
            "no such file or folder: no-such-inbox",
            "找不到文件或目录：no-such-inbox",
        ),
        (vec!["run", empty, "--out", &out], "there is no file at all in the inbox", "收件箱里一个文件也没有"),
        (vec!["run", "samples/inbox", "--out", file], "cannot write to ", "同名的文件挡在那里"),
        (vec!["run", "samples/inbox", "--out", &below], "cannot write to ", "写不进输出目录"),
        (
            vec!["run", "samples/inbox", "--out", &out, "--rules", "no.toml"],
            "no such file: no.toml",
            "找不到文件：no.toml",
        ),
        (
            vec!["tables", "no-such-file.docx"],
            "no such file or folder: no-such-file.docx",
            "找不到文件或目录：no-such-file.docx",
        ),
        (vec!["rules", "check", "no.toml"], "no such file: no.toml", "找不到文件：no.toml"),
        (
            vec!["blank", "--out", "no-such-folder/blank.docx"],
            "cannot write no-such-folder/blank.docx",
            "写不了 no-such-folder/blank.docx",
        ),
    ] {
        for (lang, words) in [("en", english), ("zh", chinese)] {
            let failed = said(&[&arguments[..], &["--lang", lang]].concat());
            assert_eq!(failed.status, FAILED, "{arguments:?}");
            assert!(
                failed.err.starts_with("shoubiao: ") && failed.err.contains(words),
                "{arguments:?}: {}",
                failed.err
            );
            assert!(failed.err.lines().count() <= 2 && failed.out.is_empty(), "{arguments:?}: {}", failed.err);
        }
    }
    assert!(!Path::new(&out).exists(), "nothing was written");
    assert_eq!(fs::read(file).expect("still there"), b"not a folder");
    for arguments in
        [&["run"][..], &["run", "samples/inbox"], &["nonsense"], &["run", "x", "--out", "y", "--jobs", "0"]]
    {
        assert_eq!(said(arguments).status, FAILED, "{arguments:?}");
    }
}

#[test]
#[cfg(unix)]
fn a_folder_that_may_not_be_written_is_said_plainly() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, _) = folder();
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).expect("a folder");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).expect("ours");
    // The superuser may write everywhere: then a file system that takes nothing from anybody.
    let closed = if fs::write(closed.join("probe"), "").is_ok() {
        "/proc".to_owned()
    } else {
        closed.to_str().expect("UTF-8").to_owned()
    };
    if Path::new(&closed).is_dir() {
        let failed = said(&["run", "samples/inbox", "--out", &format!("{closed}/out"), "--lang", "en"]);
        assert_eq!(failed.status, FAILED);
        assert!(failed.err.starts_with("shoubiao: cannot write to "), "{}", failed.err);
    }
}

#[test]
fn a_second_run_replaces_the_first_and_leaves_nothing_beside_it() {
    let (folder, out) = folder();
    let files = |out: &str| support::listing(Path::new(out));
    said(&["run", "samples/inbox/河源市.eml", "--out", &out, "--quiet"]);
    let first = fs::read(Path::new(&out).join("rows.csv")).expect("written");
    fs::write(Path::new(&out).join("notes.txt"), "of the clerk").expect("written");
    assert_eq!(said(&["run", "samples/inbox", "--out", &out, "--quiet"]).status, ANOMALIES);
    assert_ne!(fs::read(Path::new(&out).join("rows.csv")).expect("written"), first);
    assert_eq!(files(&out), ["anomalies.csv", "files.csv", "notes.txt", "report.html", "rows.csv", "run.json"]);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "only OUT is there");
}

#[test]
fn two_runs_into_one_out_are_refused() {
    let (folder, out) = folder();
    // What a run holds while it lasts.
    let lock = fs::File::create(folder.path().join(".out.lock")).expect("a lock");
    lock.lock().expect("ours");
    let second = said(&["run", "samples/inbox", "--out", &out, "--lang", "en"]);
    assert_eq!(second.status, FAILED);
    assert!(second.err.contains("another shoubiao is writing to"), "{}", second.err);
    assert!(!Path::new(&out).exists());
    drop(lock);
    assert_eq!(said(&["run", "samples/inbox", "--out", &out]).status, ANOMALIES);
}

/// Ctrl-C in the middle of a long inbox.
#[test]
#[cfg(unix)]
fn stopped_by_the_user() {
    use std::process::Stdio;
    let (folder, out) = folder();
    let inbox = folder.path().join("inbox");
    fs::create_dir(&inbox).expect("a folder");
    let pdf = fs::read_dir(repository("samples/inbox")).expect("samples").map(|entry| entry.expect("an entry").path());
    let pdf =
        fs::read(pdf.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "pdf")).expect("a PDF"))
            .expect("read");
    for at in 0..200_u8 {
        // Other bytes each time, so that each is read.
        fs::write(inbox.join(format!("{at}.pdf")), [&pdf[..], &[b'\n', at]].concat()).expect("written");
    }
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("shoubiao"))
        .args(["run", "--jobs", "1", "--out", &out])
        .arg(&inbox)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // It is at work once its staging folder is there.
    let partial = folder.path().join(".out.partial");
    for _ in 0..500 {
        if partial.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(partial.exists(), "it has begun");
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(kill.success());
    let asked = std::time::Instant::now();
    let status = child.wait().expect("it ends");
    assert!(asked.elapsed().as_secs() < 3, "it stops at once");
    assert_eq!(status.code(), Some(130));
    assert!(!Path::new(&out).exists(), "nothing was written");
}

#[test]
fn explain_lists_every_check() {
    insta::assert_snapshot!("explain_zh", said(&["explain"]).out);
    insta::assert_snapshot!("explain_en", said(&["explain", "--lang", "en"]).out);
}

#[test]
fn explain_one_check_and_a_typo() {
    let one = said(&["explain", "unit-suspect"]);
    assert_eq!(one.status, DONE);
    insta::assert_snapshot!("explain_one_zh", one.out);
    insta::assert_snapshot!("explain_one_en", said(&["explain", "unit-suspect", "--lang", "en"]).out);
    let typo = said(&["explain", "unit-supsect", "--lang", "en"]);
    assert_eq!(typo.status, FAILED);
    assert_eq!(
        typo.err,
        "shoubiao: there is no check `unit-supsect`; did you mean unit-suspect? (shoubiao explain lists all)\n"
    );
}

#[test]
fn rules_are_checked() {
    for rules in ["rules/gd-ip-2024.toml", "tests/forms/brand-2025.toml"] {
        let good = said(&["rules", "check", rules, "--lang", "en"]);
        assert_eq!((good.status, good.err.as_str()), (DONE, ""));
        assert!(good.out.starts_with("The rules hold: "), "{}", good.out);
    }
    let (folder, _) = folder();
    let broken = |name: &str, from: &str, to: &str| {
        let sound = fs::read_to_string(repository("tests/forms/brand-2025.toml")).expect("rules");
        assert!(sound.contains(from), "{from}");
        let path = folder.path().join(name);
        fs::write(&path, sound.replacen(from, to, 1)).expect("written");
        let said = said(&["rules", "check", path.to_str().expect("UTF-8"), "--lang", "en"]);
        assert_eq!((said.status, said.out.as_str()), (FAILED, ""));
        said.err.replace(path.to_str().expect("UTF-8"), name)
    };
    insta::assert_snapshot!("rules_unknown_field", broken("a.toml", "{ field = \"class\"", "{ field = \"clas\""));
    insta::assert_snapshot!("rules_unknown_kind", broken("b.toml", "kind = \"category\"", "kind = \"catgory\""));
    insta::assert_snapshot!("rules_not_toml", broken("c.toml", "[form]", "[form"));
    let run = broken("d.toml", "blank_rows = 5", "blank_row = 5");
    assert!(run.contains("d.toml:") && run.contains("blank_row = 5\n") && run.contains("^^^"), "{run}");
}

#[test]
fn a_broken_rules_file_stops_a_run() {
    let (folder, out) = folder();
    let rules = folder.path().join("bad.toml");
    fs::write(&rules, "[form]\nid = 3\n").expect("written");
    let run = said(&["run", "samples/inbox", "--out", &out, "--rules", rules.to_str().expect("UTF-8")]);
    assert_eq!(run.status, FAILED);
    assert!(run.err.contains("bad.toml:2:"), "{}", run.err);
    assert!(!Path::new(&out).exists());
}

#[test]
fn tables_in_four_formats() {
    let file = "samples/inbox/韶关市知识产权项目需求征集表.docx";
    for (format, begins, holds) in [
        (
            "json",
            "{\"file\":\"韶关市知识产权项目需求征集表.docx\",\"format\":\"docx\",\"tables\":[{\"page\":null,\"box\":null,",
            "\"row_span\":3",
        ),
        ("csv", "序号,类型,主要工作内容,经费安排（万元）", "省局与有共建意向"),
        ("html", "<!-- 韶关市知识产权项目需求征集表.docx -->\n<table>\n<tr>", "rowspan=\"3\""),
        ("markdown", "<!-- 韶关市知识产权项目需求征集表.docx -->\n\n| 序号 | 类型 |", "| --- | --- |"),
    ] {
        let tables = said(&["tables", file, "--format", format]);
        assert_eq!((tables.status, tables.err.as_str()), (DONE, ""));
        assert!(tables.out.starts_with(begins), "{format}: {}", &tables.out[..300]);
        assert!(tables.out.contains(holds), "{format}");
    }
    let json: serde_json::Value = serde_json::from_str(&said(&["tables", file]).out).expect("one object on one line");
    assert_eq!(json["tables"].as_array().expect("an array").len(), 4);
    let cell = &json["tables"][0]["cells"][0];
    let keys: Vec<&str> = cell.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["box", "column", "column_span", "header", "page", "row", "row_span", "text"]);
}

#[test]
fn tables_of_a_pdf_know_their_place() {
    let pdf = said(&["tables", "samples/inbox/梅州市知识产权项目需求征集表.pdf"]);
    let json: serde_json::Value = serde_json::from_str(&pdf.out).expect("JSON");
    let tables = json["tables"].as_array().expect("an array");
    assert_eq!(tables.len(), 4, "a table that runs over pages is one");
    assert_eq!(tables[0]["page"], 1);
    assert_eq!(tables[3]["rows"], 26);
    assert_eq!(tables[0]["cells"][0]["text"], "序号");
    assert_eq!(tables[0]["cells"][0]["box"].as_array().expect("a box").len(), 4);
}

#[test]
fn tables_names_what_it_cannot_read() {
    let mixed = said(&["tables", "samples/inbox/揭阳市需求征集表.docx", "samples/inbox/粤西材料.zip", "--lang", "en"]);
    assert_eq!(mixed.status, FAILED);
    assert_eq!(mixed.out.lines().count(), 2, "one line for each member of the archive");
    assert_eq!(mixed.err, "shoubiao: 揭阳市需求征集表.docx: the file is empty (0 bytes); ask for it again\n");
}

#[test]
fn blank_writes_the_form() {
    let (folder, _) = folder();
    let file = folder.path().join("blank.docx");
    let blank = said(&[
        "blank",
        "--out",
        file.to_str().expect("UTF-8"),
        "--lang",
        "en",
        "--rules",
        "tests/forms/brand-2025.toml",
    ]);
    assert_eq!((blank.status, blank.out), (DONE, format!("The blank form is in {}\n", file.display())));
    let tables = said(&["tables", file.to_str().expect("UTF-8"), "--format", "csv"]);
    let header = "序号,申请单位,项目类别,项目名称,申请金额（万元）,自筹金额（万元）,起止时间,联系人及电话,备注";
    assert_eq!(tables.out.lines().next(), Some(header));
}

#[test]
fn help_and_version() {
    let version = said(&["--version"]);
    assert_eq!((version.status, version.out), (DONE, format!("shoubiao {}\n", env!("CARGO_PKG_VERSION"))));
    let help = said(&["--help"]);
    for command in ["run", "tables", "rules", "explain", "blank"] {
        assert!(help.out.contains(command), "{command}");
    }
}

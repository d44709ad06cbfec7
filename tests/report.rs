//! report.html: the same bytes for the same inbox, nothing from outside becomes markup, and in a
//! browser it can be filtered, searched and used by keyboard.
//!
//! The test in Chromium runs where one is installed and says nothing where there is none.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use shoubiao::outputs::blank;
use shoubiao::rules::RuleSet;

use support::{lines, repository, run};

const HOSTILE: &str = "</script><script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'>";

/// The samples and beside them a form full of markup.
fn inbox(folder: &Path) -> PathBuf {
    let inbox = folder.join("inbox");
    fs::create_dir_all(&inbox).expect("a folder");
    let rules = RuleSet::builtin();
    let mut tables: Vec<_> = rules.tables.iter().map(blank::blank_rows).collect();
    for row in tables.iter_mut().flatten() {
        row.iter_mut().for_each(|cell| cell.push_str(HOSTILE));
    }
    let form = blank::write(&rules, &tables).expect("a form");
    fs::write(inbox.join("广州市<script>window.harmed = 1;<!--'\"&.docx"), form).expect("written");
    inbox
}

fn page(out: &Path) -> String {
    fs::read_to_string(out.join("report.html")).expect("report.html")
}

#[test]
fn the_page_is_the_same_whatever_the_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let inboxes = [repository("samples/inbox"), inbox(folder.path())];
    let pages = [1, 3].map(|jobs| {
        let out = folder.path().join(format!("out{jobs}"));
        run(&inboxes, &out, jobs);
        page(&out)
    });
    assert!(pages[0] == pages[1], "the pages differ");
}

#[test]
fn nothing_from_outside_becomes_markup() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    run(&[inbox(folder.path())], &out, 1);
    let page = page(&out);
    assert!(page.contains(r"\u003c/script>\u003cscript>window.harmed"), "the cell's text is there");
    assert!(!page.contains("<script>window.harmed") && !page.contains("<img") && !page.contains("<!--"));
    // Data, the one script of the page, and no other.
    let scripts = page.matches("<script").count();
    let data = page.matches("<script type=\"application/json\"").count();
    assert_eq!((scripts - data, page.matches("</script>").count()), (1, scripts));
    let policy = page.split("Content-Security-Policy\" content=\"").nth(1).and_then(|rest| rest.split('"').next());
    let policy = policy.expect("a policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
}

#[test]
fn every_finding_of_anomalies_csv_stands_in_the_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    run(&[repository("samples/inbox")], &out, 2);
    let page = page(&out);
    let findings = lines(&out.join("anomalies.csv"));
    assert!(!findings.is_empty());
    for line in findings {
        assert!(page.contains(&format!("[\"{}\",", line["id"])), "{} is missing", line["id"]);
    }
}

/// A browser to try the page in, if there is one.
fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name))).find(|file| file.is_file())
}

/// A page that shows another in a frame of this width, and writes down what is told from within: a
/// browser's own window cannot be as narrow as a telephone.
fn frame(page: &Path, width: u32) -> PathBuf {
    let name = page.file_name().expect("a name").to_string_lossy();
    let text = format!(
        "<!doctype html><meta charset=\"utf-8\"><pre id=\"result\"></pre>\
         <iframe src=\"{name}\" width=\"{width}\" height=\"900\" style=\"border:0\"></iframe>\
         <script>onmessage = (event) => {{ document.getElementById('result').textContent = event.data; }};</script>"
    );
    let path = page.with_file_name(format!("frame{width}.html"));
    fs::write(&path, text).expect("written");
    path
}

/// What the page says after it has been used, and what the browser complained about.
fn used(browser: &Path, page: &Path, profile: &Path) -> (serde_json::Value, Vec<String>) {
    let ran = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions"])
        .args(["--enable-logging=stderr", "--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg("--window-size=1400,1000")
        .arg(format!("file://{}", page.display()))
        .stdin(Stdio::null())
        .output()
        .expect("the browser runs");
    let dom = String::from_utf8_lossy(&ran.stdout);
    let complaints = String::from_utf8_lossy(&ran.stderr);
    let complaints = complaints.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    let said = dom.split("<pre id=\"result\">").nth(1).and_then(|rest| rest.split("</pre>").next());
    let said = said.filter(|said| !said.is_empty()).unwrap_or_else(|| panic!("nothing was said: {complaints:?}"));
    let said = said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    (serde_json::from_str(&said).expect("JSON"), complaints)
}

#[test]
fn in_chromium_if_installed_it_filters_searches_and_obeys_the_keyboard() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    run(&[repository("samples/inbox"), inbox(folder.path())], &out, 2);
    let findings = lines(&out.join("anomalies.csv"));
    let errors = findings.iter().filter(|line| line["severity"] == "error").count();
    // The copy's own policy lets in one more script.
    let user = format!("<script nonce=\"user\">{}</script></body>", include_str!("report_page.js"));
    let copy = page(&out).replacen("script-src ", "script-src 'nonce-user' ", 1).replace("</body>", &user);
    let copied = folder.path().join("copy.html");
    fs::write(&copied, copy).expect("written");
    for width in [1280, 390] {
        let (said, complaints) = used(&browser, &frame(&copied, width), &folder.path().join("profile"));
        assert!(complaints.is_empty(), "{complaints:?}");
        assert!(said["error"].is_null(), "{said}");
        assert_eq!(said["width"], width, "{said}");
        assert_eq!(said["all"], findings.len(), "{said}");
        assert_eq!(said["listed"], findings.len().min(50), "{said}");
        assert_eq!(said["byCheck"], said["checkCount"], "{said}");
        assert_eq!((&said["checkOnly"], &said["errorsOnly"]), (&1.into(), &true.into()), "{said}");
        assert_eq!((&said["afterReset"], &said["errors"]), (&findings.len().into(), &errors.into()), "{said}");
        assert_eq!((&said["searched"], &said["at"]), (&1.into(), &1.into()), "{said}");
        assert_eq!((&said["opened"], &said["folded"]), (&"true".into(), &"false".into()), "{said}");
        assert_eq!((&said["searching"], &said["linked"]), (&"q".into(), &"true".into()), "{said}");
        for key in ["detail", "left", "help", "marked", "shown"] {
            assert_eq!(said[key], true, "{key}: {said}");
        }
        assert_eq!(said["hostile"], 0, "{said}");
        assert!(said["tables"].as_u64() > Some(0), "{said}");
        assert!(said["overflow"].as_i64() <= Some(0), "the page is wider than the window: {said}");
    }
}

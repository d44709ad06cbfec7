//! workbook.xlsx of whole runs, read back by our own reader: it says what the other outputs say.

mod support;

use std::fs;
use std::path::Path;

use rust_decimal::Decimal;
use serde_json::Value;
use shoubiao::catalogue::{sample, workbook as words};
use shoubiao::model::text::Lang;
use shoubiao::pipeline::Brings;
use shoubiao::rules::RuleSet;
use shoubiao::sample::draw::draw;
use shoubiao::sample::estimate::overall;
use shoubiao::sample::{filled, sheet};
use support::workbook::{fill_in, sheets, table};
use support::{lines, repository, run, run_under, run_with};

fn number(text: &str) -> Decimal {
    text.replace(',', "").parse().unwrap_or_else(|_| panic!("{text} is a number"))
}

fn json(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("run.json")).expect("run.json")).expect("JSON")
}

/// The summary agrees with run.json, the lists with the CSV files.
#[track_caller]
fn check_against_the_others(out: &Path) {
    let book = sheets(&out.join("workbook.xlsx"));
    let told = json(out);
    let (summary, header, at) = table(&book, "汇总", &["表", "行数", "金额（万元）"]);
    for (row, of) in (header + 1..).zip(told["tables"].as_array().expect("tables")) {
        let text = |column: usize| summary.rows[row][at[column]].as_str();
        assert_eq!(text(0), format!("表{}", of["table"].as_str().expect("an id")));
        assert_eq!(number(text(1)), Decimal::from(of["written"].as_u64().expect("rows")));
        assert_eq!(number(text(2)), number(of["amount_wan"].as_str().expect("an amount")));
    }
    let ids: Vec<String> = lines(&out.join("anomalies.csv")).iter().map(|line| line["id"].clone()).collect();
    let (sheet, header, at) = table(&book, "异常", &["编号", "处理意见", "文件指纹"]);
    let listed: Vec<&str> = sheet.rows[header + 1..].iter().map(|row| row[at[0]].as_str()).collect();
    assert_eq!(listed, ids);
    let files: Vec<String> = lines(&out.join("files.csv")).iter().map(|line| line["sha256"].clone()).collect();
    let (sheet, header, at) = table(&book, "文件", &["SHA-256"]);
    let listed: Vec<&str> = sheet.rows[header + 1..].iter().map(|row| row[at[0]].as_str()).collect();
    assert_eq!(listed, files);
    let rows = lines(&out.join("rows.csv"));
    let details = book.iter().filter(|sheet| sheet.name.starts_with('表'));
    let ids: Vec<&str> = details
        .flat_map(|sheet| {
            let (sheet, header, at) = table(std::slice::from_ref(sheet), &sheet.name, &["行编号", "报送单位"]);
            sheet.rows[header + 1..].iter().map(move |row| row[at[0]].as_str()).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(ids.len(), rows.len());
    assert!(rows.iter().all(|row| ids.contains(&row["row_id"].as_str())));
}

#[test]
fn the_workbook_says_what_the_others_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    run(&[repository("samples/inbox")], &out, 2);
    check_against_the_others(&out);
    let book = sheets(&out.join("workbook.xlsx"));
    let text: String =
        book.iter().flat_map(|sheet| sheet.rows.iter().flatten()).map(|cell| format!("{cell}\n")).collect();
    for said in ["经费安排（万元）", "项目设置政策依据", "=HYPERLINK(", "440200"] {
        assert!(text.contains(said), "{said}");
    }
    let parts = package(&out.join("workbook.xlsx"));
    let cached = parts.iter().find(|(name, _)| name == "xl/worksheets/sheet1.xml").map_or("", |(_, xml)| xml);
    assert!(cached.contains(&format!("<v>{}</v>", words::ALL_AGREE.get(Lang::Zh))), "every total agrees");
    assert!(parts.iter().any(|(_, xml)| xml.contains(words::NO_ROSTER.get(Lang::Zh))), "no list was given");
    assert!(cached.contains("SUMIFS(") && cached.contains("COUNTIFS("));
}

/// Every part of a package as text.
fn package(path: &Path) -> Vec<(String, String)> {
    let mut parts = zip::ZipArchive::new(fs::File::open(path).expect("a workbook")).expect("a package");
    (0..parts.len())
        .map(|at| {
            let mut part = parts.by_index(at).expect("a part");
            let mut text = String::new();
            std::io::Read::read_to_string(&mut part, &mut text).expect("text");
            (part.name().expect("a name").into_owned(), text)
        })
        .collect()
}

#[test]
fn another_form_has_its_own_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let source = fs::read_to_string(repository("tests/forms/brand-2025.toml")).expect("rules");
    let rules = shoubiao::rules::load(&source, "brand").expect("rules");
    run_under(rules, &[repository("samples/formats")], &out, 1);
    let book = sheets(&out.join("workbook.xlsx"));
    let text: String =
        book.iter().flat_map(|sheet| sheet.rows.iter().flatten()).map(|cell| format!("{cell}\n")).collect();
    assert!(text.contains("申请金额") && !text.contains("经费安排"), "{text}");
}

#[test]
fn the_same_bytes_whatever_the_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = [1, 4].map(|jobs| {
        let out = folder.path().join(format!("out{jobs}"));
        run(&[repository("samples/inbox")], &out, jobs);
        fs::read(out.join("workbook.xlsx")).expect("a workbook")
    });
    assert!(bytes[0] == bytes[1]);
}

#[test]
fn names_from_outside_are_shown_and_not_obeyed() {
    let folder = tempfile::tempdir().expect("a folder");
    let inbox = folder.path().join("inbox");
    fs::create_dir_all(&inbox).expect("a folder");
    for name in ["=1+1.docx", "a\u{202e}b.docx", "c\u{1}d.docx", "e\"&f.docx", "_x0041_.docx"] {
        fs::write(inbox.join(name), b"").expect("written");
    }
    let out = folder.path().join("out");
    run(&[inbox], &out, 1);
    let book = sheets(&out.join("workbook.xlsx"));
    let (sheet, header, at) = table(&book, "文件", &["文件", "打开"]);
    let listed: Vec<(&str, &str)> =
        sheet.rows[header + 1..].iter().map(|row| (row[at[0]].as_str(), row[at[1]].as_str())).collect();
    // A name that is not shown as it is leads nowhere.
    let opens: Vec<bool> = listed.iter().map(|(_, open)| !open.is_empty()).collect();
    let names: Vec<&str> = listed.iter().map(|(name, _)| *name).collect();
    assert_eq!(names[..2], ["=1+1.docx", "_x0041_.docx"]);
    assert_eq!(opens, [true, true, false, false, false], "{listed:?}");
    assert!(names.iter().all(|name| !name.contains(['\u{202e}', '\u{1}'])), "{names:?}");
}

#[test]
fn who_has_not_answered_stands_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let (roster, out) = (folder.path().join("roster.csv"), folder.path().join("out"));
    let list = "单位,代码,邮箱,截止日期\n河源市市场监督管理局,441600,,2024-03-14\n广州市市场监督管理局,440100,a@b.cn,2024-03-14\n";
    fs::write(&roster, list).expect("written");
    let brings = Brings { roster: Some(roster), ..Brings::default() };
    run_with(RuleSet::builtin(), &[repository("samples/inbox")], &out, 1, brings);
    let book = sheets(&out.join("workbook.xlsx"));
    let (sheet, header, at) = table(&book, "未报送", &["单位", "报送情况"]);
    let listed: Vec<(&str, &str)> =
        sheet.rows[header + 1..].iter().map(|row| (row[at[0]].as_str(), row[at[1]].as_str())).collect();
    assert_eq!(listed[..2], [("广州市市场监督管理局", "未报送"), ("河源市市场监督管理局", "逾期报送")]);
    assert!(listed[2..].iter().all(|(_, how)| *how == words::STRANGER.get(Lang::Zh)), "{listed:?}");
}

#[test]
fn a_sample_comes_back_filled_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, to, back) =
        (folder.path().join("out"), folder.path().join("sample.xlsx"), folder.path().join("filled.xlsx"));
    run(&[repository("samples/inbox")], &out, 2);
    let drawn = draw(&out, 40, 3).expect("drawn");
    assert_eq!(drawn.rows.len(), 40);
    let mut bytes = Vec::new();
    let rules = RuleSet::builtin();
    let label = |name: &str| shoubiao::outputs::label_of(&rules, name);
    sheet::write(&mut bytes, &drawn, &label, Lang::Zh, folder.path()).expect("written");
    fs::write(&to, &bytes).expect("written");
    let book = sheets(&to);
    let name = sample::SHEET.get(Lang::Zh).to_owned();
    let (rows, header, at) = table(&book, &name, &["核对结果", "哪一格不符", "行编号", "经费安排（万元）", "出处"]);
    assert_eq!(rows.rows.len() - header - 1, 40);
    // Two are left blank, one is wrong.
    let mut cells = Vec::new();
    for row in header + 1..rows.rows.len() - 2 {
        cells.push((name.as_str(), rows.first + row, at[0], if row == header + 4 { "不一致" } else { "一致" }));
    }
    cells.push((name.as_str(), rows.first + header + 4, at[1], "经费安排"));
    fill_in(&to, &back, &cells);
    let filled = filled::read(&sheets(&back)).expect("columns");
    assert_eq!((filled.checked(), filled.wrong(), filled.blank()), (38, 1, 2));
    assert_eq!(filled.cells.get("经费安排"), Some(&1));
    let strata: Vec<(u64, u64)> = filled.strata.iter().map(|stratum| (stratum.rows, stratum.drawn)).collect();
    assert!(drawn.strata.iter().all(|stratum| strata.contains(&(stratum.rows, stratum.drawn))), "{strata:?}");
    let rate = overall(&filled.strata).expect("a rate");
    assert!(rate.rate > 0.0 && rate.low > 0.0 && rate.high < 0.3, "{rate:?}");
}

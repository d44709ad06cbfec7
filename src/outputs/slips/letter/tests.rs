use std::io::{Cursor, Read};

use super::*;
use crate::model::anomaly::{Anomaly, Severity};
use crate::outputs::package;
use crate::outputs::slips::unit::SentFile;

fn unit(errors: usize, warnings: usize, files: &[(&str, &str, bool)]) -> Unit {
    let mut unit = Unit { name: "甲市<局>&".into(), region: "440100".into(), ..Unit::default() };
    for (path, received, accepted) in files {
        unit.files.push(SentFile { path: (*path).into(), received: (*received).into(), accepted: *accepted });
    }
    for at in 0..errors + warnings {
        let (check, severity) =
            if at < errors { ("required-empty", Severity::Error) } else { ("blank-table", Severity::Warning) };
        let mut anomaly = Anomaly::new(check, severity, Text::fixed("问题", "finding"));
        anomaly.id = format!("A{at:012x}");
        anomaly.file = files[0].0.into();
        unit.ask(&anomaly, &RuleSet::builtin(), Lang::Zh);
    }
    unit
}

fn bytes(unit: &Unit, due: Option<&str>, lang: Lang) -> Vec<u8> {
    let rules = RuleSet::builtin();
    let due = due.and_then(|due| due.parse().ok());
    let letter = Letter { rules: &rules, lang, unit, name: "甲", due };
    package::pack_with_headers(letter.document()).expect("a letter")
}

/// The parts of a document by name.
fn part(bytes: &[u8], name: &str) -> String {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    parts.by_name(name).unwrap_or_else(|_| panic!("{name}")).read_to_string(&mut text).expect("text");
    text
}

/// The paragraphs' texts, one a line.
fn texts(bytes: &[u8]) -> String {
    let xml = part(bytes, "word/document.xml");
    let mut out = String::new();
    for paragraph in xml.split("</w:p>") {
        for run in paragraph.split("<w:t xml:space=\"preserve\">").skip(1) {
            out.push_str(run.split("</w:t>").next().unwrap_or(""));
        }
        out.push('\n');
    }
    out
}

#[test]
fn a_letter_says_what_is_asked() {
    let one = [("a.eml!/表.docx", "2024-03-15T09:30:00+08:00", true)];
    let letter = texts(&bytes(&unit(2, 1, &one), Some("2024-03-20T17:30:59"), Lang::Zh));
    for expected in [
        "关于补正",
        "《2024年度知识产权项目需求征集表》的函",
        "甲市&lt;局&gt;&amp;：",
        "（“表.docx”，2024年3月15日收到）收悉。经核对，有 2 处需要补正。",
        "一、需要补正的问题",
        "A000000000001",
        "二、请一并核实的事项",
        "A000000000002",
        "三、反馈方式",
        "请于2024年3月20日17:30前反馈。",
        "＿＿＿＿年＿＿月＿＿日",
    ] {
        assert!(letter.contains(expected), "{expected} is not in:\n{letter}");
    }
    assert!(!letter.contains("附表") && !letter.contains("文件："), "{letter}");
    let english = texts(&bytes(&unit(1, 0, &one), None, Lang::En));
    assert!(english.contains("1. To be put right") && english.contains("2. How to answer"), "{english}");
    assert!(english.contains("Please answer by ____________."), "{english}");
}

#[test]
fn an_answer_of_which_nothing_can_be_used() {
    let letter = texts(&bytes(&unit(0, 1, &[("函.docx", "", false)]), None, Lang::Zh));
    assert!(letter.contains("的文件（“函.docx”）无法采用") && letter.contains("一、不能采用的原因"), "{letter}");
    assert!(letter.contains("二、反馈方式") && letter.contains("A000000000000"), "{letter}");
}

#[test]
fn what_is_too_much_goes_into_the_annex() {
    let several =
        [("a", "", true), ("b", "", true), ("c", "", true), ("d", "", true), ("e", "", true), ("f", "", true)];
    let letter = texts(&bytes(&unit(40, 0, &several), None, Lang::Zh));
    assert!(letter.contains("另有 25 处，见附表。") && letter.contains("等 6 个文件"), "{letter}");
    for at in 0..40 {
        assert!(letter.contains(&format!("A{at:012x}")), "{at}");
    }
    assert!(letter.contains("文件：a"), "files are told apart");
}

#[test]
fn the_bytes_are_the_same_and_the_package_is_whole() {
    let unit = unit(3, 2, &[("a.docx", "", true)]);
    let first = bytes(&unit, None, Lang::Zh);
    assert_eq!(first, bytes(&unit, None, Lang::Zh));
    let types = part(&first, "[Content_Types].xml");
    for name in ["word/document.xml", "word/styles.xml", "word/settings.xml", "word/footer1.xml", "word/footer2.xml"] {
        assert!(types.contains(name), "{name} has a type");
        assert!(part(&first, name).starts_with('<'), "{name}");
    }
    assert!(part(&first, "_rels/.rels").contains("word/document.xml"));
    assert!(part(&first, "word/_rels/document.xml.rels").contains("footer2.xml"));
    assert_eq!(part(&first, "word/document.xml").matches("<w:tblHeader />").count(), 2, "one for each table");
    assert!(part(&first, "docProps/core.xml").contains("1970-01-01"), "no time");
}

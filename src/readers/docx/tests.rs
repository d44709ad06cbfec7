//! Documents as data: the XML of a body in, the text of blocks and grids out.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::read;
use crate::model::{document::Document, limits::Limits, trouble::TroubleKind};
use crate::readers::flowing::harness::render;

const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#;
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A zip of these parts.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A main part around the XML of a body.
fn main_part(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"
        xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
        xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"
        xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
        xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{body}</w:body></w:document>"#
    )
}

/// A document of one part around the XML of a body.
fn document(body: &str) -> Vec<u8> {
    package(&[("word/document.xml", main_part(body).as_bytes())])
}

/// A document with more parts and what the main part says of them (id, kind, target).
fn document_with(body: &str, related: &[(&str, &str, &str)], parts: &[(&str, &[u8])]) -> Vec<u8> {
    let lines: String = related
        .iter()
        .map(|(id, kind, target)| format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#))
        .collect();
    let rels = format!("{RELS}{lines}</Relationships>");
    let main = main_part(body);
    let mut all: Vec<(&str, &[u8])> =
        vec![("word/document.xml", main.as_bytes()), ("word/_rels/document.xml.rels", rels.as_bytes())];
    all.extend_from_slice(parts);
    package(&all)
}

#[track_caller]
fn check_bytes(bytes: &[u8], expected: &str) -> Document {
    let document = read(bytes, &Limits::default()).unwrap();
    assert_eq!(render(&document), expected);
    document
}

/// Reads a document with this body and compares what [`render`] makes of it.
#[track_caller]
fn check(body: &str, expected: &str) -> Document {
    check_bytes(&document(body), expected)
}

#[track_caller]
fn check_trouble(bytes: &[u8], limits: &Limits, kind: TroubleKind, part_of_reason: &str) {
    let trouble = read(bytes, limits).unwrap_err();
    assert_eq!(trouble.kind, kind, "{trouble}");
    assert!(trouble.reason.zh.contains(part_of_reason) || trouble.reason.en.contains(part_of_reason), "{trouble}");
}

/// A paragraph with one run of text.
fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A cell with these properties and one paragraph.
fn tc(props: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{props}</w:tcPr>{}</w:tc>", p(text))
}

/// A table of these rows, each already in XML.
fn tbl(rows: &[String]) -> String {
    let rows: String = rows.iter().map(|row| format!("<w:tr>{row}</w:tr>")).collect();
    format!("<w:tbl><w:tblPr><w:tblW w:w=\"0\"/></w:tblPr><w:tblGrid><w:gridCol/></w:tblGrid>{rows}</w:tbl>")
}

#[test]
fn paragraphs_and_runs() {
    check("", "");
    check("<w:p/>", "");
    check(&(p("甲") + "<w:p/>" + &p(" 乙 ")), "甲 /  /  乙 ");
    check("<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:t>乙</w:t><w:t>丙</w:t></w:r></w:p>", "甲乙丙");
    check("<w:p><w:r><w:t>a &amp; b&#20013;&#x6587;&lt;&gt;&quot;&apos;</w:t></w:r></w:p>", "a & b中文<>\"'");
    check("<w:p><w:r><w:t><![CDATA[<a&b>]]></w:t></w:r></w:p>", "<a&b>");
    check("<w:p><w:r><w:t>甲<!-- x --><?pi y?>乙</w:t></w:r></w:p>", "甲乙");
    check("<w:p><w:r><w:t>甲\r\n乙\n丙</w:t></w:r></w:p>", "甲 乙 丙");
    check("<w:p>stray<w:r>stray</w:r></w:p>", "");
    check("<w:r><w:t>no paragraph</w:t></w:r>", "no paragraph");
}

#[test]
fn breaks_and_special_characters() {
    check("<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t><w:tab/><w:t>d</w:t></w:r></w:p>", "a⏎b⏎c⇥d");
    check(r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#, "");
    check(r#"<w:p><w:r><w:br w:type="page"/><w:t>a</w:t><w:br w:type="page"/></w:r></w:p>"#, "a");
    check(r#"<w:p><w:r><w:t>a</w:t><w:br w:type="column"/><w:t>b</w:t></w:r></w:p>"#, "a⏎b");
    check(r#"<w:p><w:r><w:br w:type="textWrapping"/><w:t>b</w:t></w:r></w:p>"#, "⏎b");
    check(
        "<w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t><w:ptab/></w:r></w:p>",
        "a-bc⇥",
    );
    check(
        r#"<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="宋体" w:char="00D7"/><w:sym/></w:r></w:p>"#,
        "☑×",
    );
    check(r#"<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r></w:p>"#, "a");
}

#[test]
fn hidden_and_left_out() {
    check("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:t>a</w:t></w:r></w:p>", "a");
    check(r#"<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>a</w:t></w:r></w:p>"#, "a");
    check(
        r#"<w:p><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>a</w:t></w:r></w:p>"#,
        "a",
    );
    check(r#"<w:p><w:r><w:t>a</w:t><w:footnoteReference w:id="1"/><w:commentReference w:id="0"/></w:r></w:p>"#, "a");
    check("<w:p><w:r><w:object><w:p><w:r><w:t>x</w:t></w:r></w:p></w:object><w:t>a</w:t></w:r></w:p>", "a");
    check(
        "<w:p><w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>han</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
        "汉",
    );
    check("<w:p><m:oMath><m:r><w:rPr/><m:t>x=1</m:t></m:r></m:oMath></w:p>", "x=1");
}

#[test]
fn transparent_wrappers() {
    check(r#"<w:p><w:hyperlink r:id="a"><w:r><w:t>a</w:t></w:r></w:hyperlink></w:p>"#, "a");
    check(r#"<w:p><w:smartTag w:element="x"><w:smartTagPr/><w:r><w:t>a</w:t></w:r></w:smartTag></w:p>"#, "a");
    check(&format!(r#"<w:customXml w:element="x"><w:customXmlPr/>{}</w:customXml>"#, p("a")), "a");
    check(&tbl(&[format!("<w:customXml>{}</w:customXml>", tc("", "a"))]), "[0:a]");
    check(&format!(r#"<x:y xmlns:x="urn:x">{}</x:y>"#, p("a")), "a");
    check(r#"<x:p xmlns:x="urn:x"><x:r><x:t>no</x:t></x:r></x:p>"#, "");
}

#[test]
fn content_controls() {
    let sdt = |content: &str| {
        format!("<w:sdt><w:sdtPr><w:id/></w:sdtPr><w:sdtEndPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>")
    };
    let empty = |content: &str| {
        format!("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>")
    };
    check(&sdt(&p("a")), "a");
    check(&format!("<w:p>{}</w:p>", sdt("<w:r><w:t>a</w:t></w:r>")), "a");
    check(&tbl(&[sdt(&tc("", "a")) + &tc("", "b")]), "[0:a|1:b]");
    check(&format!("<w:tbl>{}</w:tbl>", sdt(&format!("<w:tr>{}</w:tr>", tc("", "a")))), "[0:a]");
    check(&format!("<w:p>{}<w:r><w:t>b</w:t></w:r></w:p>", empty("<w:r><w:t>点击输入</w:t></w:r>")), "b");
    check(&tbl(&[empty(&tc("", "点击输入")) + &tc("", "b")]), "[0:|1:b]");
    check(&sdt(&(sdt(&p("a")) + &empty(&p("x")) + &p("b"))), "a /  / b");
}

#[test]
fn tracked_changes() {
    let facts = |body: &str, expected: &str| {
        let facts = check(body, expected).facts;
        (facts.insertions, facts.deletions)
    };
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let changed = format!(
        "<w:p><w:ins>{}</w:ins><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:ins><w:del>{}</w:del></w:ins></w:p>",
        run("a"),
        run("y")
    );
    assert_eq!(facts(&changed, "a"), (2, 2));
    let moved = format!("<w:p><w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo></w:p>", run("x"), run("a"));
    assert_eq!(facts(&moved, "a"), (1, 1));
    assert_eq!(facts("<w:p><w:ins></w:ins><w:del/></w:p>", ""), (0, 0));
    let mark = |tag: &str, text: &str| {
        format!("<w:p><w:pPr><w:rPr><w:{tag}/></w:rPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    assert_eq!(facts(&(mark("del", "a") + &mark("ins", "b") + &p("c")), "ab / c"), (1, 1));
    assert_eq!(facts(&(mark("moveFrom", "a") + &p("b")), "ab"), (0, 1));
    assert_eq!(facts(&(p("a") + &mark("del", "") + &tbl(&[tc("", "b")])), "a / [0:b]"), (0, 1));
    assert_eq!(facts(&(mark("del", "a") + &tbl(&[tc("", "b")])), "a / [0:b]"), (0, 1));
    let old = "<w:p><w:pPr><w:pPrChange><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:pPrChange></w:pPr></w:p>";
    assert_eq!(facts(&(old.to_string() + &p("b")), " / b"), (0, 0));
    let cell = format!("<w:tc>{}{}</w:tc>", p("a"), mark("del", ""));
    check(&tbl(&[cell]), "[0:a]");
}

#[test]
fn tracked_rows_and_cells() {
    let row = |props: &str, text: &str| format!("<w:trPr>{props}</w:trPr>{}", tc("", text));
    let rows = [row("<w:del/>", "x"), row("<w:ins/>", "a"), row("", "b")];
    let facts = check(&tbl(&rows), "[0:a ; 0:b]").facts;
    assert_eq!((facts.insertions, facts.deletions), (1, 1));
    check(&(p("a") + &tbl(&[row("<w:del/>", "x")])), "a");
    let facts = check(&tbl(&[tc("<w:cellDel/>", "x") + &tc("<w:cellIns/>", "a")]), "[0:a]").facts;
    assert_eq!((facts.insertions, facts.deletions), (1, 1));
    check(&tbl(&[tc("<w:cellDel/>", "x"), tc("", "a")]), "[0:a]");
    check(
        &tbl(&[tc(r#"<w:cellMerge w:vMerge="rest"/>"#, "a"), tc(r#"<w:cellMerge w:vMerge="cont"/>"#, "x")]),
        "[0:a@2x1 ; ]",
    );
}

#[test]
fn fields() {
    let char = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#);
    let code = |text: &str| format!("<w:r><w:instrText>{text}</w:instrText></w:r>");
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let field = |inner: &str, result: &str| {
        [char("begin"), code("IF "), inner.to_string(), char("separate"), run(result), char("end")].concat()
    };
    check(&format!("<w:p><w:fldSimple w:instr=\"DATE\">{}</w:fldSimple></w:p>", run("a")), "a");
    check(&format!("<w:p>{}{}</w:p>", field("", "a"), run("b")), "ab");
    check(&format!("<w:p>{}{}</w:p>", field(&field("", "x"), "a"), run("b")), "ab");
    check(&format!("<w:p>{}{}{}</w:p>", char("begin"), code("x"), char("end")), "");
    check(&format!("<w:p>{}{}{}</w:p>{}", char("begin"), code("TOC"), run("x"), p("b")), " / b");
    check(&format!("<w:p>{}{}</w:p>", char("end"), run("a")), "a");
    check(
        &(format!("<w:p>{}{}{}{}</w:p>", char("begin"), code("TOC"), char("separate"), run("a"))
            + &format!("<w:p>{}{}</w:p>", run("b"), char("end"))),
        "a / b",
    );
    let form = |state: &str| {
        format!(
            r#"<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData>{state}</w:ffData></w:fldChar></w:r>{}</w:p>"#,
            char("end")
        )
    };
    let box_field = |state: &str| form(&format!("<w:checkBox>{state}</w:checkBox>"));
    check(&box_field(r#"<w:default w:val="0"/><w:checked/>"#), "☑");
    check(&box_field(r#"<w:default w:val="0"/>"#), "☐");
    let entries = r#"<w:listEntry w:val="甲"/><w:listEntry w:val="乙"/>"#;
    check(&form(&format!(r#"<w:ddList><w:result w:val="1"/>{entries}</w:ddList>"#)), "乙");
    check(&form(&format!("<w:ddList>{entries}</w:ddList>")), "甲");
    check(&form(r#"<w:ddList><w:result w:val="7"/></w:ddList>"#), "");
}

#[test]
fn grid_spans() {
    let span = |count: &str| format!(r#"<w:gridSpan w:val="{count}"/>"#);
    check(&tbl(&[tc(&span("2"), "a") + &tc("", "b"), tc("", "c")]), "[0:a@1x2|2:b ; 0:c]");
    let row = format!(r#"<w:trPr><w:gridBefore w:val="2"/><w:gridAfter w:val="1"/></w:trPr>{}"#, tc("", "a"));
    let document = check(&tbl(&[row]), "[2:a]");
    assert_eq!(document.tables()[0].columns, 4);
    check(&tbl(&[tc(&span("0"), "a") + &tc(&span("-3"), "b") + &tc(&span("x"), "c")]), "[0:a|1:b|2:c]");
    let document = check(&tbl(&[tc(&span("2000000"), "a")]), "[0:a@1x1024]");
    assert_eq!(document.tables()[0].columns, 1024);
    let header = format!("<w:trPr><w:tblHeader/></w:trPr>{}", tc("", "a"));
    let no_header = format!(r#"<w:trPr><w:tblHeader w:val="false"/></w:trPr>{}"#, tc("", "b"));
    check(&tbl(&[header, no_header]), "[0:#a ; 0:b]");
    check("<w:tbl/>", "");
    check("<w:tbl><w:tr/><w:tr/></w:tbl>", "[ ; ]");
}

#[test]
fn vertical_merges() {
    let (start, next) = (r#"<w:vMerge w:val="restart"/>"#, "<w:vMerge/>");
    let go_on = r#"<w:vMerge w:val="continue"/>"#;
    let row = |props: &str, a: &str, b: &str| tc(props, a) + &tc("", b);
    check(
        &tbl(&[row(start, "a", "1"), row(next, "", "2"), row(go_on, "hidden", "3"), row("", "b", "4")]),
        "[0:a@3x1|1:1 ; 1:2 ; 1:3 ; 0:b|1:4]",
    );
    check(&tbl(&[row(next, "a", "1"), row(next, "", "2")]), "[0:a@2x1|1:1 ; 1:2]");
    check(&tbl(&[row(start, "a", "1"), row("", "b", "2"), row(next, "c", "3")]), "[0:a|1:1 ; 0:b|1:2 ; 0:c|1:3]");
    check(&tbl(&[row(start, "a", "1"), row(start, "b", "2"), row(next, "", "3")]), "[0:a|1:1 ; 0:b@2x1|1:2 ; 1:3]");
    // Matched by grid column, not by place in the row.
    let wide = tc(r#"<w:gridSpan w:val="2"/>"#, "w") + &tc(start, "a");
    check(&tbl(&[wide, tc("", "x") + &tc("", "y") + &tc(next, "")]), "[0:w@1x2|2:a@2x1 ; 0:x|1:y]");
    let block = r#"<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>"#;
    let rest = r#"<w:gridSpan w:val="2"/><w:vMerge/>"#;
    check(&tbl(&[tc(block, "a") + &tc("", "1"), tc(rest, "") + &tc("", "2")]), "[0:a@2x2|2:1 ; 2:2]");
}

#[test]
fn horizontal_merges() {
    let (start, next) = (r#"<w:hMerge w:val="restart"/>"#, "<w:hMerge/>");
    check(&tbl(&[tc(start, "a") + &tc(next, "") + &tc(next, "") + &tc("", "b")]), "[0:a@1x3|3:b]");
    check(&tbl(&[tc(next, "a") + &tc("", "b")]), "[0:a|1:b]");
    let both = |first: &str, second: &str| format!("{first}{second}");
    let (down, more) = (r#"<w:vMerge w:val="restart"/>"#, "<w:vMerge/>");
    check(
        &tbl(&[
            tc(&both(start, down), "a") + &tc(&both(next, down), ""),
            tc(&both(start, more), "") + &tc(&both(next, more), ""),
        ]),
        "[0:a@2x2 ; ]",
    );
}

#[test]
fn cell_text() {
    check(&tbl(&["<w:tc><w:p/></w:tc>".into()]), "[0:]");
    check(&tbl(&["<w:tc/>".into()]), "[0:]");
    check(&tbl(&[format!("<w:tc><w:p/>{}<w:p/><w:p/>{}</w:tc>", p("a"), p("b"))]), "[0:⏎a⏎⏎⏎b]");
    let nested = tbl(&[tc("", "1") + &tc("", "2"), tc("", "3")]);
    check(&tbl(&[format!("<w:tc>{}{nested}<w:p/></w:tc>", p("a"))]), "[0:a⏎1⇥2⏎3⏎ [0:1|1:2 ; 0:3]]");
    let twice = tbl(&[format!("<w:tc>{nested}{}</w:tc>", p("z"))]);
    check(&tbl(&[format!("<w:tc>{twice}</w:tc>") + &tc("", "b")]), "[0:1⇥2⏎3⏎z [0:1⇥2⏎3⏎z [0:1|1:2 ; 0:3]]|1:b]");
}

#[test]
fn text_boxes() {
    let inside = |content: &str| format!("<w:txbxContent>{content}</w:txbxContent>");
    let vml = |content: &str| format!("<w:pict><v:shape><v:textbox>{}</v:textbox></v:shape></w:pict>", inside(content));
    let shape =
        |content: &str| format!("<w:drawing><wps:wsp><wps:txbx>{}</wps:txbx></wps:wsp></w:drawing>", inside(content));
    let either = |choice: &str, fallback: &str| {
        format!(
            "<mc:AlternateContent><mc:Choice Requires=\"wps\">{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
        )
    };
    let held = |content: &str| format!("<w:p><w:r><w:t>a</w:t></w:r><w:r>{content}</w:r><w:r><w:t>b</w:t></w:r></w:p>");
    check(&held(&vml(&(p("x") + &p("y")))), "ab / x / y");
    check(&held(&either(&shape(&p("x")), &vml(&p("x")))), "ab / x");
    check(&held(&either("<w:drawing/>", &vml(&p("x")))), "ab / x");
    check(&held(&either(&shape("<w:p/>"), &vml("<w:p/>"))), "ab");
    check(&held(&shape(&tbl(&[tc("", "x")]))), "ab / [0:x]");
    check(&tbl(&[format!("<w:tc>{}{}</w:tc>", held(&shape(&p("x"))), p("c"))]), "[0:ab⏎x⏎c]");
    check(&tbl(&[format!("<w:tc>{}</w:tc>", held(&shape(&tbl(&[tc("", "x")]))))]), "[0:ab⏎x [0:x]]");
    check(&format!("<w:p><w:r><w:rPr><w:vanish/></w:rPr>{}</w:r></w:p>", vml(&p("x"))), "");
    check(&either(&p("x"), &p("y")), "x");
}

#[test]
fn alternate_content_counts_changes_once() {
    let ins = "<w:p><w:ins><w:r><w:t>x</w:t></w:r></w:ins></w:p>";
    let none = "<w:p><w:ins><w:r/></w:ins></w:p>";
    let either = |a: &str, b: &str| {
        format!("<mc:AlternateContent><mc:Choice>{a}</mc:Choice><mc:Fallback>{b}</mc:Fallback></mc:AlternateContent>")
    };
    assert_eq!(check(&either(ins, ins), "x").facts.insertions, 1);
    assert_eq!(check(&either(none, ins), " / x").facts.insertions, 1);
}

const NUMBERING: &str = r#"
<w:abstractNum w:abstractNumId="0">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/><w:suff w:val="space"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
 <w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/><w:lvlRestart w:val="0"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimalZero"/><w:isLgl/><w:lvlText w:val="%1-%3"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="3">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:pStyle w:val="Second"/><w:lvlText w:val="(%2)"/></w:lvl>
 <w:styleLink w:val="L"/>
</w:abstractNum>
<w:abstractNum w:abstractNumId="4"><w:numStyleLink w:val="L"/></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="5"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="6"><w:abstractNumId w:val="4"/></w:num>
<w:num w:numId="7"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1)"/></w:lvl></w:lvlOverride></w:num>
<w:num w:numId="8"><w:abstractNumId w:val="99"/></w:num>"#;

const STYLES: &str = r#"
<w:style w:type="paragraph" w:default="1" w:styleId="a"/>
<w:style w:type="paragraph" w:styleId="First"><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="6"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Under"><w:basedOn w:val="First"/></w:style>
<w:style w:type="paragraph" w:styleId="Second"><w:basedOn w:val="First"/></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>"#;

/// As [`check`], with [`NUMBERING`] and [`STYLES`] beside the main part.
#[track_caller]
fn check_lists(body: &str, expected: &str) {
    let numbering = format!(r#"<w:numbering xmlns:w="{WORD}">{NUMBERING}</w:numbering>"#);
    let styles = format!(r#"<w:styles xmlns:w="{WORD}">{STYLES}</w:styles>"#);
    let bytes = document_with(
        body,
        &[("a", "numbering", "numbering.xml"), ("b", "styles", "/word/styles.xml")],
        &[("word/numbering.xml", numbering.as_bytes()), ("word/styles.xml", styles.as_bytes())],
    );
    check_bytes(&bytes, expected);
}

/// A paragraph on a level of a list.
fn item(list: u32, level: u32, text: &str) -> String {
    let run = if text.is_empty() { String::new() } else { format!("<w:r><w:t>{text}</w:t></w:r>") };
    format!(r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr></w:pPr>{run}</w:p>"#)
}

fn styled(style: &str, props: &str, text: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{props}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#)
}

#[test]
fn list_numbers() {
    check_lists(&(item(1, 0, "a") + &p("x") + &item(1, 0, "b")), "1.a / x / 2.b");
    check_lists(
        &[item(1, 0, "a"), item(1, 1, "b"), item(1, 1, ""), item(1, 0, "c"), item(1, 1, "d")].concat(),
        "1.a / 1.1 b / 1.2 / 2.c / 2.1 d",
    );
    // Lists of one definition go on from each other, unless one has a start of its own.
    check_lists(
        &[item(1, 0, "a"), item(2, 0, "b"), item(3, 0, "c"), item(3, 0, "d"), item(1, 0, "e")].concat(),
        "1.a / 2.b / 5.c / 6.d / 7.e",
    );
    check_lists(
        &[item(4, 0, "a"), item(4, 1, "b"), item(4, 0, "c"), item(4, 1, "d")].concat(),
        "三、a / 3.1b / 四、c / 4.2d",
    );
    check_lists(&item(1, 1, "a"), "1.1 a");
    check_lists(&item(4, 2, "a"), "3-01a");
    check_lists(
        &(item(5, 0, "a") + &item(8, 0, "b") + &item(77, 0, "c") + &item(1, 9, "d") + &item(0, 0, "e")),
        "a / b / c / d / e",
    );
    check_lists(&(item(7, 0, "a") + &item(7, 1, "b")), "I)a / I.1 b");
    check(&item(1, 0, "no numbering part"), "no numbering part");
}

#[test]
fn list_numbers_by_style() {
    check_lists(
        &[styled("First", "", "a"), styled("Second", "", "b"), styled("Under", "", "c")].concat(),
        "1a / (a)b / 2c",
    );
    check_lists(
        &(styled("First", r#"<w:numPr><w:numId w:val="0"/></w:numPr>"#, "a") + &styled("Loop", "", "b")),
        "a / b",
    );
    check_lists(
        &(styled("First", r#"<w:numPr><w:ilvl w:val="1"/></w:numPr>"#, "a") + &styled("None", "", "b")),
        "(a)a / b",
    );
}

#[test]
fn list_numbers_and_what_is_not_there() {
    let gone = r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>"#;
    check_lists(&[item(1, 0, "a"), gone.to_string(), item(1, 0, "b")].concat(), "1.a / 2.b");
    let cell = |props: &str, content: &str| format!("<w:tc><w:tcPr>{props}</w:tcPr>{content}</w:tc>");
    let number = item(6, 0, "");
    check_lists(&tbl(&[cell("", &number) + &tc("", "x"), cell("", &number) + &tc("", "y")]), "[0:1|1:x ; 0:2|1:y]");
    let deleted = format!("<w:trPr><w:del/></w:trPr>{}", cell("", &number));
    check_lists(&tbl(&[cell("", &number), deleted, cell("", &number)]), "[0:1 ; 0:2]");
    let (start, next) = (r#"<w:vMerge w:val="restart"/>"#, "<w:vMerge/>");
    check_lists(&tbl(&[cell(start, &number), cell(next, &number), cell("", &number)]), "[0:1@2x1 ;  ; 0:2]");
    let joined = r#"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>"#;
    check_lists(&(joined.to_string() + &item(1, 0, "b")), "1.ab");
}

#[test]
fn chunks() {
    let inner = document(&(p("inner") + &tbl(&[tc("", "x")])));
    let check_chunk = |name: &str, bytes: &[u8], expected: &str| {
        let target = format!("afchunk/{name}");
        let body = p("a") + r#"<w:altChunk r:id="c"/>"# + &p("b");
        let part = format!("word/{target}");
        check_bytes(&document_with(&body, &[("c", "aFChunk", &target)], &[(&part, bytes)]), expected);
    };
    check_chunk("1.docx", &inner, "a / inner / [0:x] / b");
    check_chunk(
        "1.html",
        "<html><body><p>x &lt; y</p><table><tr><td>1</td><td>2</td></tr></table></body></html>".as_bytes(),
        "a / x < y / [0:1|1:2] / b",
    );
    check_chunk("1.txt", "x\ny".as_bytes(), "a / x / y / b");
    check_chunk("1.rtf", b"{\\rtf1 x}", "a / x / b");
    check(&(p("a") + r#"<w:altChunk r:id="none"/>"#), "a");
    // A document that takes in itself would never end.
    let body = r#"<w:altChunk r:id="c"/>"#;
    let mut nested = document(&p("x"));
    for _ in 0..12 {
        nested = document_with(body, &[("c", "aFChunk", "c.docx")], &[("word/c.docx", &nested)]);
    }
    check_trouble(&nested, &Limits::default(), TroubleKind::LimitExceeded, "内嵌文档");
    let many = document_with(&body.repeat(101), &[("c", "aFChunk", "c.txt")], &[("word/c.txt", b"x")]);
    check_trouble(&many, &Limits::default(), TroubleKind::LimitExceeded, "内嵌文档");
}

#[test]
fn names_do_not_matter_namespaces_do() {
    let part = |xml: &str| package(&[("word/document.xml", xml.as_bytes())]);
    check_bytes(&part(&format!(r#"<document xmlns="{WORD}"><body><p><r><t>a</t></r></p></body></document>"#)), "a");
    check_bytes(
        &part(&format!(
            r#"<a:document xmlns:a='{WORD}'><a:body><a:p><a:r><a:t >a</a:t ></a:r></a:p></a:body></a:document>"#
        )),
        "a",
    );
    let strict = "http://purl.oclc.org/ooxml/wordprocessingml/main";
    check_bytes(&part(&format!(r#"<w:document xmlns:w="{strict}"><w:body>{}</w:body></w:document>"#, p("a"))), "a");
    // Declared again inside, and back outside.
    let body = format!(
        r#"<w:p><w:r><w:t>a</w:t></w:r><x:r xmlns:w="urn:x" xmlns:x="{WORD}"><w:t>no</w:t><x:t>b</x:t></x:r><w:r><w:t>c</w:t></w:r></w:p>"#
    );
    check(&body, "abc");
    check_trouble(&part("<html/>"), &Limits::default(), TroubleKind::Unreadable, "不是 Word 正文");
}

#[test]
fn utf_16_parts() {
    let xml = main_part(&p("中文"));
    for big in [false, true] {
        let mut bytes = if big { vec![0xFE, 0xFF] } else { vec![0xFF, 0xFE] };
        for unit in xml.encode_utf16() {
            bytes.extend(if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
        }
        check_bytes(&package(&[("word/document.xml", &bytes)]), "中文");
    }
    check_bytes(&package(&[("word/document.xml", format!("\u{FEFF}{xml}").as_bytes())]), "中文");
}

#[test]
fn main_part_is_found() {
    let main = main_part(&p("a"));
    let rels = |kind: &str, target: &str| {
        format!(r#"{RELS}<Relationship Id="x" Type="{kind}/officeDocument" Target="{target}"/></Relationships>"#)
    };
    let strict = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    for (kind, target) in [(OFFICE, "word/document2.xml"), (strict, "/word/document2.xml")] {
        check_bytes(
            &package(&[("_rels/.rels", rels(kind, target).as_bytes()), ("word/document2.xml", main.as_bytes())]),
            "a",
        );
    }
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/x/y.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>"#;
    check_bytes(&package(&[("[Content_Types].xml", types.as_bytes()), ("x/y.xml", main.as_bytes())]), "a");
    check_bytes(&package(&[("WORD\\Document.xml", main.as_bytes())]), "a");
    check_trouble(
        &package(&[("word/styles.xml", b"<a/>")]),
        &Limits::default(),
        TroubleKind::Unreadable,
        "缺少正文部件",
    );
}

#[test]
fn damaged_xml_is_no_half_document() {
    let whole = main_part(&tbl(&[tc(r#"<w:gridSpan w:val="2"/>"#, "甲&amp;乙")
        + "<!-- x --><?y z?>"
        + &tc("", "<![CDATA[b]]>")]));
    for length in 0..whole.len() {
        let bytes = package(&[("word/document.xml", &whole.as_bytes()[..length])]);
        check_trouble(&bytes, &Limits::default(), TroubleKind::Unreadable, "word/document.xml");
    }
    let part = |xml: &str| package(&[("word/document.xml", xml.as_bytes())]);
    let bad =
        |body: &str| check_trouble(&document(body), &Limits::default(), TroubleKind::Unreadable, "不是正确的 XML");
    bad("<w:p></w:r>");
    bad("<w:p a=b/>");
    bad("<w:p a/>");
    bad("<w:p / >");
    bad("<>");
    bad("<w:/>");
    bad("<w:p a=\"<\"/>");
    bad("<w:p><w:r><w:t>&unknown;</w:t></w:r></w:p>");
    bad("<w:p><w:r><w:t>&#0;</w:t></w:r></w:p>");
    bad("<w:p><w:r><w:t>&#xD800;</w:t></w:r></w:p>");
    bad("<w:p><w:r><w:t>a & b</w:t></w:r></w:p>");
    check_trouble(&part("text"), &Limits::default(), TroubleKind::Unreadable, "word/document.xml");
    check_trouble(&part("x<a/>"), &Limits::default(), TroubleKind::Unreadable, "不是正确的 XML");
    let not_utf8 = [
        main_part("<w:p><w:r><w:t>").split("</w:body>").next().unwrap().as_bytes(),
        b"\xD6\xD0</w:t></w:r></w:p></w:body></w:document>",
    ]
    .concat();
    check_trouble(
        &package(&[("word/document.xml", &not_utf8)]),
        &Limits::default(),
        TroubleKind::Unreadable,
        "不是正确的 XML",
    );
    check_trouble(
        &part(&format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{}", main_part(""))),
        &Limits::default(),
        TroubleKind::Unreadable,
        "DTD",
    );
}

#[test]
fn damaged_zips() {
    let whole = document(&p(&"甲乙丙".repeat(50)));
    let limits = Limits::default();
    check_trouble(b"PK\x03\x04", &limits, TroubleKind::Unreadable, "压缩包结构不完整");
    for length in (0..whole.len()).step_by(7) {
        assert!(read(&whole[..length], &limits).is_err());
    }
    // In the deflated bytes, behind the local header of 30 bytes and the name.
    let mut broken = whole.clone();
    broken[30 + "word/document.xml".len() + 20] ^= 0x55;
    check_trouble(&broken, &limits, TroubleKind::Unreadable, "word/document.xml");
    // The check sum in the central directory.
    let central = whole.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let mut wrong = whole.clone();
    wrong[central + 16] ^= 1;
    check_trouble(&wrong, &limits, TroubleKind::Unreadable, "word/document.xml");
    // A forged size allocates nothing.
    let mut forged = whole.clone();
    forged[central + 24..central + 28].copy_from_slice(&0xFFFF_FFF0u32.to_le_bytes());
    let _ = read(&forged, &limits);
    // Flag bit 0: encrypted.
    let mut locked = whole.clone();
    locked[central + 8] |= 1;
    locked[6] |= 1;
    check_trouble(&locked, &limits, TroubleKind::Encrypted, "加密");
}

#[test]
fn overlapping_entries() {
    let two =
        package(&[("word/document.xml", main_part("").as_bytes()), ("word/stylesxx.xml", main_part("").as_bytes())]);
    let starts: Vec<usize> = (0..two.len() - 4).filter(|&at| two[at..].starts_with(b"PK\x01\x02")).collect();
    let mut forged = two.clone();
    let first = forged[starts[0] + 42..starts[0] + 46].to_vec();
    forged[starts[1] + 42..starts[1] + 46].copy_from_slice(&first);
    check_trouble(&forged, &Limits::default(), TroubleKind::LimitExceeded, "重叠");
}

#[test]
fn limits_are_met() {
    let check = |body: &str, limits: Limits, reason: &str| {
        check_trouble(&document(body), &limits, TroubleKind::LimitExceeded, reason);
    };
    let limits = Limits::default;
    check(&"<w:sdt>".repeat(100_000), limits(), "嵌套");
    check(&"<w:tbl><w:tr><w:tc>".repeat(40), limits(), "表格嵌套");
    check(&p(&"x".repeat(5 << 20)), limits(), "解压倍数");
    check(&p(&"x".repeat(3 << 20)), Limits { inflated_bytes: 1 << 20, ..limits() }, "解压后超过上限");
    check(&tbl(&vec!["<w:tc/>".into(); 11]), Limits { cells: 10, ..limits() }, "单元格");
    check(&"<w:p/>".repeat(11), Limits { cells: 10, ..limits() }, "段落");
    check(&tbl(&[tc("", "a").repeat(1025)]), limits(), "1024 列");
    let wide = tc(r#"<w:gridSpan w:val="1000"/>"#, "");
    check(&tbl(&vec![wide; 1001]), limits(), "单元格");
    check(&p("a"), Limits { entries: 0, ..limits() }, "部件");
    let spaces: String = (0..300).map(|n| format!(r#" xmlns:a{n}="urn:x""#)).collect();
    check(&format!("<w:p{spaces}/>"), limits(), "命名空间");
    let mut deep = p(&"0123456789".repeat(200));
    for _ in 0..20 {
        deep = tbl(&[format!("<w:tc>{deep}</w:tc>")]);
    }
    check(&deep, Limits { inflated_bytes: 20_000, ..limits() }, "产生的文字过多");
}

#[test]
fn merges_without_end() {
    let rows = vec![tc("<w:vMerge/>", "").repeat(20); 500];
    let bytes = document(&tbl(&rows));
    let read = read(&bytes, &Limits { ratio: 10_000, ..Limits::default() }).unwrap();
    assert_eq!(read.tables()[0].cells.len(), 20);
    assert!(read.tables()[0].cells.iter().all(|cell| cell.row_span == 500));
}

/// A document with a little of everything.
fn sample() -> String {
    let char = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#);
    [
        item(1, 0, "甲"),
        tbl(&[
            tc(r#"<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>"#, "a") + &tc("", "b"),
            tc(r#"<w:gridSpan w:val="2"/><w:vMerge/>"#, "") + &format!("<w:tc>{}</w:tc>", tbl(&[tc("<w:hMerge/>", "c")])),
        ]),
        format!("<w:p>{}{}<w:ins><w:r><w:t>d</w:t></w:r></w:ins></w:p>", char("begin"), char("separate")),
        "<mc:AlternateContent><mc:Choice><w:p/></mc:Choice><mc:Fallback><w:txbxContent><w:p/></w:txbxContent></mc:Fallback></mc:AlternateContent>".into(),
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>".into(),
    ]
    .concat()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_xml_makes_it_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), 0..4u8, any::<u8>(), 0..60usize), 1..6)) {
        let mut xml = main_part(&sample()).into_bytes();
        for (at, how, byte, length) in edits {
            let at = at.index(xml.len());
            let end = (at + length).min(xml.len());
            match how {
                0 => xml[at] = byte,
                1 => { xml.drain(at..end); }
                2 => { let piece = xml[at..end].to_vec(); xml.splice(at..at, piece); }
                _ => { let piece = xml[at..end].to_vec(); xml.extend(piece); }
            }
            if xml.is_empty() { break; }
        }
        let _ = read(&package(&[("word/document.xml", &xml)]), &Limits::default());
    }

    #[test]
    fn no_bytes_make_it_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), keep in any::<prop::sample::Index>()) {
        let mut bytes = document(&sample());
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read(&bytes, &Limits::default());
        let keep = keep.index(bytes.len());
        let _ = read(&bytes[..keep], &Limits::default());
    }
}

//! Word documents in one XML file, written here.

use proptest::prelude::*;

use super::flat::read;
use crate::readers::flowing::harness::render;
use crate::{
    model::{document::Document, limits::Limits},
    readers::flowing::budget::Budget,
};

const WORD: &str = "http://schemas.microsoft.com/office/word/2003/wordml";
const HINT: &str = "http://schemas.microsoft.com/office/word/2003/auxHint";

/// A document of Word 2003 around the XML of a body, with what stands before that.
fn document(before: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><?mso-application progid=\"Word.Document\"?>\
         <w:wordDocument xmlns:w=\"{WORD}\" xmlns:wx=\"{HINT}\" xmlns:v=\"urn:schemas-microsoft-com:vml\" \
         xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:aml=\"http://schemas.microsoft.com/aml/2001/core\">\
         <o:DocumentProperties><o:Title>x</o:Title></o:DocumentProperties>{before}\
         <w:body><wx:sect>{body}<w:sectPr><w:hdr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body>\
         </w:wordDocument>"
    )
}

fn read_bytes(bytes: &[u8]) -> Document {
    read(bytes, &mut Budget::new(Limits::default())).unwrap()
}

#[track_caller]
fn check(before: &str, body: &str, expected: &str) -> Document {
    let document = read_bytes(document(before, body).as_bytes());
    assert_eq!(render(&document), expected, "{body}");
    document
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn tc(props: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr><w:tcW w:w=\"9\"/>{props}</w:tcPr>{}</w:tc>", p(text))
}

#[test]
fn text_and_tables_of_word_2003() {
    check("", &p("甲"), "甲");
    check(
        "",
        &format!("<wx:sub-section>{}<wx:sub-section>{}</wx:sub-section></wx:sub-section>", p("a"), p("b")),
        "a / b",
    );
    let rows = [
        format!("<w:trPr><w:tblHeader/></w:trPr>{}{}", tc("<w:gridSpan w:val=\"2\"/>", "a"), tc("", "b")),
        format!("{}{}", tc("<w:vmerge w:val=\"restart\"/>", "c"), tc("", "d") + &tc("", "e")),
        format!("{}{}", tc("<w:vmerge/>", "x"), tc("<w:hmerge w:val=\"restart\"/>", "f") + &tc("<w:hmerge/>", "x")),
    ];
    let rows: String = rows.iter().map(|row| format!("<w:tr>{row}</w:tr>")).collect();
    check("", &format!("<w:tbl><w:tblPr/>{rows}</w:tbl>"), "[0:#a@1x2|2:#b ; 0:c@2x1|1:d|2:e ; 1:f@1x2]");
    check(
        "",
        "<w:p><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>b</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict><w:r><w:t>a</w:t></w:r></w:p>",
        "a / b",
    );
    check("", "<w:p><w:r><w:t>a</w:t><w:footnote><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote></w:r></w:p>", "a");
    let symbol = "<w:r><w:rPr><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:rPr><w:t>?</w:t></w:r>";
    check("", &format!("<w:p>{symbol}<w:r><w:t>是</w:t></w:r></w:p>"), "☑是");
    check("", "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:t>a</w:t></w:r></w:p>", "a");
}

#[test]
fn tracked_changes_of_word_2003() {
    let change = |kind: &str, content: &str| {
        format!(
            "<aml:annotation aml:id=\"1\" w:type=\"Word.{kind}\"><aml:content>{content}</aml:content></aml:annotation>"
        )
    };
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let body = [
        "<w:p>".to_owned(),
        change("Insertion", &run("a")),
        change("Deletion", "<w:r><w:delText>x</w:delText></w:r>"),
        change("Bookmark.Start", ""),
        change("Comment", &p("x")),
        change("Formatting", &run("b")),
        "</w:p>".to_owned(),
    ];
    let facts = check("", &body.concat(), "ab").facts;
    assert_eq!((facts.insertions, facts.deletions), (1, 1));
    let mark = format!("<w:p><w:pPr><w:rPr>{}</w:rPr></w:pPr>{}</w:p>", change("Deletion", ""), run("a"));
    check("", &(mark + &p("b")), "ab");
    let row = format!("<w:tr><w:trPr>{}</w:trPr>{}</w:tr>", change("Deletion", ""), tc("", "x"));
    check("", &format!("<w:tbl>{row}<w:tr>{}</w:tr></w:tbl>", tc("", "a")), "[0:a]");
}

#[test]
fn list_numbers_of_word_2003() {
    let item = |list: &str, text: &str| {
        format!("<w:p><w:pPr><w:listPr>{list}</w:listPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let shown = "<w:ilvl w:val=\"0\"/><w:ilfo w:val=\"1\"/><wx:t wx:val=\"（一）\"/><wx:font wx:val=\"宋体\"/>";
    check("", &item(shown, "a"), "（一）a");
    let bullet = "<w:ilfo w:val=\"1\"/><wx:t wx:val=\"l\"/><wx:font wx:val=\"Wingdings\"/>";
    check("", &item(bullet, "a"), "a");
    check("", &item("<w:ilfo w:val=\"1\"/><wx:t wx:val=\"·\"/>", "a"), "a");
    let lists = "<w:lists><w:listDef w:listDefId=\"3\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"2\"/><w:nfc w:val=\"37\"/>\
                 <w:suff w:val=\"Space\"/><w:lvlText w:val=\"%1、\"/></w:lvl></w:listDef>\
                 <w:list w:ilfo=\"1\"><w:ilst w:val=\"3\"/></w:list></w:lists>";
    let bare = "<w:ilvl w:val=\"0\"/><w:ilfo w:val=\"1\"/>";
    check(lists, &(item(bare, "a") + &item(bare, "b") + &p("c")), "二、 a / 三、 b / c");
    let styles = "<w:styles><w:style w:type=\"paragraph\" w:styleId=\"n\"><w:pPr><w:listPr><w:ilfo w:val=\"1\"/></w:listPr>\
                  </w:pPr><w:rPr><w:vanish/></w:rPr></w:style></w:styles>";
    let styled = "<w:p><w:pPr><w:pStyle w:val=\"n\"/></w:pPr><w:r><w:t>a</w:t></w:r></w:p>";
    check(&format!("{lists}{styles}"), styled, "二、 a");
}

#[test]
fn other_encodings_and_prefixes() {
    let text = format!("<wordDocument xmlns=\"{WORD}\"><body><p><r><t>甲</t></r></p></body></wordDocument>");
    assert_eq!(render(&read_bytes(text.as_bytes())), "甲");
    let gbk = format!("<?xml version=\"1.0\" encoding=\"GBK\"?>{text}");
    assert_eq!(render(&read_bytes(&encoding_rs::GBK.encode(&gbk).0)), "甲");
    let wide: Vec<u8> = format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(render(&read_bytes(&wide)), "甲");
}

/// A flat package of parts, each given with its element.
fn package(parts: &[(&str, &str)]) -> String {
    let parts: String = parts
        .iter()
        .map(|(name, data)| format!("<pkg:part pkg:name=\"/{name}\" pkg:contentType=\"x\">{data}</pkg:part>"))
        .collect();
    format!(
        "<?xml version=\"1.0\"?><pkg:package xmlns:pkg=\"http://schemas.microsoft.com/office/2006/xmlPackage\">{parts}</pkg:package>"
    )
}

fn flat_document() -> String {
    const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let xml = |text: &str| format!("<pkg:xmlData>{text}</pkg:xmlData>");
    let rels = |lines: &str| {
        xml(&format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{lines}</Relationships>"
        ))
    };
    let item = "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>";
    let main = format!(
        "<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><w:body>{item}<w:altChunk r:id=\"c\"/></w:body></w:document>"
    );
    let numbering = format!(
        "<w:numbering xmlns:w=\"{MAIN}\"><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>\
         <w:lvlText w:val=\"%1.\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    );
    package(&[
        (
            "_rels/.rels",
            &rels(&format!("<Relationship Id=\"a\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/>")),
        ),
        (
            "word/_rels/document.xml.rels",
            &rels(&format!(
                "<Relationship Id=\"b\" Type=\"{OFFICE}/numbering\" Target=\"numbering.xml\"/>\
                 <Relationship Id=\"c\" Type=\"{OFFICE}/aFChunk\" Target=\"a.htm\"/>"
            )),
        ),
        ("word/document.xml", &xml(&main)),
        ("word/numbering.xml", &xml(&numbering)),
        ("word/a.htm", "<pkg:binaryData>PHRhYmxlPjx0cj48dGQ+\nYjx0ZD5jPC90YWJsZT4=</pkg:binaryData>"),
    ])
}

#[test]
fn flat_packages() {
    assert_eq!(render(&read_bytes(flat_document().as_bytes())), "1.甲 / [0:b|1:c]");
    for bad in ["", "<x/>", &package(&[]), &package(&[("word/document.xml", "<pkg:xmlData></pkg:xmlData>")])] {
        assert!(read(bad.as_bytes(), &mut Budget::new(Limits::default())).is_err(), "{bad}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_documents_never_panic(at in 0_usize..4000, byte in any::<u8>(), cut in 0_usize..4000, flat in any::<bool>()) {
        let whole = if flat { flat_document() } else { document("<w:lists/>", &format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", tc("", "a"))) };
        let mut bytes = whole.into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        bytes.truncate(cut.max(at));
        let _ = read(&bytes, &mut Budget::new(Limits::default()));
    }
}

//! Any text: what glyphs mean, and what over a page is no text of it.

use super::{
    collected,
    maker_tests::{composite, embedded, numbered, page, sized},
    open, paged,
    tests::{cells, stream},
};
use crate::model::limits::Limits;

/// Two cells side by side.
const RULES: &str =
    "0.5 w 50 100 m 350 100 l 50 300 m 350 300 l 50 100 m 50 300 l 200 100 m 200 300 l 350 100 m 350 300 l S ";

/// What the left cell says, and whether its page is doubtful. The right one says `beside it`.
fn check(objects: &[String], content: &str, expected: &str) {
    check_doubt(objects, content, expected, false);
}

fn check_doubt(objects: &[String], content: &str, expected: &str, doubtful: bool) {
    let content = format!("{RULES} BT /H 10 Tf 210 200 Td (beside it) Tj ET {content}");
    // What the file says of its signs; pictures of them are not read here.
    let pdf = open::open(&page("", "", &content, objects), &Limits::default()).unwrap();
    let found = collected(&pdf, &Limits::default()).unwrap();
    let document = paged::document(found.pages, &Limits::default(), "PDF").unwrap();
    let texts: Vec<String> = cells(&document).into_iter().map(|cell| cell.2).collect();
    assert_eq!(texts, [expected, "beside it"], "{content}");
    assert_eq!(found.doubtful, if doubtful { vec![1] } else { vec![] }, "{content}");
}

fn shown(hex: &str) -> String {
    format!("BT /F 10 Tf 60 200 Td <{hex}> Tj ET")
}

#[test]
fn predefined_encodings_without_the_font() {
    for (encoding, hex) in [
        ("GBK-EUC-H", "D6AACAB6324E"),
        ("GBKp-EUC-H", "D6AACAB6324E"),
        ("GB-EUC-H", "D6AACAB6324E"),
        ("GBK2K-H", "D6AACAB6324E"),
        ("UniGB-UCS2-H", "77E58BC60032004E"),
        ("UniGB-UTF16-H", "77E58BC60032004E"),
    ] {
        check(&composite(encoding, "GB1", ""), &shown(hex), "知识2N");
    }
    check(&composite("UniCNS-UCS2-H", "CNS1", ""), &shown("77E58B58"), "知識");
}

#[test]
fn vertical_text_reads_down_and_then_left() {
    for (encoding, first, second) in [
        ("GBK-EUC-V", "D6AACAB6", "B2FAC8A8"),
        ("UniGB-UCS2-V", "77E58BC6", "4EA76743"),
        ("UniGB-UTF16-V", "77E58BC6", "4EA76743"),
    ] {
        let content = format!("BT /F 10 Tf 100 250 Td <{first}> Tj -12 0 Td <{second}> Tj ET");
        check(&composite(encoding, "GB1", ""), &content, "知识产权");
    }
}

#[test]
fn embedded_fonts_without_to_unicode() {
    let knows = |encoding, ordering, mapped| embedded(encoding, ordering, "知识产权", mapped, None);
    check(&knows("Identity-H", "Identity", true), &shown("00010002"), "知识");
    check(&knows("Identity-H", "GB1", true), &shown("00010002"), "知识");
    check(&knows("Identity-H", "GB1", false), &shown("00220023"), "AB");
    check(&knows("GBK-EUC-H", "GB1", false), &shown("D6AACAB6"), "知识");
    check(&knows("UniGB-UTF16-H", "GB1", false), &shown("77E58BC6"), "知识");
    check_doubt(&knows("Identity-H", "Identity", false), &shown("00010002"), "\u{FFFD}\u{FFFD}", true);
}

#[test]
fn to_unicode_that_lies() {
    let told = |signs: &str| embedded("Identity-H", "Identity", "知识产权局", true, Some(signs));
    let all = shown("00010002000300040005");
    check(&told("知识产权局"), &all, "知识产权局");
    check(&told("\u{1}\u{2}\u{3}\u{4}\u{5}"), &all, "知识产权局");
    check(&told("ŔŕŖŗŘ"), &all, "知识产权局");
    check(&told("     "), &all, "知识产权局");
    check(&told("\u{E001}\u{E002}\u{E003}\u{E004}\u{E005}"), &all, "知识产权局");
    check(&told("⽤⼾⻓⼀⼆"), &shown("00010002"), "用户");
    // Two tables, both plausible: one is taken, and it is said.
    check_doubt(&told("甲乙丙丁戊"), &all, "知识产权局", true);
    // One slip is no lie; nor is a table of glyphs that were numbered anew.
    check(&told("知识产权部"), &all, "知识产权部");
    let renumbered = embedded("Identity-H", "Identity", "!\"#$%", true, Some("知识产权局"));
    check(&renumbered, &all, "知识产权局");
    let cyrillic = embedded("Identity-H", "Identity", "!\"#$%", true, Some("Приве"));
    check(&cyrillic, &all, "Приве");
    // Less than the font has.
    check(&told("知识"), &shown("00010003"), "知产");
}

#[test]
fn codes_that_stand_for_nothing() {
    // What fills the square of an ideograph is no letter; nor is anything as wide in its font.
    let all = shown("00010002000300040005");
    let told = |size, signs| sized(size, "Identity-H", "Identity", "     ", false, Some(signs));
    check_doubt(&told(900, "识产O]ÿ"), &all, "识产\u{FFFD}\u{FFFD}\u{FFFD}", true);
    check(&told(900, "识产M@—"), &all, "识产M@—");
    check(&told(500, "abcde"), &all, "abcde");
    check(&sized(900, "Identity-H", "Identity", "知识产权局", true, Some("#$%’(")), &all, "知识产权局");
    // Codes that are numbers: none stands for a sign.
    check_doubt(&numbered(60), &shown("0102033A"), &"\u{FFFD}".repeat(4), true);
    check(&numbered(60), &shown("3A"), ":");
}

#[test]
fn radicals_and_ligatures() {
    let told = |signs: &str| embedded("Identity-H", "Identity", "abcde", false, Some(signs));
    check(&told("⽤⼾⻓"), &shown("000100020003"), "用户长");
    check(&told("oﬃce"), &shown("0001000200030004"), "office");
    check(&told("o|ffi|ce"), &shown("0001000200030004"), "office");
    // As Ghostscript rewrites them.
    check(&told("o|昀케|ce"), &shown("0001000200030004"), "office");
    check_doubt(&told("o|䈀萀|ce"), &shown("0001000200030004"), "o\u{FFFD}ce", true);
}

fn type3(names: &str, more: &str) -> Vec<String> {
    vec![
        format!(
            "<</Type/Font/Subtype/Type3/FontBBox[0 0 10 10]/FontMatrix[0.1 0 0 0.1 0 0]/FirstChar 65/LastChar 67/Widths[6 6 6]/CharProcs<</A 6 0 R/B 6 0 R/x 6 0 R/none 7 0 R>>/Encoding<</Type/Encoding/Differences[65{names}]>>{more}>>"
        ),
        stream("", "6 0 0 0 6 8 d1 0 0 6 8 re f"),
        stream("", "6 0 d0"),
        stream("", "1 beginbfchar <41> <77E5> endbfchar"),
    ]
}

#[test]
fn type_3_fonts() {
    let content = "BT /F 10 Tf 60 200 Td (AB) Tj ET";
    check(&type3("/A/B/x", ""), content, "AB");
    check(&type3("/A/B/x", "/ToUnicode 8 0 R"), content, "知B");
    check(&type3("/A/none/x", ""), content, "A");
    check_doubt(&type3("/A/g17/x", "").map_first("/x 6 0 R", "/g17 6 0 R"), content, "A\u{FFFD}", true);
}

trait MapFirst {
    fn map_first(self, from: &str, to: &str) -> Self;
}

impl MapFirst for Vec<String> {
    fn map_first(mut self, from: &str, to: &str) -> Self {
        self[0] = self[0].replace(from, to);
        self
    }
}

fn helvetica(form: &str) -> Vec<String> {
    vec![
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".into(),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 400 400]/Resources 3 0 R", form),
    ]
}

#[test]
fn forms_invisible_text_and_boldness() {
    check(&helvetica("BT /F 10 Tf 60 200 Td (in a form) Tj ET"), "/X Do", "in a form");
    check(&helvetica(""), "BT 3 Tr /F 10 Tf 60 200 Td (unseen) Tj ET", "unseen");
    check(&helvetica(""), "BT 2 Tr /F 10 Tf 60 200 Td (bold) Tj ET", "bold");
    check(&helvetica(""), "BT /F 10 Tf 60 200 Td (1100) Tj 0.3 0 Td (1100) Tj 0 0.2 Td (1100) Tj ET", "1100");
}

#[test]
fn actual_text() {
    let fonts = helvetica("");
    check(&fonts, "/Span<</ActualText(two)>>BDC BT /F 10 Tf 60 200 Td (xyz) Tj ET EMC", "two");
    check(&fonts, "/Span<</ActualText<FEFF77E58BC6>>>BDC BT /F 10 Tf 60 200 Td (xy) Tj ET EMC", "知识");
    check(
        &fonts,
        "BT /F 10 Tf 60 200 Td (ab) Tj /Span<</ActualText<FEFF00AD>>>BDC (-) Tj EMC 0 -12 Td (cd) Tj ET",
        "ab\ncd",
    );
    // Text drawn as shapes.
    check(&fonts, "/Span<</ActualText(A1)>>BDC 60 200 10 10 re f 72 200 m 80 200 l 76 210 l f EMC", "A1");
    // The outermost counts.
    check(
        &fonts,
        "/P<</ActualText(outer)>>BDC BT /F 10 Tf 60 200 Td (a) Tj /Span<</ActualText(q)>>BDC (b) Tj EMC ET EMC",
        "outer",
    );
    // A sequence that never ends.
    check(&fonts, "BT /F 10 Tf 60 200 Td (a) Tj ET /Span<</ActualText(q)>>BDC", "a");
}

#[test]
fn watermarks_and_seals() {
    let fonts = helvetica("q /G gs BT /F 60 Tf 60 180 Td (DRAFT) Tj ET Q");
    let text = "BT /F 10 Tf 60 200 Td (text) Tj ET";
    for watermark in [
        "/X Do",
        "/Artifact<</Type/Pagination/Subtype/Watermark>>BDC BT /F 20 Tf 60 180 Td (DRAFT) Tj ET EMC",
        "q 0.8 g BT /F 60 Tf 60 180 Td (DRAFT) Tj ET Q",
        "q 0.7 0.7 -0.7 0.7 80 120 cm BT /F 40 Tf (DRAFT) Tj ET Q",
        // A name around a circle: its top stands upright.
        "1 0 0 rg BT /F 14 Tf 0.9 0.4 -0.4 0.9 70 250 Tm (A) Tj 1 0 0 1 84 256 Tm (B) Tj 0.9 -0.4 0.4 0.9 98 252 Tm (C) Tj ET 0 g",
    ] {
        check(&fonts, &format!("{text} {watermark}"), "text");
        check(&fonts, &format!("{watermark} {text}"), "text");
    }
}

#[test]
fn wrapped_and_turned_text_in_a_cell() {
    let fonts = composite("UniGB-UCS2-H", "GB1", "");
    check(&fonts, "BT /F 10 Tf 60 200 Td <77E58BC64EA76743> Tj 0 -12 Td <5C40> Tj ET", "知识产权\n局");
    check(&fonts, "BT /F 10 Tf 0 1 -1 0 100 150 Tm <77E58BC6> Tj 0 -12 Td <4EA76743> Tj ET", "知识产权");
    check(&fonts, "BT /F 10 Tf 0 -1 1 0 100 250 Tm <77E58BC6> Tj 0 -12 Td <4EA76743> Tj ET", "知识产权");
}

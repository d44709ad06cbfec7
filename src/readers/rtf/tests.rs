//! Files as data: what stands after the head in, the text of blocks and grids out.

use proptest::prelude::*;

use super::read_bytes;
use crate::model::{document::Document, limits::Limits, trouble::TroubleKind};
use crate::readers::{
    Result,
    flowing::{budget::Budget, harness::render},
};

fn read(bytes: &[u8], limits: &Limits) -> Result<Document> {
    read_bytes(bytes, &mut Budget::new(*limits))
}

const HEAD: &str = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset0 Times;}{\f2\fcharset2 Wingdings;}{\f3\fcharset136 MingLiU;}{\f4 Other;}}{\colortbl;\red0;}{\stylesheet{\s0 Normal;}}{\info{\title x}}";

fn file(body: &str) -> Vec<u8> {
    format!("{HEAD}{body}}}").into_bytes()
}

#[track_caller]
fn check_bytes(bytes: &[u8], expected: &str) -> Document {
    let document = read(bytes, &Limits::default()).unwrap();
    assert_eq!(render(&document), expected);
    document
}

/// Reads a file with this body and compares what [`render`] makes of it.
#[track_caller]
fn check(body: &str, expected: &str) -> Document {
    check_bytes(&file(body), expected)
}

#[track_caller]
fn check_trouble(bytes: &[u8], limits: &Limits, kind: TroubleKind, part_of_reason: &str) {
    let trouble = read(bytes, limits).unwrap_err();
    assert_eq!(trouble.kind, kind, "{trouble}");
    assert!(trouble.reason.zh.contains(part_of_reason), "{trouble}");
}

/// A row whose cells end at these edges, defined before its cells.
fn row(edges: &[&str], cells: &[&str]) -> String {
    let edges: String = edges.iter().map(|edge| format!("{edge} ")).collect();
    let cells: String = cells.iter().map(|text| format!("\\pard\\intbl {text}\\cell")).collect();
    format!("\\trowd {edges}{cells}\\row")
}

#[test]
fn paragraphs() {
    check("", "");
    check(r"a\par b", "a / b");
    check(r"a\par\par b\par", "a /  / b");
    check("a\r\nb\\\nc", "ab / c");
    check(r"{\b a}{\i b}c", "abc");
    check(r"a\line b\tab c\page d\par\page e\page\par f", "a⏎b⇥c⏎d / e / f");
    check(r"a\~b\_c\-d\{\}\\", "a\u{A0}b-cd{}\\");
    check(r"\lquote a\rquote\ldblquote b\rdblquote\emdash\endash\bullet", "‘a’“b”—–•");
    check(r"a{\*\unheardof b}c\unheardof2 d", "acd");
    check(r"{\loch\*\cs7 a}", "a");
    check(r"a\sect b", "a / b");
    check_bytes(b"\xEF\xBB\xBF {\\rtf1 a\0b}}trash", "ab");
}

#[test]
fn encodings() {
    check(r"\'d6\'d0\'ce\'c4", "中文");
    check(r"\'d6\'d0a\'b9@", "中a笯");
    check(r"\f1 \'d6\'d0", "中");
    check(r"\f1 caf\'e9 ", "café ");
    check(r"\f3 \'a4\'a4\plain\'d6\'d0", "中中");
    check(r"\f4 \'d6\'d0{\f3\'a4\'a4}\'d6\'d0", "中中中");
    check(r"\f9 \'d6\'d0", "中");
    check(r"\f2 \'fe\'a8n\u-3842 ?", "☑□■☑");
    let raw = [HEAD.as_bytes(), b"\xD6\xD0\xB9\\\\\xCE\xC4}"].concat();
    check_bytes(&raw, "中筡文");
    check_bytes(b"{\\rtf1\\ansi \\'d6\\'d0}", "中");
    check_bytes(b"{\\rtf1\\ansi\\ansicpg1252 \\'d6\\'e9}", "Öé");
    check_bytes(b"{\\rtf1\\mac \\'8e}", "é");
    check_bytes(b"{\\rtf1\\pc \\'81}", "ü");
    check_bytes(b"{\\rtf1\\ansi\\ansicpg65001 \xE4\xB8\xAD}", "中");
    check_bytes(b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl\\f0\\fnil\\fcharset134 A;\\f1\\fnil\\cpg950 B;}\\f0\\'d6\\'d0\\f1\\'a4\\'a4}", "中中");
}

#[test]
fn unicode() {
    check(r"\u20013?\u25991\'3f", "中文");
    check(r"\uc0\u20013\u25991 a", "中文a");
    check(r"{\uc2\u20013\'d6\'d0}\u25991?a", "中文a");
    check(r"\u-10179 ?\u-9216 ?", "\u{1F400}");
    check(r"\u-10179 ?a\u-9216 ?", "\u{FFFD}a\u{FFFD}");
    check(r"\u8226\bullet a", "•a");
    check(r"a\u11?b\'09c\u7?\'01", "a⏎b⇥c");
    check(r"\u20013\par ab", "中 / ab");
    check(r"{\upr{\'d6}{\*\ud\u20013?}}a", "中a");
    check(r"\uc3\u20013 abcd{\u25991 x}", "中d文");
}

#[test]
fn what_is_not_seen() {
    check(r"a{\header b\par}{\footerr b}{\footnote c}{\*\annotation d}{\pict\bin2 }}}b", "ab");
    check(r"a{\pict 0102}{\*\shppict{\pict 01}}{\nonshppict{\pict 01}}b{\xe{\v x}}{\tc x}", "ab");
    check(r"a{\v b}c\v d\v0 e", "ace");
    check(r"a{\v\par}b", "ab");
    check(r"{\object\objemb{\*\objdata 00}{\result shown}}", "shown");
    check(r"{\field{\*\fldinst HYPERLINK x}{\fldrslt shown}}a", "showna");
    check(r"{\field{\*\fldinst IF {\field{\*\fldinst X}{\fldrslt no}}}{\fldrslt{\b yes}}}", "yes");
    check(r#"{\field{\*\fldinst SYMBOL 254 \\f "Wingdings"}{\fldrslt\f2}}a"#, "☑a");
    check(r#"{\field{\*\fldinst SYMBOL 254 \\f "Wingdings"}{\fldrslt\f2\'fe}}a"#, "☑a");
    let form = |props: &str| format!(r"{{\field{{\*\fldinst FORM {{\*\formfield{{{props}}}}}}}{{\fldrslt}}}}");
    check(&form(r"\fftype1\ffres25\ffdefres1"), "☑");
    check(&form(r"\fftype1\ffres0\ffdefres1"), "☐");
    check(&form(r"\fftype2\ffres1{\*\ffl a}{\*\ffl b}"), "b");
}

#[test]
fn tracked_changes() {
    let facts = check(r"a{\revised b}{\deleted c}d{\revised\deleted e}\par{\mvf f}{\mvt g}", "abd / g").facts;
    assert_eq!((facts.insertions, facts.deletions), (2, 3));
    check(r"a{\deleted b\par}c\par", "ac");
    let gone = r"\trowd\cellx100\cellx200\pard\intbl{\deleted a\cell b\cell}\row";
    check(&(row(&[r"\cellx100", r"\cellx200"], &["x", "y"]) + gone), "[0:x|1:y]");
}

#[test]
fn text_boxes() {
    let shape = |text: &str| {
        format!(
            r"{{\shp{{\*\shpinst{{\sp{{\sn a}}{{\sv 1}}}}{{\shptxt {text}}}}}{{\shprslt{{\*\do{{\dptxbxtext twice\par}}}}}}}}"
        )
    };
    check(&format!(r"{}a\par b", shape(r"box\par")), "a / box / b");
    check(r"{\*\do\dptxbx{\dptxbxtext box\par}}a\par", "a / box");
    check(&format!(r"a{{\v {}}}\par", shape(r"box\par")), "a");
    check(&format!(r"a{}\par", shape(r"\par")), "a");
    check(&format!(r"a{}\par", shape(&row(&[r"\cellx100"], &["x"]))), "a / [0:x]");
    check(&row(&[r"\cellx900", r"\cellx1800"], &[&format!("a{}", shape("b")), "c"]), "[0:a⏎b|1:c]");
}

#[test]
fn tables() {
    check(&(row(&[r"\cellx900", r"\cellx1800"], &["a", r"b\par c"]) + r"\pard d"), "[0:a|1:b⏎c] / d");
    // The definition after the cells, as Word repeats it: the last one counts.
    let both = r"\trowd\cellx900\pard\intbl a\cell b\cell{\trowd\cellx900\cellx1800\row}";
    check(both, "[0:a|1:b]");
    let edges = |edges: &[&'static str], cells: &[&str]| row(edges, cells);
    check(
        &(edges(&[r"\cellx900", r"\cellx1800", r"\cellx2700"], &["a", "b", "c"])
            + &edges(&[r"\cellx1810", r"\cellx2695"], &["d", "e"])),
        "[0:a|1:b|2:c ; 0:d@1x2|2:e]",
    );
    check(
        &(edges(&[r"\clvmgf\cellx900", r"\cellx1800"], &["a", "b"])
            + &edges(&[r"\clvmrg\cellx900", r"\cellx1800"], &["x", "c"])),
        "[0:a@2x1|1:b ; 1:c]",
    );
    check(&edges(&[r"\clmgf\cellx900", r"\clmrg\cellx1800", r"\cellx2700"], &["a", "", "b"]), "[0:a@1x2|2:b]");
    check(&edges(&[r"\trhdr\cellx900"], &["a"]), "[0:#a]");
    check(
        &(edges(&[r"\cellx900", r"\cellx1800"], &["a", "b"]) + &edges(&[r"\trleft900\cellx1800"], &["c"])),
        "[0:a|1:b ; 1:c]",
    );
    // One table ends and another begins.
    let first = edges(&[r"\irow0\lastrow\cellx900"], &["a"]);
    check(&(first.clone() + &first), "[0:a] / [0:a]");
    check(&(first.clone() + r"\pard\par" + &first), "[0:a] /  / [0:a]");
}

#[test]
fn tables_as_they_should_not_be() {
    check(r"\pard\intbl a\cell b\cell\row\pard", "[0:a|1:b]");
    check(r"\trowd\cellx900\cellx1800\pard\intbl a\cell b\cell\row a\cell b\cell\row", "[0:a|1:b ; 0:a|1:b]");
    check(r"\trowd\cellx900\cellx1800 a\cell b\cell\row c", "[0:a|1:b] / c");
    check(r"\trowd\cellx900\cellx1800 a\cell b\cell\pard c\par", "[0:a|1:b] / c");
    check(r"\trowd\cellx900\cellx1800\intbl a\cell b\row", "[0:a|1:b]");
    check(r"\trowd\cellx900\intbl a\cell b\cell\row", "[0:a|1:b]");
    check(r"\trowd\cellx900\cellx1800\intbl a\cell\row", "[0:a|1:]");
    check(r"\trowd\cellx0\cellx0\intbl a\cell b\cell\row", "[0:a|1:b]");
    check(r"\pard\intbl a\par\pard b\par", "a / b");
    check(r"\row\nestrow\cell\row", "[0:]");
    check(r"\trowd\cellx900\intbl a\cell", "[0:a]");
}

#[test]
fn nested_tables() {
    let props = r"{\*\nesttableprops\trowd\cellx400\cellx800\nestrow}{\nonesttables\par}";
    let inner = format!(r"\pard\intbl\itap2 x\nestcell y\nestcell{props}");
    let outer = format!(r"\trowd\cellx900\cellx1800\pard\intbl a\par{inner}\pard\intbl b\cell c\cell\row\pard d");
    check(&outer, "[0:a⏎x⇥y⏎b [0:x|1:y]|1:c] / d");
    let deep = r"\pard\intbl\itap3 x\nestcell{\*\nesttableprops\trowd\cellx9\nestrow}\pard\intbl\itap2 y\nestcell{\*\nesttableprops\trowd\cellx9\nestrow}\pard\intbl z\cell\row";
    check(deep, "[0:x⏎y⏎z [0:x⏎y [0:x]]]");
}

const LISTS: &str = r"{\*\listtable{\list{\listlevel\levelnfc39\levelnfcn39\levelfollow2\levelstartat3{\leveltext\'02\'00\u12289 ?;}{\levelnumbers\'01;}}{\listlevel\levelnfc0\levelfollow1\levellegal1{\leveltext\'03\'00.\'01;}}\listid7}{\list{\listlevel\levelnfc23{\leveltext\'01\u-3913 ?;}}\listid8}}{\*\listoverridetable{\listoverride\listid7\listoverridecount0\ls1}{\listoverride\listid8\ls2}{\listoverride\listid7{\lfolevel\listoverridestartat\levelstartat9}\ls3}}";

#[test]
fn list_numbers() {
    check(r"{\listtext\pard\plain 1.\tab}\ls1 a\par", "1.a");
    check(r"{\pntext\tab 1) }a\par", "1) a");
    check(r"{\pntext\f2 l\tab}a\par{\pntext\'a1\'a4\tab}b\par", "a / b");
    check(r"{\pntext o\tab}{\*\pn\pnlvlblt\pnf1}a\par", "a");
    check(
        &format!(r"{LISTS}\ls1 a\par b\par\ilvl1 c\par\ls0 d\par\ls2 e\par\ls3\ilvl0 f"),
        "三、a / 四、b / 4.0 c / d / e / 九、f",
    );
    check(
        &format!(r"{LISTS}\ls2{{\listtext o\tab}}a\par\pard\ls1{{\listtext 5\tab}}b\par\pard\ls1 c"),
        "a / 5b / 四、c",
    );
    check(r"\ls9 a{\leveltext b}", "a");
    let mark = r"{\*\listtable{\list{\listlevel\levelnfc0{\leveltext\'01\u8226 ?;}}\listid7}}{\*\listoverridetable{\listoverride\listid7\ls1}}";
    check(&format!(r"{mark}{{\listtext 1.\tab}}\ls1 a\par b\par"), "a / b");
}

#[test]
fn web_pages_in_rtf() {
    check(
        r"\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 a{\*\htmltag84 &nbsp;}\htmlrtf \'20\htmlrtf0 b\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}{\*\mhtmltag <p>}c",
        "a b / c",
    );
}

#[test]
fn damaged_files() {
    let whole = String::from_utf8(file(&(r"a\par".to_string() + &row(&[r"\cellx900"], &["{a}"])))).unwrap();
    for length in HEAD.len()..whole.len() - 1 {
        let _ = read(&whole.as_bytes()[..length], &Limits::default());
    }
    check_bytes(&whole.as_bytes()[..whole.len() - 1], "a / [0:a]");
    let unreadable = |bytes: &[u8], reason| check_trouble(bytes, &Limits::default(), TroubleKind::Unreadable, reason);
    unreadable(&whole.as_bytes()[..whole.len() - 4], "中断");
    unreadable(b"{\\rtf1{\\fonttbl", "中断");
    unreadable(b"{\\rt", "不是 RTF");
    unreadable(b"", "不是 RTF");
}

#[test]
fn limits_are_met() {
    let limits = Limits::default;
    let check = |body: &str, limits: Limits, reason: &str| {
        check_trouble(&file(body), &limits, TroubleKind::LimitExceeded, reason);
    };
    check(&"{".repeat(100_000), limits(), "嵌套");
    check(r"\pard\intbl\itap2000000000 a\nestcell", limits(), "表格嵌套");
    check(&r"\par".repeat(11), Limits { cells: 10, ..limits() }, "段落");
    check(&format!(r"\trowd{}{}", r"\cellx9".repeat(600), r"\cell\row".repeat(2000)), limits(), "单元格");
    let edges: String =
        (0..1100).map(|n| format!(r"\trowd\trleft{0}\cellx{1}\cell\row", n * 200, n * 200 + 100)).collect();
    check(&edges, limits(), "列");
    check(&format!(r"{{\*\listtable{}}}", r"{\list}".repeat(50_001)), limits(), "列表编号");
}

/// A file with a little of everything.
fn sample() -> Vec<u8> {
    let body = [
        LISTS.to_string(),
        r"\ls1 a\par\u-10179?\u-9216?\'d6\'d0{\field{\*\fldinst SYMBOL 254}{\fldrslt}}\par".into(),
        row(&[r"\clvmgf\cellx900", r"\clmgf\cellx1800", r"\clmrg\cellx2700"], &["a", "b", ""]),
        r"\pard\intbl\itap2 x\nestcell{\*\nesttableprops\trowd\cellx9\nestrow}\pard\intbl y\cell\row".into(),
        r"{\shp{\*\shpinst{\shptxt box\par}}}{\revised c}{\deleted d\par}{\upr{x}{\*\ud y}}\pard e".into(),
    ];
    file(&body.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_edits_make_it_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), 0..4u8, any::<u8>(), 0..60usize), 1..6)) {
        let mut bytes = sample();
        for (at, how, byte, length) in edits {
            let at = at.index(bytes.len());
            let end = (at + length).min(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => { bytes.drain(at..end); }
                2 => { let piece = bytes[at..end].to_vec(); bytes.splice(at..at, piece); }
                _ => { let piece = bytes[at..end].to_vec(); bytes.extend(piece); }
            }
            if bytes.is_empty() { break; }
        }
        let _ = read(&bytes, &Limits::default());
    }

    #[test]
    fn no_words_make_it_panic(words in prop::collection::vec((prop::sample::select(vec![
        "{", "}", "\\par", "\\cell", "\\row", "\\nestcell", "\\nestrow", "\\intbl", "\\itap2", "\\itap3", "\\trowd", "\\cellx9", "\\cellx2147483647",
        "\\trleft-2147483648", "\\pard", "{\\*\\nesttableprops", "{\\shp{\\*\\shpinst{\\shptxt", "{\\field{\\*\\fldinst", "{\\fldrslt", "\\u-9000", "\\'d6",
        "{\\listtext", "\\ls1", "{\\upr", "{\\*\\ud", "\\deleted", "\\v", "\\plain", "\\clvmrg", "\\clmrg", "\\lastrow", "\\irow0", "\\bin1", "{\\*\\formfield",
        "\\fftype2", "{\\*\\ffl", "{\\leveltext", "\\listlevel", "{\\*\\listtable", "\\list", "\\f2", "\\page", "x",
    ]), 0..2u8), 0..80)) {
        let body: String = words.iter().map(|(word, blank)| format!("{word}{}", if *blank > 0 { " " } else { "" })).collect();
        let _ = read(&file(&body), &Limits::default());
        let _ = read(format!("{HEAD}{body}{}", "}".repeat(200)).as_bytes(), &Limits::default());
    }
}

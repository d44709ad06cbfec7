//! Spreadsheets written here.

use proptest::prelude::*;

use super::*;
use crate::{model::trouble::TroubleKind, readers::docx::tests::render};

/// A workbook of these sheets, each with its name and the XML of its rows.
fn workbook(sheets: &[(&str, &str)]) -> String {
    let sheets: String = sheets
        .iter()
        .map(|(name, rows)| {
            format!("<Worksheet ss:Name=\"{name}\"><Table><Column ss:Width=\"9\"/>{rows}</Table></Worksheet>")
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook \
         xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Styles><Style ss:ID=\"Default\"/>\
         <Style ss:ID=\"m\"><NumberFormat ss:Format=\"0.00\"/></Style><Style ss:ID=\"n\" ss:Parent=\"m\"/></Styles>{sheets}</Workbook>"
    )
}

fn s(attributes: &str, text: &str) -> String {
    format!("<Cell {attributes}><Data ss:Type=\"String\">{text}</Data></Cell>")
}

fn row(cells: &[String]) -> String {
    format!("<Row>{}</Row>", cells.concat())
}

fn read_text(text: &str, limits: Limits) -> Result<Document> {
    read(text.as_bytes(), &mut Budget::new(limits))
}

#[track_caller]
fn check_book(text: &str, expected: &str) {
    assert_eq!(render(&read_text(text, Limits::default()).unwrap()), expected);
}

#[track_caller]
fn check(rows: &str, expected: &str) {
    check_book(&workbook(&[("表", rows)]), expected);
}

#[test]
fn cells_and_merges() {
    check(&row(&[s("", "a"), s("", "b &amp; c")]), "[0:a|1:b & c]");
    check(&row(&[s("ss:MergeAcross=\"1\"", "a"), s("", "b")]), "[0:a@1x2|2:b]");
    let rows = row(&[s("ss:MergeDown=\"1\"", "a"), s("", "b")]) + &row(&[s("ss:Index=\"2\"", "c")]);
    check(&rows, "[0:a@2x1|1:b ; 1:c]");
    let rows = row(&[s("ss:MergeDown=\"1\"", "a"), s("", "b")]) + &row(&[s("", "c")]);
    check(&rows, "[0:a@2x1|1:b ; 1:c]");
    let gaps = row(&[s("", "a"), s("ss:Index=\"3\"", "b")]) + &format!("<Row ss:Index=\"3\">{}</Row>", s("", "c"));
    check(&gaps, "[0:a|2:b ;  ; 0:c]");
    check(&(row(&[s("ss:Index=\"2\"", "")]) + &row(&[s("ss:Index=\"3\"", "a")])), "[0:a]");
    check(&(row(&[s("", "a")]) + "<Row/><Row ss:Index=\"1048576\"/>"), "[0:a]");
    // A cell that a merge covers, and one that is out of order.
    let rows = row(&[s("ss:MergeDown=\"1\"", "a")]) + &row(&[s("ss:Index=\"1\"", "x"), s("", "b")]);
    check(&rows, "[0:a@2x1 ; 1:x|2:b]");
    check(&row(&[s("ss:Index=\"3\"", "a"), s("ss:Index=\"1\"", "b")]), "[0:a|1:b]");
    check("<Row ss:Hidden=\"1\"><Cell><Data>a</Data></Cell></Row>", "[0:a]");
}

#[test]
fn texts_and_numbers() {
    let number = |style: &str| format!("<Row><Cell{style}><Data ss:Type=\"Number\">12.5</Data></Cell></Row>");
    check(&number(""), "[0:12.5]");
    check(&number(" ss:StyleID=\"m\""), "[0:12.50]");
    check(&number(" ss:StyleID=\"n\""), "[0:12.50]");
    check(&number(" ss:Formula=\"=A1\" ss:StyleID=\"none\""), "[0:12.5]");
    check("<Row ss:StyleID=\"m\"><Cell><Data ss:Type=\"Number\">1</Data></Cell></Row>", "[0:1.00]");
    let rich = "<Row><Cell><ss:Data ss:Type=\"String\" xmlns=\"http://www.w3.org/TR/REC-html40\">a<B>b</B><Font>&#10;c</Font></ss:Data>\
                <Comment><ss:Data>x</ss:Data></Comment><NamedCell/></Cell></Row>";
    check(rich, "[0:ab⏎c]");
    check("<Row><Cell><Data ss:Type=\"String\">a\r\nb</Data></Cell></Row>", "[0:a⏎b]");
}

#[test]
fn sheets_by_name() {
    let a = row(&[s("", "a")]);
    check_book(&workbook(&[("一", &a), ("空", ""), ("二", &a)]), "一 / [0:a] / 二 / [0:a]");
    let gbk = workbook(&[("表", &row(&[s("", "中")]))])
        .replace("<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"GB2312\"?>");
    let document = read(&encoding_rs::GBK.encode(&gbk).0, &mut Budget::new(Limits::default())).unwrap();
    assert_eq!(render(&document), "[0:中]");
}

#[test]
fn limits_hold() {
    let corners = row(&[s("", "a")]) + &format!("<Row ss:Index=\"1048576\">{}</Row>", s("ss:Index=\"16384\"", "b"));
    let trouble = read_text(&workbook(&[("表", &corners)]), Limits::default()).unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::LimitExceeded);
    check(&row(&[s("ss:MergeAcross=\"999999999999\" ss:MergeDown=\"99999999\"", "a")]), "[0:a]");
    check(&(row(&[s("ss:Index=\"-1\"", "a"), s("ss:Index=\"0\"", "b")])), "[0:a|1:b]");
    assert!(read_text("<Workbook/>", Limits::default()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_books_never_panic(at in 0_usize..2000, byte in any::<u8>(), cut in 0_usize..2000) {
        let rows = row(&[s("ss:MergeDown=\"1\" ss:Index=\"2\"", "a"), s("ss:StyleID=\"m\"", "b")]);
        let mut bytes = workbook(&[("表", &rows)]).into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        bytes.truncate(cut.max(at));
        let _ = read(&bytes, &mut Budget::new(Limits::default()));
    }
}

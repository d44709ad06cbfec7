//! Spreadsheets written here.

use proptest::prelude::*;

use super::{super::tests::shown, *};
use crate::model::{
    document::{Block, Document, Span},
    limits::Limits,
    trouble::TroubleKind,
};

/// A workbook of these sheets, each with its name and its content.
fn book(sheets: &[(&str, &str)]) -> String {
    let sheets: String =
        sheets.iter().map(|(name, content)| format!("<Worksheet ss:Name=\"{name}\">{content}</Worksheet>")).collect();
    format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook \
         xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Styles><Style ss:ID=\"Default\"><NumberFormat/></Style>\
         <Style ss:ID=\"m\"><NumberFormat ss:Format=\"0.00\"/></Style><Style ss:ID=\"n\" ss:Parent=\"m\"/>\
         <Style ss:ID=\"g\" ss:Parent=\"m\"><NumberFormat/></Style><Style ss:ID=\"b\"><Borders><Border \
         ss:Position=\"Bottom\" ss:LineStyle=\"Continuous\"/></Borders></Style></Styles>{sheets}</Workbook>"
    )
}

fn one(rows: &str) -> String {
    book(&[("Sheet1", &format!("<Table><Column ss:Width=\"9\"/>{rows}</Table>"))])
}

fn s(attributes: &str, text: &str) -> String {
    format!("<Cell {attributes}><Data ss:Type=\"String\">{text}</Data></Cell>")
}

fn row(cells: &[String]) -> String {
    format!("<Row>{}</Row>", cells.concat())
}

fn read_text(text: &str) -> Result<Document> {
    super::super::read(text.as_bytes(), &Limits::default(), read)
}

#[track_caller]
fn check_book(text: &str, expected: &[&str]) {
    assert_eq!(shown(&read_text(text).unwrap()), expected);
}

#[track_caller]
fn check(rows: &str, expected: &[&str]) {
    check_book(&one(rows), expected);
}

#[test]
fn cells_and_merges() {
    let below = row(&[s("", "x"), s("", "y"), s("", "z")]);
    check(&row(&[s("", "a"), s("", "b &amp; c")]), &["[Sheet1!A1 1x2]", "a|b & c"]);
    let rows = row(&[s("ss:MergeAcross=\"1\"", "a"), s("", "b")]) + &below;
    check(&rows, &["[Sheet1!A1 2x3]", "a*1x2|/|b", "x|y|z"]);
    let rows = row(&[s("ss:MergeDown=\"1\"", "a"), s("", "b")]) + &row(&[s("ss:Index=\"2\"", "c")]);
    check(&rows, &["[Sheet1!A1 2x2]", "a*2x1|b", "/|c"]);
    let rows = row(&[s("ss:MergeDown=\"1\"", "a"), s("", "b")]) + &row(&[s("", "c")]);
    check(&rows, &["[Sheet1!A1 2x2]", "a*2x1|b", "/|c"]);
    let gaps = format!("{below}<Row ss:Index=\"3\">{}{}</Row>", s("", "a"), s("ss:Index=\"3\"", "b"));
    check(&gaps, &["[Sheet1!A1 1x3]", "x|y|z", "[Sheet1!A3 1x3]", "a|/|b"]);
    check(&format!("<Row ss:Span=\"1\"/>{below}"), &["[Sheet1!A3 1x3]", "x|y|z"]);
    check(&(row(&[s("ss:Index=\"2\"", "")]) + &row(&[s("ss:Index=\"3\"", "a")])), &["a"]);
    check(&(row(&[s("", "a")]) + "<Row/><Row ss:Index=\"1048576\"/>"), &["a"]);
    // A cell that a merge covers, and one that is out of order.
    let rows = row(&[s("ss:MergeDown=\"1\"", "a"), s("", "b")]) + &row(&[s("ss:Index=\"1\"", "x"), s("", "y")]);
    check(&rows, &["[Sheet1!A1 2x3]", "a*2x1|b|/", "/|x|y"]);
    check(&row(&[s("ss:Index=\"3\"", "a"), s("ss:Index=\"1\"", "b")]), &["[Sheet1!C1 1x2]", "a|b"]);
    // A merge across what comes from above is cut back.
    let rows = row(&[s("", "a"), s("ss:MergeDown=\"1\"", "b"), s("", "c")])
        + &row(&[s("ss:MergeAcross=\"2\"", "d"), s("", "e")])
        + &below;
    check(&rows, &["[Sheet1!A1 3x3]", "a|b*2x1|c", "d|/|e", "x|y|z"]);
}

#[test]
fn texts_and_numbers() {
    let cells = |cells: &str, expected: &str| {
        let rows = format!("<Row>{}{}</Row><Row>{cells}</Row>", s("", "甲"), s("", "乙"));
        assert_eq!(shown(&read_text(&one(&rows)).unwrap()).last().unwrap(), expected, "{cells}");
    };
    let number = |style: &str| format!("<Cell{style}><Data ss:Type=\"Number\">12.5</Data></Cell>");
    cells(&(number("") + &number(" ss:StyleID=\"m\"")), "12.5|12.50");
    cells(&(number(" ss:StyleID=\"n\"") + &number(" ss:StyleID=\"g\"")), "12.50|12.5");
    cells(&(number(" ss:Formula=\"=A1\" ss:StyleID=\"none\"") + &number("")), "12.5|12.5");
    let data = |kind: &str, text: &str| format!("<Cell><Data ss:Type=\"{kind}\">{text}</Data></Cell>");
    cells(&(data("Boolean", "1") + &data("Error", "#N/A")), "TRUE|#N/A");
    cells(&(data("Number", "x") + "<Cell><Data>a</Data></Cell>"), "x|a");
    cells(&(data("String", "007") + &data("String", "a\r\nb")), "007|a⏎b");
    cells(&data("DateTime", "2024-03-01T00:00:00.000"), "2024-03-01|/");
    cells(&data("DateTime", "2024-03-01T08:05:00.000"), "2024-03-01T08:05:00.000|/");
    let rich = "<Cell><ss:Data ss:Type=\"String\" xmlns=\"http://www.w3.org/TR/REC-html40\">a<B>b</B><Font>&#10;c</Font></ss:Data>\
                <Comment><ss:Data>x</ss:Data></Comment><NamedCell/></Cell>";
    cells(rich, "ab⏎c|/");
}

#[test]
fn styles_of_rows_and_columns() {
    let cells = "<Cell><Data ss:Type=\"Number\">1</Data></Cell>".repeat(3);
    let own = "<Cell ss:StyleID=\"g\"><Data ss:Type=\"Number\">1</Data></Cell>".repeat(3);
    let row = format!("<Row>{cells}</Row>");
    check(
        &format!("<Row ss:StyleID=\"m\">{cells}</Row><Row ss:StyleID=\"m\">{own}</Row>"),
        &["[Sheet1!A1 2x3]", "1.00|1.00|1.00", "1|1|1"],
    );
    check(&format!("<Column ss:StyleID=\"m\"/>{row}"), &["[Sheet1!A1 1x3]", "1|1.00|1"]);
    check(
        &format!("<Column ss:Index=\"2\" ss:Span=\"1\" ss:StyleID=\"m\"/>{row}"),
        &["[Sheet1!A1 1x3]", "1|1.00|1.00"],
    );
}

#[test]
fn formats_by_code_and_name() {
    let check = |kind: &str, text: &str, code: &str, expected: &str| {
        let code = code.replace('"', "&quot;");
        let rows = format!("<Row><Cell ss:StyleID=\"f\"><Data ss:Type=\"{kind}\">{text}</Data></Cell></Row>");
        let style = format!("<Style ss:ID=\"f\"><NumberFormat ss:Format=\"{code}\"/></Style></Styles>");
        let text = one(&rows).replace("</Styles>", &style);
        assert_eq!(shown(&read_text(&text).unwrap()), [expected], "{kind} {code}");
    };
    check("Number", "12.5", "General", "12.5");
    check("Number", "0.30000000000000004", "General", "0.3");
    check("Number", "100", "General Number", "100");
    check("Number", "-0", "General", "0");
    check("Number", "12.5", "Fixed", "12.50");
    check("Number", "1234567.891", "#,##0.00", "1,234,567.89");
    check("Number", "-1234.5", "Standard", "-1,234.50");
    check("Number", "0.125", "0.0%", "12.5%");
    check("Number", "0.125", "Percent", "12.50%");
    check("Number", "1234.5", "Scientific", "1.23E+03");
    check("Number", "-1234.5", "Currency", "¥-1,234.50");
    check("Number", "1234.5", "Euro Currency", "€1,234.50");
    check("Number", "1", "Yes/No", "Yes");
    check("Number", "0", "Yes/No", "No");
    check("Number", "-1", "True/False", "True");
    check("Number", "0", "On/Off", "Off");
    check("Number", "1.005", "0.00", "1.01");
    check("Number", "30", "0\"万元\"", "30万元");
    check("Number", "30", "0.00_);\\(0.00\\)", "30.00");
    check("Number", "-30", "0.00_);\\(0.00\\)", "(30.00)");
    check("Number", "30", "[$￥-804]#,##0", "￥30");
    check("Number", "30", "\"¥\"#,##0.00;[Red]\"¥\"\\-#,##0.00", "¥30.00");
    check("Number", "x", "0.00", "x");
    check("Number", "45352", "Short Date", "2024/3/1");
    check("String", "007", "0", "007");
    check("String", "甲", "@\"级\"", "甲级");
    check("Boolean", "1", "General", "TRUE");
    check("DateTime", "2024-03-01T00:00:00.000", "yyyy\"年\"m\"月\"d\"日\"", "2024年3月1日");
    check("DateTime", "2024-03-01T08:05:00.000", "yyyy/mm/dd\\ hh:mm", "2024/03/01 08:05");
    check("DateTime", "2024-03-01T08:05:00.000", "General Date", "2024/3/1 8:05");
    check("DateTime", "2024-03-01T00:00:00.000", "Short Date", "2024/3/1");
    check("DateTime", "2024-03-01T00:00:00.000", "Medium Date", "1-Mar-24");
    check("DateTime", "2024-03-01T00:00:00.000", "Long Date", "2024年3月1日");
    check("DateTime", "1899-12-31T18:05:09.000", "Short Time", "18:05");
    check("DateTime", "1899-12-31T18:05:09.000", "Medium Time", "6:05 PM");
    check("DateTime", "1899-12-31T18:05:09.000", "Long Time", "6:05:09 PM");
    check("DateTime", "nonsense", "Short Date", "nonsense");
}

#[test]
fn days_count_from_1904_where_said() {
    let style = "<Style ss:ID=\"d\"><NumberFormat ss:Format=\"Short Date\"/></Style></Styles>";
    let cell = |kind: &str, text: &str| format!("<Cell ss:StyleID=\"d\"><Data ss:Type=\"{kind}\">{text}</Data></Cell>");
    let text = one(&row(&[cell("Number", "43890"), cell("DateTime", "2024-03-01")]))
        .replace("<Styles>", "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook><Styles>")
        .replace("</Styles>", style);
    check_book(&text, &["[Sheet1!A1 1x2]", "2024/3/1|2024/3/1"]);
}

#[test]
fn borders_tell_tables_apart() {
    let b = "ss:StyleID=\"b\"";
    let rows = row(&[s(b, "a"), s(b, "b")])
        + &row(&[s("ss:StyleID=\"b\" ss:MergeAcross=\"1\" ss:MergeDown=\"1\"", "")])
        + "<Row/>"
        + &row(&[s(b, "1"), s(b, "2")])
        + &row(&[s("", "填报人：甲")]);
    check(&rows, &["[Sheet1!A1 4x2]", "a|b", "*2x2|/", "/|/", "1|2", "填报人：甲"]);
}

#[test]
fn sheets_by_name() {
    let table = format!("<Table>{}</Table>", row(&[s("", "a"), s("", "b")]));
    let hidden = |kind: &str| format!("{table}<x:WorksheetOptions><x:Visible>{kind}</x:Visible></x:WorksheetOptions>");
    let text =
        book(&[("一", &table), ("空", ""), ("二", &hidden("SheetVeryHidden")), ("Sheet4", &hidden("SheetHidden"))]);
    let document = read_text(&text).unwrap();
    let expected = ["一", "[一!A1 1x2]", "a|b", "二", "[二!A1 1x2]", "a|b", "[Sheet4!A1 1x2]", "a|b"];
    assert_eq!(shown(&document), expected);
    let hidden: Vec<(&str, bool)> =
        document.facts.hidden.iter().map(|part| (part.sheet.as_str(), part.whole)).collect();
    assert_eq!(hidden, [("二", true), ("Sheet4", true)]);
    let gbk =
        one(&row(&[s("", "中")])).replace("<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"GB2312\"?>");
    let document = super::super::read(&encoding_rs::GBK.encode(&gbk).0, &Limits::default(), read).unwrap();
    assert_eq!(shown(&document), ["中"]);
}

#[test]
fn hidden_rows_and_columns_and_headers() {
    let cells = s("", "a") + &s("", "b") + &s("", "c");
    let content = format!(
        "<Names><NamedRange ss:Name=\"Print_Titles\" ss:RefersTo=\"=表!C1,表!R1:R2\"/></Names><Table><Column/>\
         <Column ss:Index=\"2\" ss:Hidden=\"1\" ss:Span=\"1\"/><Row>{cells}</Row><Row ss:Hidden=\"1\">{cells}</Row>\
         <Row ss:Height=\"0\">{cells}</Row><Row>{cells}</Row><Row ss:Hidden=\"1\" ss:Span=\"9\"/></Table>"
    );
    let document = read_text(&book(&[("表", &content)])).unwrap();
    assert_eq!(shown(&document), ["表", "[表!A1 4x3]", "a|b|c", "a|b|c", "a|b|c", "a|b|c"]);
    let Some(Block::Table(table)) = document.blocks.get(1) else { panic!("a table") };
    assert!(table.cells.iter().all(|cell| cell.header == (cell.row < 2)));
    let [part] = &document.facts.hidden[..] else { panic!("one hidden part") };
    assert!(!part.whole && part.rows == [Span { first: 2, last: 3 }] && part.columns == [Span { first: 2, last: 3 }]);
    for (formula, rows) in
        [("=A!R4", Some((3, 3))), ("='a b'!R1:R3", Some((0, 2))), ("=A!C1:C2", None), ("=A!R1C1", None)]
    {
        assert_eq!(printed_rows(formula), rows, "{formula}");
    }
}

#[test]
fn limits_hold() {
    let corners = row(&[s("ss:MergeDown=\"1048575\"", "a")])
        + &format!("<Row ss:Index=\"1048576\">{}</Row>", s("ss:Index=\"16384\"", "b"));
    assert_eq!(read_text(&one(&corners)).unwrap_err().kind, TroubleKind::LimitExceeded);
    check(&row(&[s("ss:MergeAcross=\"999999999999\" ss:MergeDown=\"99999999\"", "a")]), &["a"]);
    check(&row(&[s("ss:Index=\"-1\"", "a"), s("ss:Index=\"0\"", "b")]), &["[Sheet1!A1 1x2]", "a|b"]);
    check("<Row ss:Index=\"1048576\" ss:Span=\"9\"/><Row><Cell><Data>a</Data></Cell></Row>", &[]);
    // Merged cells over all columns, again and again.
    let rows = "<Row><Cell ss:StyleID=\"b\" ss:MergeAcross=\"16383\" ss:MergeDown=\"1\"/></Row><Row/>".repeat(5000);
    check(&rows, &[]);
    assert_eq!(read_text("<Workbook/>").unwrap_err().kind, TroubleKind::Unreadable);
    assert_eq!(read_text(&book(&[])).unwrap_err().kind, TroubleKind::Unreadable);
    assert_eq!(read_text(&one("<Row>")).unwrap_err().kind, TroubleKind::Unreadable);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_books_never_panic(at in 0_usize..3000, byte in any::<u8>(), cut in 0_usize..3000) {
        let rows = "<Column ss:Span=\"1\" ss:Hidden=\"1\"/>".to_owned()
            + &row(&[s("ss:MergeDown=\"1\" ss:Index=\"2\"", "a"), s("ss:StyleID=\"m\"", "b")])
            + &row(&[s("ss:MergeAcross=\"2\" ss:StyleID=\"b\"", "c")]);
        let mut bytes = one(&rows).into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = super::super::read(&bytes, &Limits::default(), read);
        bytes.truncate(cut.max(at));
        let _ = super::super::read(&bytes, &Limits::default(), read);
    }
}

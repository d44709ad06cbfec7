use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    sheet::{Area, Content, Sheet, area, place},
    *,
};
use crate::model::{
    document::Span,
    trouble::{Trouble, TroubleKind},
};

/// Blocks as lines: a paragraph as its text, a table as its place and size, then its rows. A spanning
/// cell says how far; a `/` stands where the grid has no cell.
pub(super) fn shown(document: &Document) -> Vec<String> {
    let mut lines = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => lines.push(paragraph.text.replace('\t', " → ").replace('\n', "⏎")),
            Block::Table(table) => {
                let place = table.sheet.as_ref().map(|sheet| sheet.address(0)).unwrap_or_default();
                lines.push(format!("[{place} {}x{}]", table.rows, table.columns));
                for row in 0..table.rows {
                    let cells: Vec<String> = (0..table.columns)
                        .map(|column| {
                            let cell = table.cells.iter().find(|cell| cell.row == row && cell.column == column);
                            cell.map_or("/".to_owned(), |cell| {
                                let spans = match (cell.row_span, cell.column_span) {
                                    (1, 1) => String::new(),
                                    (down, across) => format!("*{down}x{across}"),
                                };
                                format!("{}{spans}", cell.text.replace('\n', "⏎"))
                            })
                        })
                        .collect();
                    lines.push(cells.join("|"));
                }
            }
        }
    }
    lines
}

/// A sheet from lines with cells parted by `|`: `#` draws a border, `甲*3` merges three across, `甲*2v`
/// two down.
fn drawn(lines: &[&str]) -> Sheet {
    let mut sheet = Sheet { name: "Sheet1".into(), ..Sheet::default() };
    let budget = Budget::new(Limits::default());
    for (row, line) in (0..).zip(lines) {
        for (column, text) in (0..).zip(line.split('|')) {
            let (bordered, text) = text.strip_prefix('#').map_or((false, text), |text| (true, text));
            let (text, span) = text.split_once('*').unwrap_or((text, ""));
            if let Some(down) = span.strip_suffix('v') {
                let bottom = row + down.parse::<u32>().unwrap() - 1;
                sheet.add_merge(Area { top: row, left: column, bottom, right: column });
            } else if let Ok(across) = span.parse::<u32>() {
                sheet.add_merge(Area { top: row, left: column, bottom: row, right: column + across - 1 });
            }
            let content = Content { row, column, text: text.into(), is_number: text.parse::<f64>().is_ok() };
            sheet.add(content, bordered, &budget).unwrap();
        }
    }
    sheet
}

#[track_caller]
fn check(lines: &[&str], expected: &[&str]) {
    let budget = Budget::new(Limits::default());
    let mut workbook = Workbook { document: Document::default(), budget };
    workbook.add(drawn(lines)).unwrap();
    assert_eq!(shown(&workbook.document), expected, "{lines:#?}");
}

#[test]
fn titles_and_labels_stand_above_a_table() {
    let table = ["[Sheet1!A3 2x4]", "序号|项目|金额|备注", "1|甲|30|/"];
    let above = ["征集表（一）", "填报单位：某局 → 单位：万元"];
    let expected: Vec<&str> = above.into_iter().chain(table).collect();
    check(&["征集表（一）*4", "填报单位：某局|||单位：万元", "序号|项目|金额|备注", "1|甲|30|"], &expected);
    check(&["征集表（一）", "填报单位：某局*2||单位：万元*2", "#序号|#项目|#金额|#备注", "#1|#甲|#30|#"], &expected);
    check(&["#征集表（一）*4", "填报单位：某局||单位：万元", "#序号|#项目|#金额|#备注", "#1|#甲|#30|#"], &expected);
    // Merged over whole columns and rows of the sheet.
    check(&["征集表（一）*16384", "填报单位：某局||单位：万元*9", "序号|项目|金额|备注", "1|甲|30|"], &expected);
}

#[test]
fn a_header_of_two_levels_stays_in_its_table() {
    check(
        &["序号*2v|项目*2||金额*2|", "|名称|内容|申请|自筹", "1|甲|乙|3|4"],
        &["[Sheet1!A1 3x5]", "序号*2x1|项目*1x2|/|金额*1x2|/", "/|名称|内容|申请|自筹", "1|甲|乙|3|4"],
    );
}

#[test]
fn empty_rows_part_tables_and_keep_their_columns() {
    check(
        &["a|b|c", "1|2|3", "", "4|5|", "", "题", "x|y", "1|2"],
        &["[Sheet1!A1 2x3]", "a|b|c", "1|2|3", "[Sheet1!A4 1x3]", "4|5|/", "题", "[Sheet1!A7 2x2]", "x|y", "1|2"],
    );
    // Unfilled rows with borders, and rows beside a merged cell, are rows of the table.
    check(&["#a|#b", "#1|#2", "#|#", "#|#", "#3|#4", "#|#"], &["[Sheet1!A1 5x2]", "a|b", "1|2", "/|/", "/|/", "3|4"]);
    check(&["甲*3v|b", "", "|c"], &["[Sheet1!A1 3x2]", "甲*3x1|b", "/|/", "/|c"]);
    // A total after an empty row is a row, whatever stands in it.
    check(
        &["a|b|c|d|e|f", "1|2|3|4|5|6", "", "合计|||||6"],
        &["[Sheet1!A1 2x6]", "a|b|c|d|e|f", "1|2|3|4|5|6", "[Sheet1!A4 1x6]", "合计|/|/|/|/|6"],
    );
}

#[test]
fn tables_beside_each_other() {
    check(
        &["年度", "表一|||表二", "a|b||x|y", "1|2||3|4"],
        &["年度", "表一", "[Sheet1!A3 2x2]", "a|b", "1|2", "表二", "[Sheet1!D3 2x2]", "x|y", "3|4"],
    );
    // A column by itself is no table.
    check(&["a|b||注", "1|2||3"], &["[Sheet1!A1 2x4]", "a|b|/|注", "1|2|/|3"]);
}

#[test]
fn lines_without_borders_part_bordered_tables() {
    check(
        &["#a|#b|#c", "#1|#2|#3", "填报人：甲||审核：乙", "表二", "#x|#y|#z", "#4|#5|#6", "注：无"],
        &[
            "[Sheet1!A1 2x3]",
            "a|b|c",
            "1|2|3",
            "填报人：甲 → 审核：乙",
            "表二",
            "[Sheet1!A5 2x3]",
            "x|y|z",
            "4|5|6",
            "注：无",
        ],
    );
    // Rows pasted below without borders are rows.
    check(&["#a|#b|#c", "#1|#甲|#3", "2|乙|4", "|丙|5"], &["[Sheet1!A1 4x3]", "a|b|c", "1|甲|3", "2|乙|4", "/|丙|5"]);
}

#[test]
fn a_column_of_text_is_paragraphs() {
    check(&["甲", "乙⏎丙", "", "丁"], &["甲", "乙⏎丙", "丁"]);
    check(&["", ""], &[]);
}

#[test]
fn areas_that_overlap_are_cut_back() {
    let mut sheet = drawn(&["a|b|c", "d|e|f", "g|h|i"]);
    for (top, left, bottom, right) in [(0, 0, 1, 1), (1, 1, 2, 2), (0, 2, 9, 9), (5, 5, 4, 4), (2, 0, 2, 2)] {
        sheet.add_merge(Area { top, left, bottom, right });
    }
    let budget = Budget::new(Limits::default());
    let mut workbook = Workbook { document: Document::default(), budget };
    workbook.add(sheet).unwrap();
    assert_eq!(shown(&workbook.document), ["[Sheet1!A1 3x3]", "a*2x2|/|c*3x1", "/|/|/", "g*1x2|/|/"]);
}

#[test]
fn references() {
    assert_eq!(place(b"A1"), Some((0, 0)));
    assert_eq!(place(b"$AB$12"), Some((11, 27)));
    assert_eq!(place(b"XFD1048576"), Some((1_048_575, 16_383)));
    for wrong in ["", "A", "1", "A0", "1A", "AAAAAAAAAA1", "A99999999999"] {
        assert_eq!(place(wrong.as_bytes()), None, "{wrong}");
    }
    assert_eq!(area(b"B2:C3"), Some(Area { top: 1, left: 1, bottom: 2, right: 2 }));
    assert_eq!(area(b"B2:"), None);
}

// Office Open XML

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#;

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Parts of a workbook: its sheets as name, attributes and content, and more parts.
fn book(sheets: &[(&str, &str, &str)], props: &str, styles: &str, strings: &str) -> Vec<u8> {
    let listed: String = (sheets.iter().enumerate())
        .map(|(at, (name, more, _))| format!(r#"<sheet name="{name}" sheetId="{at}" r:id="r{at}" {more}/>"#))
        .collect();
    let related: String = (0..sheets.len())
        .map(|at| format!(r#"<Relationship Id="r{at}" Type="{OFFICE}/worksheet" Target="worksheets/s{at}.xml"/>"#))
        .collect();
    let workbook = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr {props}/><sheets>{listed}</sheets><definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">'a'!$1:$1</definedName></definedNames></workbook>"#
    );
    let names: Vec<String> = (0..sheets.len()).map(|at| format!("xl/worksheets/s{at}.xml")).collect();
    let texts: Vec<String> =
        (sheets.iter()).map(|(_, _, content)| format!(r#"<worksheet xmlns="{MAIN}">{content}</worksheet>"#)).collect();
    let rels = format!(r#"{RELS}{related}</Relationships>"#);
    let styles = format!(r#"<styleSheet xmlns="{MAIN}">{styles}</styleSheet>"#);
    let strings = format!(r#"<sst xmlns="{MAIN}">{strings}</sst>"#);
    let mut parts = vec![
        ("xl/workbook.xml", workbook.as_str()),
        ("xl/_rels/workbook.xml.rels", &rels),
        ("xl/styles.xml", &styles),
        ("xl/sharedStrings.xml", &strings),
    ];
    parts.extend(names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)));
    package(&parts)
}

const STYLES: &str = r#"<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><borders><border/><border><left style="thin"/></border></borders><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="2"/><xf numFmtId="164"/><xf numFmtId="10" borderId="1"/><xf numFmtId="14"/></cellXfs>"#;
const STRINGS: &str = r#"<si><t>甲&amp;
乙</t></si><si><r><t>富</t></r><rPh><t>ふ</t></rPh><r><t xml:space="preserve"> 文本</t></r></si><si><t>x_x000A_y_x005F_z</t></si><si/>"#;

fn xlsx(bytes: &[u8]) -> Result<Document> {
    read(bytes, &Limits::default(), xlsx::read)
}

fn trouble(result: Result<Document>) -> TroubleKind {
    let trouble: Box<Trouble> = result.unwrap_err();
    trouble.kind
}

#[test]
fn cells_of_every_type() {
    let check = |cells: &str, props: &str, expected: &str| {
        let rows = format!(
            r#"<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>A</t></is></c><c><v>0</v></c></row><row>{cells}</row></sheetData>"#
        );
        let document = xlsx(&book(&[("Sheet1", "", &rows)], props, STYLES, STRINGS)).unwrap();
        assert_eq!(shown(&document).last().unwrap(), expected, "{cells}");
    };
    check(r#"<c><v>12.5</v></c><c s="1"><v>12.5</v></c>"#, "", "12.5|12.50");
    check(r#"<c><v>0.30000000000000004</v></c><c s="3"><v>0.125</v></c>"#, "", "0.3|12.50%");
    check(r#"<c s="2"><v>45352</v></c><c s="4"><v>45352</v></c>"#, "", "2024年3月|2024/3/1");
    check(r#"<c s="2"><v>43890</v></c><c s="4" t="d"><v>2024-03-01</v></c>"#, r#"date1904="1""#, "2024年3月|2024/3/1");
    check(r#"<c t="s"><v>0</v></c><c t="s"><v>1</v></c>"#, "", "甲&⏎乙|富 文本");
    check(r#"<c t="s"><v>2</v></c><c t="s"><v>3</v></c><c><v>1</v></c>"#, "", "x⏎y_z|/|1");
    check(r#"<c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c>"#, "", "TRUE|#N/A");
    check(r#"<c t="str"><f>A1&amp;"x"</f><v>和</v></c><c><f>1+1</f><v>2</v></c>"#, "", "和|2");
    check(r#"<c r="C2"><v>3</v></c><c r="A2"><v>1</v></c><c><v>2</v></c>"#, "", "1|2|3");
    check(r#"<c s="99"><v>1E3</v></c><c><v>nonsense</v></c>"#, "", "1000|nonsense");
}

#[test]
fn a_workbook_with_hidden_parts() {
    let first = r#"<cols><col min="2" max="3" hidden="1"/><col min="9" max="16384" hidden="1"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2" hidden="1"><c r="A2"><v>3</v></c></row><row r="3" ht="0"><c r="A3"><v>3</v></c></row><row r="9" hidden="1"/></sheetData><mergeCells><mergeCell ref="A2:B3"/></mergeCells>"#;
    let second = r#"<sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>"#;
    let sheets = [("报表", "", first), ("旧表", r#"state="veryHidden""#, second), ("空", r#"state="hidden""#, "")];
    let document = xlsx(&book(&sheets, "", "", "")).unwrap();
    assert_eq!(shown(&document), ["报表", "[报表!A1 3x2]", "1|2", "3*2x2|/", "/|/", "旧表", "[旧表!A1 1x2]", "1|2"]);
    let Block::Table(table) = &document.blocks[1] else { panic!("a table") };
    assert!(table.cells.iter().all(|cell| cell.header == (cell.row == 0)));
    let hidden = &document.facts.hidden;
    assert_eq!(hidden.len(), 2);
    assert_eq!(hidden[0].rows, [Span { first: 2, last: 3 }]);
    assert_eq!(hidden[0].columns, [Span { first: 2, last: 3 }]);
    assert!(!hidden[0].whole && hidden[1].whole && hidden[1].sheet == "旧表");
}

#[test]
fn workbooks_that_are_not_whole() {
    let sheet = |content: &str| book(&[("a", "", content)], "", "", STRINGS);
    let cell = |cell: &str| sheet(&format!("<sheetData><row>{cell}</row></sheetData>"));
    let missing = xlsx(&cell(r#"<c r="B7" t="s"><v>99</v></c>"#)).unwrap_err();
    assert!(missing.reason.zh.contains("a!B7"), "{}", missing.reason.zh);
    assert_eq!(trouble(xlsx(&book(&[], "", "", ""))), TroubleKind::Unreadable);
    assert_eq!(trouble(xlsx(&package(&[("xl/x.xml", "<a/>")]))), TroubleKind::Unreadable);
    assert_eq!(trouble(xlsx(&package(&[("xl/workbook.bin", "x")]))), TroubleKind::Unsupported);
    assert_eq!(trouble(xlsx(&sheet("<sheetData><row>"))), TroubleKind::Unreadable);
    assert_eq!(trouble(xlsx(&sheet("<!DOCTYPE x>"))), TroubleKind::Unreadable);
    // Sheets that macros list, and a sheet without cells.
    let listed = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="a" r:id="1"/><sheet name="b" r:id=""/></sheets></workbook>"#
    );
    let rels = format!(r#"{RELS}<Relationship Id="1" Type="{OFFICE}/chartsheet" Target="c.xml"/></Relationships>"#);
    assert_eq!(
        xlsx(&package(&[("xl/workbook.xml", &listed), ("xl/_rels/workbook.xml.rels", &rels)])),
        Ok(Document::default())
    );
}

#[test]
fn large_sheets_are_bounded() {
    // Two texts at opposite corners, formatted cells and merged areas between.
    let corners = r#"<c r="A1" t="str"><v>a</v></c></row><row r="1048576"><c r="XFD1048576" t="str"><v>b</v></c>"#;
    let merges: String = (2..2000).map(|row| format!(r#"<mergeCell ref="A{row}:XFD1048576"/>"#)).collect();
    let content = format!("<sheetData><row>{corners}</row></sheetData><mergeCells>{merges}</mergeCells>");
    assert_eq!(shown(&xlsx(&book(&[("Sheet1", "", &content)], "", STYLES, "")).unwrap()), ["a", "b"]);
    // One merged area that holds them together.
    let content = format!(
        r#"<sheetData><row>{corners}</row></sheetData><mergeCells><mergeCell ref="A1:A1048576"/></mergeCells>"#
    );
    assert_eq!(trouble(xlsx(&book(&[("Sheet1", "", &content)], "", "", ""))), TroubleKind::LimitExceeded);
    // One long text in every cell.
    let strings = format!("<si><t>{}</t></si>", "长".repeat(400_000));
    let cells = r#"<c t="s"><v>0</v></c>"#.repeat(200);
    let content = format!("<sheetData><row>{cells}</row></sheetData>");
    assert_eq!(trouble(xlsx(&book(&[("Sheet1", "", &content)], "", "", &strings))), TroubleKind::LimitExceeded);
    // Rows that were only formatted.
    let mut rows = String::from(r#"<row><c s="3"><v>1</v></c><c s="3"><v>2</v></c></row>"#);
    rows.push_str(&r#"<row><c s="3"/><c s="3"/></row>"#.repeat(10_000));
    rows.push_str(r#"<row><c s="3"><v>3</v></c><c s="3"><v>4</v></c></row>"#);
    let document = xlsx(&book(&[("Sheet1", "", &format!("<sheetData>{rows}</sheetData>"))], "", STYLES, "")).unwrap();
    assert_eq!(shown(&document), ["[Sheet1!A1 1x2]", "100.00%|200.00%", "[Sheet1!A10002 1x2]", "300.00%|400.00%"]);
}

// OpenDocument

fn ods(tables: &str) -> Result<Document> {
    let namespaces = ["office", "table", "text", "style", "drawing"]
        .map(|name| format!(r#"xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" "#))
        .concat();
    let content = format!(
        r#"<office:document-content {namespaces} xmlns:fo="urn:x"><style:style style:name="b"><style:table-cell-properties fo:border="1pt solid"/></style:style><style:style style:name="h"><style:table-properties table:display="false"/></style:style><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    read(&package(&[("content.xml", &content)]), &Limits::default(), ods::read)
}

#[test]
fn open_documents() {
    let check = |rows: &str, expected: &[&str]| {
        let table = format!(r#"<table:table table:name="Sheet1">{rows}</table:table>"#);
        assert_eq!(shown(&ods(&table).unwrap()), expected, "{rows}");
    };
    check(
        r#"<table:table-row><table:table-cell office:value-type="float" office:value="12.5"><text:p>12.50</text:p></table:table-cell><table:table-cell><office:annotation><text:p>批注</text:p></office:annotation><text:p>甲<text:s text:c="2"/>乙</text:p><text:p><text:span>丙</text:span></text:p></table:table-cell></table:table-row>"#,
        &["[Sheet1!A1 1x2]", "12.50|甲  乙⏎丙"],
    );
    check(
        r#"<table:table-row><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2"><text:p>a</text:p></table:table-cell><table:covered-table-cell/><table:table-cell table:number-columns-repeated="2"><text:p>b</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="2"><table:covered-table-cell table:number-columns-repeated="2"/><table:table-cell table:number-columns-repeated="1000"/><table:table-cell office:value-type="float" office:value="3"/></table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell table:style-name="b" table:number-columns-repeated="16384"/></table:table-row>"#,
        &{
            let blanks = "/|".repeat(998);
            let first = format!("a*2x2|/|b|b|{}/", blanks);
            let below = format!("/|/|/|/|{blanks}3");
            ["[Sheet1!A1 3x1003]".to_owned(), first, below.clone(), below]
        }
        .each_ref()
        .map(String::as_str),
    );
    let hidden = ods(
        r#"<table:table table:name="a" table:style-name="h"><table:table-column table:visibility="collapse" table:number-columns-repeated="3"/><table:table-row table:visibility="filter"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>"#,
    );
    let part = &hidden.unwrap().facts.hidden[0];
    assert!(part.whole && part.rows == [Span { first: 1, last: 1 }] && part.columns == [Span { first: 1, last: 3 }]);
    let many = r#"<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row></table:table>"#;
    assert_eq!(trouble(ods(many)), TroubleKind::LimitExceeded);
    assert_eq!(trouble(ods("")), TroubleKind::Unreadable);
    let encrypted = package(&[("META-INF/manifest.xml", "<x><encryption-data/></x>"), ("content.xml", "?")]);
    assert_eq!(trouble(read(&encrypted, &Limits::default(), ods::read)), TroubleKind::Encrypted);
}

// Excel 5 to 2003

fn record(id: u16, data: &[u8]) -> Vec<u8> {
    [&id.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A text of Excel 97: its length in `width` bytes, its flags, its characters.
fn unicode(text: &str, width: usize) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut data = (units.len() as u16).to_le_bytes()[..width].to_vec();
    data.push(1);
    data.extend(words(&units));
    data
}

/// A compound file with one stream.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(name).unwrap().write_all(stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

const BIFF8: u16 = 0x0600;
const BIFF5: u16 = 0x0500;

/// A workbook stream of one sheet: globals, then the records of the sheet.
fn stream(version: u16, name: &[u8], globals: &[Vec<u8>], cells: &[Vec<u8>]) -> Vec<u8> {
    let begin = record(0x0809, &words(&[version, 5, 0, 0, 0, 0, 0, 0]));
    let end = record(0x000A, &[]);
    let mut before = begin.clone();
    before.extend(globals.concat());
    let offset = before.len() + 4 + 6 + name.len() + end.len();
    let mut listed = (offset as u32).to_le_bytes().to_vec();
    listed.extend([0, 0]);
    listed.extend(name);
    [before, record(0x0085, &listed), end.clone(), begin, cells.concat(), end].concat()
}

fn xls(bytes: &[u8]) -> Result<Document> {
    read(bytes, &Limits::default(), xls::read)
}

fn xf(format: u16) -> Vec<u8> {
    let mut data = words(&[0, format]);
    data.resize(20, 0);
    record(0x00E0, &data)
}

fn biff8(cells: &[Vec<u8>]) -> Vec<u8> {
    let mut format = words(&[164]);
    format.extend(unicode("0.00\"万元\"", 2));
    // Two shared texts, the first cut in two with its second half in Latin letters.
    let mut strings = [2_u32.to_le_bytes(), 2_u32.to_le_bytes()].concat();
    strings.extend([4, 0, 1]);
    strings.extend(words(&['中' as u16, '文' as u16]));
    let mut rest = vec![0, b'a', b'b'];
    rest.extend([1, 0, 9, 1, 0]);
    rest.extend(words(&['乙' as u16]));
    rest.extend([0; 4]);
    let globals = [record(0x041E, &format), xf(0), xf(164), xf(14), record(0x00FC, &strings), record(0x003C, &rest)];
    stream(BIFF8, &unicode("表", 1), &globals, cells)
}

fn cell(id: u16, row: u16, column: u16, style: u16, rest: &[u8]) -> Vec<u8> {
    record(id, &[&words(&[row, column, style])[..], rest].concat())
}

fn some_cells() -> Vec<Vec<u8>> {
    let text_result = [0, 0, 0, 0, 0, 0, 0xFF, 0xFF];
    let truth = [1, 0, 1, 0, 0, 0, 0xFF, 0xFF];
    let mut row_props = words(&[3, 0, 2, 0, 0, 0]);
    row_props.extend(words(&[0x20, 0]));
    vec![
        record(0x0208, &row_props),
        record(0x007D, &words(&[1, 1, 100, 0, 1, 0])),
        cell(0x00FD, 0, 0, 0, &0_u32.to_le_bytes()),
        cell(0x00FD, 0, 1, 0, &1_u32.to_le_bytes()),
        cell(0x0203, 1, 0, 1, &12.5_f64.to_le_bytes()),
        // 45352 as an integer.
        cell(0x027E, 1, 1, 2, &(45_352_u32 << 2 | 2).to_le_bytes()),
        // 1.15 in hundredths, and 3.
        record(
            0x00BD,
            &[
                words(&[2, 0, 0]),
                (115_u32 << 2 | 3).to_le_bytes().into(),
                words(&[0]),
                (3_u32 << 2 | 2).to_le_bytes().into(),
                words(&[1]),
            ]
            .concat(),
        ),
        cell(0x0006, 3, 0, 0, &text_result),
        record(0x0207, &unicode("结果", 2)),
        cell(0x0006, 3, 1, 0, &truth),
        cell(0x0205, 4, 0, 0, &[0x2A, 1]),
        record(0x00E5, &words(&[1, 4, 4, 0, 1])),
    ]
}

#[test]
fn records_of_excel_97() {
    let document = xls(&compound("Workbook", &biff8(&some_cells()))).unwrap();
    let expected = ["表", "[表!A1 5x2]", "中文ab|乙", "12.50万元|2024/3/1", "1.15|3", "结果|TRUE", "#N/A*1x2|/"];
    assert_eq!(shown(&document), expected);
    let hidden = &document.facts.hidden[0];
    assert_eq!(
        (&hidden.rows[..], &hidden.columns[..]),
        (&[Span { first: 4, last: 4 }][..], &[Span { first: 2, last: 2 }][..])
    );
}

#[test]
fn records_of_excel_5() {
    let text = |text: &[u8]| [&(text.len() as u16).to_le_bytes()[..], text].concat();
    let cells = [cell(0x0204, 0, 0, 0, &text(b"\xD6\xD0\xCE\xC4")), cell(0x0203, 0, 1, 0, &2.5_f64.to_le_bytes())];
    let globals = [record(0x0042, &words(&[936])), xf(2)];
    let document = xls(&compound("Book", &stream(BIFF5, b"\x02\xB1\xED", &globals, &cells))).unwrap();
    assert_eq!(shown(&document), ["表", "[表!A1 1x2]", "中文|2.50"]);
}

#[test]
fn workbooks_of_old_that_are_not_whole() {
    assert_eq!(trouble(xls(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")), TroubleKind::Unreadable);
    assert_eq!(trouble(xls(&compound("Other", b""))), TroubleKind::Unreadable);
    assert_eq!(trouble(xls(&compound("Workbook", b""))), TroubleKind::Unreadable);
    let locked = stream(BIFF8, &unicode("表", 1), &[record(0x002F, &[0; 6])], &[]);
    assert_eq!(trouble(xls(&compound("Workbook", &locked))), TroubleKind::Encrypted);
    let mut cut = biff8(&some_cells());
    cut.truncate(cut.len() - 6);
    assert_eq!(trouble(xls(&compound("Workbook", &cut))), TroubleKind::Unreadable);
    let missing = biff8(&[cell(0x00FD, 6, 1, 0, &9_u32.to_le_bytes())]);
    assert!(xls(&compound("Workbook", &missing)).unwrap_err().reason.zh.contains("表!B7"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_sheets(cells in prop::collection::vec((0_u32..12, 0_u32..8, 0_usize..5, any::<bool>()), 0..60),
                        merges in prop::collection::vec((0_u32..12, 0_u32..8, 0_u32..6, 0_u32..6), 0..8)) {
        let budget = Budget::new(Limits::default());
        let mut sheet = Sheet { name: "Sheet1".into(), ..Sheet::default() };
        for (row, column, kind, bordered) in &cells {
            let text = ["", "甲", "3", "单位：某局", "乙"][*kind];
            sheet.add(Content { row: *row, column: *column, text: text.into(), is_number: *kind == 2 }, *bordered, &budget).unwrap();
        }
        for (top, left, down, across) in merges {
            sheet.add_merge(Area { top, left, bottom: top + down, right: left + across });
        }
        let mut workbook = Workbook { document: Document::default(), budget };
        workbook.add(sheet).unwrap();
        // Cells lie within their tables and never over each other.
        for table in workbook.document.tables() {
            let mut covered = vec![false; table.rows * table.columns];
            for cell in &table.cells {
                for row in cell.row..cell.row + cell.row_span {
                    for column in cell.column..cell.column + cell.column_span {
                        prop_assert!(row < table.rows && column < table.columns);
                        let at = &mut covered[row * table.columns + column];
                        prop_assert!(!*at);
                        *at = true;
                    }
                }
            }
        }
    }

    #[test]
    fn mutated_records(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>()) {
        let mut stream = biff8(&some_cells());
        for (at, byte) in changes {
            let at = at.index(stream.len());
            stream[at] = byte;
        }
        let _ = xls(&compound("Workbook", &stream));
        stream.truncate(cut.index(stream.len()));
        let _ = xls(&compound("Workbook", &stream));
    }

    #[test]
    fn mutated_parts(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut content = String::from(r#"<cols><col min="1" max="2" hidden="1"/></cols><sheetData><row r="1"><c r="A1" s="2"><v>45352</v></c><c r="B1" t="s"><v>1</v></c></row><row r="4"><c r="B4" t="inlineStr"><is><t>a</t></is></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>"#).into_bytes();
        for (at, byte) in changes {
            let at = at.index(content.len());
            content[at] = byte & 0x7F;
        }
        let content = String::from_utf8(content).unwrap_or_default();
        let _ = xlsx(&book(&[("Sheet1", "", &content)], "", STYLES, STRINGS));
        let _ = ods(&content);
    }

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = xlsx(&bytes);
        let _ = xls(&bytes);
        let _ = xls(&compound("Workbook", &bytes));
        let _ = read(&bytes, &Limits::default(), ods::read);
    }
}

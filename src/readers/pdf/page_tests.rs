//! Any page: boxes, turns, several pages on a sheet, and tables over page breaks.

use super::{
    maker_tests::{page, pages},
    tests::{cells, read},
};
use crate::model::document::{Block, Document};

fn font() -> Vec<String> {
    vec!["<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".into()]
}

/// A table of two columns from `(x, y)` (its top left), rows 30 high, 120 wide.
fn table(x: i32, y: i32, rows: &[[&str; 2]]) -> String {
    let mut content = String::from("0.5 w ");
    let bottom = y - 30 * rows.len() as i32;
    for line in 0..=rows.len() as i32 {
        content += &format!("{x} {0} m {1} {0} l ", y - line * 30, x + 120);
    }
    for column in 0..3 {
        content += &format!("{0} {y} m {0} {bottom} l ", x + column * 60);
    }
    content += "S BT /F 10 Tf ";
    for (row, texts) in rows.iter().enumerate() {
        for (column, text) in texts.iter().enumerate() {
            let (x, y) = (x + column as i32 * 60 + 4, y - row as i32 * 30 - 20);
            content += &format!("1 0 0 1 {x} {y} Tm ({text}) Tj ");
        }
    }
    content + "ET "
}

fn text(x: i32, y: i32, text: &str) -> String {
    format!("BT /F 10 Tf {x} {y} Td ({text}) Tj ET ")
}

/// Paragraphs as they are, tables as rows of `a|b`.
fn shown(document: &Document) -> Vec<String> {
    let mut lines = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => lines.push(paragraph.text.clone()),
            Block::Table(table) => lines.extend((0..table.rows).map(|row| {
                let texts = table.cells.iter().filter(|cell| cell.row == row).map(|cell| cell.text.as_str());
                texts.collect::<Vec<_>>().join("|")
            })),
        }
    }
    lines
}

fn check(entries: &str, contents: &[String], expected: &[&str]) {
    let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
    let document = read(&pages("", entries, &contents, &font())).unwrap();
    assert_eq!(shown(&document), expected);
}

#[test]
fn what_a_crop_box_cuts_off_is_not_there() {
    let content = table(60, 300, &[["a", "b"]]) + &text(20, 20, "mark") + &text(60, 340, "title");
    let document = read(&page("", "/CropBox[50 200 350 360]", &content, &font())).unwrap();
    assert_eq!(shown(&document), ["title", "a|b"]);
    let rect = document.tables()[0].place.unwrap().rect.map(f32::round);
    assert_eq!(rect, [10.0, 60.0, 130.0, 90.0]);
}

#[test]
fn numbers_and_titles_between_the_halves_of_a_table() {
    let head = text(150, 380, "Running title");
    let foot = |page: usize| text(200, 15, &format!("- {page} -"));
    check(
        "",
        &[
            head.clone() + &table(60, 360, &[["h", "i"], ["1", "x"], ["2", "y"]]) + &foot(1),
            head.clone() + &table(60, 360, &[["h", "i"], ["3", "z"], ["4", "w"]]) + &foot(2),
            head + &table(60, 360, &[["h", "i"], ["5", "v"]]) + &foot(3),
        ],
        &["Running title", "h|i", "1|x", "2|y", "3|z", "4|w", "5|v"],
    );
}

#[test]
fn a_header_of_two_rows_is_repeated() {
    let header = [["h", "i"], ["j", "k"]];
    let rows = |more: &[[&'static str; 2]]| table(60, 390, &[&header[..], more].concat());
    check("", &[rows(&[["1", "x"], ["2", "y"]]), rows(&[["3", "z"]])], &["h|i", "j|k", "1|x", "2|y", "3|z"]);
}

/// Two pages on one sheet, as print drivers set them: each scaled and moved into its half.
fn two_up(pages: [&str; 2]) -> String {
    let [left, right] = pages;
    format!("q 1 0 0 1 0 0 cm {left} Q q 1 0 0 1 300 0 cm {right} Q")
}

#[test]
fn two_pages_on_a_sheet() {
    let first = table(60, 360, &[["h", "i"], ["1", "x"], ["2", "y"]]) + &text(120, 15, "- 1 -");
    let second = table(60, 360, &[["h", "i"], ["3", "z"]]) + &text(60, 250, "the end") + &text(120, 15, "- 2 -");
    check("/MediaBox[0 0 600 400]", &[two_up([&first, &second])], &["h|i", "1|x", "2|y", "3|z", "the end"]);
    // The sheet of a printer that turns it.
    let turned = format!("0 1 -1 0 400 0 cm {}", two_up([&first, &second]));
    check("/MediaBox[0 0 400 600]/Rotate 90", std::slice::from_ref(&turned), &["h|i", "1|x", "2|y", "3|z", "the end"]);
    check("/MediaBox[0 0 400 600]", &[turned], &["h|i", "1|x", "2|y", "3|z", "the end"]);
}

#[test]
fn two_pages_on_a_sheet_without_numbers() {
    let first = text(60, 370, "First") + &table(60, 360, &[["h", "i"], ["1", "x"]]);
    let second = text(80, 370, "Second") + &table(70, 330, &[["k", "l"], ["3", "z"], ["4", "w"]]);
    check(
        "/MediaBox[0 0 600 400]",
        &[two_up([&first, &second])],
        &["First", "h|i", "1|x", "Second", "k|l", "3|z", "4|w"],
    );
}

#[test]
fn a_browser_s_footer_parts_no_table() {
    let foot = |page: usize| text(20, 15, "http://example.org/form") + &text(360, 15, &format!("{page}/3"));
    let part = |page: usize, row: [&'static str; 2]| table(60, 390, &[["h", "i"], row]) + &foot(page);
    check(
        "",
        &[part(1, ["1", "x"]), part(2, ["2", "y"]), part(3, ["3", "z"])],
        &["h|i", "1|x", "2|y", "3|z", "http://example.org/form\t3/3"],
    );
}

#[test]
fn a_row_over_three_pages() {
    // Each page closes its part with a line, as Word does: only the text shows that the row goes on.
    let sides = |from: i32, to: i32| [60, 120, 250].map(|x| format!("{x} {from} m {x} {to} l ")).concat();
    let lines = |from: i32, count: usize, words: &str| {
        (0..count as i32).map(|line| text(124, from - 14 * line, words)).collect::<String>()
    };
    let first = format!("0.5 w 60 390 m 250 390 l 60 20 m 250 20 l {} S ", sides(390, 20))
        + &text(64, 375, "1")
        + &lines(375, 25, "aaaa aaaa aaaa aaaa aaaa");
    let second = format!("0.5 w 60 390 m 250 390 l 60 20 m 250 20 l {} S ", sides(390, 20))
        + &lines(380, 25, "bbbb bbbb bbbb bbbb bbbb");
    let third = format!("0.5 w 60 390 m 250 390 l 60 300 m 250 300 l 60 270 m 250 270 l {} S ", sides(390, 270))
        + &lines(380, 5, "cccc cccc cccc cccc cccc")
        + &text(64, 280, "2")
        + &text(124, 280, "last");
    let contents = [first, second, third];
    let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
    let document = read(&pages("", "", &contents, &font())).unwrap();
    let tables = document.tables();
    assert_eq!((tables.len(), tables[0].rows), (1, 2));
    let long = &tables[0].cells[1].text;
    assert_eq!(["a", "b", "c"].map(|sign| long.matches(sign).count()), [500, 500, 100]);
    assert_eq!(tables[0].cells[3].text, "last");
}

#[test]
fn places_on_a_sheet_of_two_pages_are_the_sheet_s() {
    let first = table(60, 360, &[["h", "i"], ["1", "x"]]) + &text(120, 15, "1");
    let second = text(60, 380, "next") + &table(60, 360, &[["3", "z"], ["4", "w"]]) + &text(120, 15, "2");
    let content = two_up([&first, &second]);
    let document = read(&page("", "/MediaBox[0 0 600 400]", &content, &font())).unwrap();
    let places: Vec<_> = document.tables().iter().map(|table| table.place.unwrap()).collect();
    assert_eq!(places.iter().map(|place| place.page).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(places[1].rect.map(f32::round), [360.0, 40.0, 480.0, 100.0]);
}

#[test]
fn a_wide_page_is_one_page() {
    let wide = table(60, 360, &[["a", "b"]]) + &table(400, 360, &[["c", "d"]]) + &text(290, 15, "1");
    let document = read(&page("", "/MediaBox[0 0 600 400]", &wide, &font())).unwrap();
    assert_eq!(cells(&document).len(), 4);
    let title = text(250, 380, "One title over both") + &wide;
    let document = read(&page("", "/MediaBox[0 0 600 400]", &title, &font())).unwrap();
    assert_eq!(shown(&document)[0], "One title over both");
}

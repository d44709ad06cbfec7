use super::*;
use crate::{
    geometry::{Glyph, PageContent, Reading, edges::Edge, lines::tests::glyphs, read_pages},
    model::document::{Block, Table},
};

const WIDTH: f32 = 400.0;
const HEIGHT: f32 = 300.0;
const COLUMNS: [f32; 4] = [50.0, 90.0, 150.0, 350.0];

/// A page with a table of three columns: for each row its height and its cells, lines parted by `\n`.
fn page(top: f32, rows: &[(f32, [&str; 3])]) -> PageContent {
    let mut page = PageContent { width: WIDTH, height: HEIGHT, ..PageContent::default() };
    let mut y = top;
    page.edges.push(Edge::horizontal(y, COLUMNS[0], COLUMNS[3]));
    for (height, cells) in rows {
        for (column, text) in cells.iter().enumerate() {
            for (line, text) in text.split('\n').enumerate() {
                page.glyphs.extend(glyphs(text, COLUMNS[column] + 5.0, y + 12.0 + line as f32 * 14.0, 10.0));
            }
        }
        y += height;
        page.edges.push(Edge::horizontal(y, COLUMNS[0], COLUMNS[3]));
    }
    page.edges.extend(COLUMNS.iter().map(|&x| Edge::vertical(x, top, y)));
    page
}

fn with_text(mut page: PageContent, y: f32, text: &str) -> PageContent {
    page.glyphs.extend::<Vec<Glyph>>(glyphs(text, 150.0, y, 10.0));
    page
}

fn tables(pages: Vec<PageContent>) -> Vec<Table> {
    let tables = read_pages(pages, 10_000).into_iter();
    tables.filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None }).collect()
}

/// The rows of every table, cells parted by `|`; a cell is named in its first row only.
fn check(pages: Vec<PageContent>, expected: &[&[&str]]) {
    let found: Vec<Vec<String>> = tables(pages)
        .iter()
        .map(|table| {
            let cells = |row| table.cells.iter().filter(move |cell| cell.row == row).map(|cell| cell.text.clone());
            (0..table.rows).map(|row| cells(row).collect::<Vec<_>>().join("|")).collect()
        })
        .collect();
    assert_eq!(found, expected);
}

const HEAD: (f32, [&str; 3]) = (20.0, ["序号", "类别", "工作内容"]);

/// Nineteen wide signs fill the widest column.
const FULL: &str = "一二三四五六七八九十一二三四五六七八九";

#[test]
fn one_table_over_two_pages() {
    let first = page(30.0, &[HEAD, (230.0, ["1", "甲", "子"])]);
    let second = page(30.0, &[(20.0, ["2", "乙", "丑"])]);
    check(vec![first, second], &[&["序号|类别|工作内容", "1|甲|子", "2|乙|丑"]]);
}

#[test]
fn a_repeated_header_is_dropped_and_flagged() {
    let first = page(30.0, &[HEAD, (230.0, ["1", "甲", "子"])]);
    let second = page(30.0, &[HEAD, (20.0, ["2", "乙", "丑"])]);
    let pages = vec![with_text(first, 290.0, "— 1 —"), with_text(second, 290.0, "— 2 —")];
    check(pages.clone(), &[&["序号|类别|工作内容", "1|甲|子", "2|乙|丑"]]);
    let flagged = tables(pages)[0].cells.iter().filter(|cell| cell.header).count();
    assert_eq!(flagged, 3);
}

#[test]
fn a_repeated_header_may_be_misread_on_a_scan() {
    let misread = (20.0, ["序号", "类加", "工作内容"]);
    let pages = || {
        let first = page(30.0, &[HEAD, (230.0, ["1", "甲", "子"])]);
        vec![first, page(30.0, &[misread, (20.0, ["2", "乙", "丑"])])]
    };
    let scanned = |mut page: PageContent| {
        page.readings.push(Reading { rect: [55.0, 35.0, 80.0, 45.0], confidence: 0.9 });
        page
    };
    check(pages().into_iter().map(scanned).collect(), &[&["序号|类别|工作内容", "1|甲|子", "2|乙|丑"]]);
    // In print other words are another header.
    check(pages(), &[&["序号|类别|工作内容", "1|甲|子"], &["序号|类加|工作内容", "2|乙|丑"]]);
}

#[test]
fn a_title_between_parts_two_tables() {
    let first = page(30.0, &[HEAD, (220.0, ["1", "甲", "子"])]);
    let second = with_text(page(60.0, &[HEAD, (20.0, ["2", "乙", "丑"])]), 50.0, "表2 另一张表");
    check(vec![first, second], &[&["序号|类别|工作内容", "1|甲|子"], &["序号|类别|工作内容", "2|乙|丑"]]);
}

#[test]
fn another_header_with_room_before_parts_two_tables() {
    let first = page(30.0, &[HEAD, (20.0, ["1", "甲", "子"])]);
    let second = page(30.0, &[(20.0, ["编号", "类型", "说明"]), (230.0, ["2", "乙", "丑"])]);
    check(vec![first, second], &[&["序号|类别|工作内容", "1|甲|子"], &["编号|类型|说明", "2|乙|丑"]]);
}

#[test]
fn a_row_cut_in_a_sentence_is_joined() {
    let first = page(30.0, &[HEAD, (200.0, ["1", "甲", "子"]), (34.0, ["2", "乙", &format!("{FULL}\n{FULL}")])]);
    let second = page(30.0, &[(20.0, ["", "", "丑。"]), (20.0, ["3", "丙", "寅"])]);
    let joined = format!("2|乙|{FULL}{FULL}丑。");
    check(vec![first, second.clone()], &[&["序号|类别|工作内容", "1|甲|子", &joined, "3|丙|寅"]]);
    // A speck low on another page, read as a sign, does not show that there was room.
    let short = page(30.0, &[HEAD, (140.0, ["1", "甲", "子"]), (34.0, ["2", "乙", &format!("{FULL}\n{FULL}")])]);
    let speckled = with_text(second, 290.0, "国");
    check(vec![short, speckled], &[&["序号|类别|工作内容", "1|甲|子", &joined, "3|丙|寅"]]);
}

#[test]
fn a_new_row_after_a_full_line_is_not_joined() {
    let first = page(30.0, &[HEAD, (200.0, ["1", "甲", "子"]), (34.0, ["2", "乙", &format!("{FULL}\n{FULL}")])]);
    let second = page(30.0, &[(20.0, ["3", "丙", "寅"])]);
    let whole = format!("2|乙|{FULL}{FULL}");
    check(vec![first, second], &[&["序号|类别|工作内容", "1|甲|子", &whole, "3|丙|寅"]]);
}

#[test]
fn a_row_without_a_line_below_goes_on() {
    let mut first = page(30.0, &[HEAD, (200.0, ["1", "甲", "子"]), (34.0, ["2", "乙", "短"])]);
    let bottom = first.edges.iter().map(|edge| edge.at).fold(0.0, f32::max);
    let last = first.edges.iter().position(|edge| edge.at == 284.0).unwrap_or_else(|| panic!("{bottom}"));
    first.edges.remove(last);
    let second = page(30.0, &[(20.0, ["", "", "文"]), (20.0, ["3", "丙", "寅"])]);
    check(vec![first, second], &[&["序号|类别|工作内容", "1|甲|子", "2|乙|短\n文", "3|丙|寅"]]);
}

/// Leaves out the line below the second column of a row.
fn without_line(mut page: PageContent, y: f32) -> PageContent {
    page.edges.retain(|edge| edge.at != y);
    page.edges.push(Edge::horizontal(y, COLUMNS[0], COLUMNS[1]));
    page.edges.push(Edge::horizontal(y, COLUMNS[2], COLUMNS[3]));
    page
}

#[test]
fn a_spanning_cell_parted_by_the_page_is_one() {
    let first = without_line(page(30.0, &[HEAD, (20.0, ["1", "甲", "子"]), (210.0, ["2", "", "丑"])]), 70.0);
    let second = without_line(page(30.0, &[(20.0, ["3", "", "寅"]), (20.0, ["4", "", "卯"])]), 50.0);
    let tables = tables(vec![first, second]);
    let spanning = tables[0].cells.iter().find(|cell| cell.text == "甲").expect("the spanning cell");
    assert_eq!((tables.len(), tables[0].rows, spanning.row, spanning.row_span), (1, 5, 1, 4));
}

#[test]
fn a_lone_blank_cell_in_a_merged_column_goes_on() {
    let first = without_line(
        page(30.0, &[HEAD, (20.0, ["1", "甲", "子"]), (20.0, ["2", "", "丑"]), (190.0, ["3", "", "寅"])]),
        70.0,
    );
    let second = page(30.0, &[(20.0, ["4", "乙", "卯"]), (20.0, ["5", "丙", "辰"])]);
    let tables = tables(vec![first, second]);
    let spanning = tables[0].cells.iter().find(|cell| cell.text == "乙").expect("the spanning cell");
    assert_eq!((spanning.row, spanning.row_span), (3, 2));
}

#[test]
fn columns_must_agree() {
    let first = page(30.0, &[HEAD, (230.0, ["1", "甲", "子"])]);
    let mut second = page(30.0, &[(20.0, ["2", "乙", "丑"])]);
    second.edges.retain(|edge| edge.at != COLUMNS[1]);
    second.edges.push(Edge::vertical(120.0, 30.0, 50.0));
    assert_eq!(tables(vec![first, second]).len(), 2);
}

#[test]
fn unmapping_undoes_mapping() {
    let first = page(30.0, &[HEAD]);
    let mut draft = super::page::read(first, 100).tables.remove(0);
    let before: Vec<_> = draft.cells.iter().map(|cell| (cell.column, cell.column_span)).collect();
    let columns = [0, 2, 3, 5];
    remap(&mut draft, &columns);
    unmap(&mut draft, &columns);
    let after: Vec<_> = draft.cells.iter().map(|cell| (cell.column, cell.column_span)).collect();
    assert_eq!(before, after);
}

/// The page with the line at this height drawn no farther than `to`.
fn cut_line(mut page: PageContent, y: f32, to: f32) -> PageContent {
    let is_it = |edge: &Edge| edge.axis == crate::geometry::edges::Axis::Horizontal && (edge.at - y).abs() < 0.1;
    for edge in page.edges.iter_mut().filter(|edge| is_it(edge)) {
        edge.to = to;
    }
    page.edges.retain(|edge| edge.to - edge.from > 0.5);
    page
}

#[test]
fn a_row_without_a_line_at_the_page_break_is_one() {
    let first = page(30.0, &[HEAD, (230.0, ["1", "甲", &[FULL; 15].join("\n")])]);
    let second = page(10.0, &[(20.0, ["", "", "尾"]), (20.0, ["2", "乙", "丑"])]);
    let (first, second) = (cut_line(first, 280.0, 0.0), cut_line(second, 10.0, 0.0));
    let long = FULL.repeat(15) + "尾";
    check(vec![first, second], &[&["序号|类别|工作内容", &format!("1|甲|{long}"), "2|乙|丑"]]);
}

#[test]
fn rows_that_end_with_the_page_and_have_no_line_there_stay_two() {
    let first = page(30.0, &[HEAD, (230.0, ["1", "甲", "子"])]);
    let second = page(10.0, &[(20.0, ["2", "乙", "丑"])]);
    let (first, second) = (cut_line(first, 280.0, 0.0), cut_line(second, 10.0, 0.0));
    check(vec![first, second], &[&["序号|类别|工作内容", "1|甲|子", "2|乙|丑"]]);
}

#[test]
fn a_cell_over_rows_goes_on_where_it_alone_has_no_line() {
    // The last column's cell has no line at the page break; the rows beside it have.
    let first = cut_line(page(30.0, &[HEAD, (230.0, ["1", "甲", "子"])]), 280.0, 150.0);
    let second = cut_line(page(10.0, &[(20.0, ["2", "乙", ""]), (20.0, ["3", "丙", "卯"])]), 10.0, 150.0);
    check(vec![first, second], &[&["序号|类别|工作内容", "1|甲|子", "2|乙", "3|丙|卯"]]);
}

#[test]
fn a_header_alone_at_the_end_of_a_page_is_no_cut_row() {
    let first = cut_line(page(240.0, &[(40.0, ["序号", "类别", "工作内容"])]), 280.0, 0.0);
    let second = cut_line(page(10.0, &[(20.0, ["1", "甲", "子"])]), 10.0, 0.0);
    check(vec![first, second], &[&["序号|类别|工作内容", "1|甲|子"]]);
}

#[test]
fn a_line_drawn_on_both_pages_is_there_once() {
    let first = || page(30.0, &[HEAD, (240.0, ["1", "甲", "子丑\n寅卯"])]);
    let again = |text: &str| {
        let mut second = page(30.0, &[(20.0, ["2", "乙", "丑"])]);
        second.glyphs.extend::<Vec<Glyph>>(glyphs(text, COLUMNS[2] + 5.0, 26.0, 10.0));
        second
    };
    check(vec![first(), again("寅卯")], &[&["序号|类别|工作内容", "1|甲|子丑\n寅卯", "2|乙|丑"]]);
    check(vec![first(), again("寅辰")], &[&["序号|类别|工作内容", "1|甲|子丑\n寅卯"], &["2|乙|丑"]]);
    // The beginning of the next page below the table.
    let mut early = page(30.0, &[HEAD, (230.0, ["1", "甲", "子"])]);
    early.glyphs.extend::<Vec<Glyph>>(glyphs("丑", COLUMNS[2] + 5.0, 295.0, 10.0));
    check(vec![early, page(30.0, &[(20.0, ["2", "乙", "丑"])])], &[&["序号|类别|工作内容", "1|甲|子", "2|乙|丑"]]);
}

#[test]
fn a_row_of_which_all_cells_go_on_is_one() {
    let open = |mut page: PageContent, at: usize| {
        // The printer closes the first cell alone.
        page.edges[at] = Edge::horizontal(page.edges[at].at, COLUMNS[0], COLUMNS[1]);
        page
    };
    let first = open(page(30.0, &[HEAD, (240.0, ["1", "甲", "子"])]), 2);
    let second = open(page(30.0, &[(40.0, ["", "", "丑"]), (20.0, ["2", "乙", "寅"])]), 0);
    check(vec![first, second], &[&["序号|类别|工作内容", "1|甲|子\n丑", "2|乙|寅"]]);
}

#[test]
fn a_hole_below_the_rest_of_a_cell_is_no_row() {
    let first = || {
        let mut first = page(30.0, &[HEAD, (110.0, ["1", "甲", "子"]), (120.0, ["2", "", "丑"])]);
        first.edges[2] = Edge::horizontal(first.edges[2].at, COLUMNS[0], COLUMNS[1]);
        first.edges.push(Edge::horizontal(first.edges[2].at, COLUMNS[2], COLUMNS[3]));
        first
    };
    let holed = |text: &str| {
        let mut second = page(30.0, &[(60.0, ["3", "", "寅"]), (20.0, ["4", "乙", "卯"])]);
        second.edges.push(Edge::horizontal(60.0, COLUMNS[1], COLUMNS[2]));
        second.glyphs.extend::<Vec<Glyph>>(glyphs(text, COLUMNS[1] + 5.0, 75.0, 10.0));
        second
    };
    check(vec![first(), holed("")], &[&["序号|类别|工作内容", "1|甲|子", "2|丑", "3|寅", "4|乙|卯"]]);
    check(vec![first(), holed("乙")], &[&["序号|类别|工作内容", "1|甲|子", "2|丑", "3|寅", "乙", "4|乙|卯"]]);
}

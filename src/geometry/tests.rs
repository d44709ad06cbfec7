use proptest::prelude::*;

use super::{lines::tests::glyphs, *};

/// A box of `columns` × `rows` cells, each 60 by 20 points, with texts in the first cells.
fn ruled(x: f32, y: f32, columns: usize, rows: usize, texts: &[&str]) -> PageContent {
    let mut page = PageContent { width: 600.0, height: 800.0, ..PageContent::default() };
    let (right, bottom) = (x + columns as f32 * 60.0, y + rows as f32 * 20.0);
    page.edges.extend((0..=rows).map(|row| Edge::horizontal(y + row as f32 * 20.0, x, right)));
    page.edges.extend((0..=columns).map(|column| Edge::vertical(x + column as f32 * 60.0, y, bottom)));
    for (index, text) in texts.iter().enumerate() {
        let (column, row) = (index % columns, index / columns);
        page.glyphs.extend(glyphs(text, x + column as f32 * 60.0 + 4.0, y + row as f32 * 20.0 + 13.0, 10.0));
    }
    page
}

fn together(mut page: PageContent, other: PageContent) -> PageContent {
    page.glyphs.extend(other.glyphs);
    page.edges.extend(other.edges);
    page
}

fn read(page: PageContent) -> Vec<String> {
    let shown = |block: &Block| match block {
        Block::Paragraph(paragraph) => paragraph.text.clone(),
        Block::Table(table) => format!("{}×{} {}", table.rows, table.columns, row_lines(table).join("/")),
    };
    read_pages(vec![page], 10_000).iter().map(shown).collect()
}

#[test]
fn a_frame_around_text_is_no_table() {
    assert_eq!(read(ruled(100.0, 100.0, 1, 1, &["盖章"])), ["盖章"]);
}

#[test]
fn a_frame_around_a_table_is_not_its_cell() {
    let mut page = ruled(100.0, 100.0, 2, 1, &["甲", "乙"]);
    edges::from_outline([50.0, 50.0, 500.0, 300.0], &mut page.edges);
    assert_eq!(read(page), ["1×2 甲\t乙"]);
}

#[test]
fn a_table_in_a_cell_stands_in_its_text() {
    let mut outer = ruled(50.0, 100.0, 1, 1, &[]);
    outer.edges.clear();
    outer.edges.extend([100.0, 200.0].map(|y| Edge::horizontal(y, 50.0, 500.0)));
    outer.edges.extend([50.0, 120.0, 500.0].map(|x| Edge::vertical(x, 100.0, 200.0)));
    outer.glyphs.extend(glyphs("外", 60.0, 115.0, 10.0));
    let page = together(outer, ruled(150.0, 120.0, 2, 2, &["甲", "乙", "丙", "丁"]));
    assert_eq!(read(page.clone()), ["1×2 外\t甲\t乙 丙\t丁"]);
    let Block::Table(table) = &read_pages(vec![page], 10_000)[0] else { panic!("a table") };
    assert_eq!(table.cells[1].tables[0].cells.len(), 4);
}

/// A form of a label and a cell with a list in it, and a row below.
fn form_with_list(nested: bool) -> PageContent {
    let mut form = PageContent { width: 600.0, height: 800.0, ..PageContent::default() };
    form.edges.extend([100.0, 300.0, 340.0].map(|y| Edge::horizontal(y, 50.0, 550.0)));
    form.edges.extend([50.0, 110.0, 550.0].map(|x| Edge::vertical(x, 100.0, 340.0)));
    for (text, x, y) in [("设备", 60.0, 250.0), ("意见", 60.0, 320.0), ("同意购置", 120.0, 320.0)] {
        form.glyphs.extend(glyphs(text, x, y, 10.0));
    }
    let texts =
        ["名称", "数量", "单价", "水泵", "12", "300", "风机", "4", "1500", "电机", "6", "800", "阀门", "30", "45"];
    let mut list = ruled(150.0, 120.0, 3, 5, &texts);
    if !nested {
        list.edges.clear();
    }
    together(form, list)
}

#[test]
fn a_list_in_a_cell_leaves_the_form_as_it_is() {
    for nested in [false, true] {
        let read = read(form_with_list(nested));
        assert!(read.len() == 1 && read[0].starts_with("2×2 设备\t名称"), "{read:?}");
        assert!(read[0].ends_with("/意见\t同意购置"), "{read:?}");
    }
}

#[test]
fn a_cell_that_fills_a_page_belongs_to_its_table() {
    let first = ruled(20.0, 740.0, 1, 2, &["题目", "正文的开头，"]);
    let mut second = PageContent { width: 600.0, height: 800.0, ..PageContent::default() };
    edges::from_outline([20.0, 50.0, 80.0, 780.0], &mut second.edges);
    let wide = |page: PageContent| PageContent { width: 100.0, ..page };
    for line in 0..50 {
        second.glyphs.extend(glyphs("正文的中间", 24.0, 63.0 + line as f32 * 14.0, 10.0));
    }
    let third = ruled(20.0, 50.0, 1, 2, &["结尾。", "签字"]);
    let blocks = read_pages(vec![wide(first), wide(second), wide(third)], 10_000);
    let [Block::Table(table)] = &blocks[..] else { panic!("one table: {blocks:?}") };
    let text = row_lines(table).join("/");
    assert!(text.starts_with("题目/正文的开头，正文的中间") && text.ends_with("结尾。/签字"), "{text}");
}

#[test]
fn a_unit_above_each_table_is_kept_for_each() {
    let page = |texts: &[&str]| {
        let mut page = ruled(50.0, 60.0, texts.len() / 2, 2, texts);
        page.glyphs.extend(glyphs("单位：元", 50.0, 50.0, 10.0));
        page
    };
    let pages: [&[&str]; 3] = [
        &["项目", "金额", "甲", "100"],
        &["设备", "数量", "价格", "泵", "2", "200"],
        &["人员", "职务", "月数", "工资", "丙", "工人", "3", "300"],
    ];
    let blocks = read_pages(pages.iter().map(|texts| page(texts)).collect(), 10_000);
    let units = blocks.iter().filter(|block| matches!(block, Block::Paragraph(own) if own.text == "单位：元")).count();
    assert_eq!((blocks.len(), units), (6, 3), "{blocks:?}");
    // One table over the pages has it once.
    let blocks = read_pages(vec![page(pages[0]), page(&["项目", "金额", "乙", "200"])], 10_000);
    assert_eq!(blocks.len(), 2, "{blocks:?}");
}

#[test]
fn a_box_to_tick_is_not_a_table() {
    let mut page = ruled(100.0, 100.0, 2, 1, &["甲", "  是"]);
    edges::from_outline([165.0, 105.0, 173.0, 113.0], &mut page.edges);
    assert_eq!(read(page), ["1×2 甲\t是"]);
}

#[test]
fn outlines_of_signs_are_not_tables() {
    let mut page = ruled(100.0, 100.0, 2, 1, &["甲", "乙"]);
    page.glyphs.extend(glyphs("中华", 300.0, 200.0, 24.0));
    // 中 as a drawing of its strokes.
    edges::from_outline([302.0, 186.0, 322.0, 196.0], &mut page.edges);
    page.edges.push(Edge::vertical(312.0, 180.0, 202.0));
    assert_eq!(read(page), ["1×2 甲\t乙", "中华"]);
}

#[test]
fn a_big_sign_does_not_join_the_lines_beside_it() {
    let mut page = PageContent { width: 600.0, height: 800.0, ..PageContent::default() };
    page.glyphs.extend(glyphs("发票代码：033002200211", 300.0, 30.0, 9.0));
    page.glyphs.extend(glyphs("电子凭证", 100.0, 38.0, 20.0));
    page.glyphs.extend(glyphs("发票号码：99934328", 300.0, 44.0, 9.0));
    assert_eq!(read(page.clone()), ["发票代码：033002200211", "电子凭证", "发票号码：99934328"]);
    // One line beside it is part of its line.
    page.glyphs.retain(|glyph| glyph.y != 44.0);
    assert_eq!(read(page), ["电子凭证\t发票代码：033002200211"]);
}

#[test]
fn things_side_by_side_are_parted_by_a_tab() {
    let mut page = ruled(100.0, 300.0, 1, 1, &[]);
    page.glyphs.extend(glyphs("单位：甲", 100.0, 200.0, 10.0));
    page.glyphs.extend(glyphs("联系人：乙", 300.0, 200.0, 10.0));
    assert_eq!(read(page), ["单位：甲\t联系人：乙"]);
}

#[test]
fn empty_boxes_are_a_drawing() {
    assert_eq!(read(ruled(100.0, 100.0, 3, 3, &[])), Vec::<String>::new());
}

#[test]
fn page_numbers_are_left_out_and_first_titles_kept() {
    let page = |number: usize| {
        let mut page = ruled(100.0, 300.0, 1, 1, &[]);
        page.edges.clear();
        page.glyphs.extend(glyphs("通知", 100.0, 40.0, 10.0));
        page.glyphs.extend(glyphs(&format!("正文{number}"), 100.0, 400.0, 10.0));
        page.glyphs.extend(glyphs(&format!("- {number} -"), 300.0, 780.0, 10.0));
        page
    };
    let blocks = read_pages((1..=3).map(page).collect(), 100);
    let texts: Vec<&str> = blocks
        .iter()
        .filter_map(|block| if let Block::Paragraph(paragraph) = block { Some(paragraph.text.as_str()) } else { None })
        .collect();
    assert_eq!(texts, ["通知", "正文1", "正文2", "正文3"]);
}

/// Any number that a file may bring: sane ones, huge ones, none.
fn number() -> impl Strategy<Value = f32> {
    prop_oneof![8 => 0.0f32..600.0, 1 => any::<f32>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_page_panics(
        edges in prop::collection::vec((any::<bool>(), number(), number(), number()), 0..60),
        signs in prop::collection::vec((any::<char>(), number(), number(), number(), 0usize..5), 0..60),
    ) {
        let headings = [Heading::Right, Heading::Down, Heading::Left, Heading::Up, Heading::Stacked];
        let edge = |&(across, at, from, to): &(bool, f32, f32, f32)| {
            if across { Edge::horizontal(at, from, to) } else { Edge::vertical(at, from, to) }
        };
        let glyph = |&(sign, x, y, size, heading): &(char, f32, f32, f32, usize)| {
            Glyph { sign, x, y, advance: size / 2.0, size, heading: headings[heading] }
        };
        let page = PageContent {
            width: 600.0,
            height: 800.0,
            glyphs: signs.iter().map(glyph).collect(),
            edges: edges.iter().map(edge).collect(),
            shades: Vec::new(),
            readings: Vec::new(),
            lay: None,
        };
        read_pages(vec![page.clone(), page], 10_000);
    }
}

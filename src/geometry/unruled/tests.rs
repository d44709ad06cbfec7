use crate::geometry::{PageContent, edges::Edge, lines::tests::glyphs, read_pages};
use crate::model::document::{Block, Table};

/// Lines of a page, 14 points apart; within a line each part begins at the column of its place times
/// ten points: `x:text`, parts parted by `|`. A line of `-` is a ruling, `12-30` one from place to place.
fn page(lines: &[&str]) -> PageContent {
    let mut page = PageContent { width: 600.0, height: 800.0, ..PageContent::default() };
    let mut y = 100.0;
    for line in lines {
        if let Some((from, to)) = line.split_once('-').filter(|_| !line.contains(':')) {
            let at = |text: &str, other: f32| text.parse().map_or(other, |place: f32| place * 10.0);
            page.edges.push(Edge::horizontal(y - 9.5, at(from, 0.0), at(to, 500.0)));
            continue;
        }
        for part in line.split('|').filter(|part| !part.is_empty()) {
            let (x, text) = part.split_once(':').expect("a place");
            page.glyphs.extend(glyphs(text, x.parse::<f32>().expect("a number") * 10.0, y, 10.0));
        }
        y += 14.0;
    }
    page
}

fn shown(table: &Table) -> String {
    let mut rows = vec![Vec::new(); table.rows];
    for cell in &table.cells {
        let mut text = cell.text.replace('\n', "/");
        if cell.column_span > 1 {
            text += &format!("→{}", cell.column_span);
        }
        if cell.row_span > 1 {
            text += &format!("↓{}", cell.row_span);
        }
        rows[cell.row].push(text);
    }
    rows.iter().map(|row| row.join(",")).collect::<Vec<_>>().join(" ; ")
}

/// Pages in, blocks out: a table as its rows, a paragraph as `¶` and its text.
#[track_caller]
fn check(pages: &[&[&str]], expected: &[&str]) {
    let blocks = read_pages(pages.iter().map(|lines| page(lines)).collect(), 10_000);
    let found: Vec<String> = blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph(paragraph) => format!("¶{}", paragraph.text.replace('\n', "/")),
            Block::Table(table) => shown(table),
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn three_lines_make_a_table() {
    check(
        &[&["15:表1 经费", "-", "0:项目|20:金额|30:单位", "-", "0:导航|20:30|30:甲局", "0:培训|20:5|30:乙局", "-"]],
        &["¶表1 经费", "项目,金额,单位 ; 导航,30,甲局 ; 培训,5,乙局"],
    );
}

#[test]
fn what_is_said_of_a_table_is_none_of_its_rows() {
    check(
        &[&[
            "0:填报单位：甲局|20:日期：5月|30:单位：万元",
            "-",
            "0:项目|20:金额|30:单位",
            "-",
            "0:导航|20:30|30:甲局",
            "0:培训|20:5|30:乙局",
            "-",
        ]],
        &["¶填报单位：甲局\t日期：5月\t单位：万元", "项目,金额,单位 ; 导航,30,甲局 ; 培训,5,乙局"],
    );
}

#[test]
fn three_lines_make_a_table_of_short_words() {
    check(
        &[&[
            "-",
            "0:单位|20:事项|30:结果",
            "-",
            "0:甲局|20:培训|30:完成",
            "0:乙局|20:导航|30:完成",
            "0:丙局|20:代理|30:未办",
            "-",
        ]],
        &["单位,事项,结果 ; 甲局,培训,完成 ; 乙局,导航,完成 ; 丙局,代理,未办"],
    );
}

#[test]
fn numbers_in_columns_need_no_ruling() {
    check(
        &[&["0:Region|20:2010|30:2011", "0:North|20:120|30:97", "0:South|20:45|30:1,008", "0:Total|20:165|30:1,105"]],
        &["Region,2010,2011 ; North,120,97 ; South,45,1,008 ; Total,165,1,105"],
    );
}

#[test]
fn a_heading_spans_what_its_ruling_does() {
    check(
        &[&[
            "-",
            "24:Amount",
            "18-36",
            "0:Item|20:May|30:June",
            "-",
            "0:a|20:1|30:2",
            "0:b|20:3|30:4",
            "0:c|20:5|30:6",
            "-",
        ]],
        &["Item↓2,Amount→2 ; May,June ; a,1,2 ; b,3,4 ; c,5,6"],
    );
}

#[test]
fn labels_that_wrap_are_one_row() {
    check(
        &[&[
            "0:Kind|20:A|30:B",
            "0:first or|20:1|30:2",
            "0:only one",
            "0:Last/|20:3|30:4",
            "0:Other",
            "0:None|20:5|30:6",
        ]],
        &["Kind,A,B ; first or/only one,1,2 ; Last//Other,3,4 ; None,5,6"],
    );
}

#[test]
fn text_that_is_no_table_stays_text() {
    let line = "0:several words that fill the left column|30:and others that fill the right column";
    let blocks = read_pages(vec![page(&[line, line, line, line, line])], 10_000);
    assert!(blocks.iter().all(|block| matches!(block, Block::Paragraph(_))), "two columns of text");
    for letter in [
        // A cover.
        ["0:填报单位：|10:甲市知识产权局", "0:联系人：|10:张三", "0:电话：|10:12345678", "0:日期：|10:2024年3月"],
        // A list.
        ["0:1.|3:first thing", "0:2.|3:second thing", "0:3.|3:third thing", "0:4.|3:fourth thing"],
        // A table of contents.
        ["0:Preface......|40:1", "0:Methods......|40:4", "0:Results......|40:9", "0:Annex......|40:12"],
        // A letter's end.
        ["0:此致", "0:敬礼", "30:甲市知识产权局", "30:2024年3月1日"],
    ] {
        let blocks = read_pages(vec![page(&letter)], 10_000);
        assert!(blocks.iter().all(|block| matches!(block, Block::Paragraph(_))), "{letter:?}");
    }
}

#[test]
fn a_frame_does_not_hide_its_table() {
    let mut page = page(&["5:Item|20:May|30:June", "5:a|20:1|30:2", "5:b|20:3|30:4", "5:c|20:5|30:6"]);
    crate::geometry::edges::from_outline([40.0, 80.0, 400.0, 160.0], &mut page.edges);
    let blocks = read_pages(vec![page], 10_000);
    let [Block::Table(table)] = &blocks[..] else { panic!("{blocks:?}") };
    assert_eq!(shown(table), "Item,May,June ; a,1,2 ; b,3,4 ; c,5,6");
}

#[test]
fn upright_lines_alone_make_a_table() {
    let lines = ["1:编号|11:名称|31:单位", "1:a1|11:培训|31:甲局", "1:b22|11:专利导航|31:乙市", "1:c|11:代理|31:丙"];
    let read = |walls: &[f32]| {
        let mut page = page(&lines);
        page.edges.extend(walls.iter().map(|&x| crate::geometry::edges::Edge::vertical(x, 85.0, 150.0)));
        let blocks = read_pages(vec![page], 10_000);
        blocks.iter().filter_map(|block| if let Block::Table(table) = block { Some(shown(table)) } else { None }).next()
    };
    let table = "编号,名称,单位 ; a1,培训,甲局 ; b22,专利导航,乙市 ; c,代理,丙";
    assert_eq!(read(&[0.0, 100.0, 300.0, 400.0]).as_deref(), Some(table));
    // One line parts two columns of a page.
    assert_eq!(read(&[300.0]), None);
}

#[test]
fn rows_without_columns_are_looked_at_again() {
    let mut page =
        page(&["1:Author|11:Alpha", "1:Genres|11:Beta", "1:Places|11:Gamma", "1:Years|11:Delta", "1:Series|11:Zeta"]);
    page.edges.extend((0..=5).map(|row| Edge::horizontal(90.0 + row as f32 * 14.0, 0.0, 200.0)));
    page.edges.extend([0.0, 200.0].map(|x| Edge::vertical(x, 90.0, 160.0)));
    let blocks = read_pages(vec![page], 10_000);
    let [Block::Table(table)] = &blocks[..] else { panic!("{blocks:?}") };
    assert_eq!(shown(table), "Author,Alpha ; Genres,Beta ; Places,Gamma ; Years,Delta ; Series,Zeta");
}

#[test]
fn columns_without_rows_are_parted() {
    let mut page = page(&[
        "12:Amount",
        "1:Item|11:May|21:June",
        "1:a|11:1|21:2",
        "1:b|11:3|21:4",
        "1:c|11:5|21:6",
        "1:d|11:7|21:8",
    ]);
    page.edges.extend([90.0, 118.0, 175.0].map(|y| Edge::horizontal(y, 0.0, 300.0)));
    page.edges.push(Edge::horizontal(104.0, 100.0, 300.0));
    page.edges.extend([0.0, 100.0, 300.0].map(|x| Edge::vertical(x, 90.0, 175.0)));
    page.edges.push(Edge::vertical(200.0, 104.0, 175.0));
    let blocks = read_pages(vec![page], 10_000);
    let [Block::Table(table)] = &blocks[..] else { panic!("{blocks:?}") };
    assert_eq!(shown(table), "Item↓2,Amount→2 ; May,June ; a,1,2 ; b,3,4 ; c,5,6 ; d,7,8");
}

#[test]
fn a_repeated_header_joins_two_pages() {
    let first: &[&str] = &["-", "0:Item|20:May|30:June", "-", "0:a|20:1|30:2", "0:b|20:3|30:4", "0:c|20:5|30:6", "-"];
    let second: &[&str] =
        &["-", "0:Item|21:May|31:June", "-", "0:d|21:7|31:8", "0:e|21:9|31:10", "0:f|21:11|31:12", "-"];
    check(&[first, second], &["Item,May,June ; a,1,2 ; b,3,4 ; c,5,6 ; d,7,8 ; e,9,10 ; f,11,12"]);
}

#[test]
fn words_without_spaces_in_columns_need_no_ruling() {
    check(
        &[&[
            "0:姓名|10:单位|20:职务|30:事项",
            "0:张伟|10:市水务局|20:科长|30:道路硬化",
            "0:刘洋|10:区教育局|20:主任|30:食堂改造",
            "0:赵敏|10:图书馆|20:会计|30:路灯安装",
        ]],
        &[
            "姓名,单位,职务,事项 ; 张伟,市水务局,科长,道路硬化 ; 刘洋,区教育局,主任,食堂改造 ; 赵敏,图书馆,会计,路灯安装",
        ],
    );
}

#[test]
fn backgrounds_part_rows() {
    let mut page = page(&[
        "0:姓名|10:单位|20:职务|30:事项",
        "0:张伟|10:市水务局|20:科长|30:道路硬化",
        "10:临江分局",
        "0:刘洋|10:区教育局|20:主任|30:食堂改造",
        "0:赵敏|10:图书馆|20:会计|30:路灯安装",
    ]);
    page.shades.extend([90.0, 104.0, 132.0, 146.0].map(|y| Edge::horizontal(y, 0.0, 400.0)));
    let blocks = read_pages(vec![page], 10_000);
    let tables: Vec<String> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(shown(table)),
            Block::Paragraph(_) => None,
        })
        .collect();
    let expected = "姓名,单位,职务,事项 ; 张伟,市水务局/临江分局,科长,道路硬化 ; 刘洋,区教育局,主任,食堂改造 ; \
                    赵敏,图书馆,会计,路灯安装";
    assert_eq!(tables, [expected]);
}

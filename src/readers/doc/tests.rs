//! Documents as data: paragraphs with modifiers in, the text of blocks and grids out.

use proptest::prelude::*;

use super::{read, sprm::code::*};
use crate::{
    model::{document::Document, limits::Limits, trouble::TroubleKind},
    readers::flowing::harness::render,
};
use maker::{Maker, P, Stretch, Style, container, sprm};

pub mod maker;

#[track_caller]
fn check_maker(maker: &Maker, expected: &str) -> Document {
    let document = read(&maker.file(), &Limits::default()).unwrap();
    assert_eq!(render(&document), expected);
    document
}

/// Reads a document of these paragraphs and compares what [`render`] makes of it.
#[track_caller]
fn check(main: &[P], expected: &str) -> Document {
    check_maker(&Maker::new(main.to_vec()), expected)
}

#[track_caller]
fn check_trouble(bytes: &[u8], kind: TroubleKind, part_of_reason: &str) {
    let trouble = read(bytes, &Limits::default()).unwrap_err();
    assert_eq!(trouble.kind, kind, "{trouble}");
    assert!(trouble.reason.zh.contains(part_of_reason) || trouble.reason.en.contains(part_of_reason), "{trouble}");
}

/// A paragraph of one run.
fn p(text: &str) -> P {
    P::default().run(text, &[]).mark("\r", &[])
}

/// One run of text and no mark.
fn run(text: &str, props: &[u8]) -> P {
    P::default().run(text, props)
}

fn on(code: u16) -> Vec<u8> {
    sprm(code, &[1])
}

fn in_table(depth: u8) -> Vec<u8> {
    [on(P_IN_TABLE), sprm(P_ITAP, &[depth, 0, 0, 0])].concat()
}

/// The last paragraph of a cell.
fn cell(text: &str) -> P {
    run(text, &[]).mark("\u{7}", &[]).props(&in_table(1))
}

fn inner_cell(text: &str, depth: u8) -> P {
    p(text).props(&in_table(depth)).props(&on(P_INNER_CELL))
}

/// sprmTDefTable: edges in twips and the flags of each cell.
fn define(edges: &[i16], flags: &[u16]) -> Vec<u8> {
    let mut operand = vec![edges.len() as u8 - 1];
    operand.extend(edges.iter().flat_map(|edge| edge.to_le_bytes()));
    for flags in flags {
        operand.extend(flags.to_le_bytes());
        operand.extend([0; 18]);
    }
    let length = operand.len() as u16 + 1;
    [&T_DEFINE.to_le_bytes()[..], &length.to_le_bytes(), &operand].concat()
}

/// The end of a row with these modifiers.
fn end(props: &[u8]) -> P {
    run("", &[]).mark("\u{7}", &[]).props(&in_table(1)).props(&on(P_TTP)).props(props)
}

fn inner_end(props: &[u8], depth: u8) -> P {
    p("").props(&in_table(depth)).props(&on(P_INNER_TTP)).props(props)
}

/// A row of cells between these edges.
fn row(texts: &[&str], edges: &[i16]) -> Vec<P> {
    texts.iter().map(|text| cell(text)).chain([end(&define(edges, &[]))]).collect()
}

/// A row of cells of 2000 twips with these flags.
fn flagged(texts: &[&str], flags: &[u16]) -> Vec<P> {
    let edges: Vec<i16> = (0..=flags.len() as i16).map(|edge| edge * 2000).collect();
    texts.iter().map(|text| cell(text)).chain([end(&define(&edges, flags))]).collect()
}

#[test]
fn paragraphs_and_special_characters() {
    check(&[], "");
    check(&[p("甲"), p(""), p(" 乙 ")], "甲 /  /  乙 ");
    check(&[p("a\tb\u{B}c")], "a⇥b⏎c");
    check(&[p("a\u{1E}b\u{1F}c\u{A0}d")], "a-bc\u{A0}d");
    check(&[p("a\u{1}\u{2}\u{5}\u{8}b")], "ab");
    check(&[p("a\u{C}b\u{E}")], "a⏎b");
    check(&[run("a\u{C}", &[]), p("b")], "a / b");
    check(&[p("😀𠮷")], "😀𠮷");
    check(&[run("no mark", &[])], "no mark");
}

#[test]
fn hidden_text() {
    let hidden = on(C_VANISH);
    check(&[run("a", &[]).run("x", &hidden).run("b", &[]).mark("\r", &[])], "ab");
    check(&[run("a", &sprm(C_VANISH, &[0])).mark("\r", &[])], "a");
    check(&[run("a", &[]).mark("\r", &hidden), p("b")], "ab");
    check(&[run("x", &on(C_SPEC_VANISH)).run("a", &[]).mark("\r", &[])], "a");
    check(&[run("a", &[hidden.clone(), sprm(C_PLAIN, &[0])].concat()).mark("\r", &[])], "a");

    let styles = || {
        vec![
            Style(1, 0xFFF, vec![], vec![]),
            Style(1, 0, vec![], on(C_VANISH)),
            Style(1, 1, vec![], vec![]),
            Style(2, 0xFFF, vec![], on(C_VANISH)),
        ]
    };
    let check = |main: Vec<P>, expected| check_maker(&Maker { styles: styles(), ..Maker::new(main) }, expected);
    check(vec![p("x").style(1), p("a"), p("x").style(2)], "a");
    check(vec![run("x", &sprm(C_ISTD, &[3, 0])).run("a", &[]).mark("\r", &[])], "a");
    check(
        vec![
            run("a", &sprm(C_VANISH, &[0x81]))
                .run("x", &sprm(C_VANISH, &[0x80]))
                .mark("\r", &sprm(C_VANISH, &[0]))
                .style(1),
        ],
        "a",
    );
    check(vec![run("a", &sprm(C_ISTD, &[3, 0])).run("x", &[]).mark("\r", &sprm(C_VANISH, &[0])).style(1)], "a");
}

#[test]
fn tracked_changes() {
    let (deleted, inserted) = (on(C_DELETED), on(C_INSERTED));
    let found =
        check(&[run("a", &[]).run("x", &deleted).run("b", &inserted).run("c", &inserted).mark("\r", &[])], "abc");
    assert_eq!((found.facts.insertions, found.facts.deletions), (1, 1));
    check(&[run("a", &[]).mark("\r", &deleted), p("b")], "ab");
    let both = [deleted.clone(), inserted].concat();
    check(&[run("x", &both).run("a", &[]).mark("\r", &[])], "a");
    // A row is deleted with all that it holds.
    let end_gone =
        run("", &[]).mark("\u{7}", &deleted).props(&in_table(1)).props(&on(P_TTP)).props(&define(&[0, 500, 900], &[]));
    let gone = [run("x", &deleted).mark("\u{7}", &deleted).props(&in_table(1)), cell(""), end_gone.clone()];
    let found = check(&[gone.to_vec(), row(&["a", "b"], &[0, 500, 900])].concat(), "[0:a|1:b]");
    assert_eq!(found.facts.deletions, 1);
    check(&[gone.to_vec(), vec![p("a")]].concat(), "a");
    check(&[cell("x"), cell("y"), end_gone], "[0:x|1:y]");
}

#[test]
fn fields_give_their_results() {
    check(&[p("a\u{13}PAGE\u{14}1\u{15}b")], "a1b");
    check(&[p("\u{13}A \u{13}B\u{14}x\u{15}\u{14}y\u{15}")], "y");
    check(&[p("a\u{13}PAGE\u{15}b")], "ab");
    check(&[p("a\u{13}code"), p("b")], "a / b");
}

/// Data of a form field: check box (1) or drop-down list (2) with its state and entries.
fn form_field(kind: u16, state: u16, preset: u16, entries: &[&str]) -> Vec<u8> {
    let mut data = vec![0; 6];
    data.extend(0xFFFF_FFFF_u32.to_le_bytes());
    data.extend((kind | state << 2).to_le_bytes());
    data.extend([0; 4]);
    data.extend([0; 4]);
    data.extend(preset.to_le_bytes());
    data.extend([0; 20]);
    data.extend([0xFF, 0xFF, entries.len() as u8, 0, 0, 0]);
    for entry in entries {
        data.extend((entry.encode_utf16().count() as u16).to_le_bytes());
        data.extend(entry.encode_utf16().flat_map(|unit| unit.to_le_bytes()));
    }
    let length = data.len() as u32;
    data[..4].copy_from_slice(&length.to_le_bytes());
    data[4] = 6;
    data
}

#[test]
fn form_fields_show_their_state() {
    let props = [sprm(C_PICTURE, &[0, 0, 0, 0]), on(C_DATA)].concat();
    let field = run("a\u{13}FORM ", &[]).run("\u{1}", &props).run("\u{14}\u{15}b", &[]).mark("\r", &[]);
    let check = |data: Vec<u8>, expected| check_maker(&Maker { data, ..Maker::new(vec![field.clone()]) }, expected);
    check(form_field(1, 1, 0, &[]), "a☑b");
    check(form_field(1, 0, 1, &[]), "a☐b");
    check(form_field(1, 25, 1, &[]), "a☑b");
    check(form_field(2, 1, 0, &["甲", "乙"]), "a乙b");
    check(form_field(2, 7, 0, &["甲", "乙"]), "ab");
    check(vec![9, 9, 9], "ab");
}

#[test]
fn symbols_become_unicode() {
    let mut fonts = vec![1, 0, 0, 0, 39 + 20];
    fonts.resize(4 + 40, 0);
    fonts.extend("Wingdings\0".encode_utf16().flat_map(|unit| unit.to_le_bytes()));
    let length = fonts.len();
    let check = |run: P, expected| {
        let main = vec![run.mark("\r", &[])];
        check_maker(&Maker { tables: vec![(15, fonts.clone(), length)], ..Maker::new(main) }, expected);
    };
    check(run("(", &sprm(C_SYMBOL, &[0, 0, 0xFE, 0xF0])), "☑");
    check(run("\u{F0FE}", &sprm(C_FONT, &[0, 0])), "☑");
    check(run("(<>)", &[]), "(<>)");
    check(run("a<>", &on(C_SPECIAL)), "a");
}

#[test]
fn tables_of_cells() {
    check(&row(&["a", "b"], &[0, 1000, 2000]), "[0:a|1:b]");
    check(&[row(&["a", "b"], &[0, 1000, 2000]), row(&["c", "d"], &[0, 1000, 2000])].concat(), "[0:a|1:b ; 0:c|1:d]");
    check(&[row(&["a"], &[0, 900]), vec![p("x")], row(&["b"], &[0, 900])].concat(), "[0:a] / x / [0:b]");
    let first = P { props: in_table(1), ..p("a") };
    check(&[vec![first, cell("b")], vec![end(&define(&[0, 900], &[]))]].concat(), "[0:a⏎b]");
    // Fewer and wider cells span columns; a row may begin and end inside the others.
    let rows =
        [row(&["a", "b", "c"], &[0, 1000, 2000, 3000]), row(&["d", "e"], &[0, 2000, 3000]), row(&["f"], &[1000, 2000])];
    check(&rows.concat(), "[0:a|1:b|2:c ; 0:d@1x2|2:e ; 1:f]");
    // Fewer definitions than cells, more than cells, none at all.
    check(&row(&["a", "b", "c"], &[0, 1000]), "[0:a|1:b|2:c]");
    check(&row(&["a"], &[0, 1000, 2000]), "[0:a]");
    check(&[cell("a"), cell("b"), end(&[])], "[0:a|1:b]");
    // A narrow cell is only one if it holds something.
    check(&row(&["a", "", "b"], &[0, 1000, 1010, 2000]), "[0:a|1:b]");
    check(&row(&["a", "x", "b"], &[0, 1000, 1010, 2000]), "[0:a|1:x|2:b]");
    // A row without its end, and an end without cells.
    check(&[cell("a"), cell("b"), p("c")], "[0:a|1:b] / c");
    check(&[end(&define(&[0, 100], &[])), p("c")], "[] / c");
}

#[test]
fn merged_cells() {
    check(&flagged(&["a", "x", "b"], &[1, 2, 0]), "[0:a@1x2|2:b]");
    check(&flagged(&["a", "x", "b"], &[2, 1, 0]), "[0:a@1x2|2:b]");
    check(&flagged(&["a", "x", "b", "x"], &[3, 1, 3, 1]), "[0:a@1x2|2:b@1x2]");
    let rows = [flagged(&["a", "b"], &[0x60, 0]), flagged(&["x", "c"], &[0x20, 0]), flagged(&["d", "e"], &[0x60, 0])];
    check(&rows.concat(), "[0:a@2x1|1:b ; 1:c ; 0:d|1:e]");
    check(&[row(&["h"], &[0, 4000]), flagged(&["x", "b"], &[0x20, 0])].concat(), "[0:h@1x2 ; 0:x|1:b]");
}

#[test]
fn rows_edited_after_their_definition() {
    let check = |texts: &[&str], edit: &[u8], expected: &str| {
        let grid = row(&["1", "2", "3", "4"], &[0, 1000, 2000, 3000, 4000]);
        let edited: Vec<P> = texts
            .iter()
            .map(|text| cell(text))
            .chain([end(&[define(&[0, 1000, 2000, 3000], &[]), edit.to_vec()].concat())])
            .collect();
        check(&[grid, edited].concat(), &format!("[0:1|1:2|2:3|3:4 ; {expected}]"));
    };
    check(&["a", "b", "c"], &[], "0:a|1:b|2:c");
    check(&["a", "b", "c", "d"], &sprm(T_INSERT, &[0, 1, 0xE8, 3]), "0:a|1:b|2:c|3:d");
    check(&["a", "b", "c", "d"], &sprm(T_INSERT, &[3, 1, 0xE8, 3]), "0:a|1:b|2:c|3:d");
    check(&["a", "b"], &sprm(T_DELETE, &[0, 1]), "0:a|1:b");
    check(&["a", "b", "c"], &sprm(T_WIDTH, &[1, 2, 0xD0, 7]), "0:a|1:b@1x2|3:c");
    check(&["a", "x", "c"], &sprm(T_MERGE, &[0, 2]), "0:a@1x2|2:c");
    check(&["a", "b", "c"], &[sprm(T_MERGE, &[0, 3]), sprm(T_SPLIT, &[0, 3])].concat(), "0:a|1:b|2:c");
    check(&["a", "b", "c"], &sprm(T_LEFT, &[0xE8, 3]), "1:a|2:b|3:c");
    check(&["a", "b", "c"], &[sprm(T_GAP_HALF, &[0x18, 0xFC])].concat(), "1:a|2:b|3:c");
    check(&["a", "b", "c"], &sprm(T_DELETE, &[9, 200]), "0:a|1:b|2:c");

    let merged = [define(&[0, 1000, 2000], &[]), sprm(T_VERTICAL_MERGE, &[2, 0, 3])].concat();
    let goes_on = [define(&[0, 1000, 2000], &[]), sprm(T_VERTICAL_MERGE, &[2, 0, 1])].concat();
    super::tests::check(
        &[cell("a"), cell("b"), end(&merged), cell("x"), cell("c"), end(&goes_on)],
        "[0:a@2x1|1:b ; 1:c]",
    );
}

#[test]
fn header_rows_and_adjacent_tables() {
    let header = [define(&[0, 900], &[]), on(T_HEADER)].concat();
    check(&[vec![cell("a"), end(&header)], row(&["b"], &[0, 900])].concat(), "[0:#a ; 0:b]");
    let other = |style: u8| [define(&[0, 900], &[]), sprm(T_ISTD, &[style, 0])].concat();
    check(&[cell("a"), end(&other(1)), cell("b"), end(&other(1)), cell("c"), end(&other(2))], "[0:a ; 0:b] / [0:c]");
}

#[test]
fn tables_in_tables() {
    let inner = || vec![inner_cell("x", 2), inner_cell("y", 2), inner_end(&define(&[0, 500, 900], &[]), 2)];
    let outer =
        |inside: Vec<P>| [vec![cell("a")], inside, vec![cell("b"), end(&define(&[0, 1000, 2000], &[]))]].concat();
    check(&outer(inner()), "[0:a|1:x⇥y⏎b [0:x|1:y]]");
    check(&[inner(), vec![cell("b"), end(&define(&[0, 900], &[]))]].concat(), "[0:x⇥y⏎b [0:x|1:y]]");
    let deep = vec![
        inner_cell("z", 3),
        inner_end(&define(&[0, 100], &[]), 3),
        inner_cell("x", 2),
        inner_end(&define(&[0, 500], &[]), 2),
    ];
    check(&outer(deep), "[0:a|1:z⏎x⏎b [0:z⏎x [0:z]]]");
    let two = [inner(), vec![P { props: in_table(1), ..p("-") }], inner()].concat();
    check(&outer(two), "[0:a|1:x⇥y⏎-⏎x⇥y⏎b [0:x|1:y] [0:x|1:y]]");
    // Depth by steps (sprmPDtap).
    let step = [on(P_IN_TABLE), sprm(P_DTAP, &[2, 0, 0, 0])].concat();
    let stepped = [p("x").props(&step).props(&on(P_INNER_CELL)), p("").props(&step).props(&on(P_INNER_TTP))];
    check(&outer(stepped.to_vec()), "[0:a|1:x⏎b [0:x]]");
}

#[test]
fn modifiers_kept_elsewhere() {
    let kept = define(&[0, 1000, 3000], &[]);
    let data = [&(kept.len() as u16).to_le_bytes()[..], &kept].concat();
    let grid = row(&["1", "2", "3"], &[0, 1000, 2000, 3000]);
    for code in [P_TABLE_PROPS, P_HUGE] {
        let kept = vec![cell("a"), cell("b"), end(&sprm(code, &[0, 0, 0, 0]))];
        let maker = Maker { data: data.clone(), ..Maker::new([grid.clone(), kept.clone()].concat()) };
        check_maker(&maker, "[0:1|1:2|2:3 ; 0:a|1:b@1x2]");
        check_trouble(&Maker::new(kept).file(), TroubleKind::Unreadable, "Data");
    }
}

#[test]
fn text_in_pieces() {
    let piece = |length, wide, changes| Stretch { length, wide, changes };
    let main = vec![p("ab\u{93}c"), p("中文"), p("d")];
    let stretches = vec![piece(2, false, 0), piece(3, false, 0), piece(4, true, 0), piece(1, false, 0)];
    check_maker(&Maker { stretches, ..Maker::new(main.clone()) }, "ab“c / 中文 / d");
    // A change in two bytes: hidden (0x5C), deleted (0x41).
    let stretches = vec![piece(2, true, 0x5C << 1 | 1 << 8), piece(8, true, 0x41 << 1)];
    check_maker(&Maker { stretches, ..Maker::new(main.clone()) }, "\u{93}c / 中文 / d");
    // A list of changes: the cells of a table, said of text that was pasted in.
    let changes = vec![on(C_INSERTED), in_table(1), [in_table(1), on(P_TTP), define(&[0, 500], &[])].concat()];
    let pasted = vec![run("a", &[]).mark("\u{7}", &[]), run("", &[]).mark("\u{7}", &[]), p("b")];
    let stretches = vec![piece(2, true, 1 << 1 | 1), piece(1, true, 2 << 1 | 1), piece(1, true, 1), piece(1, false, 0)];
    let found = check_maker(&Maker { stretches, changes, ..Maker::new(pasted) }, "[0:a] / b");
    assert_eq!(found.facts.insertions, 1);
}

/// One definition with two levels, and one list of it.
fn lists() -> Vec<(usize, Vec<u8>, usize)> {
    let level = |numeral: u8, text: &str, follow: u8| {
        let mut level = vec![1, 0, 0, 0, numeral, 0];
        level.extend([0; 9]);
        level.push(follow);
        level.resize(28, 0);
        level.extend((text.encode_utf16().count() as u16).to_le_bytes());
        level.extend(text.encode_utf16().flat_map(|unit| unit.to_le_bytes()));
        level
    };
    let mut definition = vec![7, 0, 0, 0, 0, 0, 0, 0];
    definition.extend([0xFF, 0x0F].repeat(9));
    definition.extend([0, 0]);
    let mut plf_lst = [vec![1, 0], definition].concat();
    let told = plf_lst.len();
    for (numeral, text, follow) in [(39, "\0、", 2), (0, "\0.\u{1}", 1)] {
        plf_lst.extend(level(numeral, text, follow));
    }
    for _ in 2..9 {
        plf_lst.extend(level(23, "*", 0));
    }
    let mut plf_lfo = vec![2, 0, 0, 0];
    for changes in [0, 1] {
        plf_lfo.extend([7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, changes, 0, 0, 0]);
    }
    plf_lfo.extend([0xFF; 8]);
    plf_lfo.extend([5, 0, 0, 0, 0x10, 0, 0, 0]);
    let length = plf_lfo.len();
    vec![(73, plf_lst, told), (74, plf_lfo, length)]
}

#[test]
fn lists_give_their_numbers() {
    let item =
        |text: &str, list: u8, level: u8| p(text).props(&sprm(P_ILFO, &[list, 0])).props(&sprm(P_ILVL, &[level]));
    let check = |main: Vec<P>, expected| {
        let styles = vec![
            Style(1, 0xFFF, vec![], vec![]),
            Style(1, 0, sprm(P_ILFO, &[1, 0]), vec![]),
            Style(1, 1, sprm(P_ILVL, &[1]), vec![]),
        ];
        check_maker(&Maker { tables: lists(), styles, ..Maker::new(main) }, expected);
    };
    check(
        vec![item("a", 1, 0), item("b", 1, 1), item("c", 1, 1), item("d", 1, 0), item("e", 1, 1)],
        "一、a / 一.1 b / 一.2 c / 二、d / 二.1 e",
    );
    check(vec![item("a", 1, 0), item("b", 2, 0), item("c", 2, 0)], "一、a / 五、b / 六、c");
    check(vec![item("a", 1, 2), p("b"), item("c", 0, 0), item("d", 9, 0)], "a / b / c / d");
    check(
        vec![p("a").style(1), p("b").style(2), item("c", 0, 0).style(1), p("d").style(1)],
        "一、a / 一.1 b / c / 二、d",
    );
    let gone = run("x", &on(C_DELETED)).mark("\r", &on(C_DELETED)).props(&sprm(P_ILFO, &[1, 0]));
    check(vec![gone, item("b", 1, 0)], "一、b");
    // Cells that are covered do not count.
    let numbered = |text| cell(text).props(&sprm(P_ILFO, &[1, 0]));
    let ends = |flags| end(&define(&[0, 500], &[flags]));
    check(
        vec![numbered("a"), ends(0x60), numbered(""), ends(0x20), numbered("b"), ends(0)],
        "[0:一、a@2x1 ;  ; 0:二、b]",
    );
    let mut cut_off = Maker { tables: lists(), ..Maker::new(vec![p("a")]) };
    cut_off.tables[1].1.truncate(30);
    cut_off.tables.swap(0, 1);
    cut_off.tables[1].1.truncate(40);
    check_trouble(&cut_off.file(), TroubleKind::Unreadable, "list");
}

/// PlcSpaMom and PlcftxbxTxt: positions and shapes of anchors; ends, spare flags and shapes of boxes.
fn boxes(anchors: &[(u32, u32)], boxes: &[(u32, u16, u32)]) -> Vec<(usize, Vec<u8>, usize)> {
    let plc = |positions: Vec<u32>, items: Vec<Vec<u8>>| {
        let positions: Vec<u8> = positions.iter().flat_map(|position| position.to_le_bytes()).collect();
        [positions, items.concat()].concat()
    };
    let spa = |shape: u32| [&shape.to_le_bytes()[..], &[0; 22]].concat();
    let txbx =
        |spare: u16, shape: u32| [&[0; 8], &spare.to_le_bytes()[..], &[0; 4], &shape.to_le_bytes(), &[0; 4]].concat();
    let mom = plc(
        anchors.iter().map(|anchor| anchor.0).chain([999]).collect(),
        anchors.iter().map(|anchor| spa(anchor.1)).collect(),
    );
    let last = boxes.last().map_or(0, |last| last.0);
    let positions = [0].into_iter().chain(boxes.iter().map(|found| found.0)).chain([last + 1]).collect();
    let txt = plc(positions, boxes.iter().map(|found| txbx(found.1, found.2)).chain([txbx(0, 0)]).collect());
    let (first, second) = (mom.len(), txt.len());
    vec![(40, mom, first), (56, txt, second)]
}

#[test]
fn text_boxes_follow_their_paragraph() {
    let check = |tables, expected: &str| {
        let main = vec![p("a\u{8}b"), p("c")];
        let inside = [vec![p("甲"), p("乙")], row(&["丙"], &[0, 900]), vec![p("丁"), p("")]].concat();
        check_maker(&Maker { boxes: inside, tables, ..Maker::new(main) }, expected);
    };
    // 甲 and 乙 take two characters each, the table three, 丁 two.
    check(boxes(&[(1, 5)], &[(2, 0, 5)]), "ab / 甲 / c");
    check(boxes(&[(1, 5)], &[(2, 0, 9), (9, 0, 5)]), "ab / 乙 / [0:丙] / 丁 / c / 甲");
    check(boxes(&[(1, 5)], &[(2, 1, 5), (4, 0, 5)]), "ab / 乙 / c");
    check(boxes(&[], &[(2, 0, 5)]), "ab / c / 甲");
    check(boxes(&[(1, 5)], &[(200, 0, 5)]), "ab / c");
    // In a group of shapes.
    let record = |kind: u16, version: u16, content: Vec<u8>| {
        [&version.to_le_bytes()[..], &kind.to_le_bytes(), &(content.len() as u32).to_le_bytes(), &content].concat()
    };
    let shape = |number: u32| record(0xF004, 0xF, record(0xF00A, 2, [&number.to_le_bytes()[..], &[0; 4]].concat()));
    let group = record(0xF003, 0xF, [shape(5), shape(6)].concat());
    let drawing = record(0xF002, 0xF, record(0xF003, 0xF, [shape(1), group, shape(7)].concat()));
    let content = [record(0xF000, 0xF, vec![0; 12]), vec![0], drawing].concat();
    let length = content.len();
    let grouped = |shape| [boxes(&[(1, 5)], &[(2, 0, shape)]), vec![(50, content.clone(), length)]].concat();
    check(grouped(6), "ab / 甲 / c");
    check(grouped(7), "ab / c / 甲");
}

#[test]
fn what_is_no_such_document() {
    let (document, table) = Maker::new(vec![p("a")]).streams();
    let file = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut document = document.clone();
        change(&mut document);
        container(&[("WordDocument", &document), ("1Table", &table)])
    };
    let old = container(&[("WordDocument", &[0xDC, 0xA5, 0x68, 0])]);
    check_trouble(&old, TroubleKind::Unsupported, "Word 95");
    let old = container(&[("WordDocument", &[0xEC, 0xA5, 0x65, 0])]);
    check_trouble(&old, TroubleKind::Unsupported, ".docx");
    check_trouble(&file(&|document| document[11] |= 1), TroubleKind::Encrypted, "密码");
    check_trouble(&file(&|document| document[0] = 0), TroubleKind::Unreadable, "byte 0");
    check_trouble(&file(&|document| document.truncate(70)), TroubleKind::Unreadable, "WordDocument");
    check_trouble(&file(&|document| document.truncate(2048)), TroubleKind::Unreadable, "cut off");
    check_trouble(&file(&|document| document[79] = 0xFF), TroubleKind::LimitExceeded, "");
    check_trouble(&file(&|document| document[77] = 0xFF), TroubleKind::Unreadable, "piece table");
    check_trouble(&file(&|document| document[154 + 33 * 8 + 5] = 0xFF), TroubleKind::Unreadable, "Clx");
    check_trouble(&container(&[("WordDocument", &document)]), TroubleKind::Unreadable, "1Table");
    check_trouble(&container(&[("Other", &document)]), TroubleKind::Unreadable, "WordDocument");
    check_trouble(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", TroubleKind::Unreadable, "复合文件");
    check_trouble(b"", TroubleKind::Unreadable, "复合文件");
    // The table stream of the other name is as good.
    let other = container(&[("WordDocument", &document), ("0Table", &table)]);
    assert_eq!(render(&read(&other, &Limits::default()).unwrap()), "a");
}

#[test]
fn pieces_beyond_the_end() {
    let (document, mut table) = Maker::new(vec![p("abc")]).streams();
    let clx = table.windows(5).position(|bytes| bytes == [2, 16, 0, 0, 0]).unwrap();
    table[clx + 5 + 8 + 2..][..4].copy_from_slice(&0x0100_0000_u32.to_le_bytes());
    check_trouble(
        &container(&[("WordDocument", &document), ("1Table", &table)]),
        TroubleKind::Unreadable,
        "beyond the end",
    );
    table[clx] = 7;
    check_trouble(
        &container(&[("WordDocument", &document), ("1Table", &table)]),
        TroubleKind::Unreadable,
        "piece table",
    );
}

#[test]
fn pages_of_properties_beyond_the_end() {
    let (document, mut table) = Maker::new(vec![p("abc")]).streams();
    // The first structure is the PLC of two runs, of text and of mark: three positions, then pages.
    table[12 + 2] = 0x3F;
    let file = container(&[("WordDocument", &document), ("1Table", &table)]);
    check_trouble(&file, TroubleKind::Unreadable, "page of properties");
}

#[test]
fn chains_that_run_in_circles() {
    let mut file = Maker::new(vec![p(&"长".repeat(30_000))]).file();
    let sector = 1 << u16::from_le_bytes([file[30], file[31]]);
    let table = u32::from_le_bytes([file[76], file[77], file[78], file[79]]) as usize;
    // Every sector is followed by the third one.
    for entry in 2..20_usize {
        let at = (table + 1) * sector + entry * 4;
        file[at..at + 4].copy_from_slice(&3_u32.to_le_bytes());
    }
    check_trouble(&file, TroubleKind::Unreadable, "");
}

#[test]
fn limits_hold() {
    let trouble = |maker: &Maker, limits: Limits, part: &str| {
        let trouble = read(&maker.file(), &limits).unwrap_err();
        assert_eq!(trouble.kind, TroubleKind::LimitExceeded);
        assert!(trouble.reason.en.contains(part), "{trouble}");
    };
    let deep = Maker::new(vec![p("x").props(&in_table(40))]);
    trouble(&deep, Limits::default(), "nested deeper");
    let many = Maker::new((0..6).flat_map(|_| row(&["a", "b"], &[0, 500, 900])).collect());
    trouble(&many, Limits { cells: 10, ..Limits::default() }, "");
    trouble(&many, Limits { inflated_bytes: 5, ..Limits::default() }, "");
}

/// A document with something of everything.
fn rich() -> Maker {
    let main = [
        vec![p("a\u{8}b\u{13}X\u{14}y\u{15}"), p("c").style(1).props(&sprm(P_ILFO, &[1, 0]))],
        flagged(&["a", "b"], &[0x60, 1]),
        flagged(&["c", "d"], &[0x20, 2]),
        vec![
            inner_cell("x", 2),
            inner_end(&define(&[0, 500], &[]), 2),
            cell("z"),
            end(&sprm(P_TABLE_PROPS, &[0, 0, 0, 0])),
        ],
        vec![
            run("q", &on(C_DELETED)).run("(", &sprm(C_SYMBOL, &[0, 0, 0xFE, 0xF0])).mark("\r", &on(C_VANISH)),
            p("end"),
        ],
    ];
    let kept = define(&[0, 1000], &[]);
    Maker {
        boxes: vec![p("box"), p("")],
        styles: vec![Style(1, 0xFFF, vec![], vec![]), Style(1, 0, sprm(P_ILFO, &[1, 0]), on(C_VANISH))],
        tables: [lists(), boxes(&[(1, 5)], &[(4, 0, 5)])].concat(),
        data: [&(kept.len() as u16).to_le_bytes()[..], &kept].concat(),
        changes: vec![on(C_INSERTED)],
        ..Maker::new(main.concat())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_streams_are_read_or_refused(document in prop::collection::vec(any::<u8>(), 0..3000), table in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut document = document;
        if document.len() > 12 {
            document[..4].copy_from_slice(&[0xEC, 0xA5, 0xC1, 0]);
            document[11] &= 0xFE;
        }
        let _ = read(&container(&[("WordDocument", &document), ("1Table", &table), ("0Table", &table), ("Data", &table)]), &Limits::default());
    }

    #[test]
    fn mutated_streams_are_read_or_refused(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..12), cut in any::<prop::sample::Index>(), cuts in 0..8_u8) {
        let maker = rich();
        let (document, table) = maker.streams();
        let mut streams = [document, table, maker.data.clone()];
        for (at, byte, which) in changes {
            let stream = &mut streams[usize::from(which)];
            let index = at.index(stream.len());
            stream[index] = byte;
        }
        if let Some(stream) = streams.get_mut(usize::from(cuts)) {
            let length = cut.index(stream.len());
            stream.truncate(length);
        }
        let [document, table, data] = streams;
        let _ = read(&container(&[("WordDocument", &document), ("1Table", &table), ("Data", &data)]), &Limits::default());
    }

    #[test]
    fn mutated_files_are_read_or_refused(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<prop::sample::Index>(), cuts in any::<bool>()) {
        let mut file = rich().file();
        for (at, byte) in changes {
            let index = at.index(file.len());
            file[index] = byte;
        }
        if cuts {
            file.truncate(cut.index(file.len()));
        }
        let _ = read(&file, &Limits::default());
    }
}

//! Ruled tables drawn in all the ways in which programs draw them must read as they were meant.

use std::fmt::Write;

use proptest::prelude::*;

use super::tests::{open, package, page, read};
use crate::model::document::Table;

/// How rulings are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rules {
    /// Each side of each cell by itself.
    Sides,
    /// All of them as one path.
    OnePath,
    ThinBoxes,
    /// Around each cell.
    Outlines,
}

/// How text is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Words {
    Steps,
    /// `g n v`.
    Repeats,
    /// No steps at all.
    Bare,
    SignBySign,
    /// In points, with a matrix that makes millimetres of them.
    Scaled,
}

#[derive(Clone, Copy, Debug)]
struct Style {
    rules: Rules,
    words: Words,
    rules_in_template: bool,
    composite: bool,
    /// Quarters by which all of it is turned.
    turn: usize,
}

/// Row, column, spans and text.
type Cell = (usize, usize, usize, usize, String);

/// In millimetres.
const LEFT: f64 = 20.0;
const TOP: f64 = 25.0;
const WIDTH: f64 = 30.0;
const HEIGHT: f64 = 9.0;
const SIZE: f64 = 4.0;
const LINE: f64 = 0.3;

/// The page is 210 × 297; what is turned stands on it as turned.
fn matrix(turn: usize) -> &'static str {
    ["1 0 0 1 0 0", "0 1 -1 0 210 0", "-1 0 0 -1 210 297", "0 -1 1 0 0 297"][turn]
}

fn rect((row, column, rows, columns, _): &Cell) -> [f64; 4] {
    let (x, y) = (LEFT + *column as f64 * WIDTH, TOP + *row as f64 * HEIGHT);
    [x, y, x + *columns as f64 * WIDTH, y + *rows as f64 * HEIGHT]
}

fn path(matrix: &str, kind: &str, data: &str) -> String {
    format!(
        r#"<ofd:PathObject Boundary="0 0 210 297" CTM="{matrix}" {kind}><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"#
    )
}

fn rules(cells: &[Cell], rules: Rules, matrix: &str) -> String {
    let stroke = format!(r#"LineWidth="{LINE}""#);
    let sides = |[x0, y0, x1, y1]: [f64; 4]| [[x0, y0, x1, y0], [x0, y1, x1, y1], [x0, y0, x0, y1], [x1, y0, x1, y1]];
    let line = |[x0, y0, x1, y1]: [f64; 4]| format!("M {x0} {y0} L {x1} {y1} ");
    let thin = |[x0, y0, x1, y1]: [f64; 4]| {
        let (x1, y1) = (x1 + LINE, y1 + LINE);
        path(matrix, r#"Fill="true" Stroke="false""#, &format!("M {x0} {y0} L {x1} {y0} L {x1} {y1} L {x0} {y1} C"))
    };
    let all = cells.iter().map(rect);
    match rules {
        Rules::Sides => all.flat_map(sides).map(|side| path(matrix, &stroke, &line(side))).collect(),
        Rules::OnePath => path(matrix, &stroke, &all.flat_map(sides).map(line).collect::<String>()),
        Rules::ThinBoxes => all.flat_map(sides).map(thin).collect(),
        Rules::Outlines => all
            .map(|[x0, y0, x1, y1]| format!("M {x0} {y0} L {x1} {y0} L {x1} {y1} L {x0} {y1} C"))
            .map(|data| path(matrix, &stroke, &data))
            .collect(),
    }
}

fn width(sign: char) -> f64 {
    if sign.is_ascii() { SIZE / 2.0 } else { SIZE }
}

/// A text at `(x, y)` of a page in millimetres, whose own units are `unit` of them.
fn text_object(matrix: &str, unit: f64, x: f64, y: f64, steps: &str, text: &str) -> String {
    let numbers: Vec<f64> = matrix.split(' ').map(|number| number.parse().unwrap()).collect();
    let scaled: Vec<String> =
        numbers.iter().enumerate().map(|(at, n)| if at < 4 { n * unit } else { *n }.to_string()).collect();
    format!(
        r#"<ofd:TextObject Boundary="0 0 210 297" Font="1" Size="{}" CTM="{}"><ofd:TextCode X="{}" Y="{}"{steps}>{text}</ofd:TextCode></ofd:TextObject>"#,
        SIZE / unit,
        scaled.join(" "),
        x / unit,
        y / unit
    )
}

fn words(cell: &Cell, words: Words, matrix: &str) -> String {
    let [x, y, ..] = rect(cell);
    let (x, y, text) = (x + 1.5, y + 6.0, cell.4.as_str());
    let unit = if words == Words::Scaled { 25.4 / 72.0 } else { 1.0 };
    let widths = || text.chars().map(|sign| width(sign) / unit);
    match words {
        Words::Steps | Words::Scaled => {
            let steps: Vec<String> = widths().map(|step| step.to_string()).collect();
            text_object(matrix, unit, x, y, &format!(r#" DeltaX="{}""#, steps.join(" ")), text)
        }
        Words::Repeats => {
            let steps = widths().fold(String::new(), |mut steps, step| {
                let _ = write!(steps, "g 1 {step} ");
                steps
            });
            text_object(matrix, unit, x, y, &format!(r#" DeltaX="{steps}""#), text)
        }
        Words::Bare => text_object(matrix, unit, x, y, "", text),
        Words::SignBySign => {
            let mut at = x;
            let objects = text.chars().map(|sign| {
                at += width(sign);
                text_object(matrix, unit, at - width(sign), y, "", &sign.to_string())
            });
            objects.collect()
        }
    }
}

fn document(cells: &[Cell], style: Style) -> Vec<u8> {
    let matrix = matrix(if style.composite { 0 } else { style.turn });
    let lines = rules(cells, style.rules, matrix);
    let texts: String = cells.iter().map(|cell| words(cell, style.words, matrix)).collect();
    let (mut template, mut body) = (String::new(), String::new());
    if style.rules_in_template && !style.composite {
        template.push_str(&lines);
    } else {
        body.push_str(&lines);
    }
    body.push_str(&texts);
    let mut units = String::new();
    if style.composite {
        units = format!(
            r#"<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7" Width="210" Height="297"><ofd:Content>{body}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"#
        );
        body = format!(
            r#"<ofd:CompositeObject ID="8" ResourceID="7" Boundary="0 0 210 297" CTM="{}"/>"#,
            self::matrix(style.turn)
        );
    }
    package(&[&body], &template, &units)
}

fn found(table: &Table) -> Vec<Cell> {
    let cells = table.cells.iter();
    cells.map(|cell| (cell.row, cell.column, cell.row_span, cell.column_span, cell.text.clone())).collect()
}

/// Cells of a grid of which some are merged. The last row and column stay whole, so that every ruling
/// is drawn somewhere.
fn cells() -> impl Strategy<Value = Vec<Cell>> {
    let text = "[甲乙丙丁金额项目]{1,4}|[0-9]{1,6}|[甲乙]{1,2}[a-z0-9]{1,3}";
    (2usize..7, 2usize..6).prop_flat_map(move |(rows, columns)| {
        let merges = prop::collection::vec((0..rows, 0..columns, 1usize..4, 1usize..4), 0..4);
        let texts = prop::collection::vec(text, rows * columns);
        (merges, texts).prop_map(move |(merges, texts)| merged(rows, columns, &merges, &texts))
    })
}

fn merged(rows: usize, columns: usize, merges: &[(usize, usize, usize, usize)], texts: &[String]) -> Vec<Cell> {
    let mut taken = vec![false; rows * columns];
    let mut cells = Vec::new();
    let single = (0..rows * columns).map(|at| (at / columns, at % columns, 1, 1));
    for (row, column, height, width) in merges.iter().copied().chain(single) {
        let (height, width) = match (height, width) {
            (1, 1) => (1, 1),
            _ => (height.min((rows - 1).saturating_sub(row)), width.min((columns - 1).saturating_sub(column))),
        };
        let places: Vec<usize> =
            (row..row + height).flat_map(|row| (column..column + width).map(move |at| row * columns + at)).collect();
        if !places.is_empty() && places.iter().all(|&place| !taken[place]) {
            places.iter().for_each(|&place| taken[place] = true);
            cells.push((row, column, height, width, texts[row * columns + column].clone()));
        }
    }
    cells.sort();
    cells
}

fn style() -> impl Strategy<Value = Style> {
    let rules = prop::sample::select(vec![Rules::Sides, Rules::OnePath, Rules::ThinBoxes, Rules::Outlines]);
    let words = prop::sample::select(vec![Words::Steps, Words::Repeats, Words::Bare, Words::SignBySign, Words::Scaled]);
    (rules, words, any::<bool>(), prop::bool::weighted(0.2), 0usize..4).prop_map(
        |(rules, words, rules_in_template, composite, turn)| Style { rules, words, rules_in_template, composite, turn },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tables_read_as_they_were_drawn(cells in cells(), style in style()) {
        let document = read(&document(&cells, style)).unwrap();
        let tables = document.tables();
        prop_assert_eq!(tables.len(), 1);
        prop_assert_eq!(found(tables[0]), cells);
    }
}

#[test]
fn a_table_over_pages_is_one() {
    let row = |row: usize, texts: [&str; 2]| {
        texts.iter().enumerate().map(|(column, text)| (row, column, 1, 1, text.to_string())).collect::<Vec<Cell>>()
    };
    // The first part reaches the foot of the page, the second begins at the head.
    let first: Vec<Cell> = (0..28).flat_map(|at| row(at, ["项目", "金额"])).collect();
    let second: Vec<Cell> = (0..3).flat_map(|at| row(at, ["余下", "12.5"])).collect();
    let draw = |cells: &[Cell]| {
        let texts: String = cells.iter().map(|cell| words(cell, Words::Steps, matrix(0))).collect();
        rules(cells, Rules::Outlines, matrix(0)) + &texts
    };
    let bytes = package(&[&draw(&first), &draw(&second)], "", "");
    let document = read(&bytes).unwrap();
    let tables = document.tables();
    assert_eq!(tables.iter().map(|table| table.rows).collect::<Vec<_>>(), [31]);
    let place = tables[0].cells[57].place.unwrap();
    assert_eq!((place.page, place.rect.map(f32::round)), (2, [142.0, 71.0, 227.0, 96.0]));
}

#[test]
fn places_are_points_of_the_page_as_it_is_seen() {
    let check = |turn, expected: [f32; 4]| {
        let style = Style { rules: Rules::Sides, words: Words::Steps, rules_in_template: true, composite: false, turn };
        let cells = merged(2, 2, &[], &["甲", "乙", "丙", "丁"].map(String::from));
        let document = read(&document(&cells, style)).unwrap();
        let place = document.tables()[0].cells[0].place.unwrap();
        assert_eq!((place.page, place.rect.map(f32::round)), (1, expected), "{turn}");
    };
    // 20, 25, 50, 34 mm.
    check(0, [57.0, 71.0, 142.0, 96.0]);
    check(1, [499.0, 57.0, 524.0, 142.0]);
    check(2, [454.0, 746.0, 539.0, 771.0]);
    check(3, [71.0, 700.0, 96.0, 785.0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_parts_never_panic(
        cells in cells(),
        style in style(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::weighted(0.3, any::<prop::sample::Index>()),
    ) {
        let matrix = matrix(style.turn);
        let texts: String = cells.iter().map(|cell| words(cell, style.words, matrix)).collect();
        let mut bytes = page(&(rules(&cells, style.rules, matrix) + &texts)).into_bytes();
        for (at, byte) in damage {
            let length = bytes.len();
            bytes[at.index(length)] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = read(&open(&[("Doc_0/Page.xml", bytes.as_slice())]));
    }

    #[test]
    fn damaged_numbers_never_panic(
        numbers in prop::collection::vec("-?[0-9]{1,12}|1e[0-9]{1,3}|g|-|NaN|inf|0|[A-Z]", 0..20),
        text in ".{0,8}",
    ) {
        let list = numbers.join(" ");
        let text = text.replace(['<', '&'], "");
        let body = format!(
            r#"<PathObject Boundary="{list}" CTM="{list}" LineWidth="{list}" Fill="true"><Clips><Clip><Area CTM="{list}"><Path><AbbreviatedData>{list}</AbbreviatedData></Path></Area></Clip></Clips><AbbreviatedData>M 1 1 L {list}</AbbreviatedData></PathObject>
            <TextObject Boundary="{list}" CTM="{list}" Size="{list}"><CGTransform CodePosition="0" CodeCount="2" GlyphCount="99999999"/><TextCode X="0" Y="9" DeltaX="{list}" DeltaY="{list}">{text}</TextCode></TextObject>
            <TextObject Size="5"><TextCode X="9" Y="9" DeltaX="{list}">中{text}</TextCode></TextObject><ImageObject ResourceID="1" CTM="{list}"/>"#
        );
        let _ = read(&package(&[&body], "", ""));
    }
}

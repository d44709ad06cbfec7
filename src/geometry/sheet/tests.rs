use super::*;
use crate::geometry::{edges::Edge, lines::tests::glyphs};

/// A page of 100 by 140 points at a place of its sheet: a number at its foot and a ruled table.
fn draw(sheet: &mut PageContent, (x, y): (f32, f32), number: &str, text: &str) {
    sheet.glyphs.extend(glyphs(text, x + 22.0, y + 30.0, 6.0));
    sheet.glyphs.extend(glyphs(number, x + 48.0, y + 132.0, 6.0));
    for at in [20.0, 40.0] {
        sheet.edges.push(Edge::horizontal(y + at, x + 20.0, x + 80.0));
    }
    for at in [20.0, 50.0, 80.0] {
        sheet.edges.push(Edge::vertical(x + at, y + 20.0, y + 40.0));
    }
}

/// Pages with their numbers and texts on sheets of some columns and rows.
fn check(columns: usize, sheets: &[&[(&str, &str)]], frame: bool, expected: &str) {
    let rows = sheets[0].len().div_ceil(columns);
    let sheets = sheets.iter().map(|pages| {
        let (width, height) = (columns as f32 * 100.0, rows as f32 * 140.0);
        let mut sheet = PageContent { width, height, ..PageContent::default() };
        for (at, (number, text)) in pages.iter().enumerate() {
            draw(&mut sheet, ((at % columns) as f32 * 100.0, (at / columns) as f32 * 140.0), number, text);
        }
        if frame {
            sheet.edges.extend((0..=columns).map(|at| Edge::vertical(at as f32 * 100.0, 0.0, height)));
            sheet.edges.extend((0..=rows).map(|at| Edge::horizontal(at as f32 * 140.0, 0.0, width)));
        }
        sheet
    });
    let text = |part: &Part| part.content.glyphs.iter().filter(|g| g.y < 100.0).map(|g| g.sign).collect::<String>();
    let found: Vec<String> = pages(sheets.collect()).iter().map(text).collect();
    assert_eq!(found.join(" "), expected);
}

#[test]
fn pages_on_a_sheet_are_told_apart() {
    let four: &[(&str, &str)] = &[("", "甲"), ("", "乙"), ("", "丙"), ("", "丁")];
    check(2, &[four], false, "甲 乙 丙 丁");
    check(2, &[four], true, "甲 乙 丙 丁");
    check(1, &[&four[..2]], false, "甲 乙");
    let nine: Vec<(&str, &str)> =
        "一二三四五六七八九".split("").filter(|sign| !sign.is_empty()).map(|s| ("", s)).collect();
    check(3, &[&nine], false, "一 二 三 四 五 六 七 八 九");
    // The last sheet holds one page.
    check(2, &[four, &[("", "戊"), ("", ""), ("", ""), ("", "")][..]], true, "甲 乙 丙 丁 戊");
}

#[test]
fn numbers_give_the_order() {
    check(2, &[&[("1", "甲"), ("3", "乙"), ("2", "丙"), ("4", "丁")]], false, "甲 丙 乙 丁");
    check(2, &[&[("4", "丁"), ("1", "甲")], &[("2", "乙"), ("3", "丙")]], false, "甲 乙 丙 丁");
}

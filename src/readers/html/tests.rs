//! Pages written here, read, and compared with what they show.

use proptest::prelude::*;

use super::*;
use crate::{model::trouble::TroubleKind, readers::flowing::harness::render};

fn read(page: &str, limits: Limits) -> Result<Document> {
    read_bytes(page.as_bytes(), Some("utf-8"), &mut Budget::new(limits))
}

/// Reads a page and compares what `render` makes of it.
#[track_caller]
fn check(page: &str, expected: &str) -> Document {
    let document = read(page, Limits::default()).unwrap();
    assert_eq!(render(&document), expected, "{page}");
    document
}

#[test]
fn paragraphs_and_white_space() {
    check("", "");
    check("<html><head><title>x</title></head><body><p>甲 &amp; 乙</p><p>丙</p></body></html>", "甲 & 乙 / 丙");
    check("<p>a\n  b<b>c</b> d<i> e</i></p>", "a bc d e");
    check("<p>第一\n  行<b>\n二</b>\nx</p>", "第一行二 x");
    check("a<!-- <p> -->b<script>if (a<b) {}</script>c<br/>d<style>p{}</style>", "abc⏎d");
    check("a<p>b<p>c<div>d</div>e<hr>f<h1>g</h1>", "a / b / c / d / e / f / g");
    check("<p>a<br></p><p><br></p><p></p><p>&nbsp;</p><p><br>b<br> c</p>", "a /  /  / ⏎b⏎c");
    check("<p>&ldquo;&#20013;&#x6587;&rdquo;&nbsp;&oops; & b &copy &hellip;</p>", "“中文”\u{A0}&oops; & b © …");
    check("<pre>\na  b\n\tc</pre>x<p style='white-space:pre-wrap'> y\nz</p>", "a  b⏎⇥c / x /  y⏎z");
    check("<meta name=generator content='LibreOffice 7'><p>甲\n乙", "甲 乙");
    check("<p", "");
    check("<p>a<br style='page-break-before:always'>b</p>", "a⏎b");
    check("x<template>y</template><noscript>z</noscript><svg><title>t</title></svg>", "x");
}

#[test]
fn what_is_hidden_is_out() {
    check("<p>a<span style='display:none'>x<span>y</span>z</span>b</p>", "ab");
    check("<p>a<span style='mso-hide:all;display:none'>x</span><b hidden>y</b>b</p>", "ab");
    check("<div style='display:none'>x<div>y</div><table><tr><td>z</table></div>b", "b");
    check("<style>.h{display:none}</style><p class='a h'>x<p>b<p class=h>y</p>c", "b / c");
    check("<p style='display:none'>x<p>b", "b");
    check("<ul><li style='display:none'>x<ul><li>y</ul><li>b</ul>", "b");
    check("<table><tr><td><span style='display:none'>x</td><td>b</table>c", "[0:|1:b] / c");
    check("<div style='mso-element:header'><p>x</p></div><p>b</p>", "b");
    check("<p>a<a style='mso-footnote-id:ftn1' href='#_ftn1'><sup>[1]</sup></a></p>", "a");
    check("<p>a<![if !supportEmptyParas]>b<![endif]><!--[if gte mso 9]>x<![endif]-->", "ab");
    check("<p>a<xml><w:x>y</w:x></xml><o:p></o:p>b<o:p/>c", "abc");
    check("<div style='display:block' class=x>a</div>", "a");
}

#[test]
fn tracked_changes() {
    let facts = |page: &str, expected: &str| {
        let facts = check(page, expected).facts;
        (facts.insertions, facts.deletions)
    };
    assert_eq!(facts("<p>a<del>x<b>y</b></del><ins>b</ins></p>", "ab"), (1, 1));
    let word = "<p><span class=msoDel><del cite=x>y</del></span><span class=msoIns><ins cite=x>a</ins></span>b</p>";
    assert_eq!(facts(word, "ab"), (1, 1));
    assert_eq!(facts("<p><s>a</s><strike>b</strike></p>", "ab"), (0, 0));
}

#[test]
fn tables_and_their_spans() {
    check("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "[0:1|1:2 ; 0:3]");
    check("<p>x<table><tr><td>1<td>2<tr><td>3</table>y", "x / [0:1|1:2 ; 0:3] / y");
    check("<table><thead><tr><th>a<th>b</thead><tbody><tr><th scope=row>c<td>d</table>", "[0:#a|1:#b ; 0:c|1:d]");
    check("<table><tr><th>a<td>b</table>", "[0:#a|1:b]");
    check("<table><caption>题<b>目</b></caption><tr><td>a</table>", "题目 / [0:a]");
    check(
        "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d<tr><td>e<td>f<td>g</table>",
        "[0:a@2x1|1:b@1x2 ; 1:c|2:d ; 0:e|1:f|2:g]",
    );
    check("<table><tr><td rowspan=9>a<td>b<tr><td>c</table>", "[0:a@2x1|1:b ; 1:c]");
    check("<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c<tbody><tr><td>d</table>", "[0:a@2x1|1:b ; 1:c ; 0:d]");
    check("<table><tr><td colspan=0>a<td colspan=x>b<tr><td>c<td>d</table>", "[0:a|1:b ; 0:c|1:d]");
    check("<table><tr><td colspan=99999>a<tr><td>b<td>c</table>", "[0:a@1x2 ; 0:b|1:c]");
    check("<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=3>d<td>e</table>", "[0:a|1:b@2x1|2:c ; 0:d|3:e]");
    check("<table><tr><td colspan=3 style='mso-ignore:colspan'>a<td>b</table>", "[0:a|3:b]");
    check("<table></table><table><tr></tr></table>a", "a");
    check("<tr><td>no table</td></tr>", "no table");
    check("<table>x<tr>y<td>a</td>z</tr></table>", "xy / z / [0:a]");
    check("<table><form><tr><div>x</div><td>a</form></table>", "x / [0:a]");
    check("<table><tr><td>a</table></table></td>b", "[0:a] / b");
}

#[test]
fn hidden_rows_and_cells() {
    check("<table><tr style='display:none'><td>x</tr><tr><td>a</table>", "[0:a]");
    check("<table><tr><td style='display:none'>x<td>a<tr><td hidden>y<td>b</table>", "[0:a ; 0:b]");
    check("<table><tr><td rowspan=3>a<td>1<tr style='display:none'><td>x<tr><td>2</table>", "[0:a@2x1|1:1 ; 1:2]");
    let widths = "<![if !supportMisalignedColumns]><tr height=0><td width=9></td><td></td></tr><![endif]>";
    check(&format!("<table><tr><td colspan=2>a</td></tr>{widths}</table>"), "[0:a]");
    check("<table><tr height=0><td>a</table>", "[0:a]");
    check("<table style='display:none'><tr><td>x</table>a", "a");
}

#[test]
fn cells_hold_paragraphs_and_tables() {
    check("<table><tr><td><p>a</p><p>b<br>c</p> <td> x <p>&nbsp;</p></table>", "[0:a⏎b⏎c|1:x⏎]");
    check("<table><tr><td>a<table><tr><td>b<td>c<tr><td>d</table>e<td>f</table>", "[0:a⏎b⇥c⏎d⏎e [0:b|1:c ; 0:d]|1:f]");
    check("<table><tr><table><tr><td>a</table></table>", "[0:a]");
    // What only places other tables is no table.
    check(
        "<table><tr><td>题<table><tr><td>a<td>b</table>注一<br>注二</td></tr><tr><td></td><td>末</td></tr></table>",
        "题 / [0:a|1:b] / 注一 / 注二 / 末",
    );
    check("<table><tr><td><table><tr><td><table><tr><td>a<td>b</table></table></table>", "[0:a|1:b]");
}

#[test]
fn lists_give_their_numbers() {
    check("<ol><li>a<li>b<ul><li>c</ul><li>d</ol>e", "1.a / 2.b / c / 3.d / e");
    check("<ol start=3 type=a><li><p>x</p><p>y</p><li value=7>z</ol>", "c.x / y / g.z");
    check("<ol style='list-style-type:cjk-ideographic'><li>a<li>b</ol>", "一、a / 二、b");
    check("<ol style='list-style:none'><li>a</ol><li>b", "a / b");
    check("<ol><li><li>b<ol><li>c</ol></ol>", "1. / 2.b / 1.c");
    check("<ol><li>a<table><tr><td><li>b</table><li>c</ol>", "1.a / [0:b] / 2.c");
    check("<dl><dt>a<dd>b</dl>", "a / b");
    let word = "<p class=MsoListParagraph><![if !supportLists]><span><span style='mso-list:Ignore'>1、<span \
                style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>甲</p>";
    check(word, "1、甲");
    let bullet = "<p><span style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span>&nbsp; </span></span></span>甲</p>";
    check(bullet, "甲");
}

#[test]
fn form_fields_show_their_values() {
    check(
        "<p>名称 <input value='甲 单位'>：<input type=hidden value=x><input type=submit value=x></p>",
        "名称 甲 单位：",
    );
    check("<input type=checkbox checked>是 <input type=radio>否", "☑是 ☐否");
    check(
        "<table><tr><td><textarea>\n一\n二</textarea><td><input type=number value=12.50></table>",
        "[0:一⏎二|1:12.50]",
    );
    check("<select><option>请选择<option selected>乙 </option></select>x", "乙x");
    check("<select><option value=1>甲<option>乙</select>", "甲");
    check("<select multiple><option>甲<option selected>乙<option selected>丙</select>", "乙⏎丙");
    check("<select style='display:none'><option>甲</select>a", "a");
    check("<button>保存</button>a", "a");
}

#[test]
fn words_own_marks() {
    check("<p>a<span style='mso-tab-count:2'>&nbsp;&nbsp; </span>b</p>", "a⇥⇥b");
    check("<p>a<span style='mso-spacerun:yes'>&nbsp; </span>b</p>", "a  b");
    let tick = "<p><span style='font-family:Wingdings;mso-char-type:symbol'>\u{FE}</span>是<font face=Wingdings>o</font>否</p>";
    check(tick, "☑是□否");
    check("<p><w:sdt showingplchdr=\"t\">点击输入</w:sdt><w:sdt>a</w:sdt></p>", "a");
    check("<table><tr><td x:num=\"0.5\">50%</td></tr></table>", "[0:50%]");
}

#[test]
fn limits_hold() {
    let trouble = |page: &str, limits: Limits| read(page, limits).unwrap_err().kind;
    let low = Limits { cells: 50, ..Limits::default() };
    assert_eq!(trouble(&"<p>a".repeat(60), low), TroubleKind::LimitExceeded);
    assert_eq!(trouble(&format!("<table>{}", "<tr><td colspan=60>".repeat(2)), low), TroubleKind::LimitExceeded);
    let deep = "<table><tr><td>".repeat(50);
    assert_eq!(trouble(&deep, Limits::default()), TroubleKind::LimitExceeded);
    assert_eq!(trouble(&"<ol>".repeat(600), Limits::default()), TroubleKind::LimitExceeded);
    check(&"<td>".repeat(100_000), "");
    check(&("<div>".repeat(100_000) + "a" + &"</div>".repeat(100_000)), "a");
    check(&("<b style='display:none'>".repeat(400) + &"</i>".repeat(100_000)), "");
    check(&"<table>".repeat(10_000), "");
    assert_eq!(trouble(&format!("<table><tr>{}", "<td>".repeat(2_000)), Limits::default()), TroubleKind::LimitExceeded);
    // Cells that reach down through many rows.
    let tall = format!("<table><tr>{}{}", "<td rowspan=65534>a".repeat(500), "<tr>".repeat(3_000));
    assert_eq!(trouble(&tall, Limits::default()), TroubleKind::LimitExceeded);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_bytes(&bytes, None, &mut Budget::new(Limits::default()));
    }

    #[test]
    fn tables_stay_grids(pieces in proptest::collection::vec(0_usize..PIECES.len(), 0..60)) {
        let page: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        let document = read(&page, Limits::default()).unwrap();
        for table in document.tables() {
            let mut taken = vec![false; table.rows * table.columns];
            for cell in &table.cells {
                prop_assert!(cell.row + cell.row_span <= table.rows && cell.column + cell.column_span <= table.columns);
                for row in cell.row..cell.row + cell.row_span {
                    for column in cell.column..cell.column + cell.column_span {
                        let place = &mut taken[row * table.columns + column];
                        prop_assert!(!*place, "{page}");
                        *place = true;
                    }
                }
            }
        }
    }
}

const PIECES: [&str; 40] = [
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "<td>",
    "</td>",
    "<th>",
    "<td rowspan=2>",
    "<td rowspan=3 colspan=2>",
    "<td rowspan=0>",
    "<td colspan=3>",
    "<td colspan=2 style='mso-ignore:colspan'>",
    "<td style=display:none>",
    "<tr style=display:none>",
    "<tr height=0>",
    "<thead>",
    "<tbody>",
    "</tbody>",
    "<caption>",
    "</caption>",
    "a",
    " b ",
    "<p>",
    "</p>",
    "<ol>",
    "</ol>",
    "<li>",
    "<br>",
    "<span style=display:none>",
    "</span>",
    "<select>",
    "<option>",
    "</select>",
    "<input value=c>",
    "<pre>",
    "</pre>",
    "<del>",
    "</del>",
    "<ins>",
];

//! Tables as read, for `shoubiao tables`: JSON, CSV, HTML, Markdown.

use std::io::{self, Write};

use serde::Serialize;

use super::cells::{io as csv_io, safe, shown};
use crate::model::document::{Cell, Document, Rect, Table};
use crate::model::format::Format;

/// How tables are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One object per file, on one line.
    Json,
    /// Each table's rows; a spanning cell's text at its first position; a blank line between tables.
    Csv,
    Html,
    Markdown,
}

/// Writes all tables of one file.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(out: &mut dyn Write, path: &str, format: Format, document: &Document, shape: Shape) -> io::Result<()> {
    let tables = document.tables();
    match shape {
        Shape::Json => json(out, path, format, &tables),
        Shape::Csv => tables.iter().try_for_each(|table| csv(out, table)),
        Shape::Html => {
            writeln!(out, "<!-- {} -->", escape(&shown(path)).replace("--", "- -"))?;
            tables.iter().try_for_each(|table| html(out, table))
        }
        Shape::Markdown => {
            writeln!(out, "<!-- {} -->\n", escape(&shown(path)).replace("--", "- -"))?;
            tables.iter().try_for_each(|table| markdown(out, table))
        }
    }
}

#[derive(Serialize)]
struct JsonFile<'a> {
    file: &'a str,
    format: &'a str,
    tables: Vec<JsonTable<'a>>,
}

#[derive(Serialize)]
struct JsonTable<'a> {
    page: Option<u32>,
    r#box: Option<Rect>,
    rows: usize,
    columns: usize,
    cells: Vec<JsonCell<'a>>,
}

#[derive(Serialize)]
struct JsonCell<'a> {
    row: usize,
    column: usize,
    row_span: usize,
    column_span: usize,
    text: &'a str,
    header: bool,
    page: Option<u32>,
    r#box: Option<Rect>,
}

/// Hundredths of a point are beyond any printer.
fn rounded(rect: Rect) -> Rect {
    rect.map(|x| (x * 100.0).round() / 100.0)
}

fn json_cell(cell: &Cell) -> JsonCell<'_> {
    JsonCell {
        row: cell.row,
        column: cell.column,
        row_span: cell.row_span,
        column_span: cell.column_span,
        text: &cell.text,
        header: cell.header,
        page: cell.place.map(|place| place.page),
        r#box: cell.place.map(|place| rounded(place.rect)),
    }
}

fn json(out: &mut dyn Write, path: &str, format: Format, tables: &[&Table]) -> io::Result<()> {
    let file = JsonFile {
        file: path,
        format: format.id(),
        tables: tables
            .iter()
            .map(|table| JsonTable {
                page: table.place.map(|place| place.page),
                r#box: table.place.map(|place| rounded(place.rect)),
                rows: table.rows,
                columns: table.columns,
                cells: table.cells.iter().map(json_cell).collect(),
            })
            .collect(),
    };
    serde_json::to_writer(&mut *out, &file)?;
    out.write_all(b"\n")
}

/// The texts of each row by column, a spanning cell's at its first position.
fn lines(table: &Table) -> Vec<Vec<&str>> {
    let mut lines = vec![vec![""; table.columns]; table.rows];
    for cell in &table.cells {
        if let Some(slot) = lines.get_mut(cell.row).and_then(|line| line.get_mut(cell.column)) {
            *slot = &cell.text;
        }
    }
    lines
}

fn csv(out: &mut dyn Write, table: &Table) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(&mut *out);
    for line in lines(table) {
        writer.write_record(line.into_iter().map(|text| safe(text).into_owned())).map_err(csv_io)?;
    }
    writer.flush()?;
    drop(writer);
    out.write_all(b"\n")
}

fn html(out: &mut dyn Write, table: &Table) -> io::Result<()> {
    writeln!(out, "<table>")?;
    for row in 0..table.rows {
        write!(out, "<tr>")?;
        for cell in table.cells.iter().filter(|cell| cell.row == row) {
            let tag = if cell.header { "th" } else { "td" };
            write!(out, "<{tag}")?;
            if cell.row_span > 1 {
                write!(out, " rowspan=\"{}\"", cell.row_span)?;
            }
            if cell.column_span > 1 {
                write!(out, " colspan=\"{}\"", cell.column_span)?;
            }
            write!(out, ">{}</{tag}>", escape(&cell.text).replace('\n', "<br>"))?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</table>")
}

fn markdown(out: &mut dyn Write, table: &Table) -> io::Result<()> {
    for (row, line) in lines(table).iter().enumerate() {
        let cells: Vec<String> =
            line.iter().map(|text| escape(text).replace('|', "\\|").replace('\n', "<br>")).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
        if row == 0 {
            writeln!(out, "|{}", " --- |".repeat(table.columns))?;
        }
    }
    writeln!(out)
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{Block, Facts, Place};

    #[track_caller]
    fn check(shape: Shape, expected: &str) {
        let cell = |row, column, column_span, text: &str, header| Cell {
            row,
            column,
            row_span: 1,
            column_span,
            text: text.into(),
            header,
            place: Some(Place { page: 2, rect: [1.0, 2.004, 3.0, 4.0] }),
            ..Cell::default()
        };
        let table = Table {
            rows: 2,
            columns: 2,
            cells: vec![cell(0, 0, 2, "头<b>", true), cell(1, 0, 1, "甲|乙\n丙", false), cell(1, 1, 1, "=1", false)],
            ..Table::default()
        };
        let document = Document { blocks: vec![Block::Table(table)], facts: Facts::default() };
        let mut out = Vec::new();
        write(&mut out, "a.docx", Format::Docx, &document, shape).expect("a vector takes all");
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }

    #[test]
    fn shapes() {
        check(
            Shape::Json,
            concat!(
                r#"{"file":"a.docx","format":"docx","tables":[{"page":null,"box":null,"rows":2,"columns":2,"cells":["#,
                r#"{"row":0,"column":0,"row_span":1,"column_span":2,"text":"头<b>","header":true,"page":2,"box":[1.0,2.0,3.0,4.0]},"#,
                r#"{"row":1,"column":0,"row_span":1,"column_span":1,"text":"甲|乙\n丙","header":false,"page":2,"box":[1.0,2.0,3.0,4.0]},"#,
                r#"{"row":1,"column":1,"row_span":1,"column_span":1,"text":"=1","header":false,"page":2,"box":[1.0,2.0,3.0,4.0]}]}]}"#,
                "\n"
            ),
        );
        check(Shape::Csv, "头<b>,\n\"甲|乙\n丙\",'=1\n\n");
        check(
            Shape::Html,
            "<!-- a.docx -->\n<table>\n<tr><th colspan=\"2\">头&lt;b&gt;</th></tr>\n<tr><td>甲|乙<br>丙</td><td>=1</td></tr>\n</table>\n",
        );
        check(Shape::Markdown, "<!-- a.docx -->\n\n| 头&lt;b&gt; |  |\n| --- | --- |\n| 甲\\|乙<br>丙 | =1 |\n\n");
    }
}

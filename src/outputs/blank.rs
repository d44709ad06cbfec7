//! The blank form of a rules file as a Word document, written through docx-rs.

use std::io;

use docx_rs::{
    AlignmentType, BreakType, Docx, LineSpacing, PageMargin, PageOrientationType, Paragraph, Run, RunFonts, Table,
    TableCell, TableLayoutType, TableRow, VMergeType, WidthType,
};

use super::package;
use crate::rules::{ColumnRule, Kind, RuleSet, TableRule};

/// A4 lying on its side, in twentieths of a point (ECMA-376-1 17.6.13).
const PAGE: (u32, u32) = (16838, 11906);
const MARGIN: i32 = 1134;
/// What the columns of a table share.
const WIDTH: usize = PAGE.0 as usize - 2 * MARGIN as usize;

/// The blank form: each table under its title, with the rows that are printed and room to fill in.
///
/// # Errors
/// When the document cannot be packed.
pub fn document(rules: &RuleSet) -> io::Result<Vec<u8>> {
    let rows = rules.tables.iter().map(blank_rows).collect::<Vec<_>>();
    write(rules, &rows)
}

/// The form with these rows: for each table its rows, each cell by column.
///
/// # Errors
/// When the document cannot be packed.
pub fn write(rules: &RuleSet, tables: &[Vec<Vec<String>>]) -> io::Result<Vec<u8>> {
    let margin = PageMargin::new().top(MARGIN).bottom(MARGIN).left(MARGIN).right(MARGIN);
    let mut docx = Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_orient(PageOrientationType::Landscape)
        .page_margin(margin)
        .default_fonts(RunFonts::new().east_asia("宋体").ascii("Times New Roman"));
    for (at, (rule, rows)) in rules.tables.iter().zip(tables).enumerate() {
        let mut title = Run::new().size(32).bold();
        if at > 0 {
            title = Run::new().add_break(BreakType::Page).size(32).bold();
        }
        docx = docx.add_paragraph(Paragraph::new().align(AlignmentType::Center).add_run(title.add_text(&rule.title)));
        if !rule.subtitle.is_empty() {
            let subtitle = Run::new().size(24).add_text(&rule.subtitle);
            docx = docx.add_paragraph(Paragraph::new().align(AlignmentType::Center).add_run(subtitle));
        }
        docx = docx.add_table(table(rule, rows));
    }
    package::pack(docx)
}

/// The rows of the blank: printed ones, else empty ones under each category, else empty ones.
pub fn blank_rows(rule: &TableRule) -> Vec<Vec<String>> {
    let empty = || vec![String::new(); rule.columns.len()];
    if !rule.printed.is_empty() {
        return rule.printed.iter().map(|print| print.cells.clone()).collect();
    }
    let category = rule.column_of_kind(Kind::Category);
    let allowed = category.and_then(|at| Some((at, rule.columns[at].one_of.as_ref()?)));
    let Some((at, allowed)) = allowed else { return (0..rule.blank_rows.max(1)).map(|_| empty()).collect() };
    let mut rows = Vec::new();
    for category in allowed {
        for _ in 0..rule.blank_rows_per_category.max(1) {
            let mut row = empty();
            row[at].clone_from(&category.name);
            rows.push(row);
        }
    }
    rows
}

fn table(rule: &TableRule, rows: &[Vec<String>]) -> Table {
    let widths = widths(rule);
    let header = TableRow::new(
        rule.columns
            .iter()
            .zip(&widths)
            .map(|(column, width)| cell(&column.header, *width).vertical_align(docx_rs::VAlignType::Center))
            .collect(),
    );
    let mut lines = vec![header];
    for (at, row) in rows.iter().enumerate() {
        let cells = rule
            .columns
            .iter()
            .enumerate()
            .map(|(column, kind)| merged_cell(rows, at, column, kind, widths[column], &row[column]));
        lines.push(TableRow::new(cells.collect()));
    }
    Table::new(lines).set_grid(widths).layout(TableLayoutType::Fixed).width(WIDTH, WidthType::Dxa)
}

/// A category that stands in several rows one below the other is one merged cell.
fn merged_cell(
    rows: &[Vec<String>],
    at: usize,
    column: usize,
    rule: &ColumnRule,
    width: usize,
    text: &str,
) -> TableCell {
    let same = |other: Option<&Vec<String>>| {
        rule.kind == Kind::Category && !text.is_empty() && other.is_some_and(|row| row[column] == text)
    };
    let above = at > 0 && same(rows.get(at - 1));
    let below = same(rows.get(at + 1));
    match (above, below) {
        (true, _) => cell("", width).vertical_merge(VMergeType::Continue),
        (false, true) => cell(text, width).vertical_merge(VMergeType::Restart),
        (false, false) => cell(text, width),
    }
}

fn cell(text: &str, width: usize) -> TableCell {
    let mut cell = TableCell::new().width(width, WidthType::Dxa);
    for line in text.split('\n') {
        let paragraph = Paragraph::new().line_spacing(LineSpacing::new().line(240));
        cell = cell.add_paragraph(if line.is_empty() {
            paragraph
        } else {
            paragraph.add_run(Run::new().size(18).add_text(line))
        });
    }
    cell
}

/// Widths by what a column holds; they add up to the page's.
fn widths(rule: &TableRule) -> Vec<usize> {
    let weight = |column: &ColumnRule| match column.kind {
        Kind::Serial => 3,
        Kind::Category | Kind::Money => 7,
        Kind::CountUnit => 10,
        Kind::Text if column.required => 14,
        Kind::Text => 11,
        Kind::Citation => 15,
    };
    let sum: usize = rule.columns.iter().map(weight).sum();
    rule.columns.iter().map(|column| WIDTH * weight(column) / sum.max(1)).collect()
}

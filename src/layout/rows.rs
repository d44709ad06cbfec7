//! Sorts the rows below a header: data, or put aside with a reason.

use super::grid::Grid;
use crate::model::document::Cell;
use crate::model::fold::{fold, fold_hash, is_blank, strip_number};
use crate::model::reading::{RawCell, RawRow, Reason, SetAside, TableReading};
use crate::rules::{Kind, RuleSet, TableRule};

/// Grid columns from-to for each column of the rules.
pub type Columns = Vec<Option<(usize, usize)>>;

/// What the rows of one segment are read with.
pub struct Context<'a> {
    pub rules: &'a RuleSet,
    pub rule: &'a TableRule,
    pub grid: &'a Grid<'a>,
    pub ordinal: usize,
    pub columns: &'a Columns,
}

/// Words such as 合计 stand alone or with little beside them.
const LONGEST_TOTAL: usize = 24;

/// Takes up one row below a header.
pub fn take(reading: &mut TableReading, context: &Context, row: usize) {
    match sort(context, row) {
        Some(reason) => put_aside(reading, context, row, reason),
        None => {
            let (source, place) = context.grid.source(context.ordinal, row);
            let mut raw = RawRow { number: 0, cells: cells(context, row), printed: None, source, place };
            fill_down(reading, context, &mut raw);
            reading.rows.push(raw);
            reading.seen += 1;
        }
    }
}

pub fn put_aside(reading: &mut TableReading, context: &Context, row: usize, reason: Reason) {
    let text: Vec<&str> = own_texts(context.grid, row).map(|cell| cell.text.trim()).collect();
    reading.set_aside.push(SetAside {
        reason,
        text: text.join(" | "),
        cells: cells(context, row),
        after: reading.rows.len(),
        source: context.grid.source(context.ordinal, row).0,
    });
    reading.seen += 1;
}

/// Numbers the data rows once all pieces of a table are together.
pub fn number(reading: &mut TableReading) {
    for (at, row) in reading.rows.iter_mut().enumerate() {
        row.number = at as u32 + 1;
    }
}

/// Why a row is no data row; none for data.
fn sort(context: &Context, row: usize) -> Option<Reason> {
    let words = &context.rules.words;
    let mut own = own_texts(context.grid, row);
    let Some(first) = own.next() else { return Some(Reason::Blank) };
    let others = own.count();
    // Every word that tells stands at the beginning; the rest of a long text says nothing here.
    let folded = fold(beginning(&first.text));
    if others == 0 {
        if begins(&folded, &words.note) || begins(&folded, &words.signature) {
            return Some(Reason::Note);
        }
        if is_title(context, &folded) {
            return Some(Reason::Title);
        }
    }
    if let Some(reason) = total(context, row, &folded) {
        return Some(reason);
    }
    if others == 0 && first.column_span * 2 > context.grid.table.columns && context.grid.table.columns > 2 {
        return Some(if begins(&folded, &words.signature) { Reason::Note } else { Reason::Section });
    }
    if is_section(context, row, first, others) {
        return Some(Reason::Section);
    }
    is_blank_row(context, row).then_some(Reason::Blank)
}

/// The first characters of a text, enough for any title or word for a total.
fn beginning(text: &str) -> &str {
    const ENOUGH: usize = 100;
    text.char_indices().nth(ENOUGH).map_or(text, |(at, _)| &text[..at])
}

/// A total or subtotal: its word in the first cell with text, and next to nothing but amounts beside it.
fn total(context: &Context, row: usize, folded: &str) -> Option<Reason> {
    let words = &context.rules.words;
    if folded.chars().count() > LONGEST_TOTAL {
        return None;
    }
    let label = strip_number(folded);
    let label = label.split([':', '(', '[']).next().unwrap_or(label);
    let label = label.trim_end_matches(|c: char| c.is_ascii_digit() || ".,万亿元".contains(c));
    let is = |words: &[String]| {
        words.iter().any(|word| {
            label == word || (label.ends_with(word.as_str()) && label.chars().count() <= word.chars().count() + 14)
        })
    };
    let reason = if is(&words.subtotal) {
        Reason::Subtotal
    } else if is(&words.total) {
        // 创造类合计 closes a group, 合计 the table.
        if words.total.iter().any(|word| label == word) { Reason::Total } else { Reason::Subtotal }
    } else {
        return None;
    };
    let texts = (0..context.rule.columns.len())
        .filter(|column| matches!(context.rule.columns[*column].kind, Kind::Text | Kind::Citation))
        .filter(|column| {
            cell_at(context, row, *column)
                .is_some_and(|cell| cell.row == row && !is_blank(&cell.text) && fold(&cell.text) != folded)
        })
        .count();
    (texts <= 1).then_some(reason)
}

/// A heading over the rows below: nothing beside it, and it begins with a number or names a category.
fn is_section(context: &Context, row: usize, first: &Cell, others: usize) -> bool {
    if others > 0 {
        return false;
    }
    let hash = fold_hash(&first.text);
    if context.rule.printed.iter().any(|print| print.hashes.contains(&hash)) {
        return false;
    }
    let category = context.rule.column_of_kind(Kind::Category).and_then(|column| context.columns[column]);
    let in_category = category.is_some_and(|(from, to)| (from..to).contains(&first.column));
    let numbered = strip_number(&first.text).len() != first.text.trim_start().len();
    let first_two = context.grid.row(row).position(|cell| std::ptr::eq(cell, first)).is_some_and(|at| at < 2);
    numbered && first_two && !in_category
}

/// Nothing in the row but its number, a category and placeholders: printed for the unit, not used.
/// In a table with printed rows that is decided after these have been found.
fn is_blank_row(context: &Context, row: usize) -> bool {
    (0..context.rule.columns.len()).all(|column| {
        let Some(cell) = cell_at(context, row, column) else { return true };
        if cell.row < row || is_blank(&cell.text) {
            return true;
        }
        match context.rule.columns[column].kind {
            Kind::Serial | Kind::Category => true,
            _ => context.rule.printed.is_empty() && context.rules.words.is_placeholder(&cell.text),
        }
    }) && !stray_text(context, row)
}

/// Text in a column that the form does not have counts as data only with something of the form's
/// beside it, so it does not keep a row from being blank; text under no column at all does.
fn stray_text(context: &Context, row: usize) -> bool {
    own_texts(context.grid, row)
        .all(|cell| !context.columns.iter().flatten().any(|(from, to)| (*from..*to).contains(&cell.column)))
        && own_texts(context.grid, row).count() > 2
}

fn is_title(context: &Context, folded: &str) -> bool {
    let continued = context
        .rules
        .words
        .continued
        .iter()
        .any(|word| folded.trim_matches(['(', ')']) == word.trim_matches(['(', ')']));
    continued
        || context.rules.tables.iter().any(|table| {
            table.title_keys.iter().any(|key| folded.contains(key.as_str()))
                || (!table.subtitle_key.is_empty() && folded == table.subtitle_key)
        })
}

fn begins(folded: &str, words: &[String]) -> bool {
    words.iter().any(|word| folded.starts_with(word.as_str()))
}

/// The row's own cells with text (not those that began above).
fn own_texts<'a>(grid: &'a Grid<'a>, row: usize) -> impl Iterator<Item = &'a Cell> + 'a {
    grid.row(row).filter(move |cell| cell.row == row && !is_blank(&cell.text))
}

fn cell_at<'a>(context: &'a Context, row: usize, column: usize) -> Option<&'a Cell> {
    let (from, _) = context.columns[column]?;
    // A cell that began in a column further left belongs to that column.
    context.grid.cell(row, from).filter(|cell| cell.column >= from || !owned_by_another(context, cell.column, column))
}

fn owned_by_another(context: &Context, at: usize, column: usize) -> bool {
    context
        .columns
        .iter()
        .enumerate()
        .any(|(other, range)| other != column && range.is_some_and(|(from, to)| (from..to).contains(&at)))
}

/// The row's cells by the columns of the rules.
fn cells(context: &Context, row: usize) -> Vec<RawCell> {
    (0..context.rule.columns.len())
        .map(|column| {
            let Some(cell) = cell_at(context, row, column) else { return RawCell::default() };
            RawCell {
                text: joined(context, row, column, cell),
                continued: cell.row < row,
                filled_down: None,
                place: cell.place,
            }
        })
        .collect()
}

/// The text of all cells under a header cell that spans several grid columns.
fn joined(context: &Context, row: usize, column: usize, first: &Cell) -> String {
    let Some((_, to)) = context.columns[column] else { return String::new() };
    let mut text = first.text.clone();
    let mut at = first.column + first.column_span.max(1);
    while at < to {
        let Some(cell) = context.grid.cell(row, at) else {
            at += 1;
            continue;
        };
        if !is_blank(&cell.text) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&cell.text);
        }
        at = (cell.column + cell.column_span.max(1)).max(at + 1);
    }
    text
}

/// Gives an empty cell of a field that fills down the text above it: a row's, or a section's.
fn fill_down(reading: &TableReading, context: &Context, row: &mut RawRow) {
    for (at, column) in context.rule.columns.iter().enumerate() {
        if !context.rules.fields[column.field].fill_down || !is_blank(&row.cells[at].text) {
            continue;
        }
        let from_row = reading.rows.last().and_then(|above| {
            let cell = &above.cells[at];
            if is_blank(&cell.text) { cell.filled_down.clone() } else { Some(cell.text.clone()) }
        });
        // Rows put aside since the last data row: a heading or a blank row may name a new category.
        let since = reading.set_aside.iter().rev().take_while(|aside| aside.after == reading.rows.len());
        let from_aside = since
            .filter_map(|aside| match aside.reason {
                Reason::Section => Some(strip_number(&aside.text).to_owned()),
                Reason::Blank => aside.cells.get(at).map(|cell| cell.text.clone()).filter(|text| !is_blank(text)),
                _ => None,
            })
            .next();
        row.cells[at].filled_down = from_aside.or(from_row);
    }
}

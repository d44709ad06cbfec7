//! Sorts the rows below a header: data, or put aside with a reason.

use super::grid::Grid;
use crate::model::document::Cell;
use crate::model::fold::{fold, gist_hash, is_blank, strip_number};
use crate::model::reading::{RawCell, RawRow, Reason, Scanned, SetAside, TableReading};
use crate::model::unit::MoneyUnit;
use crate::rules::{Kind, RuleSet, TableRule, Words};

/// Grid columns from-to for each column of the rules.
pub type Columns = Vec<Option<(usize, usize)>>;

/// What the rows of one segment are read with.
pub struct Context<'a> {
    pub rules: &'a RuleSet,
    pub rule: &'a TableRule,
    pub grid: &'a Grid<'a>,
    pub ordinal: usize,
    pub columns: &'a Columns,
    /// The unit of money stated for each column of the rules.
    pub units: &'a [Option<MoneyUnit>],
}

/// Words such as 合计 stand alone or with little beside them.
const LONGEST_TOTAL: usize = 24;
/// The same in bytes, for a label that stands by itself.
const LONGEST_LABEL: usize = 48;

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
        heading: heading(context, row, reason),
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

/// The category that a row put aside names for the rows below it; empty if it names none.
fn heading(context: &Context, row: usize, reason: Reason) -> String {
    let words = &context.rules.words;
    let named = |cell: &&Cell| {
        let bare = strip_number(&cell.text);
        !bare.is_empty() && !is_number(bare) && total_word(words, &fold(beginning(bare))).is_none()
    };
    let label = match reason {
        Reason::Section => own_texts(context.grid, row).find(named),
        Reason::Blank | Reason::Subtotal => {
            let category = context.rule.column_of_kind(Kind::Category).and_then(|column| context.columns[column]);
            // Of a subtotal only what stands in the category's column, or reaches into it.
            category.and_then(|(from, to)| {
                own_texts(context.grid, row)
                    .filter(|cell| cell.column < to && cell.column + cell.column_span > from)
                    .find(named)
            })
        }
        _ => None,
    };
    label.map_or(String::new(), |cell| strip_number(&cell.text).to_owned())
}

/// Only digits, list numbers and punctuation: 1, 1.1, （一）, 一.
fn is_number(text: &str) -> bool {
    text.chars().all(|c| !c.is_alphabetic() || "〇一二三四五六七八九十".contains(c))
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
        if words.says_nothing(&first.text) {
            return Some(Reason::Blank);
        }
    }
    if is_signature(words, context.grid, row) || is_note(words, &folded, others) {
        return Some(Reason::Note);
    }
    if let Some(reason) = total(context, row, first, &folded, others) {
        return Some(reason);
    }
    if others == 0 && first.column_span * 2 > context.grid.table.columns && context.grid.table.columns > 2 {
        return Some(Reason::Section);
    }
    if is_section(context, row, first, others) {
        return Some(Reason::Section);
    }
    if is_group_sum(context, row) {
        return Some(Reason::Subtotal);
    }
    is_blank_row(context, row).then_some(Reason::Blank)
}

/// 注： in a cell of its own, the note beside it.
fn is_note(words: &Words, folded: &str, others: usize) -> bool {
    others == 1
        && words.note.iter().any(|word| folded == word || folded.trim_end_matches(':') == word.trim_end_matches(':'))
}

/// A row of who filled it in: its first cell begins with such a word and nothing but a bracket or a
/// colon follows the word.
pub fn is_signature(words: &Words, grid: &Grid, row: usize) -> bool {
    const LONGEST: usize = 90;
    let Some(first) = own_texts(grid, row).next().filter(|cell| cell.text.len() <= LONGEST) else { return false };
    let folded = fold(&first.text);
    words.signature.iter().any(|word| {
        folded.strip_prefix(word.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '(']))
    })
}

/// A row below a header that still belongs to it: the columns' numbers (1 2 3 …, A B C …), or units
/// and hints in brackets. `units` takes up what is stated there.
pub fn is_header_rest(context: &Context, row: usize) -> bool {
    let texts: Vec<String> =
        own_texts(context.grid, row).filter(|cell| cell.text.len() <= 90).map(|cell| fold(&cell.text)).collect();
    if texts.is_empty() || texts.len() != own_texts(context.grid, row).count() {
        return false;
    }
    if texts.iter().all(|text| text.len() > 2 && text.starts_with('(') && text.ends_with(')')) {
        return !texts.iter().all(|text| is_number(text.trim_matches(['(', ')'])));
    }
    if texts.len() < 4 || texts.len() + 2 < context.columns.iter().flatten().count() {
        return false;
    }
    let counts_up = |nth: &dyn Fn(usize) -> Option<String>| {
        (0..3).any(|skip| (texts.iter().skip(1).enumerate()).all(|(at, text)| nth(at + skip).as_ref() == Some(text)))
    };
    let letter = |at: usize| u8::try_from(at).ok().filter(|at| *at < 26).map(|at| char::from(b'a' + at).to_string());
    let stem = |at: usize| "甲乙丙丁戊己庚辛壬癸".chars().nth(at).map(String::from);
    counts_up(&|at| Some(at.to_string())) || counts_up(&letter) || counts_up(&stem)
}

/// The first characters of a text, enough for any title or word for a total.
fn beginning(text: &str) -> &str {
    const ENOUGH: usize = 100;
    text.char_indices().nth(ENOUGH).map_or(text, |(at, _)| &text[..at])
}

/// A total or subtotal: its word in the first cell with text (or, by itself, in any other), and next
/// to nothing but amounts beside it; or one cell that says it all.
fn total(context: &Context, row: usize, first: &Cell, folded: &str, others: usize) -> Option<Reason> {
    let words = &context.rules.words;
    if let Some(reason) = total_word(words, folded) {
        // 共6个项目，合计330万元 is no group's.
        let reason = if others == 0 && folded.starts_with('共') { Reason::Total } else { reason };
        return (wordy(context, row, first) <= 1).then_some(reason);
    }
    if others == 0 {
        return states_total(words, folded).then_some(Reason::Total);
    }
    let label =
        own_texts(context.grid, row).skip(1).take(5).filter(|cell| cell.text.len() <= LONGEST_LABEL).find(|cell| {
            let label = fold(beginning(&cell.text));
            let label = label.trim_end_matches(':');
            words.subtotal.iter().chain(&words.total).any(|word| word == label)
        })?;
    (wordy(context, row, label) == 0).then(|| total_word(words, &fold(&label.text))).flatten()
}

/// How many cells beside a label hold text of the form's: 共6个, / and the like aside.
fn wordy(context: &Context, row: usize, label: &Cell) -> usize {
    let words = &context.rules.words;
    let tells = |text: &str| {
        let folded = fold(text);
        !words.says_nothing(text)
            && (folded.chars().count() > 10 || !folded.contains(|c: char| c.is_ascii_digit()))
            && !is_number(&folded)
    };
    (0..context.rule.columns.len())
        .filter(|column| matches!(context.rule.columns[*column].kind, Kind::Text | Kind::Citation))
        .filter_map(|column| cell_at(context, row, column))
        .filter(|cell| cell.row == row && !std::ptr::eq(*cell, label) && tells(&cell.text))
        .count()
}

/// Which kind of total a folded text is the label of.
pub fn total_word(words: &Words, folded: &str) -> Option<Reason> {
    if folded.len() > LONGEST_TOTAL * 3 || folded.chars().count() > LONGEST_TOTAL {
        return None;
    }
    let whole = strip_number(folded);
    let label = whole.split([':', '(', '[']).next().unwrap_or(whole);
    let label = label.trim_end_matches(|c: char| c.is_ascii_digit() || ".,万亿元".contains(c));
    let is = |words: &[String]| {
        words.iter().any(|word| {
            label == word || (label.ends_with(word.as_str()) && label.chars().count() <= word.chars().count() + 14)
        })
    };
    // 知识产权管理(小计)
    let bracket = whole.strip_suffix(')').and_then(|inner| inner.rsplit_once('(')).map(|(_, inner)| inner);
    let in_bracket = |words: &[String]| bracket.is_some_and(|inner| words.iter().any(|word| word == inner));
    if is(&words.subtotal) || in_bracket(&words.subtotal) || in_bracket(&words.total) {
        Some(Reason::Subtotal)
    } else if is(&words.total) {
        // 创造类合计 closes a group, 合计 the table.
        Some(if words.total.iter().any(|word| label == word) { Reason::Total } else { Reason::Subtotal })
    } else {
        None
    }
}

/// 共6个项目，合计330万元 in one cell: no list number before it, an amount with its unit after the word.
fn states_total(words: &Words, folded: &str) -> bool {
    strip_number(folded).len() == folded.len()
        && words.total.iter().any(|word| {
            folded.rfind(word.as_str()).is_some_and(|at| {
                let after = folded[at + word.len()..].trim_start_matches(|c| ":为约".contains(c));
                let after = after.strip_prefix("人民币").unwrap_or(after);
                let unit = after.trim_start_matches(|c: char| c.is_ascii_digit() || ".,".contains(c));
                unit.len() < after.len() && unit.starts_with(['万', '元', '亿'])
            })
        })
}

/// A heading with its group's sum: a category and an amount, no text of its own, and the rows below
/// leave the category to it.
fn is_group_sum(context: &Context, row: usize) -> bool {
    let Some(column) = context.rule.column_of_kind(Kind::Category) else { return false };
    let Some((from, to)) = context.columns[column] else { return false };
    let is_of = |column: usize, kinds: &[Kind]| kinds.contains(&context.rule.columns[column].kind);
    let says = |row: usize, kinds: &[Kind]| {
        (0..context.rule.columns.len()).filter(|column| is_of(*column, kinds)).any(|column| {
            cell_at(context, row, column)
                .is_some_and(|cell| cell.row == row && !context.rules.words.says_nothing(&cell.text))
        })
    };
    let label = own_texts(context.grid, row)
        .find(|cell| cell.column < to && cell.column + cell.column_span > from && !is_number(&cell.text));
    let below_blank = || {
        row + 1 < context.grid.table.rows
            && context.grid.cell(row + 1, from).is_none_or(|cell| cell.row > row && is_blank(&cell.text))
            && says(row + 1, &[Kind::Text, Kind::Citation])
    };
    let wide = |cell: &Cell| cell.column_span >= to - from && cell.row_span <= 1;
    label.is_some_and(|label| {
        wide(label)
            && (0..context.rule.columns.len()).all(|column| {
                !is_of(column, &[Kind::Text, Kind::Citation])
                    || cell_at(context, row, column)
                        .is_none_or(|cell| std::ptr::eq(cell, label) || is_blank(&cell.text))
            })
    }) && says(row, &[Kind::Money])
        && below_blank()
}

/// A heading over the rows below: nothing beside it, and it begins with a number or names a category.
fn is_section(context: &Context, row: usize, first: &Cell, others: usize) -> bool {
    if others > 0 {
        return false;
    }
    let hash = gist_hash(&first.text);
    if context.rule.printed.iter().any(|print| print.hashes.contains(&hash)) {
        return false;
    }
    let category = context.rule.column_of_kind(Kind::Category).and_then(|column| context.columns[column]);
    let in_category = category.is_some_and(|(from, to)| (from..to).contains(&first.column));
    let bare = strip_number(&first.text);
    let numbered = bare.len() != first.text.trim_start().len();
    let first_two = context.grid.row(row).position(|cell| std::ptr::eq(cell, first)).is_some_and(|at| at < 2);
    let kind = (0..context.rule.columns.len())
        .find(|column| context.columns[*column].is_some_and(|(from, to)| (from..to).contains(&first.column)))
        .map(|column| context.rule.columns[column].kind);
    // Words where a number belongs, or a category where the work belongs.
    let misplaced = (kind == Some(Kind::Serial) && bare.chars().filter(|c| c.is_alphabetic()).count() >= 3)
        || (kind == Some(Kind::Text) && names_category(context, bare));
    !in_category && (numbered && first_two && !is_number(bare) || misplaced)
}

fn names_category(context: &Context, text: &str) -> bool {
    let folded = fold(beginning(text));
    (context.rule.column_of_kind(Kind::Category))
        .and_then(|column| context.rule.columns[column].one_of.as_ref())
        .is_some_and(|allowed| {
            allowed.iter().any(|category| category.key == folded || category.aliases.contains(&folded))
        })
}

/// Nothing in the row but its number, a category and placeholders: printed for the unit, not used.
/// In a table with printed rows that is decided after these have been found.
fn is_blank_row(context: &Context, row: usize) -> bool {
    (0..context.rule.columns.len()).all(|column| {
        let Some(cell) = cell_at(context, row, column) else { return true };
        if cell.row < row || context.rules.words.says_nothing(&cell.text) {
            return true;
        }
        match context.rule.columns[column].kind {
            Kind::Serial | Kind::Category => true,
            Kind::Money if is_zero(&cell.text) => true,
            _ => context.rule.printed.is_empty() && context.rules.words.is_placeholder(&cell.text),
        }
    }) && !stray_text(context, row)
}

/// 0 where nothing is asked for.
fn is_zero(text: &str) -> bool {
    matches!(fold(text).trim_end_matches(['万', '元']), "0" | "0.0" | "0.00")
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
            let Some(cell) = cell_at(context, row, column) else {
                return RawCell { unit: context.units[column], ..RawCell::default() };
            };
            RawCell {
                text: joined(context, row, column, cell),
                continued: cell.row < row,
                filled_down: None,
                unit: context.units[column],
                place: cell.place,
                scanned: cell.confidence.map(|confidence| Scanned { confidence, read_as: cell.read_as.clone() }),
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
        let from_aside = since.map(|aside| &aside.heading).find(|heading| !heading.is_empty()).cloned();
        row.cells[at].filled_down = from_aside.or(from_row);
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::Fitter;
    use crate::model::document::{Block, Cell, Document, Facts, Paragraph, Table};
    use crate::rules::RuleSet;

    /// Reads a table 1 of these rows (cells parted by `|`, `*3` for a span) below its header and shows
    /// what became of them: the category and project of data, else the reason.
    #[track_caller]
    fn check(rows: &[&str], expected: &[&str]) {
        const HEADER: &str = "序号|类型|主要工作内容|经费安排（万元）|拟设置项目|项目数及单项金额|项目设置必要性|项目设置政策依据|项目绩效|备注";
        let rules = RuleSet::builtin();
        let mut table = Table { rows: rows.len() + 1, columns: 10, ..Table::default() };
        for (row, line) in std::iter::once(&HEADER).chain(rows).enumerate() {
            let mut column = 0;
            for text in line.split('|') {
                let (text, span) =
                    text.split_once('*').map_or((text, 1), |(text, span)| (text, span.parse().expect("a span")));
                table.cells.push(Cell {
                    row,
                    column,
                    row_span: 1,
                    column_span: span,
                    text: text.into(),
                    ..Cell::default()
                });
                column += span;
            }
        }
        let title = Paragraph { text: "2024年度知识产权项目需求征集表（一）".into(), place: None };
        let document = Document { blocks: vec![Block::Paragraph(title), Block::Table(table)], facts: Facts::default() };
        let layout = Fitter::new(&rules).read(&document);
        let reading = &layout.readings[0];
        assert_eq!(reading.seen, reading.rows.len() + reading.set_aside.len());
        let shown: Vec<String> = (reading.set_aside.iter().map(|aside| aside.reason.id().to_owned()))
            .chain(reading.rows.iter().map(|row| {
                let category = &row.cells[1];
                format!("{} {}", category.filled_down.as_deref().unwrap_or(&category.text), row.cells[4].text)
            }))
            .collect();
        assert_eq!(shown, expected, "{rows:?}");
    }

    #[test]
    fn rows_of_many_kinds() {
        const DATA: &str = "1||工作|30|甲项目|3个，每个10万元|必要|《条例》|绩效|";
        check(&[DATA], &[" 甲项目"]);
        for total in [
            "合计|||30||||||",
            "合计|/|/|30|/|/|/|/|/|/",
            "|||30|合计|||||",
            "2|合计||30||||||",
            "合计||1项|30|1个|3个||||",
            "合计：30万元*10",
            "共1个项目，合计30万元（大写：叁拾万元整）*10",
        ] {
            check(&[DATA, total], &["total", " 甲项目"]);
        }
        for subtotal in ["|小计||30||||||", "||||小计|||||", "知识产权管理（小计）*3|30||||||"] {
            check(&[DATA, subtotal], &["subtotal", " 甲项目"]);
        }
        for note in [
            "填报人：张三*3|联系电话：020-1*3|填报日期：2024年*4",
            "联系人*2|张三*3|联系电话*2|1380*3",
            "审核意见*2|同意上报*8",
            "注|金额单位为万元*9",
        ] {
            check(&[DATA, note], &["note", " 甲项目"]);
        }
        for blank in [
            "2|无|无|无|无|无|无|无|无|无",
            "2|知识产权管理|/*8",
            "——|——|——|0|——|||||",
            "……|||||||||",
            "||以下空白|||||||",
        ] {
            check(&[DATA, blank], &["blank", " 甲项目"]);
        }
        for heading in ["一、知识产权管理*10", "知识产权管理|||||||||", "||知识产权管理|||||||"] {
            check(&[heading, DATA], &["section", "知识产权管理 甲项目"]);
        }
        check(&["一|知识产权管理*9", DATA], &["blank", "知识产权管理 甲项目"]);
        for sum in ["一|知识产权管理||30||||||", "一、知识产权管理*3|30||||||"] {
            check(&[sum, DATA], &["subtotal", "知识产权管理 甲项目"]);
        }
        for header in ["1|2|3|4|5|6|7|8|9|10", "A|B|C|D|E|F|G|H|I|J", "||（100字以内）|（万元）||||||"] {
            check(&[header, DATA], &["repeated-header", " 甲项目"]);
        }
        // A row with a category and an amount and nothing more is data wherever the next has its own.
        check(
            &["1|知识产权管理||30||||||", "2|知识产权管理|工作|30|甲项目|||||"],
            &["知识产权管理 ", "知识产权管理 甲项目"],
        );
    }
}

//! Raw rows to records: what each cell says, beside what is written there.
//!
//! One file per kind of value. Nothing here looks at other rows; a row's own cells are compared
//! only to tell 元 from 万元 ([`correct_unit`]).

mod category;
mod citation;
mod count_unit;
mod money;
mod numeral;
mod text;

use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use text::{Clean, clean};

use crate::model::anomaly::hex;
use crate::model::decision::Correction;
use crate::model::fold::{fold, is_blank};
use crate::model::reading::{RawCell, RawRow, Reason, TableReading};
use crate::model::record::{Field, Money, Record, StatedTotal, Status, Value};
use crate::model::unit::MoneyUnit;
use crate::rules::{ColumnRule, Kind, RuleSet, TableRule, Words};

/// Makes records of the rows of one table. `sha256` is the source file's: it keeps a row's id the
/// same when the file is moved.
pub fn records(rows: Vec<RawRow>, table: usize, rules: &RuleSet, sha256: &str) -> Vec<Record> {
    let rule = &rules.tables[table];
    let ids = Ids::new(sha256, &rule.id);
    rows.into_iter()
        .map(|row| {
            let status = status(&row, rule, rules);
            let (number, printed, source) = (row.number, row.printed, row.source);
            let mut fields: Vec<Field> =
                row.cells.into_iter().zip(&rule.columns).map(|(cell, column)| field(cell, column, rules)).collect();
            correct_unit(&mut fields, rule);
            Record { id: ids.of(&source), table, number, status, printed, fields, source }
        })
        .collect()
}

/// The totals and subtotals that a table states. Those without a readable amount state nothing.
pub fn totals(reading: &TableReading, rules: &RuleSet) -> Vec<StatedTotal> {
    let rule = &rules.tables[reading.table];
    let columns = || (0..rule.columns.len()).filter(|column| rule.columns[*column].kind == Kind::Money);
    (reading.set_aside.iter())
        .filter(|aside| matches!(aside.reason, Reason::Total | Reason::Subtotal))
        .flat_map(|aside| columns().map(move |column| (aside, column)))
        .filter_map(|(aside, column)| {
            let cell = aside.cells.get(column)?;
            let unit = cell.unit.unwrap_or(rule.columns[column].unit);
            let (money, raw) = match money::read(&cell.text, unit) {
                Some(money) => (money, cell.text.trim()),
                // 合计：120万元 in one cell says it, too, where only one amount is asked for.
                None if columns().nth(1).is_none() => {
                    (said_after_word(&aside.text, &rules.words, unit)?, aside.text.as_str())
                }
                None => return None,
            };
            Some(StatedTotal {
                column,
                partial: aside.reason == Reason::Subtotal,
                wan: money.wan,
                raw: raw.to_owned(),
                after: aside.after,
                source: aside.source.clone(),
            })
        })
        .collect()
}

/// The amount right after the word for a total: 共6个项目，合计330万元（大写：…）. In a row of several
/// cells a bare number may count anything; with a unit it is money.
fn said_after_word(text: &str, words: &Words, unit: MoneyUnit) -> Option<Money> {
    let folded = fold(text);
    let (at, word) = (words.total.iter().chain(&words.subtotal))
        .filter_map(|word| folded.rfind(word.as_str()).map(|at| (at + word.len(), word)))
        .max_by_key(|(end, word)| (*end, word.len()))?;
    debug_assert!(folded[..at].ends_with(word.as_str()));
    let mut said = folded[at..].trim_start_matches(['|', ':', ',']);
    // 合计（万元）：120
    for bracket in ["(万元)", "(元)"] {
        said = said.strip_prefix(bracket).map_or(said, |rest| rest.trim_start_matches(['|', ':']));
    }
    let said = said.split(['|', '(', ',', ';', '。']).next().unwrap_or(said);
    let alone = !text.contains(" | ");
    (alone || said.contains(['元', '万', '亿'])).then(|| money::read(said, unit)).flatten()
}

/// Puts what a person wrote in place of what was read; `raw` stays. A bare amount is in 万元.
/// False, and nothing done, when the text is not of the column's kind.
pub fn correct(field: &mut Field, column: &ColumnRule, correction: Correction, rules: &RuleSet) -> bool {
    let value = value(&correction.text, column, Some(MoneyUnit::Wan), rules);
    if matches!(value, Value::Unreadable) {
        return false;
    }
    field.value = value;
    field.corrected = Some(Box::new(correction));
    true
}

fn field(cell: RawCell, column: &ColumnRule, rules: &RuleSet) -> Field {
    let Clean { text: raw, had_control } = clean(cell.text);
    let said = if is_blank(&raw) { cell.filled_down.as_deref().unwrap_or("") } else { &raw };
    let value = value(said, column, cell.unit, rules);
    Field {
        raw,
        value,
        continued: cell.continued,
        had_control,
        place: cell.place,
        corrected: None,
        scanned: cell.scanned,
    }
}

/// What a text says in a column of this kind.
fn value(text: &str, column: &ColumnRule, unit: Option<MoneyUnit>, rules: &RuleSet) -> Value {
    if rules.words.says_nothing(text) {
        return Value::Empty;
    }
    match column.kind {
        Kind::Serial | Kind::Text => Value::Text,
        Kind::Category => category::read(text, column.one_of.as_deref()),
        Kind::Money => money::read(text, unit.unwrap_or(column.unit)).map_or(Value::Unreadable, Value::Money),
        Kind::CountUnit => count_unit::read(text).map_or(Value::Unreadable, Value::CountUnit),
        Kind::Citation => Value::Citation(citation::read(text, &rules.words.citation_lead)),
    }
}

fn status(row: &RawRow, rule: &TableRule, rules: &RuleSet) -> Status {
    let Some(printed) = row.printed else { return Status::Added };
    let print = &rule.printed[printed];
    let filled = row.cells.iter().zip(&rule.columns).enumerate().any(|(at, (cell, column))| {
        print.open[at]
            && !matches!(column.kind, Kind::Serial | Kind::Category)
            && !cell.continued
            && !rules.words.says_nothing(&cell.text)
            && !rules.words.is_placeholder(&cell.text)
    });
    if filled { Status::Filled } else { Status::Untouched }
}

/// An amount ten thousand times (or a ten-thousandth of) what the row's own count × unit amount
/// comes to was written in 元 where 万元 was asked, or the other way round.
fn correct_unit(fields: &mut [Field], rule: &TableRule) {
    let (Some(amount), Some(counts)) = (rule.column_of_kind(Kind::Money), rule.column_of_kind(Kind::CountUnit)) else {
        return;
    };
    let Value::CountUnit(said) = &fields[counts].value else { return };
    let Some(product) = said.product_wan.filter(|product| !product.is_zero()) else { return };
    let Value::Money(money) = &mut fields[amount].value else { return };
    let factor = Decimal::from(10_000);
    let matches = |wan: Decimal| wan == product;
    let corrected = if matches(money.wan / factor) {
        money.wan / factor
    } else if matches(money.wan * factor) {
        money.wan * factor
    } else {
        return;
    };
    money.corrected_from = Some(money.wan);
    money.wan = corrected.normalize();
}

/// Ids of the rows of one table: from the file, the table and the place in the source, which stay
/// the same however the rules change.
struct Ids {
    base: Sha256,
}

impl Ids {
    fn new(sha256: &str, table: &str) -> Ids {
        let mut base = Sha256::new();
        base.update(sha256.as_bytes());
        base.update([0]);
        base.update(table.as_bytes());
        Ids { base }
    }

    fn of(&self, source: &str) -> String {
        let mut hash = self.base.clone();
        hash.update([0]);
        hash.update(source.as_bytes());
        format!("R{}", hex(&hash.finalize()[..6]))
    }
}

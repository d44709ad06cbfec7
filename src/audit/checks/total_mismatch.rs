//! `total-mismatch`

use crate::audit::{Check, Findings, Meta, TableView};
use crate::model::anomaly::Severity;
use crate::model::record::{Field, Record, StatedTotal, Value};
use crate::model::text::Text;
use crate::rules::Kind;
use rust_decimal::Decimal;
use std::ops::Range;
pub struct Found;

static META: Meta = Meta {
    id: "total-mismatch",
    severity: Severity::Error,
    title: Text::fixed("合计不符", "a stated total is not the sum"),
    finds: Text::fixed(
        "表里写的合计或小计不等于各行之和（按写的数和按更正单位后的数都不等）。",
        "A stated total or subtotal that is not the sum of its rows, neither as written nor with units corrected.",
    ),
    why: Text::fixed(
        "不是某一行错了，就是合计没有更新；两者都会影响资金安排。",
        "Either a row is wrong or the total was not brought up to date.",
    ),
    mend: Text::fixed("请报送单位核对各行和合计。", "Ask the unit to check rows and total."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn table(&self, view: &TableView, found: &mut Findings) {
        for (at, total) in view.totals.iter().enumerate() {
            let column = total.column;
            let field = &view.rules.fields[view.rule.columns[column].field].id;
            let groups = groups(view, at);
            let sums: Vec<Sums> = groups.iter().map(|rows| Sums::of(&view.records[rows.clone()], column)).collect();
            if sums.iter().any(|sums| sums.agree(total)) || is_of_all_tables(view, total) {
                continue;
            }
            let expected = sums[0].corrected;
            let anomaly = found.report(
                &META,
                Text::new(
                    format!(
                        "写的{}是 {} 万元，各行之和是 {expected} 万元",
                        if total.partial { "小计" } else { "合计" },
                        total.wan
                    ),
                    format!(
                        "the stated {} is {} 万元, the rows sum up to {expected} 万元",
                        if total.partial { "subtotal" } else { "total" },
                        total.wan
                    ),
                ),
            );
            anomaly.field.clone_from(field);
            anomaly.value.clone_from(&total.raw);
            anomaly.expected = expected.to_string();
            anomaly.source.clone_from(&total.source);
        }
    }
}

/// The rows that a total may stand for, the likeliest first: of a total all rows, or those up to
/// it; of a subtotal the rows since the one before it, or (written above its group) up to the next.
fn groups(view: &TableView, at: usize) -> Vec<Range<usize>> {
    let total = &view.totals[at];
    let rows = view.records.len();
    let own = |other: &&StatedTotal| other.column == total.column;
    let since = view.totals[..at].iter().filter(own).map(|other| other.after).max().unwrap_or(0).min(total.after);
    let until = view.totals[at + 1..]
        .iter()
        .filter(own)
        .map(|other| other.after)
        .find(|after| *after > total.after)
        .unwrap_or(rows);
    let (before, group, below) = (0..total.after, since..total.after, total.after..until);
    if total.partial { vec![group, below, before] } else { vec![0..rows, before, group] }
}

/// The last table may state the total of them all: of the file's tables, or of those up to it.
fn is_of_all_tables(view: &TableView, total: &StatedTotal) -> bool {
    let sum = |upto: usize| {
        let mut all = Sums { corrected: Decimal::ZERO, as_written: Decimal::ZERO, open: false };
        for table in view.all.iter().filter(|table| table.reading.table <= upto) {
            let rule = &view.rules.tables[table.reading.table];
            if let Some(column) = rule.column_of_kind(Kind::Money) {
                all.add(&Sums::of(&table.records, column));
            }
        }
        all
    };
    view.all.len() > 1
        && total.after == view.records.len()
        && (sum(usize::MAX).agree(total) || sum(view.reading.table).agree(total))
}

/// What rows add up to, 万元.
struct Sums {
    /// With 元 and 万元 put right.
    corrected: Decimal,
    as_written: Decimal,
    /// An amount could not be read, so that the sum is only a least.
    open: bool,
}

impl Sums {
    fn of(records: &[Record], column: usize) -> Sums {
        let mut sums = Sums { corrected: Decimal::ZERO, as_written: Decimal::ZERO, open: false };
        for record in records {
            let field = &record.fields[column];
            sums.open |= matches!(field.value, Value::Unreadable);
            if let Some(wan) = field.counted_wan() {
                sums.corrected += wan;
                sums.as_written += as_written(field).unwrap_or(wan);
            }
        }
        sums.corrected = sums.corrected.normalize();
        sums
    }

    fn add(&mut self, other: &Sums) {
        self.corrected += other.corrected;
        self.as_written += other.as_written;
        self.open |= other.open;
    }

    fn agree(&self, total: &StatedTotal) -> bool {
        total.wan == self.corrected || total.wan == self.as_written || (self.open && total.wan > self.corrected)
    }
}

fn as_written(field: &Field) -> Option<Decimal> {
    match &field.value {
        Value::Money(money) => money.corrected_from,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, document, rows};

    /// Amounts and total rows of table 2.
    #[track_caller]
    fn check(rows: &[(&str, &str)], expected: usize) {
        let header =
            ["序号", "主要工作内容", "后补助名称", "后补助经费", "后补助依据", "后补助承接单位", "项目绩效", "备注"];
        let lines: Vec<Vec<String>> = (rows.iter().enumerate())
            .map(|(at, (label, amount))| {
                let text = if label.is_empty() { format!("内容{at}") } else { String::new() };
                [label, text.as_str(), text.as_str(), amount, text.as_str(), text.as_str(), text.as_str(), ""]
                    .map(str::to_owned)
                    .to_vec()
            })
            .collect();
        assert_eq!(count("total-mismatch", &document("2", &header, &lines)), expected);
    }

    #[test]
    fn totals_and_subtotals() {
        check(&[("", "10"), ("", "20.5万元"), ("合计", "30.5")], 0);
        check(&[("", "10"), ("", "20"), ("合  计", "31万元")], 1);
        check(&[("合计", "30"), ("", "10"), ("", "20")], 0);
        check(&[("", "10"), ("小计", "10"), ("", "20"), ("小计", "20"), ("合计", "30")], 0);
        check(&[("", "10"), ("小计", "11"), ("", "20"), ("小计", "20"), ("合计", "30")], 1);
        check(&[("", "10"), ("", "另行测算"), ("合计", "40")], 0);
        check(&[("", "10"), ("", "另行测算"), ("合计", "9")], 1);
        check(&[("", "10"), ("合计", "")], 0);
        check(&[("", "10"), ("经费合计11万元", "")], 1);
        check(&[("", "10"), ("共1项，合计10万元（大写：壹拾万元）", "")], 0);
        assert_eq!(count("total-mismatch", &rows("2", &[vec![]])), 0);
    }
}

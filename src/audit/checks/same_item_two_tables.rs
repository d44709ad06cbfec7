//! `same-item-two-tables`

use std::collections::BTreeMap;

use crate::audit::own::Own;
use crate::audit::winnow::{gist, likeness};
use crate::audit::{Check, Findings, Meta, SubmissionView};
use crate::model::anomaly::Severity;
use crate::model::record::{Record, Status};
use crate::model::report::FileDigest;
use crate::model::text::Text;
use crate::rules::{Kind, RuleSet, TableRule};
use rust_decimal::Decimal;
pub struct Found;

static META: Meta = Meta {
    id: "same-item-two-tables",
    severity: Severity::Warning,
    title: Text::fixed("同一项目报在两张表里", "the same item in two tables"),
    finds: Text::fixed(
        "同一单位在两张表里报了名称相同的项目（8 个字以上，都填了金额）；金额相同或理由也几乎相同的算警告，否则只作提示。",
        "An item of the same name (8 characters or more, both with an amount) in two tables of one unit; a warning where the amounts are equal or the reasons nearly the same, else only mentioned.",
    ),
    why: Text::fixed("同一项目可能从两个渠道各拿一份钱。", "The item may be paid for through two channels."),
    mend: Text::fixed("请报送单位说明两处是否同一项目。", "Ask whether the two are one item."),
};

/// Shortest name that tells an item.
const SHORTEST: usize = 8;
/// From here on reasons count as the same, if they are of this length at least.
const ALIKE: f64 = 0.8;
const REASON: usize = 30;

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn submission(&self, view: &SubmissionView, found: &mut Findings) {
        let mut named: BTreeMap<Vec<char>, Vec<Item>> = BTreeMap::new();
        for file in &view.files {
            for record in &file.records {
                let Some(rule) = view.rules.tables.get(record.table) else { continue };
                if let (Some(name), Some(wan)) = (name(record, rule, view.rules), amount(record, rule)) {
                    named.entry(name).or_default().push(Item { digest: file.digest, record, rule, wan });
                }
            }
        }
        for items in named.into_values() {
            let Some((first, rest)) = items.split_first() else { continue };
            for item in rest.iter().filter(|item| item.record.table != first.record.table) {
                report(item, first, view.rules, found);
            }
        }
    }
}

struct Item<'a> {
    digest: &'a FileDigest,
    record: &'a Record,
    rule: &'a TableRule,
    wan: Decimal,
}

/// The reasons are long enough to tell and nearly the same.
fn same_reasons(one: &Item, other: &Item, rules: &RuleSet) -> bool {
    let own = Own::new(rules);
    let said = |item: &Item| gist(&own.said(rules, item.record).map(|(_, text)| text).collect::<String>());
    let (one, other) = (said(one), said(other));
    one.len() >= REASON && likeness(&one, &other) >= ALIKE
}

fn report(item: &Item, first: &Item, rules: &RuleSet, found: &mut Findings) {
    found.at_row(item.digest, &item.rule.id, item.record);
    let (table, number) = (&first.rule.id, first.record.number);
    let elsewhere = if first.digest.path == item.digest.path { "" } else { &first.digest.path };
    let place = match elsewhere {
        "" => Text::new(format!("表 {table} 第 {number} 行"), format!("table {table}, row {number}")),
        path => Text::new(format!("{path} 表 {table} 第 {number} 行"), format!("{path}, table {table}, row {number}")),
    };
    let anomaly = found.report(
        &META,
        Text::new(
            format!("与{}的项目同名，金额分别是 {} 和 {} 万元", place.zh, item.wan, first.wan),
            format!(
                "an item of the same name stands in {}; the amounts are {} and {} 万元",
                place.en, item.wan, first.wan
            ),
        ),
    );
    if item.wan != first.wan && !same_reasons(item, first, rules) {
        anomaly.severity = Severity::Info;
    }
    anomaly.value = item.wan.to_string();
    anomaly.expected = first.wan.to_string();
}

/// What stands in the columns that name an item and must be filled in; placeholders name nothing.
fn name(record: &Record, rule: &TableRule, rules: &RuleSet) -> Option<Vec<char>> {
    if record.status == Status::Untouched {
        return None;
    }
    let names: Vec<&str> = (rule.columns.iter().zip(&record.fields))
        .filter(|(column, field)| {
            let names = rules.fields.get(column.field).is_some_and(|field| field.names_item);
            names && column.required && !field.continued && !rules.words.is_placeholder(&field.raw)
        })
        .map(|(_, field)| field.raw.as_str())
        .collect();
    Some(gist(&names.concat())).filter(|name| name.len() >= SHORTEST)
}

fn amount(record: &Record, rule: &TableRule) -> Option<Decimal> {
    record.fields.get(rule.column_of_kind(Kind::Money)?)?.counted_wan()
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{Row, digest, records, rows};
    use crate::audit::{SubmissionFile, SubmissionView, audit_submission};
    use crate::model::anomaly::Severity;
    use crate::model::report::State;
    use crate::rules::RuleSet;

    /// A row of table 1 and one of table 3; the severity of what is said.
    #[track_caller]
    fn check(one: Row, other: Row, expected: Option<Severity>) {
        let rules = RuleSet::builtin();
        let digest = digest(State::Form);
        let records = [records(&rows("1", &[one])), records(&rows("3", &[other]))].concat();
        let view =
            SubmissionView { rules: &rules, files: vec![SubmissionFile { digest: &digest, tables: vec![], records }] };
        let found = audit_submission(&view);
        let said = found.iter().find(|anomaly| anomaly.check == "same-item-two-tables");
        assert_eq!(said.map(|anomaly| anomaly.severity), expected, "{found:#?}");
    }

    #[test]
    fn names_in_two_tables() {
        let row = |name: &'static str, wan: &'static str| -> Row<'static> {
            vec![("project", name), ("amount", wan), ("necessity", "因"), ("performance", "果"), ("count_unit", "")]
        };
        check(row("专利快速预审服务站建设", "60"), row("专利快速预审服务站 建设", "60"), Some(Severity::Warning));
        check(row("专利快速预审服务站建设", "60"), row("专利快速预审服务站建设", "20"), Some(Severity::Info));
        check(row("专利快速预审服务站建设", "60"), row("专利代办处窗口运行保障", "60"), None);
        check(row("培训", "60"), row("培训", "60"), None);
        check(row("专利快速预审服务站建设", ""), row("专利快速预审服务站建设", "60"), None);
    }
}

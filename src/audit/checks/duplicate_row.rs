//! `duplicate-row`

use crate::audit::{Check, Findings, Meta, SubmissionView};
use crate::model::anomaly::Severity;
use crate::model::fold::{fold_hash, is_blank};
use crate::model::record::{Record, Status, Value};
use crate::model::text::Text;
use crate::rules::{Kind, TableRule};
use std::collections::HashMap;
pub struct Found;

static META: Meta = Meta {
    id: "duplicate-row",
    severity: Severity::Error,
    title: Text::fixed("重复的行", "the same item twice"),
    finds: Text::fixed(
        "同一单位报送的内容里，同一项目出现了两次（各栏内容都相同，序号、空白和全半角不算）。",
        "The same item twice in what one unit sent: all cells alike, number, white space and full-width forms aside.",
    ),
    why: Text::fixed("同一项目会被重复计入资金。", "The item would be counted twice."),
    mend: Text::fixed("请报送单位确认删去哪一行。", "Ask the unit which one to strike."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn submission(&self, view: &SubmissionView, found: &mut Findings) {
        let mut seen: HashMap<(usize, u64), (&str, u32)> = HashMap::new();
        for file in &view.files {
            for record in &file.records {
                let rule = &view.rules.tables[record.table];
                let Some(key) = key(record, rule) else { continue };
                let Some((first, number)) = seen.get(&(record.table, key)).copied() else {
                    seen.insert((record.table, key), (&file.digest.path, record.number));
                    continue;
                };
                found.at_row(file.digest, &rule.id, record);
                let elsewhere = first != file.digest.path;
                let zh = format!(
                    "与第 {number} 行{}的内容完全相同",
                    if elsewhere { format!("（{first}）") } else { String::new() }
                );
                let en = format!(
                    "says the same as row {number}{}",
                    if elsewhere { format!(" of {first}") } else { String::new() }
                );
                found.report(&META, Text::new(zh, en)).expected = number.to_string();
            }
        }
    }
}

/// What a row says in all its columns but the running number; none for a row that holds nothing of
/// the unit's own or no amount.
fn key(record: &Record, rule: &TableRule) -> Option<u64> {
    let amount = rule.column_of_kind(Kind::Money).map(|at| &record.fields[at]);
    let counts = amount.is_none_or(|field| !field.is_empty() && !field.continued);
    if record.status == Status::Untouched || !counts {
        return None;
    }
    let mut hash = 0_u64;
    let mut filled = 0;
    for (column, field) in rule.columns.iter().zip(&record.fields) {
        hash = hash.rotate_left(7);
        if matches!(column.kind, Kind::Serial | Kind::Category) || is_blank(&field.raw) {
            continue;
        }
        filled += 1;
        hash ^= match &field.value {
            Value::Money(money) => fold_hash(&money.wan.to_string()),
            _ => fold_hash(&field.raw),
        };
    }
    (filled >= 3).then_some(hash)
}

#[cfg(test)]
mod tests {
    use crate::audit::{SubmissionFile, SubmissionView, audit_submission, checks::harness};
    use crate::model::report::State;
    use crate::rules::RuleSet;
    use crate::{layout, normalise};

    #[test]
    fn the_same_item_twice() {
        let rules = RuleSet::builtin();
        let same = vec![("seq", "9"), ("project", "甲"), ("work", "乙"), ("necessity", "丙"), ("performance", "丁")];
        let other_amount = [same.clone(), vec![("amount", "80"), ("count_unit", "4个，每个20万元")]].concat();
        for (rows, expected) in [
            (vec![same.clone(), vec![], same.clone()], 1),
            (vec![same.clone(), other_amount], 0),
            (vec![vec![], vec![]], 0),
        ] {
            let document = harness::rows("1", &rows);
            let mut layout = layout::Fitter::new(&rules).read(&document);
            let records = normalise::records(std::mem::take(&mut layout.readings[0].rows), 0, &rules, "00");
            let digest = harness::digest(State::Form);
            let view = SubmissionView {
                rules: &rules,
                files: vec![SubmissionFile { digest: &digest, tables: vec![], records }],
            };
            assert_eq!(audit_submission(&view).iter().filter(|a| a.check == "duplicate-row").count(), expected);
        }
    }
}

//! `missing-table`

use crate::audit::{Check, Findings, Meta, SubmissionView};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "missing-table",
    severity: Severity::Error,
    title: Text::fixed("缺表", "a table of the form is missing"),
    finds: Text::fixed(
        "该单位报送的所有文件里都没有本表中的这一张。",
        "A table of the form that is in none of the unit's files.",
    ),
    why: Text::fixed(
        "可能漏报，也可能没有内容可报；两者不能混为一谈。",
        "Either it was forgotten or there was nothing to say: not the same.",
    ),
    mend: Text::fixed(
        "请报送单位补报，或确认该表没有内容。",
        "Ask for it, or for a word that there is nothing to report.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn submission(&self, view: &SubmissionView, found: &mut Findings) {
        for (at, rule) in view.rules.tables.iter().enumerate() {
            if view.files.iter().any(|file| file.tables.iter().any(|table| table.table == at)) {
                continue;
            }
            found.at_table(&rule.id, None);
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("缺少表 {}“{}{}”", rule.id, rule.title, rule.subtitle),
                    format!("table {} ({}) is missing", rule.id, rule.title),
                ),
            );
            anomaly.expected.clone_from(&rule.title);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::{SubmissionFile, SubmissionView, audit_submission, checks::harness::digest};
    use crate::model::report::{State, TableSummary};
    use crate::rules::RuleSet;
    use rust_decimal::Decimal;

    #[test]
    fn tables_over_all_files() {
        let rules = RuleSet::builtin();
        let summary = |table: usize| TableSummary {
            table,
            id: rules.tables[table].id.clone(),
            seen: 1,
            written: 1,
            set_aside: [0; 7],
            filled: 1,
            amount_wan: Decimal::ONE,
            source: String::new(),
        };
        let (first, second) = (digest(State::Form), digest(State::Form));
        let tables = [summary(0), summary(1), summary(3)];
        let view = SubmissionView {
            rules: &rules,
            files: vec![
                SubmissionFile { digest: &first, tables: vec![&tables[0]], records: vec![] },
                SubmissionFile { digest: &second, tables: vec![&tables[1], &tables[2]], records: vec![] },
            ],
        };
        let found: Vec<_> = audit_submission(&view).into_iter().filter(|a| a.check == "missing-table").collect();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].table.as_str(), found[0].file.as_str(), found[0].region.as_str()), ("3", "", "440100"));
    }
}

//! `blank-table`

use crate::audit::{Check, Findings, Meta, SubmissionView};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "blank-table",
    severity: Severity::Warning,
    title: Text::fixed("空表", "a table is there and nothing is filled in"),
    finds: Text::fixed("表在，但一行也没有填写。", "A table that is there with nothing filled in."),
    why: Text::fixed("可能没有内容可报，也可能填漏了。", "There may be nothing to report, or it was forgotten."),
    mend: Text::fixed("向报送单位确认。", "Ask the unit."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn submission(&self, view: &SubmissionView, found: &mut Findings) {
        for (at, rule) in view.rules.tables.iter().enumerate() {
            let mut there = view
                .files
                .iter()
                .flat_map(|file| file.tables.iter().map(move |table| (file.digest, *table)))
                .filter(|(_, table)| table.table == at);
            let Some(first) = there.next() else { continue };
            if first.1.filled > 0 || there.any(|(_, table)| table.filled > 0) {
                continue;
            }
            found.at_table(&rule.id, Some(first));
            found.report(
                &META,
                Text::new(
                    format!("表 {}“{}”里没有填写任何内容", rule.id, rule.subtitle_or_title()),
                    format!("nothing is filled in in table {} ({})", rule.id, rule.title),
                ),
            );
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
    fn nothing_filled_in() {
        let rules = RuleSet::builtin();
        for (filled, expected) in [(0, 1), (2, 0)] {
            let table = TableSummary {
                table: 1,
                id: "2".into(),
                seen: 4,
                written: filled,
                set_aside: [4 - filled, 0, 0, 0, 0, 0, 0],
                filled,
                amount_wan: Decimal::ZERO,
                source: String::new(),
            };
            let digest = digest(State::Form);
            let view = SubmissionView {
                rules: &rules,
                files: vec![SubmissionFile { digest: &digest, tables: vec![&table], records: vec![] }],
            };
            let found = audit_submission(&view).iter().filter(|a| a.check == "blank-table").count();
            assert_eq!(found, expected);
        }
    }
}

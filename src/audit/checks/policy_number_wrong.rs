//! `policy-number-wrong`

use crate::audit::cited::{Cited, Number, cited};
use crate::audit::own::printed;
use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::fold::gist_hash;
use crate::model::record::Status;
use crate::model::text::Text;
use crate::rules::{Kind, RuleSet};
pub struct Found;

static META: Meta = Meta {
    id: "policy-number-wrong",
    severity: Severity::Warning,
    title: Text::fixed("政策文件的文号不对", "a policy cited with a number that is not its own"),
    finds: Text::fixed(
        "规则里登记的政策文件，引用时跟在标题后面的文号不是它的文号。空白印好的文字不算。",
        "A policy that the rules know, with another document number behind its title. What the blank prints does not count.",
    ),
    why: Text::fixed("依据查不到，或者引用的是另一份文件。", "It cannot be looked up, or another document is meant."),
    mend: Text::fixed("核对标题和文号，请报送单位更正。", "See which of the two is meant and have it put right."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        if view.record.status == Status::Untouched || view.rules.policies.is_empty() {
            return;
        }
        for (column, rule, field) in view.fields() {
            if !matches!(column.kind, Kind::Citation | Kind::Text) || !field.raw.contains('》') {
                continue;
            }
            for cited in cited(&field.raw) {
                let Some(number) = &cited.number else { continue };
                let Some(policy) = view.rules.policies.iter().find(|policy| policy.is_titled(cited.title)) else {
                    continue;
                };
                let right = Number::at_start(&policy.number);
                let written = number.standard();
                if right.is_none_or(|right| right == *number) || is_printed(&cited, view.rules) {
                    continue;
                }
                let anomaly = found.report(
                    &META,
                    Text::new(
                        format!("《{}》的文号是{}，这里写作{written}", policy.title, policy.number),
                        format!("《{}》 is {}, here written {written}", policy.title, policy.number),
                    ),
                );
                anomaly.field.clone_from(&rule.id);
                anomaly.value = written;
                anomaly.expected.clone_from(&policy.number);
            }
        }
    }
}

/// The blank itself gives the title this number, in whatever row.
fn is_printed(written: &Cited, rules: &RuleSet) -> bool {
    let title = gist_hash(written.title);
    printed(rules).flat_map(cited).any(|cited| cited.number == written.number && gist_hash(cited.title) == title)
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, printed, rows};

    #[test]
    fn numbers_beside_titles() {
        for (policy, expected) in [
            ("《“十四五”国家知识产权保护和运用规划》（国发〔2021〕20号）", 0),
            ("《“十四五”国家知识产权保护和运用规划》(国发[2021]20号)", 0),
            ("《“十四五”国家知识产权保护和运用规划》（国发〔2021〕30号）", 1),
            ("《国务院关于印发“十四五”国家知识产权保护和运用规划的通知》（国办发〔2021〕20号）", 1),
            (
                "《“十四五”国家知识产权保护和运用规划》《国务院关于新形势下加快知识产权强国建设的若干意见》（国发〔2015〕71号）",
                0,
            ),
            ("《某市专利奖励办法》（国发〔2021〕30号）", 0),
            ("《“十四五”国家知识产权保护和运用规划》", 0),
        ] {
            assert_eq!(count("policy-number-wrong", &rows("1", &[vec![("policy", policy)]])), expected, "{policy}");
        }
        let reason = "依据《国家知识产权战略纲要》（国发〔2018〕18号）";
        assert_eq!(count("policy-number-wrong", &rows("1", &[vec![("necessity", reason)]])), 1);
        let filled: Vec<_> = (0..25).map(|row| (row, "amount", "20")).collect();
        assert_eq!(count("policy-number-wrong", &printed(&filled, &[])), 0);
        // Taken over from another row of the blank, with its number.
        let taken = "《国家知识产权局关于组织开展地理标志助力乡村振兴行动的通知》（国知办发运字〔2021〕20号）";
        assert_eq!(count("policy-number-wrong", &rows("1", &[vec![("policy", taken)]])), 0);
    }
}

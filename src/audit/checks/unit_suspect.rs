//! `unit-suspect`

use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::record::Value;
use crate::model::text::Text;
use crate::rules::Kind;
pub struct Found;

static META: Meta = Meta {
    id: "unit-suspect",
    severity: Severity::Error,
    title: Text::fixed("金额单位疑似写错", "元 and 万元 were mixed up"),
    finds: Text::fixed(
        "金额与本行“数量 × 单价”的积正好相差一万倍，疑似把元和万元写混。汇总表里是更正后的数。",
        "An amount off by the factor between 元 and 万元, by its own row's count × unit amount. The row carries the corrected value.",
    ),
    why: Text::fixed("差一万倍的金额会毁掉整个合计。", "An amount ten thousand times too large spoils every sum."),
    mend: Text::fixed("请报送单位确认更正后的数。", "Ask the unit to confirm the corrected figure."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        let Some((rule, field)) = view.of_kind(Kind::Money) else { return };
        let Value::Money(money) = &field.value else { return };
        let Some(written) = money.corrected_from else { return };
        let wan = money.wan;
        let anomaly = found.report(
            &META,
            Text::new(
                format!("金额写成 {written} 万元，按数量和单价应为 {wan} 万元，疑似元和万元写混；已按 {wan} 万元计"),
                format!("the amount is {written} 万元 as written and {wan} 万元 by count and unit amount: 元 and 万元 seem mixed up; {wan} is used"),
            ),
        );
        anomaly.field.clone_from(&rule.id);
        anomaly.value.clone_from(&field.raw);
        anomaly.expected = wan.to_string();
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{audit, rows};

    #[test]
    fn ten_thousand_times() {
        for (amount, expected) in [("600000", "60"), ("60元", "60"), ("60", ""), ("61", "")] {
            let found = audit(&rows("1", &[vec![("amount", amount)]]));
            let said = found.iter().find(|a| a.check == "unit-suspect").map_or("", |a| a.expected.as_str());
            assert_eq!(said, expected, "{amount}");
            assert!(!found.iter().any(|a| a.check == "amount-mismatch") || amount == "61");
        }
    }
}

//! `amount-mismatch`

use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::record::Value;
use crate::model::text::Text;
use crate::rules::Kind;
pub struct Found;

static META: Meta = Meta {
    id: "amount-mismatch",
    severity: Severity::Error,
    title: Text::fixed("金额与项目数不符", "amount is not count × unit amount"),
    finds: Text::fixed("金额不等于“项目数 × 单项金额”（分几类的为各类之和）。单项金额写“不超过”而金额较小的只作提示。", "An amount that is not count × unit amount, summed over the classes. Less than an upper bound (不超过) is only mentioned."),
    why: Text::fixed("两个数里至少有一个是错的。", "One of the two is wrong."),
    mend: Text::fixed("请报送单位核对。", "Ask the unit."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        let (Some((rule, field)), Some((_, counts))) = (view.of_kind(Kind::Money), view.of_kind(Kind::CountUnit)) else { return };
        let (Value::Money(money), Value::CountUnit(said)) = (&field.value, &counts.value) else { return };
        let Some(product) = said.product_wan else { return };
        // A merged amount covers several rows; its one row's count says nothing of it.
        if money.wan == product || field.continued || counts.continued {
            return;
        }
        let anomaly = found.report(
            &META,
            Text::new(
                format!("金额是 {} 万元，按项目数和单项金额是 {product} 万元", money.wan),
                format!("the amount is {} 万元, count × unit amount {product} 万元", money.wan),
            ),
        );
        if (said.capped || money.approximate) && money.wan < product {
            anomaly.severity = Severity::Info;
        }
        anomaly.field.clone_from(&rule.id);
        anomaly.value.clone_from(&field.raw);
        anomaly.expected = product.to_string();
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{audit, rows};
    use crate::model::anomaly::Severity;

    #[test]
    fn amount_against_count() {
        for (amount, counts, expected) in [
            ("60", "3个，每个20万元", None),
            ("50", "3个，每个20万元", Some(Severity::Error)),
            ("50", "3个，每个不超过20万元", Some(Severity::Info)),
            ("70", "3个，每个不超过20万元", Some(Severity::Error)),
            ("70", "A类2个，每个20万元；B类3个，每个10万元", None),
            ("50", "3个", None),
        ] {
            let found = audit(&rows("1", &[vec![("amount", amount), ("count_unit", counts)]]));
            assert_eq!(found.iter().find(|a| a.check == "amount-mismatch").map(|a| a.severity), expected, "{amount} {counts}");
        }
    }
}

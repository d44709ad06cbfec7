//! `amount-approximate`

use crate::audit::quote;
use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::record::Value;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "amount-approximate",
    severity: Severity::Info,
    title: Text::fixed("金额是约数", "an amount that is not meant exactly"),
    finds: Text::fixed(
        "金额写了“约”“不超过”“左右”“余”等字样，按写出的数计入。",
        "An amount with 约, 不超过, 左右 or the like; the figure that stands there is used.",
    ),
    why: Text::fixed("合计里有这样的数，就不是准确数。", "A sum with such figures in it is no exact sum."),
    mend: Text::fixed("需要准确数的，请报送单位确认。", "Where it must be exact, ask the unit."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        for (_, rule, field) in view.fields() {
            let Value::Money(money) = &field.value else { continue };
            if !money.approximate || field.continued {
                continue;
            }
            let (said, wan) = (quote(&field.raw), money.wan);
            let message = Text::new(
                format!("“{said}”不是准确数，按 {wan} 万元计"),
                format!("{said:?} is not exact; counted as {wan} 万元"),
            );
            let anomaly = found.report(&META, message);
            anomaly.field.clone_from(&rule.id);
            anomaly.value.clone_from(&field.raw);
            anomaly.expected = wan.to_string();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, rows};

    #[test]
    fn about_so_much() {
        for (text, expected) in [("约60万元", 1), ("不超过60万元", 1), ("60万元左右", 1), ("60万元", 0), ("", 0)]
        {
            assert_eq!(count("amount-approximate", &rows("1", &[vec![("amount", text)]])), expected, "{text}");
        }
    }
}

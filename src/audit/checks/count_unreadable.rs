//! `count-unreadable`

use crate::audit::quote;
use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::record::Value;
use crate::model::text::Text;
use crate::rules::Kind;
pub struct Found;

static META: Meta = Meta {
    id: "count-unreadable",
    severity: Severity::Warning,
    title: Text::fixed("数量及单价读不出", "a count and unit amount that do not pair"),
    finds: Text::fixed(
        "写数量和单价的格子里，个数和金额对不上号，或者一个数也没有。",
        "Counts and amounts that do not pair, or none at all.",
    ),
    why: Text::fixed("读不出就不能与金额核对。", "Without them the amount cannot be checked."),
    mend: Text::fixed("请报送单位按“3个，每个20万元”的样子填写。", "Ask for something like 3个，每个20万元."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        for (column, rule, field) in view.fields() {
            if column.kind != Kind::CountUnit || field.value != Value::Unreadable || field.continued {
                continue;
            }
            let said = quote(&field.raw);
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("“{}”写的“{said}”读不出数量和单价", column.header),
                    format!("no count and unit amount can be read from {said:?}"),
                ),
            );
            anomaly.field.clone_from(&rule.id);
            anomaly.value.clone_from(&field.raw);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, rows};

    #[test]
    fn what_does_not_pair() {
        for (text, expected) in [("若干", 1), ("2个，每个10万元；另有20万元", 1), ("3个", 0), ("", 0)] {
            assert_eq!(count("count-unreadable", &rows("1", &[vec![("count_unit", text)]])), expected, "{text}");
        }
    }
}

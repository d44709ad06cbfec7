//! `required-empty`

use crate::audit::quote;
use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::fold::is_blank;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "required-empty",
    severity: Severity::Error,
    title: Text::fixed("必填项为空", "a required field is empty"),
    finds: Text::fixed(
        "填写了内容的行里，必填的一栏是空的，或者写的是“无”“/”“—”。",
        "A required field of a filled row is empty, or says 无, / or —.",
    ),
    why: Text::fixed("缺少必填内容的项目无法审核。", "An item without it cannot be judged."),
    mend: Text::fixed("请报送单位补充。", "Ask the unit to fill it in."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        if !view.is_used() {
            return;
        }
        for (at, (column, rule, field)) in view.fields().enumerate() {
            // A column that is not there at all is the header's trouble, said once.
            if !column.required || !field.is_empty() || view.lacks_column(at) || view.is_printed_cell(at) {
                continue;
            }
            let (zh, en) = if is_blank(&field.raw) {
                (format!("必填的“{}”是空的", column.header), format!("the required {} is empty", column.header))
            } else {
                let said = quote(&field.raw);
                (
                    format!("必填的“{}”写的是“{said}”", column.header),
                    format!("the required {} says {said:?}", column.header),
                )
            };
            let anomaly = found.report(&META, Text::new(zh, en));
            anomaly.field.clone_from(&rule.id);
            anomaly.value.clone_from(&field.raw);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, printed, rows};

    #[test]
    fn what_must_be_there() {
        for (field, text, expected) in [
            ("project", "", 1),
            ("necessity", "无", 1),
            ("policy", "/", 1),
            ("amount", "——", 1),
            ("remarks", "", 0),
            ("work", "", 0),
            ("performance", "无异议", 0),
        ] {
            assert_eq!(count("required-empty", &rows("1", &[vec![(field, text)]])), expected, "{field} {text}");
        }
        assert_eq!(count("required-empty", &rows("2", &[vec![("undertaker", " ")]])), 1);
        assert_eq!(count("required-empty", &printed(&[], &[])), 0);
        assert_eq!(count("required-empty", &printed(&[(3, "amount", "30")], &[])), 1);
        assert_eq!(count("required-empty", &printed(&[(3, "amount", "30"), (3, "performance", "好")], &[])), 0);
    }
}

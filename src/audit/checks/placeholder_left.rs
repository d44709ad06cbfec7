//! `placeholder-left`

use crate::audit::quote;
use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "placeholder-left",
    severity: Severity::Error,
    title: Text::fixed("没有替换示例文字", "a printed placeholder is left"),
    finds: Text::fixed(
        "行里填了金额，但仍留着空白表印好的示例文字（如“可加行”），没有换成真实内容。",
        "A printed placeholder left in a row with an amount.",
    ),
    why: Text::fixed("有金额而不知道是什么项目。", "There is money and no telling what for."),
    mend: Text::fixed("请报送单位填写真实的项目名称。", "Ask the unit what it is for."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        if !view.has_amount() {
            return;
        }
        for (_, rule, field) in view.fields() {
            if !view.rules.words.is_placeholder(&field.raw) {
                continue;
            }
            let said = quote(&field.raw);
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("填了金额，但“{}”仍是示例文字“{said}”", rule.label),
                    format!("there is an amount, but {} still says {said:?}", rule.label),
                ),
            );
            anomaly.field.clone_from(&rule.id);
            anomaly.value.clone_from(&field.raw);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, printed, rows};

    #[test]
    fn placeholders_with_money() {
        assert_eq!(count("placeholder-left", &printed(&[(1, "amount", "30")], &[])), 1);
        assert_eq!(count("placeholder-left", &printed(&[], &[])), 0);
        assert_eq!(count("placeholder-left", &printed(&[(1, "amount", "30"), (1, "project", "甲工程")], &[])), 0);
        assert_eq!(count("placeholder-left", &rows("1", &[vec![("project", "可加行")]])), 1);
    }
}

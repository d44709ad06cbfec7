//! `amount-unreadable`

use crate::audit::quote;
use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::record::Value;
use crate::model::text::Text;
use crate::rules::Kind;
pub struct Found;

static META: Meta = Meta {
    id: "amount-unreadable",
    severity: Severity::Error,
    title: Text::fixed("金额读不出", "text in an amount that is no amount"),
    finds: Text::fixed(
        "金额栏里写的不是一个确定的金额，例如“待定”“30-50”“另行测算”。",
        "Text in an amount that is no one amount, such as 待定 or 30-50.",
    ),
    why: Text::fixed("这一行的金额没有计入任何合计。", "The row counts in no sum."),
    mend: Text::fixed("请报送单位填写确定的数额。", "Ask the unit for a figure."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        for (column, rule, field) in view.fields() {
            if column.kind != Kind::Money || field.value != Value::Unreadable || field.continued {
                continue;
            }
            let said = quote(&field.raw);
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("“{}”写的“{said}”不是确定的金额", column.header),
                    format!("{said:?} in {} is no amount", column.header),
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
    fn no_one_amount() {
        for (text, expected) in [("待定", 1), ("30-50", 1), ("10万元、20万元", 1), ("约60万元", 0), ("", 0), ("无", 0)]
        {
            assert_eq!(count("amount-unreadable", &rows("1", &[vec![("amount", text)]])), expected, "{text}");
        }
    }

    /// Amounts in 元: what the document itself states goes before the form's unit.
    #[test]
    fn units_that_the_document_states() {
        use crate::audit::checks::harness::document;
        use crate::model::document::{Block, Paragraph};
        let own =
            ["序号", "主要工作内容", "后补助名称", "后补助经费", "后补助依据", "后补助承接单位", "项目绩效", "备注"];
        let mut yuan = own;
        yuan[3] = "后补助经费（元）";
        let texts = |amount: &str| ["1", "工作", "项目", amount, "《甲》", "乙", "丙", ""].map(String::from).to_vec();
        for (header, line, amount, expected) in [
            (own, "", "30", "30"),
            (yuan, "", "300000", "30"),
            (yuan, "", "30万元", "30"),
            (own, "单位：元", "300000", "30"),
            (own, "单位：万元", "30", "30"),
        ] {
            let mut document = document("2", &header, &[texts(amount)]);
            document.blocks.insert(1, Block::Paragraph(Paragraph { text: line.into(), place: None }));
            let rules = crate::rules::RuleSet::builtin();
            let mut layout = crate::layout::Fitter::new(&rules).read(&document);
            let records = crate::normalise::records(std::mem::take(&mut layout.readings[0].rows), 1, &rules, "00");
            assert_eq!(
                records[0].fields[3].counted_wan().map(|wan| wan.to_string()).as_deref(),
                Some(expected),
                "{header:?} {line} {amount}"
            );
        }
    }
}

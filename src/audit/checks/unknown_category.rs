//! `unknown-category`

use crate::audit::quote;
use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::record::Value;
use crate::model::text::Text;
use crate::rules::Kind;
pub struct Found;

static META: Meta = Meta {
    id: "unknown-category",
    severity: Severity::Error,
    title: Text::fixed("类别不在表内", "a category that is none of the form's"),
    finds: Text::fixed(
        "写的类别不是本表规定的任何一类，也不是其简称或近似写法。",
        "A category that is none of the form's, nor short for one, nor close to one.",
    ),
    why: Text::fixed("没有类别就不能分类汇总。", "Without a category the amount belongs to no heading."),
    mend: Text::fixed(
        "请报送单位改为表中规定的类别；如果是通行的简称，把它加进规则文件的 aliases。",
        "Ask for one of the form's; if it is a usual short form, add it to `aliases` in the rules.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        for (column, rule, field) in view.fields() {
            if column.kind != Kind::Category || field.value != Value::Unreadable {
                continue;
            }
            let allowed: Vec<&str> = column.one_of.iter().flatten().map(|category| category.name.as_str()).collect();
            let said = quote(&field.raw);
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("“{said}”不是本表的{}", rule.label),
                    format!("{said:?} is no category of this table"),
                ),
            );
            anomaly.field.clone_from(&rule.id);
            anomaly.value.clone_from(&field.raw);
            anomaly.expected = allowed.join("|");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, rows};

    #[test]
    fn categories_of_the_form() {
        for (text, expected) in [("乡村振兴", 1), ("二、高水平服务", 0), ("知识产权管里", 0), ("", 0)]
        {
            assert_eq!(count("unknown-category", &rows("1", &[vec![("category", text)]])), expected, "{text}");
        }
        assert_eq!(count("unknown-category", &rows("3", &[vec![("category", "随便")]])), 0);
    }
}

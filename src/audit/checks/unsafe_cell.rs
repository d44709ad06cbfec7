//! `unsafe-cell`

use crate::audit::quote;
use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
use crate::model::text::runs_as_formula;
use crate::rules::Kind;
pub struct Found;

static META: Meta = Meta {
    id: "unsafe-cell",
    severity: Severity::Warning,
    title: Text::fixed("单元格可能被当作公式", "a cell that a spreadsheet would run"),
    finds: Text::fixed(
        "单元格以 = + - @ 等开头，电子表格会当作公式执行；或者含有控制字符。",
        "A cell that begins with = + - @, tab or a full-width form of these, which a spreadsheet would run as a formula; or control characters.",
    ),
    why: Text::fixed(
        "公式可以在打开表格的电脑上执行命令或外传数据。",
        "A formula can run commands or send data away when the table is opened.",
    ),
    mend: Text::fixed(
        "输出里已在前面加撇号、去掉控制字符；看一看内容是否正常。",
        "The output has a leading apostrophe and no control characters; see what is meant.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        for (column, rule, field) in view.fields() {
            let formula = column.kind != Kind::Serial && runs_as_formula(&field.raw);
            if field.continued || !(formula || field.had_control) {
                continue;
            }
            let said = quote(&field.raw);
            let (zh, en) = if formula {
                (
                    format!("“{}”以公式符号开头：{said}", rule.label),
                    format!("{} begins like a formula: {said}", rule.label),
                )
            } else {
                (
                    format!("“{}”里有控制字符，已去掉：{said}", rule.label),
                    format!("{} held control characters, taken out: {said}", rule.label),
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
    use crate::audit::checks::harness::{count, rows};

    #[test]
    fn formulas_and_control_characters() {
        for (text, expected) in [
            ("=cmd|'/c calc'!A1", 1),
            ("＝1+1", 1),
            ("@甲", 1),
            ("甲\u{7}乙", 1),
            ("-", 0),
            ("-5", 0),
            ("+86 20", 1),
            ("甲=乙", 0),
            ("—", 0),
        ] {
            assert_eq!(count("unsafe-cell", &rows("1", &[vec![("remarks", text)]])), expected, "{text}");
        }
    }
}

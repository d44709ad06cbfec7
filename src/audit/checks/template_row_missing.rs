//! `template-row-missing`

use crate::audit::quote;
use crate::audit::{Check, Findings, Meta, TableView};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "template-row-missing",
    severity: Severity::Warning,
    title: Text::fixed("缺少印好的行", "a printed row is gone"),
    finds: Text::fixed("空白表里印好的一行不见了。", "A row that the blank prints is not there."),
    why: Text::fixed(
        "印好的行是统一口径，不应删除；没有内容也应留空。",
        "Printed rows are there so that all units answer the same; they may be left empty, not deleted.",
    ),
    mend: Text::fixed("请报送单位确认该项确实没有安排。", "Ask the unit whether there really is nothing to report."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn table(&self, view: &TableView, found: &mut Findings) {
        for (at, print) in view.rule.printed.iter().enumerate() {
            if view.records.iter().any(|record| record.printed == Some(at)) {
                continue;
            }
            let texts: Vec<&str> =
                print.cells.iter().map(String::as_str).filter(|text| !text.is_empty()).take(3).collect();
            let label = quote(texts.last().unwrap_or(&""));
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("空白表印好的第 {} 行“{label}”不见了", at + 1),
                    format!("printed row {} ({label}) is not there", at + 1),
                ),
            );
            anomaly.expected = texts.join(" | ");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, printed};

    #[test]
    fn rows_that_are_gone() {
        assert_eq!(count("template-row-missing", &printed(&[], &[])), 0);
        assert_eq!(count("template-row-missing", &printed(&[], &[4])), 1);
        assert_eq!(count("template-row-missing", &printed(&[], &[8, 24])), 2);
        assert_eq!(count("template-row-missing", &printed(&[(3, "project", "完全改成别的项目")], &[])), 0);
    }
}

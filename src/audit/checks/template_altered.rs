//! `template-altered`

use crate::audit::quote;
use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::fold::{gist_hash, is_blank};
use crate::model::reading::Scanned;
use crate::model::text::Text;
use crate::rules::Kind;
pub struct Found;

static META: Meta = Meta {
    id: "template-altered",
    severity: Severity::Warning,
    title: Text::fixed("印好的内容被改", "a printed cell says something else"),
    finds: Text::fixed(
        "空白表里印好的文字被改动或删去。",
        "A cell that the blank prints says something else, or nothing.",
    ),
    why: Text::fixed(
        "印好的内容是统一口径；改了之后与其他单位不可比。",
        "Printed texts are the same for all; once changed, the row compares with no other.",
    ),
    mend: Text::fixed(
        "看改动是否有理由；没有的，按原文更正。",
        "See whether there is a reason; if not, restore the text.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        let Some(printed) = view.record.printed else { return };
        let print = &view.rule.printed[printed];
        for (at, (column, rule, field)) in view.fields().enumerate() {
            if print.open[at] || view.lacks_column(at) || matches!(column.kind, Kind::Serial | Kind::Category) {
                continue;
            }
            let asked = &print.cells[at];
            // A text that the blank prints in several rows one below the other may be written once.
            let same_above = printed > 0 && view.rule.printed[printed - 1].hashes[at] == print.hashes[at];
            if field.raw == *asked || gist_hash(&field.raw) == print.hashes[at] || (is_blank(&field.raw) && same_above)
            {
                continue;
            }
            // What was not read surely may well be the printed text; `low-confidence` speaks of it.
            if field.scanned.as_ref().is_some_and(|scanned| scanned.confidence < Scanned::DOUBTFUL) {
                continue;
            }
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("“{}”印好的内容被改成“{}”", column.header, quote(&field.raw)),
                    format!("the printed text of {} was changed to {:?}", column.header, quote(&field.raw)),
                ),
            );
            anomaly.field.clone_from(&rule.id);
            anomaly.value.clone_from(&field.raw);
            anomaly.expected.clone_from(asked);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, printed};
    use crate::model::document::Block;

    #[test]
    fn printed_texts() {
        assert_eq!(count("template-altered", &printed(&[], &[])), 0);
        assert_eq!(count("template-altered", &printed(&[(3, "necessity", "改成这样")], &[])), 1);
        assert_eq!(count("template-altered", &printed(&[(3, "necessity", "")], &[])), 1);
        assert_eq!(count("template-altered", &printed(&[(3, "amount", "30"), (1, "project", "自己的项目")], &[])), 0);
        assert_eq!(count("template-altered", &printed(&[(2, "work", "")], &[])), 0);
    }

    #[test]
    fn a_doubtful_reading_is_no_change() {
        for (confidence, expected) in [(0.9, 1), (0.2, 0)] {
            let mut document = printed(&[(3, "necessity", "识别得一塌糊涂")], &[]);
            let Block::Table(table) = &mut document.blocks[1] else { unreachable!() };
            table.cells.iter_mut().for_each(|cell| cell.confidence = Some(confidence));
            assert_eq!(count("template-altered", &document), expected, "{confidence}");
        }
    }
}

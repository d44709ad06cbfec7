//! `reading-corrected`

use crate::audit::quote;
use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "reading-corrected",
    severity: Severity::Info,
    title: Text::fixed("识别结果按印好的文字更正", "a reading was set right by the form"),
    finds: Text::fixed(
        "扫描件里识别出的文字与表中印好的文字（或引用的文件名称）只差几个字，程序按印好的文字采用。",
        "A text read from a scan that differs by a few characters from what the form prints, which was taken instead.",
    ),
    why: Text::fixed(
        "多半是认错了字；但也可能是单位改了印好的文字，所以识别结果留在这里。",
        "Most likely characters were misread; but the unit may have changed the text, so the reading is kept here.",
    ),
    mend: Text::fixed("不必处理；有疑问时对照原件。", "Nothing to do; when in doubt compare with the scan."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        for (column, rule, field) in view.fields() {
            let Some(read) = field.scanned.as_ref().and_then(|scanned| scanned.read_as.as_ref()) else { continue };
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("“{}”识别为“{}”，按印好的文字采用", column.header, quote(read)),
                    format!("{} was read as {:?}; what the form prints was taken", column.header, quote(read)),
                ),
            );
            anomaly.field.clone_from(&rule.id);
            anomaly.value.clone_from(read);
            anomaly.expected.clone_from(&field.raw);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, printed};
    use crate::model::document::Block;

    #[test]
    fn the_reading_is_kept() {
        let mut document = printed(&[], &[]);
        let Block::Table(table) = &mut document.blocks[1] else { unreachable!() };
        let cell = table.cells.iter_mut().find(|cell| cell.text.chars().count() > 20).unwrap();
        cell.confidence = Some(0.9);
        cell.text = cell.text.replacen('权', "杈", 1);
        assert_eq!(count("reading-corrected", &document), 1);
        assert_eq!(count("template-altered", &document), 0);
    }
}

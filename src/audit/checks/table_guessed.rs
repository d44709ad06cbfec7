//! `table-guessed`

use crate::audit::{Check, Findings, Meta, TableView};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "table-guessed",
    severity: Severity::Warning,
    title: Text::fixed("分不清是哪一张表", "two tables of the form fit equally well"),
    finds: Text::fixed(
        "表没有标题，表头又与两张表都相同，程序只能按先后次序或类别归入其中一张。",
        "A table without a title whose header is that of two tables of the form, so that only its place or its categories spoke for one.",
    ),
    why: Text::fixed("归错了表，资金就算到了另一项里。", "In the wrong table its money counts under another heading."),
    mend: Text::fixed(
        "看一眼是哪一张表；必要时请报送单位补上标题。",
        "See which it is; if need be, ask the unit for its title.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn table(&self, view: &TableView, found: &mut Findings) {
        let Some(rival) = view.reading.header.rival.and_then(|at| view.rules.tables.get(at)) else { return };
        let anomaly = found.report(
            &META,
            Text::new(
                format!("没有标题，按表 {} 读取，也可能是表 {}“{}”", view.rule.id, rival.id, rival.subtitle_or_title()),
                format!(
                    "without a title; read as table {}, but it may be table {} ({})",
                    view.rule.id, rival.id, rival.title
                ),
            ),
        );
        anomaly.value.clone_from(&view.rule.id);
        anomaly.expected.clone_from(&rival.id);
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, rows};
    use crate::model::document::Block;

    #[test]
    fn tables_of_one_header() {
        for (category, titled, expected) in [
            ("知识产权管理", true, 0),
            ("知识产权管理", false, 0),
            ("专利代办", false, 0),
            ("", false, 1),
            ("", true, 0),
        ] {
            let mut document = rows("1", &[vec![("category", category)], vec![("category", category)]]);
            if !titled {
                document.blocks.retain(|block| matches!(block, Block::Table(_)));
            }
            assert_eq!(count("table-guessed", &document), expected, "{category} {titled}");
        }
        // The same header again, its rows counted from one again.
        let mut document = rows("1", &[vec![], vec![]]);
        document.blocks.extend_from_within(1..);
        assert_eq!(count("table-guessed", &document), 1);
    }
}

//! `low-confidence`

use rust_decimal::Decimal;

use crate::audit::quote;
use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::fold::is_blank;
use crate::model::reading::Scanned;
use crate::model::record::{CategoryMatch, Field, Value};
use crate::model::text::Text;
use crate::rules::Kind;
pub struct Found;

static META: Meta = Meta {
    id: "low-confidence",
    severity: Severity::Warning,
    title: Text::fixed("扫描件识别没有把握", "a scan that was not read surely"),
    finds: Text::fixed(
        "扫描件或照片里文字识别没有把握的单元格；金额和数量要求更严，除非本行的数量乘以单价与金额一致。",
        "A cell of a scan or photo that was not read surely; figures are judged more strictly, unless the row's count × unit amount confirms them.",
    ),
    why: Text::fixed(
        "文字识别会认错字，认错的数字看起来和对的一样。",
        "Character recognition errs, and a wrong figure looks as good as a right one.",
    ),
    mend: Text::fixed(
        "请对照原件核对这一格；能要到 Word 原件的，以原件为准。",
        "Compare the cell with the scan; better, ask for the Word original.",
    ),
};

/// Below this the reading of a figure is doubtful.
const FIGURE: f32 = 0.86;

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        let confirmed = is_confirmed(view);
        for (column, rule, field) in view.fields() {
            let Some(scanned) = &field.scanned else { continue };
            let figure = matches!(column.kind, Kind::Money | Kind::CountUnit);
            let least = if figure { FIGURE } else { Scanned::DOUBTFUL };
            let known = scanned.read_as.is_some() || is_known(field) || (figure && confirmed);
            if known || field.continued || column.kind == Kind::Serial || scanned.confidence >= least {
                continue;
            }
            let percent = (scanned.confidence * 100.0).round();
            let message = if is_blank(&field.raw) {
                Text::new(
                    format!("“{}”里有字迹，但没有认出来", column.header),
                    format!("something stands in {}, but it could not be read", column.header),
                )
            } else {
                let said = quote(&field.raw);
                Text::new(
                    format!("“{}”识别为“{said}”，把握只有 {percent}%", column.header),
                    format!("{} was read as {said:?} with a confidence of {percent}% only", column.header),
                )
            };
            let anomaly = found.report(&META, message);
            anomaly.field.clone_from(&rule.id);
            anomaly.value.clone_from(&field.raw);
        }
    }
}

/// The form's own word.
fn is_known(field: &Field) -> bool {
    matches!(field.value, Value::Category { how: CategoryMatch::Known, .. })
}

/// The row's own count × unit amount is its amount: no single misread figure would leave that so.
fn is_confirmed(view: &RowView) -> bool {
    let of = |kind| view.of_kind(kind).map(|(_, field)| &field.value);
    match (of(Kind::Money), of(Kind::CountUnit)) {
        (Some(Value::Money(money)), Some(Value::CountUnit(counts))) => {
            money.corrected_from.is_none() && counts.product_wan == Some(money.wan) && money.wan > Decimal::ZERO
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, rows};
    use crate::model::document::Block;

    /// How often the check speaks when every cell of a row was read with this confidence.
    #[track_caller]
    fn check(cells: &[(&str, &str)], confidence: Option<f32>, expected: usize) {
        let mut document = rows("1", &[cells.to_vec()]);
        let Block::Table(table) = &mut document.blocks[1] else { unreachable!() };
        let filled = table.cells.iter_mut().filter(|cell| cell.row == 0 || !cell.text.is_empty());
        filled.for_each(|cell| cell.confidence = confidence);
        assert_eq!(count("low-confidence", &document), expected, "{cells:?} {confidence:?}");
    }

    #[test]
    fn figures_are_judged_strictly() {
        check(&[("project", "甲项目"), ("amount", "60")], None, 0);
        check(&[("project", "甲项目"), ("amount", "60")], Some(0.95), 0);
        check(&[("amount", "60"), ("count_unit", "")], Some(0.8), 1);
        check(&[("amount", "60"), ("count_unit", "3个，每个20万元")], Some(0.8), 0);
        check(&[("amount", "50"), ("count_unit", "3个，每个20万元")], Some(0.8), 2);
        // One of the form's own categories is no doubt, nor are figures that bear each other out; the five
        // other cells are.
        check(&[("category", "知识产权管理")], Some(0.1), 5);
    }
}

//! `amount-mismatch`

use crate::audit::{Check, Findings, Meta, TableView};
use crate::model::anomaly::Severity;
use crate::model::record::{Record, Value};
use crate::model::text::Text;
use crate::rules::Kind;
use rust_decimal::Decimal;
pub struct Found;

static META: Meta = Meta {
    id: "amount-mismatch",
    severity: Severity::Error,
    title: Text::fixed("金额与数量 × 单价不符", "amount is not count × unit amount"),
    finds: Text::fixed(
        "金额不等于“数量 × 单价”（分几类的为各类之和）。单价写“不超过”而金额较小的只作提示。",
        "An amount that is not count × unit amount, summed over the classes. Less than an upper bound (不超过) is only mentioned.",
    ),
    why: Text::fixed("两个数里至少有一个是错的。", "One of the two is wrong."),
    mend: Text::fixed("请报送单位核对。", "Ask the unit."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn table(&self, view: &TableView, found: &mut Findings) {
        let (Some(amount), Some(counts)) =
            (view.rule.column_of_kind(Kind::Money), view.rule.column_of_kind(Kind::CountUnit))
        else {
            return;
        };
        let mut at = 0;
        while at < view.records.len() {
            // A merged amount stands for all rows that it covers.
            let covered = view.records[at + 1..].iter().take_while(|record| record.fields[amount].continued).count();
            let rows = &view.records[at..=at + covered];
            at += covered + 1;
            let field = &rows[0].fields[amount];
            let (Value::Money(money), Some(said)) = (&field.value, Product::of(rows, counts)) else { continue };
            let product = said.wan;
            if money.wan == product || field.continued {
                continue;
            }
            found.at_record(&rows[0]);
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("金额是 {} 万元，按数量和单价是 {product} 万元", money.wan),
                    format!("the amount is {} 万元, count × unit amount {product} 万元", money.wan),
                ),
            );
            if (said.capped || money.approximate) && money.wan < product {
                anomaly.severity = Severity::Info;
            }
            anomaly.field.clone_from(&view.rules.fields[view.rule.columns[amount].field].id);
            anomaly.value.clone_from(&field.raw);
            anomaly.expected = product.to_string();
        }
    }
}

/// What the counts of some rows come to, 万元.
struct Product {
    wan: Decimal,
    capped: bool,
}

impl Product {
    /// None if a row does not say it.
    fn of(rows: &[Record], counts: usize) -> Option<Product> {
        let mut sum = Product { wan: Decimal::ZERO, capped: false };
        for record in rows {
            let field = &record.fields[counts];
            if field.continued && rows.len() > 1 {
                continue;
            }
            let Value::CountUnit(said) = &field.value else { return None };
            sum.wan += said.product_wan.filter(|_| !field.continued)?;
            sum.capped |= said.capped;
        }
        sum.wan = sum.wan.normalize();
        Some(sum)
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{audit, count, rows};
    use crate::model::anomaly::Severity;
    use crate::model::document::Block;

    #[test]
    fn amount_against_count() {
        for (amount, counts, expected) in [
            ("60", "3个，每个20万元", None),
            ("50", "3个，每个20万元", Some(Severity::Error)),
            ("50", "3个，每个不超过20万元", Some(Severity::Info)),
            ("70", "3个，每个不超过20万元", Some(Severity::Error)),
            ("70", "A类2个，每个20万元；B类3个，每个10万元", None),
            ("50", "3个", None),
        ] {
            let found = audit(&rows("1", &[vec![("amount", amount), ("count_unit", counts)]]));
            assert_eq!(
                found.iter().find(|a| a.check == "amount-mismatch").map(|a| a.severity),
                expected,
                "{amount} {counts}"
            );
        }
    }

    #[test]
    fn a_merged_amount_is_that_of_all_its_rows() {
        for (amount, expected) in [("70", 0), ("60", 1)] {
            let mut document = rows(
                "1",
                &[vec![("amount", amount), ("count_unit", "3个，每个20万元")], vec![("count_unit", "1个，每个10万元")]],
            );
            let Block::Table(table) = &mut document.blocks[1] else { unreachable!() };
            table.cells.retain(|cell| (cell.row, cell.column) != (2, 3));
            table.cells.iter_mut().filter(|cell| (cell.row, cell.column) == (1, 3)).for_each(|cell| cell.row_span = 2);
            assert_eq!(count("amount-mismatch", &document), expected, "{amount}");
        }
    }
}

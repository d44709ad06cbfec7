//! Which amounts count in statistics, and which of them are round.

use rust_decimal::Decimal;

use crate::model::record::{Record, Status};
use crate::rules::{Kind, RuleSet};

/// The amount of a row in use, above zero, in 万元.
pub fn counted(record: &Record, rules: &RuleSet) -> Option<Decimal> {
    let column = rules.tables.get(record.table)?.column_of_kind(Kind::Money)?;
    let wan = record.fields.get(column)?.counted_wan()?;
    (record.status != Status::Untouched && wan > Decimal::ZERO).then_some(wan)
}

/// One digit and zeros, or two of which the second is 5: 20, 150, 0.5.
pub fn is_round(wan: Decimal) -> bool {
    let digits = wan.normalize().mantissa().unsigned_abs().to_string();
    matches!(digits.trim_end_matches('0').as_bytes(), [_] | [_, b'5'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_amounts() {
        for (wan, round) in [("20", true), ("150", true), ("0.5", true), ("37.5", false), ("12", false), ("1.50", true)]
        {
            assert_eq!(is_round(wan.parse().expect("an amount")), round, "{wan}");
        }
    }
}

//! `amount-outlier`

use std::collections::{BTreeMap, HashSet};

use crate::audit::across::{Across, AcrossFile, At, Finding, RunFindings, unit};
use crate::audit::statistics::Spread;
use crate::audit::{Check, Meta};
use crate::model::anomaly::Severity;
use crate::model::record::{CategoryMatch, Record, Status, Value};
use crate::model::text::Text;
use crate::rules::{Kind, RuleSet, TableRule};
use rust_decimal::Decimal;
pub struct Found;

static META: Meta = Meta {
    id: "amount-outlier",
    severity: Severity::Info,
    title: Text::fixed("金额与同类项目相差很远", "an amount far off those of like items"),
    finds: Text::fixed(
        "与同一印好的行的（没有印好的行则同一张表、同一类型的）其他项目相比，金额差得很远：至少有 5 个单位的 15 个金额可比，修正 z 值（对数、中位数与 MAD）超过 3.5，并且是中位数的 5 倍以上或五分之一以下；超过十二分之一的金额都这样时不作判断。印好的同一行算警告。",
        "Beside the other units' items in the same printed row (or, of rows that are not printed, of the same table and category) the amount is far off: at least 15 amounts of 5 units to compare with, a modified z-score (logarithms, median and MAD) beyond 3.5, and 5 times the median or a fifth of it. Nothing is said where more than one in twelve is so. In the same printed row it is a warning.",
    ),
    why: Text::fixed(
        "可能是元与万元写错、多写少写了一个零，或者项目本身与众不同。",
        "元 and 万元 may be mixed up, a zero too many or missing, or the item may be unlike the others.",
    ),
    mend: Text::fixed("对照比较的数字，请单位说明测算依据。", "See the comparison; ask how it was reckoned."),
};

/// Fewest amounts and units to compare with.
const AMOUNTS: usize = 15;
const UNITS: usize = 5;
/// See [`Spread::score`].
const SCORE: f64 = 3.5;
/// Times the median, or the part of it.
const TIMES: f64 = 5.0;
/// At most one in so many is an outlier.
const ONE_IN: usize = 12;

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn across(&self, _rules: &RuleSet) -> Option<Box<dyn Across>> {
        Some(Box::new(Amounts::default()))
    }
}

/// What makes items alike: the table, and the printed row or the category.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Like {
    Printed(usize, usize),
    Category(usize, String),
}

#[derive(Default)]
struct Amounts {
    groups: BTreeMap<Like, Vec<(At, u32, Decimal)>>,
}

impl Across for Amounts {
    fn see(&mut self, file: &AcrossFile) {
        for (index, record) in (0..).zip(file.records) {
            let Some(rule) = file.rules.tables.get(record.table) else { continue };
            if let (Some(like), Some(wan)) = (like(record, rule), amount(record, rule)) {
                let at = At { file: file.file, index };
                self.groups.entry(like).or_default().push((at, file.submission, wan));
            }
        }
    }

    fn finish(self: Box<Self>, found: &mut RunFindings) {
        for (like, amounts) in self.groups {
            let units: HashSet<u32> = amounts.iter().map(|(_, unit, _)| *unit).collect();
            // The amount itself and its unit are not what it is compared with.
            if amounts.len() <= AMOUNTS || units.len() <= UNITS {
                continue;
            }
            let Some(spread) = Spread::of(amounts.iter().map(|(.., wan)| *wan).collect()) else { continue };
            let far =
                |wan: Decimal| spread.score(wan).abs() > SCORE && !(1.0 / TIMES..TIMES).contains(&spread.times(wan));
            let outliers: Vec<(At, Decimal)> =
                amounts.iter().filter(|(.., wan)| far(*wan)).map(|(at, _, wan)| (*at, *wan)).collect();
            // Many that are far off are another kind of item, not outliers.
            if outliers.len() * ONE_IN <= amounts.len() {
                outliers.iter().for_each(|(at, wan)| report(*at, *wan, &like, &spread, units.len(), found));
            }
        }
    }
}

fn report(at: At, wan: Decimal, like: &Like, spread: &Spread, units: usize, found: &mut RunFindings) {
    let Some(row) = found.row(at) else { return };
    let record = row.record();
    let rule = found.table(record);
    let Some(column) = rule.column_of_kind(Kind::Money) else { return };
    let group = match like {
        Like::Printed(..) => Text::fixed("同一印好的行", "the same printed row"),
        Like::Category(_, name) if name.is_empty() => {
            Text::new(format!("表 {}", rule.id), format!("table {}", rule.id))
        }
        Like::Category(_, name) => Text::new(format!("表 {}“{name}”", rule.id), format!("table {}, {name}", rule.id)),
    };
    let times = spread.times(wan);
    let rate = if times >= 1.0 {
        Text::new(format!("中位数的 {times:.0} 倍"), format!("{times:.0} times the median"))
    } else {
        let part = 1.0 / times;
        Text::new(format!("中位数的 1/{part:.0}"), format!("1/{part:.0} of the median"))
    };
    let unit_mixed = (3_000.0..30_000.0).contains(&times.max(1.0 / times));
    let hint = match unit_mixed {
        true => Text::fixed("；差的倍数接近元与万元之差", "; about the factor between 元 and 万元"),
        false => Text::fixed("", ""),
    };
    let Spread { count, median, low, high, .. } = spread;
    let score = spread.score(wan);
    let message = Text::new(
        format!(
            "{}的 {wan} 万元是{rate}：{group}共 {units} 个单位 {count} 个金额，中位数 {median}，中间一半在 {low}—{high} 万元，修正 z 值 {score:.1}{hint}",
            unit(row.digest),
            rate = rate.zh,
            group = group.zh,
            hint = hint.zh,
        ),
        format!(
            "{wan} 万元 of {} is {rate}: {count} amounts of {units} units in {group}, median {median}, the middle half {low} to {high} 万元, modified z-score {score:.1}{hint}",
            unit(row.digest),
            rate = rate.en,
            group = group.en,
            hint = hint.en,
        ),
    );
    let field = found.rules.fields.get(rule.columns[column].field).map_or(String::new(), |field| field.id.clone());
    let value = record.fields.get(column).map_or(String::new(), |field| field.raw.clone());
    let severity = if matches!(like, Like::Printed(..)) { Severity::Warning } else { META.severity };
    let expected = format!("{median}（{low}—{high}）");
    found.at_row(&META, &row, Finding { severity, message, field, value, expected, key: String::new() });
}

/// None for rows that have nothing to be compared with: placeholders, categories nobody knows.
fn like(record: &Record, rule: &TableRule) -> Option<Like> {
    if record.status == Status::Untouched {
        return None;
    }
    let print = record.printed.and_then(|at| rule.printed.get(at).map(|print| (at, print)));
    let names = |at: usize| rule.columns.get(at).is_some_and(|column| column.kind == Kind::Text && column.required);
    if let Some((printed, print)) = print
        && print.open.iter().enumerate().any(|(at, open)| names(at) && !open)
    {
        return Some(Like::Printed(record.table, printed));
    }
    let Some(column) = rule.column_of_kind(Kind::Category) else {
        return Some(Like::Category(record.table, String::new()));
    };
    match &record.fields.get(column)?.value {
        Value::Category { name, how: CategoryMatch::Known | CategoryMatch::Shortened } => {
            Some(Like::Category(record.table, name.clone()))
        }
        _ => None,
    }
}

/// One that was corrected from 元 has been said to be wrong.
fn amount(record: &Record, rule: &TableRule) -> Option<Decimal> {
    let field = record.fields.get(rule.column_of_kind(Kind::Money)?)?;
    let corrected = matches!(&field.value, Value::Money(money) if money.corrected_from.is_some());
    field.counted_wan().filter(|wan| !corrected && *wan > Decimal::ZERO)
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{across, printed, rows};
    use crate::model::anomaly::Severity;

    /// Amounts of as many units in rows of one category; what is said of which.
    #[track_caller]
    fn check(amounts: &[&str], expected: &[(&str, Severity)]) {
        let units: Vec<_> =
            amounts.iter().map(|wan| rows("1", &[vec![("amount", *wan), ("count_unit", "")]])).collect();
        let found = across(&units);
        let said: Vec<(&str, Severity)> = (found.iter())
            .filter(|anomaly| anomaly.check == "amount-outlier")
            .map(|anomaly| (anomaly.value.as_str(), anomaly.severity))
            .collect();
        assert_eq!(said, expected, "{found:#?}");
    }

    const USUAL: [&str; 17] =
        ["20", "30", "40", "50", "60", "25", "35", "45", "55", "80", "20", "30", "50", "60", "100", "15", "40"];

    #[test]
    fn amounts_beside_like_ones() {
        check(&USUAL, &[]);
        check(&[&USUAL[..], &["120"]].concat(), &[]);
        check(&[&USUAL[..], &["400000"]].concat(), &[("400000", Severity::Info)]);
        check(&[&USUAL[..], &["0.004"]].concat(), &[("0.004", Severity::Info)]);
        // Too few to compare with.
        check(&[&USUAL[..8], &["400000"]].concat(), &[]);
    }

    #[test]
    fn amounts_in_the_same_printed_row() {
        let mut units: Vec<_> = USUAL.iter().map(|wan| printed(&[(0, "amount", wan)], &[])).collect();
        units.push(printed(&[(0, "amount", "50000")], &[]));
        let found = across(&units);
        let said: Vec<_> = found.iter().filter(|anomaly| anomaly.check == "amount-outlier").collect();
        assert_eq!(said.len(), 1, "{found:#?}");
        assert_eq!((said[0].severity, said[0].value.as_str()), (Severity::Warning, "50000"));
    }
}

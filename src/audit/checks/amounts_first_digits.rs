//! `amounts-first-digits`

use crate::audit::across::{Across, AcrossFile, Finding, RunFindings};
use crate::audit::amounts::{counted, is_round};
use crate::audit::statistics::{benford, first_digit};
use crate::audit::{Check, Meta};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
use crate::rules::RuleSet;
use rust_decimal::Decimal;
pub struct Found;

static META: Meta = Meta {
    id: "amounts-first-digits",
    severity: Severity::Info,
    title: Text::fixed("金额首位数字分布异常", "first digits of the amounts are out of the usual"),
    finds: Text::fixed(
        "全部金额的首位数字明显偏离本福特定律：卡方（自由度 8）大于 26.12（显著性 0.001），且平均绝对偏差大于 0.015（Nigrini 2012 的“不符合”）。金额不足 300 个、大小相差不到 100 倍，或半数以上是 20、150 这样的整数时不作判断：计划数多凑整，本来就不服从这一定律。",
        "The first digits of all amounts are far off Benford's law: chi-square (8 degrees of freedom) above 26.12 (0.1 per cent) and a mean absolute deviation above 0.015 (Nigrini 2012: nonconformity). Nothing is said of fewer than 300 amounts, of amounts less than 100 times apart, and where more than half are round (20, 150): planned figures are, and never follow the law.",
    ),
    why: Text::fixed(
        "按实际测算的金额大体服从该定律；偏离很大说明金额可能是估填的。只是线索，不是结论。",
        "Reckoned amounts roughly follow the law; where they do not they may be made up. A hint, no more.",
    ),
    mend: Text::fixed("抽查偏多的首位数字所在的行。", "Look at a few rows with the digits that stand out."),
};

/// Fewest amounts, and how far apart the middle 98 per cent must lie.
const AMOUNTS: usize = 300;
const TIMES: u32 = 100;
/// Most that may be round.
const ROUND: f64 = 0.5;
const CHI_SQUARE: f64 = 26.12;
const DEVIATION: f64 = 0.015;

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn across(&self, _rules: &RuleSet) -> Option<Box<dyn Across>> {
        Some(Box::new(Digits::default()))
    }
}

#[derive(Default)]
struct Digits {
    amounts: Vec<Decimal>,
}

impl Across for Digits {
    fn see(&mut self, file: &AcrossFile) {
        self.amounts.extend(file.records.iter().filter_map(|record| counted(record, file.rules)));
    }

    fn finish(self: Box<Self>, found: &mut RunFindings) {
        let mut amounts = self.amounts;
        amounts.sort_unstable();
        if !is_fit(&amounts) {
            return;
        }
        let mut digits = [0_usize; 10];
        for digit in amounts.iter().filter_map(|wan| first_digit(*wan)) {
            digits[digit] += 1;
        }
        let count = amounts.len() as f64;
        let parts = || (1..10).map(|digit| (digits[digit] as f64, benford(digit)));
        let chi_square: f64 = parts().map(|(seen, share)| (seen - count * share).powi(2) / (count * share)).sum();
        let deviation = parts().map(|(seen, share)| (seen / count - share).abs()).sum::<f64>() / 9.0;
        if chi_square <= CHI_SQUARE || deviation <= DEVIATION {
            return;
        }
        let shares = |share: &dyn Fn(usize) -> f64| -> String {
            (1..10).map(|digit| format!("{digit}:{:.1}%", share(digit) * 100.0)).collect::<Vec<_>>().join(" ")
        };
        let count = amounts.len();
        let message = Text::new(
            format!(
                "{count} 个金额的首位数字偏离本福特定律：卡方 {chi_square:.1}（界限 {CHI_SQUARE}），平均绝对偏差 {deviation:.3}（界限 {DEVIATION}）"
            ),
            format!(
                "the first digits of {count} amounts are off Benford's law: chi-square {chi_square:.1} (limit {CHI_SQUARE}), mean absolute deviation {deviation:.3} (limit {DEVIATION})"
            ),
        );
        let finding = Finding {
            severity: META.severity,
            message,
            field: String::new(),
            value: shares(&|digit| digits[digit] as f64 / count as f64),
            expected: shares(&benford),
            key: String::new(),
        };
        found.at_run(&META, finding);
    }
}

/// The law may be asked for: enough amounts, far enough apart, not planned in round figures. Sorted.
fn is_fit(amounts: &[Decimal]) -> bool {
    let count = amounts.len();
    let (Some(low), Some(high)) = (amounts.get(count / 100), amounts.get(count.saturating_sub(1 + count / 100))) else {
        return false;
    };
    let round = amounts.iter().filter(|wan| is_round(**wan)).count();
    count >= AMOUNTS && *high >= *low * Decimal::from(TIMES) && (round as f64) <= ROUND * count as f64
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{across, rows};

    /// How often something is said of these amounts.
    fn check(amounts: impl Iterator<Item = f64>) -> usize {
        let texts: Vec<String> = amounts.map(|wan| format!("{wan:.2}")).collect();
        let rows_of = texts.iter().map(|wan| vec![("amount", wan.as_str()), ("count_unit", "")]).collect::<Vec<_>>();
        let units: Vec<_> = rows_of.chunks(40).map(|part| rows("1", part)).collect();
        across(&units).iter().filter(|anomaly| anomaly.check == "amounts-first-digits").count()
    }

    #[test]
    fn digits_of_many_amounts() {
        // Even on the scale of logarithms: the law itself.
        let lawful = |n: usize| (0..n).map(move |at| 1.013 * 10_f64.powf(3.0 * at as f64 / n as f64));
        assert_eq!(check(lawful(400)), 0);
        let made_up = || (0..400).map(|at| 5.13 * 10_f64.powi(at % 4) + f64::from(at) * 0.0137);
        assert_eq!(check(made_up()), 1);
        // Too few, too close together, round.
        assert_eq!(check(made_up().take(200)), 0);
        assert_eq!(check((0..400).map(|at| 51.3 + f64::from(at) * 0.0137)), 0);
        assert_eq!(check((0..400).map(|at| 5.0 * 10_f64.powi(at % 3))), 0);
    }
}

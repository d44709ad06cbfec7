//! Robust statistics: what a few wild figures do not move. Money stays a `Decimal`; only scores and
//! test statistics are floats.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Median and quartiles of amounts, with how far apart they lie on the scale of their logarithms.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    pub count: usize,
    pub least: Decimal,
    pub low: Decimal,
    pub median: Decimal,
    pub high: Decimal,
    pub most: Decimal,
    log_median: f64,
    /// Median absolute deviation of the logarithms.
    log_mad: f64,
}

/// The MAD of a normal distribution is so much of its standard deviation.
const NORMAL: f64 = 0.6745;
/// Amounts that are almost all equal would make any other look wild: no less than a fifth.
const LEAST_MAD: f64 = 0.2;

impl Spread {
    /// Of amounts above zero; none of none.
    pub fn of(mut amounts: Vec<Decimal>) -> Option<Spread> {
        amounts.retain(|wan| *wan > Decimal::ZERO);
        amounts.sort_unstable();
        let at = |share: usize| amounts.get((amounts.len() - 1) * share / 4).copied();
        let mut logs: Vec<f64> = amounts.iter().map(log).collect();
        let log_median = median(&mut logs)?;
        let mut deviations: Vec<f64> = logs.iter().map(|log| (log - log_median).abs()).collect();
        let log_mad = median(&mut deviations)?.max(LEAST_MAD);
        let (least, most) = (*amounts.first()?, *amounts.last()?);
        Some(Spread {
            count: amounts.len(),
            least,
            low: at(1)?,
            median: at(2)?,
            high: at(3)?,
            most,
            log_median,
            log_mad,
        })
    }

    /// The modified z-score of an amount (Iglewicz and Hoaglin 1993) on logarithms: beyond 3.5 either
    /// way it is far off.
    pub fn score(&self, wan: Decimal) -> f64 {
        if wan <= Decimal::ZERO { 0.0 } else { NORMAL * (log(&wan) - self.log_median) / self.log_mad }
    }

    /// How many times the median.
    pub fn times(&self, wan: Decimal) -> f64 {
        (log(&wan) - log(&self.median)).exp()
    }
}

/// The first digit of an amount that is not 0.
pub fn first_digit(wan: Decimal) -> Option<usize> {
    wan.mantissa().unsigned_abs().to_string().bytes().find(|b| *b != b'0').map(|b| usize::from(b - b'0'))
}

/// Share of first digit `digit` under Benford's law.
pub fn benford(digit: usize) -> f64 {
    (1.0 + 1.0 / digit.max(1) as f64).log10()
}

/// Probability of at least `hits` of `tries` where each hits with `chance`.
pub fn binomial_tail(hits: usize, tries: usize, chance: f64) -> f64 {
    if hits == 0 || chance >= 1.0 {
        return 1.0;
    }
    if chance <= 0.0 || hits > tries {
        return 0.0;
    }
    let log_choose = |k: usize| -> f64 { (1..=k).map(|i| ((tries - k + i) as f64 / i as f64).ln()).sum() };
    let term = |k: usize| (log_choose(k) + k as f64 * chance.ln() + (tries - k) as f64 * (1.0 - chance).ln()).exp();
    (hits..=tries).map(term).sum::<f64>().min(1.0)
}

fn log(wan: &Decimal) -> f64 {
    wan.to_f64().unwrap_or(1.0).max(f64::MIN_POSITIVE).ln()
}

fn median(figures: &mut [f64]) -> Option<f64> {
    figures.sort_unstable_by(f64::total_cmp);
    let upper = *figures.get(figures.len() / 2)?;
    let lower = *figures.get((figures.len() - 1) / 2)?;
    Some(f64::midpoint(lower, upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(text: &str) -> Vec<Decimal> {
        text.split(' ').map(|figure| figure.parse().expect("an amount")).collect()
    }

    #[test]
    fn spreads_and_scores() {
        let spread = Spread::of(amounts("10 20 30 40 50 60 80")).expect("amounts");
        assert_eq!((spread.low, spread.median, spread.high), (Decimal::from(20), Decimal::from(40), Decimal::from(50)));
        assert!(spread.score(Decimal::from(50)).abs() < 1.0);
        assert!(spread.score(Decimal::from(40_000)) > 3.5 && spread.score(Decimal::new(1, 3)) < -3.5);
        assert!((spread.times(Decimal::from(400)) - 10.0).abs() < 1e-9);
        assert_eq!(Spread::of(amounts("0 -1")), None);
        // All alike: only what is far off is.
        let flat = Spread::of(amounts("20 20 20 20 20")).expect("amounts");
        assert!(flat.score(Decimal::from(25)).abs() < 3.5 && flat.score(Decimal::from(100)) > 3.5);
    }

    #[test]
    fn digits_and_tails() {
        for (wan, digit) in [("0.05", Some(5)), ("120", Some(1)), ("0", None), ("-37.5", Some(3))] {
            assert_eq!(first_digit(wan.parse().expect("an amount")), digit, "{wan}");
        }
        assert!(((1..=9).map(benford).sum::<f64>() - 1.0).abs() < 1e-9);
        for (hits, tries, chance, expected) in
            [(0, 5, 0.5, 1.0), (5, 5, 0.5, 0.03125), (1, 2, 0.5, 0.75), (3, 2, 0.5, 0.0), (2, 2, 1.0, 1.0)]
        {
            assert!((binomial_tail(hits, tries, chance) - expected).abs() < 1e-9);
        }
    }
}

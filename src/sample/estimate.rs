//! The error rate that a checked sample speaks for, with its interval.
//!
//! A stratum by itself: the score interval of Wilson (JASA 22, 1927, 209–212), which holds for few rows
//! and for none that is wrong [Newcombe, Statistics in Medicine 17, 1998, method 3]. All strata: the
//! rates weighted by the strata's rows, and the same interval with the effective number of rows in
//! place of the number [Korn and Graubard, Survey Methodology 24, 1998]: the smaller of what the
//! variance of the stratified estimate (Cochran 1977, 5.4) and what the weights alone amount to
//! (Kish, Survey Sampling 1965, 11.7). No correction for a finite number of rows: intervals are rather too wide.

/// The normal quantile of 97.5 %.
const Z: f64 = 1.959_963_984_540_054;

/// One stratum as it came back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    pub stratum: String,
    /// Rows that it has in all.
    pub rows: u64,
    pub drawn: u64,
    /// Rows with a result.
    pub checked: u64,
    pub wrong: u64,
}

/// A rate with its 95 % interval, all from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    pub rate: f64,
    pub low: f64,
    pub high: f64,
    /// Rows of a simple sample that would say as much.
    pub effective: f64,
}

impl Checked {
    /// None when no row was checked.
    pub fn rate(&self) -> Option<Rate> {
        let (checked, wrong) = (self.checked as f64, self.wrong as f64);
        (self.checked > 0).then(|| rate(wrong / checked, checked))
    }
}

/// Over all strata of which rows were checked; none when there are none.
pub fn overall(strata: &[Checked]) -> Option<Rate> {
    let known: Vec<&Checked> = strata.iter().filter(|stratum| stratum.checked > 0 && stratum.rows > 0).collect();
    let all: f64 = known.iter().map(|stratum| stratum.rows as f64).sum();
    if known.is_empty() {
        return None;
    }
    let (mut mean, mut variance, mut weights) = (0.0, 0.0, 0.0);
    for stratum in known {
        let (weight, checked) = (stratum.rows as f64 / all, stratum.checked as f64);
        let rate = stratum.wrong as f64 / checked;
        mean += weight * rate;
        variance += weight * weight * rate * (1.0 - rate) / checked;
        weights += weight * weight / checked;
    }
    let by_weights = 1.0 / weights;
    let by_variance = if variance > 0.0 { mean * (1.0 - mean) / variance } else { by_weights };
    Some(rate(mean, by_weights.min(by_variance)))
}

fn rate(rate: f64, effective: f64) -> Rate {
    let (low, high) = wilson(rate, effective);
    Rate { rate, low, high, effective }
}

/// Wilson's score interval for a rate among so many: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n).
pub fn wilson(rate: f64, rows: f64) -> (f64, f64) {
    let square = Z * Z / rows;
    let middle = rate + square / 2.0;
    let half = Z * (rate * (1.0 - rate) / rows + square / (4.0 * rows)).sqrt();
    let low = (middle - half) / (1.0 + square);
    let high = (middle + half) / (1.0 + square);
    // What rounding leaves at the ends.
    (if rate <= 0.0 { 0.0 } else { low.max(0.0) }, if rate >= 1.0 { 1.0 } else { high.min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wrong: u32, rows: u32, expected: (f64, f64)) {
        let (low, high) = wilson(f64::from(wrong) / f64::from(rows), f64::from(rows));
        let near = |a: f64, b: f64| (a - b).abs() < 0.000_05;
        assert!(near(low, expected.0) && near(high, expected.1), "{wrong}/{rows}: {low} {high}");
    }

    #[test]
    fn intervals_of_the_literature() {
        // Newcombe 1998, table I, method 3.
        check(81, 263, (0.2553, 0.3662));
        check(15, 148, (0.0624, 0.1605));
        check(0, 20, (0.0, 0.1611));
        check(1, 29, (0.0061, 0.1718));
        check(29, 29, (0.8830, 1.0));
    }

    fn stratum(rows: u64, checked: u64, wrong: u64) -> Checked {
        Checked { stratum: String::new(), rows, drawn: checked, checked, wrong }
    }

    #[track_caller]
    fn check_overall(strata: &[Checked], rate: f64, effective: f64) {
        let found = overall(strata).expect("a rate");
        assert!((found.rate - rate).abs() < 1e-9 && (found.effective - effective).abs() < 1e-6, "{found:?}");
        assert!(found.low <= rate && rate <= found.high, "{found:?}");
    }

    #[test]
    fn strata_weigh_by_their_rows() {
        // In proportion: as one sample.
        check_overall(&[stratum(900, 90, 9), stratum(100, 10, 1)], 0.1, 100.0);
        // The small stratum was drawn ten times as often; its errors weigh less.
        check_overall(&[stratum(900, 50, 0), stratum(100, 50, 25)], 0.05, 50.0 / 0.82);
        // Where errors are all in the stratum that was drawn thinly, the variance says more.
        check_overall(&[stratum(900, 10, 5), stratum(100, 90, 0)], 0.45, 0.45 * 0.55 / (0.81 * 0.25 / 10.0));
        // Nothing wrong: the weights alone.
        check_overall(&[stratum(900, 50, 0), stratum(100, 50, 0)], 0.0, 50.0 / 0.82);
        // A stratum of which nothing was checked is left out.
        check_overall(&[stratum(900, 90, 9), stratum(500, 0, 0)], 0.1, 90.0);
        assert_eq!(overall(&[stratum(5, 0, 0)]), None);
        assert_eq!(stratum(5, 0, 0).rate(), None);
    }
}

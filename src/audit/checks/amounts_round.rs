//! `amounts-round`

use std::collections::BTreeMap;

use crate::audit::across::{Across, AcrossFile, Finding, RunFindings, unit};
use crate::audit::amounts::{counted, is_round};
use crate::audit::statistics::binomial_tail;
use crate::audit::{Check, Meta};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
use crate::rules::RuleSet;
pub struct Found;

static META: Meta = Meta {
    id: "amounts-round",
    severity: Severity::Info,
    title: Text::fixed("金额几乎都是整数", "amounts almost all round"),
    finds: Text::fixed(
        "一个单位（15 个以上金额）的整数金额（如 20、150：一位有效数字，或两位而第二位是 5）比其他单位多得多：比例高出 20 个百分点以上，偶然如此的概率不到百万分之一。全部金额（300 个以上）九成五以上是整数时，就整次征集说一次。",
        "The amounts of one unit (15 or more) are round (20, 150: one digit, or two of which the second is 5) far more often than those of the others: by 20 points or more, and less than one in a million by chance. Where 95 per cent of all amounts (300 or more) are round it is said once of the whole run.",
    ),
    why: Text::fixed(
        "计划数凑整很平常；比别人多得多，可能没有逐项测算。只是线索。",
        "Planned figures are often round; far more often than elsewhere may mean that nothing was reckoned. A hint.",
    ),
    mend: Text::fixed("抽查几行的测算依据。", "Ask how a few of them were reckoned."),
};

/// Fewest amounts of a unit, and of a run.
const OF_UNIT: usize = 15;
const OF_RUN: usize = 300;
/// Share of all amounts from which on the run itself is spoken of.
const ALL: f64 = 0.95;
/// A unit's share above the others', and its chance.
const ABOVE: f64 = 0.2;
const CHANCE: f64 = 1e-6;

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn across(&self, _rules: &RuleSet) -> Option<Box<dyn Across>> {
        Some(Box::new(Round::default()))
    }
}

#[derive(Default)]
struct Round {
    units: BTreeMap<u32, Tally>,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    file: u32,
    several: bool,
    round: usize,
    all: usize,
}

impl Across for Round {
    fn see(&mut self, file: &AcrossFile) {
        let known = self.units.contains_key(&file.submission);
        let tally = self.units.entry(file.submission).or_default();
        (tally.file, tally.several) = if known { (tally.file, true) } else { (file.file, false) };
        for wan in file.records.iter().filter_map(|record| counted(record, file.rules)) {
            tally.all += 1;
            tally.round += usize::from(is_round(wan));
        }
    }

    fn finish(self: Box<Self>, found: &mut RunFindings) {
        let sum = |part: fn(&Tally) -> usize| self.units.values().map(part).sum::<usize>();
        let (round, all) = (sum(|tally| tally.round), sum(|tally| tally.all));
        if all >= OF_RUN && round as f64 >= ALL * all as f64 {
            let share = percent(round, all);
            let message = Text::new(
                format!("全部 {all} 个金额中 {round} 个（{share}）是整数，像是估计数；首位数字等统计对它们没有意义"),
                format!(
                    "{round} of all {all} amounts ({share}) are round, as estimates are; other statistics mean nothing for them"
                ),
            );
            found.at_run(&META, finding(message, share, String::new()));
        }
        for tally in self.units.values().filter(|tally| tally.all >= OF_UNIT) {
            report(tally, all - tally.all, round - tally.round, found);
        }
    }
}

fn report(tally: &Tally, others: usize, others_round: usize, found: &mut RunFindings) {
    if others < OF_RUN {
        return;
    }
    let (own, usual) = (tally.round as f64 / tally.all as f64, others_round as f64 / others as f64);
    if own - usual < ABOVE || binomial_tail(tally.round, tally.all, usual) > CHANCE {
        return;
    }
    let (share, elsewhere) = (percent(tally.round, tally.all), percent(others_round, others));
    let name = found.digest(tally.file).map_or(String::new(), |digest| unit(digest).to_owned());
    let Tally { all, round, .. } = tally;
    let message = Text::new(
        format!("{name}的 {all} 个金额中 {round} 个（{share}）是整数，其他单位的 {others} 个金额中是 {elsewhere}"),
        format!(
            "{round} of {all} amounts of {name} ({share}) are round, {elsewhere} of the {others} amounts of the other units"
        ),
    );
    found.at_unit(&META, tally.file, tally.several, finding(message, share, elsewhere));
}

fn finding(message: Text, value: String, expected: String) -> Finding {
    Finding { severity: META.severity, message, field: String::new(), value, expected, key: String::new() }
}

fn percent(part: usize, all: usize) -> String {
    format!("{:.0}%", part as f64 / all.max(1) as f64 * 100.0)
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{across, rows};

    /// Amounts by unit; the units that are spoken of, empty for the run.
    #[track_caller]
    fn check(units: &[Vec<String>], expected: &[&str]) {
        let documents: Vec<_> = (units.iter())
            .map(|amounts| {
                let rows_of: Vec<_> =
                    amounts.iter().map(|wan| vec![("amount", wan.as_str()), ("count_unit", "")]).collect();
                rows("1", &rows_of)
            })
            .collect();
        let found = across(&documents);
        let said: Vec<&str> =
            found.iter().filter(|a| a.check == "amounts-round").map(|a| a.submitter.as_str()).collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn round_units_and_runs() {
        let reckoned = |n: usize| (0..n).map(|at| format!("{}.37", 12 + at)).collect::<Vec<_>>();
        let planned = |n: usize| (0..n).map(|at| format!("{}", 10 * (1 + at % 9))).collect::<Vec<_>>();
        check(&[reckoned(200), reckoned(200), planned(30)], &["0002"]);
        check(&[reckoned(200), reckoned(200), planned(8)], &[]);
        check(&[reckoned(100), planned(30)], &[]);
        check(&[planned(200), planned(200)], &[""]);
    }
}

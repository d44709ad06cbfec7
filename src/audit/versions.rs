//! Two versions of one table, row beside row and cell beside cell: a resubmission and what it
//! replaces, a Word file and a print of it.
//!
//! Rows are paired without regard to their order, from the surest to the least sure: all cells alike;
//! the same printed row; a text that stands in one row on either side only; and of the few that are
//! left those that are most alike. What is left then was added or taken away.

use std::collections::HashMap;

use crate::model::fold::{fold, fold_hash, is_blank};
use crate::model::record::{Field, Record, Status, Value};
use crate::model::report::Difference;
use crate::rules::{Kind, RuleSet, TableRule};

use super::winnow::{Grams, gist};

/// A row of the one version and the same row of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    pub before: Option<usize>,
    pub after: Option<usize>,
}

/// So many rows that nothing sure pairs are compared with one another.
const COMPARED: usize = 150;
/// Shared to all of two rows' words from which they are taken for the same row.
const ALIKE: f64 = 0.35;
/// A text of fewer characters does not tell a row.
const TELLING: usize = 6;

/// Pairs the rows of one table. In order of the later version; rows that are gone come last.
pub fn align(before: &[&Record], after: &[&Record], rule: &TableRule) -> Vec<Pair> {
    let mut pairing = Pairing { of_after: vec![None; after.len()], taken: vec![false; before.len()] };
    pairing.by_key(before, after, false, |record| Some(all_cells(record, rule)));
    pairing.by_key(before, after, true, |record| record.printed.map(|printed| printed as u64));
    for (column, _) in rule.columns.iter().enumerate().filter(|(_, column)| column.kind == Kind::Text) {
        pairing.by_key(before, after, true, |record| {
            let text = &record.fields.get(column)?.raw;
            (gist(text).len() >= TELLING).then(|| fold_hash(text))
        });
    }
    pairing.by_likeness(before, after, rule);
    let kept = pairing.of_after.iter().enumerate().map(|(at, before)| Pair { before: *before, after: Some(at) });
    let gone = pairing.taken.iter().enumerate().filter(|(_, taken)| !**taken);
    kept.chain(gone.map(|(at, _)| Pair { before: Some(at), after: None })).collect()
}

/// The cells of one table that differ between two versions. A row that stands on one side only is one
/// difference of its own, without a field.
pub fn differences(before: &[&Record], after: &[&Record], rule: &TableRule, rules: &RuleSet) -> Vec<Difference> {
    let mut found = Vec::new();
    for Pair { before: from, after: to } in align(before, after, rule) {
        let (from, to) = (from.and_then(|at| before.get(at)), to.and_then(|at| after.get(at)));
        let difference = |field: &str, old: String, new: String| Difference {
            table: rule.id.clone(),
            row_before: from.map(|record| record.number),
            row_after: to.map(|record| record.number),
            field: field.to_owned(),
            before: old,
            after: new,
        };
        let (Some(old), Some(new)) = (from, to) else {
            let line = |record: Option<&&Record>| record.map_or(String::new(), |record| whole_row(record, rule));
            found.push(difference("", line(from), line(to)));
            continue;
        };
        for column in differing(old, new, rule) {
            let Some(field) = rule.columns.get(column).and_then(|column| rules.fields.get(column.field)) else {
                continue;
            };
            let said = |record: &Record| record.fields.get(column).map_or(String::new(), |field| field.raw.clone());
            found.push(difference(&field.id, said(old), said(new)));
        }
    }
    found
}

/// The columns in which two rows differ, running numbers aside.
pub fn differing(a: &Record, b: &Record, rule: &TableRule) -> Vec<usize> {
    (rule.columns.iter().zip(a.fields.iter().zip(&b.fields)).enumerate())
        .filter(|(_, (column, (a, b)))| column.kind != Kind::Serial && !same(a, b))
        .map(|(at, _)| at)
        .collect()
}

/// A row's texts in one line, for a row that stands on one side only.
pub fn whole_row(record: &Record, rule: &TableRule) -> String {
    let texts = (rule.columns.iter().zip(&record.fields))
        .filter(|(column, field)| column.kind != Kind::Serial && !is_blank(&field.raw))
        .map(|(_, field)| field.raw.split_whitespace().collect::<Vec<_>>().join(" "));
    texts.collect::<Vec<_>>().join(" | ")
}

/// Two cells say the same: white space, full-width forms and the way an amount is written aside.
fn same(a: &Field, b: &Field) -> bool {
    match (&a.value, &b.value) {
        (Value::Empty, Value::Empty) => true,
        (Value::Money(a), Value::Money(b)) => a.wan == b.wan && a.approximate == b.approximate,
        (Value::Category { name: a, .. }, Value::Category { name: b, .. }) => fold(a) == fold(b),
        _ => fold_hash(&a.raw) == fold_hash(&b.raw),
    }
}

struct Pairing {
    of_after: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairing {
    fn pair(&mut self, before: usize, after: usize) {
        self.taken[before] = true;
        self.of_after[after] = Some(before);
    }

    /// Pairs rows that are still free and share a key: `once` only where it stands once on each side,
    /// else in order.
    fn by_key(&mut self, before: &[&Record], after: &[&Record], once: bool, key: impl Fn(&Record) -> Option<u64>) {
        let mut sides: HashMap<u64, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (at, record) in before.iter().enumerate().filter(|(at, _)| !self.taken[*at]) {
            key(record).into_iter().for_each(|key| sides.entry(key).or_default().0.push(at));
        }
        for (at, record) in after.iter().enumerate().filter(|(at, _)| self.of_after[*at].is_none()) {
            key(record).into_iter().for_each(|key| sides.entry(key).or_default().1.push(at));
        }
        for (from, to) in sides.into_values() {
            if !once || (from.len() == 1 && to.len() == 1) {
                from.into_iter().zip(to).for_each(|(from, to)| self.pair(from, to));
            }
        }
    }

    fn by_likeness(&mut self, before: &[&Record], after: &[&Record], rule: &TableRule) {
        let free = |taken: &dyn Fn(usize) -> bool, rows: &[&Record]| -> Vec<(usize, Grams)> {
            (rows.iter().enumerate())
                .filter(|(at, _)| !taken(*at))
                .map(|(at, record)| (at, Grams::of(&gist(&whole_row(record, rule)))))
                .take(COMPARED)
                .collect()
        };
        let from = free(&|at| self.taken[at], before);
        let to = free(&|at| self.of_after[at].is_some(), after);
        let mut close: Vec<(f64, usize, usize)> = (from.iter())
            .flat_map(|(a, one)| to.iter().map(move |(b, other)| (one.likeness(other), *a, *b)))
            .filter(|(likeness, ..)| *likeness >= ALIKE)
            .collect();
        close.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, a, b) in close {
            if !self.taken[a] && self.of_after[b].is_none() {
                self.pair(a, b);
            }
        }
    }
}

fn all_cells(record: &Record, rule: &TableRule) -> u64 {
    let status = u64::from(record.status == Status::Untouched);
    (rule.columns.iter().zip(&record.fields))
        .filter(|(column, _)| column.kind != Kind::Serial)
        .fold(status, |hash, (_, field)| hash.rotate_left(9) ^ fold_hash(&field.raw))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::checks::harness::{Row, records, rows};

    use proptest::prelude::*;

    /// Rows of table 1 before and after; rendered as `before>after field:old→new`.
    #[track_caller]
    fn check(before: &[Row], after: &[Row], expected: &[&str]) {
        let rules = RuleSet::builtin();
        let (old, new) = (records(&rows("1", before)), records(&rows("1", after)));
        let (old, new): (Vec<&Record>, Vec<&Record>) = (old.iter().collect(), new.iter().collect());
        let row = |number: Option<u32>| number.map_or("-".to_owned(), |number| number.to_string());
        let shown: Vec<String> = differences(&old, &new, &rules.tables[0], &rules)
            .iter()
            .map(|d| {
                let (before, after) = (row(d.row_before), row(d.row_after));
                match d.field.as_str() {
                    "" => format!("{before}>{after}"),
                    field => format!("{before}>{after} {field}:{}→{}", d.before, d.after),
                }
            })
            .collect();
        assert_eq!(shown, expected);
    }

    fn item(name: &'static str, amount: &'static str) -> Row<'static> {
        vec![("project", name), ("work", name), ("necessity", name), ("performance", name), ("amount", amount)]
    }

    #[test]
    fn versions_of_a_table() {
        let (tea, port) = (item("单丛茶集体商标培育", "60"), item("港区商标侵权线索核查", "60"));
        check(&[tea.clone(), port.clone()], &[tea.clone(), port.clone()], &[]);
        // Moved, and written otherwise.
        let wide = item("单丛茶 集体商标培育", "６０万元");
        check(&[tea.clone(), port.clone()], &[port.clone(), wide], &[]);
        let more = item("单丛茶集体商标培育", "80");
        check(&[tea.clone(), port.clone()], &[port.clone(), more], &["1>2 amount:60→80"]);
        check(&[tea.clone(), port.clone()], std::slice::from_ref(&tea), &["2>-"]);
        check(std::slice::from_ref(&tea), &[port.clone(), tea.clone()], &["->1"]);
        let renamed = vec![
            ("project", "单丛茶地理标志培育"),
            ("work", "单丛茶集体商标培育"),
            ("necessity", "单丛茶集体商标培育"),
        ];
        check(
            &[tea],
            &[renamed],
            &[
                "1>1 project:单丛茶集体商标培育→单丛茶地理标志培育",
                "1>1 performance:单丛茶集体商标培育→performance的内容0",
            ],
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 40, ..ProptestConfig::default() })]

        #[test]
        fn every_row_is_paired_or_left_once(before in "[甲乙丙]{0,6}", after in "[甲乙丙]{0,6}") {
            let rules = RuleSet::builtin();
            let table = |names: &str| -> Vec<Record> {
                let rows: Vec<Vec<(&str, String)>> = names.chars().map(|c| vec![("project", c.to_string().repeat(8))]).collect();
                let rows: Vec<Row> =
                    rows.iter().map(|row| row.iter().map(|(id, text)| (*id, text.as_str())).collect()).collect();
                records(&super::super::checks::harness::rows("1", &rows))
            };
            let (old, new) = (table(&before), table(&after));
            let pairs = align(&old.iter().collect::<Vec<_>>(), &new.iter().collect::<Vec<_>>(), &rules.tables[0]);
            let mut seen: (Vec<usize>, Vec<usize>) =
                (pairs.iter().filter_map(|p| p.before).collect(), pairs.iter().filter_map(|p| p.after).collect());
            seen.0.sort_unstable();
            seen.1.sort_unstable();
            prop_assert_eq!(seen.0, (0..old.len()).collect::<Vec<_>>());
            prop_assert_eq!(seen.1, (0..new.len()).collect::<Vec<_>>());
        }
    }
}

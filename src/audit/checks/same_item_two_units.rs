//! `same-item-two-units`

use crate::audit::across::{Across, AcrossFile, At, Finding, Recalled, RunFindings, place};
use crate::audit::amounts::is_round;
use crate::audit::echoes::{Echoes, Match, Site, strongest};
use crate::audit::own::{Own, printed};
use crate::audit::winnow::{gist, likeness};
use crate::audit::{Check, Meta, quote};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
use crate::rules::{Kind, RuleSet};
use rust_decimal::Decimal;
pub struct Found;

static META: Meta = Meta {
    id: "same-item-two-units",
    severity: Severity::Warning,
    title: Text::fixed("两个单位报了同一项目", "the same item claimed by two units"),
    finds: Text::fixed(
        "两个单位自己写的项目名称和工作内容几乎相同（八成以上），其中至少 24 个字是别的单位几乎没有写过的；金额相同或其他各栏也相近的，12 个字即可（20、150 这样的整数相同不算）；不足 20 个单位时看不出哪些话少见，须整行几乎相同且合计 120 字以上。印好的文字、没填的行、很多单位都写的话不算。",
        "What names the item is nearly the same in two units' own words (four fifths or more), with at least 24 characters that hardly any other unit has; 12 where the amounts are equal, and not round such as 20 or 150, or the other cells are alike too; fewer than 20 units do not show which words are rare: then the whole row must be nearly the same and have 120 characters. Printed texts, untouched rows and what many units write do not count.",
    ),
    why: Text::fixed("同一项目可能被重复安排资金。", "The item may be paid for twice."),
    mend: Text::fixed(
        "对照两行，问清是一个项目还是各做各的；确是同一项目的只留一家。",
        "Compare the two rows and ask whether it is one item; if so, keep one.",
    ),
};

/// Shortest name of an item that is looked at, in characters.
const SHORTEST: usize = 12;
/// From here on names count as the same.
const ALIKE: f64 = 0.8;
/// Characters that only the two share: by themselves, and with something else that agrees.
const ALONE: usize = 24;
const SUPPORTED: usize = 12;
/// Fewer units do not show that a name is unusual: then the rest of the row must be the same, too,
/// and the whole be of this length.
const ENOUGH_UNITS: usize = 20;
const WHOLE_ROW: usize = 120;
/// From here on the other cells support it.
const OTHERS_ALIKE: f64 = 0.6;

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn across(&self, rules: &RuleSet) -> Option<Box<dyn Across>> {
        Some(Box::new(Items { own: Own::new(rules), echoes: Echoes::new(printed(rules)) }))
    }
}

struct Items {
    own: Own,
    echoes: Echoes,
}

impl Across for Items {
    fn see(&mut self, file: &AcrossFile) {
        self.echoes.unit(file.submission);
        for (index, record) in (0..).zip(file.records) {
            let item = gist(&self.own.item(file.rules, record));
            if item.len() >= SHORTEST {
                let site = Site { at: At { file: file.file, index }, part: 0 };
                self.echoes.add(site, file.submission, &item);
            }
        }
    }

    fn finish(self: Box<Self>, found: &mut RunFindings) {
        let Items { own, echoes } = *self;
        let near = echoes.resolve();
        let mut matches = Vec::new();
        for (a, b) in &near.pairs {
            let (Some(one), Some(other)) = (found.row(a.at), found.row(b.at)) else { continue };
            let rules = found.rules;
            let (first, second) = (gist(&own.item(rules, one.record())), gist(&own.item(rules, other.record())));
            let likeness = likeness(&first, &second);
            let shared = near.own_shared(&first, &second).min(near.own_shared(&second, &first));
            let said = Said::of(&own, rules, &one, &other);
            let proven = match near.units >= ENOUGH_UNITS {
                true => {
                    shared >= ALONE || shared >= SUPPORTED && (said.is_alike() || equal_amounts(&one, &other, rules))
                }
                false => {
                    shared >= SUPPORTED && said.is_same() && first.len().min(second.len()) + said.length >= WHOLE_ROW
                }
            };
            if likeness >= ALIKE && proven {
                matches.push(Match { own: *a, other: *b, likeness, shared });
            }
        }
        for (found_match, more) in strongest(&matches) {
            let (Some(row), Some(other)) = (found.row(found_match.own.at), found.row(found_match.other.at)) else {
                continue;
            };
            report(&own, &row, &other, found_match, more, found);
        }
    }
}

fn report(own: &Own, row: &Recalled, other: &Recalled, found_match: Match, more: usize, found: &mut RunFindings) {
    let rules = found.rules;
    let (there, percent) = (place(other, rules), (found_match.likeness * 100.0).round());
    let amounts = match (amount(row, rules), amount(other, rules)) {
        (Some(here), Some(there)) => {
            Text::new(format!("，金额 {here} 和 {there} 万元"), format!(", amounts {here} and {there} 万元"))
        }
        _ => Text::fixed("", ""),
    };
    let more = match more {
        0 => Text::fixed("", ""),
        more => Text::new(format!("；另有 {more} 行也相近"), format!("; {more} more rows are alike")),
    };
    found.at_row(
        &META,
        row,
        Finding {
            severity: META.severity,
            message: Text::new(
                format!("与{}像是同一项目（文字相同 {percent}%{}）{}", there.zh, amounts.zh, more.zh),
                format!("seems the same item as {} ({percent}% of the words{}){}", there.en, amounts.en, more.en),
            ),
            field: String::new(),
            value: quote(&own.item(rules, row.record())),
            expected: quote(&own.item(rules, other.record())),
            key: other.record().id.clone(),
        },
    );
}

/// What the two rows say besides the item's name.
struct Said {
    likeness: f64,
    /// Of the shorter.
    length: usize,
}

impl Said {
    fn of(own: &Own, rules: &RuleSet, one: &Recalled, other: &Recalled) -> Said {
        let said = |row: &Recalled| gist(&own.said(rules, row.record()).map(|(_, text)| text).collect::<String>());
        let (one, other) = (said(one), said(other));
        Said { likeness: likeness(&one, &other), length: one.len().min(other.len()) }
    }

    fn is_alike(&self) -> bool {
        self.likeness >= OTHERS_ALIKE
    }

    fn is_same(&self) -> bool {
        self.likeness >= ALIKE
    }
}

/// Round amounts are equal by chance.
fn equal_amounts(one: &Recalled, other: &Recalled, rules: &RuleSet) -> bool {
    amount(one, rules).is_some_and(|wan| !is_round(wan) && amount(other, rules) == Some(wan))
}

fn amount(row: &Recalled, rules: &RuleSet) -> Option<Decimal> {
    let at = rules.tables.get(row.record().table)?.column_of_kind(Kind::Money)?;
    row.record().fields.get(at)?.counted_wan()
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{Row, across, rows};

    const PROJECT: &str = "琶洲会展片区跨境电商知识产权维权服务站建设";
    const WORK: &str = "在琶洲设立服务站，为参展企业提供海外商标预警和应诉指导";

    const REASON: &str = "去年以来片区内二十七家参展企业遭遇境外商标抢注，涉案金额逾八百万元，现有力量只能受理不足三成的求助，急需设立固定站点派驻专人。";

    /// Items of two units among so many others; how many rows are said to be the same item.
    #[track_caller]
    fn check(others: usize, one: Row, other: Row, expected: usize) {
        let usual = || rows("1", &[vec![("project", "专利导航服务基地培育建设项目"), ("work", "推广专利导航成果")]]);
        let mut units: Vec<_> = (0..others).map(|_| usual()).collect();
        units.push(rows("1", &[one]));
        units.push(rows("1", &[other]));
        let found = across(&units);
        let said = found.iter().filter(|anomaly| anomaly.check == "same-item-two-units");
        assert_eq!(said.count(), expected, "{found:#?}");
    }

    #[test]
    fn items_of_two_units() {
        let item = vec![("project", PROJECT), ("work", WORK)];
        check(20, item.clone(), item.clone(), 2);
        let reworded = vec![("project", "琶洲会展片区跨境电商知识产权维权服务站建设项目"), ("work", WORK)];
        check(20, item.clone(), reworded, 2);
        let elsewhere = vec![("project", "南沙港区进出口环节商标侵权线索核查"), ("work", WORK)];
        check(20, item.clone(), elsewhere, 0);
        // What everybody writes.
        let common = vec![("project", "专利导航服务基地培育建设项目"), ("work", "推广专利导航成果")];
        check(20, common.clone(), common, 0);
        // Too few units to tell what is usual, but for whole rows.
        check(6, item.clone(), item.clone(), 0);
        let whole = [item, vec![("necessity", REASON), ("performance", REASON)]].concat();
        check(6, whole.clone(), whole, 2);
    }
}

//! `copied-justification`

use crate::audit::across::{Across, AcrossFile, At, Finding, Recalled, RunFindings, place};
use crate::audit::echoes::{Echoes, Match, Site, strongest};
use crate::audit::own::{Own, printed};
use crate::audit::winnow::{gist, likeness};
use crate::audit::{Check, Meta, quote};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
use crate::rules::RuleSet;
pub struct Found;

static META: Meta = Meta {
    id: "copied-justification",
    severity: Severity::Info,
    title: Text::fixed("理由与别的单位雷同", "a justification copied between units"),
    finds: Text::fixed(
        "两个单位自己写的大段文字（必要性、绩效等，40 字以上）几乎相同（七成以上），其中至少 30 个字（不足 20 个单位时 80 个字）是别的单位几乎没有写过的。逐字相同的算警告。印好的文字和很多单位都写的话不算。",
        "Long texts (necessity, performance: 40 characters or more) that are nearly the same in two units' own words (seven tenths or more), at least 30 characters of which (80 where fewer than 20 units answered) hardly any other unit has. Word for word is a warning. Printed texts and what many units write do not count.",
    ),
    why: Text::fixed(
        "照抄来的理由说明不了本单位为什么需要这个项目。",
        "A copied reason does not say why this unit needs the item.",
    ),
    mend: Text::fixed("对照两处文字，请单位写明自己的情况。", "Compare the two; ask the unit for its own reasons."),
};

/// Shortest text that is looked at, in characters.
const SHORTEST: usize = 40;
/// From here on texts count as copied: a copy with its figures changed is one, and each figure changes
/// several sequences of characters.
const ALIKE: f64 = 0.7;
/// Characters that only the two share.
const SHARED: usize = 30;
/// The same of fewer units than show what is usual.
const FEW_UNITS: usize = 20;
const SHARED_OF_FEW: usize = 80;

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn across(&self, rules: &RuleSet) -> Option<Box<dyn Across>> {
        Some(Box::new(Reasons { own: Own::new(rules), echoes: Echoes::new(printed(rules)) }))
    }
}

struct Reasons {
    own: Own,
    echoes: Echoes,
}

impl Across for Reasons {
    fn see(&mut self, file: &AcrossFile) {
        self.echoes.unit(file.submission);
        for (index, record) in (0..).zip(file.records) {
            for (column, text) in self.own.said(file.rules, record) {
                let text = gist(text);
                if text.len() >= SHORTEST {
                    let site = Site { at: At { file: file.file, index }, part: column as u16 };
                    self.echoes.add(site, file.submission, &text);
                }
            }
        }
    }

    fn finish(self: Box<Self>, found: &mut RunFindings) {
        let Reasons { echoes, .. } = *self;
        let near = echoes.resolve();
        let enough = if near.units < FEW_UNITS { SHARED_OF_FEW } else { SHARED };
        let mut matches = Vec::new();
        for (a, b) in &near.pairs {
            let (Some(one), Some(other)) = (found.row(a.at), found.row(b.at)) else { continue };
            let (first, second) = (gist(text(&one, *a)), gist(text(&other, *b)));
            let likeness = likeness(&first, &second);
            let shared = near.own_shared(&first, &second).min(near.own_shared(&second, &first));
            if likeness >= ALIKE && shared >= enough {
                matches.push(Match { own: *a, other: *b, likeness, shared });
            }
        }
        for (found_match, more) in strongest(&matches) {
            if let (Some(row), Some(other)) = (found.row(found_match.own.at), found.row(found_match.other.at)) {
                report(&row, &other, found_match, more, found);
            }
        }
    }
}

fn report(row: &Recalled, other: &Recalled, found_match: Match, more: usize, found: &mut RunFindings) {
    let (here, there) = (text(row, found_match.own), text(other, found_match.other));
    let column = found.table(row.record()).columns.get(usize::from(found_match.own.part));
    let Some(field) = column.and_then(|column| found.rules.fields.get(column.field)) else { return };
    let (label, place) = (&field.label, place(other, found.rules));
    let verbatim = gist(here) == gist(there);
    let how = match verbatim {
        true => Text::fixed("逐字相同", "is word for word"),
        false => {
            let percent = (found_match.likeness * 100.0).round();
            Text::new(format!("有 {percent}% 相同"), format!("is to {percent}%"))
        }
    };
    let more = match more {
        0 => Text::fixed("", ""),
        more => Text::new(format!("；另有 {more} 行也相近"), format!("; {more} more rows are alike")),
    };
    let shared = found_match.shared;
    found.at_row(
        &META,
        row,
        Finding {
            severity: if verbatim { Severity::Warning } else { META.severity },
            message: Text::new(
                format!("“{label}”与{}的文字{}，其中约 {shared} 字几乎没有别的单位写过{}", place.zh, how.zh, more.zh),
                format!(
                    "“{label}” {} that of {}; about {shared} characters hardly stand anywhere else{}",
                    how.en, place.en, more.en
                ),
            ),
            field: field.id.clone(),
            value: quote(here),
            expected: quote(there),
            key: other.record().id.clone(),
        },
    );
}

fn text<'r>(row: &'r Recalled, site: Site) -> &'r str {
    row.record().fields.get(usize::from(site.part)).map_or("", |field| field.raw.as_str())
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{across, rows};
    use crate::model::anomaly::Severity;

    const REASON: &str = "去年以来片区内二十七家参展企业遭遇境外商标抢注，涉案金额逾八百万元，现有力量只能受理不足三成的求助，急需设立固定站点派驻专人。";
    const MODEL: &str = "知识产权是国家发展的战略性资源和国际竞争力的核心要素，加强知识产权保护是完善产权保护制度最重要的内容，也是提高经济竞争力最大的激励。";

    /// Reasons by unit, besides so many units that write something else; the severities of what is said.
    #[track_caller]
    fn check(others: usize, reasons: &[&str], expected: &[Severity]) {
        let all = reasons.iter().copied().chain(std::iter::repeat_n("另一个理由", others));
        let units: Vec<_> = all.map(|reason| rows("1", &[vec![("necessity", reason)]])).collect();
        let found = across(&units);
        let said: Vec<Severity> = found
            .iter()
            .filter(|anomaly| anomaly.check == "copied-justification")
            .map(|anomaly| anomaly.severity)
            .collect();
        assert_eq!(said, expected, "{found:#?}");
    }

    #[test]
    fn reasons_of_units() {
        check(20, &[REASON, REASON], &[Severity::Warning; 2]);
        let adapted = REASON.replace("二十七家", "三十一家").replace("八百万", "九百万");
        check(20, &[REASON, &adapted], &[Severity::Info; 2]);
        // A model text that three of twenty use; a short phrase.
        check(17, &[MODEL, MODEL, MODEL], &[]);
        check(20, &["我市工作基础薄弱", "我市工作基础薄弱"], &[]);
        // The model text around the unit's own sentence is no copy.
        let own = format!("{MODEL}本市拟派人赴基层指导。");
        check(20, &[MODEL, &own, &format!("{MODEL}开展巡回审理。"), REASON], &[]);
        // Two of few: only a long text.
        check(2, &[REASON, REASON], &[]);
        let long = format!("{REASON}{MODEL}");
        check(2, &[&long, &long], &[Severity::Warning; 2]);
    }
}

//! What became of what the office brought along: the earlier run, decisions, the list of who was asked.

use shoubiao::model::report::{Changes, DecisionsTold};
use shoubiao::model::roster::{Attendance, Roster, RosterLine};
use shoubiao::model::text::Lang;
use shoubiao::outputs::shown;
use shoubiao::pipeline::Done;

/// Decisions that are told one by one; more are counted.
const TOLD: usize = 3;
/// Units that are named; more are counted.
const NAMED: usize = 10;

pub fn lines(done: &Done, lang: Lang) -> Vec<String> {
    let register = &done.register;
    let mut lines: Vec<String> = register.changes.iter().map(|changes| compared(changes, lang)).collect();
    lines.extend(register.decisions.iter().flat_map(|told| decisions(told, lang)));
    lines.extend(register.roster.iter().flat_map(|list| roster(list, lang)));
    lines
}

fn compared(changes: &Changes, lang: Lang) -> String {
    let Changes { new, still_open, closed } = changes;
    let by_hand = closed.iter().filter(|closed| closed.by.is_some()).count();
    let closed = closed.len();
    match lang {
        Lang::Zh => {
            format!("与上次相比：新出现 {new} 条，仍未处理 {still_open} 条，已消除 {closed} 条（人工处理 {by_hand}）")
        }
        Lang::En => {
            format!("Since the run before: {new} new, {still_open} still open, {closed} closed ({by_hand} by hand)")
        }
    }
}

fn decisions(told: &DecisionsTold, lang: Lang) -> Vec<String> {
    let (applied, left) = (told.applied, told.left.len());
    let mut lines = vec![match lang {
        Lang::Zh => format!("处理意见：用上 {applied} 条，没有用上 {left} 条"),
        Lang::En => format!("Decisions: {applied} applied, {left} not applied"),
    }];
    lines.extend(told.left.iter().take(TOLD).map(|(decision, why)| {
        let (place, id, why) = (shown(decision.place.get(lang)), shown(&decision.anomaly), shown(why.get(lang)));
        let id = if id.is_empty() { String::new() } else { format!(" {id}") };
        match lang {
            Lang::Zh => format!("  {place}{id}：{why}"),
            Lang::En => format!("  {place}{id}: {why}"),
        }
    }));
    lines.extend((left > TOLD).then(|| more(left - TOLD, "run.json", lang)));
    lines
}

fn roster(list: &Roster, lang: Lang) -> Vec<String> {
    let of = |attendance: Attendance| list.counts()[attendance as usize];
    let (asked, late, missing) = (list.lines.len(), of(Attendance::Late), of(Attendance::Missing));
    let answered = asked - missing as usize;
    let mut lines = vec![match lang {
        Lang::Zh => format!("应报 {asked} 个单位：已报 {answered} 个（逾期 {late}），没有报送 {missing} 个"),
        Lang::En => format!("{asked} units were asked: {answered} answered ({late} late), {missing} did not"),
    }];
    let names: Vec<String> = list.missing().take(NAMED).map(|line| missing_unit(line, lang)).collect();
    lines.extend(names.into_iter().map(|name| format!("  {name}")));
    lines.extend((missing as usize > NAMED).then(|| more(missing as usize - NAMED, "reminders.csv", lang)));
    lines.extend(strangers(list, lang));
    let remarks = list.remarks.iter();
    lines.extend(remarks.clone().take(TOLD).map(|remark| format!("  {}", shown(remark.get(lang)))));
    lines.extend((remarks.len() > TOLD).then(|| more(remarks.len() - TOLD, "run.json", lang)));
    lines
}

fn missing_unit(line: &RosterLine, lang: Lang) -> String {
    let name = shown(&line.unit.name);
    match (line.unusable.len(), lang) {
        (0, _) => name.into_owned(),
        (count, Lang::Zh) => format!("{name}（报来 {count} 个文件，都不能用）"),
        (count, Lang::En) => format!("{name} (sent {count}, none of them usable)"),
    }
}

/// Who was not asked, and files that may be the answers of those that are missing.
fn strangers(list: &Roster, lang: Lang) -> Vec<String> {
    let names: Vec<_> = list.strangers.iter().take(TOLD).map(|stranger| shown(&stranger.name)).collect();
    let (others, nameless) = (list.strangers.len(), list.nameless.len());
    let mut lines = Vec::new();
    if others > 0 {
        lines.push(match lang {
            Lang::Zh => {
                format!("  不在名单上的 {others} 个：{}{}", names.join("、"), if others > TOLD { "等" } else { "" })
            }
            Lang::En => {
                format!("  not on the list, {others}: {}{}", names.join(", "), if others > TOLD { ", …" } else { "" })
            }
        });
    }
    if nameless > 0 {
        lines.push(match lang {
            Lang::Zh => format!("  另有 {nameless} 个文件不知道是哪个单位的，催报前请先看 anomalies.csv"),
            Lang::En => {
                format!("  {nameless} files are nobody knows whose: see anomalies.csv before reminding anybody")
            }
        });
    }
    lines
}

fn more(count: usize, file: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("  ……另有 {count} 个，见 {file}"),
        Lang::En => format!("  … {count} more in {file}"),
    }
}

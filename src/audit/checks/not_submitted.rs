//! `not-submitted`

use crate::audit::{Check, Findings, Meta, RosterView, quote};
use crate::model::anomaly::Severity;
use crate::model::clock::written;
use crate::model::roster::{Attendance, RosterLine};
use crate::model::source::file_name;
use crate::model::text::{Lang, Text};
pub struct Found;

static META: Meta = Meta {
    id: "not-submitted",
    severity: Severity::Warning,
    title: Text::fixed("没有报送", "a unit that was asked has not answered"),
    finds: Text::fixed(
        "应报单位名单上的单位，没有一份可用的报送材料。",
        "A unit on the list of who was asked from which no usable file has come.",
    ),
    why: Text::fixed("漏了一个单位，汇总数就不完整。", "Without it the totals are incomplete."),
    mend: Text::fixed(
        "按 reminders.csv 催报；已经报过的，看材料是否被记在了别的单位名下。",
        "Remind it (reminders.csv), or see whether its file was taken for another unit's.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn roster(&self, view: &RosterView, found: &mut Findings) {
        for line in view.roster.lines.iter().filter(|line| line.attendance == Attendance::Missing) {
            found.at_unit(&line.unit.name, &line.unit.code);
            found.report(&META, message(line));
        }
    }
}

fn message(line: &RosterLine) -> Text {
    let name = quote(&line.unit.name);
    let until = |lang| line.unit.deadline().map(|at| written(at, true, lang));
    let due_zh = until(Lang::Zh).map_or(String::new(), |at| format!("，截止日期是 {at}"));
    let due_en = until(Lang::En).map_or(String::new(), |at| format!("; it was due by {at}"));
    match line.unusable.first() {
        None => Text::new(
            format!("名单上的“{name}”没有报送{due_zh}"),
            format!("{name} is on the list and has sent nothing{due_en}"),
        ),
        Some(first) => {
            let (count, first) = (line.unusable.len(), quote(file_name(first)));
            Text::new(
                format!("名单上的“{name}”没有可用的报送材料（报来的“{first}”等 {count} 个文件不能用）{due_zh}"),
                format!("nothing usable has come from {name} ({first}, {count} in all, cannot be used){due_en}"),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::{RosterView, audit_roster};
    use crate::model::roster::{Attendance, Roster, RosterLine, RosterUnit};

    #[test]
    fn one_for_each_missing_unit() {
        let line = |name: &str, attendance, unusable: &[&str]| RosterLine {
            unit: RosterUnit {
                name: name.into(),
                code: "440100".into(),
                until: "2024-03-15T23:59:59".into(),
                ..RosterUnit::default()
            },
            attendance,
            received: String::new(),
            files: Vec::new(),
            earlier: Vec::new(),
            unusable: unusable.iter().map(|path| (*path).to_owned()).collect(),
        };
        let lines = vec![
            line("甲局", Attendance::Missing, &[]),
            line("乙局", Attendance::Answered, &[]),
            line("丙局", Attendance::Missing, &["a.zip!/b.docx"]),
        ];
        let roster = Roster { lines, ..Roster::default() };
        let found = audit_roster(&RosterView { roster: &roster, digests: &[] });
        let said: Vec<&str> = found.iter().map(|anomaly| anomaly.message.zh.as_ref()).collect();
        assert_eq!(
            said,
            [
                "名单上的“甲局”没有报送，截止日期是 2024年3月15日",
                "名单上的“丙局”没有可用的报送材料（报来的“b.docx”等 1 个文件不能用），截止日期是 2024年3月15日",
            ]
        );
        assert!(found.iter().all(|anomaly| anomaly.check == "not-submitted" && anomaly.file.is_empty()));
        assert_ne!(found[0].id, found[1].id, "told apart by their units");
    }
}

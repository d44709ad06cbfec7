//! `late-submission`

use crate::audit::{Check, Findings, Meta, RosterView};
use crate::model::anomaly::Severity;
use crate::model::clock::{beijing, written};
use crate::model::roster::Attendance;
use crate::model::text::{Lang, Text};
pub struct Found;

static META: Meta = Meta {
    id: "late-submission",
    severity: Severity::Info,
    title: Text::fixed("逾期报送", "an answer after the deadline"),
    finds: Text::fixed(
        "第一份报送材料的邮件日期晚于名单上的截止日期，都按北京时间比较。没有邮件日期的不算逾期。",
        "The mail that brought the first answer is later than the list's deadline, both in Beijing time. Without a mail's date nothing is late.",
    ),
    why: Text::fixed("逾期的要不要收，由经办人决定。", "Whether a late answer counts is for the office to say."),
    mend: Text::fixed(
        "确认是否照收；如已同意延期，可改名单上的截止日期。",
        "Accept it, or put a later deadline into the list.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn roster(&self, view: &RosterView, found: &mut Findings) {
        for line in view.roster.lines.iter().filter(|line| line.attendance == Attendance::Late) {
            let file = line.files.first().or(line.earlier.first()).and_then(|path| view.digest(path));
            let (Some(file), Some(due), Some(came)) = (file, line.unit.deadline(), beijing(&line.received)) else {
                continue;
            };
            let [(due_zh, came_zh), (due_en, came_en)] =
                [Lang::Zh, Lang::En].map(|lang| (written(due, true, lang), written(came, true, lang)));
            found.at_file(file);
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("{came_zh} 才收到，晚于截止日期 {due_zh}"),
                    format!("it came on {came_en}, after the deadline {due_en}"),
                ),
            );
            anomaly.value.clone_from(&line.received);
            anomaly.expected.clone_from(&line.unit.deadline);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::{RosterView, audit_roster, checks::harness::digest};
    use crate::model::report::State;
    use crate::model::roster::{Attendance, Roster, RosterLine, RosterUnit};

    #[test]
    fn on_the_first_file_of_late_units() {
        let file = digest(State::Form);
        for (attendance, expected) in [(Attendance::Late, 1), (Attendance::InTime, 0), (Attendance::Answered, 0)] {
            let line = RosterLine {
                unit: RosterUnit { until: "2024-03-15T17:30:59".into(), ..RosterUnit::default() },
                attendance,
                received: "2024-03-15T17:31:00+08:00".into(),
                files: vec![file.path.clone()],
                earlier: Vec::new(),
                unusable: Vec::new(),
            };
            let roster = Roster { lines: vec![line], ..Roster::default() };
            let found = audit_roster(&RosterView { roster: &roster, digests: std::slice::from_ref(&file) });
            assert_eq!(found.len(), expected);
            for anomaly in found {
                assert_eq!((anomaly.check.as_ref(), &anomaly.file), ("late-submission", &file.path));
                assert_eq!(anomaly.message.zh, "2024年3月15日17:31 才收到，晚于截止日期 2024年3月15日17:30");
            }
        }
    }
}

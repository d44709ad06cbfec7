//! `superseded`

use crate::audit::{Check, FateView, Findings, Meta};
use crate::model::anomaly::Severity;
use crate::model::report::Outcome;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "superseded",
    severity: Severity::Warning,
    title: Text::fixed("旧版本", "an earlier version"),
    finds: Text::fixed(
        "同一单位后来又报送了新的版本，旧版本不再计入。先后按邮件日期判断，其次按文件名里的“修订、更正、最终”和版本号。",
        "An earlier version from a unit that later sent another, by the mail date, then by words such as 修订 and version numbers in the name.",
    ),
    why: Text::fixed("两个版本都计入会重复计算金额。", "Counting both would count money twice."),
    mend: Text::fixed("核对保留的确实是最终版本。", "See that the version kept is the final one."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn fate(&self, view: &FateView, found: &mut Findings) {
        if view.outcome == Outcome::Superseded {
            let anomaly = found.report(&META, view.reason.clone());
            anomaly.value.clone_from(&view.digest.path);
            anomaly.expected = view.instead.to_owned();
        } else if !view.replaced.is_empty() {
            // Part of the file still counts.
            let anomaly = found.report(&META, view.reason.clone());
            anomaly.severity = Severity::Info;
            anomaly.value = view.replaced.join("|");
            anomaly.expected = view.instead.to_owned();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::{FateView, audit_fate, checks::harness::digest};
    use crate::model::report::{Outcome, State};
    use crate::model::text::Text;

    #[test]
    fn speaks_of_its_own_fate_only() {
        let digest = digest(State::Form);
        for outcome in Outcome::ALL {
            let view = FateView {
                digest: &digest,
                outcome,
                instead: "b.docx",
                reason: &Text::fixed("因", "why"),
                replaced: &[],
            };
            let found = audit_fate(&view).iter().filter(|anomaly| anomaly.check == "superseded").count();
            assert_eq!(found, usize::from(outcome == Outcome::Superseded));
        }
    }
}

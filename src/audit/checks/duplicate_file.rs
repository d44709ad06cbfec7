//! `duplicate-file`

use crate::audit::{Check, FateView, Findings, Meta};
use crate::model::anomaly::Severity;
use crate::model::report::Outcome;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "duplicate-file",
    severity: Severity::Warning,
    title: Text::fixed("重复文件", "the same bytes again"),
    finds: Text::fixed(
        "与另一个文件逐字节相同。保留的一份按此选定：文件名不带“副本”等字样的，其次邮件早的，其次路径靠前的。",
        "The same bytes as another file. Kept is the one whose name does not say copy, then the earlier mail, then the first path.",
    ),
    why: Text::fixed("同一份表只应计一次。", "The same return must count once."),
    mend: Text::fixed("一般无需处理；核对保留的一份即可。", "Nothing, as a rule; see that the kept one is right."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn fate(&self, view: &FateView, found: &mut Findings) {
        if view.outcome == Outcome::Duplicate {
            let anomaly = found.report(&META, view.reason.clone());
            anomaly.value.clone_from(&view.digest.path);
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
            let found = audit_fate(&view).iter().filter(|anomaly| anomaly.check == "duplicate-file").count();
            assert_eq!(found, usize::from(outcome == Outcome::Duplicate));
        }
    }
}

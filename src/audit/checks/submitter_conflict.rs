//! `submitter-conflict`

use crate::audit::{Check, FileView, Findings, Meta};
use crate::model::anomaly::Severity;
use crate::model::report::State;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "submitter-conflict",
    severity: Severity::Warning,
    title: Text::fixed("单位前后不一", "text and file name speak of different units"),
    finds: Text::fixed(
        "正文里的单位和文件名里的单位不是同一个地方，也不是上下级。",
        "The unit in the text and the one in the file name are neither the same place nor one above the other.",
    ),
    why: Text::fixed(
        "可能是拿别的单位的表改的，也可能是文件名起错了；金额计入了其中一个单位。",
        "It may have been made from another unit's form, or be misnamed; the amounts count for one of the two.",
    ),
    mend: Text::fixed("打开文件核对是哪个单位报送的。", "Open the file and see whose it is."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn file(&self, view: &FileView, found: &mut Findings) {
        let submitter = &view.digest.submitter;
        if view.digest.state != State::Form || submitter.contradicted_by.is_empty() {
            return;
        }
        let (name, other) = (&submitter.name, &submitter.contradicted_by);
        let message = Text::new(
            format!("按“{name}”计，但另一处写的是“{other}”"),
            format!("counted for {name}, but {other} stands there, too"),
        );
        let anomaly = found.report(&META, message);
        anomaly.value.clone_from(other);
        anomaly.expected.clone_from(name);
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::{audit_file, checks::harness::digest};
    use crate::model::report::State;
    use crate::rules::RuleSet;

    #[test]
    fn two_units_in_one_file() {
        for (other, expected) in [("", 0), ("佛山市", 1)] {
            let mut digest = digest(State::Form);
            digest.submitter.contradicted_by = other.into();
            let found = audit_file(&RuleSet::builtin(), &digest, &[]);
            assert_eq!(found.iter().filter(|a| a.check == "submitter-conflict").count(), expected);
        }
    }
}

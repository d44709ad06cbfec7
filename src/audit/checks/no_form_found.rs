//! `no-form-found`

use crate::audit::{Check, FileView, Findings, Meta};
use crate::model::anomaly::Severity;
use crate::model::report::State;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "no-form-found",
    severity: Severity::Warning,
    title: Text::fixed("没有要收的表", "holds no table of the form"),
    finds: Text::fixed(
        "文件能读，但里面没有本表的任何一张表格。",
        "A file that can be read and holds no table of the form.",
    ),
    why: Text::fixed(
        "可能是通知、函件等附带材料，也可能是报错了文件。",
        "It may be a covering letter, or the wrong file.",
    ),
    mend: Text::fixed(
        "如果本应是这张表，请报送单位重报；如果是附带材料，不必处理。",
        "If the form was meant, ask for it again; if not, leave it.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn file(&self, view: &FileView, found: &mut Findings) {
        if view.digest.state == State::NoForm {
            let name = &view.rules.name;
            let message =
                Text::new(format!("文件里没有“{name}”的任何一张表"), format!("no table of {name} is in this file"));
            found.report(&META, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::{audit_file, checks::harness::digest};
    use crate::model::report::State;
    use crate::rules::RuleSet;

    #[test]
    fn only_without_the_form() {
        for (state, expected) in [(State::NoForm, 1), (State::Form, 0), (State::Container, 0)] {
            let found = audit_file(&RuleSet::builtin(), &digest(state), &[]);
            assert_eq!(found.iter().filter(|a| a.check == "no-form-found").count(), expected);
        }
    }
}

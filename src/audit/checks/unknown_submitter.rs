//! `unknown-submitter`

use crate::audit::{Check, FileView, Findings, Meta};
use crate::model::anomaly::Severity;
use crate::model::report::State;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "unknown-submitter",
    severity: Severity::Error,
    title: Text::fixed("不知道是哪个单位", "nobody knows whose it is"),
    finds: Text::fixed(
        "从正文、邮件和文件名都看不出报送单位，或者简称对应多个单位。",
        "Neither text, mail nor names tell the unit, or a short name fits several.",
    ),
    why: Text::fixed("不知道单位，金额就不能计入任何地区。", "Without the unit the amounts belong to no region."),
    mend: Text::fixed(
        "问清楚后，在文件名里写上单位全称（例如“汕尾市城区.docx”）再运行一次。",
        "Find out, put the unit's full name into the file name and run again.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn file(&self, view: &FileView, found: &mut Findings) {
        let submitter = &view.digest.submitter;
        if view.digest.state != State::Form
            || !submitter.region.is_empty()
            || (!submitter.name.is_empty() && submitter.candidates.is_empty())
        {
            return;
        }
        let several = submitter.candidates.join("、");
        let message = if several.is_empty() {
            Text::fixed(
                "从正文、邮件和文件名都看不出是哪个单位报送的",
                "neither text, mail nor names say which unit sent this",
            )
        } else {
            Text::new(
                format!("报送单位有歧义，可能是：{several}"),
                format!("several units may have sent this: {several}"),
            )
        };
        found.report(&META, message).value = several;
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::{audit_file, checks::harness::digest};
    use crate::model::report::State;
    use crate::model::source::Submitter;
    use crate::rules::RuleSet;

    #[test]
    fn only_when_nobody_knows() {
        for (name, region, candidates, expected) in [
            ("甲局", "440100", vec![], 0),
            ("甲局", "", vec![], 0),
            ("", "", vec![], 1),
            ("城区", "", vec!["汕尾市城区", "长治市城区"], 1),
        ] {
            let mut digest = digest(State::Form);
            digest.submitter = Submitter {
                name: name.into(),
                region: region.into(),
                candidates: candidates.into_iter().map(String::from).collect(),
                ..Submitter::default()
            };
            let found = audit_file(&RuleSet::builtin(), &digest, &[]);
            assert_eq!(found.iter().filter(|a| a.check == "unknown-submitter").count(), expected, "{name}");
        }
    }
}

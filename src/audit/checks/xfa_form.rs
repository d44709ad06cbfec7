//! `xfa-form`

use crate::audit::{Check, FileView, Findings, Meta, quote};
use crate::model::anomaly::Severity;
use crate::model::document::{OtherValue, Xfa};
use crate::model::report::State;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "xfa-form",
    severity: Severity::Warning,
    title: Text::fixed("XFA 表单", "a form with XFA"),
    finds: Text::fixed(
        "PDF 表单里除了普通表单域，还有一份 XFA 数据；两份的值不一致时逐项列出，一致或无法核对时只提示。",
        "A PDF form that holds its values a second time as XFA: each value that differs, else only that there are two.",
    ),
    why: Text::fixed(
        "Adobe Acrobat 显示的是 XFA 的值，浏览器、WPS 等显示的是表单域的值，程序按表单域读取；不同的人打开同一个文件，看到的可能不是同样的内容。",
        "Adobe Acrobat shows the values of XFA, all others show the fields, which were read: who opens the file elsewhere may see something else.",
    ),
    mend: Text::fixed(
        "与报送单位核对以哪个值为准，并请对方“打印”成普通 PDF 或改报 Word 文件。",
        "Ask the unit which value counts, and for the form printed to a plain PDF or as a Word file.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn file(&self, view: &FileView, found: &mut Findings) {
        let Some(xfa) = view.digest.facts.xfa.as_ref().filter(|_| view.digest.state == State::Form) else { return };
        for one in &xfa.differing {
            differs(one, found);
        }
        if xfa.more > 0 {
            found.report(
                &META,
                Text::new(
                    format!("另有 {} 个表单域的值与 XFA 数据不一致", xfa.more),
                    format!("{} more fields differ from the XFA data", xfa.more),
                ),
            );
        }
        if xfa.differing.is_empty() {
            found.report(&META, alone(xfa)).severity = Severity::Info;
        }
    }
}

fn differs(one: &OtherValue, found: &mut Findings) {
    let (name, read, other) = (&one.field, quote(&one.read), quote(&one.other));
    let anomaly = found.report(
        &META,
        Text::new(
            format!("表单域“{name}”读到的是“{read}”，XFA 数据里是“{other}”"),
            format!("field {name:?} was read as {read:?}, the XFA data say {other:?}"),
        ),
    );
    anomaly.value.clone_from(&one.read);
    anomaly.expected.clone_from(&one.other);
}

fn alone(xfa: &Xfa) -> Text {
    if xfa.compared {
        Text::fixed(
            "PDF 是 XFA 表单，已按普通表单域读取，没有发现与 XFA 数据不一致的值",
            "the PDF is an XFA form; it was read from its fields, and no value was found that its XFA data contradict",
        )
    } else {
        Text::fixed(
            "PDF 是 XFA 表单，已按普通表单域读取，XFA 数据无法核对",
            "the PDF is an XFA form; it was read from its fields, its XFA data could not be compared",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::checks::harness::{audit, rows};

    /// Severity, value and what was expected of each finding.
    fn check(xfa: Option<Xfa>, expected: &[(Severity, &str, &str)]) {
        let mut document = rows("1", &[vec![]]);
        document.facts.xfa = xfa;
        let found = audit(&document);
        let said: Vec<_> = (found.iter().filter(|anomaly| anomaly.check == "xfa-form"))
            .map(|anomaly| (anomaly.severity, anomaly.value.as_str(), anomaly.expected.as_str()))
            .collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn both_values_are_told() {
        let differing = vec![OtherValue { field: "amount".into(), read: "30".into(), other: "50".into() }];
        check(None, &[]);
        check(Some(Xfa::default()), &[(Severity::Info, "", "")]);
        check(Some(Xfa { compared: true, ..Xfa::default() }), &[(Severity::Info, "", "")]);
        check(
            Some(Xfa { compared: true, differing, more: 2 }),
            &[(Severity::Warning, "30", "50"), (Severity::Warning, "", "")],
        );
    }
}

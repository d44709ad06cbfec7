//! `unreadable`

use crate::audit::{Check, FileView, Findings, Meta, trouble_of};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
use crate::model::trouble::TroubleKind;

pub struct Found;

static META: Meta = Meta {
    id: "unreadable",
    severity: Severity::Error,
    title: Text::fixed("文件无法读取", "cannot be read"),
    finds: Text::fixed("文件是空的、损坏的或者没有传完整，读不出内容。", "A file that is empty, damaged or cut off."),
    why: Text::fixed(
        "该单位的数据不在汇总表里，不处理就会漏报。",
        "The unit's data are missing from the table until this is settled.",
    ),
    mend: Text::fixed(
        "请报送单位重新发送；能用 Word 打开的，另存为 .docx 再报。",
        "Ask the unit to send it again; if Word still opens it, save it anew as .docx.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn file(&self, view: &FileView, found: &mut Findings) {
        if let Some(reason) = trouble_of(view, TroubleKind::Unreadable) {
            found.report(&META, reason.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::trouble;
    use crate::model::trouble::TroubleKind;

    #[test]
    fn speaks_of_its_own_kind_only() {
        assert_eq!(trouble("unreadable", TroubleKind::Unreadable), 1);
        for other in [
            TroubleKind::Unreadable,
            TroubleKind::Encrypted,
            TroubleKind::Unsupported,
            TroubleKind::LimitExceeded,
            TroubleKind::NoTextLayer,
        ] {
            if other != TroubleKind::Unreadable {
                assert_eq!(trouble("unreadable", other), 0);
            }
        }
    }
}

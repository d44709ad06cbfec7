//! `unsupported`

use crate::audit::{Check, FileView, Findings, Meta, trouble_of};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
use crate::model::trouble::TroubleKind;

pub struct Found;

static META: Meta = Meta {
    id: "unsupported",
    severity: Severity::Error,
    title: Text::fixed("格式不支持", "is of a kind that is not read"),
    finds: Text::fixed(
        "文件的内容是程序不读取的格式（按内容判断，不看扩展名）。",
        "A file of a kind that is not read, judged by content and not by name.",
    ),
    why: Text::fixed(
        "如果里面有要收的表，该单位的数据就不在汇总表里。",
        "If the form is in it, the unit's data are missing from the table.",
    ),
    mend: Text::fixed(
        "用相应的软件打开，另存为 .docx 或 PDF 再放进收件夹。",
        "Open it with its own program and save it as .docx or PDF into the inbox.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn file(&self, view: &FileView, found: &mut Findings) {
        if let Some(reason) = trouble_of(view, TroubleKind::Unsupported) {
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
        assert_eq!(trouble("unsupported", TroubleKind::Unsupported), 1);
        for other in [
            TroubleKind::Unreadable,
            TroubleKind::Encrypted,
            TroubleKind::Unsupported,
            TroubleKind::LimitExceeded,
            TroubleKind::NoTextLayer,
        ] {
            if other != TroubleKind::Unsupported {
                assert_eq!(trouble("unsupported", other), 0);
            }
        }
    }
}

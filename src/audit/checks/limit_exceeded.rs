//! `limit-exceeded`

use crate::audit::{Check, FileView, Findings, Meta, trouble_of};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
use crate::model::trouble::TroubleKind;

pub struct Found;

static META: Meta = Meta {
    id: "limit-exceeded",
    severity: Severity::Error,
    title: Text::fixed("超出处理限度", "went past a limit"),
    finds: Text::fixed(
        "文件太大、解压后过大、嵌套太深或成员太多，为了安全没有处理。",
        "A file that is too large, inflates too far, is nested too deeply or has too many members.",
    ),
    why: Text::fixed(
        "这类文件常是恶意构造的；正常的表格不会这样。",
        "Such files are often made to do harm; a form is never like this.",
    ),
    mend: Text::fixed(
        "确认来源可靠后，取出其中的表格单独放进收件夹。",
        "If the sender is to be trusted, take the form out and put it into the inbox by itself.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn file(&self, view: &FileView, found: &mut Findings) {
        if let Some(reason) = trouble_of(view, TroubleKind::LimitExceeded) {
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
        assert_eq!(trouble("limit-exceeded", TroubleKind::LimitExceeded), 1);
        for other in [
            TroubleKind::Unreadable,
            TroubleKind::Encrypted,
            TroubleKind::Unsupported,
            TroubleKind::LimitExceeded,
            TroubleKind::NoTextLayer,
        ] {
            if other != TroubleKind::LimitExceeded {
                assert_eq!(trouble("limit-exceeded", other), 0);
            }
        }
    }
}

//! `encrypted`

use crate::audit::{Check, FileView, Findings, Meta, trouble_of};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
use crate::model::trouble::TroubleKind;

pub struct Found;

static META: Meta = Meta {
    id: "encrypted",
    severity: Severity::Error,
    title: Text::fixed("文件设有密码", "needs a password"),
    finds: Text::fixed("文件设有打开密码，程序没有密码。", "A file that opens only with a password."),
    why: Text::fixed("该单位的数据不在汇总表里。", "The unit's data are missing from the table."),
    mend: Text::fixed(
        "请报送单位发送不加密的文件，或用密码打开后另存一份放进收件夹。",
        "Ask for a file without a password, or open it with the password and save a copy into the inbox.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn file(&self, view: &FileView, found: &mut Findings) {
        if let Some(reason) = trouble_of(view, TroubleKind::Encrypted) {
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
        assert_eq!(trouble("encrypted", TroubleKind::Encrypted), 1);
        for other in [
            TroubleKind::Unreadable,
            TroubleKind::Encrypted,
            TroubleKind::Unsupported,
            TroubleKind::LimitExceeded,
            TroubleKind::NoTextLayer,
        ] {
            if other != TroubleKind::Encrypted {
                assert_eq!(trouble("encrypted", other), 0);
            }
        }
    }
}

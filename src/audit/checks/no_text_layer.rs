//! `no-text-layer`

use crate::audit::{Check, FileView, Findings, Meta, trouble_of};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
use crate::model::trouble::TroubleKind;
use crate::model::unread::{self, Unread};

pub struct Found;

static META: Meta = Meta {
    id: "no-text-layer",
    severity: Severity::Error,
    title: Text::fixed("扫描件没有文字", "is a scan without text"),
    finds: Text::fixed(
        "PDF 的页面只有图像没有文字（扫描件或照片）。",
        "A PDF whose pages are pictures only (a scan or a photo).",
    ),
    why: Text::fixed(
        "本机没有文字识别程序，或页面上找不到表格，就读不出来，该单位的数据不在汇总表里。",
        "Without a program for character recognition, or without tables on the pages, nothing can be read, so the unit's data are missing.",
    ),
    mend: Text::fixed(
        "安装 tesseract 和中文数据 chi_sim 后重新运行；或请报送单位补发 Word 原件，或由 Word 直接导出的 PDF。",
        "Install tesseract with its Chinese data chi_sim and run again; or ask for the Word original or a PDF exported from it.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn file(&self, view: &FileView, found: &mut Findings) {
        if let Some(reason) = trouble_of(view, TroubleKind::NoTextLayer) {
            found.report(&META, reason.clone());
        }
        for Unread { pages, reason } in unread::of(&view.digest.facts) {
            found.report(&META, reason).value = pages;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::trouble;
    use crate::model::trouble::TroubleKind;

    #[test]
    fn speaks_of_its_own_kind_only() {
        assert_eq!(trouble("no-text-layer", TroubleKind::NoTextLayer), 1);
        for other in [
            TroubleKind::Unreadable,
            TroubleKind::Encrypted,
            TroubleKind::Unsupported,
            TroubleKind::LimitExceeded,
            TroubleKind::NoTextLayer,
        ] {
            if other != TroubleKind::NoTextLayer {
                assert_eq!(trouble("no-text-layer", other), 0);
            }
        }
    }
}

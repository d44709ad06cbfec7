//! `no-text-layer`

use crate::audit::{Check, FileView, Findings, Meta, trouble_of};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
use crate::model::trouble::TroubleKind;

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
        "本机没有文字识别程序，或页面上找不到表格线，就读不出表格，该单位的数据不在汇总表里。",
        "Without a program for character recognition, or without ruled tables on the pages, nothing can be read, so the unit's data are missing.",
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
        let unread = &view.digest.facts.unread_pages;
        if !unread.is_empty() {
            let pages = unread.iter().map(u32::to_string).collect::<Vec<_>>().join("、");
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("第 {pages} 页是扫描的表格，没有读取：本机没有可用的文字识别程序 tesseract（含中文数据 chi_sim）"),
                    format!("page {pages}: scanned tables that were not read, for want of tesseract with its Chinese data chi_sim"),
                ),
            );
            anomaly.value = pages;
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

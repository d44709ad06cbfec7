//! Pages with a table that were not read, in words.

use super::{document::Facts, text::Text};

/// Pages that were not read for one reason.
pub struct Unread {
    /// Their numbers, from 1.
    pub pages: String,
    pub reason: Text,
}

/// All pages of a document that were not read.
pub fn of(facts: &Facts) -> Vec<Unread> {
    let missing = |pages: &str| {
        Text::new(
            format!("第 {pages} 页是扫描的表格，没有读取：本机没有可用的文字识别程序 tesseract（含中文数据 chi_sim）"),
            format!(
                "page {pages}: scanned tables that were not read, for want of tesseract with its Chinese data chi_sim"
            ),
        )
    };
    let foreign = |pages: &str| {
        Text::new(
            format!("第 {pages} 页是扫描的表格，没有读取：抽读其中几行，几乎没有汉字，内容又多"),
            format!(
                "page {pages}: scanned tables that were not read: some of their lines were and hold hardly any Chinese, and there is too much of them"
            ),
        )
    };
    let listed = |pages: &[u32]| pages.iter().map(u32::to_string).collect::<Vec<_>>().join("、");
    let (unread, others) = (listed(&facts.unread_pages), listed(&facts.foreign_pages));
    let all = [(missing(&unread), unread), (foreign(&others), others)];
    all.into_iter().filter(|(_, pages)| !pages.is_empty()).map(|(reason, pages)| Unread { pages, reason }).collect()
}

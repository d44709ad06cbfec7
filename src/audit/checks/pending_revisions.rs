//! `pending-revisions`

use crate::audit::{Check, FileView, Findings, Meta};
use crate::model::anomaly::Severity;
use crate::model::report::State;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "pending-revisions",
    severity: Severity::Warning,
    title: Text::fixed("修订未处理", "tracked changes nobody accepted"),
    finds: Text::fixed(
        "Word 文件里有没有接受也没有拒绝的修订。",
        "A Word file with tracked changes that were neither accepted nor rejected.",
    ),
    why: Text::fixed(
        "最终数字取决于这些修订是否算数；程序按全部接受读取。",
        "The final figures depend on whether they count; they were read as accepted.",
    ),
    mend: Text::fixed("请报送单位确认并发送接受或拒绝修订后的清稿。", "Ask the unit for a clean copy."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn file(&self, view: &FileView, found: &mut Findings) {
        let facts = &view.digest.facts;
        if view.digest.state == State::Form && facts.insertions + facts.deletions > 0 {
            let (ins, del) = (facts.insertions, facts.deletions);
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("文件里有未处理的修订（插入 {ins} 处，删除 {del} 处），已按全部接受读取"),
                    format!("tracked changes nobody accepted ({ins} insertions, {del} deletions); read as if all were accepted"),
                ),
            );
            anomaly.value = format!("+{ins} -{del}");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, rows};

    #[test]
    fn changes_left_open() {
        let mut document = rows("1", &[vec![]]);
        assert_eq!(count("pending-revisions", &document), 0);
        document.facts.deletions = 2;
        assert_eq!(count("pending-revisions", &document), 1);
    }
}

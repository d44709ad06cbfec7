//! `hidden-content`

use crate::audit::{Check, FileView, Findings, Meta};
use crate::model::anomaly::Severity;
use crate::model::document::{HiddenPart, Span, column_letters};
use crate::model::report::State;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "hidden-content",
    severity: Severity::Warning,
    title: Text::fixed("含有隐藏内容", "hidden content"),
    finds: Text::fixed(
        "表格文件里隐藏的工作表、行或列，其中有文字或数字。",
        "Hidden sheets, rows or columns of a spreadsheet that hold text or numbers.",
    ),
    why: Text::fixed(
        "打开文件的人看不到这些内容，程序却一并读取；里面可能是不打算报送的行，也可能是被筛选掉的数据。",
        "Whoever opens the file does not see them, but they were read: rows not meant to be sent, or data filtered away.",
    ),
    mend: Text::fixed(
        "在表格软件中取消隐藏，与报送单位核对这些内容是否算数。",
        "Unhide them and ask the unit whether they count.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn file(&self, view: &FileView, found: &mut Findings) {
        let hidden = &view.digest.facts.hidden;
        if view.digest.state != State::Form {
            return;
        }
        for part in hidden {
            let (zh, en, value) = describe(part);
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("工作表“{}”{zh}，其中有内容，已一并读取", part.sheet),
                    format!("sheet {:?} {en} with content, which was read all the same", part.sheet),
                ),
            );
            anomaly.value = value;
        }
    }
}

/// What is hidden, in both languages and as references.
fn describe(part: &HiddenPart) -> (String, String, String) {
    if part.whole {
        return ("是隐藏的".into(), "is hidden".into(), format!("{}!", part.sheet));
    }
    let rows = listed(&part.rows, |row| row.to_string());
    let columns = listed(&part.columns, |column| column_letters(column.saturating_sub(1)));
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if !rows.is_empty() {
        zh.push(format!("隐藏了第 {} 行", rows.join("、")));
        en.push(format!("has hidden rows {}", rows.join(", ")));
    }
    if !columns.is_empty() {
        zh.push(format!("隐藏了 {} 列", columns.join("、")));
        en.push(format!("has hidden columns {}", columns.join(", ")));
    }
    let value = [rows, columns].concat().join(" ");
    (zh.join("，"), en.join(" and "), format!("{}!{value}", part.sheet))
}

/// `3`, `5-7`; the rest of many is counted.
fn listed(spans: &[Span], name: impl Fn(u32) -> String) -> Vec<String> {
    const MOST: usize = 10;
    let shown = spans.iter().take(MOST).map(|span| match span.first == span.last {
        true => name(span.first),
        false => format!("{}-{}", name(span.first), name(span.last)),
    });
    let rest = (spans.len() > MOST).then(|| "…".to_owned());
    shown.chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::checks::harness::{audit, count, rows};

    #[test]
    fn hidden_parts_are_told() {
        let mut document = rows("1", &[vec![]]);
        assert_eq!(count("hidden-content", &document), 0);
        document.facts.hidden = vec![
            HiddenPart { sheet: "表1".into(), rows: vec![Span { first: 3, last: 5 }], ..HiddenPart::default() },
            HiddenPart { sheet: "旧表".into(), whole: true, ..HiddenPart::default() },
        ];
        assert_eq!(count("hidden-content", &document), 2);
        assert!(audit(&document).iter().any(|anomaly| anomaly.message.zh.contains("隐藏了第 3-5 行")));
    }

    #[test]
    fn places_are_named() {
        let span = |first, last| Span { first, last };
        let check = |rows: Vec<Span>, columns: Vec<Span>, expected: &str| {
            let part = HiddenPart { sheet: "表".into(), whole: false, rows, columns };
            assert_eq!(describe(&part).0, expected);
        };
        check(vec![span(7, 7)], vec![], "隐藏了第 7 行");
        check(vec![span(7, 7), span(9, 12)], vec![span(4, 4)], "隐藏了第 7、9-12 行，隐藏了 D 列");
        check(
            (1..30).map(|row| span(row * 2, row * 2)).collect(),
            vec![],
            "隐藏了第 2、4、6、8、10、12、14、16、18、20、… 行",
        );
    }
}

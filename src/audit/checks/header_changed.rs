//! `header-changed`

use crate::audit::{Check, Findings, Meta, TableView};
use crate::model::anomaly::Severity;
use crate::model::reading::HeaderMatch;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "header-changed",
    severity: Severity::Warning,
    title: Text::fixed("表头被改动", "the header was changed"),
    finds: Text::fixed(
        "表头与空白表不同：多了列、少了列、换了顺序或者改了名称（空白和全半角不算）。",
        "Columns added, removed, moved or renamed, white space and full-width forms aside.",
    ),
    why: Text::fixed(
        "表头一变，各单位的数据就可能不是一回事；少了的列没有数据。",
        "Where headers differ the data may not mean the same; a column that is gone has no data.",
    ),
    mend: Text::fixed(
        "看改动是否影响含义；必要时请报送单位用原表重报。",
        "See whether it matters; if it does, ask for the original form.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn table(&self, view: &TableView, found: &mut Findings) {
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        let header = &view.reading.header;
        if header.absent {
            zh.push("没有表头，按列的顺序读取".to_owned());
            en.push("there is no header; columns were read by their order".to_owned());
        } else {
            describe(view, &mut zh, &mut en);
        }
        if zh.is_empty() {
            return;
        }
        let written: Vec<&str> = header
            .columns
            .iter()
            .flatten()
            .map(|cell| cell.text.as_str())
            .chain(header.added.iter().map(String::as_str))
            .collect();
        let asked: Vec<&str> = view.rule.columns.iter().map(|column| column.header.as_str()).collect();
        let anomaly = found.report(
            &META,
            Text::new(
                format!("表头与空白表不同：{}", zh.join("；")),
                format!("the header differs from the form: {}", en.join("; ")),
            ),
        );
        anomaly.value = one_line(&written);
        anomaly.expected = one_line(&asked);
    }
}

fn describe(view: &TableView, zh: &mut Vec<String>, en: &mut Vec<String>) {
    let header = &view.reading.header;
    for (column, cell) in view.rule.columns.iter().zip(&header.columns) {
        match cell {
            None => {
                zh.push(format!("缺少“{}”列", column.header));
                en.push(format!("column {} is missing", column.header));
            }
            Some(cell) if cell.matched != HeaderMatch::Same => {
                let text = one_line(&[&cell.text]);
                zh.push(format!("“{}”列写成“{text}”", column.header));
                en.push(format!("column {} is called {text}", column.header));
            }
            Some(_) => {}
        }
    }
    for added in &header.added {
        let text = one_line(&[added]);
        zh.push(format!("多出“{text}”列"));
        en.push(format!("column {text} was added"));
    }
    if header.moved {
        zh.push("列的顺序变了".to_owned());
        en.push("columns stand in another order".to_owned());
    }
}

fn one_line(texts: &[&str]) -> String {
    texts.iter().map(|text| text.split_whitespace().collect::<String>()).collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{audit, document, rows};

    #[track_caller]
    fn check(change: impl FnOnce(&mut Vec<&'static str>), expected: &str) {
        let mut header = vec![
            "序号",
            "主要工作内容",
            "后补助名称",
            "后补助经费",
            "后补助依据",
            "后补助承接单位",
            "项目绩效",
            "备注",
        ];
        change(&mut header);
        let row: Vec<String> = (0..header.len()).map(|at| format!("{at}0")).collect();
        let found = audit(&document("2", &header, &[row]));
        let message = found
            .iter()
            .find(|anomaly| anomaly.check == "header-changed")
            .map_or(String::new(), |a| a.message.en.to_string());
        assert_eq!(message.strip_prefix("the header differs from the form: ").unwrap_or(&message), expected);
    }

    #[test]
    fn what_changed() {
        check(|_| {}, "");
        check(|h| h[1] = "主要\n工作 内容", "");
        check(|h| h.push("联系人"), "column 联系人 was added");
        check(|h| h.retain(|text| *text != "序号"), "column 序号 is missing");
        check(|h| h[3] = "补助金额", "column 后补助经费 is called 补助金额");
        check(|h| h.swap(2, 3), "columns stand in another order");
        assert!(audit(&rows("2", &[vec![]])).is_empty());
    }
}

//! `category-guessed`

use crate::audit::quote;
use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::record::{CategoryMatch, Value};
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "category-guessed",
    severity: Severity::Info,
    title: Text::fixed("类别按近似写法归类", "a category was taken for the nearest"),
    finds: Text::fixed(
        "类别与表中规定的写法差一两个字，或只写了一部分，程序按最接近的一类归入。",
        "A category that differs by a character or two, or gives only part of the name, and was taken for the nearest.",
    ),
    why: Text::fixed("归类是程序推断的，应当看得见。", "It is a guess, if a near one, and should be seen."),
    mend: Text::fixed(
        "看一眼归类是否正确；常见的写法可加进规则文件的 aliases。",
        "See that it is right; add usual spellings to `aliases` in the rules.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        for (_, rule, field) in view.fields() {
            let Value::Category { name, how } = &field.value else { continue };
            let (zh, en) = match how {
                CategoryMatch::Close(distance) => {
                    (format!("相差 {distance} 个字"), format!("characters that differ: {distance}"))
                }
                CategoryMatch::Shortened => ("只写了一部分".to_owned(), "only part of the name is given".to_owned()),
                CategoryMatch::Known | CategoryMatch::Open => continue,
            };
            let said = quote(&field.raw);
            let anomaly = found.report(
                &META,
                Text::new(format!("“{said}”按“{name}”归类（{zh}）"), format!("{said:?} was taken for {name} ({en})")),
            );
            anomaly.field.clone_from(&rule.id);
            anomaly.value.clone_from(&field.raw);
            anomaly.expected.clone_from(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{audit, rows};

    #[test]
    fn the_distance_is_shown() {
        let found = audit(&rows("1", &[vec![("category", "知识产权管里")]]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message.en, "\"知识产权管里\" was taken for 知识产权管理 (characters that differ: 1)");
    }
}

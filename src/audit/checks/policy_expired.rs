//! `policy-expired`

use crate::audit::cited::cited;
use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::fold::gist_hash;
use crate::model::record::Status;
use crate::model::text::Text;
use crate::rules::{Kind, PolicyRule};
use jiff::civil::Date;
pub struct Found;

static META: Meta = Meta {
    id: "policy-expired",
    severity: Severity::Warning,
    title: Text::fixed("引用的政策已经失效", "a policy cited after it expired"),
    finds: Text::fixed(
        "作为政策依据引用的文件，按规则里登记的日期，在本次征集时已经到期、废止或被取代。空白印好的文字不算。",
        "A document cited as the basis that by the dates in the rules had ended, been repealed or replaced when the form went out. What the blank prints does not count.",
    ),
    why: Text::fixed("失效的文件不能作为安排资金的依据。", "It is no basis for spending money."),
    mend: Text::fixed("请报送单位改用现行有效的文件。", "Ask for the document that is in force."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        let Some(today) = view.rules.date.filter(|_| view.record.status != Status::Untouched) else { return };
        for (at, (column, rule, field)) in view.fields().enumerate() {
            // In other texts a document may be told of as history.
            if column.kind != Kind::Citation {
                continue;
            }
            let printed: Vec<u64> = cited(view.printed(at)).iter().map(|cited| gist_hash(cited.title)).collect();
            for cited in cited(&field.raw) {
                let ended = (view.rules.policies.iter())
                    .filter(|policy| policy.is_titled(cited.title))
                    .find_map(|policy| Some((policy, policy.until.filter(|until| *until < today)?)));
                let Some((policy, until)) = ended else { continue };
                if printed.contains(&gist_hash(cited.title)) {
                    continue;
                }
                let anomaly = found.report(&META, message(policy, until));
                anomaly.field.clone_from(&rule.id);
                anomaly.value = cited.title.to_owned();
                anomaly.expected.clone_from(&policy.replaced_by);
            }
        }
    }
}

fn message(policy: &PolicyRule, until: Date) -> Text {
    let instead = match policy.replaced_by.as_str() {
        "" => Text::fixed("", ""),
        title => Text::new(format!("，现行的是《{title}》"), format!("; in its place is 《{title}》")),
    };
    let note = if policy.note.is_empty() { String::new() } else { format!("（{}）", policy.note) };
    Text::new(
        format!("《{}》到 {until} 为止{note}{}", policy.title, instead.zh),
        format!("《{}》 ended on {until}{note}{}", policy.title, instead.en),
    )
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, rows};

    #[test]
    fn what_has_ended() {
        for (policy, expected) in [
            ("《“十三五”国家知识产权保护和运用规划》（国发〔2016〕86号）", 1),
            ("《“十四五”国家知识产权保护和运用规划》", 0),
            ("《“十三五”国家知识产权保护和运用规划》《深入实施国家知识产权战略行动计划（2014—2020年）》", 2),
            ("“十三五”国家知识产权保护和运用规划", 0),
        ] {
            assert_eq!(count("policy-expired", &rows("1", &[vec![("policy", policy)]])), expected, "{policy}");
        }
        let history = "继《“十三五”国家知识产权保护和运用规划》之后";
        assert_eq!(count("policy-expired", &rows("1", &[vec![("necessity", history)]])), 0);
    }
}

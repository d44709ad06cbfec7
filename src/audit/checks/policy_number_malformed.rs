//! `policy-number-malformed`

use crate::audit::{Check, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::fold::fold;
use crate::model::record::{DocumentNumber, Value};
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "policy-number-malformed",
    severity: Severity::Warning,
    title: Text::fixed("文号不规范", "a document number is not well written"),
    finds: Text::fixed(
        "文号没有写成“机关代字〔年份〕序号号”，例如用了方括号、圆括号，或者多了“第”、少了“号”。",
        "A document number not written 机关代字〔年份〕序号号: other brackets, 第 too many, 号 missing.",
    ),
    why: Text::fixed("不规范的文号难以检索核对（GB/T 9704—2012）。", "It is hard to look up (GB/T 9704-2012)."),
    mend: Text::fixed(
        "汇总表里是规范写法；一般无需退回。",
        "The table gives the standard form; no need to send it back.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        for (at, (_, rule, field)) in view.fields().enumerate() {
            let Value::Citation(citation) = &field.value else { continue };
            if citation.numbers.iter().all(is_standard) {
                continue;
            }
            // What the blank itself prints is not the unit's doing.
            let printed = fold(view.printed(at));
            for number in citation.numbers.iter().filter(|number| !is_standard(number)) {
                if printed.contains(&fold(&number.raw)) {
                    continue;
                }
                let anomaly = found.report(&META, message(number));
                anomaly.field.clone_from(&rule.id);
                anomaly.value.clone_from(&number.raw);
                anomaly.expected.clone_from(&number.standard);
            }
        }
    }
}

fn message(number: &DocumentNumber) -> Text {
    let (raw, standard) = (number.raw.replace(['\n', '\r'], "⏎"), &number.standard);
    if is_cut(number) {
        return Text::new(
            format!("文号“{raw}”的机关代字中间断开，按“{standard}”读取，请核对"),
            format!("{raw} breaks inside the agency's abbreviation; read as {standard}, please verify"),
        );
    }
    Text::new(format!("文号“{raw}”应写作“{standard}”"), format!("{raw} should be written {standard}"))
}

/// White space aside, unless it stands inside the agency's abbreviation: then what was read is a
/// conclusion.
fn is_standard(number: &DocumentNumber) -> bool {
    number.raw == number.standard
        || number.raw.chars().filter(|c| !c.is_whitespace()).eq(number.standard.chars()) && !is_cut(number)
}

fn is_cut(number: &DocumentNumber) -> bool {
    let agency = number.standard.split('〔').next().unwrap_or_default();
    let joined: String = number.raw.chars().filter(|c| !c.is_whitespace()).collect();
    joined.starts_with(agency) && !number.raw.starts_with(agency)
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{count, printed, rows};

    #[test]
    fn numbers_in_other_dress() {
        for (policy, expected) in [
            ("《甲》（国发〔2021〕20号）", 0),
            ("《甲》（国发[2021]20号）", 1),
            ("国发（2021）20号、粤办函〔2019〕第79号", 2),
            ("《甲》", 0),
            ("国发 〔2021〕 20 号", 0),
            ("国知发\n运字〔2021〕20号", 1),
        ] {
            assert_eq!(count("policy-number-malformed", &rows("1", &[vec![("policy", policy)]])), expected, "{policy}");
        }
        assert_eq!(count("policy-number-malformed", &printed(&[], &[])), 0);
    }
}

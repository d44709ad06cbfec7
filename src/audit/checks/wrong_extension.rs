//! `wrong-extension`

use crate::audit::{Check, FileView, Findings, Meta};
use crate::model::anomaly::Severity;
use crate::model::report::State;
use crate::model::source::file_name;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "wrong-extension",
    severity: Severity::Warning,
    title: Text::fixed("扩展名与内容不符", "content and name disagree"),
    finds: Text::fixed(
        "文件内容的格式与文件名的扩展名不符，例如名为 .doc 而内容是 .docx。",
        "A file whose content is of another kind than its name says, such as a .docx named .doc.",
    ),
    why: Text::fixed(
        "文件已按内容读取；但别的软件可能打不开，归档时也会混淆。",
        "It was read by its content, but other programs may refuse it.",
    ),
    mend: Text::fixed("归档前把扩展名改成与内容一致。", "Rename it to what it is before it is filed."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn file(&self, view: &FileView, found: &mut Findings) {
        let digest = view.digest;
        let readable = matches!(digest.state, State::Form | State::NoForm);
        if readable && !digest.format.rightly_named(file_name(&digest.path)) {
            let row = digest.format.row();
            let name = file_name(&digest.path);
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("“{name}”的内容其实是{}（.{}），已按内容读取", row.name.zh, row.extensions[0]),
                    format!("the content of {name} is a {} (.{}); it was read as such", row.name.en, row.extensions[0]),
                ),
            );
            anomaly.value = name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_owned());
            anomaly.expected = row.extensions[0].to_owned();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::{audit_file, checks::harness::digest};
    use crate::model::report::State;
    use crate::rules::RuleSet;

    #[test]
    fn name_against_content() {
        for (name, expected) in
            [("a.doc", 1), ("a.docx", 0), ("a.wps", 0), ("无扩展名", 0), ("a.20240301", 0), ("a.DOCX", 0), ("a.pdf", 1)]
        {
            let mut digest = digest(State::Form);
            digest.path = name.into();
            let found = audit_file(&RuleSet::builtin(), &digest, &[]);
            assert_eq!(found.iter().filter(|a| a.check == "wrong-extension").count(), expected, "{name}");
        }
    }
}

//! The page itself: its assets, what it may do, and where the data stand in it.

use sha2::{Digest, Sha256};

use super::escape::{base64, html};
use super::meta::words;
use crate::model::text::Lang;
use crate::outputs::Context;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("app.js");

/// Where the parts that are made stand in the page.
const DATA: &str = "{{data}}";
const SUMMARY: &str = "{{summary}}";

/// The page around what is made, in the order in which it is written: the data come first, because
/// they are known first.
pub struct Page {
    pub before_data: String,
    pub before_summary: String,
    pub after: String,
}

impl Page {
    pub fn new(context: &Context) -> Page {
        let lang = context.lang;
        let mut page = PAGE
            .replace(
                "{{lang}}",
                match lang {
                    Lang::Zh => "zh-CN",
                    Lang::En => "en",
                },
            )
            .replace("{{form}}", &html(&context.rules.name))
            .replace("{{rules}}", &html(&context.rules.id))
            .replace("{{version}}", env!("CARGO_PKG_VERSION"))
            .replace("{{policy}}", &policy());
        for (key, text) in words(lang) {
            page = page.replace(&format!("{{{{t:{key}}}}}"), &html(text));
        }
        // Last, so that nothing is looked for in them.
        let page = page.replace("{{style}}", STYLE).replace("{{script}}", SCRIPT);
        let (before_data, rest) = page.split_once(DATA).unwrap_or((page.as_str(), ""));
        let (before_summary, after) = rest.split_once(SUMMARY).unwrap_or((rest, ""));
        Page { before_data: before_data.to_owned(), before_summary: before_summary.to_owned(), after: after.to_owned() }
    }
}

/// Content Security Policy (CSP 3): nothing from anywhere, and of what stands in the page only this one
/// script and this one style sheet.
fn policy() -> String {
    let hash = |text: &str| base64(&Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalogue::{self, report};

    /// The texts between two marks.
    fn between<'a>(text: &'a str, from: &str, to: &str) -> BTreeSet<&'a str> {
        text.split(from).skip(1).filter_map(|rest| rest.split_once(to)).map(|(key, _)| key).collect()
    }

    #[test]
    fn every_word_that_is_asked_for_is_there_and_every_word_is_asked_for() {
        let mut asked = between(PAGE, "{{t:", "}}");
        asked.extend(between(SCRIPT, "w(\"", "\""));
        let known = words(Lang::Zh);
        let missing: Vec<_> = asked.iter().filter(|key| !known.contains_key(**key)).collect();
        assert!(missing.is_empty(), "not in the catalogue: {missing:?}");
        let code = [
            include_str!("summary.rs"),
            include_str!("register.rs"),
            include_str!("page.rs"),
            include_str!("../report_html.rs"),
        ]
        .concat();
        for (name, _) in report::WORDS {
            let key = name.to_ascii_lowercase().replace('_', "-");
            let in_rust = code.contains(&format!("words::{name},")) || code.contains(&format!("report::{name},"));
            let in_label = code.contains(&format!("=> words::{name},"));
            assert!(asked.contains(key.as_str()) || in_rust || in_label, "nobody says {name}");
        }
        assert!(catalogue::AREAS.iter().any(|(area, _)| *area == "report"));
    }

    #[test]
    fn the_assets_keep_to_the_policy() {
        for forbidden in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http:", "https:"]
        {
            let here = SCRIPT.replace("http://www.w3.org/2000/svg", "");
            assert!(!here.contains(forbidden), "{forbidden} in the script");
        }
        for forbidden in ["url(", "@import", "http"] {
            assert!(!STYLE.contains(forbidden), "{forbidden} in the style sheet");
        }
        for forbidden in [" style=", " onclick=", "http:", "https:", " src="] {
            assert!(!PAGE.contains(forbidden), "{forbidden} in the page");
        }
        assert!(!SCRIPT.contains("</script") && !STYLE.contains("</style"));
    }

    #[test]
    fn scripts_and_styles_say_nothing_to_people() {
        let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(!chinese(SCRIPT) && !chinese(PAGE));
    }
}

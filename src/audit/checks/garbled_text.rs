//! `garbled-text`

use std::sync::LazyLock;

use regex::Regex;

use crate::audit::quote;
use crate::audit::{Check, FileView, Findings, Meta, RowView};
use crate::model::anomaly::Severity;
use crate::model::report::State;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "garbled-text",
    severity: Severity::Error,
    title: Text::fixed("乱码", "characters from a wrong decoding"),
    finds: Text::fixed(
        "文字里有乱码：替换符、私用区字符，或按错误编码解出的字符串（如“锟斤拷”）；PDF 里没有说明、或说法自相矛盾的文字。",
        "Replacement characters, private-use characters, or the tell-tale strings of a wrong decoding; in a PDF, signs that the file does not name or names in two ways.",
    ),
    why: Text::fixed("看到的不是对方写的内容。", "What is shown is not what was written."),
    mend: Text::fixed(
        "请报送单位重新导出文件，或改报 Word 原件。",
        "Ask the unit to export the file anew, or for the Word original.",
    ),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn file(&self, view: &FileView, found: &mut Findings) {
        let pages = &view.digest.facts.doubtful_pages;
        if pages.is_empty() || !matches!(view.digest.state, State::Form | State::NoForm) {
            return;
        }
        let listed = listed(pages);
        let anomaly = found.report(
            &META,
            Text::new(
                format!("第 {listed} 页有些文字，文件没有说明是什么字，或说法自相矛盾，读出的内容不可靠"),
                format!("page {listed}: the file does not say what some of the signs are, or says it in two ways; what was read is not certain"),
            ),
        );
        anomaly.value = listed;
    }

    fn row(&self, view: &RowView, found: &mut Findings) {
        for (_, rule, field) in view.fields() {
            if field.continued || !is_garbled(&field.raw) {
                continue;
            }
            let said = quote(&field.raw);
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("“{}”里有乱码：{said}", rule.label),
                    format!("{} holds garbled text: {said}", rule.label),
                ),
            );
            anomaly.field.clone_from(&rule.id);
            anomaly.value.clone_from(&field.raw);
        }
    }
}

/// `1-3, 7`: runs of pages; the rest of many is left out.
fn listed(pages: &[u32]) -> String {
    const MOST: usize = 10;
    let runs: Vec<&[u32]> = pages.chunk_by(|a, b| *b == a + 1).collect();
    let shown = runs.iter().take(MOST).map(|run| match run {
        [first, .., last] => format!("{first}-{last}"),
        [page] => page.to_string(),
        [] => String::new(),
    });
    let rest = (runs.len() > MOST).then(|| "…".to_owned());
    shown.chain(rest).collect::<Vec<_>>().join(", ")
}

/// Strings that GBK and UTF-8 make of each other's replacement characters and fillings.
static TELL_TALES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("锟斤拷|烫烫烫|屯屯屯|锘匡豢|ï»¿|â€œ|\u{fffd}").expect("a fixed pattern"));

/// The text cannot be what was written.
fn is_garbled(text: &str) -> bool {
    may_be_odd(text) && (TELL_TALES.is_match(text) || has_odd_run(text))
}

/// Some bytes may belong to a tell-tale, a private-use character or Latin-1; false for nearly all
/// Chinese. Looks at all of them, which lets the compiler look at many at once.
fn may_be_odd(text: &str) -> bool {
    let bytes = text.as_bytes();
    let odd = |(&a, &b): (&u8, &u8)| {
        // Latin-1, private use, 锟 and 锘, 烫, 屯, U+FFFD.
        (a == 0xc2)
            | (a == 0xc3)
            | (a == 0xee)
            | (a >= 0xf3)
            | ((a == 0xef) & ((b & 0xfc == 0xa0) | (b == 0xbf)))
            | ((a == 0xe9) & (b == 0x94))
            | ((a == 0xe7) & (b == 0x83))
            | ((a == 0xe5) & (b == 0xb1))
    };
    bytes.iter().zip(bytes.get(1..).unwrap_or_default()).fold(0_u8, |found, pair| found | u8::from(odd(pair))) != 0
}

/// A private-use character, or a run of accented letters and signs, as Chinese read as Latin-1 gives.
fn has_odd_run(text: &str) -> bool {
    const LONGEST: usize = 3;
    let mut run = 0;
    for c in text.chars() {
        match c {
            '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => return true,
            '\u{a1}'..='\u{ff}' if !"°±×÷·§®©".contains(c) => run += 1,
            _ => run = 0,
        }
        if run > LONGEST {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{is_garbled, listed};
    use crate::audit::checks::harness::{count, rows};

    #[test]
    fn wrong_decodings() {
        for (text, expected) in [
            ("锟斤拷项目", true),
            ("项\u{fffd}目", true),
            ("ÖªÊ¶²úÈ¨", true),
            ("\u{e123}", true),
            ("3×20±1°", false),
            ("知识产权", false),
            ("café", false),
        ] {
            assert_eq!(is_garbled(text), expected, "{text}");
        }
        assert_eq!(count("garbled-text", &rows("1", &[vec![("work", "锟斤拷")]])), 1);
    }

    #[test]
    fn pages_that_cannot_be_trusted() {
        let mut document = rows("1", &[vec![]]);
        assert_eq!(count("garbled-text", &document), 0);
        document.facts.doubtful_pages = vec![1, 2, 3, 7];
        assert_eq!(count("garbled-text", &document), 1);
        assert_eq!(listed(&document.facts.doubtful_pages), "1-3, 7");
        assert_eq!(listed(&(0..30).map(|page| page * 2).collect::<Vec<_>>()).matches(',').count(), 10);
    }
}

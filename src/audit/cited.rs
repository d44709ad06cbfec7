//! Titles that a text cites, each with the document number that stands right behind it.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::fold::fold;

/// `《title》（number）`
#[derive(Debug, PartialEq)]
pub struct Cited<'a> {
    /// Between the outermost brackets.
    pub title: &'a str,
    pub number: Option<Number>,
}

/// A document number in its parts, whatever brackets it was written with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    agency: String,
    year: String,
    serial: String,
}

impl Number {
    /// As it should be written (GB/T 9704-2012 7.2.5).
    pub fn standard(&self) -> String {
        format!("{}〔{}〕{}号", self.agency, self.year, self.serial)
    }

    /// The number with which a text begins, brackets before it aside.
    pub fn at_start(text: &str) -> Option<Number> {
        static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^[(\[]?(?P<agency>[\p{Han}]{2,14}?)[\[(](?P<year>\d{4})年?[\])]第?0*(?P<serial>\d+)号?")
                .expect("a fixed pattern")
        });
        let folded = fold(text);
        let found = NUMBER.captures(&folded)?;
        let part = |name: &str| found.name(name).map_or(String::new(), |part| part.as_str().to_owned());
        Some(Number { agency: part("agency"), year: part("year"), serial: part("serial") })
    }
}

/// All titles of a text. A bracket that is not closed cites nothing.
pub fn cited(text: &str) -> Vec<Cited<'_>> {
    /// The number stands right behind.
    const BEHIND: usize = 40;
    let mut found = Vec::new();
    let (mut depth, mut begin) = (0_usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '《' => {
                if depth == 0 {
                    begin = at + c.len_utf8();
                }
                depth += 1;
            }
            '》' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    let rest: String = text[at + c.len_utf8()..].chars().take(BEHIND).collect();
                    found.push(Cited { title: &text[begin..at], number: Number::at_start(&rest) });
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_with_their_numbers() {
        for (text, expected) in [
            ("《甲规划》（国发〔2021〕20号）、《乙》", "甲规划=国发〔2021〕20号;乙="),
            ("《甲》(国知发运字[2021]020号)", "甲=国知发运字〔2021〕20号"),
            ("《关于印发《甲》的通知》 （粤府（２０２１）3号）", "关于印发《甲》的通知=粤府〔2021〕3号"),
            ("《甲》《乙》（国发〔2021〕20号）", "甲=;乙=国发〔2021〕20号"),
            ("《甲》（2021年）", "甲="),
            ("《甲", ""),
            ("国发〔2021〕20号》", ""),
        ] {
            let shown: Vec<String> = (cited(text).iter())
                .map(|c| format!("{}={}", c.title, c.number.as_ref().map_or(String::new(), Number::standard)))
                .collect();
            assert_eq!(shown.join(";"), expected, "{text}");
        }
    }
}

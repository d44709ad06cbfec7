//! The policies that a rules file knows: their titles, numbers and how long they are in force.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use serde_spanned::Spanned;

use super::resolve::Resolver;
use super::schema;
use crate::model::fold::gist_hash;

/// A policy that returns cite.
#[derive(Debug)]
pub struct PolicyRule {
    /// As it is to be cited, without its brackets.
    pub title: String,
    /// [`gist_hash`] of the title and its other wordings.
    pub keys: Vec<u64>,
    /// `国发〔2021〕20号`, empty if it bears none or none is known.
    pub number: String,
    /// First and last day in force, where known.
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// Title of what stands in its place, empty if nothing or not known.
    pub replaced_by: String,
    /// A sentence for whoever looks it up; may be empty.
    pub note: String,
}

impl PolicyRule {
    /// A text, without its brackets, is this policy's title.
    pub fn is_titled(&self, text: &str) -> bool {
        self.keys.contains(&gist_hash(text))
    }
}

impl Resolver {
    pub(super) fn policies(&mut self, written: &[schema::Policy]) -> Vec<PolicyRule> {
        let mut policies: Vec<PolicyRule> = Vec::new();
        for policy in written {
            let mut keys = Vec::new();
            for title in std::iter::once(&policy.title).chain(&policy.titles) {
                let key = gist_hash(title.get_ref());
                if keys.contains(&key) || policies.iter().any(|other| other.keys.contains(&key)) {
                    self.defined(title);
                }
                keys.push(key);
            }
            let text = |text: &Option<Spanned<String>>| text.as_ref().map_or(String::new(), |s| s.get_ref().clone());
            let from = policy.from.as_ref().and_then(|date| self.date(date));
            let until = policy.until.as_ref().and_then(|date| self.date(date));
            if let (Some(first), Some(last), Some(written)) = (from, until, &policy.until)
                && last < first
            {
                self.problem(
                    written.span(),
                    (format!("失效日期 {last} 早于生效日期 {first}"), format!("ends before it begins ({first})")),
                    ("核对 from 和 until".into(), "see `from` and `until`".into()),
                );
            }
            policies.push(PolicyRule {
                title: policy.title.get_ref().clone(),
                keys,
                number: policy.number.as_ref().map_or(String::new(), |number| self.number(number)),
                from,
                until,
                replaced_by: text(&policy.replaced_by),
                note: text(&policy.note),
            });
        }
        policies
    }

    pub(super) fn date(&mut self, written: &Spanned<String>) -> Option<Date> {
        let date = written.get_ref().parse().ok();
        if date.is_none() {
            self.problem(
                written.span(),
                (format!("“{}”不是日期", written.get_ref()), format!("`{}` is no date", written.get_ref())),
                ("写成 \"2024-03-01\"".into(), "write it as \"2024-03-01\"".into()),
            );
        }
        date
    }

    /// A document number in the standard form (GB/T 9704-2012 7.2.5).
    fn number(&mut self, written: &Spanned<String>) -> String {
        static STANDARD: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^[\u{4e00}-\u{9fff}]{2,}〔(19|20)\d\d〕[1-9]\d*号$").expect("a fixed pattern")
        });
        let number = written.get_ref();
        if !STANDARD.is_match(number) {
            self.problem(
                written.span(),
                (format!("“{number}”不是规范的文号"), format!("`{number}` is no document number")),
                ("写成 \"国发〔2021〕20号\"".into(), "write it as \"国发〔2021〕20号\"".into()),
            );
        }
        number.clone()
    }

    fn defined(&mut self, title: &Spanned<String>) {
        let name = title.get_ref();
        self.problem(
            title.span(),
            (format!("“{name}”已经定义过了"), format!("`{name}` is defined already")),
            ("标点和空白不算差别；删去重复的一项".into(), "punctuation aside; take one of the two out".into()),
        );
    }
}

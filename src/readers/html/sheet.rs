//! Style sheets inside a page: rules for classes and ids that change what is read.

use std::collections::HashMap;

use super::{names::key, style::Style};

/// Rules that are kept. Real pages have a handful that matter.
const MOST: usize = 2_000;

/// The rules of a page's style sheets, by class or id.
#[derive(Debug, Default)]
pub struct Sheet {
    classes: Rules,
    ids: Rules,
    count: usize,
}

/// For each name, the elements that it must be on (0 for any) and what it says of them.
type Rules = HashMap<String, Vec<(u64, Style)>>;

impl Sheet {
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Takes in a style sheet. Only simple selectors are understood: `.a`, `#a`, `td.a`; what stands
    /// in `@media` and the like is passed over.
    pub fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some(open) = rest.find(['{', '@']) {
            if rest[open..].starts_with('@') {
                rest = after_at_rule(&rest[open..]);
                continue;
            }
            let body = &rest[open + 1..];
            let close = body.find('}').unwrap_or(body.len());
            let mut style = Style::default();
            style.declare(&body[..close]);
            if !style.is_plain() {
                self.add(after_comment(&rest[..open]), &style);
            }
            rest = body.get(close + 1..).unwrap_or_default();
        }
    }

    fn add(&mut self, selectors: &str, style: &Style) {
        for selector in selectors.split(',').map(str::trim) {
            let Some(at) = selector.find(['.', '#']) else { continue };
            let name = &selector[at..];
            let simple = !name[1..].is_empty() && !name[1..].contains(['.', '#', ' ', '>', '+', '~', ':', '[', '*']);
            let element = selector[..at].trim_start_matches('*');
            if !simple || element.contains([' ', '>', '+', '~', ':', '[']) || self.count >= MOST {
                continue;
            }
            self.count += 1;
            let element = if element.is_empty() { 0 } else { key(element.to_ascii_lowercase().as_bytes()) };
            let rules = if name.starts_with('#') { &mut self.ids } else { &mut self.classes };
            rules.entry(name[1..].to_owned()).or_default().push((element, style.clone()));
        }
    }

    /// What the rules say of an element with these classes (between white space) and this id.
    pub fn style(&self, element: u64, classes: &str, id: &str) -> Style {
        let mut style = Style::default();
        let by_class = classes.split_ascii_whitespace().filter_map(|class| self.classes.get(class));
        for (on, rule) in by_class.chain(self.ids.get(id)).flatten() {
            if *on == 0 || *on == element {
                style.overlay(rule);
            }
        }
        style
    }
}

/// What follows an at-rule: its `;` or the end of its block.
fn after_at_rule(text: &str) -> &str {
    let mut depth = 0_usize;
    for (at, letter) in text.bytes().enumerate() {
        match letter {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return text.get(at + 1..).unwrap_or_default(),
            b'}' => depth -= 1,
            b';' if depth == 0 => return text.get(at + 1..).unwrap_or_default(),
            _ => {}
        }
    }
    ""
}

/// Selectors without the comments, and the `<!--` of old sheets, before them.
fn after_comment(selectors: &str) -> &str {
    let selectors = selectors.rsplit_once("*/").map_or(selectors, |(_, after)| after).trim();
    selectors.strip_prefix("<!--").unwrap_or(selectors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_rules_are_found() {
        let mut sheet = Sheet::default();
        sheet.read(
            "<!-- /* x{} */ .a, td.b { display:none } @media print { .c { display:none } } @import url(x);
             .d { color:red } #e{mso-hide:all} .f .g {display:none} p{display:none} -->",
        );
        let check = |element: &[u8], classes: &str, id: &str, expected: bool| {
            let style = sheet.style(key(element), classes, id);
            assert_eq!(style.hidden == Some(true), expected, "{classes} {id}");
        };
        check(b"p", "x a", "", true);
        check(b"td", "b", "", true);
        check(b"p", "b", "", false);
        check(b"p", "c", "", false);
        check(b"p", "d", "", false);
        check(b"p", "", "e", true);
        check(b"p", "f g", "", false);
        let mut cut = Sheet::default();
        cut.read(".x{display:none");
        assert_eq!(cut.style(0, "x", "").hidden, Some(true));
        cut.read("@media x{.y{");
        assert!(cut.style(0, "y", "").is_plain());
    }
}

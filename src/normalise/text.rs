//! The text of a cell as it is given out.

use crate::model::text::any_byte;

/// A cell's text, cleaned.
pub struct Clean {
    pub text: String,
    /// Control characters other than tab and line breaks stood in it.
    pub had_control: bool,
}

/// Trims white space at the ends of lines and blank lines at both ends; takes control characters
/// out. Text that is clean already is passed on as it is.
pub fn clean(text: String) -> Clean {
    // Most cells are one line without a space. What would have to be looked at shows as one of these
    // bytes: white space and controls of ASCII, C1 controls (C2 80 to C2 9F), U+2028 (E2 80 A8).
    let odd = any_byte(&text, |b| (b <= 0x20) | (b == 0x7f) | (b == 0xc2))
        || (any_byte(&text, |b| b == 0xe2) && any_byte(&text, |b| (b == 0xa8) | (b == 0xa9)))
        || text.starts_with(char::is_whitespace)
        || text.ends_with(char::is_whitespace);
    if !odd || is_clean(&text) {
        return Clean { text, had_control: false };
    }
    let had_control = text.chars().any(|c| c.is_control() && !is_break(c) && c != '\t');
    let lines: Vec<String> = (text.replace("\r\n", "\n").split(is_break))
        .map(|line| line.chars().filter(|c| *c == '\t' || !c.is_control()).collect::<String>().trim().to_owned())
        .collect();
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(first, |at| at + 1);
    Clean { text: lines[first..last].join("\n"), had_control }
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_clean(text: &str) -> bool {
    let mut before = '\n';
    for c in text.chars() {
        if (c.is_control() && c != '\n') || matches!(c, '\u{2028}' | '\u{2029}') {
            return false;
        }
        let at_break = before == '\n' && c.is_whitespace();
        if at_break || (c == '\n' && before.is_whitespace() && before != '\n') {
            return false;
        }
        before = c;
    }
    !before.is_whitespace() || text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_ends_of_lines_are_trimmed() {
        for (text, expected) in [
            ("  一 二\u{3000}\n 三 ", "一 二\n三"),
            ("甲\r\n乙\r丙", "甲\n乙\n丙"),
            ("\n\n甲\n\n乙\n\n", "甲\n\n乙"),
            ("甲\u{7}乙\u{1b}[0m", "甲乙[0m"),
            ("甲乙", "甲乙"),
            ("\u{3000}", ""),
            ("", ""),
        ] {
            assert_eq!(clean(text.to_owned()).text, expected, "{text:?}");
        }
        assert!(clean("甲\u{7}".to_owned()).had_control && !clean("甲\n乙\t丙\r\n".to_owned()).had_control);
    }
}

//! The text of a cell as it is given out.

/// Trims white space at the ends of lines and blank lines at both ends; takes control characters
/// out. Text that is clean already is passed on as it is.
pub fn clean(text: String) -> String {
    if is_clean(&text) {
        return text;
    }
    let mut lines: Vec<String> = Vec::new();
    for line in text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}', '\u{85}']) {
        lines.push(line.chars().filter(|c| *c == '\t' || !c.is_control()).collect::<String>().trim().to_owned());
    }
    // A \r\n is one line break.
    if text.contains("\r\n") {
        return clean(text.replace("\r\n", "\n"));
    }
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(first, |at| at + 1);
    lines[first..last].join("\n")
}

/// Control characters other than tab and line breaks stand in the text.
pub fn has_control(text: &str) -> bool {
    // All but C1 show as bytes below space; C1 begins with C2.
    let suspect = |b: u8| (b < 0x20) & (b != b'\n') & (b != b'\r') & (b != b'\t') | (b == 0x7f) | (b == 0xc2);
    text.bytes().fold(false, |found, b| found | suspect(b))
        && text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}'))
}

fn is_clean(text: &str) -> bool {
    // Most cells are one line without a space: told from the bytes alone. What else would have to be
    // looked at begins with one of these bytes (U+2028 is E2 80 A8).
    let (low, e2, a8) = text.bytes().fold((false, false, false), |(low, e2, a8), b| {
        (low | (b <= 0x20) | (b == 0x7f) | (b == 0xc2), e2 | (b == 0xe2), a8 | (b == 0xa8) | (b == 0xa9))
    });
    if !low && !(e2 && a8) {
        return !text.starts_with(char::is_whitespace) && !text.ends_with(char::is_whitespace);
    }
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
            assert_eq!(clean(text.to_owned()), expected, "{text:?}");
        }
        assert!(has_control("甲\u{7}") && !has_control("甲\n乙\t"));
    }
}

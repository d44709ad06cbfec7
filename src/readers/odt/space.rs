//! White space in paragraphs: blanks, tabs and line ends in a row count as one blank, at the
//! beginning of a paragraph as none (ODF 1.3 part 3 6.1.2).

/// Appends text of a paragraph. `after_blank` says whether a blank would be one too many, before
/// and after.
pub fn push_collapsed(text: &str, after_blank: &mut bool, out: &mut String) {
    if is_plain(text, *after_blank) {
        out.push_str(text);
        if let Some(last) = text.bytes().last() {
            *after_blank = last == b' ';
        }
        return;
    }
    for letter in text.chars() {
        let blank = matches!(letter, ' ' | '\t' | '\n' | '\r');
        match (blank, *after_blank) {
            (false, _) => out.push(letter),
            (true, false) => out.push(' '),
            (true, true) => {}
        }
        *after_blank = blank;
    }
}

/// Nothing to be collapsed.
fn is_plain(text: &str, after_blank: bool) -> bool {
    let mut before = after_blank;
    text.bytes().all(|byte| {
        let blank = byte == b' ';
        let double = blank && before;
        before = blank;
        !double && !matches!(byte, b'\t' | b'\n' | b'\r')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_collapses() {
        let check = |texts: &[&str], expected: &str| {
            let (mut out, mut after_blank) = (String::new(), true);
            for text in texts {
                push_collapsed(text, &mut after_blank, &mut out);
            }
            assert_eq!(out, expected);
        };
        check(&["甲 乙"], "甲 乙");
        check(&[" \n\t甲  乙\n", " 丙"], "甲 乙 丙");
        check(&["甲", " 乙 ", "丙"], "甲 乙 丙");
        check(&["", " "], "");
    }
}

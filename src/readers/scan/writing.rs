//! What writing signs are of.

/// So many letters tell a writing …
const LETTERS: usize = 20;
/// … and so many for each Chinese sign tell that it is another.
const FOR_EACH: usize = 4;

/// Whether these signs are hardly Chinese ones.
pub fn is_foreign(signs: impl Iterator<Item = char>) -> bool {
    let (mut chinese, mut letters) = (0, 0);
    for sign in signs {
        match sign {
            // Dashes are read so.
            '一' => {}
            '\u{3400}'..='\u{9fff}' => chinese += 1,
            _ => letters += usize::from(sign.is_alphabetic()),
        }
    }
    letters >= LETTERS && chinese * FOR_EACH < letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(is_foreign(text.chars()), expected, "{text}");
    }

    #[test]
    fn letters_tell_another_writing() {
        check("Faculdade de Engenharia, Campus de Bauru 14-01", true);
        check("Rir die Leiung:， Erdgasleitung_Vreden - Verne Ab 人 ns", true);
        check("联系人 陈志强 邮箱 chenzhiqiang_keji@example.com", false);
        check("12,300.00 45,000 7% 8% AB 1,234,567.00 89 100 2,300 1", false);
        check("主要内容 按照要求统筹安排", false);
        check("一 一 一 一 一 一 一 156500.0000 RESERVED PAYMENT 工 .0000 3.0000 RANGE Date", true);
        check("", false);
    }
}

//! White space between and inside texts, as browsers collapse it (CSS Text 3, 4.1).

/// White space that has been met and not yet written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Space {
    #[default]
    None,
    Blank,
    /// With a line end of the source in it.
    Line,
}

/// White space of HTML. No-break and ideographic spaces are text.
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C)
}

impl Space {
    /// The white space at the start of a text, and the rest.
    pub fn take(text: &str) -> (Space, &str) {
        let end = text.bytes().position(|byte| !is_space(byte)).unwrap_or(text.len());
        let (space, rest) = text.split_at(end);
        let space = match () {
            () if space.is_empty() => Space::None,
            () if space.contains(['\n', '\r']) => Space::Line,
            () => Space::Blank,
        };
        (space, rest)
    }

    /// Two stretches of white space in a row.
    pub fn and(self, other: Space) -> Space {
        if self == Space::Line || other == Space::None { self } else { other }
    }

    /// Whether a blank is to be written between what stands before and what follows. There is none at
    /// the start of a line, and none where a source line ends between two wide characters (4.1.3).
    pub fn shows(self, before: &str, after: &str) -> bool {
        if self == Space::None || before.is_empty() || before.ends_with(['\n', '\t']) {
            return false;
        }
        let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return false };
        let joins = is_wide(last) && (is_wide(first) || is_either(first)) || is_either(last) && is_wide(first);
        !(self == Space::Line && joins)
    }
}

/// East Asian wide and full-width characters but for Hangul (Unicode Standard Annex 11).
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{312F}' | '\u{3190}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{20000}'..='\u{3FFFD}')
}

/// Punctuation that is wide beside wide characters.
fn is_either(c: char) -> bool {
    matches!(c, '‘' | '’' | '“' | '”' | '—' | '…' | '·' | '①'..='⓿' | '×')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_between_texts() {
        let check = |before: &str, space: Space, after: &str, expected: bool| {
            assert_eq!(space.shows(before, after), expected, "{before}|{after}");
        };
        check("a", Space::Blank, "b", true);
        check("a", Space::Line, "b", true);
        check("中", Space::Line, "文", false);
        check("中", Space::Blank, "文", true);
        check("中", Space::Line, "a", true);
        check("》", Space::Line, "“x", false);
        check("”", Space::Line, "“", true);
        check("한", Space::Line, "글", true);
        check("", Space::Blank, "a", false);
        check("a\n", Space::Blank, "b", false);
        check("a", Space::None, "b", false);
    }
}

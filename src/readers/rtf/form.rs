//! Form fields that show a state rather than a result: check boxes and drop-down lists
//! (RTF 1.9.1, "Form Fields").

use super::words::Word;

/// `\ffres` of a field that still has what `\ffdefres` says.
const PRESET: i32 = 25;

/// A form field as far as it has been read.
#[derive(Debug, Default)]
pub struct Form {
    kind: i32,
    result: Option<i32>,
    preset: i32,
    entries: Vec<String>,
}

impl Form {
    pub fn word(&mut self, word: Word, number: Option<i32>) {
        match word {
            Word::FormKind => self.kind = number.unwrap_or(0),
            Word::FormResult => self.result = number.filter(|&result| result != PRESET),
            Word::FormDefault => self.preset = number.unwrap_or(0),
            _ => {}
        }
    }

    /// Begins the next entry of a drop-down list.
    pub fn start_entry(&mut self) {
        self.entries.push(String::new());
    }

    /// Where the text of the open entry goes.
    pub fn entry(&mut self) -> Option<&mut String> {
        self.entries.last_mut()
    }

    /// What the field shows: a box, or the chosen entry.
    pub fn shown(&self) -> Option<&str> {
        let state = self.result.unwrap_or(self.preset);
        match self.kind {
            1 => Some(if state == 1 { "☑" } else { "☐" }),
            2 => self.entries.get(usize::try_from(state).ok()?).map(|entry| entry.trim()),
            _ => None,
        }
    }
}

/// The font and the code of a `SYMBOL` field (ISO/IEC 29500-1 17.16.5.67), which shows a character
/// that its result need not repeat.
pub fn symbol_field(instruction: &str) -> Option<(&str, u32)> {
    let rest = instruction.trim_start().strip_prefix("SYMBOL")?.trim_start();
    let end = rest.find(|c: char| c.is_whitespace() || c == '\\').unwrap_or(rest.len());
    let code = match rest[..end].strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => rest[..end].parse().ok()?,
    };
    let font = rest[end..].split_once("\\f").map(|(_, font)| font.trim_start());
    let name = font.and_then(|font| match font.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => font.split_whitespace().next(),
    });
    Some((name.unwrap_or_default(), code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbol_fields() {
        let check = |instruction, expected| assert_eq!(symbol_field(instruction), expected, "{instruction}");
        check(" SYMBOL 168 \\f \"Wingdings\" \\s 10 ", Some(("Wingdings", 168)));
        check("SYMBOL 0xFE \\f Wingdings", Some(("Wingdings", 0xFE)));
        check("SYMBOL 61692", Some(("", 61692)));
        check("SYMBOL x", None);
        check("PAGE", None);
    }
}

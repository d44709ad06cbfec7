//! Names as people may see them: decoded, harmless to a terminal, and distinct in their container.

use std::collections::HashMap;

use encoding_rs::{Encoding, GB18030};

/// Text in an encoding that nobody stated: UTF-8 if it is, else GBK if it can be, else a guess.
pub fn guess(bytes: &[u8]) -> String {
    decode_all(&[bytes]).pop().unwrap_or_default()
}

/// Several names from one packer, hence in one encoding: see [`guess`].
pub fn decode_all(names: &[&[u8]]) -> Vec<String> {
    if names.iter().all(|name| std::str::from_utf8(name).is_ok()) {
        return names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    }
    let all_decode = |encoding: &'static Encoding| {
        names.iter().map(|name| encoding.decode_without_bom_handling_and_without_replacement(name)).collect()
    };
    let strict: Option<Vec<_>> = all_decode(GB18030);
    match strict.or_else(|| all_decode(guess_encoding(names))) {
        Some(decoded) => decoded.into_iter().map(|name| name.into_owned()).collect(),
        None => names.iter().map(|name| escape_bytes(name)).collect(),
    }
}

fn guess_encoding(names: &[&[u8]]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    for name in names {
        detector.feed(name, false);
    }
    detector.feed(b"", true);
    detector.guess(Some(b"cn"), chardetng::Utf8Detection::Deny)
}

/// Every byte that is no ASCII as `\xNN`: nothing is lost.
fn escape_bytes(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&byte| if byte.is_ascii() { char::from(byte).to_string() } else { format!("\\x{byte:02x}") })
        .collect()
}

/// A name as a path in a container: `/` between folders, none at the start or end, and control,
/// bidirectional and invisible characters shown as `\u202e`.
pub fn label(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '\\' => shown.push('/'),
            c if is_hidden(c) => shown.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown.trim_matches('/').trim_end().to_owned()
}

/// Like [`label`] for one line of text: hidden characters become spaces.
pub fn plain_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    spaced.trim().to_owned()
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Names already given in one container.
#[derive(Default)]
pub struct Taken(HashMap<String, usize>);

impl Taken {
    /// The name itself, or `name (2).docx` for the second of its kind.
    pub fn distinct(&mut self, name: String) -> String {
        let Some(count) = self.0.get(&name).copied() else {
            self.0.insert(name.clone(), 1);
            return name;
        };
        let folder = name.rfind('/').map_or(0, |at| at + 1);
        let dot = name[folder..].rfind('.').filter(|&at| at > 0).map_or(name.len(), |at| folder + at);
        let (stem, ending) = name.split_at(dot);
        let numbered = (count + 1..).map(|n| (n, format!("{stem} ({n}){ending}")));
        let free = numbered.into_iter().find(|(_, other)| !self.0.contains_key(other));
        let Some((n, other)) = free else { return name };
        self.0.insert(other.clone(), 1);
        // The next of this name need not try the numbers given already.
        self.0.insert(name, n);
        other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_harmless() {
        for (name, shown) in [
            ("需求表.docx", "需求表.docx"),
            ("a\u{202e}xcod.exe", "a\\u202excod.exe"),
            ("a\u{1b}[2Jb\nc", "a\\u001b[2Jb\\u000ac"),
            ("../../x", "../../x"),
            ("/etc/x", "etc/x"),
            ("C:\\docs\\x.doc", "C:/docs/x.doc"),
        ] {
            assert_eq!(label(name), shown);
        }
    }

    #[test]
    fn one_encoding_for_all_names() {
        let gbk = GB18030.encode("广州市/需求表.docx").0.into_owned();
        assert_eq!(decode_all(&[b"a.txt", &gbk]), ["a.txt", "广州市/需求表.docx"]);
        assert_eq!(guess("汕头".as_bytes()), "汕头");
        assert_eq!(escape_bytes(b"a\xff"), "a\\xff");
    }

    #[test]
    fn the_second_of_a_name_is_numbered() {
        let mut taken = Taken::default();
        let given: Vec<_> = ["a.b/表.docx", "a.b/表.docx", "a.b/表 (2).docx", "x", "x", ".rc", ".rc"]
            .map(|name| taken.distinct(name.into()))
            .into();
        assert_eq!(given, ["a.b/表.docx", "a.b/表 (2).docx", "a.b/表 (2) (2).docx", "x", "x (2)", ".rc", ".rc (2)"]);
    }
}

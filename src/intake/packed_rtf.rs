//! Compressed RTF ([MS-OXRTFCP]) in Outlook's mails, and as much of RTF as it takes to see the words.

use encoding_rs::Encoding;

use super::mapi;

/// Texts larger than this are not looked at: an excerpt is all that is wanted.
const MOST: usize = 4 << 20;
const WINDOW: usize = 4096;

/// What the window holds at the start ([MS-OXRTFCP] 2.1.2.1).
const START: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// The RTF text, as far as it can be had.
pub fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let content = packed.get(16..)?;
    match packed.get(8..12)? {
        b"MELA" => Some(content[..content.len().min(MOST)].to_vec()),
        b"LZFu" => Some(expand(content)),
        _ => None,
    }
}

/// [MS-OXRTFCP] 2.2.2: groups of eight under a byte of flags, each a byte or a piece of the window.
fn expand(packed: &[u8]) -> Vec<u8> {
    let mut window = [b' '; WINDOW];
    window[..START.len()].copy_from_slice(START);
    let mut write = START.len();
    let mut text = Vec::new();
    let mut rest = packed.iter().copied();
    while let Some(flags) = rest.next() {
        for bit in 0..8 {
            if flags & (1 << bit) == 0 {
                let Some(byte) = rest.next() else { return text };
                text.push(byte);
                window[write] = byte;
                write = (write + 1) % WINDOW;
                continue;
            }
            let (Some(high), Some(low)) = (rest.next(), rest.next()) else { return text };
            let reference = usize::from(u16::from_be_bytes([high, low]));
            let (offset, len) = (reference >> 4, (reference & 15) + 2);
            if offset == write || text.len() > MOST {
                return text;
            }
            for at in 0..len {
                let byte = window[(offset + at) % WINDOW];
                text.push(byte);
                window[write] = byte;
                write = (write + 1) % WINDOW;
            }
        }
    }
    text
}

/// The words of an RTF text: groups that are not text are left out, as is what stands there only
/// for RTF in a text that was HTML ([MS-OXRTFEX] 2.1.3).
pub fn plain(rtf: &[u8]) -> String {
    const ENOUGH: usize = 16 << 10;
    let mut words = Words { text: String::new(), bytes: Vec::new(), encoding: None };
    let mut groups: Vec<Group> = Vec::new();
    let mut group = Group { hidden: false, rtf_only: false, fallback: 1 };
    let mut skip = 0;
    let mut at = 0;
    while at < rtf.len() && words.text.len() < ENOUGH {
        let byte = rtf[at];
        at += 1;
        match byte {
            b'{' if groups.len() < 1_000 => groups.push(group),
            b'}' => group = groups.pop().unwrap_or(group),
            b'\\' => {
                let (word, number, next) = control(rtf, at);
                at = next;
                match (word, number) {
                    (b"*", _) => group.hidden = true,
                    (
                        b"fonttbl" | b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"listtable" | b"header"
                        | b"footer",
                        _,
                    ) => {
                        group.hidden = true;
                    }
                    (b"htmlrtf", number) => group.rtf_only = number != Some(0),
                    (b"ansicpg", Some(page)) => words.encoding = u32::try_from(page).ok().and_then(mapi::encoding),
                    (b"uc", Some(count)) => group.fallback = usize::try_from(count).unwrap_or(1).min(8),
                    (b"u", Some(code)) if group.shows() => {
                        words.push(char::from_u32((code as u16).into()).unwrap_or(' '));
                        skip = group.fallback;
                    }
                    (b"'", Some(_)) if skip > 0 => skip -= 1,
                    (b"'", Some(code)) if group.shows() => words.bytes.push(code as u8),
                    (b"par" | b"line" | b"row" | b"sect", _) if group.shows() => words.push('\n'),
                    (b"tab" | b"cell", _) if group.shows() => words.push('\t'),
                    (b"\\" | b"{" | b"}", _) if group.shows() => words.push(char::from(word[0])),
                    (b"~", _) if group.shows() => words.push(' '),
                    _ => {}
                }
            }
            b'\r' | b'\n' | 0 => {}
            _ if skip > 0 => skip -= 1,
            _ if group.shows() => words.bytes.push(byte),
            _ => {}
        }
    }
    words.flush();
    words.text
}

#[derive(Clone, Copy)]
struct Group {
    hidden: bool,
    rtf_only: bool,
    /// Characters that stand behind `\u` for programs that do not know it.
    fallback: usize,
}

impl Group {
    fn shows(self) -> bool {
        !self.hidden && !self.rtf_only
    }
}

struct Words {
    text: String,
    /// Not decoded yet: a character may come in two pieces.
    bytes: Vec<u8>,
    encoding: Option<&'static Encoding>,
}

impl Words {
    fn push(&mut self, c: char) {
        self.flush();
        self.text.push(c);
    }

    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let text = self.encoding.map(|encoding| encoding.decode_without_bom_handling(&self.bytes).0);
        match text {
            Some(text) => self.text.push_str(&text),
            None => self.text.push_str(&super::names::guess(&self.bytes)),
        }
        self.bytes.clear();
    }
}

/// A control word with its number, and where the text goes on.
fn control(rtf: &[u8], start: usize) -> (&[u8], Option<i32>, usize) {
    let Some(first) = rtf.get(start) else { return (b"", None, start) };
    if *first == b'\'' {
        let digits = rtf.get(start + 1..start + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        let code = digits.and_then(|digits| i32::from_str_radix(digits, 16).ok());
        return (&rtf[start..=start], code, (start + 3).min(rtf.len()));
    }
    let letters = rtf[start..].iter().take(32).take_while(|byte| byte.is_ascii_alphabetic()).count();
    if letters == 0 {
        return (&rtf[start..=start], None, start + 1);
    }
    let after = start + letters;
    let number = rtf[after..]
        .iter()
        .take(11)
        .enumerate()
        .take_while(|(at, byte)| byte.is_ascii_digit() || (*at == 0 && **byte == b'-'));
    let digits = number.count();
    let value = std::str::from_utf8(&rtf[after..after + digits]).ok().and_then(|digits| digits.parse().ok());
    let end = after + digits;
    let space = usize::from(rtf.get(end) == Some(&b' '));
    (&rtf[start..after], value, end + space)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_seen() {
        for (rtf, text) in [
            (&br"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}\f0 \'b9\'e3\'d6\'dd\par b}"[..], "广州\nb"),
            (br"{\rtf1 \u24191?\u24030?{\*\gen x;}!}", "广州!"),
            (br"{\rtf1\fromhtml1{\*\htmltag64 <p>}\htmlrtf \par\htmlrtf0 a\tab b}", "a\tb"),
            (br"{\rtf1 \{x\}\~y}}}", "{x} y"),
            (br"\", ""),
            (br"\'", ""),
        ] {
            assert_eq!(plain(rtf), text);
        }
    }

    /// The examples of [MS-OXRTFCP] 3.
    #[test]
    fn the_standards_examples() {
        let simple = b"\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125\x42\x32\x0a\xf3 hel\x09\x00\x20bw\x05\xb0ld}\x0a\x80\x0f\xa0";
        assert_eq!(unpack(simple).unwrap(), b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        let crossing = b"\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4\x4b\x51\x41\0\x04\x20WXYZ\x0d\x6e\x7d\x01\x0e\xb0";
        assert_eq!(unpack(crossing).unwrap(), b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
        assert_eq!(unpack(b"\0\0\0\0\0\0\0\0MELA\0\0\0\0plain").unwrap(), b"plain");
        assert_eq!(unpack(b"short"), None);
    }
}

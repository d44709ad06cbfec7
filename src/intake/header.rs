//! Header fields of mails, read as bytes: senders write file names in any encoding and by any rule.
//!
//! RFC 5322 2.2 (fields and folding), RFC 2045 5.1 (parameters), RFC 2231 (continued and encoded
//! parameters), RFC 2047 (encoded words, here also inside quotes, where they do not belong and are
//! common).

use encoding_rs::{Encoding, GB18030};
use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode_char};

use super::names;

/// A field with its value unfolded, in the bytes of the mail.
#[derive(Debug)]
pub struct Field<'a> {
    pub name: &'a [u8],
    pub value: Vec<u8>,
}

/// The fields at the start of an entity and the body behind them.
pub fn split(entity: &[u8]) -> (Vec<Field<'_>>, &[u8]) {
    /// No honest mail has more fields; what follows is taken for the body.
    const MOST: usize = 2_000;
    /// Nor longer ones; the rest of a value is left out.
    const LONGEST: usize = 64 << 10;
    let mut fields: Vec<Field> = Vec::new();
    let mut rest = entity;
    while !rest.is_empty() && fields.len() < MOST {
        let (line, next) = first_line(rest);
        if line.is_empty() {
            return (fields, next);
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            if let Some(last) = fields.last_mut().filter(|last| last.value.len() + line.len() <= LONGEST) {
                last.value.extend_from_slice(line);
            }
        } else if let Some(colon) = line.iter().position(|&byte| byte == b':') {
            let value = line[colon + 1..line.len().min(colon + LONGEST)].trim_ascii_start().to_vec();
            fields.push(Field { name: line[..colon].trim_ascii_end(), value });
        } else if !fields.is_empty() || !is_envelope(line) {
            break;
        }
        rest = next;
    }
    (fields, rest)
}

/// The line that mailboxes put before a message (RFC 4155).
fn is_envelope(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

/// A line without its end, and what follows.
pub fn first_line(text: &[u8]) -> (&[u8], &[u8]) {
    match text.iter().position(|&byte| byte == b'\n') {
        Some(at) => (text[..at].strip_suffix(b"\r").unwrap_or(&text[..at]), &text[at + 1..]),
        None => (text.strip_suffix(b"\r").unwrap_or(text), b""),
    }
}

/// The value of the first field of this name.
pub fn field<'a>(fields: &'a [Field], name: &str) -> Option<&'a [u8]> {
    fields.iter().find(|field| field.name.eq_ignore_ascii_case(name.as_bytes())).map(|field| field.value.as_slice())
}

/// A value such as `multipart/mixed; boundary="x"`, taken apart.
#[derive(Debug, Default)]
pub struct Value {
    /// Lower case, without white space.
    pub main: String,
    /// Names in lower case, values without quotes, in order.
    params: Vec<(String, Vec<u8>)>,
}

impl Value {
    pub fn parse(value: &[u8]) -> Value {
        let end = value.iter().position(|&byte| byte == b';').unwrap_or(value.len());
        let main = String::from_utf8_lossy(&value[..end]).trim().to_ascii_lowercase();
        let mut params = Vec::new();
        let is_utf8 = std::str::from_utf8(value).is_ok();
        let mut rest = value.get(end + 1..).unwrap_or_default();
        while !rest.is_empty() {
            let stop = rest.iter().position(|byte| matches!(byte, b'=' | b';')).unwrap_or(rest.len());
            let name = String::from_utf8_lossy(&rest[..stop]).trim().to_ascii_lowercase();
            let has_value = rest.get(stop) == Some(&b'=');
            rest = rest.get(stop + 1..).unwrap_or_default();
            if has_value {
                let (value, next) = param_value(rest, is_utf8);
                params.push((name, value));
                rest = next;
            }
        }
        Value { main, params }
    }

    /// The raw bytes of a parameter, as for a boundary.
    pub fn raw(&self, name: &str) -> Option<&[u8]> {
        self.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_slice())
    }

    /// A parameter for people, by whichever rule it was written.
    pub fn text(&self, name: &str) -> Option<String> {
        self.continued(name).or_else(|| self.raw(name).map(decode_words)).map(|text| unpercent(&text))
    }

    /// RFC 2231 3 and 4: `name*0*=charset'language'…; name*1=…` and `name*=charset'language'…`.
    fn continued(&self, name: &str) -> Option<String> {
        let mut pieces: Vec<(usize, bool, &[u8])> = Vec::new();
        for (key, value) in &self.params {
            let Some(section) = key.strip_prefix(name).and_then(|rest| rest.strip_prefix('*')) else { continue };
            let (number, encoded) = match section.strip_suffix('*') {
                Some(number) => (number, true),
                None => (section, section.is_empty()),
            };
            let number = if number.is_empty() { 0 } else { number.parse().ok()? };
            pieces.push((number, encoded, value));
        }
        pieces.sort_by_key(|piece| piece.0);
        pieces.dedup_by_key(|piece| piece.0);
        let first = pieces.first_mut()?;
        let mut charset = &b""[..];
        if first.1 {
            let mut parts = first.2.splitn(3, |&byte| byte == b'\'');
            if let (Some(stated), Some(_), Some(text)) = (parts.next(), parts.next(), parts.next()) {
                (charset, first.2) = (stated, text);
            }
        }
        let mut bytes = Vec::new();
        for (_, encoded, value) in pieces {
            if encoded { bytes.extend(percent_decoded(value)) } else { bytes.extend_from_slice(value) }
        }
        // Encoded words in a plain continuation belong to no rule and occur.
        if charset.is_empty() { Some(decode_words(&bytes)) } else { Some(decode(charset, &bytes)) }
    }
}

/// A parameter's value, quoted or not, and what follows its semicolon. In GBK the second byte of a
/// character may be a backslash, so that pairs must be stepped over.
fn param_value(rest: &[u8], is_utf8: bool) -> (Vec<u8>, &[u8]) {
    let rest = rest.trim_ascii_start();
    let Some(quoted) = rest.strip_prefix(b"\"") else {
        let end = rest.iter().position(|&byte| byte == b';').unwrap_or(rest.len());
        return (rest[..end].trim_ascii_end().to_vec(), rest.get(end + 1..).unwrap_or_default());
    };
    let mut value = Vec::new();
    let mut at = 0;
    while let Some(&byte) = quoted.get(at) {
        match byte {
            b'"' => break,
            b'\\' if at + 1 < quoted.len() => {
                // Paths of old browsers are not escaped: `"C:\docs\a.doc"`.
                at += 1;
                if !matches!(quoted[at], b'"' | b'\\') {
                    value.push(b'\\');
                }
                value.push(quoted[at]);
            }
            0x81.. if !is_utf8 && at + 1 < quoted.len() => {
                value.extend_from_slice(&quoted[at..at + 2]);
                at += 1;
            }
            _ => value.push(byte),
        }
        at += 1;
    }
    let rest = quoted.get(at..).unwrap_or_default();
    let end = rest.iter().position(|&byte| byte == b';').map_or(rest.len(), |end| end + 1);
    (value, &rest[end..])
}

/// Header text with its encoded words decoded. Neighbouring words of one charset are joined as
/// bytes first: many programs cut them in the middle of a character.
pub fn decode_words(text: &[u8]) -> String {
    let mut shown = String::new();
    let mut pending: Option<(&[u8], Vec<u8>)> = None;
    let mut rest = text;
    while let Some((before, word, after)) = next_word(rest) {
        let gap = !before.trim_ascii().is_empty();
        if gap || pending.as_ref().is_some_and(|(charset, _)| !charset.eq_ignore_ascii_case(word.charset)) {
            flush(&mut pending, &mut shown);
        }
        if gap || (pending.is_none() && shown.is_empty()) {
            shown.push_str(&names::guess(before));
        }
        match &mut pending {
            Some((_, bytes)) => bytes.extend(word.bytes),
            None => pending = Some((word.charset, word.bytes)),
        }
        rest = after;
    }
    flush(&mut pending, &mut shown);
    shown.push_str(&names::guess(rest));
    shown
}

fn flush(pending: &mut Option<(&[u8], Vec<u8>)>, shown: &mut String) {
    if let Some((charset, bytes)) = pending.take() {
        shown.push_str(&decode(charset, &bytes));
    }
}

struct Word<'a> {
    charset: &'a [u8],
    bytes: Vec<u8>,
}

/// The next encoded word (RFC 2047 2) with what stands before and after it.
fn next_word(text: &[u8]) -> Option<(&[u8], Word<'_>, &[u8])> {
    let mut from = 0;
    while let Some(at) = find(&text[from..], b"=?").map(|at| at + from) {
        if let Some((word, after)) = word_at(&text[at + 2..]) {
            return Some((&text[..at], word, after));
        }
        from = at + 2;
    }
    None
}

fn word_at(text: &[u8]) -> Option<(Word<'_>, &[u8])> {
    /// The standard allows 75 characters; whole names in one word occur.
    const LONGEST: usize = 2 << 10;
    let charset_end = text.iter().take(40).position(|&byte| byte == b'?')?;
    let kind = *text.get(charset_end + 1)?;
    let body = text.get(charset_end + 2..)?.strip_prefix(b"?")?;
    let end = find(&body[..body.len().min(LONGEST)], b"?=")?;
    let bytes = match kind {
        b'B' | b'b' => base64_decode(&body[..end])?,
        b'Q' | b'q' => q_decoded(&body[..end]),
        _ => return None,
    };
    // RFC 2231 5: a language may follow the charset.
    let charset = text[..charset_end].split(|&byte| byte == b'*').next().unwrap_or_default();
    Some((Word { charset, bytes }, &body[end + 2..]))
}

/// RFC 2047 4.2.
fn q_decoded(text: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = text.iter().map(|&byte| if byte == b'_' { b' ' } else { byte }).collect();
    hex_decoded(&spaced, b'=')
}

fn percent_decoded(text: &[u8]) -> Vec<u8> {
    hex_decoded(text, b'%')
}

fn hex_decoded(text: &[u8], mark: u8) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let hex = match text.get(at + 1..at + 3) {
            Some(&[high, low]) if text[at] == mark => quoted_printable_decode_char(high, low),
            _ => None,
        };
        bytes.push(hex.unwrap_or(text[at]));
        at += if hex.is_some() { 3 } else { 1 };
    }
    bytes
}

/// Some web mailers write `filename="%E9%99%84.doc"` without saying so.
fn unpercent(text: &str) -> String {
    if !text.contains('%') || !text.is_ascii() {
        return text.to_owned();
    }
    match String::from_utf8(percent_decoded(text.as_bytes())) {
        Ok(decoded) if !decoded.is_ascii() => decoded,
        _ => text.to_owned(),
    }
}

/// Text in a stated encoding; where the statement is unknown or plainly wrong, a guess.
pub fn decode(charset: &[u8], bytes: &[u8]) -> String {
    let label = charset.trim_ascii().to_ascii_lowercase();
    let encoding = match label.as_slice() {
        // GB 18030 contains GBK, which contains GB 2312; the labels are used for one another.
        b"gb2312" | b"gbk" | b"cp936" | b"ms936" | b"windows-936" | b"x-gbk" | b"gb18030" => Some(GB18030),
        b"us-ascii" | b"ascii" | b"" => None,
        label => Encoding::for_label(label),
    };
    let text = encoding.map(|encoding| encoding.decode_without_bom_handling(bytes));
    match text {
        Some((text, false)) => text.into_owned(),
        // One damaged character in a long text is no reason to doubt its encoding.
        Some((text, true)) if text.matches('\u{FFFD}').count() * 20 < text.chars().count() => text.into_owned(),
        _ => names::guess(bytes),
    }
}

pub fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gbk(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn file_names_are_read_by_every_rule() {
        let raw = |text: &str| [b"attachment; filename=\"", &gbk(text)[..], b"\"; size=3"].concat();
        let cases: Vec<(Vec<u8>, &str)> = vec![
            (b"attachment; filename=plain.docx".to_vec(), "plain.docx"),
            (b"attachment; filename=my file.docx ; x=1".to_vec(), "my file.docx"),
            (b"attachment; filename=\"a;b\\\"c.docx\"".to_vec(), "a;b\"c.docx"),
            (b"attachment; filename=\"C:\\docs\\a.doc\"".to_vec(), "C:\\docs\\a.doc"),
            (b"attachment; filename*=utf-8''%E9%99%84%E4%BB%B6.zip".to_vec(), "附件.zip"),
            (b"attachment; filename*0*=gbk'zh'%B8%BD; filename*1*=%BC%FE; filename*2=.zip".to_vec(), "附件.zip"),
            (b"attachment; filename*1=b.doc; filename*0=a".to_vec(), "ab.doc"),
            (b"attachment; filename=x.zip; filename*=utf-8''%E9%99%84%E4%BB%B6.zip".to_vec(), "附件.zip"),
            (b"attachment; filename=\"=?gb2312?B?uL28/g==?=.zip\"".to_vec(), "附件.zip"),
            (b"attachment; filename==?utf-8?Q?=E9=99=84_=E4=BB=B6?=.zip".to_vec(), "附 件.zip"),
            (b"attachment; filename=\"=?utf-8?B?6Zk=?= =?utf-8?B?hOS7tg==?=\"".to_vec(), "附件"),
            (b"attachment; filename=\"%E9%99%84%E4%BB%B6.zip\"".to_vec(), "附件.zip"),
            (b"attachment; filename=\"100%25.zip\"".to_vec(), "100%25.zip"),
            ("attachment; filename=\"附件.zip\"".as_bytes().to_vec(), "附件.zip"),
            (raw("汕头需求表.docx"), "汕头需求表.docx"),
            // The second byte of 昞 is a backslash.
            (raw("昞.docx"), "昞.docx"),
            (b"attachment; filename=\"=?big5?B?rOykag==?=\"".to_vec(), "科大"),
        ];
        for (value, name) in cases {
            assert_eq!(Value::parse(&value).text("filename").as_deref(), Some(name), "{}", value.escape_ascii());
        }
    }

    #[test]
    fn words_and_plain_text_mix() {
        for (text, shown) in [
            ("Re: =?utf-8?B?6ZmE5Lu2?=", "Re: 附件"),
            ("=?utf-8?B?6ZmE?= =?utf-8?B?5Lu2?= end", "附件 end"),
            ("=?utf-8?B?6ZmE?=\t =?gbk?B?vP4=?=", "附件"),
            ("=?utf-8?X?nothing?= =?", "=?utf-8?X?nothing?= =?"),
            ("=?nonsense?B?6ZmE5Lu2?=", "附件"),
        ] {
            assert_eq!(decode_words(text.as_bytes()), shown);
        }
    }

    #[test]
    fn fields_end_where_the_body_begins() {
        let (fields, body) = split(b"From x@y\r\nA: 1\r\n 2\r\nB:3\r\n\r\nbody");
        assert_eq!(field(&fields, "a"), Some(&b"1 2"[..]));
        assert_eq!(field(&fields, "B"), Some(&b"3"[..]));
        assert_eq!(body, b"body");
        assert_eq!(split(b"no fields here").1, b"no fields here");
    }
}

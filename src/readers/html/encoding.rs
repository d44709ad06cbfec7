//! Which encoding a page is in (WHATWG HTML 13.2.3, Encoding Standard), and its text.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a page is looked at for what it says of its encoding. Browsers look at 1024 bytes;
/// office programs put more before it.
const HEAD: usize = 4 << 10;

/// The text of a page: by its byte order mark, by what its container says, by what it says itself,
/// else UTF-8 if it is, else a guess, which for short texts is GB 18030.
pub fn decode<'a>(bytes: &'a [u8], charset: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0;
    }
    if let Some(wide) = wide(bytes) {
        return wide.decode_without_bom_handling(bytes).0;
    }
    let said = charset.and_then(|label| named(label.as_bytes())).or_else(|| declared(bytes));
    if let Ok(text) = std::str::from_utf8(bytes)
        && (said.is_none_or(|said| said == UTF_8) || surely_utf8(bytes))
    {
        return Cow::Borrowed(text);
    }
    said.unwrap_or_else(|| guess(bytes)).decode_without_bom_handling(bytes).0
}

/// So many characters of three bytes do not come about by chance: whatever such a page says of itself,
/// whole UTF-8 is UTF-8.
fn surely_utf8(bytes: &[u8]) -> bool {
    const ENOUGH: usize = 8;
    bytes.iter().filter(|byte| **byte >= 0xE0).nth(ENOUGH - 1).is_some()
}

/// UTF-16 without a mark: every second byte of its first markup is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<' | b'\r' | b'\n' | b' ', 0, a, 0, ..] if *a != 0 => Some(UTF_16LE),
        [0, b'<' | b'\r' | b'\n' | b' ', 0, a, ..] if *a != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// An encoding by its label. GB 2312 and GBK are parts of GB 18030, and a page whose label could be
/// read as ASCII is not in UTF-16.
fn named(label: &[u8]) -> Option<&'static Encoding> {
    // Says no more than that nothing was said: what is ASCII needs no encoding.
    if [&b"us-ascii"[..], b"ascii"].iter().any(|ascii| label.eq_ignore_ascii_case(ascii)) {
        return None;
    }
    let encoding = Encoding::for_label(label).or_else(|| {
        let label = label.to_ascii_lowercase();
        matches!(label.as_slice(), b"cp936" | b"ms936" | b"windows-936" | b"936").then_some(GB18030)
    })?;
    Some(match encoding {
        encoding if encoding == encoding_rs::GBK => GB18030,
        encoding if encoding == UTF_16LE || encoding == UTF_16BE => UTF_8,
        encoding => encoding,
    })
}

/// `<meta charset=…>`, `<meta http-equiv content="…; charset=…">` or `<?xml encoding="…"?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let mut rest = head;
    while let Some(at) = rest.iter().position(|&byte| byte == b'<') {
        rest = &rest[at + 1..];
        let end = rest.iter().position(|&byte| byte == b'>').unwrap_or(rest.len());
        let tag = &rest[..end];
        let is_meta = tag.get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"meta"));
        let label = match () {
            () if is_meta => after(tag, b"charset"),
            () if tag.starts_with(b"?xml") => after(tag, b"encoding"),
            () => None,
        };
        if let Some(encoding) = label.and_then(named) {
            return Some(encoding);
        }
    }
    None
}

/// The value that follows `name=`, with or without quotes.
fn after<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let at = tag.windows(name.len()).position(|window| window.eq_ignore_ascii_case(name))?;
    let value = tag[at + name.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|byte| matches!(byte, b'"' | b'\'' | b';' | b' ' | b'/' | b'?' | b'\t'..=b'\r'));
    Some(&value[..end.unwrap_or(value.len())])
}

/// The likeliest encoding of a page from China that does not say.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if !GB18030.decode_without_bom_handling(bytes).1 {
        return GB18030;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"cn"), Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found() {
        let check = |bytes: &[u8], charset: Option<&str>, expected: &str| {
            assert_eq!(decode(bytes, charset), expected, "{}", bytes.escape_ascii());
        };
        check("中".as_bytes(), None, "中");
        check(b"\xD6\xD0", None, "中");
        check(b"\xD6\xD0", Some("GB2312"), "中");
        check(b"\xD6\xD0", Some("us-ascii"), "中");
        check(b"\xA4\xA4", Some("big5"), "中");
        check(b"<meta charset=gbk>\xD6\xD0", None, "<meta charset=gbk>中");
        check(b"<META content='text/html; charset=big5'>\xA4\xA4", None, "<META content='text/html; charset=big5'>中");
        check(b"<?xml version='1.0' encoding='GB2312'?>\xD6\xD0", None, "<?xml version='1.0' encoding='GB2312'?>中");
        let wrong = "<meta charset=gb2312>名称与编码不符的网页";
        check(wrong.as_bytes(), None, wrong);
        check(b"<meta charset=gbk>\xC1\xAA\xCD\xA8", None, "<meta charset=gbk>联通");
        check("<meta charset=utf-16>中".as_bytes(), None, "<meta charset=utf-16>中");
        check(b"<meta charset=nonsense>\xD6\xD0", None, "<meta charset=nonsense>中");
        check(b"\xFF\xFE\x2D\x4E", Some("gbk"), "中");
        check(b"<\0p\0>\0\x2D\x4E", None, "<p>中");
        check(b"\0<\0p\0>\x4E\x2D", None, "<p>中");
        check("\u{FEFF}<meta charset=gbk>中".as_bytes(), None, "<meta charset=gbk>中");
    }
}

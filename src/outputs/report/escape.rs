//! Texts from outside on their way into the page: nothing in them is markup, and nothing hides.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use crate::outputs::cells::is_odd;

/// A text as it can be shown: control and bidirectional format characters as `\u{202e}`; line breaks
/// and tabs stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    let hides = |c: char| is_odd(c) && c != '\n' && c != '\t';
    if !text.contains(hides) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if hides(c) => shown.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// A text as content or quoted attribute of HTML.
pub fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in visible(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// JSON that can stand in a `<script>` element: neither an end tag nor a comment can begin in it
/// (HTML, 13.2.5.4).
///
/// # Errors
/// When the value cannot be serialised.
pub fn json(value: &impl Serialize) -> io::Result<String> {
    let text = serde_json::to_string(value)?;
    Ok(if text.contains('<') { text.replace('<', "\\u003c") } else { text })
}

/// Base64 with padding (RFC 4648, 4).
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= group.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup_and_nothing_hides() {
        for (text, shown) in [
            ("需求表.docx", "需求表.docx"),
            ("<script>alert('1')</script>", "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"),
            ("a\"b&c", "a&quot;b&amp;c"),
            ("表\u{202e}fdp.exe", "表\\u{202e}fdp.exe"),
            ("\u{1b}[31m\0", "\\u{1b}[31m\\u{0}"),
            ("两\n行\t格", "两\n行\t格"),
        ] {
            assert_eq!(html(text), shown);
        }
    }

    #[test]
    fn json_cannot_end_its_element() {
        let text = json(&["</script><!--", "汉"]).expect("JSON");
        assert_eq!(text, r#"["\u003c/script>\u003c!--","汉"]"#);
        let back: Vec<String> = serde_json::from_str(&text).expect("JSON");
        assert_eq!(back, ["</script><!--", "汉"]);
    }

    #[test]
    fn base64_as_in_the_standard() {
        // RFC 4648, 10.
        for (text, encoded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }
}

//! A web page with all that it shows in one file (.mht, .mhtml; RFC 2557), as Word saves it as
//! "single file web page" and browsers do: a MIME entity whose root part is the page. MIME is
//! mail-parser's; the page is read by [`super::html`]. Its pictures and frames are not looked at.

use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType, decoders};

use super::{Reader, Result, flowing::budget::Budget, html};
use crate::model::{document::Document, format::Format, limits::Limits, source::Source, trouble::Trouble};

/// The reader of pages in one file.
pub struct Mhtml;

impl Reader for Mhtml {
    fn format(&self) -> Format {
        Format::Mhtml
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        read_bytes(&source.bytes, &mut Budget::new(*limits))
    }
}

/// Reads the root page under what is left of the budget.
///
/// # Errors
/// Trouble when no part of it is a page, or a limit that was met.
pub fn read_bytes(bytes: &[u8], budget: &mut Budget) -> Result<Document> {
    let message = MessageParser::new().with_mime_headers().parse(bytes);
    let root = message.as_ref().and_then(|message| Some((message, root(message)?)));
    let Some((message, part)) = root else {
        return Err(Box::new(Trouble::unreadable(
            "单个文件网页里没有网页正文，请对方用 Word 另存为 .docx 后重新发送",
            "the single-file web page holds no page; ask for it saved as .docx",
        )));
    };
    let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
    match decoded(message, part) {
        Some(page) => html::read_bytes(&page, charset, budget),
        None => Err(Box::new(Trouble::unreadable(
            "单个文件网页的编码已损坏，请对方重新发送",
            "the encoding of the single-file web page is damaged; ask for it again",
        ))),
    }
}

/// The part that the others belong to: the one that `start` names (RFC 2387 3.2), else the first page.
fn root<'a>(message: &'a Message) -> Option<&'a MessagePart<'a>> {
    let pages = || message.parts.iter().filter(|part| matches!(part.body, PartType::Html(_)));
    let start = message.content_type().and_then(|kind| kind.attribute("start"));
    let bare = |id: &str| id.trim_matches(['<', '>', ' ']).to_owned();
    let named = start.and_then(|start| pages().find(|part| part.content_id().map(bare) == Some(bare(start))));
    named.or_else(|| pages().next())
}

/// The bytes of a part. The page itself says best which encoding they are in.
fn decoded(message: &Message, part: &MessagePart) -> Option<Vec<u8>> {
    let raw = message.raw_message.get(part.raw_body_offset() as usize..part.raw_end_offset() as usize)?;
    match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::QuotedPrintable => decoders::quoted_printable::quoted_printable_decode(raw),
        Encoding::Base64 => decoders::base64::base64_decode(raw),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::readers::flowing::harness::render;

    fn read(bytes: &[u8]) -> Result<Document> {
        read_bytes(bytes, &mut Budget::new(Limits::default()))
    }

    /// A page of these parts, each with its header lines.
    fn page(header: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
        let head =
            format!("MIME-Version: 1.0\r\nContent-Type: multipart/related; {header}boundary=\"--=_x\"\r\n\r\nold\r\n");
        let mut all = head.into_bytes();
        for (header, body) in parts {
            all.extend(format!("----=_x\r\n{header}\r\n\r\n").bytes());
            all.extend_from_slice(body);
            all.extend(b"\r\n");
        }
        all.extend(b"----=_x--\r\n");
        all
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(render(&read(bytes).unwrap()), expected);
    }

    const QUOTED: &str = "Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset=\"gb2312\"";

    #[test]
    fn the_root_page_is_read() {
        let table = b"<table width=3D1><tr><td>=D6=D0<td>=CE=\r\n=C4</table>";
        check(&page("", &[(QUOTED, table)]), "[0:中|1:文]");
        let base64 = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64";
        check(&page("", &[("Content-Type: image/png", b"x"), (base64, b"PHA+5Lit5paH")]), "中文");
        let named = |id: &str| format!("Content-Type: text/html\r\nContent-ID: <{id}>");
        let (frame, root) = (named("a@b"), named("c@d"));
        check(&page("start=\"<c@d>\"; ", &[(&frame, b"<p>x"), (&root, b"<p>a")]), "a");
        check(b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<meta charset=gbk><p>\xD6\xD0", "中");
    }

    #[test]
    fn without_a_page_there_is_trouble() {
        for bytes in [&b""[..], b"MIME-Version: 1.0\r\n\r\n", &page("", &[("Content-Type: image/png", b"x")])] {
            assert!(read(bytes).is_err());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn damaged_pages_never_panic(at in 0_usize..400, byte in any::<u8>(), keep in 0_usize..400) {
            let mut bytes = page("type=\"text/html\"; ", &[(QUOTED, b"<table><tr><td>=D6=D0</table>")]);
            let at = at % bytes.len();
            bytes[at] = byte;
            bytes.truncate(keep.max(at));
            let _ = read(&bytes);
        }
    }
}

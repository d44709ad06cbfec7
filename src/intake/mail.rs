//! A mail taken apart: its envelope, the start of its text, and the parts that are files.
//!
//! The structure is walked here on slices of the mail (RFC 2046 5.1), so that parts are counted
//! before any of them is decoded, only one is decoded at a time, and a part that is cut off is seen
//! to be. Decoding of base64, quoted-printable, dates and HTML is mail-parser's.

use mail_parser::{
    MessageParser,
    decoders::{base64::base64_decode, html::html_to_text, quoted_printable::quoted_printable_decode},
};

use super::{
    budget::too_many,
    chain::{Chain, Met, PartNote},
    header::{self, Field, Value},
    litter::Embedding,
    names,
    sniff::sniff,
};
use crate::model::{format::Format, source::Mail, trouble::Trouble};

/// Multiparts inside multiparts of one mail.
const DEPTH: usize = 30;
/// Bytes of the mail's text that are kept.
const BODY: usize = 2 << 10;

/// Opens a mail.
pub fn open(chain: &mut Chain, file: &Met) {
    let letter = parse(&file.bytes, chain.limits.entries);
    let granted = chain.budget.grant(letter.parts.len(), chain.limits);
    let trouble = match letter.trouble {
        _ if letter.more || granted < letter.parts.len() => Some(too_many(chain.limits)),
        trouble => trouble,
    };
    let mut inside = chain.enter_mail(file, Format::Eml, &letter.mail, trouble);
    for (index, part) in letter.parts.iter().take(granted).enumerate() {
        let content = part.decode();
        let name = part.name_for(index + 1, content.as_deref().unwrap_or_default());
        let note = PartNote { embedding: part.embedding, format: part.is_mail.then_some(Format::Eml) };
        let content = content.map_err(|trouble| (trouble, part.body.len() as u64));
        chain.member(&mut inside, name, content, Some(note));
    }
}

/// A mail as far as it could be taken apart.
#[derive(Debug)]
pub struct Letter<'a> {
    pub mail: Mail,
    /// The parts that are files, in order; the mail's own text is none.
    pub parts: Vec<Part<'a>>,
    /// There are more parts than were asked for.
    pub more: bool,
    pub trouble: Option<Trouble>,
}

/// A part that is a file, still encoded.
#[derive(Debug)]
pub struct Part<'a> {
    /// As the mail gives it, perhaps empty.
    name: String,
    pub body: &'a [u8],
    encoding: Transfer,
    /// The boundary that ends it is there.
    closed: bool,
    pub embedding: Embedding,
    /// Declared a mail itself.
    pub is_mail: bool,
}

/// RFC 2045 6.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Transfer {
    Plain,
    Base64,
    QuotedPrintable,
    UuEncode,
}

/// Takes a mail apart; stops after `most` parts of any kind.
pub fn parse(bytes: &[u8], most: usize) -> Letter<'_> {
    let (fields, _) = header::split(bytes);
    let head = &bytes[..bytes.len().min(64 << 10)];
    let mut parser = Parser { parts: Vec::new(), plain: None, html: None, seen: 0, most, more: false, too_deep: false };
    parser.entity(bytes, Place { digest: false, related: false, closed: true, depth: 0 });
    let body = parser.plain.take().or_else(|| parser.html.take().map(|html| html_to_text(&html)));
    let trouble = parser.too_deep.then(|| {
        Trouble::limit(
            format!("邮件内部嵌套超过 {DEPTH} 层，里面的附件没有读取"),
            format!("the mail's parts are nested more than {DEPTH} deep; attachments further in were not read"),
        )
    });
    let mail = Mail { body: excerpt(&body.unwrap_or_default()), ..envelope(&fields, head) };
    Letter { mail, parts: parser.parts, more: parser.more, trouble }
}

/// The start of a mail's text, as it is kept.
pub fn excerpt(text: &str) -> String {
    let text = text.trim();
    let end = (0..=BODY.min(text.len())).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    text[..end].replace('\r', "")
}

/// Who sent a mail, when and about what. `head` are the same fields as they stand in the mail.
pub fn envelope(fields: &[Field], head: &[u8]) -> Mail {
    let (sender_name, sender_address) =
        header::field(fields, "from").or_else(|| header::field(fields, "sender")).map(sender).unwrap_or_default();
    let subject = header::field(fields, "subject").map(header::decode_words).unwrap_or_default();
    let date = MessageParser::new().with_date_headers().parse_headers(head);
    let date = date.as_ref().and_then(|message| message.date()).filter(|date| date.is_valid());
    Mail {
        sender_name,
        sender_address,
        subject: names::plain_line(&subject),
        received: date.map(|date| date.to_rfc3339()).unwrap_or_default(),
        body: String::new(),
    }
}

/// Name and address of the first mailbox: `"name" <address>`, `address (name)` or `address`.
fn sender(value: &[u8]) -> (String, String) {
    let text = |bytes: &[u8]| names::plain_line(&header::decode_words(bytes));
    let bare = |name: String| name.trim_matches(|c| matches!(c, '"' | '\'' | ' ')).replace("\\\"", "\"");
    if let Some(open) = value.iter().position(|&byte| byte == b'<') {
        let close = value[open..].iter().position(|&byte| byte == b'>').map_or(value.len(), |at| at + open);
        return (bare(text(&value[..open])), text(&value[open + 1..close]));
    }
    match value.iter().position(|&byte| byte == b'(') {
        Some(open) => {
            let comment = &value[open + 1..];
            let comment = comment.strip_suffix(b")").unwrap_or(comment);
            (bare(text(comment)), text(&value[..open]))
        }
        None => (String::new(), text(value)),
    }
}

#[derive(Clone, Copy)]
struct Place {
    /// In a multipart/digest, where parts are mails by default (RFC 2046 5.1.5).
    digest: bool,
    related: bool,
    closed: bool,
    depth: usize,
}

struct Parser<'a> {
    parts: Vec<Part<'a>>,
    plain: Option<String>,
    html: Option<String>,
    seen: usize,
    most: usize,
    more: bool,
    too_deep: bool,
}

impl<'a> Parser<'a> {
    fn entity(&mut self, entity: &'a [u8], place: Place) {
        self.seen += 1;
        if self.seen > self.most {
            self.more = true;
            return;
        }
        let (fields, body) = header::split(entity);
        let kind = header::field(&fields, "content-type").map(Value::parse).unwrap_or_default();
        if kind.main.starts_with("multipart/")
            && let Some(boundary) = kind.raw("boundary").filter(|boundary| !boundary.is_empty())
        {
            if place.depth >= DEPTH {
                self.too_deep = true;
                return;
            }
            let pieces = split_parts(body, boundary, self.most + 1 - self.seen);
            if !pieces.is_empty() {
                let (digest, related) = (kind.main == "multipart/digest", kind.main == "multipart/related");
                for (piece, closed) in pieces {
                    // A piece that no boundary closes may still be closed by one further out.
                    let closed = closed || (place.closed && place.depth > 0);
                    self.entity(piece, Place { digest, related, closed, depth: place.depth + 1 });
                }
                return;
            }
        }
        self.leaf(&fields, &kind, body, place);
    }

    fn leaf(&mut self, fields: &[Field], kind: &Value, body: &'a [u8], place: Place) {
        let disposition = header::field(fields, "content-disposition").map(Value::parse).unwrap_or_default();
        let name = disposition.text("filename").or_else(|| kind.text("name")).filter(|name| !name.trim().is_empty());
        let is_mail =
            matches!(kind.main.as_str(), "message/rfc822" | "message/global") || (place.digest && kind.main.is_empty());
        let is_text = kind.main.is_empty() || !kind.main.contains('/') || kind.main.starts_with("text/");
        let is_report = kind.main.starts_with("message/") && !is_mail;
        let encoding = transfer(fields);
        let own_text = name.is_none() && disposition.main != "attachment" && !is_mail && (is_text || is_report);
        if own_text {
            return self.text(kind, body, encoding);
        }
        let has_id = header::field(fields, "content-id").is_some();
        let embedding = Embedding { inline: disposition.main == "inline", shown: has_id && place.related };
        let name = name.unwrap_or_default();
        self.parts.push(Part { name, body, encoding, closed: place.closed, embedding, is_mail });
    }

    /// The mail's own text: the first of each kind is kept, uuencoded files in it are parts.
    fn text(&mut self, kind: &Value, body: &'a [u8], encoding: Transfer) {
        /// Enough for [`BODY`] in any encoding.
        const LOOK: usize = 64 << 10;
        let is_html = kind.main == "text/html";
        let kept = if is_html { &mut self.html } else { &mut self.plain };
        if kept.is_none() {
            let raw = decode_leniently(&body[..body.len().min(LOOK)], encoding);
            *kept = Some(header::decode(kind.raw("charset").unwrap_or_default(), &raw));
        }
        if encoding == Transfer::Plain && !is_html {
            self.uuencoded(body);
        }
    }

    /// Files between lines `begin 644 name` and `end` (POSIX uuencode).
    fn uuencoded(&mut self, mut text: &'a [u8]) {
        while let Some(at) = begin_line(text) {
            let (line, rest) = header::first_line(&text[at..]);
            self.seen += 1;
            if self.seen > self.most {
                self.more = true;
                return;
            }
            let end = end_line(rest);
            let name = names::guess(line.get(10..).unwrap_or_default());
            let body = &rest[..end.unwrap_or(rest.len())];
            self.parts.push(Part {
                name,
                body,
                encoding: Transfer::UuEncode,
                closed: end.is_some(),
                embedding: Embedding::default(),
                is_mail: false,
            });
            text = &rest[body.len()..];
        }
    }
}

fn transfer(fields: &[Field]) -> Transfer {
    let value = header::field(fields, "content-transfer-encoding").unwrap_or_default();
    match Value::parse(value).main.as_str() {
        "base64" => Transfer::Base64,
        "quoted-printable" => Transfer::QuotedPrintable,
        "x-uuencode" | "x-uue" | "uuencode" => Transfer::UuEncode,
        _ => Transfer::Plain,
    }
}

/// The pieces between boundary lines, each with whether a boundary line ends it; what stands before
/// the first and after the last is no part (RFC 2046 5.1.1).
fn split_parts<'a>(body: &'a [u8], boundary: &[u8], most: usize) -> Vec<(&'a [u8], bool)> {
    let mut pieces = Vec::new();
    let mut start = None;
    let mut at = 0;
    while at < body.len() && pieces.len() <= most {
        let (line, rest) = header::first_line(&body[at..]);
        let next = body.len() - rest.len();
        let mark = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary));
        let mark = mark.map(|tail| tail.trim_ascii_end()).filter(|tail| tail.is_empty() || *tail == b"--");
        if let Some(tail) = mark {
            if let Some(from) = start {
                pieces.push((without_line_end(&body[from..at]), true));
            }
            start = Some(next);
            if tail == b"--" {
                return pieces;
            }
        }
        at = next;
    }
    if let Some(from) = start.filter(|&from| from < body.len()) {
        pieces.push((&body[from..], false));
    }
    pieces
}

/// The line end before a boundary belongs to the boundary.
fn without_line_end(piece: &[u8]) -> &[u8] {
    let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
    piece.strip_suffix(b"\r").unwrap_or(piece)
}

impl Part<'_> {
    /// The bytes of the file.
    ///
    /// # Errors
    /// `Unreadable` when the encoding is broken or the part is cut off: half a file must not pass for
    /// a whole one.
    pub fn decode(&self) -> Result<Vec<u8>, Trouble> {
        let decoded = match self.encoding {
            Transfer::Plain if self.closed || self.is_mail => Some(self.body.to_vec()),
            Transfer::QuotedPrintable if self.closed => quoted_printable_decode(self.body),
            Transfer::Base64 => base64_region(self.body, self.closed).and_then(base64_decode),
            Transfer::UuEncode if self.closed => uu_decode(self.body),
            _ => None,
        };
        decoded.ok_or_else(|| {
            Trouble::unreadable(
                "邮件附件不完整或编码已损坏，请对方重新发送",
                "the attachment is cut off or its encoding is damaged; ask for the mail again",
            )
        })
    }

    /// The name as a label; an unnamed part is called by its subject or its number.
    pub fn name_for(&self, number: usize, bytes: &[u8]) -> String {
        let name = names::label(&self.name);
        if !name.is_empty() {
            return name;
        }
        if self.is_mail {
            let (fields, _) = header::split(bytes);
            let subject = header::field(&fields, "subject").map(header::decode_words).unwrap_or_default();
            let subject: String = names::plain_line(&subject).chars().take(80).collect();
            let stem = if subject.is_empty() { format!("message-{number}") } else { subject.replace(['/', '\\'], "_") };
            return format!("{stem}.eml");
        }
        match sniff(bytes).row().extensions.first() {
            Some(ending) => format!("attachment-{number}.{ending}"),
            None => format!("attachment-{number}"),
        }
    }
}

/// The encoded text without what mailing lists put behind it, or `None` if it is cut off.
fn base64_region(body: &[u8], closed: bool) -> Option<&[u8]> {
    let ended = body.ends_with(b"\n");
    let body = body.trim_ascii();
    if let Some(at) = body.iter().position(|&byte| byte == b'=') {
        let padding = body[at..].iter().take_while(|byte| **byte == b'=' || byte.is_ascii_whitespace()).count();
        let after = &body[at + padding..];
        // Several encoded pieces in a row go on; anything else is a footer.
        let goes_on = !after.is_empty() && after.iter().all(|byte| is_base64(*byte));
        return Some(if goes_on { body } else { &body[..at + padding] });
    }
    let digits = body.iter().filter(|byte| !byte.is_ascii_whitespace()).count();
    let (first, _) = header::first_line(body);
    let last = body.rsplit(|&byte| byte == b'\n').next().unwrap_or(body);
    // Without a boundary, only a last line that is shorter than the others and ended itself is the end.
    (digits % 4 == 0 && (closed || (ended && last.len() < first.len()))).then_some(body)
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=') || byte.is_ascii_whitespace()
}

/// For text that is only looked at: what can be had of it.
fn decode_leniently(body: &[u8], encoding: Transfer) -> Vec<u8> {
    let decoded = match encoding {
        Transfer::Base64 => base64_decode(body),
        Transfer::QuotedPrintable => quoted_printable_decode(body),
        Transfer::Plain | Transfer::UuEncode => None,
    };
    decoded.unwrap_or_else(|| body.to_vec())
}

fn begin_line(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        let (line, rest) = header::first_line(&text[at..]);
        if let Some([a, b, c, b' ', name, ..]) = line.strip_prefix(b"begin ")
            && [a, b, c].iter().all(|digit| (b'0'..=b'7').contains(digit))
            && !name.is_ascii_whitespace()
        {
            return Some(at);
        }
        at = text.len() - rest.len();
    }
    None
}

fn end_line(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        let (line, rest) = header::first_line(&text[at..]);
        if line.trim_ascii_end() == b"end" {
            return Some(at);
        }
        at = text.len() - rest.len();
    }
    None
}

/// Lines of a length character and groups of four (POSIX uuencode).
fn uu_decode(body: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut text = body;
    // A whole uuencoded part still bears its first and last line.
    if let Some(at) = begin_line(text) {
        text = header::first_line(&text[at..]).1;
        text = &text[..end_line(text)?];
    }
    while !text.is_empty() {
        let (line, rest) = header::first_line(text);
        text = rest;
        let Some((&len, groups)) = line.split_first() else { continue };
        let value = |byte: u8| u32::from(byte.wrapping_sub(0x20) & 0x3F);
        let len = value(len) as usize;
        let before = bytes.len();
        for group in groups.chunks(4) {
            let quad = [0, 1, 2, 3].map(|i| value(group.get(i).copied().unwrap_or(b' ')));
            let word = quad[0] << 18 | quad[1] << 12 | quad[2] << 6 | quad[3];
            bytes.extend_from_slice(&word.to_be_bytes()[1..]);
        }
        if bytes.len() - before < len {
            return None;
        }
        bytes.truncate(before + len);
    }
    Some(bytes)
}

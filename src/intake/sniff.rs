//! The kind of a file by its content, never by its name.
//!
//! Evaluates the signatures of [`FORMATS`] in their order. Knows the insides of a zip or OLE file
//! only by the names of their members.

use std::{borrow::Cow, cell::OnceCell, io::Cursor};

use super::{mailbox, tape, zip_index};
use crate::model::format::{FORMATS, Format, Signature};

/// How much of a file's start is looked at for text, mail headers and a late PDF header.
const HEAD: usize = 16 << 10;
/// A PDF header may stand this far into the file (ISO 32000-1 Annex H, implementation note 13).
const PDF_WINDOW: usize = 1024;
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The first row of the table of formats one of whose signatures fits.
pub fn sniff(bytes: &[u8]) -> Format {
    if bytes.is_empty() {
        return Format::Empty;
    }
    let probe = Probe { bytes, text: text_start(bytes), zip: OnceCell::new(), ole: OnceCell::new() };
    let found = FORMATS.iter().find(|row| row.signatures.iter().any(|signature| probe.fits(signature)));
    match found.map_or(Format::Unknown, |row| row.format) {
        Format::Unknown if tape::has_header_sum(bytes) => Format::Tar,
        Format::Unknown if has_late_pdf_header(bytes) => Format::Pdf,
        Format::Mbox if !mailbox::begins_mail(bytes.trim_ascii_start()) => Format::Unknown,
        Format::Mbox if is_single_mail(bytes) => Format::Eml,
        format => format,
    }
}

struct Probe<'a> {
    bytes: &'a [u8],
    /// The start without byte order mark, white space, processing instructions and comments.
    text: Cow<'a, [u8]>,
    zip: OnceCell<Vec<&'a [u8]>>,
    ole: OnceCell<Vec<String>>,
}

impl Probe<'_> {
    fn fits(&self, signature: &Signature) -> bool {
        match *signature {
            Signature::Prefix(prefix) => self.bytes.starts_with(prefix) || self.text_starts_with(prefix),
            Signature::At(offset, mark) => self.bytes.get(offset..).is_some_and(|rest| rest.starts_with(mark)),
            Signature::ZipMember(name) => self.has_zip_member(name.as_bytes()),
            Signature::ZipMime(mime) => zip_mime(self.bytes, mime.as_bytes()),
            Signature::OleStream(name) => self.has_ole_stream(name),
            Signature::XmlRoot(local, namespace) => self.has_root(local.as_bytes(), namespace.as_bytes()),
            Signature::StartTag(name) => self.starts_with_tag(name.as_bytes()),
            Signature::PageHeader => starts_like_page(self.bytes),
            Signature::MailHeader => starts_like_mail(self.bytes),
            Signature::Rest => true,
        }
    }

    fn text_starts_with(&self, prefix: &[u8]) -> bool {
        let is_text = prefix.len() >= 4 && prefix.iter().all(|byte| (0x20..0x7F).contains(byte));
        match self.text.get(..prefix.len()) {
            Some(start) if is_text && prefix[0] == b'<' => start.eq_ignore_ascii_case(prefix),
            Some(start) if is_text => start == prefix,
            _ => false,
        }
    }

    /// The first start tag: its name without prefix, and that the namespace is declared in it. Prefixes
    /// are not told apart: a root declares what it needs.
    fn has_root(&self, local: &[u8], namespace: &[u8]) -> bool {
        let Some(tag) = self.text.strip_prefix(b"<") else { return false };
        let tag = &tag[..tag.iter().position(|&byte| byte == b'>').unwrap_or(tag.len())];
        let name = tag.split(|byte| byte.is_ascii_whitespace()).next().unwrap_or_default();
        let name = name.rsplit(|&byte| byte == b':').next().unwrap_or_default();
        name == local && tag.windows(namespace.len()).any(|window| window == namespace)
    }

    fn starts_with_tag(&self, name: &[u8]) -> bool {
        let Some(rest) = self.text.strip_prefix(b"<") else { return false };
        let same = rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        same && matches!(rest.get(name.len()), None | Some(b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'))
    }

    /// Part names are compared without case (ECMA-376-2 6.2.2.3). A folder of the name is only a
    /// mark of the format if XML parts stand in it: people also pack folders called `word`.
    fn has_zip_member(&self, wanted: &[u8]) -> bool {
        if !self.bytes.starts_with(b"PK") {
            return false;
        }
        let names = self.zip.get_or_init(|| zip_index::names(self.bytes));
        names.iter().any(|name| {
            let name = name.strip_prefix(b"/").unwrap_or(name);
            let Some(start) = name.get(..wanted.len()) else { return false };
            let same = start.iter().zip(wanted).all(|(a, b)| a.eq_ignore_ascii_case(b) || (*a == b'\\' && *b == b'/'));
            let rest = &name[wanted.len()..];
            same && if wanted.ends_with(b"/") { ends_with_xml(rest) } else { rest.is_empty() }
        })
    }

    fn has_ole_stream(&self, wanted: &str) -> bool {
        self.bytes.starts_with(OLE)
            && self.ole.get_or_init(|| ole_streams(self.bytes)).iter().any(|name| name.eq_ignore_ascii_case(wanted))
    }
}

fn ends_with_xml(name: &[u8]) -> bool {
    [&b".xml"[..], b".rels", b".bin"]
        .iter()
        .any(|end| name.len() > end.len() && name[name.len() - end.len()..].eq_ignore_ascii_case(end))
}

/// The `mimetype` member (ODF 1.3 part 2, 3.3: first and stored; a few packers deflate it).
fn zip_mime(bytes: &[u8], wanted: &[u8]) -> bool {
    if !bytes.starts_with(b"PK") {
        return false;
    }
    // Stored first, as the standard wants it: found without reading the directory.
    if bytes.get(30..38) == Some(b"mimetype") && bytes.get(8..10) == Some(&[0, 0]) {
        let extra = usize::from(u16::from_le_bytes([bytes[28], bytes[29]]));
        return bytes.get(38 + extra..).is_some_and(|rest| is_mime(rest, wanted));
    }
    let Some(directory) = zip_index::directory(bytes) else { return false };
    let Some(member) = directory.members.iter().find(|member| member.name == b"mimetype") else { return false };
    match zip_index::packed(bytes, member) {
        Some(packed) if member.method == 0 => is_mime(packed, wanted),
        Some(packed) if member.method == 8 => is_mime(&super::archive::inflate_start(packed, 128), wanted),
        _ => false,
    }
}

/// `…text` also stands for its templates and master documents, `…text-template`.
fn is_mime(content: &[u8], wanted: &[u8]) -> bool {
    content.trim_ascii_start().starts_with(wanted)
}

/// Streams of the root storage. Where the file is too broken to be opened, the names in whatever
/// looks like a directory entry, so that a damaged document still bears its own name.
fn ole_streams(bytes: &[u8]) -> Vec<String> {
    match cfb::CompoundFile::open(Cursor::new(bytes)) {
        Ok(file) => file.read_root_storage().map(|entry| entry.name().to_owned()).collect(),
        Err(_) => bytes.chunks_exact(128).skip(4).filter_map(ole_entry_name).collect(),
    }
}

/// The name in a directory entry of a stream ([MS-CFB] 2.6.1).
fn ole_entry_name(entry: &[u8]) -> Option<String> {
    let len = usize::from(u16::from_le_bytes([entry[64], entry[65]]));
    let is_stream = entry[66] == 2 && entry[67] <= 1;
    if !is_stream || !(4..=64).contains(&len) || len % 2 != 0 {
        return None;
    }
    let units: Vec<u16> = entry[..len - 2].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

/// The start of a text file as ASCII-compatible bytes, past what may stand before its first mark.
fn text_start(bytes: &[u8]) -> Cow<'_, [u8]> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let utf16 = match head {
        [0xFF, 0xFE, rest @ ..] => Some(encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0),
        [0xFE, 0xFF, rest @ ..] => Some(encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0),
        [b'<', 0, ..] => Some(encoding_rs::UTF_16LE.decode_without_bom_handling(head).0),
        [0, b'<', ..] => Some(encoding_rs::UTF_16BE.decode_without_bom_handling(head).0),
        _ => None,
    };
    match utf16 {
        Some(text) => Cow::Owned(past_prolog(text.as_bytes()).to_vec()),
        None => Cow::Borrowed(past_prolog(head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head))),
    }
}

fn past_prolog(mut text: &[u8]) -> &[u8] {
    for _ in 0..16 {
        text = text.trim_ascii_start();
        let close: &[u8] = match text {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            _ => break,
        };
        match text.windows(close.len()).position(|window| window == close) {
            Some(at) => text = &text[at + close.len()..],
            None => break,
        }
    }
    text
}

/// Header lines of RFC 5322 2.2 from the first line on, at least two of them well known.
fn starts_like_mail(bytes: &[u8]) -> bool {
    const KNOWN: [&str; 16] = [
        "from",
        "to",
        "cc",
        "subject",
        "date",
        "received",
        "mime-version",
        "message-id",
        "content-type",
        "content-transfer-encoding",
        "return-path",
        "reply-to",
        "delivered-to",
        "sender",
        "dkim-signature",
        "x-mailer",
    ];
    let mut seen = 0_u32;
    header_lines(bytes, |name, _| {
        if let Some(at) = KNOWN.iter().position(|known| name.eq_ignore_ascii_case(known.as_bytes())) {
            seen |= 1 << at;
        }
    });
    seen.count_ones() >= 2
}

/// Names and first lines of the header fields that a file begins with.
fn header_lines<'a>(bytes: &'a [u8], mut each: impl FnMut(&'a [u8], &'a [u8])) {
    let head = &bytes[..bytes.len().min(HEAD)];
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    for line in head.split(|&byte| byte == b'\n') {
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(colon) = line.iter().position(|&byte| byte == b':') else { break };
        let name = line[..colon].trim_ascii_end();
        if name.is_empty() || !name.iter().all(|byte| (0x21..0x7F).contains(byte)) {
            break;
        }
        each(name, line[colon + 1..].trim_ascii());
    }
}

/// A page and what it shows in one MIME entity (RFC 2557), as Word and browsers save it: text/html or
/// multipart/related at the top, and nothing that was sent to anyone. Browsers name themselves as
/// sender, without an address.
fn starts_like_page(bytes: &[u8]) -> bool {
    const SENT: [&str; 10] = [
        "to",
        "cc",
        "bcc",
        "received",
        "message-id",
        "return-path",
        "reply-to",
        "delivered-to",
        "dkim-signature",
        "in-reply-to",
    ];
    let (mut page, mut mime, mut sent) = (false, false, false);
    header_lines(bytes, |name, value| {
        let named = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        let starts = |wanted: &[u8]| value.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted));
        mime |= named("mime-version") || named("snapshot-content-location");
        page |= named("content-type") && (starts(b"multipart/related") || starts(b"text/html"));
        let address = value.contains(&b'@') && !starts(b"<saved by");
        sent |= SENT.iter().any(|known| named(known)) || (named("from") && address);
    });
    page && mime && !sent
}

/// A saved mail may keep the envelope line of its mailbox (RFC 4155); in a mailbox another follows
/// after an empty line.
fn is_single_mail(bytes: &[u8]) -> bool {
    let Some(end) = bytes.iter().position(|&byte| byte == b'\n') else { return false };
    let more = |mark: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
    starts_like_mail(&bytes[end + 1..]) && !more(b"\n\nFrom ") && !more(b"\n\r\nFrom ")
}

fn has_late_pdf_header(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(PDF_WINDOW)].windows(5).any(|window| window == b"%PDF-")
}

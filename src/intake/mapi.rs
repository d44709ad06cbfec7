//! Properties of mails and attachments as Outlook keeps them in .msg and winmail.dat: numbered,
//! typed, text in UTF-16 or in a code page that another property names ([MS-OXPROPS], [MS-OXCDATA]).

use encoding_rs::{Encoding, GB18030, UTF_16LE};
use mail_parser::decoders::html::html_to_text;

use super::{header, mail, names, packed_rtf};
use crate::model::source::Mail;

/// Numbers of the properties that are looked at ([MS-OXPROPS] 2).
pub mod id {
    pub const SUBJECT: u16 = 0x0037;
    pub const SUBMIT_TIME: u16 = 0x0039;
    pub const FROM_NAME: u16 = 0x0042;
    pub const FROM_ADDRESS: u16 = 0x0065;
    pub const HEADERS: u16 = 0x007D;
    pub const SENDER_NAME: u16 = 0x0C1A;
    pub const SENDER_ADDRESS: u16 = 0x0C1F;
    pub const DELIVERY_TIME: u16 = 0x0E06;
    pub const BODY: u16 = 0x1000;
    pub const RTF: u16 = 0x1009;
    pub const HTML: u16 = 0x1013;
    pub const DISPLAY_NAME: u16 = 0x3001;
    pub const DATA: u16 = 0x3701;
    pub const FILE_NAME: u16 = 0x3704;
    pub const METHOD: u16 = 0x3705;
    pub const LONG_FILE_NAME: u16 = 0x3707;
    pub const CONTENT_ID: u16 = 0x3712;
    pub const ATTACH_FLAGS: u16 = 0x3714;
    pub const INTERNET_CODE_PAGE: u16 = 0x3FDE;
    pub const CODE_PAGE: u16 = 0x3FFD;
    pub const SENDER_SMTP: u16 = 0x5D01;
    pub const FROM_SMTP: u16 = 0x5D02;
    pub const HIDDEN: u16 = 0x7FFE;
}

/// Types of properties ([MS-OXCDATA] 2.11.1).
pub mod kind {
    pub const OBJECT: u16 = 0x000D;
    pub const TEXT8: u16 = 0x001E;
    pub const TEXT: u16 = 0x001F;
    pub const TIME: u16 = 0x0040;
    pub const BINARY: u16 = 0x0102;
}

/// Properties by number. Values as stored: those of fixed length in eight bytes.
#[derive(Debug)]
pub struct Properties {
    values: Vec<(u16, u16, Vec<u8>)>,
    code_page: u32,
}

impl Properties {
    /// `code_page` is that of 8-bit text where no property names one; 0 if it is not known.
    pub fn new(code_page: u32) -> Properties {
        Properties { values: Vec::new(), code_page }
    }

    pub fn add(&mut self, id: u16, kind: u16, value: Vec<u8>) {
        self.values.push((id, kind, value));
    }

    fn value(&self, id: u16) -> Option<(u16, &[u8])> {
        self.values.iter().find(|value| value.0 == id && !value.2.is_empty()).map(|value| (value.1, value.2.as_slice()))
    }

    pub fn bytes(&self, id: u16) -> Option<&[u8]> {
        self.value(id).map(|value| value.1)
    }

    pub fn kind(&self, id: u16) -> Option<u16> {
        self.value(id).map(|value| value.0)
    }

    pub fn number(&self, id: u16) -> Option<u32> {
        Some(u32::from_le_bytes(self.bytes(id)?.get(..4)?.try_into().ok()?))
    }

    /// Text of any kind, empty if there is none.
    pub fn text(&self, id: u16) -> String {
        let Some((kind, bytes)) = self.value(id) else { return String::new() };
        let text = match kind {
            kind::TEXT => UTF_16LE.decode_without_bom_handling(bytes).0.into_owned(),
            kind::TEXT8 | kind::BINARY => decode(self.code_page_of(id), bytes),
            _ => String::new(),
        };
        text.trim_end_matches('\0').to_owned()
    }

    fn code_page_of(&self, id: u16) -> u32 {
        let stated = |id| self.number(id).filter(|&page| page != 0);
        let (first, second) = match id {
            id::HTML => (id::INTERNET_CODE_PAGE, id::CODE_PAGE),
            _ => (id::CODE_PAGE, id::INTERNET_CODE_PAGE),
        };
        stated(first)
            .or_else(|| (self.code_page != 0).then_some(self.code_page))
            .or_else(|| stated(second))
            .unwrap_or(0)
    }

    /// RFC 3339 in UTC, empty if there is none.
    fn time(&self, id: u16) -> String {
        /// Seconds from 1601 to 1970.
        const EPOCH: i64 = 11_644_473_600;
        let ticks =
            self.value(id).filter(|value| value.0 == kind::TIME).and_then(|value| value.1.get(..8)?.try_into().ok());
        let seconds =
            ticks.map(u64::from_le_bytes).filter(|&ticks| ticks != 0).map(|ticks| (ticks / 10_000_000) as i64 - EPOCH);
        seconds
            .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
            .map(|time| time.to_string())
            .unwrap_or_default()
    }

    /// The first of these that is not empty.
    fn first(&self, ids: &[u16]) -> String {
        ids.iter().map(|&id| self.text(id)).find(|text| !text.trim().is_empty()).unwrap_or_default()
    }

    /// The name of an attachment, perhaps empty.
    pub fn file_name(&self) -> String {
        self.first(&[id::LONG_FILE_NAME, id::FILE_NAME, id::DISPLAY_NAME])
    }

    /// The envelope and the start of the text of a message.
    pub fn mail(&self) -> Mail {
        let headers = self.text(id::HEADERS);
        let (fields, _) = header::split(headers.as_bytes());
        let head = headers.as_bytes().get(..headers.len().min(64 << 10)).unwrap_or_default();
        let sent = mail::envelope(&fields, head);
        let or = |own: String, other: String| if own.trim().is_empty() { other } else { own };
        let address = self.first(&[id::FROM_SMTP, id::SENDER_SMTP]);
        // Inside one house senders are written in X.500, which says nothing to anybody else.
        let written = [id::FROM_ADDRESS, id::SENDER_ADDRESS].map(|id| self.text(id));
        let written = written.into_iter().find(|address| address.contains('@')).unwrap_or_default();
        let sent_at = or(self.time(id::SUBMIT_TIME), self.time(id::DELIVERY_TIME));
        Mail {
            sender_name: names::plain_line(&or(self.first(&[id::FROM_NAME, id::SENDER_NAME]), sent.sender_name)),
            sender_address: names::plain_line(&or(or(address, sent.sender_address), written)),
            subject: names::plain_line(&or(self.text(id::SUBJECT), sent.subject)),
            // Only the mail itself knows the clock of its sender.
            received: or(sent.received, sent_at),
            body: mail::excerpt(&self.body()),
        }
    }

    fn body(&self) -> String {
        /// Enough for any excerpt.
        const LOOK: usize = 256 << 10;
        let plain = self.text(id::BODY);
        if !plain.trim().is_empty() {
            return plain;
        }
        let html = self.text(id::HTML);
        let end = (0..=LOOK.min(html.len())).rev().find(|&end| html.is_char_boundary(end)).unwrap_or(0);
        if !html.trim().is_empty() {
            return html_to_text(&html[..end]);
        }
        self.bytes(id::RTF).and_then(packed_rtf::unpack).map(|rtf| packed_rtf::plain(&rtf)).unwrap_or_default()
    }

    /// Whether the text of the message shows the attachment with this Content-ID.
    pub fn shows(&self, content_id: &str) -> bool {
        let mark = format!("cid:{}", content_id.trim_matches(['<', '>']));
        let rtf = || self.bytes(id::RTF).and_then(packed_rtf::unpack).unwrap_or_default();
        self.text(id::HTML).contains(&mark) || header::find(&rtf(), mark.as_bytes()).is_some()
    }
}

/// Text in a code page of Windows; in an unknown one, or where it does not fit, a guess.
fn decode(code_page: u32, bytes: &[u8]) -> String {
    let decoded =
        encoding(code_page).and_then(|encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes));
    decoded.map_or_else(|| names::guess(bytes), |text| text.into_owned())
}

/// The encoding of a code page of Windows.
pub fn encoding(code_page: u32) -> Option<&'static Encoding> {
    let label = match code_page {
        936 | 20936 | 54936 => return Some(GB18030),
        932 => "shift_jis".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        65001 => "utf-8".to_owned(),
        866 => "ibm866".to_owned(),
        874 | 1250..=1258 => format!("windows-{code_page}"),
        20866 => "koi8-r".to_owned(),
        21866 => "koi8-u".to_owned(),
        28591..=28606 => format!("iso-8859-{}", code_page - 28590),
        50220..=50222 => "iso-2022-jp".to_owned(),
        51932 => "euc-jp".to_owned(),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

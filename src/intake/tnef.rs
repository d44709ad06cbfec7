//! winmail.dat: what Outlook sends to itself in place of ordinary parts of a mail ([MS-OXTNEF]).
//!
//! The stream is walked in place: attributes of the message, then for each attachment a start, its
//! properties and its bytes.

use super::{
    budget::too_many,
    chain::{Chain, Inside, Met, PartNote},
    mapi::{Properties, id, kind},
    msg::{embedding, message_name, named},
    names,
    trouble::{damaged_mail, damaged_member},
};
use crate::model::{format::Format, source::Mail};

/// Attributes of a message and of attachments ([MS-OXTNEF] 2.1.3.2): type and number.
mod attribute {
    pub const CODE_PAGE: u32 = 0x0006_9007;
    pub const SUBJECT: u32 = 0x0001_8004;
    pub const BODY: u32 = 0x0002_800C;
    pub const MESSAGE: u32 = 0x0006_9003;
    pub const ATTACHMENT_START: u32 = 0x0006_9002;
    pub const ATTACHMENT: u32 = 0x0006_9005;
    pub const TITLE: u32 = 0x0001_8010;
    pub const DATA: u32 = 0x0006_800F;
    pub const TRANSPORT_NAME: u32 = 0x0006_9001;
}

/// Before the signature of a message in a message stands the id of an interface.
const INTERFACE: usize = 16;
const SIGNATURE: &[u8] = b"\x78\x9F\x3E\x22";

/// Opens a winmail.dat. In a mail it is that mail's own content; a message inside it is another.
pub fn open(chain: &mut Chain, file: &Met) {
    let Some(stream) = read(&file.bytes, chain.limits.entries) else {
        return chain.refuse(file, Format::Tnef, damaged_mail());
    };
    let granted = chain.budget.grant(stream.attachments.len(), chain.limits);
    let trouble = match () {
        () if granted < stream.attachments.len() || stream.more => Some(too_many(chain.limits)),
        () if !stream.whole => Some(damaged_mail()),
        () => None,
    };
    let own = stream.message.mail();
    let is_message = file.part.is_some_and(|part| part.format == Some(Format::Tnef));
    let mail = match file.mail {
        Some(outer) if !is_message => {
            let body = if outer.body.trim().is_empty() { own.body } else { outer.body.clone() };
            Mail { body, ..outer.clone() }
        }
        _ => own,
    };
    let mut inside = chain.enter_mail(file, Format::Tnef, &mail, trouble);
    for (number, attachment) in (1..).zip(&stream.attachments[..granted]) {
        emit(chain, &mut inside, attachment, &stream.message, number);
    }
}

fn emit(chain: &mut Chain, inside: &mut Inside, attachment: &Attachment, message: &Properties, number: usize) {
    let about = &attachment.properties;
    let mut note = PartNote { embedding: embedding(about, message), format: None };
    let object = about.bytes(id::DATA).filter(|_| about.kind(id::DATA) == Some(kind::OBJECT));
    let nested = object.and_then(|object| object.get(INTERFACE..)).filter(|nested| nested.starts_with(SIGNATURE));
    let bytes = match nested {
        Some(nested) => {
            note.format = Some(Format::Tnef);
            Some(nested)
        }
        None => attachment.data.or_else(|| about.bytes(id::DATA)),
    };
    let content = match bytes {
        Some(bytes) => {
            let counted = chain.budget.count_stored(bytes.len(), chain.limits);
            counted.map(|()| bytes.to_vec()).map_err(|trouble| (trouble, bytes.len() as u64))
        }
        None => Err((damaged_member(), 0)),
    };
    let name = match nested {
        Some(_) => message_name(about, number),
        None => named(names::label(&about.file_name()), number, &content),
    };
    chain.member(inside, name, content, Some(note));
}

struct Stream<'a> {
    message: Properties,
    attachments: Vec<Attachment<'a>>,
    /// There are more attachments than were asked for.
    more: bool,
    /// It is read to its end.
    whole: bool,
}

struct Attachment<'a> {
    properties: Properties,
    data: Option<&'a [u8]>,
}

/// `None` if it is no such stream.
fn read(bytes: &[u8], most: usize) -> Option<Stream<'_>> {
    let mut rest = Cursor(bytes.strip_prefix(SIGNATURE)?);
    rest.take(2)?;
    let mut stream = Stream { message: Properties::new(0), attachments: Vec::new(), more: false, whole: true };
    let mut code_page = 0;
    // Trailing bytes shorter than an attribute are padding of the mail.
    while rest.0.len() >= 9 {
        let Some((attribute, data)) = rest.attribute() else {
            stream.whole = false;
            break;
        };
        match attribute {
            attribute::CODE_PAGE => {
                code_page = Cursor(data).number().unwrap_or(0);
                stream.message = Properties::new(code_page);
            }
            attribute::MESSAGE => properties(data, &mut stream.message),
            attribute::SUBJECT => stream.message.add(id::SUBJECT, kind::TEXT8, data.to_vec()),
            attribute::BODY => stream.message.add(id::BODY, kind::TEXT8, data.to_vec()),
            attribute::ATTACHMENT_START => {
                if stream.attachments.len() == most {
                    stream.more = true;
                    break;
                }
                stream.attachments.push(Attachment { properties: Properties::new(code_page), data: None });
            }
            _ => {
                let Some(attachment) = stream.attachments.last_mut() else { continue };
                match attribute {
                    attribute::ATTACHMENT => properties(data, &mut attachment.properties),
                    // Long names come among the properties and are asked for first.
                    attribute::TITLE => attachment.properties.add(id::FILE_NAME, kind::TEXT8, data.to_vec()),
                    attribute::TRANSPORT_NAME => {
                        attachment.properties.add(id::DISPLAY_NAME, kind::TEXT8, data.to_vec());
                    }
                    attribute::DATA => attachment.data = Some(data),
                    _ => {}
                }
            }
        }
    }
    Some(stream)
}

/// Properties in a row ([MS-OXTNEF] 2.1.3.4), as far as they can be read.
fn properties(data: &[u8], into: &mut Properties) {
    let mut rest = Cursor(data);
    let Some(count) = rest.number() else { return };
    for _ in 0..count {
        if rest.property(into).is_none() {
            return;
        }
    }
}

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn len(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// Level, type and number, length, bytes, sum of the bytes.
    fn attribute(&mut self) -> Option<(u32, &'a [u8])> {
        self.take(1)?;
        let attribute = self.number()?;
        let len = self.len()?;
        let data = self.take(len)?;
        self.take(2.min(self.0.len()))?;
        Some((attribute, data))
    }

    /// Bytes behind their length, filled up to four.
    fn padded(&mut self) -> Option<&'a [u8]> {
        let len = self.len()?;
        let value = self.take(len)?;
        self.take((4 - len % 4) % 4)?;
        Some(value)
    }

    fn property(&mut self, into: &mut Properties) -> Option<()> {
        const SEVERAL: u16 = 0x1000;
        const NAMED: u16 = 0x8000;
        let head = self.take(4)?;
        let (kind, id) = (u16::from_le_bytes([head[0], head[1]]), u16::from_le_bytes([head[2], head[3]]));
        if id >= NAMED {
            self.take(INTERFACE)?;
            match self.number()? {
                0 => drop(self.take(4)?),
                _ => drop(self.padded()?),
            }
        }
        let base = kind & !SEVERAL;
        let is_long = matches!(base, kind::OBJECT | kind::TEXT8 | kind::TEXT | kind::BINARY);
        let count = if is_long || kind & SEVERAL != 0 { self.number()? } else { 1 };
        for at in 0..count {
            let value = match base {
                _ if is_long => self.padded()?,
                0x0005 | 0x0006 | 0x0007 | 0x0014 | kind::TIME => self.take(8)?,
                0x0048 => self.take(16)?,
                _ => self.take(4)?,
            };
            // The bytes of an attachment are as large as it is: they are kept once.
            if at == 0 {
                into.add(id, kind, value.to_vec());
            }
        }
        Some(())
    }
}

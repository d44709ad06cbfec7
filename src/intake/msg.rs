//! Mails that Outlook saved ([MS-OXMSG]): properties and attachments as streams of a compound file.

use std::path::Path;

use super::{
    attachments::ole_object,
    budget::too_many,
    chain::{Chain, Inside, Met, PartNote},
    compound::{Child, Compound},
    litter::Embedding,
    mailbox,
    mapi::{Properties, id, kind},
    names,
    sniff::sniff,
    trouble::damaged_mail,
};
use crate::model::{
    format::Format,
    trouble::{Trouble, TroubleKind},
};

const PROPERTIES: &str = "__properties_version1.0";
/// A stream of this name and eight digits holds one property: number and type ([MS-OXMSG] 2.1.3).
const VALUE: &str = "__substg1.0_";
const ATTACHMENT: &str = "__attach_version1.0_#";

/// Bytes before the first entry of the properties ([MS-OXMSG] 2.4.1).
const MESSAGE_HEADER: usize = 32;
const EMBEDDED_HEADER: usize = 24;
const ATTACHMENT_HEADER: usize = 8;

/// Opens an Outlook mail.
pub fn open(chain: &mut Chain, file: &Met) {
    let Some(mut ole) = Compound::open(&file.bytes) else { return chain.refuse(file, Format::Msg, damaged_mail()) };
    let root = Path::new("/");
    if ole.stream(&root.join(PROPERTIES), &mut chain.budget, chain.limits).is_err() {
        return chain.refuse(file, Format::Msg, damaged_mail());
    }
    let children = ole.children(root);
    let message = properties(chain, &mut ole, root, &children, MESSAGE_HEADER, 0);
    let attachments: Vec<Child> =
        children.into_iter().filter(|child| child.is_storage && child.name.starts_with(ATTACHMENT)).collect();
    let granted = chain.budget.grant(attachments.len(), chain.limits);
    let trouble = (granted < attachments.len()).then(|| too_many(chain.limits));
    let mail = message.mail();
    let mut inside = chain.enter_mail(file, Format::Msg, &mail, trouble);
    for (number, storage) in (1..).zip(attachments.into_iter().take(granted)) {
        attachment(chain, &mut inside, &mut ole, &storage, &message, number);
    }
}

fn attachment(
    chain: &mut Chain,
    inside: &mut Inside,
    ole: &mut Compound,
    storage: &Child,
    message: &Properties,
    number: usize,
) {
    let children = ole.children(&storage.path);
    let code_page = message.number(id::CODE_PAGE).unwrap_or(0);
    let about = properties(chain, ole, &storage.path, &children, ATTACHMENT_HEADER, code_page);
    let data = |kind: u16| children.iter().find(|child| child.name == value_name(id::DATA, kind));
    let name = names::label(&about.file_name());
    let mut note = PartNote { embedding: embedding(&about, message), format: None };
    if let Some(object) = data(kind::OBJECT).filter(|object| object.is_storage) {
        if ole.has_stream(&object.path, PROPERTIES) {
            note.format = Some(Format::Msg);
            let name = message_name(&about, number);
            let content = ole.standalone(&object.path, &mut chain.budget, chain.limits, widen_header);
            return chain.member(inside, name, content.map_err(|trouble| (trouble, 0)), Some(note));
        }
        let Some((own_name, content)) = ole_object(chain, ole, object) else { return };
        let name = if own_name.is_empty() { name } else { own_name };
        return chain.member(inside, named(name, number, &content), content, Some(note));
    }
    let content = match data(kind::BINARY) {
        Some(stream) => {
            let content = ole.stream(&stream.path, &mut chain.budget, chain.limits);
            content.map_err(|trouble| (trouble, stream.len))
        }
        None => Err((only_a_link(), 0)),
    };
    chain.member(inside, named(name, number, &content), content, Some(note));
}

/// The name itself, or number and kind.
pub fn named(name: String, number: usize, content: &Result<Vec<u8>, (Trouble, u64)>) -> String {
    if !name.is_empty() {
        return name;
    }
    let ending = content.as_ref().ok().and_then(|bytes| sniff(bytes).row().extensions.first());
    match ending {
        Some(ending) => format!("attachment-{number}.{ending}"),
        None => format!("attachment-{number}"),
    }
}

/// What an embedded mail is called: by its subject, which is its display name.
pub fn message_name(about: &Properties, number: usize) -> String {
    let name = mailbox::mail_name("", &about.file_name(), "msg");
    if name == ".msg" { format!("message-{number}.msg") } else { name }
}

/// How a message's text shows its attachment.
pub fn embedding(about: &Properties, message: &Properties) -> Embedding {
    /// Rendered as part of the text ([MS-OXCMSG] 2.2.2.18).
    const RENDERED: u32 = 4;
    let content_id = about.text(id::CONTENT_ID);
    let is_set = |id| about.number(id).is_some_and(|value| value & 0xFF != 0);
    let rendered = about.number(id::ATTACH_FLAGS).is_some_and(|flags| flags & RENDERED != 0);
    Embedding {
        inline: is_set(id::HIDDEN) || rendered,
        shown: !content_id.trim().is_empty() && message.shows(content_id.trim()),
    }
}

fn only_a_link() -> Trouble {
    Trouble::new(
        TroubleKind::Unsupported,
        "邮件里只有附件的链接，没有附件本身，请对方把文件作为附件重新发送",
        "the mail holds only a link to this attachment; ask for it to be sent as a file",
    )
}

fn value_name(id: u16, kind: u16) -> String {
    format!("{VALUE}{id:04X}{kind:04X}")
}

/// The properties of a message come behind a longer header when it stands by itself.
fn widen_header(name: &str, content: &mut Vec<u8>) {
    if name == PROPERTIES && content.len() >= EMBEDDED_HEADER {
        content.splice(EMBEDDED_HEADER..EMBEDDED_HEADER, [0; MESSAGE_HEADER - EMBEDDED_HEADER]);
    }
}

/// All properties of a storage but the data of an attachment.
fn properties(
    chain: &mut Chain,
    ole: &mut Compound,
    storage: &Path,
    children: &[Child],
    header: usize,
    code_page: u32,
) -> Properties {
    /// Larger texts are not needed for an excerpt.
    const LARGEST: u64 = 8 << 20;
    const MOST: u64 = 1 << 20;
    let mut found = Properties::new(code_page);
    let fixed = ole.start(&storage.join(PROPERTIES), MOST);
    for entry in fixed.get(header..).unwrap_or_default().chunks_exact(16) {
        let (kind, id) = (u16::from_le_bytes([entry[0], entry[1]]), u16::from_le_bytes([entry[2], entry[3]]));
        if !matches!(kind, kind::TEXT | kind::TEXT8 | kind::BINARY | kind::OBJECT) {
            found.add(id, kind, entry[8..].to_vec());
        }
    }
    for child in children.iter().filter(|child| !child.is_storage && child.len <= LARGEST) {
        let Some(tag) = child.name.strip_prefix(VALUE).filter(|tag| tag.len() == 8 && tag.is_ascii()) else { continue };
        let (Ok(id), Ok(kind)) = (u16::from_str_radix(&tag[..4], 16), u16::from_str_radix(&tag[4..], 16)) else {
            continue;
        };
        if WANTED.contains(&id)
            && matches!(kind, kind::TEXT | kind::TEXT8 | kind::BINARY)
            && let Ok(value) = ole.stream(&child.path, &mut chain.budget, chain.limits)
        {
            found.add(id, kind, value);
        }
    }
    found
}

const WANTED: [u16; 17] = [
    id::SUBJECT,
    id::FROM_NAME,
    id::FROM_ADDRESS,
    id::HEADERS,
    id::SENDER_NAME,
    id::SENDER_ADDRESS,
    id::BODY,
    id::RTF,
    id::HTML,
    id::DISPLAY_NAME,
    id::FILE_NAME,
    id::LONG_FILE_NAME,
    id::CONTENT_ID,
    id::SENDER_SMTP,
    id::FROM_SMTP,
    id::METHOD,
    id::HIDDEN,
];

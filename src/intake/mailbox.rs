//! Mailbox files (RFC 4155 and its variants): one mail after the other, each behind a line that
//! begins with `From `.

use super::{
    budget::too_many,
    chain::{Chain, Met, PartNote},
    header, names,
    trouble::damaged_mail,
};
use crate::model::format::Format;

/// Opens a mailbox; its mails are called by their number and subject.
pub fn open(chain: &mut Chain, file: &Met) {
    let mails = split(&file.bytes);
    if mails.is_empty() {
        return chain.refuse(file, Format::Mbox, damaged_mail());
    }
    let granted = chain.budget.grant(mails.len(), chain.limits);
    let trouble = (granted < mails.len()).then(|| too_many(chain.limits));
    let mut inside = chain.enter(file, Format::Mbox, trouble);
    let width = mails.len().to_string().len();
    for (number, mail) in (1..).zip(mails.into_iter().take(granted)) {
        let (fields, _) = header::split(mail);
        let subject = header::field(&fields, "subject").map(header::decode_words).unwrap_or_default();
        let name = mail_name(&format!("{number:0width$} "), &subject, "eml");
        let counted = chain.budget.count_stored(mail.len(), chain.limits);
        let content = counted.map(|()| unquoted(mail)).map_err(|trouble| (trouble, mail.len() as u64));
        let note = PartNote { format: Some(Format::Eml), ..PartNote::default() };
        chain.member(&mut inside, name, content, Some(note));
    }
}

/// A mail without a name of its own, by its subject behind a number or nothing.
pub fn mail_name(number: &str, subject: &str, ending: &str) -> String {
    const LONGEST: usize = 80;
    let subject: String = names::plain_line(subject).replace(['/', '\\'], "_").chars().take(LONGEST).collect();
    let stem = format!("{number}{subject}");
    let stem = stem.trim();
    // The subject of a forwarded file is often its name.
    match stem.rsplit_once('.') {
        Some((_, end)) if end.eq_ignore_ascii_case(ending) => stem.to_owned(),
        _ => format!("{stem}.{ending}"),
    }
}

/// Whether a mail begins here: the line of the envelope and a header field behind it.
pub fn begins_mail(text: &[u8]) -> bool {
    if !text.starts_with(b"From ") {
        return false;
    }
    let (envelope, rest) = header::first_line(text);
    let (line, _) = header::first_line(rest);
    // Mailboxes that passed through other hands bear a second envelope.
    if line.strip_prefix(b">").unwrap_or(line).starts_with(b"From ") {
        return has_time(envelope);
    }
    let name = line.split(|&byte| byte == b':').next().unwrap_or_default();
    name.len() < line.len() && !name.is_empty() && name.iter().all(|byte| (0x21..0x7F).contains(byte))
}

/// `9:30` somewhere in the line.
fn has_time(line: &[u8]) -> bool {
    line.windows(4).any(
        |four| matches!(four, [hour, b':', ten, one] if [hour, ten, one].iter().all(|digit| digit.is_ascii_digit())),
    )
}

/// The mails without their envelopes.
fn split(bytes: &[u8]) -> Vec<&[u8]> {
    let mut starts = Vec::new();
    let mut at = 0;
    let mut after_blank = true;
    while at < bytes.len() {
        let (line, rest) = header::first_line(&bytes[at..]);
        if after_blank && begins_mail(&bytes[at..]) {
            starts.push(at);
        }
        after_blank = line.is_empty();
        at = bytes.len() - rest.len();
    }
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    starts.iter().zip(ends).map(|(&start, end)| header::first_line(&bytes[start..end]).1).collect()
}

/// Lines `>From ` were `From ` in the mail, `>>From ` were `>From `.
fn unquoted(mail: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(mail.len());
    for line in mail.split_inclusive(|&byte| byte == b'\n') {
        let bare = line.iter().position(|&byte| byte != b'>').unwrap_or(0);
        let is_quoted = bare > 0 && line[bare..].starts_with(b"From ");
        plain.extend_from_slice(if is_quoted { &line[1..] } else { line });
    }
    plain
}

//! The chain of containers from a file on disk down to its innermost member: what kind each file is,
//! what is done with it, and the limits that all of them share.

use sha2::{Digest, Sha256};

#[cfg(feature = "rar")]
use super::rar;
use super::{
    archive, attachments,
    budget::Budget,
    gzip,
    litter::{self, Embedding},
    mail, mailbox, msg,
    names::Taken,
    open::{Item, ItemKind},
    seven_zip,
    sniff::sniff,
    tape, tnef,
    trouble::{too_deep, unsupported},
};
use crate::model::{
    format::{Format, Role},
    limits::Limits,
    source::{Mail, Source},
    text::Text,
    trouble::Trouble,
};

/// A file on the way in.
pub struct Met<'a> {
    pub path: String,
    pub bytes: Vec<u8>,
    /// The mail that brought it.
    pub mail: Option<&'a Mail>,
    /// Containers that it would open, counting itself.
    pub depth: usize,
    /// For a part of a mail, what the mail says about it.
    pub part: Option<PartNote>,
}

/// What a mail says about one of its parts.
#[derive(Clone, Copy, Debug, Default)]
pub struct PartNote {
    pub embedding: Embedding,
    /// What it is, if the mail knows: a mail in a mail.
    pub format: Option<Format>,
}

/// A container that is being gone through: what its members have in common.
pub struct Inside<'a> {
    path: &'a str,
    mail: Option<&'a Mail>,
    depth: usize,
    taken: Taken,
}

/// Everything that comes out of one file on disk.
pub struct Chain<'a> {
    pub limits: &'a Limits,
    pub budget: Budget,
    emit: &'a mut dyn FnMut(Item),
}

impl<'a> Chain<'a> {
    /// `source` are the bytes of the file on disk.
    pub fn new(source: u64, limits: &'a Limits, emit: &'a mut dyn FnMut(Item)) -> Chain<'a> {
        Chain { limits, budget: Budget::new(source), emit }
    }

    /// Emits a file, and what is inside it.
    pub fn visit(&mut self, file: Met) {
        let format = file.part.and_then(|part| part.format).unwrap_or_else(|| sniff(&file.bytes));
        let litter = litter::system_litter(&file.path, &file.bytes)
            .or_else(|| litter::mail_litter(&file.path, format, file.bytes.len(), file.part?.embedding));
        if let Some(reason) = litter {
            return self.put(&file, format, file.mail.cloned(), ItemKind::Ignored(reason));
        }
        match format {
            _ if format.row().role != Role::Container => self.document(file, format),
            _ if file.depth > self.limits.depth => self.refuse(&file, format, too_deep(self.limits)),
            Format::Zip => archive::open(self, &file),
            Format::Eml => mail::open(self, &file),
            #[cfg(feature = "rar")]
            Format::Rar => rar::open(self, &file),
            Format::SevenZip => seven_zip::open(self, &file),
            Format::Tnef => tnef::open(self, &file),
            Format::Msg => msg::open(self, &file),
            Format::Mbox => mailbox::open(self, &file),
            Format::Gzip => gzip::open(self, &file),
            Format::Tar => tape::open(self, &file),
            _ => self.refuse(&file, format, unsupported(format)),
        }
    }

    /// Emits a container; its members follow.
    pub fn enter<'f>(&mut self, file: &'f Met, format: Format, trouble: Option<Trouble>) -> Inside<'f> {
        let kind = trouble.map_or(ItemKind::Container, ItemKind::Trouble);
        self.put(file, format, file.mail.cloned(), kind);
        Inside { path: &file.path, mail: file.mail, depth: file.depth, taken: Taken::default() }
    }

    /// Like [`Chain::enter`] for a mail, which brings its members itself.
    pub fn enter_mail<'f>(
        &mut self,
        file: &'f Met,
        format: Format,
        mail: &'f Mail,
        trouble: Option<Trouble>,
    ) -> Inside<'f> {
        let kind = trouble.map_or(ItemKind::Container, ItemKind::Trouble);
        self.put(file, format, Some(mail.clone()), kind);
        Inside { path: &file.path, mail: Some(mail), depth: file.depth, taken: Taken::default() }
    }

    /// Emits a container that cannot be opened.
    pub fn refuse(&mut self, file: &Met, format: Format, trouble: Trouble) {
        self.put(file, format, file.mail.cloned(), ItemKind::Trouble(trouble));
    }

    /// Visits a member, or emits it with why its bytes cannot be had and the size that is claimed.
    pub fn member(
        &mut self,
        inside: &mut Inside,
        name: String,
        content: Result<Vec<u8>, (Trouble, u64)>,
        part: Option<PartNote>,
    ) {
        let path = format!("{}!/{}", inside.path, inside.taken.distinct(name));
        match content {
            Ok(bytes) => self.visit(Met { path, bytes, mail: inside.mail, depth: inside.depth + 1, part }),
            Err((trouble, bytes_len)) => {
                let kind = match litter::system_litter(&path, b"") {
                    Some(reason) => ItemKind::Ignored(reason),
                    None => ItemKind::Trouble(trouble),
                };
                self.bare(path, bytes_len, inside.mail, kind);
            }
        }
    }

    /// Emits a member that is no file: a link, a device.
    pub fn ignore(&mut self, inside: &mut Inside, name: String, reason: Text) {
        let path = format!("{}!/{}", inside.path, inside.taken.distinct(name));
        self.bare(path, 0, inside.mail, ItemKind::Ignored(reason));
    }

    fn bare(&mut self, path: String, bytes_len: u64, mail: Option<&Mail>, kind: ItemKind) {
        let item = Item { path, bytes_len, sha256: String::new(), format: Format::Unknown, mail: mail.cloned(), kind };
        (self.emit)(item);
    }

    fn put(&mut self, file: &Met, format: Format, mail: Option<Mail>, kind: ItemKind) {
        let bytes_len = file.bytes.len() as u64;
        (self.emit)(Item { path: file.path.clone(), bytes_len, sha256: hash(&file.bytes), format, mail, kind });
    }

    /// Emits a document, then the files that are embedded in it.
    fn document(&mut self, file: Met, format: Format) {
        let found = attachments::find(self, &file.bytes, format);
        let sha256 = hash(&file.bytes);
        let bytes_len = file.bytes.len() as u64;
        let mail = file.mail.cloned();
        let source =
            Source { path: file.path.clone(), bytes: file.bytes, format, sha256: sha256.clone(), mail: mail.clone() };
        let kind = ItemKind::Document(source);
        (self.emit)(Item { path: file.path.clone(), bytes_len, sha256, format, mail, kind });
        let mut inside = Inside { path: &file.path, mail: file.mail, depth: file.depth, taken: Taken::default() };
        attachments::visit(self, &mut inside, found);
    }
}

impl Inside<'_> {
    pub fn depth(&self) -> usize {
        self.depth
    }
}

fn hash(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digest = Sha256::digest(bytes);
    digest.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

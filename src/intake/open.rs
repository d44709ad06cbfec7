//! One file from disk and everything inside it, container by container.

use std::{fs::File, io::Read};

use sha2::{Digest, Sha256};

use super::{
    archive::{self, Budget},
    body,
    litter::{self, Embedding},
    mail,
    names::Taken,
    sniff::sniff,
    walk::{self, Entry},
    zip_index,
};
use crate::model::{
    format::{Format, Role},
    limits::Limits,
    source::{Mail, Source},
    text::Text,
    trouble::{Trouble, TroubleKind},
};

/// One file that was met: a line of files.csv.
#[derive(Debug)]
pub struct Item {
    pub path: String,
    /// Size; for what could not be unpacked, the size that its container claims.
    pub bytes_len: u64,
    /// Lower-case hex, empty for what could not be read.
    pub sha256: String,
    pub format: Format,
    /// The innermost mail that brought it; a mail's own envelope for the mail itself.
    pub mail: Option<Mail>,
    pub kind: ItemKind,
}

/// What is to be done with a file.
#[derive(Debug)]
pub enum ItemKind {
    /// To be read, if a reader takes its format.
    Document(Source),
    /// To be read too: the text of a mail, which holds a table. It need not be the form.
    Body(Source),
    /// Its members follow as items of their own.
    Container,
    /// Put aside unread, and why.
    Ignored(Text),
    /// Not to be used, and why. Members of a damaged container may follow all the same.
    Trouble(Trouble),
}

/// Reads a file and walks the containers in it, depth first, in their own order; a container comes
/// before its members. Every file met is emitted once, whatever is wrong with it.
pub fn open(entry: &Entry, limits: &Limits, emit: &mut dyn FnMut(Item)) {
    match read(entry, limits) {
        Ok(bytes) => open_bytes(entry.path.clone(), bytes, limits, emit),
        Err((trouble, bytes_len, format)) => emit(Item {
            path: entry.path.clone(),
            bytes_len,
            sha256: String::new(),
            format,
            mail: None,
            kind: ItemKind::Trouble(trouble),
        }),
    }
}

/// Like [`open`] for a file that is in memory already.
pub fn open_bytes(path: String, bytes: Vec<u8>, limits: &Limits, emit: &mut dyn FnMut(Item)) {
    let budget = Budget::new(bytes.len() as u64);
    let file = Met { path, bytes, mail: None, depth: 1, part: None };
    Chain { limits, budget, emit }.visit(file);
}

fn read(entry: &Entry, limits: &Limits) -> Result<Vec<u8>, (Trouble, u64, Format)> {
    if let Some(trouble) = &entry.obstacle {
        return Err((trouble.clone(), 0, Format::Unknown));
    }
    let failed = |cause| (walk::unreadable(&cause), 0, Format::Unknown);
    let mut file = File::open(&entry.location).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    let start = size.min(limits.file_bytes.saturating_add(1));
    let mut bytes = Vec::with_capacity(if size > limits.file_bytes { 0 } else { start as usize });
    if size > limits.file_bytes {
        const ENOUGH_TO_TELL: u64 = 4 << 10;
        file.by_ref().take(ENOUGH_TO_TELL).read_to_end(&mut bytes).map_err(failed)?;
        return Err((too_large(limits), size, sniff(&bytes)));
    }
    // The file may grow while it is read.
    file.take(limits.file_bytes + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limits.file_bytes {
        return Err((too_large(limits), bytes.len() as u64, sniff(&bytes)));
    }
    Ok(bytes)
}

fn too_large(limits: &Limits) -> Trouble {
    let megabytes = limits.file_bytes >> 20;
    Trouble::limit(
        format!("文件超过 {megabytes} MB，没有读取，请对方压缩图片或分开报送"),
        format!("larger than {megabytes} MB; not read; ask for it in parts or with smaller pictures"),
    )
}

/// A file on the way in.
struct Met<'a> {
    path: String,
    bytes: Vec<u8>,
    /// The mail that brought it.
    mail: Option<&'a Mail>,
    /// Containers that it would open, counting itself.
    depth: usize,
    /// For a part of a mail, what the mail says about it.
    part: Option<PartNote>,
}

#[derive(Clone, Copy)]
struct PartNote {
    embedding: Embedding,
    is_mail: bool,
}

struct Chain<'a> {
    limits: &'a Limits,
    budget: Budget,
    emit: &'a mut dyn FnMut(Item),
}

impl Chain<'_> {
    fn visit(&mut self, file: Met) {
        let format = match file.part {
            Some(PartNote { is_mail: true, .. }) => Format::Eml,
            _ => sniff(&file.bytes),
        };
        let litter = litter::system_litter(&file.path, &file.bytes)
            .or_else(|| litter::mail_litter(&file.path, format, file.bytes.len(), file.part?.embedding));
        if let Some(reason) = litter {
            return self.put(&file, format, file.mail.cloned(), ItemKind::Ignored(reason));
        }
        match format {
            _ if format.row().role != Role::Container => self.document(file, format),
            _ if file.depth > self.limits.depth => {
                let trouble = too_deep(self.limits);
                self.put(&file, format, file.mail.cloned(), ItemKind::Trouble(trouble));
            }
            Format::Zip => self.zip(file),
            Format::Eml => self.mail(file),
            _ => {
                let trouble = unsupported(format);
                self.put(&file, format, file.mail.cloned(), ItemKind::Trouble(trouble));
            }
        }
    }

    fn put(&mut self, file: &Met, format: Format, mail: Option<Mail>, kind: ItemKind) {
        let bytes_len = file.bytes.len() as u64;
        (self.emit)(Item { path: file.path.clone(), bytes_len, sha256: hash(&file.bytes), format, mail, kind });
    }

    fn document(&mut self, file: Met, format: Format) {
        let sha256 = hash(&file.bytes);
        let bytes_len = file.bytes.len() as u64;
        let mail = file.mail.cloned();
        let source =
            Source { path: file.path.clone(), bytes: file.bytes, format, sha256: sha256.clone(), mail: mail.clone() };
        let kind = ItemKind::Document(source);
        (self.emit)(Item { path: file.path, bytes_len, sha256, format, mail, kind });
    }

    fn zip(&mut self, file: Met) {
        let directory = zip_index::directory(&file.bytes).filter(|directory| !zip_is_lost(directory));
        let Some(directory) = directory else {
            return self.put(&file, Format::Zip, file.mail.cloned(), ItemKind::Trouble(archive::damaged()));
        };
        if zip_index::overlaps(&file.bytes, &directory) {
            return self.put(&file, Format::Zip, file.mail.cloned(), ItemKind::Trouble(archive::overlapping()));
        }
        let members = archive::files(&directory);
        let granted = self.budget.grant(members.len(), self.limits);
        let kind = match () {
            () if granted < members.len() => ItemKind::Trouble(too_many(self.limits)),
            () if directory.missing > 0 => ItemKind::Trouble(archive::damaged()),
            () => ItemKind::Container,
        };
        self.put(&file, Format::Zip, file.mail.cloned(), kind);
        let mut taken = Taken::default();
        for (name, member) in members.into_iter().take(granted) {
            let path = format!("{}!/{}", file.path, taken.distinct(name));
            match archive::inflate(&file.bytes, &member, &mut self.budget, self.limits) {
                Ok(bytes) => self.visit(Met { path, bytes, mail: file.mail, depth: file.depth + 1, part: None }),
                Err(trouble) => self.unopened(path, member.size, file.mail, trouble),
            }
        }
    }

    fn mail(&mut self, file: Met) {
        let letter = mail::parse(&file.bytes, self.limits.entries);
        let granted = self.budget.grant(letter.parts.len(), self.limits);
        let page = letter.table_page();
        let kind = match letter.trouble {
            _ if letter.more || granted < letter.parts.len() => ItemKind::Trouble(too_many(self.limits)),
            Some(trouble) => ItemKind::Trouble(trouble),
            None => ItemKind::Container,
        };
        self.put(&file, Format::Eml, Some(letter.mail.clone()), kind);
        let mut taken = Taken::default();
        if let Some(bytes) = page.filter(|_| self.budget.grant(1, self.limits) == 1) {
            let path = format!("{}!/{}", file.path, taken.distinct(body::NAME.to_owned()));
            self.body(path, bytes, &letter.mail);
        }
        for (index, part) in letter.parts.iter().take(granted).enumerate() {
            let content = part.decode();
            let name = match &content {
                Ok(bytes) => part.name_for(index + 1, bytes),
                Err(_) => part.name_for(index + 1, b""),
            };
            let path = format!("{}!/{}", file.path, taken.distinct(name));
            let note = PartNote { embedding: part.embedding, is_mail: part.is_mail };
            match content {
                Ok(bytes) => {
                    self.visit(Met { path, bytes, mail: Some(&letter.mail), depth: file.depth + 1, part: Some(note) })
                }
                Err(trouble) => self.unopened(path, part.body.len() as u64, Some(&letter.mail), trouble),
            }
        }
    }

    /// The text of a mail.
    fn body(&mut self, path: String, bytes: Vec<u8>, mail: &Mail) {
        let (sha256, bytes_len, format, mail) = (hash(&bytes), bytes.len() as u64, Format::Html, Some(mail.clone()));
        let source = Source { path: path.clone(), bytes, format, sha256: sha256.clone(), mail: mail.clone() };
        (self.emit)(Item { path, bytes_len, sha256, format, mail, kind: ItemKind::Body(source) });
    }

    /// A member whose bytes cannot be had.
    fn unopened(&mut self, path: String, bytes_len: u64, mail: Option<&Mail>, trouble: Trouble) {
        let kind = match litter::system_litter(&path, b"") {
            Some(reason) => ItemKind::Ignored(reason),
            None => ItemKind::Trouble(trouble),
        };
        let item = Item { path, bytes_len, sha256: String::new(), format: Format::Unknown, mail: mail.cloned(), kind };
        (self.emit)(item);
    }
}

fn zip_is_lost(directory: &zip_index::Directory) -> bool {
    directory.members.is_empty() && directory.missing > 0
}

fn hash(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digest = Sha256::digest(bytes);
    digest.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

fn too_deep(limits: &Limits) -> Trouble {
    Trouble::limit(
        format!("压缩包或邮件层层嵌套超过 {} 层，里面的文件没有读取", limits.depth),
        format!("containers are nested more than {} deep; what is inside was not read", limits.depth),
    )
}

fn too_many(limits: &Limits) -> Trouble {
    Trouble::limit(
        format!("里面的文件超过 {} 个，多出的没有读取，请分批报送", limits.entries),
        format!("holds more than {} files; the rest was not read; ask for them in batches", limits.entries),
    )
}

fn unsupported(format: Format) -> Trouble {
    let name = &format.row().name;
    Trouble::new(
        TroubleKind::Unsupported,
        format!("暂不打开这种文件（{}），请对方改用 ZIP 压缩包、.eml 邮件或直接报送文件", name.zh),
        format!("this kind of container ({}) is not opened; ask for a zip, an .eml or the files themselves", name.en),
    )
}

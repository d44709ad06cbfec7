//! One file from disk and everything inside it, container by container.

use std::{fs::File, io::Read};

use super::{
    chain::{Chain, Met},
    sniff::sniff,
    walk::{self, Entry},
};
use crate::model::{
    format::Format,
    limits::Limits,
    source::{Mail, Source},
    text::Text,
    trouble::Trouble,
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
    let mut chain = Chain::new(bytes.len() as u64, limits, emit);
    chain.visit(Met { path, bytes, mail: None, depth: 1, part: None });
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

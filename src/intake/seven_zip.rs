//! Members of 7z archives, solid ones too; the `sevenz-rust2` crate decodes.

use std::io::{Cursor, Read};

use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, Error, Password};

use super::{
    budget::{SHARED, too_many},
    chain::{Chain, Inside, Met},
    tape::{link_or_device, named},
    trouble::{damaged, damaged_member, encrypted_archive, guarded, unsupported_method},
};
use crate::model::{format::Format, limits::Limits, trouble::Trouble};

/// What the windows of its decoders may take, in KiB. 7-Zip's strongest setting asks for 64 MiB,
/// hand-set ones for more.
const MEMORY: usize = 512 << 10;

/// Opens a 7z archive.
pub fn open(chain: &mut Chain, file: &Met) {
    let password = Password::empty();
    let mut source = Cursor::new(file.bytes.as_slice());
    let archive = match guarded(|| Archive::read_with_memory_limit(&mut source, &password, MEMORY)) {
        Some(Ok(archive)) => archive,
        Some(Err(error)) => return chain.refuse(file, Format::SevenZip, trouble_of(&error, chain.limits)),
        None => return chain.refuse(file, Format::SevenZip, damaged()),
    };
    let members = archive.files.iter().filter(|entry| counts(entry)).count();
    let granted = chain.budget.grant(members, chain.limits);
    let trouble = (granted < members).then(|| too_many(chain.limits));
    let mut inside = chain.enter(file, Format::SevenZip, trouble);
    let mut left = granted;
    for index in 0..archive.blocks.len() {
        // One thread: each takes as much memory as the window.
        let block = BlockDecoder::new_with_memory_limit(1, MEMORY, index, &archive, &password, &mut source);
        left -= read_block(chain, &mut inside, block, left);
    }
    let own_block = &archive.stream_map.file_block_index;
    let empty = archive.files.iter().zip(own_block).filter(|(entry, block)| block.is_none() && counts(entry));
    for (entry, _) in empty.take(left) {
        let _ = member(chain, &mut inside, entry, &mut std::io::empty());
    }
}

/// Visits the members of one block, at most `most`; says how many there were.
fn read_block(chain: &mut Chain, inside: &mut Inside, block: BlockDecoder<Cursor<&[u8]>>, most: usize) -> usize {
    let wanted: Vec<(String, u64)> = (block.entries().iter().filter(|entry| counts(entry)).take(most))
        .map(|entry| (named(&entry.name), entry.size))
        .collect();
    let mut seen = 0;
    let mut stopped = None;
    let result = guarded(|| {
        block.for_each_entries(&mut |entry, content| {
            if !counts(entry) {
                return Ok(true);
            }
            if seen == wanted.len() {
                return Ok(false);
            }
            seen += 1;
            match member(chain, inside, entry, content) {
                Ok(()) => Ok(true),
                Err(trouble) => {
                    stopped = Some(trouble);
                    Ok(false)
                }
            }
        })
    });
    let trouble = match (stopped, result) {
        (Some(trouble), _) => trouble,
        (None, Some(Err(error))) => trouble_of(&error, chain.limits),
        (None, _) => damaged_member(),
    };
    // What stands behind damage or a limit in the same block cannot be reached.
    for (name, size) in wanted.iter().skip(seen) {
        chain.member(inside, name.clone(), Err((trouble.clone(), *size)), None);
    }
    wanted.len()
}

/// Folders and marks of deleted files are no members.
fn counts(entry: &ArchiveEntry) -> bool {
    !entry.is_directory && !entry.is_anti_item
}

/// Visits a member.
///
/// # Errors
/// Why the rest of its block cannot be read.
fn member(chain: &mut Chain, inside: &mut Inside, entry: &ArchiveEntry, content: &mut dyn Read) -> Result<(), Trouble> {
    let name = named(&entry.name);
    if is_link(entry) {
        chain.ignore(inside, name, link_or_device());
        return Ok(());
    }
    let limits = chain.limits;
    let read = chain.budget.read(content, SHARED, limits, |error| trouble_of(&Error::from(error), limits));
    let content =
        read.and_then(|bytes| if bytes.len() as u64 == entry.size { Ok(bytes) } else { Err(damaged_member()) });
    let flow = content.as_ref().map(|_| ()).map_err(Clone::clone);
    chain.member(inside, name, content.map_err(|trouble| (trouble, entry.size)), None);
    flow
}

/// The upper half of the attributes is the mode of Unix if this bit says so.
fn is_link(entry: &ArchiveEntry) -> bool {
    const UNIX: u32 = 0x8000;
    const KIND: u32 = 0xF000;
    const FILE: u32 = 0x8000;
    let attributes = entry.windows_attributes;
    let mode = attributes >> 16;
    entry.has_windows_attributes && attributes & UNIX != 0 && mode & KIND != FILE && mode & KIND != 0
}

fn trouble_of(error: &Error, limits: &Limits) -> Trouble {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => encrypted_archive(),
        Error::UnsupportedCompressionMethod(method) => unsupported_method(method),
        Error::Unsupported(what) => unsupported_method(what),
        Error::UnsupportedVersion { major, minor } => unsupported_method(&format!("7z {major}.{minor}")),
        Error::ExternalUnsupported => unsupported_method("external"),
        Error::MaxMemLimited { .. } => super::budget::too_much(limits),
        // The decoder's own errors come through the reader's.
        Error::Io(cause, _) => match cause.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
            Some(inner) => trouble_of(inner, limits),
            None => damaged_member(),
        },
        _ => damaged(),
    }
}

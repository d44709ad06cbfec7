//! Members of tar archives: old, POSIX with long names (pax) and GNU.
//!
//! Headers are the `tar` crate's to read; one pass lists the members, a second reads them one by one.

use tar::{Archive, Entry, EntryType};

use super::{
    budget::too_many,
    chain::{Chain, Inside, Met},
    names,
    trouble::{damaged, damaged_member},
};
use crate::model::{format::Format, text::Text};

const BLOCK: usize = 512;

/// Opens a tar archive.
pub fn open(chain: &mut Chain, file: &Met) {
    let (names, whole) = list(&file.bytes);
    if names.is_empty() && !whole {
        return chain.refuse(file, Format::Tar, damaged());
    }
    let granted = chain.budget.grant(names.len(), chain.limits);
    let trouble = match () {
        () if granted < names.len() => Some(too_many(chain.limits)),
        () if !whole => Some(damaged()),
        () => None,
    };
    let mut inside = chain.enter(file, Format::Tar, trouble);
    members(chain, &mut inside, &file.bytes, names.into_iter().take(granted));
}

/// Emits the members of a tar archive that stands in a container of its own, as in .tar.gz: an
/// error if not all of them are there.
pub fn open_inside(chain: &mut Chain, file: &Met, format: Format, tape: &[u8], cut: bool) {
    let (names, whole) = list(tape);
    let granted = chain.budget.grant(names.len(), chain.limits);
    let trouble = match () {
        () if granted < names.len() => Some(too_many(chain.limits)),
        () if cut || !whole => Some(damaged()),
        () => None,
    };
    let mut inside = chain.enter(file, format, trouble);
    members(chain, &mut inside, tape, names.into_iter().take(granted));
}

/// Whether this is a tar archive by the sum of its first header (POSIX.1-1988 10.1.1): the oldest
/// ones bear no other mark.
pub fn has_header_sum(bytes: &[u8]) -> bool {
    let Some(header) = bytes.get(..BLOCK) else { return false };
    let stated = header[148..156].split(|byte| matches!(byte, 0 | b' ')).find(|digits| !digits.is_empty());
    let stated = stated.and_then(|digits| u32::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok());
    let blank = |at: usize| (148..156).contains(&at);
    let sum = header.iter().enumerate().map(|(at, &byte)| if blank(at) { 32 } else { u32::from(byte) }).sum();
    // Zeros alone are no header.
    header[0] != 0 && stated == Some(sum)
}

/// The names of all members but folders, and whether the archive is read to its end.
fn list(bytes: &[u8]) -> (Vec<String>, bool) {
    let mut raw = Vec::new();
    let mut archive = Archive::new(bytes);
    let Ok(entries) = archive.entries() else { return (Vec::new(), false) };
    let mut whole = true;
    for entry in entries {
        match entry {
            Ok(entry) if counts(&entry) => raw.push(entry.path_bytes().into_owned()),
            Ok(_) => {}
            Err(_) => {
                whole = false;
                break;
            }
        }
    }
    let raw: Vec<&[u8]> = raw.iter().map(Vec::as_slice).collect();
    (names::decode_all(&raw), whole)
}

/// Folders and headers that speak of others are no members.
fn counts(entry: &Entry<&[u8]>) -> bool {
    let kind = entry.header().entry_type();
    let is_folder = kind.is_dir() || (kind.is_file() && entry.size() == 0 && entry.path_bytes().ends_with(b"/"));
    // The label of a GNU volume is an entry as well.
    !is_folder && !kind.is_pax_global_extensions() && kind != EntryType::new(b'V')
}

fn members(chain: &mut Chain, inside: &mut Inside, bytes: &[u8], names: impl Iterator<Item = String>) {
    let mut archive = Archive::new(bytes);
    let Ok(entries) = archive.entries() else { return };
    let entries = entries.map_while(Result::ok).filter(counts);
    for (mut entry, name) in entries.zip(names) {
        let name = named(&name);
        let kind = entry.header().entry_type();
        if !(kind.is_file() || kind.is_gnu_sparse() || kind.is_contiguous()) {
            chain.ignore(inside, name, link_or_device());
            continue;
        }
        let size = entry.size();
        let content = chain.budget.read_or_damaged(&mut entry, bytes.len() as u64, chain.limits);
        let content =
            content.and_then(|content| if content.len() as u64 == size { Ok(content) } else { Err(damaged_member()) });
        chain.member(inside, name, content.map_err(|trouble| (trouble, size)), None);
    }
}

/// A name as a label; never empty.
pub fn named(name: &str) -> String {
    let label = names::label(name.strip_prefix("./").unwrap_or(name));
    if label.is_empty() { "unnamed".to_owned() } else { label }
}

/// Why a member that is no file is put aside.
pub fn link_or_device() -> Text {
    Text::fixed(
        "压缩包里的链接或设备，不是文件，没有内容可读",
        "a link or device in the archive, not a file; it has no content to read",
    )
}

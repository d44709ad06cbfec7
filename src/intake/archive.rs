//! Members of a zip archive, inflated within the limits of the whole chain.

use std::io::Read;

use flate2::{Crc, read::DeflateDecoder};

use super::{
    budget::{Budget, too_many, too_much},
    chain::{Chain, Met},
    names,
    trouble::{damaged, damaged_member, encrypted_archive, unsupported_method},
    zip_index::{self, Directory, Member},
};
use crate::model::{format::Format, limits::Limits, trouble::Trouble};

/// Opens a zip archive.
pub fn open(chain: &mut Chain, file: &Met) {
    let directory = zip_index::directory(&file.bytes).filter(|directory| !is_lost(directory));
    let Some(directory) = directory else { return chain.refuse(file, Format::Zip, damaged()) };
    if zip_index::overlaps(&file.bytes, &directory) {
        return chain.refuse(file, Format::Zip, overlapping());
    }
    let members = files(&directory);
    let granted = chain.budget.grant(members.len(), chain.limits);
    let trouble = match () {
        () if granted < members.len() => Some(too_many(chain.limits)),
        () if directory.missing > 0 => Some(damaged()),
        () => None,
    };
    let mut inside = chain.enter(file, Format::Zip, trouble);
    for (name, member) in members.into_iter().take(granted) {
        let content = inflate(&file.bytes, &member, &mut chain.budget, chain.limits);
        chain.member(&mut inside, name, content.map_err(|trouble| (trouble, member.size)), None);
    }
}

fn is_lost(directory: &Directory) -> bool {
    directory.members.is_empty() && directory.missing > 0
}

/// The trouble of an archive whose members share bytes.
fn overlapping() -> Trouble {
    Trouble::limit(
        "压缩包内的文件相互重叠，是压缩炸弹的做法，没有解压",
        "members of the archive overlap, as in a zip bomb; nothing was inflated",
    )
}

/// The members that are files, each with its name as a label, in the archive's order.
fn files<'a>(directory: &Directory<'a>) -> Vec<(String, Member<'a>)> {
    let members: Vec<_> = directory.members.iter().filter(|member| !is_folder(member)).collect();
    // A packer that does not say what encoding it used used one for all names.
    let unsaid: Vec<&[u8]> =
        members.iter().filter(|member| stated_name(member).is_none()).map(|member| member.name).collect();
    let mut guessed = names::decode_all(&unsaid).into_iter();
    let named = members.into_iter().map(|member| {
        let name = stated_name(member).or_else(|| guessed.next()).unwrap_or_default();
        let label = names::label(&name);
        (if label.is_empty() { "unnamed".to_owned() } else { label }, *member)
    });
    named.collect()
}

fn is_folder(member: &Member) -> bool {
    member.size == 0 && matches!(member.name.last(), Some(b'/' | b'\\'))
}

/// The name if the archive says how it is encoded: Info-ZIP's Unicode path (APPNOTE 4.6.9), valid
/// only while it belongs to the stored name, or general purpose bit 11.
fn stated_name(member: &Member) -> Option<String> {
    if let Some([1, a, b, c, d, name @ ..]) = zip_index::extra_field(member.extra, 0x7075)
        && u32::from_le_bytes([*a, *b, *c, *d]) == crc32(member.name)
        && let Ok(name) = std::str::from_utf8(name)
    {
        return Some(name.to_owned());
    }
    // Some packers set the bit and write GBK all the same.
    std::str::from_utf8(member.name).ok().filter(|_| member.utf8).map(str::to_owned)
}

/// The bytes of a member.
///
/// # Errors
/// `Encrypted`, `Unsupported` for a rare packing method, `LimitExceeded`, or `Unreadable` where the
/// data are damaged or other than the directory says.
pub fn inflate(bytes: &[u8], member: &Member, budget: &mut Budget, limits: &Limits) -> Result<Vec<u8>, Trouble> {
    if member.encrypted {
        return Err(encrypted_archive());
    }
    if member.size > budget.left(limits) {
        return Err(too_much(limits));
    }
    let packed = zip_index::packed(bytes, member).ok_or_else(damaged_member)?;
    let content = match member.method {
        0 => {
            budget.count(packed.len() as u64, packed.len() as u64, member.packed, limits)?;
            packed.to_vec()
        }
        8 => inflate_all(packed, member, budget, limits)?,
        method => {
            return Err(unsupported_method(&method.to_string()));
        }
    };
    if content.len() as u64 != member.size || crc32(&content) != member.crc {
        return Err(damaged_member());
    }
    Ok(content)
}

fn inflate_all(packed: &[u8], member: &Member, budget: &mut Budget, limits: &Limits) -> Result<Vec<u8>, Trouble> {
    const STEP: u64 = 1 << 20;
    let mut content = Vec::with_capacity(member.size.min(STEP) as usize);
    let mut decoder = DeflateDecoder::new(packed);
    loop {
        let more = decoder.by_ref().take(STEP).read_to_end(&mut content).map_err(|_| damaged_member())? as u64;
        budget.count(more, content.len() as u64, member.packed, limits)?;
        if more < STEP || content.len() as u64 > member.size {
            return Ok(content);
        }
    }
}

/// At most `len` bytes from the start of deflated data, whatever follows.
pub fn inflate_start(packed: &[u8], len: u64) -> Vec<u8> {
    let mut content = Vec::new();
    // What came before the damage is all that is asked for.
    let _ = DeflateDecoder::new(packed).take(len).read_to_end(&mut content);
    content
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

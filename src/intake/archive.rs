//! Members of a zip archive, inflated within the limits of the whole chain.

use std::io::Read;

use flate2::{Crc, read::DeflateDecoder};

use super::{
    names,
    zip_index::{self, Directory, Member},
};
use crate::model::{
    limits::Limits,
    trouble::{Trouble, TroubleKind},
};

/// What is left of the limits for one top-level file and everything inside it.
#[derive(Debug)]
pub struct Budget {
    /// Bytes of the top-level file.
    source: u64,
    inflated: u64,
    entries: usize,
}

impl Budget {
    pub fn new(source: u64) -> Budget {
        Budget { source, inflated: 0, entries: 0 }
    }

    /// How many of `wanted` further members may still be read; counts them.
    pub fn grant(&mut self, wanted: usize, limits: &Limits) -> usize {
        let granted = wanted.min(limits.entries.saturating_sub(self.entries));
        self.entries += granted;
        granted
    }

    /// Counts inflated bytes of a member that has `packed` bytes and gave `size` up to now.
    fn inflated(&mut self, more: u64, size: u64, packed: u64, limits: &Limits) -> Result<(), Trouble> {
        self.inflated += more;
        if self.inflated > limits.inflated_bytes {
            return Err(too_much(limits));
        }
        let exceeds = |inflated: u64, packed: u64| {
            inflated > limits.ratio_from && inflated > packed.max(1).saturating_mul(limits.ratio)
        };
        if exceeds(size, packed) || exceeds(self.inflated, self.source) {
            return Err(Trouble::limit(
                format!("解压后的大小超过压缩大小的 {} 倍，可能是压缩炸弹，没有读取", limits.ratio),
                format!("inflates to more than {} times its size, as a zip bomb does; not read", limits.ratio),
            ));
        }
        Ok(())
    }
}

fn too_much(limits: &Limits) -> Trouble {
    let megabytes = limits.inflated_bytes >> 20;
    Trouble::limit(
        format!("压缩包解压后合计超过 {megabytes} MB，没有读取，请分成几个压缩包报送"),
        format!("the archive inflates to more than {megabytes} MB in all; not read; send it in several parts"),
    )
}

/// The trouble of an archive whose list of contents is not all there.
pub fn damaged() -> Trouble {
    Trouble::unreadable(
        "压缩包已损坏或不完整，请对方重新压缩后报送",
        "the archive is damaged or cut off; ask for it to be packed and sent again",
    )
}

/// The trouble of an archive whose members share bytes.
pub fn overlapping() -> Trouble {
    Trouble::limit(
        "压缩包内的文件相互重叠，是压缩炸弹的做法，没有解压",
        "members of the archive overlap, as in a zip bomb; nothing was inflated",
    )
}

/// The members that are files, each with its name as a label, in the archive's order.
pub fn files<'a>(directory: &Directory<'a>) -> Vec<(String, Member<'a>)> {
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
        return Err(Trouble::new(
            TroubleKind::Encrypted,
            "压缩包设有密码，请向报送单位索取未加密的文件",
            "the archive needs a password; ask the unit for the file without one",
        ));
    }
    if budget.inflated.saturating_add(member.size) > limits.inflated_bytes {
        return Err(too_much(limits));
    }
    let packed = zip_index::packed(bytes, member).ok_or_else(damaged_member)?;
    let content = match member.method {
        0 => {
            budget.inflated(packed.len() as u64, packed.len() as u64, member.packed, limits)?;
            packed.to_vec()
        }
        8 => inflate_all(packed, member, budget, limits)?,
        method => {
            return Err(Trouble::new(
                TroubleKind::Unsupported,
                format!("压缩方式（{method}）不支持，请对方用普通 ZIP 方式重新压缩"),
                format!("packing method {method} is not read; ask for an ordinary zip"),
            ));
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
        budget.inflated(more, content.len() as u64, member.packed, limits)?;
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

fn damaged_member() -> Trouble {
    Trouble::unreadable(
        "压缩包内的这个文件已损坏，请对方重新压缩后报送",
        "this member of the archive is damaged; ask for it to be packed and sent again",
    )
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

//! The list of members of a zip archive, read in place: nothing is inflated or copied.
//!
//! The `zip` crate keeps one member per name and loses the other when two bear the same one, and it
//! gives nothing for an archive whose end is cut off. Here every line of the central directory is
//! kept, in its order, and a cut archive can still be told by its local headers.
//! Sections are those of PKWARE's APPNOTE.TXT 6.3.10.

/// One line of the central directory (APPNOTE 4.3.12).
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// As stored: bytes in whatever encoding the packer used.
    pub name: &'a [u8],
    /// The name says of itself that it is UTF-8 (general purpose bit 11).
    pub utf8: bool,
    /// All extra fields as stored.
    pub extra: &'a [u8],
    pub encrypted: bool,
    /// 0 stored, 8 deflated (APPNOTE 4.4.5).
    pub method: u16,
    pub crc: u32,
    /// Bytes in the archive and after inflating, as the directory claims.
    pub packed: u64,
    pub size: u64,
    /// Where the local header begins.
    pub header: u64,
}

/// A central directory as far as it could be read.
#[derive(Debug, Default)]
pub struct Directory<'a> {
    pub members: Vec<Member<'a>>,
    /// Where the directory begins: no member's data may reach beyond it.
    pub start: u64,
    /// Lines that the end record announces and that are not there.
    pub missing: u64,
}

const END: &[u8] = b"PK\x05\x06";
const END64: &[u8] = b"PK\x06\x06";
const END64_LOCATOR: &[u8] = b"PK\x06\x07";
const CENTRAL: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
/// More members than any limit lets through; the rest counts as missing.
const MOST: usize = 100_000;
/// Length of the end record without its comment (APPNOTE 4.3.16).
const END_LEN: usize = 22;

/// Reads the central directory. `None` when there is no end record or it points nowhere.
pub fn directory(bytes: &[u8]) -> Option<Directory<'_>> {
    let end = find_end(bytes)?;
    let mut count = u64::from(u16_at(bytes, end + 10)?);
    let mut size = u64::from(u32_at(bytes, end + 12)?);
    let mut offset = u64::from(u32_at(bytes, end + 16)?);
    let mut stop = end;
    if let Some((count64, size64, offset64, record)) = end64(bytes, end) {
        (count, size, offset, stop) = (count64, size64, offset64, record);
    }
    // Something may stand before the archive: then every offset is short by the same number.
    let by_size = stop.checked_sub(usize::try_from(size).ok()?);
    let by_offset = usize::try_from(offset).ok()?;
    let is_start = |at: usize| count == 0 || bytes.get(at..at + 4) == Some(CENTRAL);
    let (start, shift) = match by_size {
        Some(at) if at as u64 >= offset && is_start(at) => (at, at as u64 - offset),
        _ if by_offset < bytes.len() && is_start(by_offset) => (by_offset, 0),
        _ => return None,
    };
    let mut members = Vec::new();
    let mut at = start;
    // The 16-bit count wraps; the directory's own end decides.
    while let Some((member, next)) = member_at(bytes, at, shift).filter(|_| at < stop && members.len() < MOST) {
        members.push(member);
        at = next;
    }
    let missing = count.saturating_sub(members.len() as u64);
    Some(Directory { members, start: start as u64, missing })
}

/// Names of the members as stored: from the central directory, or from the local headers where the
/// end of the archive is missing or damaged.
pub fn names(bytes: &[u8]) -> Vec<&[u8]> {
    match directory(bytes) {
        Some(found) if !found.members.is_empty() => found.members.iter().map(|member| member.name).collect(),
        _ => local_names(bytes),
    }
}

/// The packed bytes of a member, or `None` if its local header is not where the directory says.
pub fn packed<'a>(bytes: &'a [u8], member: &Member) -> Option<&'a [u8]> {
    let start = usize::try_from(data_start(bytes, member)?).ok()?;
    bytes.get(start..start.checked_add(usize::try_from(member.packed).ok()?)?)
}

/// Whether two members share bytes of the archive, or a member reaches into the directory: the mark
/// of an archive made to inflate without end.
pub fn overlaps(bytes: &[u8], directory: &Directory) -> bool {
    let mut ranges: Vec<(u64, u64)> = directory
        .members
        .iter()
        .filter_map(|member| Some((member.header, data_start(bytes, member)?.checked_add(member.packed)?)))
        .collect();
    ranges.sort_unstable();
    ranges.windows(2).any(|pair| pair[1].0 < pair[0].1)
        || ranges.last().is_some_and(|last| last.1 > directory.start && last.1 <= bytes.len() as u64)
}

/// The body of an extra field (APPNOTE 4.5.1).
pub fn extra_field(mut extra: &[u8], id: u16) -> Option<&[u8]> {
    while extra.len() >= 4 {
        let len = usize::from(u16_at(extra, 2)?);
        let body = extra.get(4..4 + len)?;
        if u16_at(extra, 0)? == id {
            return Some(body);
        }
        extra = &extra[4 + len..];
    }
    None
}

fn data_start(bytes: &[u8], member: &Member) -> Option<u64> {
    let at = usize::try_from(member.header).ok()?;
    if bytes.get(at..at.checked_add(4)?)? != LOCAL {
        return None;
    }
    Some(member.header + 30 + u64::from(u16_at(bytes, at + 26)?) + u64::from(u16_at(bytes, at + 28)?))
}

/// The last end record whose comment fits the file; trailing bytes are forgiven.
fn find_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_LEN)?;
    let first = last.saturating_sub(u16::MAX.into());
    (first..=last).rev().find(|&at| &bytes[at..at + 4] == END)
}

/// Count, size and offset of the directory and the place of the zip64 end record (APPNOTE 4.3.14).
fn end64(bytes: &[u8], end: usize) -> Option<(u64, u64, u64, usize)> {
    let locator = end.checked_sub(20)?;
    if bytes.get(locator..locator + 4)? != END64_LOCATOR {
        return None;
    }
    let record = usize::try_from(u64_at(bytes, locator + 8)?).ok()?;
    if bytes.get(record..record.checked_add(4)?)? != END64 {
        return None;
    }
    Some((u64_at(bytes, record + 32)?, u64_at(bytes, record + 40)?, u64_at(bytes, record + 48)?, record))
}

fn member_at(bytes: &[u8], at: usize, shift: u64) -> Option<(Member<'_>, usize)> {
    if bytes.get(at..at + 4)? != CENTRAL {
        return None;
    }
    let (flags, method) = (u16_at(bytes, at + 8)?, u16_at(bytes, at + 10)?);
    let name_end = at + 46 + usize::from(u16_at(bytes, at + 28)?);
    let extra_end = name_end + usize::from(u16_at(bytes, at + 30)?);
    let next = extra_end + usize::from(u16_at(bytes, at + 32)?);
    let extra = bytes.get(name_end..extra_end)?;
    let mut member = Member {
        name: bytes.get(at + 46..name_end)?,
        utf8: flags & 0x800 != 0,
        extra,
        encrypted: flags & 1 != 0 || method == 99,
        method,
        crc: u32_at(bytes, at + 16)?,
        packed: u32_at(bytes, at + 20)?.into(),
        size: u32_at(bytes, at + 24)?.into(),
        header: u32_at(bytes, at + 42)?.into(),
    };
    widen(&mut member);
    member.header = member.header.checked_add(shift)?;
    Some((member, next))
}

/// Takes the sizes that do not fit 32 bits from the zip64 field (APPNOTE 4.5.3).
fn widen(member: &mut Member) {
    const FULL: u64 = u32::MAX as u64;
    let Some(field) = extra_field(member.extra, 1) else { return };
    let mut at = 0;
    for value in [&mut member.size, &mut member.packed, &mut member.header] {
        if *value == FULL
            && let Some(wide) = u64_at(field, at)
        {
            *value = wide;
            at += 8;
        }
    }
}

fn local_names(bytes: &[u8]) -> Vec<&[u8]> {
    const ENOUGH: usize = 1_000;
    let mut names = Vec::new();
    let mut at = 0;
    while names.len() < ENOUGH && at + 30 <= bytes.len() {
        if &bytes[at..at + 4] != LOCAL {
            at += 1;
            continue;
        }
        let len = usize::from(u16_at(bytes, at + 26).unwrap_or(0));
        names.extend(bytes.get(at + 30..at + 30 + len));
        at += 30 + len;
    }
    names
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

//! Streams out of a compound file that is not quite in order ([MS-CFB] 2).
//!
//! The `cfb` crate refuses a file whose allocation table lists more sectors than there are or whose
//! directory is untidy. Word opens them, and some programs write them so. Here only what a stream
//! needs is looked at; every sector of it must be in the file.

use super::bytes::{slice, u8_at, u16_at, u32_at};

const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Sectors of the allocation table that the header itself lists.
const IN_HEADER: usize = 109;
/// Bytes of a directory entry, and of a sector of the small streams.
const ENTRY: usize = 128;
const SMALL: usize = 64;
/// Numbers of sectors above this one are marks.
const LAST_SECTOR: u32 = 0xFFFF_FFFA;
const NO_ENTRY: u32 = 0xFFFF_FFFF;

/// A compound file with its directory.
#[derive(Debug)]
pub struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// Sectors of the allocation table.
    table: Vec<u32>,
    /// Sectors of the allocation table of small streams.
    small_table: Vec<u8>,
    small: Vec<u8>,
    directory: Vec<u8>,
}

impl<'a> Compound<'a> {
    /// Reads header, allocation and directory; `None` where they cannot be followed.
    pub fn open(bytes: &'a [u8]) -> Option<Compound<'a>> {
        let shift = u16_at(bytes, 30)?;
        if !bytes.starts_with(SIGNATURE) || !(9..=12).contains(&shift) {
            return None;
        }
        let mut file = Compound {
            bytes,
            sector: 1 << shift,
            table: Vec::new(),
            small_table: Vec::new(),
            small: Vec::new(),
            directory: Vec::new(),
        };
        file.read_table()?;
        file.directory = file.chain(u32_at(bytes, 48)?, None)?;
        let root = file.entry(0)?;
        let small_length = u32_at(root, 120)? as usize;
        if small_length > 0 {
            file.small = file.chain(u32_at(root, 116)?, Some(small_length))?;
            file.small_table = file.chain(u32_at(bytes, 60)?, None)?;
        }
        Some(file)
    }

    /// A stream of the root storage, empty if there is none of this name; `None` where its sectors
    /// cannot be followed.
    pub fn stream(&self, name: &str) -> Option<Option<Vec<u8>>> {
        let Some(entry) = self.find(name) else { return Some(None) };
        let (start, length) = (u32_at(entry, 116)?, u32_at(entry, 120)? as usize);
        let cutoff = u32_at(self.bytes, 56)? as usize;
        if length < cutoff {
            self.small_chain(start, length).map(Some)
        } else {
            self.chain(start, Some(length)).map(Some)
        }
    }

    /// [MS-CFB] 2.5: the first sectors of the table stand in the header, the others in a chain.
    fn read_table(&mut self) -> Option<()> {
        let count = (u32_at(self.bytes, 44)? as usize).min(self.bytes.len() / self.sector + 1);
        let in_header = (0..count.min(IN_HEADER)).map(|index| u32_at(self.bytes, 76 + index * 4));
        self.table = in_header.collect::<Option<_>>()?;
        let mut next = u32_at(self.bytes, 68)?;
        while self.table.len() < count && next <= LAST_SECTOR {
            let sector = self.sector_at(next)?;
            let numbers = sector.chunks_exact(4).map(|number| u32_at(number, 0));
            self.table
                .extend(numbers.take(self.sector / 4 - 1).take(count - self.table.len()).collect::<Option<Vec<_>>>()?);
            next = u32_at(sector, self.sector - 4)?;
        }
        Some(())
    }

    /// The bytes of a sector, fewer at the end of the file.
    fn sector_at(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|found| !found.is_empty())
    }

    fn after(&self, number: u32) -> Option<u32> {
        let in_sector = self.sector / 4;
        let sector = self.sector_at(*self.table.get(number as usize / in_sector)?)?;
        u32_at(sector, number as usize % in_sector * 4)
    }

    /// A chain of sectors, up to its end or to `length` bytes. Never longer than the file.
    fn chain(&self, start: u32, length: Option<usize>) -> Option<Vec<u8>> {
        let most = length.unwrap_or(self.bytes.len());
        if most > self.bytes.len() {
            return None;
        }
        let mut found = Vec::new();
        let mut next = start;
        while next <= LAST_SECTOR && found.len() < most {
            found.extend_from_slice(self.sector_at(next)?);
            next = self.after(next)?;
        }
        match length {
            Some(length) if found.len() < length => None,
            Some(length) => {
                found.truncate(length);
                Some(found)
            }
            // A chain without an end runs in a circle.
            None => (next > LAST_SECTOR).then_some(found),
        }
    }

    fn small_chain(&self, start: u32, length: usize) -> Option<Vec<u8>> {
        let mut found = Vec::new();
        let mut next = start as usize;
        while found.len() < length {
            found.extend_from_slice(slice(&self.small, next.checked_mul(SMALL)?, SMALL.min(length - found.len()))?);
            next = u32_at(&self.small_table, next * 4)? as usize;
        }
        Some(found)
    }

    fn entry(&self, number: u32) -> Option<&[u8]> {
        slice(&self.directory, (number as usize).checked_mul(ENTRY)?, ENTRY)
    }

    /// A stream among the children of the root. Their tree may be out of order: all are looked at.
    fn find(&self, name: &str) -> Option<&[u8]> {
        let mut open = vec![u32_at(self.entry(0)?, 76)?];
        let mut left = self.directory.len() / ENTRY;
        while let Some(number) = open.pop() {
            let Some(entry) = self.entry(number).filter(|_| number != NO_ENTRY && left > 0) else { continue };
            left -= 1;
            let length = usize::from(u16_at(entry, 64)?).saturating_sub(2).min(64);
            let units = entry.get(..length)?.chunks_exact(2);
            let is_same = length == name.len() * 2
                && units.zip(name.bytes()).all(|(unit, byte)| unit[0].eq_ignore_ascii_case(&byte) && unit[1] == 0);
            if is_same && u8_at(entry, 66)? == 2 {
                return Some(entry);
            }
            open.extend([u32_at(entry, 72)?, u32_at(entry, 68)?]);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::doc::tests::maker::container;

    #[test]
    fn streams_are_those_that_were_written() {
        let long: Vec<u8> = (0..70_000_u32).map(|number| number as u8).collect();
        let file = container(&[("Data", &[]), ("Short", &long[..1000]), ("Long", &long), ("Middle", &long[..4096])]);
        let compound = Compound::open(&file).unwrap();
        let check =
            |name, expected: Option<&[u8]>| assert_eq!(compound.stream(name).unwrap().as_deref(), expected, "{name}");
        check("Short", Some(&long[..1000]));
        check("LONG", Some(&long));
        check("Middle", Some(&long[..4096]));
        check("Data", Some(&[]));
        check("Other", None);
        let cut = Compound::open(&file[..file.len() - 9000]);
        assert!(cut.is_none_or(|cut| cut.stream("Middle").is_none() || cut.stream("Long").is_none()));
        assert!(Compound::open(&file[..100]).is_none());
        assert!(Compound::open(b"").is_none());
    }
}

//! The zip package of a document: its parts, and one budget for all that is inflated
//! (ISO/IEC 29500-2; ODF 1.3 part 2; GB/T 33190 6).

use std::io::Cursor;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use flate2::{Crc, Decompress, FlushDecompress, Status};
use zip::{CompressionMethod, ZipArchive, result::ZipError};

use crate::{
    model::trouble::{Trouble, TroubleKind},
    readers::{Result, flowing::budget::Budget},
};

/// Inflated in steps, looked at after each. Nearly all parts take one: only then is the window of
/// the last 32 KB not kept besides.
const STEP: u64 = 4 << 20;

/// Deflate cannot do better than this.
const BEST_RATIO: u64 = 1032;

/// An opened package.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    bytes: &'a [u8],
    inflater: Decompress,
    /// Shared by everything that is read for one document.
    pub budget: Budget,
}

impl<'a> Package<'a> {
    /// Opens a package, to be read under what is left of `budget`.
    ///
    /// # Errors
    /// Trouble when this is no whole zip, when entries lie over each other, or are too many.
    pub fn open(bytes: &'a [u8], budget: Budget) -> Result<Package<'a>> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| not_a_zip(&error, bytes.len()))?;
        let (entries, most) = (archive.len(), budget.limits.entries);
        if entries > most {
            return Err(Box::new(Trouble::limit(
                format!("文件内含 {entries} 个部件，超过上限 {most}，不予读取，请人工查看"),
                format!("the file holds {entries} parts, the limit is {most}; look at it by hand"),
            )));
        }
        match archive.has_overlapping_files() {
            Ok(false) => Ok(Package { archive, bytes, inflater: Decompress::new(false), budget }),
            Ok(true) => Err(Box::new(Trouble::limit(
                "文件内的部件相互重叠（压缩炸弹的做法），不予读取，请对方用 Word 另存后重新发送",
                "parts of the file lie over each other, as in a zip bomb; ask for it saved again from Word",
            ))),
            Err(error) => Err(not_a_zip(&error, bytes.len())),
        }
    }

    /// The bytes of an XML part in UTF-8, `None` if there is no such part.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub fn xml(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.part(name)?.map(to_utf8))
    }

    /// The bytes of a part, `None` if there is no such part. Names match without regard to case
    /// (ISO/IEC 29500-2 9.1.1).
    ///
    /// # Errors
    /// Trouble when the entry is encrypted, damaged, or too large.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let Some(index) = self.find(name) else { return Ok(None) };
        let entry = self.archive.by_index_raw(index).map_err(|error| bad_entry(&error, name))?;
        if entry.encrypted() {
            return Err(bad_entry(&ZipError::InvalidPassword, name));
        }
        let (size, crc, method) = (entry.size(), entry.crc32(), entry.compression());
        let start = entry.data_start().unwrap_or_default();
        let range =
            usize::try_from(start).ok().zip(usize::try_from(start.saturating_add(entry.compressed_size())).ok());
        drop(entry);
        let packed = range.and_then(|(start, end)| self.bytes.get(start..end)).ok_or_else(|| damaged(name, 0))?;
        let content = match method {
            CompressionMethod::Stored => {
                self.budget.inflate(name, packed.len() as u64)?;
                packed.to_vec()
            }
            CompressionMethod::Deflated => self.inflate(name, packed, size)?,
            method => return Err(unknown_method(name, method)),
        };
        let mut sum = Crc::new();
        sum.update(&content);
        match sum.sum() == crc {
            true => Ok(Some(content)),
            false => Err(damaged(name, content.len())),
        }
    }

    /// Inflates a part that is said to come to `size` bytes.
    fn inflate(&mut self, name: &str, packed: &[u8], size: u64) -> Result<Vec<u8>> {
        let most = (packed.len() as u64).saturating_mul(BEST_RATIO).min(self.budget.inflatable()).min(STEP);
        // One byte more than needed, so that the end is seen without growing.
        let mut content = Vec::with_capacity(size.min(most) as usize + 1);
        self.inflater.reset(false);
        loop {
            let (read, before) = (self.inflater.total_in() as usize, content.len());
            let status = self
                .inflater
                .decompress_vec(&packed[read.min(packed.len())..], &mut content, FlushDecompress::Finish)
                .map_err(|_| damaged(name, before))?;
            self.budget.inflate(name, (content.len() - before) as u64)?;
            self.budget.check_ratio(name, content.len() as u64, packed.len() as u64)?;
            match status {
                Status::StreamEnd => return Ok(content),
                _ if content.len() == content.capacity() => content.reserve(STEP as usize),
                // Room is left, and nothing comes: it breaks off.
                _ => return Err(damaged(name, content.len())),
            }
        }
    }

    /// The place of a part in the archive. Names match without regard to case (ISO/IEC 29500-2 9.1.1).
    pub fn find(&self, name: &str) -> Option<usize> {
        if let Some(index) = self.archive.index_for_name(name) {
            return Some(index);
        }
        let same = |raw: &[u8]| {
            let raw = raw.strip_prefix(b"/").unwrap_or(raw);
            raw.len() == name.len()
                && raw.iter().zip(name.bytes()).all(|(&a, b)| a.eq_ignore_ascii_case(&b) || (a == b'\\' && b == b'/'))
        };
        self.archive.file_names_raw().position(same)
    }
}

/// Parts are UTF-8 or UTF-16 (ISO/IEC 29500-2 9.1.4); other declared encodings are taken as said.
pub fn to_utf8(bytes: Vec<u8>) -> Vec<u8> {
    let encoding = match bytes.as_slice() {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => UTF_16LE,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => UTF_16BE,
        _ => declared_encoding(&bytes),
    };
    if encoding == UTF_8 {
        return bytes;
    }
    encoding.decode(&bytes).0.into_owned().into_bytes()
}

/// The encoding in the XML declaration, if it is on the first line.
fn declared_encoding(bytes: &[u8]) -> &'static Encoding {
    let head = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let declaration = head.split(|&byte| byte == b'>').next().filter(|head| head.starts_with(b"<?xml"));
    let label = declaration.and_then(|head| {
        let at = head.windows(9).position(|window| window == b"encoding=")?;
        let quote = *head.get(at + 9)?;
        head[at + 10..].split(|&byte| byte == quote).next()
    });
    label.and_then(Encoding::for_label).filter(|found| found.is_ascii_compatible()).unwrap_or(UTF_8)
}

fn not_a_zip(error: &ZipError, length: usize) -> Box<Trouble> {
    Box::new(Trouble::unreadable(
        format!("文件损坏：压缩包结构不完整（共 {length} 字节），请对方重新发送"),
        format!("the file is damaged: its zip structure is not whole ({length} bytes, {error}); ask for it again"),
    ))
}

fn bad_entry(error: &ZipError, part: &str) -> Box<Trouble> {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Box::new(Trouble::new(
                TroubleKind::Encrypted,
                format!("文件已加密（{part}），请向报送单位索取未加密的文件"),
                format!("the file is encrypted ({part}); ask the unit for one without a password"),
            ))
        }
        _ => Box::new(Trouble::unreadable(
            format!("文件损坏：{part} 无法解压，请对方重新发送"),
            format!("the file is damaged: {part} cannot be inflated ({error}); ask for it again"),
        )),
    }
}

#[cold]
fn damaged(part: &str, at: usize) -> Box<Trouble> {
    Box::new(Trouble::unreadable(
        format!("文件损坏：{part} 解压到第 {at} 字节时出错，请对方重新发送"),
        format!("the file is damaged: {part} fails to inflate at byte {at}; ask for it again"),
    ))
}

#[cold]
fn unknown_method(part: &str, method: CompressionMethod) -> Box<Trouble> {
    Box::new(Trouble::new(
        TroubleKind::Unsupported,
        format!("{part} 的压缩方式（{method}）不支持，请对方用 Word 另存后重新发送"),
        format!("{part} is packed with a method ({method}) that is not read; ask for it saved again from Word"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(to_utf8(bytes.to_vec()), expected.as_bytes());
        check(b"\xFF\xFE<\0a\0/\0>\0", "<a/>");
        check(b"\xFE\xFF\0<\0a\0/\0>", "<a/>");
        check(b"<\0a\0/\0>\0", "<a/>");
        check(b"<?xml version='1.0' encoding='GBK'?><a>\xD6\xD0</a>", "<?xml version='1.0' encoding='GBK'?><a>中</a>");
        check(b"<?xml version='1.0' encoding='nonsense'?><a/>", "<?xml version='1.0' encoding='nonsense'?><a/>");
    }
}

//! The package of a document: its parts, and one budget for all that is inflated (ISO/IEC 29500-2;
//! ODF 1.3 part 2; GB/T 33190 6). Nearly always a zip; Office also writes packages as one flat XML.

use std::{
    borrow::Cow,
    io::{Cursor, Read},
};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use mail_parser::decoders::base64::base64_decode;
use zip::{ZipArchive, result::ZipError};

use crate::{
    model::trouble::{Trouble, TroubleKind},
    readers::{Result, flowing::budget::Budget},
};

/// Inflated in steps, looked at after each.
const STEP: u64 = 4 << 20;

/// Deflate cannot do better than this.
const BEST_RATIO: u64 = 1032;

/// An opened package.
pub struct Package<'a> {
    store: Store<'a>,
    /// Shared by everything that is read for one document.
    pub budget: Budget,
}

enum Store<'a> {
    Zip(ZipArchive<Cursor<&'a [u8]>>),
    Flat(Vec<(String, FlatPart<'a>)>),
}

/// A part of a flat package, as it stands there.
#[derive(Clone, Copy, Debug)]
pub enum FlatPart<'a> {
    Plain(&'a [u8]),
    Base64(&'a [u8]),
}

impl<'a> Package<'a> {
    /// A package whose parts, by name, have been found in one flat file.
    pub fn flat(parts: Vec<(String, FlatPart<'a>)>, budget: Budget) -> Package<'a> {
        Package { store: Store::Flat(parts), budget }
    }

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
            Ok(false) => Ok(Package { store: Store::Zip(archive), budget }),
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
        let archive = match &mut self.store {
            Store::Zip(archive) => archive,
            Store::Flat(parts) => return flat_part(name, parts.get(index), &mut self.budget),
        };
        let mut entry = archive.by_index(index).map_err(|error| bad_entry(&error, name))?;
        let packed = entry.compressed_size().max(1);
        let likely = entry.size().min(packed.saturating_mul(BEST_RATIO)).min(self.budget.inflatable()).min(STEP);
        // One byte more than needed, so that the end is seen without growing.
        let mut bytes = Vec::with_capacity(usize::try_from(likely + 1).unwrap_or_default());
        loop {
            let before = bytes.len();
            (&mut entry).take(STEP).read_to_end(&mut bytes).map_err(|error| damaged(name, bytes.len(), &error))?;
            if bytes.len() == before {
                break;
            }
            self.budget.inflate(name, (bytes.len() - before) as u64)?;
            self.budget.check_ratio(name, bytes.len() as u64, packed)?;
        }
        Ok(Some(bytes))
    }

    /// The place of a part in the package. Names match without regard to case (ISO/IEC 29500-2 9.1.1).
    pub fn find(&self, name: &str) -> Option<usize> {
        let archive = match &self.store {
            Store::Zip(archive) => archive,
            Store::Flat(parts) => return parts.iter().position(|(part, _)| part.eq_ignore_ascii_case(name)),
        };
        if let Some(index) = archive.index_for_name(name) {
            return Some(index);
        }
        let same = |raw: &[u8]| {
            let raw = raw.strip_prefix(b"/").unwrap_or(raw);
            raw.len() == name.len()
                && raw.iter().zip(name.bytes()).all(|(&a, b)| a.eq_ignore_ascii_case(&b) || (a == b'\\' && b == b'/'))
        };
        archive.file_names_raw().position(same)
    }
}

fn flat_part(name: &str, part: Option<&(String, FlatPart)>, budget: &mut Budget) -> Result<Option<Vec<u8>>> {
    let bytes = match part {
        None => return Ok(None),
        Some((_, FlatPart::Plain(bytes))) => Some(Cow::Borrowed(*bytes)),
        Some((_, FlatPart::Base64(text))) => base64_decode(text).map(Cow::Owned),
    };
    let Some(bytes) = bytes else {
        return Err(Box::new(Trouble::unreadable(
            format!("文件损坏：{name} 的编码有误，请对方重新发送"),
            format!("the file is damaged: the encoding of {name} is wrong; ask for it again"),
        )));
    };
    budget.inflate(name, bytes.len() as u64)?;
    Ok(Some(bytes.into_owned()))
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

fn damaged(part: &str, at: usize, error: &std::io::Error) -> Box<Trouble> {
    Box::new(Trouble::unreadable(
        format!("文件损坏：{part} 解压到第 {at} 字节时出错，请对方重新发送"),
        format!("the file is damaged: {part} fails to inflate at byte {at} ({error}); ask for it again"),
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

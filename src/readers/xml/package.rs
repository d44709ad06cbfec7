//! The package of a document: its parts, and one budget for all that is inflated (ISO/IEC 29500-2;
//! ODF 1.3 part 2; GB/T 33190 6). Nearly always a zip; Office also writes packages as one flat XML.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use mail_parser::decoders::base64::base64_decode;

use super::zip_store::Zip;
use crate::{
    model::trouble::Trouble,
    readers::{Result, flowing::budget::Budget},
};

/// An opened package.
pub struct Package<'a> {
    store: Store<'a>,
    /// Shared by everything that is read for one document.
    pub budget: Budget,
}

enum Store<'a> {
    Zip(Box<Zip<'a>>),
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
        let zip = Zip::open(bytes, budget.limits.entries)?;
        Ok(Package { store: Store::Zip(Box::new(zip)), budget })
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
        match &mut self.store {
            Store::Zip(zip) => zip.part(index, name, &mut self.budget).map(Some),
            Store::Flat(parts) => flat_part(name, parts.get(index), &mut self.budget),
        }
    }

    /// The place of a part in the package. Names match without regard to case (ISO/IEC 29500-2 9.1.1).
    pub fn find(&self, name: &str) -> Option<usize> {
        match &self.store {
            Store::Zip(zip) => zip.find(name),
            Store::Flat(parts) => parts.iter().position(|(part, _)| part.eq_ignore_ascii_case(name)),
        }
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

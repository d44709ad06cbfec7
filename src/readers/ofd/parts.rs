//! Parts of the package: where a location points to, and whether what is there can be read.

use super::{Scanner, names::Tag};
use crate::{
    model::trouble::{Trouble, TroubleKind},
    readers::{
        Result,
        xml::{self, package::Package},
    },
};

/// Marks a package whose parts are encrypted (GM/T 0099).
const ENCRYPTIONS: &str = "Encryptions.xml";

/// The part that a location in `base` means (GB/T 33190 6.2, ST_Loc): from the root if it begins with
/// a slash, else from the folder of `base`. Programs mix the two up: where nothing is there, the other
/// is tried.
pub fn locate(package: &Package, base: &str, location: &str) -> Option<String> {
    let absolute = location.starts_with(['/', '\\']);
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let from_folder = joined(folder, location);
    let from_root = joined("", location);
    let [first, second] = if absolute { [from_root, from_folder] } else { [from_folder, from_root] };
    [first, second].into_iter().flatten().find(|name| package.find(name).is_some())
}

/// A path below a folder without `.` and `..`; none if it leads out of the package.
fn joined(folder: &str, location: &str) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for name in folder.split('/').chain(location.split(['/', '\\'])) {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()?),
            name => names.push(name),
        }
    }
    (!names.is_empty()).then(|| names.join("/"))
}

/// The bytes of an XML part, `None` if there is no such part.
///
/// # Errors
/// `Encrypted` when it is no XML but unreadable bytes; else as [`Package::part`].
pub fn xml(package: &mut Package, part: &str) -> Result<Option<Vec<u8>>> {
    let Some(bytes) = package.xml(part)? else { return Ok(None) };
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes).trim_ascii_start();
    if start.starts_with(b"<") || is_text(start) {
        return Ok(Some(bytes));
    }
    Err(encrypted(part))
}

/// Whether these bytes, which are no XML, are text or nothing at all rather than encrypted.
fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..1024).unwrap_or(bytes);
    let is_odd = |byte: &u8| !matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n') && *byte != 0;
    // Ciphertext has such bytes in five of eight places.
    head.iter().filter(|byte| is_odd(byte)).count() * 4 < head.len().max(1)
}

/// A cursor over a part of this package.
pub fn scanner<'a>(package: &Package, part: &'a str, bytes: &'a [u8]) -> Scanner<'a> {
    xml::Scanner::<Tag>::new(part, bytes, package.budget.limits.xml_depth)
}

/// Why a part that must be there is not: the package is encrypted or not whole.
pub fn missing(package: &Package, part: &str) -> Box<Trouble> {
    if package.find(ENCRYPTIONS).is_some() {
        return encrypted(part);
    }
    Box::new(Trouble::unreadable(
        format!("文件损坏：OFD 内缺少 {part}，请对方重新发送"),
        format!("the file is damaged: the OFD lacks {part}; ask for it again"),
    ))
}

fn encrypted(part: &str) -> Box<Trouble> {
    Box::new(Trouble::new(
        TroubleKind::Encrypted,
        format!("OFD 文件已加密（{part}），请向报送单位索取未加密的文件"),
        format!("the OFD is encrypted ({part}); ask the unit for one without a password"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_joined() {
        let check = |folder, location, expected: Option<&str>| {
            assert_eq!(joined(folder, location).as_deref(), expected, "{folder} {location}");
        };
        check("Doc_0", "Pages/Page_0/Content.xml", Some("Doc_0/Pages/Page_0/Content.xml"));
        check("Doc_0/Pages", "../Res\\./a.xml", Some("Doc_0/Res/a.xml"));
        check("", "/Doc_0/Document.xml", Some("Doc_0/Document.xml"));
        check("Doc_0", "../../x", None);
        check("", "", None);
    }

    #[test]
    fn ciphertext_is_told_from_text() {
        assert!(is_text(b""));
        assert!(is_text(b"not found"));
        assert!(is_text(&[0; 64]));
        assert!(!is_text(&[0x93, 0x11, 0xE0, 0x41, 0x9C, 0x7F, 0xFE, 0x20]));
    }
}

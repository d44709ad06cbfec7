//! OpenDocument text (.odt, .ott, and .fodt in one XML file): ODF 1.3 part 3, as LibreOffice, Word
//! and WPS write it.
//!
//! One pass over the content, as in the reader of .docx: what is seen is read, tracked insertions
//! in, deletions out; no notes, comments, hidden text or pictures; text boxes once, after the
//! paragraph that they hang on. [`styles`] tell what is hidden and how [`lists`] number.

use super::{
    Reader, Result,
    flowing::{budget::Budget, scans},
    xml::{
        self,
        package::{Package, to_utf8},
    },
};
use crate::model::{
    document::Document,
    format::Format,
    limits::Limits,
    source::Source,
    trouble::{Trouble, TroubleKind},
};

mod body;
mod lists;
mod names;
mod space;
mod styles;
mod table;
#[cfg(test)]
mod tests;

type Scanner<'a> = xml::Scanner<'a, names::Tag>;

/// The reader of OpenDocument text.
pub struct Odt;

impl Reader for Odt {
    fn format(&self) -> Format {
        Format::Odt
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        read(&source.bytes, limits)
    }
}

/// The reader of OpenDocument text in one XML file.
pub struct FlatOdt;

impl Reader for FlatOdt {
    fn format(&self) -> Format {
        Format::FlatOdt
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        read_flat(&source.bytes, limits)
    }
}

const CONTENT: &str = "content.xml";
const STYLES: &str = "styles.xml";
const MANIFEST: &str = "META-INF/manifest.xml";

fn read(bytes: &[u8], limits: &Limits) -> Result<Document> {
    let mut package = Package::open(bytes, Budget::new(*limits))?;
    // An encrypted part is noise: only when it cannot be read is it asked why.
    match read_package(&mut package) {
        Err(trouble) if trouble.kind == TroubleKind::Unreadable && is_encrypted(&mut package) => Err(encrypted()),
        other => other,
    }
}

fn read_package(package: &mut Package) -> Result<Document> {
    let Some(content) = package.xml(CONTENT)? else {
        return Err(Box::new(Trouble::unreadable(
            format!("文件损坏：缺少正文部件 {CONTENT}，请对方重新发送"),
            format!("the file is damaged: its main part {CONTENT} is missing; ask for it again"),
        )));
    };
    let styles = package.xml(STYLES)?;
    let depth = package.budget.limits.xml_depth;
    let shared = styles.as_deref().map(|bytes| Scanner::new(STYLES, bytes, depth));
    let shared = shared.map(|scanner| (scanner, styles.as_deref().unwrap_or_default()));
    let mut document = body::read(Scanner::new(CONTENT, &content, depth), shared, &mut package.budget)?;
    if scans::may_be_pictures(&document) {
        let mut pictures = Vec::new();
        for name in picture_names(&content) {
            pictures.extend(package.part(&name)?);
        }
        scans::append(&mut document, &pictures, &package.budget.limits)?;
    }
    Ok(document)
}

/// The picture files that the content speaks of, in their order (ODF 1.3 part 2 3.16).
fn picture_names(content: &[u8]) -> Vec<String> {
    const MOST: usize = 2_000;
    let mut names: Vec<String> = Vec::new();
    for at in memchr::memmem::find_iter(content, b"\"Pictures/").take(MOST) {
        let name = content[at + 1..].split(|byte| *byte == b'"').next().unwrap_or_default();
        let name = String::from_utf8_lossy(name).into_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn read_flat(bytes: &[u8], limits: &Limits) -> Result<Document> {
    let content = to_utf8(bytes.to_vec());
    let mut budget = Budget::new(*limits);
    body::read(Scanner::new("fodt", &content, limits.xml_depth), None, &mut budget)
}

/// Whether the package says of a part that it is encrypted (ODF 1.3 part 2 4.4), or is as a whole.
fn is_encrypted(package: &mut Package) -> bool {
    if package.find("encrypted-package").is_some() {
        return true;
    }
    let Ok(Some(manifest)) = package.xml(MANIFEST) else { return false };
    let mut scanner = Scanner::new(MANIFEST, &manifest, package.budget.limits.xml_depth);
    loop {
        match scanner.next() {
            Ok(xml::Token::Start(names::Tag::EncryptionData)) => return true,
            Ok(xml::Token::Done) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

fn encrypted() -> Box<Trouble> {
    Box::new(Trouble::new(
        TroubleKind::Encrypted,
        "文档设有打开密码，请向报送单位索取未加密的文件",
        "the document needs a password; ask the unit for one without",
    ))
}

//! Documents that a document takes in with `w:altChunk` (ISO/IEC 29500-1 17.17.2): Word documents,
//! zipped or flat, web pages, by themselves or in one file, RTF, and plain text.

use super::{body, flat};
use crate::{
    model::document::{Block, Document, Paragraph},
    readers::{
        Result,
        flowing::budget::Budget,
        html::{self, encoding::decode},
        mhtml, rtf,
        xml::package::Package,
    },
};

/// What a chunk is, by its first bytes: the content types that Word writes are those of the file that
/// it was, not always of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    FlatWord,
    Rtf,
    Page,
    PageInOneFile,
    Text,
}

/// Reads a chunk of any kind under what is left of the budget.
///
/// # Errors
/// Trouble in a Word document, or a limit.
pub fn read(bytes: &[u8], budget: &mut Budget) -> Result<Document> {
    match kind(bytes) {
        Kind::Word => {
            let mut package = Package::open(bytes, budget.enter())?;
            let document = body::read(&mut package)?;
            *budget = package.budget.leave();
            Ok(document)
        }
        Kind::FlatWord => {
            let mut inner = budget.enter();
            let document = flat::read(bytes, &mut inner)?;
            *budget = inner.leave();
            Ok(document)
        }
        Kind::Rtf => rtf::read_bytes(bytes, budget),
        Kind::Page => html::read_bytes(bytes, None, budget),
        Kind::PageInOneFile => mhtml::read_bytes(bytes, budget),
        Kind::Text => lines(bytes, budget),
    }
}

fn kind(bytes: &[u8]) -> Kind {
    const HEAD: usize = 1 << 10;
    if bytes.starts_with(b"PK\x03\x04") {
        return Kind::Word;
    }
    let head = decode(&bytes[..bytes.len().min(HEAD)], None).to_ascii_lowercase();
    let start = head.trim_start();
    match start {
        _ if start.starts_with("{\\rtf") => Kind::Rtf,
        _ if start.starts_with('<') && (start.contains("/word/2003/wordml") || start.contains("/2006/xmlpackage")) => {
            Kind::FlatWord
        }
        _ if start.starts_with('<') => Kind::Page,
        _ if start.contains("mime-version:") => Kind::PageInOneFile,
        _ => Kind::Text,
    }
}

fn lines(bytes: &[u8], budget: &mut Budget) -> Result<Document> {
    let mut blocks = Vec::new();
    for line in decode(bytes, None).lines() {
        budget.add_paragraph()?;
        blocks.push(Block::Paragraph(Paragraph { text: line.to_owned(), place: None }));
    }
    Ok(Document { blocks, ..Document::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_chunks() {
        let check = |bytes: &[u8], expected: Kind| assert_eq!(kind(bytes), expected, "{}", bytes.escape_ascii());
        check(b"PK\x03\x04", Kind::Word);
        check(b"{\\rtf1", Kind::Rtf);
        check(b"\n<html>", Kind::Page);
        check(b"\xFF\xFE<\0p\0>\0", Kind::Page);
        check(b"MIME-Version: 1.0\r\nContent-Type: multipart/related", Kind::PageInOneFile);
        check(
            b"<?xml?><w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'>",
            Kind::FlatWord,
        );
        check(b"<pkg:package xmlns:pkg=\"http://schemas.microsoft.com/office/2006/xmlPackage\">", Kind::FlatWord);
        check("正文".as_bytes(), Kind::Text);
        check(b"", Kind::Text);
    }
}

//! Word documents in one XML file: WordprocessingML of Word 2003 (`w:wordDocument`), and a whole
//! package as flat XML (`pkg:package`).

use super::{Scanner, body, names::Tag};
use crate::{
    model::{document::Document, trouble::Trouble},
    readers::{
        Result,
        flowing::budget::Budget,
        xml::{
            Token,
            package::{FlatPart, Package, to_utf8},
        },
    },
};

/// What messages call the file.
const NAME: &str = "XML";

/// Reads either under what is left of the budget.
///
/// # Errors
/// Trouble in the XML, when it is neither, or a limit.
pub fn read(bytes: &[u8], budget: &mut Budget) -> Result<Document> {
    let bytes = to_utf8(bytes.to_vec());
    let parts = parts(&bytes, budget.limits.xml_depth)?;
    let is_package = parts.is_some();
    let mut package = Package::flat(parts.unwrap_or_default(), *budget);
    let document = if is_package { body::read(&mut package) } else { body::read_main(&mut package, NAME, &bytes) };
    *budget = package.budget;
    document
}

/// The parts of a flat package, `None` if this is none.
fn parts(bytes: &[u8], depth: usize) -> Result<Option<Vec<(String, FlatPart<'_>)>>> {
    /// A package holds some dozens.
    const MOST: usize = 10_000;
    let mut scanner = Scanner::new(NAME, bytes, depth);
    if scanner.next()? != Token::Start(Tag::FlatPackage) {
        return Ok(None);
    }
    let mut parts = Vec::new();
    while let Some(tag) = scanner.child(1)? {
        if tag != Tag::FlatPart {
            continue;
        }
        if parts.len() >= MOST {
            return Err(Box::new(Trouble::limit(
                format!("文件内的部件超过上限 {MOST} 个，不予读取，请人工查看"),
                format!("the file holds more than {MOST} parts; look at it by hand"),
            )));
        }
        let name = scanner.attribute_text(b"name").unwrap_or_default().trim_start_matches('/').to_owned();
        while let Some(tag) = scanner.child(2)? {
            let content = content(&mut scanner, bytes)?;
            match tag {
                Tag::XmlData => parts.push((name.clone(), FlatPart::Plain(content))),
                Tag::BinaryData => parts.push((name.clone(), FlatPart::Base64(content))),
                _ => {}
            }
        }
    }
    Ok(Some(parts))
}

/// What stands between the tags of the element just started. A part declares its own namespaces.
fn content<'a>(scanner: &mut Scanner<'a>, bytes: &'a [u8]) -> Result<&'a [u8]> {
    let (depth, from) = (scanner.depth(), scanner.position());
    let mut to = from;
    loop {
        match scanner.next()? {
            Token::End(_) if scanner.depth() < depth => break,
            Token::Done => break,
            _ => to = scanner.position(),
        }
    }
    Ok(bytes.get(from..to).unwrap_or_default())
}

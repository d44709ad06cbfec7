//! How the parts of an Office package refer to each other (ISO/IEC 29500-2 9.3).

use super::{Scanner, Token, package::Package, vocabulary};
use crate::readers::Result;

vocabulary! {
    /// Relationships and content types of the package (ISO/IEC 29500-2).
    Package [
        b"http://schemas.openxmlformats.org/package/2006/relationships"
        b"http://schemas.openxmlformats.org/package/2006/content-types"
    ] { ContentOverride b"Override" RelationshipTo b"Relationship" }
}

/// A relationship of a part: what it is for, and the part that it leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Relationship {
    pub id: String,
    /// The last component of the type, which Transitional and Strict share.
    pub kind: String,
    /// Name of the part, without a leading slash.
    pub target: String,
}

/// The name of the main part: by the package's relationships, by the content types (of a part whose
/// type has `word` in it), or the usual one.
///
/// # Errors
/// Trouble in one of those two parts.
pub fn main_part(package: &mut Package, usual: &str, word: &str) -> Result<String> {
    for relationship in relationships(package, "")? {
        if relationship.kind == "officeDocument" && package.find(&relationship.target).is_some() {
            return Ok(relationship.target);
        }
    }
    if package.find(usual).is_none()
        && let Some(name) = main_part_by_type(package, word)?
    {
        return Ok(name);
    }
    Ok(usual.to_string())
}

/// The part that the content types call a main part of this kind (ISO/IEC 29500-2 10.1.2).
fn main_part_by_type(package: &mut Package, word: &str) -> Result<Option<String>> {
    let name = "[Content_Types].xml";
    let Some(bytes) = package.xml(name)? else { return Ok(None) };
    let mut scanner: Scanner<Tag> = Scanner::new(name, &bytes, package.budget.limits.xml_depth);
    loop {
        match scanner.next()? {
            Token::Start(Tag::ContentOverride) => {
                let kind = scanner.attribute_text(b"ContentType").unwrap_or_default();
                let part = scanner.attribute_text(b"PartName").unwrap_or_default();
                if kind.contains(word) && kind.ends_with("main+xml") {
                    return Ok(Some(part.trim_start_matches('/').to_string()));
                }
            }
            Token::Done => return Ok(None),
            _ => {}
        }
    }
}

/// The relationships of a part, or of the package itself for `""`. A missing part has none.
///
/// # Errors
/// Trouble in the part that holds them.
pub fn relationships(package: &mut Package, part: &str) -> Result<Vec<Relationship>> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let separator = if folder.is_empty() { "" } else { "/" };
    let name = format!("{folder}{separator}_rels/{file}.rels");
    let Some(bytes) = package.xml(&name)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let mut scanner: Scanner<Tag> = Scanner::new(&name, &bytes, package.budget.limits.xml_depth);
    loop {
        match scanner.next()? {
            Token::Start(Tag::RelationshipTo) => {
                let text = |name: &[u8]| scanner.attribute_text(name).unwrap_or_default();
                if text(b"TargetMode") != "External" && !text(b"Target").is_empty() {
                    found.push(Relationship {
                        id: text(b"Id").into_owned(),
                        kind: text(b"Type").rsplit('/').next().unwrap_or_default().to_string(),
                        target: resolve(folder, &text(b"Target")),
                    });
                }
            }
            Token::Done => return Ok(found),
            _ => {}
        }
    }
}

/// A relationship target (ISO/IEC 29500-2 9.3.2.2) as the name of a part.
fn resolve(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.retain(|step| !step.is_empty());
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_become_part_names() {
        let check = |folder, target, expected| assert_eq!(resolve(folder, target), expected);
        check("word", "styles.xml", "word/styles.xml");
        check("word", "/word/styles.xml", "word/styles.xml");
        check("word", "../customXml/item1.xml", "customXml/item1.xml");
        check("", "word/document.xml", "word/document.xml");
        check("", "../../etc/passwd", "etc/passwd");
        check("word", ".\\media\\a.docx", "word/media/a.docx");
    }
}

//! From the package to its documents, pages, templates and resources (GB/T 33190 6, 7.4 to 7.7).

use std::collections::HashMap;

use super::{
    Scanner, content,
    matrix::numbers,
    names::Tag,
    parts::{self, locate},
    quota::Quota,
    scene::Scene,
};
use crate::readers::{
    Result,
    xml::{Token, package::Package},
};

/// A document inside the package.
#[derive(Debug, Default)]
pub struct Outline {
    /// The part that says all this.
    pub part: String,
    /// Size of pages that do not tell their own, in millimetres.
    pub size: Option<(f64, f64)>,
    /// Names of parts.
    pub resources: Vec<String>,
    /// IDs and locations as written.
    pub templates: HashMap<i64, String>,
    /// Locations as written.
    pub pages: Vec<String>,
}

/// One page or template.
#[derive(Debug, Default)]
pub struct Page {
    pub size: Option<(f64, f64)>,
    /// IDs.
    pub templates: Vec<i64>,
    /// Locations as written.
    pub resources: Vec<String>,
    pub scene: Scene,
}

/// Where the package begins.
const ENTRY: &str = "OFD.xml";

/// The documents of a package, in order.
///
/// # Errors
/// `Encrypted`, or `Unreadable` when parts are damaged or missing.
pub fn outlines(package: &mut Package, quota: &mut Quota) -> Result<Vec<Outline>> {
    let Some(bytes) = parts::xml(package, ENTRY)? else { return Err(parts::missing(package, ENTRY)) };
    let mut xml = parts::scanner(package, ENTRY, &bytes);
    let mut roots = Vec::new();
    loop {
        match xml.next()? {
            Token::Start(Tag::DocRoot) => roots.push(location(&mut xml)?),
            Token::Done => break,
            _ => {}
        }
    }
    let mut outlines = Vec::with_capacity(roots.len().min(16));
    for root in &roots {
        quota.look_up()?;
        let Some(part) = locate(package, ENTRY, root) else { return Err(parts::missing(package, root)) };
        outlines.push(outline(package, part, quota)?);
    }
    Ok(outlines)
}

fn outline(package: &mut Package, part: String, quota: &mut Quota) -> Result<Outline> {
    let Some(bytes) = parts::xml(package, &part)? else { return Err(parts::missing(package, &part)) };
    let mut xml = parts::scanner(package, &part, &bytes);
    let mut outline = Outline::default();
    loop {
        match xml.next()? {
            Token::Start(Tag::PhysicalBox) => outline.size = size(&mut xml)?.or(outline.size),
            Token::Start(Tag::ApplicationBox) if outline.size.is_none() => outline.size = size(&mut xml)?,
            Token::Start(Tag::PublicRes | Tag::DocumentRes) => {
                let written = location(&mut xml)?;
                quota.look_up()?;
                outline.resources.extend(locate(package, &part, &written));
            }
            Token::Start(Tag::TemplatePage) => {
                if let (Some(id), Some(location)) = (xml.number(b"ID"), base_location(&xml)) {
                    outline.templates.entry(id).or_insert(location);
                }
            }
            Token::Start(Tag::Page) => outline.pages.extend(base_location(&xml)),
            Token::Done => break,
            _ => {}
        }
    }
    outline.part = part;
    Ok(outline)
}

/// Reads a page or template.
///
/// # Errors
/// Trouble with the part, or `LimitExceeded`.
pub fn page(mut xml: Scanner, quota: &Quota) -> Result<Page> {
    let mut page = Page::default();
    loop {
        match xml.next()? {
            Token::Start(Tag::PhysicalBox) => page.size = size(&mut xml)?.or(page.size),
            Token::Start(Tag::ApplicationBox) if page.size.is_none() => page.size = size(&mut xml)?,
            Token::Start(Tag::Template) => page.templates.extend(xml.number(b"TemplateID")),
            Token::Start(Tag::PageRes) => {
                let written = location(&mut xml)?;
                page.resources.push(written);
            }
            Token::Start(Tag::Content) => {
                let depth = xml.depth();
                content::read(&mut xml, depth, &mut page.scene, quota)?;
            }
            Token::Done => return Ok(page),
            _ => {}
        }
    }
}

/// The `BaseLoc` of the element just started.
pub fn base_location(xml: &Scanner) -> Option<String> {
    Some(xml.attribute_text(b"BaseLoc")?.trim().to_string())
}

/// The text of the element just started (ST_Loc).
///
/// # Errors
/// Trouble with the part.
pub fn location(xml: &mut Scanner) -> Result<String> {
    let depth = xml.depth();
    let mut text = String::new();
    loop {
        match xml.next()? {
            Token::Text(raw) => xml.push_text(raw, &mut text)?,
            Token::End(_) if xml.depth() < depth => return Ok(text.trim().to_string()),
            Token::Done => return Ok(text),
            _ => {}
        }
    }
}

/// Width and height of the box just started (ST_Box), if they can be a page's. Its top left corner is
/// where coordinates begin, whatever it says.
fn size(xml: &mut Scanner) -> Result<Option<(f64, f64)>> {
    let text = location(xml)?;
    let found = numbers::<4>(text.as_bytes()).map(|[_, _, width, height]| (width, height));
    Ok(found.filter(|(width, height)| [width, height].into_iter().all(|side| (1.0..20_000.0).contains(side))))
}

//! What styles say that changes what is read: which text is hidden, how lists number.

use std::collections::{HashMap, HashSet};

use super::{
    Scanner,
    lists::{ListStyle, MAX_LEVELS, level},
    names::Tag,
};
use crate::readers::{Result, xml::Token};

/// A paragraph style, as far as headings need it.
#[derive(Debug, Default)]
struct ParagraphStyle {
    parent: Option<String>,
    /// `style:list-style-name`; empty for none.
    list: Option<String>,
}

/// Longest chain of parents that is followed.
const MAX_PARENTS: usize = 20;

/// Styles of the content and of the document.
#[derive(Debug, Default)]
pub struct Styles {
    hidden: HashSet<String>,
    paragraphs: HashMap<String, ParagraphStyle>,
    pub lists: HashMap<String, ListStyle>,
    /// How headings are numbered.
    pub outline: Option<ListStyle>,
}

impl Styles {
    /// Reads a part that holds nothing but styles.
    ///
    /// # Errors
    /// Trouble in the XML.
    pub fn read(&mut self, mut scanner: Scanner) -> Result<()> {
        loop {
            match scanner.next()? {
                Token::Start(Tag::MasterStyles | Tag::FontFaces | Tag::PageLayout) => scanner.skip(scanner.depth())?,
                Token::Start(tag) => {
                    self.start(tag, &mut scanner)?;
                }
                Token::Done => return Ok(()),
                _ => {}
            }
        }
    }

    /// Takes in an element just started if it is a style; gives whether it was.
    ///
    /// # Errors
    /// Trouble in the XML.
    #[inline]
    pub fn start(&mut self, tag: Tag, scanner: &mut Scanner) -> Result<bool> {
        match tag {
            Tag::Style => self.style(scanner)?,
            Tag::ListStyle => {
                let name = scanner.attribute_text(b"name").unwrap_or_default().into_owned();
                let style = read_list_style(scanner)?;
                self.lists.entry(name).or_insert(style);
            }
            Tag::OutlineStyle => self.outline = Some(read_list_style(scanner)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn style(&mut self, scanner: &mut Scanner) -> Result<()> {
        let depth = scanner.depth();
        let is_paragraph = match scanner.attribute(b"family") {
            Some(b"paragraph") => true,
            Some(b"text") => false,
            _ => return scanner.skip(depth),
        };
        let name = scanner.attribute_text(b"name").unwrap_or_default();
        if is_paragraph {
            let text = |attribute: &[u8]| scanner.attribute_text(attribute).map(|value| value.into_owned());
            let style = ParagraphStyle { parent: text(b"parent-style-name"), list: text(b"list-style-name") };
            if style.parent.is_some() || style.list.is_some() {
                self.paragraphs.entry(name.to_string()).or_insert(style);
            }
        }
        while let Some(tag) = scanner.child(depth)? {
            if tag == Tag::TextProps && scanner.attribute(b"display") == Some(b"none") {
                self.hidden.insert(name.to_string());
            }
        }
        Ok(())
    }

    /// Whether text of this style is hidden.
    #[inline]
    pub fn is_hidden(&self, style: Option<&str>) -> bool {
        !self.hidden.is_empty() && style.is_some_and(|style| self.hidden.contains(style))
    }

    /// Whether a paragraph style, or one that it is made from, takes its paragraphs out of lists.
    pub fn is_unlisted(&self, style: Option<&str>) -> bool {
        let mut name = style;
        for _ in 0..MAX_PARENTS {
            let Some(found) = name.and_then(|name| self.paragraphs.get(name)) else { return false };
            if let Some(list) = &found.list {
                return list.is_empty();
            }
            name = found.parent.as_deref();
        }
        false
    }
}

/// Reads `text:list-style` (16.30) or `text:outline-style` (16.34), which was just started.
fn read_list_style(scanner: &mut Scanner) -> Result<ListStyle> {
    let depth = scanner.depth();
    let mut style = ListStyle::default();
    while let Some(tag) = scanner.child(depth)? {
        if !matches!(tag, Tag::LevelNumber | Tag::LevelOutline | Tag::LevelBullet | Tag::LevelImage) {
            continue;
        }
        let index = scanner.number(b"level").and_then(|level| usize::try_from(level - 1).ok());
        let mut read = level(scanner, tag, &style.levels);
        let inner = scanner.depth();
        while scanner.depth() >= inner {
            if let Token::Start(Tag::LabelAlignment) = scanner.next()? {
                read.space = scanner.attribute(b"label-followed-by") == Some(b"space");
            }
        }
        if let Some(index) = index.filter(|&index| index < MAX_LEVELS) {
            if style.levels.len() <= index {
                style.levels.resize_with(index + 1, || None);
            }
            style.levels[index] = Some(read);
        }
    }
    Ok(style)
}

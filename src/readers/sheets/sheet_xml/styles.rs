//! Number formats and borders of styles.

use std::collections::HashMap;

use super::{
    super::number::{NumberFormat, builtin},
    Scanner,
    names::Tag,
};
use crate::readers::Result;

/// The style of what names none.
pub const DEFAULT: usize = 0;

/// How cells look, by the ids of their styles.
pub struct Styles<'a> {
    ids: HashMap<&'a [u8], usize>,
    styles: Vec<Style>,
    pub is_1904: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Style {
    /// `None` for `General`.
    pub format: Option<NumberFormat>,
    pub bordered: bool,
}

impl<'a> Styles<'a> {
    pub fn new() -> Styles<'a> {
        Styles { ids: HashMap::new(), styles: vec![Style::default()], is_1904: false }
    }

    /// The style that the element just started names; `None` where it names none.
    pub fn named(&self, scanner: &Scanner) -> Option<usize> {
        let id = scanner.attribute(b"StyleID")?;
        Some(self.ids.get(id).copied().unwrap_or(DEFAULT))
    }

    pub fn get(&self, index: usize) -> Option<&Style> {
        self.styles.get(index)
    }

    /// Reads `ss:Styles`. A style has what its parent has, or else the default one, unless it says
    /// otherwise; parents come first.
    ///
    /// # Errors
    /// Trouble in the XML.
    pub fn read(&mut self, scanner: &mut Scanner<'a>) -> Result<()> {
        let depth = scanner.depth();
        while let Some(tag) = scanner.child(depth)? {
            if tag != Tag::Style {
                continue;
            }
            let id = scanner.attribute(b"ID").unwrap_or_default();
            let parent = scanner.attribute(b"Parent").and_then(|parent| self.ids.get(parent).copied());
            let inherited = self.get(parent.unwrap_or(DEFAULT)).cloned().unwrap_or_default();
            let style = read_style(scanner, inherited)?;
            if id == b"Default" {
                self.styles[DEFAULT] = style;
            } else {
                self.ids.insert(id, self.styles.len());
                self.styles.push(style);
            }
        }
        Ok(())
    }
}

fn read_style(scanner: &mut Scanner, mut style: Style) -> Result<Style> {
    let depth = scanner.depth();
    while let Some(tag) = scanner.child(depth)? {
        match tag {
            Tag::NumberFormat => style.format = format(&scanner.attribute_text(b"Format").unwrap_or_default()),
            Tag::Borders => style.bordered = is_drawn(scanner)?,
            _ => {}
        }
    }
    Ok(style)
}

/// A format code, or one of the names that Excel 2003 has for some.
fn format(written: &str) -> Option<NumberFormat> {
    let code = builtin::named(written).unwrap_or(written);
    (!code.is_empty() && !code.eq_ignore_ascii_case("General")).then(|| NumberFormat::new(code))
}

/// Whether `ss:Borders` has lines at the sides or below. A line above alone may be that of the table
/// that ends there.
fn is_drawn(scanner: &mut Scanner) -> Result<bool> {
    let depth = scanner.depth();
    let mut drawn = false;
    while let Some(tag) = scanner.child(depth)? {
        if tag == Tag::Border && matches!(scanner.attribute(b"Position"), Some(b"Left" | b"Right" | b"Bottom")) {
            drawn |= !matches!(scanner.attribute(b"LineStyle"), None | Some(b"None"));
        }
    }
    Ok(drawn)
}

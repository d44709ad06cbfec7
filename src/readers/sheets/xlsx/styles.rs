//! Number formats and borders of cells (18.8).

use super::{
    super::number::{NumberFormat, builtin},
    Scanner,
    names::Tag,
};
use crate::readers::{
    Result,
    xml::{Token, package::Package},
};

/// How cells look, by the number of their format.
#[derive(Default)]
pub struct Styles {
    cells: Vec<Style>,
    formats: Vec<(u16, Option<NumberFormat>)>,
    pub is_1904: bool,
}

/// One of the cell formats (18.8.45).
#[derive(Clone, Copy, Default)]
pub struct Style {
    /// Index of its number format.
    format: usize,
    pub bordered: bool,
}

impl Styles {
    pub fn style(&self, index: usize) -> Style {
        self.cells.get(index).copied().unwrap_or_default()
    }

    /// The number format of a style; `None` for `General`.
    pub fn format(&self, style: Style) -> Option<&NumberFormat> {
        self.formats.get(style.format)?.1.as_ref()
    }
}

/// Reads the part, if there is one.
///
/// # Errors
/// Trouble in the package or its XML.
pub fn read(package: &mut Package, part: &str, is_1904: bool) -> Result<Styles> {
    let mut styles = Styles { is_1904, ..Styles::default() };
    let Some(xml) = package.xml(part)? else { return Ok(styles) };
    let mut scanner = Scanner::new(part, &xml, package.budget.limits.xml_depth);
    let mut codes: Vec<(u16, String)> = Vec::new();
    let mut borders: Vec<bool> = Vec::new();
    let mut in_cells = false;
    loop {
        match scanner.next()? {
            Token::Start(Tag::DiffFormats | Tag::CellStyleFormats) => scanner.skip(scanner.depth())?,
            Token::Start(Tag::NumberFormat) => {
                let code = scanner.attribute_text(b"formatCode").unwrap_or_default().into_owned();
                codes.push((id(&scanner, b"numFmtId"), code));
            }
            Token::Start(Tag::Border) => borders.push(is_drawn(&mut scanner)?),
            Token::Start(Tag::CellFormats) => in_cells = true,
            Token::End(Tag::CellFormats) => in_cells = false,
            Token::Start(Tag::Format) if in_cells => {
                let format = styles.add(id(&scanner, b"numFmtId"), &codes);
                let border = usize::from(id(&scanner, b"borderId"));
                styles.cells.push(Style { format, bordered: borders.get(border) == Some(&true) });
            }
            Token::Done => return Ok(styles),
            _ => {}
        }
    }
}

impl Styles {
    /// The index of a number format, which is parsed when first met.
    fn add(&mut self, id: u16, codes: &[(u16, String)]) -> usize {
        if let Some(index) = self.formats.iter().position(|(known, _)| *known == id) {
            return index;
        }
        let own = codes.iter().rev().find(|(known, _)| *known == id).map(|(_, code)| code.as_str());
        let code = own.unwrap_or_else(|| builtin::code(id));
        let format = (!code.is_empty() && !code.eq_ignore_ascii_case("General")).then(|| NumberFormat::new(code));
        self.formats.push((id, format));
        self.formats.len() - 1
    }
}

fn id(scanner: &Scanner, name: &[u8]) -> u16 {
    scanner.number(name).and_then(|id| u16::try_from(id).ok()).unwrap_or(0)
}

/// Whether a border (18.8.4) has lines at the sides or below. A line above alone may be that of the
/// table that ends there.
fn is_drawn(scanner: &mut Scanner) -> Result<bool> {
    let depth = scanner.depth();
    let mut drawn = false;
    while let Some(side) = scanner.child(depth)? {
        if matches!(side, Tag::Left | Tag::Right | Tag::Start | Tag::End | Tag::Bottom) {
            drawn |= !matches!(scanner.attribute(b"style"), None | Some(b"none"));
        }
    }
    Ok(drawn)
}

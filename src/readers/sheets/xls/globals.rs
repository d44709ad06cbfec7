//! What the sheets of a workbook share ([MS-XLS] 2.1.7.20.3): their list, strings, formats.

use encoding_rs::WINDOWS_1252;

use super::{
    super::number::{NumberFormat, builtin},
    encrypted,
    records::{Records, id, u16_at, u32_at},
    strings::{Coding, Strings, code_page},
};
use crate::{model::trouble::Trouble, readers::Result};

pub struct Globals {
    pub coding: Coding,
    pub is_1904: bool,
    pub sheets: Vec<Listed>,
    pub strings: Strings,
    styles: Vec<Style>,
    formats: Vec<(u16, Option<NumberFormat>)>,
}

/// A sheet as BoundSheet8 lists it (2.4.28).
pub struct Listed {
    pub name: String,
    pub offset: usize,
    pub hidden: bool,
    pub is_worksheet: bool,
}

/// What of XF (2.4.353) is needed.
#[derive(Clone, Copy, Default)]
pub struct Style {
    format: u16,
    pub bordered: bool,
}

impl Globals {
    /// Reads up to the end of the workbook's own records.
    ///
    /// # Errors
    /// Trouble when they do not begin as they should, or the workbook has a password.
    pub fn read(stream: &[u8]) -> Result<Globals> {
        let mut records = Records::new(stream, 0);
        let version = records.next().filter(|record| record.id == id::BOF).and_then(|record| u16_at(record.data, 0));
        let Some(version) = version else { return Err(damaged(0)) };
        let mut globals = Globals {
            coding: Coding { is_unicode: version >= 0x0600, code_page: WINDOWS_1252 },
            is_1904: false,
            sheets: Vec::new(),
            strings: Strings::default(),
            styles: Vec::new(),
            formats: Vec::new(),
        };
        let mut codes: Vec<(u16, String)> = Vec::new();
        while let Some(record) = records.next() {
            let data = record.data;
            match record.id {
                id::EOF => break,
                id::FILE_PASS => return Err(encrypted()),
                id::CODE_PAGE => globals.coding.code_page = code_page(u16_at(data, 0).unwrap_or(0)),
                id::DATE_1904 => globals.is_1904 = u16_at(data, 0) == Some(1),
                id::BOUND_SHEET => globals.sheets.extend(globals.listed(data)),
                id::SST => globals.strings = Strings::read(data, &records.continued()),
                id::FORMAT => {
                    let width = if globals.coding.is_unicode { 2 } else { 1 };
                    if let (Some(id), Some(code)) = (u16_at(data, 0), data.get(2..)) {
                        codes.push((id, globals.coding.string(code, &[], width)));
                    }
                }
                id::XF => {
                    let style = globals.style(data);
                    globals.styles.push(style);
                }
                _ => {}
            }
        }
        globals.parse_formats(&codes);
        Ok(globals)
    }

    pub fn style(&self, data: &[u8]) -> Style {
        let bits = |at: usize| u32_at(data, at).unwrap_or(0);
        let bordered = match self.coding.is_unicode {
            // Left, right, bottom; a line above alone may be that of the table that ends there.
            true => bits(10) & 0xF0FF != 0,
            false => bits(8) & 0x01C0_0000 != 0 || bits(12) & 0x01F8 != 0,
        };
        Style { format: u16_at(data, 2).unwrap_or(0), bordered }
    }

    pub fn cell_style(&self, index: usize) -> Style {
        self.styles.get(index).copied().unwrap_or_default()
    }

    /// The number format of a style; `None` for `General`.
    pub fn format(&self, style: Style) -> Option<&NumberFormat> {
        let index = self.formats.binary_search_by_key(&style.format, |(id, _)| *id).ok()?;
        self.formats.get(index)?.1.as_ref()
    }

    fn parse_formats(&mut self, codes: &[(u16, String)]) {
        let mut used: Vec<u16> = self.styles.iter().map(|style| style.format).collect();
        used.sort_unstable();
        used.dedup();
        let own = |id: u16| codes.iter().rev().find(|(known, _)| *known == id).map(|(_, code)| code.as_str());
        let parse = |id: u16| {
            let code = own(id).unwrap_or_else(|| builtin::code(id));
            (!code.is_empty() && !code.eq_ignore_ascii_case("General")).then(|| NumberFormat::new(code))
        };
        self.formats = used.into_iter().map(|id| (id, parse(id))).collect();
    }

    fn listed(&self, data: &[u8]) -> Option<Listed> {
        Some(Listed {
            offset: u32_at(data, 0)? as usize,
            hidden: data.get(4)? & 3 != 0,
            is_worksheet: *data.get(5)? == 0,
            name: self.coding.string(data.get(6..)?, &[], 1),
        })
    }
}

pub fn damaged(at: usize) -> Box<Trouble> {
    Box::new(Trouble::unreadable(
        format!("文件损坏：工作簿的记录在第 {at} 字节处中断，请对方重新发送"),
        format!("the file is damaged: the workbook's records break off at byte {at}; ask for it again"),
    ))
}

//! Office Open XML workbooks: the workbook part, and from it strings, styles and sheets.

use super::{
    Workbook,
    sheet::{self, Sheet},
};
use crate::{
    model::trouble::{Trouble, TroubleKind},
    readers::{
        Result,
        flowing::budget::Budget,
        xml::{
            self, Token,
            package::Package,
            relationships::{Relationship, main_part, relationships},
        },
    },
};
use names::Tag;

mod names;
mod strings;
mod styles;
mod worksheet;

type Scanner<'a> = xml::Scanner<'a, names::Tag>;

/// What of the workbook part all sheets share.
struct Shared {
    strings: strings::Strings,
    styles: styles::Styles,
}

/// A sheet as the workbook part lists it (18.2.19).
struct Listed {
    name: String,
    relationship: String,
    hidden: bool,
    header_rows: Option<(u32, u32)>,
}

/// Gives every sheet of a package to `workbook`, in the order of the tabs.
///
/// # Errors
/// Trouble in the package or its XML, or a limit that was met.
pub fn read(bytes: &[u8], budget: Budget, workbook: &mut Workbook) -> Result<()> {
    let mut package = Package::open(bytes, budget)?;
    let part = main_part(&mut package, "xl/workbook.xml", "sheet")?;
    if part.ends_with(".bin") || package.find(&part).is_none() && package.find("xl/workbook.bin").is_some() {
        return Err(Box::new(Trouble::new(
            TroubleKind::Unsupported,
            "是二进制工作簿（.xlsb），暂不读取，请对方另存为 .xlsx 后重新发送",
            "a binary workbook (.xlsb), which is not read; ask for it saved as .xlsx",
        )));
    }
    let Some(xml) = package.xml(&part)? else { return Err(missing(&part)) };
    let mut is_1904 = false;
    let listed = list(&part, &xml, &package, &mut is_1904)?;
    let related = relationships(&mut package, &part)?;
    let shared = Shared {
        strings: strings::read(&mut package, &named(&related, "sharedStrings"))?,
        styles: styles::read(&mut package, &named(&related, "styles"), is_1904)?,
    };
    let mut found = false;
    for (index, listed) in listed.into_iter().enumerate() {
        let relationship = related.iter().find(|other| other.id == listed.relationship);
        // Charts, dialogs and macro sheets are no worksheets.
        if relationship.is_some_and(|other| other.kind != "worksheet") {
            found = true;
            continue;
        }
        // Modules of macros are listed as sheets and lead to nothing.
        if relationship.is_none() && listed.relationship.is_empty() && !related.is_empty() {
            found = true;
            continue;
        }
        let usual = format!("xl/worksheets/sheet{}.xml", index + 1);
        let part = relationship.map_or(usual, |other| other.target.clone());
        let Some(xml) = package.xml(&part)? else { return Err(missing(&part)) };
        let mut sheet =
            Sheet { name: listed.name, hidden: listed.hidden, header_rows: listed.header_rows, ..Sheet::default() };
        worksheet::read(
            Scanner::new(&part, &xml, package.budget.limits.xml_depth),
            &shared,
            &mut package.budget,
            &mut sheet,
        )?;
        workbook.add(sheet)?;
        found = true;
    }
    if found { Ok(()) } else { Err(sheet::no_sheets()) }
}

fn named(related: &[Relationship], kind: &str) -> String {
    let found = related.iter().find(|other| other.kind == kind);
    found.map_or_else(|| format!("xl/{kind}.xml"), |other| other.target.clone())
}

fn missing(part: &str) -> Box<Trouble> {
    Box::new(Trouble::unreadable(
        format!("文件损坏：缺少部件 {part}，请对方重新发送"),
        format!("the file is damaged: its part {part} is missing; ask for it again"),
    ))
}

/// The sheets in the order of their tabs (18.2.20).
fn list(part: &str, xml: &[u8], package: &Package, is_1904: &mut bool) -> Result<Vec<Listed>> {
    let mut scanner = Scanner::new(part, xml, package.budget.limits.xml_depth);
    if !matches!(scanner.next()?, Token::Start(Tag::Workbook)) {
        return Err(Box::new(Trouble::unreadable(
            format!("{part} 不是工作簿，请对方用 Excel 另存为 .xlsx 后重新发送"),
            format!("{part} is no workbook; ask for it saved as .xlsx"),
        )));
    }
    let mut listed: Vec<Listed> = Vec::new();
    loop {
        match scanner.next()? {
            Token::Start(Tag::WorkbookProps) => {
                *is_1904 = matches!(scanner.attribute(b"date1904"), Some(b"1" | b"true" | b"on"));
            }
            Token::Start(Tag::Sheet) => {
                let text = |name: &[u8]| scanner.attribute_text(name).unwrap_or_default().into_owned();
                listed.push(Listed {
                    name: text(b"name"),
                    relationship: text(b"id"),
                    hidden: matches!(scanner.attribute(b"state"), Some(b"hidden" | b"veryHidden")),
                    header_rows: None,
                });
            }
            Token::Start(Tag::DefinedName) if scanner.attribute(b"name") == Some(b"_xlnm.Print_Titles") => {
                let index = scanner.number(b"localSheetId").and_then(|index| usize::try_from(index).ok());
                let mut value = String::new();
                while let Token::Text(raw) = scanner.next()? {
                    scanner.push_text(raw, &mut value)?;
                }
                if let Some(sheet) = index.and_then(|index| listed.get_mut(index)) {
                    sheet.header_rows = printed_rows(&value);
                }
            }
            Token::Done => return Ok(listed),
            _ => {}
        }
    }
}

/// The rows in the formula of `Print_Titles` (18.2.5): `Sheet1!$A:$B,Sheet1!$4:$5`.
fn printed_rows(formula: &str) -> Option<(u32, u32)> {
    formula.split(',').find_map(|area| {
        let (first, last) = area.rsplit('!').next()?.split_once(':')?;
        let row = |text: &str| text.trim_start_matches('$').parse::<u32>().ok()?.checked_sub(1);
        Some((row(first)?, row(last)?))
    })
}

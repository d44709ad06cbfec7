//! The style sheet ([MS-DOC] 2.9.271): what styles say of list numbers, hidden text and fonts.

use super::{
    bytes::{slice, u16_at},
    characters::{Change, Look},
    sprm::{Sprms, code},
};
use crate::readers::flowing::lists::{ListPlace, Style as ListStyle};

/// Longest chain of styles based on each other that is followed.
const MAX_BASED_ON: usize = 20;
/// "No style" among style numbers.
const NONE: u16 = 0x0FFF;

const PARAGRAPH: u16 = 1;
const CHARACTER: u16 = 2;

/// One style as it stands in the sheet.
#[derive(Clone, Copy, Debug, Default)]
struct Style<'a> {
    is_paragraph: bool,
    base: u16,
    paragraph: &'a [u8],
    character: &'a [u8],
}

/// All styles, by their number.
#[derive(Debug, Default)]
pub struct Styles<'a> {
    styles: Vec<Style<'a>>,
    looks: Vec<Look>,
}

impl<'a> Styles<'a> {
    /// Reads a sheet as far as it goes: a style that is not there is one that says nothing.
    pub fn read(sheet: &'a [u8]) -> Styles<'a> {
        let styles = parse(sheet).unwrap_or_default();
        let own: Vec<Change> = styles.iter().map(Style::change).collect();
        let looks = (0..styles.len()).map(|index| inherit(&styles, &own, index)).collect();
        Styles { styles, looks }
    }

    /// How text of a style looks, styles under it included.
    pub fn look(&self, style: u16) -> Look {
        self.looks.get(usize::from(style)).copied().unwrap_or_default()
    }

    /// What paragraph styles say of lists, by name; their names are their numbers.
    pub fn in_lists(&self) -> impl Iterator<Item = (String, ListStyle)> {
        self.styles.iter().enumerate().filter(|(_, style)| style.is_paragraph).map(|(index, style)| {
            let based_on = (style.base != NONE).then(|| style.base.to_string());
            (index.to_string(), ListStyle { place: place(style.paragraph), based_on })
        })
    }
}

impl Style<'_> {
    /// What it says itself.
    fn change(&self) -> Change {
        let mut change = Change::default();
        Sprms(self.character).for_each(|sprm| change.apply(sprm));
        change
    }
}

/// How text of a style looks by what it says over what the styles under it say.
fn inherit(styles: &[Style], own: &[Change], style: usize) -> Look {
    let mut chain = Vec::new();
    let mut next = style;
    while chain.len() < MAX_BASED_ON
        && let (Some(found), Some(change)) = (styles.get(next), own.get(next))
    {
        chain.push(change);
        next = usize::from(found.base);
    }
    chain.iter().rev().fold(Look::default(), |look, change| change.over(look))
}

fn place(grpprl: &[u8]) -> ListPlace {
    let mut place = ListPlace::default();
    for sprm in Sprms(grpprl) {
        match sprm.code {
            code::P_ILFO => place.list = Some(list_number(sprm.word())),
            code::P_ILVL => place.level = Some(i64::from(sprm.byte())),
            _ => {}
        }
    }
    place
}

/// The list that an `ilfo` stands for ([MS-DOC] 2.6.2, sprmPIlfo); 0 for none.
pub fn list_number(ilfo: u16) -> i64 {
    if (1..=0x07FE).contains(&ilfo) { i64::from(ilfo) } else { 0 }
}

fn parse(sheet: &[u8]) -> Option<Vec<Style<'_>>> {
    let head = usize::from(u16_at(sheet, 0)?);
    let count = u16_at(sheet, 2)?;
    let base_length = usize::from(u16_at(sheet, 4)?);
    let mut next = 2 + head;
    let mut styles = Vec::new();
    for _ in 0..count {
        let Some(length) = u16_at(sheet, next).map(usize::from) else { break };
        let Some(style) = slice(sheet, next + 2, length) else { break };
        styles.push(parse_style(style, base_length).unwrap_or(Style { base: NONE, ..Style::default() }));
        next += 2 + length;
    }
    Some(styles)
}

/// STD ([MS-DOC] 2.9.260): a base of fixed length, the name, then lists of properties.
fn parse_style(style: &[u8], base_length: usize) -> Option<Style<'_>> {
    let kinds = u16_at(style, 2)?;
    let (kind, base) = (kinds & 0xF, kinds >> 4);
    let name_length = usize::from(u16_at(style, base_length)?);
    let mut next = base_length + 2 + (name_length + 1) * 2;
    let mut list = || {
        next += next % 2;
        let length = usize::from(u16_at(style, next)?);
        let found = slice(style, next + 2, length)?;
        next += 2 + length;
        Some(found)
    };
    let mut found = Style { is_paragraph: kind == PARAGRAPH, base, ..Style::default() };
    match kind {
        PARAGRAPH => {
            found.paragraph = list()?.get(2..).unwrap_or_default();
            found.character = list().unwrap_or_default();
        }
        CHARACTER => found.character = list()?,
        _ => {}
    }
    Some(found)
}

//! Reads lists from the numbering and styles parts (ISO/IEC 29500-1 17.9).

use std::collections::HashMap;

use super::{Scanner, names::Tag};
use crate::{
    model::trouble::Trouble,
    readers::{
        Result,
        flowing::{
            lists::{Definition, LEVELS, Level, Levels, List, ListPlace, Lists, MAX_LISTS, MAX_TEXT, Style},
            numeral::Numeral,
        },
        xml::Token,
    },
};

/// Reads `w:numPr`, which was just started.
///
/// # Errors
/// Trouble in the XML.
pub fn read_place(scanner: &mut Scanner) -> Result<ListPlace> {
    let depth = scanner.depth();
    let mut place = ListPlace::default();
    while let Some(tag) = scanner.child(depth)? {
        match tag {
            Tag::NumId | Tag::ListNumber2003 => place.list = scanner.number(b"val"),
            Tag::LevelNumber => place.level = scanner.number(b"val"),
            _ => {}
        }
    }
    Ok(place)
}

/// Reads `w:listPr` of Word 2003, which was just started: the place, and the number as it is shown,
/// empty for a bullet.
///
/// # Errors
/// Trouble in the XML.
pub fn read_shown_place(scanner: &mut Scanner) -> Result<(ListPlace, Option<String>)> {
    let depth = scanner.depth();
    let mut place = ListPlace::default();
    let (mut shown, mut pictures) = (None, false);
    while let Some(tag) = scanner.child(depth)? {
        match tag {
            Tag::ListNumber2003 => place.list = scanner.number(b"val"),
            Tag::LevelNumber => place.level = scanner.number(b"val"),
            Tag::ShownNumber => shown = value(scanner),
            Tag::ShownFont => {
                let font = scanner.attribute_text(b"val").unwrap_or_default();
                pictures = font.starts_with("Wingdings") || font == "Symbol";
            }
            _ => {}
        }
    }
    if let Some(text) = shown.as_mut().filter(|text| pictures || !text.contains(char::is_alphanumeric)) {
        text.clear();
    }
    Ok((place, shown))
}

/// Reads numbering and, where there is such a part, styles.
///
/// # Errors
/// Trouble in the XML of either part.
pub fn read(mut numbering: Scanner, styles: Option<Scanner>) -> Result<Lists> {
    let mut lists = Lists::default();
    read_numbering(&mut numbering, &mut lists)?;
    if let Some(mut scanner) = styles {
        read_styles(&mut scanner, &mut lists)?;
        // In most documents no style numbers its paragraphs, and none need be looked up.
        if lists.styles.values().all(|style| style.place.list.is_none()) {
            lists.styles.clear();
        }
    }
    Ok(lists)
}

/// Reads all lists in the element just started, or in the whole part.
///
/// # Errors
/// Trouble in the XML, or too many of them.
pub fn read_numbering(scanner: &mut Scanner, lists: &mut Lists) -> Result<()> {
    let depth = scanner.depth();
    let mut by_id = HashMap::new();
    let mut by_link = HashMap::new();
    let mut wanted_links = Vec::new();
    let mut found = Vec::new();
    loop {
        match scanner.next()? {
            Token::Start(Tag::AbstractNum | Tag::ListDefinition2003) => {
                let index = lists.definitions.len();
                by_id.insert(scanner.number(b"abstractNumId").or_else(|| scanner.number(b"listDefId")), index);
                let (definition, link, wanted) = read_definition(scanner)?;
                if let Some(link) = link {
                    by_link.entry(link).or_insert(index);
                }
                wanted_links.push(wanted);
                lists.definitions.push(definition);
            }
            Token::Start(Tag::Num | Tag::List2003) => found.push(read_list(scanner)?),
            Token::End(_) if scanner.depth() < depth => break,
            Token::Done => break,
            _ => {}
        }
        if lists.definitions.len().max(found.len()) > MAX_LISTS {
            return Err(Box::new(Trouble::limit(
                format!("列表编号定义超过上限 {MAX_LISTS} 个，不予读取，请人工查看"),
                format!("more than {MAX_LISTS} list definitions; look at it by hand"),
            )));
        }
    }
    for (id, definition, mut list) in found {
        let (Some(id), Some(&definition)) = (id, by_id.get(&definition)) else { continue };
        // A definition may stand for that of a numbering style (17.9.21).
        let link = wanted_links[definition].as_ref();
        list.definition = link.and_then(|link| by_link.get(link)).copied().unwrap_or(definition);
        lists.lists.insert(id, list);
    }
    Ok(())
}

/// Reads all styles in the element just started, or in the whole part.
///
/// # Errors
/// Trouble in the XML.
pub fn read_styles(scanner: &mut Scanner, lists: &mut Lists) -> Result<()> {
    let depth = scanner.depth();
    loop {
        match scanner.next()? {
            Token::Start(Tag::Style) => read_style(scanner, lists)?,
            Token::End(_) if scanner.depth() < depth => return Ok(()),
            Token::Done => return Ok(()),
            _ => {}
        }
    }
}

fn read_style(scanner: &mut Scanner, lists: &mut Lists) -> Result<()> {
    let depth = scanner.depth();
    let paragraph = matches!(scanner.attribute(b"type"), Some(b"paragraph") | None);
    let default = matches!(scanner.attribute(b"default"), Some(b"1" | b"true" | b"on"));
    let id = scanner.attribute_text(b"styleId").unwrap_or_default().into_owned();
    let mut style = Style::default();
    while let Some(tag) = scanner.child(depth)? {
        match tag {
            Tag::BasedOn => style.based_on = value(scanner),
            Tag::ParagraphPr => {
                let inner = scanner.depth();
                while let Some(tag) = scanner.child(inner)? {
                    if matches!(tag, Tag::NumPr | Tag::ListPr2003) {
                        style.place = read_place(scanner)?;
                    }
                }
            }
            _ => {}
        }
    }
    if paragraph {
        if default {
            lists.default_style = Some(id.clone());
        }
        lists.styles.insert(id, style);
    }
    Ok(())
}

fn value(scanner: &Scanner) -> Option<String> {
    scanner.attribute_text(b"val").map(|value| value.into_owned())
}

/// A definition, the numbering style that it defines, and the one whose levels it takes.
fn read_definition(scanner: &mut Scanner) -> Result<(Definition, Option<String>, Option<String>)> {
    let depth = scanner.depth();
    let mut definition = Definition::default();
    let (mut link, mut wanted) = (None, None);
    while let Some(tag) = scanner.child(depth)? {
        match tag {
            Tag::Level => read_level(scanner, &mut definition.levels)?,
            Tag::StyleLink => link = value(scanner),
            Tag::NumStyleLink => wanted = value(scanner),
            _ => {}
        }
    }
    Ok((definition, link, wanted))
}

/// Reads `w:num`: its id, that of its definition, and what it changes.
fn read_list(scanner: &mut Scanner) -> Result<(Option<i64>, Option<i64>, List)> {
    let depth = scanner.depth();
    let id = scanner.number(b"numId").or_else(|| scanner.number(b"ilfo"));
    let mut definition = None;
    let mut list = List::default();
    while let Some(tag) = scanner.child(depth)? {
        match tag {
            Tag::AbstractNumId | Tag::ListDefinitionId2003 => definition = scanner.number(b"val"),
            Tag::LevelOverride => {
                let level = level_index(scanner);
                let inner = scanner.depth();
                while let Some(tag) = scanner.child(inner)? {
                    match (tag, level) {
                        (Tag::StartOverride, Some(level)) => list.starts[level] = start(scanner),
                        (Tag::Level, _) => read_level(scanner, &mut list.levels)?,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    Ok((id, definition, list))
}

fn level_index(scanner: &Scanner) -> Option<usize> {
    let level = usize::try_from(scanner.number(b"ilvl")?).ok()?;
    (level < LEVELS).then_some(level)
}

fn start(scanner: &Scanner) -> Option<u32> {
    u32::try_from(scanner.number(b"val")?).ok()
}

/// Reads `w:lvl`. Its number format may stand in an `mc:AlternateContent`, the better one first.
fn read_level(scanner: &mut Scanner, levels: &mut Levels) -> Result<()> {
    let depth = scanner.depth();
    let index = level_index(scanner);
    let mut level = Level::default();
    let mut numeral = None;
    loop {
        match scanner.next()? {
            Token::Start(Tag::Start) => level.start = start(scanner).unwrap_or(0),
            Token::Start(Tag::NumFmt) if numeral.is_none() => {
                let pattern = scanner.attribute_text(b"format").unwrap_or_default();
                let name = scanner.attribute_text(b"val").unwrap_or_default();
                numeral = Some(Numeral::named(&name, &pattern));
            }
            Token::Start(Tag::NumFmt2003) => numeral = scanner.number(b"val").map(Numeral::coded),
            Token::Start(Tag::LevelText) => {
                level.text = value(scanner).unwrap_or_default().chars().take(MAX_TEXT).collect();
            }
            Token::Start(Tag::LevelRestart) => level.restart = scanner.number(b"val"),
            Token::Start(Tag::IsLegal) => level.legal = scanner.is_on(),
            Token::Start(Tag::Suffix) => {
                level.space = matches!(scanner.attribute(b"val"), Some(b"space" | b"Space"));
            }
            Token::Start(Tag::ParagraphStyle) => level.style = value(scanner),
            Token::End(_) if scanner.depth() < depth => break,
            Token::Done => break,
            _ => {}
        }
    }
    level.numeral = numeral.unwrap_or_default();
    if let Some(index) = index {
        levels[index] = Some(level);
    }
    Ok(())
}

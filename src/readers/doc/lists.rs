//! Lists: definitions (PlfLst) and what lists change in them (PlfLfo), [MS-DOC] 2.9.131, 2.9.147.

use std::collections::HashMap;

use super::{
    bytes::{slice, u8_at, u16_at, u32_at, utf16},
    damage::damaged,
    fib::{Fib, Place},
    styles::Styles,
};
use crate::readers::{
    Result,
    flowing::{
        lists::{Definition, LEVELS, Level, Levels, List, Lists, MAX_LISTS, MAX_TEXT},
        numeral::Numeral,
    },
};

/// Bytes of an LSTF, of the fixed part of an LVL, and of an LFO.
const DEFINITION: usize = 28;
const LEVEL: usize = 28;
const OVERRIDE: usize = 16;
/// No style is tied to a level.
const NO_STYLE: u16 = 0x0FFF;

/// Reads all lists; `None` when the document has none.
///
/// # Errors
/// `Unreadable` where they are cut off.
pub fn read(table: &[u8], fib: &Fib, styles: &Styles) -> Result<Option<Lists>> {
    let overrides = fib.structure(table, Place::Overrides)?;
    if u32_at(overrides, 0).unwrap_or(0) == 0 || fib.structure(table, Place::Lists)?.is_empty() {
        return Ok(None);
    }
    let cut_off = |place: Place, (zh, en): (&str, &str)| damaged("Table", fib.place(place).0, zh, en);
    let mut lists = Lists::default();
    // The levels stand after the definitions, beyond the length that is told.
    let definitions = table.get(fib.place(Place::Lists).0..).unwrap_or_default();
    let by_id = read_definitions(definitions, &mut lists)
        .ok_or_else(|| cut_off(Place::Lists, ("列表编号定义不完整", "its list definitions are cut off")))?;
    read_overrides(overrides, &by_id, &mut lists)
        .ok_or_else(|| cut_off(Place::Overrides, ("列表编号不完整", "its lists are cut off")))?;
    lists.styles = styles.in_lists().collect();
    Ok(Some(lists))
}

/// PlfLst and the levels after it; gives the index of each definition by its `lsid`.
fn read_definitions(bytes: &[u8], lists: &mut Lists) -> Option<HashMap<u32, usize>> {
    let count = usize::from(u16_at(bytes, 0)?).min(MAX_LISTS);
    let mut by_id = HashMap::new();
    let mut next = 2 + count * DEFINITION;
    for index in 0..count {
        let head = slice(bytes, 2 + index * DEFINITION, DEFINITION)?;
        by_id.insert(u32_at(head, 0)?, index);
        let is_simple = u8_at(head, 26)? & 1 == 1;
        let mut definition = Definition::default();
        for (number, slot) in definition.levels.iter_mut().enumerate().take(if is_simple { 1 } else { LEVELS }) {
            let (mut level, length) = read_level(bytes.get(next..)?)?;
            level.style =
                u16_at(head, 8 + number * 2).filter(|style| *style != NO_STYLE).map(|style| style.to_string());
            *slot = Some(level);
            next += length;
        }
        lists.definitions.push(definition);
    }
    Some(by_id)
}

/// PlfLfo: heads, then for each its changes (LFOData).
fn read_overrides(bytes: &[u8], by_id: &HashMap<u32, usize>, lists: &mut Lists) -> Option<()> {
    let count = (u32_at(bytes, 0)? as usize).min(MAX_LISTS);
    let mut next = 4 + count * OVERRIDE;
    for index in 0..count {
        let head = slice(bytes, 4 + index * OVERRIDE, OVERRIDE)?;
        let changes = u8_at(head, 12)?;
        let definition = by_id.get(&u32_at(head, 0)?);
        let mut list = List::default();
        list.definition = definition.copied().unwrap_or(0);
        // A position that is not used.
        next += 4;
        for _ in 0..changes {
            next += read_change(bytes.get(next..)?, &mut list.starts, &mut list.levels)?;
        }
        if definition.is_some() {
            lists.lists.insert(index as i64 + 1, list);
        }
    }
    Some(())
}

/// LFOLVL ([MS-DOC] 2.9.133); gives its length.
fn read_change(bytes: &[u8], starts: &mut [Option<u32>; LEVELS], levels: &mut Levels) -> Option<usize> {
    let flags = u32_at(bytes, 4)?;
    let number = (flags & 0xF) as usize;
    let has_start = flags & 0x10 != 0;
    let mut length = 8;
    let mut level = None;
    if flags & 0x20 != 0 {
        let (found, more) = read_level(bytes.get(8..)?)?;
        length += more;
        level = Some(found);
    }
    if number < LEVELS {
        if has_start {
            starts[number] = match &level {
                Some(level) => Some(level.start),
                None => u32_at(bytes, 0),
            };
        }
        levels[number] = level.or(levels[number].take());
    }
    Some(length)
}

/// LVL ([MS-DOC] 2.9.148); gives its length too.
fn read_level(bytes: &[u8]) -> Option<(Level, usize)> {
    let head = slice(bytes, 0, LEVEL)?;
    let flags = u8_at(head, 5)?;
    let lists = usize::from(u8_at(head, 24)?) + usize::from(u8_at(head, 25)?);
    let text_at = LEVEL + lists;
    let count = usize::from(u16_at(bytes, text_at)?);
    let text = utf16(slice(bytes, text_at + 2, count * 2)?);
    let level = Level {
        start: u32_at(head, 0)?.min(i32::MAX as u32),
        numeral: Numeral::coded(u8_at(head, 4)?.into()),
        text: level_text(&text),
        restart: (flags & 8 != 0).then(|| u8_at(head, 26).map(i64::from)).flatten(),
        legal: flags & 4 != 0,
        space: u8_at(head, 15)? == 1,
        style: None,
    };
    Some((level, text_at + 2 + count * 2))
}

/// Characters 0 to 8 stand for the numbers of the levels.
fn level_text(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars().take(MAX_TEXT) {
        match letter {
            '\0'..='\u{8}' => {
                out.push('%');
                out.push(char::from(b'1' + letter as u8));
            }
            letter => out.push(letter),
        }
    }
    out
}

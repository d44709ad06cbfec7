//! Lists: which number stands before a paragraph (ISO/IEC 29500-1 17.9; [MS-DOC] and RTF keep the
//! same model).
//!
//! Counters run in document order and belong to the definition, so that two lists made from it go
//! on from each other unless one says where it starts.

use std::collections::HashMap;

use super::numeral::Numeral;

/// Levels of a list (17.9.6: 0 to 8).
pub const LEVELS: usize = 9;

/// Definitions and lists that are read. Real documents have some hundreds.
pub const MAX_LISTS: usize = 50_000;

/// Word allows no longer number text.
pub const MAX_TEXT: usize = 255;

/// Longest chain of `w:basedOn` that is followed.
const MAX_BASED_ON: usize = 20;

/// What a paragraph or style says of its place in a list (17.3.1.19).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ListPlace {
    /// `w:numId`; 0 takes the paragraph out of any list.
    pub list: Option<i64>,
    /// `w:ilvl`, from 0.
    pub level: Option<i64>,
}

/// One level of a list (17.9.6).
#[derive(Clone, Debug)]
pub struct Level {
    pub start: u32,
    pub numeral: Numeral,
    /// `w:lvlText`: literal text with `%1` … `%9` for the numbers of the levels.
    pub text: String,
    /// `w:lvlRestart`: the level (from 1) that resets this one; 0 for none; absent for any above.
    pub restart: Option<i64>,
    /// `w:isLgl`: all numbers in decimal, with leading zeros where their level has them.
    pub legal: bool,
    /// `w:suff` says that a space follows.
    pub space: bool,
    /// Paragraphs of this style are on this level.
    pub style: Option<String>,
}

impl Default for Level {
    fn default() -> Level {
        let (numeral, text) = (Numeral::Decimal, String::new());
        Level { start: 0, numeral, text, restart: None, legal: false, space: false, style: None }
    }
}

pub type Levels = [Option<Level>; LEVELS];

/// A list definition (17.9.1) with its running counters.
#[derive(Debug, Default)]
pub struct Definition {
    pub levels: Levels,
    /// `None` before the first paragraph and after a reset.
    counters: [Option<u32>; LEVELS],
}

/// A list (17.9.15): a definition, and what it changes in it.
#[derive(Debug, Default)]
pub struct List {
    pub definition: usize,
    pub levels: Levels,
    pub starts: [Option<u32>; LEVELS],
    /// Levels whose own start has been used.
    started: [bool; LEVELS],
}

/// A paragraph style, as far as lists go.
#[derive(Debug, Default)]
pub struct Style {
    pub place: ListPlace,
    pub based_on: Option<String>,
}

/// All lists of a document.
#[derive(Debug, Default)]
pub struct Lists {
    pub definitions: Vec<Definition>,
    /// By the number that paragraphs and styles use. Each refers to one of `definitions`.
    pub lists: HashMap<i64, List>,
    pub styles: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    pub default_style: Option<String>,
}

impl Lists {
    /// The number of the next paragraph with this style and this place, with the space after it if
    /// the level asks for one; empty for a paragraph in no list.
    pub fn next_number(&mut self, style: Option<&str>, direct: ListPlace) -> String {
        let Some((list, level)) = self.resolve(style, direct) else { return String::new() };
        let Some(list) = self.lists.get_mut(&list) else { return String::new() };
        let definition = &mut self.definitions[list.definition];
        advance(definition, list, level);
        number_text(definition, list, level)
    }

    /// List and level of a paragraph: its own, or those of its style and the styles under it.
    fn resolve(&self, style: Option<&str>, direct: ListPlace) -> Option<(i64, usize)> {
        let (list, level) = match direct.list {
            Some(list) => (list, direct.level),
            None => {
                let (list, level) = self.place_of_style(style.or(self.default_style.as_deref())?)?;
                (list, direct.level.or(level))
            }
        };
        let level = usize::try_from(level.unwrap_or(0)).ok()?;
        (list != 0 && level < LEVELS).then_some((list, level))
    }

    /// List and level of a style, as far as it or a style under it says.
    fn place_of_style(&self, style: &str) -> Option<(i64, Option<i64>)> {
        let mut level = None;
        let mut name = style;
        for _ in 0..MAX_BASED_ON {
            let found = self.styles.get(name)?;
            level = level.or(found.place.level);
            if let Some(list) = found.place.list {
                let tied = self.level_of_style(list, style).or_else(|| self.level_of_style(list, name));
                return Some((list, tied.map(|level| level as i64).or(level)));
            }
            name = found.based_on.as_deref()?;
        }
        None
    }

    /// The level that is tied to a style (17.9.23).
    fn level_of_style(&self, list: i64, style: &str) -> Option<usize> {
        let list = self.lists.get(&list)?;
        let levels = &self.definitions[list.definition].levels;
        levels.iter().position(|level| level.as_ref().is_some_and(|level| level.style.as_deref() == Some(style)))
    }
}

/// The level as this list has it.
fn effective<'a>(definition: &'a Definition, list: &'a List, level: usize) -> Option<&'a Level> {
    list.levels[level].as_ref().or(definition.levels[level].as_ref())
}

fn first_number(definition: &Definition, list: &List, level: usize) -> u32 {
    list.starts[level].or_else(|| effective(definition, list, level).map(|level| level.start)).unwrap_or(1)
}

/// Counts one paragraph on `level` and resets the levels below.
fn advance(definition: &mut Definition, list: &mut List, level: usize) {
    let fresh = list.starts[level].is_some() && !list.started[level];
    list.started[level] = true;
    let next = match definition.counters[level] {
        Some(count) if !fresh => count.saturating_add(1),
        _ => first_number(definition, list, level),
    };
    definition.counters[level] = Some(next);
    for below in level + 1..LEVELS {
        let restart = effective(definition, list, below).and_then(|below| below.restart);
        if restart.is_none_or(|restart| (level as i64) < restart) {
            definition.counters[below] = None;
        }
    }
}

fn number_text(definition: &Definition, list: &List, level: usize) -> String {
    let mut out = String::new();
    let Some(shape) = effective(definition, list, level) else { return out };
    if shape.numeral == Numeral::Bullet {
        return out;
    }
    let mut letters = shape.text.chars().peekable();
    while let Some(letter) = letters.next() {
        let shown = match letters.peek() {
            Some(&digit @ '1'..='9') if letter == '%' => digit as usize - '1' as usize,
            _ => {
                out.push(letter);
                continue;
            }
        };
        letters.next();
        let number = definition.counters[shown].unwrap_or_else(|| first_number(definition, list, shown));
        match effective(definition, list, shown).map(|level| &level.numeral) {
            Some(padded @ Numeral::Padded(_)) => padded.push(number, &mut out),
            Some(numeral) if !shape.legal => numeral.push(number, &mut out),
            _ => Numeral::Decimal.push(number, &mut out),
        }
    }
    if shape.space && !out.is_empty() {
        out.push(' ');
    }
    out
}

//! Lists: which number stands before a paragraph (ISO/IEC 29500-1 17.9).
//!
//! Counters run in document order and belong to the abstract definition, so that two lists made
//! from it go on from each other unless one says where it starts.

use std::collections::HashMap;

use super::{
    names::Tag,
    numeral::Numeral,
    xml::{Result, Scanner, Token},
};
use crate::model::trouble::Trouble;

/// Levels of a list (17.9.6: 0 to 8).
const LEVELS: usize = 9;

/// Definitions and lists that are read. Real documents have some hundreds.
const MAX_LISTS: usize = 50_000;

/// Word allows no longer number text.
const MAX_TEXT: usize = 255;

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

impl ListPlace {
    /// Reads `w:numPr`, which was just started.
    ///
    /// # Errors
    /// Trouble in the XML.
    pub fn read(scanner: &mut Scanner) -> Result<ListPlace> {
        let depth = scanner.depth();
        let mut place = ListPlace::default();
        while let Some(tag) = scanner.child(depth)? {
            match tag {
                Tag::NumId => place.list = scanner.number(b"val"),
                Tag::LevelNumber => place.level = scanner.number(b"val"),
                _ => {}
            }
        }
        Ok(place)
    }
}

/// One level of a list (17.9.6).
#[derive(Clone, Debug)]
struct Level {
    start: u32,
    numeral: Numeral,
    /// `w:lvlText`: literal text with `%1` … `%9` for the numbers of the levels.
    text: String,
    /// `w:lvlRestart`: the level (from 1) that resets this one; 0 for none; absent for any above.
    restart: Option<i64>,
    /// `w:isLgl`: all numbers in decimal, with leading zeros where their level has them.
    legal: bool,
    /// `w:suff` says that a space follows.
    space: bool,
    /// Paragraphs of this style are on this level.
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Level {
        let (numeral, text) = (Numeral::Decimal, String::new());
        Level { start: 0, numeral, text, restart: None, legal: false, space: false, style: None }
    }
}

type Levels = [Option<Level>; LEVELS];

/// A list definition (17.9.1) with its running counters.
#[derive(Debug, Default)]
struct Abstract {
    levels: Levels,
    /// Defines the numbering style of this name.
    style_link: Option<String>,
    /// Takes its levels from the definition of that numbering style.
    num_style_link: Option<String>,
    /// `None` before the first paragraph and after a reset.
    counters: [Option<u32>; LEVELS],
}

/// A list (17.9.15): a definition, and what it changes in it.
#[derive(Debug, Default)]
struct List {
    definition: usize,
    levels: Levels,
    starts: [Option<u32>; LEVELS],
    /// Levels whose own start has been used.
    started: [bool; LEVELS],
}

/// A paragraph style, as far as lists go.
#[derive(Debug, Default)]
struct Style {
    place: ListPlace,
    based_on: Option<String>,
}

/// All lists of a document.
#[derive(Debug, Default)]
pub struct Lists {
    definitions: Vec<Abstract>,
    lists: HashMap<i64, List>,
    styles: HashMap<String, Style>,
    default_style: Option<String>,
}

impl Lists {
    /// Reads numbering and, where there is such a part, styles.
    ///
    /// # Errors
    /// Trouble in the XML of either part.
    pub fn read(mut numbering: Scanner, styles: Option<Scanner>) -> Result<Lists> {
        let mut lists = Lists::default();
        lists.read_numbering(&mut numbering)?;
        if let Some(mut scanner) = styles {
            lists.read_styles(&mut scanner)?;
        }
        Ok(lists)
    }

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

    fn read_numbering(&mut self, scanner: &mut Scanner) -> Result<()> {
        let mut by_id = HashMap::new();
        let mut lists = Vec::new();
        loop {
            match scanner.next()? {
                Token::Start(Tag::AbstractNum) => {
                    by_id.insert(scanner.number(b"abstractNumId"), self.definitions.len());
                    self.definitions.push(read_abstract(scanner)?);
                }
                Token::Start(Tag::Num) => lists.push(read_list(scanner)?),
                Token::Done => break,
                _ => {}
            }
            if self.definitions.len().max(lists.len()) > MAX_LISTS {
                return Err(Box::new(Trouble::limit(
                    format!("列表编号定义超过上限 {MAX_LISTS} 个，不予读取，请人工查看"),
                    format!("more than {MAX_LISTS} list definitions; look at it by hand"),
                )));
            }
        }
        let mut by_link = HashMap::new();
        for (index, definition) in self.definitions.iter().enumerate() {
            if let Some(link) = &definition.style_link {
                by_link.entry(link).or_insert(index);
            }
        }
        for (id, definition, mut list) in lists {
            let (Some(id), Some(&definition)) = (id, by_id.get(&definition)) else { continue };
            // A definition may stand for that of a numbering style (17.9.21).
            let link = self.definitions[definition].num_style_link.as_ref();
            list.definition = link.and_then(|link| by_link.get(link)).copied().unwrap_or(definition);
            self.lists.insert(id, list);
        }
        Ok(())
    }

    fn read_styles(&mut self, scanner: &mut Scanner) -> Result<()> {
        loop {
            match scanner.next()? {
                Token::Start(Tag::Style) => self.read_style(scanner)?,
                Token::Done => return Ok(()),
                _ => {}
            }
        }
    }

    fn read_style(&mut self, scanner: &mut Scanner) -> Result<()> {
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
                        if tag == Tag::NumPr {
                            style.place = ListPlace::read(scanner)?;
                        }
                    }
                }
                _ => {}
            }
        }
        if paragraph {
            if default {
                self.default_style = Some(id.clone());
            }
            self.styles.insert(id, style);
        }
        Ok(())
    }
}

fn value(scanner: &Scanner) -> Option<String> {
    scanner.attribute_text(b"val").map(|value| value.into_owned())
}

fn read_abstract(scanner: &mut Scanner) -> Result<Abstract> {
    let depth = scanner.depth();
    let mut definition = Abstract::default();
    while let Some(tag) = scanner.child(depth)? {
        match tag {
            Tag::Level => read_level(scanner, &mut definition.levels)?,
            Tag::StyleLink => definition.style_link = value(scanner),
            Tag::NumStyleLink => definition.num_style_link = value(scanner),
            _ => {}
        }
    }
    Ok(definition)
}

/// Reads `w:num`: its id, that of its definition, and what it changes.
fn read_list(scanner: &mut Scanner) -> Result<(Option<i64>, Option<i64>, List)> {
    let depth = scanner.depth();
    let id = scanner.number(b"numId");
    let mut definition = None;
    let mut list = List::default();
    while let Some(tag) = scanner.child(depth)? {
        match tag {
            Tag::AbstractNumId => definition = scanner.number(b"val"),
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
            Token::Start(Tag::LevelText) => {
                level.text = value(scanner).unwrap_or_default().chars().take(MAX_TEXT).collect();
            }
            Token::Start(Tag::LevelRestart) => level.restart = scanner.number(b"val"),
            Token::Start(Tag::IsLegal) => level.legal = scanner.is_on(),
            Token::Start(Tag::Suffix) => level.space = scanner.attribute(b"val") == Some(b"space"),
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

/// The level as this list has it.
fn effective<'a>(definition: &'a Abstract, list: &'a List, level: usize) -> Option<&'a Level> {
    list.levels[level].as_ref().or(definition.levels[level].as_ref())
}

fn first_number(definition: &Abstract, list: &List, level: usize) -> u32 {
    list.starts[level].or_else(|| effective(definition, list, level).map(|level| level.start)).unwrap_or(1)
}

/// Counts one paragraph on `level` and resets the levels below.
fn advance(definition: &mut Abstract, list: &mut List, level: usize) {
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

fn number_text(definition: &Abstract, list: &List, level: usize) -> String {
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

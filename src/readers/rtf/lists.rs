//! List definitions (RTF 1.9.1, "List Tables"). They are needed where the number of a paragraph
//! does not stand in a `\listtext` before it, and to tell what is a bullet.

use std::collections::HashMap;

use super::words::Word;
use crate::{
    model::trouble::Trouble,
    readers::{
        Result,
        flowing::{
            lists::{Definition, LEVELS, Level, Levels, List, ListPlace, Lists, MAX_LISTS, MAX_TEXT},
            numeral::Numeral,
        },
    },
};

/// An entry of the override table: the list that paragraphs name, made from one of the definitions.
#[derive(Debug, Default)]
struct Override {
    list: i32,
    /// `\ls`: its number for paragraphs.
    name: i32,
    starts: [Option<u32>; LEVELS],
    levels: Levels,
}

/// Both tables as they are read.
#[derive(Debug, Default)]
pub struct Tables {
    definitions: Vec<(i32, Levels)>,
    overrides: Vec<Override>,
    /// In the override table.
    overriding: bool,
    /// The level that is being read, from 0.
    level: Option<usize>,
    /// Its text as written.
    text: String,
    built: Option<Lists>,
}

impl Tables {
    /// Takes in a control word of either table.
    ///
    /// # Errors
    /// `LimitExceeded` beyond [`MAX_LISTS`].
    pub fn word(&mut self, word: Word, number: Option<i32>) -> Result<()> {
        let value = number.unwrap_or(0);
        match word {
            Word::ListTable => self.overriding = false,
            Word::Overrides => self.overriding = true,
            Word::ListEntry if !self.overriding => {
                self.definitions.push((0, Levels::default()));
                self.level = None;
            }
            Word::Override => {
                self.overrides.push(Override::default());
                self.level = None;
            }
            Word::ListId => self.set_id(value),
            Word::List => {
                if let Some(open) = self.overrides.last_mut() {
                    open.name = value;
                }
            }
            Word::Level if !self.overriding => self.next_level(),
            Word::OverrideLevel => self.next_level(),
            Word::LevelStart if self.overriding => self.set_start(value),
            _ => {}
        }
        if let Some(level) = self.open_level(word) {
            match word {
                Word::LevelNumeral => level.numeral = Numeral::coded(value.into()),
                Word::LevelStart => level.start = u32::try_from(value).unwrap_or(0),
                Word::LevelFollow => level.space = value == 1,
                Word::LevelLegal => level.legal = number != Some(0),
                Word::LevelNoRestart => level.restart = (number != Some(0)).then_some(0),
                _ => {}
            }
        }
        if self.definitions.len().max(self.overrides.len()) > MAX_LISTS {
            return Err(Box::new(Trouble::limit(
                format!("列表编号定义超过上限 {MAX_LISTS} 个，不予读取，请人工查看"),
                format!("more than {MAX_LISTS} list definitions; look at it by hand"),
            )));
        }
        Ok(())
    }

    fn set_id(&mut self, id: i32) {
        if self.overriding {
            if let Some(open) = self.overrides.last_mut() {
                open.list = id;
            }
        } else if let Some(open) = self.definitions.last_mut() {
            open.0 = id;
        }
    }

    fn next_level(&mut self) {
        self.level = Some(self.level.map_or(0, |level| level + 1)).filter(|&level| level < LEVELS);
    }

    fn set_start(&mut self, value: i32) {
        if let (Some(open), Some(level)) = (self.overrides.last_mut(), self.level) {
            open.starts[level] = u32::try_from(value).ok();
        }
    }

    /// The level that is being read; an override has one only if it says something of it.
    fn open_level(&mut self, word: Word) -> Option<&mut Level> {
        let index = self.level?;
        let levels = match self.overriding {
            true => &mut self.overrides.last_mut()?.levels,
            false => &mut self.definitions.last_mut()?.1,
        };
        let begins = matches!(word, Word::Level | Word::LevelText);
        if begins || levels[index].is_some() { Some(levels[index].get_or_insert_default()) } else { None }
    }

    /// Where the text of a level goes while it is read.
    pub fn text(&mut self) -> &mut String {
        &mut self.text
    }

    /// Ends the text of a level: its length, then characters, those below 9 for the number of a level.
    pub fn end_text(&mut self) {
        let written = std::mem::take(&mut self.text);
        let Some(level) = self.open_level(Word::LevelText) else { return };
        let body = written.strip_suffix(';').unwrap_or(&written);
        level.text.clear();
        for letter in body.chars().skip(1).take(MAX_TEXT) {
            match u8::try_from(letter) {
                Ok(place) if usize::from(place) < LEVELS => level.text.extend(['%', char::from(b'1' + place)]),
                _ => level.text.push(letter),
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.overrides.is_empty()
    }

    /// Whether a level of a list has a bullet.
    pub fn is_bullet(&self, list: i32, level: i32) -> bool {
        let Some(found) = self.overrides.iter().find(|entry| entry.name == list) else { return false };
        let Ok(level @ 0..LEVELS) = usize::try_from(level) else { return false };
        let below = || self.definitions.iter().find(|(id, _)| *id == found.list)?.1[level].as_ref();
        found.levels[level].as_ref().or_else(below).is_some_and(is_bullet)
    }

    /// The number of the next paragraph at this place.
    pub fn next_number(&mut self, list: i32, level: i32) -> String {
        if self.built.is_none() {
            self.built = Some(build(&self.definitions, &self.overrides));
        }
        let place = ListPlace { list: Some(list.into()), level: Some(level.into()) };
        self.built.as_mut().map(|lists| lists.next_number(None, place)).unwrap_or_default()
    }
}

/// By its format, or by a text that is a mark and holds no number: some programs say decimal of both.
fn is_bullet(level: &Level) -> bool {
    let is_mark = |text: &str| !text.is_empty() && !text.contains(|c: char| c == '%' || c.is_alphanumeric());
    level.numeral == Numeral::Bullet || is_mark(&level.text)
}

fn build(definitions: &[(i32, Levels)], overrides: &[Override]) -> Lists {
    let mut lists = Lists::default();
    let mut by_id = HashMap::new();
    for (id, levels) in definitions {
        by_id.insert(*id, lists.definitions.len());
        let mut definition = Definition::default();
        definition.levels = levels.clone();
        lists.definitions.push(definition);
    }
    for entry in overrides {
        let Some(&definition) = by_id.get(&entry.list) else { continue };
        let mut list = List::default();
        (list.definition, list.levels, list.starts) = (definition, entry.levels.clone(), entry.starts);
        lists.lists.insert(entry.name.into(), list);
    }
    lists
}

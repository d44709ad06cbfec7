//! Numbers of list items and headings (ODF 1.3 part 3 5.3, 16.30, 19.500).

use std::collections::HashMap;

use super::{Scanner, names::Tag};
use crate::readers::flowing::{
    lists::{MAX_LISTS, MAX_TEXT},
    numeral::Numeral,
};

/// Levels of a list.
pub const MAX_LEVELS: usize = 10;

/// One level of a list style.
#[derive(Clone, Debug, Default)]
pub struct Level {
    pub numeral: Numeral,
    pub start: u32,
    /// Literal text and the numbers of levels (from 0).
    pieces: Vec<Piece>,
    /// A space follows.
    pub space: bool,
}

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Number(usize),
}

#[derive(Clone, Debug, Default)]
pub struct ListStyle {
    pub levels: Vec<Option<Level>>,
}

/// Reads what the level just started says of itself; `above` are the levels before it.
pub fn level(scanner: &Scanner, tag: Tag, above: &[Option<Level>]) -> Level {
    if matches!(tag, Tag::LevelBullet | Tag::LevelImage) {
        return Level { numeral: Numeral::Bullet, start: 1, ..Level::default() };
    }
    let text =
        |name: &[u8]| -> String { scanner.attribute_text(name).unwrap_or_default().chars().take(MAX_TEXT).collect() };
    let numeral = numeral(&text(b"num-format"));
    let start = scanner.number(b"start-value").and_then(|start| u32::try_from(start).ok()).unwrap_or(1);
    let own = scanner.number(b"level").and_then(|level| usize::try_from(level - 1).ok()).unwrap_or(0);
    let pieces = match scanner.attribute(b"num-list-format") {
        Some(_) => formatted(&text(b"num-list-format")),
        None => {
            let shown = scanner.number(b"display-levels").and_then(|count| usize::try_from(count).ok()).unwrap_or(1);
            let mut pieces = vec![Piece::Text(text(b"num-prefix"))];
            let first = (own + 1).saturating_sub(shown.min(MAX_LEVELS));
            // Levels without number leave no dot behind.
            let has_number = |&at: &usize| {
                let level = above.get(at).and_then(Option::as_ref);
                !level.is_some_and(|level| matches!(level.numeral, Numeral::None | Numeral::Bullet))
            };
            for at in (first..own).filter(has_number) {
                pieces.extend([Piece::Number(at), Piece::Text(".".into())]);
            }
            pieces.extend([Piece::Number(own), Piece::Text(text(b"num-suffix"))]);
            pieces
        }
    };
    Level { numeral, start, pieces, space: false }
}

/// `%1%.%2%)`: numbers of levels between percent signs.
fn formatted(format: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        let after = &rest[at + 1..];
        let number = after.split_once('%').and_then(|(digits, next)| Some((digits.parse::<usize>().ok()?, next)));
        let end = match number {
            Some((level @ 1..=MAX_LEVELS, next)) => {
                pieces.extend([Piece::Text(rest[..at].into()), Piece::Number(level - 1)]);
                next
            }
            _ => {
                pieces.push(Piece::Text(rest[..=at].into()));
                after
            }
        };
        rest = end;
    }
    pieces.push(Piece::Text(rest.into()));
    pieces
}

/// By `style:num-format` (19.502); beyond ODF the first numbers of a row, as LibreOffice writes.
fn numeral(format: &str) -> Numeral {
    let name = match format.split(',').next().unwrap_or_default().trim() {
        "" => "none",
        "i" => "lowerRoman",
        "I" => "upperRoman",
        "a" => "lowerLetter",
        "A" => "upperLetter",
        "一" => "chineseCountingThousand",
        "壹" => "chineseLegalSimplified",
        "甲" => "ideographTraditional",
        "子" => "ideographZodiac",
        "①" => "decimalEnclosedCircle",
        "㊀" => "ideographEnclosedCircle",
        "１" => "decimalFullWidth",
        "1st" => "ordinal",
        "01" | "001" | "0001" | "00001" => "decimalZero",
        _ => "decimal",
    };
    Numeral::named(name, "")
}

/// Counters of one list.
#[derive(Debug, Default)]
struct Counters {
    style: Option<String>,
    now: [Option<u32>; MAX_LEVELS],
}

/// All lists of a document as they go on.
#[derive(Debug, Default)]
pub struct Lists {
    lists: Vec<Counters>,
    by_id: HashMap<String, usize>,
    by_style: HashMap<String, usize>,
    headings: [Option<u32>; MAX_LEVELS],
}

/// What a list says of where it begins.
#[derive(Debug, Default)]
pub struct Beginning {
    pub style: Option<String>,
    pub id: Option<String>,
    pub continued_id: Option<String>,
    pub is_continued: bool,
}

impl Lists {
    /// Begins a list, or goes on with an earlier one; gives its index.
    pub fn begin(&mut self, beginning: Beginning) -> usize {
        let Beginning { style, id, continued_id, is_continued } = beginning;
        let of_style = || self.by_style.get(style.as_deref()?).copied();
        let by_id = || self.by_id.get(continued_id.as_deref()?).copied();
        let found = by_id().or_else(|| of_style().filter(|_| is_continued || continued_id.is_some()));
        let index = found.unwrap_or(self.lists.len().min(MAX_LISTS));
        if index == self.lists.len() {
            self.lists.push(Counters::default());
        } else if found.is_none() {
            self.lists[index] = Counters::default();
        }
        if let Some(style) = &style {
            self.lists[index].style = Some(style.clone());
            self.by_style.insert(style.clone(), index);
        }
        if let Some(id) = id {
            self.by_id.insert(id, index);
        }
        index
    }

    /// The style of a list.
    pub fn style(&self, list: usize) -> Option<&str> {
        self.lists.get(list)?.style.as_deref()
    }

    /// The next number of a list on this level (from 0).
    pub fn next(&mut self, list: usize, style: &ListStyle, level: usize, start: Option<u32>) -> String {
        let Some(counters) = self.lists.get_mut(list) else { return String::new() };
        next(&mut counters.now, style, level, start)
    }

    /// A sub-list of this level begins to count anew.
    pub fn restart(&mut self, list: usize, level: usize) {
        if let Some(counters) = self.lists.get_mut(list) {
            counters.now.iter_mut().skip(level).for_each(|count| *count = None);
        }
    }

    /// The number of the next heading on this level (from 0).
    pub fn next_heading(&mut self, outline: &ListStyle, level: usize, start: Option<u32>) -> String {
        next(&mut self.headings, outline, level, start)
    }
}

fn next(now: &mut [Option<u32>; MAX_LEVELS], style: &ListStyle, level: usize, start: Option<u32>) -> String {
    let of = |at: usize| style.levels.get(at).and_then(Option::as_ref);
    let first = |at: usize| of(at).map_or(1, |level| level.start);
    let Some(place) = now.get_mut(level) else { return String::new() };
    let count = start.unwrap_or_else(|| place.map_or_else(|| first(level), |count| count.saturating_add(1)));
    *place = Some(count);
    now.iter_mut().skip(level + 1).for_each(|below| *below = None);
    let mut out = String::new();
    let Some(shape) = of(level).filter(|shape| shape.numeral != Numeral::Bullet) else { return out };
    for piece in &shape.pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Number(at) => {
                let numeral = of(*at).map_or(&Numeral::Decimal, |level| &level.numeral);
                numeral.push(now.get(*at).copied().flatten().unwrap_or_else(|| first(*at)), &mut out);
            }
        }
    }
    if shape.space && !out.is_empty() {
        out.push(' ');
    }
    out
}

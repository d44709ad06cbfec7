//! Step 1: lines to words, and words to runs: what stands together without a gap that could part two
//! columns.

use crate::geometry::{Glyph, Heading, chars, edges::Axis, lines::Line, rulings::Ruling};

/// What a word says by its looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A number, an amount, a share, a year.
    Number,
    /// A sign that stands for a value: —, †, n/a.
    Mark,
    /// Dots that lead the eye to the next column.
    Leader,
}

/// Signs without white space between.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    pub glyphs: Vec<Glyph>,
    pub x0: f32,
    pub x1: f32,
    pub kind: Kind,
    /// White space was written before it.
    pub spaced: bool,
}

/// Words on one baseline that no gap parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub words: Vec<Word>,
    pub x0: f32,
    pub x1: f32,
    /// Part of a paragraph of running text.
    pub prose: bool,
}

/// What stands on one baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub baseline: f32,
    pub size: f32,
    /// Dots lead from one run to the next.
    pub led: bool,
    pub runs: Vec<Run>,
}

/// Words nearer than this share of the size are one word.
const WORD_GAP: f32 = 0.17;
/// Words nearer than this share of the size are one run: a space, also in type of one width.
const RUN_GAP: f32 = 0.85;
/// In text that is set without spaces a gap wider by this share than those between its signs parts columns.
const WIDE_GAP: f32 = 0.35;
/// Between two numbers a gap of this share is a column's already, thousands apart.
const NUMBER_GAP: f32 = 0.2;
/// The narrow space between groups of three digits.
const GROUP_GAP: f32 = 0.36;
/// The mark of an item stands no farther from its text than this, in sizes.
const BULLET_GAP: f32 = 3.0;
/// So many dots lead somewhere.
const LEADER: usize = 3;

impl Run {
    pub fn text(&self) -> String {
        let mut text = String::new();
        for word in &self.words {
            if !text.is_empty() && word.glyphs.first().is_some_and(|glyph| chars::is_word(glyph.sign)) {
                text.push(' ');
            }
            text.extend(word.glyphs.iter().map(|glyph| glyph.sign));
        }
        text
    }

    pub fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    /// The baseline of its first sign: signs of one row may stand a little higher or lower.
    pub fn baseline(&self) -> f32 {
        self.words.first().and_then(|word| word.glyphs.first()).map_or(0.0, |glyph| glyph.y)
    }

    /// Number if all its words are numbers and marks, and one at least is a number.
    pub fn kind(&self) -> Kind {
        let is = |kind| self.words.iter().any(|word| word.kind == kind);
        match (is(Kind::Text), is(Kind::Number)) {
            (true, _) => Kind::Text,
            (_, true) => Kind::Number,
            _ if is(Kind::Mark) => Kind::Mark,
            _ => Kind::Leader,
        }
    }

    fn of(words: Vec<Word>) -> Run {
        let x0 = words.first().map_or(0.0, |word| word.x0);
        let x1 = words.iter().map(|word| word.x1).fold(x0, f32::max);
        Run { words, x0, x1, prose: false }
    }

    /// The run cut before one of its words.
    pub fn split(mut self, at: usize) -> (Run, Run) {
        let right = self.words.split_off(at.min(self.words.len()));
        (Run { prose: self.prose, ..Run::of(self.words) }, Run { prose: self.prose, ..Run::of(right) })
    }
}

impl Row {
    pub fn top(&self) -> f32 {
        self.baseline - self.size * crate::geometry::lines::ASCENT
    }

    pub fn bottom(&self) -> f32 {
        self.baseline + self.size * crate::geometry::lines::DESCENT
    }
}

/// The lines of a page as rows of runs. Text that does not run from left to right is left out.
///
/// A vertical ruling parts runs as well as a gap does.
pub fn rows(lines: &[Line], rules: &[Ruling]) -> Vec<Row> {
    let upright = lines.iter().filter(|line| line.heading == Heading::Right);
    let walls: Vec<&Ruling> = rules.iter().filter(|rule| rule.axis == Axis::Vertical).collect();
    let beside = |line: &Line| -> Vec<f32> {
        let middle = line.baseline - line.size * 0.35;
        walls.iter().filter(|wall| wall.from <= middle && middle <= wall.to).map(|wall| wall.at).collect()
    };
    let row = |line: &Line| {
        let (size, words) = (line.size.max(1.0), words(line));
        let led = words.iter().any(|word| word.kind == Kind::Leader);
        Row { baseline: line.baseline, size, led, runs: runs(words, size, &beside(line)) }
    };
    let mut rows: Vec<Row> = upright.map(row).filter(|row| !row.runs.is_empty()).collect();
    rows.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    rows
}

/// The words of a line from left to right.
pub fn words(line: &Line) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut open, mut spaced) = (false, false);
    for &glyph in &line.glyphs {
        if chars::is_space(glyph.sign) {
            (open, spaced) = (false, true);
            continue;
        }
        let end = glyph.x + glyph.advance;
        match words.last_mut() {
            Some(word) if open && glyph.x - word.x1 <= glyph.size.min(line.size) * WORD_GAP => {
                word.glyphs.push(glyph);
                word.x1 = word.x1.max(end);
            }
            _ => words.push(Word { glyphs: vec![glyph], x0: glyph.x, x1: end, kind: Kind::Text, spaced }),
        }
        (open, spaced) = (true, false);
    }
    let mut words: Vec<Word> = words.into_iter().flat_map(without_leader).collect();
    mark_dots(&mut words);
    words
}

/// Dots that stand apart lead as well as dots that stand together.
fn mark_dots(words: &mut [Word]) {
    let is_dot = |word: &Word| word.glyphs.len() == 1 && matches!(word.glyphs[0].sign, '.' | '·' | '…');
    for run in words.chunk_by_mut(|a, b| is_dot(a) == is_dot(b)) {
        if run.len() >= LEADER && is_dot(&run[0]) {
            run.iter_mut().for_each(|word| word.kind = Kind::Leader);
        }
    }
}

/// A word and the dots that it begins or ends with, apart.
fn without_leader(word: Word) -> Vec<Word> {
    let is_dot = |glyph: &Glyph| matches!(glyph.sign, '.' | '…' | '·' | '_' | '․' | '‥' | '⋯');
    let ends = word.glyphs.iter().rev().take_while(|glyph| is_dot(glyph)).count();
    let begins = word.glyphs.iter().take_while(|glyph| is_dot(glyph)).count();
    let mut parts = Vec::new();
    let (spaced, mut rest) = (word.spaced, word.glyphs);
    if begins >= LEADER && begins < rest.len() {
        let tail = rest.split_off(begins);
        parts.push(rest);
        rest = tail;
    }
    if ends >= LEADER && ends < rest.len() {
        let tail = rest.split_off(rest.len() - ends);
        parts.push(rest);
        rest = tail;
    }
    parts.push(rest);
    parts.into_iter().filter_map(|part| word_of(part, spaced)).collect()
}

fn word_of(glyphs: Vec<Glyph>, spaced: bool) -> Option<Word> {
    let (first, last) = (glyphs.first()?, glyphs.last()?);
    let (x0, x1) = (first.x, last.x + last.advance);
    let text: String = glyphs.iter().map(|glyph| glyph.sign).collect();
    Some(Word { x0, x1, kind: kind(&text), glyphs, spaced })
}

/// What a word without white space is.
pub fn kind(text: &str) -> Kind {
    let signs = text.chars().count();
    if text.chars().all(|sign| matches!(sign, '.' | '…' | '·' | '_' | '․' | '‥' | '⋯')) {
        return if signs >= LEADER { Kind::Leader } else { Kind::Mark };
    }
    let digits = text.chars().filter(|sign| sign.is_numeric()).count();
    let letters = text.chars().filter(|sign| sign.is_alphabetic() && !sign.is_numeric()).count();
    match (digits, letters) {
        (0, 0) if signs <= 3 => Kind::Mark,
        (0, 0) => Kind::Text,
        (0, _) => {
            let stands_for_none =
                ["n/a", "n.a.", "na", "n.d.", "nil", "x", "无"].iter().any(|none| none.eq_ignore_ascii_case(text));
            if stands_for_none { Kind::Mark } else { Kind::Text }
        }
        _ if letters == 0 => Kind::Number,
        // 12.5a, 3万, 40kg, R2.
        _ if digits >= letters && text.starts_with(|sign: char| !sign.is_alphabetic() || sign.is_numeric()) => {
            Kind::Number
        }
        _ => Kind::Text,
    }
}

/// Words joined to runs.
pub fn runs(words: Vec<Word>, size: f32, walls: &[f32]) -> Vec<Run> {
    let mut runs: Vec<Vec<Word>> = Vec::new();
    let wide_gap = usual_gap(&words) + size * WIDE_GAP;
    let parted = |a: &Word, b: &Word| walls.iter().any(|&wall| a.x1 <= wall + 0.5 && wall - 0.5 <= b.x0);
    for word in words {
        match runs.last_mut() {
            Some(run)
                if run.last().is_some_and(|before| {
                    stands_with(before, &word, size)
                        && !parted(before, &word)
                        && !are_two_texts(before, &word, wide_gap)
                }) =>
            {
                run.push(word)
            }
            _ => runs.push(vec![word]),
        }
    }
    runs.into_iter().map(Run::of).filter(|run| run.kind() != Kind::Leader).collect()
}

/// The gap in the middle of all between signs: lines that are drawn out have one between any two.
fn usual_gap(words: &[Word]) -> f32 {
    let glyphs: Vec<&Glyph> = words.iter().flat_map(|word| &word.glyphs).collect();
    let mut gaps: Vec<f32> = glyphs.windows(2).map(|pair| pair[1].x - pair[0].x - pair[0].advance).collect();
    gaps.sort_by(f32::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(0.0).max(0.0)
}

/// Whether a gap parts texts of which one is set without spaces: there none is written, and none is seen.
fn are_two_texts(before: &Word, word: &Word, wide_gap: f32) -> bool {
    let is_wide = |glyph: Option<&Glyph>| glyph.is_some_and(|glyph| chars::is_wide(glyph.sign));
    let touches_wide = is_wide(before.glyphs.last()) || is_wide(word.glyphs.first());
    !word.spaced && touches_wide && word.x0 - before.x1 > wide_gap && !is_bullet(before)
}

fn stands_with(before: &Word, word: &Word, size: f32) -> bool {
    let gap = word.x0 - before.x1;
    if is_bullet(before) {
        return gap <= size * BULLET_GAP;
    }
    if before.kind == Kind::Leader || word.kind == Kind::Leader {
        return false;
    }
    let is_value = |word: &Word| matches!(word.kind, Kind::Number | Kind::Mark);
    if before.kind == Kind::Number && word.kind == Kind::Number {
        return gap <= size * NUMBER_GAP || (gap <= size * GROUP_GAP && is_group(before, word));
    }
    let wide = gap > size * 0.6 && is_value(before) && is_value(word);
    gap <= size * RUN_GAP && !wide
}

/// The mark of a list's item: • ■ 1. 2) (a) 三、
fn is_bullet(word: &Word) -> bool {
    const SIGNS: [char; 16] = ['•', '●', '■', '◆', '➢', '◇', '□', '★', '▪', '○', '◦', '‣', '✓', '►', '➤', '\u{f0b7}'];
    let text: String = word.glyphs.iter().map(|glyph| glyph.sign).collect();
    let Some(number) = text.strip_suffix(['.', ')', '）', '、']) else {
        return text.chars().count() == 1 && text.starts_with(SIGNS);
    };
    let number = number.trim_start_matches(['(', '（']);
    let digits = number.len() <= 2 && number.chars().all(|sign| sign.is_ascii_digit()) && !text.starts_with('(');
    let mut letters = number.chars();
    let letter = letters.next().is_some_and(|sign| sign.is_ascii_lowercase() || chars::is_wide(sign));
    !number.is_empty() && (digits || letter && letters.next().is_none())
}

/// 1 234 567: groups of three digits after one to three.
fn is_group(before: &Word, word: &Word) -> bool {
    let digits = |word: &Word| word.glyphs.iter().take_while(|glyph| glyph.sign.is_ascii_digit()).count();
    let lead = before.glyphs.iter().rev().take_while(|glyph| glyph.sign.is_ascii_digit()).count();
    digits(word) == 3 && (1..=3).contains(&lead)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::lines::{self, tests::glyphs};

    /// Texts and where they begin, all 10 points large; runs come out parted by `|`.
    fn check(input: &[(&str, f32)], expected: &str) {
        let mut all: Vec<Glyph> = input.iter().flat_map(|&(text, x)| glyphs(text, x, 100.0, 10.0)).collect();
        let rows = rows(&lines::read(&mut all, 0), &[]);
        let runs: Vec<String> = rows.iter().flat_map(|row| &row.runs).map(Run::text).collect();
        assert_eq!(runs.join("|"), expected);
    }

    #[test]
    fn gaps_part_runs() {
        check(&[("two words", 0.0), ("next", 60.0)], "two words|next");
        check(&[("姓名", 0.0), ("张三", 40.0)], "姓名|张三");
        check(&[("张 三", 0.0)], "张三");
    }

    #[test]
    fn numbers_part_sooner_but_thousands_do_not() {
        check(&[("960", 0.0), ("1,040", 21.0), ("1,120", 52.0)], "960|1,040|1,120");
        check(&[("12", 0.0), ("345", 13.0), ("678", 31.0)], "12 345 678");
        check(&[("2012", 0.0), ("345", 23.0)], "2012|345");
    }

    #[test]
    fn text_without_spaces_parts_sooner() {
        check(&[("图书馆", 0.0), ("按照要求", 35.0)], "图书馆|按照要求");
        check(&[("于两次", 0.0), ("158", 36.0)], "于两次|158");
        check(&[("图", 0.0), ("书", 14.0), ("馆", 28.0), ("馆", 42.0)], "图书馆馆");
        check(&[("2025年", 0.0), ("月", 33.0)], "2025年月");
    }

    #[test]
    fn leading_dots_are_no_text() {
        check(&[("Total......", 0.0), ("12", 70.0)], "Total|12");
        check(&[("0.99 ........ 800", 0.0)], "0.99|800");
        check(&[("Total . . . . . .", 0.0), ("12", 100.0)], "Total|12");
    }

    #[test]
    fn items_stand_with_their_marks() {
        check(&[("•", 0.0), ("text", 20.0)], "• text");
        check(&[("1.", 0.0), ("text", 25.0)], "1. text");
        check(&[("1", 0.0), ("text", 25.0)], "1|text");
        check(&[("(5)", 0.0), ("12", 35.0)], "(5)|12");
    }

    #[test]
    fn kinds() {
        let cases = [
            ("1,234.5", Kind::Number),
            ("(4.7)", Kind::Number),
            ("$10,000–14,999", Kind::Number),
            ("12%", Kind::Number),
            ("30万元", Kind::Number),
            ("—", Kind::Mark),
            ("n/a", Kind::Mark),
            ("A-12", Kind::Text),
            ("合计", Kind::Text),
            ("....", Kind::Leader),
        ];
        for (text, expected) in cases {
            assert_eq!(kind(text), expected, "{text}");
        }
    }
}

//! Lines of text read: words to signs with their places, and how sure the reading is.
//!
//! A short line with a digit is read a second time at another size. Where the two readings of its figures
//! differ, the line is doubtful however sure each of them was: a wrong figure looks as good as a
//! right one.

use super::{
    sheet::{Sheet, TextLine},
    tesseract::{Missing, Tesseract, Word},
};
use crate::geometry::{Glyph, Heading, PageContent, Reading, chars};

/// Pixels of a line of text as it is given to be read, the first and the second time.
const FIRST: f32 = 42.0;
const SECOND: f32 = 30.0;
/// Less sure lines are read twice.
const UNSURE: f32 = 0.7;
/// So short a line may be an amount: it is read again as if it held nothing but these.
const SHORT: usize = 9;
const FIGURES: &str = "0123456789.,万亿元";
/// The confidence of a line whose figures were read in two ways.
const DOUBTFUL: f32 = 0.2;
/// Signs are a little larger than their ink.
const SIZE: f32 = 1.08;

/// Reads all lines of some pages.
///
/// # Errors
/// When the program fails.
pub fn read(tesseract: &Tesseract, sheets: Vec<Sheet>) -> Result<Vec<PageContent>, Missing> {
    let lines: Vec<&TextLine> = sheets.iter().flat_map(|sheet| &sheet.lines).collect();
    let mut read = readings(tesseract, &lines, FIRST, None)?;
    let unsure = |read: &Read| is_figure(&read.words) || read.confidence < UNSURE;
    let twice: Vec<usize> = (0..lines.len()).filter(|at| unsure(&read[*at])).collect();
    let (short, long): (Vec<usize>, Vec<usize>) =
        twice.into_iter().partition(|at| read[*at].text().chars().count() <= SHORT);
    for (which, signs) in [(short, Some(FIGURES)), (long, None)] {
        let again: Vec<&TextLine> = which.iter().map(|at| lines[*at]).collect();
        for (at, second) in which.into_iter().zip(readings(tesseract, &again, SECOND, signs)?) {
            let first = std::mem::take(&mut read[at]);
            read[at] = if signs.is_some() { first.against_figures(second) } else { first.against(second) };
        }
    }
    let mut read = read.into_iter();
    Ok(sheets.into_iter().map(|sheet| content(sheet, &mut read)).collect())
}

/// A line as it was read.
#[derive(Default)]
struct Read {
    words: Vec<Word>,
    /// Of the drawing that was read.
    scale: f32,
    /// 0 to 1.
    confidence: f32,
}

impl Read {
    fn of(mut words: Vec<Word>, scale: f32) -> Read {
        restore_marks(&mut words);
        // Of punctuation the program is never sure, and it hardly matters.
        let sure = |word: &&Word| word.text.contains(char::is_alphanumeric);
        let confidence = words.iter().filter(sure).map(|word| word.confidence).fold(1.0, f32::min);
        let confidence = if words.is_empty() { 0.0 } else { confidence };
        Read { words, scale, confidence }
    }

    fn text(&self) -> String {
        self.words.iter().flat_map(|word| word.text.chars()).collect()
    }

    /// This reading, or that of the same line as figures alone.
    fn against_figures(self, other: Read) -> Read {
        let (own, its) = (self.text(), other.text());
        let signs: Vec<char> = own.chars().collect();
        let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
        let lost = its.ends_with('元') && own.ends_with('元') && !has_digit(&own) && self.confidence < UNSURE;
        // Of words the figures alone tell nothing: 1个，每个10万元.
        let words = signs.iter().filter(|sign| !sign.is_ascii() && !FIGURES.contains(**sign)).count();
        if words > 1 && !lost {
            return self;
        }
        // 5OO, 3&0, 3天5: what stands among digits and is none was one.
        let between = |at: &usize| {
            let digit = |near: Option<&char>| near.is_some_and(char::is_ascii_digit);
            !FIGURES.contains(signs[*at]) && *at > 0 && digit(signs.get(at - 1)) && digit(signs.get(at + 1))
        };
        let stray = |at: &usize| !FIGURES.contains(signs[*at]) && (signs[*at].is_ascii() || between(at));
        let strays = (0..signs.len()).filter(stray).count();
        // 8&0, but not 4个10万元.
        let parted = (0..signs.len()).any(|at| signs[at].is_ascii() && between(&at));
        if !parted && figures(&own) == figures(&its) && has_digit(&own) {
            let only = own.chars().all(|sign| FIGURES.contains(sign));
            let confidence = if only { self.confidence.max(other.confidence) } else { self.confidence };
            return Read { confidence, ..self };
        }
        let digits = has_digit(&its);
        let chosen = if digits && (strays > 0 || lost) && strays < signs.len().max(2) { other } else { self };
        let doubtful = digits || has_digit(&own);
        Read { confidence: if doubtful { chosen.confidence.min(DOUBTFUL) } else { chosen.confidence }, ..chosen }
    }

    /// This reading or another of the same line.
    fn against(self, other: Read) -> Read {
        let same = figures(&self.text()) == figures(&other.text());
        let figure = is_figure(&self.words) || is_figure(&other.words);
        let better = if other.confidence > self.confidence { other } else { self };
        // Figures that both readings agree on are as sure as the surer one; words are as they were read.
        if same || !figure {
            return better;
        }
        Read { confidence: better.confidence.min(DOUBTFUL), ..better }
    }
}

fn readings(tesseract: &Tesseract, lines: &[&TextLine], sign: f32, signs: Option<&str>) -> Result<Vec<Read>, Missing> {
    let (drawn, scales): (Vec<_>, Vec<_>) = lines.iter().map(|line| line.drawn(sign)).unzip();
    let read = tesseract.read(&drawn, signs)?;
    Ok(read.into_iter().zip(scales).map(|(words, scale)| Read::of(words, scale)).collect())
}

const OPEN: &str = "([{（【〔〈［「";
const CLOSE: &str = ")]}）】〕〉］」";

/// The brackets around the year of a document number (GB/T 9704-2012 7.2.5) are 〔〕, which the program
/// does not know: it gives any others for them.
fn restore_marks(words: &mut [Word]) {
    let signs: Vec<(usize, char)> =
        words.iter().enumerate().flat_map(|(at, word)| word.text.chars().map(move |sign| (at, sign))).collect();
    let mut restored: Vec<char> = signs.iter().map(|(_, sign)| *sign).collect();
    for at in 0..restored.len() {
        let Some([open, year @ .., close]) = restored.get(at..at + 6) else { break };
        let is_year = matches!(year, ['1', '9', ..] | ['2', '0', ..]) && year.iter().all(char::is_ascii_digit);
        let before = at.checked_sub(1).map(|before| restored[before]);
        let number = restored.get(at + 6).map(char::is_ascii_digit);
        // Round ones are also those of 纲要（2021）.
        let round = "(（".contains(*open) && ")）".contains(*close);
        let fits = match (round, number) {
            (true, Some(number)) => number && before.is_some_and(|sign| matches!(sign, '\u{4e00}'..='\u{9fff}')),
            (true, None) => before.is_some_and(|sign| "发字函办规文".contains(sign)),
            (false, number) => number.unwrap_or(true),
        };
        if fits && is_year && OPEN.contains(*open) && CLOSE.contains(*close) {
            (restored[at], restored[at + 5]) = ('〔', '〕');
        }
    }
    for at in 0..restored.len() {
        let digit = |near: Option<usize>| near.and_then(|near| restored.get(near)).is_some_and(char::is_ascii_digit);
        if restored[at] == '一' && digit(at.checked_sub(1)) && digit(Some(at + 1)) {
            restored[at] = '—';
        }
        let closed_by = restored[at..].iter().find(|sign| CLOSE.contains(**sign));
        if "〈{【".contains(restored[at]) && closed_by.is_some_and(|sign| ")）".contains(*sign)) {
            restored[at] = '（';
        }
    }
    restore_thousands(&mut restored);
    // It knows straight quotation marks only, which Chinese print has not (GB/T 15834-2011 4.8).
    let mut opened = false;
    for sign in restored.iter_mut().filter(|sign| **sign == '"') {
        *sign = if opened { '”' } else { '“' };
        opened = !opened;
    }
    words.iter_mut().for_each(|word| word.text.clear());
    for ((at, _), sign) in signs.into_iter().zip(restored) {
        words[at].text.push(sign);
    }
}

/// 1.000.000: no number has two points; these are commas.
fn restore_thousands(signs: &mut [char]) {
    for run in signs.chunk_by_mut(|a, b| [a, b].iter().all(|sign| sign.is_ascii_digit() || **sign == '.')) {
        let groups: Vec<usize> = run.split(|sign| *sign == '.').map(<[char]>::len).collect();
        if let [first, rest @ ..] = groups.as_slice()
            && rest.len() >= 2
            && (1..=3).contains(first)
            && rest.iter().all(|group| *group == 3)
        {
            run.iter_mut().filter(|sign| **sign == '.').for_each(|sign| *sign = ',');
        }
    }
}

/// The digits of a text with what stands between them and the unit behind them: what makes a number
/// another one.
fn figures(text: &str) -> String {
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return String::new();
    }
    text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '万' | '亿' | '%')).collect()
}

/// A short line with a digit, or of no more than a sign or two: an amount, a count, a date. In long
/// lines figures are part of what is told.
fn is_figure(words: &[Word]) -> bool {
    const SHORT: usize = 14;
    let count: usize = words.iter().map(|word| word.text.chars().count()).sum();
    let digit = words.iter().any(|word| word.text.contains(|c: char| c.is_ascii_digit()));
    let latin = words.iter().any(|word| word.text.contains(|c: char| c.is_ascii_alphabetic()));
    count <= SHORT && (digit || latin) || count <= 2
}

fn content(sheet: Sheet, read: &mut impl Iterator<Item = Read>) -> PageContent {
    let mut content =
        PageContent { width: sheet.width, height: sheet.height, edges: sheet.edges, ..PageContent::default() };
    for (line, read) in sheet.lines.iter().zip(read) {
        let (from, size) = (content.glyphs.len(), size(line, sheet.usual));
        glyphs(line, &read, size, &mut content.glyphs);
        if content.glyphs.len() > from || is_large(line, sheet.usual) {
            content.readings.push(Reading { rect: line.rect, confidence: read.confidence });
        }
    }
    content
}

/// Something as wide as a sign stands there, even if nothing was made of it.
fn is_large(line: &TextLine, usual: f32) -> bool {
    line.rect[2] - line.rect[0] > usual * 0.6
}

fn size(line: &TextLine, usual: f32) -> f32 {
    let height = line.rect[3] - line.rect[1];
    if height > usual * 1.35 { height * SIZE } else { usual * SIZE }
}

/// Signs side by side over the width of their word.
fn glyphs(line: &TextLine, read: &Read, size: f32, glyphs: &mut Vec<Glyph>) {
    let y = (line.rect[1] + line.rect[3]) / 2.0 + size * 0.35;
    let (mut end, first) = (line.rect[0], glyphs.len());
    for word in &read.words {
        let (left, right) = (line.place(word.left, read.scale), line.place(word.right, read.scale));
        let shares: f32 = word.text.chars().map(share).sum();
        // Full-width digits stand far apart; they are one number all the same.
        let digit = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_digit());
        let one_number = digit(glyphs[first..].last().map(|glyph| glyph.sign)) && digit(word.text.chars().next());
        let mut x = if one_number && left - end < size { end } else { left.max(end) };
        let advance = ((right - x) / shares.max(0.1)).clamp(size * 0.3, size * 1.6);
        for sign in word.text.chars().filter(|sign| !chars::is_void(*sign)) {
            let advance = advance * share(sign);
            glyphs.push(Glyph { sign, x, y, advance, size, heading: Heading::Right });
            x += advance;
        }
        end = x;
    }
}

/// Width in sizes.
fn share(sign: char) -> f32 {
    if chars::is_wide(sign) { 1.0 } else { 0.5 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, confidence: f32) -> Read {
        Read::of(vec![Word { text: text.into(), left: 0.0, right: 9.0, confidence }], 1.0)
    }

    #[test]
    fn marks_that_the_program_does_not_know() {
        for (text, expected) in [
            ("(国知发运字(2021] 20号)", "(国知发运字〔2021〕 20号)"),
            ("粤办函【2019)79号", "粤办函〔2019〕79号"),
            ("国发[2021]", "国发〔2021〕"),
            ("纲要(2021)", "纲要(2021)"),
            ("规划(2021-2035)", "规划(2021-2035)"),
            ("(2021)3", "(2021)3"),
            ("国发[2021", "国发[2021"),
            ("[2021]20号", "〔2021〕20号"),
            ("纲要(2021一2035年)", "纲要(2021—2035年)"),
            ("〈2024年度)", "（2024年度)"),
            ("1.000.000元", "1,000,000元"),
            ("2024.3.15和1.500", "2024.3.15和1.500"),
            ("\"十四五\"规划", "“十四五”规划"),
        ] {
            let words = text.split(' ').map(|word| Word { text: word.into(), left: 0.0, right: 9.0, confidence: 0.9 });
            let read = Read::of(words.collect(), 1.0);
            let shown: Vec<&str> = read.words.iter().map(|word| word.text.as_str()).collect();
            assert_eq!(shown.join(" "), expected);
        }
    }

    #[test]
    fn short_lines_are_read_as_figures_too() {
        for (first, second, text, doubtful) in [
            (("10", 0.7), ("10", 0.95), "10", false),
            (("S00", 0.9), ("500", 0.8), "500", true),
            (("3天5", 0.8), ("37.5", 0.8), "37.5", true),
            (("8&0万元", 0.8), ("80万元", 0.8), "80万元", true),
            (("地矶元", 0.3), ("15万元", 0.6), "15万元", true),
            (("3个", 0.9), ("3", 0.5), "3个", false),
            (("专利", 0.5), ("万", 0.5), "专利", false),
            (("1个，每个10万元", 0.9), ("1,10万元", 0.9), "1个，每个10万元", false),
            (("A类4个，每个20", 0.9), ("44,20", 0.5), "A类4个，每个20", false),
            (("2项，每项50万元", 0.4), ("2,50万元", 0.6), "2项，每项50万元", false),
            (("4个10万元", 0.9), ("410万元", 0.6), "4个10万元", false),
            (("备注", 0.5), ("", 0.0), "备注", false),
        ] {
            let found = read(first.0, first.1).against_figures(read(second.0, second.1));
            assert_eq!(found.text(), text);
            assert_eq!(found.confidence <= DOUBTFUL, doubtful, "{first:?} {second:?}");
        }
    }

    #[test]
    fn two_readings_of_a_figure() {
        for (first, second, text, doubtful) in [
            (("10", 0.9), ("10", 0.8), "10", false),
            (("10", 0.9), ("70", 0.8), "10", true),
            (("10", 0.5), ("70", 0.8), "70", true),
            (("每个10万元", 0.9), ("每个10万无", 0.8), "每个10万元", false),
            (
                ("有效率43和以上的企业占比一直在增长", 0.3),
                ("有效率43%以上的企业占比一直在增长", 0.8),
                "有效率43%以上的企业占比一直在增长",
                false,
            ),
            (("10万元", 0.9), ("10元", 0.8), "10万元", true),
            (("1.5", 0.9), ("15", 0.9), "1.5", true),
        ] {
            let found = read(first.0, first.1).against(read(second.0, second.1));
            assert_eq!(found.words[0].text, text);
            assert_eq!(found.confidence <= DOUBTFUL, doubtful, "{first:?} {second:?}");
        }
        assert_eq!(figures("知识产权"), "");
        assert_eq!(Read::of(Vec::new(), 1.0).confidence, 0.0);
    }
}

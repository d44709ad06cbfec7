//! Lines of text read: which are read how often, and their words as signs with places.
//!
//! A line is read small first, which is quickest and best; words that were not read surely are read at
//! other sizes again, where the program errs in other places. Figures are read at all sizes and put to
//! the vote: of a wrong one nothing but the other readings tells.

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::{
    marks,
    read::{FIGURES, Read},
    sheet::{Sheet, TextLine},
    tesseract::{Missing, Tesseract, Word},
    twins,
    writing::is_foreign,
};
use crate::geometry::{Glyph, Heading, PageContent, Reading, chars};

/// Pixels of a line of text as it is given to be read, at each time.
pub const SIZES: [f32; 3] = [24.0, 36.0, 28.0];
/// The others at which figures are read.
const MORE_SIZES: [f32; 2] = [20.0, 32.0];
/// Lines that are less sure than this in the mean are read a second and a third time.
const UNSURE: [f32; 2] = [0.82, 0.8];
/// A page that is less sure in the mean is not Chinese print.
const READABLE: f32 = 0.6;
/// An amount or a count shares its cell with no more lines than this.
const MOST_BESIDE: usize = 1;
/// Two readings of a figure that agree and are so sure need no third.
pub const AGREED: f32 = 0.86;
/// So short a line may be an amount: it is read again as if it held nothing but figures.
const SHORT: usize = 9;
/// The confidence of a line in which a sign was told by its place alone.
const GUESSED: f32 = 0.3;
/// Signs are a little larger than their ink.
const SIZE: f32 = 1.08;

/// Reads all lines of some pages.
///
/// # Errors
/// When the program fails.
pub fn read(tesseract: &Tesseract, sheets: Vec<Sheet>) -> Result<Vec<PageContent>, Missing> {
    let lines: Vec<&TextLine> = sheets.iter().flat_map(|sheet| &sheet.lines).collect();
    let read = first(tesseract, &lines)?;
    let mut reader = Lines { tesseract, lines, read, worth: Vec::new() };
    reader.give_up(&sheets);
    // Figures within sentences are read as these are.
    let figures = reader.which(|line, read| line.beside <= MOST_BESIDE && (read.is_figure() || read.is_capital()));
    reader.again(&figures)?;
    let short = |at: &usize| reader.read[*at].may_hide_figures() && reader.read[*at].text().chars().count() <= SHORT;
    let short: Vec<usize> = figures.into_iter().filter(short).collect();
    reader.as_figures(&short)?;
    let mut read = reader.read;
    let mut rest = read.as_mut_slice();
    for sheet in &sheets {
        let (own, others) = rest.split_at_mut(sheet.lines.len());
        restore_marks(&sheet.lines, own);
        rest = others;
    }
    let mut read = read.into_iter();
    Ok(sheets.into_iter().map(|sheet| content(sheet, &mut read)).collect())
}

/// A line, by its number, and the size at which it is to be read.
type Ask = (usize, f32);

/// All lines, and the best reading of each so far.
struct Lines<'a> {
    tesseract: &'a Tesseract,
    lines: Vec<&'a TextLine>,
    read: Vec<Read>,
    /// Whether it stands on a page that is worth reading again.
    worth: Vec<bool>,
}

impl Lines<'_> {
    fn which(&self, is_one: impl Fn(&TextLine, &Read) -> bool) -> Vec<usize> {
        (0..self.lines.len()).filter(|at| self.worth[*at] && is_one(self.lines[*at], &self.read[*at])).collect()
    }

    /// A page in another writing, or of drawings, is read no better the second time: all that was made
    /// of it is doubtful.
    fn give_up(&mut self, sheets: &[Sheet]) {
        let mut from = 0;
        for sheet in sheets {
            let own = &mut self.read[from..from + sheet.lines.len()];
            from += sheet.lines.len();
            let readable = is_readable(own);
            if !readable {
                own.iter_mut().for_each(|read| read.confidence = read.confidence.min(GUESSED));
            }
            self.worth.extend(own.iter().map(|_| readable));
        }
    }

    /// Reads figures, and words that were not read surely, once more, and those still open at all other
    /// sizes. Figures and words go together: each start of the program takes its time.
    fn again(&mut self, figures: &[usize]) -> Result<(), Missing> {
        let mut votes: Vec<(usize, Vec<Read>)> = figures.iter().map(|at| (*at, vec![self.read[*at].clone()])).collect();
        self.round(&mut votes, &SIZES[1..2], UNSURE[0], figures)?;
        votes.retain(|(at, votes)| {
            let vote = Read::vote(votes.clone());
            let is_open = vote.confidence < AGREED;
            if !is_open {
                self.read[*at] = vote;
            }
            is_open
        });
        let sizes = [&SIZES[2..], &MORE_SIZES].concat();
        self.round(&mut votes, &sizes, UNSURE[1], figures)?;
        votes.into_iter().for_each(|(at, votes)| self.read[at] = Read::vote(votes));
        Ok(())
    }

    /// Reads open figures at these sizes, and at the first of them words less sure than `unsure`.
    fn round(
        &mut self,
        votes: &mut [(usize, Vec<Read>)],
        sizes: &[f32],
        unsure: f32,
        figures: &[usize],
    ) -> Result<(), Missing> {
        let mut words = self.which(|_, read| read.mean < unsure);
        words.retain(|at| figures.binary_search(at).is_err());
        let of_figures = votes.iter().flat_map(|(at, _)| sizes.iter().map(|size| (*at, *size)));
        let asks: Vec<Ask> = of_figures.chain(words.iter().map(|at| (*at, sizes[0]))).collect();
        let mut read = readings(self.tesseract, &self.lines, &asks, None)?.into_iter();
        votes.iter_mut().for_each(|(_, votes)| votes.extend(read.by_ref().take(sizes.len())));
        for (at, other) in words.into_iter().zip(read) {
            self.read[at] = std::mem::take(&mut self.read[at]).or(other);
        }
        Ok(())
    }

    /// Holds short lines against what they are when read as figures alone.
    fn as_figures(&mut self, which: &[usize]) -> Result<(), Missing> {
        let asks: Vec<Ask> = which.iter().map(|at| (*at, SIZES[2])).collect();
        for (at, other) in which.iter().zip(readings(self.tesseract, &self.lines, &asks, Some(FIGURES))?) {
            self.read[*at] = std::mem::take(&mut self.read[*at]).against_figures(other);
        }
        Ok(())
    }
}

/// Whether the lines of a page are Chinese print that was read more or less surely.
fn is_readable(page: &[Read]) -> bool {
    let signs = |read: &Read| read.text().chars().count() as f32;
    let sure: f32 = page.iter().map(|read| read.mean * signs(read)).sum();
    let is_sure = sure >= page.iter().map(signs).sum::<f32>() * READABLE;
    is_sure && !is_foreign(page.iter().flat_map(|read| &read.words).flat_map(|word| word.text.chars()))
}

/// The first reading of all lines. What was read before is not read again, nor what looks like a line that
/// was read surely; the errors of unsure readings are not to be the same everywhere.
fn first(tesseract: &Tesseract, lines: &[&TextLine]) -> Result<Vec<Read>, Missing> {
    let twins = twins::of(lines);
    let known = |line: &&TextLine| line.known.as_ref().map(|words| Read::of(words.clone(), line.scale(SIZES[0])));
    let mut read: Vec<Option<Read>> = lines.iter().map(known).collect();
    for is_last in [false, true] {
        let is_asked = |at: &usize| read[*at].is_none() && (is_last || twins[*at] == *at);
        let asks: Vec<Ask> = (0..lines.len()).filter(is_asked).map(|at| (at, SIZES[0])).collect();
        for ((at, _), own) in asks.iter().zip(readings(tesseract, lines, &asks, None)?) {
            read[*at] = Some(own);
        }
        let sure = |read: &Read| read.mean >= UNSURE[0];
        for at in (0..lines.len()).filter(|at| twins[*at] < *at) {
            let shared = read[twins[at]].clone().filter(sure);
            read[at] = read[at].take().or(shared);
        }
    }
    Ok(read.into_iter().map(Option::unwrap_or_default).collect())
}

/// One reading for each of what is asked.
fn readings(
    tesseract: &Tesseract,
    lines: &[&TextLine],
    asks: &[Ask],
    signs: Option<&str>,
) -> Result<Vec<Read>, Missing> {
    let (drawn, scales): (Vec<_>, Vec<_>) = asks.par_iter().map(|(line, size)| lines[*line].drawn(*size)).unzip();
    let read = tesseract.read(&drawn, signs)?;
    Ok(read.into_iter().zip(scales).map(|(words, scale)| Read::of(words, scale)).collect())
}

/// Puts the marks right, cell by cell.
fn restore_marks(lines: &[TextLine], read: &mut [Read]) {
    let mut from = 0;
    for cell in lines.chunk_by(|a, b| a.area == b.area) {
        let own = &mut read[from..from + cell.len()];
        from += cell.len();
        let mut words: Vec<&mut [Word]> = own.iter_mut().map(|read| read.words.as_mut_slice()).collect();
        for line in marks::restore(&mut words) {
            own[line].confidence = own[line].confidence.min(GUESSED);
        }
    }
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
        let last = glyphs[first..].last().map(|glyph| glyph.sign);
        let is_one = last.zip(word.text.chars().next()).is_some_and(|(a, b)| stand_close(a, b));
        let mut x = if is_one && left - end < size { end } else { left.max(end) };
        let advance = ((right - x) / shares.max(0.1)).clamp(size * 0.3, size * 1.6);
        for sign in word.text.chars().filter(|sign| !chars::is_void(*sign)) {
            let advance = advance * share(sign);
            glyphs.push(Glyph { sign, x, y, advance, size, heading: Heading::Right });
            x += advance;
        }
        end = x;
    }
}

/// Signs between which nothing is written: Chinese is set without spaces, and full-width digits that stand
/// far apart are one number all the same. The program tells its words apart where it likes.
fn stand_close(a: char, b: char) -> bool {
    chars::is_wide(a) || chars::is_wide(b) || a.is_ascii_digit() && b.is_ascii_digit()
}

/// Width in sizes.
fn share(sign: char) -> f32 {
    if chars::is_wide(sign) { 1.0 } else { 0.5 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, confidence: f32, expected: bool) {
        let words = text.split(' ').map(|text| Word { text: text.into(), left: 0.0, right: 0.0, confidence }).collect();
        assert_eq!(is_readable(&[Read::of(words, 1.0)]), expected, "{text} {confidence}");
    }

    #[test]
    fn pages_worth_reading_again() {
        check("知识产权 高质量创造 60 万元", 0.9, true);
        check("知识产权 高质量创造 60 万元", 0.4, false);
        check("System Parameters Table 0.2206 RESERVED BASE", 0.9, false);
        check("1,250.00 33 AB 80%", 0.9, true);
    }
}

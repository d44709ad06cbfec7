//! Pages that are not Chinese print: told by reading some of their lines. The program knows no other
//! writing, and would read long pages for nothing.

use super::{
    raster::Grey,
    reading::SIZES,
    sheet::{Sheet, TextLine},
    tesseract::{Missing, Tesseract},
};
use crate::model::trouble::{Trouble, TroubleKind};

/// So much text (lengths of lines over their height) is read whatever it is: some seconds.
const LITTLE: f32 = 6_000.0;
/// Lines that are read to tell.
const SAMPLE: usize = 8;
/// So many letters tell a writing …
const LETTERS: usize = 20;
/// … and so many for each Chinese sign tell that it is another.
const FOR_EACH: usize = 4;

/// Which of these pages are not Chinese print; none if there is little to read. What was read stays with
/// its lines.
///
/// # Errors
/// When the program fails.
pub fn of(tesseract: &Tesseract, sheets: &mut [Sheet]) -> Result<Vec<bool>, Missing> {
    let length = |line: &TextLine, usual: f32| (line.rect[2] - line.rect[0]) / usual.max(1.0);
    let all: f32 = sheets.iter().flat_map(|sheet| sheet.lines.iter().map(|line| length(line, sheet.usual))).sum();
    if all <= LITTLE {
        return Ok(vec![false; sheets.len()]);
    }
    let mut samples: Vec<Vec<&mut TextLine>> = sheets.iter_mut().map(sample).collect();
    let drawn: Vec<Grey> = samples.iter().flatten().map(|line| line.drawn(SIZES[0]).0).collect();
    let mut read = tesseract.read(&drawn, None)?.into_iter();
    let is_foreign_sample = |sample: &mut Vec<&mut TextLine>| {
        sample.iter_mut().for_each(|line| line.known = read.next());
        is_foreign(sample.iter().filter_map(|line| line.known.as_deref()).flatten().flat_map(|word| word.text.chars()))
    };
    Ok(samples.iter_mut().map(is_foreign_sample).collect())
}

/// Why nothing of a document was read.
pub fn trouble() -> Trouble {
    Trouble::new(
        TroubleKind::NoTextLayer,
        "页面是扫描件或图片，没有文字；抽读其中几行，几乎没有汉字，内容又多，没有往下读；如果确是报送的表，请报送单位提供 Word 文件",
        "the pages are scanned, without text; some of their lines were read and hold hardly any Chinese, and there is too much of them to be read; if it is the form, ask for the Word file",
    )
}

/// Some of the longer lines of a sheet, from the longest on.
fn sample(sheet: &mut Sheet) -> Vec<&mut TextLine> {
    let mut lines: Vec<&mut TextLine> = sheet.lines.iter_mut().collect();
    lines.sort_by(|a, b| (b.rect[2] - b.rect[0]).total_cmp(&(a.rect[2] - a.rect[0])));
    let step = (lines.len() / 2 / SAMPLE).max(1);
    lines.into_iter().step_by(step).take(SAMPLE).collect()
}

/// Whether these signs are hardly Chinese ones.
pub fn is_foreign(signs: impl Iterator<Item = char>) -> bool {
    let (mut chinese, mut letters) = (0, 0);
    for sign in signs {
        match sign {
            // Dashes are read so.
            '一' => {}
            '\u{3400}'..='\u{9fff}' => chinese += 1,
            _ => letters += usize::from(sign.is_alphabetic()),
        }
    }
    letters >= LETTERS && chinese * FOR_EACH < letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(is_foreign(text.chars()), expected, "{text}");
    }

    #[test]
    fn letters_tell_another_writing() {
        check("Faculdade de Engenharia, Campus de Bauru 14-01", true);
        check("Rir die Leiung:， Erdgasleitung_Vreden - Verne Ab 人 ns", true);
        check("联系人 陈志强 邮箱 chenzhiqiang_keji@example.com", false);
        check("12,300.00 45,000 7% 8% AB 1,234,567.00 89 100 2,300 1", false);
        check("主要内容 按照要求统筹安排", false);
        check("一 一 一 一 一 一 一 156500.0000 RESERVED PAYMENT 工 .0000 3.0000 RANGE Date", true);
        check("", false);
    }
}

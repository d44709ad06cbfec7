//! Pages that are not Chinese print: told by reading some of their lines. The program knows no other
//! writing, and would read long pages for nothing.

use super::{
    raster::Grey,
    reading::SIZES,
    sheet::{Sheet, TextLine},
    tesseract::{Missing, Tesseract},
    writing::is_foreign,
};
use crate::model::trouble::{Trouble, TroubleKind};

/// So much text (lengths of lines over their height) is read whatever it is: some seconds.
const LITTLE: f32 = 6_000.0;
/// Lines that are read to tell.
const SAMPLE: usize = 8;

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

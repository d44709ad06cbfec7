//! Pages that stand on their heads: told by reading some of their lines both ways.
//!
//! A page that reads well is never asked. One that was turned because it lay on its side is asked
//! before it is read, for it was turned one way of two.

use super::{
    raster::Grey,
    reading,
    sheet::Sheet,
    tesseract::{Missing, Tesseract},
};
use crate::geometry::PageContent;

/// Lines that are read both ways, the longest ones.
const SAMPLE: usize = 6;
/// Pixels of a line of the sample.
const SIGN: f32 = 36.0;
/// A page read with less confidence may stand on its head.
const DOUBTFUL: f32 = 0.6;
/// By so much surer is the right way.
const SURER: f32 = 0.1;

/// Reads all pages the right way up.
///
/// # Errors
/// When the program fails.
pub fn read(tesseract: &Tesseract, mut sheets: Vec<Sheet>) -> Result<Vec<PageContent>, Missing> {
    let asked: Vec<usize> = (0..sheets.len()).filter(|at| sheets[*at].lay.quarters % 2 == 1).collect();
    turn(tesseract, &mut sheets, &asked)?;
    let mut contents = reading::read(tesseract, sheets.clone())?;
    let doubtful = (0..contents.len()).filter(|at| !asked.contains(at) && confidence(&contents[*at]) < DOUBTFUL);
    let doubtful: Vec<usize> = doubtful.collect();
    let turned = turn(tesseract, &mut sheets, &doubtful)?;
    let again = reading::read(tesseract, turned.iter().map(|at| sheets[*at].clone()).collect())?;
    for (at, content) in turned.into_iter().zip(again) {
        contents[at] = content;
    }
    for (content, sheet) in contents.iter_mut().zip(&sheets) {
        content.lay = Some(sheet.lay);
    }
    Ok(contents)
}

/// How surely the lines of a page were read, the longer the more they count.
fn confidence(content: &PageContent) -> f32 {
    let length = |rect: [f32; 4]| rect[2] - rect[0];
    let all: f32 = content.readings.iter().map(|reading| length(reading.rect)).sum();
    let sure: f32 = content.readings.iter().map(|reading| length(reading.rect) * reading.confidence).sum();
    if all > 0.0 { sure / all } else { 1.0 }
}

/// Turns those of these sheets that read better upside down, and gives their numbers.
fn turn(tesseract: &Tesseract, sheets: &mut [Sheet], which: &[usize]) -> Result<Vec<usize>, Missing> {
    let samples: Vec<Vec<Grey>> = which.iter().map(|at| sample(&sheets[*at])).collect();
    let pictures: Vec<Grey> = samples.iter().flatten().flat_map(|line| [line.clone(), line.turned(2)]).collect();
    if pictures.is_empty() {
        return Ok(Vec::new());
    }
    let words = tesseract.read(&pictures, None)?;
    let mut sure = words.iter().map(|line| {
        let length: f32 = line.iter().map(|word| word.right - word.left).sum();
        let sure: f32 = line.iter().map(|word| (word.right - word.left) * word.confidence).sum();
        if length > 0.0 { sure / length } else { 0.0 }
    });
    let mut turned = Vec::new();
    for (at, sample) in which.iter().zip(&samples) {
        let (mut own, mut other) = (0.0, 0.0);
        for _ in sample {
            own += sure.next().unwrap_or(0.0);
            other += sure.next().unwrap_or(0.0);
        }
        if other > own + SURER * sample.len() as f32 {
            sheets[*at] = std::mem::take(&mut sheets[*at]).flipped();
            turned.push(*at);
        }
    }
    Ok(turned)
}

/// The longest lines of a sheet as they are given to be read.
fn sample(sheet: &Sheet) -> Vec<Grey> {
    let mut lines: Vec<_> = sheet.lines.iter().collect();
    lines.sort_by(|a, b| (b.rect[2] - b.rect[0]).total_cmp(&(a.rect[2] - a.rect[0])));
    lines.iter().take(SAMPLE).map(|line| line.drawn(SIGN).0).collect()
}

//! Lines of text in an area of a page: bands of rows with ink.

use std::ops::Range;

use super::raster::Ink;

/// A line of text in pixels of the page, ends excluded.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    pub x: Range<usize>,
    pub y: Range<usize>,
}

impl Band {
    pub fn height(&self) -> usize {
        self.y.len()
    }
}

/// A sign's share of a line's height that is ink, at least, in the thinnest of lines: 一.
const THIN: f32 = 0.62;
/// Higher than this, in lines, a band is several.
const SEVERAL: f32 = 1.6;

/// The height of most lines, from the bands of many areas; `dpi` bounds it to what people print.
pub fn usual_height(bands: &[Band], dpi: f32) -> f32 {
    let possible = dpi * 0.07..dpi * 0.45;
    let mut heights: Vec<usize> =
        bands.iter().map(Band::height).filter(|height| possible.contains(&(*height as f32))).collect();
    if heights.is_empty() {
        return dpi * 0.14;
    }
    // Lines of digits are lower, several lines that touch are higher: most are neither.
    let middle = heights.len() * 6 / 10;
    *heights.select_nth_unstable(middle).1 as f32
}

/// Bands of rows with ink, as they are.
pub fn rough(ink: &Ink, x: Range<usize>, y: Range<usize>) -> Vec<Band> {
    let counts = rows(ink, &x, &y);
    let mut found = Vec::new();
    let mut start = None;
    for (at, count) in counts.iter().chain(&[0]).enumerate() {
        match (*count > 0, start) {
            (true, None) => start = Some(at),
            (false, Some(first)) => {
                found.push(Band { x: x.clone(), y: y.start + first..y.start + at });
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// The lines of an area from top to bottom, `usual` pixels high where they are Chinese.
pub fn lines(ink: &Ink, x: Range<usize>, y: Range<usize>, usual: f32) -> Vec<Band> {
    let mut whole: Vec<Band> = Vec::new();
    for band in rough(ink, x, y) {
        match whole.last_mut() {
            Some(last) if belongs(last, &band, usual) => last.y.end = band.y.end,
            _ => whole.push(band),
        }
    }
    let cut = whole.into_iter().flat_map(|band| cut(ink, band, usual));
    cut.filter_map(|band| trimmed(ink, band)).filter(|band| is_text(ink, band, usual)).collect()
}

fn rows(ink: &Ink, x: &Range<usize>, y: &Range<usize>) -> Vec<usize> {
    let (from, to) = (x.start.min(ink.width), x.end.min(ink.width));
    let count = |row: usize| ink.row(row).get(from..to).unwrap_or(&[]).iter().filter(|ink| **ink).count();
    (y.start..y.end.min(ink.height)).map(count).collect()
}

/// The upper and the lower half of signs such as 二 or 三, or of a colon.
fn belongs(above: &Band, below: &Band, usual: f32) -> bool {
    let is_low = |band: &Band| (band.height() as f32) < usual * THIN;
    let gap = (below.y.start - above.y.end) as f32;
    let together = (below.y.end - above.y.start) as f32;
    together <= usual * 1.15 && (is_low(above) || is_low(below)) && gap <= usual * 0.5
}

/// Lines that touch, cut where the least ink is.
fn cut(ink: &Ink, band: Band, usual: f32) -> Vec<Band> {
    let height = band.height();
    let parts = (height as f32 / (usual * 1.2)).round().max(1.0) as usize;
    if parts < 2 || (height as f32) < usual * SEVERAL {
        return vec![band];
    }
    let counts = rows(ink, &band.x, &band.y);
    let mean = counts.iter().sum::<usize>() / height.max(1);
    let mut cuts = vec![0];
    for part in 1..parts {
        let near = height * part / parts;
        let reach = (usual * 0.45) as usize;
        let from = near.saturating_sub(reach).max(cuts[cuts.len() - 1] + 1);
        let to = (near + reach).min(height.saturating_sub(1));
        // As low as a valley between lines is: a big sign has none.
        match (from..to).min_by_key(|at| (counts[*at], at.abs_diff(near))) {
            Some(at) if counts[at] * 3 <= mean => cuts.push(at),
            _ => {}
        }
    }
    cuts.push(height);
    let piece = |pair: &[usize]| Band { x: band.x.clone(), y: band.y.start + pair[0]..band.y.start + pair[1] };
    cuts.windows(2).map(piece).collect()
}

/// Only as wide and high as its ink; none without any.
pub fn trimmed(ink: &Ink, band: Band) -> Option<Band> {
    let has_ink = |row: &usize| ink.row(*row).get(band.x.clone()).is_some_and(|row| row.contains(&true));
    let top = band.y.clone().find(has_ink)?;
    let bottom = band.y.clone().rev().find(has_ink)?;
    let column = |x: &usize| (top..=bottom).any(|y| ink.at(*x, y));
    let left = band.x.clone().find(column)?;
    let right = band.x.clone().rev().find(column)?;
    Some(Band { x: left..right + 1, y: top..bottom + 1 })
}

/// Not a speck, nor what is left of a line at the side of a cell.
fn is_text(ink: &Ink, band: &Band, usual: f32) -> bool {
    let count: usize = rows(ink, &band.x, &band.y).iter().sum();
    let (width, height) = (band.x.len() as f32, band.height() as f32);
    let speck = width.max(height) < usual * 0.28 || (count as f32) < usual * 0.5;
    let sliver = width < usual * 0.12 && height > usual * 0.9;
    !speck && !sliver && height < usual * 6.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of an area drawn with `#`, each sign one pixel.
    #[track_caller]
    fn check(drawing: &str, usual: f32, expected: &[(Range<usize>, Range<usize>)]) {
        let rows: Vec<&str> = drawing.lines().collect();
        let width = rows.iter().map(|row| row.len()).max().unwrap();
        let mut ink = Ink::blank(width, rows.len());
        for (y, row) in rows.iter().enumerate() {
            for (x, sign) in row.bytes().enumerate() {
                ink.data[y * width + x] = sign == b'#';
            }
        }
        let found: Vec<_> = lines(&ink, 0..width, 0..rows.len(), usual).into_iter().map(|b| (b.x, b.y)).collect();
        assert_eq!(found, expected, "{drawing}");
    }

    #[test]
    fn bands_are_lines() {
        check("......\n.####.\n.####.\n.####.\n......\n..###.\n..###.\n..###.", 3.0, &[(1..5, 1..4), (2..5, 5..8)]);
        // 二: two strokes, one sign.
        check("......\n..##..\n......\n.####.\n......", 3.0, &[(1..5, 1..4)]);
        // Two lines that touch at one sign.
        let touching = "######\n######\n######\n######\n.#....\n######\n######\n######\n######";
        check(touching, 4.0, &[(0..6, 0..4), (0..6, 4..9)]);
        check("......\n......", 3.0, &[]);
    }
}

//! Whether the text of a page runs across it or down: a page that was fed sideways is turned.
//!
//! In its cells lines of text are thin one way and long the other. Whether a page stands on its head is
//! told by reading some of its lines: [`super::heads`].

use std::ops::Range;

use super::raster::Ink;

/// Parts of a line are nearer to each other than this, in inches; lines stand farther apart.
const GAP: f32 = 0.03;
/// So much longer than high is a line.
const LONGER: f32 = 1.3;
/// Rows with less than this share of the ink of the fullest are blank but for specks.
const SPECKS: f32 = 0.06;

/// The text in these areas (pixels) runs down the page. `ink` is without ruling lines, `dpi` are its
/// pixels per inch.
pub fn lies_sideways(ink: &Ink, areas: &[(Range<usize>, Range<usize>)], dpi: f32) -> bool {
    let (mut across, mut down) = (0_usize, 0_usize);
    for (x, y) in areas {
        let (columns, rows) = profiles(ink, x, y);
        let (width, height) = (extent(&columns, dpi), extent(&rows, dpi));
        across += usize::from(width > height * LONGER);
        down += usize::from(height > width * LONGER);
    }
    down >= 2 && down * 2 > across * 3
}

/// How much ink is in each column and each row.
fn profiles(ink: &Ink, x: &Range<usize>, y: &Range<usize>) -> (Vec<usize>, Vec<usize>) {
    let (mut columns, mut rows) = (vec![0; x.len()], vec![0; y.len()]);
    for (row, at) in rows.iter_mut().zip(y.clone()) {
        let line = ink.row(at).get(x.clone()).unwrap_or(&[]);
        for (column, _) in columns.iter_mut().zip(line).filter(|(_, ink)| **ink) {
            *column += 1;
            *row += 1;
        }
    }
    (columns, rows)
}

/// The length of the runs of a profile, the mean over the ink.
fn extent(profile: &[usize], dpi: f32) -> f32 {
    let least = profile.iter().copied().max().unwrap_or(0) as f32 * SPECKS;
    let gap = (dpi * GAP).max(2.0) as usize;
    let mut runs: Vec<(usize, usize, usize)> = Vec::new();
    for (at, count) in profile.iter().enumerate().filter(|(_, count)| **count as f32 > least) {
        match runs.last_mut() {
            Some((_, end, ink)) if at - *end <= gap => (*end, *ink) = (at, *ink + count),
            _ => runs.push((at, at, *count)),
        }
    }
    let ink: usize = runs.iter().map(|run| run.2).sum();
    runs.iter().map(|(from, to, ink)| (to + 1 - from) as f32 * *ink as f32).sum::<f32>() / ink.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signs of 14 × 14 pixels, 2 apart, in lines 22 apart: so many a line.
    fn text(lines: &[usize]) -> Ink {
        let mut ink = Ink::blank(200, 200);
        for (line, signs) in lines.iter().enumerate() {
            for sign in 0..*signs {
                for at in 0..14 {
                    let (x, y) = (10 + sign * 16, 10 + line * 22);
                    ink.data[(y + at) * 200 + x + at] = true;
                    ink.data[(y + at) * 200 + x + 13 - at] = true;
                    ink.data[(y + 7) * 200 + x + at] = true;
                }
            }
        }
        ink
    }

    #[test]
    fn lines_lie_or_stand() {
        for (lines, sideways) in [
            (vec![8], false),
            (vec![8, 8, 3], false),
            (vec![2], false),
            (vec![3, 3, 3, 3, 3, 3], false),
            (vec![1], false),
            (vec![], false),
        ] {
            let ink = text(&lines);
            let areas = [(0..200, 0..200), (0..200, 0..200)];
            assert_eq!(lies_sideways(&ink, &areas, 100.0), sideways, "{lines:?}");
            let stands = lines.iter().any(|signs| *signs > 1);
            assert_eq!(lies_sideways(&ink.transposed(), &areas, 100.0), stands, "{lines:?} on its side");
        }
    }
}

//! Grain of dark rooms and specks of bad copies, taken out where there is much of them: they would be
//! read as signs, and break lines.

use super::raster::{Grey, Ink};

/// More scatter than this, in levels, is evened out.
const ROUGH: f32 = 6.0;
/// More specks than this share of the pixels are no print.
const MANY: f32 = 0.0005;
/// A speck's pixels at 100 pixels per inch; a decimal point has twice as many.
const SPECK: f32 = 1.0;
/// … and it is by so many levels darker than the paper: pieces of faint lines are not.
const DARK: u8 = 60;

/// The page without its grain; one that has none comes back as it is.
pub fn even_out(grey: Grey, dpi: f32) -> Grey {
    // Specks first: evened out they would be blots.
    let grey = without_specks(grey, dpi);
    if of(&grey) > ROUGH { blurred(&grey) } else { grey }
}

/// How much neighbouring pixels of paper differ: the standard deviation, in levels. Half of a page and
/// more is paper, so that the median tells.
pub fn of(grey: &Grey) -> f32 {
    const STEP: usize = 3;
    // Nearer ones were evened out together.
    const FAR: usize = 3;
    let mut counts = [0_usize; 256];
    let mut all = 0;
    for y in (FAR..grey.height.saturating_sub(FAR)).step_by(STEP) {
        let (above, row, below) = (grey.row(y - FAR), grey.row(y), grey.row(y + FAR));
        for (x, near) in row.windows(2 * FAR + 1).enumerate().step_by(STEP) {
            let sum = [near[0], near[2 * FAR], above[x + FAR], below[x + FAR]].map(u16::from).iter().sum::<u16>();
            counts[usize::from(u16::from(near[FAR]).abs_diff(sum / 4).min(255))] += 1;
            all += 1;
        }
    }
    let mut seen = 0;
    let median = counts.iter().position(|count| {
        seen += count;
        seen * 2 > all
    });
    // A pixel against the mean of four scatters √(5/4) times as much as a pixel; the median of its
    // distance is 0.674 deviations.
    median.unwrap_or(0) as f32 / 0.674 / 1.118
}

/// Each pixel evened out with its neighbours, 1 2 1 both ways.
fn blurred(grey: &Grey) -> Grey {
    let mut even = grey.clone();
    for y in 1..grey.height.saturating_sub(1) {
        let (above, row, below) = (grey.row(y - 1), grey.row(y), grey.row(y + 1));
        let columns: Vec<u16> = above
            .iter()
            .zip(row)
            .zip(below)
            .map(|((above, row), below)| u16::from(*above) + 2 * u16::from(*row) + u16::from(*below))
            .collect();
        let to = &mut even.data[y * grey.width..(y + 1) * grey.width];
        for (to, near) in to.iter_mut().skip(1).zip(columns.windows(3)) {
            *to = ((near[0] + 2 * near[1] + near[2] + 8) / 16) as u8;
        }
    }
    even
}

/// Small dark and white spots made what is around them, if there are many.
fn without_specks(mut grey: Grey, dpi: f32) -> Grey {
    let ink = Ink::of(&grey, (dpi / 6.0) as usize);
    let most = (SPECK * (dpi / 100.0).powi(2)).round().max(1.0) as usize;
    let specks = specks(&grey, &ink, most);
    if specks.len() as f32 > MANY * grey.data.len() as f32 {
        let before = grey.clone();
        for at in specks {
            grey.data[at] = paper_around(&before, &ink, at);
        }
    }
    grey
}

/// The pixels of connected ink of no more than so many pixels.
fn specks(grey: &Grey, ink: &Ink, most: usize) -> Vec<usize> {
    let mut seen = vec![false; ink.data.len()];
    let mut found = Vec::new();
    let mut area: Vec<usize> = Vec::new();
    for start in 0..ink.data.len() {
        if !ink.data[start] || seen[start] {
            continue;
        }
        seen[start] = true;
        area.clear();
        area.push(start);
        let mut next = 0;
        while let Some(&at) = area.get(next) {
            next += 1;
            for near in neighbours(at, ink.width) {
                if ink.data.get(near) == Some(&true) && !seen[near] {
                    seen[near] = true;
                    area.push(near);
                }
            }
        }
        let dark = |at: &&usize| grey.data[**at].saturating_add(DARK) < paper_around(grey, ink, **at);
        if area.len() <= most && area.iter().any(|at| dark(&at)) {
            found.extend(&area);
        }
    }
    found
}

/// The places around a pixel in the same row and the next ones; some may be no places.
fn neighbours(at: usize, width: usize) -> impl Iterator<Item = usize> {
    let column = at % width.max(1);
    let rows = [at.checked_sub(width), Some(at), Some(at + width)];
    rows.into_iter().flatten().flat_map(move |middle| {
        let left = (column > 0).then(|| middle - 1);
        let right = (column + 1 < width).then_some(middle + 1);
        [left, Some(middle), right].into_iter().flatten()
    })
}

/// The mean of the pixels around that are no ink.
fn paper_around(grey: &Grey, ink: &Ink, at: usize) -> u8 {
    let paper = neighbours(at, grey.width).filter(|near| ink.data.get(*near) == Some(&false));
    let (sum, count) = paper.fold((0_u32, 0_u32), |(sum, count), near| (sum + u32::from(grey.data[near]), count + 1));
    sum.checked_div(count).map_or(255, |mean| mean as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with a line and a dot of 3 × 3 pixels, and scatter or specks by plain arithmetic.
    fn page(scatter: u32, specks: bool) -> Grey {
        let mut page = Grey::new(300, 200, 240);
        let mut state = 7_u32;
        for at in 0..page.data.len() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let random = state >> 16;
            let (x, y) = (at % 300, at / 300);
            let print =
                (y == 100 || y == 101) && (20..280).contains(&x) || (50..53).contains(&x) && (50..53).contains(&y);
            let value = if print { 40 } else { 200 };
            page.data[at] = (value + random % (scatter * 2 + 1)).saturating_sub(scatter) as u8;
            if specks && !print && random % 150 == 3 {
                page.data[at] = 20;
            }
        }
        page
    }

    #[test]
    fn scatter_is_measured_and_evened_out() {
        for (scatter, least, most) in [(0, 0.0, 0.1), (10, 4.0, 8.0), (40, 18.0, 30.0)] {
            let found = of(&page(scatter, false));
            assert!((least..=most).contains(&found), "{scatter} {found}");
        }
        for (scatter, specks) in [(0, false), (40, false), (0, true), (20, true)] {
            let even = even_out(page(scatter, specks), 200.0);
            let ink = Ink::of(&even, 33);
            let beyond = (0..200_usize).filter(|y| y.abs_diff(100) > 3).flat_map(|y| (60..300).map(move |x| (x, y)));
            let wrong = beyond.filter(|(x, y)| ink.at(*x, *y)).count();
            let line = (20..280).filter(|x| ink.at(*x, 100) || ink.at(*x, 101)).count();
            assert!(wrong < 60 && line > 250 && ink.at(51, 51), "{scatter} {specks}: {wrong} {line}");
        }
        assert_eq!(even_out(page(0, false), 200.0), page(0, false));
        assert_eq!(even_out(Grey::new(1, 1, 3), 200.0), Grey::new(1, 1, 3));
        assert_eq!(even_out(Grey::default(), 200.0), Grey::default());
    }
}

//! A page that did not lie flat: its long lines are smooth curves, which are measured so that it can be
//! laid flat.

use super::{raster::Ink, skew};
use crate::geometry::{
    bend::{Bend, Curve, POWERS},
    lay::Slant,
};

/// Pixels per inch of the small picture on which it is looked.
const COARSE: f32 = 72.0;
/// Lengths in inches: of a line that tells something, and of all together.
const SHORTEST: f32 = 1.5;
const TOGETHER: f32 = 6.0;
/// Lines that lie less than this (inches) from straight ones are straight enough.
const STRAIGHT: f32 = 0.014;
/// What a curve leaves of how far lines lie from straight ones, at most.
const LEFT: f32 = 0.4;
/// Lines farther from the curve than this (inches) are something else: a flourish, a frame.
const STRAY: f32 = 0.012;
/// How little a power counts that the lines hardly tell of.
const HELD: f64 = 1e-4;

/// The unknowns of a curve.
const TERMS: usize = 2 * POWERS;

/// A line: its points, along and across the page, in pixels.
type Line = Vec<(f32, f32)>;

/// How the lines of a page are curved that lean so much, in its pixels. None if they are straight, or too
/// few to tell.
pub fn measure(ink: &Ink, dpi: f32, slant: &Slant) -> Option<Bend> {
    let by = (dpi / COARSE).floor().max(1.0);
    let coarse = ink.pooled(by as usize);
    let small = slant.scaled(1.0 / by);
    let size = (coarse.width as f32, coarse.height as f32);
    let along = curve(straightened(skew::chains(&coarse, dpi / by, small.along), small.along, size), size, dpi / by);
    let turned = (size.1, size.0);
    let chains = skew::chains(&coarse.transposed(), dpi / by, small.down);
    let down = curve(straightened(chains, small.down, turned), turned, dpi / by);
    if along.is_none() && down.is_none() {
        return None;
    }
    Some(Bend { along: along.unwrap_or_default(), down: down.unwrap_or_default() }.scaled(by))
}

/// Lines as they lie once the slant is taken out.
fn straightened(lines: Vec<Line>, (constant, linear): (f32, f32), (length, width): (f32, f32)) -> Vec<Line> {
    let straight = |(x, y): &mut (f32, f32)| {
        let (along, across) = (*x - length / 2.0, *y - width / 2.0);
        let across = (across - constant * along) / (1.0 + linear * along).max(0.2);
        *y = across + width / 2.0;
    };
    let mut lines = lines;
    lines.iter_mut().flatten().for_each(straight);
    lines
}

/// The curve that lines have in common, on a page so long and wide.
fn curve(mut lines: Vec<Line>, (length, width): (f32, f32), dpi: f32) -> Option<Curve> {
    let extent = |line: &Line| line.last().map_or(0.0, |last| last.0) - line.first().map_or(0.0, |first| first.0);
    lines.retain(|line| extent(line) >= dpi * SHORTEST);
    if lines.iter().map(extent).sum::<f32>() < dpi * TOGETHER {
        return None;
    }
    let mut lines: Vec<Line> = lines
        .into_iter()
        .map(|line| line.into_iter().map(|(x, y)| (x * 2.0 / length - 1.0, y - width / 2.0)).collect())
        .collect();
    let before = lines.iter().map(|line| off(line, None, width)).fold(0.0, f32::max);
    if before < dpi * STRAIGHT {
        return None;
    }
    let first = fit(&lines, width)?;
    lines.retain(|line| off(line, Some(&first), width) <= dpi * STRAY);
    let found = fit(&lines, width)?;
    let mean = |curve: Option<&Curve>| {
        let sum: f32 = lines.iter().map(|line| off(line, curve, width) * line.len() as f32).sum();
        sum / lines.iter().map(Vec::len).sum::<usize>().max(1) as f32
    };
    (mean(Some(&found)) <= mean(None) * LEFT && mean(None) >= dpi * STRAIGHT / 2.0).then_some(found)
}

/// How far a line lies from a curve, or from a straight line along the page, in the mean.
fn off(line: &Line, curve: Option<&Curve>, width: f32) -> f32 {
    let count = line.len().max(1) as f32;
    let across = line.iter().map(|p| p.1).sum::<f32>() / count * 2.0 / width;
    let rest: Vec<f32> = line.iter().map(|(x, y)| y - curve.map_or(0.0, |curve| curve.at(*x, across))).collect();
    let mean = rest.iter().sum::<f32>() / count;
    (rest.iter().map(|rest| (rest - mean).powi(2)).sum::<f32>() / count).sqrt()
}

/// The curve that lies nearest to all lines, each of which stands where it stands.
fn fit(lines: &[Line], width: f32) -> Option<Curve> {
    let mut sums = [[0.0_f64; TERMS + 1]; TERMS];
    let (mut along, mut across) = ((f32::MAX, f32::MIN), (f32::MAX, f32::MIN));
    for line in lines {
        let count = line.len().max(1) as f64;
        let place = line.iter().map(|p| f64::from(p.1)).sum::<f64>() / count * 2.0 / f64::from(width);
        across = (across.0.min(place as f32), across.1.max(place as f32));
        let rows: Vec<[f64; TERMS + 1]> = line.iter().map(|point| row(*point, place)).collect();
        let mut mean = [0.0; TERMS + 1];
        rows.iter().for_each(|row| mean.iter_mut().zip(row).for_each(|(mean, value)| *mean += value / count));
        for row in rows {
            let rest: [f64; TERMS + 1] = std::array::from_fn(|at| row[at] - mean[at]);
            for (sums, own) in sums.iter_mut().zip(rest) {
                sums.iter_mut().zip(rest).for_each(|(sum, other)| *sum += own * other);
            }
        }
        for (x, _) in line {
            along = (along.0.min(*x), along.1.max(*x));
        }
    }
    let most = (0..TERMS).map(|at| sums[at][at]).fold(0.0, f64::max);
    (0..TERMS).for_each(|at| sums[at][at] += most * HELD);
    let found = solve(sums)?;
    let term = |across: usize, power: usize| found[across * POWERS + power] as f32;
    let terms = std::array::from_fn(|across| std::array::from_fn(|power| term(across, power)));
    Some(Curve { terms, along, across })
}

/// What each unknown counts at a point of a line, and where it lies.
fn row((x, y): (f32, f32), place: f64) -> [f64; TERMS + 1] {
    std::array::from_fn(|at| {
        let power = f64::from(x).powi((at % POWERS) as i32 + 1);
        match at / POWERS {
            0 => power,
            1 => power * place,
            _ => f64::from(y),
        }
    })
}

/// Solves linear equations, the right sides last in each row.
fn solve(mut rows: [[f64; TERMS + 1]; TERMS]) -> Option<[f64; TERMS]> {
    for at in 0..TERMS {
        let pivot = (at..TERMS).max_by(|a, b| rows[*a][at].abs().total_cmp(&rows[*b][at].abs()))?;
        rows.swap(at, pivot);
        let own = rows[at];
        if own[at].abs() < 1e-9 || !own[at].is_finite() {
            return None;
        }
        for other in (0..TERMS).filter(|other| *other != at) {
            let by = rows[other][at] / own[at];
            rows[other].iter_mut().zip(own).for_each(|(value, own)| *value -= own * by);
        }
    }
    Some(std::array::from_fn(|at| rows[at][TERMS] / rows[at][at]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::scan::raster::Grey;

    const DPI: f32 = 150.0;

    /// A page of so many rows of ruled lines, as it is seen when it is curved so along and down (pixels).
    fn page(slant: &Slant, rows: usize, along: impl Fn(f32) -> f32, down: impl Fn(f32) -> f32) -> Grey {
        let bottom = (rows * 100 + 102) as f32;
        let (width, height) = (1240_usize, 1000_usize);
        let mut page = Grey::new(width, height, 240);
        for y in 0..height {
            for x in 0..width {
                let (u, v) = (x as f32 / 620.0 - 1.0, y as f32 / 500.0 - 1.0);
                let dx = x as f32 - 620.0;
                let row = y as f32 - along(u) * (1.0 + 0.3 * v) - slant.along.0 * dx;
                let column = x as f32 - down(v) - slant.down.0 * (y as f32 - 500.0);
                let inside = (99.0..1102.0).contains(&column) && (99.0..bottom).contains(&row);
                let is_line = row.rem_euclid(100.0) < 2.0 || column.rem_euclid(200.0) < 2.0;
                if inside && is_line {
                    page.data[y * width + x] = 30;
                }
            }
        }
        page
    }

    #[track_caller]
    fn check(slant: Slant, along: impl Fn(f32) -> f32, down: impl Fn(f32) -> f32, is_bent: bool) {
        check_rows(slant, 8, along, down, is_bent);
    }

    #[track_caller]
    fn check_rows(slant: Slant, rows: usize, along: impl Fn(f32) -> f32, down: impl Fn(f32) -> f32, is_bent: bool) {
        let grey = page(&slant, rows, along, down);
        let ink = Ink::of(&grey, 25);
        let measured = skew::measure(&ink, DPI);
        let bend = measure(&ink, DPI, &measured);
        assert_eq!(bend.is_some(), is_bent, "{bend:?}");
        let flat = skew::straighten(&measured, bend.as_ref(), &grey);
        // Each ruling is within two pixels of a row all along.
        let dark = |x: usize, y: usize| (y - 2..=y + 2).any(|y| flat.at(x, y) < 140);
        for row in 1..=rows {
            let at =
                (row * 100 - 30..row * 100 + 70).max_by_key(|y| (300..900).filter(|x| flat.at(*x, *y) < 140).count());
            let at = at.expect("a row");
            let found = (160..1050).filter(|x| dark(*x, at)).count();
            assert!(found >= 860, "row {row} at {at}: {found}");
        }
        let dark = |x: usize, y: usize| (x - 2..=x + 2).any(|x| flat.at(x, y) < 140);
        let all = 110..rows * 100 + 90;
        for column in (200..=1000).step_by(200) {
            let found = (column - 40..column + 40).map(|x| all.clone().filter(|y| dark(x, *y)).count()).max();
            assert!(found >= Some(all.len() * 3 / 4), "column {column}: {found:?} of {all:?}");
        }
    }

    #[test]
    fn curved_pages_are_laid_flat() {
        let slant = |along: f32| Slant { along: (along, 0.0), down: (-along, 0.0) };
        check(slant(0.0), |_| 0.0, |_| 0.0, false);
        check(slant(0.02), |_| 0.0, |_| 0.0, false);
        // 5 mm in the middle of the page, and at the spine of a book.
        check(slant(0.0), |u| 30.0 * (1.0 - u * u), |_| 0.0, true);
        check(slant(0.015), |u| 30.0 * (-(u + 1.0) * 3.0).exp(), |_| 0.0, true);
        check(slant(0.0), |u| 20.0 * u * u, |v| 15.0 * v * v, true);
    }

    /// No line along is straight, and none down the page is long.
    #[test]
    fn a_short_table_across_a_curved_page_is_laid_flat() {
        let slant = Slant { along: (0.05, 0.0), down: (-0.05, 0.0) };
        let ink = Ink::of(&page(&slant, 1, |u| 40.0 * (1.0 - u * u), |_| 0.0), 25);
        let found = skew::measure(&ink, DPI);
        assert!((found.along.0 - 0.05).abs() < 0.005 && (found.down.0 + 0.05).abs() < 0.012, "{found:?}");
        check_rows(slant, 1, |u| 20.0 * ((u + 1.0) * 2.5).sin(), |_| 0.0, true);
    }

    #[test]
    fn too_few_lines_tell_nothing() {
        assert_eq!(measure(&Ink::blank(300, 200), DPI, &Slant::default()), None);
        assert_eq!(measure(&Ink::blank(0, 0), DPI, &Slant::default()), None);
    }
}

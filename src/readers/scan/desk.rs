//! Where the sheet lies on its picture: the desk around it, and the dark edges that a copier leaves,
//! become paper, so that nothing on them is taken for print.

use super::raster::Grey;

/// Blocks per inch in which it is looked.
const BLOCKS: f32 = 20.0;
/// What is beside a sheet is darker than this share of the paper near it.
const DARKER: f32 = 0.68;
/// Paper is looked for in this part of the picture's longer side to each side.
const NEAR: usize = 8;
/// A sheet fills at least this share of its picture.
const LEAST: f32 = 0.2;
/// The edge of a sheet is no sharp line, in inches.
const MARGIN: f32 = 0.06;

/// Paints over what is beside the sheet with the paper next to it; `dpi` are the pixels per inch.
pub fn whiten_beside(grey: &mut Grey, dpi: f32) {
    let by = (dpi / BLOCKS).round().max(1.0) as usize;
    let small = grey.shrink(by);
    let Some(sheet) = sheet(&small) else { return };
    let margin = dpi * MARGIN;
    let (top, bottom) = rows(&sheet);
    for y in 0..grey.height {
        let at = ((y as f32 + 0.5) / by as f32 - 0.5).clamp(0.0, small.height as f32 - 1.0);
        let row = small.row(at as usize);
        // As far from an edge that runs along the rows.
        let near =
            [at, at - margin / by as f32, at + margin / by as f32].map(|at| range(&sheet, at.clamp(top, bottom)));
        let inside = near.into_iter().flatten().reduce(|a, b| (a.0.max(b.0), a.1.min(b.1)));
        let inside = inside
            .filter(|_| top <= at && at <= bottom)
            .map(|(from, to)| ((from + 0.5) * by as f32 + margin, (to + 0.5) * by as f32 - margin))
            .filter(|(from, to)| from < to);
        let Some((from, to)) = inside else { continue };
        let (from, to) = (from.max(0.0) as usize, to.max(0.0) as usize);
        let block = |x: usize| (x / by).min(small.width - 1);
        if from > by {
            fill(grey, y, 0..from, brightest(row, block(from), 3));
        }
        if to + by < grey.width {
            fill(grey, y, to..usize::MAX, brightest(row, block(to), 3));
        }
    }
    above_and_below(grey, &sheet, by, margin);
}

fn fill(grey: &mut Grey, y: usize, x: std::ops::Range<usize>, value: u8) {
    let row = y * grey.width;
    let (from, to) = (x.start.min(grey.width), x.end.min(grey.width));
    if let Some(row) = grey.data.get_mut(row + from..row + to) {
        row.fill(value);
    }
}

fn brightest(row: &[u8], at: usize, near: usize) -> u8 {
    let end = (at + near + 1).min(row.len());
    row.get(at.saturating_sub(near)..end).unwrap_or(&[]).iter().copied().max().unwrap_or(255)
}

/// Rows beyond the sheet repeat the paper of its first and last rows.
fn above_and_below(grey: &mut Grey, sheet: &[(f32, f32)], by: usize, margin: f32) {
    let (top, bottom) = rows(sheet);
    let first = ((top + 0.5) * by as f32 + margin).max(0.0) as usize;
    let last = (((bottom + 0.5) * by as f32 - margin).max(0.0) as usize).min(grey.height.saturating_sub(1));
    let paper = |y: usize, grey: &Grey| brightest(grey.row(y), grey.width / 2, grey.width / 2);
    if first > by && first < grey.height {
        let value = paper(first, grey);
        (0..first).for_each(|y| fill(grey, y, 0..usize::MAX, value));
    }
    if last + by < grey.height {
        let value = paper(last, grey);
        (last..grey.height).for_each(|y| fill(grey, y, 0..usize::MAX, value));
    }
}

/// The outline of the sheet in blocks; none if there is nothing like one.
fn sheet(small: &Grey) -> Option<Vec<(f32, f32)>> {
    let around = brightest_around(small);
    let bright = small.data.iter().zip(&around).map(|(value, most)| f32::from(*value) > f32::from(*most) * DARKER);
    let outline = hull(largest(bright.collect(), small.width));
    let area = area(&outline) / (small.width * small.height) as f32;
    (outline.len() >= 3 && area >= LEAST).then_some(outline)
}

/// The brightest block not far from each: light may fall off over the picture, but not at once.
fn brightest_around(small: &Grey) -> Vec<u8> {
    let reach = small.width.max(small.height) / NEAR;
    let (width, height) = (small.width, small.height);
    let rows: Vec<u8> = (0..width * height).map(|at| brightest(small.row(at / width), at % width, reach)).collect();
    let column = |at: usize| {
        let y = at / width;
        let near = y.saturating_sub(reach)..(y + reach + 1).min(height);
        near.map(|y| rows[y * width + at % width]).max().unwrap_or(255)
    };
    (0..width * height).map(column).collect()
}

/// The largest connected bright area: the ends of its rows.
fn largest(mut left: Vec<bool>, width: usize) -> Vec<(f32, f32)> {
    let mut best: Vec<usize> = Vec::new();
    for start in 0..left.len() {
        if !left[start] {
            continue;
        }
        let (mut area, mut next) = (vec![start], 0);
        left[start] = false;
        while let Some(&at) = area.get(next) {
            next += 1;
            let column = at % width;
            let sides = [
                (column > 0).then(|| at - 1),
                (column + 1 < width).then_some(at + 1),
                at.checked_sub(width),
                Some(at + width),
            ];
            for near in sides.into_iter().flatten() {
                if left.get(near) == Some(&true) {
                    left[near] = false;
                    area.push(near);
                }
            }
        }
        if area.len() > best.len() {
            best = area;
        }
    }
    best.sort_unstable();
    let point = |at: &usize| ((at % width) as f32, (at / width) as f32);
    let rows = best.chunk_by(|a, b| a / width == b / width);
    rows.flat_map(|row| [row.first().map(point), row.last().map(point)]).flatten().collect()
}

/// The convex outline of points that are sorted by rows.
fn hull(points: Vec<(f32, f32)>) -> Vec<(f32, f32)> {
    let cross = |a: (f32, f32), b: (f32, f32), c: (f32, f32)| (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
    let chain = |points: &mut dyn Iterator<Item = (f32, f32)>| {
        let mut chain: Vec<(f32, f32)> = Vec::new();
        for point in points {
            while let [.., a, b] = chain[..]
                && cross(a, b, point) <= 0.0
            {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut outline = chain(&mut points.iter().copied());
    outline.extend(chain(&mut points.iter().rev().copied()));
    outline
}

fn area(outline: &[(f32, f32)]) -> f32 {
    let next = outline.iter().cycle().skip(1);
    outline.iter().zip(next).map(|(a, b)| a.0 * b.1 - a.1 * b.0).sum::<f32>().abs() / 2.0
}

fn rows(outline: &[(f32, f32)]) -> (f32, f32) {
    outline.iter().fold((f32::MAX, f32::MIN), |(top, bottom), p| (top.min(p.1), bottom.max(p.1)))
}

/// Where a row meets an outline.
fn range(outline: &[(f32, f32)], y: f32) -> Option<(f32, f32)> {
    let next = outline.iter().cycle().skip(1);
    let meets = |(a, b): (&(f32, f32), &(f32, f32))| {
        let (low, high) = (a.1.min(b.1), a.1.max(b.1));
        let inside = low <= y && y <= high;
        inside.then(|| if high > low { a.0 + (b.0 - a.0) * (y - a.1) / (b.1 - a.1) } else { a.0 })
    };
    let ends = outline.iter().zip(next).filter_map(meets);
    ends.fold(None, |range, x| match range {
        None => Some((x, x)),
        Some((from, to)) => Some((f32::min(from, x), f32::max(to, x))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of 400 × 300 with a sheet on it, and values after: at its corner, beside the middle of
    /// its left side, on it.
    #[track_caller]
    fn check(desk: u8, sheet: impl Fn(usize, usize) -> bool, expected: (u8, u8, u8)) {
        let mut grey = Grey::new(400, 300, desk);
        for y in 0..300 {
            for x in 0..400 {
                if sheet(x, y) {
                    grey.data[y * 400 + x] = if x % 40 == 0 { 30 } else { 210 };
                }
            }
        }
        whiten_beside(&mut grey, 100.0);
        assert_eq!((grey.at(3, 3), grey.at(20, 150), grey.at(200, 150)), expected);
    }

    #[test]
    fn the_desk_becomes_paper() {
        check(60, |x, y| (50..350).contains(&x) && (40..260).contains(&y), (210, 210, 30));
        check(60, |x, y| x + y / 5 > 70 && x + y / 4 < 380 && (40..260).contains(&y), (210, 210, 30));
    }

    #[test]
    fn paper_stays_as_it_is() {
        check(200, |x, y| (50..350).contains(&x) && (40..260).contains(&y), (200, 200, 30));
        check(60, |_, _| true, (210, 210, 30));
        check(60, |x, y| (190..230).contains(&x) && (140..170).contains(&y), (60, 60, 30));
        whiten_beside(&mut Grey::new(0, 0, 0), 100.0);
        whiten_beside(&mut Grey::new(3, 2, 0), 10.0);
    }
}

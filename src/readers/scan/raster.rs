//! Pictures as plain grids of grey or of ink.

use std::ops::Range;

use super::grain;

/// A grey picture, 0 black to 255 white, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grey {
    pub width: usize,
    pub height: usize,
    pub data: Vec<u8>,
}

impl Grey {
    pub fn new(width: usize, height: usize, value: u8) -> Grey {
        Grey { width, height, data: vec![value; width * height] }
    }

    /// The value at a place; white outside.
    pub fn at(&self, x: usize, y: usize) -> u8 {
        let is_inside = x < self.width && y < self.height;
        if is_inside { self.data.get(y * self.width + x).copied().unwrap_or(255) } else { 255 }
    }

    pub fn row(&self, y: usize) -> &[u8] {
        let from = (y * self.width).min(self.data.len());
        &self.data[from..(from + self.width).min(self.data.len())]
    }

    /// Between four pixels; white outside.
    pub fn between(&self, x: f32, y: f32) -> f32 {
        if !(x >= -1.0 && y >= -1.0 && x <= self.width as f32 && y <= self.height as f32) {
            return 255.0;
        }
        let (left, top) = (x.floor(), y.floor());
        let (dx, dy) = (x - left, y - top);
        if let Some((above, below)) = self.corners(left, top) {
            let between = |pair: [u8; 2]| f32::from(pair[0]) * (1.0 - dx) + f32::from(pair[1]) * dx;
            return between(above) * (1.0 - dy) + between(below) * dy;
        }
        let at = |column: i64, row: i64| match (usize::try_from(column), usize::try_from(row)) {
            (Ok(column), Ok(row)) => f32::from(self.at(column, row)),
            _ => 255.0,
        };
        let (column, row) = (left as i64, top as i64);
        let above = at(column, row) * (1.0 - dx) + at(column + 1, row) * dx;
        let below = at(column, row + 1) * (1.0 - dx) + at(column + 1, row + 1) * dx;
        above * (1.0 - dy) + below * dy
    }

    /// The four pixels around, if all are inside.
    fn corners(&self, left: f32, top: f32) -> Option<([u8; 2], [u8; 2])> {
        if left < 0.0 || top < 0.0 || left + 1.0 >= self.width as f32 {
            return None;
        }
        let at = top as usize * self.width + left as usize;
        let pair = |at: usize| self.data.get(at..at + 2).map(|pair| [pair[0], pair[1]]);
        Some((pair(at)?, pair(at + self.width)?))
    }

    /// Every `by` × `by` pixels made one, their mean.
    pub fn shrink(&self, by: usize) -> Grey {
        let (width, height) = (self.width / by, self.height / by);
        let mut small = Grey::new(width, height, 255);
        for y in 0..height {
            for x in 0..width {
                let rows = (y * by..(y + 1) * by).map(|row| &self.row(row)[x * by..(x + 1) * by]);
                let sum: usize = rows.flatten().map(|value| usize::from(*value)).sum();
                small.data[y * width + x] = (sum / (by * by)) as u8;
            }
        }
        small
    }

    /// Every pixel made `by` × `by`, in between interpolated.
    pub fn grow(&self, by: usize) -> Grey {
        let mut big = Grey::new(self.width * by, self.height * by, 255);
        let middle = (by as f32 - 1.0) / 2.0;
        for y in 0..big.height {
            for x in 0..big.width {
                let value = self.between((x as f32 - middle) / by as f32, (y as f32 - middle) / by as f32);
                big.data[y * big.width + x] = value as u8;
            }
        }
        big
    }

    /// White in this box (pixels, ends excluded).
    pub fn erase(&mut self, x: Range<usize>, y: Range<usize>) {
        fill(&mut self.data, self.width, (x, y), 255);
    }

    /// Turned by quarters, clockwise.
    pub fn turned(&self, quarters: u8) -> Grey {
        let (w, h) = (self.width, self.height);
        let (width, height) = if quarters % 2 == 1 { (h, w) } else { (w, h) };
        let mut turned = Grey::new(width, height, 255);
        for y in 0..h {
            for (x, value) in self.row(y).iter().enumerate() {
                let (to_x, to_y) = match quarters % 4 {
                    0 => (x, y),
                    1 => (h - 1 - y, x),
                    2 => (w - 1 - x, h - 1 - y),
                    _ => (y, w - 1 - x),
                };
                turned.data[to_y * width + to_x] = *value;
            }
        }
        turned
    }
}

/// Which pixels are ink.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ink {
    pub width: usize,
    pub height: usize,
    pub data: Vec<bool>,
}

/// A pixel is ink if it is darker than its surroundings by this share of them …
const DARKER: f32 = 0.14;
/// … and by this many levels, which keeps the grain of dark paper out.
const LEVELS: f32 = 14.0;
/// … and by so many times what the grain scatters.
const GRAINS: f32 = 4.0;

impl Ink {
    pub fn blank(width: usize, height: usize) -> Ink {
        Ink { width, height, data: vec![false; width * height] }
    }

    /// What is darker than the mean of a square of `reach` pixels to each side: light that falls
    /// unevenly, and grey paper, make no ink.
    pub fn of(grey: &Grey, reach: usize) -> Ink {
        let (w, h) = (grey.width, grey.height);
        let levels = LEVELS.max(grain::of(grey) * GRAINS);
        let mut ink = Ink::blank(w, h);
        // Sums of columns over a moving band of rows: memory of one row instead of a whole picture.
        let mut columns = vec![0_u32; w];
        let band = |y: usize| (y.saturating_sub(reach), (y + reach + 1).min(h));
        for y in 0..band(0).1.min(h) {
            add(&mut columns, grey.row(y));
        }
        for y in 0..h {
            let (from, to) = band(y);
            if y > 0 {
                let (before_from, before_to) = band(y - 1);
                if to > before_to {
                    add(&mut columns, grey.row(to - 1));
                }
                if from > before_from {
                    columns.iter_mut().zip(grey.row(before_from)).for_each(|(sum, v)| *sum -= u32::from(*v));
                }
            }
            ink.row_of(y, grey, &columns, (reach, to - from), levels);
        }
        ink
    }

    fn row_of(&mut self, y: usize, grey: &Grey, columns: &[u32], (reach, rows): (usize, usize), levels: f32) {
        let w = self.width;
        let mut sum: u64 = columns.iter().take(reach).map(|v| u64::from(*v)).sum();
        for (x, value) in grey.row(y).iter().enumerate() {
            sum += columns.get(x + reach).map_or(0, |v| u64::from(*v));
            if x > reach {
                sum -= u64::from(columns[x - reach - 1]);
            }
            let count = ((x + reach + 1).min(w) - x.saturating_sub(reach)) * rows;
            let mean = sum as f32 / count as f32;
            self.data[y * w + x] = f32::from(*value) < (mean * (1.0 - DARKER)).min(mean - levels);
        }
    }

    pub fn at(&self, x: usize, y: usize) -> bool {
        x < self.width && self.data.get(y * self.width + x).copied().unwrap_or(false)
    }

    pub fn row(&self, y: usize) -> &[bool] {
        let from = y.saturating_mul(self.width).min(self.data.len());
        &self.data[from..(from + self.width).min(self.data.len())]
    }

    /// Every `by` × `by` pixels made one, ink if any of them is.
    pub fn pooled(&self, by: usize) -> Ink {
        let by = by.max(1);
        let mut small = Ink::blank(self.width / by, self.height / by);
        for y in 0..small.height * by {
            let to = &mut small.data[y / by * small.width..][..small.width];
            for (to, from) in to.iter_mut().zip(self.row(y).chunks_exact(by)) {
                *to |= from.contains(&true);
            }
        }
        small
    }

    /// Rows for columns.
    pub fn transposed(&self) -> Ink {
        // Squares that stay in the processor's memory.
        const SIDE: usize = 64;
        let mut other = Ink::blank(self.height, self.width);
        for top in (0..self.height).step_by(SIDE) {
            for left in (0..self.width).step_by(SIDE) {
                for y in top..(top + SIDE).min(self.height) {
                    let row = &self.row(y)[left..(left + SIDE).min(self.width)];
                    for (x, _) in row.iter().enumerate().filter(|(_, ink)| **ink) {
                        other.data[(left + x) * self.height + y] = true;
                    }
                }
            }
        }
        other
    }

    /// Ink made one pixel thicker upwards and downwards: a line that leans a little stays whole.
    pub fn thickened(&self) -> Ink {
        let mut thick = self.clone();
        for y in 0..self.height {
            for other in [y.checked_sub(1), (y + 1 < self.height).then_some(y + 1)].into_iter().flatten() {
                let (to, from) = (y * self.width, other * self.width);
                for x in 0..self.width {
                    thick.data[to + x] |= self.data[from + x];
                }
            }
        }
        thick
    }

    /// Ink of which at least two neighbours are ink.
    pub fn without_specks(&self) -> Ink {
        let mut kept = self.clone();
        for y in 0..self.height {
            let near = [y.wrapping_sub(1), y, y + 1].map(|row| self.row(row));
            for (x, _) in near[1].iter().enumerate().filter(|(_, ink)| **ink) {
                let count = |row: &&[bool]| {
                    let to = (x + 2).min(row.len());
                    row.get(x.saturating_sub(1)..to).unwrap_or(&[]).iter().filter(|ink| **ink).count()
                };
                kept.data[y * self.width + x] = near.iter().map(count).sum::<usize>() >= 3;
            }
        }
        kept
    }

    /// No ink in this box (pixels, ends excluded).
    pub fn erase(&mut self, x: Range<usize>, y: Range<usize>) {
        fill(&mut self.data, self.width, (x, y), false);
    }
}

fn fill<T: Copy>(data: &mut [T], width: usize, (x, y): (Range<usize>, Range<usize>), value: T) {
    let (from, to) = (x.start, x.end.min(width));
    if from < to {
        let rows = data.chunks_exact_mut(width).skip(y.start).take(y.len());
        rows.for_each(|row| row[from..to].fill(value));
    }
}

fn add(columns: &mut [u32], row: &[u8]) {
    columns.iter_mut().zip(row).for_each(|(sum, v)| *sum += u32::from(*v));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_is_white() {
        let grey = Grey::new(2, 1, 0);
        assert_eq!([grey.at(1, 0), grey.at(2, 0), grey.at(0, 1), grey.at(1, usize::MAX)], [0, 255, 255, 255]);
    }

    #[test]
    fn ink_is_darker_than_what_surrounds_it() {
        // Light that falls off from left to right, with strokes of the same contrast everywhere.
        let mut grey = Grey::new(100, 40, 0);
        for y in 0..40 {
            for x in 0..100 {
                let paper = 250 - x as u32;
                let stroke = y == 20 || x == 50;
                grey.data[y * 100 + x] = if stroke { paper * 6 / 10 } else { paper } as u8;
            }
        }
        let ink = Ink::of(&grey, 8);
        for (x, y, expected) in [(5, 20, true), (95, 20, true), (50, 3, true), (95, 3, false), (5, 30, false)] {
            assert_eq!(ink.at(x, y), expected, "{x} {y}");
        }
        assert!(!ink.at(100, 20) && ink.transposed().at(20, 95));
    }

    #[test]
    fn quarters() {
        let picture = Grey { width: 2, height: 1, data: vec![1, 2] };
        for (quarters, expected) in [(0, vec![1, 2]), (1, vec![1, 2]), (2, vec![2, 1]), (3, vec![2, 1])] {
            assert_eq!(picture.turned(quarters).data, expected, "{quarters}");
        }
        assert_eq!(picture.turned(1).width, 1);
        // Beyond the picture is paper.
        let big = Grey::new(5, 5, 7).grow(2).shrink(2);
        assert_eq!((big.width, big.height, big.data[2 * 5 + 2]), (5, 5, 7));
    }
}

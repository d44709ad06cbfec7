//! How a page lies on the picture: a little turned, or seen aslant. Told by its long straight lines, which
//! any ruled form has; by curved ones where the sheet did not lie flat; without them by its text, as
//! [`lean`] says.

use super::{
    lean,
    raster::{Grey, Ink},
};
use crate::geometry::{bend::Bend, lay::Slant};

/// A straight line found in the ink: its slant, its place across where it meets the middle of the
/// page, its length.
#[derive(Clone, Copy, Debug)]
struct Trace {
    slant: f32,
    at: f32,
    length: f32,
}

/// Lines that lean more than this are none of the page's.
const MOST: f32 = 0.16;
/// Lines whose slants differ by less lean alike.
const ALIKE: f32 = 0.006;
/// Lines are followed in stretches of so many inches, three at least: longer than any stroke of a sign.
const STRETCH: f32 = 0.16;
/// Where lines so long (inches) are not that long together, lines tell nothing: a stroke of a pen, an
/// underline, the strokes of bold signs.
const LONG: f32 = 0.8;
const TOGETHER: f32 = 2.0;
/// Curved lines must be longer to tell how a page lies: on pages without tables there are other curves.
const CURVED: f32 = 6.0;
/// Pixels that a straight line is off at most.
const OFF: f32 = 2.0;
/// Pixels per inch of the small picture on which it is looked first.
const COARSE: f32 = 72.0;

/// Measures how the lines of a page lean, in pixels; `dpi` are its pixels per inch.
pub fn measure(ink: &Ink, dpi: f32) -> Slant {
    let by = (dpi / COARSE).floor().max(1.0);
    let (small, small_dpi) = (ink.pooled(by as usize), dpi / by);
    if let Some(coarse) = nearer(&small, small_dpi, Slant::default(), true) {
        let coarse = coarse.scaled(by);
        return nearer(ink, dpi, coarse, false).unwrap_or(coarse);
    }
    match of_curved(&small, small_dpi) {
        Some(coarse) => coarse.scaled(by),
        None => askew(lean::slant(ink, dpi)),
    }
}

/// Nothing to straighten: no line is off by half a pixel at its ends.
pub fn is_straight(slant: &Slant, width: usize, height: usize) -> bool {
    let (w, h) = (width as f32, height as f32);
    let off = |(constant, linear): (f32, f32), own: f32, other: f32| {
        (constant.abs() + linear.abs() * other / 2.0) * own / 2.0
    };
    off(slant.along, w, h) < 0.5 && off(slant.down, h, w) < 0.5
}

/// The page laid straight and flat, of the same size.
pub fn straighten(slant: &Slant, bend: Option<&Bend>, grey: &Grey) -> Grey {
    let mut straight = Grey::new(grey.width, grey.height, 255);
    let (width, height) = (grey.width as f32, grey.height as f32);
    for (y, row) in straight.data.chunks_exact_mut(grey.width.max(1)).enumerate() {
        for (x, value) in row.iter_mut().enumerate() {
            let place = (x as f32, y as f32);
            let (x, y) = bend.map_or(place, |bend| bend.seen(place.0, place.1, width, height));
            let (from_x, from_y) = slant.seen(x, y, width, height);
            *value = (grey.between(from_x, from_y) + 0.5) as u8;
        }
    }
    straight
}

/// Points on lines along the rows that lean about so much, straight ones or not.
pub fn chains(ink: &Ink, dpi: f32, near: (f32, f32)) -> Vec<Vec<(f32, f32)>> {
    let middle = (ink.width as f32 / 2.0, ink.height as f32 / 2.0);
    Pencil::of(dpi, near, middle, MOST).chains(ink)
}

/// A sheet laid askew turns the lines along and those down alike.
fn askew(along: f32) -> Slant {
    Slant { along: (along, 0.0), down: (-along, 0.0) }
}

/// The slant measured along lines that lean about as `near` says; `first` if nothing is known yet. None
/// if there are too few lines.
fn nearer(ink: &Ink, dpi: f32, near: Slant, first: bool) -> Option<Slant> {
    let reach = if first { MOST } else { 0.03 };
    agreed(ink, dpi, near, (reach, OFF), dpi * TOGETHER)
}

/// The slant of lines that are not straight, from end to end.
fn of_curved(ink: &Ink, dpi: f32) -> Option<Slant> {
    agreed(ink, dpi, Slant::default(), (MOST, f32::MAX), dpi * CURVED)
}

/// The slant on which lines agree that lean about as `near` says, that go on within `reach` and are
/// `off` straight ones by no more. None if they are not so long `together`.
fn agreed(ink: &Ink, dpi: f32, near: Slant, (reach, off): (f32, f32), together: f32) -> Option<Slant> {
    let (middle_x, middle_y) = (ink.width as f32 / 2.0, ink.height as f32 / 2.0);
    let pencil = |near, along, across| Pencil::of(dpi, near, (along, across), reach);
    let along = pencil(near.along, middle_x, middle_y).traces(ink, off);
    let down = pencil(near.down, middle_y, middle_x).traces(&ink.transposed(), off);
    let long = along.iter().chain(&down).map(|trace| trace.length).filter(|length| *length >= dpi * LONG);
    if long.sum::<f32>() < together {
        return None;
    }
    match (fit(&along, middle_y), fit(&down, middle_x)) {
        (Some(along), Some(down)) => Some(Slant { along, down }),
        (Some(along), None) => Some(Slant { along, ..askew(along.0) }),
        (None, Some(down)) => Some(Slant { down, ..askew(-down.0) }),
        (None, None) => None,
    }
}

/// Lines that lean about as is known, and how they are looked for, in pixels.
struct Pencil {
    near: (f32, f32),
    /// The middle of the page along the lines and across them.
    along: f32,
    across: f32,
    /// How far a line may be from where it should go on.
    reach: f32,
    /// Length of a stretch.
    strip: usize,
    thickest: f32,
}

impl Pencil {
    /// `reach` is in lengths of a stretch.
    fn of(dpi: f32, near: (f32, f32), (along, across): (f32, f32), reach: f32) -> Pencil {
        let strip = ((dpi * STRETCH) as usize).max(10);
        Pencil { near, along, across, reach: strip as f32 * reach + 1.0, strip, thickest: (dpi / 14.0).max(5.0) }
    }

    /// The slant of the line through a point.
    fn slant(&self, x: f32, y: f32) -> f32 {
        let (constant, linear) = self.near;
        let dx = x - self.along;
        let at = (y - self.across - constant * dx) / (1.0 + linear * dx).max(0.2);
        constant + linear * at
    }

    /// Lines along the rows that are `off` straight ones by no more.
    fn traces(&self, ink: &Ink, off: f32) -> Vec<Trace> {
        self.chains(ink).iter().filter_map(|chain| line(chain, self.along, off)).collect()
    }

    /// Points on lines along the rows: the middles of short stretches of full ink, strip after strip.
    fn chains(&self, ink: &Ink) -> Vec<Vec<(f32, f32)>> {
        let thick = ink.thickened();
        let mut chains: Vec<Vec<(f32, f32)>> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for at in 0..ink.width / self.strip {
            let x = (at * self.strip) as f32 + self.strip as f32 / 2.0;
            let mut next = Vec::new();
            for y in self.full_rows(&thick, at * self.strip, x) {
                let expected = |last: &(f32, f32)| last.1 + self.slant(last.0, last.1) * self.strip as f32;
                let near = open
                    .iter()
                    .copied()
                    .filter(|chain| !next.contains(chain))
                    .filter_map(|chain| chains[chain].last().map(|last| ((expected(last) - y).abs(), chain)))
                    .filter(|(far, _)| *far <= self.reach)
                    .min_by(|a, b| a.0.total_cmp(&b.0));
                match near {
                    Some((_, chain)) => {
                        chains[chain].push((x, y));
                        next.push(chain);
                    }
                    None => {
                        next.push(chains.len());
                        chains.push(vec![(x, y)]);
                    }
                }
            }
            open = next;
        }
        chains.retain(|chain| chain.len() >= 3);
        chains
    }

    /// Where ink leans all across a strip, thick stretches excepted: a dark edge is no line.
    fn full_rows(&self, thick: &Ink, from: usize, middle: f32) -> Vec<f32> {
        let mut found = Vec::new();
        let mut start = None;
        for y in 0..=thick.height {
            let full = y < thick.height && self.is_full(thick, from, y, self.slant(middle, y as f32));
            match (full, start) {
                (true, None) => start = Some(y),
                (false, Some(first)) => {
                    if (y - first) as f32 <= self.thickest {
                        found.push((first + y - 1) as f32 / 2.0);
                    }
                    start = None;
                }
                _ => {}
            }
        }
        found
    }

    fn is_full(&self, thick: &Ink, from: usize, y: usize, slant: f32) -> bool {
        // Steps so short that a line leans by less than its thickness.
        const STEP: usize = 8;
        let mut missing = self.strip / 12;
        for step in (0..self.strip).step_by(STEP) {
            let end = (step + STEP).min(self.strip);
            let off = slant * ((step + end) as f32 - self.strip as f32) / 2.0;
            let row = y as i64 + off.round() as i64;
            let row = usize::try_from(row).map_or(&[][..], |row| thick.row(row));
            let inked = row.get(from + step..from + end).map_or(0, |row| row.iter().filter(|ink| **ink).count());
            match missing.checked_sub(end - step - inked) {
                Some(left) => missing = left,
                None => return false,
            }
        }
        true
    }
}

/// The straight line through the points of a chain; none if one of them is farther off.
fn line(chain: &[(f32, f32)], middle: f32, most_off: f32) -> Option<Trace> {
    let count = chain.len() as f32;
    let mean_x = chain.iter().map(|p| p.0).sum::<f32>() / count;
    let mean_y = chain.iter().map(|p| p.1).sum::<f32>() / count;
    let spread: f32 = chain.iter().map(|p| (p.0 - mean_x).powi(2)).sum();
    let slant = chain.iter().map(|p| (p.0 - mean_x) * (p.1 - mean_y)).sum::<f32>() / spread;
    let off = chain.iter().map(|p| (mean_y + slant * (p.0 - mean_x) - p.1).abs()).fold(0.0, f32::max);
    (slant.abs() <= MOST && off <= most_off).then(|| Trace {
        slant,
        at: mean_y + slant * (middle - mean_x),
        length: chain.last().map_or(0.0, |last| last.0) - chain[0].0,
    })
}

/// The slant of lines by their place, from the middle of the page: what most of them agree on, whether
/// they are parallel or meet far away. None without lines.
fn fit(traces: &[Trace], middle: f32) -> Option<(f32, f32)> {
    let mut longest: Vec<&Trace> = traces.iter().collect();
    longest.sort_by(|a, b| b.length.total_cmp(&a.length));
    longest.truncate(40);
    let off =
        |trace: &Trace, (constant, linear): (f32, f32)| (constant + linear * (trace.at - middle) - trace.slant).abs();
    let weight = |trace: &Trace| trace.length * trace.length;
    let agree = |guess| traces.iter().filter(|t| off(t, guess) < ALIKE).map(weight).sum::<f32>();
    let mut best = ((0.0, 0.0), 0.0);
    for trace in &longest {
        let parallel = (trace.slant, 0.0);
        // Parallel lines are what most pages have: others must say much more.
        let sum = agree(parallel) * 1.1;
        if sum > best.1 {
            best = (parallel, sum);
        }
    }
    for (at, a) in longest.iter().enumerate() {
        for b in &longest[..at] {
            let linear = (a.slant - b.slant) / (a.at - b.at);
            let apart = (a.at - b.at).abs() > middle * 0.3;
            let guess = (a.slant - linear * (a.at - middle), linear);
            if apart && linear.abs() * middle <= MOST && agree(guess) > best.1 {
                best = (guess, agree(guess));
            }
        }
    }
    let near: Vec<&Trace> = traces.iter().filter(|trace| off(trace, best.0) < ALIKE).collect();
    let sum: f32 = near.iter().map(|t| weight(t)).sum();
    if sum <= 0.0 {
        return None;
    }
    let mean_at = near.iter().map(|t| weight(t) * (t.at - middle)).sum::<f32>() / sum;
    let mean = near.iter().map(|t| weight(t) * t.slant).sum::<f32>() / sum;
    let spread = near.iter().map(|t| weight(t) * (t.at - middle - mean_at).powi(2)).sum::<f32>() / sum;
    // A page seen aslant shows only where lines stand well apart.
    let linear = if near.len() >= 4 && spread.sqrt() > middle * 0.2 {
        near.iter().map(|t| weight(t) * (t.at - middle - mean_at) * (t.slant - mean)).sum::<f32>() / sum / spread
    } else {
        best.0.1
    };
    let linear = linear.clamp(-MOST / middle.max(1.0), MOST / middle.max(1.0));
    Some((mean - linear * mean_at, linear))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A grid of dark lines on white, as it is seen under a slant.
    fn grid(slant: Slant) -> Grey {
        let mut page = Grey::new(900, 700, 250);
        for y in 0..700 {
            for x in 0..900 {
                let inside = (50..850).contains(&x) && (50..650).contains(&y);
                if inside && ((x - 50) % 133 < 2 || (y - 50) % 100 < 2) {
                    page.data[y * 900 + x] = 40;
                }
            }
        }
        // What is straightened with the opposite slant is slanted, near enough for small ones.
        let back = Slant { along: (-slant.along.0, -slant.along.1), down: (-slant.down.0, -slant.down.1) };
        straighten(&back, None, &page)
    }

    #[test]
    fn the_slant_of_a_grid_is_found() {
        for (along, down) in [
            ((0.0, 0.0), (0.0, 0.0)),
            ((0.0087, 0.0), (-0.0087, 0.0)),
            ((-0.035, 0.0), (0.035, 0.0)),
            ((0.01, 0.00004), (0.0, 0.00003)),
            ((0.09, 0.0), (-0.09, 0.0)),
            ((0.0, 0.00015), (0.0, -0.0001)),
        ] {
            let slant = Slant { along, down };
            let found = measure(&Ink::of(&grid(slant), 25), 150.0);
            let near = |a: (f32, f32), b: (f32, f32)| (a.0 - b.0).abs() < 0.002 && (a.1 - b.1).abs() < 0.00001;
            assert!(near(found.along, along) && near(found.down, down), "{slant:?} {found:?}");
        }
        let blank = measure(&Ink::blank(300, 300), 150.0);
        assert!(is_straight(&blank, 300, 300));
    }
}

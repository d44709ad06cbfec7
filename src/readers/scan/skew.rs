//! How a page lies on the picture: a little turned, or seen aslant. Told by its long straight lines
//! alone, which any ruled form has.

use super::raster::{Grey, Ink};

/// The slant of lines: those along the page rise by `along.0 + along.1 × y` per pixel, those down the
/// page move by `down.0 + down.1 × x`. Both measured from the middle of the page; a page seen aslant
/// has lines that lean more the farther out they are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Slant {
    pub along: (f32, f32),
    pub down: (f32, f32),
}

/// A straight line found in the ink: its slant, its place across, its length.
#[derive(Clone, Copy, Debug)]
struct Trace {
    slant: f32,
    at: f32,
    length: f32,
}

/// Lines that lean more than this are none of the page's.
const MOST: f32 = 0.09;

impl Slant {
    /// Measures a page; `dpi` are its pixels per inch.
    pub fn of(ink: &Ink, dpi: f32) -> Slant {
        let (middle_x, middle_y) = (ink.width as f32 / 2.0, ink.height as f32 / 2.0);
        let along = fit(&traces(ink, dpi, middle_x), middle_y);
        let down = fit(&traces(&ink.transposed(), dpi, middle_y), middle_x);
        match (along, down) {
            (Some(along), Some(down)) => Slant { along, down },
            // A sheet laid askew turns both alike.
            (Some(along), None) => Slant { along, down: (-along.0, 0.0) },
            (None, Some(down)) => Slant { along: (-down.0, 0.0), down },
            (None, None) => Slant::default(),
        }
    }

    /// Nothing to straighten: no line is off by half a pixel at its ends.
    pub fn is_straight(&self, width: usize, height: usize) -> bool {
        let (w, h) = (width as f32, height as f32);
        let off = |(constant, linear): (f32, f32), own: f32, other: f32| {
            (constant.abs() + linear.abs() * other / 2.0) * own / 2.0
        };
        off(self.along, w, h) < 0.5 && off(self.down, h, w) < 0.5
    }

    /// Where on the picture a point of the straightened page stands.
    pub fn seen(&self, x: f32, y: f32, width: usize, height: usize) -> (f32, f32) {
        let (dx, dy) = (x - width as f32 / 2.0, y - height as f32 / 2.0);
        (x + (self.down.0 + self.down.1 * dx) * dy, y + (self.along.0 + self.along.1 * dy) * dx)
    }

    /// The page laid straight, of the same size.
    pub fn straighten(&self, grey: &Grey) -> Grey {
        let mut straight = Grey::new(grey.width, grey.height, 255);
        for y in 0..grey.height {
            for x in 0..grey.width {
                let (from_x, from_y) = self.seen(x as f32, y as f32, grey.width, grey.height);
                straight.data[y * grey.width + x] = grey.between(from_x, from_y).round() as u8;
            }
        }
        straight
    }
}

/// Lines along the rows: short stretches of full ink, one strip after the other.
fn traces(ink: &Ink, dpi: f32, middle: f32) -> Vec<Trace> {
    let strip = ((dpi * 0.35) as usize).max(16);
    let thick = ink.thickened();
    let thickest = (dpi / 14.0).max(5.0) as usize;
    let mut chains: Vec<Vec<(f32, f32)>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for at in 0..ink.width / strip {
        let nodes = full_rows(&thick, at * strip, strip, thickest);
        let x = at as f32 * strip as f32 + strip as f32 / 2.0;
        let reach = strip as f32 * MOST + 1.0;
        let mut next = Vec::new();
        for y in nodes {
            let near = open
                .iter()
                .copied()
                .filter(|chain| !next.contains(chain))
                .filter_map(|chain| chains[chain].last().map(|last| ((last.1 - y).abs(), chain)))
                .filter(|(far, _)| *far <= reach)
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
    chains.iter().filter(|chain| chain.len() >= 3).filter_map(|chain| line(chain, middle)).collect()
}

/// The rows that are ink all across a strip, thick ones excepted: a dark edge is no line.
fn full_rows(thick: &Ink, from: usize, strip: usize, thickest: usize) -> Vec<f32> {
    let least = strip - strip / 12;
    let mut found = Vec::new();
    let mut start = None;
    for y in 0..=thick.height {
        let full = y < thick.height && thick.row(y)[from..from + strip].iter().filter(|ink| **ink).count() >= least;
        match (full, start) {
            (true, None) => start = Some(y),
            (false, Some(first)) => {
                if y - first <= thickest {
                    found.push((first + y - 1) as f32 / 2.0);
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// The straight line through the points of a chain; none if they make no straight one.
fn line(chain: &[(f32, f32)], middle: f32) -> Option<Trace> {
    let count = chain.len() as f32;
    let mean_x = chain.iter().map(|p| p.0).sum::<f32>() / count;
    let mean_y = chain.iter().map(|p| p.1).sum::<f32>() / count;
    let spread: f32 = chain.iter().map(|p| (p.0 - mean_x).powi(2)).sum();
    let slant = chain.iter().map(|p| (p.0 - mean_x) * (p.1 - mean_y)).sum::<f32>() / spread;
    let off = chain.iter().map(|p| (mean_y + slant * (p.0 - mean_x) - p.1).abs()).fold(0.0, f32::max);
    (slant.abs() <= MOST && off <= 2.0).then(|| Trace {
        slant,
        at: mean_y + slant * (middle - mean_x),
        length: chain.last().map_or(0.0, |last| last.0) - chain[0].0,
    })
}

/// The slant of lines by their place, from the middle of the page: robust against a few that lean
/// otherwise. None without lines.
fn fit(traces: &[Trace], middle: f32) -> Option<(f32, f32)> {
    let median = weighted_median(traces)?;
    let near: Vec<&Trace> = traces.iter().filter(|trace| (trace.slant - median).abs() < 0.015).collect();
    let weight = |trace: &Trace| trace.length * trace.length;
    let sum: f32 = near.iter().map(|t| weight(t)).sum();
    let mean_at = near.iter().map(|t| weight(t) * (t.at - middle)).sum::<f32>() / sum;
    let mean = near.iter().map(|t| weight(t) * t.slant).sum::<f32>() / sum;
    let spread = near.iter().map(|t| weight(t) * (t.at - middle - mean_at).powi(2)).sum::<f32>() / sum;
    // A page seen aslant shows only where lines stand well apart.
    let linear = if near.len() >= 4 && spread.sqrt() > middle * 0.2 {
        near.iter().map(|t| weight(t) * (t.at - middle - mean_at) * (t.slant - mean)).sum::<f32>() / sum / spread
    } else {
        0.0
    };
    let most = 0.05 / middle.max(1.0);
    let linear = linear.clamp(-most, most);
    Some((mean - linear * mean_at, linear))
}

fn weighted_median(traces: &[Trace]) -> Option<f32> {
    let mut sorted: Vec<&Trace> = traces.iter().collect();
    sorted.sort_by(|a, b| a.slant.total_cmp(&b.slant));
    let half = sorted.iter().map(|trace| trace.length).sum::<f32>() / 2.0;
    let mut seen = 0.0;
    sorted
        .into_iter()
        .find(|trace| {
            seen += trace.length;
            seen >= half
        })
        .map(|trace| trace.slant)
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
        back.straighten(&page)
    }

    #[test]
    fn the_slant_of_a_grid_is_found() {
        for (along, down) in [
            ((0.0, 0.0), (0.0, 0.0)),
            ((0.0087, 0.0), (-0.0087, 0.0)),
            ((-0.035, 0.0), (0.035, 0.0)),
            ((0.01, 0.00004), (0.0, 0.00003)),
        ] {
            let slant = Slant { along, down };
            let found = Slant::of(&Ink::of(&grid(slant), 25), 150.0);
            let near = |a: (f32, f32), b: (f32, f32)| (a.0 - b.0).abs() < 0.002 && (a.1 - b.1).abs() < 0.00001;
            assert!(near(found.along, along) && near(found.down, down), "{slant:?} {found:?}");
        }
        let blank = Slant::of(&Ink::blank(300, 300), 150.0);
        assert!(blank.is_straight(300, 300));
    }
}

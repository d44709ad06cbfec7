//! How a page without long lines lies: told by its lines of text, which leave white space between them.

use super::raster::Ink;

/// Pixels per inch of the small picture on which it is looked.
const COARSE: f32 = 72.0;
/// Text that leans more than this is none of the page's.
const MOST: f32 = 0.09;
/// Steps in which it is looked.
const STEPS: [f32; 2] = [0.006, 0.001];
/// By so much sharper are the lines of text than what stands below each other by chance.
const SHARPER: f32 = 1.5;

/// The slant along the lines of text.
pub fn slant(ink: &Ink, dpi: f32) -> f32 {
    best(&small(ink, dpi)).0
}

/// Whether the lines of text run down the page.
pub fn lies_sideways(ink: &Ink, dpi: f32) -> bool {
    let small = small(ink, dpi);
    best(&small.transposed()).1 > best(&small).1 * SHARPER
}

fn small(ink: &Ink, dpi: f32) -> Ink {
    ink.pooled((dpi / COARSE).floor().max(1.0) as usize)
}

/// The slant under which the rows differ most, and by how much they do.
fn best(ink: &Ink) -> (f32, f32) {
    let middle = ink.width as f32 / 2.0;
    let points: Vec<(f32, usize)> = (0..ink.height)
        .flat_map(|y| ink.row(y).iter().enumerate().filter(|(_, ink)| **ink).map(move |(x, _)| (x as f32 - middle, y)))
        .collect();
    let mut best = (0.0, sharpness(&points, 0.0, ink.height));
    for (pass, step) in STEPS.into_iter().enumerate() {
        let (middle, reach) = (best.0, if pass == 0 { MOST } else { STEPS[0] });
        let count = (reach / step) as i32;
        for at in -count..=count {
            let slant = middle + at as f32 * step;
            let sharp = sharpness(&points, slant, ink.height);
            if sharp > best.1 {
                best = (slant, sharp);
            }
        }
    }
    best
}

/// How much the ink of rows that lean so much differs from row to row.
fn sharpness(points: &[(f32, usize)], slant: f32, height: usize) -> f32 {
    let mut rows = vec![0_u32; height];
    for (x, y) in points {
        let row = *y as f32 - slant * x;
        if let Some(row) = rows.get_mut(row.round().max(0.0) as usize) {
            *row += 1;
        }
    }
    rows.windows(2).map(|pair| (pair[0] as f32 - pair[1] as f32).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of signs, 8 × 8 pixels each and 10 apart, lines 14 apart, that lean so much; some in columns.
    fn page(slant: f32) -> Ink {
        let mut ink = Ink::blank(600, 500);
        for y in 0..500_usize {
            for at in 0..600_usize {
                let row = y as f32 - slant * (at as f32 - 300.0) - 40.0;
                let (line, within) = ((row / 14.0).floor(), row.rem_euclid(14.0));
                let signs = 20 + (line as usize * 7) % 23;
                // Each line begins elsewhere: its signs do not stand below those of the line above.
                let x = at + (line as usize * 3) % 10;
                ink.data[y * 600 + at] = (0.0..30.0).contains(&line)
                    && within < 8.0
                    && x % 10 < 8
                    && x / 10 > 4
                    && x / 10 < signs
                    && (x / 10 + line as usize) % 11 > 3;
            }
        }
        ink
    }

    #[test]
    fn lines_of_text_lean() {
        for slant in [0.0, 0.02, -0.05, 0.007] {
            let found = super::slant(&page(slant), 72.0);
            // A sixth of a degree.
            assert!((found - slant).abs() <= 0.0031, "{slant} {found}");
        }
        assert_eq!(super::slant(&Ink::blank(50, 40), 72.0), 0.0);
    }

    #[test]
    fn lines_run_across_or_down() {
        assert!(!lies_sideways(&page(0.01), 72.0));
        assert!(lies_sideways(&page(0.01).transposed(), 72.0));
        assert!(!lies_sideways(&Ink::blank(0, 0), 72.0));
    }
}

//! Red seals: what is red over an area of a seal's size becomes paper. Black print under it stays.
//! Red words stay, too: they are ink like any other.

use std::ops::Range;

/// A seal is at least this share of the longer side of the page both ways (GB/T 9704 sheets: 4 cm of
/// 30), and not much longer than high.
const LEAST: f32 = 0.055;
const LONGER: f32 = 2.6;
/// … and at most this share: two of the largest beside each other. What is larger is a form in red.
const MOST: f32 = 0.33;
/// So much more red than green and blue is red, on any paper.
const RED: u8 = 28;
/// Pixels of a page's longer side to one block, in which redness is looked for.
const BLOCKS: usize = 220;

/// Takes seals out of `grey`, the same picture as `colours` (three bytes a pixel).
pub fn remove(colours: &[u8], width: usize, grey: &mut [u8]) {
    let height = grey.len().checked_div(width).unwrap_or(0);
    let side = (width.max(height) / BLOCKS).max(2);
    for (x, y) in areas(colours, width, height, side) {
        // A little beyond: compression smears the colour over its edge.
        let x = x.start.saturating_sub(side)..(x.end + side).min(width);
        for row in y.start.saturating_sub(side)..(y.end + side).min(height) {
            for at in row * width + x.start..row * width + x.end {
                let red = redness(colours, at);
                if red > RED / 4 {
                    let paper = colours[at * 3].saturating_add(red / 2);
                    grey[at] = grey[at].max(paper);
                }
            }
        }
    }
}

fn redness(colours: &[u8], at: usize) -> u8 {
    match colours.get(at * 3..at * 3 + 3) {
        Some([red, green, blue]) => red.saturating_sub(*green.max(blue)),
        _ => 0,
    }
}

/// The boxes around connected red blocks that may be a seal, in pixels.
fn areas(colours: &[u8], width: usize, height: usize, side: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let (columns, rows) = (width.div_ceil(side), height.div_ceil(side));
    let mut red = vec![false; columns * rows];
    for y in 0..height {
        for x in 0..width {
            if redness(colours, y * width + x) > RED {
                red[y / side * columns + x / side] = true;
            }
        }
    }
    let blocks = width.max(height) as f32 / side as f32;
    let (least, most) = (blocks * LEAST, blocks * MOST);
    let mut found = Vec::new();
    for start in 0..red.len() {
        if !red[start] {
            continue;
        }
        let (x, y) = flood(&mut red, columns, start);
        let (wide, high) = (x.len() as f32, y.len() as f32);
        if wide.min(high) >= least && wide.max(high) <= (wide.min(high) * LONGER).min(most) {
            found.push((x.start * side..(x.end * side).min(width), y.start * side..(y.end * side).min(height)));
        }
    }
    found
}

/// Takes a connected area of blocks away and gives the box around it.
fn flood(red: &mut [bool], columns: usize, start: usize) -> (Range<usize>, Range<usize>) {
    let mut stack = vec![start];
    red[start] = false;
    let (first_row, first_column) = (start / columns, start % columns);
    let (mut x, mut y) = (first_column..first_column + 1, first_row..first_row + 1);
    while let Some(at) = stack.pop() {
        let (column, row) = (at % columns, at / columns);
        x = x.start.min(column)..x.end.max(column + 1);
        y = y.start.min(row)..y.end.max(row + 1);
        for near_row in row.saturating_sub(1)..=row + 1 {
            for near in column.saturating_sub(1)..=(column + 1).min(columns - 1) {
                let next = near_row * columns + near;
                if red.get(next).copied().unwrap_or(false) {
                    red[next] = false;
                    stack.push(next);
                }
            }
        }
    }
    (x, y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::scan::decode::luma;

    /// A page of 400 × 300 with these boxes painted.
    fn page(boxes: &[(Range<usize>, Range<usize>, [u8; 3])]) -> (Vec<u8>, Vec<u8>) {
        let mut colours = [250, 250, 245].repeat(400 * 300);
        for (x, y, colour) in boxes {
            for row in y.clone() {
                for at in row * 400 + x.start..row * 400 + x.end {
                    colours[at * 3..at * 3 + 3].copy_from_slice(colour);
                }
            }
        }
        let mut grey: Vec<u8> = colours.chunks_exact(3).map(|p| luma([p[0], p[1], p[2]])).collect();
        remove(&colours, 400, &mut grey);
        (colours, grey)
    }

    #[test]
    fn seals_go_and_print_stays() {
        const RED: [u8; 3] = [205, 30, 35];
        let frame = [
            (100..160, 100..104, RED),
            (100..160, 156..160, RED),
            (100..104, 100..160, RED),
            (156..160, 100..160, RED),
        ];
        let words = [(300..380, 20..30, RED), (120..150, 101..103, [40, 25, 28])];
        let (_, grey) = page(&[frame.as_slice(), words.as_slice()].concat());
        for (x, y, paper) in [(110, 101, true), (101, 130, true), (340, 25, false), (130, 102, false), (20, 20, true)] {
            assert_eq!(grey[y * 400 + x] > 200, paper, "{x} {y}: {}", grey[y * 400 + x]);
        }
        let form = [(20..380, 40..42, RED), (20..380, 250..252, RED), (20..22, 40..252, RED), (378..380, 40..252, RED)];
        let (_, grey) = page(&form);
        assert!(grey[41 * 400 + 100] < 200 && grey[100 * 400 + 21] < 200, "red rulings stay");
        remove(&[], 0, &mut []);
    }
}

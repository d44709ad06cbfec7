//! Step 5: header levels: what stands above the first row of values, as cells over columns.

/// Words in one place of the header: its columns (the last one included) and the baselines of its
/// first and last line.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    pub first: usize,
    pub last: usize,
    pub top: f32,
    pub bottom: f32,
    /// The pieces that it is made of.
    pub pieces: Vec<usize>,
}

/// A header cell: its level from 0 and how many levels it spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    pub row: usize,
    pub row_span: usize,
}

/// Joins lines of one header cell: `heads` hold one piece each, from top to bottom; `pitch` is the
/// farthest that two lines of one cell stand apart; `parted` says whether a ruling runs between.
pub fn join(heads: Vec<Head>, pitch: f32, parted: impl Fn(&Head, &Head) -> bool) -> Vec<Head> {
    let mut joined: Vec<Head> = Vec::new();
    for (at, head) in heads.iter().enumerate() {
        let beside = |other: &Head| other.top == head.top && other != head;
        let over = joined.iter().rposition(|above| above.first <= head.last && above.last >= head.first);
        let Some(over) = over else {
            joined.push(head.clone());
            continue;
        };
        let above = &joined[over];
        let alone_below = !heads
            .iter()
            .enumerate()
            .any(|(other, o)| other != at && beside(o) && o.first <= above.last && o.last >= above.first);
        let alone_above = !joined.iter().enumerate().any(|(other, o)| {
            other != over && o.first <= head.last && o.last >= head.first && o.bottom >= above.bottom - 0.1
        });
        let same = (above.first, above.last) == (head.first, head.last);
        let near = head.top - above.bottom <= pitch && head.top > above.bottom;
        let nested = head.first >= above.first && head.last <= above.last && alone_below
            || above.first >= head.first && above.last <= head.last && alone_above;
        if near && (same || nested) && alone_below && alone_above && !parted(above, head) {
            let above = &mut joined[over];
            above.first = above.first.min(head.first);
            above.last = above.last.max(head.last);
            above.bottom = head.bottom;
            above.pieces.extend(&head.pieces);
        } else {
            joined.push(head.clone());
        }
    }
    joined
}

/// The level of each header cell, and how many levels there are. A cell reaches down to the next one
/// below it in any of its columns.
pub fn levels(heads: &[Head]) -> (Vec<Level>, usize) {
    let over = |a: &Head, b: &Head| a.first <= b.last && a.last >= b.first;
    let mut order: Vec<usize> = (0..heads.len()).collect();
    order.sort_by(|&a, &b| heads[a].top.total_cmp(&heads[b].top));
    let mut rows = vec![0usize; heads.len()];
    for (place, &at) in order.iter().enumerate() {
        let above = order[..place].iter().filter(|&&other| over(&heads[other], &heads[at]));
        rows[at] = above.map(|&other| rows[other] + 1).max().unwrap_or(0);
    }
    let depth = rows.iter().max().map_or(0, |row| row + 1);
    let levels = (0..heads.len())
        .map(|at| {
            let below = (0..heads.len())
                .filter(|&other| other != at && rows[other] > rows[at] && over(&heads[other], &heads[at]));
            let end = below.map(|other| rows[other]).min().unwrap_or(depth);
            Level { row: rows[at], row_span: end - rows[at] }
        })
        .collect();
    (levels, depth)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Heads as (first column, last column, line); expected as (first, last, level, levels).
    fn check(input: &[(usize, usize, f32)], expected: &[(usize, usize, usize, usize)]) {
        let heads = input
            .iter()
            .enumerate()
            .map(|(at, &(first, last, line))| Head { first, last, top: line, bottom: line, pieces: vec![at] })
            .collect();
        let joined = join(heads, 1.0, |_, _| false);
        let (levels, _) = levels(&joined);
        let found: Vec<_> =
            joined.iter().zip(levels).map(|(head, level)| (head.first, head.last, level.row, level.row_span)).collect();
        assert_eq!(found, expected, "{input:?}");
    }

    #[test]
    fn one_heading_over_two() {
        check(
            &[(1, 2, 0.0), (0, 0, 1.0), (1, 1, 1.0), (2, 2, 1.0)],
            &[(1, 2, 0, 1), (0, 0, 0, 2), (1, 1, 1, 1), (2, 2, 1, 1)],
        );
    }

    #[test]
    fn lines_of_one_heading() {
        check(&[(1, 1, 0.0), (0, 0, 1.0), (1, 1, 1.0)], &[(1, 1, 0, 1), (0, 0, 0, 1)]);
        check(&[(1, 2, 0.0), (1, 1, 1.0)], &[(1, 2, 0, 1)]);
    }
}

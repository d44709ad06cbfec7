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

/// A heading's middle is no farther from the middle of its columns than this, in sizes, or this share of
/// their width.
const OFF: (f32, f32) = (1.5, 0.12);

/// Gives the headings of the highest level all columns that they stand in the middle of, where some columns
/// below have none. `xs` are the ends of the columns, `middle` says where a heading stands.
pub fn widen(heads: &mut [Head], xs: &[f32], size: f32, middle: impl Fn(&Head) -> f32) {
    let Some(top) = heads.iter().map(|head| head.top).min_by(f32::total_cmp) else { return };
    let columns = xs.len().saturating_sub(1);
    let over = |column: usize, is_upper: bool| {
        let mut own = heads.iter().filter(|head| (head.top == top) == is_upper);
        own.any(|head| head.first <= column && column <= head.last)
    };
    let lower: Vec<usize> = (0..columns).filter(|&column| over(column, false)).collect();
    let mut upper: Vec<usize> = (0..heads.len()).filter(|&at| heads[at].top == top).collect();
    upper.retain(|&at| (heads[at].first..=heads[at].last).any(|column| lower.contains(&column)));
    upper.sort_by_key(|&at| heads[at].first);
    let (Some(&from), Some(&to)) = (lower.iter().find(|column| !over(**column, true)), lower.last()) else { return };
    let Some(&first) = upper.first() else { return };
    let from = from.min(heads[first].first);
    let mut spans = Vec::with_capacity(upper.len());
    let mut next = from;
    for (number, &at) in upper.iter().enumerate() {
        let Some(most) = (to + 1).checked_sub(upper.len() - number).filter(|most| *most >= next) else { return };
        let off = |last: &usize| ((xs[next] + xs[last + 1]) / 2.0 - middle(&heads[at])).abs();
        let Some(last) = (next..=most).min_by(|a, b| off(a).total_cmp(&off(b))) else { return };
        if off(&last) > (size * OFF.0).max((xs[last + 1] - xs[next]) * OFF.1) {
            return;
        }
        spans.push((at, next, last));
        next = last + 1;
    }
    // All columns below have a heading, and each heading keeps its own.
    let keeps = |&(at, first, last): &(usize, usize, usize)| first <= heads[at].first && heads[at].last <= last;
    if next == to + 1 && (from..=to).all(|column| lower.contains(&column)) && spans.iter().all(keeps) {
        for (at, first, last) in spans {
            (heads[at].first, heads[at].last) = (first, last);
        }
    }
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

    /// Heads as in `check`, columns 10 points wide, and where the upper headings stand; expected: their
    /// columns.
    fn check_widen(input: &[(usize, usize, f32)], middles: &[f32], expected: &[(usize, usize)]) {
        let head = |(at, &(first, last, line)): (usize, &(usize, usize, f32))| Head {
            first,
            last,
            top: line,
            bottom: line,
            pieces: vec![at],
        };
        let mut heads: Vec<Head> = input.iter().enumerate().map(head).collect();
        let xs: Vec<f32> = (0..10).map(|x| x as f32 * 10.0).collect();
        let columns = 1 + input.iter().map(|head| head.1).max().unwrap_or(0);
        widen(&mut heads, &xs[..=columns], 2.0, |head| middles[head.pieces[0]]);
        let found: Vec<_> = heads.iter().take(middles.len()).map(|head| (head.first, head.last)).collect();
        assert_eq!(found, expected, "{input:?}");
    }

    #[test]
    fn headings_in_the_middle_of_their_columns() {
        let lower = [(1, 1, 1.0), (2, 2, 1.0), (3, 3, 1.0), (4, 4, 1.0), (5, 5, 1.0), (6, 6, 1.0)];
        let with = |upper: &[(usize, usize, f32)]| [upper, &lower[..]].concat();
        check_widen(&with(&[(2, 2, 0.0), (5, 5, 0.0)]), &[25.0, 55.0], &[(1, 3), (4, 6)]);
        check_widen(&with(&[(0, 0, 0.0), (2, 2, 0.0), (5, 5, 0.0)]), &[5.0, 25.0, 55.0], &[(0, 0), (1, 3), (4, 6)]);
        check_widen(&with(&[(1, 1, 0.0), (4, 4, 0.0)]), &[15.0, 37.0], &[(1, 1), (4, 4)]);
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

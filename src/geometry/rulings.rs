//! Step 2: edges snapped to common positions and joined end to end: double lines become one,
//! dashes a whole line.

use super::edges::{Axis, Edge};

/// A line of the table's skeleton: one position, one or more stretches.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruling {
    pub axis: Axis,
    pub at: f32,
    pub from: f32,
    pub to: f32,
    /// It is no line but the side of a coloured background.
    pub shade: bool,
}

/// How near is the same, in points.
#[derive(Clone, Copy, Debug)]
pub struct Tolerance {
    /// Parallel lines nearer than this are one.
    pub snap: f32,
    /// Pieces of one line farther apart than this are two lines.
    pub gap: f32,
    /// Shorter lines are ornaments.
    pub shortest: f32,
}

impl Tolerance {
    /// From the size of the text: no row is lower than a third of a line of it.
    pub fn of(text_size: f32) -> Tolerance {
        let size = if text_size.is_finite() && text_size > 0.0 { text_size } else { 10.0 };
        Tolerance {
            snap: (size * 0.3).clamp(1.0, 3.5),
            gap: (size * 0.3).clamp(1.5, 3.5),
            shortest: (size * 0.5).clamp(2.0, 6.0),
        }
    }
}

/// Snaps and joins the edges of one page.
pub fn join(edges: &[Edge], tolerance: Tolerance) -> Vec<Ruling> {
    let mut rulings = Vec::new();
    for axis in [Axis::Horizontal, Axis::Vertical] {
        let mut along: Vec<&Edge> = edges.iter().filter(|edge| edge.axis == axis && edge.at.is_finite()).collect();
        along.sort_by(|a, b| a.at.total_cmp(&b.at));
        let mut start = 0;
        while start < along.len() {
            let end = cluster_end(&along, start, tolerance.snap);
            join_cluster(&along[start..end], axis, tolerance, &mut rulings);
            start = end;
        }
    }
    rulings
}

/// Where the run of edges at about one position ends: near the one before, and not far from the first.
fn cluster_end(edges: &[&Edge], start: usize, snap: f32) -> usize {
    let mut end = start + 1;
    while end < edges.len()
        && edges[end].at - edges[end - 1].at <= snap
        && edges[end].at - edges[start].at <= snap * 1.5
    {
        end += 1;
    }
    end
}

fn join_cluster(edges: &[&Edge], axis: Axis, tolerance: Tolerance, rulings: &mut Vec<Ruling>) {
    let weight: f32 = edges.iter().map(|edge| edge.length() + 0.01).sum();
    let at = edges.iter().map(|edge| edge.at * (edge.length() + 0.01)).sum::<f32>() / weight;
    let mut pieces: Vec<(f32, f32)> = edges.iter().map(|edge| (edge.from, edge.to)).collect();
    pieces.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut push = |(from, to): (f32, f32)| {
        if to - from >= tolerance.shortest {
            rulings.push(Ruling { axis, at, from, to, shade: false });
        }
    };
    let mut current = pieces[0];
    let mut last_piece = current.1 - current.0;
    for &(from, to) in &pieces[1..] {
        // Dashes stand no farther apart than twice their length.
        let dash = (2.0 * last_piece.min(to - from)).min(tolerance.gap * 2.0);
        if from - current.1 <= tolerance.gap.max(dash) {
            current.1 = current.1.max(to);
        } else {
            push(current);
            current = (from, to);
        }
        last_piece = to - from;
    }
    push(current);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(edges: &[Edge], expected: &[(f32, f32, f32)]) {
        let found: Vec<_> = join(edges, Tolerance::of(10.0)).iter().map(|r| (r.at.round(), r.from, r.to)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn double_lines_are_one() {
        check(&[Edge::horizontal(10.0, 0.0, 100.0), Edge::horizontal(12.0, 0.0, 100.0)], &[(11.0, 0.0, 100.0)]);
    }

    #[test]
    fn dashes_are_one_line() {
        let dashes: Vec<Edge> = (0..20).map(|i| Edge::horizontal(10.0, i as f32 * 6.0, i as f32 * 6.0 + 3.0)).collect();
        check(&dashes, &[(10.0, 0.0, 117.0)]);
    }

    #[test]
    fn a_gap_of_a_column_stays() {
        check(
            &[Edge::horizontal(10.0, 0.0, 50.0), Edge::horizontal(10.0, 80.0, 120.0)],
            &[(10.0, 0.0, 50.0), (10.0, 80.0, 120.0)],
        );
    }

    #[test]
    fn specks_are_dropped() {
        check(&[Edge::horizontal(10.0, 0.0, 0.5)], &[]);
    }
}

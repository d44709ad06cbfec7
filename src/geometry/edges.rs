//! Step 1: what was drawn, as axis-parallel edges. Backgrounds are not edges; thin boxes are.

/// Which way an edge runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    Horizontal,
    Vertical,
}

/// A drawn line: at `at` across its axis, from `from` to `to` along it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    pub axis: Axis,
    pub at: f32,
    pub from: f32,
    pub to: f32,
}

/// A filled box not thicker than this (points) is a line drawn as a box.
pub const THIN: f32 = 3.0;

/// How far (points per point of length) a stroke may lean and still count as axis-parallel.
const LEAN: f32 = 0.01;

impl Edge {
    pub fn horizontal(at: f32, from: f32, to: f32) -> Edge {
        Edge { axis: Axis::Horizontal, at, from: from.min(to), to: from.max(to) }
    }

    pub fn vertical(at: f32, from: f32, to: f32) -> Edge {
        Edge { axis: Axis::Vertical, at, from: from.min(to), to: from.max(to) }
    }

    pub fn length(&self) -> f32 {
        self.to - self.from
    }
}

/// A stroke between two points; none if it runs aslant.
pub fn from_stroke(a: (f32, f32), b: (f32, f32)) -> Option<Edge> {
    let (dx, dy) = ((a.0 - b.0).abs(), (a.1 - b.1).abs());
    if dy <= (dx * LEAN).max(0.5) && dx > dy {
        Some(Edge::horizontal((a.1 + b.1) / 2.0, a.0, b.0))
    } else if dx <= (dy * LEAN).max(0.5) && dy > dx {
        Some(Edge::vertical((a.0 + b.0) / 2.0, a.1, b.1))
    } else {
        None
    }
}

/// A stroke of some width: one wider than long is a line across, as dots of a dotted line are.
pub fn from_wide_stroke(a: (f32, f32), b: (f32, f32), width: f32, edges: &mut Vec<Edge>) {
    let length = (a.0 - b.0).hypot(a.1 - b.1);
    if width > THIN && length > 0.0 {
        let (ux, uy) = ((b.0 - a.0) / length * width / 2.0, (b.1 - a.1) / length * width / 2.0);
        let (x0, x1) = (a.0.min(b.0) - uy.abs(), a.0.max(b.0) + uy.abs());
        let (y0, y1) = (a.1.min(b.1) - ux.abs(), a.1.max(b.1) + ux.abs());
        from_fill([x0, y0, x1, y1], edges);
    } else {
        edges.extend(from_stroke(a, b));
    }
}

/// A filled box: a line if it is thin; a dot (thin both ways) may belong to a line of either axis.
pub fn from_fill([x0, y0, x1, y1]: [f32; 4], edges: &mut Vec<Edge>) {
    let (width, height) = (x1 - x0, y1 - y0);
    if height <= THIN && height <= width * 1.5 {
        edges.push(Edge::horizontal((y0 + y1) / 2.0, x0, x1));
    }
    if width <= THIN && width <= height * 1.5 {
        edges.push(Edge::vertical((x0 + x1) / 2.0, y0, y1));
    }
}

/// The outline of a box: its four sides, or one line if the box itself is thin.
pub fn from_outline([x0, y0, x1, y1]: [f32; 4], edges: &mut Vec<Edge>) {
    if x1 - x0 <= THIN || y1 - y0 <= THIN {
        return from_fill([x0, y0, x1, y1], edges);
    }
    edges.extend([Edge::horizontal(y0, x0, x1), Edge::horizontal(y1, x0, x1)]);
    edges.extend([Edge::vertical(x0, y0, y1), Edge::vertical(x1, y0, y1)]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thin_boxes_are_lines_and_backgrounds_are_not() {
        let check = |rect, expected: &[Edge]| {
            let mut edges = Vec::new();
            from_fill(rect, &mut edges);
            assert_eq!(edges, expected, "{rect:?}");
        };
        check([10.0, 20.0, 110.0, 21.0], &[Edge::horizontal(20.5, 10.0, 110.0)]);
        check([10.0, 20.0, 10.5, 90.0], &[Edge::vertical(10.25, 20.0, 90.0)]);
        check([10.0, 20.0, 110.0, 40.0], &[]);
        check([10.0, 20.0, 10.5, 20.5], &[Edge::horizontal(20.25, 10.0, 10.5), Edge::vertical(10.25, 20.0, 20.5)]);
    }

    #[test]
    fn slanting_strokes_are_dropped() {
        assert_eq!(from_stroke((0.0, 0.0), (100.0, 0.4)), Some(Edge::horizontal(0.2, 0.0, 100.0)));
        assert_eq!(from_stroke((0.0, 0.0), (100.0, 40.0)), None);
    }
}

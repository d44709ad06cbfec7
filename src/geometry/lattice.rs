//! Steps 3 to 5: crossing rulings to grids of cells with spans. One grid per connected skeleton.

use super::{
    edges::Axis,
    rulings::{Ruling, Tolerance},
};
use crate::model::document::Rect;

/// A cell of a grid, in rows and columns of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub row: usize,
    pub column: usize,
    pub row_span: usize,
    pub column_span: usize,
}

/// One skeleton: `xs` and `ys` are the positions of its rulings, `cells` the closed areas.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    pub xs: Vec<f32>,
    pub ys: Vec<f32>,
    pub cells: Vec<Span>,
    /// Of each cell, whether it goes on beyond the grid.
    pub open: Vec<Open>,
    /// How far up and down cells that go on reach: at or beyond the ends of `ys`.
    pub reach: (f32, f32),
    /// Cell of each elementary rectangle, row by row; `NONE` outside all cells.
    cell_at: Vec<u32>,
}

/// Sides of a cell along which no ruling was drawn: at the end of a page the cell goes on there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    pub top: bool,
    pub bottom: bool,
}

const NONE: u32 = u32::MAX;

impl Grid {
    /// Fewer cells are a frame around text.
    pub fn is_table(&self) -> bool {
        self.cells.len() >= 4
    }

    pub fn rect(&self) -> Rect {
        [self.xs[0], self.reach.0, self.xs[self.xs.len() - 1], self.reach.1]
    }

    /// The box of a cell between the rulings.
    pub fn cell_rect(&self, cell: Span) -> Rect {
        [
            self.xs[cell.column],
            self.ys[cell.row],
            self.xs[cell.column + cell.column_span],
            self.ys[cell.row + cell.row_span],
        ]
    }

    /// The box of cell `index`, up and down to where it goes on.
    pub fn whole_rect(&self, index: usize) -> Rect {
        let [left, top, right, bottom] = self.cell_rect(self.cells[index]);
        let open = self.open[index];
        [
            left,
            if open.top { top.min(self.reach.0) } else { top },
            right,
            if open.bottom { bottom.max(self.reach.1) } else { bottom },
        ]
    }

    /// The cell around a point.
    pub fn find(&self, x: f32, y: f32) -> Option<usize> {
        let column = self.xs.partition_point(|&edge| edge <= x).checked_sub(1)?;
        let rows = self.ys.len() - 1;
        let above = self.ys.partition_point(|&edge| edge <= y);
        let row = above.clamp(1, rows) - 1;
        if column + 1 >= self.xs.len() || y < self.reach.0 || y > self.reach.1 {
            return None;
        }
        match self.cell_at[row * (self.xs.len() - 1) + column] {
            NONE => None,
            cell if above == 0 && !self.open[cell as usize].top => None,
            cell if above > rows && !self.open[cell as usize].bottom => None,
            cell => Some(cell as usize),
        }
    }
}

/// All grids of a page, from top to bottom. `most_cells` bounds the elementary rectangles of one.
pub fn grids(rulings: &[Ruling], tolerance: Tolerance, most_cells: usize) -> Vec<Grid> {
    let mut grids: Vec<Grid> = components(rulings, tolerance)
        .into_iter()
        .filter_map(|component| grid(component, tolerance, most_cells))
        .collect();
    grids.sort_by(|a, b| a.ys[0].total_cmp(&b.ys[0]).then(a.xs[0].total_cmp(&b.xs[0])));
    grids
}

/// Rulings that cross each other, directly or through others.
fn components(rulings: &[Ruling], tolerance: Tolerance) -> Vec<Vec<Ruling>> {
    let mut horizontal: Vec<usize> = (0..rulings.len()).filter(|&i| rulings[i].axis == Axis::Horizontal).collect();
    horizontal.sort_by(|&a, &b| rulings[a].at.total_cmp(&rulings[b].at));
    let mut parent: Vec<usize> = (0..rulings.len()).collect();
    for (index, vertical) in rulings.iter().enumerate().filter(|(_, ruling)| ruling.axis == Axis::Vertical) {
        let slack = tolerance.snap;
        let first = horizontal.partition_point(|&i| rulings[i].at < vertical.from - slack);
        for &other in horizontal[first..].iter().take_while(|&&i| rulings[i].at <= vertical.to + slack) {
            if rulings[other].from - slack <= vertical.at && vertical.at <= rulings[other].to + slack {
                let (a, b) = (root(&mut parent, index), root(&mut parent, other));
                parent[a] = b;
            }
        }
    }
    for (a, b) in open_sides(rulings, &horizontal, tolerance) {
        let (a, b) = (root(&mut parent, a), root(&mut parent, b));
        parent[a] = b;
    }
    let mut groups: std::collections::BTreeMap<usize, Vec<Ruling>> = Default::default();
    for (index, ruling) in rulings.iter().enumerate() {
        groups.entry(root(&mut parent, index)).or_default().push(ruling.clone());
    }
    groups.into_values().filter(|group| group.len() > 2).collect()
}

/// Neighbouring verticals that begin and end together, one end in the open: the sides of a cell that
/// goes on over the page break, and on this page has no line across.
fn open_sides(rulings: &[Ruling], horizontal: &[usize], tolerance: Tolerance) -> Vec<(usize, usize)> {
    let snap = tolerance.snap;
    let closed = |ruling: &Ruling, end: f32| {
        let first = horizontal.partition_point(|&i| rulings[i].at < end - snap);
        let mut near = horizontal[first..].iter().map(|&i| &rulings[i]).take_while(|other| other.at <= end + snap);
        near.any(|other| other.from - snap <= ruling.at && ruling.at <= other.to + snap)
    };
    let is_open = |ruling: &Ruling| !closed(ruling, ruling.from) || !closed(ruling, ruling.to);
    let long = |ruling: &Ruling| ruling.to - ruling.from > snap * LONG_SIDE;
    let mut verticals: Vec<usize> = (0..rulings.len()).filter(|&i| rulings[i].axis == Axis::Vertical).collect();
    verticals.retain(|&i| long(&rulings[i]) && is_open(&rulings[i]));
    verticals.sort_by(|&a, &b| rulings[a].at.total_cmp(&rulings[b].at));
    let together = |a: &Ruling, b: &Ruling| (a.from - b.from).abs() <= snap && (a.to - b.to).abs() <= snap;
    let pairs = verticals.windows(2).map(|pair| (pair[0], pair[1]));
    pairs.filter(|&(a, b)| together(&rulings[a], &rulings[b])).collect()
}

/// An open side is at least so many times longer than lines are joined over.
const LONG_SIDE: f32 = 10.0;

fn root(parent: &mut [usize], mut index: usize) -> usize {
    while parent[index] != index {
        parent[index] = parent[parent[index]];
        index = parent[index];
    }
    index
}

fn grid(mut rulings: Vec<Ruling>, tolerance: Tolerance, most_cells: usize) -> Option<Grid> {
    let drawn = rulings.clone();
    close_ends(&mut rulings, tolerance)?;
    let xs = positions(&rulings, Axis::Vertical, tolerance);
    let ys = positions(&rulings, Axis::Horizontal, tolerance);
    if xs.len() < 2 || ys.len() < 2 || (xs.len() - 1).checked_mul(ys.len() - 1)? > most_cells {
        return None;
    }
    let walls = Walls::new(&rulings, &xs, &ys, tolerance);
    let (cells, cell_at) = walls.cells();
    if cells.is_empty() {
        return None;
    }
    let rows = ys.len() - 1;
    let is_open = |cell: &Span, row: usize| !is_drawn(&drawn, ys[row], cell_sides(cell, &xs), tolerance);
    let open: Vec<Open> = cells
        .iter()
        .map(|cell| Open {
            top: cell.row == 0 && is_open(cell, 0),
            bottom: cell.row + cell.row_span == rows && is_open(cell, rows),
        })
        .collect();
    let reach = reach(&drawn, &xs, (ys[0], ys[rows]), &cells, &open);
    Some(Grid { xs, ys, cells, open, reach, cell_at })
}

fn cell_sides(cell: &Span, xs: &[f32]) -> (f32, f32) {
    (xs[cell.column], xs[cell.column + cell.column_span])
}

/// Whether a ruling was drawn at this height over most of the way from side to side.
fn is_drawn(drawn: &[Ruling], y: f32, (left, right): (f32, f32), tolerance: Tolerance) -> bool {
    let at = |ruling: &&Ruling| ruling.axis == Axis::Horizontal && (ruling.at - y).abs() <= tolerance.snap;
    let within = |ruling: &Ruling| (ruling.to.min(right) - ruling.from.max(left)).max(0.0);
    drawn.iter().filter(at).map(within).sum::<f32>() >= (right - left) * 0.5
}

/// How far up and down the sides of open cells reach, at least to the ends of the grid.
fn reach(drawn: &[Ruling], xs: &[f32], ends: (f32, f32), cells: &[Span], open: &[Open]) -> (f32, f32) {
    const SAME_SIDE: f32 = 1.0;
    let side = |x: f32| drawn.iter().filter(move |r| r.axis == Axis::Vertical && (r.at - x).abs() <= SAME_SIDE);
    let (mut top, mut bottom) = ends;
    for (cell, open) in cells.iter().zip(open) {
        let (left, right) = cell_sides(cell, xs);
        // Both sides must reach as far.
        let low = |x| side(x).map(|r| r.to).reduce(f32::max).unwrap_or(ends.1);
        let high = |x| side(x).map(|r| r.from).reduce(f32::min).unwrap_or(ends.0);
        if open.bottom {
            bottom = bottom.max(low(left).min(low(right)));
        }
        if open.top {
            top = top.min(high(left).max(high(right)));
        }
    }
    (top, bottom)
}

/// Draws the outer sides that a table with open sides leaves out: where at least two rulings end
/// together beyond the last one across. So a table without its side lines, and the part of a table
/// whose last row goes on on the next page, are closed.
fn close_ends(rulings: &mut Vec<Ruling>, tolerance: Tolerance) -> Option<()> {
    close_bare_row(rulings, tolerance);
    close_side(rulings, Axis::Horizontal, false, tolerance)?;
    close_side(rulings, Axis::Horizontal, true, tolerance)?;
    close_side(rulings, Axis::Vertical, false, tolerance)?;
    close_side(rulings, Axis::Vertical, true, tolerance)
}

/// A row that fills the page and goes on at both ends has no line across at all.
fn close_bare_row(rulings: &mut Vec<Ruling>, tolerance: Tolerance) {
    const SIDES: usize = 4;
    /// Points. Shorter upright lines part the columns of rows without lines.
    const HIGH: f32 = 250.0;
    let [first, ..] = &rulings[..] else { return };
    let (from, to) = (first.from, first.to);
    let alike = |r: &Ruling| {
        r.axis == Axis::Vertical && (r.from - from).abs() <= tolerance.snap && (r.to - to).abs() <= tolerance.snap
    };
    if rulings.len() < SIDES || to - from < HIGH || !rulings.iter().all(alike) {
        return;
    }
    let left = rulings.iter().map(|r| r.at).fold(f32::MAX, f32::min);
    let right = rulings.iter().map(|r| r.at).fold(f32::MIN, f32::max);
    rulings.extend([from, to].map(|at| Ruling { axis: Axis::Horizontal, at, from: left, to: right, shade: false }));
}

/// Adds the missing last ruling along `axis` at its low or high side, or draws it out. None if there are
/// no rulings of one axis at all.
fn close_side(rulings: &mut Vec<Ruling>, axis: Axis, high: bool, tolerance: Tolerance) -> Option<()> {
    let sign = if high { 1.0 } else { -1.0 };
    let outermost = rulings.iter().filter(|r| r.axis == axis).map(|r| r.at * sign).max_by(f32::total_cmp)?;
    let end = |ruling: &Ruling| if high { ruling.to } else { -ruling.from };
    let across = || rulings.iter().filter(|ruling| ruling.axis != axis);
    let farthest = across().map(end).max_by(f32::total_cmp)?;
    let sticks_out = farthest - outermost;
    // A line of text must fit between, or the ruling only sticks out.
    if sticks_out > tolerance.snap && sticks_out < tolerance.snap * 3.0 {
        return Some(());
    }
    let is_drawn = sticks_out <= tolerance.snap;
    let last = if is_drawn { outermost } else { farthest };
    let together: Vec<f32> = across().filter(|r| (last - end(r)).abs() <= tolerance.snap).map(|r| r.at).collect();
    let all_reach = across().filter(|r| end(r) >= outermost - tolerance.snap).count();
    let fewest = if is_drawn { 3 } else { 2 };
    if together.len() < fewest || together.len() * 2 < all_reach {
        return Some(());
    }
    let from = together.iter().copied().min_by(f32::total_cmp)?;
    let to = together.iter().copied().max_by(f32::total_cmp)?;
    // A side that is drawn in part is drawn out where another ruling shows that the table is so wide.
    let slack = tolerance.snap * 3.0;
    let spans = |ruling: &&Ruling| ruling.from <= from + slack && ruling.to >= to - slack;
    let mut alike = rulings.iter().filter(|ruling| ruling.axis == axis).filter(spans);
    let is_last = |ruling: &Ruling| (last - ruling.at * sign).abs() <= slack;
    let is_so_wide = alike.next().is_some_and(|first| !is_last(first) && !alike.any(is_last));
    if is_drawn && !is_so_wide {
        return Some(());
    }
    let (from, to) = if axis == Axis::Horizontal { beyond_walls(rulings, (from, to), tolerance) } else { (from, to) };
    rulings.push(Ruling { axis, at: last * sign, from, to, shade: false });
    Some(())
}

/// How far a row reaches whose walls stand between these places: a table without side lines is as wide as
/// its other lines across are.
fn beyond_walls(rulings: &[Ruling], (from, to): (f32, f32), tolerance: Tolerance) -> (f32, f32) {
    let room = tolerance.snap * 3.0;
    let across = || rulings.iter().filter(|r| r.axis == Axis::Horizontal);
    let agreed =
        |end: f32, of: fn(&Ruling) -> f32| across().filter(|r| (of(r) - end).abs() <= tolerance.snap).count() >= 2;
    let left = across().map(|r| r.from).fold(from, f32::min);
    let right = across().map(|r| r.to).fold(to, f32::max);
    (
        if from - left >= room && agreed(left, |r| r.from) { left } else { from },
        if right - to >= room && agreed(right, |r| r.to) { right } else { to },
    )
}

/// Distinct positions of the rulings of one axis.
fn positions(rulings: &[Ruling], axis: Axis, tolerance: Tolerance) -> Vec<f32> {
    let mut all: Vec<f32> = rulings.iter().filter(|r| r.axis == axis).map(|r| r.at).collect();
    all.sort_by(f32::total_cmp);
    all.dedup_by(|next, kept| (*next - *kept).abs() < tolerance.snap * 0.5);
    all
}

/// Which sides of the elementary rectangles are drawn.
struct Walls {
    columns: usize,
    rows: usize,
    /// `left[row * (columns + 1) + column]`: the side left of that rectangle.
    left: Vec<bool>,
    /// `top[row * columns + column]`: the side above it.
    top: Vec<bool>,
}

impl Walls {
    fn new(rulings: &[Ruling], xs: &[f32], ys: &[f32], tolerance: Tolerance) -> Walls {
        let (columns, rows) = (xs.len() - 1, ys.len() - 1);
        let mut walls =
            Walls { columns, rows, left: vec![false; (columns + 1) * rows], top: vec![false; columns * (rows + 1)] };
        for ruling in rulings {
            let (own, other) = if ruling.axis == Axis::Vertical { (xs, ys) } else { (ys, xs) };
            let line = nearest(own, ruling.at);
            let first = other.partition_point(|&at| at < ruling.from - tolerance.snap).saturating_sub(1);
            for piece in first..other.len() - 1 {
                let (from, to) = (other[piece], other[piece + 1]);
                if from >= ruling.to {
                    break;
                }
                // Lines may stop a little short of the corner.
                if to.min(ruling.to) - from.max(ruling.from) < (to - from) * 0.5 {
                    continue;
                }
                match ruling.axis {
                    Axis::Vertical => walls.left[piece * (columns + 1) + line] = true,
                    Axis::Horizontal => walls.top[line * columns + piece] = true,
                }
            }
        }
        walls
    }

    /// Closed areas, each cut into rectangles if it is none itself, and the cell of each elementary
    /// rectangle.
    fn cells(&self) -> (Vec<Span>, Vec<u32>) {
        let mut area = vec![NONE; self.columns * self.rows];
        let mut cells = Vec::new();
        let mut cell_at = vec![NONE; self.columns * self.rows];
        let mut stack = Vec::new();
        let mut members = Vec::new();
        for start in 0..area.len() {
            if area[start] != NONE {
                continue;
            }
            area[start] = start as u32;
            stack.push(start);
            members.clear();
            let mut open = false;
            while let Some(at) = stack.pop() {
                members.push(at);
                self.neighbours(at, |next| match next {
                    None => open |= self.leaks(at),
                    Some(next) if area[next] == NONE => {
                        area[next] = start as u32;
                        stack.push(next);
                    }
                    Some(_) => {}
                });
            }
            if !open {
                members.sort_unstable();
                self.rectangles(&members, &mut cells, &mut cell_at);
            }
        }
        (cells, cell_at)
    }

    /// Whether a rectangle at the border is open to the side. One that is open above or below only goes
    /// on over the page break.
    fn leaks(&self, at: usize) -> bool {
        let (row, column) = (at / self.columns, at % self.columns);
        let side = row * (self.columns + 1) + column;
        (column == 0 && !self.left[side]) || (column + 1 == self.columns && !self.left[side + 1])
    }

    /// Calls back for each neighbour without a wall between, with none for the outside.
    fn neighbours(&self, at: usize, mut found: impl FnMut(Option<usize>)) {
        let (row, column) = (at / self.columns, at % self.columns);
        if !self.left[row * (self.columns + 1) + column] {
            found(if column == 0 { None } else { Some(at - 1) });
        }
        if !self.left[row * (self.columns + 1) + column + 1] {
            found(if column + 1 == self.columns { None } else { Some(at + 1) });
        }
        if !self.top[at] {
            found(if row == 0 { None } else { Some(at - self.columns) });
        }
        if !self.top[at + self.columns] {
            found(if row + 1 == self.rows { None } else { Some(at + self.columns) });
        }
    }

    /// One cell for a rectangular area; otherwise one per run of equal row stretches.
    fn rectangles(&self, members: &[usize], cells: &mut Vec<Span>, cell_at: &mut [u32]) {
        let mut open: Vec<Span> = Vec::new();
        let mut index = 0;
        let mut done: Vec<Span> = Vec::new();
        while index < members.len() {
            let (row, column) = (members[index] / self.columns, members[index] % self.columns);
            let mut width = 1;
            while members.get(index + width) == Some(&(members[index] + width)) && column + width < self.columns {
                width += 1;
            }
            index += width;
            let above = open
                .iter()
                .position(|span| span.row + span.row_span == row && span.column == column && span.column_span == width);
            match above {
                Some(above) => open[above].row_span += 1,
                None => open.push(Span { row, column, row_span: 1, column_span: width }),
            }
            if open.len() > 64 {
                done.append(&mut open);
            }
        }
        done.append(&mut open);
        for span in done {
            for row in span.row..span.row + span.row_span {
                let first = row * self.columns + span.column;
                cell_at[first..first + span.column_span].fill(cells.len() as u32);
            }
            cells.push(span);
        }
    }
}

fn nearest(sorted: &[f32], at: f32) -> usize {
    let after = sorted.partition_point(|&position| position < at);
    if after == 0 {
        0
    } else if after == sorted.len() || at - sorted[after - 1] < sorted[after] - at {
        after - 1
    } else {
        after
    }
}

#[cfg(test)]
mod tests;

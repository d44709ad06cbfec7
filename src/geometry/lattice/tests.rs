use super::*;
use crate::geometry::{edges::Edge, rulings};

/// A drawing of a table: `-` and `|` are rulings, each sign 10 points wide and high.
fn check(drawing: &str, expected: &[[usize; 4]]) -> Grid {
    let rows: Vec<Vec<char>> = drawing.lines().map(|line| line.trim().chars().collect()).collect();
    let mut edges = Vec::new();
    for (y, row) in rows.iter().enumerate() {
        for (x, &sign) in row.iter().enumerate() {
            let (x, y) = (x as f32 * 10.0, y as f32 * 10.0);
            if matches!(sign, '-' | '+') {
                edges.push(Edge::horizontal(y, (x - 5.0).max(0.0), x + 5.0));
            }
            if matches!(sign, '|' | '+') {
                edges.push(Edge::vertical(x, y - 5.0, y + 5.0));
            }
        }
    }
    let tolerance = Tolerance::of(10.0);
    let grids = grids(&rulings::join(&edges, tolerance), tolerance, 10_000);
    assert_eq!(grids.len(), 1, "{drawing}");
    let found: Vec<_> = grids[0].cells.iter().map(|c| [c.row, c.column, c.row_span, c.column_span]).collect();
    assert_eq!(found, expected, "{drawing}");
    grids.into_iter().next().unwrap()
}

#[test]
fn a_column_without_lines_on_this_page() {
    check(
        "|.|..|..|\n|.|..|..|\n+-+..+--+\n|.|..|..|\n|.|..|..|\n|.|..|..|\n|.|..|..|",
        &[[0, 0, 1, 1], [0, 1, 2, 1], [0, 2, 1, 1], [1, 0, 1, 1], [1, 2, 1, 1]],
    );
}

#[test]
fn full_lattice() {
    check(
        "+--+--+\n|..|..|\n|..|..|\n+--+--+\n|..|..|\n|..|..|\n+--+--+",
        &[[0, 0, 1, 1], [0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 1, 1]],
    );
}

#[test]
fn a_missing_inner_line_merges_cells() {
    check("+--+--+\n|..|..|\n|..|..|\n|..+--+\n|..|..|\n|..|..|\n+--+--+", &[[0, 0, 2, 1], [0, 1, 1, 1], [1, 1, 1, 1]]);
    check("+--+--+\n|.....|\n|.....|\n+--+--+\n|..|..|\n|..|..|\n+--+--+", &[[0, 0, 1, 2], [1, 0, 1, 1], [1, 1, 1, 1]]);
}

#[test]
fn open_sides_are_closed() {
    let grid = check(
        "+--+--+\n|..|..|\n|..|..|\n+--+--+\n|..|..|\n|..|..|\n|..|..|",
        &[[0, 0, 1, 1], [0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 1, 1]],
    );
    assert_eq!(grid.open[0], Open::default());
    assert_eq!(grid.open[3], Open { top: false, bottom: true });
    check(
        "---+---\n...|...\n...|...\n---+---\n...|...\n...|...\n---+---",
        &[[0, 0, 1, 1], [0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 1, 1]],
    );
}

#[test]
fn rows_cut_by_the_page_end_between_open_sides() {
    let six = [[0, 0, 1, 1], [0, 1, 1, 1], [0, 2, 1, 1], [1, 0, 1, 1], [1, 1, 1, 1], [1, 2, 1, 1]];
    let grid = check("---+---+---\n...|...|...\n...|...|...\n---+---+---\n...|...|...\n...|...|...\n...|...|...", &six);
    assert!(grid.open[3..].iter().all(|open| open.bottom), "{:?}", grid.open);
    let grid = check("...|...|...\n...|...|...\n...|...|...\n---+---+---\n...|...|...\n...|...|...\n---+---+---", &six);
    assert!(grid.open[..3].iter().all(|open| open.top), "{:?}", grid.open);
}

#[test]
fn a_side_drawn_in_part_is_drawn_out() {
    let mut edges: Vec<Edge> = [0.0, 20.0].map(|y| Edge::horizontal(y, 0.0, 120.0)).to_vec();
    edges.extend([0.0, 40.0, 80.0, 120.0].map(|x| Edge::vertical(x, 0.0, 40.0)));
    edges.push(Edge::horizontal(40.5, 40.0, 80.0));
    let tolerance = Tolerance::of(10.0);
    let grids = grids(&rulings::join(&edges, tolerance), tolerance, 100);
    let [grid] = &grids[..] else { panic!("{grids:?}") };
    // Only the cell above the piece is closed.
    let open: Vec<bool> = grid.open.iter().map(|open| open.bottom).collect();
    assert_eq!(open, [false, false, false, true, false, true]);
}

#[test]
fn lines_that_stop_short() {
    let edges = [
        Edge::horizontal(0.0, 1.5, 98.5),
        Edge::horizontal(20.0, 2.0, 98.0),
        Edge::horizontal(40.0, 0.0, 100.0),
        Edge::vertical(0.0, 1.5, 38.0),
        Edge::vertical(50.0, 2.0, 38.5),
        Edge::vertical(100.0, 2.0, 38.5),
    ];
    let tolerance = Tolerance::of(10.0);
    let grids = grids(&rulings::join(&edges, tolerance), tolerance, 100);
    assert_eq!(grids.len(), 1);
    assert_eq!(grids[0].cells.len(), 4);
    assert_eq!(grids[0].find(75.0, 30.0), Some(3));
    assert_eq!(grids[0].find(175.0, 30.0), None);
}

#[test]
fn too_many_rulings_are_a_drawing() {
    let edges: Vec<Edge> = (0..200)
        .flat_map(|i| [Edge::horizontal(i as f32 * 5.0, 0.0, 1000.0), Edge::vertical(i as f32 * 5.0, 0.0, 1000.0)])
        .collect();
    let tolerance = Tolerance::of(10.0);
    assert!(grids(&rulings::join(&edges, tolerance), tolerance, 10_000).is_empty());
}

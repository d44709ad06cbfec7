//! Step 4: columns from the white space between them, over the rows of one table.

/// White space that parts two columns: its left and right end.
pub type Corridor = (f32, f32);

/// Left and right end of something on a baseline.
pub type Stretch = (f32, f32);

/// More columns than this are a drawing.
const MOST_COLUMNS: usize = 100;

/// The corridors between the columns of rows that each give the stretches of their runs, from left to
/// right.
///
/// A stretch of a few rows may lie across a corridor: a heading over several columns. Rows with one
/// stretch say nothing.
pub fn corridors(rows: &[Vec<Stretch>], narrowest: f32) -> Vec<Corridor> {
    let rows: Vec<&Vec<Stretch>> = rows.iter().filter(|row| row.len() > 1).collect();
    let crossing = if rows.len() < 4 { 0 } else { 1 + rows.len() / 10 };
    let profile = profile(&rows);
    let valleys = valleys(&profile, crossing, narrowest);
    let valleys: Vec<Corridor> = valleys.into_iter().filter(|(from, to)| to - from >= narrowest).collect();
    if valleys.len() >= MOST_COLUMNS { Vec::new() } else { without_half_columns(valleys, &rows) }
}

/// A stretch of x and how many rows have something there.
#[derive(Clone, Copy, Debug)]
struct Step {
    from: f32,
    to: f32,
    count: usize,
}

fn profile(rows: &[&Vec<Stretch>]) -> Vec<Step> {
    let mut ends: Vec<(f32, i32)> =
        rows.iter().flat_map(|row| row.iter().flat_map(|&(from, to)| [(from, 1), (to, -1)])).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut steps: Vec<Step> = Vec::new();
    let mut count = 0;
    for pair in ends.windows(2) {
        count += pair[0].1;
        let (from, to) = (pair[0].0, pair[1].0);
        if to <= from {
            continue;
        }
        match steps.last_mut() {
            Some(step) if step.count == count.max(0) as usize => step.to = to,
            _ => steps.push(Step { from, to, count: count.max(0) as usize }),
        }
    }
    steps
}

/// The lowest stretches between two peaks, where they are low by themselves and beside the peaks.
fn valleys(profile: &[Step], crossing: usize, narrowest: f32) -> Vec<Corridor> {
    let mut found = Vec::new();
    let mut peak = 0;
    let mut lowest: Option<Step> = None;
    let deep = |low: usize, peak: usize| peak > low * 3;
    for &step in profile {
        if let Some(low) = lowest
            && low.count <= crossing
            && deep(low.count, peak)
            && deep(low.count, step.count)
        {
            found.push((low.from, low.to));
            (peak, lowest) = (step.count, None);
            continue;
        }
        if step.count > peak && lowest.is_none() {
            peak = step.count;
        } else if step.count < peak {
            let width = |step: Step| step.to - step.from;
            // White space that is too narrow is none, though a heading beside it is in the way.
            let is_wide = width(step) >= narrowest;
            let lower = lowest.is_none_or(|low| {
                step.count < low.count && (is_wide || width(low) < narrowest)
                    || step.count == low.count && width(step) > width(low)
            });
            if lower {
                lowest = Some(step);
            }
        }
    }
    found
}

/// Two neighbours that are never filled in one row, of which one is nearly blank, are one column: a
/// heading that does not stand above its numbers.
fn without_half_columns(mut corridors: Vec<Corridor>, rows: &[&Vec<Stretch>]) -> Vec<Corridor> {
    loop {
        let filled = filled(&corridors, rows);
        let few = (rows.len() / 6).max(1);
        let is_sparse = |column: usize| filled[column].iter().filter(|&&is| is).count() <= few;
        let are_apart = |at: usize| !filled[at].iter().zip(&filled[at + 1]).any(|(left, right)| *left && *right);
        let width = |at: usize| corridors[at].1 - corridors[at].0;
        // Between two neighbours that it could belong to, a column belongs to the nearer one.
        let nearest = |at: usize, other: Option<usize>| {
            other.is_none_or(|other| other >= corridors.len() || !are_apart(other) || width(at) <= width(other))
        };
        let half = (0..corridors.len()).find(|&at| {
            are_apart(at)
                && (is_sparse(at) && nearest(at, at.checked_sub(1)) || is_sparse(at + 1) && nearest(at, Some(at + 1)))
        });
        match half {
            Some(at) => corridors.remove(at),
            None => return corridors,
        };
    }
}

/// For each column whether each row has a run there and in no other column.
fn filled(corridors: &[Corridor], rows: &[&Vec<Stretch>]) -> Vec<Vec<bool>> {
    let mut filled = vec![vec![false; rows.len()]; corridors.len() + 1];
    for (at, row) in rows.iter().enumerate() {
        for &stretch in row.iter() {
            let (first, last) = span(corridors, stretch);
            if first == last {
                filled[first][at] = true;
            }
        }
    }
    filled
}

/// First and last column that a stretch stands in.
pub fn span(corridors: &[Corridor], (from, to): Stretch) -> (usize, usize) {
    let middle = |corridor: &Corridor| (corridor.0 + corridor.1) / 2.0;
    // What reaches into white space without crossing it stays on its side.
    let first = corridors.iter().filter(|corridor| corridor.1 <= from + 0.5 || middle(corridor) < from).count();
    let last = corridors.iter().filter(|corridor| corridor.1 < to - 0.5 && middle(corridor) < to).count();
    if first > last {
        let centre = (from + to) / 2.0;
        let column = corridors.iter().filter(|corridor| middle(corridor) < centre).count();
        return (column, column);
    }
    (first, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A drawing: `#` is text, each sign 10 points wide; corridors come out in signs.
    fn check(drawing: &[&str], expected: &[(usize, usize)]) {
        let rows: Vec<Vec<Stretch>> = drawing
            .iter()
            .map(|line| {
                let mut row: Vec<Stretch> = Vec::new();
                for (at, sign) in line.char_indices().filter(|(_, sign)| *sign == '#') {
                    let (from, to) = (at as f32 * 10.0, at as f32 * 10.0 + 10.0);
                    match row.last_mut() {
                        Some(last) if last.1 == from && sign == '#' => last.1 = to,
                        _ => row.push((from, to)),
                    }
                }
                row
            })
            .collect();
        let found: Vec<_> =
            corridors(&rows, 2.0).iter().map(|c| ((c.0 / 10.0) as usize, (c.1 / 10.0) as usize)).collect();
        assert_eq!(found, expected, "{drawing:?}");
    }

    #[test]
    fn white_space_parts_columns() {
        check(&["## ## #", "#  ## #", "## #  #"], &[(2, 3), (5, 6)]);
        check(&["####   ##", "##      #", "###    ##"], &[(4, 7)]);
    }

    #[test]
    fn a_heading_over_columns_may_cross() {
        check(&["## #####", "## ## ##", "#  ## ##", "## ##  #", "## ## ##"], &[(2, 3), (5, 6)]);
    }

    #[test]
    fn a_heading_beside_its_numbers_is_no_column() {
        check(&["## ##      ", "##      ###", "#        ##", "##       ##"], &[(2, 3)]);
    }
}

//! Step 2: which runs are running text: lines that fill their column one below the other.

use super::{
    blocks::ALIKE,
    regions,
    words::{Kind, Row, Run},
};
use crate::geometry::chars;

/// So many full lines below each other are a paragraph.
const LINES: usize = 3;
/// A full line is at least this share of the longest.
const FULL: f32 = 0.8;
/// No column of running text is narrower than this, in sizes; labels of a table may be nearly as wide.
const NARROWEST: f32 = 16.0;
/// Lines of a paragraph do not stand farther apart than this, in sizes.
const PITCH: f32 = 2.2;
/// Words in so many columns beside a line …
const BESIDE: usize = 2;
/// … that take no more than this share of its width show that it stands in a table.
const SHORT: f32 = 0.8;
/// How far left ends may differ, in sizes: an indent.
const INDENT: f32 = 2.5;

/// Marks the runs of paragraphs.
pub fn mark(rows: &mut [Row]) {
    let mut stacks: Vec<Stack> = Vec::new();
    let mut done: Vec<Stack> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let (near, far) = stacks.into_iter().partition(|stack| row.baseline - stack.baseline <= PITCH * stack.size);
        stacks = near;
        done.extend::<Vec<Stack>>(far);
        for (index, run) in row.runs.iter().enumerate() {
            let labels = row.runs.get(index + 1).is_some_and(regions::is_value);
            if labels || !is_wordy(run, row.size) {
                continue;
            }
            match stacks.iter_mut().find(|stack| stack.goes_on(row, run)) {
                Some(stack) => stack.push(row, run, (at, index)),
                None => stacks.push(Stack::of(row, run, (at, index))),
            }
        }
    }
    done.extend(stacks);
    let paragraphs: Vec<Vec<(usize, usize)>> = done.into_iter().map(Stack::paragraph).collect();
    let is_running = |paragraph: &&Vec<(usize, usize)>| !is_column_of_cells(rows, paragraph);
    let running: Vec<(usize, usize)> = paragraphs.iter().filter(is_running).flatten().copied().collect();
    for (row, run) in running {
        rows[row].runs[run].prose = true;
    }
    mark_ends(rows);
}

/// Runs below each other with about the same left end.
struct Stack {
    left: f32,
    right: f32,
    baseline: f32,
    size: f32,
    /// Row and number of each run, with its right end.
    runs: Vec<((usize, usize), f32)>,
}

impl Stack {
    fn of(row: &Row, run: &Run, at: (usize, usize)) -> Stack {
        Stack { left: run.x0, right: run.x1, baseline: row.baseline, size: row.size, runs: vec![(at, run.x1)] }
    }

    fn goes_on(&self, row: &Row, run: &Run) -> bool {
        row.baseline > self.baseline
            && (run.x0 - self.left).abs() <= self.size * INDENT
            && (row.size - self.size).abs() <= self.size * 0.25
    }

    fn push(&mut self, row: &Row, run: &Run, at: (usize, usize)) {
        self.left = self.left.min(run.x0);
        self.right = self.right.max(run.x1);
        self.baseline = row.baseline;
        self.runs.push((at, run.x1));
    }

    /// The runs, if most of them are full lines.
    fn paragraph(self) -> Vec<(usize, usize)> {
        let full = self.left + (self.right - self.left) * FULL;
        let count = self.runs.iter().filter(|(_, right)| *right >= full).count();
        let is = self.right - self.left >= self.size * NARROWEST && count >= LINES && count * 2 >= self.runs.len();
        if is { self.runs.into_iter().map(|(at, _)| at).collect() } else { Vec::new() }
    }
}

/// Whether lines without spaces between words are cells of a column rather than a paragraph: beside each
/// block of them stand words in several other columns, fewer lines of them than the block has.
fn is_column_of_cells(rows: &[Row], lines: &[(usize, usize)]) -> bool {
    let run = |&(row, run): &(usize, usize)| &rows[row].runs[run];
    let Some(&(first, _)) = lines.first() else { return false };
    if lines.iter().filter(|at| regions::is_wide(run(at))).count() * 2 < lines.len() {
        return false;
    }
    let left = lines.iter().map(|at| run(at).x0).fold(f32::MAX, f32::min);
    let right = lines.iter().map(|at| run(at).x1).fold(f32::MIN, f32::max);
    let step = |pair: &[(usize, usize)]| run(&pair[1]).baseline() - run(&pair[0]).baseline();
    let tight = lines.windows(2).map(step).fold(rows[first].size * PITCH, f32::min);
    let is_near = |a: &(usize, usize), b: &(usize, usize)| step(&[*a, *b]) <= tight * ALIKE;
    let blocks: Vec<&[(usize, usize)]> = lines.chunk_by(is_near).collect();
    let is_cell = |block: &&&[(usize, usize)]| {
        let (Some(&(top, _)), Some(&(last, _))) = (block.first(), block.last()) else { return false };
        // Its last line may be too short to be among these.
        let end = rows[last].baseline + tight * ALIKE;
        let bottom = last + rows[last + 1..].iter().take_while(|row| row.baseline <= end).count();
        let is_beside = |run: &&Run| run.x1 <= left || run.x0 >= right;
        let is_short = |run: &&Run| run.width() < (right - left) * SHORT;
        let runs = || rows[top..=bottom].iter().flat_map(|row| &row.runs);
        let own = runs().filter(|run| !is_beside(run)).count();
        let beside = runs().filter(is_beside).filter(is_short);
        let mut columns: Vec<(f32, f32, usize)> = Vec::new();
        for run in beside {
            match columns.iter_mut().find(|column| run.x0 < column.1 && run.x1 > column.0) {
                Some(column) => *column = (column.0.min(run.x0), column.1.max(run.x1), column.2 + 1),
                None => columns.push((run.x0, run.x1, 1)),
            }
        }
        columns.iter().filter(|column| column.2 < own.max(2)).count() >= BESIDE
    };
    blocks.iter().filter(is_cell).count() * 5 >= blocks.len() * 4
}

/// Several words, few of them numbers; or many Chinese signs.
fn is_wordy(run: &Run, size: f32) -> bool {
    let numbers = run.words.iter().filter(|word| word.kind == Kind::Number).count();
    let signs: usize = run.words.iter().map(|word| word.glyphs.len()).sum();
    let wide = run.words.iter().flat_map(|word| &word.glyphs).filter(|glyph| chars::is_wide(glyph.sign)).count();
    run.width() >= size * 6.0
        && (wide >= 10 && wide * 2 > signs || run.words.len() >= 4 && numbers * 3 <= run.words.len())
}

/// First and last lines of paragraphs, which are shorter.
fn mark_ends(rows: &mut [Row]) {
    for pass in 0..2 {
        for step in 1..rows.len() {
            let (at, by) = if pass == 0 { (step, step - 1) } else { (rows.len() - 1 - step, rows.len() - step) };
            let near = (rows[at].baseline - rows[by].baseline).abs() <= rows[at].size * 1.6;
            if !near || rows[at].runs.len() > 1 || rows[by].runs.iter().any(|run| !run.prose) {
                continue;
            }
            let (run, size) = (&rows[at].runs[0], rows[at].size);
            let beside = |other: &Run| run.x0 >= other.x0 - size * INDENT && run.x1 <= other.x1 + size * INDENT;
            if !run.prose && rows[by].runs.iter().any(beside) {
                rows[at].runs[0].prose = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{lines, lines::tests::glyphs, unruled::words};

    /// Lines of runs parted by `|`, each 100 points wide, 12 points apart; expected: the lines with
    /// running text.
    fn check(input: &[&str], expected: &[usize]) {
        let mut all = Vec::new();
        for (row, line) in input.iter().enumerate() {
            for (column, text) in line.split('|').enumerate() {
                all.extend(glyphs(text, column as f32 * 250.0, row as f32 * 12.0, 10.0));
            }
        }
        let mut rows = words::rows(&lines::read(&mut all, 0), &[]);
        mark(&mut rows);
        let found: Vec<usize> =
            rows.iter().enumerate().filter(|(_, row)| row.runs.iter().any(|run| run.prose)).map(|(at, _)| at).collect();
        assert_eq!(found, expected, "{input:?}");
    }

    #[test]
    fn paragraphs() {
        let line = "several words that fill a whole line here";
        check(&[line, line, line, "and the end"], &[0, 1, 2, 3]);
        check(&[line, line, "12 | 34"], &[]);
        check(&["Alaska and Hawaii|12", "other states of the union|13", "Total of all these states|14"], &[]);
        let cells = "一|各地应当按照要求认真填写并及时|甲局";
        check(&[cells, "|各地应当按照要求认真填写并及时|", cells, "|各地应当按照要求认真填写并及时|", cells], &[]);
        let chinese = "各地应当按照要求认真填写并及时报送本表格内容";
        check(&[chinese, chinese, chinese], &[0, 1, 2]);
    }
}

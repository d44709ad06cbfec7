//! Step 7: the cells of one region: pieces of runs by column, header levels above, rows of the body
//! below.

use super::{
    blocks,
    categories::{self, Categories},
    columns::{self, Corridor},
    heads::{self, Head},
    regions::{self, Region},
    words::{Kind, Row, Run},
    wraps::{self, Baseline, Filled},
};
use crate::{
    geometry::{chars, edges::Axis, rulings::Ruling},
    model::document::Rect,
};

/// A run, or a part of it, in its columns (the last one included).
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Number of the row within the region.
    pub row: usize,
    pub first: usize,
    pub last: usize,
    pub run: Run,
}

/// A cell and the pieces that stand in it.
#[derive(Clone, Debug, PartialEq)]
pub struct GridCell {
    pub row: usize,
    pub column: usize,
    pub row_span: usize,
    pub column_span: usize,
    pub header: bool,
    pub pieces: Vec<usize>,
}

/// A table without its rulings.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenGrid {
    pub corridors: Vec<Corridor>,
    pub pieces: Vec<Piece>,
    pub cells: Vec<GridCell>,
    pub rows: usize,
    /// How many of the rows are header.
    pub header: usize,
    /// Left end, middles of the corridors, right end.
    pub xs: Vec<f32>,
    /// Top, middles between rows, bottom.
    pub ys: Vec<f32>,
    /// Rulings and ends of backgrounds over the table's width, from top to bottom.
    pub rules: Vec<f32>,
    /// How many of these are rulings.
    pub drawn: usize,
    /// Upright rulings over most of the table's height.
    pub walls: usize,
    /// Lines in which dots lead from one column to the next.
    pub led: usize,
}

/// The narrowest white space between columns, in sizes.
const NARROWEST: f32 = 0.2;
/// Lines of one header cell do not stand farther apart than this, in sizes.
const HEAD_PITCH: f32 = 1.6;

/// The grid of a region; none if it has one column only.
pub fn of(rows: &[Row], region: &Region, rulings: &[Ruling]) -> Option<OpenGrid> {
    let size = usual_size(rows, region);
    let runs =
        |row: &(usize, Vec<usize>)| -> Vec<Run> { row.1.iter().map(|&run| rows[row.0].runs[run].clone()).collect() };
    let by_row: Vec<Vec<Run>> = region.rows.iter().map(runs).collect();
    let stretches: Vec<Vec<(f32, f32)>> =
        by_row.iter().map(|runs| runs.iter().map(|run| (run.x0, run.x1)).collect()).collect();
    let corridors = columns::corridors(&stretches, size * NARROWEST);
    if corridors.is_empty() {
        return None;
    }
    let pieces = pieces(by_row, &corridors);
    let left = pieces.iter().map(|piece| piece.run.x0).min_by(f32::total_cmp)?;
    let right = pieces.iter().map(|piece| piece.run.x1).max_by(f32::total_cmp)?;
    let lines: Vec<&Row> = region.rows.iter().map(|(row, _)| &rows[*row]).collect();
    let mut near: Vec<&Ruling> = rulings
        .iter()
        .filter(|rule| rule.axis == Axis::Horizontal && rule.to > left && rule.from < right)
        .filter(|rule| {
            rule.at >= lines[0].top() - size * 2.0 && rule.at <= lines[lines.len() - 1].bottom() + size * 2.0
        })
        .collect();
    near.sort_by(|a, b| a.at.total_cmp(&b.at));
    let is_underline = |rule: &&Ruling| lines.iter().any(|line| is_under_words(line, rule));
    let across: Vec<&Ruling> = near.iter().copied().filter(|rule| !is_underline(rule)).collect();
    let rules = full_rules(&across, left, right);
    let drawn: Vec<&Ruling> = across.into_iter().filter(|rule| !rule.shade).collect();
    let drawn = full_rules(&drawn, left, right).len();
    let height = (lines[0].top(), lines[lines.len() - 1].bottom());
    let walls = walls(rulings, (left - size * 2.0, right + size * 2.0), height);
    let led = lines.iter().filter(|line| line.led).count();
    let header = header_lines(&lines, &pieces, &rules);
    let mut grid = OpenGrid {
        xs: xs(&corridors, left, right),
        corridors,
        pieces,
        cells: vec![],
        rows: 0,
        header: 0,
        ys: vec![],
        rules,
        drawn,
        walls,
        led,
    };
    let header_lines = header.unwrap_or_else(|| grid.first_row(&lines));
    let bounds = grid.fill_header(&lines, header_lines, &near, size);
    grid.fill_body(&lines, header_lines, bounds);
    Some(grid)
}

fn usual_size(rows: &[Row], region: &Region) -> f32 {
    let mut sizes: Vec<f32> = region.rows.iter().map(|(row, _)| rows[*row].size).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(10.0)
}

fn xs(corridors: &[Corridor], left: f32, right: f32) -> Vec<f32> {
    let mut xs = vec![left - 1.0];
    xs.extend(corridors.iter().map(|(from, to)| (from + to) / 2.0));
    xs.push(right + 1.0);
    xs
}

/// Runs by column; a run over several columns is cut where a gap of it lies in a corridor and tells
/// that two texts stand there.
fn pieces(by_row: Vec<Vec<Run>>, corridors: &[Corridor]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (row, runs) in by_row.into_iter().enumerate() {
        let alone = runs.len() == 1;
        let mut rest: Vec<Run> = runs.into_iter().rev().collect();
        while let Some(run) = rest.pop() {
            let (first, last) = columns::span(corridors, (run.x0, run.x1));
            // The line above has texts of their own on both sides.
            let parted = |at: usize| {
                let above = |column: usize| {
                    pieces
                        .iter()
                        .rev()
                        .any(|piece| piece.row + 1 == row && (piece.first, piece.last) == (column, column))
                };
                above(at) && above(at + 1)
            };
            let cut =
                if first < last && !alone { cut(&run, &corridors[first..last], |at| parted(first + at)) } else { None };
            match cut {
                Some(at) => {
                    let (left, right) = run.split(at);
                    rest.push(right);
                    rest.push(left);
                }
                None => pieces.push(Piece { row, first, last, run }),
            }
        }
    }
    pieces
}

/// The word before which a run that crosses corridors falls apart.
fn cut(run: &Run, corridors: &[Corridor], parted: impl Fn(usize) -> bool) -> Option<usize> {
    let gap = |at: usize| (run.words[at - 1].x1, run.words[at].x0);
    let width = |(from, to): (f32, f32)| to - from;
    let usual = (1..run.words.len()).map(|at| width(gap(at))).min_by(f32::total_cmp)?;
    let corridor = |at: usize| {
        let (from, to) = gap(at);
        corridors.iter().position(|corridor| from < corridor.1 && to > corridor.0)
    };
    let tells = |at: usize| {
        let is_value = |word: usize| matches!(run.words[word].kind, Kind::Number | Kind::Mark);
        width(gap(at)) > usual * 1.4 + 0.2 || is_value(at) && (is_value(at - 1) || at + 1 == run.words.len())
    };
    (1..run.words.len())
        .filter(|&at| corridor(at).is_some_and(|corridor| tells(at) || parted(corridor)))
        .max_by(|&a, &b| width(gap(a)).total_cmp(&width(gap(b))))
}

/// Positions at which rulings, taken together, run over most of the table's width.
fn full_rules(near: &[&Ruling], left: f32, right: f32) -> Vec<f32> {
    const SAME: f32 = 2.0;
    near.chunk_by(|a, b| b.at - a.at <= SAME)
        .filter(|together| {
            let covered: f32 = together.iter().map(|rule| rule.to.min(right) - rule.from.max(left)).sum();
            covered >= (right - left) * 0.7
        })
        .map(|together| together[0].at)
        .collect()
}

/// Whether a line is drawn below words, as long as they are: a link.
fn is_under_words(line: &Row, rule: &Ruling) -> bool {
    const BELOW: f32 = 0.3;
    const SAME: f32 = 1.5;
    let words = || line.runs.iter().flat_map(|run| &run.words);
    (line.baseline..=line.baseline + line.size * BELOW).contains(&rule.at)
        && words().any(|word| (word.x0 - rule.from).abs() <= SAME)
        && words().any(|word| (word.x1 - rule.to).abs() <= SAME)
}

/// How many upright rulings between `left` and `right` run over most of the height.
fn walls(rulings: &[Ruling], (left, right): (f32, f32), (top, bottom): (f32, f32)) -> usize {
    const MOST: f32 = 0.8;
    let is_wall = |rule: &&Ruling| {
        let covered = rule.to.min(bottom) - rule.from.max(top);
        rule.axis == Axis::Vertical && left < rule.at && rule.at < right && covered >= (bottom - top) * MOST
    };
    rulings.iter().filter(is_wall).count()
}

/// How many of the lines are header; none if neither values nor rulings tell.
fn header_lines(lines: &[&Row], pieces: &[Piece], rules: &[f32]) -> Option<usize> {
    const MOST: usize = 12;
    let by_line = |line: usize| pieces.iter().filter(move |piece| piece.row == line);
    let is_body = |line: usize| {
        let beside = || by_line(line).filter(|piece| piece.first > 0);
        let values = beside().filter(|piece| regions::is_value(&piece.run) && !is_year(&piece.run)).count();
        values > 0 && values * 2 >= beside().count()
    };
    let first_body = (0..lines.len()).find(|&line| is_body(line));
    let above = |rule: f32| lines.iter().take_while(|line| line.baseline - line.size * 0.3 < rule).count();
    let counts = || rules.iter().map(|&rule| above(rule)).filter(|&count| count > 0);
    // Rulings may part the levels of the header, too: the last one above the body ends it.
    let ruled = match first_body {
        Some(body) => counts().take_while(|&count| count <= body).last().or(counts().next()),
        None => counts().next(),
    };
    let count = match (ruled, first_body) {
        (Some(count), Some(body)) if count < lines.len() && count <= MOST && count <= body + 2 => count,
        (Some(count), None) if count < lines.len() && count <= MOST && count * 2 <= lines.len() => count,
        (_, Some(body)) if body <= MOST => {
            // Labels of the body's first section stand alone in the first column.
            let is_label = |line: usize| by_line(line).all(|piece| piece.last == 0);
            let labels = (1..body)
                .rev()
                .take_while(|&line| is_label(line) && by_line(line - 1).any(|piece| piece.first == 0))
                .count();
            body - labels
        }
        (_, None) => return None,
        _ => 0,
    };
    Some(count)
}

/// 2011, 2003–04, FY 2011.
fn is_year(run: &Run) -> bool {
    let text = run.text();
    let digits: String = text.chars().filter(char::is_ascii_digit).take(4).collect();
    let first: u32 = digits.parse().unwrap_or(0);
    (1900..2100).contains(&first)
        && text.chars().filter(char::is_ascii_digit).count() <= 8
        && !text.contains(['.', ','])
}

/// Rows from which baselines go on with the one above; no cell stands over several.
fn rows_of(goes_on: Vec<bool>) -> Categories {
    let mut row = 0;
    let mut next = |(at, on): (usize, &bool)| {
        row += usize::from(!on && at > 0);
        row
    };
    Categories { rows: goes_on.iter().enumerate().map(&mut next).collect(), spans: vec![None; goes_on.len()] }
}

impl OpenGrid {
    pub fn rect(&self) -> Rect {
        [self.xs[0], self.ys[0], self.xs[self.xs.len() - 1], self.ys[self.ys.len() - 1]]
    }

    pub fn columns(&self) -> usize {
        self.corridors.len() + 1
    }

    /// Makes the cells of the header; gives the row lines below it.
    fn fill_header(&mut self, lines: &[&Row], count: usize, rulings: &[&Ruling], size: f32) -> Vec<f32> {
        let top = lines[0].top() - 1.0;
        if count == 0 {
            return vec![top];
        }
        let mut heads = Vec::new();
        for (at, piece) in self.pieces.iter().enumerate().filter(|(_, piece)| piece.row < count) {
            let y = lines[piece.row].baseline;
            let (first, last) = self.head_span(piece, y, rulings, size);
            heads.push(Head { first, last, top: y, bottom: y, pieces: vec![at] });
        }
        heads::widen(&mut heads, &self.xs, size, |head| {
            let run = &self.pieces[head.pieces[0]].run;
            (run.x0 + run.x1) / 2.0
        });
        let parted = |above: &Head, below: &Head| {
            let (left, right) = (self.xs[below.first], self.xs[below.last + 1]);
            rulings.iter().any(|rule| {
                let covered = rule.to.min(right) - rule.from.max(left);
                rule.at > above.bottom && rule.at < below.top - size * 0.3 && covered >= (right - left) * 0.4
            })
        };
        let joined = heads::join(heads, size * HEAD_PITCH, parted);
        let (levels, depth) = heads::levels(&joined);
        for (head, level) in joined.iter().zip(&levels) {
            self.cells.push(GridCell {
                row: level.row,
                column: head.first,
                row_span: level.row_span,
                column_span: head.last + 1 - head.first,
                header: true,
                pieces: head.pieces.clone(),
            });
        }
        (self.rows, self.header) = (depth, depth);
        let end = lines
            .get(count)
            .map_or(lines[count - 1].bottom() + 1.0, |next| (lines[count - 1].bottom() + next.top()) / 2.0);
        (0..=depth).map(|at| top + (end - top) * at as f32 / depth as f32).collect()
    }

    /// The columns of a heading: what it stands over, and what the ruling below it runs over.
    fn head_span(&self, piece: &Piece, y: f32, rulings: &[&Ruling], size: f32) -> (usize, usize) {
        let below = rulings.iter().find(|rule| {
            rule.at > y - size * 0.3
                && rule.at < y + size * 1.0
                && rule.from <= piece.run.x0 + size
                && rule.to >= piece.run.x1 - size
        });
        let Some(rule) = below else { return (piece.first, piece.last) };
        let width = self.xs[self.xs.len() - 1] - self.xs[0];
        let (first, last) = columns::span(&self.corridors, (rule.from + size * 0.2, rule.to - size * 0.2));
        let alone = !self
            .pieces
            .iter()
            .any(|other| other.row == piece.row && other != piece && other.first <= last && other.last >= first);
        if rule.to - rule.from < width * 0.9 && first <= piece.first && piece.last <= last && alone {
            (first, last)
        } else {
            (piece.first, piece.last)
        }
    }

    /// How many lines the first row has, if the space between lines tells, or else one.
    fn first_row(&self, lines: &[&Row]) -> usize {
        let goes_on = blocks::goes_on(&self.baselines(lines, 0), self.columns());
        goes_on.map_or(1, |on| 1 + on.iter().skip(1).take_while(|on| **on).count())
    }

    fn baselines(&self, lines: &[&Row], from: usize) -> Vec<Baseline> {
        let mut ends = vec![f32::MIN; self.columns()];
        for piece in self.pieces.iter().filter(|piece| piece.first == piece.last) {
            ends[piece.first] = ends[piece.first].max(piece.run.x1);
        }
        (from..lines.len()).map(|line| self.baseline(lines, line, &ends)).collect()
    }

    fn fill_body(&mut self, lines: &[&Row], from: usize, mut ys: Vec<f32>) {
        let body = self.baselines(lines, from);
        // A heading of a section stands across.
        let is_plain = self.pieces.iter().all(|piece| piece.row < from || piece.first > 0 || piece.last == 0);
        let Categories { rows, spans } = categories::of(&body, self.columns())
            .filter(|_| is_plain)
            .unwrap_or_else(|| rows_of(wraps::goes_on(&body, self.columns())));
        let mut count = 0;
        let mut end = from;
        for (number, line) in (from..lines.len()).enumerate() {
            let at: Vec<usize> = (0..self.pieces.len()).filter(|&at| self.pieces[at].row == line).collect();
            let is_category = spans[number].is_some() && at.iter().all(|&at| self.pieces[at].first == 0);
            for at in at {
                let own = (rows[number], rows[number]);
                let (first, last) = spans[number].filter(|_| self.pieces[at].first == 0).unwrap_or(own);
                self.put(self.rows + first, last + 1 - first, at);
            }
            if is_category {
                continue;
            }
            if rows[number] == count && count > 0 {
                ys.push((lines[end].bottom() + lines[line].top()) / 2.0);
            }
            count = count.max(rows[number] + 1);
            end = line;
        }
        if from < lines.len() {
            ys.push(lines[lines.len() - 1].bottom() + 1.0);
        }
        self.rows += count;
        self.ys = ys;
    }

    /// `ends` are the right ends of the columns.
    fn baseline(&self, lines: &[&Row], line: usize, ends: &[f32]) -> Baseline {
        let size = lines[line].size;
        let filled = self
            .pieces
            .iter()
            .filter(|piece| piece.row == line)
            .filter_map(|piece| {
                let word = piece.run.words.first()?;
                let (first, last) = (word.glyphs.first()?, piece.run.words.last()?.glyphs.last()?);
                Some(Filled {
                    column: piece.first,
                    y: piece.run.baseline(),
                    value: regions::is_value(&piece.run),
                    begins: first.sign,
                    ends: last.sign,
                    full: piece.run.x1 + size >= ends[piece.first] && chars::is_wide(last.sign),
                    width: piece.run.width(),
                    lead: if chars::is_wide(first.sign) { first.advance } else { word.x1 - word.x0 + size * 0.25 },
                })
            })
            .collect();
        let above = line.checked_sub(1).map_or(f32::MIN, |above| lines[above].baseline);
        let middle = lines[line].baseline - size * 0.3;
        let ruled = self.rules.iter().any(|&rule| above - size * 0.3 < rule && rule < middle);
        Baseline { y: lines[line].baseline, size, filled, ruled }
    }

    /// Puts a piece of the body into the cell of its rows and columns.
    fn put(&mut self, row: usize, row_span: usize, at: usize) {
        let (first, last) = (self.pieces[at].first, self.pieces[at].last);
        let known = self.cells.iter_mut().find(|cell| {
            !cell.header && cell.row == row && cell.column <= last && first < cell.column + cell.column_span
        });
        match known {
            Some(cell) => {
                let end = (cell.column + cell.column_span).max(last + 1);
                cell.column = cell.column.min(first);
                cell.column_span = end - cell.column;
                cell.pieces.push(at);
            }
            None => self.cells.push(GridCell {
                row,
                column: first,
                row_span,
                column_span: last + 1 - first,
                header: false,
                pieces: vec![at],
            }),
        }
    }
}

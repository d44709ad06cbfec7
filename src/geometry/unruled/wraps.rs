//! Step 6: which baselines of a table's body are one row: texts that wrap.

use super::blocks;
use crate::geometry::chars;

/// What a baseline holds in one column.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    pub column: usize,
    /// Its own baseline.
    pub y: f32,
    pub value: bool,
    /// The first and the last sign.
    pub begins: char,
    pub ends: char,
    /// No word more had room on the line.
    pub full: bool,
    /// From its left to its right end.
    pub width: f32,
    /// What must have room on a line for it to begin there: its first word, or one sign of what is set
    /// without spaces.
    pub lead: f32,
}

impl Filled {
    /// Whether `under` could not begin on this line of a column of this width. Signs that may not begin
    /// a line take one more along.
    pub fn has_no_room_for(&self, under: &Filled, widest: f32) -> bool {
        let slack = if chars::is_wide(under.begins) { under.lead } else { under.lead * 0.1 };
        self.width + under.lead + slack > widest
    }
}

/// One baseline of the body.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    pub y: f32,
    pub size: f32,
    pub filled: Vec<Filled>,
    /// A ruling over the table's width runs above it.
    pub ruled: bool,
}

/// Whether each baseline goes on with the row of the one above it.
pub fn goes_on(lines: &[Baseline], columns: usize) -> Vec<bool> {
    if let Some(on) = blocks::goes_on(lines, columns) {
        return on;
    }
    let pitch = usual_pitch(lines);
    let banded = are_bands_rows(lines, columns);
    (0..lines.len())
        .map(|at| {
            let Some(above) = at.checked_sub(1).map(|above| &lines[above]) else { return false };
            let line = &lines[at];
            if line.ruled {
                return false;
            }
            banded || wraps(above, line, pitch, at.checked_sub(2).map(|at| &lines[at]))
        })
        .collect()
}

/// The distance of most rows that are filled in several columns.
fn usual_pitch(lines: &[Baseline]) -> f32 {
    let mut steps: Vec<f32> = lines.windows(2).map(|pair| pair[1].y - pair[0].y).collect();
    steps.sort_by(f32::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(0.0)
}

/// Whether the rulings part rows: there are many, and between two of them is at most one full line.
fn are_bands_rows(lines: &[Baseline], columns: usize) -> bool {
    let ruled = lines.iter().skip(1).filter(|line| line.ruled).count();
    if ruled < 2 || ruled * 4 < lines.len() {
        return false;
    }
    let mut full = 0;
    for line in lines {
        if line.ruled {
            full = 0;
        }
        let values = line.filled.iter().filter(|filled| filled.value).count();
        full += usize::from(values * 2 >= columns.max(3) - 1 && values > 0);
        if full > 1 {
            return false;
        }
    }
    true
}

fn wraps(above: &Baseline, line: &Baseline, pitch: f32, before: Option<&Baseline>) -> bool {
    let step = line.y - above.y;
    let size = line.size.min(above.size);
    if step > size * 1.75 {
        return false;
    }
    let has = |line: &Baseline, column: usize| line.filled.iter().any(|filled| filled.column == column);
    let closer = pitch > 0.0 && step < pitch * 0.8 && before.is_none_or(|before| above.y - before.y > step * 1.15);
    let texts = line.filled.iter().all(|filled| !filled.value);
    let below = line.filled.iter().all(|filled| has(above, filled.column));
    if texts && below && line.filled.len() < above.filled.len().max(2) {
        // Text below text: the rest of a cell if a line says so.
        let seam = |filled: &Filled| {
            above.filled.iter().any(|over| over.column == filled.column && !over.value && is_seam(over, filled))
        };
        if closer || line.filled.iter().all(seam) {
            return true;
        }
        return !has(line, 0) && has(above, 0) && above.filled.len() > 1;
    }
    // A label of two lines whose values stand beside the second.
    let label_only = above.filled.len() == 1 && above.filled[0].column == 0 && !above.filled[0].value;
    if label_only && has(line, 0) {
        return line.filled.iter().any(|filled| filled.column == 0 && is_seam(&above.filled[0], filled));
    }
    closer && !line.filled.iter().any(|filled| filled.value && has(above, filled.column)) && line.filled.len() < 3
}

/// Whether text goes on from one line to the next.
fn is_seam(over: &Filled, under: &Filled) -> bool {
    let open = matches!(over.ends, '-' | '/' | ',' | '，' | '、' | '&' | '（' | '(' | '–' | '·');
    let lower = under.begins.is_lowercase() || matches!(under.begins, ')' | '）' | '，' | '。' | '、');
    let wide = chars::is_wide(under.begins) && over.full;
    !under.value && (open || lower || wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as texts of columns parted by `|`, 12 points apart; `=` before a line is a ruling above
    /// it. Expected: a sign per line, `+` for one that goes on.
    fn check(input: &[&str], expected: &str) {
        let lines: Vec<Baseline> = input
            .iter()
            .enumerate()
            .map(|(at, text)| {
                let ruled = text.starts_with('=');
                let filled = text
                    .trim_start_matches('=')
                    .split('|')
                    .enumerate()
                    .filter_map(|(column, text)| {
                        let (begins, ends) = (text.chars().next()?, text.chars().last()?);
                        Some(Filled {
                            column,
                            y: at as f32 * 12.0,
                            value: begins.is_numeric(),
                            begins,
                            ends,
                            full: text.chars().count() >= 6,
                            width: text.chars().count() as f32 * 10.0,
                            lead: 10.0,
                        })
                    })
                    .collect();
                Baseline { y: at as f32 * 12.0, size: 10.0, filled, ruled }
            })
            .collect();
        let found: String = goes_on(&lines, 3).into_iter().map(|on| if on { '+' } else { '.' }).collect();
        assert_eq!(found, expected, "{input:?}");
    }

    #[test]
    fn labels_that_wrap() {
        check(&["Owner|1|2", "Other or|3|4", "unknown"], "..+");
        check(&["Owner|1|2", "American/", "Native|3|4"], "..+");
        check(&["Region", "North|1|2", "South|3|4"], "...");
        check(&["Highest degree", "by 2003", "Master|1|2"], ".+.");
    }

    #[test]
    fn texts_beside_a_label() {
        check(&["1|One thing and|x", "|another thing", "2|Next|y"], ".+.");
        check(&["一|专利导航分析|x", "|评议服务", "二|培训|y"], ".+.");
    }

    #[test]
    fn rulings_part_rows() {
        check(&["a|b", "=a|b", "C|D", "=a|b"], "..+.");
        check(&["a|1", "=a|2", "b|3", "=c|4", "d|5"], ".....");
    }
}

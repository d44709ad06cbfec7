//! Grids that are no tables: charts and plans have rulings, too, but what stands between them fills
//! neither a row nor a column, and the rulings run through its words.

use super::{
    Glyph, chars,
    page::{Draft, DraftCell},
};

/// A chart whose lines run one way only has so many fields at least, half of them without text.
const FIELDS: usize = 4;
/// A grid of so many rows and columns, …
const FEWEST: usize = 3;
/// … of whose cells no more than this share is filled, …
const FILLED: f32 = 0.15;
/// … and in which no row and no column is filled by this share: a blank form has its header.
const LINE: f32 = 0.5;
/// Rulings run through so many words of a drawing at least, …
const CUT: usize = 3;
/// … and through this share of its lines of text.
const CUT_SHARE: f32 = 0.25;
/// Signs of one word are nearer than this, in sizes.
const TOUCH: f32 = 0.1;

/// Whether a grid of rulings is a drawing rather than a table.
pub fn is_drawing(table: &Draft) -> bool {
    let columns = table.xs.len().saturating_sub(1);
    let filled = table.cells.iter().filter(|cell| !cell.is_blank()).count();
    if columns == 1 || table.rows == 1 {
        return columns == 1 && table.cells.len() >= FIELDS && filled * 2 <= table.cells.len();
    }
    if is_through_words(table) {
        return true;
    }
    let is_sparse = filled as f32 <= table.cells.len() as f32 * FILLED;
    columns >= FEWEST
        && table.rows >= FEWEST
        && is_sparse
        && !is_any_filled(table, table.rows, |cell| cell.row)
        && !is_any_filled(table, columns, |cell| cell.column)
}

/// Whether rulings part signs that are one word: letters or digits that touch each other.
fn is_through_words(table: &Draft) -> bool {
    let mut lines: Vec<(&Glyph, &Glyph)> = table
        .cells
        .iter()
        .flat_map(|cell| &cell.lines)
        .filter_map(|line| Some((line.glyphs.first()?, line.glyphs.last()?)))
        .collect();
    lines.sort_by(|a, b| a.0.y.total_cmp(&b.0.y).then(a.0.x.total_cmp(&b.0.x)));
    let is_letter = |glyph: &Glyph| glyph.sign.is_alphanumeric() && !chars::is_wide(glyph.sign);
    let is_cut = |pair: &&[(&Glyph, &Glyph)]| {
        let (before, after) = (pair[0].1, pair[1].0);
        let gap = after.x - before.x - before.advance;
        let near = after.size * TOUCH;
        (before.y - after.y).abs() <= near && gap.abs() <= near && is_letter(before) && is_letter(after)
    };
    let cut = lines.windows(2).filter(is_cut).count();
    cut >= CUT && cut as f32 >= lines.len() as f32 * CUT_SHARE
}

/// Whether any of `count` rows or columns has enough filled cells.
fn is_any_filled(table: &Draft, count: usize, place: impl Fn(&DraftCell) -> usize) -> bool {
    let mut all = vec![(0usize, 0usize); count];
    for cell in &table.cells {
        if let Some((cells, filled)) = all.get_mut(place(cell)) {
            *cells += 1;
            *filled += usize::from(!cell.is_blank());
        }
    }
    all.iter().any(|&(cells, filled)| cells >= 2 && filled as f32 >= cells as f32 * LINE)
}

#[cfg(test)]
mod tests {
    use crate::geometry::{
        PageContent,
        edges::Edge,
        lines::tests::glyphs,
        page::{self, Page},
    };

    /// Rows of a lattice: a sign for a filled cell, a dot for a blank one.
    fn read(rows: &[&str]) -> Page {
        let mut page = PageContent { width: 600.0, height: 800.0, ..PageContent::default() };
        let columns = rows[0].len();
        let (right, bottom) = (50.0 + columns as f32 * 30.0, 50.0 + rows.len() as f32 * 20.0);
        page.edges.extend((0..=rows.len()).map(|row| Edge::horizontal(50.0 + row as f32 * 20.0, 50.0, right)));
        page.edges.extend((0..=columns).map(|column| Edge::vertical(50.0 + column as f32 * 30.0, 50.0, bottom)));
        for (row, line) in rows.iter().enumerate() {
            for (column, sign) in line.char_indices().filter(|(_, sign)| *sign != '.') {
                let (x, y) = (54.0 + column as f32 * 30.0, 63.0 + row as f32 * 20.0);
                page.glyphs.extend(glyphs(&sign.to_string(), x, y, 10.0));
            }
        }
        page::read(page, 10_000)
    }

    #[track_caller]
    fn check(rows: &[&str], tables: usize) {
        let page = read(rows);
        assert_eq!(page.tables.len(), tables, "{rows:?}");
        let signs: usize = rows.iter().flat_map(|row| row.chars()).filter(|sign| *sign != '.').count();
        let outside: usize = page.lines.iter().map(|outside| outside.line.glyphs.len()).sum();
        assert_eq!(outside, if tables == 0 { signs } else { 0 }, "{rows:?}: no sign is lost");
    }

    #[test]
    fn charts_are_no_tables() {
        check(&["......", "......", ".a....", "......", "....b.", "......"], 0);
        check(&["a", ".", ".", ".", "b"], 0);
    }

    #[test]
    fn lines_through_words_make_no_table() {
        let words = |step: f32| {
            let mut page = PageContent { width: 600.0, height: 800.0, ..PageContent::default() };
            page.edges.extend((0..=6).map(|row| Edge::horizontal(50.0 + row as f32 * 20.0, 50.0, 350.0)));
            page.edges.extend((0..=15).map(|column| Edge::vertical(50.0 + column as f32 * 20.0, 50.0, 170.0)));
            for row in 0..6 {
                for word in 0..4 {
                    let (x, y) = (56.0 + word as f32 * step, 63.0 + row as f32 * 20.0);
                    page.glyphs.extend(glyphs(if step < 70.0 { "12" } else { "1950s" }, x, y, 10.0));
                }
            }
            page::read(page, 10_000).tables.len()
        };
        assert_eq!((words(72.0), words(40.0)), (0, 1));
    }

    #[test]
    fn blank_forms_are_tables() {
        check(&["abcdef", "......", "......", "......", "......", "......"], 1);
        check(&["a.....", "b.....", "c.....", "d.....", "e.....", "f....."], 1);
        check(&["a", "."], 1);
        check(&["a.", ".b"], 1);
    }
}

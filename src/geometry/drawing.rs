//! Grids that are no tables: charts and plans have rulings, too, but what stands between them fills
//! neither a row nor a column.

use super::page::{Draft, DraftCell};

/// A chart whose lines run one way only has so many fields at least, half of them without text.
const FIELDS: usize = 4;
/// A grid of so many rows and columns, …
const FEWEST: usize = 3;
/// … of whose cells no more than this share is filled, …
const FILLED: f32 = 0.15;
/// … and in which no row and no column is filled by this share: a blank form has its header.
const LINE: f32 = 0.5;

/// Whether a grid of rulings is a drawing rather than a table.
pub fn is_drawing(table: &Draft) -> bool {
    let columns = table.xs.len().saturating_sub(1);
    let filled = table.cells.iter().filter(|cell| !cell.is_blank()).count();
    if columns == 1 || table.rows == 1 {
        return columns == 1 && table.cells.len() >= FIELDS && filled * 2 <= table.cells.len();
    }
    let is_sparse = filled as f32 <= table.cells.len() as f32 * FILLED;
    columns >= FEWEST
        && table.rows >= FEWEST
        && is_sparse
        && !is_any_filled(table, table.rows, |cell| cell.row)
        && !is_any_filled(table, columns, |cell| cell.column)
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
    use super::*;
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
    fn blank_forms_are_tables() {
        check(&["abcdef", "......", "......", "......", "......", "......"], 1);
        check(&["a.....", "b.....", "c.....", "d.....", "e.....", "f....."], 1);
        check(&["a", "."], 1);
        check(&["a.", ".b"], 1);
    }
}

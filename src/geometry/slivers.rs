//! Rows that no text would fit in: cells with borders of their own leave gaps between them, and a printer
//! that cuts such a table at a page's end leaves strips of it. They are no rows.

use super::page::Draft;

/// A row less high than this share of its table's text holds none.
const LOW: f32 = 0.5;

/// Takes out the rows of a table that are too low for its text, if nothing stands in them.
pub fn drop(table: &mut Draft) {
    let Some(size) = usual_size(table) else { return };
    let mut kept: Vec<bool> = table.ys.windows(2).map(|lines| lines[1] - lines[0] >= size * LOW).collect();
    for cell in table.cells.iter().filter(|cell| !cell.is_blank()) {
        let rows = cell.row..cell.row + cell.row_span;
        kept[cell.row] |= !kept[rows].contains(&true);
    }
    if kept.iter().all(|&kept| kept) || kept.iter().all(|&kept| !kept) {
        return;
    }
    // How many rows are kept before each line.
    let mut before = vec![0];
    before.extend(kept.iter().scan(0, |count, &kept| {
        *count += usize::from(kept);
        Some(*count)
    }));
    table.cells.retain_mut(|cell| {
        let (row, end) = (before[cell.row], before[cell.row + cell.row_span]);
        (cell.row, cell.row_span) = (row, end - row);
        cell.row_span > 0
    });
    let bottom = table.bottom();
    table.ys = table.ys.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(&y, _)| y).chain([bottom]).collect();
    table.rows = before[kept.len()];
    table.ends = (0..table.cells.len())
        .filter(|&cell| table.cells[cell].row + table.cells[cell].row_span == table.rows)
        .collect();
}

fn usual_size(table: &Draft) -> Option<f32> {
    let lines = table.cells.iter().flat_map(|cell| &cell.lines);
    let mut sizes: Vec<f32> = lines.map(|line| line.size).filter(|size| size.is_finite()).collect();
    let middle = sizes.len() / 2;
    (!sizes.is_empty()).then(|| *sizes.select_nth_unstable_by(middle, f32::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use crate::geometry::{PageContent, edges::Edge, lines::tests::glyphs, page};

    /// Heights of rows of two columns, each with its text; how many rows and cells are left.
    fn check(rows: &[(f32, &str)], expected: (usize, usize)) {
        let mut content = PageContent { width: 300.0, height: 400.0, ..PageContent::default() };
        let mut y = 20.0;
        content.edges.push(Edge::horizontal(y, 50.0, 250.0));
        for (height, text) in rows {
            content.glyphs.extend(glyphs(text, 55.0, y + 12.0, 10.0));
            y += height;
            content.edges.push(Edge::horizontal(y, 50.0, 250.0));
        }
        content.edges.extend([50.0, 150.0, 250.0].map(|x| Edge::vertical(x, 20.0, y)));
        let table = &page::read(content, 1000).tables[0];
        assert_eq!((table.rows, table.cells.len()), expected, "{rows:?}");
        assert_eq!(table.ys.len(), table.rows + 1);
        assert_eq!(table.ends.len(), 2);
    }

    #[test]
    fn strips_are_no_rows() {
        check(&[(20.0, "甲"), (20.0, "乙")], (2, 4));
        check(&[(20.0, "甲"), (4.5, ""), (20.0, "乙")], (2, 4));
        check(&[(4.5, ""), (20.0, "甲"), (20.0, "乙"), (4.5, "")], (2, 4));
        // A low row of a blank form is still a row.
        check(&[(20.0, "甲"), (8.0, ""), (20.0, "乙")], (3, 6));
    }
}

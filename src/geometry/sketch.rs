//! The steps on one page as plain boxes, to be drawn by others.

use super::{
    PageContent,
    edges::Axis,
    page::{Draft, look},
    rulings::Ruling,
    turn,
    unruled::{Steps, grid::OpenGrid},
};
use crate::model::{
    document::Rect,
    sketch::{Candidate, Sketch, SketchText},
};

/// What the search for tables sees on each page. `most_cells` as in [`super::read_pages`].
pub fn pages(contents: impl IntoIterator<Item = PageContent>, most_cells: usize) -> Vec<Sketch> {
    contents.into_iter().map(|content| page(content, most_cells)).collect()
}

fn page(content: PageContent, most_cells: usize) -> Sketch {
    let (content, _) = turn::upright(content);
    let looked = look(content, most_cells);
    let mut sketch = Sketch {
        width: looked.page.width,
        height: looked.page.height,
        rulings: looked.rulings.iter().map(line).collect(),
        texts: texts(&looked.steps),
        ..Sketch::default()
    };
    for table in &looked.page.tables {
        push_cells(table, &mut sketch);
    }
    for (grid, evidence) in &looked.steps.grids {
        sketch.corridors.extend(corridors(grid));
        sketch.candidates.push(Candidate {
            rect: grid.rect(),
            accepted: evidence.is_table(),
            evidence: format!("{evidence:?}"),
        });
    }
    sketch
}

fn line(ruling: &Ruling) -> Rect {
    match ruling.axis {
        Axis::Horizontal => [ruling.from, ruling.at, ruling.to, ruling.at],
        Axis::Vertical => [ruling.at, ruling.from, ruling.at, ruling.to],
    }
}

/// Text outside ruled tables by runs.
fn texts(steps: &Steps) -> Vec<SketchText> {
    let rows = steps.rows.iter();
    rows.flat_map(|row| {
        let rect = |x0, x1| [x0, row.top(), x1, row.bottom()];
        row.runs.iter().map(move |run| SketchText { rect: rect(run.x0, run.x1), text: run.text(), prose: run.prose })
    })
    .collect()
}

/// Cells with their lines; those of white-space tables have their text in the steps already.
fn push_cells(table: &Draft, sketch: &mut Sketch) {
    for cell in &table.cells {
        sketch.cells.push(cell.rect);
        for line in cell.lines.iter().filter(|_| !table.open) {
            sketch.texts.push(SketchText { rect: line.rect(), text: line.text(), prose: false });
        }
        cell.inner.iter().for_each(|inner| push_cells(inner, sketch));
    }
}

fn corridors(grid: &OpenGrid) -> impl Iterator<Item = Rect> {
    let [_, top, _, bottom] = grid.rect();
    grid.corridors.iter().map(move |&(from, to)| [from, top, to, bottom])
}

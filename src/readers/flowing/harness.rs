//! What the tests of readers share: a document as one line.

use crate::model::document::{Block, Document, Table};

/// Paragraphs by line; tables as `[` rows `]`, cells between `|` with their place after `@` where
/// they span, header rows after `#`.
pub fn render(document: &Document) -> String {
    let blocks = document.blocks.iter().map(|block| match block {
        Block::Paragraph(paragraph) => show(&paragraph.text),
        Block::Table(table) => render_table(table),
    });
    blocks.collect::<Vec<_>>().join(" / ")
}

fn render_table(table: &Table) -> String {
    let rows = (0..table.rows).map(|row| {
        let cells = table.cells.iter().filter(|cell| cell.row == row);
        let shown = cells.map(|cell| {
            let span = match (cell.row_span, cell.column_span) {
                (1, 1) => String::new(),
                (rows, columns) => format!("@{rows}x{columns}"),
            };
            let mark = if cell.header { "#" } else { "" };
            let inner: String = cell.tables.iter().map(|table| format!(" {}", render_table(table))).collect();
            format!("{}:{mark}{}{span}{inner}", cell.column, show(&cell.text))
        });
        shown.collect::<Vec<_>>().join("|")
    });
    format!("[{}]", rows.collect::<Vec<_>>().join(" ; "))
}

fn show(text: &str) -> String {
    text.replace('\n', "⏎").replace('\t', "⇥")
}

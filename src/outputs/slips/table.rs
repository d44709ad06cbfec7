//! The tables of a letter: one line for each finding, with room for the unit's answer.

use docx_rs::{
    AlignmentType, LineSpacing, Paragraph, Run, RunFonts, Shading, Table, TableCell, TableCellMargins, TableLayoutType,
    TableRow, VAlignType, WidthType,
};

use super::unit::{Ask, brief};
use crate::catalogue::{fill, slips as words};
use crate::model::source::file_name;
use crate::model::text::{Lang, Text};

/// The columns and their widths in twentieths of a point; they add up to the page's 156 mm.
static COLUMNS: [(Text, usize); 8] = [
    (words::NUMBER, 480),
    (words::TABLE, 580),
    (words::ROW, 540),
    (words::FIELD, 1090),
    (words::WRITTEN, 1354),
    (words::PROBLEM, 1940),
    (words::WANTED, 1640),
    (words::CORRECTED, 1221),
];

/// Half-points.
const SIZE: usize = 18;
const SMALL: usize = 11;
const GREY: &str = "808080";

/// Lines that are numbered from `first`. Where the unit sent several files, each file's lines stand below
/// its name.
pub fn table(asks: &[&Ask], first: usize, several_files: bool, lang: Lang) -> Table {
    let mut rows = vec![heads(lang)];
    let mut of_file = None;
    for (at, ask) in asks.iter().enumerate() {
        if several_files && of_file != Some(ask.file.as_str()) {
            rows.push(file_row(&ask.file, lang));
            of_file = Some(&ask.file);
        }
        rows.push(line(ask, first + at));
    }
    let width = COLUMNS.iter().map(|(_, width)| width).sum();
    Table::new(rows)
        .set_grid(COLUMNS.iter().map(|(_, width)| *width).collect())
        .layout(TableLayoutType::Fixed)
        .width(width, WidthType::Dxa)
        .margins(TableCellMargins::new().margin(30, 60, 30, 60))
}

fn heads(lang: Lang) -> TableRow {
    let cells = COLUMNS.iter().map(|(head, width)| {
        let run = Run::new().size(SIZE).fonts(sans()).add_text(head.get(lang));
        cell(*width, vec![paragraph(AlignmentType::Center).add_run(run)]).shading(Shading::new().fill("EDEDED"))
    });
    // Every table's first row; it is repeated on each page.
    TableRow::new(cells.collect()).cant_split()
}

fn file_row(file: &str, lang: Lang) -> TableRow {
    let said = match file {
        "" => words::IN_ALL_FILES.get(lang).to_owned(),
        file => fill(words::IN_FILE.get(lang), &[&brief(file_name(file))]),
    };
    let width = COLUMNS.iter().map(|(_, width)| width).sum();
    let run = Run::new().size(SIZE).fonts(sans()).add_text(said);
    let cell = cell(width, vec![paragraph(AlignmentType::Left).add_run(run).keep_next(true)]);
    TableRow::new(vec![cell.grid_span(COLUMNS.len())]).cant_split()
}

fn line(ask: &Ask, number: usize) -> TableRow {
    let number = number.to_string();
    let texts = [&number, &ask.table, &ask.row, &ask.field, &ask.written, &ask.problem, &ask.wanted, ""];
    let cells = COLUMNS.iter().zip(texts).enumerate().map(|(at, ((_, width), text))| {
        let align = if at < 3 { AlignmentType::Center } else { AlignmentType::Left };
        let run = Run::new().size(SIZE).add_text(text);
        let mut paragraphs = vec![paragraph(align).add_run(run)];
        let below = match at {
            2 => (&ask.page, "404040", SMALL + 3),
            5 => (&ask.id, GREY, SMALL),
            _ => return cell(*width, paragraphs),
        };
        if !below.0.is_empty() {
            let run = Run::new().size(below.2).color(below.1).add_text(below.0);
            paragraphs.push(paragraph(align).add_run(run));
        }
        cell(*width, paragraphs)
    });
    TableRow::new(cells.collect()).cant_split()
}

fn cell(width: usize, paragraphs: Vec<Paragraph>) -> TableCell {
    let cell = TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center);
    paragraphs.into_iter().fold(cell, TableCell::add_paragraph)
}

fn paragraph(align: AlignmentType) -> Paragraph {
    Paragraph::new().align(align).line_spacing(LineSpacing::new().line(240)).snap_to_grid(false)
}

/// What headings are set in (黑体).
pub fn sans() -> RunFonts {
    RunFonts::new().east_asia("黑体").ascii("Arial").hi_ansi("Arial")
}

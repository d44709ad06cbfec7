//! The one pass over a story, the main text or that of a text box: from paragraphs and rows to
//! blocks. Nesting is kept on stacks of its own.

use super::{
    boxes::Boxes,
    characters::{self, Characters},
    paragraphs::{self, Paragraph, each_sprm},
    pieces::Piece,
    plan::{Found, Planned, plan},
    rows::Row,
    text::Text,
};
use crate::{
    model::{
        document::{Block, Facts},
        trouble::Trouble,
    },
    readers::{
        Result,
        flowing::{
            budget::Budget,
            flow::{Flow, Kind},
            grid::{Builder, CellProps},
            lists::Lists,
        },
    },
};

/// What the stories of a document share.
#[derive(Debug)]
pub struct Shared<'a> {
    pub text: Text<'a>,
    pub budget: Budget,
    pub facts: Facts,
    /// `None` when no paragraph is in a list.
    pub lists: Option<Lists>,
    pub boxes: Boxes,
}

/// Reads the story between two positions.
///
/// # Errors
/// Trouble in what it needs, or a limit that was met.
pub fn read(shared: &mut Shared, start: u32, end: u32) -> Result<Vec<Block>> {
    shared.text.pieces.check(shared.text.document, start, end)?;
    let paragraphs = paragraphs::split(&shared.text, start, end, &mut shared.budget)?;
    let flows = vec![Flow::new(Kind::Blocks, 0, false)];
    Story { shared, paragraphs, flows, tables: Vec::new() }.read()
}

/// A table that is being read.
struct Open {
    builder: Builder,
    rows: std::vec::IntoIter<Planned>,
    /// Of the open row.
    cells: std::vec::IntoIter<CellProps>,
}

/// A story that is being read.
pub struct Story<'s, 'a> {
    pub shared: &'s mut Shared<'a>,
    paragraphs: Vec<Paragraph>,
    /// The story at the bottom; on it the open cells, one for each open table at most.
    flows: Vec<Flow<()>>,
    tables: Vec<Open>,
}

impl Story<'_, '_> {
    fn read(mut self) -> Result<Vec<Block>> {
        let mut next = 0;
        while let Some(paragraph) = self.paragraphs.get(next).copied() {
            self.close_tables(paragraph.depth)?;
            if let Some(after) = self.open_to(paragraph.depth, next)? {
                next = after;
                continue;
            }
            if paragraph.ends_row {
                self.end_row()?;
            } else {
                if paragraph.depth > 0 {
                    self.open_cell()?;
                }
                self.paragraph(&paragraph)?;
                if paragraph.ends_cell {
                    self.end_cell();
                }
            }
            next += 1;
        }
        self.close_tables(0)?;
        Ok(self.flows.swap_remove(0).into_blocks())
    }

    /// The innermost open flow. The story itself is never closed.
    pub fn flow(&mut self) -> &mut Flow<()> {
        let last = self.flows.len() - 1;
        &mut self.flows[last]
    }

    /// Opens tables and rows down to `depth` for the paragraph at `index`. Gives the paragraph to go
    /// on with when the row is a deleted one.
    fn open_to(&mut self, depth: usize, index: usize) -> Result<Option<usize>> {
        for level in 1..=depth {
            if self.tables.len() < level {
                self.open_table(level, index)?;
            }
            // Tables inside are open only in a row and cell that is.
            if self.tables.len() > level {
                continue;
            }
            let row_is_open = self.tables.last().is_some_and(|open| open.builder.row_depth.is_some());
            if !row_is_open && let Some(after) = self.open_row(level, index)? {
                return Ok(Some(after));
            }
            if level < depth {
                self.open_cell()?;
            }
        }
        Ok(None)
    }

    fn open_table(&mut self, level: usize, index: usize) -> Result<()> {
        let most = self.shared.budget.limits.table_depth;
        if level > most {
            return Err(Box::new(Trouble::limit(
                format!("表格嵌套超过上限 {most} 层，不予读取，请人工查看"),
                format!("tables nested deeper than {most}; look at it by hand"),
            )));
        }
        let rows = plan(self.rows_from(level, index)?).into_iter();
        self.tables.push(Open { builder: Builder::new(level), rows, cells: Vec::new().into_iter() });
        Ok(())
    }

    /// The rows of the table that begins with a paragraph.
    fn rows_from(&mut self, level: usize, index: usize) -> Result<Vec<Found>> {
        let mut rows: Vec<Found> = Vec::new();
        let mut open = Found::default();
        let mut filled = false;
        let mut cells = 0;
        let (mut begun, mut last) = (index, index);
        for (at, paragraph) in self.paragraphs.iter().enumerate().skip(index) {
            if paragraph.depth < level {
                break;
            }
            last = at;
            if paragraph.depth > level {
                filled = true;
            } else if paragraph.ends_row {
                let row = row_at(self.shared, paragraph)?;
                if rows.first().is_some_and(|first| first.row.identity != row.identity) {
                    return Ok(rows);
                }
                cells += row.cells.len().max(open.filled.len());
                self.shared.budget.check_table(cells)?;
                open.deleted = row_is_deleted(&self.shared.text, self.paragraphs.get(begun..=at).unwrap_or_default());
                begun = at + 1;
                (open.row, open.end) = (row, at);
                rows.push(std::mem::take(&mut open));
                filled = false;
            } else {
                filled |= !paragraph.is_empty();
                if paragraph.ends_cell {
                    open.filled.push(filled);
                    filled = false;
                }
            }
        }
        if filled {
            open.filled.push(true);
        }
        // A row without an end, in a damaged file.
        if !open.filled.is_empty() {
            open.end = last;
            rows.push(open);
        }
        Ok(rows)
    }

    /// Opens the next row of the innermost table, or the first of another table that follows it
    /// at once.
    fn open_row(&mut self, level: usize, index: usize) -> Result<Option<usize>> {
        if self.tables.last().is_some_and(|open| open.rows.as_slice().is_empty()) {
            self.close_tables(level - 1)?;
            self.open_table(level, index)?;
        }
        let Some(open) = self.tables.last_mut() else { return Ok(None) };
        open.builder.start_row(level);
        let Some(row) = open.rows.next() else { return Ok(None) };
        open.builder.set_row(row.props);
        open.cells = row.cells.into_iter();
        if !row.props.deleted {
            return Ok(None);
        }
        open.builder.end_row();
        self.shared.facts.deletions += 1;
        Ok(Some(row.end.max(index) + 1))
    }

    fn open_cell(&mut self) -> Result<()> {
        let hidden = self.flow().hidden;
        let Some(open) = self.tables.last_mut().filter(|open| open.builder.cell_depth.is_none()) else { return Ok(()) };
        let level = open.builder.depth;
        open.builder.start_cell(level)?;
        open.builder.cell = open.cells.next().unwrap_or_default();
        let hidden = hidden || open.builder.is_covered();
        self.flows.push(Flow::new(Kind::Cell, level, hidden));
        Ok(())
    }

    fn end_cell(&mut self) {
        let Some(open) = self.tables.last_mut().filter(|open| open.builder.cell_depth.is_some()) else { return };
        let Some(flow) = self.flows.pop() else { return };
        let (text, tables) = flow.into_cell();
        open.builder.end_cell(text, tables);
    }

    fn end_row(&mut self) -> Result<()> {
        self.end_cell();
        let Some(open) = self.tables.last_mut() else { return Ok(()) };
        open.builder.end_row();
        self.shared.budget.check_table(open.builder.positions())
    }

    fn close_tables(&mut self, depth: usize) -> Result<()> {
        while self.tables.len() > depth {
            if self.tables.last().is_some_and(|open| open.builder.row_depth.is_some()) {
                self.end_row()?;
            }
            let Some(open) = self.tables.pop() else { break };
            self.shared.budget.add_table(open.builder.positions());
            if let Some(table) = open.builder.finish() {
                let made = self.flow().push_block(Block::Table(table));
                self.shared.budget.make(made)?;
            }
        }
        Ok(())
    }

    /// Takes in one paragraph.
    fn paragraph(&mut self, paragraph: &Paragraph) -> Result<()> {
        self.flow().start_paragraph();
        let (mut inserted, mut deleted) = (false, false);
        let has_mark = paragraph.mark_letter != 0;
        let end = paragraph.mark + u32::from(has_mark);
        let mut mark_gone = false;
        let mut next = paragraph.start;
        while next < end {
            let Some((run_end, piece, run)) = run_at(&self.shared.text, paragraph.style, next, end) else { break };
            self.shared.facts.insertions += u32::from(run.change.inserted && !inserted);
            self.shared.facts.deletions += u32::from(run.change.deleted && !deleted);
            (inserted, deleted) = (run.change.inserted, run.change.deleted);
            let text_end = run_end.min(paragraph.mark);
            if !run.change.deleted {
                self.run(&piece, &run, next, text_end)?;
            }
            if has_mark && run_end == end {
                mark_gone = run.change.deleted || run.look.hidden;
            }
            next = run_end;
        }
        let mark_gone = mark_gone && paragraph.mark_letter == 0x0D && !paragraph.ends_cell;
        let number = if self.flow().hidden || mark_gone { String::new() } else { self.list_number(paragraph)? };
        self.flow().end_paragraph(&number, mark_gone);
        Ok(())
    }

    fn list_number(&mut self, paragraph: &Paragraph) -> Result<String> {
        let Some(lists) = &mut self.shared.lists else { return Ok(String::new()) };
        let number = lists.next_number(Some(&paragraph.style.to_string()), paragraph.place);
        self.shared.budget.make(number.len())?;
        Ok(number)
    }

    /// The text boxes that hang on this character, each a story of its own.
    pub fn text_boxes(&mut self, run: &Characters, position: u32) -> Result<()> {
        let found = self.shared.boxes.take(position);
        if run.look.hidden || self.flow().hidden {
            return Ok(());
        }
        for range in found {
            let blocks = read(self.shared, range.start, range.end)?;
            if has_text(&blocks) {
                self.flow().push_box(blocks);
            }
        }
        Ok(())
    }
}

/// Whether there is anything to read in a text box.
pub fn has_text(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match block {
        Block::Paragraph(paragraph) => !paragraph.text.is_empty(),
        Block::Table(_) => true,
    })
}

/// The run of characters from a position, up to its end, that of its piece, or `end`.
pub fn run_at(text: &Text, style: u16, position: u32, end: u32) -> Option<(u32, Piece, Characters)> {
    let piece = text.pieces.get(text.pieces.find(position)).copied()?;
    if !(piece.start..piece.end).contains(&position) {
        return None;
    }
    let byte = piece.byte_of(position);
    let last = piece.byte_of(piece.end.min(end));
    let run = text.characters.at(byte, last);
    let length = (run.end.min(last) - byte) / piece.width();
    let found = characters::read(run.grpprl, &text.pieces.changes(&piece), style, &text.styles);
    Some((position + length.max(1), piece, found))
}

/// A row is deleted if its end is and nothing is left of it: some programs give its end the marks of
/// what comes next.
fn row_is_deleted(text: &Text, row: &[Paragraph]) -> bool {
    let Some((end, cells)) = row.split_last() else { return false };
    all_deleted(text, end.style, end.mark, end.mark + 1)
        && cells.iter().all(|cell| all_deleted(text, cell.style, cell.start, cell.mark))
}

fn all_deleted(text: &Text, style: u16, start: u32, end: u32) -> bool {
    let mut next = start;
    while next < end {
        match run_at(text, style, next, end) {
            Some((run_end, _, run)) if run.change.deleted => next = run_end,
            _ => return false,
        }
    }
    true
}

/// The row that a paragraph ends.
fn row_at(shared: &mut Shared, paragraph: &Paragraph) -> Result<Row> {
    let (run, changes) = shared.text.paragraph_run(paragraph.mark);
    let mut row = Row::default();
    each_sprm(&run, shared.text.data, &mut shared.budget, |sprm| row.apply(sprm))?;
    shared.budget.inflate("Table", changes.all().0.len() as u64)?;
    changes.all().for_each(|sprm| row.apply(sprm));
    Ok(row)
}

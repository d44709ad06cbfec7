//! A story: the document, or the inside of a text box. A paragraph belongs where its mark says,
//! which is known only at its end: so its text is kept apart until then.

use super::table::{Definition, Rows};
use crate::{
    model::document::{Block, Paragraph},
    readers::{
        Result,
        flowing::{
            budget::Budget,
            flow::{Flow, Kind},
            grid::push_as_lines,
        },
    },
};

#[derive(Debug)]
pub struct Story {
    flow: Flow<()>,
    /// The open tables, each in the open cell of the one before.
    tables: Vec<Rows>,
    /// Text of the open paragraph.
    pub text: String,
    /// Text boxes that hang on it.
    boxes: Vec<Block>,
    /// A page or column break, written only if text follows.
    page_break: bool,
    /// Where it stands is hidden.
    pub hidden: bool,
    /// Of the current row.
    pub definition: Definition,
    /// Of the current row of a nested table.
    pub nested: Definition,
}

impl Story {
    pub fn new(hidden: bool) -> Story {
        Story {
            flow: Flow::new(Kind::Blocks, 0, false),
            tables: Vec::new(),
            text: String::new(),
            boxes: Vec::new(),
            page_break: false,
            hidden,
            definition: Definition::default(),
            nested: Definition::default(),
        }
    }

    /// Tables inside tables at this place.
    pub fn depth(&self) -> usize {
        self.tables.len()
    }

    pub fn is_in_row(&self) -> bool {
        self.tables.iter().any(Rows::is_in_row)
    }

    /// The text of the open paragraph, to be added to.
    #[inline]
    pub fn sink(&mut self) -> &mut String {
        if self.page_break {
            self.page_break = false;
            self.text.push('\n');
        }
        &mut self.text
    }

    pub fn break_page(&mut self) {
        self.page_break = !self.text.is_empty();
    }

    pub fn push_box(&mut self, blocks: Vec<Block>) {
        self.boxes.extend(blocks);
    }

    /// Whether something stands in the open paragraph.
    fn is_begun(&self) -> bool {
        !self.text.is_empty() || !self.boxes.is_empty()
    }

    /// Ends the open paragraph, which is inside so many tables.
    ///
    /// # Errors
    /// A limit, as for all of these.
    pub fn end_paragraph(&mut self, level: usize, number: &str, mark_gone: bool, budget: &mut Budget) -> Result<()> {
        self.enter(level, budget)?;
        self.page_break = false;
        let flow = match self.tables.last_mut() {
            Some(table) => &mut table.flow,
            None => &mut self.flow,
        };
        flow.start_paragraph();
        flow.text.push_str(&self.text);
        flow.push_box(std::mem::take(&mut self.boxes));
        flow.end_paragraph(number, mark_gone);
        self.text.clear();
        Ok(())
    }

    /// Ends the open cell, after its last paragraph.
    pub fn end_cell(&mut self, deleted: bool) {
        if let Some(table) = self.tables.last_mut() {
            table.end_cell(deleted);
        }
    }

    /// Ends the row of the table at this level (from 1). Text without a cell mark makes a cell.
    pub fn end_row(&mut self, level: usize, budget: &mut Budget) -> Result<()> {
        if self.is_begun() && self.depth() >= level {
            self.end_paragraph(level, "", false, budget)?;
            self.end_cell(false);
        }
        while self.tables.len() > level {
            self.close_table(budget)?;
        }
        let definition = if level > 1 { &self.nested } else { &self.definition };
        match self.tables.get_mut(level.wrapping_sub(1)) {
            Some(table) => table.end_row(definition, budget),
            None => Ok(()),
        }
    }

    /// Opens or closes tables until as many are open.
    fn enter(&mut self, level: usize, budget: &mut Budget) -> Result<()> {
        while self.tables.len() > level {
            self.close_table(budget)?;
        }
        while self.tables.len() < level {
            self.tables.push(Rows::new());
        }
        Ok(())
    }

    fn close_table(&mut self, budget: &mut Budget) -> Result<()> {
        let definition = if self.tables.len() > 1 { &self.nested } else { &self.definition };
        let Some(rows) = self.tables.pop() else { return Ok(()) };
        let (tables, rest) = rows.finish(definition, budget)?;
        let flow = match self.tables.last_mut() {
            Some(table) => &mut table.flow,
            None => &mut self.flow,
        };
        for table in tables {
            budget.make(flow.push_block(Block::Table(table)))?;
        }
        if let Some((text, tables)) = rest {
            let mut lines = String::new();
            tables.iter().for_each(|table| push_as_lines(table, &mut lines));
            if lines != text {
                flow.push_block(Block::Paragraph(Paragraph { text, place: None }));
            }
            for table in tables {
                budget.make(flow.push_block(Block::Table(table)))?;
            }
        }
        Ok(())
    }

    /// Where an open paragraph belongs that has no mark, if there is one.
    pub fn last_level(&self) -> Option<usize> {
        self.is_begun().then(|| if self.is_in_row() { self.depth() } else { 0 })
    }

    /// All that the story holds.
    pub fn finish(mut self, budget: &mut Budget) -> Result<Vec<Block>> {
        if let Some(level) = self.last_level() {
            self.end_paragraph(level, "", false, budget)?;
        }
        self.enter(0, budget)?;
        Ok(self.flow.into_blocks())
    }
}

//! Tables of a page, with the end tags that are missing supplied.

use std::ops::Range;

use super::{
    super::grid::{Grid, Spans},
    Page,
};
use crate::{
    model::{document::Block, trouble::Trouble},
    readers::{
        Result,
        flowing::flow::{Flow, Kind},
    },
};

/// A table that is being read.
#[derive(Debug)]
pub struct OpenTable {
    grid: Grid,
    /// The table itself is hidden, or stands where all is.
    hidden: bool,
    unseen: bool,
    /// In its `thead`.
    head: bool,
    row: Option<Row>,
    cell: Option<OpenCell>,
    /// How many elements were kept open when it began.
    elements: usize,
}

#[derive(Debug)]
struct Row {
    hidden: bool,
    no_height: bool,
}

#[derive(Debug)]
struct OpenCell {
    spans: Spans,
    header: bool,
    hidden: bool,
    /// How many elements and lists were open when it began.
    elements: usize,
    lists: usize,
    /// Where tables stand in its text.
    inner: Vec<Range<usize>>,
}

impl OpenTable {
    /// How many kept elements stand outside the open cell, or outside the table.
    pub fn elements_outside(&self) -> usize {
        self.cell.as_ref().map_or(self.elements, |cell| cell.elements)
    }

    /// How many lists stand outside the open cell.
    pub fn lists_outside(&self) -> Option<usize> {
        self.cell.as_ref().map(|cell| cell.lists)
    }
}

impl Page<'_> {
    fn hide(&mut self, hidden: bool) {
        self.hidden += usize::from(hidden);
    }

    fn show(&mut self, hidden: bool) {
        self.hidden = self.hidden.saturating_sub(usize::from(hidden));
    }

    pub(super) fn start_table(&mut self) -> Result<()> {
        // Between cells a table ends the one that it stands in.
        if self.tables.last().is_some_and(|table| table.cell.is_none()) {
            self.end_table()?;
        }
        self.end_select()?;
        self.flush_mark()?;
        self.end_paragraph()?;
        let most = self.budget.limits.table_depth;
        if self.tables.len() >= most {
            return Err(Box::new(Trouble::limit(
                format!("表格嵌套超过上限 {most} 层，不予读取，请人工查看"),
                format!("tables nested deeper than {most}; look at it by hand"),
            )));
        }
        let hidden = self.attributes.style.hidden == Some(true);
        self.tables.push(OpenTable {
            grid: Grid::default(),
            hidden,
            unseen: hidden || !self.is_seen(),
            head: false,
            row: None,
            cell: None,
            elements: self.open.len(),
        });
        self.hide(hidden);
        Ok(())
    }

    pub(super) fn end_own_table(&mut self) -> Result<()> {
        if self.tables.is_empty() { Ok(()) } else { self.end_table() }
    }

    pub(super) fn end_table(&mut self) -> Result<()> {
        self.end_row()?;
        self.end_paragraph()?;
        let Some(table) = self.tables.pop() else { return Ok(()) };
        self.close_to(table.elements)?;
        self.show(table.hidden);
        if table.unseen {
            return Ok(());
        }
        let (blocks, positions) = table.grid.finish();
        self.budget.add_table(positions);
        for block in blocks {
            let is_table = matches!(block, Block::Table(_));
            let made = self.flow().push_block(block);
            self.budget.make(made)?;
            let end = self.flow().text.len();
            if let Some(cell) = self.tables.last_mut().and_then(|outer| outer.cell.as_mut()).filter(|_| is_table) {
                cell.inner.push(end - made..end);
            }
        }
        Ok(())
    }

    /// Ends the open cell, as a caption, a section or a row does that begins.
    pub(super) fn leave_cell(&mut self) -> Result<()> {
        self.end_cell()?;
        self.end_paragraph()
    }

    pub(super) fn start_section(&mut self, head: bool) -> Result<()> {
        self.end_section()?;
        if let Some(table) = self.tables.last_mut() {
            table.head = head;
        }
        Ok(())
    }

    pub(super) fn end_section(&mut self) -> Result<()> {
        self.end_row()?;
        if let Some(table) = self.tables.last_mut() {
            table.head = false;
            table.grid.end_section();
        }
        Ok(())
    }

    pub(super) fn start_row(&mut self) -> Result<()> {
        self.end_row()?;
        let hidden = self.attributes.style.hidden == Some(true);
        let no_height = self.attributes.no_height;
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        table.grid.start_row();
        table.row = Some(Row { hidden, no_height });
        self.hide(hidden);
        Ok(())
    }

    pub(super) fn end_own_row(&mut self) -> Result<()> {
        self.end_row()
    }

    fn end_row(&mut self) -> Result<()> {
        self.end_cell()?;
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        let Some(row) = table.row.take() else { return Ok(()) };
        table.grid.end_row(row.hidden, row.no_height);
        let positions = table.grid.positions();
        self.show(row.hidden);
        self.budget.check_table(positions)
    }

    pub(super) fn start_cell(&mut self, header: bool) -> Result<()> {
        self.end_cell()?;
        let hidden = self.attributes.style.hidden == Some(true);
        let attributes = &self.attributes;
        let spans = Spans {
            rows: attributes.rowspan.unwrap_or(1),
            columns: attributes.colspan.unwrap_or(1),
            loose: attributes.style.loose_span,
        };
        let heads = header && !attributes.heads_row;
        let font = attributes.style.font;
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        if table.row.is_none() {
            table.grid.start_row();
            table.row = Some(Row { hidden: false, no_height: false });
        }
        let header = heads || table.head;
        let (elements, lists) = (self.open.len(), self.lists.len());
        table.cell = Some(OpenCell { spans, header, hidden, elements, lists, inner: Vec::new() });
        // What stood between the cells belongs before the table.
        self.end_paragraph()?;
        self.hide(hidden);
        self.font = font;
        self.flows.push(Flow::new(Kind::Cell, 0, false));
        Ok(())
    }

    pub(super) fn end_own_cell(&mut self) -> Result<()> {
        self.end_cell()
    }

    fn end_cell(&mut self) -> Result<()> {
        self.end_select()?;
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        let Some(elements) = table.cell.as_ref().map(|cell| cell.elements) else { return Ok(()) };
        self.flush_mark()?;
        self.end_paragraph()?;
        self.close_to(elements)?;
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        let (Some(cell), Some(flow)) = (table.cell.take(), self.flows.pop()) else { return Ok(()) };
        self.font = None;
        let (text, tables) = flow.into_cell();
        if !cell.hidden && !table.grid.add(cell.spans, cell.header, text, (tables, cell.inner)) {
            return Err(Box::new(Trouble::limit(
                "表格列数超过上限，不予读取，请人工查看",
                "a table with too many columns; look at it by hand",
            )));
        }
        self.show(cell.hidden);
        Ok(())
    }
}

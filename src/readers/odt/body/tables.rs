//! Tables, rows and cells as they open and close.

use super::Body;
use crate::{
    model::{document::Block, trouble::Trouble},
    readers::{
        Result,
        flowing::flow::{Flow, Kind},
        odt::table::{CellProps, Grid},
    },
};

impl Body<'_> {
    pub(super) fn start_table(&mut self) -> Result<()> {
        let most = self.budget.limits.table_depth;
        if self.tables.len() >= most {
            return Err(Box::new(Trouble::limit(
                format!("表格嵌套超过上限 {most} 层，不予读取，请人工查看"),
                format!("tables nested deeper than {most}; look at it by hand"),
            )));
        }
        self.tables.push(Grid::new(self.scanner.depth()));
        Ok(())
    }

    /// `table:table-header-rows` (9.1.7) of the innermost table.
    pub(super) fn start_header_rows(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        if let Some(table) = self.tables.last_mut().filter(|table| table.row_depth.is_none()) {
            table.header_depth = Some(depth);
        }
        Ok(())
    }

    pub(super) fn start_row(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        let repeated = self.count(b"number-rows-repeated");
        if let Some(table) = self.tables.last_mut().filter(|table| table.row_depth.is_none()) {
            table.start_row(depth, repeated);
        }
        Ok(())
    }

    /// A number from 1.
    pub(super) fn count(&self, attribute: &[u8]) -> usize {
        self.scanner.number(attribute).and_then(|count| usize::try_from(count).ok()).unwrap_or(1).max(1)
    }

    pub(super) fn start_cell(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        let props = CellProps {
            rows: self.count(b"number-rows-spanned"),
            columns: self.count(b"number-columns-spanned"),
            repeated: self.count(b"number-columns-repeated"),
        };
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        if table.row_depth.is_none() || table.cell_depth.is_some() {
            return Ok(());
        }
        table.start_cell(depth, props);
        let hidden = self.flow().hidden;
        self.start_flow(Flow::new(Kind::Cell, depth, hidden));
        Ok(())
    }

    /// `table:covered-table-cell` (9.1.5): what it holds is not shown.
    pub(super) fn covered(&mut self) -> Result<()> {
        let repeated = self.count(b"number-columns-repeated");
        if let Some(table) =
            self.tables.last_mut().filter(|table| table.row_depth.is_some() && table.cell_depth.is_none())
        {
            table.pass_covered(repeated);
        }
        self.skip()
    }

    pub(super) fn end_cell(&mut self, depth: usize) -> Result<()> {
        if self.tables.last().is_none_or(|table| table.cell_depth != Some(depth)) {
            return Ok(());
        }
        let Some(flow) = self.end_flow() else { return Ok(()) };
        let (text, tables) = flow.into_cell();
        match self.tables.last_mut() {
            Some(table) => table.end_cell(text, tables, self.budget),
            None => Ok(()),
        }
    }

    pub(super) fn end_row(&mut self, depth: usize) -> Result<()> {
        match self.tables.last_mut().filter(|table| table.row_depth == Some(depth)) {
            Some(table) => table.end_row(self.budget),
            None => Ok(()),
        }
    }

    pub(super) fn end_table(&mut self, depth: usize) -> Result<()> {
        let Some(table) = self.tables.pop_if(|table| table.depth == depth) else { return Ok(()) };
        self.budget.add_table(table.positions());
        let Some(table) = table.finish() else { return Ok(()) };
        let made = self.flow().push_block(Block::Table(table));
        self.budget.make(made)
    }
}

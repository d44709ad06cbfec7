//! Tables: rows and cells on the builder of the innermost one.

use super::Body;
use crate::{
    model::{document::Block, trouble::Trouble},
    readers::{
        Result,
        docx::props::{read_cell, read_row},
        flowing::{
            flow::{Flow, Kind},
            grid::Builder,
        },
    },
};

impl Body<'_, '_, '_> {
    pub(super) fn start_table(&mut self) -> Result<()> {
        let most = self.package.budget.limits.table_depth;
        if self.tables.len() >= most {
            return Err(Box::new(Trouble::limit(
                format!("表格嵌套超过上限 {most} 层，不予读取，请人工查看"),
                format!("tables nested deeper than {most}; look at it by hand"),
            )));
        }
        self.tables.push(Builder::new(self.scanner.depth()));
        Ok(())
    }

    pub(super) fn start_row(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        if let Some(table) = self.tables.last_mut().filter(|table| table.row_depth.is_none()) {
            table.start_row(depth);
        }
        Ok(())
    }

    /// `w:trPr`. A deleted row is passed over whole.
    pub(super) fn row_props(&mut self) -> Result<()> {
        let props = read_row(&mut self.scanner, &mut self.facts)?;
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        let Some(depth) = table.row_depth.filter(|_| table.cell_depth.is_none()) else { return Ok(()) };
        table.set_row(props);
        if props.deleted {
            self.scanner.skip(depth)?;
            self.end_row(depth)?;
        }
        Ok(())
    }

    #[inline]
    pub(super) fn start_cell(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        if table.row_depth.is_none() || table.cell_depth.is_some() {
            return Ok(());
        }
        table.start_cell(depth)?;
        let hidden = self.flow().hidden;
        self.flows.push(Flow::new(Kind::Cell, depth, hidden));
        Ok(())
    }

    #[inline]
    pub(super) fn cell_props(&mut self) -> Result<()> {
        let props = read_cell(&mut self.scanner, &mut self.facts)?;
        let Some(table) = self.tables.last_mut().filter(|table| table.cell_depth.is_some()) else { return Ok(()) };
        table.cell = props;
        if table.is_covered() {
            self.flow().hidden = true;
        }
        Ok(())
    }

    #[inline]
    pub(super) fn end_cell(&mut self, depth: usize) -> Result<()> {
        let Some(table) = self.tables.last_mut().filter(|table| table.cell_depth == Some(depth)) else { return Ok(()) };
        let Some(flow) = self.flows.pop() else { return Ok(()) };
        let (text, tables) = flow.into_cell();
        table.end_cell(text, tables);
        Ok(())
    }

    pub(super) fn end_row(&mut self, depth: usize) -> Result<()> {
        let Some(table) = self.tables.last_mut().filter(|table| table.row_depth == Some(depth)) else { return Ok(()) };
        table.end_row();
        self.package.budget.check_table(table.positions())
    }

    pub(super) fn end_table(&mut self, depth: usize) -> Result<()> {
        let Some(table) = self.tables.pop_if(|table| table.depth == depth) else { return Ok(()) };
        self.package.budget.add_table(table.positions());
        let Some(table) = table.finish() else { return Ok(()) };
        let made = self.flow().push_block(Block::Table(table));
        self.package.budget.make(made)
    }
}

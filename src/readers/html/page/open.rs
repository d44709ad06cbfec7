//! The open elements that change what is read, and how they end.

use super::{
    super::names::Kind,
    {Page, table::OpenTable},
};
use crate::{model::trouble::Trouble, readers::Result};

/// An open element that changes what is read.
#[derive(Debug)]
pub struct Open {
    pub key: u64,
    pub kind: Kind,
    /// Open elements of the same name inside it that are not kept.
    pub same: u32,
    pub hidden: bool,
    pub keeps_space: bool,
    pub is_number: bool,
    pub is_spaces: bool,
    pub inserted: bool,
    pub font: Option<&'static str>,
}

impl Open {
    fn changes(&self) -> bool {
        self.hidden
            || self.keeps_space
            || self.is_number
            || self.is_spaces
            || self.inserted
            || self.font.is_some()
            || matches!(self.kind, Kind::OrderedList | Kind::UnorderedList | Kind::Select)
    }

    /// Its end tag ends what stands inside it; that of others may come before theirs.
    fn holds_blocks(&self) -> bool {
        self.kind.is_block() || matches!(self.kind, Kind::Unseen | Kind::Select | Kind::TextArea)
    }
}

impl Page<'_> {
    /// Where the elements begin that stand in the open cell.
    fn base(&self) -> usize {
        self.tables.last().map_or(0, OpenTable::elements_outside)
    }

    /// Keeps an element open if it changes anything; if not, but one of its name is open, counts it.
    pub(super) fn keep(&mut self, open: Open) -> Result<()> {
        if !open.changes() {
            let base = self.base();
            // A paragraph or item ends the one before, so that one never stands directly in another.
            if !ends_itself(open.kind)
                && let Some(same) = self.open[base..].iter_mut().rev().find(|other| other.key == open.key)
            {
                same.same = same.same.saturating_add(1);
            }
            return Ok(());
        }
        let most = self.budget.limits.xml_depth;
        if self.open.len() >= most {
            return Err(Box::new(Trouble::limit(
                format!("网页元素嵌套超过上限 {most} 层，不予读取，请人工查看"),
                format!("elements of the page are nested deeper than {most}; look at it by hand"),
            )));
        }
        self.count(&open, true);
        self.font = open.font.or(self.font);
        self.open.push(open);
        Ok(())
    }

    fn count(&mut self, open: &Open, begins: bool) {
        let change = |total: &mut usize, own: bool| {
            *total = if begins { *total + usize::from(own) } else { total.saturating_sub(usize::from(own)) };
        };
        change(&mut self.hidden, open.hidden);
        change(&mut self.keeping_space, open.keeps_space);
        change(&mut self.numbering, open.is_number);
        change(&mut self.spacing, open.is_spaces);
        change(&mut self.inserted, open.inserted);
    }

    /// An end tag: ends the nearest element of its name in the open cell, if that is kept open.
    pub(super) fn close(&mut self, kind: Kind, key: u64) -> Result<()> {
        let base = if ends_itself(kind) { self.list_base() } else { self.base() };
        let Some(at) = self.open[base..].iter().rposition(|open| open.key == key).map(|at| base + at) else {
            return Ok(());
        };
        let open = &mut self.open[at];
        if open.same > 0 {
            open.same -= 1;
            return Ok(());
        }
        if open.holds_blocks() {
            return self.close_to(at);
        }
        let open = self.open.remove(at);
        self.closed(&open)
    }

    /// Ends all elements from this one on.
    pub(super) fn close_to(&mut self, at: usize) -> Result<()> {
        while self.open.len() > at {
            let Some(open) = self.open.pop() else { break };
            self.closed(&open)?;
        }
        Ok(())
    }

    fn closed(&mut self, open: &Open) -> Result<()> {
        self.count(open, false);
        if open.font.is_some() {
            self.font = self.open.iter().rev().find_map(|open| open.font);
        }
        match open.kind {
            Kind::OrderedList | Kind::UnorderedList => {
                self.lists.pop();
            }
            Kind::Select => self.end_select()?,
            _ => {}
        }
        Ok(())
    }

    /// A block has begun: it ends an open paragraph, and an item the item before it in its list.
    pub(super) fn end_implied(&mut self, kind: Kind) -> Result<()> {
        let ends = |open: Kind| open == Kind::Paragraph || (open == Kind::Item && kind == Kind::Item);
        let inside = self.list_base();
        match self.open[inside..].iter().position(|open| ends(open.kind)) {
            Some(at) => self.close_to(inside + at),
            None => Ok(()),
        }
    }

    /// Where the elements begin that stand in the innermost list of the open cell.
    fn list_base(&self) -> usize {
        let base = self.base();
        let is_list = |open: &Open| matches!(open.kind, Kind::OrderedList | Kind::UnorderedList | Kind::Unseen);
        self.open[base..].iter().rposition(is_list).map_or(base, |at| base + at + 1)
    }
}

/// The next of its kind ends it.
fn ends_itself(kind: Kind) -> bool {
    matches!(kind, Kind::Paragraph | Kind::Item)
}

//! Lists, and the numbers of paragraphs in them and of headings.

use super::{Body, OpenList};
use crate::readers::{Result, odt::lists::Beginning};

impl Body<'_> {
    /// The number before a paragraph: that of its list item, or of its heading.
    pub(super) fn number(&mut self, heading: bool, style: Option<&str>) -> Result<String> {
        let base = self.list_bases.last().copied().unwrap_or(0);
        if self.open_lists.len() > base {
            return self.list_number(base);
        }
        if !heading || self.scanner.attribute(b"is-list-header") == Some(b"true") {
            return Ok(String::new());
        }
        self.read_shared()?;
        let Some(outline) = &self.styles.outline else { return Ok(String::new()) };
        let level = self.scanner.number(b"outline-level").and_then(|level| usize::try_from(level - 1).ok());
        if self.styles.is_unlisted(style) {
            return Ok(String::new());
        }
        let restart = self.scanner.attribute(b"restart-numbering") == Some(b"true");
        let start = self.scanner.number(b"start-value").and_then(|start| u32::try_from(start).ok());
        let start = start.or(restart.then_some(1));
        Ok(self.lists.next_heading(outline, level.unwrap_or(0), start))
    }

    pub(super) fn list_number(&mut self, base: usize) -> Result<String> {
        let level = self.open_lists.len() - base - 1;
        let Some(open) = self.open_lists.last_mut() else { return Ok(String::new()) };
        if !std::mem::take(&mut open.fresh) {
            return Ok(String::new());
        }
        let (list, start) = (open.list, open.start.take());
        // A list goes by the styles of the content, or else of the document.
        let known = self.lists.style(list).is_some_and(|style| self.styles.lists.contains_key(style));
        if !known {
            self.read_shared()?;
        }
        let style = self.lists.style(list).and_then(|style| self.styles.lists.get(style));
        Ok(style.cloned().map(|style| self.lists.next(list, &style, level, start)).unwrap_or_default())
    }

    /// `text:list` (5.3.1). Lists inside a list share its counters, and its style unless they have one:
    /// they go on until a number of a level above comes, as LibreOffice has it.
    pub(super) fn start_list(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        let base = self.list_bases.last().copied().unwrap_or(0);
        let outer = self.open_lists.get(base..).and_then(<[OpenList]>::last).copied();
        let text = |name: &[u8]| self.scanner.attribute_text(name).map(|value| value.into_owned());
        let is_continued = self.scanner.attribute(b"continue-numbering") == Some(b"true");
        let style = text(b"style-name");
        let list = match outer {
            Some(outer) if style.is_none() || style.as_deref() == self.lists.style(outer.list) => outer.list,
            _ => self.lists.begin(Beginning {
                style,
                id: text(b"id"),
                continued_id: text(b"continue-list"),
                is_continued,
            }),
        };
        self.open_lists.push(OpenList { depth, list, fresh: false, start: None });
        Ok(())
    }

    pub(super) fn start_item(&mut self) -> Result<()> {
        let start = self.scanner.number(b"start-value").and_then(|start| u32::try_from(start).ok());
        if let Some(list) = self.open_lists.last_mut() {
            (list.fresh, list.start) = (true, start);
        }
        Ok(())
    }

    /// `text:list-header` (5.3.3): has no number.
    pub(super) fn start_list_header(&mut self) -> Result<()> {
        if let Some(list) = self.open_lists.last_mut() {
            list.fresh = false;
        }
        Ok(())
    }

    /// `text:numbered-paragraph` (5.3.6): an item of a list that is held together by its id.
    pub(super) fn start_numbered(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        let text = |name: &[u8]| self.scanner.attribute_text(name).map(|value| value.into_owned());
        let id = text(b"list-id");
        let level = self.scanner.number(b"level").unwrap_or(1).clamp(1, 10);
        let start = self.scanner.number(b"start-value").and_then(|start| u32::try_from(start).ok());
        let beginning = Beginning { style: text(b"style-name"), id: id.clone(), continued_id: id, is_continued: true };
        let list = self.lists.begin(beginning);
        // Its level is as if so many lists were open.
        for _ in 1..level {
            self.open_lists.push(OpenList { depth, list, fresh: false, start: None });
        }
        self.open_lists.push(OpenList { depth, list, fresh: true, start });
        Ok(())
    }
}

//! What stands in the text and holds content of its own: text boxes, content controls, alternate
//! contents, other documents.

use super::Body;
use crate::{
    model::document::Block,
    readers::{
        Result,
        docx::{chunk, names::Tag},
        flowing::flow::{Flow, Kind},
    },
};

impl Body<'_, '_, '_> {
    /// `w:txbxContent` (17.17.1): a flow of its own, put after the paragraph that it hangs on.
    pub(super) fn start_text_box(&mut self) {
        let depth = self.scanner.depth();
        let hidden = self.hidden || self.flow().hidden;
        let mut flow = Flow::new(Kind::Blocks, depth, hidden);
        flow.run_hidden = std::mem::take(&mut self.hidden);
        self.flows.push(flow);
    }

    pub(super) fn end_text_box(&mut self, depth: usize) {
        let Some(flow) = self.flows.pop_if(|flow| flow.depth == depth) else { return };
        self.hidden = flow.run_hidden;
        let blocks = flow.into_blocks();
        let has_text = |block: &Block| match block {
            Block::Paragraph(paragraph) => !paragraph.text.is_empty(),
            Block::Table(_) => true,
        };
        if blocks.iter().any(has_text) {
            self.flow().push_box(blocks);
        }
    }

    /// `w:sdtPr` (17.5.2.38): whether the control shows its placeholder (17.5.2.39).
    pub(super) fn control_props(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        while let Some(tag) = self.scanner.child(depth)? {
            if tag == Tag::ShowingPlaceholder
                && let Some(control) = self.controls.last_mut()
            {
                *control = self.scanner.is_on();
            }
        }
        Ok(())
    }

    pub(super) fn shows_placeholder(&self) -> bool {
        self.controls.last() == Some(&true)
    }

    /// A branch of `mc:AlternateContent`: passed over once one with text has been read.
    pub(super) fn start_branch(&mut self) -> Result<()> {
        let Some(alternate) = self.alternates.last_mut() else { return Ok(()) };
        if alternate.taken {
            return self.skip();
        }
        alternate.texts = self.texts;
        alternate.facts = (self.facts.insertions, self.facts.deletions);
        Ok(())
    }

    pub(super) fn end_branch(&mut self) {
        let Some(alternate) = self.alternates.last_mut() else { return };
        alternate.taken = self.texts > alternate.texts;
        if !alternate.taken {
            (self.facts.insertions, self.facts.deletions) = alternate.facts;
        }
    }

    /// `w:altChunk` (17.17.2.1): another document taken in at this place.
    pub(super) fn alt_chunk(&mut self) -> Result<()> {
        let id = self.scanner.attribute_text(b"id").unwrap_or_default();
        let Some(target) = self.related()?.iter().find(|other| other.id == id).map(|other| other.target.clone()) else {
            return Ok(());
        };
        self.package.budget.add_chunk()?;
        let Some(bytes) = self.package.part(&target)? else { return Ok(()) };
        let document = chunk::read(&bytes, &mut self.package.budget)?;
        self.facts.insertions += document.facts.insertions;
        self.facts.deletions += document.facts.deletions;
        if !self.flow().hidden {
            self.texts += document.blocks.len();
            self.flow().push_box(document.blocks);
        }
        Ok(())
    }
}

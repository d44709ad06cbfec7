//! Word 97 to 2003 documents (.doc, .dot, and .wps and .wpt of Kingsoft): [MS-DOC].
//!
//! The [`streams`] of the compound file are read whole. The [`fib`] says where everything stands;
//! the [`pieces`] put the text together, [`runs`] of properties say what its characters and
//! paragraphs are, by modifiers ([`sprm`]). [`paragraphs`] cuts the text, [`rows`] and [`plan`] put
//! the cells of a table on a grid, [`story`] goes over it all once,
//! [`letters`] takes in its runs. What a reader of the document
//! sees is taken, no more: as with .docx, tracked insertions are in, deletions out; fields give
//! their results; hidden text, headers, notes and comments are left out; lists give their numbers.

use super::{Reader, Result, flowing::budget::Budget};
use crate::model::{
    document::{Document, Facts},
    format::Format,
    limits::Limits,
    source::Source,
};

mod boxes;
mod bytes;
mod characters;
mod compound;
mod damage;
mod fib;
mod form;
mod letters;
mod lists;
mod paragraphs;
mod pieces;
mod plan;
mod rows;
mod runs;
mod sprm;
mod story;
mod streams;
mod styles;
#[cfg(test)]
mod tests;
mod text;

/// The reader of Word 97 to 2003 documents.
pub struct Doc;

impl Reader for Doc {
    fn format(&self) -> Format {
        Format::Doc
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        read(&source.bytes, limits)
    }
}

fn read(bytes: &[u8], limits: &Limits) -> Result<Document> {
    let streams = streams::Streams::open(bytes)?;
    let fib = fib::Fib::read(&streams.document, streams.table.is_some())?;
    let Some(table) = streams.table.as_deref() else { return Err(damage::missing_stream("1Table")) };
    let mut budget = Budget::new(*limits);
    // Pieces may repeat a stretch, so that the file's length is no measure of the text.
    budget.inflate("WordDocument", u64::from(fib.main) + u64::from(fib.boxes))?;
    let text = text::Text::new(&streams, table, &fib)?;
    let lists = lists::read(table, &fib, &text.styles)?;
    let boxes = boxes::Boxes::read(table, &fib)?;
    let mut shared = story::Shared { text, budget, facts: Facts::default(), lists, boxes };
    let mut blocks = story::read(&mut shared, 0, fib.main)?;
    for range in shared.boxes.rest() {
        let found = story::read(&mut shared, range.start, range.end)?;
        if story::has_text(&found) {
            blocks.extend(found);
        }
    }
    Ok(Document { blocks, facts: shared.facts })
}

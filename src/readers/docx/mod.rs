//! Word documents (.docx, .docm, .dotx): WordprocessingML, ISO/IEC 29500-1 Strict and 29500-4
//! Transitional.
//!
//! One pass over the main part. What a reader of the document sees is taken, no more: tracked
//! insertions are in, deletions out; fields give their results; hidden text, headers, notes and
//! comments are left out; lists give their numbers. The [`package`] inflates parts under one
//! budget, [`xml`] cuts them into tokens, [`body`] turns those into flows of paragraphs
//! ([`flow`]) and grids ([`table`]).

use super::Reader;
use crate::model::{document::Document, format::Format, limits::Limits, source::Source, trouble::Trouble};

mod body;
mod budget;
mod bytes;
mod chunk;
mod flow;
mod form;
mod names;
mod numbering;
mod numeral;
mod package;
#[cfg(test)]
mod peer_tests;
mod reference;
mod symbol;
mod table;
#[cfg(test)]
mod tests;
mod xml;

/// The reader of Word documents.
pub struct Docx;

impl Reader for Docx {
    fn format(&self) -> Format {
        Format::Docx
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document, Trouble> {
        read(&source.bytes, limits).map_err(|trouble| *trouble)
    }
}

fn read(bytes: &[u8], limits: &Limits) -> xml::Result<Document> {
    let mut package = package::Package::open(bytes, budget::Budget::new(*limits))?;
    body::read(&mut package)
}

//! Word documents (.docx, .docm, .dotx): WordprocessingML, ISO/IEC 29500-1 Strict and 29500-4
//! Transitional.
//!
//! One pass over the main part. What a reader of the document sees is taken, no more: tracked
//! insertions are in, deletions out; fields give their results; hidden text, headers, notes and
//! comments are left out; lists give their numbers. The [`Package`] inflates parts under one
//! budget, the [`xml`] scanner cuts them into tokens, [`body`] turns those into flows of paragraphs
//! and grids.

use super::{
    Reader, Result,
    flowing::{budget::Budget, scans},
    xml::{self, package::Package},
};
use crate::model::{document::Document, format::Format, limits::Limits, source::Source};

mod body;
mod chunk;
mod flat;
#[cfg(test)]
mod flat_tests;
mod form;
mod names;
mod numbering;
mod props;
#[cfg(test)]
mod tests;

pub use flat::read as read_flat;

type Scanner<'a> = xml::Scanner<'a, names::Tag>;

/// The reader of Word documents.
pub struct Docx;

impl Reader for Docx {
    fn format(&self) -> Format {
        Format::Docx
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        read(&source.bytes, limits)
    }
}

fn read(bytes: &[u8], limits: &Limits) -> Result<Document> {
    let mut package = Package::open(bytes, Budget::new(*limits))?;
    let mut document = body::read(&mut package)?;
    if scans::may_be_pictures(&document) {
        scans::append(&mut document, &body::pictures(&mut package)?, limits)?;
    }
    Ok(document)
}

//! Web pages (.html, .htm), and what office programs and web systems call .doc or .xls and write as
//! one: HTML (the WHATWG Living Standard), with what Word and Excel add to it.
//!
//! What a browser shows is taken, no more: white space is collapsed, references are resolved, what is
//! hidden, scripts and styles are left out, form fields give their values. As in Word documents,
//! insertions are in and deletions out, ordered lists give their numbers, headers, footers and notes
//! are left out. The tokenizer is bought; [`page`] turns its events into flows and grids in one pass,
//! without a tree.

use super::{Reader, Result, flowing::budget::Budget};
use crate::model::{document::Document, format::Format, limits::Limits, source::Source};

mod attributes;
mod control;
pub mod encoding;
mod grid;
mod list;
mod names;
mod page;
mod sheet;
mod space;
mod style;
#[cfg(test)]
mod tests;

/// The reader of web pages.
pub struct Html;

impl Reader for Html {
    fn format(&self) -> Format {
        Format::Html
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        read_bytes(&source.bytes, None, &mut Budget::new(*limits))
    }
}

/// Reads a page under what is left of the budget. `charset` is what its container says of its
/// encoding, such as a MIME part's.
///
/// # Errors
/// A limit that was met: a page is never malformed.
pub fn read_bytes(bytes: &[u8], charset: Option<&str>, budget: &mut Budget) -> Result<Document> {
    page::read(&encoding::decode(bytes, charset), budget)
}

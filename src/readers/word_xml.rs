//! Word documents in one XML file, often called .doc: see [`super::docx`], whose body they share.

use super::{Reader, Result, docx, flowing::budget::Budget};
use crate::model::{document::Document, format::Format, limits::Limits, source::Source};

/// The reader of Word documents in one XML file.
pub struct WordXml;

impl Reader for WordXml {
    fn format(&self) -> Format {
        Format::WordXml
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        docx::read_flat(&source.bytes, &mut Budget::new(*limits))
    }
}

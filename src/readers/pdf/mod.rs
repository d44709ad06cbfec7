//! PDF documents.

use super::Reader;
use crate::model::{document::Document, format::Format, limits::Limits, source::Source, trouble::Trouble};

pub struct Pdf;

impl Reader for Pdf {
    fn format(&self) -> Format {
        Format::Pdf
    }

    fn read(&self, _source: &Source, _limits: &Limits) -> Result<Document, Trouble> {
        Err(Trouble::unreadable("", ""))
    }
}

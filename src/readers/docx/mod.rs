//! Word documents (.docx).

use super::Reader;
use crate::model::{document::Document, format::Format, limits::Limits, source::Source, trouble::Trouble};

pub struct Docx;

impl Reader for Docx {
    fn format(&self) -> Format {
        Format::Docx
    }

    fn read(&self, _source: &Source, _limits: &Limits) -> Result<Document, Trouble> {
        Err(Trouble::unreadable("", ""))
    }
}

//! Rich Text Format (RTF 1.9.1), as Word, WPS, WordPad and LibreOffice write it.
//!
//! One pass: [`token`] cuts the bytes, [`body`] keeps the state of the open groups and gives text
//! to the innermost [`story`], whose paragraphs belong where their mark says: to the text or to a
//! cell. A [`table`] is laid out once all its rows are known. What is seen is read, as in the
//! reader of .docx: tracked insertions in, deletions out; results of fields; the written numbers of
//! lists; no hidden text, headers, notes, comments or pictures; text boxes once.
//!
//! In RTF that stands for a web page (`\fromhtml`, the bodies of Outlook's mails) the tags stand in
//! destinations that are passed over; what `\htmlrtf` encloses is the RTF for these tags (ends of
//! paragraphs, blanks) and is read like any other.

use super::{Reader, Result, flowing::budget::Budget};
use crate::model::{document::Document, format::Format, limits::Limits, source::Source, trouble::Trouble};

mod body;
mod charset;
mod fonts;
mod form;
mod lists;
mod story;
mod table;
#[cfg(test)]
mod tests;
mod token;
mod words;

/// The reader of RTF.
pub struct Rtf;

impl Reader for Rtf {
    fn format(&self) -> Format {
        Format::Rtf
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        read_bytes(&source.bytes, &mut Budget::new(*limits))
    }
}

/// Reads RTF under what is left of the budget.
///
/// # Errors
/// Trouble when it is no RTF, breaks off, or goes past a limit.
pub fn read_bytes(bytes: &[u8], budget: &mut Budget) -> Result<Document> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if !bytes.starts_with(b"{\\rtf") {
        return Err(Box::new(Trouble::unreadable(
            "不是 RTF 文档（开头缺少 {\\rtf），请对方用 Word 另存为 .docx 后重新发送",
            "not RTF: it does not begin with {\\rtf; ask for it saved as .docx",
        )));
    }
    body::read(bytes, budget)
}

//! Files inside documents: packages and OLE objects of Word and Excel, files attached to a PDF.
//!
//! What is a part of the document's own text is left alone: pictures, charts, equations, controls.
//! A document is only opened for this if bytes of it say that something is embedded.

mod object;
mod package;
mod pdf;

pub use object::ole_object;

use super::{
    budget::too_many,
    chain::{Chain, Inside},
    names,
    sniff::sniff,
    trouble::too_deep,
};
use crate::model::{
    format::{Format, Role},
    source::EMBEDDED,
    trouble::Trouble,
};

/// A file in a document.
pub struct Attachment {
    /// As the document gives it, perhaps empty.
    pub name: String,
    /// Its bytes, or why they cannot be had and the size that is claimed.
    pub content: Content,
}

pub type Content = Result<Vec<u8>, (Trouble, u64)>;

/// The files embedded in a document, in its own order.
pub fn find(chain: &mut Chain, bytes: &[u8], format: Format) -> Vec<Attachment> {
    let found = match format {
        Format::Docx | Format::Xlsx if package::may_hold(bytes) => package::attachments(chain, bytes),
        Format::Doc | Format::Xls if object::may_hold(bytes) => object::attachments(chain, bytes),
        Format::Pdf if pdf::may_hold(bytes) => pdf::attachments(chain, bytes),
        _ => return Vec::new(),
    };
    found.into_iter().filter(is_file).collect()
}

/// Pictures and what no program of an office writes are parts of the document, not files.
fn is_file(attachment: &Attachment) -> bool {
    let Ok(bytes) = &attachment.content else { return true };
    let format = sniff(bytes);
    // Formulas and drawings of LibreOffice are zips without a name.
    let drawn = attachment.name.is_empty() && matches!(format, Format::Unknown | Format::Zip);
    !drawn && !matches!(format, Format::Empty | Format::Ole) && format.row().role != Role::Picture
}

/// Visits the files of a document that was emitted already.
pub fn visit(chain: &mut Chain, inside: &mut Inside, found: Vec<Attachment>) {
    if found.is_empty() {
        return;
    }
    if inside.depth() > chain.limits.depth {
        let trouble = too_deep(chain.limits);
        return chain.member(inside, EMBEDDED.to_owned(), Err((trouble, 0)), None);
    }
    let granted = chain.budget.grant(found.len(), chain.limits);
    for (at, Attachment { name, content }) in found.into_iter().enumerate() {
        let name = super::msg::named(names::label(&name), at + 1, &content);
        let content = if at < granted { content } else { Err((too_many(chain.limits), 0)) };
        chain.member(inside, format!("{EMBEDDED}/{name}"), content, None);
    }
}

/// The last component of a path of any system.
fn last_component(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

//! Opens a PDF file: pages found, empty passwords tried, damage repaired.
//!
//! The file as it came is tried first. What cannot be opened so goes through a second parser, which
//! rebuilds cross-references and decrypts on its own, and is written anew for the first.

use hayro_syntax::{LoadPdfError, Pdf};
use lopdf::{LoadOptions, encryption::DecryptionError};

use crate::model::{
    limits::Limits,
    trouble::{Trouble, TroubleKind},
};

/// Opens the file with an empty user password if it needs one (ISO 32000-1 7.6.3.1).
///
/// # Errors
/// `Encrypted`, `Unreadable` also when there are no pages, `LimitExceeded` for too many.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<Pdf, Trouble> {
    let pdf = match Pdf::new(bytes.to_vec()) {
        Ok(pdf) if !pdf.pages().is_empty() => pdf,
        Err(LoadPdfError::Decryption(hayro_syntax::DecryptionError::PasswordProtected)) => return Err(encrypted()),
        Err(LoadPdfError::Decryption(_)) => repaired(bytes, limits).ok_or_else(encrypted)?,
        Ok(_) | Err(LoadPdfError::Invalid) => repaired(bytes, limits).ok_or_else(|| why_unreadable(bytes, limits))?,
    };
    let pages = pdf.pages().len();
    if pages > limits.pages {
        return Err(Trouble::limit(
            format!("PDF 有 {pages} 页，超过 {} 页的上限，请对方只发送表格", limits.pages),
            format!("the PDF has {pages} pages, more than the limit of {}; ask for the form alone", limits.pages),
        ));
    }
    Ok(pdf)
}

fn options(limits: &Limits) -> LoadOptions {
    let most = usize::try_from(limits.inflated_bytes).unwrap_or(usize::MAX);
    LoadOptions::with_max_decompressed_size(most)
}

/// The file as the second parser understands it.
fn repaired(bytes: &[u8], limits: &Limits) -> Option<Pdf> {
    let mut document = lopdf::Document::load_mem_with_options(bytes, options(limits)).ok()?;
    if document.is_encrypted() || document.get_pages().is_empty() {
        return None;
    }
    let mut anew = Vec::with_capacity(bytes.len());
    document.save_to(&mut anew).ok()?;
    Pdf::new(anew).ok().filter(|pdf| !pdf.pages().is_empty())
}

fn why_unreadable(bytes: &[u8], limits: &Limits) -> Trouble {
    match lopdf::Document::load_mem_with_options(bytes, options(limits)) {
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(DecryptionError::IncorrectPassword)) => {
            encrypted()
        }
        Ok(document) if document.is_encrypted() => encrypted(),
        Ok(_) => Trouble::unreadable(
            "PDF 里一页也找不到，文件可能已损坏，请对方重新发送",
            "no page can be found in the PDF, it is probably damaged; ask for it again",
        ),
        Err(_) => Trouble::unreadable(
            "PDF 文件不完整或已损坏，无法打开，请对方重新发送",
            "the PDF is cut off or damaged and cannot be opened; ask for it again",
        ),
    }
}

fn encrypted() -> Trouble {
    Trouble::new(
        TroubleKind::Encrypted,
        "PDF 设有打开密码，请向报送单位索取未加密的文件",
        "the PDF needs a password to open; ask the unit for one without",
    )
}

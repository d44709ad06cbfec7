//! Opens a PDF file: pages found, empty passwords tried, damage repaired.
//!
//! The file as it came is tried first. What cannot be opened so goes through a second parser, which
//! rebuilds cross-references and decrypts on its own, and is written anew for the first.

use hayro_syntax::{
    LoadPdfError, Pdf,
    object::{Array, Stream},
    page::Page,
};
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

/// No deflate stream inflates to more than this times its size (RFC 1951: 258 bytes from two bits).
const MOST_INFLATION: u64 = 1032;

/// The bytes of a page's content, inflated; an error if they are more than `most`.
///
/// Only a content that could be too large is inflated here, by a decoder that stops in time.
///
/// # Errors
/// `LimitExceeded`.
pub fn content_bytes(page: &Page<'_>, most: u64) -> Result<u64, Trouble> {
    let single = page.raw().get::<Stream<'_>>(b"Contents").into_iter();
    let several = page.raw().get::<Array<'_>>(b"Contents");
    let several = several.iter().flat_map(|array| array.iter::<Stream<'_>>());
    let mut total = 0;
    for stream in single.chain(several) {
        total += stream_bytes(&stream, most)?;
        if total > most {
            return Err(bomb());
        }
    }
    Ok(total)
}

/// The bytes of a stream, inflated; roughly if they are few.
///
/// # Errors
/// `LimitExceeded` if they are more than `most`.
pub fn stream_bytes(stream: &Stream<'_>, most: u64) -> Result<u64, Trouble> {
    let raw = stream.raw_data();
    let layers = stream.filters().len() as u32;
    let at_most = (raw.len() as u64).saturating_mul(MOST_INFLATION.saturating_pow(layers));
    if at_most < most / 8 { Ok(raw.len() as u64) } else { inflated(stream, raw.to_vec(), most) }
}

fn inflated(stream: &Stream<'_>, raw: Vec<u8>, most: u64) -> Result<u64, Trouble> {
    let name = |filter| format!("{filter:?}").replace("Lzw", "LZW").replace("Ascii", "ASCII");
    let filters = stream.filters().iter().map(|filter| lopdf::Object::from(name(filter).as_str())).collect();
    let mut dict = lopdf::Dictionary::new();
    dict.set("Filter", lopdf::Object::Array(filters));
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    match lopdf::Stream::new(dict, raw).decompressed_content_with_limit(most) {
        Ok(content) => Ok(content.len() as u64),
        Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => Err(bomb()),
        Err(_) => Ok(0),
    }
}

fn bomb() -> Trouble {
    Trouble::limit(
        "PDF 的页面内容解压后过大，已停止读取，请对方由 Word 重新另存为 PDF",
        "the pages of the PDF inflate to more than the limit; ask for one saved anew from Word",
    )
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

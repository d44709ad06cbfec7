//! Bytes of one kind of file to a [`Document`]. One file or folder per format.
//!
//! Readers keep raw text: no cleaning, no knowledge of any form. A reader that panics is a bug of
//! ours; the pipeline catches it and names the file.

use crate::model::{
    document::{Document, Place},
    format::Format,
    limits::Limits,
    picture::Picture,
    sketch::Sketch,
    source::Source,
    trouble::{Trouble, TroubleKind},
};

pub mod doc;
pub mod docx;
mod flowing;
pub mod html;
pub mod mhtml;
pub mod odt;
pub mod ofd;
mod paged;
pub mod pdf;
pub mod rtf;
pub mod scan;
pub mod sheets;
mod symbol;
pub mod word_xml;
mod xml;

/// Errors are rare and large: boxed, so that what is read comes back in registers.
pub type Result<T> = std::result::Result<T, Box<Trouble>>;

/// Reads one kind of file.
pub trait Reader: Sync {
    /// The format that it reads.
    fn format(&self) -> Format;

    /// All paragraphs and tables in reading order.
    ///
    /// # Errors
    /// A [`Trouble`] in plain words when the file as a whole cannot be used.
    fn read(&self, source: &Source, limits: &Limits) -> Result<Document>;

    /// Pictures of rows: each row is where its cells stand. Rows near each other may share one, and a
    /// row over a page break may have two. None where the format has no pages, or nothing can be drawn.
    fn pictures(&self, _source: &Source, _rows: &[Vec<Place>], _limits: &Limits) -> Vec<Picture> {
        Vec::new()
    }

    /// How the search for tables sees each page; nothing for formats without pages.
    ///
    /// # Errors
    /// As for [`Reader::read`].
    fn sketch(&self, _: &Source, _: &Limits) -> Result<Vec<Sketch>> {
        Ok(Vec::new())
    }
}

/// Every reader. A new one is a file and two lines: `mod` above and a row here.
pub static READERS: &[&dyn Reader] = &[
    &doc::Doc,
    &docx::Docx,
    &pdf::Pdf,
    &odt::Odt,
    &odt::FlatOdt,
    &rtf::Rtf,
    &ofd::Ofd,
    &sheets::Xlsx,
    &sheets::Xls,
    &sheets::Ods,
    &sheets::SheetXml,
    &html::Html,
    &mhtml::Mhtml,
    &word_xml::WordXml,
    &scan::Picture(Format::Jpeg),
    &scan::Picture(Format::Png),
    &scan::Picture(Format::Tiff),
    &scan::Picture(Format::Bmp),
];

/// Reads a source with the reader of its format.
///
/// # Errors
/// The reader's trouble, or `Unsupported` when no reader takes this format.
pub fn read(source: &Source, limits: &Limits) -> std::result::Result<Document, Trouble> {
    match READERS.iter().find(|reader| reader.format() == source.format) {
        Some(reader) => reader.read(source, limits).map_err(|trouble| *trouble),
        None if is_broken_compound(source) => Err(Trouble::unreadable(
            "文件已损坏或不完整（像是 Word、Excel 97-2003 文件），请对方重新发送",
            "the file is damaged or cut off (it looks like a Word or Excel 97-2003 file); ask for it again",
        )),
        None => Err(unsupported(source.format)),
    }
}

/// Pictures of rows of a source that could be read; see [`Reader::pictures`].
pub fn pictures(source: &Source, rows: &[Vec<Place>], limits: &Limits) -> Vec<Picture> {
    let reader = READERS.iter().find(|reader| reader.format() == source.format);
    reader.map_or_else(Vec::new, |reader| reader.pictures(source, rows, limits))
}

/// How the search for tables sees each page of a source; nothing for formats without pages.
///
/// # Errors
/// The reader's trouble.
pub fn sketch(source: &Source, limits: &Limits) -> std::result::Result<Vec<Sketch>, Trouble> {
    match READERS.iter().find(|reader| reader.format() == source.format) {
        Some(reader) => reader.sketch(source, limits).map_err(|trouble| *trouble),
        None => Ok(Vec::new()),
    }
}

/// A compound file of which not even its kind can be told, because its directory is lost.
fn is_broken_compound(source: &Source) -> bool {
    source.format == Format::Ole && cfb::CompoundFile::open(std::io::Cursor::new(&source.bytes)).is_err()
}

fn unsupported(format: Format) -> Trouble {
    let row = format.row();
    match format {
        Format::Empty => {
            Trouble::unreadable("文件是空的（0 字节），请对方重新发送", "the file is empty (0 bytes); ask for it again")
        }
        Format::EncryptedOffice => Trouble::new(
            TroubleKind::Encrypted,
            "文档设有打开密码，请向报送单位索取未加密的文件",
            "the document needs a password; ask the unit for one without",
        ),
        _ => Trouble::new(
            TroubleKind::Unsupported,
            format!("暂不读取这种文件（{}），请对方改用 Word（.docx）或 PDF 报送", row.name.zh),
            format!("this kind of file ({}) is not read; ask for Word (.docx) or PDF", row.name.en),
        ),
    }
}

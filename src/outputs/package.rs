//! A Word document to the bytes of its file: the same for the same document, whenever it is written.

use std::io::{self, Cursor, Read, Write};

use docx_rs::Docx;

/// The part with the document's text.
const TEXT: &str = "word/document.xml";

/// Packs and deflates: docx-rs stores its parts as they are, ten times the size.
///
/// # Errors
/// When the document cannot be packed.
pub fn pack(docx: Docx) -> io::Result<Vec<u8>> {
    repack(docx, str::to_owned)
}

/// As [`pack`], with the first row of every table repeated on every page (ECMA-376-1 17.4.78), which
/// docx-rs has no word for. These rows must not break over pages themselves.
///
/// # Errors
/// As [`pack`].
pub fn pack_with_headers(docx: Docx) -> io::Result<Vec<u8>> {
    repack(docx, with_headers)
}

fn repack(docx: Docx, text: impl Fn(&str) -> String) -> io::Result<Vec<u8>> {
    let mut stored = Cursor::new(Vec::new());
    docx.build().pack(&mut stored).map_err(io::Error::other)?;
    let mut parts = zip::ZipArchive::new(stored)?;
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for at in 0..parts.len() {
        let mut part = parts.by_index(at)?;
        if !part.is_file() {
            continue;
        }
        let name = part.name()?.into_owned();
        packed.start_file(name.as_str(), options)?;
        if name == TEXT {
            let mut xml = String::new();
            part.read_to_string(&mut xml)?;
            packed.write_all(text(&xml).as_bytes())?;
        } else {
            io::copy(&mut part, &mut packed)?;
        }
    }
    Ok(packed.finish()?.into_inner())
}

/// Texts hold no `<`: marks are found as they stand.
fn with_headers(xml: &str) -> String {
    const ROW: &str = "<w:trPr><w:cantSplit />";
    let mut tables = xml.split("<w:tbl>");
    let mut out = tables.next().unwrap_or_default().to_owned();
    for table in tables {
        out.push_str("<w:tbl>");
        out.push_str(&table.replacen(ROW, &format!("{ROW}<w:tblHeader />"), 1));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_rows_become_headers() {
        let row = "<w:tr><w:trPr><w:cantSplit /></w:trPr></w:tr>";
        let header = "<w:tr><w:trPr><w:cantSplit /><w:tblHeader /></w:trPr></w:tr>";
        let table = |first: &str| format!("<w:tbl><w:tblPr />{first}{row}</w:tbl>");
        let xml = |first: &str| format!("<w:p />{}<w:p />{}", table(first), table(first));
        assert_eq!(with_headers(&xml(row)), xml(header));
        assert_eq!(with_headers("<w:p />"), "<w:p />");
    }
}

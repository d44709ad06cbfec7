//! Documents that hold nothing but pictures of the form: scans pasted into a text document.

use crate::{
    geometry,
    model::{
        document::{Block, Document},
        format::Format,
        limits::Limits,
        trouble::TroubleKind,
    },
    readers::{
        Result,
        scan::{self, Scanner, decode},
    },
};

/// More signs than a covering letter has: what is pictured beside so much text is no form.
const MOST_SIGNS: usize = 1_000;
/// Shorter pictures (pixels of the longer side) are marks, seals and drawings.
const LEAST_PIXELS: usize = 600;
/// Pictures of one document that are looked for.
const MOST_NAMES: usize = 500;

/// A document whose table, if there is one, can only be in its pictures.
pub fn may_be_pictures(document: &Document) -> bool {
    let mut signs = 0;
    document.blocks.iter().all(|block| match block {
        Block::Table(_) => false,
        Block::Paragraph(paragraph) => {
            signs += paragraph.text.chars().filter(|sign| !sign.is_whitespace()).count();
            signs <= MOST_SIGNS
        }
    })
}

/// Appends what is read on those of these picture files that may show a table. What is no picture is
/// passed over. Places are left out: a picture is no page of the document.
///
/// # Errors
/// `NoTextLayer` when there is such a table and it cannot be read; `LimitExceeded` for too many
/// pixels or lines.
pub fn append(document: &mut Document, pictures: &[Vec<u8>], limits: &Limits) -> Result<()> {
    let mut scanner = Scanner::default();
    for (page, bytes) in pictures.iter().enumerate() {
        let Some(format) = kind(bytes) else { continue };
        match decode::decode(bytes, format, limits) {
            Ok(grey) if grey.width.max(grey.height) >= LEAST_PIXELS => {
                let width = scan::usual_width(&grey);
                scanner.add(page, grey, width, limits)?;
            }
            Err(trouble) if trouble.kind == TroubleKind::LimitExceeded => return Err(Box::new(trouble)),
            _ => {}
        }
    }
    if scanner.is_empty() {
        return Ok(());
    }
    let read = scanner.read().map_err(|missing| missing.trouble())?;
    document.facts.foreign_pages = read.unread(true)?;
    let pages = read.read.into_iter().map(|(_, content)| content).collect();
    let mut blocks = geometry::read_pages(pages, limits.cells);
    blocks.iter_mut().for_each(without_places);
    document.blocks.extend(blocks);
    Ok(())
}

fn without_places(block: &mut Block) {
    match block {
        Block::Paragraph(paragraph) => paragraph.place = None,
        Block::Table(table) => {
            table.place = None;
            table.cells.iter_mut().for_each(|cell| cell.place = None);
        }
    }
}

/// The kind of a picture file, by its first bytes.
pub fn kind(bytes: &[u8]) -> Option<Format> {
    match bytes.get(..4)? {
        b"\x89PNG" => Some(Format::Png),
        [0xff, 0xd8, 0xff, _] => Some(Format::Jpeg),
        b"II*\0" | b"MM\0*" => Some(Format::Tiff),
        [b'B', b'M', ..] => Some(Format::Bmp),
        _ => None,
    }
}

/// Names in the order in which a part's bytes first speak of them, each marked as `marked` says; what it
/// never speaks of is left out.
pub fn in_order<'n>(part: &[u8], names: &'n [String], marked: impl Fn(&str) -> String) -> Vec<&'n str> {
    let mut found: Vec<(usize, &str)> = names
        .iter()
        .take(MOST_NAMES)
        .filter_map(|name| Some((memchr::memmem::find(part, marked(name).as_bytes())?, name.as_str())))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{Paragraph, Table};

    #[test]
    fn only_documents_without_tables_may_be_pictures() {
        let text = |signs: usize| Block::Paragraph(Paragraph { text: "字 ".repeat(signs), place: None });
        for (blocks, expected) in [
            (vec![], true),
            (vec![text(10), text(400)], true),
            (vec![text(900), text(400)], false),
            (vec![text(1), Block::Table(Table::default())], false),
        ] {
            let document = Document { blocks, ..Document::default() };
            assert_eq!(may_be_pictures(&document), expected);
        }
    }

    #[test]
    fn pictures_without_tables_add_nothing() {
        let mut png = std::io::Cursor::new(Vec::new());
        image::GrayImage::new(700, 500).write_to(&mut png, image::ImageFormat::Png).expect("a picture");
        let pictures = [png.into_inner(), b"\x89PNG damaged".to_vec(), b"WMF".to_vec(), Vec::new()];
        let mut document = Document::default();
        append(&mut document, &pictures, &Limits::default()).expect("nothing to read");
        assert_eq!(document, Document::default());
        let few = Limits { pixels: 1_000, ..Limits::default() };
        let trouble = append(&mut document, &pictures, &few).expect_err("too large");
        assert_eq!(trouble.kind, TroubleKind::LimitExceeded);
    }

    #[test]
    fn pictures_stand_as_they_are_spoken_of() {
        let names = ["rId1", "rId10", "rId2"].map(String::from);
        let marked = |name: &str| format!("\"{name}\"");
        assert_eq!(in_order(b"<a e=\"rId2\"/><a e=\"rId10\"/><a e=\"rId2\"/>", &names, marked), ["rId2", "rId10"]);
    }
}

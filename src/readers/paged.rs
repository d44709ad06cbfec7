//! What the readers of paged formats share once the pages are drawn, and how parts of them become
//! pictures.

pub mod album;
pub mod backed;
pub mod raster;
pub mod svg;

use super::{Result, scan::Scanner};
use crate::{
    geometry::{self, canvas::Canvas},
    model::{
        document::{Document, Facts},
        limits::Limits,
        sketch::Sketch,
        trouble::{Trouble, TroubleKind},
    },
};

/// The document of these pages. `format` is its name for messages.
///
/// # Errors
/// `NoTextLayer` when all that is drawn are pictures and lines, `Unreadable` when nothing is.
pub fn document(pages: Vec<Canvas>, limits: &Limits, format: &str) -> Result<Document> {
    let facts = facts(&pages, format)?;
    let contents = pages.into_iter().map(|page| page.content).collect();
    Ok(Document { blocks: geometry::read_pages(contents, limits.cells), facts })
}

/// How the search for tables sees each of these pages.
pub fn sketches(pages: Vec<Canvas>, limits: &Limits) -> Vec<Sketch> {
    geometry::sketch::pages(pages.into_iter().map(|page| page.content), limits.cells)
}

/// Pages (from 1) with a table that were not read, although there is something else to read.
#[derive(Default)]
pub struct Unread {
    /// Nothing can read them here.
    missing: Vec<u32>,
    /// They are not Chinese print.
    foreign: Vec<u32>,
}

impl Unread {
    pub fn enter(self, facts: &mut Facts) {
        (facts.unread_pages, facts.foreign_pages) = (self.missing, self.foreign);
    }
}

/// Puts what is read on pages that are pictures in their place.
///
/// # Errors
/// `NoTextLayer` when no page has text and their pictures cannot be read, or are not Chinese print.
pub fn read_scans(pages: &mut [Canvas], scanner: Scanner) -> Result<Unread> {
    if scanner.is_empty() {
        return Ok(Unread::default());
    }
    let numbers = scanner.pages().iter().map(|page| *page as u32 + 1).collect();
    let has_text = pages.iter().any(Canvas::has_text);
    match scanner.read() {
        Ok(read) => {
            let foreign = read.unread(!has_text)?;
            for (page, content) in read.read {
                if let Some(canvas) = pages.get_mut(page) {
                    canvas.content = content;
                }
            }
            Ok(Unread { missing: Vec::new(), foreign })
        }
        Err(_) if has_text => Ok(Unread { missing: numbers, foreign: Vec::new() }),
        Err(missing) => Err(missing.trouble()),
    }
}

/// What the pages are made of; an error if there is nothing to read on any of them.
fn facts(pages: &[Canvas], format: &str) -> Result<Facts> {
    let mut facts = Facts { pages: pages.len() as u32, ..Facts::default() };
    let mut textless = Vec::new();
    let mut has_text = false;
    for (number, page) in (1..).zip(pages) {
        if page.has_text() {
            has_text = true;
        } else if page.is_drawn() {
            textless.push(number);
            if page.is_picture() {
                facts.picture_pages.push(number);
            }
        }
    }
    match (has_text, textless.is_empty()) {
        (true, _) => Ok(facts),
        (false, false) => Err(Box::new(no_text(&textless))),
        (false, true) => Err(Box::new(Trouble::unreadable(
            format!("{format} 的 {} 页都是空白，请对方核对后重新发送", pages.len()),
            format!("all {} pages of the {format} are blank; ask for the right file", pages.len()),
        ))),
    }
}

fn no_text(pages: &[u32]) -> Trouble {
    let (zh, en) = match pages {
        [page] => (format!("第 {page} 页"), format!("page {page} is")),
        [first, .., last] if (last - first) as usize + 1 == pages.len() => {
            (format!("第 {first}—{last} 页"), format!("pages {first} to {last} are"))
        }
        _ => (format!("共 {} 页", pages.len()), format!("all {} pages are", pages.len())),
    };
    Trouble::new(
        TroubleKind::NoTextLayer,
        format!(
            "{zh}是扫描件或图片，没有可读取的文字，也没有找到表格，请报送单位提供 Word 文件，或由 Word 直接另存的 PDF"
        ),
        format!(
            "{en} scanned or drawn, without text and without a table; ask for the Word file, or a PDF saved from Word"
        ),
    )
}

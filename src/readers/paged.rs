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
    pages.into_iter().map(|page| geometry::sketch::sketch(page.content, limits.cells)).collect()
}

/// Puts what is read on pages that are pictures in their place. Gives the pages (from 1) that hold a
/// table and could not be read, although others hold text.
///
/// # Errors
/// `NoTextLayer` when no page has text and nothing can read their pictures.
pub fn read_scans(pages: &mut [Canvas], scanner: Scanner) -> Result<Vec<u32>> {
    if scanner.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = scanner.pages().iter().map(|page| *page as u32 + 1).collect();
    match scanner.read() {
        Ok(read) => {
            for (page, content) in read {
                if let Some(canvas) = pages.get_mut(page) {
                    canvas.content = content;
                }
            }
            Ok(Vec::new())
        }
        Err(_) if pages.iter().any(Canvas::has_text) => Ok(numbers),
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
            "{zh}是扫描件或图片，没有可读取的文字，也没有找到表格线，请报送单位提供 Word 文件，或由 Word 直接另存的 PDF"
        ),
        format!(
            "{en} scanned or drawn, without text and without a ruled table; ask for the Word file, or a PDF saved from Word"
        ),
    )
}

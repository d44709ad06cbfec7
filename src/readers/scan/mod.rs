//! Scans and photos: forms of which there are only pixels.
//!
//! | step | takes | gives |
//! |---|---|---|
//! | [`decode`], [`frames`], [`seals`] | a picture file | [`raster::Grey`] of each page, red seals taken out |
//! | [`laid`] | grey | the page as it is read, by the next steps |
//! | [`desk`] | grey | the desk beside the sheet and dark edges made paper |
//! | [`grain`] | grey | grain and specks taken out |
//! | [`skew`], [`lean`] | ink | how lines lean; the page laid straight, also one seen aslant |
//! | [`curl`] | ink | how lines are curved on a page that did not lie flat |
//! | [`upright`], [`lean`] | the ink of cells, or all | whether the page lies on its side |
//! | [`strokes`] | ink and grey | ruling lines as edges for [`crate::geometry`] |
//! | [`bands`] | the ink inside cells | lines of text |
//! | [`runs`] | the ink outside cells | lines of text, parted where columns are |
//! | [`open`] | these and the rulings | whether they may be a table that no rulings show |
//! | [`sheet`] | all of these | a page: edges, and a small picture of each line |
//! | [`foreign`], [`writing`] | sheets with much text | which are not Chinese print, and not read |
//! | [`heads`] | sheets that are read badly | the same the right way up |
//! | [`twins`] | the pictures of lines | which look alike, and are read once |
//! | [`tesseract`] | the pictures of lines | words |
//! | [`read`], [`marks`] | readings of one line; lines of one cell | the better one; marks put right |
//! | [`reading`] | lines | signs with places and confidence |
//!
//! Grid, paragraphs and pages are put together by [`crate::geometry`] as for any paged format. A page
//! that can hold no table is not read: that is told before any line of it is. What the text means is left to
//! others: it is given as it was read.

mod bands;
mod curl;
pub mod decode;
mod desk;
mod foreign;
mod frames;
mod grain;
mod heads;
mod laid;
mod lean;
mod marks;
mod open;
pub mod raster;
mod read;
mod reading;
mod runs;
mod seals;
mod sheet;
mod skew;
mod strokes;
mod tesseract;
mod tiff;
mod twins;
mod upright;
mod writing;

use super::{
    Reader, Result,
    paged::{album::Album, raster as paper},
};
use crate::{
    geometry::{self, PageContent, strips},
    model::{
        document::{Document, Facts, Place, Rect},
        format::Format,
        limits::Limits,
        picture,
        sketch::Sketch,
        source::Source,
        trouble::{Trouble, TroubleKind},
    },
};
pub use decode::too_large;
use raster::Grey;
use sheet::Sheet;
pub use tesseract::Missing;
use tesseract::Tesseract;
pub use writing::is_foreign;

/// Reads one kind of picture file.
pub struct Picture(pub Format);

/// The longer side of a sheet of which nothing but the pixels is known: A4, in points.
const LONG_SIDE: f32 = 841.92;
/// Lines of text in one file.
const MOST_LINES: usize = 30_000;

/// The width in points of a sheet of which nothing but the pixels is known.
pub fn usual_width(grey: &Grey) -> f32 {
    LONG_SIDE * grey.width as f32 / grey.width.max(grey.height).max(1) as f32
}

impl Reader for Picture {
    fn format(&self) -> Format {
        self.0
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        let (contents, foreign_pages) = contents(source, self.0, limits)?;
        let facts = Facts { pages: contents.len() as u32, foreign_pages, ..Facts::default() };
        Ok(Document { blocks: geometry::read_pages(contents, limits.cells), facts })
    }

    fn sketch(&self, source: &Source, limits: &Limits) -> Result<Vec<Sketch>> {
        Ok(geometry::sketch::pages(contents(source, self.0, limits)?.0, limits.cells))
    }

    fn pictures(&self, source: &Source, rows: &[Vec<Place>], limits: &Limits) -> Vec<picture::Picture> {
        let mut album = Album::default();
        for (number, bands) in strips::bands(rows) {
            let index = number.saturating_sub(1) as usize;
            let Ok(page) = decode::page(&source.bytes, index, self.0, limits) else { continue };
            let page = page.into_rgb8();
            let dpi = page.width().max(page.height()) as f32 * 72.0 / LONG_SIDE;
            let size = (page.width() as f32 * 72.0 / dpi, page.height() as f32 * 72.0 / dpi);
            let strips = strips::strips(&bands, &[], size);
            album.extend(strips.into_iter().filter_map(|strip| paper::crop(&page, number, strip, dpi)));
        }
        album.into_pictures()
    }
}

/// What is read on each page, and the pages (from 1) that are not Chinese print.
fn contents(source: &Source, format: Format, limits: &Limits) -> Result<(Vec<PageContent>, Vec<u32>)> {
    let mut scanner = Scanner::default();
    let pages = decode::each(&source.bytes, format, limits, |page, grey| {
        let width = usual_width(&grey);
        scanner.add(page, grey, width, limits)
    })?;
    let mut contents = vec![PageContent::default(); pages];
    if scanner.is_empty() {
        return Ok((contents, Vec::new()));
    }
    let pages = scanner.read().map_err(|missing| missing.trouble())?;
    let foreign = pages.unread(true)?;
    for (page, content) in pages.read {
        if let Some(to) = contents.get_mut(page) {
            *to = content;
        }
    }
    Ok((contents, foreign))
}

/// Takes page pictures one by one, keeps of each no more than its lines, and reads them together.
#[derive(Default)]
pub struct Scanner {
    pages: Vec<usize>,
    sheets: Vec<Sheet>,
    lines: usize,
}

impl Scanner {
    /// Takes up a page if there may be a table on it. `page` is the caller's number for it, `width` the
    /// page's in points.
    ///
    /// # Errors
    /// `LimitExceeded` for more text than forms have.
    pub fn add(&mut self, page: usize, grey: Grey, width: f32, limits: &Limits) -> Result<()> {
        match Sheet::of(grey, width, limits.cells) {
            Some(sheet) => self.add_sheet(page, sheet),
            None => Ok(()),
        }
    }

    /// Takes up the lines of a page at these places, in points, and nothing else of it.
    ///
    /// # Errors
    /// As [`Scanner::add`].
    pub fn add_lines(&mut self, page: usize, grey: Grey, width: f32, lines: &[Rect]) -> Result<()> {
        self.add_sheet(page, Sheet::of_lines(grey, width, lines))
    }

    fn add_sheet(&mut self, page: usize, sheet: Sheet) -> Result<()> {
        self.lines += sheet.lines.len();
        if self.lines > MOST_LINES {
            return Err(Box::new(Trouble::limit(
                format!("扫描件的文字超过 {MOST_LINES} 行，已停止读取，请对方只发送表格"),
                format!("the scan has more than {MOST_LINES} lines of text; ask for the form alone"),
            )));
        }
        self.pages.push(page);
        self.sheets.push(sheet);
        Ok(())
    }

    /// No page was taken up.
    pub fn is_empty(&self) -> bool {
        self.sheets.is_empty()
    }

    /// The caller's numbers of the pages taken up.
    pub fn pages(&self) -> &[usize] {
        &self.pages
    }

    /// Reads the pages.
    ///
    /// # Errors
    /// What is missing to read them.
    pub fn read(mut self) -> std::result::Result<Pages, Missing> {
        let tesseract = Tesseract::find()?;
        let is_foreign = foreign::of(&tesseract, &mut self.sheets)?;
        let all = self.pages.into_iter().zip(self.sheets).zip(is_foreign);
        let (foreign, own): (Vec<_>, Vec<_>) = all.partition(|(_, is_foreign)| *is_foreign);
        let (numbers, sheets): (Vec<usize>, Vec<Sheet>) = own.into_iter().map(|(page, _)| page).unzip();
        let contents = heads::read(&tesseract, sheets)?;
        let foreign = foreign.into_iter().map(|((number, _), _)| number).collect();
        Ok(Pages { read: numbers.into_iter().zip(contents).collect(), foreign })
    }
}

/// Pages by the caller's numbers.
pub struct Pages {
    pub read: Vec<(usize, PageContent)>,
    /// Those that are not Chinese print, and were not read.
    pub foreign: Vec<usize>,
}

impl Pages {
    /// The numbers of those that were not read, from 1.
    ///
    /// # Errors
    /// `NoTextLayer` if `nothing` else is there to be read.
    pub fn unread(&self, nothing: bool) -> Result<Vec<u32>> {
        let is_lost = nothing && self.read.is_empty() && !self.foreign.is_empty();
        let numbers = || self.foreign.iter().map(|page| *page as u32 + 1).collect();
        if is_lost { Err(Box::new(foreign::trouble())) } else { Ok(numbers()) }
    }
}

impl Missing {
    /// Why the file is put aside, and what to do.
    pub fn trouble(self) -> Box<Trouble> {
        let (zh, en) = self.reason();
        Box::new(Trouble::new(
            TroubleKind::NoTextLayer,
            format!("页面是扫描件或图片，没有文字；{zh}，或请报送单位提供 Word 文件"),
            format!("the pages are scanned, without text; {en}, or ask for the Word file"),
        ))
    }

    /// What to do so that scans can be read, in Chinese and English.
    pub fn reason(self) -> (&'static str, &'static str) {
        match self {
            Missing::Program => (
                "本机没有文字识别程序 tesseract，请安装它和中文数据 chi_sim 后重新运行（如 apt install tesseract-ocr tesseract-ocr-chi-sim）",
                "install tesseract with its Chinese data chi_sim (such as apt install tesseract-ocr tesseract-ocr-chi-sim) and run again",
            ),
            Missing::Language => (
                "文字识别程序 tesseract 缺少中文数据 chi_sim，请安装后重新运行（如 apt install tesseract-ocr-chi-sim）",
                "tesseract lacks its Chinese data chi_sim: install it (such as apt install tesseract-ocr-chi-sim) and run again",
            ),
            Missing::Failed => (
                "文字识别程序 tesseract 运行失败，请检查其安装后重新运行",
                "tesseract failed: see to its installation and run again",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_a_photo_is_cut_out_of_it() {
        let mut bytes = Vec::new();
        let page = image::GrayImage::from_fn(1754, 1240, |x, y| image::Luma([if (x + y) % 9 == 0 { 0 } else { 255 }]));
        page.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).expect("a picture");
        let source =
            |bytes| Source { path: "a.png".into(), bytes, format: Format::Png, sha256: String::new(), mail: None };
        let cell = Place { page: 1, rect: [100.0, 200.0, 300.0, 240.0] };
        let pictures = Picture(Format::Png).pictures(&source(bytes), &[vec![cell]], &Limits::default());
        assert_eq!(pictures.len(), 1);
        assert!(pictures[0].shows(1, cell.rect) && pictures[0].rect[3] < 400.0, "{:?}", pictures[0].rect);
        let damaged = Picture(Format::Png).pictures(&source(b"PNG".to_vec()), &[vec![cell]], &Limits::default());
        assert!(damaged.is_empty());
    }
}

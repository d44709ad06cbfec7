//! PDF documents (ISO 32000-1) with a text layer.
//!
//! | module | does |
//! |---|---|
//! | [`open`] | finds the pages, also in damaged and encrypted files |
//! | [`device`] | takes glyphs, lines and pictures from a page's content |
//! | [`fonts`] | tells what a glyph means |
//! | [`lost`] | signs of which nothing can be told, read from what the page shows |
//! | [`marks`], [`overlay`] | text that stands for glyphs; watermarks and seals kept out |
//! | [`annotations`], [`fields`], [`fill`] | fields that were filled in and text typed on the page |
//! | [`xfa`] | a form's other values, which only Adobe's viewers show |
//! | [`survey`], [`pictures`] | whether parts of pages can be rendered, and their pictures |
//!
//! [`crate::geometry`] makes paragraphs and tables of it all. Pages without text are drawn by [`picture`]
//! and read as a [`scan`] is.

mod annotations;
mod device;
mod fields;
mod fill;
mod fonts;
mod lost;
mod marks;
mod open;
mod overlay;
mod picture;
mod pictures;
mod samples;
mod strings;
mod survey;
mod xfa;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, RenderContent, interpret_page, kurbo};
use hayro_syntax::page::Page;

use super::{
    Reader,
    paged::{
        self, Unread,
        backed::{self, Seen},
    },
    scan,
};
use crate::{
    geometry::canvas::Canvas,
    model::{
        document::{Document, Place},
        format::Format,
        limits::Limits,
        picture::Picture,
        sketch::Sketch,
        source::Source,
        trouble::{Trouble, TroubleKind},
    },
};
use annotations::Desk;
use device::{Budget, Collector, Drawn, OverBudget, Pictures, Standing};
use fields::Form;
use fonts::Fonts;
use overlay::Tint;

pub struct Pdf;

/// Signs that are stamped or typed on a scan made of several pictures.
const MOST_STAMPED: usize = 100;

impl Reader for Pdf {
    fn format(&self) -> Format {
        Format::Pdf
    }

    fn read(&self, source: &Source, limits: &Limits) -> super::Result<Document> {
        let pdf = open::open(&source.bytes, limits)?;
        let Legible { pages, doubtful, unread } = legible(&pdf, limits)?;
        let mut document = paged::document(pages, limits, "PDF")?;
        document.facts.doubtful_pages = doubtful;
        unread.enter(&mut document.facts);
        document.facts.xfa = xfa::of(&pdf, limits);
        Ok(document)
    }

    fn sketch(&self, source: &Source, limits: &Limits) -> super::Result<Vec<Sketch>> {
        let pdf = open::open(&source.bytes, limits)?;
        Ok(paged::sketches(legible(&pdf, limits)?.pages, limits))
    }

    fn pictures(&self, source: &Source, rows: &[Vec<Place>], limits: &Limits) -> Vec<Picture> {
        open::open(&source.bytes, limits).map_or_else(|_| Vec::new(), |pdf| pictures::of(&pdf, rows, limits))
    }
}

/// The pages of a document with all that could be read on them.
struct Legible {
    pages: Vec<Canvas>,
    /// Pages (from 1) with text of which it is not certain what it says.
    doubtful: Vec<u32>,
    unread: Unread,
}

fn legible(pdf: &hayro_syntax::Pdf, limits: &Limits) -> super::Result<Legible> {
    if fields::is_dynamic_xfa(pdf) {
        return Err(Box::new(dynamic_xfa()));
    }
    let Collected { mut pages, images, seen, doubtful, mute } = collected(pdf, limits)?;
    let scanner = scanned(pdf, &pages, &images, &seen, &mute, limits)?;
    let unread = paged::read_scans(&mut pages, scanner)?;
    // Those that were read from their picture know how it lies.
    let is_holed = |page: &usize| seen[*page].is_none() && pages[*page].content.lay.is_none();
    let holed: Vec<usize> = doubtful.iter().map(|page| *page as usize - 1).filter(is_holed).collect();
    lost::restore(pdf, &mut pages, &images, &holed, limits)?;
    backed::lay_over(&mut pages, seen);
    Ok(Legible { pages, doubtful, unread })
}

/// The pages of a document with what is drawn on them.
struct Collected {
    pages: Vec<Canvas>,
    /// Parallel to the pages.
    images: Vec<Pictures>,
    /// Parallel to the pages: what is seen as text on those whose tables stand in their picture.
    seen: Vec<Seen>,
    /// Pages (from 1) with text of which it is not certain what it says.
    doubtful: Vec<u32>,
    /// Pages (from 0) whose text cannot be made out: they are read from what they show.
    mute: Vec<usize>,
}

/// The collector leaves by unwinding when a document asks for too much: the interpreter offers no
/// other way out of forms that hold each other (ISO 32000-1 8.10).
fn collected(pdf: &hayro_syntax::Pdf, limits: &Limits) -> super::Result<Collected> {
    match catch_unwind(AssertUnwindSafe(|| collect(pdf, limits))) {
        Ok(collected) => Ok(collected?),
        Err(panic) if panic.is::<OverBudget>() => Err(Box::new(too_much())),
        Err(panic) => resume_unwind(panic),
    }
}

fn collect(pdf: &hayro_syntax::Pdf, limits: &Limits) -> Result<Collected, Trouble> {
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
    let form = Form::of(pdf);
    let mut bytes_left = limits.inflated_bytes;
    for page in pdf.pages().iter() {
        bytes_left -= open::content_bytes(page, bytes_left)?;
    }
    let mut fonts = Fonts::new(pdf);
    let mut drawn: Vec<Drawn>;
    loop {
        let mut budget = Budget::default();
        let desks = pdf.pages().iter().map(|page| (page, desk(page, pdf, &form, &cache, &settings)));
        drawn = desks.map(|(page, mut desk)| collect_page(page, &mut desk, &mut budget, &mut fonts)).collect();
        if !fonts.learned() {
            break;
        }
    }
    let liars = fonts.liars();
    let tints: Vec<Tint> = drawn.iter().flat_map(Drawn::tints).collect();
    let seen = drawn.iter().map(|page| page.seen_on_picture(limits.cells)).collect();
    let standing: Vec<Standing> = drawn.iter_mut().map(|page| page.settle(&liars, &tints)).collect();
    let doubtful = (1..).zip(&standing).filter(|page| *page.1 != Standing::Sure).map(|page| page.0).collect();
    let mute = (0..).zip(&standing).filter(|page| *page.1 == Standing::Mute).map(|page| page.0).collect();
    let (pages, images) = drawn.into_iter().map(|page| (page.canvas, page.pictures)).unzip();
    Ok(Collected { pages, images, seen, doubtful, mute })
}

fn desk<'d, 'a>(
    page: &Page<'a>,
    pdf: &'a hayro_syntax::Pdf,
    form: &'d Form<'a>,
    cache: &'d InterpreterCache<'a>,
    settings: &'d InterpreterSettings,
) -> Desk<'d, 'a> {
    let Sheet { width, height, transform } = Sheet::of(page);
    let view = kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    Desk { pdf, form, cache, settings, transform, view }
}

/// The pages without text, or with none that can be made out, or with text over a picture of all else,
/// taken up as scans.
fn scanned(
    pdf: &hayro_syntax::Pdf,
    pages: &[Canvas],
    pictures: &[Pictures],
    seen: &[Seen],
    mute: &[usize],
    limits: &Limits,
) -> super::Result<scan::Scanner> {
    let mut scanner = scan::Scanner::default();
    for (index, (((page, canvas), known), seen)) in pdf.pages().iter().zip(pages).zip(pictures).zip(seen).enumerate() {
        let is_mute = mute.contains(&index);
        if let (Some(seen), false) = (seen, is_mute) {
            // Were the page drawn, much text would be drawn with it, only to be read again.
            let is_stamped = canvas.is_pieced() && seen.len() <= MOST_STAMPED;
            let grey = match seen.is_empty() || is_stamped {
                _ if known.pixels > limits.pixels => None,
                true => picture::of(page, known, limits),
                false => picture::the_scan(page),
            };
            if let Some(grey) = grey {
                scanner.add(index, grey, canvas.content.width, limits)?;
            }
            continue;
        }
        if !is_mute && (canvas.has_text() || !canvas.is_drawn()) {
            continue;
        }
        let known = if is_mute { &known.fine() } else { known };
        if known.pixels > limits.pixels {
            return Err(Box::new(scan::too_large(known.pixels, limits)));
        }
        if let Some(grey) = picture::of(page, known, limits) {
            scanner.add(index, grey, canvas.content.width, limits)?;
        }
    }
    Ok(scanner)
}

fn collect_page<'a>(page: &Page<'a>, desk: &mut Desk<'_, 'a>, budget: &mut Budget, fonts: &mut Fonts<'a>) -> Drawn {
    let mut context = Context::new(desk.transform, desk.view, desk.cache, desk.pdf.xref(), desk.settings.clone());
    let (width, height) = (desk.view.width() as f32, desk.view.height() as f32);
    let mut collector = Collector::new(width, height, std::mem::take(budget), fonts);
    interpret_page(page, &mut context, &mut collector);
    annotations::draw(page, desk, &mut collector);
    *budget = collector.budget();
    collector.drawn
}

fn dynamic_xfa() -> Trouble {
    Trouble::new(
        TroubleKind::Unsupported,
        "PDF 是动态 XFA 表单，页面由 Adobe Acrobat 打开时才生成，文件里没有可读取的页面；请对方在 Acrobat 里“打印”成普通 PDF，或改报 Word 文件",
        "the PDF is a dynamic XFA form whose pages only Adobe Acrobat can make; ask for it printed to a plain PDF, or for the Word file",
    )
}

/// A page as it is seen.
struct Sheet {
    /// In points.
    width: f32,
    height: f32,
    /// From the space of the page's content to points from the top left.
    transform: kurbo::Affine,
}

impl Sheet {
    fn of(page: &Page<'_>) -> Sheet {
        // ISO 32000-1 14.11.2: one unit is UserUnit / 72 inch.
        let unit = page.raw().get::<f32>(b"UserUnit").filter(|unit| (0.01..=1000.0).contains(unit)).unwrap_or(1.0);
        let (width, height) = page.render_dimensions();
        let transform =
            kurbo::Affine::scale(f64::from(unit)) * kurbo::Affine::new(page.initial_transform(true).as_coeffs());
        Sheet { width: width * unit, height: height * unit, transform }
    }
}

fn too_much() -> Trouble {
    Trouble::limit(
        "PDF 的内容过多或相互嵌套，已停止读取，请对方由 Word 重新另存为 PDF",
        "the PDF draws too much or draws itself over and over; ask for one saved anew from Word",
    )
}

#[cfg(test)]
mod backed_tests;
#[cfg(test)]
mod form_tests;
#[cfg(test)]
mod maker_tests;
#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod picture_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod text_tests;

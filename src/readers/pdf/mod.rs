//! PDF documents (ISO 32000-1) with a text layer.
//!
//! [`open`] finds the pages, also in damaged and encrypted files; [`device`] takes glyphs, lines and
//! pictures from a page's content; [`crate::geometry`] makes paragraphs and tables of them. Pages
//! without text are drawn by [`picture`] and read as a [`scan`] is.

mod device;
mod open;
mod picture;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page, kurbo};
use hayro_syntax::page::Page;

use super::{Reader, paged, scan};
use crate::{
    geometry::canvas::Canvas,
    model::{document::Document, format::Format, limits::Limits, source::Source, trouble::Trouble},
};
use device::{Budget, Collector, OverBudget, Pictures};

pub struct Pdf;

impl Reader for Pdf {
    fn format(&self) -> Format {
        Format::Pdf
    }

    fn read(&self, source: &Source, limits: &Limits) -> super::Result<Document> {
        let pdf = open::open(&source.bytes, limits)?;
        // The collector leaves by unwinding when a document asks for too much: the interpreter
        // offers no other way out of forms that hold each other (ISO 32000-1 8.10).
        let drawn = match catch_unwind(AssertUnwindSafe(|| collect(&pdf, limits))) {
            Ok(drawn) => drawn?,
            Err(panic) if panic.is::<OverBudget>() => return Err(Box::new(too_much())),
            Err(panic) => resume_unwind(panic),
        };
        let (mut pages, pictures): (Vec<Canvas>, Vec<Pictures>) = drawn.into_iter().unzip();
        let scanner = scanned(&pdf, &pages, &pictures, limits)?;
        let unread = paged::read_scans(&mut pages, scanner)?;
        let mut document = paged::document(pages, limits, "PDF")?;
        document.facts.unread_pages = unread;
        Ok(document)
    }
}

fn collect(pdf: &hayro_syntax::Pdf, limits: &Limits) -> Result<Vec<(Canvas, Pictures)>, Trouble> {
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings::default();
    let mut budget = Budget::default();
    let mut bytes_left = limits.inflated_bytes;
    let collect = |page| {
        bytes_left -= open::content_bytes(page, bytes_left)?;
        Ok(collect_page(page, pdf, &cache, &settings, &mut budget))
    };
    pdf.pages().iter().map(collect).collect()
}

/// The pages without text, taken up as scans.
fn scanned(
    pdf: &hayro_syntax::Pdf,
    pages: &[Canvas],
    pictures: &[Pictures],
    limits: &Limits,
) -> super::Result<scan::Scanner> {
    let mut scanner = scan::Scanner::default();
    for (index, ((page, canvas), known)) in pdf.pages().iter().zip(pages).zip(pictures).enumerate() {
        if canvas.has_text() || !canvas.is_drawn() {
            continue;
        }
        if known.pixels > limits.pixels {
            return Err(Box::new(scan::too_large(known.pixels, limits)));
        }
        if let Some(grey) = picture::of(page, known, limits) {
            scanner.add(index, grey, canvas.content.width, limits)?;
        }
    }
    Ok(scanner)
}

fn collect_page<'a>(
    page: &Page<'a>,
    pdf: &'a hayro_syntax::Pdf,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
    budget: &mut Budget,
) -> (Canvas, Pictures) {
    // ISO 32000-1 14.11.2: one unit is UserUnit / 72 inch.
    let unit = page.raw().get::<f32>(b"UserUnit").filter(|unit| (0.01..=1000.0).contains(unit)).unwrap_or(1.0);
    let (width, height) = page.render_dimensions();
    let (width, height) = (width * unit, height * unit);
    let transform =
        kurbo::Affine::scale(f64::from(unit)) * kurbo::Affine::new(page.initial_transform(true).as_coeffs());
    let view = kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(transform, view, cache, pdf.xref(), settings.clone());
    let mut collector = Collector::new(width, height, std::mem::take(budget));
    interpret_page(page, &mut context, &mut collector);
    *budget = collector.budget();
    (collector.canvas, collector.pictures)
}

fn too_much() -> Trouble {
    Trouble::limit(
        "PDF 的内容过多或相互嵌套，已停止读取，请对方由 Word 重新另存为 PDF",
        "the PDF draws too much or draws itself over and over; ask for one saved anew from Word",
    )
}

#[cfg(test)]
mod tests;

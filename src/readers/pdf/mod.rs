//! PDF documents (ISO 32000-1) with a text layer.
//!
//! [`open`] finds the pages, also in damaged and encrypted files; [`device`] takes glyphs, lines and
//! pictures from a page's content; [`crate::geometry`] makes paragraphs and tables of them. Pages
//! that are pictures are named, not read. [`pictures`] renders parts of pages, once [`survey`] has seen
//! that they can be.

mod device;
mod open;
mod pictures;
mod samples;
mod survey;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page, kurbo};
use hayro_syntax::page::Page;

use super::{Reader, paged};
use crate::{
    geometry::canvas::Canvas,
    model::{
        document::{Document, Place},
        format::Format,
        limits::Limits,
        picture::Picture,
        source::Source,
        trouble::Trouble,
    },
};
use device::{Budget, Collector, OverBudget};

pub struct Pdf;

impl Reader for Pdf {
    fn format(&self) -> Format {
        Format::Pdf
    }

    fn read(&self, source: &Source, limits: &Limits) -> super::Result<Document> {
        let pdf = open::open(&source.bytes, limits)?;
        // The collector leaves by unwinding when a document asks for too much: the interpreter
        // offers no other way out of forms that hold each other (ISO 32000-1 8.10).
        let pages = match catch_unwind(AssertUnwindSafe(|| collect(&pdf, limits))) {
            Ok(pages) => pages?,
            Err(panic) if panic.is::<OverBudget>() => return Err(Box::new(too_much())),
            Err(panic) => resume_unwind(panic),
        };
        paged::document(pages, limits, "PDF")
    }

    fn pictures(&self, source: &Source, rows: &[Vec<Place>], limits: &Limits) -> Vec<Picture> {
        open::open(&source.bytes, limits).map_or_else(|_| Vec::new(), |pdf| pictures::of(&pdf, rows, limits))
    }
}

fn collect(pdf: &hayro_syntax::Pdf, limits: &Limits) -> Result<Vec<Canvas>, Trouble> {
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

fn collect_page<'a>(
    page: &Page<'a>,
    pdf: &'a hayro_syntax::Pdf,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
    budget: &mut Budget,
) -> Canvas {
    let Sheet { width, height, transform } = Sheet::of(page);
    let view = kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(transform, view, cache, pdf.xref(), settings.clone());
    let mut collector = Collector::new(width, height, std::mem::take(budget));
    interpret_page(page, &mut context, &mut collector);
    *budget = collector.budget();
    collector.canvas
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
mod picture_tests;
#[cfg(test)]
mod tests;

//! PDF documents (ISO 32000-1) with a text layer.
//!
//! [`open`] finds the pages, also in damaged and encrypted files; [`device`] takes glyphs, lines and
//! pictures from a page's content; [`crate::geometry`] makes paragraphs and tables of them. Pages
//! that are pictures are named, not read.

mod device;
mod open;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page, kurbo};
use hayro_syntax::page::Page;

use super::{Reader, paged};
use crate::{
    geometry::canvas::Canvas,
    model::{document::Document, format::Format, limits::Limits, sketch::Sketch, source::Source, trouble::Trouble},
};
use device::{Budget, Collector, OverBudget};

pub struct Pdf;

impl Reader for Pdf {
    fn format(&self) -> Format {
        Format::Pdf
    }

    fn read(&self, source: &Source, limits: &Limits) -> super::Result<Document> {
        paged::document(pages(source, limits)?, limits, "PDF")
    }

    fn sketch(&self, source: &Source, limits: &Limits) -> super::Result<Vec<Sketch>> {
        Ok(paged::sketches(pages(source, limits)?, limits))
    }
}

/// What is drawn on each page.
fn pages(source: &Source, limits: &Limits) -> super::Result<Vec<Canvas>> {
    let pdf = open::open(&source.bytes, limits)?;
    // The collector leaves by unwinding when a document asks for too much: the interpreter
    // offers no other way out of forms that hold each other (ISO 32000-1 8.10).
    match catch_unwind(AssertUnwindSafe(|| collect(&pdf, limits))) {
        Ok(pages) => Ok(pages?),
        Err(panic) if panic.is::<OverBudget>() => Err(Box::new(too_much())),
        Err(panic) => resume_unwind(panic),
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
    collector.canvas
}

fn too_much() -> Trouble {
    Trouble::limit(
        "PDF 的内容过多或相互嵌套，已停止读取，请对方由 Word 重新另存为 PDF",
        "the PDF draws too much or draws itself over and over; ask for one saved anew from Word",
    )
}

#[cfg(test)]
mod tests;

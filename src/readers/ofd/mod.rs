//! OFD documents (GB/T 33190-2016) with text.
//!
//! [`structure`] finds documents and pages, [`content`] reads what they and their templates draw into
//! scenes, [`draw`] puts those on a canvas, and [`crate::geometry`] makes paragraphs and tables of
//! it. Pages that are nothing but [`scans`] are read as such. [`pictures`] draws parts of pages anew.
//! Annotations, seals and attachments are no part of the text and never opened.

use std::collections::HashMap;

use super::{
    Reader, Result,
    flowing::budget::Budget,
    paged::{
        self, Unread,
        backed::{self, Hidden},
    },
    scan::Scanner as Scans,
    xml,
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
        trouble::Trouble,
    },
};
use draw::Drawing;
use matrix::Matrix;
use quota::Quota;
use resources::Resources;
use scene::Scene;
use structure::{Outline, Page};
use xml::package::Package;

mod content;
mod draw;
#[cfg(test)]
mod generated_tests;
mod ink;
mod matrix;
mod names;
mod parts;
mod path;
mod pictures;
mod quota;
mod resources;
mod scans;
mod scene;
mod structure;
#[cfg(test)]
mod tests;
mod text;

type Scanner<'a> = xml::Scanner<'a, names::Tag>;

/// The reader of OFD documents.
pub struct Ofd;

impl Reader for Ofd {
    fn format(&self) -> Format {
        Format::Ofd
    }

    fn read(&self, source: &Source, limits: &Limits) -> Result<Document> {
        let (pages, unread) = legible(source, limits)?;
        let mut document = paged::document(pages, limits, "OFD")?;
        unread.enter(&mut document.facts);
        Ok(document)
    }

    fn sketch(&self, source: &Source, limits: &Limits) -> Result<Vec<Sketch>> {
        Ok(paged::sketches(legible(source, limits)?.0, limits))
    }

    fn pictures(&self, source: &Source, rows: &[Vec<Place>], limits: &Limits) -> Vec<Picture> {
        pictures::of(source, rows, limits)
    }
}

/// The pages with all that could be read on them.
fn legible(source: &Source, limits: &Limits) -> Result<(Vec<Canvas>, Unread)> {
    let (mut pages, mut all_seen, mut scans) = (Vec::new(), Vec::new(), Scans::default());
    each_page(source, limits, &mut |_, sheet| {
        let canvas = sheet.canvas()?;
        let seen = backed::seen(&canvas, &Hidden::default(), limits.cells);
        let is_scan = seen.is_some() || !canvas.has_text() && canvas.is_picture();
        if is_scan && let Some(grey) = scans::picture(sheet, limits)? {
            scans.add(pages.len(), grey, canvas.content.width, limits)?;
        }
        pages.push(canvas);
        all_seen.push(seen);
        Ok(())
    })?;
    let unread = paged::read_scans(&mut pages, scans)?;
    backed::lay_over(&mut pages, all_seen);
    Ok((pages, unread))
}

/// One page, as it lies open.
struct Sheet<'a, 'p> {
    /// In millimetres.
    size: (f64, f64),
    /// What is drawn on it, the lowest first.
    scenes: Vec<&'a Scene>,
    resources: &'a Resources,
    quota: &'a mut Quota,
    package: &'a mut Package<'p>,
}

impl Sheet<'_, '_> {
    fn canvas(&mut self) -> Result<Canvas> {
        let (width, height) = self.size;
        let mut canvas = Canvas::new((width * POINTS) as f32, (height * POINTS) as f32);
        let mut drawing = Drawing { resources: self.resources, quota: self.quota };
        for scene in &self.scenes {
            drawing.draw(scene, Matrix::scale(POINTS, POINTS), &mut canvas)?;
        }
        Ok(canvas)
    }
}

/// Takes each page in turn, with its number from 1.
type Each<'e> = dyn FnMut(u32, &mut Sheet) -> Result<()> + 'e;

fn each_page(source: &Source, limits: &Limits, each: &mut Each) -> Result<()> {
    let mut package = Package::open(&source.bytes, Budget::new(*limits))?;
    let mut quota = Quota::default();
    let outlines = structure::outlines(&mut package, &mut quota)?;
    let count: usize = outlines.iter().map(|outline| outline.pages.len()).sum();
    if count == 0 {
        return Err(Box::new(no_pages()));
    }
    if count > limits.pages {
        return Err(Box::new(too_many_pages(count, limits.pages)));
    }
    let mut number = 0;
    for outline in &outlines {
        document_pages(&mut package, outline, &mut quota, &mut |sheet| {
            number += 1;
            each(number, sheet)
        })?;
    }
    Ok(())
}

/// Points per millimetre.
const POINTS: f64 = 72.0 / 25.4;

/// A page whose size nobody tells is A4, in millimetres.
const USUAL_SIZE: (f64, f64) = (210.0, 297.0);

fn document_pages(
    package: &mut Package,
    outline: &Outline,
    quota: &mut Quota,
    each: &mut dyn FnMut(&mut Sheet) -> Result<()>,
) -> Result<()> {
    let mut resources = Resources::default();
    for part in &outline.resources {
        take_resources(package, part, &mut resources, quota)?;
    }
    let mut templates = HashMap::new();
    for location in &outline.pages {
        let Some(part) = parts::locate(package, &outline.part, location) else {
            return Err(parts::missing(package, location));
        };
        let page = read_page(package, &part, quota)?;
        for location in &page.resources {
            quota.look_up()?;
            if let Some(part) = parts::locate(package, &part, location) {
                take_resources(package, &part, &mut resources, quota)?;
            }
        }
        for id in &page.templates {
            if !templates.contains_key(id) {
                templates.insert(*id, template(package, outline, *id, quota)?);
            }
        }
        let held: Vec<&Page> = page.templates.iter().filter_map(|id| templates.get(id)?.as_ref()).collect();
        let told = page.size.or(outline.size).or_else(|| held.iter().find_map(|template| template.size));
        let scenes = held.into_iter().chain([&page]).map(|page| &page.scene).collect();
        let size = told.unwrap_or(USUAL_SIZE);
        each(&mut Sheet { size, scenes, resources: &resources, quota, package })?;
    }
    Ok(())
}

fn read_page(package: &mut Package, part: &str, quota: &Quota) -> Result<Page> {
    let Some(bytes) = parts::xml(package, part)? else { return Err(parts::missing(package, part)) };
    structure::page(parts::scanner(package, part, &bytes), quota)
}

/// A template of the document. One that is not there draws nothing.
fn template(package: &mut Package, outline: &Outline, id: i64, quota: &mut Quota) -> Result<Option<Page>> {
    quota.look_up()?;
    let found = outline.templates.get(&id);
    let Some(part) = found.and_then(|location| parts::locate(package, &outline.part, location)) else {
        return Ok(None);
    };
    let page = read_page(package, &part, quota)?;
    quota.keep(page.scene.weight())?;
    Ok(Some(page))
}

fn take_resources(package: &mut Package, part: &str, resources: &mut Resources, quota: &mut Quota) -> Result<()> {
    match parts::xml(package, part)? {
        Some(bytes) => resources.read(part, parts::scanner(package, part, &bytes), quota),
        None => Ok(()),
    }
}

fn no_pages() -> Trouble {
    Trouble::unreadable(
        "OFD 里一页也找不到，文件可能已损坏，请对方重新发送",
        "no page can be found in the OFD, it is probably damaged; ask for it again",
    )
}

fn too_many_pages(pages: usize, most: usize) -> Trouble {
    Trouble::limit(
        format!("OFD 有 {pages} 页，超过 {most} 页的上限，请对方只发送表格"),
        format!("the OFD has {pages} pages, more than the limit of {most}; ask for the form alone"),
    )
}

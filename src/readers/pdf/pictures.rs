//! Parts of pages as pictures: rendered by hayro, or drawn anew as SVG where the page's own signs are
//! not in the file, or rendering would ask for too much.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::{
    RenderCache, RenderSettings, render_into,
    vello_cpu::{self, Pixmap, RenderContext},
};
use hayro_interpret::{InterpreterSettings, RenderContent, kurbo};
use hayro_syntax::{Pdf, page::Page};
use image::RgbImage;

use super::{
    Sheet,
    survey::{Surveyed, Surveyor},
};
use crate::{
    geometry::strips::{self, Band},
    model::{
        document::{Place, Rect},
        limits::Limits,
        picture::Picture,
    },
    readers::paged::{
        album::Album,
        raster::{self, Grid},
        svg,
    },
};

/// Pictures of these rows, by page and then from the top.
pub fn of(pdf: &Pdf, rows: &[Vec<Place>], limits: &Limits) -> Vec<Picture> {
    let cache = RenderCache::new();
    let mut surveyor = Surveyor::new(pdf, limits);
    let mut album = Album::default();
    for (number, bands) in strips::bands(rows) {
        let page = (number as usize).checked_sub(1).and_then(|index| pdf.pages().get(index));
        let Some(page) = page else { continue };
        let Some(surveyed) = surveyor.look_at(page) else { continue };
        album.extend(page_pictures(page, number, &bands, &surveyed, &cache, limits));
        if album.is_full() {
            break;
        }
    }
    album.into_pictures()
}

fn page_pictures<'a>(
    page: &'a Page<'a>,
    number: u32,
    bands: &[Band],
    surveyed: &Surveyed,
    cache: &RenderCache<'a>,
    limits: &Limits,
) -> Vec<Picture> {
    let content = &surveyed.content;
    let size = (content.width, content.height);
    let headings = strips::headings(content.clone(), limits.cells);
    let strips = strips::strips(bands, &headings, size);
    let (drawn, rendered): (Vec<Rect>, Vec<Rect>) =
        strips.iter().partition(|strip| !surveyed.can_render || surveyed.lacks_signs_in(**strip));
    let mut pictures = Vec::with_capacity(strips.len());
    for strip in &drawn {
        pictures.extend(svg::draw(content, number, strips::without_white(*strip, bands, content)));
    }
    if let Some(whole) = rendered.iter().copied().reduce(strips::around) {
        // A panic in the renderer spoils the pictures of this page, not those of others.
        let render = || render(page, whole, cache);
        let raster = catch_unwind(AssertUnwindSafe(render)).ok().flatten();
        for strip in rendered {
            let keep = strips::rows_of(strip, bands);
            let cut = raster.as_ref().and_then(|(pixels, grid)| part(pixels, *grid, strip, number, keep));
            pictures.extend(cut.or_else(|| svg::draw(content, number, strip)));
        }
    }
    pictures.sort_by(|a, b| a.rect[1].total_cmp(&b.rect[1]).then(a.rect[0].total_cmp(&b.rect[0])));
    pictures
}

/// The pixels of this part of the page, and where they lie.
fn render<'a>(page: &'a Page<'a>, part: Rect, cache: &RenderCache<'a>) -> Option<(RgbImage, Grid)> {
    let grid = Grid::of(part)?;
    let (width, height) = (u16::try_from(grid.width).ok()?, u16::try_from(grid.height).ok()?);
    let shift = kurbo::Affine::translate((-f64::from(grid.x), -f64::from(grid.y)));
    let transform = shift * kurbo::Affine::scale(f64::from(grid.scale)) * Sheet::of(page).transform;
    let pixels = on_white(page, cache, (width, height), transform);
    Some((RgbImage::from_raw(grid.width, grid.height, pixels)?, grid))
}

/// So many pixels of a page on white paper: red, green and blue of each.
pub fn on_white<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    (width, height): (u16, u16),
    transform: kurbo::Affine,
) -> Vec<u8> {
    let settings = InterpreterSettings { render_content: RenderContent::all(), ..InterpreterSettings::default() };
    let mut context = RenderContext::new(width, height);
    render_into(page, cache, &settings, &RenderSettings::default(), &mut context, transform);
    context.flush();
    let mut pixmap = Pixmap::new(width, height);
    let white = vello_cpu::color::palette::css::WHITE;
    let rasterizer =
        vello_cpu::RasterizerSettings { target_init: vello_cpu::TargetInit::Clear(white), ..Default::default() };
    context.render_with(&mut pixmap, &mut vello_cpu::Resources::default(), rasterizer);
    // On white nothing is transparent.
    pixmap.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect()
}

/// A picture of one strip, cut out of a larger part of the page.
fn part(pixels: &RgbImage, grid: Grid, strip: Rect, page: u32, keep: Rect) -> Option<Picture> {
    let at = grid.within(strip)?;
    let cut = image::imageops::crop_imm(pixels, at.x - grid.x, at.y - grid.y, at.width, at.height).to_image();
    raster::picture(&cut, at, page, keep)
}

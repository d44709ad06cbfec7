//! The picture of a page without text, in grey: that of its scan itself where the page is one, else
//! the page drawn.

use hayro::RenderCache;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, InterpreterCache,
    InterpreterSettings, LumaData, SoftMask, font::GlyphRun, interpret_page, kurbo,
};
use hayro_syntax::page::Page;

use super::{device::Pictures, pictures};
use crate::{
    model::limits::Limits,
    readers::scan::{decode, raster::Grey},
};

/// Pixels per point at which pages are drawn, least and most: 150 and 300 per inch.
const DENSITY: (f64, f64) = (150.0 / 72.0, 300.0 / 72.0);
/// Longest side of a drawn page in pixels.
const LONGEST: f64 = 12_000.0;

/// The picture of a page; none if it has no size.
pub fn of(page: &Page<'_>, known: &Pictures, limits: &Limits) -> Option<Grey> {
    the_scan(page).or_else(|| drawn(page, known, limits))
}

/// The page's only picture, if it covers the page as it is and nothing but text is drawn beside it.
pub fn the_scan(page: &Page<'_>) -> Option<Grey> {
    let cache = InterpreterCache::new();
    let (width, height) = page.render_dimensions();
    let view = kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let transform = kurbo::Affine::new(page.initial_transform(true).as_coeffs());
    let mut context = Context::new(transform, view, &cache, page.xref(), InterpreterSettings::default());
    let mut finder = Finder { view, found: None, more: false };
    interpret_page(page, &mut context, &mut finder);
    finder.found.filter(|_| !finder.more)
}

/// Looks for a single picture over the whole page.
struct Finder {
    view: kurbo::Rect,
    found: Option<Grey>,
    more: bool,
}

impl<'a> Device<'a> for Finder {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let size = kurbo::Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let rect = props.transform.transform_rect_bbox(size);
        let [a, b, c, d, ..] = props.transform.as_coeffs();
        let slack = self.view.width().max(self.view.height()) * 0.01;
        let covers = (rect.x0 - self.view.x0).abs().max((rect.x1 - self.view.x1).abs()) <= slack
            && (rect.y0 - self.view.y0).abs().max((rect.y1 - self.view.y1).abs()) <= slack;
        let upright = a > 0.0 && d > 0.0 && b.abs() < a * 0.001 && c.abs() < d * 0.001;
        let plain = props.soft_mask.is_none() && covers && upright;
        match image {
            Image::Raster(raster) if plain && self.found.is_none() && !self.more => {
                raster.with_rgba(|data, alpha| self.found = grey(&data, alpha.as_ref()), None);
                self.more |= self.found.is_none();
            }
            _ => self.more = true,
        }
    }

    fn draw_path(&mut self, _: &kurbo::BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.more = true;
    }

    fn draw_rect(&mut self, _: &kurbo::Rect, _: DrawProps<'a>, _: &DrawMode) {
        self.more = true;
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

fn grey(data: &ImageData, alpha: Option<&LumaData>) -> Option<Grey> {
    // Another size than the file says is for the renderer to put right.
    let same = |(x, y): (f32, f32)| (x - 1.0).abs() < 0.01 && (y - 1.0).abs() < 0.01;
    if alpha.is_some() || !same(data.scale_factors()) {
        return None;
    }
    let (width, height) = (data.width() as usize, data.height() as usize);
    let data = match data {
        ImageData::Rgb(colours) => decode::from_colours(&colours.data, width),
        ImageData::Luma(luma) => luma.data.clone(),
    };
    (data.len() == width * height).then_some(Grey { width, height, data })
}

/// The page drawn at the density of its pictures.
pub fn drawn(page: &Page<'_>, known: &Pictures, limits: &Limits) -> Option<Grey> {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let within = (limits.pixels as f64 / (width * height).max(1.0)).sqrt().min(LONGEST / width.max(height).max(1.0));
    let scale = known.density.clamp(DENSITY.0, DENSITY.1).min(within);
    let transform = kurbo::Affine::scale(scale) * kurbo::Affine::new(page.initial_transform(true).as_coeffs());
    let (width, height) = ((width * scale) as u16, (height * scale) as u16);
    let paper = pictures::on_white(page, &RenderCache::new(), (width, height), transform);
    let (width, height) = (usize::from(width), usize::from(height));
    let data = decode::from_colours(&paper, width);
    (width > 0 && height > 0 && data.len() == width * height).then_some(Grey { width, height, data })
}

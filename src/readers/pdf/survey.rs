//! Looks at a page before it is rendered: what stands on it, what rendering would cost, and whether the
//! file holds the shapes of its signs. The renderer itself knows no bounds: a page that draws a pattern
//! ten million times, or a picture of 60,000 by 60,000 pixels, is seen here and not rendered.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, Paint, SoftMask, StrokeProps,
    font::{FontQuery, Glyph, GlyphRun},
    hayro_cmap::BfString,
    interpret_page,
    kurbo::{Affine, BezPath, Point, Rect, Shape},
    pattern::{Pattern, TilingPattern},
};
use hayro_syntax::{
    Pdf,
    object::{Dict, Object, Stream, dict::keys},
    page::Page,
};

use super::{
    Sheet,
    device::{Budget, Collector, OverBudget},
    fonts::Fonts,
    open,
    samples::{MOST_SAMPLES, samples},
};
use crate::{
    geometry::PageContent,
    model::{self, limits::Limits},
    readers::paged::raster::DPI,
};

/// What was seen on one page.
pub struct Surveyed {
    pub content: PageContent,
    /// Rendering it costs no more than there is.
    pub can_render: bool,
    /// Where signs stand whose shapes are not in the file.
    shapeless: Vec<Point>,
}

impl Surveyed {
    pub fn lacks_signs_in(&self, [x0, y0, x1, y1]: model::document::Rect) -> bool {
        let [x0, y0, x1, y1] = [x0, y0, x1, y1].map(f64::from);
        self.shapeless.iter().any(|point| x0 <= point.x && point.x <= x1 && y0 <= point.y && point.y <= y1)
    }
}

/// What the pages of one file may cost, all together, in about ten nanoseconds: two seconds.
const MOST: u64 = 200_000_000;

/// Looks at the pages of one file.
pub struct Surveyor<'a> {
    pdf: &'a Pdf,
    cache: InterpreterCache<'a>,
    settings: InterpreterSettings,
    /// A font of Chinese, Japanese or Korean signs is not in the file.
    lacks_font: Arc<AtomicBool>,
    shapes: HashMap<u128, bool>,
    /// Not there while a page is looked at.
    fonts: Option<Fonts<'a>>,
    limits: Limits,
    drawn: Budget,
    left: u64,
    /// Whether streams that only rendering looks into can be, once that is known.
    inner_sane: Option<bool>,
}

impl<'a> Surveyor<'a> {
    pub fn new(pdf: &'a Pdf, limits: &Limits) -> Surveyor<'a> {
        let lacks_font = Arc::new(AtomicBool::new(false));
        let usual = InterpreterSettings::default();
        let (resolver, lacks) = (usual.font_resolver.clone(), lacks_font.clone());
        let settings = InterpreterSettings {
            font_resolver: Arc::new(move |query| {
                if matches!(query, FontQuery::Fallback(font) if font.character_collection.is_some()) {
                    lacks.store(true, Ordering::Relaxed);
                }
                resolver(query)
            }),
            ..usual
        };
        Surveyor {
            pdf,
            cache: InterpreterCache::new(),
            settings,
            lacks_font,
            shapes: HashMap::new(),
            fonts: None,
            limits: *limits,
            drawn: Budget::default(),
            left: MOST,
            inner_sane: None,
        }
    }

    /// Looks at a page; none where nothing can be seen of it.
    pub fn look_at(&mut self, page: &'a Page<'a>) -> Option<Surveyed> {
        open::content_bytes(page, self.limits.inflated_bytes).ok()?;
        let costs = self.pass(page, true)?;
        if costs.is_some() {
            return costs;
        }
        // Too dear to render: once more for its text and lines. Many such pages must not add up.
        self.left /= 2;
        self.pass(page, false)?
    }

    /// None if even the text is too much, `Some(None)` if only rendering is.
    fn pass(&mut self, page: &'a Page<'a>, weigh: bool) -> Option<Option<Surveyed>> {
        if weigh && self.left == 0 {
            return Some(None);
        }
        let Sheet { width, height, transform } = Sheet::of(page);
        let view = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut context = Context::new(transform, view, &self.cache, self.pdf.xref(), self.settings.clone());
        let mut fonts = self.fonts.take().unwrap_or_else(|| Fonts::new(self.pdf));
        let mut survey = Survey {
            collector: Collector::new(width, height, self.drawn, &mut fonts),
            surveyor: self,
            view,
            weigh,
            hidden: 0,
            shapeless: Vec::new(),
        };
        let pass = AssertUnwindSafe(|| interpret_page(page, &mut context, &mut survey));
        match catch_unwind(pass) {
            Ok(()) => {}
            Err(panic) if panic.is::<TooDear>() => return Some(None),
            Err(panic) if panic.is::<OverBudget>() => return None,
            Err(panic) => resume_unwind(panic),
        }
        let (collector, shapeless) = (survey.collector, survey.shapeless);
        self.drawn = collector.budget();
        let mut drawn = collector.drawn;
        let tints = drawn.tints();
        drawn.settle(&fonts.liars(), &tints);
        self.fonts = Some(fonts);
        Some(Some(Surveyed { content: drawn.canvas.content, can_render: weigh, shapeless }))
    }

    /// Streams that are only looked into when a page is rendered inflate to no more than the limit.
    fn inner_streams_are_sane(&mut self) -> bool {
        if let Some(known) = self.inner_sane {
            return known;
        }
        let most = self.limits.inflated_bytes;
        let is_inner = |dict: &Dict<'_>| {
            // Pictures and fonts have sizes of their own; everything else may be a content stream.
            let other = [&b"Width"[..], b"Length1", b"FunctionType", b"ShadingType"];
            !other.iter().any(|key| dict.contains_key(*key))
        };
        let sane = |stream: &Stream<'_>| !is_inner(stream.dict()) || open::stream_bytes(stream, most).is_ok();
        let all =
            self.pdf.objects().into_iter().all(|object| !matches!(&object, Object::Stream(stream) if !sane(stream)));
        *self.inner_sane.insert(all)
    }
}

/// Thrown when rendering would cost more than there is.
struct TooDear;

/// One page being looked at.
struct Survey<'s, 'f, 'a> {
    collector: Collector<'f, 'a>,
    surveyor: &'s mut Surveyor<'a>,
    view: Rect,
    weigh: bool,
    /// Inside patterns, masks and drawn signs: what is drawn there is none of the page's lines.
    hidden: usize,
    shapeless: Vec<Point>,
}

/// Costs of single things, in about ten nanoseconds.
const TILE: u64 = 20_000;
const SIGN: u64 = 100;
const PATH: u64 = 100;
const STEP: u64 = 30;

impl<'a> Survey<'_, '_, 'a> {
    fn spend(&mut self, cost: u64) {
        if self.weigh {
            match self.surveyor.left.checked_sub(cost) {
                Some(rest) => self.surveyor.left = rest,
                None => resume_unwind(Box::new(TooDear)),
            }
        }
    }

    fn spend_f(&mut self, cost: f64) {
        // What is no number is no price that can be paid.
        self.spend(if cost.is_finite() { cost as u64 } else { u64::MAX });
    }

    /// Pixels of a page as it would be rendered.
    fn pixels(&self) -> f64 {
        let scale = f64::from(DPI) / 72.0;
        (self.view.width() * self.view.height() * scale * scale).min(4e6)
    }

    fn path(&mut self, path: &BezPath, transform: Affine, mode: &DrawMode) {
        if !self.weigh {
            return;
        }
        let steps = path.elements().len() as u64;
        // Curves are cut up more the larger they are; what crosses the page costs by its length on it.
        let bounds = transform.transform_rect_bbox(path.control_box());
        let extent = bounds.width() + bounds.height();
        let seen = extent.min(self.view.width() + self.view.height());
        self.spend_f(PATH as f64 + steps as f64 * (STEP as f64 + seen * 2.0 + extent.sqrt()));
        if let DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) = mode {
            self.dashes(path, stroke);
        }
    }

    fn dashes(&mut self, path: &BezPath, stroke: &StrokeProps) {
        if stroke.dash_array.is_empty() {
            return;
        }
        let period: f64 = stroke.dash_array.iter().map(|dash| f64::from(*dash)).sum();
        let negative = stroke.dash_array.iter().any(|dash| dash.is_nan() || *dash < 0.0);
        let length: f64 = path.control_box().width() + path.control_box().height();
        let dashes = length / period * stroke.dash_array.len() as f64 * path.elements().len() as f64;
        self.spend_f(if negative || period <= 0.0 { f64::NAN } else { dashes * STEP as f64 });
    }

    fn paint(&mut self, props: &DrawProps<'a>, is_stroke: bool) {
        if !self.weigh {
            return;
        }
        self.mask(props.soft_mask.as_ref());
        match &props.paint {
            Paint::Color(_) => {}
            Paint::Pattern(pattern) => match &**pattern {
                Pattern::Shading(_) => self.spend_f(self.pixels() * 4.0),
                Pattern::Tiling(tile) => self.tiling(tile, is_stroke),
            },
        }
    }

    /// As the renderer lays tiles: drawn once for each that reaches into the first, or for each that is
    /// seen if there is less than one of them.
    fn tiling(&mut self, tile: &TilingPattern<'a>, is_stroke: bool) {
        self.enter();
        let area = tile.matrix.inverse().transform_rect_bbox(self.view);
        let [a, b, c, d, ..] = tile.matrix.as_coeffs();
        let scale = f64::from(DPI) / 72.0;
        let axis = |step: f32, cell: f64, seen: f64, advance: f64| {
            let step = f64::from(step.abs());
            let copies = (cell / step).ceil() + if seen < step { (seen / step).ceil() } else { 0.0 };
            (copies + 1.0, seen.min(step) * advance * scale)
        };
        let (across, width) = axis(tile.x_step, tile.bbox.width(), area.width(), a.hypot(b));
        let (down, height) = axis(tile.y_step, tile.bbox.height(), area.height(), c.hypot(d));
        self.spend_f(TILE as f64 + (width + 1.0) * (height + 1.0) * 4.0);
        let before = self.surveyor.left;
        tile.interpret(self, tile.matrix, is_stroke);
        let once = before - self.surveyor.left;
        self.spend_f(once as f64 * (across * down - 1.0).max(0.0));
        self.leave();
    }

    fn mask(&mut self, mask: Option<&SoftMask<'a>>) {
        if let Some(mask) = mask.filter(|_| self.weigh) {
            self.enter();
            self.spend_f(self.pixels() * 2.0);
            mask.interpret(self);
            self.leave();
        }
    }

    /// Into what only rendering looks at.
    fn enter(&mut self) {
        if self.hidden == 0 && !self.surveyor.inner_streams_are_sane() {
            resume_unwind(Box::new(TooDear));
        }
        self.hidden += 1;
        self.spend(PATH * 10);
    }

    fn leave(&mut self) {
        self.hidden -= 1;
    }

    /// A picture and its mask, decoded.
    fn picture(&mut self, stream: &Stream<'_>) {
        let most = self.surveyor.limits.inflated_bytes;
        let mask = stream.dict().get::<Stream<'_>>(keys::SMASK);
        let mask = mask.or_else(|| stream.dict().get::<Stream<'_>>(keys::MASK));
        for stream in [Some(stream), mask.as_ref()].into_iter().flatten() {
            let bytes = open::stream_bytes(stream, most).unwrap_or(u64::MAX);
            match samples(stream).filter(|samples| *samples <= MOST_SAMPLES) {
                Some(samples) => self.spend(samples.saturating_add(bytes)),
                None => self.spend(u64::MAX),
            }
        }
    }

    /// Marks a sign whose shape is not in the file, or not the one that is meant.
    fn look_at_shape(&mut self, glyph: &Glyph<'a>, at: Point) {
        const MOST_MARKS: usize = 10_000;
        let Glyph::Outline(outline) = glyph else { return };
        let Some(text) = glyph.as_unicode() else { return };
        let sign = match &text {
            BfString::Char(sign) => Some(*sign),
            BfString::String(text) => text.chars().next(),
        };
        let Some(sign) = sign.filter(|sign| !sign.is_whitespace() && !sign.is_control()) else { return };
        // Fonts that stand in for missing ones have no such signs, or others in their places.
        let is_foreign = sign >= '\u{2e80}';
        let stands_in = is_foreign && self.surveyor.lacks_font.load(Ordering::Relaxed) && outline.font_data().is_none();
        let is_shapeless = stands_in || {
            let key = outline.identifier().cache_key();
            *self.surveyor.shapes.entry(key).or_insert_with(|| outline.outline().elements().is_empty())
        };
        if is_shapeless && is_foreign && self.shapeless.len() < MOST_MARKS {
            self.shapeless.push(at);
        }
    }
}

impl<'a> Device<'a> for Survey<'_, '_, 'a> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.path(path, props.transform, mode);
        self.paint(&props, matches!(mode, DrawMode::Stroke(_)));
        if self.hidden == 0 {
            self.collector.draw_path(path, props, mode);
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.path(&clip.path, Affine::IDENTITY, &DrawMode::Fill(clip.fill));
        self.collector.push_clip_path(clip);
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.spend(PATH);
        self.collector.push_clip_rect(rect);
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.mask(mask.as_ref());
        // Groups around pictures, of which there is one each, cost only where they mix.
        let plain = mask.is_none() && opacity >= 1.0;
        self.spend_f(if plain { PATH as f64 * 10.0 } else { self.pixels() / 4.0 });
        self.collector.push_transparency_group(opacity, mask, blend);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.spend(SIGN * run.glyphs().len() as u64);
        self.paint(&props, matches!(mode, DrawMode::Stroke(_)));
        if !matches!(mode, DrawMode::Invisible) {
            for glyph in run.glyphs().iter() {
                match &**glyph {
                    Glyph::Type3(shape) if self.weigh => {
                        self.enter();
                        shape.interpret(self, props.transform, glyph.transform(), &props.paint);
                        self.leave();
                    }
                    Glyph::Type3(_) => {}
                    Glyph::Outline(_) if self.hidden > 0 => {}
                    Glyph::Outline(_) => {
                        self.look_at_shape(glyph, props.transform * glyph.transform() * Point::ZERO);
                    }
                }
            }
        }
        if self.hidden == 0 {
            self.collector.draw_glyph_run(run, props, mode);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if self.weigh {
            match &image {
                Image::Stencil(stencil) => self.picture(stencil.stream()),
                Image::Raster(raster) => self.picture(raster.stream()),
            }
        }
        if self.hidden == 0 {
            self.collector.draw_image(image, props);
        }
    }

    fn pop_clip(&mut self) {
        self.collector.pop_clip();
    }

    fn pop_transparency_group(&mut self) {
        self.collector.pop_transparency_group();
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        self.path(&rect.to_path(0.1), props.transform, mode);
        self.paint(&props, matches!(mode, DrawMode::Stroke(_)));
        if self.hidden == 0 {
            self.collector.draw_rect(rect, props, mode);
        }
    }
}

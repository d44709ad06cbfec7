//! What a page's content draws, as plain data: glyphs with place and meaning, edges, pictures.
//! Decides nothing about tables; what a glyph means is told by [`super::fonts`].

use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
    font::{Glyph as FontGlyph, GlyphRun},
    hayro_cmap::WritingMode,
    kurbo::{Affine, BezPath, PathEl, Point, Rect},
};
use hayro_syntax::object::Dict;

use super::{
    fonts::{Doubt, Fonts, Liar, Reading, sign::is_nonsense},
    marks::{self, Marks},
    overlay::{Colour, Overlay, Tint},
};
use crate::{
    geometry::{
        Glyph, Heading,
        canvas::{Canvas, Step, heading},
        chars,
        lines::ASCENT,
    },
    model::document::Rect as Box4,
    readers::paged::backed::{self, Hidden, Seen},
};

/// Thrown when a document draws more than any that people make.
pub struct OverBudget;

/// What a document may still draw, all pages together.
#[derive(Clone, Copy)]
pub struct Budget {
    glyphs: usize,
    paths: usize,
    clips: usize,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { glyphs: 5_000_000, paths: 3_000_000, clips: 1_000_000 }
    }
}

fn spend(left: &mut usize, spent: usize) {
    match left.checked_sub(spent) {
        Some(rest) => *left = rest,
        None => std::panic::resume_unwind(Box::new(OverBudget)),
    }
}

/// Collects one page.
pub struct Collector<'f, 'a> {
    /// The page so far.
    pub drawn: Drawn,
    /// Only text counts from now on: the frames that annotations bring along are no rulings.
    pub text_only: bool,
    budget: Budget,
    fonts: &'f mut Fonts<'a>,
    marks: Marks,
    /// Opacity of the groups around what is drawn, each with those around it.
    opacity: Vec<f32>,
}

/// What is known of the pictures of a page without looking into them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pictures {
    /// Pixels per point of the page, the most of any picture of some size.
    pub density: f64,
    /// Pixels of the largest.
    pub pixels: u64,
}

impl Pictures {
    /// To be drawn as finely as any page is: signs that are drawn know no pixels.
    pub fn fine(self) -> Pictures {
        Pictures { density: f64::INFINITY, ..self }
    }

    fn add(&mut self, width: u32, height: u32, transform: Affine) {
        const ICON: u32 = 50;
        self.pixels = self.pixels.max(u64::from(width) * u64::from(height));
        let density = 1.0 / transform.determinant().abs().sqrt();
        if density.is_finite() && width.min(height) > ICON {
            self.density = self.density.max(density);
        }
    }
}

/// One page before its doubts are settled.
#[derive(Debug)]
pub struct Drawn {
    pub canvas: Canvas,
    /// Its pictures, for a page that turns out to be nothing else.
    pub pictures: Pictures,
    /// Drawn signs of which nothing can be told.
    pub unknown: usize,
    contested: Vec<Contested>,
    overlay: Overlay,
    hidden: Hidden,
}

/// How far the text of a page is to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Sure,
    Doubtful,
    /// Most of it cannot be made out: what the page shows says more than its text.
    Mute,
}

/// Text drawn apart, to be kept or not.
pub struct Sketch {
    pub glyphs: Vec<Glyph>,
    unknown: usize,
    faint: Vec<(usize, usize, Colour)>,
}

/// Glyph `at` may be another sign.
#[derive(Clone, Copy, Debug)]
struct Contested {
    at: usize,
    own: char,
    doubt: Doubt,
}

impl Drawn {
    /// How the small words of a watermark look that stand all over this page.
    pub fn tints(&self) -> Vec<Tint> {
        self.overlay.tints(&self.canvas.content.glyphs)
    }

    /// The text seen on a page whose tables stand in its picture; see [`backed`].
    pub fn seen_on_picture(&self, most_cells: usize) -> Seen {
        backed::seen(&self.canvas, &self.hidden, most_cells)
    }

    /// Settles which signs are meant and takes out what lies over the page. Says what doubts remain.
    /// `tints` are those of watermarks.
    pub fn settle(&mut self, liars: &[Liar], tints: &[Tint]) -> Standing {
        let mut doubtful = self.unknown > 0;
        let glyphs = &mut self.canvas.content.glyphs;
        for contested in &self.contested {
            if let Some(liar) = liars.iter().find(|liar| liar.doubt == contested.doubt)
                && let Some(glyph) = glyphs.get_mut(contested.at)
            {
                glyph.sign = contested.own;
                doubtful |= !liar.certain || contested.own == char::REPLACEMENT_CHARACTER;
            }
        }
        self.overlay.strip(glyphs, tints);
        let signs = || glyphs.iter().map(|glyph| glyph.sign);
        let lost = signs().filter(|&sign| sign == char::REPLACEMENT_CHARACTER).count();
        if lost * 2 > signs().filter(|&sign| !chars::is_space(sign)).count() || is_nonsense(signs()) {
            Standing::Mute
        } else if doubtful {
            Standing::Doubtful
        } else {
            Standing::Sure
        }
    }
}

impl<'f, 'a> Collector<'f, 'a> {
    pub fn new(width: f32, height: f32, budget: Budget, fonts: &'f mut Fonts<'a>) -> Collector<'f, 'a> {
        let canvas = Canvas::new(width, height);
        let drawn = Drawn {
            canvas,
            pictures: Pictures::default(),
            unknown: 0,
            contested: Vec::new(),
            overlay: Overlay::default(),
            hidden: Hidden::default(),
        };
        Collector { drawn, text_only: false, budget, fonts, marks: Marks::default(), opacity: Vec::new() }
    }

    pub fn budget(&self) -> Budget {
        self.budget
    }

    /// What is drawn meanwhile, apart from the page.
    pub fn sketch(&mut self, draw: impl FnOnce(&mut Self)) -> Sketch {
        let start = self.drawn.canvas.content.glyphs.len();
        let (unknown, contested) = (self.drawn.unknown, self.drawn.contested.len());
        draw(self);
        let glyphs = self.drawn.canvas.content.glyphs.split_off(start);
        let faint = self.drawn.overlay.since(start);
        self.drawn.overlay.forget(start);
        self.drawn.hidden.forget(start);
        self.drawn.contested.truncate(contested);
        let unknown = std::mem::replace(&mut self.drawn.unknown, unknown).saturating_sub(unknown);
        Sketch { glyphs, unknown, faint }
    }

    pub fn keep(&mut self, sketch: Sketch) {
        let start = self.drawn.canvas.content.glyphs.len();
        for (from, to, colour) in sketch.faint {
            self.drawn.overlay.draw(start + from, start + to, colour);
        }
        self.drawn.canvas.content.glyphs.extend(sketch.glyphs);
        self.drawn.unknown += sketch.unknown;
    }

    fn push_clip(&mut self, rect: Rect) {
        spend(&mut self.budget.clips, 1);
        self.drawn.canvas.push_clip(box4(rect));
    }

    fn draw(&mut self, path: &BezPath, props: &DrawProps<'a>, mode: &DrawMode) {
        let transform = props.transform;
        spend(&mut self.budget.paths, 1 + path.elements().len() / 4);
        self.marks.draw(box4(transform.transform_rect_bbox(path.control_box())));
        if self.text_only {
            return;
        }
        let shows = shows(self.colour(&props.paint));
        let canvas = &mut self.drawn.canvas;
        let steps = || path.elements().iter().map(|element| step(*element, transform));
        let width = |line_width: f32| line_width * transform.determinant().abs().sqrt() as f32;
        match mode {
            DrawMode::Fill(_) => canvas.fill_path(steps()),
            DrawMode::Stroke(stroke) => canvas.stroke_path(steps(), width(stroke.line_width)),
            DrawMode::FillAndStroke(_, stroke) => {
                canvas.fill_path(steps());
                canvas.stroke_path(steps(), width(stroke.line_width));
            }
            DrawMode::Invisible => {}
        }
        if shows && matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..)) {
            canvas.shade_path(steps());
        }
    }

    fn colour(&self, paint: &Paint<'_>) -> Colour {
        let around = self.opacity.last().copied().unwrap_or(1.0);
        match paint {
            Paint::Color(colour) => {
                let [red, green, blue, opacity] = colour.to_rgba().components();
                [red, green, blue, opacity * around]
            }
            Paint::Pattern(_) => [0.0, 0.0, 0.0, around],
        }
    }
}

/// Whether a background of this colour is seen on paper.
fn shows([red, green, blue, opacity]: Colour) -> bool {
    const PALEST: f32 = 0.98;
    const FAINTEST: f32 = 0.05;
    opacity >= FAINTEST && red.min(green).min(blue) < PALEST
}

/// A step of a path, on the page.
fn step(element: PathEl, transform: Affine) -> Step {
    let to = |point: Point| {
        let point = transform * point;
        (point.x as f32, point.y as f32)
    };
    match element {
        PathEl::MoveTo(point) => Step::Move(to(point)),
        PathEl::LineTo(point) => Step::Line(to(point)),
        PathEl::QuadTo(a, b) => Step::Curve([to(a), to(a), to(b)]),
        PathEl::CurveTo(a, b, c) => Step::Curve([to(a), to(b), to(c)]),
        PathEl::ClosePath => Step::Close,
    }
}

fn box4(rect: Rect) -> Box4 {
    [rect.x0.min(rect.x1) as f32, rect.y0.min(rect.y1) as f32, rect.x0.max(rect.x1) as f32, rect.y0.max(rect.y1) as f32]
}

/// A glyph on the page before its text is known.
struct Placed {
    glyph: Glyph,
    /// It leans: no way of text.
    leans: bool,
    /// Advance if the glyph was not stretched to its width.
    unstretched: f32,
}

fn placed(glyph: &FontGlyph<'_>, transform: Affine, vertical: bool) -> Option<Placed> {
    let [a, b, c, d, x, y] = transform.as_coeffs();
    let (along, across) = (a.hypot(b), c.hypot(d));
    let mut size = (across * 1000.0) as f32;
    if !x.is_finite() || !y.is_finite() || !along.is_finite() {
        return None;
    }
    let (x, y) = (x as f32, y as f32);
    let units = match glyph {
        FontGlyph::Outline(outline) => outline.advance_width().unwrap_or(500.0),
        FontGlyph::Type3(type3) => type3.advance_width().unwrap_or(500.0),
    };
    let mut advance = units * along as f32;
    if matches!(glyph, FontGlyph::Type3(_)) || size < LEAST_SIZE {
        size = own_size(size, advance);
    }
    if !(0.1..=5000.0).contains(&size) || !advance.is_finite() {
        return None;
    }
    let way = heading(a, b);
    let leans = way.is_none();
    let way = way.unwrap_or_default();
    if vertical && way == Heading::Right {
        let glyph = Glyph { sign: ' ', x, y: y - size * ASCENT, advance: size, size, heading: Heading::Stacked };
        return Some(Placed { glyph, leans, unstretched: size });
    }
    if vertical {
        advance = size;
    }
    let glyph = Glyph { sign: ' ', x, y, advance, size, heading: way };
    Some(Placed { glyph, leans, unstretched: units * across as f32 })
}

/// Nobody reads smaller print: the font has units of its own.
const LEAST_SIZE: f32 = 0.5;

/// A Type 3 font has units of its own (ISO 32000-1 9.6.5), and a font program of Type 1 may have (9.2.4): where
/// they make its signs absurdly wide or narrow, half a size is taken for their width.
fn own_size(size: f32, advance: f32) -> f32 {
    let usual = size * 0.1..=size * 2.0;
    if advance > 0.0 && !usual.contains(&advance) { advance * 2.0 } else { size }
}

impl<'a> Device<'a> for Collector<'_, 'a> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.draw(path, &props, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.push_clip(clip.path.control_box());
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.push_clip(*rect);
    }

    fn push_transparency_group(&mut self, opacity: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        spend(&mut self.budget.clips, 1);
        self.opacity.push(opacity * self.opacity.last().copied().unwrap_or(1.0));
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        spend(&mut self.budget.glyphs, run.glyphs().len());
        if self.marks.in_watermark() {
            return;
        }
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let start = self.drawn.canvas.content.glyphs.len();
        let colour = self.colour(&props.paint);
        let mut glyphs = run.glyphs().iter().peekable();
        while let Some(glyph) = glyphs.next() {
            let Some(mut placed) = placed(glyph, props.transform * glyph.transform(), vertical) else { continue };
            if let Some(next) = glyphs.peek()
                && (placed.unstretched - placed.glyph.advance).abs() > placed.glyph.size * 0.01
            {
                // Glyphs of a font that stands in for a missing one are stretched to the width that
                // the file gives; then the next glyph shows the true advance (ISO 32000-1 9.2.4).
                let origin = props.transform * next.transform() * Point::ZERO;
                let step = (origin.x as f32 - placed.glyph.x).hypot(origin.y as f32 - placed.glyph.y);
                if (step - placed.unstretched).abs() < (step - placed.glyph.advance).abs() {
                    placed.glyph.advance = placed.unstretched;
                }
            }
            self.push_glyph(&placed, glyph, colour);
        }
        let end = self.drawn.canvas.content.glyphs.len();
        if matches!(mode, DrawMode::Invisible) {
            self.drawn.hidden.add(start..end);
        } else {
            self.drawn.overlay.draw(start, end, colour);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        spend(&mut self.budget.paths, 1);
        let size = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let rect = box4(props.transform.transform_rect_bbox(size));
        self.marks.draw(rect);
        if !self.text_only {
            self.drawn.pictures.add(image.width(), image.height(), props.transform);
            self.drawn.canvas.picture(rect);
        }
    }

    fn pop_clip(&mut self) {
        self.drawn.canvas.pop_clip();
    }

    fn pop_transparency_group(&mut self) {
        self.opacity.pop();
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        let [_, b, c, _, _, _] = props.transform.as_coeffs();
        if matches!(mode, DrawMode::Fill(_)) && (b.abs() < 1e-9 || c.abs() < 1e-9) && !self.text_only {
            spend(&mut self.budget.paths, 1);
            let rect = box4(props.transform.transform_rect_bbox(*rect));
            self.marks.draw(rect);
            if shows(self.colour(&props.paint)) {
                self.drawn.canvas.shade(rect);
            }
            return self.drawn.canvas.fill(rect);
        }
        let mut path = BezPath::new();
        path.move_to((rect.x0, rect.y0));
        path.line_to((rect.x1, rect.y0));
        path.line_to((rect.x1, rect.y1));
        path.line_to((rect.x0, rect.y1));
        path.close_path();
        self.draw(&path, &props, mode);
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        self.marks.begin(tag, properties, self.drawn.canvas.content.glyphs.len(), self.drawn.unknown);
    }

    fn end_marked_content(&mut self) {
        let Some(span) = self.marks.end() else { return };
        let drawn = &mut self.drawn;
        if span.replace(&mut drawn.canvas.content.glyphs) {
            drawn.contested.retain(|contested| contested.at < span.start);
            drawn.unknown = span.unknown;
            if drawn.hidden.forget(span.start) {
                drawn.hidden.add(span.start..drawn.canvas.content.glyphs.len());
            }
        }
    }
}

impl Collector<'_, '_> {
    /// Adds a glyph with its text (ISO 32000-1 9.10); a ligature becomes its letters side by side.
    fn push_glyph(&mut self, placed: &Placed, source: &FontGlyph<'_>, colour: Colour) {
        let glyph = placed.glyph;
        let canvas = &mut self.drawn.canvas;
        if !canvas.holds(&glyph) {
            return;
        }
        if placed.leans {
            return self.drawn.overlay.lean(canvas.content.glyphs.len(), glyph.x, glyph.y, glyph.size, colour);
        }
        match self.fonts.read(source) {
            Reading::Sign(sign) => canvas.glyph(Glyph { sign, ..glyph }),
            Reading::Contested { said, own, doubt } => {
                let at = canvas.content.glyphs.len();
                canvas.glyph(Glyph { sign: said, ..glyph });
                self.drawn.contested.push(Contested { at, own, doubt });
            }
            Reading::Text(text) => {
                let signs: Vec<char> = text.chars().filter(|&sign| !chars::is_void(sign)).collect();
                let parts = signs.iter().enumerate().map(|(at, &sign)| marks::part(glyph, at, signs.len(), sign));
                canvas.content.glyphs.extend(parts);
            }
            // No text is known for the glyph: better a mark than a gap.
            Reading::Unknown => {
                self.drawn.unknown += 1;
                canvas.glyph(Glyph { sign: char::REPLACEMENT_CHARACTER, ..glyph });
            }
            Reading::Nothing => canvas.glyph(Glyph { sign: ' ', ..glyph }),
        }
    }
}

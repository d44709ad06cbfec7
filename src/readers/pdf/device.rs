//! What a page's content draws, as plain data: glyphs with place and Unicode, edges, pictures.
//! Decides nothing about text or tables.

use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
    font::{Glyph as FontGlyph, GlyphRun},
    hayro_cmap::{BfString, WritingMode},
    kurbo::{Affine, BezPath, PathEl, Point, Rect},
};

use crate::geometry::{
    Glyph, Heading,
    canvas::{Canvas, Step, heading},
    chars,
    lines::ASCENT,
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
pub struct Collector {
    pub canvas: Canvas,
    /// Its pictures, for a page that turns out to be nothing else.
    pub pictures: Pictures,
    budget: Budget,
}

/// What is known of the pictures of a page without looking into them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pictures {
    /// Pixels per point of the page, the most of any picture of some size.
    pub density: f64,
    /// Pixels of the largest.
    pub pixels: u64,
}

impl Collector {
    pub fn new(width: f32, height: f32, budget: Budget) -> Collector {
        Collector { canvas: Canvas::new(width, height), pictures: Pictures::default(), budget }
    }

    pub fn budget(&self) -> Budget {
        self.budget
    }

    fn push_clip(&mut self, rect: Rect) {
        spend(&mut self.budget.clips, 1);
        self.canvas.push_clip(box4(rect));
    }

    fn draw(&mut self, path: &BezPath, transform: Affine, mode: &DrawMode) {
        spend(&mut self.budget.paths, 1 + path.elements().len() / 4);
        let steps = || path.elements().iter().map(|element| step(*element, transform));
        let width = |line_width: f32| line_width * transform.determinant().abs().sqrt() as f32;
        match mode {
            DrawMode::Fill(_) => self.canvas.fill_path(steps()),
            DrawMode::Stroke(stroke) => self.canvas.stroke_path(steps(), width(stroke.line_width)),
            DrawMode::FillAndStroke(_, stroke) => {
                self.canvas.fill_path(steps());
                self.canvas.stroke_path(steps(), width(stroke.line_width));
            }
            DrawMode::Invisible => {}
        }
    }
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

fn box4(rect: Rect) -> [f32; 4] {
    [rect.x0.min(rect.x1) as f32, rect.y0.min(rect.y1) as f32, rect.x0.max(rect.x1) as f32, rect.y0.max(rect.y1) as f32]
}

/// A glyph on the page before its text is known.
struct Placed {
    glyph: Glyph,
    /// Advance if the glyph was not stretched to its width.
    unstretched: f32,
}

fn placed(glyph: &FontGlyph<'_>, transform: Affine, vertical: bool) -> Option<Placed> {
    let [a, b, c, d, x, y] = transform.as_coeffs();
    let (along, across) = (a.hypot(b), c.hypot(d));
    let size = (across * 1000.0) as f32;
    let heading = heading(a, b)?;
    if !(0.1..=5000.0).contains(&size) || !x.is_finite() || !y.is_finite() {
        return None;
    }
    let (x, y) = (x as f32, y as f32);
    if vertical {
        let glyph = Glyph { sign: ' ', x, y: y - size * ASCENT, advance: size, size, heading: Heading::Stacked };
        return Some(Placed { glyph, unstretched: size });
    }
    let units = match glyph {
        FontGlyph::Outline(outline) => outline.advance_width().unwrap_or(500.0),
        FontGlyph::Type3(type3) => type3.advance_width().unwrap_or(500.0),
    };
    let glyph = Glyph { sign: ' ', x, y, advance: units * along as f32, size, heading };
    Some(Placed { glyph, unstretched: units * across as f32 })
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.draw(path, props.transform, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.push_clip(clip.path.control_box());
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.push_clip(*rect);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        spend(&mut self.budget.glyphs, run.glyphs().len());
        let vertical = run.writing_mode() == WritingMode::Vertical;
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
            self.push_glyph(placed.glyph, glyph.as_unicode());
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        spend(&mut self.budget.paths, 1);
        let size = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.pictures.pixels = self.pictures.pixels.max(u64::from(image.width()) * u64::from(image.height()));
        let density = 1.0 / props.transform.determinant().abs().sqrt();
        if density.is_finite() && image.width().min(image.height()) > 50 {
            self.pictures.density = self.pictures.density.max(density);
        }
        self.canvas.picture(box4(props.transform.transform_rect_bbox(size)));
    }

    fn pop_clip(&mut self) {
        self.canvas.pop_clip();
    }

    fn pop_transparency_group(&mut self) {}

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        let [_, b, c, _, _, _] = props.transform.as_coeffs();
        if matches!(mode, DrawMode::Fill(_)) && (b.abs() < 1e-9 || c.abs() < 1e-9) {
            spend(&mut self.budget.paths, 1);
            return self.canvas.fill(box4(props.transform.transform_rect_bbox(*rect)));
        }
        let mut path = BezPath::new();
        path.move_to((rect.x0, rect.y0));
        path.line_to((rect.x1, rect.y0));
        path.line_to((rect.x1, rect.y1));
        path.line_to((rect.x0, rect.y1));
        path.close_path();
        self.draw(&path, props.transform, mode);
    }
}

impl Collector {
    /// Adds a glyph with its text (ISO 32000-1 9.10); a ligature becomes its letters side by side.
    fn push_glyph(&mut self, mut glyph: Glyph, text: Option<BfString>) {
        if !self.canvas.holds(&glyph) {
            return;
        }
        match text {
            Some(BfString::Char(sign)) => self.canvas.glyph(Glyph { sign, ..glyph }),
            Some(BfString::String(text)) => {
                let count = text.chars().count().max(1) as f32;
                glyph.advance /= count;
                for sign in text.chars().filter(|&sign| !chars::is_void(sign)) {
                    self.canvas.content.glyphs.push(Glyph { sign, ..glyph });
                    match glyph.heading {
                        Heading::Right => glyph.x += glyph.advance,
                        Heading::Left => glyph.x -= glyph.advance,
                        Heading::Down | Heading::Stacked => glyph.y += glyph.advance,
                        Heading::Up => glyph.y -= glyph.advance,
                    }
                }
            }
            // No text is known for the glyph: better a mark than a gap.
            None => self.canvas.glyph(Glyph { sign: char::REPLACEMENT_CHARACTER, ..glyph }),
        }
    }
}

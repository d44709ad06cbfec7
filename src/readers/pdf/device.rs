//! What a page's content draws, as plain data: glyphs with place and Unicode, edges, pictures.
//! Decides nothing about text or tables.

use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
    font::{Glyph as FontGlyph, GlyphRun},
    hayro_cmap::{BfString, WritingMode},
    kurbo::{Affine, BezPath, PathEl, Point, Rect},
};

use crate::geometry::{Glyph, Heading, PageContent, chars, edges, lines::ASCENT};

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

/// A box `[x0, y0, x1, y1]` in points of the page as it is seen.
type Box4 = [f32; 4];

/// Collects one page.
pub struct Collector {
    pub content: PageContent,
    budget: Budget,
    clips: Vec<Box4>,
    /// Share of the page under pictures, overlaps counted twice.
    covered: f32,
    /// Something besides text was drawn.
    drawn: bool,
}

/// Pictures that cover this share of a page without text make it a picture page.
const MOST_OF_PAGE: f32 = 0.4;
/// Text leaning more than this (sine) is a watermark or part of a drawing.
const LEAN: f64 = 0.18;

impl Collector {
    pub fn new(width: f32, height: f32, budget: Budget) -> Collector {
        let content = PageContent { width, height, ..PageContent::default() };
        Collector { content, budget, clips: vec![[0.0, 0.0, width, height]], covered: 0.0, drawn: false }
    }

    pub fn budget(&self) -> Budget {
        self.budget
    }

    pub fn has_text(&self) -> bool {
        self.content.glyphs.iter().any(|glyph| !chars::is_space(glyph.sign))
    }

    pub fn is_drawn(&self) -> bool {
        self.drawn
    }

    pub fn is_picture(&self) -> bool {
        self.covered >= MOST_OF_PAGE
    }

    fn clip(&self) -> Box4 {
        self.clips.last().copied().unwrap_or([0.0; 4])
    }

    /// The visible part of a box.
    fn visible(&self, [x0, y0, x1, y1]: Box4) -> Option<Box4> {
        let clip = self.clip();
        let seen = [x0.max(clip[0]), y0.max(clip[1]), x1.min(clip[2]), y1.min(clip[3])];
        (seen[0] <= seen[2] && seen[1] <= seen[3]).then_some(seen)
    }

    fn push_clip(&mut self, rect: Rect) {
        spend(&mut self.budget.clips, 1);
        let empty = [0.0, 0.0, -1.0, -1.0];
        let clip = self.visible(box4(rect)).unwrap_or(empty);
        self.clips.push(clip);
    }

    fn fill(&mut self, rect: Box4) {
        self.drawn = true;
        if let Some(seen) = self.visible(rect) {
            edges::from_fill(seen, &mut self.content.edges);
        }
    }

    fn stroke_line(&mut self, a: Point, b: Point, width: f32) {
        let clip = self.clip();
        // Half a point of grace: lines on the very edge of their clip are seen.
        let inside = |p: Point| {
            let (x, y) = (p.x as f32, p.y as f32);
            let seen = (
                x.clamp(clip[0] - 0.5, clip[2].max(clip[0]) + 0.5),
                y.clamp(clip[1] - 0.5, clip[3].max(clip[1]) + 0.5),
            );
            (seen, (x - seen.0).abs() > 0.0, (y - seen.1).abs() > 0.0)
        };
        let ((a, a_x, a_y), (b, b_x, b_y)) = (inside(a), inside(b));
        // Moved across its own direction: it lies outside.
        let outside = if (a.0 - b.0).abs() >= (a.1 - b.1).abs() { a_y && b_y } else { a_x && b_x };
        if !outside {
            edges::from_wide_stroke(a, b, width, &mut self.content.edges);
        }
    }

    fn fill_path(&mut self, path: &BezPath, transform: Affine) {
        let parts = sub_boxes(path, transform);
        if let [a, b] = parts[..]
            && let Some(sides) = ring(a, b).or_else(|| ring(b, a))
        {
            return sides.into_iter().for_each(|side| self.fill(side));
        }
        parts.into_iter().for_each(|part| self.fill(part));
    }

    fn stroke_path(&mut self, path: &BezPath, transform: Affine, width: f32) {
        self.drawn = true;
        let mut start = Point::ZERO;
        let mut at = Point::ZERO;
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(point) => {
                    at = transform * point;
                    start = at;
                }
                PathEl::LineTo(point) => {
                    let next = transform * point;
                    self.stroke_line(at, next, width);
                    at = next;
                }
                PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => at = transform * point,
                PathEl::ClosePath => {
                    if at != start {
                        self.stroke_line(at, start, width);
                    }
                    at = start;
                }
            }
        }
    }

    fn draw(&mut self, path: &BezPath, transform: Affine, mode: &DrawMode) {
        spend(&mut self.budget.paths, 1 + path.elements().len() / 4);
        let width = |line_width: f32| line_width * transform.determinant().abs().sqrt() as f32;
        match mode {
            DrawMode::Fill(_) => self.fill_path(path, transform),
            DrawMode::Stroke(stroke) => self.stroke_path(path, transform, width(stroke.line_width)),
            DrawMode::FillAndStroke(_, stroke) => {
                self.fill_path(path, transform);
                self.stroke_path(path, transform, width(stroke.line_width));
            }
            DrawMode::Invisible => {}
        }
    }
}

fn box4(rect: Rect) -> Box4 {
    [rect.x0.min(rect.x1) as f32, rect.y0.min(rect.y1) as f32, rect.x0.max(rect.x1) as f32, rect.y0.max(rect.y1) as f32]
}

/// The boxes of a path's parts.
fn sub_boxes(path: &BezPath, transform: Affine) -> Vec<Box4> {
    let none = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    let mut boxes: Vec<Box4> = Vec::new();
    let mut current = none;
    let add = |current: &mut Box4, point: Point| {
        let point = transform * point;
        let (x, y) = (point.x as f32, point.y as f32);
        *current = [current[0].min(x), current[1].min(y), current[2].max(x), current[3].max(y)];
    };
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(point) => {
                boxes.push(std::mem::replace(&mut current, none));
                add(&mut current, point);
            }
            PathEl::LineTo(a) => add(&mut current, a),
            PathEl::QuadTo(a, b) => [a, b].into_iter().for_each(|p| add(&mut current, p)),
            PathEl::CurveTo(a, b, c) => [a, b, c].into_iter().for_each(|p| add(&mut current, p)),
            PathEl::ClosePath => {}
        }
    }
    boxes.push(current);
    boxes.retain(|part| part[0] < part[2] || part[1] < part[3]);
    boxes
}

/// A frame filled between its outer and inner side, as its four sides.
fn ring(outer: Box4, inner: Box4) -> Option<[Box4; 4]> {
    let gaps = [inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3]];
    gaps.iter().all(|gap| (0.0..=edges::THIN).contains(gap)).then_some([
        [outer[0], outer[1], outer[2], inner[1]],
        [outer[0], inner[3], outer[2], outer[3]],
        [outer[0], outer[1], inner[0], outer[3]],
        [inner[2], outer[1], outer[2], outer[3]],
    ])
}

/// The way text runs whose first axis is `(x, y)`; none if it leans.
fn heading(x: f64, y: f64) -> Option<Heading> {
    let lean = x.hypot(y) * LEAN;
    match (x.abs() <= lean, y.abs() <= lean) {
        (false, true) => Some(if x > 0.0 { Heading::Right } else { Heading::Left }),
        (true, false) => Some(if y > 0.0 { Heading::Down } else { Heading::Up }),
        _ => None,
    }
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
        self.drawn = true;
        let Some(seen) = self.visible(box4(props.transform.transform_rect_bbox(size))) else { return };
        let share = (seen[2] - seen[0]) * (seen[3] - seen[1]) / (self.content.width * self.content.height);
        self.covered += share;
        edges::from_fill(seen, &mut self.content.edges);
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn pop_transparency_group(&mut self) {}

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        let [_, b, c, _, _, _] = props.transform.as_coeffs();
        if matches!(mode, DrawMode::Fill(_)) && (b.abs() < 1e-9 || c.abs() < 1e-9) {
            spend(&mut self.budget.paths, 1);
            return self.fill(box4(props.transform.transform_rect_bbox(*rect)));
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
        let (width, height) = (self.content.width, self.content.height);
        let reach = glyph.size;
        if glyph.x < -reach || glyph.x > width + reach || glyph.y < -reach || glyph.y > height + reach {
            return;
        }
        match text {
            Some(BfString::Char(sign)) if chars::is_void(sign) => {}
            Some(BfString::Char(sign)) => self.content.glyphs.push(Glyph { sign, ..glyph }),
            Some(BfString::String(text)) => {
                let count = text.chars().count().max(1) as f32;
                glyph.advance /= count;
                for sign in text.chars().filter(|&sign| !chars::is_void(sign)) {
                    self.content.glyphs.push(Glyph { sign, ..glyph });
                    match glyph.heading {
                        Heading::Right => glyph.x += glyph.advance,
                        Heading::Left => glyph.x -= glyph.advance,
                        Heading::Down | Heading::Stacked => glyph.y += glyph.advance,
                        Heading::Up => glyph.y -= glyph.advance,
                    }
                }
            }
            // No text is known for the glyph: better a mark than a gap.
            None => self.content.glyphs.push(Glyph { sign: char::REPLACEMENT_CHARACTER, ..glyph }),
        }
    }
}

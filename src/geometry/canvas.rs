//! Step 0: what is drawn on a page, clipped and sorted into glyphs, edges and pictures. Shared by the
//! formats that draw pages; decides nothing about text or tables.

use super::{Glyph, Heading, PageContent, chars, edges};
use crate::model::document::Rect;

/// A point in points of the page as it is seen.
pub type Point = (f32, f32);

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    Move(Point),
    Line(Point),
    /// Two control points and the end: only the ends matter to strokes, all three to filled parts.
    Curve([Point; 3]),
    Close,
}

impl Step {
    /// The same step on another plane.
    pub fn map(self, to: impl Fn(Point) -> Point) -> Step {
        match self {
            Step::Move(point) => Step::Move(to(point)),
            Step::Line(point) => Step::Line(to(point)),
            Step::Curve(points) => Step::Curve(points.map(to)),
            Step::Close => Step::Close,
        }
    }
}

/// Collects one page.
#[derive(Debug)]
pub struct Canvas {
    pub content: PageContent,
    clips: Vec<Rect>,
    /// Share of the page under pictures, overlaps counted twice.
    covered: f32,
    /// Pictures over the page's width.
    wide: usize,
    /// Glyphs that were drawn before a picture over most of the page, or the last strip of one.
    beneath: usize,
    /// Something besides text was drawn.
    drawn: bool,
}

/// Pictures that cover this share of a page without text make it a picture page.
const MOST_OF_PAGE: f32 = 0.4;
/// And these leave nothing but its margins to be seen.
const ALL_OF_PAGE: f32 = 0.75;
/// A strip of a picture runs over this share of the page's width.
const STRIP: f32 = 0.9;
/// Lines whose middle lies so far outside a clip (in sizes) are cut off.
const CUT: f32 = 0.2;
/// Text leaning more than this (sine) is a watermark or part of a drawing.
const LEAN: f64 = 0.18;

impl Canvas {
    /// An empty page of this size in points.
    pub fn new(width: f32, height: f32) -> Canvas {
        let content = PageContent { width, height, ..PageContent::default() };
        Canvas { content, clips: vec![[0.0, 0.0, width, height]], covered: 0.0, wide: 0, beneath: 0, drawn: false }
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

    /// Whether the page is a picture in strips or layers. One picture with small ones beside may be a slide.
    pub fn is_pieced(&self) -> bool {
        self.covered >= ALL_OF_PAGE && self.wide > 1
    }

    /// How many glyphs, the first ones, a picture over most of the page may hide.
    pub fn beneath(&self) -> usize {
        self.beneath
    }

    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or([0.0; 4])
    }

    /// The visible part of a box.
    fn visible(&self, [x0, y0, x1, y1]: Rect) -> Option<Rect> {
        let clip = self.clip();
        let seen = [x0.max(clip[0]), y0.max(clip[1]), x1.min(clip[2]), y1.min(clip[3])];
        (seen[0] <= seen[2] && seen[1] <= seen[3]).then_some(seen)
    }

    /// From now on nothing is seen outside this box, nor outside those before it.
    pub fn push_clip(&mut self, rect: Rect) {
        let empty = [0.0, 0.0, -1.0, -1.0];
        let clip = self.visible(rect).unwrap_or(empty);
        self.clips.push(clip);
    }

    pub fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    /// A filled box.
    pub fn fill(&mut self, rect: Rect) {
        self.drawn = true;
        if let Some(seen) = self.visible(rect) {
            edges::from_fill(seen, &mut self.content.edges);
        }
    }

    /// A filled path: each part counts as its box, a frame of two parts as its four sides.
    pub fn fill_path(&mut self, steps: impl Iterator<Item = Step>) {
        let parts = sub_boxes(steps);
        if let [a, b] = parts[..]
            && let Some(sides) = ring(a, b).or_else(|| ring(b, a))
        {
            return sides.into_iter().for_each(|side| self.fill(side));
        }
        parts.into_iter().for_each(|part| self.fill(part));
    }

    /// A path filled in a colour that shows: its parts, if they are boxes.
    pub fn shade_path(&mut self, steps: impl Iterator<Item = Step> + Clone) {
        if is_of_boxes(steps.clone()) {
            sub_boxes(steps).into_iter().for_each(|part| self.shade(part));
        }
    }

    /// A box filled in a colour that shows.
    pub fn shade(&mut self, rect: Rect) {
        if let Some(seen @ [x0, y0, x1, y1]) = self.visible(rect)
            && (x1 - x0).min(y1 - y0) > edges::THIN
        {
            edges::from_outline(seen, &mut self.content.shades);
        }
    }

    /// A stroked path; `width` in points.
    pub fn stroke_path(&mut self, steps: impl Iterator<Item = Step>, width: f32) {
        self.drawn = true;
        let mut start = (0.0, 0.0);
        let mut at = start;
        for step in steps {
            match step {
                Step::Move(point) => (at, start) = (point, point),
                Step::Line(point) => {
                    self.stroke_line(at, point, width);
                    at = point;
                }
                Step::Curve([_, _, point]) => at = point,
                Step::Close => {
                    if at != start {
                        self.stroke_line(at, start, width);
                    }
                    at = start;
                }
            }
        }
    }

    fn stroke_line(&mut self, a: Point, b: Point, width: f32) {
        let clip = self.clip();
        // Half a point of grace: lines on the very edge of their clip are seen.
        let inside = |(x, y): Point| {
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

    /// A picture that fills this box.
    pub fn picture(&mut self, rect: Rect) {
        self.drawn = true;
        let Some(seen) = self.visible(rect) else { return };
        let share = (seen[2] - seen[0]) * (seen[3] - seen[1]) / (self.content.width * self.content.height);
        self.covered += share;
        // A scan may be cut into strips.
        let is_strip = seen[2] - seen[0] >= self.content.width * STRIP;
        self.wide += usize::from(is_strip);
        if share >= MOST_OF_PAGE || is_strip && self.is_picture() {
            self.beneath = self.content.glyphs.len();
        }
        edges::from_fill(seen, &mut self.content.edges);
    }

    /// Whether a glyph stands on the page or touches it, and its line is not cut off. What is cut off at the
    /// end of a line that is seen belongs to it: a sheet's cell too narrow for its text.
    pub fn holds(&self, glyph: &Glyph) -> bool {
        let (width, height, reach) = (self.content.width, self.content.height, glyph.size);
        let is_on_page = (-reach..=width + reach).contains(&glyph.x) && (-reach..=height + reach).contains(&glyph.y);
        let ((x, y), clip, slack) = (glyph.middle(), self.clip(), glyph.size * CUT);
        let is_cut = match glyph.heading {
            Heading::Right | Heading::Left => y < clip[1] - slack || y > clip[3] + slack,
            Heading::Down | Heading::Up | Heading::Stacked => x < clip[0] - slack || x > clip[2] + slack,
        };
        is_on_page && (self.clips.len() == 1 || !is_cut)
    }

    /// A sign, unless it stands off the page or has no shape.
    pub fn glyph(&mut self, glyph: Glyph) {
        if self.holds(&glyph) && !chars::is_void(glyph.sign) {
            self.content.glyphs.push(glyph);
        }
    }
}

/// Whether all lines of a path run along an axis.
fn is_of_boxes(mut steps: impl Iterator<Item = Step>) -> bool {
    let mut at = (0.0, 0.0);
    steps.all(|step| match step {
        Step::Move(point) => {
            at = point;
            true
        }
        Step::Line(point) => {
            let before = std::mem::replace(&mut at, point);
            (before.0 - point.0).abs().min((before.1 - point.1).abs()) < 0.1
        }
        Step::Curve(_) => false,
        Step::Close => true,
    })
}

/// The boxes of a path's parts.
fn sub_boxes(steps: impl Iterator<Item = Step>) -> Vec<Rect> {
    let none = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    let mut boxes: Vec<Rect> = Vec::new();
    let mut current = none;
    let add = |current: &mut Rect, (x, y): Point| {
        *current = [current[0].min(x), current[1].min(y), current[2].max(x), current[3].max(y)];
    };
    for step in steps {
        match step {
            Step::Move(point) => {
                boxes.push(std::mem::replace(&mut current, none));
                add(&mut current, point);
            }
            Step::Line(point) => add(&mut current, point),
            Step::Curve(points) => points.into_iter().for_each(|point| add(&mut current, point)),
            Step::Close => {}
        }
    }
    boxes.push(current);
    boxes.retain(|part| part[0] < part[2] || part[1] < part[3]);
    boxes
}

/// A frame filled between its outer and inner side, as its four sides.
fn ring(outer: Rect, inner: Rect) -> Option<[Rect; 4]> {
    let gaps = [inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3]];
    gaps.iter().all(|gap| (0.0..=edges::THIN).contains(gap)).then_some([
        [outer[0], outer[1], outer[2], inner[1]],
        [outer[0], inner[3], outer[2], outer[3]],
        [outer[0], outer[1], inner[0], outer[3]],
        [inner[2], outer[1], outer[2], outer[3]],
    ])
}

/// The way text runs whose first axis is `(x, y)`; none if it leans.
pub fn heading(x: f64, y: f64) -> Option<Heading> {
    let lean = x.hypot(y) * LEAN;
    match (x.abs() <= lean, y.abs() <= lean) {
        (false, true) => Some(if x > 0.0 { Heading::Right } else { Heading::Left }),
        (true, false) => Some(if y > 0.0 { Heading::Down } else { Heading::Up }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::edges::Edge;

    fn canvas() -> Canvas {
        Canvas::new(100.0, 100.0)
    }

    #[test]
    fn lines_are_cut_at_their_clip() {
        let check = |clip, from, to, expected: &[Edge]| {
            let mut canvas = canvas();
            canvas.push_clip(clip);
            canvas.stroke_path([Step::Move(from), Step::Line(to)].into_iter(), 0.5);
            assert_eq!(canvas.content.edges, expected, "{clip:?}");
        };
        check([10.0, 10.0, 50.0, 50.0], (0.0, 20.0), (90.0, 20.0), &[Edge::horizontal(20.0, 9.5, 50.5)]);
        check([10.0, 10.0, 50.0, 50.0], (0.0, 60.0), (90.0, 60.0), &[]);
        check([10.0, 20.0, 50.0, 20.0], (10.0, 20.0), (50.0, 20.0), &[Edge::horizontal(20.0, 10.0, 50.0)]);
    }

    #[test]
    fn signs_outside_a_clip_are_not_seen() {
        let glyph = |x: f32| Glyph { sign: '文', x, y: 30.0, advance: 10.0, size: 10.0, heading: Heading::Right };
        let check = |clip: Option<Rect>, x: f32, expected: bool| {
            let mut canvas = canvas();
            clip.into_iter().for_each(|clip| canvas.push_clip(clip));
            canvas.glyph(glyph(x));
            assert_eq!(canvas.has_text(), expected, "{clip:?} {x}");
        };
        check(None, 95.0, true);
        check(Some([10.0, 20.0, 50.0, 40.0]), 20.0, true);
        // Cut in the middle.
        check(Some([10.0, 27.0, 50.0, 40.0]), 20.0, true);
        check(Some([10.0, 30.0, 50.0, 40.0]), 20.0, false);
        check(Some([10.0, 50.0, 50.0, 60.0]), 20.0, false);
        check(Some([10.0, 20.0, 50.0, 40.0]), 49.0, true);
    }

    fn box_of(x0: f32, y0: f32, x1: f32, y1: f32) -> [Step; 5] {
        [Step::Move((x0, y0)), Step::Line((x1, y0)), Step::Line((x1, y1)), Step::Line((x0, y1)), Step::Close]
    }

    #[test]
    fn coloured_boxes_are_backgrounds() {
        let check = |steps: &[Step], sides: usize| {
            let mut canvas = canvas();
            canvas.shade_path(steps.iter().copied());
            assert_eq!(canvas.content.shades.len(), sides, "{steps:?}");
        };
        check(&box_of(10.0, 10.0, 60.0, 60.0), 4);
        check(&box_of(10.0, 10.0, 60.0, 12.0), 0);
        check(&[Step::Move((0.0, 0.0)), Step::Line((20.0, 20.0)), Step::Line((0.0, 20.0))], 0);
    }

    #[test]
    fn a_frame_of_two_boxes_is_four_lines() {
        let mut canvas = canvas();
        canvas.fill_path(box_of(10.0, 10.0, 60.0, 60.0).into_iter().chain(box_of(11.0, 11.0, 59.0, 59.0)));
        assert_eq!(canvas.content.edges.len(), 4);
    }

    #[test]
    fn pictures_over_most_of_a_page_are_seen() {
        let mut canvas = canvas();
        canvas.picture([0.0, 0.0, 30.0, 90.0]);
        assert!(canvas.is_drawn() && !canvas.is_picture());
        canvas.picture([50.0, 0.0, 300.0, 90.0]);
        assert!(canvas.is_picture() && !canvas.has_text());
    }

    #[test]
    fn ways_of_text() {
        assert_eq!(heading(2.0, 0.1), Some(Heading::Right));
        assert_eq!(heading(0.0, -1.0), Some(Heading::Up));
        assert_eq!(heading(1.0, 1.0), None);
        assert_eq!(heading(0.0, 0.0), None);
    }
}

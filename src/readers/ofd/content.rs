//! The content of pages, templates and composite units to a [`Scene`] (GB/T 33190 7.7, 8.5, 9, 11, 13).
//!
//! Layers, page blocks and whatever else holds graphic units are looked through: all that shows is
//! read alike.

use super::{
    Scanner, ink,
    matrix::{Matrix, NOWHERE, around, numbers},
    names::Tag,
    path,
    quota::Quota,
    scene::{Inks, LineWidth, Object, Scene, Shape},
    text::{self, Ligature, Quarter, Style},
};
use crate::{
    geometry::canvas::Step,
    model::document::Rect,
    readers::{Result, xml::Token},
};

/// Reads graphic units up to the end of the open element at `depth`.
///
/// # Errors
/// Trouble with the part, or `LimitExceeded`.
pub fn read(xml: &mut Scanner, depth: usize, scene: &mut Scene, quota: &Quota) -> Result<()> {
    // A layer's drawing parameters hold for what it holds.
    let mut layer = None;
    loop {
        match xml.next()? {
            Token::Start(Tag::Layer) => layer = xml.number(b"DrawParam"),
            Token::Start(Tag::TextObject) => text_object(xml, layer, scene, quota)?,
            Token::Start(Tag::PathObject) => path_object(xml, layer, scene, quota)?,
            Token::Start(Tag::ImageObject) => image_object(xml, scene, quota)?,
            Token::Start(Tag::CompositeObject) => composite_object(xml, scene, quota)?,
            Token::End(_) if xml.depth() < depth => return Ok(()),
            Token::Done => return Ok(()),
            _ => {}
        }
    }
}

/// What all graphic units have (GB/T 33190 8.5, table 20).
struct Unit {
    matrix: Matrix,
    boundary: Option<Rect>,
    has_matrix: bool,
}

/// The unit just started; none if it does not show.
fn unit(xml: &Scanner) -> Option<Unit> {
    if matches!(xml.attribute(b"Visible"), Some(b"false" | b"0")) {
        return None;
    }
    let own = xml.attribute(b"CTM").and_then(numbers::<6>).map(Matrix::new);
    let boundary = xml.attribute(b"Boundary").and_then(numbers::<4>);
    let [x, y, ..] = boundary.unwrap_or_default();
    Some(Unit {
        matrix: own.unwrap_or(Matrix::SAME).shifted(x, y),
        boundary: boundary.map(|[x, y, width, height]| upright(x, y, width, height)),
        has_matrix: own.is_some(),
    })
}

/// Some programs write boxes with negative sides.
fn upright(x: f64, y: f64, width: f64, height: f64) -> Rect {
    [x.min(x + width) as f32, y.min(y + height) as f32, x.max(x + width) as f32, y.max(y + height) as f32]
}

/// An unsigned size of nothing says nothing about what shows.
fn is_area(rect: &Rect) -> bool {
    rect[0] < rect[2] || rect[1] < rect[3]
}

fn text_object(xml: &mut Scanner, layer: Option<i64>, scene: &mut Scene, quota: &Quota) -> Result<()> {
    let depth = xml.depth();
    let Some(unit) = unit(xml) else { return xml.skip(depth) };
    let mut ink = Inks { param: xml.number(b"DrawParam").or(layer), ..Inks::default() };
    let size = |name| xml.attribute(name).and_then(numbers::<1>).map(|[number]| number as f32);
    let style = Style {
        size: size(b"Size").filter(|size| *size > 0.0).unwrap_or(USUAL_SIZE),
        horizontal_scale: size(b"HScale").filter(|scale| *scale > 0.0).unwrap_or(1.0),
        reading: Quarter::of(xml.number(b"ReadDirection")),
        signs: Quarter::of(xml.number(b"CharDirection")),
    };
    let first = scene.spots.len();
    let mut at = (0.0, 0.0);
    let mut text = String::new();
    let mut ligatures: Vec<Ligature> = Vec::new();
    while let Some(tag) = xml.child(depth)? {
        match tag {
            Tag::TextCode => {}
            Tag::CgTransform => {
                ligatures.extend(ligature(xml));
                continue;
            }
            Tag::FillColor => {
                ink.fill = ink::read(xml);
                continue;
            }
            _ => continue,
        }
        let number = |name| xml.attribute(name).and_then(numbers::<1>).map(|[number]| number as f32);
        // What is not said is as in the text before (GB/T 33190 11.3, table 46).
        at = (number(b"X").unwrap_or(at.0), number(b"Y").unwrap_or(at.1));
        let (across, down) = (xml.attribute(b"DeltaX"), xml.attribute(b"DeltaY"));
        text.clear();
        code(xml, &mut text)?;
        quota.check(scene.weight() + text.chars().count())?;
        ligatures.sort_unstable();
        if steps_lead_to_codes(&ligatures, across, &text) {
            ligatures.clear();
        }
        let steps = (text::deltas(across), text::deltas(down));
        text::lay_out(&text, at, steps, &ligatures, &style, &mut scene.spots);
        ligatures.clear();
    }
    let shape = Shape::Text { style, spots: first..scene.spots.len() };
    scene.push(Object { matrix: unit.matrix, clip: None, shape, ink }, quota)
}

/// The transform just started, if it changes the number of steps (GB/T 33190 11.4).
fn ligature(xml: &Scanner) -> Option<Ligature> {
    let count = |name| xml.number(name).map_or(Some(1), |number| usize::try_from(number).ok());
    let at = xml.number(b"CodePosition").and_then(|number| usize::try_from(number).ok())?;
    let (codes, glyphs) = (count(b"CodeCount")?, count(b"GlyphCount")?);
    (codes != glyphs).then_some(Ligature { at, codes, glyphs })
}

/// Some programs give a step for every code although fewer glyphs are shown.
fn steps_lead_to_codes(ligatures: &[Ligature], across: Option<&[u8]>, text: &str) -> bool {
    let sum = |count: fn(&Ligature) -> usize| ligatures.iter().map(count).fold(0, usize::saturating_add);
    if sum(|ligature| ligature.codes) <= sum(|ligature| ligature.glyphs) {
        return false;
    }
    let codes = text.chars().count();
    text::deltas(across).take(codes).count() + 1 >= codes
}

/// The size of text that does not tell its own, in millimetres.
const USUAL_SIZE: f32 = 3.5;

/// The text of the open `TextCode`. Line breaks at its ends are the file's, not the text's.
fn code(xml: &mut Scanner, text: &mut String) -> Result<()> {
    let depth = xml.depth();
    loop {
        match xml.next()? {
            Token::Text(raw) => xml.push_text(without_outer_breaks(raw), text)?,
            Token::Literal(raw) => text.push_str(&String::from_utf8_lossy(raw)),
            Token::End(_) if xml.depth() < depth => return Ok(()),
            Token::Done => return Ok(()),
            _ => {}
        }
    }
}

fn without_outer_breaks(raw: &[u8]) -> &[u8] {
    let breaks = |blank: &[u8]| blank.contains(&b'\n') || blank.contains(&b'\r');
    let start = raw.len() - raw.trim_ascii_start().len();
    let raw = if breaks(&raw[..start]) { &raw[start..] } else { raw };
    let end = raw.trim_ascii_end().len();
    if breaks(&raw[end..]) { &raw[..end] } else { raw }
}

fn path_object(xml: &mut Scanner, layer: Option<i64>, scene: &mut Scene, quota: &Quota) -> Result<()> {
    let depth = xml.depth();
    let Some(unit) = unit(xml) else { return xml.skip(depth) };
    let width = LineWidth {
        own: xml.attribute(b"LineWidth").and_then(numbers::<1>).map(|[width]| width),
        param: xml.number(b"DrawParam").or(layer),
    };
    let strokes = !matches!(xml.attribute(b"Stroke"), Some(b"false" | b"0"));
    let fills = matches!(xml.attribute(b"Fill"), Some(b"true" | b"1"));
    let mut ink = Inks { param: width.param, ..Inks::default() };
    let first = scene.steps.len();
    let mut clip = unit.boundary.filter(is_area);
    while let Some(tag) = xml.child(depth)? {
        match tag {
            Tag::AbbreviatedData => data(xml, quota, &mut scene.steps)?,
            Tag::FillColor => ink.fill = ink::read(xml),
            Tag::StrokeColor => ink.stroke = ink::read(xml),
            Tag::Clips => clip = within(clip, clips(xml, &unit, quota)?),
            _ => {}
        }
    }
    let shape = Shape::Path { steps: first..scene.steps.len(), fills, strokes, width };
    scene.push(Object { matrix: unit.matrix, clip, shape, ink }, quota)
}

/// The steps of the open `AbbreviatedData`.
fn data(xml: &mut Scanner, quota: &Quota, steps: &mut Vec<Step>) -> Result<()> {
    let depth = xml.depth();
    loop {
        match xml.next()? {
            Token::Text(raw) | Token::Literal(raw) => path::parse(raw, quota.room(), steps),
            Token::End(_) if xml.depth() < depth => return Ok(()),
            Token::Done => return Ok(()),
            _ => {}
        }
    }
}

fn image_object(xml: &mut Scanner, scene: &mut Scene, quota: &Quota) -> Result<()> {
    let depth = xml.depth();
    let unit = unit(xml);
    // A field to be filled in with a picture shows none yet.
    let shown = xml.attribute(b"ResourceID").is_some();
    let file = xml.number(b"ResourceID");
    let Some(unit) = unit.filter(|_| shown) else { return xml.skip(depth) };
    let mut clip = unit.boundary.filter(is_area);
    let matrix = match unit.boundary {
        Some([x0, y0, x1, y1]) if !unit.has_matrix => {
            Matrix::scale(f64::from(x1 - x0), f64::from(y1 - y0)).shifted(f64::from(x0), f64::from(y0))
        }
        _ => unit.matrix,
    };
    while let Some(tag) = xml.child(depth)? {
        if tag == Tag::Clips {
            clip = within(clip, clips(xml, &unit, quota)?);
        }
    }
    scene.push(Object { matrix, clip, shape: Shape::Image(file), ink: Inks::default() }, quota)
}

fn composite_object(xml: &mut Scanner, scene: &mut Scene, quota: &Quota) -> Result<()> {
    let depth = xml.depth();
    let id = xml.number(b"ResourceID");
    let (Some(unit), Some(id)) = (unit(xml), id) else { return xml.skip(depth) };
    let mut clip = unit.boundary.filter(is_area);
    while let Some(tag) = xml.child(depth)? {
        if tag == Tag::Clips {
            clip = within(clip, clips(xml, &unit, quota)?);
        }
    }
    scene.push(Object { matrix: unit.matrix, clip, shape: Shape::Composite(id), ink: Inks::default() }, quota)
}

/// The box around what the open `Clips` leave of a unit, in the space of what holds it; none if it
/// cannot be told (GB/T 33190 8.4): clips cut each other, the areas of one are joined.
fn clips(xml: &mut Scanner, unit: &Unit, quota: &Quota) -> Result<Option<Rect>> {
    let depth = xml.depth();
    // Clips follow the unit's own map unless it is said that they do not.
    let outer = match xml.attribute(b"TransFlag") {
        Some(b"false" | b"0") => Matrix::SAME.shifted(unit.left(), unit.top()),
        _ => unit.matrix,
    };
    let mut whole = None;
    let (mut joined, mut unknown) = (NOWHERE, false);
    let (mut area, mut path) = (Matrix::SAME, Matrix::SAME);
    let mut steps = Vec::new();
    loop {
        match xml.next()? {
            Token::Start(Tag::Clip) => (joined, unknown) = (NOWHERE, false),
            Token::Start(Tag::Area) => area = xml.attribute(b"CTM").and_then(numbers).map_or(Matrix::SAME, Matrix::new),
            Token::Start(Tag::Path) => path = self::unit(xml).map_or(Matrix::SAME, |unit| unit.matrix),
            Token::Start(Tag::Text) => unknown = true,
            Token::Start(Tag::AbbreviatedData) => {
                steps.clear();
                data(xml, quota, &mut steps)?;
                let to = path.then(area).then(outer);
                joined = steps.iter().fold(joined, |rect, step| grown(rect, *step, to));
            }
            Token::End(Tag::Clip) if !unknown && joined != NOWHERE => whole = within(whole, Some(joined)),
            Token::End(_) if xml.depth() < depth => return Ok(whole),
            Token::Done => return Ok(whole),
            _ => {}
        }
    }
}

impl Unit {
    fn left(&self) -> f64 {
        self.boundary.map_or(0.0, |rect| f64::from(rect[0]))
    }

    fn top(&self) -> f64 {
        self.boundary.map_or(0.0, |rect| f64::from(rect[1]))
    }
}

fn grown(rect: Rect, step: Step, to: Matrix) -> Rect {
    match step {
        Step::Move(point) | Step::Line(point) => around(rect, to.point(point)),
        Step::Curve(points) => points.into_iter().fold(rect, |rect, point| around(rect, to.point(point))),
        Step::Close => rect,
    }
}

/// What both boxes hold; none holds everything.
fn within(a: Option<Rect>, b: Option<Rect>) -> Option<Rect> {
    match (a, b) {
        (Some(a), Some(b)) => Some([a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]),
        (one, other) => one.or(other),
    }
}

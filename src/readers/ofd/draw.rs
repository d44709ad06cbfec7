//! A [`Scene`] onto a [`Canvas`].

use super::{
    matrix::Matrix,
    quota::{Quota, too_much},
    resources::Resources,
    scene::{Ink, Object, Scene, Shape},
    text::{Spot, Style},
};
use crate::{
    geometry::{
        Glyph, Heading,
        canvas::{Canvas, heading},
        lines::ASCENT,
    },
    model::document::Rect,
    readers::Result,
};

/// Composite units inside each other.
pub const MOST_NESTED: usize = 20;

/// Half a point: what stands on the very edge of its boundary is seen. In millimetres.
const GRACE: f32 = 0.5 * 25.4 / 72.0;

/// Draws with one document's resources, within one quota.
pub struct Drawing<'a> {
    pub resources: &'a Resources,
    pub quota: &'a mut Quota,
}

impl Drawing<'_> {
    /// Draws a scene, mapped to points of the page.
    ///
    /// # Errors
    /// `LimitExceeded` when it is too much, or units hold themselves.
    pub fn draw(&mut self, scene: &Scene, to: Matrix, canvas: &mut Canvas) -> Result<()> {
        self.draw_nested(scene, to, 0, canvas)
    }

    fn draw_nested(&mut self, scene: &Scene, to: Matrix, level: usize, canvas: &mut Canvas) -> Result<()> {
        if level > MOST_NESTED {
            return Err(too_much());
        }
        for object in &scene.objects {
            self.quota.draw(1)?;
            match &object.shape {
                Shape::Text { style, spots } => self.text(scene, object, style, spots.clone(), to, canvas)?,
                _ => {
                    if let Some(clip) = object.clip {
                        canvas.push_clip(to.rect(with_grace(clip)));
                    }
                    self.shape(scene, object, object.matrix.then(to), level, canvas)?;
                    if object.clip.is_some() {
                        canvas.pop_clip();
                    }
                }
            }
        }
        Ok(())
    }

    fn shape(&mut self, scene: &Scene, object: &Object, to: Matrix, level: usize, canvas: &mut Canvas) -> Result<()> {
        match &object.shape {
            Shape::Path { steps, fills, strokes, width } => {
                self.quota.draw(steps.len())?;
                let steps = scene.steps.get(steps.clone()).unwrap_or_default();
                let steps = || steps.iter().map(|step| step.map(|point| to.point(point)));
                if *fills {
                    canvas.fill_path(steps());
                    if shows(self.resources.inks(object.ink).0) {
                        canvas.shade_path(steps());
                    }
                }
                if *strokes {
                    let width = self.resources.line_width(*width) * to.stretch();
                    canvas.stroke_path(steps(), width as f32);
                }
            }
            Shape::Image(_) => canvas.picture(to.rect([0.0, 0.0, 1.0, 1.0])),
            Shape::Composite(id) => {
                let resources = self.resources;
                if let Some(unit) = resources.unit(*id) {
                    self.draw_nested(unit, to, level + 1, canvas)?;
                }
            }
            Shape::Text { .. } => {}
        }
        Ok(())
    }

    fn text(
        &mut self,
        scene: &Scene,
        object: &Object,
        style: &Style,
        spots: std::ops::Range<usize>,
        to: Matrix,
        canvas: &mut Canvas,
    ) -> Result<()> {
        self.quota.draw(spots.len())?;
        let spots = scene.spots.get(spots).unwrap_or_default();
        glyphs(spots, style, object.matrix.then(to)).for_each(|glyph| canvas.glyph(glyph));
        Ok(())
    }
}

/// The signs of a text on the page; none of a text that leans.
pub fn glyphs<'a>(spots: &'a [Spot], style: &Style, to: Matrix) -> impl Iterator<Item = Glyph> + use<'a> {
    let (x, y) = style.signs.unit();
    let along = to.direction(f64::from(x), f64::from(y));
    let across = to.direction(f64::from(-y), f64::from(x));
    let size = (f64::from(style.size) * across.0.hypot(across.1)) as f32;
    let stretch = along.0.hypot(along.1) as f32;
    let heading = heading(along.0, along.1).filter(|_| (0.1..=5000.0).contains(&size));
    heading.into_iter().flat_map(move |heading| spots.iter().map(move |spot| glyph(spot, size, stretch, heading, to)))
}

fn glyph(spot: &Spot, size: f32, stretch: f32, heading: Heading, to: Matrix) -> Glyph {
    let (x, y) = to.point((spot.x, spot.y));
    if spot.stacked && heading == Heading::Right {
        return Glyph { sign: spot.sign, x, y: y - size * ASCENT, advance: size, size, heading: Heading::Stacked };
    }
    Glyph { sign: spot.sign, x, y, advance: spot.advance * stretch, size, heading }
}

fn with_grace([x0, y0, x1, y1]: Rect) -> Rect {
    [x0 - GRACE, y0 - GRACE, x1 + GRACE, y1 + GRACE]
}
/// Whether a background of this ink is seen on paper. One that is not said is clear (GB/T 33190 8.2,
/// table 18).
fn shows(ink: Ink) -> bool {
    const PALEST: u8 = 250;
    matches!(ink, Ink::Solid(color) if color.iter().any(|part| *part < PALEST))
}

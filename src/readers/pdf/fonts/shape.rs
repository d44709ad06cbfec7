//! What a Type 3 glyph draws, if it draws anything at all: one that does not is a space, whatever its name.

use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
    color::{AlphaColor, Color},
    font::{GlyphRun, Type3Glyph},
    kurbo::{Affine, BezPath, Rect},
};

/// The box of its shape, in thousandths of its size.
pub fn drawn(glyph: &Type3Glyph<'_>) -> Option<Rect> {
    let mut seen = Seen(None);
    glyph.interpret(&mut seen, Affine::IDENTITY, Affine::IDENTITY, &Paint::Color(Color::from_rgba(AlphaColor::BLACK)));
    seen.0
}

/// Notes what was drawn, and where.
struct Seen(Option<Rect>);

impl Seen {
    fn add(&mut self, rect: Rect) {
        self.0 = Some(self.0.map_or(rect, |seen| seen.union(rect)));
    }
}

impl<'a> Device<'a> for Seen {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, _: &DrawMode) {
        self.add(props.transform.transform_rect_bbox(path.control_box()));
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        self.add(Rect::ZERO);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let size = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.add(props.transform.transform_rect_bbox(size));
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

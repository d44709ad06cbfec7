//! Whether a Type 3 glyph draws anything at all: one that does not is a space, whatever its name.

use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
    color::{AlphaColor, Color},
    font::{GlyphRun, Type3Glyph},
    kurbo::{Affine, BezPath},
};

pub fn is_drawn(glyph: &Type3Glyph<'_>) -> bool {
    let mut seen = Seen(false);
    glyph.interpret(&mut seen, Affine::IDENTITY, Affine::IDENTITY, &Paint::Color(Color::from_rgba(AlphaColor::BLACK)));
    seen.0
}

/// Notes that something was drawn.
struct Seen(bool);

impl<'a> Device<'a> for Seen {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.0 = true;
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        self.0 = true;
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.0 = true;
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

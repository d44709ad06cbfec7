//! The same pages as pixels: boxes and lines in the colours of the SVG, without the words.

use std::io::{self, Cursor, Write};

use image::{ImageFormat, Rgb, RgbImage};

use super::GAP;
use crate::model::{document::Rect, sketch::Sketch};

/// Pixels per point.
const SCALE: f32 = 2.0;
/// Points of pages below each other that one picture holds.
const MOST_HEIGHT: f32 = 30_000.0;
const DESK: Rgb<u8> = Rgb([238, 238, 238]);

/// A colour, and how much of it covers what is below, of 255.
#[derive(Clone, Copy)]
struct Ink([u8; 3], u8);

const PAPER: Ink = Ink([255, 255, 255], 255);
const CORRIDOR: Ink = Ink([255, 221, 0], 68);
const CELL: Ink = Ink([0, 102, 204], 17);
const CELL_SIDE: Ink = Ink([0, 102, 204], 255);
const TEXT: Ink = Ink([0, 0, 0], 60);
const PROSE: Ink = Ink([0, 0, 0], 24);
const RULING: Ink = Ink([221, 0, 0], 255);
const TABLE: Ink = Ink([0, 153, 0], 255);
const REFUSED: Ink = Ink([238, 136, 0], 255);

/// Writes all pages of all files, as many as one picture holds.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(out: &mut dyn Write, files: &[(String, Vec<Sketch>)]) -> io::Result<()> {
    let (mut bottom, mut width) = (GAP, 200.0_f32);
    let mut pages: Vec<(f32, &Sketch)> = Vec::new();
    for page in files.iter().flat_map(|(_, pages)| pages).filter(|page| page.height + page.width < MOST_HEIGHT) {
        if bottom + page.height > MOST_HEIGHT {
            break;
        }
        pages.push((bottom, page));
        (bottom, width) = (bottom + page.height + GAP, width.max(page.width));
    }
    let pixels = |points: f32| (points * SCALE).ceil() as u32;
    let mut picture = RgbImage::from_pixel(pixels(width + GAP * 2.0), pixels(bottom), DESK);
    for (top, sketch) in pages {
        Painter { picture: &mut picture, top }.page(sketch);
    }
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).map_err(io::Error::other)?;
    out.write_all(bytes.get_ref())
}

struct Painter<'a> {
    picture: &'a mut RgbImage,
    top: f32,
}

impl Painter<'_> {
    fn page(&mut self, sketch: &Sketch) {
        self.fill([0.0, 0.0, sketch.width, sketch.height], PAPER);
        sketch.corridors.iter().for_each(|corridor| self.fill(*corridor, CORRIDOR));
        for cell in &sketch.cells {
            self.fill(*cell, CELL);
            self.frame(*cell, CELL_SIDE);
        }
        sketch.texts.iter().for_each(|text| self.fill(text.rect, if text.prose { PROSE } else { TEXT }));
        sketch.rulings.iter().for_each(|ruling| self.fill(*ruling, RULING));
        for candidate in &sketch.candidates {
            self.frame(candidate.rect, if candidate.accepted { TABLE } else { REFUSED });
        }
    }

    fn frame(&mut self, [x0, y0, x1, y1]: Rect, ink: Ink) {
        for side in [[x0, y0, x1, y0], [x0, y1, x1, y1], [x0, y0, x0, y1], [x1, y0, x1, y1]] {
            self.fill(side, ink);
        }
    }

    /// At least one pixel wide and high.
    fn fill(&mut self, [x0, y0, x1, y1]: Rect, Ink(colour, cover): Ink) {
        let pixel = |points: f32, most: u32| ((points * SCALE).max(0.0) as u32).min(most);
        let (width, height) = self.picture.dimensions();
        let (left, top) = (pixel(x0 + GAP, width), pixel(y0 + self.top, height));
        let right = pixel(x1 + GAP, width).max((left + 1).min(width));
        let bottom = pixel(y1 + self.top, height).max((top + 1).min(height));
        let cover = u32::from(cover);
        for (x, y) in (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y))) {
            let below = self.picture.get_pixel_mut(x, y);
            for (part, own) in below.0.iter_mut().zip(colour) {
                *part = ((u32::from(*part) * (255 - cover) + u32::from(own) * cover) / 255) as u8;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_and_lines_have_their_colours() {
        let sketch = Sketch {
            width: 100.0,
            height: 50.0,
            rulings: vec![[0.0, 10.0, 100.0, 10.0]],
            cells: vec![[20.0, 20.0, 40.0, 40.0]],
            ..Sketch::default()
        };
        let mut out = Vec::new();
        write(&mut out, &[("a.pdf".into(), vec![sketch.clone(), sketch])]).expect("a vector takes all");
        let picture = image::load_from_memory(&out).expect("a picture").into_rgb8();
        assert_eq!(picture.dimensions(), (496, 344));
        let at = |x: f32, y: f32| picture.get_pixel(((x + GAP) * SCALE) as u32, ((y + GAP) * SCALE) as u32).0;
        assert_eq!(at(-5.0, 5.0), DESK.0);
        assert_eq!(at(5.0, 5.0), [255, 255, 255]);
        assert_eq!(at(5.0, 10.0), [221, 0, 0]);
        assert_eq!(at(5.0, 84.0), [221, 0, 0]);
        assert_eq!(at(30.0, 30.0), [238, 244, 251]);
        assert_eq!(at(20.0, 30.0), [0, 102, 204]);
    }

    #[test]
    fn a_picture_has_an_end() {
        let long = Sketch { width: 10.0, height: 20_000.0, ..Sketch::default() };
        let mut out = Vec::new();
        write(&mut out, &[("a.pdf".into(), vec![long.clone(), long])]).expect("a vector takes all");
        assert_eq!(image::load_from_memory(&out).expect("a picture").height(), 40_096);
    }
}

//! Pixels of parts of pages to small picture files: grey or few colours where that is all there is.

use std::io::Cursor;

use image::{
    ExtendedColorType, ImageReader, RgbImage,
    codecs::jpeg::JpegEncoder,
    imageops::{self, FilterType},
};
use png::{BitDepth, ColorType, DeflateCompression, Filter};

use crate::model::{
    document::Rect,
    picture::{Picture, PictureKind},
};

/// Pixels per inch of a picture, where that is not too many for it.
pub const DPI: f32 = 120.0;

/// Pixels of one picture. Of a part of a page that would have more the resolution is lower.
pub const MOST_PIXELS: f32 = 3_000_000.0;
/// Pixels along a side.
const LONGEST: f32 = 2_600.0;

/// A part of a page on a grid of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Pixels per point.
    pub scale: f32,
    /// The top left pixel, counted from the page's.
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl Grid {
    /// The grid of a part of a page, in points; none if there is nothing of it or too much.
    pub fn of(rect: Rect) -> Option<Grid> {
        let [x0, y0, x1, y1] = rect;
        let (width, height) = (x1 - x0, y1 - y0);
        let sane = rect.iter().all(|side| (0.0..1e6).contains(side)) && width > 0.0 && height > 0.0;
        if !sane {
            return None;
        }
        let scale = (DPI / 72.0).min(LONGEST / width.max(height)).min((MOST_PIXELS / width / height).sqrt());
        Grid::at(rect, scale)
    }

    /// The grid at this many pixels per point.
    fn at([x0, y0, x1, y1]: Rect, scale: f32) -> Option<Grid> {
        let first = |at: f32| (at * scale + 0.01).floor().max(0.0) as u32;
        let (x, y) = (first(x0), first(y0));
        let end = |at: f32| (at * scale - 0.01).ceil() as u32;
        let (width, height) = (end(x1).saturating_sub(x), end(y1).saturating_sub(y));
        let fits = (1..=u32::from(u16::MAX)).contains(&width) && (1..=u32::from(u16::MAX)).contains(&height);
        fits.then_some(Grid { scale, x, y, width, height })
    }

    /// The pixels of this grid that a part of the page covers.
    pub fn within(&self, part: Rect) -> Option<Grid> {
        let part = Grid::at(part, self.scale)?;
        let (x, y) = (part.x.max(self.x), part.y.max(self.y));
        let end = |own: u32, length: u32, part: u32, part_length: u32| (own + length).min(part + part_length);
        let width = end(self.x, self.width, part.x, part.width).checked_sub(x)?;
        let height = end(self.y, self.height, part.y, part.height).checked_sub(y)?;
        (width > 0 && height > 0).then_some(Grid { scale: self.scale, x, y, width, height })
    }

    /// The part of the page that it covers, in points.
    pub fn rect(&self) -> Rect {
        let points = |pixels: u32| pixels as f32 / self.scale;
        [points(self.x), points(self.y), points(self.x + self.width), points(self.y + self.height)]
    }
}

/// A small picture of these pixels of a page. White at the sides is cut away, but nothing of `keep`,
/// the part in points that must stay.
pub fn picture(pixels: &RgbImage, grid: Grid, page: u32, keep: Rect) -> Option<Picture> {
    let kept = trimmed(pixels, grid, keep)?;
    let cut = imageops::crop_imm(pixels, kept.x - grid.x, kept.y - grid.y, kept.width, kept.height).to_image();
    let (kind, bytes) = encode(&cut)?;
    Some(Picture { page, rect: kept.rect(), kind, bytes })
}

/// A picture of a part of a page that is itself a picture. `rect` is in points, `dpi` the pixels per
/// inch of the page's picture.
pub fn crop(page_picture: &RgbImage, page: u32, rect: Rect, dpi: f32) -> Option<Picture> {
    if !(1.0..=10_000.0).contains(&dpi) {
        return None;
    }
    let points = |pixels: u32| pixels as f32 * 72.0 / dpi;
    let (right, bottom) = (points(page_picture.width()), points(page_picture.height()));
    let rect = [rect[0].max(0.0), rect[1].max(0.0), rect[2].min(right), rect[3].min(bottom)];
    let mut grid = Grid::of(rect)?;
    let own = dpi / 72.0;
    if grid.scale > own {
        grid = Grid::at(rect, own)?;
    }
    let part = grid.rect();
    let at = |points: f32, end: u32| ((points * own).round() as u32).min(end);
    let (x, y) = (at(part[0], page_picture.width()), at(part[1], page_picture.height()));
    let (x1, y1) = (at(part[2], page_picture.width()), at(part[3], page_picture.height()));
    if x1 <= x || y1 <= y {
        return None;
    }
    let view = imageops::crop_imm(page_picture, x, y, x1 - x, y1 - y);
    let pixels = imageops::resize(&*view, grid.width, grid.height, FilterType::Triangle);
    picture(&pixels, grid, page, rect)
}

/// A picture file no finer than is needed to show it this wide and high, in points. None if it cannot be
/// read, or not within bounds.
pub fn smaller(bytes: &[u8], width: f64, height: f64) -> Option<(PictureKind, Vec<u8>)> {
    const LONGEST: u32 = 6_000;
    const MOST_BYTES: u64 = 128 << 20;
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = image::Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(LONGEST), Some(LONGEST));
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let picture = reader.decode().ok()?;
    let side = |points: f64, own: u32| ((points * f64::from(DPI) / 72.0).ceil() as u32).clamp(1, own.min(2_000));
    let (width, height) = (side(width, picture.width()), side(height, picture.height()));
    let pixels = imageops::resize(&picture.to_rgba8(), width, height, FilterType::Triangle);
    if pixels.pixels().all(|pixel| pixel.0[3] == 255) {
        return encode(&image::DynamicImage::from(pixels).to_rgb8());
    }
    let mut made = Vec::new();
    pixels.write_to(&mut Cursor::new(&mut made), image::ImageFormat::Png).ok()?;
    Some((PictureKind::Png, made))
}

/// Lighter than this is paper.
const PAPER: u8 = 0xf8;

fn trimmed(pixels: &RgbImage, grid: Grid, keep: Rect) -> Option<Grid> {
    const ROOM: u32 = 6;
    let (width, height) = pixels.dimensions();
    if (width, height) != (grid.width, grid.height) {
        return None;
    }
    let (mut left, mut right) = (width, 0);
    for row in pixels.rows() {
        for (x, pixel) in (0..).zip(row) {
            if pixel.0.iter().any(|&value| value < PAPER) && (x < left || x >= right) {
                (left, right) = (left.min(x), right.max(x + 1));
            }
        }
    }
    let kept = |at: f32| (at * grid.scale).clamp(grid.x as f32, (grid.x + width) as f32) - grid.x as f32;
    left = left.min(kept(keep[0]).floor() as u32).saturating_sub(ROOM);
    right = right.max(kept(keep[2]).ceil() as u32).saturating_add(ROOM).min(width);
    (left < right).then_some(Grid { x: grid.x + left, width: right - left, ..grid })
}

/// The smallest file that shows these pixels well.
fn encode(pixels: &RgbImage) -> Option<(PictureKind, Vec<u8>)> {
    let png = if is_grey(pixels) { grey_png(pixels) } else { color_png(pixels) };
    // Photographs and grey paper are what JPEG is for.
    let most = (pixels.width() * pixels.height() / 12).max(20_000) as usize;
    match png {
        Some(png) if png.len() <= most => Some((PictureKind::Png, png)),
        png => {
            let jpeg = jpeg(pixels);
            match (png, jpeg) {
                (Some(png), Some(jpeg)) if png.len() <= jpeg.len() => Some((PictureKind::Png, png)),
                (_, Some(jpeg)) => Some((PictureKind::Jpeg, jpeg)),
                (png, None) => png.map(|png| (PictureKind::Png, png)),
            }
        }
    }
}

fn jpeg(pixels: &RgbImage) -> Option<Vec<u8>> {
    const QUALITY: u8 = 50;
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(Cursor::new(&mut bytes), QUALITY);
    encoder.encode(pixels.as_raw(), pixels.width(), pixels.height(), ExtendedColorType::Rgb8).ok()?;
    Some(bytes)
}

/// How far from grey.
fn chroma([red, green, blue]: [u8; 3]) -> u8 {
    red.max(green).max(blue) - red.min(green).min(blue)
}

/// Less chroma than this is no colour.
const PALE: u8 = 48;

fn is_grey(pixels: &RgbImage) -> bool {
    const FEW: usize = 12;
    pixels.pixels().filter(|pixel| chroma(pixel.0) >= PALE).nth(FEW).is_none()
}

fn luma([red, green, blue]: [u8; 3]) -> u8 {
    ((u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29) >> 8) as u8
}

/// Four levels of grey are enough for text.
fn grey_png(pixels: &RgbImage) -> Option<Vec<u8>> {
    let level = |pixel: [u8; 3]| ((u32::from(luma(pixel)) * 3 + 127) / 255) as u8;
    let rows = packed(pixels, 2, level);
    write_png(pixels, BitDepth::Two, None, &rows)
}

fn color_png(pixels: &RgbImage) -> Option<Vec<u8>> {
    let palette = palette(pixels);
    let nearest: Vec<u8> = (0..BINS).map(|bin| nearest(&palette, middle(bin))).collect();
    let rows = packed(pixels, 4, |pixel| nearest.get(bin(pixel)).copied().unwrap_or_default());
    write_png(pixels, BitDepth::Four, Some(palette.concat()), &rows)
}

/// Rows of values of so many bits, each row begun on a byte (ISO 15948 7.2).
fn packed(pixels: &RgbImage, bits: usize, value: impl Fn([u8; 3]) -> u8) -> Vec<u8> {
    let per_byte = 8 / bits;
    let mut packed = Vec::with_capacity((pixels.width() as usize).div_ceil(per_byte) * pixels.height() as usize);
    for row in pixels.as_raw().chunks_exact(pixels.width() as usize * 3) {
        for group in row.chunks(per_byte * 3) {
            let values = group.as_chunks::<3>().0.iter().map(|pixel| value(*pixel));
            let byte = values.chain(std::iter::repeat(0)).take(per_byte).fold(0u8, |byte, value| byte << bits | value);
            packed.push(byte);
        }
    }
    packed
}

fn write_png(pixels: &RgbImage, depth: BitDepth, palette: Option<Vec<u8>>, rows: &[u8]) -> Option<Vec<u8>> {
    const HARDEST: u8 = 9;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_depth(depth);
    encoder.set_deflate_compression(DeflateCompression::Level(HARDEST));
    encoder.set_filter(Filter::NoFilter);
    match palette {
        Some(palette) => {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(palette);
        }
        None => encoder.set_color(ColorType::Grayscale),
    }
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(rows).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

/// Colours are told apart by the upper four bits of each channel.
const BINS: usize = 1 << 12;

fn bin([red, green, blue]: [u8; 3]) -> usize {
    usize::from(red >> 4) << 8 | usize::from(green >> 4) << 4 | usize::from(blue >> 4)
}

fn middle(bin: usize) -> [u8; 3] {
    [bin >> 8, bin >> 4, bin].map(|channel| ((channel & 15) * 17) as u8)
}

/// Sixteen colours: four greys, and those that are most and differ most.
fn palette(pixels: &RgbImage) -> Vec<[u8; 3]> {
    const COLORS: usize = 16;
    let mut counts = vec![0u64; BINS];
    let mut sums = vec![[0u64; 3]; BINS];
    for pixel in pixels.pixels().filter(|pixel| chroma(pixel.0) >= PALE / 4) {
        let bin = bin(pixel.0);
        counts[bin] += 1;
        for (sum, value) in sums[bin].iter_mut().zip(pixel.0) {
            *sum += u64::from(value);
        }
    }
    let mut palette: Vec<[u8; 3]> = [0, 85, 170, 255].map(|level| [level; 3]).to_vec();
    let seen: Vec<(u64, [u8; 3])> = counts
        .iter()
        .zip(&sums)
        .filter(|(count, _)| **count > 0)
        .map(|(count, sum)| (*count, sum.map(|sum| (sum / count) as u8)))
        .collect();
    while palette.len() < COLORS {
        let worth = |(count, color): &(u64, [u8; 3])| {
            let gap = palette.iter().map(|known| distance(*known, *color)).min().unwrap_or(0);
            count * u64::from(gap)
        };
        let Some(best) = seen.iter().max_by_key(|candidate| worth(candidate)).filter(|best| worth(best) > 0) else {
            break;
        };
        palette.push(best.1);
    }
    palette
}

fn nearest(palette: &[[u8; 3]], color: [u8; 3]) -> u8 {
    let best = (0u8..).zip(palette).min_by_key(|(_, known)| distance(**known, color));
    best.map_or(0, |(index, _)| index)
}

/// Square of the distance.
fn distance(a: [u8; 3], b: [u8; 3]) -> u32 {
    a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    fn white(width: u32, height: u32) -> RgbImage {
        RgbImage::from_pixel(width, height, Rgb([255; 3]))
    }

    fn decoded(picture: &Picture) -> RgbImage {
        image::load_from_memory(&picture.bytes).expect("a picture").to_rgb8()
    }

    #[test]
    fn grids_cover_what_is_asked_for() {
        let grid = Grid::of([10.2, 20.0, 100.0, 50.1]).unwrap();
        let rect = grid.rect();
        assert!(rect[0] <= 10.2 && rect[1] <= 20.0 && rect[2] >= 99.9 && rect[3] >= 50.0, "{rect:?}");
        assert_eq!(grid.scale, DPI / 72.0);
        let huge = Grid::of([0.0, 0.0, 500_000.0, 100_000.0]).unwrap();
        assert!(huge.width <= 2_601 && huge.width * huge.height <= 3_100_000, "{huge:?}");
        for bad in [[0.0; 4], [f32::NAN, 0.0, 1.0, 1.0], [0.0, 0.0, f32::INFINITY, 1.0], [5.0, 0.0, 1.0, 1.0]] {
            assert_eq!(Grid::of(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn white_sides_are_cut_but_not_what_must_stay() {
        let mut pixels = white(500, 50);
        pixels.put_pixel(200, 20, Rgb([0; 3]));
        let grid = Grid::of([0.0, 0.0, 300.0, 30.0]).unwrap();
        let picture = picture(&pixels, grid, 1, [150.0, 5.0, 180.0, 25.0]).unwrap();
        assert_eq!(picture.rect.map(f32::round), [116.0, 0.0, 184.0, 30.0]);
        // Where the pixel was, it is still.
        let image = decoded(&picture);
        let x = 200 - (picture.rect[0] * grid.scale).round() as u32;
        assert_eq!((image.get_pixel(x, 20).0, image.get_pixel(x + 1, 20).0), ([0; 3], [255; 3]));
    }

    #[test]
    fn few_colours_make_small_files() {
        let check = |color: [u8; 3], expected: [u8; 3]| {
            let mut pixels = white(200, 100);
            (0..100).for_each(|at| pixels.put_pixel(at, at, Rgb(color)));
            let (kind, bytes) = encode(&pixels).unwrap();
            assert!(bytes.len() < 700, "{} bytes", bytes.len());
            assert_eq!(kind, PictureKind::Png);
            let image = image::load_from_memory(&bytes).unwrap().to_rgb8();
            assert_eq!((image.get_pixel(7, 7).0, image.get_pixel(8, 7).0), (expected, [255; 3]));
        };
        check([0; 3], [0; 3]);
        check([90, 90, 80], [85; 3]);
        check([210, 30, 40], [210, 30, 40]);
    }

    #[test]
    fn pictures_in_pictures_become_smaller() {
        let mut large = Vec::new();
        let drawing = image::RgbaImage::from_fn(900, 600, |x, y| image::Rgba([x as u8, y as u8, 7, (x / 4) as u8]));
        drawing.write_to(&mut Cursor::new(&mut large), image::ImageFormat::Png).unwrap();
        let (kind, bytes) = smaller(&large, 60.0, 30.0).unwrap();
        let made = image::load_from_memory(&bytes).unwrap();
        assert_eq!((kind, made.width(), made.height()), (PictureKind::Png, 100, 50));
        assert!(made.color().has_alpha() && bytes.len() < large.len());
        assert_eq!(smaller(b"no picture", 60.0, 30.0), None);
    }

    #[test]
    fn photographs_become_jpeg() {
        // Smooth, with a little noise.
        let noise =
            |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(97_531)).wrapping_mul(40_503) >> 27;
        let photo = RgbImage::from_fn(600, 400, |x, y| {
            Rgb([(x / 3) as u8, (y / 2) as u8, ((x + y) / 5) as u8]
                .map(|value| value.saturating_add(noise(x, y) as u8)))
        });
        assert_eq!(encode(&photo).unwrap().0, PictureKind::Jpeg);
    }

    #[test]
    fn parts_of_scans_are_cut_in_points() {
        // 300 dpi: 1 point is 4.17 pixels.
        let mut page = white(2480, 600);
        (0..40).for_each(|at| (0..40).for_each(|y| page.put_pixel(1000 + at, 300 + y, Rgb([0; 3]))));
        let picture = crop(&page, 3, [200.0, 60.0, 300.0, 90.0], 300.0).unwrap();
        assert_eq!(picture.page, 3);
        assert!(picture.shows(3, [200.0, 60.0, 300.0, 90.0]), "{:?}", picture.rect);
        let image = decoded(&picture);
        let scale = image.width() as f32 / (picture.rect[2] - picture.rect[0]);
        let pixel = |x: f32, y: f32| {
            image.get_pixel(((x - picture.rect[0]) * scale) as u32, ((y - picture.rect[1]) * scale) as u32).0
        };
        assert_eq!((pixel(244.0, 76.0), pixel(238.0, 76.0), pixel(251.0, 76.0)), ([0; 3], [255; 3], [255; 3]));
        assert_eq!(crop(&page, 1, [700.0, 0.0, 900.0, 10.0], 300.0), None);
        assert_eq!(crop(&page, 1, [0.0, 0.0, 9.0, 9.0], f32::NAN), None);
    }
}

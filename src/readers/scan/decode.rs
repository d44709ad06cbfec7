//! Picture files to grey, within limits. Seals are taken out by [`seals`].

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, imageops::FilterType};

use super::{
    frames::{self, Frame},
    raster::Grey,
    seals,
};
use crate::model::{format::Format, limits::Limits, trouble::Trouble};

/// Pixels whose sides differ by less than this share are square.
const SQUARE: f32 = 0.1;

/// The picture of a file in grey, as its camera held it up.
///
/// # Errors
/// As [`colours`].
pub fn decode(bytes: &[u8], format: Format, limits: &Limits) -> Result<Grey, Trouble> {
    colours(bytes, format, limits).map(grey)
}

/// Each picture of a file in turn, in grey.
///
/// # Errors
/// As [`colours`], and of the first picture that fails; `LimitExceeded` for too many of them.
pub fn each(
    bytes: &[u8],
    format: Format,
    limits: &Limits,
    mut take: impl FnMut(usize, Grey) -> Result<(), Box<Trouble>>,
) -> Result<usize, Box<Trouble>> {
    let frames = frames::of(bytes, limits.pages);
    if frames.len() > limits.pages {
        return Err(Box::new(too_many(limits.pages)));
    }
    for (page, frame) in frames.iter().enumerate() {
        let picture = framed(bytes, *frame, frames.len(), format, limits)?;
        take(page, stretched(grey(picture), frame.stretch))?;
    }
    Ok(frames.len())
}

/// One picture of a file, counted from 0.
///
/// # Errors
/// As [`colours`].
pub fn page(bytes: &[u8], page: usize, format: Format, limits: &Limits) -> Result<DynamicImage, Trouble> {
    let frames = frames::of(bytes, limits.pages);
    let frame = frames.get(page).ok_or_else(|| damaged(None))?;
    let picture = framed(bytes, *frame, frames.len(), format, limits)?;
    let height = (picture.height() as f32 * frame.stretch) as u32;
    let same = (frame.stretch - 1.0).abs() < SQUARE;
    Ok(if same { picture } else { picture.resize_exact(picture.width(), height, FilterType::Triangle) })
}

fn framed(bytes: &[u8], frame: Frame, count: usize, format: Format, limits: &Limits) -> Result<DynamicImage, Trouble> {
    if count == 1 {
        return colours(bytes, format, limits);
    }
    let mut bytes = bytes.to_vec();
    frames::put_first(&mut bytes, frame);
    colours(&bytes, format, limits)
}

/// Lines repeated, or left out, until pixels are as high as wide.
fn stretched(grey: Grey, stretch: f32) -> Grey {
    if (stretch - 1.0).abs() < SQUARE {
        return grey;
    }
    let height = (grey.height as f32 * stretch) as usize;
    let row = |y: usize| grey.row(((y as f32 / stretch) as usize).min(grey.height.saturating_sub(1)));
    Grey { width: grey.width, height, data: (0..height).flat_map(row).copied().collect() }
}

/// The picture of a file, the first if it holds several, as its camera held it up.
///
/// # Errors
/// `Unreadable` for a damaged file, `LimitExceeded` for one with too many pixels.
pub fn colours(bytes: &[u8], format: Format, limits: &Limits) -> Result<DynamicImage, Trouble> {
    let kind = match format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Tiff => ImageFormat::Tiff,
        Format::Bmp => ImageFormat::Bmp,
        _ => ImageFormat::Png,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), kind);
    let mut most = image::Limits::default();
    // Four bytes a pixel, and as much again for the decoder.
    most.max_alloc = Some(limits.pixels.saturating_mul(8));
    reader.limits(most);
    let mut decoder = reader.into_decoder().map_err(|error| damaged(Some(error)))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(too_large(u64::from(width) * u64::from(height), limits));
    }
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| damaged(Some(error)))?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    Ok(picture)
}

/// The trouble of a picture of so many pixels.
pub fn too_large(pixels: u64, limits: &Limits) -> Trouble {
    let (pixels, most) = (pixels / 10_000, limits.pixels / 10_000);
    Trouble::limit(
        format!("图片有 {pixels} 万像素，超过 {most} 万的上限，请对方以 300 dpi 重新扫描"),
        format!("the picture has {pixels}0,000 pixels, more than {most}0,000; ask for a scan at 300 dpi"),
    )
}

fn too_many(most: usize) -> Trouble {
    Trouble::limit(
        format!("图片文件超过 {most} 页，已停止读取，请对方只发送表格"),
        format!("the picture file has more than {most} pages; ask for the form alone"),
    )
}

fn damaged(error: Option<image::ImageError>) -> Trouble {
    match error {
        Some(image::ImageError::Limits(_)) => Trouble::limit(
            "图片过大，已停止读取，请对方以 300 dpi 重新扫描",
            "the picture is too large; ask for a scan at 300 dpi",
        ),
        _ => Trouble::unreadable(
            "图片已损坏或不完整，请对方重新发送",
            "the picture is damaged or cut off; ask for it again",
        ),
    }
}

fn grey(picture: DynamicImage) -> Grey {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let data = match picture {
        DynamicImage::ImageLuma8(grey) => grey.into_raw(),
        DynamicImage::ImageRgb8(colours) => from_colours(colours.as_raw(), width),
        other if other.color().has_alpha() => from_colours(&over_paper(other.into_rgba8().as_raw()), width),
        other => from_colours(other.into_rgb8().as_raw(), width),
    };
    Grey { width, height, data }
}

/// Grey from pixels of red, green and blue, three bytes each; red seals become paper.
pub fn from_colours(data: &[u8], width: usize) -> Vec<u8> {
    let mut grey: Vec<u8> = data.chunks_exact(3).map(|p| luma([p[0], p[1], p[2]])).collect();
    seals::remove(data, width, &mut grey);
    grey
}

/// What is transparent shows white paper.
fn over_paper(data: &[u8]) -> Vec<u8> {
    let over = |value: u8, alpha: u8| (u32::from(value) * u32::from(alpha) / 255 + 255 - u32::from(alpha)) as u8;
    data.chunks_exact(4).flat_map(|p| [over(p[0], p[3]), over(p[1], p[3]), over(p[2], p[3])]).collect()
}

pub fn luma([red, green, blue]: [u8; 3]) -> u8 {
    ((u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114) / 1000) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_pictures_are_named() {
        for format in [Format::Jpeg, Format::Png, Format::Tiff, Format::Bmp] {
            let trouble = decode(b"BM nonsense", format, &Limits::default()).unwrap_err();
            assert_eq!(trouble.kind, crate::model::trouble::TroubleKind::Unreadable, "{format:?}");
        }
        let mut png = Vec::new();
        image::GrayImage::new(40, 30).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
        let limits = Limits { pixels: 1000, ..Limits::default() };
        let trouble = decode(&png, Format::Png, &limits).unwrap_err();
        assert_eq!(trouble.kind, crate::model::trouble::TroubleKind::LimitExceeded);
        assert!(decode(&png, Format::Png, &Limits::default()).is_ok());
    }

    #[test]
    fn all_pages_of_a_file() {
        use crate::readers::scan::tiff;
        let bytes = tiff::write(&[Grey::new(40, 30, 10), Grey::new(20, 30, 200)]);
        let mut seen = Vec::new();
        let count = each(&bytes, Format::Tiff, &Limits::default(), |page, grey| {
            seen.push((page, grey.width, grey.at(3, 3)));
            Ok(())
        });
        assert_eq!((count.ok(), seen), (Some(2), vec![(0, 40, 10), (1, 20, 200)]));
        assert_eq!(page(&bytes, 1, Format::Tiff, &Limits::default()).map(|page| page.width()).ok(), Some(20));
        assert!(page(&bytes, 2, Format::Tiff, &Limits::default()).is_err());
        let few = Limits { pages: 1, ..Limits::default() };
        let trouble = each(&bytes, Format::Tiff, &few, |_, _| Ok(())).expect_err("too many");
        assert_eq!(trouble.kind, crate::model::trouble::TroubleKind::LimitExceeded);
        assert_eq!(stretched(Grey::new(4, 10, 7), 2.08).height, 20);
    }
}

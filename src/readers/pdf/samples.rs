//! How large a picture in a file is, before it is decoded.

use hayro_syntax::object::{Name, Stream, dict::keys};

/// Samples of one picture: a sheet of A3 in colour at 300 dots per inch, or at 600 in grey.
pub const MOST_SAMPLES: u64 = 72_000_000;

/// Samples of a picture, by what its dictionary says and by what its data say; none if that cannot be
/// told (ISO 32000-1 8.9.5).
pub fn samples(stream: &Stream<'_>) -> Option<u64> {
    let dict = stream.dict();
    let side = |long: &[u8], short: &[u8]| dict.get::<u32>(long).or_else(|| dict.get::<u32>(short));
    let said = (side(keys::WIDTH, keys::W)?, side(keys::HEIGHT, keys::H)?);
    // The type of a filter has no public name.
    let filters: Vec<String> = stream.filters().iter().map(|filter| format!("{filter:?}")).collect();
    let filters: Vec<&str> = filters.iter().map(String::as_str).collect();
    let raw = || stream.raw_data();
    let coded = match filters[..] {
        ["DctDecode"] => jpeg_size(&raw())?,
        ["JpxDecode"] => jpeg_2000_size(&raw())?,
        ["Jbig2Decode"] => jbig2_size(&raw())?,
        [.., "DctDecode" | "JpxDecode" | "Jbig2Decode"] => return None,
        _ => said,
    };
    let one_bit = dict.get::<u8>(keys::BITS_PER_COMPONENT) == Some(1);
    let grey = dict.get::<Name<'_>>(keys::COLORSPACE).is_some_and(|name| name.as_ref() == b"DeviceGray");
    let channels = if one_bit || grey { 1 } else { 3 };
    let area = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
    Some(area(said).max(area(coded)) * channels)
}

fn number_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}

/// From the frame header (ITU-T T.81 B.2.2).
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    use image::ImageDecoder;
    let decoder = image::codecs::jpeg::JpegDecoder::new(std::io::Cursor::new(bytes)).ok()?;
    Some(decoder.dimensions())
}

/// From the SIZ marker segment (ITU-T T.800 A.5.1).
fn jpeg_2000_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let siz = memchr::memmem::find(bytes, b"\xff\x4f\xff\x51")? + 8;
    Some((number_at(bytes, siz)?, number_at(bytes, siz + 4)?))
}

/// From the page information, which is the first segment (ITU-T T.88 7.2, 7.4.8).
fn jbig2_size(bytes: &[u8]) -> Option<(u32, u32)> {
    const PAGE_INFORMATION: u8 = 48;
    let flags = *bytes.get(4)?;
    let data = if flags & 0x40 == 0 { 11 } else { 14 };
    let is_page = flags & 0x3f == PAGE_INFORMATION && bytes.get(5)? >> 5 == 0;
    is_page.then_some((number_at(bytes, data)?, number_at(bytes, data + 4)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_by_the_data() {
        let jbig2 = b"\0\0\0\0\x30\0\x01\0\0\0\x13\0\0\x01\0\0\0\x02\0";
        assert_eq!(jbig2_size(jbig2), Some((256, 512)));
        assert_eq!(jbig2_size(b"\0\0\0\0\x06\0\x01"), None);
        let codestream = b"\xff\x4f\xff\x51\0\x29\0\0\0\0\x01\0\0\0\x02\0";
        assert_eq!(jpeg_2000_size(codestream), Some((256, 512)));
        assert_eq!((jpeg_2000_size(b""), jpeg_size(b"\xff\xd8")), (None, None));
    }
}

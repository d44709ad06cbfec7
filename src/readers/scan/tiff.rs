//! Grey pictures as one file of many pages (TIFF 6.0, uncompressed): what the reading program takes
//! on its standard input.

use super::raster::Grey;

/// All pictures, one page each.
pub fn write(pages: &[Grey]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(8 + pages.iter().map(|page| page.data.len() + 140).sum::<usize>());
    bytes.extend(b"II*\0");
    bytes.extend(8_u32.to_le_bytes());
    for (at, page) in pages.iter().enumerate() {
        directory(&mut bytes, page, at + 1 == pages.len());
    }
    bytes
}

const ENTRIES: usize = 10;

/// TIFF 6.0 section 2: a directory, followed by its only strip.
fn directory(bytes: &mut Vec<u8>, page: &Grey, last: bool) {
    const SHORT: u16 = 3;
    const LONG: u16 = 4;
    let (width, height, size) = (page.width as u32, page.height as u32, page.data.len() as u32);
    let strip = (bytes.len() + 2 + ENTRIES * 12 + 4) as u32;
    let entries: [(u16, u16, u32); ENTRIES] = [
        (256, LONG, width),
        (257, LONG, height),
        (258, SHORT, 8),
        (259, SHORT, 1),
        (262, SHORT, 1),
        (273, LONG, strip),
        (277, SHORT, 1),
        (278, LONG, height),
        (279, LONG, size),
        (284, SHORT, 1),
    ];
    bytes.extend((ENTRIES as u16).to_le_bytes());
    for (tag, kind, value) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(value.to_le_bytes());
    }
    // Directories begin at even places.
    let next = (strip + size).next_multiple_of(2);
    bytes.extend(if last { 0 } else { next }.to_le_bytes());
    bytes.extend(&page.data);
    bytes.resize(next as usize, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_decoder_reads_it() {
        let pages = [Grey { width: 3, height: 2, data: vec![0, 50, 100, 150, 200, 250] }, Grey::new(2, 2, 9)];
        let bytes = write(&pages);
        let first = image::load_from_memory_with_format(&bytes, image::ImageFormat::Tiff).unwrap().into_luma8();
        assert_eq!(first.into_raw(), pages[0].data);
        let second = u32::from_le_bytes(bytes[130..134].try_into().unwrap()) as usize;
        assert_eq!(bytes[second..second + 2], 10_u16.to_le_bytes());
    }
}

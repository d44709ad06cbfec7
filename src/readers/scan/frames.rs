//! The pictures of a file that holds several: TIFF, as scanners and fax machines write it.
//!
//! Decoders begin with the directory that the header points to: it is made to point to each in turn.

/// A picture of a TIFF file (TIFF 6.0 section 2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Where its directory stands; none for a file of one picture.
    at: Option<u64>,
    /// Its pixels are so many times higher than wide: a fax has half the lines down the page.
    pub stretch: f32,
}

const ALONE: Frame = Frame { at: None, stretch: 1.0 };
const NEW_SUBFILE_TYPE: u64 = 254;
const X_RESOLUTION: u64 = 282;
const Y_RESOLUTION: u64 = 283;

/// The pictures of a file, thumbnails left out, not more than `most` and one. Of a file that is no
/// TIFF, or a damaged one, whatever there is.
pub fn of(bytes: &[u8], most: usize) -> Vec<Frame> {
    let Some(file) = Tiff::open(bytes) else { return vec![ALONE] };
    let mut frames = Vec::new();
    let mut seen = Vec::new();
    let mut next = file.first();
    while let Some(at) = next.filter(|at| *at > 0 && !seen.contains(at) && frames.len() <= most && seen.len() < 65_536)
    {
        seen.push(at);
        let Some(directory) = file.directory(at) else { break };
        if !directory.reduced {
            frames.push(Frame { at: Some(at), stretch: directory.stretch });
        }
        next = directory.next;
    }
    if frames.is_empty() { vec![ALONE] } else { frames }
}

/// Makes a frame the first of its file.
pub fn put_first(bytes: &mut [u8], frame: Frame) {
    let Some(file) = Tiff::open(bytes) else { return };
    let (big, little) = (file.big, file.little);
    let Some(at) = frame.at else { return };
    if big {
        let at = if little { at.to_le_bytes() } else { at.to_be_bytes() };
        bytes.get_mut(8..16).into_iter().for_each(|to| to.copy_from_slice(&at));
    } else {
        let at = at as u32;
        let at = if little { at.to_le_bytes() } else { at.to_be_bytes() };
        bytes.get_mut(4..8).into_iter().for_each(|to| to.copy_from_slice(&at));
    }
}

struct Tiff<'b> {
    bytes: &'b [u8],
    little: bool,
    /// BigTIFF: places of eight bytes.
    big: bool,
}

struct Directory {
    reduced: bool,
    stretch: f32,
    next: Option<u64>,
}

impl Tiff<'_> {
    fn open(bytes: &[u8]) -> Option<Tiff<'_>> {
        let little = match bytes.get(..2)? {
            b"II" => true,
            b"MM" => false,
            _ => return None,
        };
        let mut file = Tiff { bytes, little, big: false };
        match file.number(2, 2)? {
            42 => {}
            43 => file.big = true,
            _ => return None,
        }
        Some(file)
    }

    fn first(&self) -> Option<u64> {
        if self.big { self.number(8, 8) } else { self.number(4, 4) }
    }

    /// A number of so many bytes.
    fn number(&self, at: u64, length: u64) -> Option<u64> {
        let (from, to) = (usize::try_from(at).ok()?, usize::try_from(at.checked_add(length)?).ok()?);
        let bytes = self.bytes.get(from..to)?;
        let add = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        Some(if self.little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) })
    }

    fn directory(&self, at: u64) -> Option<Directory> {
        let (head, entry, place) = if self.big { (8, 20, 8) } else { (2, 12, 4) };
        let count = self.number(at, head)?;
        let entries = at.checked_add(head)?;
        let value = |tag: u64| {
            let mut found = (0..count.min(4096)).map(|index| entries + index * entry);
            found.find(|at| self.number(*at, 2) == Some(tag)).map(|at| at + entry - place)
        };
        let ratio = |tag: u64| {
            let at = self.number(value(tag)?, place)?;
            let (over, under) = (self.number(at, 4)?, self.number(at.checked_add(4)?, 4)?);
            (over > 0 && under > 0).then_some(over as f32 / under as f32)
        };
        let stretch = match (ratio(X_RESOLUTION), ratio(Y_RESOLUTION)) {
            (Some(x), Some(y)) if (0.2..5.0).contains(&(x / y)) => x / y,
            _ => 1.0,
        };
        let reduced = value(NEW_SUBFILE_TYPE).and_then(|at| self.number(at, 4)).is_some_and(|kind| kind & 1 == 1);
        let next = entries.checked_add(count.checked_mul(entry)?).and_then(|at| self.number(at, place));
        Some(Directory { reduced, stretch, next })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::readers::scan::{raster::Grey, tiff};

    #[test]
    fn every_picture_is_found() {
        let pages = [Grey::new(3, 2, 10), Grey::new(2, 2, 90), Grey::new(4, 1, 200)];
        let mut bytes = tiff::write(&pages);
        let frames = of(&bytes, 10);
        assert_eq!(frames.len(), 3);
        for (frame, page) in frames.iter().zip(&pages) {
            put_first(&mut bytes, *frame);
            let read = image::load_from_memory_with_format(&bytes, image::ImageFormat::Tiff).expect("a picture");
            assert_eq!(read.into_luma8().into_raw(), page.data);
        }
        assert_eq!(of(&bytes, 1).len(), 1, "the last was put first");
        put_first(&mut bytes, frames[0]);
        assert_eq!(of(&bytes, 1).len(), 2, "one more than asked for");
        assert_eq!(of(b"\x89PNG", 9), [ALONE]);
        // A directory that is its own next one.
        let mut ring = b"II*\0\x08\0\0\0\0\0".to_vec();
        ring.extend(8_u32.to_le_bytes());
        assert_eq!(of(&ring, 9).len(), 1);
    }

    #[test]
    fn a_fax_has_half_the_lines() {
        // Big-endian, with 204 × 98 dots per inch and one thumbnail before.
        let mut bytes = b"MM\0*\0\0\0\x08\0\x01\0\xfe\0\x04\0\0\0\x01\0\0\0\x01\0\0\0\x1a".to_vec();
        bytes.extend(b"\0\x02\x01\x1a\0\x05\0\0\0\x01\0\0\0\x38\x01\x1b\0\x05\0\0\0\x01\0\0\0\x40\0\0\0\0");
        bytes.extend([0, 0, 0, 204, 0, 0, 0, 1, 0, 0, 0, 98, 0, 0, 0, 1]);
        let frames = of(&bytes, 9);
        assert_eq!(frames.len(), 1, "{frames:?}");
        assert!((frames[0].stretch - 204.0 / 98.0).abs() < 0.01);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_bytes(mut bytes in proptest::collection::vec(any::<u8>(), 0..200), big in any::<bool>()) {
            bytes.splice(0..bytes.len().min(4), if big { *b"II+\0" } else { *b"MM\0*" });
            for frame in of(&bytes, 20) {
                put_first(&mut bytes, frame);
            }
        }
    }
}

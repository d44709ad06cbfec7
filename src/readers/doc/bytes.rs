//! Little-endian numbers and PLCs out of a stream. Nothing here can be asked beyond the end: what
//! is not there is `None`.

pub fn u8_at(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

#[inline]
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let found = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_le_bytes(*found))
}

pub fn i16_at(bytes: &[u8], at: usize) -> Option<i16> {
    u16_at(bytes, at).map(|number| number as i16)
}

#[inline]
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let found = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*found))
}

pub fn i32_at(bytes: &[u8], at: usize) -> Option<i32> {
    u32_at(bytes, at).map(|number| number as i32)
}

/// `length` bytes from `at`.
pub fn slice(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(length)?)
}

/// UTF-16 text; what is no text becomes U+FFFD.
pub fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// A PLC ([MS-DOC] 2.2.2): `count` + 1 positions, then `count` items of `size` bytes.
#[derive(Clone, Copy, Debug)]
pub struct Plc<'a> {
    bytes: &'a [u8],
    count: usize,
    size: usize,
}

impl<'a> Plc<'a> {
    pub fn new(bytes: &'a [u8], size: usize) -> Plc<'a> {
        Plc { bytes, count: bytes.len().saturating_sub(4) / (4 + size), size }
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// Position `index`, up to and with `count`.
    #[inline]
    pub fn position(&self, index: usize) -> Option<u32> {
        if index > self.count { None } else { u32_at(self.bytes, index * 4) }
    }

    pub fn item(&self, index: usize) -> Option<&'a [u8]> {
        if index >= self.count {
            return None;
        }
        slice(self.bytes, (self.count + 1) * 4 + index * self.size, self.size)
    }

    /// The item whose range holds `position`.
    pub fn find(&self, position: u32) -> Option<usize> {
        last_not_above(self.count, |index| self.position(index).unwrap_or(u32::MAX), position)
    }
}

/// The last of `count` ascending numbers that is not above `wanted`.
#[inline]
pub fn last_not_above(count: usize, number: impl Fn(usize) -> u32, wanted: u32) -> Option<usize> {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = (low + high) / 2;
        if number(middle) <= wanted {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_find_their_item() {
        let bytes: Vec<u8> =
            [5_u32, 10, 20].iter().flat_map(|position| position.to_le_bytes()).chain([1, 2, 3, 4]).collect();
        let plc = Plc::new(&bytes, 2);
        assert_eq!(plc.count(), 2);
        assert_eq!(plc.item(1), Some(&[3, 4][..]));
        assert_eq!((plc.item(2), plc.position(2), plc.position(3)), (None, Some(20), None));
        let check = |position, expected| assert_eq!(plc.find(position), expected, "{position}");
        check(4, None);
        check(5, Some(0));
        check(19, Some(1));
        check(99, Some(1));
        assert_eq!(Plc::new(&[0, 0], 2).count(), 0);
    }
}

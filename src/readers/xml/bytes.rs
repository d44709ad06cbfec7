//! Searches in bytes, several at a time. Tags and values are short: a call to a search made for long
//! texts, or a loop that ends after a different number of steps each time, costs more than the work.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The high bit of every byte that equals `wanted`; bits above the lowest one may be wrong.
#[inline]
fn equal(word: u64, wanted: u8) -> u64 {
    let odd = word ^ (ONES * wanted as u64);
    odd.wrapping_sub(ONES) & !odd & HIGHS
}

/// The high bit of every byte of white space or a control character; likewise.
#[inline]
fn blank(word: u64) -> u64 {
    word.wrapping_sub(ONES * 0x21) & !word & HIGHS
}

#[inline]
fn word_at(bytes: &[u8], at: usize) -> Option<u64> {
    let chunk = bytes.get(at..)?.first_chunk()?;
    Some(u64::from_le_bytes(*chunk))
}

/// The first place of `wanted`.
#[inline]
pub fn find(bytes: &[u8], wanted: u8) -> Option<usize> {
    let mut at = 0;
    while let Some(word) = word_at(bytes, at) {
        let hit = equal(word, wanted);
        if hit != 0 {
            return Some(at + lowest(hit));
        }
        at += 8;
    }
    bytes[at..].iter().position(|&byte| byte == wanted).map(|rest| at + rest)
}

/// The first place of either, from `from` on.
#[inline]
pub fn find_either(bytes: &[u8], from: usize, one: u8, other: u8) -> Option<usize> {
    let mut at = from;
    while let Some(word) = word_at(bytes, at) {
        let hit = equal(word, one) | equal(word, other);
        if hit != 0 {
            return Some(at + lowest(hit));
        }
        at += 8;
    }
    let rest = bytes.get(at..)?;
    rest.iter().position(|&byte| byte == one || byte == other).map(|rest| at + rest)
}

/// A name of at most fifteen bytes, packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortName {
    /// Its bytes, the first one lowest; never 0.
    pub key: u128,
    pub length: usize,
}

impl ShortName {
    /// The element name at `at`, if it is short and ends (at white space, `/` or `>`) well before
    /// the end of `bytes`.
    #[inline]
    pub fn at(bytes: &[u8], at: usize) -> Option<ShortName> {
        let chunk = bytes.get(at..)?.first_chunk::<16>()?;
        let whole = u128::from_le_bytes(*chunk);
        let ends = |word: u64| blank(word) | equal(word, b'/') | equal(word, b'>');
        let (low, high) = (ends(whole as u64), ends((whole >> 64) as u64));
        let length = match (low, high) {
            (0, 0) => return None,
            (0, high) => 8 + lowest(high),
            (low, _) => lowest(low),
        };
        (length > 0).then(|| ShortName { key: whole & mask(length), length })
    }

    /// Whether the bytes at `at` are this name.
    #[inline]
    pub fn stands_at(self, bytes: &[u8], at: usize) -> bool {
        match bytes.get(at..).and_then(|rest| rest.first_chunk::<16>()) {
            Some(chunk) => u128::from_le_bytes(*chunk) & mask(self.length) == self.key,
            None => {
                let name = self.key.to_le_bytes();
                bytes.get(at..at + self.length) == Some(&name[..self.length])
            }
        }
    }

    /// A place for it in a table of `size` (a power of two).
    #[inline]
    pub fn slot(self, size: usize) -> usize {
        let mixed = (self.key as u64 ^ (self.key >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 40) as usize & (size - 1)
    }
}

#[inline]
fn lowest(hit: u64) -> usize {
    (hit.trailing_zeros() / 8) as usize
}

/// The lowest `length` bytes; `length` below 16.
#[inline]
fn mask(length: usize) -> u128 {
    (1u128 << (8 * length)) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_names() {
        let check = |text: &str, expected: Option<&str>| {
            let name = ShortName::at(text.as_bytes(), 0);
            let shown = name.map(|name| String::from_utf8_lossy(&name.key.to_le_bytes()[..name.length]).into_owned());
            assert_eq!(shown.as_deref(), expected, "{text}");
            if let Some(name) = name {
                assert!(name.stands_at(text.as_bytes(), 0));
                assert!(name.stands_at(&text.as_bytes()[..name.length], 0));
            }
        };
        check("w:p>0123456789abcdef", Some("w:p"));
        check("w:vAlign w:val=\"center\"/>", Some("w:vAlign"));
        check("w:footnotePrxxx/>", Some("w:footnotePrxxx"));
        check("w:footnotePrxxxx/>", None);
        check("w:p>", None);
        check(">0123456789abcdefg", None);
        check("é\tx0123456789abcdef", Some("é"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn searches_find_the_first(bytes in prop::collection::vec(prop::sample::select(b"ab<\"\x80\xBC;=".to_vec()), 0..60), from in 0usize..60) {
            prop_assert_eq!(find(&bytes, b'<'), bytes.iter().position(|&byte| byte == b'<'));
            let expected = bytes.iter().skip(from).position(|&byte| byte == b'<' || byte == b'"').map(|at| at + from);
            prop_assert_eq!(find_either(&bytes, from, b'<', b'"'), expected);
        }
    }
}

//! Texts by their fingerprints: local minima of hashed character sequences ("winnowing": Schleimer,
//! Wilkerson and Aiken, SIGMOD 2003). Two texts that share nine characters in a row share a
//! fingerprint, wherever the passage stands; what remains of a text is about two sevenths of its
//! length in small numbers. White space, punctuation and full-width forms are set aside.

use crate::model::fold::fold;

/// Characters that are hashed together.
const GRAM: usize = 4;
/// Of so many neighbouring hashes the least is kept.
const WINDOW: usize = 6;

/// A fingerprint, and how many characters of the text it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print {
    pub hash: u32,
    pub span: usize,
}

/// Letters, digits and characters of a text.
pub fn gist(text: &str) -> Vec<char> {
    // Nearly all are Chinese: asked first, the tables of letters are not.
    fold(text).chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c) || c.is_alphanumeric()).collect()
}

/// The fingerprints of a gist in the order of the text. Spans add up to its length, but for a text
/// that is shorter than what is hashed together, which has none.
pub fn prints(gist: &[char]) -> Vec<Print> {
    let hashes: Vec<u32> = gist.windows(GRAM).map(hash).collect();
    let mut chosen: Vec<usize> = Vec::new();
    for (start, window) in hashes.windows(WINDOW.min(hashes.len()).max(1)).enumerate() {
        // Of equal ones the last, so that neighbours choose the same.
        let least = (window.iter().enumerate()).min_by_key(|(at, hash)| (**hash, std::cmp::Reverse(*at)));
        let at = start + least.map_or(0, |(at, _)| at);
        if chosen.last() != Some(&at) {
            chosen.push(at);
        }
    }
    let ends = chosen.iter().skip(1).copied().chain([gist.len()]);
    let mut begin = 0;
    (chosen.iter().zip(ends))
        .map(|(at, end)| {
            let span = end - begin;
            begin = end;
            Print { hash: hashes[*at], span }
        })
        .collect()
}

/// Shared to all three-character sequences of two gists (Jaccard), from 0 to 1.
pub fn likeness(a: &[char], b: &[char]) -> f64 {
    Grams::of(a).likeness(&Grams::of(b))
}

/// The three-character sequences of a gist, for one that is held against several others.
pub struct Grams {
    /// Sorted, each once.
    grams: Vec<u64>,
    /// Of a gist too short for any.
    short: Vec<char>,
}

impl Grams {
    pub fn of(gist: &[char]) -> Grams {
        // A character has 21 bits.
        let packed = |gram: &[char]| gram.iter().fold(0_u64, |packed, c| packed << 21 | u64::from(*c as u32));
        let mut grams: Vec<u64> = gist.windows(3).map(packed).collect();
        grams.sort_unstable();
        grams.dedup();
        Grams { short: if grams.is_empty() { gist.to_vec() } else { Vec::new() }, grams }
    }

    pub fn likeness(&self, other: &Grams) -> f64 {
        let shared = shared(&self.grams, &other.grams);
        let all = self.grams.len() + other.grams.len() - shared;
        match all {
            0 => f64::from(u8::from(self.short == other.short && !self.short.is_empty())),
            all => shared as f64 / all as f64,
        }
    }
}

/// How many items two sorted slices share.
pub fn shared<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut a, mut b, mut count) = (a.iter().peekable(), b.iter().peekable(), 0);
    while let (Some(one), Some(other)) = (a.peek(), b.peek()) {
        match one.cmp(other) {
            std::cmp::Ordering::Less => drop(a.next()),
            std::cmp::Ordering::Greater => drop(b.next()),
            std::cmp::Ordering::Equal => {
                count += 1;
                a.next();
                b.next();
            }
        }
    }
    count
}

fn hash(gram: &[char]) -> u32 {
    let mixed = gram.iter().fold(0x9e37_79b9_7f4a_7c15_u64, |hash, c| {
        (hash ^ u64::from(*c as u32)).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(29)
    });
    (mixed ^ (mixed >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    use proptest::prelude::*;

    /// A shared passage of so many characters is never missed.
    const GUARANTEED: usize = GRAM + WINDOW - 1;

    #[test]
    fn likeness_of_texts() {
        for (a, b, low, high) in [
            ("开展专利导航，服务企业二十家。", "开展专利导航 服务企业二十家", 1.0, 1.0),
            ("甲", "甲", 1.0, 1.0),
            ("", "", 0.0, 0.0),
            ("开展专利导航服务企业二十家", "开展专利导航服务企业三十家", 0.4, 0.9),
            ("开展专利导航", "举办培训五场次", 0.0, 0.0),
        ] {
            let found = likeness(&gist(a), &gist(b));
            assert!((low..=high).contains(&found), "{a} / {b}: {found}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn spans_cover_the_text(text in "[一-龥a-z0-9]{0,60}") {
            let gist = gist(&text);
            let covered: usize = prints(&gist).iter().map(|print| print.span).sum();
            prop_assert_eq!(covered, if gist.len() < GRAM { 0 } else { gist.len() });
        }

        #[test]
        fn a_shared_passage_is_never_missed(
            passage in "[一-龥]{9,20}", a in "[一-龥]{0,20}", b in "[一-龥]{0,20}", c in "[一-龥]{0,20}"
        ) {
            let hashes = |text: String| -> HashSet<u32> {
                prints(&gist(&text)).iter().map(|print| print.hash).collect()
            };
            let (one, other) = (hashes(format!("{a}{passage}{b}")), hashes(format!("{c}{passage}{a}")));
            prop_assert!(gist(&passage).len() < GUARANTEED || one.intersection(&other).count() > 0);
        }
    }
}

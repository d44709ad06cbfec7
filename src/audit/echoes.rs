//! Texts of different units that are nearly the same, without comparing all pairs.
//!
//! Each text leaves its fingerprints ([`super::winnow`]) and nothing else. Fingerprints that the
//! blank prints, or that more units share than two or three could by copying from each other, belong
//! to a template, a circulated model or plain official language: they prove nothing. Of the others
//! that some other unit shares, each text is looked up by its eight least (a bottom-k min-hash): near
//! copies agree in them. The pairs found so are candidates; whoever asks verifies them on the texts.

use std::collections::{HashMap, HashSet};

use super::across::At;
use super::winnow::{self, prints};

/// Fingerprints by which a text is looked up.
const SKETCH: u8 = 8;
/// Texts of one unit that are looked at for one fingerprint: the same text down a whole column.
const PER_UNIT: usize = 4;
/// Shared to all fingerprints of two texts that are worth verifying.
const WORTH: f64 = 0.4;

/// A text: its row, and which of the row's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site {
    pub at: At,
    pub part: u16,
}

/// Takes texts in.
pub struct Echoes {
    entries: Vec<Entry>,
    /// Of all entries, one after the other; sorted within each.
    hashes: Vec<u32>,
    units: HashSet<u32>,
    printed: HashSet<u32>,
}

struct Entry {
    site: Site,
    unit: u32,
    begin: usize,
}

/// What is left when all texts are in.
pub struct Resemblances {
    /// Candidates, the first of each before the second.
    pub pairs: Vec<(Site, Site)>,
    /// Units that were seen.
    pub units: usize,
    common: HashSet<u32>,
}

impl Echoes {
    pub fn new<'a>(printed: impl Iterator<Item = &'a str>) -> Echoes {
        let printed =
            printed.flat_map(|text| prints(&winnow::gist(text))).map(|print| print.hash).collect::<HashSet<u32>>();
        Echoes { entries: Vec::new(), hashes: Vec::new(), units: HashSet::new(), printed }
    }

    /// Counts a unit that may have no text at all.
    pub fn unit(&mut self, unit: u32) {
        self.units.insert(unit);
    }

    pub fn add(&mut self, site: Site, unit: u32, gist: &[char]) {
        let begin = self.hashes.len();
        let mut own: Vec<u32> = prints(gist).iter().map(|print| print.hash).collect();
        own.sort_unstable();
        own.dedup();
        self.hashes.extend(own);
        self.entries.push(Entry { site, unit, begin });
    }

    pub fn resolve(self) -> Resemblances {
        let Echoes { entries, hashes, units, printed: mut common } = self;
        let most = most_that_copy(units.len());
        let mut index: Vec<(u32, u32)> = (0..entries.len())
            .flat_map(|at| of(&entries, &hashes, at).iter().map(move |hash| (*hash, at as u32)))
            .collect();
        index.sort_unstable();
        let mut taken = vec![0_u8; entries.len()];
        let mut candidates: HashSet<(u32, u32)> = HashSet::new();
        for group in index.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            let Some(&(hash, _)) = group.first() else { continue };
            let mut by_unit: HashMap<u32, Vec<u32>> = HashMap::new();
            for (_, at) in group {
                let texts = by_unit.entry(entries[*at as usize].unit).or_default();
                if texts.len() < PER_UNIT {
                    texts.push(*at);
                }
            }
            if by_unit.len() > most {
                common.insert(hash);
            } else if by_unit.len() > 1 && !common.contains(&hash) {
                pair_up(&by_unit, &mut taken, &mut candidates);
            }
        }
        let mut pairs: Vec<(Site, Site)> = (candidates.into_iter())
            .filter(|(a, b)| is_worth(of(&entries, &hashes, *a as usize), of(&entries, &hashes, *b as usize)))
            .map(|(a, b)| (entries[a as usize].site, entries[b as usize].site))
            .map(|(a, b)| (a.min(b), a.max(b)))
            .collect();
        pairs.sort_unstable();
        Resemblances { pairs, units: units.len(), common }
    }
}

impl Resemblances {
    /// About how many characters the first text shares with the second and with hardly anybody else.
    pub fn own_shared(&self, a: &[char], b: &[char]) -> usize {
        let other: HashSet<u32> = prints(b).iter().map(|print| print.hash).collect();
        (prints(a).iter())
            .filter(|print| other.contains(&print.hash) && !self.common.contains(&print.hash))
            .map(|print| print.span)
            .sum()
    }
}

/// A pair that was verified: how strong it is.
#[derive(Clone, Copy, Debug)]
pub struct Match {
    pub own: Site,
    pub other: Site,
    /// From 0 to 1.
    pub likeness: f64,
    /// Characters that only these share.
    pub shared: usize,
}

/// Of each row the strongest match, and how many other rows match it as well. Both rows of a pair
/// have one.
pub fn strongest(matches: &[Match]) -> Vec<(Match, usize)> {
    let mut rows: HashMap<At, Vec<Match>> = HashMap::new();
    for found in matches {
        rows.entry(found.own.at).or_default().push(*found);
        let turned = Match { own: found.other, other: found.own, ..*found };
        rows.entry(turned.own.at).or_default().push(turned);
    }
    let mut best: Vec<(Match, usize)> = (rows.into_values())
        .filter_map(|matches| {
            let others: HashSet<At> = matches.iter().map(|found| found.other.at).collect();
            let strongest = matches.into_iter().max_by(|a, b| {
                (a.shared.cmp(&b.shared)).then(a.likeness.total_cmp(&b.likeness)).then(b.other.cmp(&a.other))
            })?;
            Some((strongest, others.len() - 1))
        })
        .collect();
    best.sort_by_key(|(found, _)| found.own);
    best
}

/// So many of `units` may share a passage before it is taken for a template's or a circulated one: a
/// tenth, at least two and at most six.
fn most_that_copy(units: usize) -> usize {
    (units / 10).clamp(2, 6)
}

fn of<'a>(entries: &[Entry], hashes: &'a [u32], at: usize) -> &'a [u32] {
    let end = entries.get(at + 1).map_or(hashes.len(), |next| next.begin);
    &hashes[entries[at].begin..end]
}

/// The texts of different units that hold a fingerprint, where it is one of the least of both.
fn pair_up(by_unit: &HashMap<u32, Vec<u32>>, taken: &mut [u8], candidates: &mut HashSet<(u32, u32)>) {
    let mut free: Vec<(u32, u32)> = Vec::new();
    for (unit, texts) in by_unit {
        for at in texts {
            let taken = &mut taken[*at as usize];
            if *taken < SKETCH {
                *taken += 1;
                free.push((*unit, *at));
            }
        }
    }
    for (n, (unit, a)) in free.iter().enumerate() {
        for (other, b) in free.iter().skip(n + 1) {
            if unit != other {
                candidates.insert((*a.min(b), *a.max(b)));
            }
        }
    }
}

/// Both sorted.
fn is_worth(a: &[u32], b: &[u32]) -> bool {
    let shared = winnow::shared(a, b);
    let all = a.len() + b.len() - shared;
    all > 0 && shared as f64 >= WORTH * all as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::winnow::gist;

    const MODEL: &str = "我市知识产权工作基础薄弱与先进地区相比仍有较大差距亟需专项经费支持";
    const OWN: &str = "依托琶洲会展片区设立跨境电商维权服务站为参展企业提供海外商标预警";

    /// Texts by unit, and the units of the pairs that are found.
    #[track_caller]
    fn check(texts: &[(u32, &str)], printed: &[&str], expected: &[(u32, u32)]) {
        let mut echoes = Echoes::new(printed.iter().copied());
        for (at, (unit, text)) in texts.iter().enumerate() {
            echoes.unit(*unit);
            echoes.add(Site { at: At { file: *unit, index: at as u32 }, part: 0 }, *unit, &gist(text));
        }
        let pairs: Vec<(u32, u32)> = echoes.resolve().pairs.iter().map(|(a, b)| (a.at.file, b.at.file)).collect();
        assert_eq!(pairs, expected);
    }

    #[test]
    fn near_copies_are_found_and_models_are_not() {
        check(&[(0, OWN), (1, &format!("{OWN}。")), (2, MODEL)], &[], &[(0, 1)]);
        // The same unit twice.
        check(&[(0, OWN), (0, OWN)], &[], &[]);
        // Three of three share it.
        check(&[(0, MODEL), (1, MODEL), (2, MODEL)], &[], &[]);
        // Printed in the blank.
        check(&[(0, MODEL), (1, MODEL)], &[MODEL], &[]);
        check(&[(0, ""), (1, "短")], &[], &[]);
    }

    #[test]
    fn what_two_share_and_nobody_else() {
        let mut echoes = Echoes::new([MODEL].into_iter());
        for unit in 0..2 {
            let site = Site { at: At { file: unit, index: 0 }, part: 0 };
            echoes.add(site, unit, &gist(&format!("{MODEL}{OWN}")));
        }
        let both = gist(&format!("{MODEL}{OWN}"));
        let shared = echoes.resolve().own_shared(&both, &both);
        assert!((OWN.chars().count()..=OWN.chars().count() + 10).contains(&shared), "{shared}");
    }

    #[test]
    fn a_tenth_of_the_units() {
        for (units, most) in [(0, 2), (15, 2), (39, 3), (60, 6), (2000, 6)] {
            assert_eq!(most_that_copy(units), most, "{units}");
        }
    }
}

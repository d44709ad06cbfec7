//! Regions named in a line, and which one of them the line is about.

use crate::rules::regions::{Found, Level, Regions, is_above, level};

/// What may stand before a name without its last word, besides punctuation and other regions.
const BEFORE: [&str; 8] = ["年", "年度", "附件", "关于", "报送", "上报", "省", "自治区"];
/// What may stand behind a name without its last word, besides punctuation and other regions.
const AFTER: [&str; 24] = [
    "局",
    "分局",
    "委",
    "厅",
    "办",
    "中心",
    "市场监",
    "市监",
    "知识产权",
    "报送",
    "上报",
    "申报",
    "填报",
    "汇总",
    "反馈",
    "回复",
    "材料",
    "项目",
    "需求",
    "征集",
    "附件",
    "表",
    "修订",
    "定稿",
];

/// A region's name in a text, or one of several regions'.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Bytes of the text.
    pub start: usize,
    pub end: usize,
    pub codes: Vec<u32>,
    /// Other Chinese text runs into it, so that it may be a part of another word.
    loose: bool,
    /// 城区, 郊区: a word for a part of any city.
    generic: bool,
}

/// What a line says about its region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Nothing,
    One(u32),
    /// In order of code.
    Several(Vec<u32>),
}

/// Every region in the text, the longest name first at each place. A full name counts anywhere; a
/// short one, or a full one of two characters (城区), only where it stands by itself.
pub fn mentions(text: &str, regions: &Regions) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let follows = found.last().is_some_and(|last| last.end == at);
        match is_han(c).then(|| mention_at(text, at, follows, regions)).flatten() {
            Some(mention) => {
                at = mention.end;
                found.push(mention);
            }
            None => at += c.len_utf8(),
        }
    }
    if found.iter().any(|mention| !mention.loose) {
        found.retain(|mention| !mention.loose);
    }
    found
}

fn mention_at(text: &str, at: usize, follows: bool, regions: &Regions) -> Option<Mention> {
    let rest = &text[at..];
    let names = regions.at_start(rest);
    if names.is_empty() {
        return None;
    }
    let starts_here = follows || is_start(&text[..at]);
    let fits = |name: &Found| {
        if name.full {
            starts_here || rest[..name.len].chars().count() > 2
        } else {
            starts_here && is_end(&rest[name.len..], name.code, regions)
        }
    };
    let fitting: Vec<_> = names.into_iter().filter(fits).collect();
    let len = fitting.iter().map(|name| name.len).max()?;
    let longest: Vec<_> = fitting.into_iter().filter(|name| name.len == len).collect();
    let mut codes: Vec<u32> = longest.iter().filter(|name| name.current).map(|name| name.code).collect();
    if codes.is_empty() {
        codes = longest.iter().flat_map(|name| regions.successors(name.code)).collect();
    }
    if codes.is_empty() {
        codes = longest.iter().map(|name| name.code).collect();
    }
    codes.sort_unstable();
    codes.dedup();
    let generic = text[at..at + len].ends_with('区') && text[at..at + len].chars().count() == 2;
    Some(Mention { start: at, end: at + len, codes: likely(&codes), loose: !starts_here, generic })
}

/// 吉林 is rather the city than the province, 朝阳 rather the city than its county.
fn likely(codes: &[u32]) -> Vec<u32> {
    let unlikely = |code: u32| {
        codes.iter().any(|&other| match level(code) {
            Level::Province => is_above(code, other),
            _ => level(other) == Level::Prefecture && is_above(other, code),
        })
    };
    codes.iter().copied().filter(|&code| !unlikely(code)).collect()
}

fn is_start(before: &str) -> bool {
    before.chars().next_back().is_none_or(|c| !is_han(c)) || BEFORE.iter().any(|word| before.ends_with(word))
}

/// Ends where Chinese text ends, before a word that follows names, or before a region inside this one.
fn is_end(after: &str, code: u32, regions: &Regions) -> bool {
    let ends = |after: &str| {
        after.chars().next().is_none_or(|c| !is_han(c)) || AFTER.iter().any(|word| after.starts_with(word))
    };
    let inside = |name: Found| is_above(code, name.code) && (name.full || ends(&after[name.len..]));
    ends(after) || regions.at_start(after).into_iter().any(inside)
}

pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '〇')
}

/// The one region that a line is about: its county before its prefecture before its province. A
/// name that several regions bear is narrowed by those above it in the line, then by the form's
/// own province, where there is one of the name in it.
pub fn decide(mentions: &[Mention], scope: &str) -> Verdict {
    for wanted in [Level::County, Level::Prefecture, Level::Province] {
        let sets: Vec<Vec<u32>> = mentions
            .iter()
            .filter(|mention| mention.codes.iter().any(|&code| level(code) == wanted))
            .map(|mention| narrowed(mention, mentions, scope))
            .collect();
        // A short name may have been narrowed to another level.
        let sets: Vec<Vec<u32>> =
            sets.into_iter().filter(|set| set.iter().any(|&code| level(code) == wanted)).collect();
        let mut certain: Vec<u32> = sets.iter().filter(|set| set.len() == 1).map(|set| set[0]).collect();
        certain.sort_unstable();
        certain.dedup();
        match certain[..] {
            [one] => return checked(one, mentions),
            [] if sets.is_empty() => {}
            [] => return Verdict::Several(sets[0].clone()),
            _ => return Verdict::Several(certain),
        }
    }
    Verdict::Nothing
}

fn narrowed(mention: &Mention, mentions: &[Mention], scope: &str) -> Vec<u32> {
    let others = || mentions.iter().filter(|other| other.start != mention.start).flat_map(|other| &other.codes);
    let keep = |test: &dyn Fn(u32) -> bool, codes: &[u32]| {
        let kept: Vec<u32> = codes.iter().copied().filter(|&code| test(code)).collect();
        if kept.is_empty() { codes.to_vec() } else { kept }
    };
    let codes = keep(&|code| others().any(|&upper| is_above(upper, code)), &mention.codes);
    // 城区 and 郊区 are common nouns: even the only one of the province is meant only where its
    // prefecture stands beside it.
    if mention.generic {
        return codes;
    }
    keep(&|code| code.to_string().starts_with(scope), &codes)
}

/// A county in a line that names another prefecture is no certain find.
fn checked(code: u32, mentions: &[Mention]) -> Verdict {
    let upper: Vec<u32> = mentions
        .iter()
        .flat_map(|mention| &mention.codes)
        .copied()
        .filter(|&other| level(other) < level(code) && other != code)
        .collect();
    let single = |wanted| {
        let mut found = upper.iter().copied().filter(|&other| level(other) == wanted);
        found.next().filter(|_| found.next().is_none())
    };
    match single(Level::Prefecture) {
        Some(other) if !is_above(other, code) => Verdict::Several(vec![other.min(code), other.max(code)]),
        _ => Verdict::One(code),
    }
}

/// What other lines leave of several candidates: those that they name, or that lie below a region
/// they name; looked at in order until one is left.
pub fn settle(mut candidates: Vec<u32>, context: &[Vec<Mention>]) -> Verdict {
    for mentions in context {
        let named = |code: u32| {
            mentions.iter().flat_map(|mention| &mention.codes).any(|&other| other == code || is_above(other, code))
        };
        let kept: Vec<u32> = candidates.iter().copied().filter(|&code| named(code)).collect();
        if !kept.is_empty() {
            candidates = kept;
        }
        if let [one] = candidates[..] {
            return Verdict::One(one);
        }
    }
    Verdict::Several(candidates)
}

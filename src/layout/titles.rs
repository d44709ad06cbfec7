//! Which table of the form the lines above a table speak of.
//!
//! Titles of one form differ by a number alone: 需求征集表（一） to （四）. A line is compared as a whole
//! first; where that leaves it open, its number decides, in whatever dress it comes: ⑴, 之一, 表1, 附件2-1.

use super::alike;
use crate::model::fold::fold;
use crate::rules::{RuleSet, TableRule};

/// What a line that is only a number says: 表三 much, 附件3 little.
const TABLE_NUMBER: f64 = 0.8;
const ANNEX_NUMBER: f64 = 0.3;
/// So many characters at its end a line must share with a title to be that title with another number.
const SHARED_END: usize = 4;

pub struct Titles<'a> {
    rules: &'a RuleSet,
    /// For each table its number and its title up to the number; none where titles are not numbered.
    numbered: Vec<Option<(u32, String)>>,
}

impl<'a> Titles<'a> {
    pub fn new(rules: &'a RuleSet) -> Titles<'a> {
        let numbered = (rules.tables.iter())
            .map(|table| {
                let (stem, number) = split_end(table.title_keys.first()?)?;
                Some((number, stem.to_owned()))
            })
            .collect();
        Titles { rules, numbered }
    }

    /// How strongly folded lines speak for each table: 0 nothing, 1 a title, 2 title and subtitle.
    pub fn evidence(&self, lines: &[String]) -> Vec<f64> {
        let mut evidence = vec![0.0; self.rules.tables.len()];
        for subtitle in [false, true] {
            let mut best = vec![0.0_f64; self.rules.tables.len()];
            for line in lines {
                if let Some((table, score)) = self.best(line, subtitle) {
                    best[table] = best[table].max(score);
                }
            }
            for (sum, score) in evidence.iter_mut().zip(best) {
                *sum += score;
            }
        }
        evidence
    }

    /// The table whose title or subtitle a line is, with a score up to 1; none when the line fits
    /// several equally well.
    fn best(&self, line: &str, subtitle: bool) -> Option<(usize, f64)> {
        // Nearly always the line is just the title.
        let is_title = |table: &TableRule| match subtitle {
            false => table.title_keys.iter().any(|key| key == line),
            true => table.subtitle_key == line,
        };
        let mut same = (0..self.rules.tables.len()).filter(|at| is_title(&self.rules.tables[*at]));
        if let (Some(table), None) = (same.next(), same.next()) {
            return Some((table, 1.0));
        }
        let scores: Vec<f64> = (self.rules.tables.iter())
            .map(|table| match subtitle {
                false => table.title_keys.iter().map(|key| likeness(line, key)).fold(0.0, f64::max),
                true => likeness(line, &table.subtitle_key),
            })
            .collect();
        let best = scores.iter().copied().fold(0.0, f64::max);
        let mut at = (0..scores.len()).filter(|table| scores[*table] > best - 1e-9);
        match (best > 0.0, at.next(), at.next()) {
            (true, Some(table), None) => Some((table, best)),
            _ if !subtitle => self.by_number(line),
            _ => None,
        }
    }

    /// The table that a line names by its number.
    fn by_number(&self, line: &str) -> Option<(usize, f64)> {
        const LONGEST: usize = 180;
        if line.len() > LONGEST {
            return None;
        }
        let table_of = |number: u32| {
            self.numbered.iter().position(|known| known.as_ref().is_some_and(|(known, _)| *known == number))
        };
        if let Some((stem, number)) = split_end(line) {
            let same_end = |known: &str| {
                known.chars().rev().zip(stem.chars().rev()).take_while(|(a, b)| a == b).count() >= SHARED_END
            };
            let table = table_of(number)?;
            let known = self.numbered[table].as_ref().is_some_and(|(_, known)| same_end(known));
            return known.then_some((table, 0.9)).or_else(|| only_number(line).map(|score| (table, score)));
        }
        // 表三：…, 附件2-3
        let (number, rest, score) = leading_number(line)?;
        let table = table_of(number)?;
        let title = self.numbered[table].as_ref().is_some_and(|(_, known)| rest.ends_with(known.as_str()));
        Some((
            table,
            if title {
                0.9
            } else if rest.is_empty() {
                score
            } else {
                score * 0.5
            },
        ))
    }
}

/// A line that is 表一, 续表1 or 附件2-1 and no more.
fn only_number(line: &str) -> Option<f64> {
    let (_, rest, score) = leading_number(line)?;
    rest.is_empty().then_some(score)
}

/// The number at the end of a title, and the title without it: （一）, 之一, -1, 表一.
fn split_end(line: &str) -> Option<(&str, u32)> {
    let line = line.trim_end_matches([':', '。', '.']);
    let line = line.strip_suffix("(续)").or_else(|| line.strip_suffix("续")).unwrap_or(line);
    if let Some(inner) = line.strip_suffix(')') {
        let open = inner.rfind('(')?;
        let number = inner[open + 1..].trim_start_matches("续").trim_start_matches('表');
        return Some((&line[..open], number_of(number)?));
    }
    let stem = line.trim_end_matches(is_numeral);
    let number = number_of(&line[stem.len()..])?;
    let stem = stem.strip_suffix('之').or_else(|| stem.strip_suffix('-')).unwrap_or(stem);
    stem.ends_with('表').then_some((stem, number))
}

/// The number at the beginning: 表一, 附表1, 附件2-1, 续表（一）; what follows it; and what it is worth.
fn leading_number(line: &str) -> Option<(u32, &str, f64)> {
    let line = line.strip_prefix('续').unwrap_or(line);
    let (rest, score) = ["附表", "表"]
        .iter()
        .find_map(|word| line.strip_prefix(word).map(|rest| (rest, TABLE_NUMBER)))
        .or_else(|| line.strip_prefix("附件").map(|rest| (rest, ANNEX_NUMBER)))?;
    let rest = rest.strip_prefix('(').unwrap_or(rest);
    let mut after = rest.trim_start_matches(is_numeral);
    // 表3 2024年度…: white space is gone, and the year stands right behind the number.
    let digits = &rest[..rest.len() - after.len()];
    if let Some(at) =
        digits.len().checked_sub(4).filter(|at| *at > 0 && digits.is_ascii() && digits[*at..].starts_with("20"))
    {
        after = &rest[at..];
    }
    let mut number = number_of(&rest[..rest.len() - after.len()])?;
    if let Some(second) = after.strip_prefix('-') {
        let end = second.trim_start_matches(is_numeral);
        number = number_of(&second[..second.len() - end.len()])?;
        after = end;
    }
    Some((number, after.trim_start_matches([')', ':', '、', '.', ',']), score))
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十".contains(c)
}

fn number_of(text: &str) -> Option<u32> {
    if text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let mut signs = text.chars();
    let at = "一二三四五六七八九十".chars().position(|c| Some(c) == signs.clone().next())?;
    signs.next();
    signs.next().is_none().then_some(at as u32 + 1)
}

fn likeness(line: &str, key: &str) -> f64 {
    if key.is_empty() || line.len() > key.len() * 3 + 60 {
        0.0
    } else if line == key {
        1.0
    } else if line.contains(key) {
        0.95
    } else if line.len().abs_diff(key.len()) * 4 > key.len() {
        // Too much longer or shorter to be three quarters alike.
        0.0
    } else {
        let likeness = alike::likeness(line, key, 0.75);
        if likeness >= 0.75 { likeness * 0.9 } else { 0.0 }
    }
}

/// The lines of a cell or paragraph as they are compared.
pub fn folded_lines(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().filter(|line| !crate::model::fold::is_blank(line)).map(fold)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table that a line speaks for, and whether it does so strongly.
    #[track_caller]
    fn check(line: &str, expected: Option<(&str, bool)>) {
        let rules = RuleSet::builtin();
        let evidence = Titles::new(&rules).evidence(&folded_lines(line).collect::<Vec<_>>());
        let best = (0..4).max_by(|a, b| evidence[*a].total_cmp(&evidence[*b])).filter(|at| evidence[*at] > 0.0);
        assert_eq!(best.map(|at| (rules.tables[at].id.as_str(), evidence[at] >= 0.7)), expected, "{line}");
    }

    #[test]
    fn titles_in_many_dresses() {
        for line in [
            "2024年度知识产权项目需求征集表（三）",
            "2024年知识产权项目需求征集表(三)",
            "2024年度知识产权项目需求征集表⑶",
            "2024年度知识产权项目需求征集表③",
            "2024年度知识产权项目需求征集表㈢",
            "2024年度知识产权项目需求征集表（3）",
            "2024年度知识产权项目需求征集表之三",
            "2024年度知识产权项目需求征集表（表三）",
            "2024年度知识产权项目需求征集表（三）（续）",
            "知识产权项目需求征集表（三）",
            "附件1：广东省广州市2024年度知识产权专项资金项目需求征集表（三）",
            "表三、2024年度知识产权项目需求征集表",
            "表3 2024年度知识产权项目需求征集表",
            "支持专利代办处和省知识产权保护中心开展工作",
            "表三",
            "表3：",
            "附表三",
            "续表3",
            "续表（三）",
        ] {
            check(line, Some(("3", true)));
        }
        check("附件2-3", Some(("3", false)));
        check("表3 专利代办", Some(("3", false)));
        check("2024年度知识产权项目需求征集表", None);
        check("（三）工作安排", None);
        check("3", None);
        check("表", None);
        check("填报单位：广州市市场监督管理局", None);
    }
}

//! Administrative divisions by code and name (GB/T 2260), with the years in which each was valid.
//!
//! Finds names at the start of a text, written in full or without their last word; whose name in a
//! text counts is for others to say.

use std::{
    collections::HashMap,
    fmt,
    hash::{BuildHasherDefault, Hasher},
};

use crate::model::text::Text;

/// The columns of regions.csv.
const HEADER: [&str; 4] = ["code", "name", "valid_from", "valid_to"];

/// Peoples in the names of autonomous divisions, longer ones before those that they contain.
const PEOPLES: &str = "维吾尔 哈萨克 柯尔克孜 塔吉克 乌孜别克 塔塔尔 俄罗斯 锡伯 蒙古 达斡尔 鄂温克 鄂伦春 赫哲 朝鲜 \
    满 回 藏 壮 苗 彝 布依 侗 瑶 白 土家 哈尼 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 土 仫佬 羌 布朗 撒拉 毛南 仡佬 \
    阿昌 普米 怒 德昂 保安 裕固 京 独龙 门巴 珞巴 基诺 各";

/// Last words of names, longer ones before those that they contain.
const SUFFIXES: [&str; 13] =
    ["特别行政区", "自治区", "自治州", "自治县", "自治旗", "特区", "地区", "省", "市", "县", "区", "旗", "盟"];

/// A division as it is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Six digits.
    pub code: String,
    pub name: String,
    /// Code of the prefecture, else of the province; empty for a province.
    pub parent: String,
}

/// How much of a code says where: the first two digits name the province, the next two the
/// prefecture, the last two the county.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Province,
    Prefecture,
    County,
}

pub fn level(code: u32) -> Level {
    match code {
        _ if code.is_multiple_of(10_000) => Level::Province,
        _ if code.is_multiple_of(100) => Level::Prefecture,
        _ => Level::County,
    }
}

/// Whether the first lies above the second.
pub fn is_above(upper: u32, lower: u32) -> bool {
    match level(upper) {
        Level::Province => upper != lower && upper / 10_000 == lower / 10_000,
        Level::Prefecture => upper != lower && upper / 100 == lower / 100,
        Level::County => false,
    }
}

/// A name found at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub code: u32,
    /// Bytes of the text.
    pub len: usize,
    /// The whole name stands there, not only what is left without its last word.
    pub full: bool,
    pub current: bool,
}

/// The table of divisions.
#[derive(Debug)]
pub struct Regions {
    /// All names, one after the other.
    names: String,
    /// In order of code.
    rows: Vec<Row>,
    /// The first two characters of a name to the first row of its chain.
    heads: HashMap<u64, u32, BuildHasherDefault<KeyHasher>>,
}

#[derive(Debug)]
struct Row {
    code: u32,
    start: u32,
    len: u16,
    /// Bytes without the last word and the peoples before it; 0 if that leaves less than two characters.
    base: u16,
    /// Last year of validity; `u16::MAX` while it is valid.
    until: u16,
    /// The next row whose name begins with the same two characters.
    next: Option<u32>,
}

/// What is wrong with a table of regions, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionsError {
    /// From 1.
    pub line: u64,
    pub problem: Text,
}

impl fmt::Display for RegionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem.en)
    }
}

impl std::error::Error for RegionsError {}

impl Regions {
    /// Reads a table with the columns code, name, valid_from and valid_to.
    ///
    /// # Errors
    /// The line that is not of this shape.
    pub fn parse(text: &str) -> Result<Regions, RegionsError> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut record = csv::ByteRecord::new();
        let lines = text.len() / 20;
        let mut regions = Regions {
            names: String::with_capacity(text.len()),
            rows: Vec::with_capacity(lines),
            heads: HashMap::with_capacity_and_hasher(lines, BuildHasherDefault::default()),
        };
        let mut line = 1;
        while reader.read_byte_record(&mut record).map_err(|cause| malformed(line, &cause.to_string()))? {
            line = record.position().map_or(line, |position| position.line());
            if line == 1 {
                if !record.iter().eq(HEADER.map(str::as_bytes)) {
                    return Err(malformed(1, &format!("the header must be {}", HEADER.join(","))));
                }
                continue;
            }
            regions
                .push(&record)
                .ok_or_else(|| malformed(line, "expected a code of six digits, a name and two years"))?;
        }
        regions.rows.sort_by_key(|row| row.code);
        regions.chain();
        Ok(regions)
    }

    fn push(&mut self, record: &csv::ByteRecord) -> Option<()> {
        let [code, name, _, until] = [0, 1, 2, 3].map(|column| record.get(column));
        let code: u32 =
            std::str::from_utf8(code?).ok()?.parse().ok().filter(|code| (100_000..1_000_000).contains(code))?;
        let name = std::str::from_utf8(name?).ok().filter(|name| !name.is_empty())?;
        let until = match until? {
            b"" => u16::MAX,
            year => std::str::from_utf8(year).ok()?.parse().ok()?,
        };
        let (start, len) = (u32::try_from(self.names.len()).ok()?, u16::try_from(name.len()).ok()?);
        self.names.push_str(name);
        let base = u16::try_from(base_name(name).len()).ok()?;
        self.rows.push(Row { code, start, len, base, until, next: None });
        Some(())
    }

    /// Links the rows by the first two characters of their names.
    fn chain(&mut self) {
        for index in 0..self.rows.len() {
            let row = &self.rows[index];
            let name = &self.names[row.start as usize..][..row.len.into()];
            if let Some(key) = key(name) {
                self.rows[index].next = self.heads.insert(key, index as u32);
            }
        }
    }

    fn name(&self, row: &Row) -> &str {
        &self.names[row.start as usize..][..row.len.into()]
    }

    /// Today's division of this code, else the latest.
    fn row(&self, code: u32) -> Option<&Row> {
        let from = self.rows.partition_point(|row| row.code < code);
        self.rows[from..].iter().take_while(|row| row.code == code).max_by_key(|row| row.until)
    }

    pub fn region(&self, code: &str) -> Option<Region> {
        let number = code.parse().ok()?;
        let row = self.row(number)?;
        let parent = self.parent(number).map(code_text).unwrap_or_default();
        Some(Region { code: code_text(number), name: self.name(row).to_owned(), parent })
    }

    fn parent(&self, code: u32) -> Option<u32> {
        let above = [code / 100 * 100, code / 10_000 * 10_000];
        above.into_iter().find(|&upper| upper != code && self.row(upper).is_some())
    }

    /// Codes of today's divisions, in order.
    pub fn current(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().filter(|row| row.until == u16::MAX).map(|row| row.code)
    }

    /// 佛山市禅城区, 广州市, 北京市东城区, 广东省: the province is left out where there is a prefecture
    /// or a city directly under it. Empty for an unknown code.
    pub fn full_name(&self, code: &str) -> String {
        let Some(row) = code.parse().ok().and_then(|code| self.row(code)) else { return String::new() };
        let name = self.name(row);
        let upper = self.parent(row.code).filter(|_| level(row.code) == Level::County);
        let upper = upper.and_then(|code| self.row(code)).map(|row| self.name(row));
        match upper {
            Some(upper) if !upper.ends_with(['省', '区', '县']) => format!("{upper}{name}"),
            _ => name.to_owned(),
        }
    }

    /// Every division whose name, full or short, stands at the start of the text. 恩施州 and 连南县 are
    /// full names too.
    pub fn at_start(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        let mut next = key(text).and_then(|key| self.heads.get(&key).copied());
        while let Some(row) = next.map(|index| &self.rows[index as usize]) {
            next = row.next;
            let name = self.name(row);
            let base = &name[..row.base.into()];
            let current = row.until == u16::MAX;
            if text.starts_with(name) {
                found.push(Found { code: row.code, len: name.len(), full: true, current });
            } else if !base.is_empty() && text.starts_with(base) {
                let last = name.chars().next_back().unwrap_or_default();
                let shortened = name.contains("自治") && text[base.len()..].starts_with(last);
                let len = base.len() + if shortened { last.len_utf8() } else { 0 };
                found.push(Found { code: row.code, len, full: shortened, current });
            }
        }
        found
    }

    /// Today's divisions that bear the same short name in the same prefecture as a former one.
    pub fn successors(&self, code: u32) -> Vec<u32> {
        let Some(former) = self.row(code).filter(|row| row.base > 0) else { return Vec::new() };
        let base = &self.name(former)[..former.base.into()];
        let from = self.rows.partition_point(|row| row.code < code / 100 * 100);
        let same = self.rows[from..].iter().take_while(|row| row.code / 100 == code / 100);
        same.filter(|row| row.until == u16::MAX && &self.name(row)[..row.base.into()] == base)
            .map(|row| row.code)
            .collect()
    }
}

/// Six digits.
pub fn code_text(code: u32) -> String {
    format!("{code:06}")
}

fn malformed(line: u64, problem: &str) -> RegionsError {
    let problem = Text::new(
        format!("行政区划表格式不对（应为：六位代码、名称、起止年份）：{problem}"),
        format!("not a table of regions: {problem}"),
    );
    RegionsError { line, problem }
}

fn key(name: &str) -> Option<u64> {
    let mut chars = name.chars();
    Some(u64::from(u32::from(chars.next()?)) << 32 | u64::from(u32::from(chars.next()?)))
}

/// Keys are our own table's, so that nobody can make them collide: a product is enough.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte.into());
        }
    }

    fn write_u64(&mut self, key: u64) {
        let product = (self.0 ^ key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ (product >> 32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The name without its last word and, in autonomous divisions, the peoples before it; empty if that
/// leaves less than two characters.
fn base_name(name: &str) -> &str {
    // 神农架林区 is a 林区; 碑林区 and 万柏林区 are not.
    let forest = name.strip_suffix("林区").filter(|base| base.chars().count() > 2);
    let known = || SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix));
    let Some(mut base) = forest.or_else(known) else { return name };
    if name.contains("自治") {
        while let Some(shorter) = without_people(base).filter(|shorter| has_two(shorter)) {
            base = shorter;
        }
    }
    if has_two(base) { base } else { "" }
}

fn without_people(base: &str) -> Option<&str> {
    let bare = base.strip_suffix('族').unwrap_or(base);
    PEOPLES
        .split_whitespace()
        .filter(|people| base.ends_with('族') || people.chars().count() > 1)
        .find_map(|people| bare.strip_suffix(people))
}

fn has_two(text: &str) -> bool {
    text.chars().nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Regions {
        Regions::parse(include_str!("../../rules/regions.csv")).unwrap()
    }

    #[test]
    fn full_names_leave_the_province_out() {
        let regions = table();
        for (code, name) in [
            ("440604", "佛山市禅城区"),
            ("440100", "广州市"),
            ("440000", "广东省"),
            ("441284", "肇庆市四会市"),
            ("441900", "东莞市"),
            ("110101", "北京市东城区"),
            ("500101", "重庆市万州区"),
            ("429004", "仙桃市"),
            ("469001", "五指山市"),
            ("422801", "恩施土家族苗族自治州恩施市"),
            ("999999", ""),
            ("x", ""),
        ] {
            assert_eq!(regions.full_name(code), name);
        }
        assert_eq!(regions.region("440604").unwrap().parent, "440600");
        assert_eq!(regions.region("110101").unwrap().parent, "110000");
    }

    #[test]
    fn names_lose_their_last_words() {
        for (name, base) in [
            ("佛山市", "佛山"),
            ("花县", ""),
            ("梅县区", "梅县"),
            ("乳源瑶族自治县", "乳源"),
            ("连山壮族瑶族自治县", "连山"),
            ("恩施土家族苗族自治州", "恩施"),
            ("双江拉祜族佤族布朗族傣族自治县", "双江"),
            ("新疆维吾尔自治区", "新疆"),
            ("内蒙古自治区", "内蒙古"),
            ("巴音郭楞蒙古自治州", "巴音郭楞"),
            ("白沙黎族自治县", "白沙"),
            ("锡林郭勒盟", "锡林郭勒"),
            ("大兴安岭地区", "大兴安岭"),
            ("神农架林区", "神农架"),
            ("碑林区", "碑林"),
            ("万柏林区", "万柏林"),
        ] {
            assert_eq!(base_name(name), base);
        }
    }

    #[test]
    fn a_malformed_line_is_named() {
        let error = Regions::parse("code,name,valid_from,valid_to\n440100,广州市,,\n4401,x,,\n").unwrap_err();
        assert_eq!(error.line, 3);
        assert_eq!(Regions::parse("a,b\n").unwrap_err().line, 1);
    }
}

//! Units of money.

use serde::{Deserialize, Serialize};

/// Units of money in which a bare number may be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MoneyUnit {
    Yuan,
    Wan,
    Yi,
}

impl MoneyUnit {
    /// The unit that a header or a rule names: 元, 万元, 亿元.
    pub fn named_in(text: &str) -> Option<MoneyUnit> {
        if text.contains("亿元") {
            Some(MoneyUnit::Yi)
        } else if text.contains("万元") || text.contains("（万）") || text.contains("(万)") {
            Some(MoneyUnit::Wan)
        } else if text.contains('元') {
            Some(MoneyUnit::Yuan)
        } else {
            None
        }
    }

    /// The unit that a header names after its own words: 经费安排（元）, 经费/元, 经费 单位：元.
    pub fn of_header(text: &str) -> Option<MoneyUnit> {
        let at = text.find(['(', '（', '[', '［', '【', '/', '／', ':', '：', '，', ','])?;
        MoneyUnit::named_in(&text[at..])
    }

    /// The unit that a line or a row above a table states: 单位：万元, （金额单位：元）, 单位:人民币元.
    pub fn stated_in(line: &str) -> Option<MoneyUnit> {
        line.match_indices("单位").find_map(|(at, word)| {
            let said = line[at + word.len()..].trim_start().strip_prefix([':', '：'])?.trim_start();
            let said = said.strip_prefix("人民币").unwrap_or(said);
            let named = [("亿元", MoneyUnit::Yi), ("万元", MoneyUnit::Wan), ("元", MoneyUnit::Yuan)];
            let (name, unit) = named.into_iter().find(|(name, _)| said.starts_with(name))?;
            // 填报单位：元谋县局 names no unit of money.
            let after = said[name.len()..].chars().next();
            (!after.is_some_and(char::is_alphanumeric)).then_some(unit)
        })
    }

    pub fn label(self) -> &'static str {
        match self {
            MoneyUnit::Yuan => "元",
            MoneyUnit::Wan => "万元",
            MoneyUnit::Yi => "亿元",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_that_are_named() {
        for (line, unit) in [
            ("单位：万元", Some(MoneyUnit::Wan)),
            ("（金额单位： 元）", Some(MoneyUnit::Yuan)),
            ("单位:人民币元  填报日期：2024年", Some(MoneyUnit::Yuan)),
            ("填报单位：元谋县知识产权局", None),
            ("填报单位：甲局  单位：亿元", Some(MoneyUnit::Yi)),
            ("经费万元", None),
        ] {
            assert_eq!(MoneyUnit::stated_in(line), unit, "{line}");
        }
        for (header, unit) in [
            ("经费安排（元）", Some(MoneyUnit::Yuan)),
            ("经费/万元", Some(MoneyUnit::Wan)),
            ("经费安排", None),
            ("多元化经费", None),
        ] {
            assert_eq!(MoneyUnit::of_header(header), unit, "{header}");
        }
    }
}

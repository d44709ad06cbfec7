//! Numbers as people write them: 1,200.50, １２．５, 三十, 贰佰肆拾, 1.5.

use rust_decimal::Decimal;

/// Digits, small units and large units of ordinary and financial Chinese numerals.
const DIGITS: &[(&str, u32)] = &[
    ("零〇○", 0),
    ("一壹弌", 1),
    ("二贰贰弍两兩", 2),
    ("三叁參叄参", 3),
    ("四肆", 4),
    ("五伍", 5),
    ("六陆陸", 6),
    ("七柒", 7),
    ("八捌", 8),
    ("九玖", 9),
];
const SMALL: &[(&str, u32)] = &[("十拾", 10), ("百佰", 100), ("千仟", 1000)];
const LARGE: &[(&str, u64)] = &[("万萬", 10_000), ("亿億", 100_000_000)];

fn lookup<T: Copy>(table: &[(&str, T)], c: char) -> Option<T> {
    table.iter().find(|(chars, _)| chars.contains(c)).map(|(_, value)| *value)
}

/// A whole Chinese numeral below 万 per section, with 万 and 亿 inside: 贰佰肆拾, 一百二十五,
/// 一万二千. None if it is none. `二〇二四` reads as digits.
pub fn chinese(text: &str) -> Option<Decimal> {
    let chars: Vec<char> = text.chars().collect();
    if chars.is_empty() {
        return None;
    }
    if chars.len() > 1 && chars.iter().all(|c| lookup(DIGITS, *c).is_some()) {
        let digits: String =
            chars.iter().filter_map(|c| lookup(DIGITS, *c)).map(|d| char::from(b'0' + d as u8)).collect();
        return digits.parse().ok();
    }
    let (mut total, mut section, mut digit): (u64, u64, Option<u32>) = (0, 0, None);
    let mut last_unit = 0_u32;
    for &c in &chars {
        if let Some(value) = lookup(DIGITS, c) {
            if digit.is_some_and(|d| d != 0) {
                return None;
            }
            digit = Some(value);
            if value == 0 {
                last_unit = 0;
            }
        } else if let Some(unit) = lookup(SMALL, c) {
            // 十 at the start stands for 一十.
            let value = match digit {
                Some(value) => value,
                None if section == 0 && unit == 10 => 1,
                None => return None,
            };
            section = section.checked_add(u64::from(value) * u64::from(unit))?;
            digit = None;
            last_unit = unit;
        } else if let Some(unit) = lookup(LARGE, c) {
            section += u64::from(digit.take().unwrap_or(0));
            if section == 0 && total == 0 {
                return None;
            }
            if unit == 100_000_000 {
                total = total.checked_add(section)?.checked_mul(unit)?;
            } else {
                total = total.checked_add(section.checked_mul(unit)?)?;
            }
            section = 0;
            last_unit = 0;
        } else {
            return None;
        }
    }
    // 一百二 is 120, 一千五 is 1500.
    let tail = match digit {
        Some(value) if last_unit >= 100 => u64::from(value) * u64::from(last_unit / 10),
        Some(value) => u64::from(value),
        None => 0,
    };
    Some(Decimal::from(total.checked_add(section)?.checked_add(tail)?))
}

/// An Arabic number with thousands separators, as folded text: 1,200.50. Groups after a comma must
/// have three digits (or four, as in 1,0000).
pub fn arabic(text: &str) -> Option<Decimal> {
    let mut parts = text.split('.');
    let (whole, fraction) = (parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let groups: Vec<&str> = whole.split([',', '\'']).collect();
    if groups.len() > 1 {
        let size = groups[1].len();
        if !matches!(size, 3 | 4)
            || groups[0].is_empty()
            || groups[0].len() > size
            || groups[1..].iter().any(|g| g.len() != size)
        {
            return None;
        }
    }
    let digits: String = groups.concat();
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(&digits) || fraction.is_some_and(|f| !all_digits(f)) {
        return None;
    }
    let plain = fraction.map_or(digits.clone(), |fraction| format!("{digits}.{fraction}"));
    plain.parse::<Decimal>().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals() {
        for (text, expected) in [
            ("贰拾", "20"),
            ("壹佰伍拾", "150"),
            ("贰佰肆拾", "240"),
            ("壹仟贰佰", "1200"),
            ("叁拾贰", "32"),
            ("十", "10"),
            ("十二", "12"),
            ("一百零五", "105"),
            ("一百二", "120"),
            ("一千五", "1500"),
            ("两千", "2000"),
            ("一万二千", "12000"),
            ("二〇二四", "2024"),
            ("三亿五千万", "350000000"),
            ("一亿零三百", "100000300"),
            ("五", "5"),
            ("捌仟零伍", "8005"),
        ] {
            assert_eq!(chinese(text).map(|d| d.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "百", "二三百", "张三", "万"] {
            assert_eq!(chinese(text), None, "{text}");
        }
        for (text, expected) in [
            ("1,200.50", Some("1200.50")),
            ("12,0000", Some("120000")),
            ("1,20", None),
            ("1.2.3", None),
            ("12.", None),
            ("20", Some("20")),
            ("1,200,000", Some("1200000")),
        ] {
            assert_eq!(arabic(text).map(|d| d.to_string()).as_deref(), expected, "{text}");
        }
    }
}

//! An amount of money as written to 万元.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::numeral;
use crate::model::record::Money;
use crate::rules::MoneyUnit;

/// Words that may stand before an amount without changing it.
const LEAD: &[&str] = &[
    "人民币",
    "共计",
    "合计",
    "总计",
    "共需",
    "共",
    "计",
    "拟安排",
    "安排",
    "拟投入",
    "投入",
    "预算",
    "金额",
    "经费",
    "资金",
    "为",
    "约需",
    "拟",
    "申请",
    "需要",
    "需",
    "不含税",
    "含税",
    "省级",
    "专项",
    ":",
];
/// Signs and words of the currency: a bare number after them is hardly in 万元.
const CURRENCY: &[&str] = &["rmb", "cny", "¥"];
/// Words that say that the figure is not meant exactly.
const ABOUT: &[&str] = &[
    "大约",
    "大概",
    "约",
    "将近",
    "接近",
    "近",
    "预计",
    "估算",
    "估计",
    "暂定",
    "暂估",
    "不超过",
    "不高于",
    "不多于",
    "最高",
    "至多",
    "上限",
    "不少于",
    "不低于",
    "至少",
];
const TAIL: &[&str] = &["整", "正", "左右", "上下", "以内", "以下", "余", "人民币", "。", ";", ",", "/年", "每年"];

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(?P<arabic>[0-9][0-9,'.]*)|(?P<chinese>[〇○零一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟两兩陸參叄参]+))(?P<more>余|多)?(?P<scale>[十百千]?万亿|[十百千]?[万萬亿億w]|千|百)?(?P<more2>余|多)?(?P<yuan>元|圆)?").expect("a fixed pattern")
});

/// Reads an amount; `unit` is what a bare number means here. None if the text is no one amount:
/// 待定, 30-50, 10万元、20万元.
pub fn read(text: &str, unit: MoneyUnit) -> Option<Money> {
    if holds_several(text) {
        return None;
    }
    let mut rest = fold_money(text);
    if let Some(wan) = plain(&rest, unit) {
        return Some(Money { wan: wan.normalize(), approximate: false, corrected_from: None });
    }
    // 100万元（其中省级60万元）: the bracket only explains.
    if let Some(at) = rest.find("(其中").or_else(|| rest.find(",其中")).or_else(|| rest.find(";其中")) {
        rest.truncate(at);
    }
    if rest.len() > 2 && rest.starts_with('(') && rest.find(')') == Some(rest.len() - 1) {
        rest = rest[1..rest.len() - 1].to_owned();
    }
    let mut unit = unit;
    for (bracket, named) in [("(万元)", MoneyUnit::Wan), ("(元)", MoneyUnit::Yuan)] {
        if let Some(after) = rest.strip_prefix(bracket).filter(|after| after.starts_with(|c: char| c.is_ascii_digit()))
        {
            rest = after.to_owned();
            unit = named;
        }
    }
    let remark = take_remark(&mut rest);
    let (wan, mut approximate) = one_amount(&rest, unit)?;
    match remark.as_deref().map(|remark| of_remark(remark, unit)) {
        Some(Remark::Figure(other)) if other != wan => return None,
        Some(Remark::Unclear) => return None,
        Some(Remark::Vague) => approximate = true,
        _ => {}
    }
    Some(Money { wan, approximate, corrected_from: None })
}

/// A single amount with words around it, in 万元; and whether it is not meant exactly.
fn one_amount(text: &str, unit: MoneyUnit) -> Option<(Decimal, bool)> {
    let (mut left, mut approximate, mut currency) = (text, false, false);
    loop {
        if let Some(stripped) = CURRENCY.iter().find_map(|sign| left.strip_prefix(sign)) {
            (left, currency) = (stripped, true);
        } else if let Some((stripped, about)) = strip_lead(left) {
            (left, approximate) = (stripped, approximate || about);
        } else {
            break;
        }
    }
    let (yuan, bare, after, more) = sum(left)?;
    let mut tail = after;
    while let Some((stripped, about)) = strip_tail(tail) {
        approximate |= about;
        tail = stripped;
    }
    if !tail.is_empty() {
        return None;
    }
    // ¥300,000 is 元 whatever the column says; ¥30 may be either.
    let unit = match (bare && currency, unit) {
        (true, MoneyUnit::Yuan) => MoneyUnit::Yuan,
        (true, _) if yuan >= Decimal::from(10_000) => MoneyUnit::Yuan,
        (true, _) => return None,
        (false, unit) => unit,
    };
    let wan = if bare { in_wan(yuan, unit) } else { yuan / Decimal::from(10_000) };
    Some((wan.normalize(), approximate || more))
}

/// Figures side by side, which folding would run together: 30 and 20 on two lines, ①30 ②20.
/// 1 234 567 is one figure.
fn holds_several(text: &str) -> bool {
    if text.contains(|c| matches!(c, '①'..='⒛' | '❶'..='❿' | '㈠'..='㈩')) {
        return true;
    }
    let text = text.trim();
    if !text.contains(char::is_whitespace) {
        return false;
    }
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let mut parts = text.split_whitespace().peekable();
    let parted_by_line = |a: &str, b: &str| {
        let end = a.as_ptr() as usize + a.len() - text.as_ptr() as usize;
        let start = b.as_ptr() as usize - text.as_ptr() as usize;
        text[end..start].contains(['\n', '\r', '\t'])
    };
    while let (Some(a), Some(b)) = (parts.next(), parts.peek()) {
        if a.ends_with(is_digit) && b.starts_with(is_digit) {
            let group = b.chars().take_while(|c| is_digit(*c)).count();
            let lead = a.chars().rev().take_while(|c| is_digit(*c)).count();
            if parted_by_line(a, b) || group != 3 || lead > 3 {
                return true;
            }
        }
    }
    false
}

/// Takes a bracket from the end of an amount: 30万元（含税） → 30万元 and 含税.
fn take_remark(text: &mut String) -> Option<String> {
    let whole = text.trim_end_matches(['.', ',', ';', '。']);
    let open = whole.rfind('(').filter(|at| *at > 0 && whole.ends_with(')'))?;
    let remark = whole[open + 1..whole.len() - 1].to_owned();
    if matches!(remark.as_str(), "元" | "万元" | "亿元") {
        return None;
    }
    text.truncate(open);
    Some(remark)
}

/// Words that take an amount back.
const UNDECIDED: &[&str] = &["待定", "未定", "另定", "待核", "另行", "待确认", "待批"];

/// What a bracket after an amount says.
enum Remark {
    /// 含税, 2024年: nothing about the figure.
    Words,
    /// 暂定, 预计
    Vague,
    /// The same once more, 大写 or as a sum: 万元.
    Figure(Decimal),
    /// Other figures.
    Unclear,
}

fn of_remark(remark: &str, unit: MoneyUnit) -> Remark {
    let figure = remark.strip_prefix("大写").map_or(remark, |rest| rest.trim_start_matches(':'));
    if let Some((wan, _)) = one_amount(figure, unit) {
        return Remark::Figure(wan);
    }
    let parts: Option<Vec<Decimal>> =
        figure.split('+').map(|part| one_amount(part, unit).map(|(wan, _)| wan)).collect();
    if let Some(parts) = parts {
        return Remark::Figure(parts.iter().sum::<Decimal>().normalize());
    }
    let dated = remark.contains('年') && !remark.contains(['万', '元']);
    let figures = remark.contains(|c: char| c.is_ascii_digit()) || remark.contains(['万', '元', '%']);
    if (figures && !dated) || UNDECIDED.iter().any(|word| remark.contains(word)) {
        Remark::Unclear
    } else if ABOUT.iter().any(|word| remark.contains(word)) {
        Remark::Vague
    } else {
        Remark::Words
    }
}

/// What nearly all amounts are: a number, and perhaps its unit.
fn plain(folded: &str, unit: MoneyUnit) -> Option<Decimal> {
    let end = folded.bytes().position(|b| !matches!(b, b'0'..=b'9' | b'.' | b',')).unwrap_or(folded.len());
    let unit = match &folded[end..] {
        "" => unit,
        "万元" | "万" => MoneyUnit::Wan,
        "元" => MoneyUnit::Yuan,
        _ => return None,
    };
    numeral::arabic(&folded[..end]).map(|number| in_wan(number, unit))
}

/// White space out, full-width forms to ASCII, letters small.
fn fold_money(text: &str) -> String {
    crate::model::fold::fold(text).replace('·', ".")
}

fn strip_lead(text: &str) -> Option<(&str, bool)> {
    let about = ABOUT.iter().find_map(|word| text.strip_prefix(word)).map(|rest| (rest, true));
    about.or_else(|| LEAD.iter().find_map(|word| text.strip_prefix(word)).map(|rest| (rest, false)))
}

fn strip_tail(text: &str) -> Option<(&str, bool)> {
    if matches!(text, "(元)" | "(万元)" | "(亿元)") {
        return Some(("", false));
    }
    TAIL.iter().find_map(|word| {
        text.strip_prefix(word).map(|rest| (rest, matches!(*word, "左右" | "上下" | "以内" | "以下" | "余")))
    })
}

/// The sum of a compound such as 1亿2000万元: in 元, or the bare number when no unit is named.
fn sum(text: &str) -> Option<(Decimal, bool, &str, bool)> {
    let (mut total, mut rest, mut last_scale, mut more) = (Decimal::ZERO, text, Decimal::MAX, false);
    loop {
        let Some(found) = AMOUNT.captures(rest) else {
            return (last_scale != Decimal::MAX).then_some((total, false, rest, more));
        };
        let number = match found.name("arabic") {
            Some(digits) => numeral::arabic(digits.as_str().trim_end_matches([',', '.']))?,
            None => numeral::chinese(&found["chinese"])?,
        };
        more |= found.name("more").is_some() || found.name("more2").is_some();
        let scale = found.name("scale").map_or(Some(Decimal::ONE), |scale| scale_of(scale.as_str()));
        let yuan = found.name("yuan").is_some();
        let scale = scale?;
        let unitless = scale == Decimal::ONE && !yuan;
        rest = &rest[found[0].len()..];
        // 5千 may be 5000元 or, where 万元 are asked for, anything.
        if !yuan && scale < Decimal::from(10_000) && !unitless && last_scale == Decimal::MAX {
            return None;
        }
        // 1亿零500万
        rest = rest.strip_prefix('零').filter(|_| !unitless).unwrap_or(rest);
        if unitless {
            // A bare number stands alone: after 1亿 it would be anybody's guess.
            return (last_scale == Decimal::MAX).then_some((number, true, rest, more));
        }
        if scale >= last_scale {
            return None;
        }
        total = total.checked_add(number.checked_mul(scale)?)?;
        last_scale = scale;
        if yuan {
            return Some((total, false, rest, more));
        }
    }
}

/// 万 → 10 000, 百万 → 1 000 000, 千 → 1 000.
fn scale_of(text: &str) -> Option<Decimal> {
    let mut scale: u64 = 1;
    for c in text.chars() {
        scale = scale.checked_mul(match c {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '万' | '萬' | 'w' => 10_000,
            '亿' | '億' => 100_000_000,
            _ => return None,
        })?;
    }
    Some(Decimal::from(scale))
}

/// A bare number in a unit to 万元.
pub fn in_wan(number: Decimal, unit: MoneyUnit) -> Decimal {
    match unit {
        MoneyUnit::Yuan => number / Decimal::from(10_000),
        MoneyUnit::Wan => number,
        MoneyUnit::Yi => number * Decimal::from(10_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = read(text, MoneyUnit::Wan)
            .map_or("-".into(), |m| format!("{}{}", if m.approximate { "~" } else { "" }, m.wan));
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn amounts() {
        for (text, expected) in [
            ("90", "90"),
            (" 60　", "60"),
            ("180.00", "180"),
            ("１０", "10"),
            ("100.25万元", "100.25"),
            ("200 万元", "200"),
            ("999．9万元", "999.9"),
            ("505,000元", "50.5"),
            ("20,000,000元", "2000"),
            ("贰拾万元整", "20"),
            ("壹仟贰佰万元整", "1200"),
            ("壹佰贰拾伍万元整", "125"),
            ("二十万", "20"),
            ("1.5亿元", "15000"),
            ("1亿2000万元", "12000"),
            ("3千万", "3000"),
            ("五百万元", "500"),
            ("人民币30万元整", "30"),
            ("¥300,000元", "30"),
            ("约50万元", "~50"),
            ("不超过30万元", "~30"),
            ("30万元左右", "~30"),
            ("20余万元", "~20"),
            ("100万元（其中省级60万元）", "100"),
            ("5000元", "0.5"),
            ("（30万元）", "30"),
            ("1,200.50", "1200.5"),
            ("0", "0"),
            ("30（万元）", "30"),
            ("叁拾万圆整", "30"),
            ("参佰万元整", "300"),
            ("12万5千元", "12.5"),
            ("¥300,000.00", "30"),
            ("30万元（含税）", "30"),
            ("含税30万元", "30"),
            ("30（省级）", "30"),
            ("30（暂定）", "~30"),
            ("30（20+10）", "30"),
            ("1000000元（大写：壹佰万元整）", "100"),
            ("壹佰万元整（¥1000000.00）", "100"),
            ("（万元）60", "60"),
            ("1亿零500万元", "10500"),
            ("30万余元", "~30"),
            ("1 234 567元", "123.4567"),
            ("30.", "30"),
            ("30万元（2024年）", "30"),
        ] {
            check(text, expected);
        }
        for text in [
            "待定",
            "30-50",
            "30—50万元",
            "30~50",
            "按实际发生额",
            "另行测算",
            "10万元、20万元",
            "每个30万元",
            "1.2.3",
            "10万元\n20万元",
            "万元",
            "30万美元",
            "-30",
            "30\n20",
            "30 20",
            "①30 ②20",
            "100万元（大写：贰佰万元整）",
            "30（20+20）",
            "¥30",
            "5千",
            "2个，共60万元",
        ] {
            check(text, "-");
        }
        assert_eq!(read("300000", MoneyUnit::Yuan).map(|m| m.wan.to_string()).as_deref(), Some("30"));
    }
}

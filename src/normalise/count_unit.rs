//! 项目数及单项金额: how many projects of how much each, in the many ways people write it.
//!
//! The text is read as a run of counts (3个, 项目数：3), amounts (20万元, 每个20万, ×5万) and totals
//! (共60万元). As many counts as amounts are pairs in order, whichever stands first.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::numeral;
use crate::model::fold::fold;
use crate::model::record::CountUnit;

const NUMBER: &str = r"(?:[0-9][0-9,]*(?:\.[0-9]+)?|[〇零一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟两]+)";

static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        concat!(
            r"(?P<skip>(?:19|20)[0-9]{{2}}[-~至到](?:19|20)?[0-9]{{2}}年?|(?:19|20)[0-9]{{2}}年度?|{n}个月|一批)",
            r"|(?P<range>[0-9]+(?:个|项|家|亿元|万元|元|万)?[-~至到][0-9])",
            r"|(?P<total>(?:总金额|总经费|总额|总计|合计|共计|共需|共|计|=)(?:不超过|不高于|为|:|约)?(?P<tn>{n})(?P<tu>亿元|万元|元|亿|万))",
            r"|(?P<money>(?P<mn>{n})(?P<mu>亿元|万元|元|亿|万))",
            r"|(?:项目(?:个数|数量|数)|数量|个数)(?:\((?:个|项|家)\))?(?:为|:)?(?P<labelled>{n})(?:个|项)?",
            r"|(?:单项金额|单个金额|单价|每个|每项|每家)(?:\((?P<lu>亿元|万元|元)\))?(?:为|:|约)?(?P<bare>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<bu>亿元|万元|元|亿|万)?",
            r"|(?P<count>{n})(?:个|项|家|件|批|次|场|所|名|人|期|套|宗|处|户|份|间|支|座|条|门|款|组|站|点|户)",
            r"|(?P<cross>[*×xX✕╳]|乘以?)(?P<times>{n})?",
            r"|(?P<plain>[0-9][0-9,]*(?:\.[0-9]+)?)"
        ),
        n = NUMBER
    ))
    .expect("a fixed pattern")
});

#[derive(Debug, PartialEq)]
enum Token {
    Count(Decimal),
    /// 万元
    Unit(Decimal),
    /// 万元
    Total(Decimal),
    /// A number that only its neighbours explain.
    Plain(Decimal),
    Cross,
    /// 3-5个: no one number.
    Range,
}

/// Reads the text; none if there is neither a count nor an amount in it, or if they do not pair.
pub fn read(text: &str) -> Option<CountUnit> {
    let folded = fold(&parted(text));
    let mut tokens = tokens(&folded);
    if tokens.contains(&Token::Range) {
        return None;
    }
    lone_plain(&folded, &mut tokens);
    let tokens = explain(tokens);
    let mut counts: Vec<Decimal> =
        tokens.iter().filter_map(|t| if let Token::Count(n) = t { Some(*n) } else { None }).collect();
    let mut units: Vec<Decimal> =
        tokens.iter().filter_map(|t| if let Token::Unit(n) = t { Some(*n) } else { None }).collect();
    let total = tokens.iter().find_map(|t| if let Token::Total(n) = t { Some(*n) } else { None });
    if counts.is_empty() && units.is_empty() {
        return None;
    }
    let capped = holds_any(&folded, &["不超过", "不高于", "最高", "以内", "上限", "至多"]);
    if !holds_any(&folded, &["另", "还有", "此外", "外加"]) {
        drop_sums(&mut counts, &mut units);
    }
    let count: Decimal = counts.iter().sum();
    match (counts.len(), units.len()) {
        (n, m) if n == m => Some(CountUnit {
            count: Some(count),
            unit_wan: (n == 1).then(|| units[0].normalize()),
            product_wan: Some(product(&counts, &units).normalize()),
            capped,
        }),
        (1, 0) => {
            Some(CountUnit { count: Some(count), unit_wan: None, product_wan: total.map(|t| t.normalize()), capped })
        }
        // 3个，分别为10万元、20万元、30万元
        (1, m) if Decimal::from(m) == count && folded.contains("分别") => Some(CountUnit {
            count: Some(count),
            unit_wan: None,
            product_wan: Some(units.iter().sum::<Decimal>().normalize()),
            capped,
        }),
        _ => None,
    }
}

/// Some of the words stand in the text; told by their first characters in most cases.
fn holds_any(text: &str, words: &[&str]) -> bool {
    text.char_indices().any(|(at, c)| words.iter().any(|word| word.starts_with(c) && text[at..].starts_with(word)))
}

/// The text with figures that stand side by side kept apart: folding takes white space out, and
/// turns ① into 1.
fn parted(text: &str) -> Cow<'_, str> {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let circled = |c: char| matches!(c, '①'..='⒛' | '❶'..='❿');
    if !text.contains(|c: char| c.is_whitespace() || circled(c)) {
        return Cow::Borrowed(text);
    }
    let mut parted = String::with_capacity(text.len() + 4);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let between = c.is_whitespace()
            && parted.ends_with(is_digit)
            && rest.clone().find(|c| !c.is_whitespace()).is_some_and(is_digit);
        parted.push(if between || circled(c) { ';' } else { c });
    }
    Cow::Owned(parted)
}

/// 3（20万元/个）, 3/20万元: a number at the very beginning before the only amount is the count.
fn lone_plain(folded: &str, tokens: &mut [Token]) {
    let [Token::Plain(count), Token::Unit(_)] = *tokens else { return };
    let after = folded.trim_start_matches(|c: char| c.is_ascii_digit());
    if after.len() < folded.len() && after.starts_with(['/', '(', ';', ',', '@']) {
        tokens[0] = Token::Count(count);
    }
}

/// Takes out a count that is the sum of the others (共5个：2个…，3个…), and an amount that is what
/// the rest comes to (60万元（3个×20万元）).
fn drop_sums(counts: &mut Vec<Decimal>, units: &mut Vec<Decimal>) {
    if counts.len() == units.len() + 1 && counts.len() > 2 {
        let sum: Decimal = counts.iter().sum();
        if let Some(at) = [0, counts.len() - 1].into_iter().find(|at| counts[*at] * Decimal::TWO == sum) {
            counts.remove(at);
        }
    } else if units.len() == counts.len() + 1 && !counts.is_empty() {
        let last = units.len() - 1;
        if product(counts, &units[1..]) == units[0] {
            units.remove(0);
        } else if product(counts, &units[..last]) == units[last] {
            units.remove(last);
        }
    }
}

fn product(counts: &[Decimal], units: &[Decimal]) -> Decimal {
    counts.iter().zip(units).map(|(count, unit)| count * unit).sum()
}

fn tokens(folded: &str) -> Vec<Token> {
    let mut found = Vec::new();
    for capture in TOKEN.captures_iter(folded) {
        let number = |name: &str| capture.name(name).and_then(|m| parse(m.as_str()));
        if capture.name("skip").is_some() {
            continue;
        }
        if capture.name("range").is_some() {
            found.push(Token::Range);
        } else if capture.name("total").is_some() {
            found.extend(number("tn").map(|n| Token::Total(in_wan(n, &capture["tu"]))));
        } else if capture.name("money").is_some() {
            found.extend(number("mn").map(|n| Token::Unit(in_wan(n, &capture["mu"]))));
        } else if capture.name("cross").is_some() {
            found.push(Token::Cross);
            found.extend(number("times").map(Token::Plain));
        } else {
            let token = number("labelled").or_else(|| number("count")).map(Token::Count);
            let unit = capture.name("bu").or(capture.name("lu")).map_or("万元", |unit| unit.as_str());
            let bare = number("bare").map(|n| Token::Unit(in_wan(n, unit)));
            found.extend(token.or(bare).or_else(|| number("plain").map(Token::Plain)));
        }
    }
    found
}

/// Reads numbers beside a × from their neighbours: 3×20 is three of 20 万元, 20万×3 three of that.
/// Plain numbers elsewhere (第1类) say nothing.
fn explain(tokens: Vec<Token>) -> Vec<Token> {
    let mut explained: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens.get(at + 1) == Some(&Token::Cross) {
            match (&tokens[at], tokens.get(at + 2)) {
                (Token::Plain(a), Some(Token::Plain(b) | Token::Unit(b))) => {
                    explained.extend([Token::Count(*a), Token::Unit(*b)])
                }
                (Token::Count(a), Some(Token::Plain(b))) => explained.extend([Token::Count(*a), Token::Unit(*b)]),
                (Token::Unit(a), Some(Token::Plain(b))) => explained.extend([Token::Unit(*a), Token::Count(*b)]),
                (Token::Plain(a), Some(Token::Count(b))) => explained.extend([Token::Unit(*a), Token::Count(*b)]),
                _ => {
                    explained.extend(known(&tokens[at]));
                    at += 2;
                    continue;
                }
            }
            at += 3;
            continue;
        }
        explained.extend(known(&tokens[at]));
        at += 1;
    }
    explained
}

fn known(token: &Token) -> Option<Token> {
    match token {
        Token::Count(n) => Some(Token::Count(*n)),
        Token::Unit(n) => Some(Token::Unit(*n)),
        Token::Total(n) => Some(Token::Total(*n)),
        Token::Plain(_) | Token::Cross | Token::Range => None,
    }
}

fn parse(text: &str) -> Option<Decimal> {
    numeral::arabic(text.trim_end_matches(',')).or_else(|| numeral::chinese(text))
}

fn in_wan(number: Decimal, unit: &str) -> Decimal {
    match unit {
        "元" => number / Decimal::from(10_000),
        "亿" | "亿元" => number * Decimal::from(10_000),
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let show = |d: Option<Decimal>| d.map_or("-".into(), |d| d.to_string());
        let shown = read(text)
            .map_or("none".into(), |c| format!("{} x {} = {}", show(c.count), show(c.unit_wan), show(c.product_wan)));
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn the_many_ways() {
        for text in [
            "3个×20万元",
            "3项*20万",
            "3个，每个20万元",
            "3项，每项20万元",
            "项目数：3\n单项金额：20万元",
            "共3个项目，单项金额20万元",
            "3个 20万元",
            "3个；20万元/项",
            "拟设3个，每个不超过20万元",
            "20万元/个，共3个",
            "３个，每个２０万元",
            "三个，每个二十万元",
            "3×20",
            "20万元×3",
            "3个，每个20万元，共60万元",
            "2024年拟设3项，每项20万元",
            "3个，每个200000元",
            "项目数量为3个，单价20万",
            "单项金额20万元，项目数3",
            "3 个，每个 20 万元",
            "3个×20万元=60万元",
            "3 × 20 万元 = 60 万元",
            "60万元（3个×20万元）",
            "3（20万元/个）",
            "3/20万元",
            "3\n20万元/个",
            "项目数（个）：3；单项金额（万元）：20",
            "3个，每个不超过20万元，总额不超过60万元",
            "2023-2025年3个，每个20万元",
        ] {
            check(text, "3 x 20 = 60");
        }
        check("A类2个，每个30万元；B类3个，每个10万元", "5 x - = 90");
        check("1项50万元，2项各20万元", "3 x - = 90");
        check("3个，分别为10万元、20万元、30万元", "3 x - = 60");
        check("①2个，每个30万元；②3个，每个10万元", "5 x - = 90");
        check("共5个：2个每个30万元，3个每个10万元", "5 x - = 90");
        check("3-5个，每个20万元", "none");
        check("3个，每个10-20万元", "none");
        check("一批", "none");
        check("12个月，每月5万元", "none");
        check("1、20万元", "none");
        check("3个", "3 x - = -");
        check("3个，共60万元", "3 x - = 60");
        check("20.5万元/个，共4个", "4 x 20.5 = 82");
        check("另行通知", "none");
        check("2个，每个10万元；另有20万元", "none");
    }
}

//! Numbers as their cells show them: number formats (ISO/IEC 29500-1 18.8.30, 18.8.31).
//!
//! [`parse`] reads a format code; this file picks the section for a value and writes it. What only
//! fills or aligns (`* `, `_ `, `?`) gives at most a blank inside the text and none at its ends.

use digits::{Digits, push_general};
use parse::{Part, Section};

use crate::readers::flowing::numeral::Numeral;

pub mod builtin;
pub mod date;
pub mod digits;
mod fraction;
mod parse;
#[cfg(test)]
mod tests;

/// A parsed format code.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberFormat {
    /// For numbers: one to three, by sign or by their own conditions.
    sections: Vec<Section>,
    /// For text, if the code has one.
    text: Option<Section>,
}

impl NumberFormat {
    /// Reads a format code. Nothing is wrong with any code: what is not understood is shown as it is.
    pub fn new(code: &str) -> NumberFormat {
        parse::format(code)
    }

    /// Appends a number as a cell with this format shows it.
    pub fn push(&self, value: f64, is_1904: bool, out: &mut String) {
        let start = out.len();
        let Some((index, section)) = self.section(value) else { return push_general(value, out) };
        if section.is_date {
            if !push_moment(section, value, is_1904, out) {
                out.truncate(start);
                push_general(value, out);
            }
        } else {
            // The section for negative numbers says by itself how these look.
            let by_sign = index == 1 && section.condition.is_none();
            let minus = value < 0.0 && !by_sign;
            push_number(section, value.abs(), minus, out);
        }
        trim(out, start);
    }

    /// Appends a text as a cell with this format shows it.
    pub fn push_text(&self, text: &str, out: &mut String) {
        let Some(section) = &self.text else { return out.push_str(text) };
        let start = out.len();
        for part in &section.parts {
            match part {
                Part::Text => out.push_str(text),
                Part::Literal(literal) => out.push_str(literal),
                _ => {}
            }
        }
        if section.parts.iter().any(|part| matches!(part, Part::Literal(_))) {
            trim(out, start);
        }
    }

    fn section(&self, value: f64) -> Option<(usize, &Section)> {
        let conditioned = self.sections.iter().any(|section| section.condition.is_some());
        let index = match self.sections.len() {
            0 => return None,
            1 => 0,
            count if conditioned => {
                let fits = |section: &Section| section.condition.is_some_and(|condition| condition.fits(value));
                // Without a condition of its own, the second takes the negative numbers and the last the rest.
                let second =
                    |at: usize, section: &Section| at == 1 && count > 2 && section.condition.is_none() && value < 0.0;
                let found =
                    self.sections.iter().enumerate().position(|(at, section)| fits(section) || second(at, section));
                found.unwrap_or(count - 1)
            }
            2 => usize::from(value < 0.0),
            _ if value < 0.0 => 1,
            _ if value == 0.0 => 2,
            _ => 0,
        };
        Some((index, self.sections.get(index)?))
    }
}

/// Padding at either end is not text.
fn trim(out: &mut String, start: usize) {
    let length = out[start..].trim_end_matches(' ').len();
    out.truncate(start + length);
    let blanks = length - out[start..].trim_start_matches(' ').len();
    out.drain(start..start + blanks);
}

fn push_number(section: &Section, value: f64, minus: bool, out: &mut String) {
    let scale = section.parts.iter().filter(|part| matches!(part, Part::Percent)).count() as i32 * 2;
    let Some(mut digits) = Digits::of(value) else { return push_general(value, out) };
    if !digits.is_zero() {
        digits.point += scale - 3 * section.thousands as i32;
    }
    let mut exponent = 0;
    if section.parts.iter().any(|part| matches!(part, Part::Exponent(_))) {
        exponent = normalise(&mut digits, section);
    }
    digits.round(section.decimals as i32);
    if minus {
        out.push('-');
    }
    let mut writer = Writer { section, digits, integer: 0, decimal: 0, past_point: false, past_exponent: false };
    for part in &section.parts {
        match part {
            Part::Literal(text) => out.push_str(text),
            Part::Digit(kind) => writer.digit(*kind, out),
            Part::Point => {
                writer.past_point = true;
                out.push('.');
            }
            Part::Percent => out.push('%'),
            Part::Exponent(plus) => {
                writer.past_exponent = true;
                let sign = if exponent < 0 {
                    "-"
                } else if *plus {
                    "+"
                } else {
                    ""
                };
                out.push('E');
                out.push_str(sign);
                let width = section.exponent_digits;
                out.push_str(&format!("{:0width$}", exponent.abs()));
            }
            Part::General => push_whole(section, value, out),
            Part::Fraction(fraction) => fraction.push(value, out),
            Part::Text => push_general(value, out),
            Part::Date(_) => {}
        }
    }
}

/// `General`, or with `[DBNum1]` a whole number in Chinese.
fn push_whole(section: &Section, value: f64, out: &mut String) {
    match &section.numerals {
        Some(numerals) if value.fract() == 0.0 && value < 1e8 => numerals.push(value as u32, out),
        _ => push_general(value, out),
    }
}

/// Brings digits to as many integer places as the section has; gives the exponent.
fn normalise(digits: &mut Digits, section: &Section) -> i32 {
    if digits.is_zero() {
        return 0;
    }
    let places = section.integers.max(1) as i32;
    let mut exponent = digits.point - 1;
    exponent -= if places > 1 { exponent.rem_euclid(places) } else { 0 };
    digits.point -= exponent;
    digits.round(section.decimals as i32);
    if digits.point > places {
        digits.point -= places;
        exponent += places;
    }
    exponent
}

/// Puts digits into their places.
struct Writer<'a> {
    section: &'a Section,
    digits: Digits,
    /// Places of the integer and of the fraction that have been written.
    integer: usize,
    decimal: i32,
    past_point: bool,
    past_exponent: bool,
}

impl Writer<'_> {
    fn digit(&mut self, kind: char, out: &mut String) {
        // The exponent's own were written with its sign.
        if self.past_exponent {
            return;
        }
        if self.past_point {
            self.decimal += 1;
            match (self.digits.decimals() >= self.decimal, kind) {
                (true, _) | (false, '0') => self.push(-self.decimal, out),
                (false, '?') => out.push(' '),
                _ => {}
            }
        } else {
            self.whole(kind, out);
        }
    }

    /// A place of the integer; the first one takes all digits to its left.
    fn whole(&mut self, kind: char, out: &mut String) {
        let place = self.section.integers.saturating_sub(self.integer + 1) as i32;
        if let (0, Some(numerals)) = (self.integer, &self.section.numerals)
            && self.section.integers == 1
            && (0..=8).contains(&self.digits.point)
        {
            let whole = (0..self.digits.point).rev().fold(0, |sum, at| sum * 10 + u32::from(self.digits.at(at)));
            numerals.push(whole, out);
            self.integer += 1;
            return;
        }
        let first = if self.integer == 0 { self.digits.point.max(place + 1) } else { place + 1 };
        self.integer += 1;
        for at in (place..first).rev() {
            match (at < self.digits.point, kind) {
                (true, _) | (false, '0') => self.push(at, out),
                (false, '?') => out.push(' '),
                _ => continue,
            }
            if self.section.grouped && at > 0 && at % 3 == 0 && (at < self.digits.point || kind == '0') {
                out.push(',');
            }
        }
    }

    fn push(&self, place: i32, out: &mut String) {
        out.push(char::from(b'0' + self.digits.at(place)));
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const CHINESE_DAYS: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];

/// Writes a date or time; false if the number is none.
fn push_moment(section: &Section, value: f64, is_1904: bool, out: &mut String) -> bool {
    let half = section.parts.iter().any(|part| matches!(part, Part::Date(unit) if matches!(unit.letter, 'p' | '午')));
    let Some(at) = date::moment(value, is_1904, section.decimals > 0) else { return false };
    let hour = if half { (at.hour + 11) % 12 + 1 } else { at.hour };
    let mut past_point = false;
    let mut milliseconds = format!("{:03}", at.millisecond).into_bytes().into_iter();
    for part in &section.parts {
        match part {
            Part::Literal(text) => out.push_str(text),
            Part::Point => {
                past_point = true;
                out.push('.');
            }
            Part::Digit(_) if past_point => out.push(milliseconds.next().map_or('0', char::from)),
            Part::Date(unit) => {
                let number = |value: u64, out: &mut String| push_unit(section, value, unit.count, out);
                match (unit.letter, unit.count) {
                    ('y', 1..=2) => push_year(section, (at.year % 100) as u64, 2, out),
                    ('y' | 'e', _) => push_year(section, at.year as u64, 4, out),
                    ('m', 1..=2) => number(at.month.into(), out),
                    ('m', count) => {
                        let name = MONTHS.get(usize::from(at.month).wrapping_sub(1)).copied().unwrap_or_default();
                        let shown = match count {
                            3 => 3,
                            5 => 1,
                            _ => name.len(),
                        };
                        out.push_str(&name[..shown.min(name.len())]);
                    }
                    ('d', 1..=2) => number(at.day.into(), out),
                    ('d', 3) => out.push_str(&DAYS[usize::from(at.weekday % 7)][..3]),
                    ('d', _) => out.push_str(DAYS[usize::from(at.weekday % 7)]),
                    ('a', count) => {
                        out.push_str(if count > 3 { "星期" } else { "" });
                        out.push_str(CHINESE_DAYS[usize::from(at.weekday % 7)]);
                    }
                    ('h', _) => number(hour.into(), out),
                    ('n', _) => number(at.minute.into(), out),
                    ('s', _) => number(at.second.into(), out),
                    ('H', _) => number(at.elapsed / 3600, out),
                    ('N', _) => number(at.elapsed / 60, out),
                    ('S', _) => number(at.elapsed, out),
                    ('p', count) => {
                        let name = if at.hour < 12 { "AM" } else { "PM" };
                        out.push_str(if count > 1 { name } else { &name[..1] });
                    }
                    ('午', _) => out.push_str(if at.hour < 12 { "上午" } else { "下午" }),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    true
}

fn push_unit(section: &Section, value: u64, width: usize, out: &mut String) {
    match (&section.numerals, u32::try_from(value)) {
        (Some(numerals), Ok(value)) => numerals.push(value, out),
        _ => out.push_str(&format!("{value:0width$}")),
    }
}

/// Years are read digit by digit: 二〇二四.
fn push_year(section: &Section, value: u64, width: usize, out: &mut String) {
    match (&section.numerals, u32::try_from(value)) {
        (Some(numerals), Ok(value)) => numerals.digits.push(value, out),
        _ => out.push_str(&format!("{value:0width$}")),
    }
}

/// How `[DBNum1]` and `[DBNum2]` write.
#[derive(Clone, Debug, PartialEq)]
struct Numerals {
    whole: Numeral,
    digits: Numeral,
}

impl Numerals {
    /// Appends a number below a hundred million.
    fn push(&self, number: u32, out: &mut String) {
        let (high, low) = (number / 10_000, number % 10_000);
        if high == 0 || self.whole == Numeral::FullWidth {
            return self.whole.push(number, out);
        }
        self.whole.push(high, out);
        out.push('万');
        if (1..1000).contains(&low) {
            self.whole.push(0, out);
        }
        // 一万零一十, not 一万零十.
        if (10..20).contains(&low) && self.whole == Numeral::ChineseThousand {
            out.push('一');
        }
        if low > 0 {
            self.whole.push(low, out);
        }
    }

    fn of(kind: char) -> Option<Numerals> {
        match kind {
            '1' => Some(Numerals { whole: Numeral::ChineseThousand, digits: Numeral::ChineseDigits }),
            '2' => Some(Numerals { whole: Numeral::ChineseLegal, digits: Numeral::ChineseLegal }),
            '3' => Some(Numerals { whole: Numeral::FullWidth, digits: Numeral::FullWidth }),
            _ => None,
        }
    }
}

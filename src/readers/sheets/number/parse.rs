//! A format code as sections of parts.

use super::{NumberFormat, Numerals, fraction::Fraction};

/// One piece of a section, in the order of the code.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Literal(String),
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    Percent,
    /// With or without a plus sign for positive exponents.
    Exponent(bool),
    /// `General`.
    General,
    /// `# ?/?`.
    Fraction(Fraction),
    /// `@`.
    Text,
    Date(Unit),
}

/// A part of a date: its letter, how often it stands. Minutes are `n`, hours, minutes and seconds
/// that count on are `H`, `N`, `S`; `AM/PM` is `p`, 上午/下午 is `午`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    pub letter: char,
    pub count: usize,
}

/// What a number must be for its section.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    compare: &'static str,
    value: f64,
}

impl Condition {
    pub fn fits(self, value: f64) -> bool {
        match self.compare {
            "<" => value < self.value,
            "<=" => value <= self.value,
            ">" => value > self.value,
            ">=" => value >= self.value,
            "<>" => value != self.value,
            _ => value == self.value,
        }
    }

    fn of(text: &str) -> Option<Condition> {
        let compare = ["<=", ">=", "<>", "<", ">", "="].into_iter().find(|sign| text.starts_with(sign))?;
        Some(Condition { compare, value: text[compare.len()..].trim().parse().ok()? })
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    pub parts: Vec<Part>,
    pub condition: Option<Condition>,
    pub is_date: bool,
    /// Digit places before and after the point.
    pub integers: usize,
    pub decimals: usize,
    pub exponent_digits: usize,
    /// Commas between digits.
    pub grouped: bool,
    /// Commas after the last digit: each divides by a thousand.
    pub thousands: usize,
    pub numerals: Option<Numerals>,
}

/// Longer codes than any program writes are not read.
const LONGEST: usize = 1024;

pub fn format(code: &str) -> NumberFormat {
    if code.len() > LONGEST {
        return NumberFormat { sections: Vec::new(), text: None };
    }
    let mut sections: Vec<Section> = split(code).into_iter().map(section).collect();
    let has_text = |section: &Section| section.parts.contains(&Part::Text);
    let text = if sections.len() > 3 {
        sections.truncate(4);
        sections.pop()
    } else {
        sections.pop_if(|section| has_text(section))
    };
    NumberFormat { sections, text }
}

/// Cuts at semicolons outside quotes and brackets.
fn split(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut from, mut quoted, mut bracketed, mut escaped) = (0, false, false, false);
    for (at, letter) in code.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' if !bracketed => escaped = true,
            '[' => bracketed = true,
            ']' => bracketed = false,
            ';' if !bracketed => {
                found.push(&code[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(&code[from..]);
    found
}

/// Names of `General`, the second as Chinese programs write it.
const GENERAL: [&str; 3] = ["General", "G/通用格式", "G/標準"];

fn section(code: &str) -> Section {
    let mut made = Section::default();
    let mut rest = code;
    while let Some(letter) = rest.chars().next() {
        let length = step(&mut made, rest, letter);
        rest = rest.get(length..).unwrap_or_default();
    }
    finish(&mut made);
    made
}

/// Takes up what begins with `letter`; gives its length in bytes.
fn step(made: &mut Section, rest: &str, letter: char) -> usize {
    if let Some(name) = GENERAL.iter().find(|name| starts_with(rest, name)) {
        made.parts.push(Part::General);
        return name.len();
    }
    if let Some(length) = half_day(made, rest) {
        return length;
    }
    match letter {
        '"' => {
            let inside = rest[1..].split('"').next().unwrap_or_default();
            literal(made, inside);
            inside.len() + 2
        }
        '\\' => {
            let next = rest[1..].chars().next();
            next.inspect(|next| literal(made, next.encode_utf8(&mut [0; 4])));
            1 + next.map_or(0, char::len_utf8)
        }
        // A blank as wide as the next character, or as many of it as fit.
        '_' | '*' => {
            literal(made, if letter == '_' { " " } else { "" });
            1 + rest[1..].chars().next().map_or(0, char::len_utf8)
        }
        '[' => {
            let inside = rest[1..].split(']').next().unwrap_or_default();
            bracket(made, inside);
            inside.len() + 2
        }
        '0' | '#' | '?' => {
            made.parts.push(Part::Digit(letter));
            1
        }
        '.' => {
            made.parts.push(Part::Point);
            1
        }
        ',' => {
            comma(made, &rest[1..]);
            1
        }
        '%' => {
            made.parts.push(Part::Percent);
            1
        }
        '@' => {
            made.parts.push(Part::Text);
            1
        }
        'E' if rest.len() > 2 && matches!(rest.as_bytes()[1], b'+' | b'-') => {
            made.parts.push(Part::Exponent(rest.as_bytes()[1] == b'+'));
            2
        }
        'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'e' | 'E' | 'a' | 'A' => {
            date_unit(made, rest, letter)
        }
        // Era names, which Chinese dates do not have.
        'g' | 'G' | 'b' | 'B' => 1,
        other => {
            literal(made, other.encode_utf8(&mut [0; 4]));
            other.len_utf8()
        }
    }
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn literal(made: &mut Section, text: &str) {
    match made.parts.last_mut() {
        Some(Part::Literal(before)) => before.push_str(text),
        _ => made.parts.push(Part::Literal(text.to_owned())),
    }
}

fn half_day(made: &mut Section, rest: &str) -> Option<usize> {
    let (name, letter, count) = [("AM/PM", 'p', 2), ("A/P", 'p', 1), ("上午/下午", '午', 1)]
        .into_iter()
        .find(|(name, ..)| starts_with(rest, name))?;
    made.is_date = true;
    made.parts.push(Part::Date(Unit { letter, count }));
    Some(name.len())
}

fn date_unit(made: &mut Section, rest: &str, letter: char) -> usize {
    let count = rest.chars().take_while(|next| next.eq_ignore_ascii_case(&letter)).count();
    let letter = letter.to_ascii_lowercase();
    // A single `a` is a letter; `aaa` is the day of the week.
    if letter == 'a' && count < 3 {
        literal(made, &rest[..count]);
        return count;
    }
    made.is_date = true;
    let minutes = letter == 'm' && count < 3 && matches!(last_unit(made), Some('h' | 'H'));
    if letter == 's'
        && let Some(unit) = last_date(made).filter(|unit| unit.letter == 'm' && unit.count < 3)
    {
        unit.letter = 'n';
    }
    made.parts.push(Part::Date(Unit { letter: if minutes { 'n' } else { letter }, count }));
    count
}

fn last_date(made: &mut Section) -> Option<&mut Unit> {
    made.parts.iter_mut().rev().find_map(|part| match part {
        Part::Date(unit) => Some(unit),
        _ => None,
    })
}

fn last_unit(made: &mut Section) -> Option<char> {
    last_date(made).map(|unit| unit.letter)
}

/// `[Red]`, `[>100]`, `[h]`, `[$¥-804]`, `[DBNum1]`.
fn bracket(made: &mut Section, inside: &str) {
    if let Some(condition) = Condition::of(inside) {
        made.condition = Some(condition);
    } else if let Some(currency) = inside.strip_prefix('$') {
        literal(made, currency.split('-').next().unwrap_or_default());
    } else if starts_with(inside, "DBNum") {
        made.numerals = inside.chars().nth(5).and_then(Numerals::of);
    } else if let Some(letter) = inside.chars().next().map(|letter| letter.to_ascii_lowercase())
        && matches!(letter, 'h' | 'm' | 's')
        && inside.chars().all(|next| next.eq_ignore_ascii_case(&letter))
    {
        made.is_date = true;
        let letter = if letter == 'm' { 'N' } else { letter.to_ascii_uppercase() };
        made.parts.push(Part::Date(Unit { letter, count: inside.len() }));
    }
}

/// A comma groups digits if one follows, divides if none follows, and is itself elsewhere.
fn comma(made: &mut Section, after: &str) {
    let after_digit = matches!(made.parts.last(), Some(Part::Digit(_)));
    let before_digit = after.trim_start_matches(',').starts_with(['0', '#', '?']);
    match (after_digit, before_digit) {
        (true, true) => made.grouped = true,
        (true, false) => made.thousands += 1,
        _ => literal(made, ","),
    }
}

/// Counts places once all parts are known.
fn finish(made: &mut Section) {
    let (mut past_point, mut past_exponent) = (false, false);
    for part in &made.parts {
        match part {
            Part::Point => past_point = true,
            Part::Exponent(_) => past_exponent = true,
            Part::Digit(_) if past_exponent => made.exponent_digits += 1,
            Part::Digit(_) if past_point => made.decimals += 1,
            Part::Digit(_) => made.integers += 1,
            _ => {}
        }
    }
    // Points and digits of a date are literal but for fractions of a second.
    if made.is_date {
        let mut past_second = false;
        for part in &mut made.parts {
            match part {
                Part::Date(unit) => past_second = matches!(unit.letter, 's' | 'S'),
                Part::Point if !past_second => *part = Part::Literal(".".to_owned()),
                _ => {}
            }
        }
        if !made.parts.contains(&Part::Point) {
            made.decimals = 0;
        }
    }
    if !made.is_date {
        fraction(made);
    }
}

/// Takes `# ?/?` together: what stands from the first digit place to the last becomes one part.
fn fraction(made: &mut Section) {
    let digit = |part: &Part| matches!(part, Part::Digit(_));
    let is_slash = |part: &Part| matches!(part, Part::Literal(text) if text.starts_with('/'));
    let (Some(first), Some(slash)) = (made.parts.iter().position(digit), made.parts.iter().position(is_slash)) else {
        return;
    };
    if first >= slash {
        return;
    }
    let Part::Literal(after) = made.parts[slash].clone() else { return };
    let wide = made.parts[slash + 1..].iter().take_while(|part| digit(part)).count();
    // A denominator that is written out: `# ?/8`.
    let fixed = after.trim_start_matches('/').parse::<u32>().ok().filter(|under| wide == 0 && *under > 0);
    if wide == 0 && fixed.is_none() {
        return;
    }
    let mixed = made.parts[first..slash].iter().any(|part| matches!(part, Part::Literal(text) if text.contains(' ')));
    let part = Part::Fraction(Fraction { mixed, digits: wide.clamp(1, 3) as u32, fixed });
    made.parts.splice(first..slash + 1 + wide, [part]);
}

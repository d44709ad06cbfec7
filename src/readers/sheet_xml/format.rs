//! Number formats, as far as they are simple: digits, grouping, per cent, dates.

/// How a number or a date is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum NumberFormat {
    /// As written, without noise of binary fractions.
    #[default]
    General,
    /// So many decimals, with or without grouping, as a hundredth part, with text around it.
    Digits { decimals: usize, grouped: bool, percent: bool, before: String, after: String },
    /// A date: its parts `yyyy`, `m`, `d`, `h`, `n` (minutes), `s`, in this order with text between.
    Date(Vec<DatePart>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum DatePart {
    /// Letter and count, as `('y', 4)`.
    Number(char, usize),
    Text(String),
}

impl NumberFormat {
    /// A format code or one of the names of Excel 2003. What is not simple is General.
    pub fn parse(code: &str) -> NumberFormat {
        let code = match code {
            "Fixed" => "0.00",
            "Standard" => "#,##0.00",
            "Percent" => "0.00%",
            "Currency" | "Euro Currency" => "#,##0.00",
            "Short Date" => "yyyy/m/d",
            "Long Date" => "yyyy\"年\"m\"月\"d\"日\"",
            "Medium Date" => "yyyy-mm-dd",
            "General Date" => "yyyy/m/d h:mm",
            "Short Time" => "h:mm",
            "Medium Time" | "Long Time" => "h:mm:ss",
            code => code,
        };
        // Of a format in several sections the first is for positive numbers.
        let section = code.split(';').next().unwrap_or(code);
        let Some(pieces) = pieces(section) else { return NumberFormat::General };
        let letters = |wanted: &str| pieces.iter().any(|(letter, text)| !text && wanted.contains(*letter));
        match () {
            () if letters("yYdDhHsS") => date(&pieces),
            () if letters("0#") && !letters("eE?/") => digits(&pieces),
            () => NumberFormat::General,
        }
    }
}

/// The characters of a format, each with whether it is literal text. `None` for conditions and the
/// like, which are not simple.
fn pieces(section: &str) -> Option<Vec<(char, bool)>> {
    let mut pieces = Vec::new();
    let mut letters = section.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => pieces.extend(letters.by_ref().take_while(|&letter| letter != '"').map(|letter| (letter, true))),
            '\\' => pieces.extend(letters.next().map(|letter| (letter, true))),
            // Room for a character, and one that fills the cell.
            '_' | '*' => drop(letters.next()),
            '[' => {
                let inside: String = letters.by_ref().take_while(|&letter| letter != ']').collect();
                let is_currency = inside.strip_prefix('$').map(|rest| rest.split('-').next().unwrap_or_default());
                match is_currency {
                    Some(sign) => pieces.extend(sign.chars().map(|letter| (letter, true))),
                    None if inside.starts_with(['<', '>', '=']) || inside.starts_with(['h', 'm', 's']) => return None,
                    None => {}
                }
            }
            letter => pieces.push((letter, false)),
        }
    }
    Some(pieces)
}

fn digits(pieces: &[(char, bool)]) -> NumberFormat {
    let is_digit = |piece: &(char, bool)| !piece.1 && matches!(piece.0, '0' | '#' | '.' | ',');
    let first = pieces.iter().position(is_digit).unwrap_or(0);
    let last = pieces.iter().rposition(is_digit).map_or(0, |at| at + 1);
    let number = &pieces[first..last.max(first)];
    if number.iter().any(|piece| !is_digit(piece)) || number.last().is_some_and(|piece| piece.0 == ',') {
        return NumberFormat::General;
    }
    let decimals = number.iter().skip_while(|piece| piece.0 != '.').skip(1).filter(|piece| piece.0 == '0').count();
    let text = |pieces: &[(char, bool)]| pieces.iter().map(|piece| piece.0).collect::<String>();
    NumberFormat::Digits {
        decimals,
        grouped: number.iter().any(|piece| piece.0 == ','),
        percent: pieces.contains(&('%', false)),
        before: text(&pieces[..first]),
        after: text(&pieces[last.max(first)..]),
    }
}

fn date(pieces: &[(char, bool)]) -> NumberFormat {
    let mut parts: Vec<DatePart> = Vec::new();
    for &(letter, is_text) in pieces {
        let lower = letter.to_ascii_lowercase();
        let lower =
            match parts.iter().rev().find_map(|part| if let DatePart::Number(at, _) = part { Some(*at) } else { None })
            {
                // Minutes stand behind hours.
                Some('h' | 'n') if lower == 'm' => 'n',
                _ => lower,
            };
        match parts.last_mut() {
            Some(DatePart::Number(last, count)) if !is_text && *last == lower => *count += 1,
            _ if !is_text && "ymdhns".contains(lower) => parts.push(DatePart::Number(lower, 1)),
            Some(DatePart::Text(text)) => text.push(letter),
            _ => parts.push(DatePart::Text(letter.to_string())),
        }
    }
    NumberFormat::Date(parts)
}

/// What a cell shows whose `ss:Data` has this type and text.
pub fn shown(kind: &[u8], text: String, format: Option<&NumberFormat>) -> String {
    let shown = match kind {
        b"Number" => number(text.trim(), format.unwrap_or(&NumberFormat::General)),
        b"DateTime" => moment(text.trim(), format.unwrap_or(&NumberFormat::General)),
        b"Boolean" => Some(if text.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned()),
        _ => None,
    };
    shown.unwrap_or(text)
}

fn number(text: &str, format: &NumberFormat) -> Option<String> {
    let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
    match format {
        // As many digits as Excel keeps.
        NumberFormat::General => Some(plain(value)),
        NumberFormat::Digits { decimals, grouped, percent, before, after } => {
            let value = if *percent { value * 100.0 } else { value };
            let digits = rounded(value, (*decimals).min(30));
            let digits = if *grouped { group(&digits) } else { digits };
            Some(match digits.strip_prefix('-') {
                Some(digits) => format!("-{before}{digits}{after}"),
                None => format!("{before}{digits}{after}"),
            })
        }
        NumberFormat::Date(_) => None,
    }
}

/// The value with 15 significant digits, and no zeros behind them.
fn plain(value: f64) -> String {
    if value != 0.0 && !(1e-9..1e15).contains(&value.abs()) {
        return value.to_string();
    }
    let whole = value.abs().log10().floor().max(0.0) as usize;
    let text = format!("{value:.*}", 14_usize.saturating_sub(whole));
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Rounded as people do: half away from zero, on what is written rather than on the binary fraction.
fn rounded(value: f64, decimals: usize) -> String {
    let nudged = value + value.signum() * value.abs() * 4.0 * f64::EPSILON;
    let text = format!("{nudged:.decimals$}");
    if text.trim_start_matches('-').bytes().all(|byte| matches!(byte, b'0' | b'.')) {
        text.trim_start_matches('-').to_owned()
    } else {
        text
    }
}

fn group(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// A date as `2024-03-01T08:30:00.000`; without a format of its own, without a time that is midnight.
fn moment(text: &str, format: &NumberFormat) -> Option<String> {
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let NumberFormat::Date(parts) = format else {
        let midnight = time.split('.').next().is_none_or(|time| matches!(time, "" | "00:00:00"));
        return midnight.then(|| date.to_owned());
    };
    let mut numbers = date.split('-').chain(time.split(['.', 'Z']).next().unwrap_or_default().split(':'));
    let mut next = || numbers.next().and_then(|number| number.parse::<u32>().ok());
    let (year, month, day) = (next()?, next()?, next()?);
    let (hour, minute, second) = (next().unwrap_or(0), next().unwrap_or(0), next().unwrap_or(0));
    let mut out = String::new();
    for part in parts {
        match part {
            DatePart::Text(text) => out.push_str(text),
            DatePart::Number('y', count) if *count <= 2 => out.push_str(&format!("{:02}", year % 100)),
            DatePart::Number(letter, count) => {
                let value = match letter {
                    'y' => year,
                    'm' => month,
                    'd' => day,
                    'h' => hour,
                    'n' => minute,
                    _ => second,
                };
                out.push_str(&format!("{value:0width$}", width = (*count).min(4)));
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_are_shown() {
        let check = |kind: &str, text: &str, code: &str, expected: &str| {
            let format = NumberFormat::parse(code);
            assert_eq!(shown(kind.as_bytes(), text.to_owned(), Some(&format)), expected, "{text} {code}");
        };
        check("Number", "12.5", "General", "12.5");
        check("Number", "0.30000000000000004", "General", "0.3");
        check("Number", "100", "General", "100");
        check("Number", "-0", "General", "0");
        check("Number", "12.5", "Fixed", "12.50");
        check("Number", "1234567.891", "#,##0.00", "1,234,567.89");
        check("Number", "-1234.5", "Standard", "-1,234.50");
        check("Number", "0.125", "0.0%", "12.5%");
        check("Number", "1.005", "0.00", "1.01");
        check("Number", "30", "0\"万元\"", "30万元");
        check("Number", "30", "0.00_);\\(0.00\\)", "30.00");
        check("Number", "30", "[$￥-804]#,##0", "￥30");
        check("Number", "30", "\"¥\"#,##0.00;[Red]\"¥\"\\-#,##0.00", "¥30.00");
        check("Number", "12.5", "0.0E+00", "12.5");
        check("Number", "x", "0.00", "x");
        check("String", "007", "0", "007");
        check("Boolean", "1", "General", "TRUE");
        check("DateTime", "2024-03-01T00:00:00.000", "General", "2024-03-01");
        check("DateTime", "2024-03-01T00:00:00.000", "yyyy\"年\"m\"月\"d\"日\"", "2024年3月1日");
        check("DateTime", "2024-03-01T08:05:00.000", "yyyy/mm/dd\\ hh:mm", "2024/03/01 08:05");
        check("DateTime", "2024-03-01T08:05:00.000", "General", "2024-03-01T08:05:00.000");
        check("DateTime", "2024-03-01T00:00:00.000", "Short Date", "2024/3/1");
        check("DateTime", "nonsense", "Short Date", "nonsense");
    }
}

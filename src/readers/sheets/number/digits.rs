//! A number as the decimal digits that a spreadsheet shows of it: fifteen significant ones, whatever
//! the binary fraction behind them.

/// Significant digits of a spreadsheet's numbers.
const PRECISION: usize = 15;

/// The digits of the absolute value, without leading zeros: `0.digits × 10^point`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Digits {
    digits: [u8; PRECISION],
    count: usize,
    /// Digits before the decimal point; 0 or less for a pure fraction.
    pub point: i32,
}

impl Digits {
    /// `None` for infinities and what is no number.
    pub fn of(value: f64) -> Option<Digits> {
        if !value.is_finite() {
            return None;
        }
        let mut written = Stack::default();
        std::fmt::Write::write_fmt(&mut written, format_args!("{:.14e}", value.abs())).ok()?;
        let (mantissa, exponent) = written.as_str().split_once('e')?;
        let mut digits = [0; PRECISION];
        for (digit, byte) in digits.iter_mut().zip(mantissa.bytes().filter(u8::is_ascii_digit)) {
            *digit = byte - b'0';
        }
        let mut made = Digits { digits, count: PRECISION, point: exponent.parse::<i32>().ok()? + 1 };
        made.trim();
        Some(made)
    }

    pub fn is_zero(&self) -> bool {
        self.count == 0
    }

    /// The digit that stands for `10^place`.
    pub fn at(&self, place: i32) -> u8 {
        let index = self.point - 1 - place;
        usize::try_from(index).ok().and_then(|index| self.digits.get(index)).copied().unwrap_or(0)
    }

    /// Decimal places that are needed to write all digits.
    pub fn decimals(&self) -> i32 {
        (self.count as i32 - self.point).max(0)
    }

    /// Rounds to so many decimal places, halves away from zero.
    pub fn round(&mut self, decimals: i32) {
        let keep = self.point.saturating_add(decimals);
        if keep >= self.count as i32 {
            return;
        }
        let up = keep >= 0 && self.digits[keep as usize] >= 5;
        let keep = keep.max(0) as usize;
        self.digits[keep..].fill(0);
        self.count = keep;
        if up {
            self.add_one(keep);
        }
        self.trim();
    }

    /// Adds one to the last of the first `keep` digits.
    fn add_one(&mut self, keep: usize) {
        for index in (0..keep).rev() {
            if self.digits[index] < 9 {
                self.digits[index] += 1;
                return;
            }
            self.digits[index] = 0;
        }
        self.digits = [0; PRECISION];
        self.digits[0] = 1;
        self.count = 1;
        self.point += 1;
    }

    fn trim(&mut self) {
        while self.count > 0 && self.digits[self.count - 1] == 0 {
            self.count -= 1;
        }
        if self.count == 0 {
            self.point = 0;
        }
    }

    /// Appends the number with up to `decimals` places, without trailing zeros.
    pub fn push_plain(mut self, decimals: i32, out: &mut String) {
        self.round(decimals);
        for place in (0..self.point.max(1)).rev() {
            out.push(char::from(b'0' + self.at(place)));
        }
        if self.decimals() > 0 {
            out.push('.');
        }
        for place in 1..=self.decimals() {
            out.push(char::from(b'0' + self.at(-place)));
        }
    }
}

/// Room for one number as text.
#[derive(Default)]
struct Stack {
    bytes: [u8; 32],
    length: usize,
}

impl Stack {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

impl std::fmt::Write for Stack {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        let end = self.length + text.len();
        self.bytes.get_mut(self.length..end).ok_or(std::fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// Appends a number as the format `General` shows it: eleven characters of a fraction, and no float's
/// noise. Whole numbers keep all their digits, where Excel would write long ones as `1.23457E+11`:
/// in a form those are account and telephone numbers.
pub fn push_general(value: f64, out: &mut String) {
    const WIDTH: i32 = 10;
    const DEEPEST: i32 = 9;
    let Some(digits) = Digits::of(value) else { return out.push_str("#NUM!") };
    if value < 0.0 && !digits.is_zero() {
        out.push('-');
    }
    let whole = digits.decimals() == 0;
    if digits.point > PRECISION as i32 + 5 || (digits.point < -3 && digits.decimals() > DEEPEST) {
        return push_scientific(digits, out);
    }
    let places =
        if whole || digits.point > WIDTH + 1 { digits.decimals() } else { (WIDTH - digits.point.max(1)).max(0) };
    digits.push_plain(places, out);
}

/// `1.23457E-05`.
fn push_scientific(mut digits: Digits, out: &mut String) {
    let mut exponent = digits.point - 1;
    digits.point = 1;
    digits.round(5);
    exponent += digits.point - 1;
    digits.point = 1;
    digits.push_plain(5, out);
    let sign = if exponent < 0 { '-' } else { '+' };
    out.push_str(&format!("E{sign}{:02}", exponent.abs()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn general_numbers() {
        let check = |value: f64, expected: &str| {
            let mut out = String::new();
            push_general(value, &mut out);
            assert_eq!(out, expected, "{value:?}");
        };
        check(0.0, "0");
        check(-0.0, "0");
        check(12.5, "12.5");
        check(0.1 + 0.2, "0.3");
        check(1.1 * 3.0, "3.3");
        check(12.5000001, "12.5000001");
        check(12.50000000000001, "12.5");
        check(1.0 / 3.0, "0.333333333");
        check(-2.0 / 3.0, "-0.666666667");
        check(1_234_567.891_234, "1234567.891");
        check(99_999_999.999_999_9, "100000000");
        check(0.00001, "0.00001");
        check(0.0000123456789, "1.23457E-05");
        check(13_800_138_000.0, "13800138000");
        check(440_100_000_012_345.0, "440100000012345");
        check(1e19, "10000000000000000000");
        check(1e20, "1E+20");
        check(1.5e300, "1.5E+300");
        check(f64::NAN, "#NUM!");
    }

    #[test]
    fn rounding() {
        let check = |value: f64, decimals: i32, expected: &str| {
            let mut out = String::new();
            Digits::of(value).unwrap().push_plain(decimals, &mut out);
            assert_eq!(out, expected);
        };
        check(1.005, 2, "1.01");
        check(0.5, 0, "1");
        check(0.49, 0, "0");
        check(9.995, 2, "10");
        check(999.9999, 1, "1000");
        check(0.004, 2, "0");
        check(0.005, 2, "0.01");
        check(0.0005, 2, "0");
    }
}

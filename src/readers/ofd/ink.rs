//! Colours as they are written (GB/T 33190 8.3).

use super::{Scanner, matrix::number, matrix::words, scene::Ink};

/// In place of gradients and patterns, which are not drawn.
const PALE: [u8; 3] = [0xdd; 3];

/// The colour element just started.
pub fn read(xml: &Scanner) -> Ink {
    let alpha = xml.attribute(b"Alpha").and_then(number).unwrap_or(255.0);
    if alpha < 8.0 {
        return Ink::Clear;
    }
    let color = xml.attribute(b"Value").map_or(PALE, value);
    // On white.
    let mixed = color.map(|part| 255.0 - (255.0 - f64::from(part)) * (alpha / 255.0).min(1.0));
    Ink::Solid(mixed.map(|part| part.round() as u8))
}

/// Grey, red-green-blue or cyan-magenta-yellow-black, each from 0 to 255.
fn value(text: &[u8]) -> [u8; 3] {
    let parts: Vec<f64> = words(text).take(5).filter_map(part).map(|part| part.clamp(0.0, 255.0)).collect();
    let byte = |part: f64| part.round() as u8;
    match parts[..] {
        [grey] => [byte(grey); 3],
        [red, green, blue] => [red, green, blue].map(byte),
        [c, m, y, k] => [c, m, y].map(|part| byte((255.0 - part) * (255.0 - k) / 255.0)),
        _ => [0; 3],
    }
}

/// A number, or `#` and two hexadecimal digits.
fn part(word: &[u8]) -> Option<f64> {
    match word.strip_prefix(b"#") {
        Some(digits) => u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok().map(f64::from),
        None => number(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours() {
        for (text, expected) in [
            ("255 0 10", [255, 0, 10]),
            ("#ff #00 #0A", [255, 0, 10]),
            ("128", [128; 3]),
            ("0 255 255 0", [255, 0, 0]),
            ("0 0 0 300", [0; 3]),
            ("", [0; 3]),
        ] {
            assert_eq!(value(text.as_bytes()), expected, "{text}");
        }
    }
}

//! Text strings (ISO 32000-1 7.9.2.2): UTF-16, UTF-8 (ISO 32000-2) or PDFDocEncoding; and GBK, which
//! Chinese programs write although no standard allows it.

/// The text of a string object.
pub fn text(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) if is_utf8_by_intent(bytes, text) => text.to_owned(),
            _ if is_gbk(bytes) => encoding_rs::GBK.decode_without_bom_handling(bytes).0.into_owned(),
            _ => bytes.iter().map(|&byte| pdf_doc(byte)).collect(),
        },
    }
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|&pair| unit(pair)).collect();
    without_language(&String::from_utf16_lossy(&units))
}

/// A language code stands between two escapes (ISO 32000-1 7.9.2.2).
fn without_language(text: &str) -> String {
    text.split('\u{1B}').step_by(2).collect()
}

/// All bytes beyond ASCII stand in pairs of GB 2312: no text of a Western language looks so.
fn is_gbk(bytes: &[u8]) -> bool {
    let mut high = bytes.split(|&byte| byte < 0xA1).filter(|run| !run.is_empty()).peekable();
    high.peek().is_some() && high.all(|run| run.len() % 2 == 0) && !bytes.iter().any(|b| (0x80..0xA1).contains(b))
}

/// Neither PDFDocEncoding's own signs nor GBK that is UTF-8 by chance, all of two-byte letters.
fn is_utf8_by_intent(bytes: &[u8], text: &str) -> bool {
    let by_chance = is_gbk(bytes) && text.chars().all(|sign| sign < '\u{800}');
    let own_signs = bytes.iter().any(|byte| (0x18..=0x1F).contains(byte));
    !by_chance && !own_signs
}

/// PDFDocEncoding (ISO 32000-1 D.2).
fn pdf_doc(byte: u8) -> char {
    const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const HIGH: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł',
        'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{FFFD}', '€',
    ];
    match byte {
        0x18..=0x1F => LOW[usize::from(byte - 0x18)],
        0x80..=0xA0 => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn every_encoding_of_text_strings() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(text(bytes), expected);
        check(b"plain", "plain");
        check(b"\xFE\xFF\x77\xE5\x8B\xC6", "知识");
        check(b"\xFF\xFE\xE5\x77", "知");
        check(b"\xFE\xFF\x00\x1B\x00z\x00h\x00\x1B\x77\xE5", "知");
        check("\u{feff}知识".as_bytes(), "知识");
        check("知识".as_bytes(), "知识");
        check(b"\xD6\xAA\xCA\xB6 2024", "知识 2024");
        check(b"caf\xE9 \x80", "café •");
        check(b"", "");
    }
}

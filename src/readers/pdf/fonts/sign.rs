//! Single signs that fonts hand out: which can be what was written, and which stand for another.

use std::sync::LazyLock;

use unicode_normalization::char::{canonical_combining_class, compose, decompose_compatible};

/// Whether a text for a glyph may be what was written: no control, no private use, no filling.
pub fn is_plausible(sign: char) -> bool {
    !(sign.is_control()
        || is_private(sign)
        || matches!(sign as u32, 0xFFFD | 0xFDD0..=0xFDEF | 0xFFF0..=0xFFFB)
        || sign as u32 & 0xFFFE == 0xFFFE)
}

/// In one of Unicode's private use areas.
pub fn is_private(sign: char) -> bool {
    matches!(sign as u32, 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF)
}

/// The sign that is meant where a font's table names its twin: a radical of Kangxi (U+2F00) has the
/// shape of the character, and fonts keep one glyph for both; nobody types the radical. A soft hyphen
/// that is drawn is a hyphen.
pub fn meant(sign: char) -> char {
    match sign {
        // Unicode names the traditional form; the fonts that make the radical of it are simplified.
        '\u{2F3E}' => '户',
        '\u{2F00}'..='\u{2FD5}' | '\u{2E9F}' | '\u{2EF3}' => compatible(sign),
        '\u{2E80}'..='\u{2EF2}' => radical(sign),
        '\u{AD}' => '-',
        _ => sign,
    }
}

/// A sign that no Chinese font draws as wide as an ideograph: of ASCII, or a letter of the West that has no
/// place in GBK, whose own are wide. Those that are nearly as wide as high are left out.
pub fn is_narrow(sign: char) -> bool {
    match sign {
        '!'..='~' => !"mwMWQ@%&".contains(sign),
        '\u{A1}'..='\u{17F}' => encoding_rs::GBK.encode(sign.encode_utf8(&mut [0; 4])).2 && !"ÆæŒœ".contains(sign),
        _ => false,
    }
}

/// A sign that may stand in the square of an ideograph and never fills it.
pub fn is_small(sign: char) -> bool {
    "§¨°·×÷".contains(sign)
}

/// A narrow sign, or any other of ASCII or letter of the West, however wide it is drawn.
pub fn is_western(sign: char) -> bool {
    is_narrow(sign) || matches!(sign, '!'..='~') || (matches!(sign, '\u{C0}'..='\u{17F}') && sign.is_alphabetic())
}

/// A sign of the font Zapf Dingbats.
pub fn is_dingbat(sign: char) -> bool {
    matches!(sign, '\u{2701}'..='\u{27BE}' | '①'..='⑩') || "☎☛☞★●■▲▼◆◗♠♥♦♣→↔↕".contains(sign)
}

/// A sign of which it is known how large it is drawn at most.
pub fn is_bounded(sign: char) -> bool {
    is_western(sign) || is_small(sign)
}

/// The letters of a ligature that is one sign of Unicode (U+FB00 to FB06), or the dashes of a double one.
pub fn letters(sign: char) -> Option<&'static str> {
    Some(match sign {
        '\u{FB00}' => "ff",
        '\u{FB01}' => "fi",
        '\u{FB02}' => "fl",
        '\u{FB03}' => "ffi",
        '\u{FB04}' => "ffl",
        '\u{FB05}' | '\u{FB06}' => "st",
        '⸺' => "——",
        _ => return None,
    })
}

/// What several signs that one glyph stands for say. `None` where nothing is known of them, or not of all.
pub fn written(signs: &str) -> Option<String> {
    if signs.contains(char::REPLACEMENT_CHARACTER) {
        return None;
    }
    if let Some(meant) = displaced(signs) {
        return meant;
    }
    let written: String = signs.chars().filter(|&sign| is_plausible(sign)).map(meant).collect();
    (!written.is_empty()).then_some(written)
}

/// What was meant by two signs that were read as one number and written in the wrong places, as Ghostscript 10
/// does: the number's zeros in front are lost and fill up its end, so that `<00660069>`, fi, becomes
/// `<66006900>`; where it has none, its second byte stands in the place of the third as well. `None` where the
/// signs do not look so; within, where what was meant is lost.
fn displaced(signs: &str) -> Option<Option<String>> {
    let units: Vec<[u8; 2]> = signs.encode_utf16().map(u16::to_be_bytes).collect();
    let &[[a, b], [c, d]] = units.as_slice() else { return None };
    match [a, b, c, d] {
        [a, 0, c, 0] => Some(letters_of([a, c])),
        [letter, high, low, 0] if letter.is_ascii_alphabetic() && high == 3 => {
            let accent = char::from_u32(u32::from_be_bytes([0, 0, high, low]))
                .filter(|&sign| canonical_combining_class(sign) != 0)?;
            Some(compose(char::from(letter), accent).map(String::from))
        }
        // The same sign twice, as dashes and dots are set in Chinese, is known by its half.
        [a, b, c, d] if a != 0 && b != 0 && b == c => {
            Some((b == d).then(|| signs.chars().take(1).cycle().take(2).collect()))
        }
        _ => None,
    }
}

/// The letters of a ligature from their bytes. Of three the last stands on the first and both are added up, so
/// that they are known where the first is: ligatures of three are those that begin with ff.
fn letters_of(bytes: [u8; 2]) -> Option<String> {
    let letters = match bytes {
        [second @ b'f', sum @ 0x80..=0xFF] => vec![b'f', second, sum - b'f'],
        _ => bytes.to_vec(),
    };
    letters.iter().all(u8::is_ascii_alphabetic).then(|| letters.into_iter().map(char::from).collect())
}

/// Whether two signs are drawn alike, so that a font may take one for the other.
pub fn alike(a: char, b: char) -> bool {
    let folded = |sign: char| {
        let sign = compatible(meant(sign));
        match sign {
            '\u{A0}' | '\u{3000}' => ' ',
            '‐'..='―' | '−' => '-',
            '\u{2219}' | '·' | '•' | '‧' | '・' => '·',
            '\u{2126}' => 'Ω',
            _ => sign.to_lowercase().next().unwrap_or(sign),
        }
    };
    a == b || folded(a) == folded(b)
}

/// The better of two signs that share a glyph: the one that is typed.
pub fn rank(sign: char) -> u8 {
    match sign as u32 {
        0x20..=0x7E | 0x4E00..=0x9FFF => 0,
        0x3000..=0x303F | 0xFF00..=0xFFEF | 0x2010..=0x2027 | 0xA1..=0x17F => 1,
        0xE000..=0xF8FF => 9,
        0xF900..=0xFAFF | 0x2E80..=0x2FDF => 5,
        _ => 3,
    }
}

fn compatible(sign: char) -> char {
    let mut first = None;
    decompose_compatible(sign, |part| {
        first.get_or_insert(part);
    });
    first.unwrap_or(sign)
}

/// CJK radicals with a unified ideograph of the same shape (Unicode, EquivalentUnifiedIdeograph.txt).
fn radical(sign: char) -> char {
    const SAME: [(char, char); 60] = [
        ('⺁', '厂'),
        ('⺄', '乙'),
        ('⺅', '亻'),
        ('⺇', '几'),
        ('⺈', '刀'),
        ('⺉', '刂'),
        ('⺋', '㔾'),
        ('⺎', '兀'),
        ('⺏', '尣'),
        ('⺐', '尢'),
        ('⺒', '巳'),
        ('⺓', '幺'),
        ('⺔', '彑'),
        ('⺖', '忄'),
        ('⺗', '㣺'),
        ('⺘', '扌'),
        ('⺙', '攵'),
        ('⺛', '旡'),
        ('⺝', '月'),
        ('⺞', '歺'),
        ('⺠', '民'),
        ('⺡', '氵'),
        ('⺢', '氺'),
        ('⺣', '灬'),
        ('⺦', '丬'),
        ('⺧', '牛'),
        ('⺨', '犭'),
        ('⺩', '王'),
        ('⺪', '疋'),
        ('⺫', '目'),
        ('⺬', '示'),
        ('⺭', '礻'),
        ('⺮', '竹'),
        ('⺰', '纟'),
        ('⺲', '罒'),
        ('⺸', '羊'),
        ('⺻', '聿'),
        ('⺼', '肉'),
        ('⺾', '艹'),
        ('⻀', '艹'),
        ('⻁', '虎'),
        ('⻂', '衤'),
        ('⻃', '覀'),
        ('⻄', '西'),
        ('⻅', '见'),
        ('⻆', '角'),
        ('⻉', '贝'),
        ('⻋', '车'),
        ('⻌', '辶'),
        ('⻏', '阝'),
        ('⻐', '钅'),
        ('⻑', '長'),
        ('⻓', '长'),
        ('⻔', '门'),
        ('⻖', '阝'),
        ('⻘', '青'),
        ('⻙', '韦'),
        ('⻚', '页'),
        ('⻛', '风'),
        ('⻜', '飞'),
    ];
    const MORE: [(char, char); 16] = [
        ('⻝', '食'),
        ('⻠', '饣'),
        ('⻢', '马'),
        ('⻣', '骨'),
        ('⻤', '鬼'),
        ('⻥', '鱼'),
        ('⻦', '鸟'),
        ('⻧', '卤'),
        ('⻨', '麦'),
        ('⻩', '黄'),
        ('⻪', '黾'),
        ('⻬', '齐'),
        ('⻮', '齿'),
        ('⻰', '龙'),
        ('⻲', '亀'),
        ('⻯', '竜'),
    ];
    SAME.iter().chain(&MORE).find(|(radical, _)| *radical == sign).map_or(sign, |pair| pair.1)
}

/// Whether these signs are no text that anybody wrote: so many characters that are hardly ever used show
/// that codes were taken for the wrong signs. Few signs tell nothing.
pub fn is_nonsense(signs: impl Iterator<Item = char>) -> bool {
    const TELLING: usize = 60;
    const COMMON: f32 = 0.7;
    let (mut all, mut common) = (0, 0);
    for sign in signs.filter(|sign| matches!(sign, '\u{3400}'..='\u{9fff}' | '\u{e000}'..='\u{f8ff}')) {
        all += 1;
        common += usize::from(is_common(sign));
    }
    all >= TELLING && (common as f32) < all as f32 * COMMON
}

/// In the first level of GB/T 2312 or of Big5, where the characters in use stand.
fn is_common(sign: char) -> bool {
    static COMMON: LazyLock<Vec<bool>> = LazyLock::new(common);
    COMMON.get(sign as usize).is_some_and(|common| *common)
}

/// For each sign of the first plane whether it is a common one. Both encodings decode much faster than they encode.
fn common() -> Vec<bool> {
    let mut common = vec![false; 0x1_0000];
    for (encoding, leads, trails) in [(encoding_rs::GBK, 0xB0..=0xD7, 0xA1), (encoding_rs::BIG5, 0xA4..=0xC6, 0x40)] {
        let codes: Vec<u8> = leads.flat_map(|lead: u8| (trails..=0xFE).flat_map(move |trail| [lead, trail])).collect();
        for sign in encoding.decode_without_bom_handling(&codes).0.chars() {
            if let Some(known) = common.get_mut(sign as usize) {
                *known = true;
            }
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_are_the_characters_they_look_like() {
        for (given, expected) in [('⼀', '一'), ('⽤', '用'), ('⻓', '长'), ('⻚', '页'), ('⺠', '民'), ('中', '中')]
        {
            assert_eq!(meant(given), expected);
        }
    }

    #[test]
    fn rare_characters_only_are_no_text() {
        let text = "知识产权高质量创造与强化知识产权保护的项目需求征集表由市县两级市场监督管理局填报".repeat(2);
        let traditional =
            "智慧財產權保護與運用計畫由各縣市政府填報經費項目單項金額與績效說明備註欄位請勿留白".repeat(2);
        let moved = |by: u32| text.chars().filter_map(|sign| char::from_u32(sign as u32 + by)).collect::<String>();
        for (text, nonsense) in [
            (text.clone(), false),
            (traditional, false),
            (moved(3), true),
            (moved(29), true),
            ("犇猋骉麤毳".into(), false),
        ] {
            assert_eq!(is_nonsense(text.chars()), nonsense, "{text}");
        }
    }

    #[test]
    fn several_signs_of_one_glyph() {
        for (given, expected) in [
            ("fi", Some("fi")),
            ("⽤户", Some("用户")),
            ("f\0", Some("f")),
            ("\0\u{1}", None),
            ("f\u{FFFD}", None),
            // Their bytes displaced: fi, Th, ffi and ffl; two ideographs; three that do not begin with f.
            ("\u{6600}\u{6900}", Some("fi")),
            ("\u{5400}\u{6800}", Some("Th")),
            ("\u{6600}\u{CF00}", Some("ffi")),
            ("\u{6600}\u{D200}", Some("ffl")),
            ("一二", Some("一二")),
            ("一A", Some("一A")),
            ("\u{6503}\u{0100}", Some("é")),
            ("—\u{1414}", Some("——")),
            ("…\u{2626}", Some("……")),
            ("丁\u{0103}", None),
            ("\u{4200}\u{8400}", None),
            ("\u{2F00}\u{6300}", None),
        ] {
            assert_eq!(written(given).as_deref(), expected, "{given:?}");
        }
    }

    #[test]
    fn what_nobody_wrote() {
        for (sign, plausible) in
            [('中', true), ('a', true), (' ', true), ('\0', false), ('\u{e001}', false), ('\u{ffff}', false)]
        {
            assert_eq!(is_plausible(sign), plausible, "{sign:?}");
        }
        assert!(alike('ｰ', 'ー') && alike('⼀', '一') && alike('-', '\u{AD}') && !alike('一', '二'));
    }
}

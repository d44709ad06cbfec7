//! List numbers in the formats of ST_NumberFormat (ISO/IEC 29500-1 17.18.59).

/// Names of the formats that have a number.
const CODED: [&str; 58] = [
    "decimal",
    "upperRoman",
    "lowerRoman",
    "upperLetter",
    "lowerLetter",
    "ordinal",
    "cardinalText",
    "ordinalText",
    "hex",
    "chicago",
    "ideographDigital",
    "japaneseCounting",
    "aiueo",
    "iroha",
    "decimalFullWidth",
    "decimalHalfWidth",
    "japaneseLegal",
    "japaneseDigitalTenThousand",
    "decimalEnclosedCircle",
    "decimalFullWidth2",
    "aiueoFullWidth",
    "irohaFullWidth",
    "decimalZero",
    "bullet",
    "ganada",
    "chosung",
    "decimalEnclosedFullstop",
    "decimalEnclosedParen",
    "decimalEnclosedCircleChinese",
    "ideographEnclosedCircle",
    "ideographTraditional",
    "ideographZodiac",
    "ideographZodiacTraditional",
    "taiwaneseCounting",
    "ideographLegalTraditional",
    "taiwaneseCountingThousand",
    "taiwaneseDigital",
    "chineseCounting",
    "chineseLegalSimplified",
    "chineseCountingThousand",
    "decimal",
    "koreanDigital",
    "koreanCounting",
    "koreanLegal",
    "koreanDigital2",
    "hebrew1",
    "arabicAlpha",
    "hebrew2",
    "arabicAbjad",
    "hindiVowels",
    "hindiConsonants",
    "hindiNumbers",
    "hindiCounting",
    "thaiLetters",
    "thaiNumbers",
    "thaiCounting",
    "vietnameseCounting",
    "numberInDash",
];

/// Formats that a paragraph number can have. What is not known is written in decimal, as Word does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Numeral {
    #[default]
    Decimal,
    /// At least so many digits: `decimalZero` and the custom formats `001, 002, …`.
    Padded(usize),
    Roman {
        upper: bool,
    },
    Letter {
        upper: bool,
    },
    Ordinal,
    /// 一 … 九十九, then digit by digit (一〇〇).
    ChineseCounting,
    /// 一百零一, 一千.
    ChineseThousand,
    /// 壹佰零壹.
    ChineseLegal,
    /// Digit by digit: 一〇.
    ChineseDigits,
    /// 甲乙丙….
    HeavenlyStems,
    /// 子丑寅….
    EarthlyBranches,
    /// ①.
    Circled,
    /// ⑴.
    Parenthesised,
    /// ⒈.
    FullStop,
    /// ㊀.
    CircledChinese,
    FullWidth,
    /// - 1 -.
    Dashed,
    /// No number: the rest of the level's text stands.
    None,
    /// A mark and no number.
    Bullet,
}

impl Numeral {
    /// The format with this name; `pattern` is the `w:format` of a custom one.
    pub fn named(name: &str, pattern: &str) -> Numeral {
        match name {
            "decimalZero" => Numeral::Padded(2),
            "custom" => match pattern.split(',').next() {
                Some(first) if !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit()) => {
                    Numeral::Padded(first.len().min(9))
                }
                _ => Numeral::Decimal,
            },
            "upperRoman" => Numeral::Roman { upper: true },
            "lowerRoman" => Numeral::Roman { upper: false },
            "upperLetter" => Numeral::Letter { upper: true },
            "lowerLetter" => Numeral::Letter { upper: false },
            "ordinal" => Numeral::Ordinal,
            "chineseCounting" | "taiwaneseCounting" => Numeral::ChineseCounting,
            "chineseCountingThousand" | "taiwaneseCountingThousand" | "japaneseCounting" => Numeral::ChineseThousand,
            "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => Numeral::ChineseLegal,
            "ideographDigital" | "taiwaneseDigital" | "japaneseDigitalTenThousand" => Numeral::ChineseDigits,
            "ideographTraditional" => Numeral::HeavenlyStems,
            "ideographZodiac" => Numeral::EarthlyBranches,
            "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => Numeral::Circled,
            "decimalEnclosedParen" => Numeral::Parenthesised,
            "decimalEnclosedFullstop" => Numeral::FullStop,
            "ideographEnclosedCircle" => Numeral::CircledChinese,
            "decimalFullWidth" | "decimalFullWidth2" => Numeral::FullWidth,
            "numberInDash" => Numeral::Dashed,
            "none" => Numeral::None,
            "bullet" => Numeral::Bullet,
            _ => Numeral::Decimal,
        }
    }

    /// The format with this number (MSONFC, [MS-OSHARED] 2.2.1.3), as Word 97, RTF and Word 2003 have it.
    pub fn coded(code: i64) -> Numeral {
        match usize::try_from(code) {
            Ok(255) => Numeral::None,
            Ok(code) => Numeral::named(CODED.get(code).copied().unwrap_or("decimal"), ""),
            Err(_) => Numeral::Decimal,
        }
    }

    /// Appends `number` (from 0) in this format.
    pub fn push(&self, number: u32, out: &mut String) {
        let written = match self {
            Numeral::None | Numeral::Bullet => return,
            Numeral::Padded(width) => Some(format!("{number:0width$}")),
            Numeral::Roman { upper } => roman(number, *upper),
            Numeral::Letter { upper } => letters(number, *upper),
            Numeral::Ordinal => Some(ordinal(number)),
            Numeral::ChineseCounting if number < 100 => chinese(number, &COMMON),
            Numeral::ChineseCounting | Numeral::ChineseDigits => Some(each_digit(number, &CHINESE_DIGITS)),
            Numeral::ChineseThousand => chinese(number, &COMMON),
            Numeral::ChineseLegal => chinese(number, &LEGAL),
            Numeral::HeavenlyStems => nth("甲乙丙丁戊己庚辛壬癸", number),
            Numeral::EarthlyBranches => nth("子丑寅卯辰巳午未申酉戌亥", number),
            Numeral::Circled => circled(number),
            Numeral::Parenthesised => from_one(number, 0x2474, 20),
            Numeral::FullStop => from_one(number, 0x2488, 20),
            Numeral::CircledChinese => from_one(number, 0x3280, 10),
            Numeral::FullWidth => Some(each_digit(number, &FULL_WIDTH_DIGITS)),
            Numeral::Dashed => Some(format!("- {number} -")),
            Numeral::Decimal => None,
        };
        out.push_str(&written.unwrap_or_else(|| number.to_string()));
    }
}

const CHINESE_DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const FULL_WIDTH_DIGITS: [char; 10] = ['０', '１', '２', '３', '４', '５', '６', '７', '８', '９'];

/// Digits and the words for ten, hundred, thousand.
struct Counting {
    digits: [char; 10],
    units: [&'static str; 4],
    /// 十 rather than 一十 at the beginning.
    bare_ten: bool,
}

const COMMON: Counting = Counting {
    digits: ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
    units: ["", "十", "百", "千"],
    bare_ten: true,
};
const LEGAL: Counting = Counting {
    digits: ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'],
    units: ["", "拾", "佰", "仟"],
    bare_ten: false,
};

/// Below ten thousand; list numbers beyond are written in decimal.
fn chinese(number: u32, counting: &Counting) -> Option<String> {
    if number == 0 {
        return Some(counting.digits[0].to_string());
    }
    if number >= 10_000 {
        return None;
    }
    let mut out = String::new();
    let mut gap = false;
    for (place, divisor) in [(3, 1000), (2, 100), (1, 10), (0, 1)] {
        let digit = (number / divisor % 10) as usize;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push(counting.digits[0]);
            gap = false;
        }
        let bare = counting.bare_ten && place == 1 && digit == 1 && out.is_empty();
        if !bare {
            out.push(counting.digits[digit]);
        }
        out.push_str(counting.units[place]);
    }
    Some(out)
}

fn each_digit(number: u32, digits: &[char; 10]) -> String {
    number.to_string().bytes().map(|byte| digits[usize::from(byte - b'0')]).collect()
}

/// Up to 3,999.
fn roman(number: u32, upper: bool) -> Option<String> {
    const PARTS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..4000).contains(&number) {
        return None;
    }
    let mut rest = number;
    let mut out = String::new();
    for (value, letters) in PARTS {
        while rest >= value {
            out.push_str(letters);
            rest -= value;
        }
    }
    Some(if upper { out } else { out.to_ascii_lowercase() })
}

/// A … Z, AA, BB … ZZ, AAA (up to 780, as Word).
fn letters(number: u32, upper: bool) -> Option<String> {
    if !(1..=780).contains(&number) {
        return None;
    }
    let first = if upper { b'A' } else { b'a' };
    let letter = char::from(first + ((number - 1) % 26) as u8);
    Some(std::iter::repeat_n(letter, ((number - 1) / 26 + 1) as usize).collect())
}

fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

fn nth(letters: &str, number: u32) -> Option<String> {
    letters.chars().nth(usize::try_from(number).ok()?.checked_sub(1)?).map(String::from)
}

fn from_one(number: u32, first: u32, most: u32) -> Option<String> {
    (1..=most).contains(&number).then(|| char::from_u32(first + number - 1).map(String::from))?
}

fn circled(number: u32) -> Option<String> {
    let code = match number {
        0 => 0x24EA,
        1..=20 => 0x2460 + number - 1,
        21..=35 => 0x3251 + number - 21,
        36..=50 => 0x32B1 + number - 36,
        _ => return None,
    };
    char::from_u32(code).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_their_format() {
        let check = |format: &str, number: u32, expected: &str| {
            let mut out = String::new();
            Numeral::named(format, "").push(number, &mut out);
            assert_eq!(out, expected, "{format} {number}");
        };
        check("decimal", 12, "12");
        check("decimalZero", 3, "03");
        check("upperRoman", 1994, "MCMXCIV");
        check("lowerRoman", 4, "iv");
        check("upperLetter", 27, "AA");
        check("lowerLetter", 54, "bbb");
        check("lowerLetter", 4_000_000_000, "4000000000");
        check("ordinal", 12, "12th");
        check("ordinal", 22, "22nd");
        check("chineseCounting", 1, "一");
        check("chineseCounting", 10, "十");
        check("chineseCounting", 21, "二十一");
        check("chineseCounting", 101, "一〇一");
        check("chineseCountingThousand", 19, "十九");
        check("chineseCountingThousand", 101, "一百零一");
        check("chineseCountingThousand", 110, "一百一十");
        check("chineseCountingThousand", 1001, "一千零一");
        check("chineseCountingThousand", 2010, "二千零一十");
        check("chineseCountingThousand", 10_000, "10000");
        check("chineseLegalSimplified", 10, "壹拾");
        check("chineseLegalSimplified", 215, "贰佰壹拾伍");
        check("ideographDigital", 10, "一〇");
        check("ideographTraditional", 2, "乙");
        check("ideographTraditional", 0, "0");
        check("ideographZodiac", 12, "亥");
        check("decimalEnclosedCircle", 0, "⓪");
        check("decimalEnclosedCircle", 10, "⑩");
        check("decimalEnclosedCircleChinese", 21, "㉑");
        check("decimalEnclosedCircle", 50, "㊿");
        check("decimalEnclosedCircle", 51, "51");
        check("decimalEnclosedParen", 3, "⑶");
        check("decimalEnclosedFullstop", 20, "⒛");
        check("ideographEnclosedCircle", 10, "㊉");
        check("decimalFullWidth", 30, "３０");
        check("numberInDash", 3, "- 3 -");
        check("none", 3, "");
        check("bullet", 3, "");
        check("chicago", 3, "3");
    }

    #[test]
    fn custom_formats_pad() {
        assert_eq!(Numeral::named("custom", "001, 002, 003, ..."), Numeral::Padded(3));
        assert_eq!(Numeral::named("custom", "a, b"), Numeral::Decimal);
    }
}

//! Which signs may stand where on a line, and between which a space belongs: the little of
//! UAX #14 and of the rules for Chinese typesetting (CLREQ 3.1.3) that undoing line breaks needs.

/// Chinese, Japanese or full-width: set without spaces, a line may break on either side.
pub fn is_wide(sign: char) -> bool {
    matches!(sign as u32,
        0x1100..=0x11FF | 0x2E80..=0x303E | 0x3040..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
        | 0xFE10..=0xFE1F | 0xFE30..=0xFE6F | 0xFF01..=0xFF60 | 0xFFE0..=0xFFE6 | 0x2_0000..=0x3_FFFD)
        || is_cjk_symbol(sign)
}

/// Signs of Unicode's neutral width that Chinese text sets as full squares.
fn is_cjk_symbol(sign: char) -> bool {
    matches!(sign as u32, 0x2460..=0x24FF | 0x25A0..=0x25FF | 0x2600..=0x27BF | 0x2160..=0x217F)
        || matches!(sign, '“' | '”' | '‘' | '’' | '…' | '—' | '·' | '※' | '×' | '≥' | '≤' | '℃' | '‰' | '→')
}

/// May not begin a line.
pub fn is_closing(sign: char) -> bool {
    matches!(
        sign,
        ')' | ']'
            | '}'
            | ','
            | '.'
            | ';'
            | ':'
            | '!'
            | '?'
            | '%'
            | '”'
            | '’'
            | '…'
            | '—'
            | '·'
            | '‰'
            | '℃'
            | '、'
            | '。'
            | '〉'
            | '》'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '〗'
            | '〞'
            | '〟'
            | '～'
            | '々'
            | 'ー'
            | '！'
            | '％'
            | '）'
            | '，'
            | '．'
            | '：'
            | '；'
            | '？'
            | '］'
            | '｝'
            | '｣'
            | '｠'
            | '〙'
            | '/'
            | '-'
    )
}

/// May not end a line.
pub fn is_opening(sign: char) -> bool {
    matches!(
        sign,
        '(' | '['
            | '{'
            | '“'
            | '‘'
            | '〈'
            | '《'
            | '「'
            | '『'
            | '【'
            | '〔'
            | '〖'
            | '〝'
            | '（'
            | '［'
            | '｛'
            | '￥'
            | '$'
            | '＄'
            | '¥'
            | '｟'
            | '〘'
    )
}

/// Where the middle of a sign's ink stands, as a share of its width: marks set as full squares stand at one
/// side of them, and may hang over the border of their cell with the other.
pub fn ink(sign: char) -> f32 {
    match sign {
        '，' | '。' | '、' | '；' | '：' | '．' => 0.25,
        '）' | '》' | '〉' | '」' | '』' | '】' | '〕' | '〗' | '”' | '’' => 0.3,
        '（' | '《' | '〈' | '「' | '『' | '【' | '〔' | '〖' | '“' | '‘' => 0.7,
        _ => 0.5,
    }
}

/// Ends a sentence or a clause, so that what follows may well be a new paragraph.
pub fn ends_sentence(sign: char) -> bool {
    matches!(sign, '。' | '；' | '！' | '？' | '：' | '.' | ';' | '!' | '?' | ':' | '…' | '”' | '．')
}

/// Part of a word that is not broken over lines.
pub fn is_word(sign: char) -> bool {
    !sign.is_whitespace() && !is_wide(sign)
}

/// A line that ends or begins with one of these was broken there without a space.
pub fn joins_closely(sign: char) -> bool {
    matches!(sign, '-' | '/' | '_' | '~' | '=' | '&' | '@' | '\\' | '‐' | '‑' | '–')
}

/// White space, also the ideographic and the no-break space.
pub fn is_space(sign: char) -> bool {
    sign.is_whitespace() || sign == '\u{3000}' || sign == '\u{a0}'
}

/// Has no shape and no meaning of its own.
pub fn is_void(sign: char) -> bool {
    (sign.is_control() && sign != '\t')
        || matches!(sign, '\u{feff}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}')
}

/// Whether text begins as an item of a list does: `1.` `2、` `（三）` `①` `第四条` `•`.
pub fn begins_item(text: &str) -> bool {
    let first = text.trim_start().chars().next();
    first.is_some_and(|sign| matches!(sign, '•' | '●' | '■' | '◆' | '➢' | '◇' | '□' | '★'))
        || item_number(text).is_some()
}

/// The number of a list item and the sign that stands around it.
pub fn item_number(text: &str) -> Option<(char, u32)> {
    let text = text.trim_start();
    let mut signs = text.chars().peekable();
    let first = *signs.peek()?;
    match first as u32 {
        circled @ 0x2460..=0x2473 => return Some(('○', circled - 0x245F)),
        _ if text.starts_with("0.") => return None,
        _ => {}
    }
    let opening = signs.next_if(|sign| matches!(sign, '(' | '（' | '第' | '【' | '['));
    let mut digits = String::new();
    while let Some(digit) = signs.next_if(|sign| numeral(*sign).is_some()) {
        digits.push(digit);
    }
    let closing = signs.next()?;
    let closes = match opening {
        Some('(' | '（') => matches!(closing, ')' | '）'),
        Some('第') => matches!(closing, '条' | '章' | '节' | '项' | '款'),
        Some(_) => matches!(closing, '】' | ']'),
        // `1.5` is no item.
        None if closing == '.' => !signs.peek().is_some_and(char::is_ascii_digit),
        None => matches!(closing, '、' | '．' | ')' | '）'),
    };
    (closes && (1..=3).contains(&digits.chars().count())).then(|| (closing, value(&digits)))
}

/// A digit, or 10 for 十 and 100 for 百.
fn numeral(sign: char) -> Option<u32> {
    match sign {
        '0'..='9' => sign.to_digit(10),
        '０'..='９' => Some(sign as u32 - '０' as u32),
        _ => "一二三四五六七八九十百"
            .chars()
            .zip([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100])
            .find(|&(other, _)| other == sign)
            .map(|pair| pair.1),
    }
}

fn value(digits: &str) -> u32 {
    let (mut total, mut last) = (0, 0);
    for digit in digits.chars().filter_map(numeral) {
        if digit < 10 {
            last = last * 10 + digit;
        } else {
            total += last.max(1) * digit;
            last = 0;
        }
    }
    total + last
}

#[cfg(test)]
mod tests {
    use super::{begins_item, item_number};

    #[test]
    fn item_numbers() {
        let check = |text, number| assert_eq!(item_number(text).map(|item| item.1), number, "{text}");
        check("12. a", Some(12));
        check("（十二）", Some(12));
        check("二十、", Some(20));
        check("③", Some(3));
        check("1.5", None);
    }

    #[test]
    fn list_items() {
        for item in ["1. a", "2、b", "（三）", "(4)", "①x", "第五条 y", "十二、", "•z"] {
            assert!(begins_item(item), "{item}");
        }
        for plain in ["2024年", "10万元", "一是", "第一", "（含）", "", "0.5", "12345、"] {
            assert!(!begins_item(plain), "{plain}");
        }
    }
}

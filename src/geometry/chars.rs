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
    let mut signs = text.trim_start().chars();
    let Some(first) = signs.next() else { return false };
    if matches!(first as u32, 0x2460..=0x24FF | 0x2776..=0x2793)
        || matches!(first, '•' | '●' | '■' | '◆' | '➢' | '◇' | '□' | '★')
    {
        return true;
    }
    let is_number =
        |sign: char| sign.is_ascii_digit() || ('０'..='９').contains(&sign) || "一二三四五六七八九十百".contains(sign);
    let bracketed = matches!(first, '(' | '（' | '第' | '【' | '[');
    let mut numbers = usize::from(!bracketed && is_number(first));
    if !bracketed && numbers == 0 {
        return false;
    }
    for sign in signs {
        if is_number(sign) {
            numbers += 1;
            continue;
        }
        let closes = match first {
            '(' | '（' => matches!(sign, ')' | '）'),
            '【' | '[' => matches!(sign, '】' | ']'),
            '第' => matches!(sign, '条' | '章' | '节' | '项' | '款'),
            _ => matches!(sign, '.' | '、' | '．' | ')' | '）') && !text.trim_start().starts_with("0."),
        };
        return closes && (1..=3).contains(&numbers);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::begins_item;

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

//! Texts compared by what they say: white space, full-width forms, letter case and the many forms
//! of quotes, dashes and brackets set aside. Used wherever two texts "are the same".

use unicode_normalization::char::decompose_compatible;

/// The folded form of a text: what two texts must share to count as the same.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    each_folded(text, |c| folded.push(c));
    folded
}

/// A hash of the folded form, without building it.
pub fn fold_hash(text: &str) -> u64 {
    // FNV-1a over code points: the texts are short and an accidental clash of 64 bits is no concern.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    each_folded(text, |c| hash = (hash ^ u64::from(c as u32)).wrapping_mul(0x0000_0100_0000_01b3));
    hash
}

/// A hash of the letters, digits and characters of the folded form: punctuation, too, set aside. What
/// two copies of a printed text share when one lost its full stop or wrote 、 between two titles.
pub fn gist_hash(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    each_folded(text, |c| {
        if ('\u{4e00}'..='\u{9fff}').contains(&c) || c.is_alphanumeric() {
            hash = (hash ^ u64::from(c as u32)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    });
    hash
}

/// True when nothing but white space is there.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// A text without the number that a list puts before it: `一、`, `（一）`, `1.`, `(1)`, `①`, `第一`.
pub fn strip_number(text: &str) -> &str {
    let text = text.trim_start();
    let is_digit = |c: char| {
        c.is_ascii_digit()
            || matches!(c, '０'..='９' | '〇' | '①'..='⑳' | 'Ⅰ'..='Ⅻ')
            || "一二三四五六七八九十".contains(c)
    };
    let opened = text.strip_prefix(['(', '（', '[', '【']);
    let body = opened.unwrap_or(text);
    let rest = body.trim_start_matches(is_digit);
    if rest.len() == body.len() {
        return text;
    }
    let circled = body.starts_with(|c: char| matches!(c, '①'..='⑳'));
    let after = match opened {
        Some(_) => rest.strip_prefix([')', '）', ']', '】']),
        None => rest
            .strip_prefix(['、', '.', '．', ',', '，', ')', '）', ':', '：', ' ', '\u{3000}', '\t'])
            .or(circled.then_some(rest)),
    };
    after.map_or(text, |after| after.trim_start_matches(['、', '.', '．', ' ', '\u{3000}', '\t']))
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

fn each_folded(text: &str, mut put: impl FnMut(char)) {
    for c in text.chars() {
        match c {
            '\u{4e00}'..='\u{9fff}' => put(c),
            '!'..='~' => put(c.to_ascii_lowercase()),
            _ if is_space(c) => {}
            '\u{ff01}'..='\u{ff5e}' => {
                // Full-width forms stand in ASCII order.
                put(char::from(c as u32 as u8 - 0x01 + b'!').to_ascii_lowercase());
            }
            '“' | '”' | '„' | '″' | '「' | '」' => put('"'),
            '‘' | '’' | '′' => put('\''),
            '‐'..='―' | '−' | '─' => put('-'),
            '〈' | '‹' => put('<'),
            '〉' | '›' => put('>'),
            '〔' | '【' | '〖' | '﹝' => put('['),
            '〕' | '】' | '〗' | '﹞' => put(']'),
            '•' | '・' | '‧' => put('·'),
            '、'..='ヿ' => put(c),
            _ => decompose_compatible(c, |d| {
                if !is_space(d) {
                    put(d.to_ascii_lowercase());
                }
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_text_in_other_forms() {
        for (a, b) in [
            ("经费安排（万元）", "经费安排 (万元)"),
            ("项目设置\n必要性", "项目设置　必要性"),
            ("Ａ类２个", "a类2个"),
            ("“十四五”规划", "\"十四五\"规划"),
            ("国发〔2021〕20号", "国发[2021]20号"),
            ("⼀、高质量", "一、高质量"),
            ("共建<国际一流>", "共建〈国际一流〉"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} / {b}");
            assert_eq!(fold_hash(a), fold_hash(b));
        }
        for (a, b) in [("《甲》《乙》。", "<<甲>>、《乙》"), ("1.甲；", "1、甲"), ("“甲”", "甲")]
        {
            assert_eq!(gist_hash(a), gist_hash(b), "{a} / {b}");
        }
        assert_ne!(gist_hash("甲1"), gist_hash("甲2"));
        assert_ne!(fold("需求征集表（一）"), fold("需求征集表（二）"));
        for (text, rest) in [
            ("一、高质量创造", "高质量创造"),
            ("（二）保护", "保护"),
            ("1.服务", "服务"),
            ("①管理", "管理"),
            ("一带一路", "一带一路"),
            ("2024年", "2024年"),
            ("3 人才", "人才"),
        ] {
            assert_eq!(strip_number(text), rest);
        }
        assert!(is_blank(" \u{3000}\n\t\u{200b}"));
    }
}

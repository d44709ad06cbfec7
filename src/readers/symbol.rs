//! Characters of symbol fonts as Unicode: `w:sym` (ISO/IEC 29500-1 17.3.3.30), and what PDF programs give
//! as text of such fonts.

/// The character at `code` of `font`. Symbol fonts keep theirs at F000 to F0FF; what they show
/// there is told for boxes, ticks, bullets and circled numbers, anything else stays as it is.
pub fn character(font: &str, code: u32) -> Option<char> {
    let place = match code {
        0xF000..=0xF0FF => code - 0xF000,
        0x00..=0xFF => code,
        _ => return char::from_u32(code),
    };
    let shown = match family(font).as_str() {
        "wingdings" => wingdings(place),
        "wingdings2" => wingdings_2(place),
        "symbol" => symbol(place),
        _ => None,
    };
    shown.or_else(|| char::from_u32(code)).filter(|&c| c != '\0')
}

/// Without the tag of a subset (ISO 32000-1 9.6.4), spaces and what PostScript names add.
fn family(font: &str) -> String {
    let own = font.split_once('+').map_or(font, |(_, own)| own);
    let own: String = own.chars().filter(|sign| !matches!(sign, ' ' | '-' | '_')).collect();
    let own = own.to_ascii_lowercase();
    let end = ["regular", "mt"].into_iter().find_map(|end| own.strip_suffix(end));
    end.unwrap_or(&own).to_owned()
}

fn wingdings(place: u32) -> Option<char> {
    Some(match place {
        0x6C => '●',
        0x6D => '❍',
        0x6E => '■',
        0x6F | 0xA8 => '□',
        0x71 | 0x72 => '❑',
        0x75 => '◆',
        0x76 => '❖',
        0x80 => '⓪',
        0x81..=0x8A => char::from_u32(0x2460 + place - 0x81)?,
        0x8C..=0x95 => char::from_u32(0x2776 + place - 0x8C)?,
        0x9E | 0x9F => '•',
        0xA1 => '○',
        0xA7 => '▪',
        0xAB => '★',
        0xD8 => '➢',
        0xDF => '←',
        0xE0 => '→',
        0xE8 => '➔',
        0xFB => '✗',
        0xFC => '✓',
        0xFD => '☒',
        0xFE => '☑',
        _ => return None,
    })
}

fn wingdings_2(place: u32) -> Option<char> {
    Some(match place {
        0x4F => '✗',
        0x50 => '✓',
        0x51 | 0x53 | 0x54 => '☒',
        0x52 => '☑',
        0x96 | 0x97 => '•',
        0x98 => '●',
        0xA1 | 0xA2 => '■',
        0xA3 | 0x30 | 0x2A => '□',
        _ => return None,
    })
}

fn symbol(place: u32) -> Option<char> {
    Some(match place {
        0x20..=0x3F if !matches!(place, 0x22 | 0x24 | 0x27 | 0x2A | 0x2D) => char::from_u32(place)?,
        0x2D => '−',
        0xA3 => '≤',
        0xA5 => '∞',
        0xAC => '←',
        0xAE => '→',
        0xB0 => '°',
        0xB1 => '±',
        0xB3 => '≥',
        0xB4 => '×',
        0xB7 => '•',
        0xB8 => '÷',
        0xB9 => '≠',
        0xBB => '≈',
        0xD7 => '⋅',
        0x61 => 'α',
        0x62 => 'β',
        0x6D => 'μ',
        0x70 => 'π',
        0xD2 => '®',
        0xD3 => '©',
        0xD4 => '™',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbol_fonts_become_unicode() {
        let check = |font, code, expected| assert_eq!(character(font, code), expected, "{font} {code:X}");
        check("Wingdings", 0xF0FE, Some('☑'));
        check("Wingdings", 0xF0A8, Some('□'));
        check("wingdings", 0x6F, Some('□'));
        check("Wingdings 2", 0xF052, Some('☑'));
        check("ABCDEE+Wingdings-Regular", 0xF0FE, Some('☑'));
        check("Wingdings2", 0xF0A3, Some('□'));
        check("SymbolMT", 0xF0B7, Some('•'));
        check("Wingdings", 0xF08A, Some('⑩'));
        check("Symbol", 0xF0B7, Some('•'));
        check("Symbol", 0xF035, Some('5'));
        check("宋体", 0x2611, Some('☑'));
        check("Webdings", 0xF041, Some('\u{F041}'));
        check("Symbol", 0, None);
        check("Symbol", 0xD800, None);
    }
}

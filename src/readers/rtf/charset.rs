//! From bytes to text: code pages of documents (`\ansicpg`) and of fonts (`\fcharset`, `\cpg`).

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, GBK, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
};

/// The upper half of the code pages of the IBM PC.
const OEM_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
const OEM_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

/// How bytes are to be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Charset {
    Of(&'static Encoding),
    /// Latin letters by what is said, but more likely these two bytes each if they fit throughout:
    /// programs in China write "ANSI" for whatever their machine uses.
    Rather(&'static Encoding),
    /// One of the code pages above, from 0x80 on.
    Oem(&'static str),
}

/// What is taken where a document says nothing.
pub const UNSAID: Charset = Charset::Rather(GBK);

impl Charset {
    /// A code page by its Windows number.
    pub fn of_page(page: i32) -> Option<Charset> {
        Some(Charset::Of(match page {
            437 => return Some(Charset::Oem(OEM_437)),
            850 | 858 => return Some(Charset::Oem(OEM_850)),
            874 => WINDOWS_874,
            932 | 10001 => SHIFT_JIS,
            936 | 10008 | 20936 => GBK,
            54936 => GB18030,
            949 | 1361 | 10003 => EUC_KR,
            950 | 10002 => BIG5,
            1250 | 10029 => WINDOWS_1250,
            1251 => WINDOWS_1251,
            1252 => WINDOWS_1252,
            1253 => WINDOWS_1253,
            1254 => WINDOWS_1254,
            1255 => WINDOWS_1255,
            1256 => WINDOWS_1256,
            1257 => WINDOWS_1257,
            1258 => WINDOWS_1258,
            10000 => MACINTOSH,
            65001 => UTF_8,
            _ => return None,
        }))
    }

    /// The character set of a font (`\fcharset`, [MS-WMF] 2.1.1.5) in a document of this one.
    pub fn of_font(charset: i32, document: Charset) -> Charset {
        let page = match charset {
            0 => return document.as_ansi(),
            77 => 10000,
            78 | 128 => 932,
            79 | 129 | 130 => 949,
            80 | 134 => 936,
            81 | 136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            254 => 437,
            255 => 850,
            _ => return document,
        };
        Charset::of_page(page).unwrap_or(document)
    }

    /// Latin letters, unless the document is of an encoding of two bytes.
    fn as_ansi(self) -> Charset {
        match self {
            Charset::Of(wide) if [GBK, GB18030, BIG5, SHIFT_JIS, EUC_KR].contains(&wide) => Charset::Rather(wide),
            Charset::Rather(_) => self,
            _ => Charset::Of(WINDOWS_1252),
        }
    }

    /// Appends what the bytes read as; what cannot be read as U+FFFD.
    pub fn decode(self, bytes: &[u8], out: &mut String) {
        match self {
            Charset::Of(encoding) => decode(encoding, bytes, out),
            Charset::Rather(wide) => {
                let encoding = if wide.decode_without_bom_handling_and_without_replacement(bytes).is_some() {
                    wide
                } else {
                    WINDOWS_1252
                };
                decode(encoding, bytes, out);
            }
            Charset::Oem(upper) => out.extend(bytes.iter().map(|&byte| match byte.checked_sub(0x80) {
                Some(place) => upper.chars().nth(place.into()).unwrap_or(char::REPLACEMENT_CHARACTER),
                None => char::from(byte),
            })),
        }
    }
}

/// Straight into `out`, without a string in between.
fn decode(encoding: &'static Encoding, bytes: &[u8], out: &mut String) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut rest = bytes;
    loop {
        out.reserve(decoder.max_utf8_buffer_length(rest.len()).unwrap_or(rest.len()));
        let (result, read, _) = decoder.decode_to_string(rest, out, true);
        rest = rest.get(read..).unwrap_or_default();
        if result == encoding_rs::CoderResult::InputEmpty {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_in_their_code_page() {
        let check = |charset: Charset, bytes: &[u8], expected: &str| {
            let mut out = String::new();
            charset.decode(bytes, &mut out);
            assert_eq!(out, expected, "{charset:?}");
        };
        let page = |number| Charset::of_page(number).unwrap();
        check(page(936), b"\xD6\xD0a\xCE\xC4", "中a文");
        check(page(936), b"\xD6", "\u{FFFD}");
        check(page(950), b"\xA4\xA4", "中");
        check(page(1252), b"\xE9\x80", "é€");
        check(page(437), b"a\x81\xFF", "aü\u{A0}");
        check(page(850), b"\xE1", "ß");
        check(UNSAID, b"\xD6\xD0", "中");
        check(UNSAID, b"caf\xE9", "café");
        check(Charset::of_font(0, page(936)), b"\xD6\xD0", "中");
        check(Charset::of_font(0, page(1252)), b"\xD6\xD0", "ÖÐ");
        check(Charset::of_font(134, page(1252)), b"\xD6\xD0", "中");
        check(Charset::of_font(1, page(936)), b"\xD6\xD0", "中");
        check(Charset::of_font(77, page(1252)), b"\x8E", "é");
        assert_eq!(Charset::of_page(0), None);
        assert_eq!(OEM_437.chars().count(), 128);
        assert_eq!(OEM_850.chars().count(), 128);
    }
}

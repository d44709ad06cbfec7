//! Cuts RTF into tokens (RTF 1.9.1, "RTF Syntax"): groups, control words and symbols, text. Knows
//! nothing of what words mean, only where they and their binary data end.

use super::words::{HASH_START, Word, hash_step, word};

/// One piece of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    Open,
    Close,
    /// A control word and its number. The bytes after `\bin` are passed over.
    Word(Word, Option<i32>),
    /// A control symbol: `\` and something that is no letter. A line end stands as `\n`.
    Symbol(u8),
    /// `\'xx`: one byte of text.
    Hex(u8),
    /// Bytes as they stand, without line ends, which mean nothing.
    Text(&'a [u8]),
    Done,
}

/// A cursor over the file.
pub struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub fn new(bytes: &'a [u8]) -> Tokens<'a> {
        Tokens { bytes, at: 0 }
    }

    /// The place of the next token.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The next token. After the end of the bytes always `Done`.
    #[inline]
    pub fn next(&mut self) -> Token<'a> {
        loop {
            let Some(&byte) = self.bytes.get(self.at) else { return Token::Done };
            match byte {
                b'\\' => return self.control(),
                b'{' => {
                    self.at += 1;
                    return Token::Open;
                }
                b'}' => {
                    self.at += 1;
                    return Token::Close;
                }
                b'\r' | b'\n' | 0 => self.at += 1,
                _ => return self.text(),
            }
        }
    }

    #[inline]
    fn text(&mut self) -> Token<'a> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|&byte| ends_text(byte)).unwrap_or(rest.len());
        self.at += length;
        Token::Text(&rest[..length])
    }

    #[inline]
    fn control(&mut self) -> Token<'a> {
        match self.bytes.get(self.at + 1) {
            Some(byte) if byte.is_ascii_alphabetic() => self.word(),
            Some(b'\'') => self.hex(),
            Some(&byte) => {
                self.at += 2;
                if byte == b'\r' {
                    self.at += usize::from(self.bytes.get(self.at) == Some(&b'\n'));
                    return Token::Symbol(b'\n');
                }
                Token::Symbol(byte)
            }
            None => {
                self.at = self.bytes.len();
                Token::Done
            }
        }
    }

    /// `\'xx`. What is no number is passed over.
    fn hex(&mut self) -> Token<'a> {
        let digit = |at: usize| self.bytes.get(at).and_then(|&byte| (byte as char).to_digit(16));
        match (digit(self.at + 2), digit(self.at + 3)) {
            (Some(high), Some(low)) => {
                self.at += 4;
                Token::Hex((high * 16 + low) as u8)
            }
            _ => {
                self.at += 2;
                Token::Text(&[])
            }
        }
    }

    #[inline]
    fn word(&mut self) -> Token<'a> {
        let from = self.at + 1;
        let (mut at, mut hash) = (from, HASH_START);
        while let Some(&byte) = self.bytes.get(at).filter(|byte| byte.is_ascii_alphabetic()) {
            hash = hash_step(hash, byte);
            at += 1;
        }
        let name = &self.bytes[from..at];
        let negative = self.bytes.get(at) == Some(&b'-') && self.bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        at += usize::from(negative);
        let digits_at = at;
        let mut number = 0i32;
        while let Some(&byte) = self.bytes.get(at).filter(|byte| byte.is_ascii_digit()) {
            number = number.saturating_mul(10).saturating_add(i32::from(byte - b'0'));
            at += 1;
        }
        let number = (at > digits_at).then_some(if negative { -number } else { number });
        at += usize::from(self.bytes.get(at) == Some(&b' '));
        self.at = at;
        let found = word(name, hash);
        if found == Word::Bin {
            self.pass_binary(number);
        }
        Token::Word(found, number)
    }

    fn pass_binary(&mut self, length: Option<i32>) {
        let length = usize::try_from(length.unwrap_or(0)).unwrap_or(0);
        self.at = self.at.saturating_add(length).min(self.bytes.len());
    }

    /// Passes over the rest of the open group, up to the brace that closes it.
    pub fn skip_group(&mut self) {
        let mut depth = 0usize;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(length) = rest.iter().position(|&byte| is_mark(byte)) else {
                self.at = self.bytes.len();
                return;
            };
            self.at += length;
            match rest[length] {
                b'{' => depth += 1,
                b'}' if depth == 0 => return,
                b'}' => depth -= 1,
                _ if rest[length..].starts_with(b"\\bin") => {
                    self.word();
                    continue;
                }
                // What is escaped is no brace.
                _ => self.at += 1,
            }
            self.at += 1;
        }
    }

    /// Passes over the next group whole.
    pub fn skip_next_group(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\r' | b'\n')) {
            self.at += 1;
        }
        if self.bytes.get(self.at) == Some(&b'{') {
            self.at += 1;
            self.skip_group();
            self.at = (self.at + 1).min(self.bytes.len());
        }
    }
}

fn ends_text(byte: u8) -> bool {
    matches!(byte, b'\\' | b'{' | b'}' | b'\r' | b'\n' | 0)
}

fn is_mark(byte: u8) -> bool {
    matches!(byte, b'\\' | b'{' | b'}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_symbols_and_text() {
        let check = |input: &[u8], expected: &[Token]| {
            let mut tokens = Tokens::new(input);
            for token in expected {
                assert_eq!(tokens.next(), *token, "{}", input.escape_ascii());
            }
            assert_eq!(tokens.next(), Token::Done);
        };
        use Token::{Close, Hex, Open, Symbol, Text};
        check(b"{\\par a}", &[Open, Token::Word(Word::Par, None), Text(b"a"), Close]);
        check(b"\\u-10179 ?", &[Token::Word(Word::Unicode, Some(-10179)), Text(b"?")]);
        check(b"\\u20013\\'3f", &[Token::Word(Word::Unicode, Some(20013)), Hex(0x3F)]);
        check(b"\\uc1-", &[Token::Word(Word::UnicodeSkip, Some(1)), Text(b"-")]);
        check(b"\\~\\{\\\r\n\\\n", &[Symbol(b'~'), Symbol(b'{'), Symbol(b'\n'), Symbol(b'\n')]);
        check(b"a\r\nb", &[Text(b"a"), Text(b"b")]);
        check(b"\\bin3 }}}x", &[Token::Word(Word::Bin, Some(3)), Text(b"x")]);
        check(b"\\bin99999999999 }", &[Token::Word(Word::Bin, Some(i32::MAX))]);
        check(b"\\'zz\\'d6", &[Text(b""), Text(b"zz"), Hex(0xD6)]);
        check(b"\\unheardof7", &[Token::Word(Word::Other, Some(7))]);
        check(b"\\", &[]);
    }

    #[test]
    fn groups_are_passed_over() {
        let check = |input: &[u8], rest: &[u8]| {
            let mut tokens = Tokens::new(input);
            tokens.skip_group();
            assert_eq!(&input[tokens.at()..], rest);
        };
        check(b"a{b}c}d", b"}d");
        check(b"\\}\\\\\\{}d", b"}d");
        check(b"\\bin2 }}}d", b"}d");
        check(b"{{{", b"");
        check(b"\\", b"");
    }
}

//! Pull scanner for the XML inside documents, and the zip [`package`]s that hold it.
//!
//! A general reader spends about 0.4 ms on 100 KB of WordprocessingML (6,900 events) before anything
//! is done with them; this one knows only what such parts may hold (ISO/IEC 29500-2 9.1.4: no DTD)
//! and resolves each element to a tag of the format's [`Vocabulary`] in passing. What it refuses: a DOCTYPE, unknown entities,
//! end tags that do not match, attributes without quotes, parts that end early, too deep nesting.
//! Text is checked for UTF-8 where it is taken. What follows the root element is not looked at.

use std::borrow::Cow;

use self::{
    bytes::{ShortName, find, find_either},
    reference::resolve,
};
use super::Result;
use crate::model::trouble::Trouble;

mod bytes;
pub mod package;
#[cfg(test)]
mod peer_tests;
pub mod reference;
pub mod relationships;
mod vocabulary;
mod zip_store;

pub use vocabulary::Vocabulary;
pub(crate) use vocabulary::vocabulary;

/// Namespace declarations in force at one place. Real parts hold about forty.
const MAX_BINDINGS: usize = 256;

/// One piece of a part. An empty element gives a start and an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a, T> {
    Start(T),
    End(T),
    /// Text as written, references not resolved: see [`Scanner::push_text`].
    Text(&'a [u8]),
    /// A CDATA section: literally text.
    Literal(&'a [u8]),
    /// The root element has ended.
    Done,
}

/// Short names whose tag is remembered (a power of two).
const KNOWN_NAMES: usize = 128;

#[derive(Clone, Copy)]
struct Open<T> {
    /// Its name, or where that stands if it is long.
    name: Option<ShortName>,
    name_at: usize,
    name_length: usize,
    /// Bindings in force outside this element.
    bindings: usize,
    tag: T,
}

/// A cursor over one part, whose elements have names of `T`.
pub struct Scanner<'a, T: Vocabulary> {
    part: &'a str,
    bytes: &'a [u8],
    at: usize,
    open: Vec<Open<T>>,
    /// The attributes of the last start tag, checked for form.
    attributes: &'a [u8],
    /// The last start tag was that of an empty element: its end is due.
    empty: bool,
    bindings: Vec<(&'a [u8], T::Space)>,
    /// Tags of short names under the bindings in force; a key of 0 is a free place.
    known: [(u128, T); KNOWN_NAMES],
    /// Some place of `known` is taken.
    knows: bool,
    /// The root element has begun; once nothing is open after that, the part is done.
    started: bool,
    max_depth: usize,
}

impl<'a, T: Vocabulary> Scanner<'a, T> {
    /// A cursor at the beginning of `bytes` (UTF-8, with or without byte order mark). `part` is
    /// its name for messages.
    pub fn new(part: &'a str, bytes: &'a [u8], max_depth: usize) -> Scanner<'a, T> {
        Scanner {
            part,
            bytes,
            at: if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 },
            open: Vec::with_capacity(32),
            attributes: &[],
            empty: false,
            bindings: Vec::with_capacity(48),
            known: [(0, T::OTHER); KNOWN_NAMES],
            knows: false,
            started: false,
            max_depth,
        }
    }

    /// Open elements.
    #[inline]
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// The name of the innermost open element, without its prefix.
    pub fn local_name(&self) -> &'a [u8] {
        let name = self.open.last().map_or(&[][..], |open| self.name(open));
        name.iter().position(|&byte| byte == b':').map_or(name, |colon| &name[colon + 1..])
    }

    /// The byte after the last token.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Whether the element just started holds nothing at all.
    pub fn is_empty(&self) -> bool {
        self.empty || self.bytes[self.at..].starts_with(b"</")
    }

    /// The next token.
    ///
    /// # Errors
    /// Trouble that names part and byte when the part is not well formed or ends early.
    #[inline]
    pub fn next(&mut self) -> Result<Token<'a, T>> {
        if self.empty {
            self.empty = false;
            return Ok(self.close());
        }
        if self.open.is_empty() && self.started {
            return Ok(Token::Done);
        }
        loop {
            match self.byte(self.at) {
                Some(b'<') => match self.byte(self.at + 1) {
                    Some(b'/') => return self.end_tag(),
                    Some(b'!') => {
                        if let Some(literal) = self.markup()? {
                            return Ok(Token::Literal(literal));
                        }
                    }
                    Some(b'?') => self.at = self.after(self.at + 2, b"?>")?,
                    _ => return self.start_tag(),
                },
                Some(_) => {
                    if let Some(text) = self.text()? {
                        return Ok(Token::Text(text));
                    }
                }
                None => return Err(self.ended()),
            }
        }
    }

    /// The next element directly inside the one at `depth`, `None` once that has ended. Text and
    /// deeper elements are passed over.
    ///
    /// # Errors
    /// As [`Scanner::next`].
    #[inline]
    pub fn child(&mut self, depth: usize) -> Result<Option<T>> {
        loop {
            match self.next()? {
                Token::Start(tag) if self.depth() == depth + 1 => return Ok(Some(tag)),
                Token::End(_) if self.depth() < depth => return Ok(None),
                Token::Done => return Ok(None),
                _ => {}
            }
        }
    }

    /// Passes over everything up to the end of the open element at `depth`.
    ///
    /// # Errors
    /// As [`Scanner::next`].
    pub fn skip(&mut self, depth: usize) -> Result<()> {
        while self.depth() >= depth {
            self.next()?;
        }
        Ok(())
    }

    /// The value of an attribute of the element just started, by local name, as written.
    pub fn attribute(&self, local: &[u8]) -> Option<&'a [u8]> {
        let mut rest = self.attributes;
        while let Some(equals) = rest.iter().position(|&byte| byte == b'=') {
            let name = rest[..equals].trim_ascii();
            let value = rest[equals + 1..].trim_ascii_start();
            let (&quote, value) = value.split_first()?;
            let end = value.iter().position(|&byte| byte == quote)?;
            let matches = match name.strip_suffix(local) {
                Some(before) => before.is_empty() || before.ends_with(b":"),
                None => false,
            };
            if matches {
                return Some(&value[..end]);
            }
            rest = &value[end + 1..];
        }
        None
    }

    /// An attribute as text with references resolved; what is not UTF-8 counts as absent.
    pub fn attribute_text(&self, local: &[u8]) -> Option<Cow<'a, str>> {
        let text = std::str::from_utf8(self.attribute(local)?).ok()?;
        if !text.contains('&') {
            return Some(Cow::Borrowed(text));
        }
        let mut out = String::new();
        resolve(text, &mut out)?;
        Some(Cow::Owned(out))
    }

    /// A number attribute (ST_DecimalNumber); nonsense counts as absent.
    pub fn number(&self, local: &[u8]) -> Option<i64> {
        std::str::from_utf8(self.attribute(local)?).ok()?.trim().parse().ok()
    }

    /// `w:val` of an on-off property (ISO/IEC 29500-1 17.17.4): absent means on.
    pub fn is_on(&self) -> bool {
        !matches!(self.attribute(b"val"), Some(b"0" | b"false" | b"off"))
    }

    /// Appends text as it reads: references resolved, line ends within it as blanks.
    ///
    /// # Errors
    /// Trouble when it is not UTF-8 or refers to an unknown entity.
    #[inline]
    pub fn push_text(&self, raw: &[u8], out: &mut String) -> Result<()> {
        let Ok(text) = std::str::from_utf8(raw) else {
            return Err(self.malformed(self.at));
        };
        // Without branches in the loop, so that it is done sixteen bytes at a time.
        let plain = raw.iter().fold(true, |plain, &byte| plain & (byte >= b' ') & (byte != b'&'));
        if plain {
            out.push_str(text);
            return Ok(());
        }
        resolve(text, out).ok_or_else(|| self.malformed(self.at))
    }

    #[inline]
    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// Text up to the next markup; blanks around the root element are nothing.
    #[inline]
    fn text(&mut self) -> Result<Option<&'a [u8]>> {
        let from = self.at;
        let rest = &self.bytes[from..];
        let Some(length) = find(rest, b'<') else {
            return Err(self.ended());
        };
        self.at = from + length;
        let text = &rest[..length];
        match self.open.is_empty() {
            false => Ok(Some(text)),
            true if text.trim_ascii().is_empty() => Ok(None),
            true => Err(self.malformed(from)),
        }
    }

    #[inline]
    fn start_tag(&mut self) -> Result<Token<'a, T>> {
        let name_at = self.at + 1;
        let name = ShortName::at(self.bytes, name_at);
        let name_length = match name {
            Some(name) => name.length,
            None => self.long_name(name_at)?,
        };
        let bindings = self.bindings.len();
        let tag_at = self.at;
        self.at = self.attribute_list(name_at + name_length)?;
        let known = name.map(|name| self.known[name.slot(KNOWN_NAMES)]);
        let tag = match (known, name) {
            (Some((key, tag)), Some(name)) if key == name.key => tag,
            _ => self.look_up(tag_at, name, name_length)?,
        };
        if self.open.len() >= self.max_depth {
            return Err(self.too_deep());
        }
        self.started = true;
        self.open.push(Open { name, name_at, name_length, bindings, tag });
        Ok(Token::Start(tag))
    }

    /// The length of a name that is not short, or stands near the end of the part.
    fn long_name(&self, from: usize) -> Result<usize> {
        let rest = self.bytes.get(from..).unwrap_or_default();
        let ends = |byte: &u8| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n');
        rest.iter().position(ends).ok_or_else(|| self.ended())
    }

    /// The tag of an element name, which is remembered if it is short.
    fn look_up(&mut self, tag_at: usize, short: Option<ShortName>, length: usize) -> Result<T> {
        let name = &self.bytes[tag_at + 1..tag_at + 1 + length];
        let (prefix, local) = match name.iter().position(|&byte| byte == b':') {
            Some(colon) => (&name[..colon], &name[colon + 1..]),
            None => (&name[..0], name),
        };
        if local.is_empty() || name.iter().any(|byte| matches!(byte, b'<' | b'=' | b'"' | b'\'' | ..b' ')) {
            return Err(self.malformed(tag_at));
        }
        let bound = self.bindings.iter().rev().find(|(bound, _)| *bound == prefix);
        let tag = T::of(bound.map_or(T::UNBOUND, |(_, space)| *space), local);
        if let Some(short) = short {
            self.known[short.slot(KNOWN_NAMES)] = (short.key, tag);
            self.knows = true;
        }
        Ok(tag)
    }

    /// Checks the attributes of a start tag and takes in the namespaces that they declare; gives
    /// the place after the tag.
    #[inline]
    fn attribute_list(&mut self, from: usize) -> Result<usize> {
        let mut at = from;
        loop {
            match self.byte(at) {
                Some(b'>') => {
                    self.attributes = &self.bytes[from..at];
                    self.empty = false;
                    return Ok(at + 1);
                }
                Some(b'/') => {
                    return match self.byte(at + 1) {
                        Some(b'>') => {
                            self.attributes = &self.bytes[from..at];
                            self.empty = true;
                            Ok(at + 2)
                        }
                        Some(_) => Err(self.malformed(at)),
                        None => Err(self.ended()),
                    };
                }
                Some(b' ' | b'\t' | b'\r' | b'\n') => at += 1,
                Some(_) => at = self.one_attribute(at)?,
                None => return Err(self.ended()),
            }
        }
    }

    #[inline]
    fn one_attribute(&mut self, name_at: usize) -> Result<usize> {
        let mut at = name_at;
        loop {
            match self.byte(at) {
                Some(b'=') => break,
                Some(b'>' | b'<' | b'/' | b'"' | b'\'') => return Err(self.malformed(at)),
                Some(_) => at += 1,
                None => return Err(self.ended()),
            }
        }
        let name = &self.bytes[name_at..at];
        at += 1;
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.byte(at) {
            at += 1;
        }
        let quote = match self.byte(at) {
            Some(quote @ (b'"' | b'\'')) => quote,
            Some(_) => return Err(self.malformed(at)),
            None => return Err(self.ended()),
        };
        let value_at = at + 1;
        let Some(end) = find_either(self.bytes, value_at, quote, b'<') else {
            return Err(self.ended());
        };
        if self.bytes[end] != quote {
            return Err(self.malformed(end));
        }
        if name.starts_with(b"xmlns") {
            self.declare(name.trim_ascii_end(), &self.bytes[value_at..end])?;
        }
        Ok(end + 1)
    }

    fn declare(&mut self, name: &'a [u8], uri: &[u8]) -> Result<()> {
        let prefix = match &name[5..] {
            [] => &name[5..],
            [b':', prefix @ ..] => prefix,
            _ => return Ok(()),
        };
        let space = T::space(uri);
        // Programs repeat the same declarations on every element.
        let known = self.bindings.iter().rev().find(|(bound, _)| *bound == prefix);
        if known.is_some_and(|(_, bound)| *bound == space) {
            return Ok(());
        }
        if self.bindings.len() >= MAX_BINDINGS {
            return Err(self.too_deep());
        }
        self.bindings.push((prefix, space));
        self.forget();
        Ok(())
    }

    /// Forgets what names stand for: bindings have changed.
    #[inline]
    fn forget(&mut self) {
        if self.knows {
            self.known = [(0, T::OTHER); KNOWN_NAMES];
            self.knows = false;
        }
    }

    #[inline]
    fn end_tag(&mut self) -> Result<Token<'a, T>> {
        let Some(open) = self.open.last() else {
            return Err(self.malformed(self.at));
        };
        let from = self.at + 2;
        let matches = match open.name {
            Some(name) => name.stands_at(self.bytes, from),
            None => self.name_stands_at(open, from),
        };
        let mut at = from + open.name_length;
        if !matches {
            return Err(self.wrong_end(open, from));
        }
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.byte(at) {
            at += 1;
        }
        match self.byte(at) {
            Some(b'>') => self.at = at + 1,
            Some(_) => return Err(self.malformed(self.at)),
            None => return Err(self.ended()),
        }
        Ok(self.close())
    }

    #[inline]
    fn close(&mut self) -> Token<'a, T> {
        let Some(open) = self.open.pop() else { return Token::Done };
        if open.bindings != self.bindings.len() {
            self.bindings.truncate(open.bindings);
            self.forget();
        }
        Token::End(open.tag)
    }

    fn name(&self, open: &Open<T>) -> &'a [u8] {
        &self.bytes[open.name_at..open.name_at + open.name_length]
    }

    fn name_stands_at(&self, open: &Open<T>, at: usize) -> bool {
        self.bytes.get(at..at + open.name_length) == Some(self.name(open))
    }

    /// An end tag that is cut off or is that of another element.
    #[cold]
    fn wrong_end(&self, open: &Open<T>, from: usize) -> Box<Trouble> {
        let rest = self.bytes.get(from..).unwrap_or_default();
        if self.name(open).starts_with(rest) { self.ended() } else { self.malformed(self.at) }
    }

    /// A comment (passed over), a CDATA section or a DOCTYPE (refused).
    fn markup(&mut self) -> Result<Option<&'a [u8]>> {
        let rest = &self.bytes[self.at..];
        if rest.starts_with(b"<!--") {
            self.at = self.after(self.at + 4, b"-->")?;
            return Ok(None);
        }
        if rest.starts_with(b"<![CDATA[") && !self.open.is_empty() {
            let from = self.at + 9;
            let end = self.after(from, b"]]>")?;
            self.at = end;
            return Ok(Some(&self.bytes[from..end - 3]));
        }
        if rest.len() < 9 && (b"<![CDATA[".starts_with(rest) || b"<!DOCTYPE".starts_with(rest)) {
            return Err(self.ended());
        }
        if rest.starts_with(b"<!DOCTYPE") {
            return Err(Box::new(Trouble::unreadable(
                format!(
                    "文件损坏：{} 含有文档类型声明（DTD），为安全起见不予读取，请对方用原来的软件另存后重新发送",
                    self.part
                ),
                format!(
                    "the file is damaged: {} holds a document type declaration (DTD), which is refused; ask for it saved again from its own program",
                    self.part
                ),
            )));
        }
        Err(self.malformed(self.at))
    }

    /// The place after the next `mark`.
    fn after(&self, from: usize, mark: &[u8]) -> Result<usize> {
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        let found = rest.windows(mark.len()).position(|window| window == mark);
        found.map(|at| from + at + mark.len()).ok_or_else(|| self.ended())
    }

    #[cold]
    fn ended(&self) -> Box<Trouble> {
        let (part, at) = (self.part, self.bytes.len());
        Box::new(Trouble::unreadable(
            format!("文件损坏：{part} 在第 {at} 字节处中断，请对方重新发送"),
            format!("the file is damaged: {part} breaks off at byte {at}; ask for it again"),
        ))
    }

    #[cold]
    fn malformed(&self, at: usize) -> Box<Trouble> {
        let part = self.part;
        Box::new(Trouble::unreadable(
            format!("文件损坏：{part} 第 {at} 字节处不是正确的 XML，请对方用原来的软件重新保存后发送"),
            format!("the file is damaged: {part} is not well-formed XML at byte {at}; ask for it saved again"),
        ))
    }

    #[cold]
    fn too_deep(&self) -> Box<Trouble> {
        let (part, at, most) = (self.part, self.at, self.max_depth);
        Box::new(Trouble::limit(
            format!(
                "{part} 第 {at} 字节处元素嵌套或命名空间声明超过上限（{most} 层），请对方用原来的软件另存后重新发送"
            ),
            format!(
                "{part}: elements or namespace declarations nested beyond the limit ({most}) at byte {at}; ask for it saved again from its own program"
            ),
        ))
    }
}

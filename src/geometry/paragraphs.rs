//! Step 6, second half: lines to paragraphs. A line break is taken out where the line had no room
//! for what follows; where it had, somebody pressed Enter.

use super::{Glyph, Heading, chars, lines::Line};
use crate::model::document::Rect;

/// Left and right end of the room that text has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    pub left: f32,
    pub right: f32,
}

/// Room beyond what was needed that makes a line clearly short, in sizes of the text.
const SLACK: f32 = 0.15;
/// Text keeps no more than this from both sides together, in sizes.
const ROOM: f32 = 1.1;
/// A first-line indent is at least this wide, in sizes of the text.
const INDENT: f32 = 1.5;
/// Lines of one paragraph do not stand farther apart than this, in sizes of the text…
const FAR_APART: f32 = 2.6;
/// … nor farther than this times the nearest lines of the area.
const WIDER_THAN_USUAL: f32 = 1.6;

/// The text of an area with its paragraphs joined by `\n`.
pub fn join(lines: &[Line], frame: Frame) -> String {
    if let [line] = lines {
        return line.text();
    }
    let mut text = String::new();
    for (paragraph, _) in split(lines, frame) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&paragraph);
    }
    text
}

/// The paragraphs of an area with their boxes; a box covers the part on the first page.
pub fn split(lines: &[Line], frame: Frame) -> Vec<(String, Rect)> {
    let setting = Setting::of(lines, frame);
    let mut paragraphs: Vec<(String, Rect)> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| &lines[index]);
        match (paragraphs.last_mut(), before) {
            (Some((text, rect)), Some(before))
                if !setting.breaks(before, line) && !setting.is_next_item(text, line) =>
            {
                text.push_str(setting.seam(before, line));
                text.push_str(&line.text());
                if line.page == before.page {
                    *rect = cover(*rect, line.rect());
                }
            }
            _ => paragraphs.push((line.text(), line.rect())),
        }
    }
    paragraphs
}

/// Whether `after`, the first line on a page, goes on in the middle of the line before it.
pub fn runs_on(before: &Line, after: &Line, frame: Frame) -> bool {
    let lines = [before.clone(), after.clone()];
    !Setting::of(&lines, frame).breaks(before, after)
}

fn cover(a: Rect, b: Rect) -> Rect {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// What is usual for the lines of one area.
struct Setting {
    frame: Frame,
    /// Every line is set in the middle, or at the right: only its width counts.
    by_width: bool,
    /// Where lines without an indent begin.
    left: f32,
    /// Distance of the nearest two lines.
    pitch: f32,
    /// Items of a list follow one another inside lines.
    inline_items: bool,
}

impl Setting {
    fn of(lines: &[Line], frame: Frame) -> Setting {
        let left = lines.iter().map(|line| line.left).fold(f32::MAX, f32::min);
        let right = lines.iter().map(|line| line.right).fold(f32::MIN, f32::max);
        // Text that runs up or down has the room of its own longest line.
        let upright = lines.iter().all(|line| line.heading == Heading::Right);
        let frame =
            if upright { Frame { left: frame.left.min(left), right: frame.right } } else { Frame { left, right } };
        let middle = |line: &Line| ((line.left - frame.left) - (frame.right - line.right)).abs() <= line.size;
        let at_right = |line: &Line| frame.right - line.right <= line.size * 0.5;
        let pitch = lines
            .windows(2)
            .filter(|pair| pair[0].page == pair[1].page)
            .map(|pair| pair[1].baseline - pair[0].baseline)
            .filter(|&pitch| pitch > 0.0)
            .fold(f32::MAX, f32::min);
        Setting {
            frame,
            by_width: lines.iter().all(middle) || lines.iter().all(at_right),
            left,
            pitch,
            inline_items: lines.len() > 1 && lines.iter().any(has_inline_item),
        }
    }

    /// Whether a new paragraph begins with `after`.
    fn breaks(&self, before: &Line, after: &Line) -> bool {
        if before.heading != after.heading {
            return true;
        }
        let (Some(last), Some(first)) = (before.glyphs.last(), after.glyphs.first()) else { return true };
        let size = before.size.max(after.size);
        if before.page == after.page {
            let pitch = after.baseline - before.baseline;
            if pitch > size * FAR_APART || pitch > self.pitch * WIDER_THAN_USUAL && pitch > size * INDENT {
                return true;
            }
        }
        if size > before.size.min(after.size) * 1.25 {
            return true;
        }
        if chars::is_opening(last.sign)
            || (chars::is_wide(first.sign) && chars::is_closing(first.sign) && first.sign != '—' && first.sign != '·')
        {
            return false;
        }
        let free = self.free(before);
        // A space between words, and the quarter that programs set between Chinese and Latin (CLREQ 3.2.2).
        let space = if chars::is_word(last.sign) || chars::is_word(first.sign) { before.size * 0.25 } else { 0.0 };
        if free >= first_unit(&after.glyphs) + space + before.size * SLACK {
            return true;
        }
        if after.indent >= after.size * INDENT {
            return true;
        }
        if !chars::ends_sentence(last.sign) {
            return false;
        }
        let indented = !self.by_width
            && after.left - self.left >= after.size * INDENT
            && before.left - self.left < before.size * INDENT;
        indented || (!self.inline_items && chars::begins_item(&after.text()))
    }

    /// Whether a line begins with the item after the one that the paragraph begins with.
    fn is_next_item(&self, paragraph: &str, line: &Line) -> bool {
        let Some((sign, number)) = chars::item_number(paragraph).filter(|_| !self.inline_items) else { return false };
        chars::item_number(&line.text()) == Some((sign, number + 1))
    }

    /// Room left on a line.
    fn free(&self, line: &Line) -> f32 {
        let used = if self.by_width { line.width() } else { line.right - self.frame.left };
        self.frame.right - self.frame.left - used
    }

    /// What stands between two joined lines: a space between Latin words.
    fn seam(&self, before: &Line, after: &Line) -> &'static str {
        let (Some(last), Some(first)) = (before.glyphs.last(), after.glyphs.first()) else { return "" };
        match (chars::is_word(last.sign), chars::is_word(first.sign)) {
            (true, true) if chars::joins_closely(last.sign) || chars::joins_closely(first.sign) => "",
            (true, true) if before.trailing_space || after.indent > 0.0 => " ",
            (true, true) => {
                // What must stand together but is longer than a line is broken where the line ends.
                let word = last_unit(&before.glyphs) + first_unit(&after.glyphs);
                let free = self.free(before) - first.advance;
                let full = free < before.size * SLACK;
                // Programs that break between any two signs break numbers, too.
                let figures = is_figure(last.sign) && is_figure(first.sign);
                let is_word = full && (figures || word > self.frame.right - self.frame.left);
                // How far text keeps from the sides is not always known.
                let is_long =
                    free < before.size * (SLACK + ROOM) && (is_address(before, after) || is_rest(before, after));
                if is_word || is_long { "" } else { " " }
            }
            (false, false) => "",
            _ if before.trailing_space => " ",
            _ => "",
        }
    }
}

/// Whether two lines are parts of an address of mail or the web.
fn is_address(before: &Line, after: &Line) -> bool {
    let is_part = |sign: &char| sign.is_ascii_graphic() && !matches!(sign, ',' | ';' | '(' | ')' | '<' | '>');
    let end = before.text().chars().rev().take_while(is_part).collect::<Vec<char>>();
    let end: String = end.into_iter().rev().collect();
    let rest: String = after.text().chars().take_while(is_part).collect();
    let is_web = |text: &str| ["http://", "https://", "www."].iter().any(|begin| text.starts_with(begin));
    let whole = format!("{end}{rest}");
    let is_mail = whole.matches('@').count() == 1
        && !whole.starts_with('@')
        && !whole.ends_with('@')
        && (end.contains('@') || rest.starts_with('@'));
    // A whole address and a word behind it are two.
    let has_end = end.rsplit_once('.').is_some_and(|(name, last)| name.contains('@') && last.len() >= 2);
    let is_word = rest.len() > 3 && !rest.contains('.');
    (is_mail && !(has_end && is_word) || is_web(&end)) && !is_web(&rest)
}

/// Whether a line of digits only is followed by fewer.
fn is_rest(before: &Line, after: &Line) -> bool {
    let is_number = |line: &Line| line.glyphs.iter().all(|glyph| is_figure(glyph.sign));
    is_number(before) && is_number(after) && after.glyphs.len() < before.glyphs.len()
}

fn is_figure(sign: char) -> bool {
    sign.is_ascii_digit() || matches!(sign, '.' | ',')
}

fn has_inline_item(line: &Line) -> bool {
    let text = line.text();
    text.char_indices()
        .filter(|&(_, sign)| chars::ends_sentence(sign) && sign != '.' && sign != '：' && sign != ':')
        .any(|(at, sign)| chars::begins_item(&text[at + sign.len_utf8()..]))
}

/// The width of what a line break does not part at the start of a line: opening brackets, one wide
/// sign or one word, closing punctuation; and what programs disagree about, words and brackets set
/// close to these.
fn first_unit(glyphs: &[Glyph]) -> f32 {
    let mut width = 0.0;
    let mut before: Option<char> = None;
    for glyph in glyphs {
        if before.is_some_and(|before| may_part(before, glyph.sign)) {
            break;
        }
        width += glyph.advance;
        before = Some(glyph.sign);
    }
    // A line that ends with an opening bracket was too narrow for what must stand together.
    if glyphs.last().is_some_and(|glyph| chars::is_opening(glyph.sign)) { f32::MAX } else { width }
}

fn may_part(before: char, after: char) -> bool {
    let close = |sign| chars::is_closing(sign) || chars::is_opening(sign);
    if chars::is_space(before) || chars::is_space(after) || (chars::joins_closely(before) && before != '–') {
        return true;
    }
    if chars::is_opening(before) || chars::is_closing(after) {
        return false;
    }
    match (chars::is_word(before), chars::is_word(after)) {
        (true, true) => false,
        (true, false) => !close(after),
        (false, true) => !close(before),
        (false, false) => true,
    }
}

/// The width of what a line break does not part at the end of a line.
fn last_unit(glyphs: &[Glyph]) -> f32 {
    let parted = glyphs.windows(2).rev().take_while(|pair| !may_part(pair[0].sign, pair[1].sign)).count();
    glyphs[glyphs.len().saturating_sub(parted + 1)..].iter().map(|glyph| glyph.advance).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::lines::{self, tests::glyphs};

    /// Lines at the left edge of a frame of `room` points, 10 points large.
    fn check(room: f32, input: &[&str], expected: &str) {
        let mut all = Vec::new();
        for (index, text) in input.iter().enumerate() {
            all.extend(glyphs(text, 0.0, index as f32 * 13.0, 10.0));
        }
        let lines = lines::read(&mut all, 0);
        assert_eq!(join(&lines, Frame { left: 0.0, right: room }), expected, "{input:?}");
    }

    #[test]
    fn wrapped_chinese_is_joined_without_spaces() {
        check(54.0, &["知识产权高", "质量创造"], "知识产权高质量创造");
        check(54.0, &["知识产权", "高质量创造"], "知识产权\n高质量创造");
    }

    #[test]
    fn wrapped_latin_is_joined_with_a_space() {
        check(50.0, &["patent", "navigation"], "patent navigation");
        check(50.0, &["PCT", "international"], "PCT international");
        check(50.0, &["20-years-", "old"], "20-years-old");
        check(50.0, &["abcdefghij", "klm"], "abcdefghijklm");
        check(39.0, &["（国发", "〔", "2023〕6", "5号）"], "（国发〔2023〕65号）");
    }

    #[test]
    fn addresses_and_numbers_are_cut_anywhere() {
        // The room that text keeps from the sides is not known.
        check(65.0, &["2090637@qq", ".com"], "2090637@qq.com");
        check(65.0, &["chen@zju.ed", "u.cn"], "chen@zju.edu.cn");
        check(65.0, &["https://ab.", "com/x"], "https://ab.com/x");
        check(65.0, &["chen@zju.cn", "office"], "chen@zju.cn office");
        check(65.0, &["mail to cd", "chen@zju.cn"], "mail to cd chen@zju.cn");
        check(42.0, &["114180", "1706"], "1141801706");
        check(42.0, &["114180", "114181"], "114180 114181");
    }

    #[test]
    fn a_line_may_be_short_because_of_punctuation() {
        check(50.0, &["知识产权", "高，质量"], "知识产权高，质量");
        check(50.0, &["知识产权", "《高》质量"], "知识产权《高》质量");
        check(50.0, &["知识产", "2024年度"], "知识产2024年度");
        check(50.0, &["知识", "权，2024年"], "知识权，2024年");
    }

    #[test]
    fn items_and_indents_begin_paragraphs() {
        check(50.0, &["1.培训场。", "2.宣传"], "1.培训场。\n2.宣传");
        check(54.0, &["1、知识产", "权保", "2、质"], "1、知识产权保\n2、质");
        check(54.0, &["1、知识产", "2、质"], "1、知识产\n2、质");
        check(50.0, &["知识产权。", "　　质量创"], "知识产权。\n质量创");
    }

    #[test]
    fn centred_lines_are_judged_by_width() {
        let mut all = glyphs("知识产权高", 0.0, 0.0, 10.0);
        all.extend(glyphs("质量创", 10.0, 13.0, 10.0));
        all.extend(glyphs("新", 20.0, 26.0, 10.0));
        let lines = lines::read(&mut all, 0);
        assert_eq!(join(&lines, Frame { left: 0.0, right: 50.0 }), "知识产权高质量创\n新");
    }
}

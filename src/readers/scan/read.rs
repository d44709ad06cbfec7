//! One line as it was read, and which of several readings of it to take.
//!
//! Where two readings of a figure differ, the line is doubtful however sure each of them was: a wrong
//! figure looks as good as a right one. Words are taken from the surer reading.

use super::{reading::AGREED, tesseract::Word};

/// What a line of figures is read from when it is read as figures alone.
pub const FIGURES: &str = "0123456789.,万亿元";
/// The confidence of a line whose figures were read in two ways.
pub const DOUBTFUL: f32 = 0.2;
/// Below this a reading of a figure may have lost it.
const LOST: f32 = 0.7;
/// An amount is no longer than this.
const AMOUNT: usize = 14;

/// A line as it was read.
#[derive(Clone, Debug, Default)]
pub struct Read {
    pub words: Vec<Word>,
    /// Of the drawing that was read.
    pub scale: f32,
    /// That of its least sure word, 0 to 1.
    pub confidence: f32,
    /// That of its signs in the mean, 0 to 1.
    pub mean: f32,
}

impl Read {
    pub fn of(words: Vec<Word>, scale: f32) -> Read {
        // Of punctuation the program is never sure, and it hardly matters.
        let sure = |word: &&Word| word.text.contains(char::is_alphanumeric);
        let confidence = words.iter().filter(sure).map(|word| word.confidence).fold(1.0, f32::min);
        let confidence = if words.is_empty() { 0.0 } else { confidence };
        let weight = |word: &Word| word.text.chars().count() as f32;
        let sum: f32 = words.iter().map(|word| word.confidence * weight(word)).sum();
        let mean = sum / words.iter().map(weight).sum::<f32>().max(1.0);
        Read { words, scale, confidence, mean }
    }

    pub fn text(&self) -> String {
        self.words.iter().flat_map(|word| word.text.chars()).collect()
    }

    /// This reading, or that of the same line as figures alone.
    pub fn against_figures(self, other: Read) -> Read {
        let (own, its) = (self.text(), other.text());
        let signs: Vec<char> = own.chars().collect();
        let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
        let lost = its.ends_with('元') && own.ends_with('元') && !has_digit(&own) && self.confidence < LOST;
        // Of words the figures alone tell nothing: 1个，每个10万元.
        let words = signs.iter().filter(|sign| !sign.is_ascii() && !FIGURES.contains(**sign)).count();
        if words > 1 && !lost {
            return self;
        }
        // 5OO, 3&0, 3天5: what stands among digits and is none was one.
        let between = |at: &usize| {
            let digit = |near: Option<&char>| near.is_some_and(char::is_ascii_digit);
            !FIGURES.contains(signs[*at]) && *at > 0 && digit(signs.get(at - 1)) && digit(signs.get(at + 1))
        };
        let stray = |at: &usize| !FIGURES.contains(signs[*at]) && (signs[*at].is_ascii() || between(at));
        let strays = (0..signs.len()).filter(stray).count();
        // 8&0, but not 4个10万元.
        let parted = (0..signs.len()).any(|at| signs[at].is_ascii() && between(&at));
        if !parted && figures(&own) == figures(&its) && has_digit(&own) {
            let only = own.chars().all(|sign| FIGURES.contains(sign));
            let sure = only && self.confidence > DOUBTFUL;
            let confidence = if sure { self.confidence.max(other.confidence) } else { self.confidence };
            return Read { confidence, ..self };
        }
        let digits = has_digit(&its);
        let chosen = if digits && (strays > 0 || lost) && strays < signs.len().max(2) { other } else { self };
        let doubtful = digits || has_digit(&own);
        Read { confidence: if doubtful { chosen.confidence.min(DOUBTFUL) } else { chosen.confidence }, ..chosen }
    }

    /// The better of two readings of a line of words.
    pub fn or(self, other: Read) -> Read {
        if other.merit() > self.merit() { other } else { self }
    }

    /// What most readings of a line of figures give. Where they do not nearly all agree on the figures
    /// it is doubtful.
    pub fn vote(readings: Vec<Read>) -> Read {
        let key = |read: &Read| {
            let figures = figures(&read.text());
            if figures.is_empty() { read.text() } else { figures }
        };
        let mut groups: Vec<(String, Vec<Read>)> = Vec::new();
        let any_figure = readings.iter().any(|read| !figures(&read.text()).is_empty());
        let said = readings.iter().filter(|read| !read.words.is_empty()).count();
        for read in readings {
            let key = key(&read);
            match groups.iter_mut().find(|group| group.0 == key) {
                Some(group) => group.1.push(read),
                None => groups.push((key, vec![read])),
            }
        }
        let merit = |group: &[Read]| group.iter().map(Read::merit).sum::<f32>();
        let chosen = groups
            .into_iter()
            .map(|group| group.1)
            .reduce(|best, group| if merit(&group) > merit(&best) { group } else { best });
        let chosen = chosen.unwrap_or_default();
        let votes = chosen.len();
        let most = chosen.iter().map(|read| read.confidence).fold(0.0, f32::max);
        let Some(read) = chosen.into_iter().reduce(Read::or) else { return Read::default() };
        let confidence = match votes {
            _ if votes == said || !any_figure => most,
            _ if votes * 5 >= said * 4 => read.confidence,
            _ => read.confidence.min(DOUBTFUL),
        };
        Read { confidence, ..read }
    }

    /// A short line with a digit, or of no more than a sign or two: an amount, a count, a date. In long
    /// lines figures are part of what is told.
    pub fn is_figure(&self) -> bool {
        let text = self.text();
        let count = text.chars().count();
        let figure = text.contains(|c: char| c.is_ascii_digit() || c.is_ascii_alphabetic());
        count <= AMOUNT && figure || count <= 2
    }

    /// A figure that may be another one when it is read as figures alone: its readings did not agree, or
    /// something among it is none.
    pub fn may_hide_figures(&self) -> bool {
        self.is_figure() && (self.confidence < AGREED || !self.text().chars().all(|sign| FIGURES.contains(sign)))
    }

    /// An amount in capital numerals, as it seems.
    pub fn is_capital(&self) -> bool {
        let text = self.text();
        let numeral = text.contains(|sign: char| "零壹贰叁肆伍陆柒捌玖拾佰仟".contains(sign));
        text.chars().count() <= AMOUNT && (numeral || text.ends_with("元整") || text.ends_with("元正"))
    }

    /// How good a reading is: how sure it is, less what no text has.
    fn merit(&self) -> f32 {
        const STRAY: f32 = 0.04;
        let text: Vec<char> = self.text().chars().collect();
        let digit = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(char::is_ascii_digit);
        let capital = self.is_capital();
        let is_han = |sign: char| matches!(sign, '\u{4e00}'..='\u{9fff}');
        let beside = |at: usize| digit(at.checked_sub(1)) || digit(Some(at + 1));
        let stray = |(at, sign): &(usize, char)| match sign {
            '$' | '|' | '\\' | '!' | '‰' | '〈' | '{' | '}' | '_' | '`' => true,
            'S' | 's' | 'l' | 'I' | 'O' | 'o' | ']' | '[' => beside(*at),
            // The program has no 叁, 柒, 捌 and 仟; the first is much like 参.
            _ if capital => is_han(*sign) && !"零壹贰叁参肆伍陆柒捌玖拾佰仟万亿元圆角分整正".contains(*sign),
            _ => false,
        };
        let strays = text.iter().copied().enumerate().filter(stray).count();
        self.mean - STRAY * strays as f32
    }
}

/// The digits of a text with what stands between them and the unit behind them: what makes a number
/// another one.
fn figures(text: &str) -> String {
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return String::new();
    }
    text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '万' | '亿' | '%')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, confidence: f32) -> Read {
        Read::of(vec![Word { text: text.into(), left: 0.0, right: 9.0, confidence }], 1.0)
    }

    #[test]
    fn short_lines_are_read_as_figures_too() {
        for (first, second, text, doubtful) in [
            (("10", 0.7), ("10", 0.95), "10", false),
            (("S00", 0.9), ("500", 0.8), "500", true),
            (("3天5", 0.8), ("37.5", 0.8), "37.5", true),
            (("8&0万元", 0.8), ("80万元", 0.8), "80万元", true),
            (("地矶元", 0.3), ("15万元", 0.6), "15万元", true),
            (("3个", 0.9), ("3", 0.5), "3个", false),
            (("专利", 0.5), ("万", 0.5), "专利", false),
            (("1个，每个10万元", 0.9), ("1,10万元", 0.9), "1个，每个10万元", false),
            (("A类4个，每个20", 0.9), ("44,20", 0.5), "A类4个，每个20", false),
            (("2项，每项50万元", 0.4), ("2,50万元", 0.6), "2项，每项50万元", false),
            (("4个10万元", 0.9), ("410万元", 0.6), "4个10万元", false),
            (("备注", 0.5), ("", 0.0), "备注", false),
        ] {
            let found = read(first.0, first.1).against_figures(read(second.0, second.1));
            assert_eq!(found.text(), text);
            assert_eq!(found.confidence <= DOUBTFUL, doubtful, "{first:?} {second:?}");
        }
    }

    #[test]
    fn what_most_readings_give() {
        for (readings, text, confidence) in [
            (&[("10", 0.9), ("10", 0.8), ("10", 0.95)][..], "10", 0.95),
            (&[("4", 0.95), ("40", 0.9), ("40", 0.9), ("40", 0.8), ("40", 0.9)], "40", 0.9),
            (&[("10", 0.9), ("70", 0.8)], "10", DOUBTFUL),
            (&[("S0", 0.9), ("50", 0.88)], "50", DOUBTFUL),
            (&[("1.5", 0.9), ("15", 0.8), ("", 0.0)], "1.5", DOUBTFUL),
            (&[("10万元", 0.9), ("10元", 0.8)], "10万元", DOUBTFUL),
            (&[("每个10万元", 0.9), ("每个10万无", 0.8)], "每个10万元", 0.9),
            (&[("号", 0.9), ("了", 0.8)], "号", 0.9),
            (&[("僚佰万元", 0.8), ("参佰万元", 0.78)], "参佰万元", 0.78),
        ] {
            let found = Read::vote(readings.iter().map(|(text, confidence)| read(text, *confidence)).collect());
            assert_eq!((found.text().as_str(), found.confidence), (text, confidence), "{readings:?}");
        }
        assert_eq!(Read::of(Vec::new(), 1.0).confidence, 0.0);
        assert_eq!(Read::vote(Vec::new()).text(), "");
    }

    #[test]
    fn words_are_taken_from_the_better_reading() {
        let words = read("有效率43和以上", 0.7).or(read("有效率43%以上", 0.8));
        assert_eq!(words.text(), "有效率43%以上");
        assert_eq!(read("培训5$0场", 0.8).or(read("培训50场", 0.78)).text(), "培训50场");
        assert_eq!(figures("知识产权"), "");
    }
}

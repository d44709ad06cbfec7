//! Letters and figures that cannot be what is said of them, told by how they stand on the line: a dash is no
//! figure and a space no exclamation mark. Programs that rewrite a file get the tables of its fonts wrong, by
//! one place or by half of each number, and the result is plausible text that nobody wrote.

use std::collections::{BTreeMap, HashSet};

use hayro_interpret::kurbo::{BezPath, Rect, Shape};
use unicode_normalization::char::decompose_canonical;

use super::sign;

/// Small letters as high as an x.
const LOW_LETTERS: &str = "acemnorsuvwxz";
/// What says something of a font stands on so many of its glyphs.
const ENOUGH: usize = 3;

/// The letters and figures of one font, by glyph.
#[derive(Debug, Default)]
pub struct Stature {
    seen: BTreeMap<u32, Seen>,
    denied: HashSet<u32>,
    /// So many are denied, and nothing speaks for the others, that what is said of them is worth nothing.
    is_worthless: bool,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    said: char,
    /// `None` where nothing is drawn.
    drawn: Option<Rect>,
    advance: Option<f32>,
}

impl Stature {
    /// Notes a glyph that is said to be a sign of the West.
    pub fn note(&mut self, glyph: u32, said: char, advance: Option<f32>, outline: impl FnOnce() -> BezPath) {
        self.seen.entry(glyph).or_insert_with(|| {
            let outline = outline();
            let drawn = (!outline.elements().is_empty()).then(|| outline.bounding_box());
            Seen { said, drawn, advance }
        });
    }

    /// Judges what has been noted; whether anything is denied that was not before.
    pub fn judge(&mut self) -> bool {
        let before = (self.denied.len(), self.is_worthless);
        // A font without shapes lies unseen over a scan; a blank glyph says something among others.
        if self.seen.values().all(|seen| seen.drawn.is_none()) {
            return false;
        }
        let impossible: HashSet<u32> =
            self.seen.iter().filter(|(_, seen)| seen.is_impossible()).map(|(&glyph, _)| glyph).collect();
        let many = impossible.len() > 1 || impossible.len() * 10 > self.seen.len();
        self.is_worthless = many && !self.seen.values().any(Seen::is_point);
        let sound: Vec<Seen> =
            self.seen.iter().filter(|(glyph, _)| !impossible.contains(glyph)).map(|(_, &seen)| seen).collect();
        let odd = self.seen.iter().filter(|(_, seen)| seen.is_odd_among(&sound)).map(|(&glyph, _)| glyph);
        self.denied.extend(impossible.iter().copied().chain(odd));
        before != (self.denied.len(), self.is_worthless)
    }

    /// Whether the glyph is not what is said of it.
    pub fn denies(&self, glyph: u32) -> bool {
        self.is_worthless || self.denied.contains(&glyph)
    }
}

/// No font draws this sign within this box, in thousandths of the font's size over the baseline.
pub fn is_impossible(said: char, drawn: Rect) -> bool {
    /// The least height of a letter, in a hand that writes small ones.
    const LETTER: f64 = 150.0;
    /// The least height of what reaches over small letters.
    const TALL: f64 = 300.0;
    /// Higher over the baseline begin only the marks that hang from the top, quotation marks of Chinese
    /// fonts among them.
    const HANGING: f64 = 400.0;
    let least = match said {
        '1'..='9' | 'A'..='Z' | 'b' | 'd' | 'f' | 'h'..='l' | 't' => TALL,
        '!' | '#'..='&' | '(' | ')' | '/' | '?' | '@' | '['..=']' | '{'..='}' => TALL,
        // The zero of Arabic is a dot.
        'a'..='z' | '0' => LETTER,
        _ => 0.0,
    };
    let hangs = said.is_ascii() && !"\"'*^`~-".contains(said) && drawn.y0 > HANGING;
    drawn.height() < least || hangs
}

impl Seen {
    fn is_impossible(&self) -> bool {
        self.drawn.is_none_or(|drawn| is_impossible(self.said, drawn))
    }

    /// A point or a comma that stands as it should: where codes are off by some places it does not.
    fn is_point(&self) -> bool {
        const DOT: f64 = 250.0;
        const BASELINE: f64 = -50.0;
        self.drawn.is_some_and(|drawn| match self.said {
            '.' => drawn.y1 < DOT && drawn.y0 > BASELINE,
            ',' => drawn.y1 < DOT && drawn.y0 < BASELINE,
            _ => false,
        })
    }

    /// The other signs of the font stand otherwise.
    fn is_odd_among(&self, others: &[Seen]) -> bool {
        self.is_full_among(others) || self.is_taller_than_low(others) || self.is_wider_than_its_letter(others)
    }

    fn top(&self) -> f64 {
        self.drawn.map_or(0.0, |drawn| drawn.y1)
    }

    /// As wide as an ideograph where the font's letters and figures are narrow.
    fn is_full_among(&self, others: &[Seen]) -> bool {
        const NARROW: f32 = 700.0;
        let narrow = |seen: &&Seen| seen.said.is_ascii_alphanumeric() && seen.advance.is_some_and(|it| it < NARROW);
        sign::is_narrow(self.said)
            && super::coding::is_full(self.advance)
            && others.iter().filter(narrow).count() >= ENOUGH
    }

    /// A small letter that reaches over those of its height.
    fn is_taller_than_low(&self, others: &[Seen]) -> bool {
        const TALLER: f64 = 1.25;
        if !LOW_LETTERS.contains(self.said) {
            return false;
        }
        let mut tops: Vec<f64> = others.iter().filter(|seen| LOW_LETTERS.contains(seen.said)).map(Seen::top).collect();
        tops.sort_by(f64::total_cmp);
        tops.len() > ENOUGH && self.top() > tops[tops.len() / 2] * TALLER
    }

    /// A letter with an accent is as wide as without one; those that are nothing but a stem are not.
    fn is_wider_than_its_letter(&self, others: &[Seen]) -> bool {
        const SAME: f32 = 0.08;
        let mut base = self.said;
        decompose_canonical(self.said, |part| {
            if part.is_ascii_alphabetic() {
                base = part;
            }
        });
        if base == self.said || "iIjJlLtT".contains(base) {
            return false;
        }
        let plain = others.iter().find(|seen| seen.said == base).and_then(|seen| seen.advance);
        plain.zip(self.advance).is_some_and(|(plain, own)| (own - plain).abs() > plain * SAME)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A glyph as said, from its bottom to its top, so wide.
    type Drawn = (char, f64, f64, f32);

    /// The letters of a common font.
    const LETTERS: [Drawn; 9] = [
        ('a', -14.0, 531.0, 596.0),
        ('e', -14.0, 531.0, 592.0),
        ('f', 0.0, 775.0, 370.0),
        ('o', -14.0, 531.0, 602.0),
        ('r', 0.0, 531.0, 478.0),
        ('u', -14.0, 519.0, 644.0),
        ('x', 0.0, 519.0, 564.0),
        ('1', 0.0, 729.0, 636.0),
        ('.', -16.0, 106.0, 318.0),
    ];

    fn denied(drawn: &[Drawn]) -> String {
        let mut stature = Stature::default();
        for (glyph, &(said, bottom, top, advance)) in (1..).zip(drawn) {
            let shape = Rect::new(0.0, bottom, 10.0, top);
            let outline = || if bottom == top { BezPath::new() } else { shape.to_path(0.1) };
            stature.note(glyph, said, Some(advance), outline);
        }
        stature.judge();
        (1..).zip(drawn).filter(|(glyph, _)| stature.denies(*glyph)).map(|(_, drawn)| drawn.0).collect()
    }

    #[test]
    fn signs_that_stand_as_no_such_sign_does() {
        assert_eq!(denied(&LETTERS), "");
        for (odd, reason) in [
            (('4', 240.0, 300.0, 1000.0), "a dash"),
            (('!', 0.0, 0.0, 318.0), "a space"),
            (('1', -120.0, 130.0, 1000.0), "an ideographic comma"),
            (('<', 433.0, 676.0, 518.0), "a quotation mark"),
            (('0', -150.0, 850.0, 1000.0), "a bracket"),
            (('b', 0.0, 729.0, 1000.0), "a Roman numeral"),
            (('n', 0.0, 775.0, 630.0), "a ligature of f and i"),
            (('ü', 0.0, 775.0, 730.0), "a ligature of f and l"),
        ] {
            assert_eq!(denied(&[&LETTERS[..], &[odd]].concat()), odd.0.to_string(), "{reason}");
        }
    }

    #[test]
    fn signs_that_may_be() {
        for (sign, reason) in [
            (('-', 234.0, 307.0, 338.0), "a hyphen"),
            (('2', 326.0, 750.0, 401.0), "a superior figure"),
            (('"', 458.0, 729.0, 460.0), "a quotation mark of typewriters"),
            (('û', -14.0, 800.0, 644.0), "an accent"),
            (('ï', 0.0, 760.0, 320.0), "an accent on a stem"),
            (('m', 0.0, 531.0, 948.0), "a wide letter"),
            (('W', 0.0, 729.0, 1000.0), "a wider one"),
            (('÷', 100.0, 500.0, 838.0), "a sign of arithmetic"),
        ] {
            assert_eq!(denied(&[&LETTERS[..], &[sign]].concat()), "", "{reason}");
        }
        // Full width may be a font's own for all of them.
        assert_eq!(denied(&[('1', 0.0, 700.0, 1000.0), ('2', 0.0, 700.0, 1000.0)]), "");
        // A hand with small letters.
        assert_eq!(denied(&[('a', 0.0, 200.0, 300.0), ('b', 0.0, 600.0, 300.0), ('e', 0.0, 190.0, 300.0)]), "");
    }

    #[test]
    fn fonts_that_are_off_by_one() {
        // `1,234.50 file`, each sign said to be the next.
        let shifted: Vec<Drawn> = vec![
            ('2', 0.0, 700.0, 500.0),
            ('-', -150.0, 100.0, 300.0),
            ('/', 0.0, 100.0, 300.0),
            ('6', 0.0, 700.0, 500.0),
            ('!', 0.0, 0.0, 300.0),
        ];
        assert_eq!(denied(&shifted), "2-/6!");
        // Where a point stands as it should the others may be right.
        assert_eq!(denied(&[&shifted[..], &LETTERS[8..]].concat()), "/!");
        // Not so a font that draws nothing at all.
        assert_eq!(denied(&[('!', 0.0, 0.0, 300.0), ('a', 0.0, 0.0, 300.0)]), "");
        // One of very few.
        assert_eq!(denied(&shifted[2..4]), "/6");
    }
}

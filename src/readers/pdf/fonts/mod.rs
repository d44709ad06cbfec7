//! What a glyph means (ISO 32000-1 9.10): ToUnicode first, and where it is missing or cannot be true
//! the font's own tables, the names of its glyphs and its character collection.
//!
//! | module | knows |
//! |---|---|
//! | [`sign`] | which signs can be what was written |
//! | [`program`] | an embedded font's own tables |
//! | [`collection`] | CMaps and CIDs of composite fonts |
//! | [`coding`] | fonts whose codes stand for nothing |
//! | [`stature`] | letters and figures that cannot be what is said of them |
//! | [`shape`] | whether a Type 3 glyph draws anything |
//! | [`directory`] | which composite fonts the document has |
//!
//! What nothing can be told of becomes U+FFFD and is counted: never a gap, never a guess.

mod coding;
pub mod collection;
mod directory;
mod program;
mod shape;
pub mod sign;
mod stature;

use std::collections::{HashMap, HashSet};

use hayro_interpret::{
    CacheKey,
    font::{Glyph, OutlineFontData, OutlineGlyph, Type3Glyph},
    hayro_cmap::BfString,
    kurbo::{Rect, Shape},
};
use hayro_syntax::Pdf;

use coding::{Coding, Names};
use collection::Tables;
use directory::Directory;
use program::Program;
use stature::Stature;

use crate::{geometry::chars, readers::symbol};

/// What is known of a glyph's text.
#[derive(Debug, PartialEq)]
pub enum Reading {
    Sign(char),
    /// A ligature, or several signs in one glyph.
    Text(String),
    /// ToUnicode says the first, the font itself the second; which is right is decided by
    /// [`Fonts::liars`] when all of the font's glyphs have been seen.
    Contested {
        said: char,
        own: char,
        doubt: Doubt,
    },
    /// A drawn shape of which nothing can be told.
    Unknown,
    /// Nothing is drawn.
    Nothing,
}

/// What is doubted, of which font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// That ToUnicode is right where the font's own table says otherwise.
    Table(usize),
    /// That what is drawn is a space.
    Blank(usize),
}

/// The fonts of a document while its pages are read.
pub struct Fonts<'a> {
    pdf: &'a Pdf,
    directory: Option<Directory<'a>>,
    tables: Tables,
    known: Vec<Known>,
    by_place: HashMap<(usize, String), usize>,
    /// Codes whose text the font itself does not contradict.
    agreed: HashSet<(u32, char, u32)>,
    type3: Coding,
    type3_boxes: HashMap<u128, Rect>,
    type3_names: Names,
    /// Some fonts' codes are known to stand for nothing.
    wary: bool,
}

/// A font program with how often it agrees with ToUnicode.
struct Known {
    program: Program,
    agree: usize,
    /// What ToUnicode says and what the font says, by glyph.
    differ: HashMap<u32, (char, char)>,
    /// Glyphs that are said to be spaces and are drawn.
    drawn_blanks: HashSet<u32>,
    coding: Coding,
    stature: Stature,
}

/// A font's ToUnicode is not to be believed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Liar {
    pub doubt: Doubt,
    /// The font's own table is to be believed, beyond doubt.
    pub certain: bool,
}

impl<'a> Fonts<'a> {
    pub fn new(pdf: &'a Pdf) -> Fonts<'a> {
        Fonts {
            pdf,
            directory: None,
            tables: Tables::default(),
            known: Vec::new(),
            by_place: HashMap::new(),
            agreed: HashSet::new(),
            type3: Coding::default(),
            type3_boxes: HashMap::new(),
            type3_names: Names::default(),
            wary: false,
        }
    }

    /// Whether fonts were found whose codes stand for nothing, or signs that cannot be what is said of them.
    /// What was read before this was known has to be read again.
    pub fn learned(&mut self) -> bool {
        let before = self.wary;
        let mut denied = false;
        for known in &mut self.known {
            denied |= known.stature.judge();
        }
        self.wary |= self.type3_names.learned()
            || self.type3.is_doubtful()
            || denied
            || self.known.iter().any(|known| known.coding.is_doubtful());
        self.agreed.clear();
        denied || self.wary && !before
    }

    pub fn read(&mut self, glyph: &Glyph<'_>) -> Reading {
        match (self.told(glyph), glyph) {
            (Reading::Sign(sign), Glyph::Outline(outline)) if sign::is_private(sign) => {
                Reading::Sign(of_symbols(outline, sign))
            }
            (reading, _) => reading,
        }
    }

    fn told(&mut self, glyph: &Glyph<'_>) -> Reading {
        let said = glyph.as_unicode();
        let outline = match glyph {
            Glyph::Outline(outline) => outline,
            Glyph::Type3(drawn) => return self.of_type3(said, drawn),
        };
        match said {
            Some(BfString::Char(sign)) if sign::is_plausible(sign) => self.vetted(outline, sign),
            Some(BfString::Char(sign)) => self.made_out(outline, Some(sign)),
            Some(BfString::String(signs)) => match sign::written(&signs) {
                Some(text) => Reading::Text(text),
                None => self.made_out(outline, None),
            },
            None => self.made_out(outline, None),
        }
    }

    /// A glyph of a Type 3 font has its name and ToUnicode, nothing else (ISO 32000-1 9.6.5).
    fn of_type3(&mut self, said: Option<BfString>, glyph: &Type3Glyph<'_>) -> Reading {
        match said {
            Some(BfString::Char(sign)) if !sign::is_plausible(sign) && !sign::is_private(sign) => {}
            Some(BfString::Char(sign)) if self.type3_names.contradict(sign) || self.is_type3_miscoded(glyph, sign) => {}
            Some(BfString::Char(sign)) => return simple(sign),
            Some(BfString::String(signs)) => {
                if let Some(text) = sign::written(&signs) {
                    return Reading::Text(text);
                }
            }
            None => {}
        }
        if shape::drawn(glyph).is_some() { Reading::Unknown } else { Reading::Nothing }
    }

    /// As [`Fonts::is_miscoded`], of Type 3 fonts, which cannot be told apart.
    fn is_type3_miscoded(&mut self, glyph: &Type3Glyph<'_>, said: char) -> bool {
        if !sign::is_bounded(said) {
            return false;
        }
        let drawn =
            *self.type3_boxes.entry(glyph.cache_key()).or_insert_with(|| shape::drawn(glyph).unwrap_or_default());
        let square = coding::is_square(said, glyph.advance_width(), || drawn);
        if square {
            self.type3.note_square(glyph.cache_key());
        }
        // What a glyph draws by means of other glyphs has no box here.
        let impossible = !drawn.is_zero_area() && stature::is_impossible(said, drawn);
        square || impossible || self.type3.is_too_wide(glyph.advance_width(), said)
    }

    /// ToUnicode's sign, held against the font's own table once for each code.
    fn vetted(&mut self, outline: &OutlineGlyph, said: char) -> Reading {
        let key = (outline.char_code(), said, outline.advance_width().unwrap_or(0.0).to_bits());
        let agreed = self.agreed.contains(&key);
        // Another font may have agreed to the same code.
        if (!agreed || self.wary) && sign::is_bounded(said) && self.is_miscoded(outline, said) {
            return self.not_narrow(outline);
        }
        if agreed {
            return simple(said);
        }
        let glyph = outline.glyph_id().to_u32();
        if said.is_whitespace()
            && glyph != 0
            && let Some(font) = self.font(outline)
            && is_drawn(outline)
        {
            return self.drawn_blank(outline, said, font);
        }
        if let Some(font) = self.font(outline)
            && let Some(known) = self.known.get_mut(font)
            && let Some(&own) = known.program.signs(glyph).first()
        {
            if !known.program.signs(glyph).iter().any(|&own| sign::alike(own, said)) {
                known.differ.insert(glyph, (said, own));
                return Reading::Contested {
                    said: sign::meant(said),
                    own: sign::meant(own),
                    doubt: Doubt::Table(font),
                };
            }
            known.agree += 1;
        }
        self.agreed.insert(key);
        simple(said)
    }

    /// Whether a narrow sign's glyph is not it.
    fn is_miscoded(&mut self, outline: &OutlineGlyph, said: char) -> bool {
        let square = coding::is_square(said, outline.advance_width(), || outline.outline().bounding_box());
        let Some(known) = self.font(outline).and_then(|font| self.known.get_mut(font)) else { return square };
        if square {
            known.coding.note_square(outline.identifier().cache_key());
        }
        let glyph = outline.glyph_id().to_u32();
        known.stature.note(glyph, said, outline.advance_width(), || outline.outline());
        let miscoded = square || known.coding.contradicts(outline, said) || known.stature.denies(glyph);
        if miscoded && let Some(&own) = known.program.signs(glyph).first() {
            known.differ.insert(glyph, (said, own));
        }
        miscoded
    }

    /// A glyph that is none of the narrow signs: what else is known of it.
    fn not_narrow(&mut self, outline: &OutlineGlyph) -> Reading {
        match self.evidence(outline).filter(|&own| sign::is_plausible(own) && !sign::is_western(own)) {
            Some(own) => simple(own),
            None => self.unknown(outline),
        }
    }

    /// A glyph that is drawn and is said to be a space.
    fn drawn_blank(&mut self, outline: &OutlineGlyph, said: char, font: usize) -> Reading {
        let own = self.evidence(outline).filter(|&own| sign::is_plausible(own) && !own.is_whitespace());
        if let Some(known) = self.known.get_mut(font) {
            known.drawn_blanks.insert(outline.glyph_id().to_u32());
        }
        let own = own.map_or(char::REPLACEMENT_CHARACTER, sign::meant);
        Reading::Contested { said, own, doubt: Doubt::Blank(font) }
    }

    /// A glyph without a text of its own, or with one that nobody wrote.
    fn made_out(&mut self, outline: &OutlineGlyph, said: Option<char>) -> Reading {
        let found = self.evidence(outline).filter(|&found| sign::is_plausible(found));
        match (found, said) {
            (Some(found), _) if !(found.is_whitespace() && is_drawn(outline)) => simple(found),
            (_, Some(private)) if sign::is_private(private) => Reading::Sign(private),
            _ => self.unknown(outline),
        }
    }

    fn unknown(&mut self, outline: &OutlineGlyph) -> Reading {
        if !is_drawn(outline) {
            return Reading::Nothing;
        }
        if let Some(known) = self.font(outline).and_then(|font| self.known.get_mut(font)) {
            known.coding.note_unknown(outline.char_code());
        }
        Reading::Unknown
    }

    fn evidence(&mut self, outline: &OutlineGlyph) -> Option<char> {
        let glyph = outline.glyph_id().to_u32();
        let data = outline.font_data();
        let font = data.as_ref().map(|data| self.place(data));
        let program = font.and_then(|font| self.known.get(font)).map(|known| &known.program);
        let own = program.and_then(|program| program.signs(glyph).first().copied());
        let named = program.and_then(|program| program.named(glyph));
        let directory = self.directory.get_or_insert_with(|| Directory::of(self.pdf));
        let name = data.as_ref().and_then(|data| data.postscript_name.as_deref()).unwrap_or_default();
        let found = directory.find(name, data.as_ref().map(bytes));
        let by_collection: Vec<_> = found
            .into_iter()
            .map(|collection| (collection.is_identity(), collection.sign(outline.char_code(), &mut self.tables)))
            .collect();
        let collected = match by_collection.as_slice() {
            [(identity, sign), rest @ ..] if rest.iter().all(|(_, other)| other == sign) => Some((*identity, *sign)),
            _ => None,
        };
        match collected {
            Some((false, Some(sign))) => Some(sign),
            // Where identity codes are glyph numbers the font itself knows better.
            Some((true, sign)) => own.or(named).or(sign),
            _ => own.or(named),
        }
    }

    fn font(&mut self, outline: &OutlineGlyph) -> Option<usize> {
        outline.font_data().map(|data| self.place(&data))
    }

    fn place(&mut self, data: &OutlineFontData) -> usize {
        let bytes = bytes(data);
        let key = (bytes.as_ptr() as usize, data.postscript_name.clone().unwrap_or_default());
        *self.by_place.entry(key).or_insert_with(|| {
            self.known.push(Known {
                program: Program::new(bytes),
                agree: 0,
                differ: HashMap::new(),
                drawn_blanks: HashSet::new(),
                coding: Coding::default(),
                stature: Stature::default(),
            });
            self.known.len() - 1
        })
    }

    /// The fonts whose ToUnicode contradicts their own table in most glyphs.
    pub fn liars(&self) -> Vec<Liar> {
        let fonts = || self.known.iter().enumerate();
        let tables = fonts().filter_map(|(font, known)| judged(font, known));
        let blanks = fonts().filter(|(_, known)| known.drawn_blanks.len() >= LEAST_LIES);
        tables.chain(blanks.map(|(font, _)| Liar { doubt: Doubt::Blank(font), certain: true })).collect()
    }
}

/// So many contradictions are no slip of the font's maker.
const LEAST_LIES: usize = 3;

/// Many programs number the glyphs of a font anew and leave a table that says so: it looks like ASCII
/// and is worth nothing. None makes up Chinese: a table that names Chinese characters is the font's own
/// from before. Where ToUnicode names other Chinese characters it is taken all the same, and doubted.
fn judged(font: usize, known: &Known) -> Option<Liar> {
    let most = known.differ.len();
    if most < LEAST_LIES || most <= known.agree {
        return None;
    }
    let share = |wide: &dyn Fn(&(char, char)) -> char| {
        known.differ.values().filter(|pair| chars::is_wide(wide(pair))).count() * 10 >= most * 8
    };
    let (said, own) = (share(&|pair| pair.0), share(&|pair| pair.1));
    own.then_some(Liar { doubt: Doubt::Table(font), certain: !said })
}

/// What a sign in private use is if its font is one of symbols.
fn of_symbols(outline: &OutlineGlyph, sign: char) -> char {
    let name = outline.font_data().and_then(|data| data.postscript_name);
    name.and_then(|name| symbol::character(&name, sign as u32)).unwrap_or(sign)
}

fn bytes(data: &OutlineFontData) -> &[u8] {
    (*data.data).as_ref()
}

fn is_drawn(outline: &OutlineGlyph) -> bool {
    !outline.outline().elements().is_empty()
}

/// A sign without doubts, its ligature taken apart.
fn simple(sign: char) -> Reading {
    match sign::letters(sign) {
        Some(letters) => Reading::Text(letters.to_owned()),
        None => Reading::Sign(sign::meant(sign)),
    }
}

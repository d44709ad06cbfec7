//! What character properties say that matters for the text ([MS-DOC] 2.6.1): whether it is there,
//! whether it is seen, and which character of a symbol font it is.

use super::{
    pieces::Changes,
    sprm::{Sprm, Sprms, code},
    styles::Styles,
};

/// How text of a style looks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    pub hidden: bool,
    pub font: Option<u16>,
}

/// A symbol (sprmCSymbol, [MS-DOC] 2.9.44): font and character.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Symbol {
    pub font: u16,
    pub code: u16,
}

/// What a list of modifiers says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change {
    /// ToggleOperand ([MS-DOC] 2.9.331).
    hidden: Option<u8>,
    always_hidden: bool,
    font: Option<u16>,
    style: Option<u16>,
    pub deleted: bool,
    pub inserted: bool,
    /// A character with a meaning of its own (sprmCFSpec).
    pub special: bool,
    /// It carries data of a form field, which stand at `picture` in the Data stream.
    pub data: bool,
    pub picture: Option<usize>,
    pub symbol: Option<Symbol>,
}

impl Change {
    #[inline]
    pub fn apply(&mut self, sprm: Sprm) {
        match sprm.code {
            code::C_DELETED => self.deleted = sprm.is_on(),
            code::C_INSERTED => self.inserted = sprm.is_on(),
            code::C_VANISH => self.hidden = Some(sprm.byte()),
            code::C_SPEC_VANISH => self.always_hidden = sprm.is_on(),
            code::C_SPECIAL => self.special = sprm.is_on(),
            code::C_DATA => self.data = sprm.is_on(),
            code::C_PICTURE => (self.picture, self.special) = (Some(sprm.offset()), true),
            code::C_ISTD => self.style = Some(sprm.word()),
            code::C_FONT => self.font = Some(sprm.word()),
            code::C_OTHER_FONT => self.font = self.font.or(Some(sprm.word())),
            code::C_PLAIN => (self.hidden, self.font) = (None, None),
            code::C_SYMBOL => {
                let long = sprm.long() as u32;
                self.symbol = Some(Symbol { font: long as u16, code: (long >> 16) as u16 });
                self.special = true;
            }
            _ => {}
        }
    }

    /// This over what stands under it.
    pub fn over(&self, under: Look) -> Look {
        let hidden = match self.hidden {
            None | Some(0x80) => under.hidden,
            Some(0x81) => !under.hidden,
            Some(other) => other != 0,
        };
        Look { hidden: hidden || self.always_hidden, font: self.font.or(under.font) }
    }
}

/// A run of text with its properties.
#[derive(Clone, Copy, Debug, Default)]
pub struct Characters {
    pub look: Look,
    pub change: Change,
}

/// The properties of a run: its paragraph's style, its own style, its own list, its piece.
#[inline]
pub fn read(grpprl: &[u8], changes: &Changes, paragraph_style: u16, styles: &Styles) -> Characters {
    let mut change = Change::default();
    Sprms(grpprl).for_each(|sprm| change.apply(sprm));
    changes.each(|sprm| change.apply(sprm));
    let mut under = styles.look(paragraph_style);
    if let Some(style) = change.style {
        let own = styles.look(style);
        // Two styles that both toggle undo each other ([MS-DOC] 2.4.6.2).
        under = Look { hidden: under.hidden != own.hidden, font: own.font.or(under.font) };
    }
    Characters { look: change.over(under), change }
}

//! Property modifiers ([MS-DOC] 2.2.5, 2.6): a grpprl is a list of them, each a code and an operand.

use super::bytes::{i16_at, i32_at, u8_at, u16_at, u32_at};

/// Codes that are looked at ([MS-DOC] 2.6.1 to 2.6.3).
pub mod code {
    pub const P_ISTD: u16 = 0x4600;
    pub const P_ILVL: u16 = 0x260A;
    pub const P_ILFO: u16 = 0x460B;
    pub const P_IN_TABLE: u16 = 0x2416;
    pub const P_TTP: u16 = 0x2417;
    pub const P_INNER_CELL: u16 = 0x244B;
    pub const P_INNER_TTP: u16 = 0x244C;
    pub const P_ITAP: u16 = 0x6649;
    pub const P_DTAP: u16 = 0x664A;
    pub const P_HUGE: u16 = 0x6646;
    pub const P_HUGE_OLD: u16 = 0x6645;
    pub const P_TABLE_PROPS: u16 = 0x646B;
    pub const P_CHANGE_TABS: u16 = 0xC615;
    pub const C_DELETED: u16 = 0x0800;
    pub const C_INSERTED: u16 = 0x0801;
    pub const C_DATA: u16 = 0x0806;
    pub const C_SPEC_VANISH: u16 = 0x0818;
    pub const C_VANISH: u16 = 0x083C;
    pub const C_SPECIAL: u16 = 0x0855;
    pub const C_PLAIN: u16 = 0x2A33;
    pub const C_ISTD: u16 = 0x4A30;
    pub const C_FONT: u16 = 0x4A4F;
    pub const C_OTHER_FONT: u16 = 0x4A51;
    pub const C_PICTURE: u16 = 0x6A03;
    pub const C_SYMBOL: u16 = 0x6A09;
    pub const T_HEADER: u16 = 0x3404;
    pub const T_PLACING: u16 = 0x360D;
    pub const T_ISTD: u16 = 0x563A;
    pub const T_BIDI: u16 = 0x560B;
    pub const T_BIDI_90: u16 = 0x5664;
    pub const T_LEFT: u16 = 0x9601;
    pub const T_GAP_HALF: u16 = 0x9602;
    /// Place on the page, and distances from the text around.
    pub const T_PLACES: [u16; 6] = [0x940E, 0x940F, 0x9410, 0x9411, 0x941E, 0x941F];
    pub const T_DEFINE: u16 = 0xD608;
    pub const T_DEFINE_OLD: u16 = 0xD606;
    pub const T_INSERT: u16 = 0x7621;
    pub const T_DELETE: u16 = 0x5622;
    pub const T_WIDTH: u16 = 0x7623;
    pub const T_MERGE: u16 = 0x5624;
    pub const T_SPLIT: u16 = 0x5625;
    pub const T_VERTICAL_MERGE: u16 = 0xD62B;
}

/// One modifier. Of a variable operand the length is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sprm<'a> {
    pub code: u16,
    pub operand: &'a [u8],
}

impl Sprm<'_> {
    /// Sets a property of paragraphs or characters that is looked at.
    pub fn is_looked_at(&self) -> bool {
        matches!(
            self.code,
            code::P_ISTD
                | code::P_ILVL
                | code::P_ILFO
                | code::P_IN_TABLE
                | code::P_TTP
                | code::P_INNER_CELL
                | code::P_INNER_TTP
                | code::P_ITAP
                | code::P_DTAP
                | code::C_DELETED
                | code::C_INSERTED
                | code::C_DATA
                | code::C_SPEC_VANISH
                | code::C_VANISH
                | code::C_SPECIAL
                | code::C_PLAIN
                | code::C_ISTD
                | code::C_FONT
                | code::C_OTHER_FONT
                | code::C_PICTURE
                | code::C_SYMBOL
        )
    }

    pub fn byte(&self) -> u8 {
        u8_at(self.operand, 0).unwrap_or(0)
    }

    pub fn is_on(&self) -> bool {
        self.byte() != 0
    }

    pub fn word(&self) -> u16 {
        u16_at(self.operand, 0).unwrap_or(0)
    }

    pub fn short(&self) -> i16 {
        i16_at(self.operand, 0).unwrap_or(0)
    }

    pub fn long(&self) -> i32 {
        i32_at(self.operand, 0).unwrap_or(0)
    }

    pub fn offset(&self) -> usize {
        u32_at(self.operand, 0).unwrap_or(0) as usize
    }
}

/// The modifiers of a grpprl. Ends before one that is cut off.
#[derive(Clone, Copy, Debug)]
pub struct Sprms<'a>(pub &'a [u8]);

impl<'a> Iterator for Sprms<'a> {
    type Item = Sprm<'a>;

    #[inline]
    fn next(&mut self) -> Option<Sprm<'a>> {
        let code = u16_at(self.0, 0)?;
        let rest = self.0.get(2..)?;
        let (head, length) = operand(code, rest)?;
        let found = super::bytes::slice(rest, head, length)?;
        self.0 = rest.get(head + length..)?;
        Some(Sprm { code, operand: found })
    }
}

/// How many bytes say how long the operand is, and how long it is ([MS-DOC] 2.2.5.1, `spra`).
#[inline]
fn operand(code: u16, rest: &[u8]) -> Option<(usize, usize)> {
    Some(match code >> 13 {
        0 | 1 => (0, 1),
        2 | 4 | 5 => (0, 2),
        3 => (0, 4),
        7 => (0, 3),
        _ => match code {
            // Counted one too many ([MS-DOC] 2.9.313).
            code::T_DEFINE | code::T_DEFINE_OLD => (2, usize::from(u16_at(rest, 0)?).saturating_sub(1)),
            code::P_CHANGE_TABS if u8_at(rest, 0)? == 255 => (1, changed_tabs(rest)?),
            _ => (1, usize::from(u8_at(rest, 0)?)),
        },
    })
}

/// Length of a list of tabs that is too long for a byte to tell ([MS-DOC] 2.9.182).
fn changed_tabs(rest: &[u8]) -> Option<usize> {
    let deleted = usize::from(u8_at(rest, 1)?);
    let added = usize::from(u8_at(rest, 2 + deleted * 4)?);
    Some(2 + deleted * 4 + added * 3)
}

/// The modifier that a Prm0 stands for ([MS-DOC] 2.9.215), of those that are looked at.
pub fn short_form(index: u8) -> Option<u16> {
    Some(match index {
        0x0C => code::P_ILVL,
        0x18 => code::P_IN_TABLE,
        0x19 => code::P_TTP,
        0x41 => code::C_DELETED,
        0x42 => code::C_INSERTED,
        0x47 => code::C_DATA,
        0x51 => code::C_SPEC_VANISH,
        0x53 => code::C_PLAIN,
        0x5C => code::C_VANISH,
        0x75 => code::C_SPECIAL,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operands_are_cut_by_their_codes() {
        let check = |bytes: &[u8], expected: &[(u16, &[u8])]| {
            let found: Vec<_> = Sprms(bytes).map(|sprm| (sprm.code, sprm.operand)).collect();
            assert_eq!(found, expected, "{bytes:X?}");
        };
        check(&[0x16, 0x24, 1, 0x49, 0x66, 1, 0, 0, 0], &[(0x2416, &[1]), (0x6649, &[1, 0, 0, 0])]);
        check(&[0x08, 0xD6, 3, 0, 9, 8, 0x17, 0x24, 1], &[(0xD608, &[9, 8]), (0x2417, &[1])]);
        check(&[0x2B, 0xD6, 2, 4, 3], &[(0xD62B, &[4, 3])]);
        check(
            &[0x15, 0xC6, 255, 1, 1, 2, 3, 4, 1, 5, 6, 7, 0x17, 0x24, 1],
            &[(0xC615, &[1, 1, 2, 3, 4, 1, 5, 6, 7]), (0x2417, &[1])],
        );
        check(&[0x17, 0x24, 1, 0x49, 0x66, 1], &[(0x2417, &[1])]);
        check(&[0x17], &[]);
        check(&[0x08, 0xD6, 0xFF, 0xFF, 1], &[]);
    }
}

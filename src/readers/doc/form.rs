//! Form fields that show a state rather than a result: check boxes and drop-down lists ([MS-DOC]
//! 2.9.157 NilPICFAndBinData, 2.9.77 FFData).

use super::bytes::{slice, u16_at, u32_at, utf16};

/// A result that says: as preset.
const AS_PRESET: u16 = 25;

/// What the form field whose data stand at `at` shows, if it is one of those.
pub fn shown(data: &[u8], at: usize) -> Option<String> {
    let length = u32_at(data, at)? as usize;
    let head = usize::from(u16_at(data, at.checked_add(4)?)?);
    let field = slice(data, at, length)?.get(head..)?;
    let bits = u16_at(field, 4)?;
    let result = (bits >> 2) & 0x1F;
    let kind = bits & 3;
    // Past the name. Only texts have a default text; these have a number.
    let preset_at = past_text(field, 10)?;
    let preset = u16_at(field, preset_at)?;
    let state = if result == AS_PRESET { preset } else { result };
    match kind {
        1 => Some(if state == 0 { "☐" } else { "☑" }.to_string()),
        2 => entry(field, preset_at + 2, usize::from(state)),
        _ => None,
    }
}

/// A text with its length before it and a zero after it (Xstz, [MS-DOC] 2.9.355).
fn past_text(field: &[u8], at: usize) -> Option<usize> {
    let length = usize::from(u16_at(field, at)?);
    Some(at + 2 + length * 2 + 2)
}

/// An entry of a drop-down list: past format, help, status and two macros, an STTB.
fn entry(field: &[u8], mut at: usize, wanted: usize) -> Option<String> {
    for _ in 0..5 {
        at = past_text(field, at)?;
    }
    let count = u32_at(field, at + 2)? as usize & 0xFFFF;
    if wanted >= count {
        return None;
    }
    at += 6;
    for _ in 0..wanted {
        at += 2 + usize::from(u16_at(field, at)?) * 2;
    }
    let length = usize::from(u16_at(field, at)?);
    slice(field, at + 2, length * 2).map(utf16)
}

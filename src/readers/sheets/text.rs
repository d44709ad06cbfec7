//! Text of cells as XML holds it.

use crate::readers::{
    Result,
    xml::{Scanner, Vocabulary},
};

/// Appends text with its lines kept: a line end in a cell is one.
///
/// # Errors
/// Trouble in the XML.
pub fn push_lines<T: Vocabulary>(scanner: &Scanner<T>, raw: &[u8], out: &mut String) -> Result<()> {
    if !raw.contains(&b'\n') {
        return scanner.push_text(raw, out);
    }
    for (index, line) in raw.split(|&byte| byte == b'\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        scanner.push_text(line.strip_suffix(b"\r").unwrap_or(line), out)?;
    }
    Ok(())
}

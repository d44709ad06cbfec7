//! Form fields that show a state rather than a result: check boxes and drop-down lists
//! (ISO/IEC 29500-1 17.16.7, 17.16.9).

use super::{Scanner, names::Tag};
use crate::readers::Result;

/// What the form field in the `w:fldChar` just started shows, if it is one of those.
///
/// # Errors
/// Trouble in the XML.
pub fn shown(scanner: &mut Scanner) -> Result<Option<String>> {
    let depth = scanner.depth();
    let mut shown = None;
    while let Some(tag) = scanner.child(depth)? {
        if tag != Tag::FormField {
            continue;
        }
        let form = scanner.depth();
        while let Some(tag) = scanner.child(form)? {
            match tag {
                Tag::CheckBox => shown = Some(check_box(scanner)?),
                Tag::DropDown => shown = drop_down(scanner)?,
                _ => {}
            }
        }
    }
    Ok(shown)
}

fn check_box(scanner: &mut Scanner) -> Result<String> {
    let depth = scanner.depth();
    let (mut preset, mut set) = (false, None);
    while let Some(tag) = scanner.child(depth)? {
        match tag {
            Tag::Default => preset = scanner.is_on(),
            Tag::Checked => set = Some(scanner.is_on()),
            _ => {}
        }
    }
    Ok(if set.unwrap_or(preset) { "☑" } else { "☐" }.to_string())
}

/// The chosen entry: by default the first one.
fn drop_down(scanner: &mut Scanner) -> Result<Option<String>> {
    let depth = scanner.depth();
    let (mut preset, mut set) = (None, None);
    let mut entries = Vec::new();
    while let Some(tag) = scanner.child(depth)? {
        match tag {
            Tag::Default => preset = scanner.number(b"val"),
            Tag::Result => set = scanner.number(b"val"),
            Tag::ListEntry => entries.push(scanner.attribute_text(b"val").unwrap_or_default()),
            _ => {}
        }
    }
    let chosen = usize::try_from(set.or(preset).unwrap_or(0)).ok();
    Ok(chosen.and_then(|chosen| entries.get(chosen)).map(|entry| entry.to_string()))
}

//! What WordprocessingML says of paragraphs, rows and cells.

use std::borrow::Cow;

use super::{Scanner, names::Tag};
use crate::{
    model::document::Facts,
    readers::{
        Result,
        flowing::{
            grid::{CellProps, MAX_COLUMNS, Merge, RowProps},
            lists::ListPlace,
        },
    },
};

/// What a paragraph says of itself (17.3.1.26).
#[derive(Clone, Debug, Default)]
pub struct ParagraphProps<'a> {
    pub style: Option<Cow<'a, str>>,
    pub place: ListPlace,
    /// Its number as Word 2003 has written it; empty for a bullet.
    pub number: Option<String>,
    /// Its mark is deleted or hidden: the next paragraph goes on in it.
    pub mark_gone: bool,
}

/// Reads `w:trPr`, which was just started.
///
/// # Errors
/// Trouble in the XML.
pub fn read_row(scanner: &mut Scanner, facts: &mut Facts) -> Result<RowProps> {
    let depth = scanner.depth();
    let mut props = RowProps::default();
    while let Some(tag) = scanner.child(depth)? {
        match tag {
            Tag::GridBefore => props.before = columns(scanner, 0),
            Tag::GridAfter => props.after = columns(scanner, 0),
            Tag::TableHeader => props.header = scanner.is_on(),
            Tag::Inserted => facts.insertions += 1,
            Tag::Deleted => {
                facts.deletions += 1;
                props.deleted = true;
            }
            Tag::Annotation => match change(scanner) {
                Some(Change::Insertion) => facts.insertions += 1,
                Some(Change::Deletion) => {
                    facts.deletions += 1;
                    props.deleted = true;
                }
                _ => {}
            },
            _ => {}
        }
    }
    Ok(props)
}

/// What an `aml:annotation` of Word 2003 is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Insertion,
    Deletion,
    Comment,
}

/// What the `aml:annotation` just started is, if it is one that matters.
pub fn change(scanner: &Scanner) -> Option<Change> {
    match scanner.attribute(b"type")? {
        b"Word.Insertion" => Some(Change::Insertion),
        b"Word.Deletion" => Some(Change::Deletion),
        b"Word.Comment" => Some(Change::Comment),
        _ => None,
    }
}

/// Reads `w:tcPr`, which was just started.
///
/// # Errors
/// Trouble in the XML.
#[inline]
pub fn read_cell(scanner: &mut Scanner, facts: &mut Facts) -> Result<CellProps> {
    let depth = scanner.depth();
    let mut props = CellProps::default();
    while let Some(tag) = scanner.child(depth)? {
        match tag {
            Tag::GridSpan => props.span = columns(scanner, 1).max(1),
            Tag::VerticalMerge | Tag::VerticalMerge2003 => props.vertical = merge(scanner, b"val"),
            Tag::HorizontalMerge | Tag::HorizontalMerge2003 => props.horizontal = merge(scanner, b"val"),
            Tag::CellInserted => facts.insertions += 1,
            Tag::CellMerge => {
                facts.insertions += 1;
                if scanner.attribute(b"vMerge").is_some() {
                    props.vertical = merge(scanner, b"vMerge");
                }
            }
            Tag::CellDeleted => {
                facts.deletions += 1;
                props.deleted = true;
            }
            _ => {}
        }
    }
    Ok(props)
}

/// A number of columns, held to what a table may have.
fn columns(scanner: &Scanner, otherwise: usize) -> usize {
    scanner.number(b"val").map_or(otherwise, |count| count.clamp(0, MAX_COLUMNS as i64) as usize)
}

/// `restart` (`rest`) begins a merge; anything else, or nothing, goes on with it.
fn merge(scanner: &Scanner, attribute: &[u8]) -> Merge {
    match scanner.attribute(attribute) {
        Some(b"restart" | b"rest") => Merge::Start,
        _ => Merge::Continue,
    }
}

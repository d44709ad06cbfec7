//! From runs of text to paragraphs: where each ends, how deep it stands in tables, what it ends
//! there ([MS-DOC] 2.4.2, 2.4.3).

use super::{
    bytes::{slice, u16_at},
    damage::damaged,
    runs::Run,
    sprm::{Sprm, Sprms, code},
    styles::list_number,
    text::Text,
};
use crate::readers::{
    Result,
    flowing::{budget::Budget, lists::ListPlace},
};

/// What a paragraph says of itself.
#[derive(Clone, Copy, Debug, Default)]
struct Props {
    style: u16,
    place: ListPlace,
    in_table: bool,
    depth: i32,
    /// Ends a row: of an outermost table, of an inner one.
    ends_row: bool,
    ends_inner_row: bool,
    ends_inner_cell: bool,
}

impl Props {
    fn apply(&mut self, sprm: Sprm) {
        match sprm.code {
            code::P_ISTD => self.style = sprm.word(),
            code::P_ILFO => self.place.list = Some(list_number(sprm.word())),
            code::P_ILVL => self.place.level = Some(i64::from(sprm.byte())),
            code::P_IN_TABLE => self.in_table = sprm.is_on(),
            code::P_TTP => self.ends_row = sprm.is_on(),
            code::P_ITAP => self.depth = sprm.long(),
            code::P_DTAP => self.depth = self.depth.saturating_add(sprm.long()),
            code::P_INNER_CELL => self.ends_inner_cell = sprm.is_on(),
            code::P_INNER_TTP => self.ends_inner_row = sprm.is_on(),
            _ => {}
        }
    }
}

/// One paragraph of the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paragraph {
    /// Character positions: the first, and the one of its mark (or after its end, if it has none).
    pub start: u32,
    pub mark: u32,
    /// The character that ends it, 0 for none.
    pub mark_letter: u16,
    pub style: u16,
    pub place: ListPlace,
    /// Tables that it stands in.
    pub depth: usize,
    pub ends_row: bool,
    pub ends_cell: bool,
}

impl Paragraph {
    pub fn is_empty(&self) -> bool {
        self.start == self.mark
    }
}

/// Cuts the text between two positions into paragraphs.
///
/// # Errors
/// `Unreadable` where properties stand beyond the Data stream; a limit that was met.
pub fn split(text: &Text, start: u32, end: u32, budget: &mut Budget) -> Result<Vec<Paragraph>> {
    let mut found = Vec::new();
    let mut begun = start;
    let mut add = |begun: u32, mark: u32, letter: u16, budget: &mut Budget| -> Result<()> {
        budget.add_paragraph()?;
        let at = if letter == 0 { mark.saturating_sub(1) } else { mark };
        found.push(describe(text, begun, mark, letter, at, budget)?);
        Ok(())
    };
    for index in text.pieces.find(start)..text.pieces.len() {
        let Some(piece) = text.pieces.get(index).filter(|piece| piece.start < end) else { break };
        let (first, last) = (piece.start.max(start), piece.end.min(end));
        let mut next = first;
        while let Some((mark, letter)) = text.next_mark(piece, next, last) {
            next = mark + 1;
            if letter != 0x0C || text.paragraph_ends_at(piece, mark) {
                add(begun, mark, letter, budget)?;
                begun = next;
            }
        }
    }
    if begun < end {
        add(begun, end, 0, budget)?;
    }
    Ok(found)
}

fn describe(text: &Text, start: u32, mark: u32, letter: u16, at: u32, budget: &mut Budget) -> Result<Paragraph> {
    let (run, changes) = text.paragraph_run(at);
    let mut props = Props { style: run.style, ..Props::default() };
    each_sprm(&run, text.data, budget, |sprm| props.apply(sprm))?;
    changes.each(|sprm| props.apply(sprm));
    let depth = if props.in_table { usize::try_from(props.depth).unwrap_or(0).max(1) } else { 0 };
    let outer = depth == 1 && letter == 0x07;
    Ok(Paragraph {
        start,
        mark,
        mark_letter: letter,
        style: props.style,
        place: props.place,
        depth,
        ends_row: outer && props.ends_row || depth > 1 && props.ends_inner_row,
        ends_cell: outer && !props.ends_row || depth > 1 && props.ends_inner_cell && !props.ends_inner_row,
    })
}

/// Calls `apply` with each modifier of a paragraph: its own, and those kept in the Data stream
/// (sprmPHugePapx, sprmPTableProps, [MS-DOC] 2.6.2).
///
/// # Errors
/// `Unreadable` where the Data stream does not hold them; `LimitExceeded`.
pub fn each_sprm(run: &Run, data: &[u8], budget: &mut Budget, mut apply: impl FnMut(Sprm)) -> Result<()> {
    for sprm in Sprms(run.grpprl) {
        let Some(at) = kept_at(&sprm) else {
            apply(sprm);
            continue;
        };
        for sprm in Sprms(kept(data, at, budget)?) {
            match kept_at(&sprm) {
                Some(at) => Sprms(kept(data, at, budget)?).for_each(&mut apply),
                None => apply(sprm),
            }
        }
    }
    Ok(())
}

fn kept_at(sprm: &Sprm) -> Option<usize> {
    matches!(sprm.code, code::P_HUGE | code::P_HUGE_OLD | code::P_TABLE_PROPS).then(|| sprm.offset())
}

/// PrcData ([MS-DOC] 2.9.211). Paragraphs may share one, so that its length is no measure of work.
fn kept<'a>(data: &'a [u8], at: usize, budget: &mut Budget) -> Result<&'a [u8]> {
    let found = u16_at(data, at).and_then(|length| slice(data, at.checked_add(2)?, usize::from(length)));
    let Some(found) = found else {
        return Err(damaged("Data", at, "段落格式超出数据流末尾", "properties of a paragraph stand beyond the stream"));
    };
    budget.inflate("Data", found.len() as u64)?;
    Ok(found)
}

//! One sheet as the readers of all formats give it: texts as shown, by their places.

use crate::{
    model::{
        document::{HiddenPart, SheetPlace, Span},
        trouble::Trouble,
    },
    readers::{Result, flowing::budget::Budget},
};

/// Rows and columns of the largest sheets (Excel 2007 and later; LibreOffice has as many).
pub const MAX_ROWS: u32 = 1 << 20;
pub const MAX_COLUMNS: u32 = 1 << 14;

/// Merged areas that are taken from one sheet.
const MAX_MERGES: usize = 100_000;
/// Runs of bordered cells that are taken from one sheet.
const MAX_BORDERS: usize = 1_000_000;

/// A cell that shows something. Rows and columns count from 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    pub row: u32,
    pub column: u32,
    pub text: String,
    /// The cell holds a number, a date, a truth value or an error.
    pub is_number: bool,
}

/// A merged area, last row and column included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    pub top: u32,
    pub left: u32,
    pub bottom: u32,
    pub right: u32,
}

/// Bordered cells side by side, last column included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Border {
    pub row: u32,
    pub first: u32,
    pub last: u32,
}

/// A sheet under construction.
#[derive(Debug, Default)]
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
    pub cells: Vec<Content>,
    pub borders: Vec<Border>,
    pub merges: Vec<Area>,
    /// Last row and column included.
    pub hidden_rows: Vec<(u32, u32)>,
    pub hidden_columns: Vec<(u32, u32)>,
    /// Rows that a printer repeats at the top of each page.
    pub header_rows: Option<(u32, u32)>,
}

impl Sheet {
    /// Takes in a cell. One without text counts only by its border.
    ///
    /// # Errors
    /// `LimitExceeded` when a document has too many cells.
    #[inline]
    pub fn add(&mut self, content: Content, bordered: bool, budget: &Budget) -> Result<()> {
        if content.row >= MAX_ROWS || content.column >= MAX_COLUMNS {
            return Ok(());
        }
        if bordered {
            self.add_border(content.row, content.column, content.column);
        }
        if content.text.is_empty() {
            return Ok(());
        }
        self.cells.push(content);
        if self.cells.len().is_multiple_of(1024) { budget.check_table(self.cells.len()) } else { Ok(()) }
    }

    pub fn add_border(&mut self, row: u32, first: u32, last: u32) {
        if let Some(run) = self.borders.last_mut().filter(|run| run.row == row && run.last + 1 == first) {
            run.last = last;
        } else if self.borders.len() < MAX_BORDERS {
            self.borders.push(Border { row, first, last });
        }
    }

    pub fn add_merge(&mut self, area: Area) {
        let sound =
            area.top <= area.bottom && area.left <= area.right && (area.top, area.left) != (area.bottom, area.right);
        if sound && self.merges.len() < MAX_MERGES {
            self.merges.push(area);
        }
    }

    /// Puts everything in order of place; of two cells at one place the later one stands.
    pub fn sort(&mut self) {
        let place = |cell: &Content| (cell.row, cell.column);
        if !self.cells.is_sorted_by_key(place) {
            self.cells.sort_by_key(place);
        }
        self.cells.dedup_by(|later, earlier| {
            let same = place(later) == place(earlier);
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        self.borders.sort_by_key(|run| (run.row, run.first));
        self.borders.dedup_by(|later, earlier| {
            let touches = later.row == earlier.row && later.first <= earlier.last.saturating_add(1);
            if touches {
                earlier.last = earlier.last.max(later.last);
            }
            touches
        });
        self.merges.sort_by_key(|area| (area.top, area.left));
        self.merges.dedup_by_key(|area| (area.top, area.left));
    }

    /// What of the sheet's text is hidden; nothing where hidden rows and columns are empty.
    pub fn hidden_part(&self) -> Option<HiddenPart> {
        if self.cells.is_empty() {
            return None;
        }
        let rows = shown_as(&self.hidden_rows, |(first, last)| {
            let from = self.cells.partition_point(|cell| cell.row < first);
            self.cells.get(from).is_some_and(|cell| cell.row <= last)
        });
        let mut used = vec![false; self.cells.iter().map(|cell| cell.column as usize + 1).max().unwrap_or(0)];
        for cell in &self.cells {
            used[cell.column as usize] = true;
        }
        let columns = shown_as(&self.hidden_columns, |(first, last)| {
            let range = (first as usize).min(used.len())..(last as usize + 1).min(used.len());
            used.get(range).is_some_and(|part| part.contains(&true))
        });
        let whole = self.hidden;
        (whole || !rows.is_empty() || !columns.is_empty()).then(|| HiddenPart {
            sheet: self.name.clone(),
            whole,
            rows,
            columns,
        })
    }
}

/// Ranges that hold text, counted from 1, neighbours joined.
fn shown_as(ranges: &[(u32, u32)], has_text: impl Fn((u32, u32)) -> bool) -> Vec<Span> {
    const MOST: usize = 100;
    let mut found: Vec<Span> = Vec::new();
    for &(first, last) in ranges.iter().filter(|range| has_text(**range)) {
        if let Some(span) = found.last_mut().filter(|span| span.last == first) {
            span.last = last + 1;
        } else if found.len() < MOST {
            found.push(Span { first: first + 1, last: last + 1 });
        }
    }
    found
}

/// Several programs write sheets with nothing in them; only a workbook without any sheet is damaged.
pub fn no_sheets() -> Box<Trouble> {
    Box::new(Trouble::unreadable(
        "文件损坏：工作簿里没有工作表，请对方重新发送",
        "the file is damaged: the workbook has no sheets; ask for it again",
    ))
}

/// A cell that refers to a shared text that is not there.
pub fn no_string(name: &str, row: u32, column: u32) -> Box<Trouble> {
    let at = SheetPlace { name: name.to_owned(), row, column }.address(0);
    Box::new(Trouble::unreadable(
        format!("文件损坏：单元格 {at} 引用的文字不存在，请对方用 Excel 打开修复后重新发送"),
        format!("the file is damaged: cell {at} refers to a text that is not there; ask for it repaired in Excel"),
    ))
}

/// The place that a reference such as `AB12` names, from 0.
pub fn place(reference: &[u8]) -> Option<(u32, u32)> {
    let (mut row, mut column, mut letters) = (0_u32, 0_u32, true);
    for &byte in reference {
        match byte {
            b'$' => {}
            b'A'..=b'Z' | b'a'..=b'z' if letters => {
                column = column.checked_mul(26)?.checked_add(u32::from(byte.to_ascii_uppercase() - b'A') + 1)?;
            }
            b'0'..=b'9' => {
                letters = false;
                row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?;
            }
            _ => return None,
        }
    }
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// The area that a reference such as `A1:C3` names.
pub fn area(reference: &[u8]) -> Option<Area> {
    let mut ends = reference.split(|&byte| byte == b':');
    let (top, left) = place(ends.next()?)?;
    let (bottom, right) = ends.next().map_or(Some((top, left)), place)?;
    Some(Area { top, left, bottom, right })
}

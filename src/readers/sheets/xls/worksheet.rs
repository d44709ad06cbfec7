//! The cells of one worksheet ([MS-XLS] 2.1.7.20.5).

use super::{
    super::{
        number::digits::push_general,
        sheet::{self, Area, Content, Sheet},
    },
    globals::{Globals, Style, damaged},
    records::{Record, Records, f64_at, id, u16_at, u32_at},
    strings::cell_place,
};
use crate::readers::{Result, flowing::budget::Budget};

/// Reads the records of a sheet after its first one.
///
/// # Errors
/// Trouble when they break off, or a limit that was met.
pub fn read(mut records: Records, globals: &Globals, budget: &mut Budget, sheet: &mut Sheet) -> Result<()> {
    let mut reading = Reading { globals, budget, sheet, formula: None };
    // Charts inside the sheet have records of their own between a BOF and an EOF.
    let mut inside = 0_usize;
    while let Some(record) = records.next() {
        match record.id {
            id::BOF => inside += 1,
            id::EOF if inside == 0 => return Ok(()),
            id::EOF => inside -= 1,
            _ if inside > 0 => {}
            id::FILE_PASS => return Err(super::encrypted()),
            id::STRING => {
                let rest = records.continued();
                reading.formula_text(record.data, &rest)?;
            }
            id::LABEL | id::RSTRING => {
                let rest = records.continued();
                reading.label(record.data, &rest)?;
            }
            _ => reading.record(record)?,
        }
    }
    // Some programs leave out the last EOF; a record that is cut off is damage.
    if records.is_cut() { Err(damaged(records.place())) } else { Ok(()) }
}

struct Reading<'a> {
    globals: &'a Globals,
    budget: &'a mut Budget,
    sheet: &'a mut Sheet,
    /// Place and style of a formula whose result is a text, which comes in a record of its own.
    formula: Option<(u32, u32, Style)>,
}

impl Reading<'_> {
    fn record(&mut self, record: Record) -> Result<()> {
        let data = record.data;
        match record.id {
            id::LABEL_SST => self.shared_string(data),
            id::NUMBER => self.single(data, f64_at(data, 6)),
            id::RK => self.single(data, u32_at(data, 6).map(rk)),
            id::MUL_RK => self.several(data, 6, |part| u32_at(part, 2).map(rk)),
            id::MUL_BLANK => self.several(data, 2, |_| None),
            id::BLANK => self.single(data, None),
            id::FORMULA | id::FORMULA_3 | id::FORMULA_4 => self.formula(data),
            id::BOOL_ERR => match (data.get(6), data.get(7)) {
                (Some(value), Some(is_error)) => self.special(data, *value, *is_error != 0),
                _ => Ok(()),
            },
            id::ROW => {
                self.row(data);
                Ok(())
            }
            id::COL_INFO => {
                self.columns(data);
                Ok(())
            }
            id::MERGE_CELLS => {
                self.merges(data);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn add(&mut self, row: u32, column: u32, style: Style, text: String, is_number: bool) -> Result<()> {
        self.sheet.add(Content { row, column, text, is_number }, style.bordered, self.budget)
    }

    fn number(&mut self, row: u32, column: u32, style: Style, value: Option<f64>) -> Result<()> {
        let mut text = String::new();
        if let Some(value) = value {
            match self.globals.format(style) {
                Some(format) => format.push(value, self.globals.is_1904, &mut text),
                None => push_general(value, &mut text),
            }
        }
        self.add(row, column, style, text, true)
    }

    fn text(&mut self, row: u32, column: u32, style: Style, text: &str) -> Result<()> {
        let mut shown = String::new();
        match self.globals.format(style) {
            Some(format) => format.push_text(text, &mut shown),
            None => shown.push_str(text),
        }
        if shown.contains('\r') {
            shown.retain(|letter| letter != '\r');
        }
        self.add(row, column, style, shown, false)
    }

    fn single(&mut self, data: &[u8], value: Option<f64>) -> Result<()> {
        let Some((row, column, style)) = cell_place(data) else { return Ok(()) };
        self.number(row, column, self.globals.cell_style(style), value)
    }

    /// MulRk and MulBlank (2.4.175, 2.4.174): cells side by side, each of `size` bytes.
    fn several(&mut self, data: &[u8], size: usize, value: impl Fn(&[u8]) -> Option<f64>) -> Result<()> {
        let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else { return Ok(()) };
        let parts = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
        for (part, column) in parts.chunks_exact(size).zip(u32::from(first)..) {
            let style = self.globals.cell_style(u16_at(part, 0).unwrap_or(0).into());
            self.number(row.into(), column, style, value(part))?;
        }
        Ok(())
    }

    fn shared_string(&mut self, data: &[u8]) -> Result<()> {
        let (Some((row, column, style)), Some(index)) = (cell_place(data), u32_at(data, 6)) else { return Ok(()) };
        let globals = self.globals;
        let Some(text) = globals.strings.get(index as usize) else {
            return Err(sheet::no_string(&self.sheet.name, row, column));
        };
        // One long text may stand in every cell.
        self.budget.make(text.len())?;
        self.text(row, column, globals.cell_style(style), text)
    }

    /// Label (2.4.148), and RString before Excel 97.
    fn label(&mut self, data: &[u8], rest: &[&[u8]]) -> Result<()> {
        let (Some((row, column, style)), Some(string)) = (cell_place(data), data.get(6..)) else { return Ok(()) };
        let text = self.globals.coding.string(string, rest, 2);
        self.text(row, column, self.globals.cell_style(style), &text)
    }

    /// Formula (2.4.127): its last result (2.5.133).
    fn formula(&mut self, data: &[u8]) -> Result<()> {
        let Some((row, column, style)) = cell_place(data) else { return Ok(()) };
        let Some(result) = data.get(6..14) else { return Ok(()) };
        if result[6..] != [0xFF, 0xFF] {
            return self.single(data, f64_at(data, 6));
        }
        match result[0] {
            0 => {
                self.formula = Some((row, column, self.globals.cell_style(style)));
                Ok(())
            }
            1 | 2 => self.special(data, result[2], result[0] == 2),
            _ => self.single(data, None),
        }
    }

    fn formula_text(&mut self, data: &[u8], rest: &[&[u8]]) -> Result<()> {
        let Some((row, column, style)) = self.formula.take() else { return Ok(()) };
        let text = self.globals.coding.string(data, rest, 2);
        self.text(row, column, style, &text)
    }

    /// A truth value or an error (2.5.10).
    fn special(&mut self, data: &[u8], value: u8, is_error: bool) -> Result<()> {
        let Some((row, column, style)) = cell_place(data) else { return Ok(()) };
        let text = match (is_error, value) {
            (false, 0) => "FALSE",
            (false, _) => "TRUE",
            (true, 0x00) => "#NULL!",
            (true, 0x07) => "#DIV/0!",
            (true, 0x0F) => "#VALUE!",
            (true, 0x17) => "#REF!",
            (true, 0x1D) => "#NAME?",
            (true, 0x24) => "#NUM!",
            (true, 0x2A) => "#N/A",
            (true, _) => "#ERR!",
        };
        self.add(row, column, self.globals.cell_style(style), text.to_owned(), true)
    }

    /// Row (2.4.221): its flag fDyZero.
    fn row(&mut self, data: &[u8]) {
        let (Some(row), Some(flags)) = (u16_at(data, 0), u16_at(data, 12)) else { return };
        let row = u32::from(row);
        if flags & 0x20 != 0 {
            match self.sheet.hidden_rows.last_mut() {
                Some((_, last)) if *last + 1 == row => *last = row,
                _ => self.sheet.hidden_rows.push((row, row)),
            }
        }
    }

    /// ColInfo (2.4.53).
    fn columns(&mut self, data: &[u8]) {
        let (Some(first), Some(last)) = (u16_at(data, 0), u16_at(data, 2)) else { return };
        let hidden = u16_at(data, 8).is_some_and(|flags| flags & 1 != 0) || u16_at(data, 4) == Some(0);
        if hidden {
            self.sheet.hidden_columns.push((first.into(), last.into()));
        }
    }

    /// MergeCells (2.4.168).
    fn merges(&mut self, data: &[u8]) {
        for part in data.get(2..).unwrap_or_default().chunks_exact(8) {
            let number = |at: usize| u32::from(u16_at(part, at).unwrap_or(0));
            self.sheet.add_merge(Area { top: number(0), bottom: number(2), left: number(4), right: number(6) });
        }
    }
}

/// RkNumber (2.5.218): an integer or the upper half of a float, perhaps in hundredths.
fn rk(bits: u32) -> f64 {
    let value = match bits & 2 {
        0 => f64::from_bits(u64::from(bits & !3) << 32),
        _ => f64::from(bits as i32 >> 2),
    };
    if bits & 1 != 0 { value / 100.0 } else { value }
}

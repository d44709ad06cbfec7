//! A sheet of figures and formulas in sections, kept in memory until the workbook is saved.

use std::io;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, Format, FormatAlign, FormatBorder, Formula, Worksheet,
};

use crate::catalogue::workbook as words;
use crate::model::text::Lang;
use crate::outputs::looks;
use crate::outputs::xlsx::{A4, failed, print_setup, text, width};

/// What a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Count,
    Amount,
    /// A figure of the run, to compare with.
    RunCount,
    RunAmount,
    /// 0 where figures agree.
    Check,
    Status,
}

impl Kind {
    const ALL: [Kind; 6] = [Kind::Count, Kind::Amount, Kind::RunCount, Kind::RunAmount, Kind::Check, Kind::Status];
}

pub struct Page {
    pub sheet: Worksheet,
    lang: Lang,
    formats: Vec<Format>,
    text: Format,
    /// By column.
    widths: Vec<usize>,
    /// The row of headers that is being written, and the lines of the tallest.
    head_row: u32,
    head_lines: usize,
}

impl Page {
    /// # Errors
    /// When no sheet can bear this name.
    pub fn new(name: &str, lang: Lang) -> io::Result<Page> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name).map_err(failed)?;
        let formats = Kind::ALL.iter().map(|kind| format(*kind, lang)).collect();
        let text = framed(looks::base()).set_num_format("@").set_text_wrap();
        Ok(Page { sheet, lang, formats, text, widths: Vec::new(), head_row: 0, head_lines: 2 })
    }

    fn make_room(&mut self, column: u16, wide: usize) {
        let at = usize::from(column);
        if self.widths.len() <= at {
            self.widths.resize(at + 1, 0);
        }
        self.widths[at] = self.widths[at].max(wide);
    }

    /// # Errors
    /// As all of these: when it cannot be written.
    pub fn title(&mut self, row: u32, said: &str) -> io::Result<()> {
        self.free(row, said, &looks::title())
    }

    pub fn remark(&mut self, row: u32, said: &str) -> io::Result<()> {
        self.free(row, said, &looks::base())
    }

    pub fn heading(&mut self, row: u32, said: &str) -> io::Result<()> {
        self.free(row, said, &looks::base().set_bold().set_font_size(11))
    }

    /// A text that runs over the cells on its right.
    fn free(&mut self, row: u32, said: &str, format: &Format) -> io::Result<()> {
        self.sheet.write_string_with_format(row, 0, text(said, self.lang), format).map_err(failed)?;
        Ok(())
    }

    pub fn head(&mut self, row: u32, column: u16, said: &str) -> io::Result<()> {
        self.make_room(column, width(said));
        // All headers of a row are as tall as the tallest.
        self.head_lines = if self.head_row == row { self.head_lines.max(said.lines().count()) } else { 2 };
        self.head_row = row;
        let height = 13.5 * self.head_lines as f64 + 4.0;
        self.sheet.set_row_height(row, height).map_err(failed)?;
        self.sheet.write_string_with_format(row, column, text(said, self.lang), &looks::header()).map_err(failed)?;
        Ok(())
    }

    pub fn text(&mut self, row: u32, column: u16, said: &str) -> io::Result<()> {
        self.make_room(column, width(said));
        self.sheet.write_string_with_format(row, column, text(said, self.lang), &self.text).map_err(failed)?;
        Ok(())
    }

    pub fn number(&mut self, row: u32, column: u16, number: Decimal, kind: Kind) -> io::Result<()> {
        self.make_room(column, number.to_string().len() + 4);
        let format = &self.formats[kind as usize];
        let number = number.to_f64().unwrap_or_default();
        self.sheet.write_number_with_format(row, column, number, format).map_err(failed)?;
        Ok(())
    }

    /// A formula with what it comes to.
    pub fn formula(&mut self, row: u32, column: u16, formula: &str, result: &str, kind: Kind) -> io::Result<()> {
        if kind != Kind::Status {
            self.make_room(column, result.len() + 4);
        }
        let formula = Formula::new(formula).set_result(result);
        let format = &self.formats[kind as usize];
        self.sheet.write_formula_with_format(row, column, formula, format).map_err(failed)?;
        Ok(())
    }

    /// Cells of one column, as `G6:G12`.
    pub fn red_where_positive(&mut self, range: &str) -> io::Result<()> {
        let rule = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::GreaterThan(0))
            .set_format(looks::wrong())
            .set_multi_range(range);
        self.sheet.add_conditional_format(0, 0, 0, 0, &rule).map_err(failed)?;
        Ok(())
    }

    pub fn finish(mut self) -> io::Result<Worksheet> {
        for (column, wide) in (0..).zip(&self.widths) {
            let widest = if column < 2 { 30 } else { 16 };
            self.sheet.set_column_width(column, (*wide).clamp(8, widest) as f64 + 2.0).map_err(failed)?;
        }
        print_setup(&mut self.sheet, A4);
        self.sheet.set_print_gridlines(false);
        Ok(self.sheet)
    }
}

fn framed(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color("BFBFBF")
}

fn format(kind: Kind, lang: Lang) -> Format {
    let base = framed(looks::base());
    match kind {
        Kind::Count => base.set_num_format(looks::COUNT),
        Kind::Amount => base.set_num_format(looks::AMOUNT),
        Kind::RunCount => base.set_num_format(looks::COUNT).set_background_color(looks::GREY),
        Kind::RunAmount => base.set_num_format(looks::AMOUNT).set_background_color(looks::GREY),
        Kind::Check => {
            let [agrees, differs] = [words::AGREES, words::DIFFERS];
            let shown = format!("\"{}\";;\"{}\"", differs.get(lang), agrees.get(lang));
            base.set_num_format(shown).set_align(FormatAlign::Center)
        }
        Kind::Status => looks::base().set_bold().set_font_size(11).set_font_color("375623"),
    }
}

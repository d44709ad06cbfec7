//! What the workbooks that we write share: texts as cells hold them, looks, and lists: sheets of one
//! header and one line after the other, written as they come and kept in no memory.
//!
//! A text is always a string cell, which no spreadsheet runs; formulas are ours alone.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Formula, Note, Url, Workbook, Worksheet, XlsxError};

use super::cells::is_odd;
use super::looks::{Look, Looks, Mark};
use crate::catalogue::{shared, workbook as words};
use crate::model::text::Lang;

/// Units of UTF-16 that a cell holds (ECMA-376-1 18.18; the limit of spreadsheets in use).
const LONGEST: usize = 32_767;
/// A note says the gist; the sheet of anomalies has it all.
const LONGEST_NOTE: usize = 1_000;
/// Links on one sheet that spreadsheets open without a word are 65,530.
const MOST_LINKS: u32 = 65_000;
/// Notes on one sheet; each is a drawing, and spreadsheets grow slow with them.
const MOST_NOTES: u32 = 20_000;
/// Lines of a cell that are shown without opening it.
const MOST_LINES: usize = 10;
const LINE_POINTS: usize = 13;
pub const A4: u8 = 9;
pub const A3: u8 = 8;

/// A workbook whose bytes do not tell when it was written. Long sheets lie in `scratch` till then.
///
/// # Errors
/// When `scratch` cannot be used.
pub fn workbook(title: &str, scratch: &std::path::Path) -> io::Result<Workbook> {
    let mut workbook = Workbook::new();
    let long_ago = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&long_ago));
    workbook.set_tempdir(scratch).map_err(failed)?;
    Ok(workbook)
}

/// The library ends in a panic where a disk is full; here that is an error like any other.
///
/// # Errors
/// Those of `work`, and its panics.
pub fn guarded<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map_or("", String::as_str);
        Err(match said {
            said if said.contains("StorageFull") || said.contains("os error 28") => io::ErrorKind::StorageFull.into(),
            said => io::Error::other(said.to_owned()),
        })
    })
}

pub fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(cause) | XlsxError::TempFileError(_, cause) => cause,
        other => io::Error::other(other),
    }
}

/// A text as a cell can hold and show it: what XML cannot hold and what turns the direction of
/// writing is escaped, what is too long is cut with a mark.
pub fn text(text: &str, lang: Lang) -> Cow<'_, str> {
    cut(text, LONGEST, lang)
}

fn cut(text: &str, longest: usize, lang: Lang) -> Cow<'_, str> {
    let odd = |c: char| (is_odd(c) && c != '\n' && c != '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
    // A UTF-16 unit takes at least one byte.
    if text.len() <= longest && !text.contains(odd) {
        return Cow::Borrowed(text);
    }
    let mark = words::CUT;
    let mark = mark.get(lang);
    let room = longest - mark.encode_utf16().count();
    let (mut shown, mut units, mut fits) = (String::with_capacity(text.len().min(longest)), 0, 0);
    for c in text.chars() {
        match c {
            '\r' => continue,
            c if odd(c) => shown.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => shown.push(c),
        }
        // An escape stands for one unit and takes at most ten.
        units += if odd(c) { 10 } else { c.len_utf16() };
        if units <= room {
            fits = shown.len();
        }
        if units > longest {
            shown.truncate(fits);
            shown.push_str(mark);
            break;
        }
    }
    Cow::Owned(shown)
}

/// A name that a sheet may bear and none of `taken` bears: at most 31 units of UTF-16, without
/// `[ ] : * ? / \`, no `'` at its ends.
pub fn sheet_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    const ROOM: usize = 31;
    let legal: String =
        wanted.chars().filter(|c| !is_odd(*c) && !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\')).collect();
    let legal = legal.trim().trim_matches('\'').trim();
    (1_u32..)
        .map(|number| {
            let end = if number == 1 { String::new() } else { format!(" ({number})") };
            let mut name = String::new();
            for c in legal.chars() {
                if name.encode_utf16().count() + c.len_utf16() + end.len() > ROOM {
                    break;
                }
                name.push(c);
            }
            format!("{}{end}", name.trim_end_matches(['\'', ' ']))
        })
        .find(|name| !name.is_empty() && taken.insert(name.to_lowercase()))
        .unwrap_or_default()
}

/// A sheet's name as formulas and links write it.
pub fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// How wide a text is, in half-width characters; of several lines the widest.
pub fn width(text: &str) -> usize {
    text.lines().map(|line| line.chars().map(char_width).sum()).max().unwrap_or(0)
}

fn char_width(c: char) -> usize {
    // General punctuation is as wide as a Chinese character in Chinese fonts.
    if c >= '\u{1100}' || ('\u{2010}'..='\u{206f}').contains(&c) { 2 } else { 1 }
}

/// Lines that a text takes in a cell of this width.
fn lines(text: &str, width: usize) -> usize {
    let of_line = |line: &str| line.chars().map(char_width).sum::<usize>().div_ceil(width.max(1)).max(1);
    text.lines().map(of_line).sum::<usize>().max(1)
}

/// A column of a list.
#[derive(Clone, Debug)]
pub struct Column {
    pub head: String,
    /// No wider than so many half-width characters.
    pub widest: usize,
    pub look: Look,
}

impl Column {
    pub fn new(head: impl Into<String>, widest: usize, look: Look) -> Column {
        Column { head: head.into(), widest, look }
    }
}

/// A sheet that is one list: lines above, a header, and line after line.
pub struct List {
    pub sheet: Worksheet,
    columns: Vec<Column>,
    looks: Looks,
    lang: Lang,
    /// The widest content so far.
    widths: Vec<usize>,
    /// Lines of text in the row that is being written.
    tall: usize,
    header: u32,
    row: u32,
    links: u32,
    notes: u32,
}

/// How a list is shown and printed.
pub struct Layout {
    /// So many columns stay in view.
    pub frozen: u16,
    /// So many columns are printed.
    pub printed: usize,
    pub paper: u8,
}

impl List {
    /// A list with room for `above` lines above its header.
    ///
    /// # Errors
    /// When the sheet cannot be begun.
    pub fn begin(
        workbook: &mut Workbook,
        name: &str,
        above: u32,
        columns: Vec<Column>,
        lang: Lang,
    ) -> io::Result<List> {
        let mut sheet = workbook.new_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(name).map_err(failed)?;
        let looks = Looks::new();
        for (at, column) in (0_u16..).zip(&columns) {
            sheet.set_column_format(at, looks.format(column.look, Mark::None)).map_err(failed)?;
        }
        let widths = vec![0; columns.len()];
        Ok(List { sheet, columns, looks, lang, widths, tall: 1, header: above, row: 0, links: 0, notes: 0 })
    }

    /// Writes the header; the lines above have been written.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn head(&mut self) -> io::Result<()> {
        self.row = self.header;
        let mut tall = 1;
        for (at, column) in (0_u16..).zip(&self.columns) {
            let head = text(&column.head, self.lang);
            tall = tall.max(lines(&head, column.widest));
            let format = self.looks.header(column.look);
            self.sheet.write_string_with_format(self.row, at, head, format).map_err(failed)?;
        }
        self.height(tall.max(2))?;
        self.row += 1;
        Ok(())
    }

    /// A line above the header.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn above(&mut self, row: u32, column: u16, said: &str, is_title: bool) -> io::Result<()> {
        let format = if is_title { self.looks.title() } else { self.looks.remark() };
        self.sheet.write_string_with_format(row, column, text(said, self.lang), format).map_err(failed)?;
        Ok(())
    }

    /// The row that is being written, from 0.
    pub fn row(&self) -> u32 {
        self.row
    }

    /// The first row below the header, from 0.
    pub fn first(&self) -> u32 {
        self.header + 1
    }

    /// The last row that has been written; the first when there is none.
    pub fn last(&self) -> u32 {
        self.row.max(self.first() + 1) - 1
    }

    /// All cells of a column as a formula names them.
    pub fn range(&self, sheet: &str, column: u16) -> String {
        let cell = |row| rust_xlsxwriter::utility::row_col_to_cell_absolute(row, column);
        format!("{}!{}:{}", quoted(sheet), cell(self.first()), cell(self.last()))
    }

    pub fn looks(&self) -> &Looks {
        &self.looks
    }

    fn look(&self, at: usize) -> Look {
        self.columns.get(at).map_or(Look::Text, |column| column.look)
    }

    fn make_room(&mut self, at: usize, said: &str) {
        if let (Some(column), Some(widest)) = (self.columns.get(at), self.widths.get_mut(at)) {
            *widest = (*widest).max(width(said));
            if column.look.is_wrapped() {
                self.tall = self.tall.max(lines(said, column.widest));
            }
        }
    }

    fn widen(&mut self, at: usize) {
        if let (Some(column), Some(widest)) = (self.columns.get(at), self.widths.get_mut(at)) {
            *widest = column.widest;
        }
    }

    /// # Errors
    /// When it cannot be written.
    pub fn text(&mut self, at: usize, said: &str, mark: Mark) -> io::Result<()> {
        let said = text(said, self.lang);
        self.make_room(at, &said);
        if mark == Mark::Entry {
            // Room for what people will write.
            self.widen(at);
        }
        if said.is_empty() {
            return self.blank(at, mark);
        }
        let (row, column) = (self.row, at as u16);
        match mark {
            // The column has its look.
            Mark::None => self.sheet.write_string(row, column, said),
            mark => self.sheet.write_string_with_format(row, column, said, self.looks.format(self.look(at), mark)),
        }
        .map_err(failed)?;
        Ok(())
    }

    fn blank(&mut self, at: usize, mark: Mark) -> io::Result<()> {
        if mark != Mark::None {
            let format = self.looks.format(self.look(at), mark);
            self.sheet.write_blank(self.row, at as u16, format).map_err(failed)?;
        }
        Ok(())
    }

    /// # Errors
    /// When it cannot be written.
    pub fn number(&mut self, at: usize, number: f64, mark: Mark) -> io::Result<()> {
        self.make_room(at, &format!("{number:.2},,"));
        // A number of pieces is whole as a rule; what is not is shown as it is.
        let look = match self.look(at) {
            Look::Count if number.fract() != 0.0 => Look::Amount,
            look => look,
        };
        let format = self.looks.format(look, mark);
        self.sheet.write_number_with_format(self.row, at as u16, number, format).map_err(failed)?;
        Ok(())
    }

    /// A text that leads to a cell of this workbook, as long as the sheet may have more links.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn link(&mut self, at: usize, sheet: &str, row: u32, column: u16, said: &str, mark: Mark) -> io::Result<()> {
        self.links += 1;
        if self.links > MOST_LINKS {
            return self.text(at, said, mark);
        }
        let cell = rust_xlsxwriter::utility::row_col_to_cell(row, column);
        let url = Url::new(format!("internal:{}!{cell}", quoted(sheet)));
        let said = text(said, self.lang);
        self.make_room(at, &said);
        let format = self.looks.link(self.look(at), mark);
        self.sheet.write_url_with_options(self.row, at as u16, url, said, "", Some(format)).map_err(failed)?;
        Ok(())
    }

    /// A formula of ours, with what it comes to.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn formula(&mut self, at: usize, formula: &str, result: &str) -> io::Result<()> {
        let formula = Formula::new(formula).set_result(result);
        let format = self.looks.formula();
        self.sheet.write_formula_with_format(self.row, at as u16, formula, format).map_err(failed)?;
        Ok(())
    }

    /// A note, as long as the sheet may have more of them.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn note(&mut self, at: usize, said: &str) -> io::Result<()> {
        const WIDE: usize = 46;
        self.notes += 1;
        if self.notes > MOST_NOTES {
            return Ok(());
        }
        let said = cut(said, LONGEST_NOTE, self.lang);
        let height = 20 + 17 * lines(&said, WIDE).min(20) as u32;
        let author = shared::PROGRAM;
        let note = Note::new(said)
            .set_author(author.get(self.lang))
            .add_author_prefix(false)
            .set_width(320)
            .set_height(height);
        self.sheet.insert_note(self.row, at as u16, &note).map_err(failed)?;
        Ok(())
    }

    /// # Errors
    /// When the row cannot be written.
    pub fn end_row(&mut self) -> io::Result<()> {
        self.height(self.tall.min(MOST_LINES))?;
        self.tall = 1;
        self.row += 1;
        Ok(())
    }

    fn height(&mut self, lines: usize) -> io::Result<()> {
        let points = (LINE_POINTS * lines + 4) as f64;
        self.sheet.set_row_height(self.row, points).map_err(failed)?;
        Ok(())
    }

    /// Widths, filter, frozen header and print setup, when all rows are there.
    ///
    /// # Errors
    /// When they cannot be set.
    pub fn finish(&mut self, layout: &Layout) -> io::Result<()> {
        const NARROWEST: usize = 6;
        for (at, (column, widest)) in self.columns.iter().zip(&self.widths).enumerate() {
            // A header may break once.
            let wanted = (*widest + 2).max(width(&column.head).div_ceil(2) + 3).max(NARROWEST);
            self.sheet.set_column_width(at as u16, wanted.min(column.widest + 2) as f64).map_err(failed)?;
        }
        let (header, last) = (self.header, self.last());
        let sheet = &mut self.sheet;
        sheet.autofilter(header, 0, last, self.columns.len() as u16 - 1).map_err(failed)?;
        sheet.set_freeze_panes(header + 1, layout.frozen).map_err(failed)?;
        sheet.set_repeat_rows(header, header).map_err(failed)?;
        sheet.set_print_area(0, 0, last, layout.printed as u16 - 1).map_err(failed)?;
        print_setup(sheet, layout.paper);
        Ok(())
    }
}

/// Landscape, one page wide, page numbers.
pub fn print_setup(sheet: &mut Worksheet, paper: u8) {
    sheet.set_landscape().set_paper_size(paper).set_print_fit_to_pages(1, 0);
    sheet.set_print_gridlines(true).set_margins(0.4, 0.4, 0.5, 0.5, 0.2, 0.2);
    sheet.set_footer("&L&A&R&P / &N");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_a_cell_can_hold() {
        for (written, shown) in [
            ("=1+1", "=1+1"),
            ("甲\n乙\t丙", "甲\n乙\t丙"),
            ("甲\r\n乙", "甲\n乙"),
            ("a\u{1}b\u{202e}c\u{ffff}", "a\\u{1}b\\u{202e}c\\u{ffff}"),
        ] {
            assert_eq!(text(written, Lang::Zh), shown);
        }
        for long in ["长".repeat(40_000), "𠮷".repeat(20_000), "\u{1}".repeat(40_000)] {
            let shown = text(&long, Lang::Zh);
            assert!(shown.encode_utf16().count() <= LONGEST && shown.ends_with(words::CUT.get(Lang::Zh)));
        }
        let full = "长".repeat(LONGEST);
        assert_eq!(text(&full, Lang::Zh), full);
    }

    #[test]
    fn names_that_a_sheet_may_bear() {
        let mut taken = BTreeSet::new();
        for (wanted, name) in [
            ("表1 保留省局部分", "表1 保留省局部分"),
            ("表1 保留省局部分", "表1 保留省局部分 (2)"),
            ("a/b:c*?[d]\\", "abcd"),
            ("ABCD", "ABCD (2)"),
            ("'引号'", "引号"),
            (&"长".repeat(40), &"长".repeat(31)),
            (&"长".repeat(41), &format!("{} (2)", "长".repeat(27))),
            ("//", " (2)"),
        ] {
            assert_eq!(sheet_name(wanted, &mut taken), name);
        }
        assert_eq!(quoted("it's"), "'it''s'");
    }

    #[test]
    fn room_for_chinese() {
        assert_eq!((width("甲a\n“乙”丙丁"), width("")), (10, 0));
        assert_eq!((lines("甲乙丙", 4), lines("甲\n乙", 4), lines("", 4)), (2, 2, 1));
    }

    #[test]
    fn a_panic_is_an_error() {
        let panicked = guarded(|| -> io::Result<()> { std::panic::panic_any(String::from("kind: StorageFull")) });
        assert_eq!(panicked.expect_err("it panicked").kind(), io::ErrorKind::StorageFull);
        assert!(guarded(|| Ok(1)).is_ok());
    }
}

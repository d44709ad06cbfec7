//! OpenDocument spreadsheets: the content part, in which each cell holds the text that it shows.

use std::collections::HashMap;

use super::{
    Workbook,
    number::digits::push_general,
    sheet::{self, Area, Content, MAX_COLUMNS, MAX_ROWS, Sheet},
};
use crate::{
    model::trouble::{Trouble, TroubleKind},
    readers::{
        Result,
        flowing::budget::Budget,
        xml::{self, Token, package::Package},
    },
};
use names::Tag;

mod names;

type Scanner<'a> = xml::Scanner<'a, names::Tag>;

/// Rows without text that repeat more often than this have been formatted, not filled in.
const MOST_REPEATED: u32 = 50;

/// Stretches of bordered columns.
const MOST_COLUMN_STYLES: usize = 256;

/// Gives every sheet of a package to `workbook`, in the order of the tabs.
///
/// # Errors
/// Trouble in the package or its XML, a password, or a limit that was met.
pub fn read(bytes: &[u8], budget: Budget, workbook: &mut Workbook) -> Result<()> {
    let mut package = Package::open(bytes, budget)?;
    let manifest = package.part("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.windows(15).any(|window| window == b"encryption-data") {
        return Err(Box::new(Trouble::new(
            TroubleKind::Encrypted,
            "表格设有打开密码，请向报送单位索取未加密的文件",
            "the spreadsheet needs a password; ask the unit for one without",
        )));
    }
    let part = "content.xml";
    let Some(xml) = package.xml(part)? else {
        return Err(Box::new(Trouble::unreadable(
            format!("文件损坏：缺少正文部件 {part}，请对方重新发送"),
            format!("the file is damaged: its main part {part} is missing; ask for it again"),
        )));
    };
    let scanner = Scanner::new(part, &xml, package.budget.limits.xml_depth);
    Reading { scanner, budget: &mut package.budget, workbook, styles: HashMap::new(), text: String::new() }.run()
}

/// What of a style is needed (16.2).
#[derive(Clone, Copy)]
struct Style {
    bordered: bool,
    hidden: bool,
}

struct Reading<'a, 'b> {
    scanner: Scanner<'a>,
    budget: &'b mut Budget,
    workbook: &'b mut Workbook,
    /// Those that draw borders or hide tables.
    styles: HashMap<&'a [u8], Style>,
    /// Of the open cell.
    text: String,
}

/// A sheet and where the next row and cell of it go.
#[derive(Default)]
struct Open {
    sheet: Sheet,
    row: u32,
    column: u32,
    /// How often the open row stands.
    repeated: u32,
    /// Where the open row's cells and borders begin.
    cells: usize,
    borders: usize,
    next_column: u32,
    /// Columns whose cells have borders unless they or their rows say otherwise.
    bordered: Vec<(u32, u32)>,
    row_style: Option<Style>,
}

impl Open {
    fn add_borders(&mut self, row: u32, columns: (u32, u32), style: Option<Style>) {
        if row >= MAX_ROWS || columns.0 >= MAX_COLUMNS {
            return;
        }
        match style {
            Some(style) if style.bordered => self.sheet.add_border(row, columns.0, columns.1),
            Some(_) => {}
            None => {
                let from = self.bordered.partition_point(|range| range.1 < columns.0);
                for index in from..self.bordered.len() {
                    let Some(range) = self.bordered.get(index).filter(|range| range.0 <= columns.1) else { break };
                    self.sheet.add_border(row, range.0.max(columns.0), range.1.min(columns.1));
                }
            }
        }
    }
}

impl Reading<'_, '_> {
    fn run(mut self) -> Result<()> {
        let mut found = false;
        loop {
            match self.scanner.next()? {
                Token::Start(Tag::Style) => self.style()?,
                Token::Start(Tag::Changes) => self.scanner.skip(self.scanner.depth())?,
                Token::Start(Tag::Table) => {
                    found = true;
                    let sheet = self.table()?;
                    self.workbook.add(sheet)?;
                }
                Token::Done => break,
                _ => {}
            }
        }
        if found { Ok(()) } else { Err(sheet::no_sheets()) }
    }

    fn style(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        let name = self.scanner.attribute(b"name").unwrap_or_default();
        let (mut bordered, mut hidden) = (false, false);
        while let Some(tag) = self.scanner.child(depth)? {
            match tag {
                // A line above alone may be that of the table that ends there.
                Tag::CellProps => {
                    bordered |= [&b"border"[..], b"border-left", b"border-right", b"border-bottom"]
                        .into_iter()
                        .filter_map(|side| self.scanner.attribute(side))
                        .any(|line| line.trim_ascii() != b"none");
                }
                Tag::TableProps => hidden |= self.scanner.attribute(b"display") == Some(b"false"),
                _ => {}
            }
        }
        if bordered || hidden {
            self.styles.insert(name, Style { bordered, hidden });
        }
        Ok(())
    }

    /// `None` where the attribute is missing.
    fn find_style(&self, attribute: &[u8]) -> Option<Style> {
        let name = self.scanner.attribute(attribute)?;
        Some(self.styles.get(name).copied().unwrap_or(Style { bordered: false, hidden: false }))
    }

    /// A number of columns, rows or blanks, 1 where it is not said.
    fn count(&self, name: &[u8], most: u32) -> u32 {
        let count = self.scanner.number(name).and_then(|count| u32::try_from(count.max(1)).ok());
        count.unwrap_or(1).min(most)
    }

    fn is_collapsed(&self) -> bool {
        matches!(self.scanner.attribute(b"visibility"), Some(b"collapse" | b"filter"))
    }

    /// 9.1.2. Tables inside cells are passed over.
    fn table(&mut self) -> Result<Sheet> {
        let depth = self.scanner.depth();
        let name = self.scanner.attribute_text(b"name").unwrap_or_default().into_owned();
        let hidden = self.find_style(b"style-name").is_some_and(|style| style.hidden);
        let mut open = Open { sheet: Sheet { name, hidden, ..Sheet::default() }, ..Open::default() };
        let mut header_from = 0;
        while self.scanner.depth() >= depth {
            match self.scanner.next()? {
                Token::Start(Tag::Column) => {
                    let count = self.count(b"number-columns-repeated", MAX_COLUMNS);
                    let columns = (open.next_column, open.next_column + count - 1);
                    if self.is_collapsed() && columns.0 < MAX_COLUMNS {
                        open.sheet.hidden_columns.push(columns);
                    }
                    let style = self.find_style(b"default-cell-style-name");
                    if style.is_some_and(|style| style.bordered)
                        && columns.0 < MAX_COLUMNS
                        && open.bordered.len() < MOST_COLUMN_STYLES
                    {
                        open.bordered.push(columns);
                    }
                    open.next_column = (open.next_column + count).min(MAX_COLUMNS);
                }
                Token::Start(Tag::Row) => self.start_row(&mut open),
                Token::End(Tag::Row) => self.end_row(&mut open)?,
                Token::Start(Tag::Cell) => self.cell(&mut open)?,
                Token::Start(Tag::CoveredCell) => {
                    open.column = (open.column + self.count(b"number-columns-repeated", MAX_COLUMNS)).min(MAX_COLUMNS);
                    self.scanner.skip(self.scanner.depth())?;
                }
                Token::Start(Tag::HeaderRows) => header_from = open.row,
                Token::End(Tag::HeaderRows) => {
                    open.sheet.header_rows = open.row.checked_sub(1).map(|last| (header_from, last));
                }
                Token::Start(Tag::Shapes | Tag::Table) => self.scanner.skip(self.scanner.depth())?,
                _ => {}
            }
        }
        Ok(open.sheet)
    }

    fn start_row(&mut self, open: &mut Open) {
        open.repeated = self.count(b"number-rows-repeated", MAX_ROWS);
        (open.cells, open.borders) = (open.sheet.cells.len(), open.sheet.borders.len());
        open.column = 0;
        open.row_style = self.find_style(b"default-cell-style-name");
        if self.is_collapsed() && open.row < MAX_ROWS {
            open.sheet.hidden_rows.push((open.row, open.row + open.repeated - 1));
        }
    }

    /// Repeats the row that has ended.
    fn end_row(&mut self, open: &mut Open) -> Result<()> {
        let (cells, borders) = (open.cells..open.sheet.cells.len(), open.borders..open.sheet.borders.len());
        let times = if cells.is_empty() && open.repeated > MOST_REPEATED { 1 } else { open.repeated };
        for step in (1..times).filter(|_| !cells.is_empty() || !borders.is_empty()) {
            for index in borders.clone() {
                let Some(run) = open.sheet.borders.get(index).copied() else { break };
                open.sheet.add_border(run.row + step, run.first, run.last);
            }
            for index in cells.clone() {
                let Some(content) = open.sheet.cells.get(index) else { break };
                let content = Content { row: content.row + step, ..content.clone() };
                self.budget.make(content.text.len())?;
                open.sheet.add(content, false, self.budget)?;
            }
        }
        open.row = (open.row + open.repeated).min(MAX_ROWS);
        Ok(())
    }

    /// 9.1.4
    fn cell(&mut self, open: &mut Open) -> Result<()> {
        let repeated = self.count(b"number-columns-repeated", MAX_COLUMNS);
        let (row, column) = (open.row, open.column);
        open.column = (column + repeated).min(MAX_COLUMNS);
        let style = self.find_style(b"style-name").or(open.row_style);
        let (down, across) =
            (self.count(b"number-rows-spanned", MAX_ROWS), self.count(b"number-columns-spanned", MAX_COLUMNS));
        open.sheet.add_merge(Area { top: row, left: column, bottom: row + down - 1, right: column + across - 1 });
        let kind = self.scanner.attribute(b"value-type").unwrap_or_default();
        let value = self.scanner.attribute_text(b"value");
        let is_number = !matches!(kind, b"" | b"string");
        let shown = self.cell_text()?;
        if !shown && let Some(value) = value.as_deref().and_then(|value| value.parse().ok()) {
            // Some programs leave out the text of a number.
            push_general(value, &mut self.text);
        }
        open.add_borders(row, (column, open.column.max(column + 1) - 1), style);
        if self.text.is_empty() {
            return Ok(());
        }
        for column in column..open.column {
            self.budget.make(self.text.len())?;
            let content = Content { row, column, text: self.text.clone(), is_number };
            open.sheet.add(content, false, self.budget)?;
        }
        Ok(())
    }

    /// Reads the paragraphs of the cell just started; false if it has none.
    fn cell_text(&mut self) -> Result<bool> {
        let depth = self.scanner.depth();
        self.text.clear();
        let (mut begun, mut inside) = (false, 0);
        while self.scanner.depth() >= depth {
            match self.scanner.next()? {
                Token::Start(Tag::Paragraph | Tag::Heading) => {
                    if begun {
                        self.text.push('\n');
                    }
                    begun = true;
                    inside += 1;
                }
                Token::End(Tag::Paragraph | Tag::Heading) => inside -= 1,
                Token::Start(Tag::Space) => {
                    let count = self.count(b"c", 1000);
                    self.text.extend(std::iter::repeat_n(' ', count as usize));
                }
                Token::Start(Tag::Tab) => self.text.push('\t'),
                Token::Start(Tag::LineBreak) => self.text.push('\n'),
                Token::Start(
                    Tag::Annotation
                    | Tag::Ruby
                    | Tag::Frame
                    | Tag::Group
                    | Tag::CustomShape
                    | Tag::Rect
                    | Tag::Caption
                    | Tag::Control
                    | Tag::Table,
                ) => self.scanner.skip(self.scanner.depth())?,
                Token::Text(raw) if inside > 0 => self.scanner.push_text(raw, &mut self.text)?,
                Token::Literal(raw) if inside > 0 => self.text.push_str(&String::from_utf8_lossy(raw)),
                _ => {}
            }
        }
        Ok(begun)
    }
}

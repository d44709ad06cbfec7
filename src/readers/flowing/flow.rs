//! A run of paragraphs and tables: the body, the inside of a cell, or a text box.

use super::grid::push_as_lines;
use crate::model::document::{Block, Paragraph, Table};

/// What a flow is the inside of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The document, or a text box: its content becomes blocks.
    Blocks,
    /// A cell: its content becomes one text.
    Cell,
}

/// Part of a complex field (ISO/IEC 29500-1 17.16.18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FieldPart {
    Code,
    Result,
}

/// One flow under construction. `P` is what the format keeps of an open paragraph.
#[derive(Debug)]
pub struct Flow<P> {
    pub kind: Kind,
    /// Depth of its element.
    pub depth: usize,
    /// What it stands in is hidden, and it with it.
    pub hidden: bool,
    /// The run that holds it is hidden: so are texts after it in that run.
    pub run_hidden: bool,
    /// Properties of the open paragraph.
    pub props: P,
    /// Text of the open paragraph, in a cell after that of the earlier ones.
    pub text: String,
    /// Where the open paragraph begins in `text`.
    start: usize,
    /// Inside `w:p`.
    open: bool,
    /// The mark of the last paragraph is gone: the next one goes on in it (17.13.5.15).
    joined: bool,
    /// Something stands before in a cell: the next paragraph needs a line end.
    begun: bool,
    /// A page or column break, written only if text follows.
    page_break: bool,
    /// From text boxes anchored in the open paragraph.
    boxes: Vec<Block>,
    blocks: Vec<Block>,
    tables: Vec<Table>,
    fields: Vec<FieldPart>,
    /// How many of `fields` are in their code.
    codes: usize,
}

impl<P: Default> Flow<P> {
    pub fn new(kind: Kind, depth: usize, hidden: bool) -> Flow<P> {
        Flow {
            kind,
            depth,
            hidden,
            run_hidden: false,
            props: P::default(),
            text: String::new(),
            start: 0,
            open: false,
            joined: false,
            begun: false,
            page_break: false,
            boxes: Vec::new(),
            blocks: Vec::new(),
            tables: Vec::new(),
            fields: Vec::new(),
            codes: 0,
        }
    }

    /// In the code of a field, which is not text.
    #[inline]
    pub fn in_code(&self) -> bool {
        self.codes > 0
    }

    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Text of the open paragraph.
    pub fn paragraph(&self) -> &str {
        self.text.get(self.start..).unwrap_or_default()
    }

    /// Cuts the open paragraph to so many bytes, which end a character.
    pub fn cut_paragraph(&mut self, length: usize) {
        self.text.truncate(self.start + length);
    }

    #[inline]
    pub fn start_paragraph(&mut self) {
        self.open = true;
        self.page_break = false;
        self.props = P::default();
        if self.joined {
            self.joined = false;
            return;
        }
        if self.kind == Kind::Cell && self.begun {
            self.text.push('\n');
        }
        self.begun = true;
        self.start = self.text.len();
    }

    /// Takes back the text of the open paragraph.
    pub fn drop_open_text(&mut self) {
        if self.open {
            self.text.truncate(self.start);
        }
    }

    /// Ends the open paragraph, whose list number is `number`. Where its mark is gone, the next
    /// one goes on in it.
    pub fn end_paragraph(&mut self, number: &str, mark_gone: bool) {
        self.open = false;
        self.end_codes();
        if !number.is_empty() {
            let bare = self.text.len() == self.start;
            self.text.insert_str(self.start, if bare { number.trim_end() } else { number });
        }
        if mark_gone {
            self.joined = true;
            return;
        }
        self.flush();
    }

    /// Writes out a finished paragraph and the text boxes that hang on it.
    fn flush(&mut self) {
        if self.kind == Kind::Blocks {
            let text = std::mem::take(&mut self.text);
            self.blocks.push(Block::Paragraph(Paragraph { text, place: None }));
            self.start = 0;
        }
        for block in std::mem::take(&mut self.boxes) {
            self.push_block(block);
        }
    }

    /// Ends what was joined to a paragraph that does not come. Nothing is left of it if it is empty.
    fn end_joined(&mut self) {
        if !std::mem::take(&mut self.joined) {
            return;
        }
        if self.text.len() > self.start || !self.boxes.is_empty() {
            self.flush();
        } else if self.kind == Kind::Cell {
            if self.start > 0 {
                self.text.pop();
            } else {
                self.begun = false;
            }
        }
    }

    /// Takes in a table or, in a cell, a paragraph of a text box; gives the length of the text that
    /// a table has made.
    pub fn push_block(&mut self, block: Block) -> usize {
        self.end_joined();
        if self.kind == Kind::Blocks {
            self.blocks.push(block);
            return 0;
        }
        let before = self.text.len();
        if self.begun {
            self.text.push('\n');
        }
        self.begun = true;
        match block {
            Block::Paragraph(paragraph) => self.text.push_str(&paragraph.text),
            Block::Table(table) => {
                push_as_lines(&table, &mut self.text);
                self.tables.push(table);
            }
        }
        self.start = self.text.len();
        self.text.len() - before
    }

    /// Takes in a text box: after the open paragraph, or at once.
    pub fn push_box(&mut self, blocks: Vec<Block>) {
        if self.open {
            self.boxes.extend(blocks);
        } else {
            for block in blocks {
                self.push_block(block);
            }
        }
    }

    /// Makes ready for text: opens a paragraph where there is none, writes a break that is due.
    #[inline]
    pub fn before_text(&mut self) {
        if !self.open {
            self.start_paragraph();
        }
        if self.page_break {
            self.page_break = false;
            self.text.push('\n');
        }
    }

    /// A page or column break: a line end between texts, nothing at either end of a paragraph.
    pub fn break_page(&mut self) {
        self.page_break = self.text.len() > self.start;
    }

    pub fn begin_field(&mut self) {
        // Word nests a few; what goes deeper is only counted out again.
        self.fields.push(FieldPart::Code);
        self.codes += 1;
    }

    pub fn separate_field(&mut self) {
        if let Some(part @ FieldPart::Code) = self.fields.last_mut() {
            *part = FieldPart::Result;
            self.codes -= 1;
        }
    }

    pub fn end_field(&mut self) {
        if self.fields.pop() == Some(FieldPart::Code) {
            self.codes -= 1;
        }
    }

    /// A field whose code never ends must not swallow the rest: codes end with their paragraph.
    fn end_codes(&mut self) {
        for part in self.fields.iter_mut().rev() {
            if self.codes == 0 {
                break;
            }
            self.codes -= usize::from(*part == FieldPart::Code);
            *part = FieldPart::Result;
        }
    }

    /// What a cell holds.
    pub fn into_cell(mut self) -> (String, Vec<Table>) {
        self.close();
        (self.text, self.tables)
    }

    /// What the document or a text box holds.
    pub fn into_blocks(mut self) -> Vec<Block> {
        self.close();
        self.blocks
    }

    fn close(&mut self) {
        if self.open {
            self.end_paragraph("", false);
        }
        self.end_joined();
    }
}

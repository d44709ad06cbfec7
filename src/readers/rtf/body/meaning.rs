//! What control words mean, but for characters: state of the group, ends of paragraphs, rows, and
//! destinations.

use super::{Body, Ending, Target};
use crate::readers::{
    Result,
    flowing::grid::Merge,
    rtf::{
        charset::{Charset, UNSAID},
        form::Form,
        table::Definition,
        words::Word,
    },
};

impl Body<'_> {
    /// Words that change the state of the group.
    pub(super) fn state_word(&mut self, word: Word, number: Option<i32>) -> Result<()> {
        let is_on = number != Some(0);
        let value = number.unwrap_or(0);
        match word {
            Word::Font if self.state.target == Target::FontTable => self.fonts.start(value),
            Word::Font => self.state.font = value,
            Word::FontCharset => self.fonts.set_charset(number),
            Word::FontPage => self.fonts.set_page(number),
            Word::DefaultFont => (self.default_font, self.state.font) = (value, value),
            Word::UnicodeSkip => self.state.stand_ins = usize::try_from(value).unwrap_or(1),
            Word::Plain => {
                self.state.font = self.default_font;
                (self.state.hidden, self.state.deleted, self.state.revised) = (false, false, false);
            }
            Word::Hidden => self.state.hidden = is_on,
            Word::Deleted | Word::MovedFrom => self.state.deleted = is_on,
            Word::Revised | Word::MovedTo => self.state.revised = is_on,
            Word::InTable => self.state.in_table = is_on,
            Word::Nesting => self.state.nesting = value,
            Word::List if matches!(self.state.target, Target::Lists) => self.lists.word(word, number)?,
            Word::List => self.state.list = value,
            Word::ListLevel => self.state.list_level = value,
            Word::ParagraphReset => {
                (self.state.in_table, self.state.nesting) = (false, 0);
                (self.state.list, self.state.list_level) = (0, 0);
            }
            Word::Ansi => self.fonts.set_document(UNSAID),
            Word::AnsiPage => {
                if let Some(charset) = Charset::of_page(value) {
                    self.fonts.set_document(charset);
                }
            }
            Word::Mac | Word::Pc | Word::Pca => self.set_machine(word),
            _ => self.text_word(word, number)?,
        }
        Ok(())
    }

    pub(super) fn set_machine(&mut self, word: Word) {
        let page = match word {
            Word::Mac => 10000,
            Word::Pc => 437,
            _ => 850,
        };
        if let Some(charset) = Charset::of_page(page) {
            self.fonts.set_document(charset);
        }
    }

    /// Words that stand in the text: characters, ends of paragraphs, cells and rows.
    pub(super) fn text_word(&mut self, word: Word, number: Option<i32>) -> Result<()> {
        let in_story = self.state.target == Target::Story;
        match word {
            Word::Tab => self.push('\t'),
            Word::Line => self.push('\n'),
            Word::Page => {
                if in_story && self.is_seen() {
                    self.story().break_page();
                }
            }
            Word::Par if in_story => self.end_paragraph(self.level())?,
            Word::Cell if in_story => self.end_cell(1)?,
            Word::NestedCell if in_story => self.end_cell(self.level().max(2))?,
            Word::Row if in_story => self.end_row(1)?,
            Word::NestedRow if in_story => self.end_row(self.level().max(2))?,
            _ if self.row_word(word, number) => {}
            _ => self.destination(word, number)?,
        }
        Ok(())
    }

    /// Words that define a row; gives whether this was one.
    pub(super) fn row_word(&mut self, word: Word, number: Option<i32>) -> bool {
        let nested = self.state.nested;
        let story = self.story();
        let row = if nested { &mut story.nested } else { &mut story.definition };
        match word {
            Word::RowReset => *row = Definition::default(),
            Word::RowLeft => row.left = number.unwrap_or(0),
            Word::RowHeader => row.header = true,
            Word::RowIndex => row.first = number == Some(0),
            Word::RowLast => row.last = true,
            Word::CellEdge => row.end_cell(number.unwrap_or(0)),
            Word::MergeFirst => row.next.horizontal = Merge::Start,
            Word::Merged => row.next.horizontal = Merge::Continue,
            Word::MergeDown => row.next.vertical = Merge::Start,
            Word::MergedDown => row.next.vertical = Merge::Continue,
            _ => return false,
        }
        true
    }

    /// Words that begin a destination, and those that have a meaning only in one.
    pub(super) fn destination(&mut self, word: Word, number: Option<i32>) -> Result<()> {
        match word {
            Word::Skipped => self.tokens.skip_group(),
            Word::FontTable => self.state.target = Target::FontTable,
            Word::ListTable | Word::Overrides => {
                self.state.target = Target::Lists;
                self.lists.word(word, number)?;
            }
            Word::LevelNumbers => self.tokens.skip_group(),
            Word::LevelText if self.state.target == Target::Lists => {
                (self.state.target, self.state.ending) = (Target::LevelText, Ending::LevelText);
            }
            Word::LevelText => self.tokens.skip_group(),
            Word::ListText if self.state.target == Target::Story => {
                self.number.clear();
                self.number_is_bullet = false;
                self.state.target = Target::Number;
            }
            Word::NumberedOld => self.state.target = Target::Nowhere,
            Word::OldBullet => self.number_is_bullet = true,
            Word::NestedProps => {
                self.state.nested = true;
                self.story().nested = Definition::default();
            }
            Word::Field | Word::Object | Word::Shape | Word::Drawing => self.enter_outer(word),
            Word::ShapeInst => self.state.target = Target::Nowhere,
            Word::Instruction => {
                self.instruction.clear();
                (self.state.target, self.state.ending) = (Target::Instruction, Ending::Instruction);
            }
            Word::Result | Word::TwiceUnicode => self.state.target = self.state.outer,
            Word::ShapeText | Word::DrawingText => self.start_story(),
            Word::Twice => {
                self.state.outer = self.state.target;
                self.tokens.skip_next_group();
            }
            Word::FormField => {
                self.form = Form::default();
                (self.state.target, self.state.ending) = (Target::Form, Ending::Form);
            }
            Word::FormEntry if self.state.target == Target::Form => {
                self.form.start_entry();
                self.state.target = Target::FormEntry;
            }
            Word::FormKind | Word::FormResult | Word::FormDefault => self.form.word(word, number),
            _ if self.state.target == Target::Lists => self.lists.word(word, number)?,
            _ => {}
        }
        Ok(())
    }

    /// A group of which only a part is seen, where the group stands.
    pub(super) fn enter_outer(&mut self, word: Word) {
        if self.state.target != Target::Nowhere {
            self.state.outer = self.state.target;
        }
        self.state.target = Target::Nowhere;
        if word == Word::Field {
            self.state.ending = Ending::Field;
            self.symbol = None;
        }
    }
}

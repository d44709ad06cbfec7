//! The one pass over the file: state of the groups, text to where it belongs.

use super::{
    fonts::Fonts,
    form::{Form, symbol_field},
    lists::Tables,
    story::Story,
    token::{Token, Tokens},
    words::Word,
};
use crate::{
    model::{
        document::{Block, Document, Facts},
        trouble::Trouble,
    },
    readers::{Result, flowing::budget::Budget, symbol},
};

mod characters;
mod meaning;

/// Longest instruction of a field that is looked at.
const MAX_INSTRUCTION: usize = 500;

/// Reads a file.
///
/// # Errors
/// Trouble when it breaks off or meets a limit.
pub fn read(bytes: &[u8], budget: &mut Budget) -> Result<Document> {
    let mut body = Body::new(bytes, *budget);
    let document = body.read();
    *budget = body.budget;
    document
}

/// Where text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    /// Nowhere: only some of the groups inside hold text.
    Nowhere,
    Story,
    FontTable,
    /// A list table; the text of a level in it.
    Lists,
    LevelText,
    /// The written number of the next paragraph.
    Number,
    Instruction,
    Form,
    FormEntry,
}

/// What is to be done at the end of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    None,
    Story,
    LevelText,
    Instruction,
    Field,
    Form,
}

/// What a group has of its own (RTF 1.9.1, "Groups").
#[derive(Clone, Copy, Debug)]
struct State {
    target: Target,
    /// Where the result of the field or object around goes, or the text box of the shape.
    outer: Target,
    ending: Ending,
    font: i32,
    /// `\uc`: how many characters after a `\u` stand for it.
    stand_ins: usize,
    hidden: bool,
    deleted: bool,
    revised: bool,
    in_table: bool,
    nesting: i32,
    list: i32,
    list_level: i32,
    /// Row properties are those of a nested table.
    nested: bool,
}

struct Body<'a> {
    tokens: Tokens<'a>,
    length: usize,
    budget: Budget,
    facts: Facts,
    state: State,
    states: Vec<State>,
    /// The document at the bottom; on it the open text boxes.
    stories: Vec<Story>,
    fonts: Fonts,
    default_font: i32,
    lists: Tables,
    /// Bytes that wait for the rest of their characters.
    pending: Vec<u8>,
    /// Stand-ins for a `\u` still to come.
    skip: usize,
    /// The first half of a surrogate pair.
    high: Option<u16>,
    /// `\*` has come.
    starred: bool,
    number: String,
    number_is_bullet: bool,
    instruction: String,
    /// What a field shows if its result is empty: the character, and the length of the text before.
    symbol: Option<(char, usize)>,
    form: Form,
    /// The last text was a tracked insertion, or deletion.
    in_insertion: bool,
    in_deletion: bool,
}

impl<'a> Body<'a> {
    fn new(bytes: &'a [u8], budget: Budget) -> Body<'a> {
        let state = State {
            target: Target::Story,
            outer: Target::Story,
            ending: Ending::None,
            font: -1,
            stand_ins: 1,
            hidden: false,
            deleted: false,
            revised: false,
            in_table: false,
            nesting: 0,
            list: 0,
            list_level: 0,
            nested: false,
        };
        Body {
            tokens: Tokens::new(bytes),
            length: bytes.len(),
            budget,
            facts: Facts::default(),
            state,
            states: Vec::with_capacity(32),
            stories: vec![Story::new(false)],
            fonts: Fonts::default(),
            default_font: -1,
            lists: Tables::default(),
            pending: Vec::new(),
            skip: 0,
            high: None,
            starred: false,
            number: String::new(),
            number_is_bullet: false,
            instruction: String::new(),
            symbol: None,
            form: Form::default(),
            in_insertion: false,
            in_deletion: false,
        }
    }

    fn read(&mut self) -> Result<Document> {
        loop {
            match self.tokens.next() {
                Token::Word(word, number) => self.word(word, number)?,
                Token::Text(bytes) => self.text(bytes),
                Token::Hex(byte) => self.byte(byte),
                Token::Open => self.open()?,
                Token::Close => {
                    self.close()?;
                    if self.states.is_empty() {
                        break;
                    }
                }
                Token::Symbol(symbol) => self.symbol(symbol)?,
                Token::Done => {
                    self.flush();
                    self.check_end()?;
                    break;
                }
            }
        }
        while self.stories.len() > 1 {
            self.end_story()?;
        }
        let story = self.stories.swap_remove(0);
        Ok(Document { blocks: story.finish(&mut self.budget)?, facts: std::mem::take(&mut self.facts) })
    }

    /// The last brace may be missing, and often is; but not the rest of a group or of a row.
    fn check_end(&mut self) -> Result<()> {
        if self.states.len() <= 1 && !self.story().is_in_row() {
            return Ok(());
        }
        let at = self.length;
        Err(Box::new(Trouble::unreadable(
            format!("文件损坏：RTF 在第 {at} 字节处中断，请对方重新发送"),
            format!("the file is damaged: the RTF breaks off at byte {at}; ask for it again"),
        )))
    }

    fn open(&mut self) -> Result<()> {
        self.flush();
        (self.skip, self.starred) = (0, false);
        let most = self.budget.limits.xml_depth;
        if self.states.len() >= most {
            let at = self.tokens.at();
            return Err(Box::new(Trouble::limit(
                format!("RTF 第 {at} 字节处嵌套超过上限（{most} 层），不予读取，请对方用 Word 另存为 .docx 后重新发送"),
                format!("groups nested deeper than {most} at byte {at}; ask for it saved as .docx"),
            )));
        }
        self.states.push(self.state);
        self.state.ending = Ending::None;
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        self.flush();
        (self.skip, self.starred) = (0, false);
        let ended = self.state;
        if ended.ending == Ending::Story || self.states.len() == 1 {
            self.end_last_paragraph()?;
        }
        if let Some(outside) = self.states.pop() {
            self.state = outside;
        }
        match ended.ending {
            Ending::None => {}
            Ending::Story => self.end_story()?,
            Ending::LevelText => self.lists.end_text(),
            Ending::Instruction => self.end_instruction(ended),
            Ending::Field => self.end_field(ended),
            Ending::Form => self.end_form(ended),
        }
        Ok(())
    }

    #[inline]
    fn story(&mut self) -> &mut Story {
        let last = self.stories.len() - 1;
        &mut self.stories[last]
    }

    /// The text that is being added to, if any.
    fn sink(&mut self) -> Option<&mut String> {
        match self.state.target {
            Target::Story => {
                if !self.is_seen() {
                    return None;
                }
                Some(self.story().sink())
            }
            Target::FontTable => Some(self.fonts.name()),
            Target::LevelText => Some(self.lists.text()),
            Target::Number => Some(&mut self.number),
            Target::Instruction if self.instruction.len() < MAX_INSTRUCTION => Some(&mut self.instruction),
            Target::FormEntry => self.form.entry(),
            Target::Nowhere | Target::Lists | Target::Form | Target::Instruction => None,
        }
    }

    /// Whether text of the story is seen here; tracked changes are counted in passing.
    #[inline]
    fn is_seen(&mut self) -> bool {
        let State { deleted, revised, hidden, .. } = self.state;
        if deleted != self.in_deletion || revised != self.in_insertion {
            self.facts.deletions += u32::from(deleted && !self.in_deletion);
            self.facts.insertions += u32::from(revised && !deleted && !self.in_insertion);
            (self.in_deletion, self.in_insertion) = (deleted, revised);
        }
        !(deleted || hidden)
    }

    #[inline]
    fn word(&mut self, word: Word, number: Option<i32>) -> Result<()> {
        let starred = std::mem::take(&mut self.starred);
        if word == Word::Other {
            if starred {
                self.flush();
                self.tokens.skip_group();
            }
            return Ok(());
        }
        match word {
            Word::Bullet => self.push_or_skip('•'),
            Word::EmDash => self.push_or_skip('—'),
            Word::EnDash => self.push_or_skip('–'),
            Word::EmSpace => self.push_or_skip('\u{2003}'),
            Word::EnSpace => self.push_or_skip('\u{2002}'),
            Word::QuarterSpace => self.push_or_skip('\u{2005}'),
            Word::LeftQuote => self.push_or_skip('‘'),
            Word::RightQuote => self.push_or_skip('’'),
            Word::LeftDouble => self.push_or_skip('“'),
            Word::RightDouble => self.push_or_skip('”'),
            Word::Unicode => self.unicode(number),
            _ => {
                self.flush();
                self.skip = 0;
                self.state_word(word, number)?;
            }
        }
        Ok(())
    }

    /// The inside of a text box.
    fn start_story(&mut self) {
        if self.state.outer != Target::Story {
            return;
        }
        let hidden = self.state.hidden || self.state.deleted;
        self.stories.push(Story::new(hidden));
        (self.state.target, self.state.ending) = (Target::Story, Ending::Story);
        (self.state.in_table, self.state.nesting, self.state.nested) = (false, 0, false);
        (self.state.hidden, self.state.deleted, self.state.revised) = (false, false, false);
    }

    /// Ends a text box, which goes after the paragraph that it hangs on.
    fn end_story(&mut self) -> Result<()> {
        let Some(story) = self.stories.pop() else { return Ok(()) };
        let hidden = story.hidden;
        let blocks = story.finish(&mut self.budget)?;
        let has_text = |block: &Block| match block {
            Block::Paragraph(paragraph) => !paragraph.text.is_empty(),
            Block::Table(_) => true,
        };
        if !hidden && blocks.iter().any(has_text) {
            self.story().push_box(blocks);
        }
        Ok(())
    }

    fn end_instruction(&mut self, ended: State) {
        if ended.outer != Target::Story {
            return;
        }
        let shown = symbol_field(&self.instruction).and_then(|(font, code)| symbol::character(font, code));
        let length = self.story().text.len();
        self.symbol = shown.map(|shown| (shown, length));
    }

    /// A symbol that its field's result has not shown.
    fn end_field(&mut self, ended: State) {
        let Some((shown, length)) = self.symbol.take() else { return };
        if ended.outer == Target::Story && self.story().text.len() == length {
            self.push(shown);
        }
    }

    fn end_form(&mut self, ended: State) {
        let shown = self.form.shown().map(str::to_owned);
        if let Some(shown) = shown.filter(|_| ended.outer == Target::Story)
            && self.is_seen()
        {
            self.story().sink().push_str(&shown);
        }
    }

    /// How many tables the paragraph is inside.
    fn level(&self) -> usize {
        usize::try_from(self.state.nesting).unwrap_or(0).max(usize::from(self.state.in_table))
    }

    fn end_paragraph(&mut self, level: usize) -> Result<()> {
        let gone = !self.is_seen();
        self.end_with_number(level, gone)
    }

    /// The last paragraph of a story, which may lack its mark.
    fn end_last_paragraph(&mut self) -> Result<()> {
        match self.story().last_level() {
            Some(level) => self.end_with_number(level, false),
            None => Ok(()),
        }
    }

    fn end_with_number(&mut self, level: usize, mark_gone: bool) -> Result<()> {
        self.budget.add_paragraph()?;
        self.check_depth(level)?;
        let number = if mark_gone { String::new() } else { self.list_number()? };
        self.number.clear();
        self.number_is_bullet = false;
        (self.high, self.in_insertion, self.in_deletion) = (None, false, false);
        let last = self.stories.len() - 1;
        self.stories[last].end_paragraph(level, &number, mark_gone, &mut self.budget)
    }

    fn check_depth(&self, level: usize) -> Result<()> {
        let most = self.budget.limits.table_depth;
        let outside: usize = self.stories.iter().rev().skip(1).map(Story::depth).sum();
        if outside.saturating_add(level) <= most {
            return Ok(());
        }
        Err(Box::new(Trouble::limit(
            format!("表格嵌套超过上限 {most} 层，不予读取，请人工查看"),
            format!("tables nested deeper than {most}; look at it by hand"),
        )))
    }

    /// The number before the paragraph: as written, or else by the list tables. No bullets.
    fn list_number(&mut self) -> Result<String> {
        let State { list, list_level, .. } = self.state;
        let counted = match list {
            1.. if !self.lists.is_empty() => self.lists.next_number(list, list_level),
            _ => String::new(),
        };
        let mut number = counted;
        if !self.number.is_empty() {
            let written = self.number.trim_start().trim_end_matches('\t');
            let is_number = written.contains(char::is_alphanumeric) && !self.number_is_bullet;
            number.clear();
            if is_number {
                number.push_str(written);
            }
        }
        if !number.is_empty() && self.lists.is_bullet(list, list_level) {
            number.clear();
        }
        self.budget.make(number.len())?;
        Ok(number)
    }

    /// The mark of a cell also ends its last paragraph, and is itself never gone.
    fn end_cell(&mut self, level: usize) -> Result<()> {
        self.end_with_number(level, false)?;
        let deleted = self.state.deleted;
        self.story().end_cell(deleted);
        Ok(())
    }

    fn end_row(&mut self, level: usize) -> Result<()> {
        let last = self.stories.len() - 1;
        self.stories[last].end_row(level, &mut self.budget)
    }
}

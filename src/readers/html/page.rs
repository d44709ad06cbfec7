//! The one pass over a page: from tags and texts to paragraphs and tables.
//!
//! There is no tree. Of the open elements only those are kept that change what is read, each with how
//! many of its name were opened inside it, so that its own end tag is known; missing end tags are
//! supplied where browsers do (WHATWG HTML 13.2.6).

use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};

use super::{
    attributes::{Attributes, Mark},
    control::{self, Select},
    list::List,
    names::{Kind, key, kind},
    sheet::Sheet,
    space::{Space, is_space},
};
use crate::{
    model::document::{Document, Facts},
    readers::{
        Result,
        flowing::{
            budget::Budget,
            flow::{self, Flow},
        },
        symbol,
    },
};

mod open;
mod table;

use open::Open;
use table::OpenTable;

/// Reads a page.
///
/// # Errors
/// A limit that was met.
pub fn read(text: &str, budget: &mut Budget) -> Result<Document> {
    let mut page = Page::new(budget);
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| page.event(event).err());
    emitter.naively_switch_states(true);
    // The only thing that the page gives while it is read is trouble.
    match Tokenizer::new_with_emitter(text, emitter).next() {
        Some(Ok(trouble)) => Err(trouble),
        None => page.finish(),
    }
}

/// State of the pass. Nesting is kept on stacks of its own, never on the call stack.
struct Page<'b> {
    budget: &'b mut Budget,
    /// The document at the bottom; on it the open cells.
    flows: Vec<Flow<()>>,
    tables: Vec<OpenTable>,
    /// Open elements that change what is read.
    open: Vec<Open>,
    lists: Vec<List>,
    select: Option<Select>,
    sheet: Sheet,
    /// The start tag that is being read.
    kind: Kind,
    key: u64,
    tag_has_prefix: bool,
    attributes: Attributes,
    /// White space after the last text.
    space: Space,
    /// Ends of source lines are blanks like others.
    wraps_at_blanks: bool,
    /// Number of a list item whose first paragraph is yet to come, and that of the open paragraph.
    mark: String,
    number: String,
    /// How many open elements hide what they hold, and so on.
    hidden: usize,
    keeping_space: usize,
    numbering: usize,
    spacing: usize,
    inserted: usize,
    font: Option<&'static str>,
    /// A `pre` or `textarea` has just begun: a line end right after it is none.
    fresh: bool,
    facts: Facts,
}

impl<'b> Page<'b> {
    fn new(budget: &'b mut Budget) -> Page<'b> {
        Page {
            budget,
            flows: vec![Flow::new(flow::Kind::Blocks, 0, false)],
            tables: Vec::new(),
            open: Vec::new(),
            lists: Vec::new(),
            select: None,
            sheet: Sheet::default(),
            kind: Kind::Inline,
            key: 0,
            tag_has_prefix: false,
            attributes: Attributes::default(),
            space: Space::None,
            wraps_at_blanks: false,
            mark: String::new(),
            number: String::new(),
            hidden: 0,
            keeping_space: 0,
            numbering: 0,
            spacing: 0,
            inserted: 0,
            font: None,
            fresh: false,
            facts: Facts::default(),
        }
    }

    fn event(&mut self, event: CallbackEvent<'_>) -> Result<()> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.attributes.clear();
                (self.kind, self.key) = (kind(name), key(name));
                self.tag_has_prefix = name.contains(&b':');
            }
            CallbackEvent::AttributeName { name } => self.attributes.name(name),
            CallbackEvent::AttributeValue { value } => self.attributes.value(&String::from_utf8_lossy(value)),
            CallbackEvent::CloseStartTag { self_closing } => return self.start(self_closing),
            CallbackEvent::EndTag { name } => return self.end(kind(name), key(name)),
            CallbackEvent::String { value } => return self.text(&String::from_utf8_lossy(value)),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Document> {
        while !self.tables.is_empty() {
            self.end_table()?;
        }
        self.close_to(0)?;
        self.end_paragraph()?;
        let body = self.flows.swap_remove(0);
        Ok(Document { blocks: body.into_blocks(), facts: self.facts })
    }

    /// The innermost open flow. The document itself is never closed.
    fn flow(&mut self) -> &mut Flow<()> {
        let last = self.flows.len() - 1;
        &mut self.flows[last]
    }

    fn is_seen(&self) -> bool {
        self.hidden == 0
    }

    /// A start tag with its attributes.
    fn start(&mut self, self_closing: bool) -> Result<()> {
        self.attributes.resolve(&self.sheet, self.key);
        let kind = self.kind;
        if kind.is_block() {
            self.end_paragraph()?;
            self.end_implied(kind)?;
        }
        match kind {
            Kind::Table => return self.start_table(),
            Kind::HeadSection | Kind::BodySection => return self.start_section(kind == Kind::HeadSection),
            Kind::Row => return self.start_row(),
            Kind::Cell | Kind::HeaderCell => return self.start_cell(kind == Kind::HeaderCell),
            Kind::Caption => return self.leave_cell(),
            Kind::Break => return self.line_break(),
            Kind::Input => return self.input(),
            Kind::Rule | Kind::Void => {
                self.wraps_at_blanks |= self.attributes.wraps_at_blanks;
                return Ok(());
            }
            Kind::Choice => {
                if let Some(select) = &mut self.select {
                    select.choice(self.attributes.selected);
                }
                return Ok(());
            }
            Kind::Select => self.start_select()?,
            Kind::OrderedList => {
                let marker = self.attributes.list_marker();
                self.lists.push(List::ordered(marker, self.attributes.start));
            }
            Kind::UnorderedList => self.lists.push(List::unordered()),
            Kind::Item => self.start_item()?,
            _ => {}
        }
        // An empty element of XML inside a page has no end tag.
        if self_closing && self.tag_has_prefix { Ok(()) } else { self.push_open() }
    }

    fn end(&mut self, kind: Kind, key: u64) -> Result<()> {
        match kind {
            Kind::Table => return self.end_own_table(),
            Kind::HeadSection | Kind::BodySection => return self.end_section(),
            Kind::Row => return self.end_own_row(),
            Kind::Cell | Kind::HeaderCell => return self.end_own_cell(),
            Kind::Break => return self.line_break(),
            Kind::Void | Kind::Rule | Kind::Input | Kind::Choice => return Ok(()),
            _ if kind.is_block() => {
                if kind == Kind::Item {
                    self.flush_mark()?;
                }
                self.end_paragraph()?;
            }
            _ => {}
        }
        self.close(kind, key)
    }

    /// Text between tags, references resolved.
    fn text(&mut self, text: &str) -> Result<()> {
        let fresh = std::mem::take(&mut self.fresh);
        if let Some(select) = &mut self.select {
            select.text(text);
            return Ok(());
        }
        if !self.is_seen() {
            if self.open.last().is_some_and(|open| open.kind == Kind::StyleSheet) {
                self.sheet.read(text);
            }
            return Ok(());
        }
        match () {
            () if self.numbering > 0 => self.list_number(text),
            () if self.keeping_space > 0 => {
                let text =
                    text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n')).filter(|_| fresh).unwrap_or(text);
                self.verbatim(text)
            }
            () => self.words(text),
        }
    }

    /// Text with its white space collapsed.
    fn words(&mut self, text: &str) -> Result<()> {
        let (space, mut rest) = Space::take(text);
        self.space = self.space.and(space);
        while !rest.is_empty() {
            let end = rest.bytes().position(is_space).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            self.open_paragraph()?;
            let space = match std::mem::take(&mut self.space) {
                Space::Line if self.wraps_at_blanks => Space::Blank,
                space => space,
            };
            if space != Space::None && space.shows(self.flow().paragraph(), word) {
                self.flow().text.push(' ');
            }
            self.push_word(word);
            (self.space, rest) = Space::take(after);
        }
        Ok(())
    }

    fn push_word(&mut self, word: &str) {
        match self.font {
            Some(font) => {
                let shown = |c: char| match u32::from(c) {
                    code @ (0x21..=0x7E | 0xA1..=0xFF | 0xF020..=0xF0FF) => symbol::character(font, code).unwrap_or(c),
                    _ => c,
                };
                self.flow().text.extend(word.chars().map(shown));
            }
            None if self.spacing > 0 => {
                let blanks = word.chars().map(|c| if c == '\u{A0}' { ' ' } else { c });
                self.flow().text.extend(blanks);
            }
            None => self.flow().text.push_str(word),
        }
    }

    /// Text whose white space is kept.
    fn verbatim(&mut self, text: &str) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        self.open_paragraph()?;
        self.space = Space::None;
        let mut lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        self.flow().text.push_str(lines.next().unwrap_or_default());
        for line in lines {
            self.flow().text.push('\n');
            self.flow().text.push_str(line);
        }
        Ok(())
    }

    /// The number of a list item as Word has written it; a bullet is none.
    fn list_number(&mut self, text: &str) -> Result<()> {
        let number = text.trim_matches(|c: char| c == '\u{A0}' || c.is_ascii_whitespace());
        if number.is_empty() || self.font.is_some() || is_bullet(number) {
            return Ok(());
        }
        self.open_paragraph()?;
        self.flow().text.push_str(number);
        Ok(())
    }

    fn line_break(&mut self) -> Result<()> {
        if self.attributes.style.breaks_page && self.is_seen() {
            self.flow().break_page();
            self.space = Space::None;
            return Ok(());
        }
        if self.is_seen() && self.select.is_none() {
            self.open_paragraph()?;
            self.flow().text.push('\n');
            self.space = Space::None;
        }
        Ok(())
    }

    /// Opens a paragraph where there is none.
    fn open_paragraph(&mut self) -> Result<()> {
        if !self.flow().is_open() {
            self.number = std::mem::take(&mut self.mark);
            self.space = Space::None;
            self.flow().start_paragraph();
            self.budget.add_paragraph()?;
        }
        self.flow().before_text();
        Ok(())
    }

    /// Ends the open paragraph. A line break at its end shows nothing, and a no-break space by itself
    /// stands for an empty paragraph.
    fn end_paragraph(&mut self) -> Result<()> {
        self.space = Space::None;
        let number = std::mem::take(&mut self.number);
        let flow = self.flow();
        if !flow.is_open() {
            return Ok(());
        }
        let text = flow.paragraph();
        let kept = match text {
            "\u{A0}" => 0,
            _ => text.strip_suffix('\n').unwrap_or(text).len(),
        };
        flow.cut_paragraph(kept);
        flow.end_paragraph(&number, false);
        self.budget.make(number.len())
    }

    fn start_item(&mut self) -> Result<()> {
        self.flush_mark()?;
        let from = self.tables.last().and_then(OpenTable::lists_outside).unwrap_or(0);
        let (own, style) = (self.attributes.item_value(), self.attributes.style.marker.take());
        if self.is_seen()
            && let Some(list) = self.lists.get_mut(from..).and_then(|lists| lists.last_mut())
        {
            list.mark(own, style.as_ref(), &mut self.mark);
        }
        Ok(())
    }

    /// A list item without text still has its number.
    fn flush_mark(&mut self) -> Result<()> {
        if !self.mark.is_empty() {
            self.end_paragraph()?;
            self.open_paragraph()?;
            self.end_paragraph()?;
        }
        Ok(())
    }

    fn input(&mut self) -> Result<()> {
        self.end_select()?;
        let shown = control::input(&self.attributes).filter(|shown| !shown.is_empty()).map(str::to_owned);
        let hidden = self.attributes.style.hidden == Some(true);
        match shown {
            Some(shown) if self.is_seen() && !hidden => self.inline(&shown),
            _ => Ok(()),
        }
    }

    /// Text of a form field, which stands in the line like a word.
    fn inline(&mut self, text: &str) -> Result<()> {
        self.words("")?;
        self.open_paragraph()?;
        if std::mem::take(&mut self.space).shows(self.flow().paragraph(), text) {
            self.flow().text.push(' ');
        }
        self.verbatim(text)
    }

    fn start_select(&mut self) -> Result<()> {
        self.end_select()?;
        if self.is_seen() && self.attributes.style.hidden != Some(true) {
            self.select = Some(Select::new(self.attributes.multiple));
        }
        Ok(())
    }

    /// Closes a drop-down list and writes what it shows.
    fn end_select(&mut self) -> Result<()> {
        let Some(select) = self.select.take() else { return Ok(()) };
        let shown = select.shown();
        if shown.is_empty() || !self.is_seen() {
            return Ok(());
        }
        self.inline(&shown)
    }

    /// What the element just started changes, as far as it is kept open for that.
    fn push_open(&mut self) -> Result<()> {
        let attributes = &self.attributes;
        let mark = attributes.mark;
        let kind = self.kind;
        let deleted = kind == Kind::Deleted || mark == Some(Mark::Deleted);
        let inserted = kind == Kind::Inserted || mark == Some(Mark::Inserted);
        let placeholder = kind == Kind::Control && attributes.placeholder;
        let unseen = matches!(kind, Kind::Unseen | Kind::StyleSheet)
            || placeholder
            || deleted
            || mark == Some(Mark::Comment)
            || attributes.style.hidden == Some(true);
        if self.is_seen() {
            self.facts.deletions += u32::from(deleted);
            self.facts.insertions += u32::from(inserted && !unseen && self.inserted == 0);
        }
        let tabs = usize::from(attributes.style.tabs);
        if tabs > 0 && self.is_seen() && !unseen {
            self.open_paragraph()?;
            self.flow().text.extend(std::iter::repeat_n('\t', tabs));
            self.space = Space::None;
        }
        let style = &self.attributes.style;
        let open = Open {
            key: self.key,
            kind,
            same: 0,
            hidden: unseen || tabs > 0,
            keeps_space: style.keeps_space.unwrap_or(matches!(kind, Kind::Preformatted | Kind::TextArea)),
            is_number: style.is_number,
            is_spaces: style.is_spaces,
            inserted,
            font: style.font,
        };
        self.fresh = matches!(kind, Kind::Preformatted | Kind::TextArea);
        self.keep(open)
    }
}

/// Marks that stand for an item without number.
fn is_bullet(text: &str) -> bool {
    const BULLETS: &str = "·•●○■□◆◇▪▫➢❖✓§Øo-–—*\u{F0B7}\u{F0A7}\u{F06C}\u{F06E}\u{F0D8}\u{F075}";
    let mut letters = text.chars();
    matches!((letters.next(), letters.next()), (Some(letter), None) if BULLETS.contains(letter))
}

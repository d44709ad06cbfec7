//! The one pass over the content: from tokens to paragraphs and tables.

use super::{
    Scanner,
    lists::{Beginning, Lists},
    names::Tag,
    space::push_collapsed,
    styles::Styles,
    table::{CellProps, Grid},
};
use crate::{
    model::{
        document::{Block, Document, Facts},
        trouble::Trouble,
    },
    readers::{
        Result,
        flowing::{
            budget::Budget,
            flow::{Flow, Kind},
        },
        xml::Token,
    },
};

/// Spaces that one `text:s` may stand for.
const MAX_SPACES: i64 = 1000;

/// Reads the content. `shared` is the part with the styles of the document, and its bytes: it is
/// read when something needs it.
///
/// # Errors
/// Trouble in the XML, or a limit that was met.
pub fn read<'a>(
    scanner: Scanner<'a>,
    shared: Option<(Scanner<'a>, &'a [u8])>,
    budget: &'a mut Budget,
) -> Result<Document> {
    let hides = |bytes: &[u8]| bytes.windows(HIDES.len()).any(|window| window == HIDES);
    let mut body = Body::new(scanner, budget);
    if let Some((shared, bytes)) = shared {
        body.shared = Some(shared);
        if hides(bytes) {
            body.read_shared()?;
        }
    }
    body.read()
}

/// Stands in the styles if any of them hides text.
const HIDES: &[u8] = b"display=\"none\"";

/// What is kept of an open paragraph.
#[derive(Clone, Debug, Default)]
struct ParagraphProps {
    number: String,
    /// It is not seen as a whole.
    gone: bool,
}

/// An open `text:list`.
#[derive(Clone, Copy, Debug)]
struct OpenList {
    depth: usize,
    /// Its counters, which the lists inside it share.
    list: usize,
    /// The next paragraph in the open item is its first.
    fresh: bool,
    start: Option<u32>,
}

/// State of the pass. Nesting is kept on stacks of its own, never on the call stack.
struct Body<'a> {
    scanner: Scanner<'a>,
    budget: &'a mut Budget,
    shared: Option<Scanner<'a>>,
    styles: Styles,
    lists: Lists,
    /// The document at the bottom; on it the open cells and text boxes.
    flows: Vec<Flow<ParagraphProps>>,
    tables: Vec<Grid>,
    open_lists: Vec<OpenList>,
    /// How many of the open lists are outside the innermost flow.
    list_bases: Vec<usize>,
    /// Depths of the open paragraphs, a text box may stand in one.
    paragraphs: Vec<usize>,
    /// Whether a blank would be one too many.
    after_blank: bool,
    facts: Facts,
}

impl<'a> Body<'a> {
    fn new(scanner: Scanner<'a>, budget: &'a mut Budget) -> Body<'a> {
        Body {
            scanner,
            budget,
            shared: None,
            styles: Styles::default(),
            lists: Lists::default(),
            flows: vec![Flow::new(Kind::Blocks, 0, false)],
            tables: Vec::new(),
            open_lists: Vec::new(),
            list_bases: vec![0],
            paragraphs: Vec::new(),
            after_blank: true,
            facts: Facts::default(),
        }
    }

    fn read(mut self) -> Result<Document> {
        self.check_root()?;
        loop {
            match self.scanner.next()? {
                Token::Start(tag) => self.start(tag)?,
                Token::End(tag) => self.end(tag)?,
                Token::Text(raw) => self.text(raw)?,
                Token::Literal(raw) => self.literal(raw),
                Token::Done => break,
            }
        }
        let body = self.flows.swap_remove(0);
        Ok(Document { blocks: body.into_blocks(), facts: self.facts })
    }

    fn check_root(&mut self) -> Result<()> {
        let is_text = match self.scanner.next()? {
            Token::Start(Tag::Content) => true,
            Token::Start(Tag::Flat) => {
                let mime = self.scanner.attribute_text(b"mimetype").unwrap_or_default();
                mime.starts_with("application/vnd.oasis.opendocument.text")
            }
            _ => false,
        };
        if is_text {
            return Ok(());
        }
        Err(Box::new(Trouble::unreadable(
            "不是 OpenDocument 文本的正文，请对方另存为 .docx 后重新发送",
            "not the content of an OpenDocument text; ask for it saved as .docx",
        )))
    }

    fn start(&mut self, tag: Tag) -> Result<()> {
        match tag {
            Tag::Paragraph => self.start_paragraph(false),
            Tag::Heading => self.start_paragraph(true),
            Tag::Span => self.start_span(),
            Tag::Space => self.spaces(),
            Tag::Tab => self.push('\t'),
            Tag::LineBreak => self.push('\n'),
            Tag::Cell => self.start_cell(),
            Tag::Covered => self.covered(),
            Tag::Row => self.start_row(),
            Tag::HeaderRows => self.start_header_rows(),
            Tag::Table => self.start_table(),
            Tag::List => self.start_list(),
            Tag::ListItem => self.start_item(),
            Tag::ListHeader => self.start_list_header(),
            Tag::NumberedParagraph => self.start_numbered(),
            _ => self.start_rare(tag),
        }
    }

    fn start_rare(&mut self, tag: Tag) -> Result<()> {
        match tag {
            Tag::TextBox
            | Tag::CustomShape
            | Tag::Rect
            | Tag::Circle
            | Tag::Ellipse
            | Tag::Line
            | Tag::Polyline
            | Tag::Polygon
            | Tag::RegularPolygon
            | Tag::Path
            | Tag::Connector
            | Tag::Caption
            | Tag::Measure => {
                self.start_box();
                Ok(())
            }
            Tag::TrackedChanges => self.tracked_changes(),
            Tag::HiddenParagraph => self.hidden_paragraph(),
            Tag::HiddenText => match self.scanner.attribute(b"is-hidden") {
                Some(b"true") => self.skip(),
                _ => Ok(()),
            },
            Tag::Section => match self.is_section_hidden() {
                true => self.skip(),
                false => Ok(()),
            },
            Tag::ContentControl => match self.scanner.attribute(b"showing-place-holder") {
                Some(b"true") => self.skip(),
                _ => Ok(()),
            },
            Tag::Annotation
            | Tag::BinaryData
            | Tag::Forms
            | Tag::Scripts
            | Tag::Settings
            | Tag::Meta
            | Tag::MasterStyles
            | Tag::Listeners
            | Tag::FontFaces
            | Tag::Note
            | Tag::RubyText
            | Tag::Placeholder
            | Tag::TocSource
            | Tag::IllustrationSource
            | Tag::TableIndexSource
            | Tag::ObjectIndexSource
            | Tag::UserIndexSource
            | Tag::AlphabeticalSource
            | Tag::BibliographySource
            | Tag::Label
            | Tag::TableTitle
            | Tag::TableDesc
            | Tag::Object
            | Tag::ObjectOle
            | Tag::Image
            | Tag::SvgTitle
            | Tag::SvgDesc
            | Tag::PageLayout => self.skip(),
            _ => self.styles.start(tag, &mut self.scanner).map(|_| ()),
        }
    }

    fn end(&mut self, tag: Tag) -> Result<()> {
        let depth = self.scanner.depth() + 1;
        match tag {
            Tag::Paragraph | Tag::Heading => self.end_paragraph(depth),
            Tag::Cell => self.end_cell(depth)?,
            Tag::Row => self.end_row(depth)?,
            Tag::HeaderRows => {
                if let Some(table) = self.tables.last_mut().filter(|table| table.header_depth == Some(depth)) {
                    table.header_depth = None;
                }
            }
            Tag::Table => self.end_table(depth)?,
            Tag::List | Tag::NumberedParagraph => {
                while self.open_lists.pop_if(|list| list.depth == depth).is_some() {}
            }
            _ => self.end_box(depth),
        }
        Ok(())
    }

    fn skip(&mut self) -> Result<()> {
        self.scanner.skip(self.scanner.depth())
    }

    /// The innermost open flow. The document itself is never closed.
    #[inline]
    fn flow(&mut self) -> &mut Flow<ParagraphProps> {
        let last = self.flows.len() - 1;
        &mut self.flows[last]
    }

    /// Whether text at this place belongs to a paragraph that is seen.
    #[inline]
    fn is_seen(&mut self) -> bool {
        let flow = self.flow();
        flow.is_open() && !flow.hidden && !flow.props.gone
    }

    #[inline]
    fn text(&mut self, raw: &[u8]) -> Result<()> {
        if !self.is_seen() {
            return Ok(());
        }
        let last = self.flows.len() - 1;
        let flow = &mut self.flows[last];
        // Straight into the paragraph where nothing is to be collapsed or resolved.
        let plain = !raw.iter().any(|&byte| byte == b'&' || byte < b' ');
        if plain && let Ok(text) = std::str::from_utf8(raw) {
            push_collapsed(text, &mut self.after_blank, &mut flow.text);
            return Ok(());
        }
        let mut text = String::new();
        self.scanner.push_text(raw, &mut text)?;
        push_collapsed(&text, &mut self.after_blank, &mut flow.text);
        Ok(())
    }

    fn literal(&mut self, raw: &[u8]) {
        if self.is_seen() {
            let last = self.flows.len() - 1;
            push_collapsed(&String::from_utf8_lossy(raw), &mut self.after_blank, &mut self.flows[last].text);
        }
    }

    fn push(&mut self, letter: char) -> Result<()> {
        if self.is_seen() {
            self.flow().text.push(letter);
            self.after_blank = false;
        }
        Ok(())
    }

    /// `text:s` (6.1.3).
    fn spaces(&mut self) -> Result<()> {
        let count = self.scanner.number(b"c").unwrap_or(1).clamp(0, MAX_SPACES) as usize;
        if self.is_seen() {
            self.budget.make(count)?;
            let text = &mut self.flow().text;
            text.extend(std::iter::repeat_n(' ', count));
            self.after_blank = false;
        }
        Ok(())
    }

    /// Reads the styles of the document, once.
    fn read_shared(&mut self) -> Result<()> {
        match self.shared.take() {
            Some(shared) => self.styles.read(shared),
            None => Ok(()),
        }
    }

    /// `text:p` (5.1.3) or `text:h` (5.1.2).
    fn start_paragraph(&mut self, heading: bool) -> Result<()> {
        let style = self.scanner.attribute_text(b"style-name");
        let gone = self.styles.is_hidden(style.as_deref());
        let number = if gone || self.flow().hidden { String::new() } else { self.number(heading, style.as_deref())? };
        self.budget.make(number.len())?;
        self.budget.add_paragraph()?;
        let depth = self.scanner.depth();
        let flow = self.flow();
        if flow.is_open() {
            // A paragraph in a paragraph is none that the format knows.
            flow.end_paragraph("", false);
            self.paragraphs.pop();
        }
        self.flow().start_paragraph();
        self.flow().props = ParagraphProps { number, gone };
        self.paragraphs.push(depth);
        self.after_blank = true;
        Ok(())
    }

    fn end_paragraph(&mut self, depth: usize) {
        if self.paragraphs.pop_if(|open| *open == depth).is_none() {
            return;
        }
        let flow = self.flow();
        if flow.is_open() {
            let props = std::mem::take(&mut flow.props);
            let number = if props.gone { "" } else { &props.number };
            flow.end_paragraph(number, props.gone);
        }
    }

    /// The number before a paragraph: that of its list item, or of its heading.
    fn number(&mut self, heading: bool, style: Option<&str>) -> Result<String> {
        let base = self.list_bases.last().copied().unwrap_or(0);
        if self.open_lists.len() > base {
            return self.list_number(base);
        }
        if !heading || self.scanner.attribute(b"is-list-header") == Some(b"true") {
            return Ok(String::new());
        }
        self.read_shared()?;
        let Some(outline) = &self.styles.outline else { return Ok(String::new()) };
        let level = self.scanner.number(b"outline-level").and_then(|level| usize::try_from(level - 1).ok());
        if self.styles.is_unlisted(style) {
            return Ok(String::new());
        }
        let restart = self.scanner.attribute(b"restart-numbering") == Some(b"true");
        let start = self.scanner.number(b"start-value").and_then(|start| u32::try_from(start).ok());
        let start = start.or(restart.then_some(1));
        Ok(self.lists.next_heading(outline, level.unwrap_or(0), start))
    }

    fn list_number(&mut self, base: usize) -> Result<String> {
        let level = self.open_lists.len() - base - 1;
        let Some(open) = self.open_lists.last_mut() else { return Ok(String::new()) };
        if !std::mem::take(&mut open.fresh) {
            return Ok(String::new());
        }
        let (list, start) = (open.list, open.start.take());
        // A list goes by the styles of the content, or else of the document.
        let known = self.lists.style(list).is_some_and(|style| self.styles.lists.contains_key(style));
        if !known {
            self.read_shared()?;
        }
        let style = self.lists.style(list).and_then(|style| self.styles.lists.get(style));
        Ok(style.cloned().map(|style| self.lists.next(list, &style, level, start)).unwrap_or_default())
    }

    /// `text:list` (5.3.1). Lists inside a list share its counters, and its style unless they have one.
    fn start_list(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        let base = self.list_bases.last().copied().unwrap_or(0);
        let outer = self.open_lists.get(base..).and_then(<[OpenList]>::last).copied();
        let text = |name: &[u8]| self.scanner.attribute_text(name).map(|value| value.into_owned());
        let is_continued = self.scanner.attribute(b"continue-numbering") == Some(b"true");
        let style = text(b"style-name");
        let list = match outer {
            Some(outer) if style.is_none() || style.as_deref() == self.lists.style(outer.list) => {
                if !is_continued {
                    self.lists.restart(outer.list, self.open_lists.len() - base);
                }
                outer.list
            }
            _ => self.lists.begin(Beginning {
                style,
                id: text(b"id"),
                continued_id: text(b"continue-list"),
                is_continued,
            }),
        };
        self.open_lists.push(OpenList { depth, list, fresh: false, start: None });
        Ok(())
    }

    fn start_item(&mut self) -> Result<()> {
        let start = self.scanner.number(b"start-value").and_then(|start| u32::try_from(start).ok());
        if let Some(list) = self.open_lists.last_mut() {
            (list.fresh, list.start) = (true, start);
        }
        Ok(())
    }

    /// `text:list-header` (5.3.3): has no number.
    fn start_list_header(&mut self) -> Result<()> {
        if let Some(list) = self.open_lists.last_mut() {
            list.fresh = false;
        }
        Ok(())
    }

    /// `text:numbered-paragraph` (5.3.6): an item of a list that is held together by its id.
    fn start_numbered(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        let text = |name: &[u8]| self.scanner.attribute_text(name).map(|value| value.into_owned());
        let id = text(b"list-id");
        let level = self.scanner.number(b"level").unwrap_or(1).clamp(1, 10);
        let start = self.scanner.number(b"start-value").and_then(|start| u32::try_from(start).ok());
        let beginning = Beginning { style: text(b"style-name"), id: id.clone(), continued_id: id, is_continued: true };
        let list = self.lists.begin(beginning);
        // Its level is as if so many lists were open.
        for _ in 1..level {
            self.open_lists.push(OpenList { depth, list, fresh: false, start: None });
        }
        self.open_lists.push(OpenList { depth, list, fresh: true, start });
        Ok(())
    }

    /// `text:span` (6.1.7).
    fn start_span(&mut self) -> Result<()> {
        let style = self.scanner.attribute_text(b"style-name");
        if self.styles.is_hidden(style.as_deref()) { self.skip() } else { Ok(()) }
    }

    /// `text:hidden-paragraph` (7.7.17): the paragraph that it stands in.
    fn hidden_paragraph(&mut self) -> Result<()> {
        if self.scanner.attribute(b"is-hidden") == Some(b"true") {
            let flow = self.flow();
            flow.props.gone = flow.is_open();
            // What stood before it is not seen either.
            flow.drop_open_text();
        }
        self.skip()
    }

    /// `text:section` (5.4, 19.799).
    fn is_section_hidden(&self) -> bool {
        match self.scanner.attribute(b"display") {
            Some(b"none") => true,
            Some(b"condition") => self.scanner.attribute(b"is-hidden") == Some(b"true"),
            _ => false,
        }
    }

    /// `text:tracked-changes` (5.5.1): what has been deleted stands here and nowhere else.
    fn tracked_changes(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        while self.scanner.depth() >= depth {
            match self.scanner.next()? {
                Token::Start(Tag::Insertion) => self.facts.insertions += 1,
                Token::Start(Tag::Deletion) => self.facts.deletions += 1,
                _ => {}
            }
        }
        Ok(())
    }

    fn start_table(&mut self) -> Result<()> {
        let most = self.budget.limits.table_depth;
        if self.tables.len() >= most {
            return Err(Box::new(Trouble::limit(
                format!("表格嵌套超过上限 {most} 层，不予读取，请人工查看"),
                format!("tables nested deeper than {most}; look at it by hand"),
            )));
        }
        self.tables.push(Grid::new(self.scanner.depth()));
        Ok(())
    }

    /// `table:table-header-rows` (9.1.7) of the innermost table.
    fn start_header_rows(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        if let Some(table) = self.tables.last_mut().filter(|table| table.row_depth.is_none()) {
            table.header_depth = Some(depth);
        }
        Ok(())
    }

    fn start_row(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        let repeated = self.count(b"number-rows-repeated");
        if let Some(table) = self.tables.last_mut().filter(|table| table.row_depth.is_none()) {
            table.start_row(depth, repeated);
        }
        Ok(())
    }

    /// A number from 1.
    fn count(&self, attribute: &[u8]) -> usize {
        self.scanner.number(attribute).and_then(|count| usize::try_from(count).ok()).unwrap_or(1).max(1)
    }

    fn start_cell(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        let props = CellProps {
            rows: self.count(b"number-rows-spanned"),
            columns: self.count(b"number-columns-spanned"),
            repeated: self.count(b"number-columns-repeated"),
        };
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        if table.row_depth.is_none() || table.cell_depth.is_some() {
            return Ok(());
        }
        table.start_cell(depth, props);
        let hidden = self.flow().hidden;
        self.start_flow(Flow::new(Kind::Cell, depth, hidden));
        Ok(())
    }

    /// `table:covered-table-cell` (9.1.5): what it holds is not shown.
    fn covered(&mut self) -> Result<()> {
        let repeated = self.count(b"number-columns-repeated");
        if let Some(table) =
            self.tables.last_mut().filter(|table| table.row_depth.is_some() && table.cell_depth.is_none())
        {
            table.pass_covered(repeated);
        }
        self.skip()
    }

    /// A flow inside others; lists outside do not reach into it.
    fn start_flow(&mut self, flow: Flow<ParagraphProps>) {
        self.flows.push(flow);
        self.list_bases.push(self.open_lists.len());
    }

    fn end_flow(&mut self) -> Option<Flow<ParagraphProps>> {
        let base = self.list_bases.pop()?;
        self.open_lists.truncate(base);
        self.flows.pop()
    }

    fn end_cell(&mut self, depth: usize) -> Result<()> {
        if self.tables.last().is_none_or(|table| table.cell_depth != Some(depth)) {
            return Ok(());
        }
        let Some(flow) = self.end_flow() else { return Ok(()) };
        let (text, tables) = flow.into_cell();
        match self.tables.last_mut() {
            Some(table) => table.end_cell(text, tables, self.budget),
            None => Ok(()),
        }
    }

    fn end_row(&mut self, depth: usize) -> Result<()> {
        match self.tables.last_mut().filter(|table| table.row_depth == Some(depth)) {
            Some(table) => table.end_row(self.budget),
            None => Ok(()),
        }
    }

    fn end_table(&mut self, depth: usize) -> Result<()> {
        let Some(table) = self.tables.pop_if(|table| table.depth == depth) else { return Ok(()) };
        self.budget.add_table(table.positions());
        let Some(table) = table.finish() else { return Ok(()) };
        let made = self.flow().push_block(Block::Table(table));
        self.budget.make(made)
    }

    /// A text box or a shape: a flow of its own, put after the paragraph that it hangs on.
    fn start_box(&mut self) {
        let flow = self.flow();
        let hidden = flow.hidden || flow.props.gone;
        let mut inner = Flow::new(Kind::Blocks, self.scanner.depth(), hidden);
        // Kept for the text after it.
        inner.run_hidden = self.after_blank;
        self.start_flow(inner);
    }

    fn end_box(&mut self, depth: usize) {
        let is_box = |flow: &Flow<ParagraphProps>| flow.kind == Kind::Blocks && flow.depth == depth && depth > 0;
        if !self.flows.last().is_some_and(is_box) || self.flows.len() < 2 {
            return;
        }
        let Some(flow) = self.end_flow() else { return };
        self.after_blank = flow.run_hidden;
        let hidden = flow.hidden;
        let blocks = flow.into_blocks();
        let has_text = |block: &Block| match block {
            Block::Paragraph(paragraph) => !paragraph.text.is_empty(),
            Block::Table(_) => true,
        };
        if !hidden && blocks.iter().any(has_text) {
            self.flow().push_box(blocks);
        }
    }
}

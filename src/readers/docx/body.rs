//! The one pass over the main part: from tokens to paragraphs and tables.

use std::collections::HashMap;

use super::{
    Scanner, form,
    names::Tag,
    numbering,
    props::{Change, ParagraphProps, change},
};
use crate::{
    model::{
        document::{Document, Facts},
        trouble::Trouble,
    },
    readers::{
        Result,
        flowing::{
            flow::{Flow, Kind},
            grid::Builder,
            lists::Lists,
            scans,
        },
        symbol,
        xml::{
            Token,
            package::Package,
            relationships::{Relationship, main_part, relationships},
        },
    },
};

mod containers;
mod tables;

/// Where documents keep their text when nothing says otherwise.
const USUAL_MAIN_PART: &str = "word/document.xml";

/// Reads the main part of a package.
///
/// # Errors
/// Trouble in the package or its XML, or a limit that was met.
pub fn read(package: &mut Package) -> Result<Document> {
    let part = main_part(package, USUAL_MAIN_PART, "word")?;
    let Some(bytes) = package.xml(&part)? else {
        return Err(Box::new(Trouble::unreadable(
            format!("文件损坏：缺少正文部件 {part}，请对方重新发送"),
            format!("the file is damaged: its main part {part} is missing; ask for it again"),
        )));
    };
    read_main(package, &part, &bytes)
}

/// The picture files of the main part, in the order in which they stand.
///
/// # Errors
/// As [`read`].
pub fn pictures(package: &mut Package) -> Result<Vec<Vec<u8>>> {
    let part = main_part(package, USUAL_MAIN_PART, "word")?;
    let Some(bytes) = package.xml(&part)? else { return Ok(Vec::new()) };
    let images = relationships(package, &part)?.into_iter().filter(|relationship| relationship.kind == "image");
    let targets: HashMap<String, String> = images.map(|image| (image.id, image.target)).collect();
    let ids: Vec<String> = targets.keys().cloned().collect();
    let mut pictures = Vec::new();
    for id in scans::in_order(&bytes, &ids, |id| format!("\"{id}\"")) {
        pictures.extend(package.part(&targets[id])?);
    }
    Ok(pictures)
}

/// Reads these bytes as the main part of a package, which may hold nothing else.
///
/// # Errors
/// As [`read`].
pub fn read_main(package: &mut Package, part: &str, bytes: &[u8]) -> Result<Document> {
    let scanner = Scanner::new(part, bytes, package.budget.limits.xml_depth);
    Body::new(scanner, package, part).read()
}

/// A choice between contents for newer and older programs (ISO/IEC 29500-3 7.5).
#[derive(Clone, Copy, Default)]
struct Alternate {
    /// A branch with text has been read.
    taken: bool,
    /// Totals before the open branch.
    texts: usize,
    facts: (u32, u32),
}

/// State of the pass. Nesting is kept on stacks of its own, never on the call stack.
struct Body<'a, 'p, 'z> {
    scanner: Scanner<'a>,
    package: &'p mut Package<'z>,
    part: &'a str,
    /// The document at the bottom; on it the open cells and text boxes.
    flows: Vec<Flow<ParagraphProps<'a>>>,
    /// The open tables.
    tables: Vec<Builder>,
    /// For each open content control, whether it shows its placeholder.
    controls: Vec<bool>,
    alternates: Vec<Alternate>,
    /// How many of the open controls' contents are placeholders.
    placeholders: usize,
    /// The open run is hidden.
    hidden: bool,
    /// Texts taken so far.
    texts: usize,
    facts: Facts,
    relationships: Option<Vec<Relationship>>,
    /// Read when first needed; `None` inside when the document has no lists.
    lists: Option<Option<Lists>>,
}

impl<'a, 'p, 'z> Body<'a, 'p, 'z> {
    fn new(scanner: Scanner<'a>, package: &'p mut Package<'z>, part: &'a str) -> Body<'a, 'p, 'z> {
        Body {
            scanner,
            package,
            part,
            flows: vec![Flow::new(Kind::Blocks, 0, false)],
            tables: Vec::new(),
            controls: Vec::new(),
            alternates: Vec::new(),
            placeholders: 0,
            hidden: false,
            texts: 0,
            facts: Facts::default(),
            relationships: None,
            lists: None,
        }
    }

    fn read(mut self) -> Result<Document> {
        if !matches!(self.scanner.next()?, Token::Start(Tag::Document | Tag::WordDocument)) {
            let part = self.part;
            return Err(Box::new(Trouble::unreadable(
                format!("{part} 不是 Word 正文，请对方用 Word 另存为 .docx 后重新发送"),
                format!("{part} is not the text of a Word document; ask for it saved as .docx"),
            )));
        }
        loop {
            match self.scanner.next()? {
                Token::Start(tag) => self.start(tag)?,
                Token::End(tag) => self.end(tag)?,
                Token::Text(_) | Token::Literal(_) => {}
                Token::Done => break,
            }
        }
        let body = self.flows.swap_remove(0);
        Ok(Document { blocks: body.into_blocks(), facts: self.facts })
    }

    #[inline]
    fn start(&mut self, tag: Tag) -> Result<()> {
        match tag {
            Tag::Text | Tag::MathText => self.text(),
            Tag::Run | Tag::MathRun => {
                self.hidden = false;
                Ok(())
            }
            Tag::RunPr => self.run_props(),
            Tag::Paragraph => self.start_paragraph(),
            Tag::ParagraphPr => self.paragraph_props(),
            Tag::TableCell => self.start_cell(),
            Tag::TableCellPr => self.cell_props(),
            Tag::Row => self.start_row(),
            Tag::RowPr => self.row_props(),
            Tag::Table => self.start_table(),
            Tag::TablePr
            | Tag::TablePrEx
            | Tag::TableGrid
            | Tag::SectionPr
            | Tag::SdtEndPr
            | Tag::Object
            | Tag::FootNote
            | Tag::EndNote
            | Tag::RubyText => self.skip(),
            _ => self.start_rare(tag),
        }
    }

    fn start_rare(&mut self, tag: Tag) -> Result<()> {
        match tag {
            Tag::Inserted | Tag::MovedTo => {
                self.facts.insertions += u32::from(!self.scanner.is_empty());
            }
            Tag::Deleted | Tag::MovedFrom => {
                self.facts.deletions += u32::from(!self.scanner.is_empty());
                self.skip()?;
            }
            Tag::Break => self.line_break(),
            Tag::CarriageReturn => self.push('\n'),
            Tag::Tab | Tag::PlacedTab => self.push('\t'),
            Tag::NoBreakHyphen => self.push('-'),
            Tag::Symbol => self.symbol(),
            Tag::FieldChar => self.field_char()?,
            Tag::Sdt => self.controls.push(false),
            Tag::SdtPr => self.control_props()?,
            Tag::SdtContent => self.placeholders += usize::from(self.shows_placeholder()),
            Tag::AlternateContent => self.alternates.push(Alternate::default()),
            Tag::Choice | Tag::Fallback => self.start_branch()?,
            Tag::TextBox => self.start_text_box(),
            Tag::AltChunk => self.alt_chunk()?,
            Tag::Annotation => self.annotation()?,
            Tag::Lists2003 => numbering::read_numbering(&mut self.scanner, Self::own_lists(&mut self.lists))?,
            Tag::Styles => numbering::read_styles(&mut self.scanner, Self::own_lists(&mut self.lists))?,
            _ => {}
        }
        Ok(())
    }

    /// `aml:annotation`: a tracked change or a comment of Word 2003.
    fn annotation(&mut self) -> Result<()> {
        let counts = u32::from(!self.scanner.is_empty());
        match change(&self.scanner) {
            Some(Change::Insertion) => self.facts.insertions += counts,
            Some(Change::Deletion) => {
                self.facts.deletions += counts;
                self.skip()?;
            }
            Some(Change::Comment) => self.skip()?,
            None => {}
        }
        Ok(())
    }

    #[inline]
    fn end(&mut self, tag: Tag) -> Result<()> {
        let depth = self.scanner.depth() + 1;
        match tag {
            Tag::Paragraph => self.end_paragraph(),
            Tag::TableCell => self.end_cell(depth),
            Tag::Row => self.end_row(depth),
            Tag::Table => self.end_table(depth),
            Tag::TextBox => {
                self.end_text_box(depth);
                Ok(())
            }
            Tag::Sdt => {
                self.controls.pop();
                Ok(())
            }
            Tag::SdtContent => {
                self.placeholders = self.placeholders.saturating_sub(usize::from(self.shows_placeholder()));
                Ok(())
            }
            Tag::Choice | Tag::Fallback => {
                self.end_branch();
                Ok(())
            }
            Tag::AlternateContent => {
                self.alternates.pop();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Passes over the element just started.
    fn skip(&mut self) -> Result<()> {
        self.scanner.skip(self.scanner.depth())
    }

    /// The innermost open flow. The document itself is never closed.
    #[inline]
    fn flow(&mut self) -> &mut Flow<ParagraphProps<'a>> {
        let last = self.flows.len() - 1;
        &mut self.flows[last]
    }

    /// Whether text at this place is seen by a reader of the document.
    #[inline]
    fn is_seen(&mut self) -> bool {
        let quiet = self.hidden || self.placeholders > 0;
        let flow = self.flow();
        !(quiet || flow.hidden || flow.in_code())
    }

    /// Reads `w:t` (17.3.3.31) to its end.
    #[inline]
    fn text(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        let seen = self.is_seen();
        loop {
            match self.scanner.next()? {
                Token::Text(raw) if seen => {
                    let last = self.flows.len() - 1;
                    let flow = &mut self.flows[last];
                    flow.before_text();
                    self.scanner.push_text(raw, &mut flow.text)?;
                    self.texts += 1;
                }
                Token::Literal(raw) if seen => {
                    let text = String::from_utf8_lossy(raw);
                    self.flow().before_text();
                    self.flow().text.push_str(&text);
                    self.texts += 1;
                }
                Token::End(_) if self.scanner.depth() < depth => return Ok(()),
                Token::Done => return Ok(()),
                _ => {}
            }
        }
    }

    fn push(&mut self, letter: char) {
        if self.is_seen() {
            self.flow().before_text();
            self.flow().text.push(letter);
            self.texts += 1;
        }
    }

    /// `w:br` (17.3.3.1).
    fn line_break(&mut self) {
        match self.scanner.attribute(b"type") {
            Some(b"page" | b"column") if self.is_seen() => self.flow().break_page(),
            Some(b"page" | b"column") => {}
            _ => self.push('\n'),
        }
    }

    fn symbol(&mut self) {
        let font = self.scanner.attribute_text(b"font").unwrap_or_default();
        let code = self.scanner.attribute_text(b"char").and_then(|hex| u32::from_str_radix(&hex, 16).ok());
        if let Some(shown) = code.and_then(|code| symbol::character(&font, code)) {
            self.push(shown);
        }
    }

    /// `w:rPr` of a run: whether it is hidden (17.3.2.41).
    #[inline]
    fn run_props(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        while let Some(tag) = self.scanner.child(depth)? {
            match tag {
                Tag::Vanish => self.hidden = self.scanner.is_on(),
                // Word 2003 says here what the run shows; its text is a stand-in.
                Tag::Symbol => {
                    self.symbol();
                    self.hidden = true;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// `w:fldChar` (17.16.18). What a form field shows without having a result goes before it.
    fn field_char(&mut self) -> Result<()> {
        match self.scanner.attribute(b"fldCharType") {
            Some(b"begin") => {
                if let Some(shown) = form::shown(&mut self.scanner)? {
                    shown.chars().for_each(|letter| self.push(letter));
                }
                self.flow().begin_field();
            }
            Some(b"separate") => self.flow().separate_field(),
            Some(b"end") => self.flow().end_field(),
            _ => {}
        }
        Ok(())
    }

    #[inline]
    fn start_paragraph(&mut self) -> Result<()> {
        if self.flow().is_open() {
            self.end_paragraph()?;
        }
        self.hidden = false;
        self.flow().start_paragraph();
        self.package.budget.add_paragraph()
    }

    /// `w:pPr` (17.3.1.26).
    fn paragraph_props(&mut self) -> Result<()> {
        let depth = self.scanner.depth();
        let mut props = ParagraphProps::default();
        while let Some(tag) = self.scanner.child(depth)? {
            match tag {
                Tag::ParagraphStyle => props.style = self.scanner.attribute_text(b"val"),
                Tag::NumPr => props.place = numbering::read_place(&mut self.scanner)?,
                Tag::ListPr2003 => (props.place, props.number) = numbering::read_shown_place(&mut self.scanner)?,
                Tag::RunPr => props.mark_gone = self.mark_props()?,
                _ => {}
            }
        }
        self.flow().props = props;
        Ok(())
    }

    /// Properties of the paragraph's mark: whether it is deleted or hidden (17.13.5.15, 17.3.2.36).
    fn mark_props(&mut self) -> Result<bool> {
        let depth = self.scanner.depth();
        let mut gone = false;
        while let Some(tag) = self.scanner.child(depth)? {
            match tag {
                Tag::Inserted | Tag::MovedTo => self.facts.insertions += 1,
                Tag::Deleted | Tag::MovedFrom => {
                    self.facts.deletions += 1;
                    gone = true;
                }
                Tag::Vanish | Tag::SpecVanish => gone |= self.scanner.is_on(),
                Tag::Annotation => match change(&self.scanner) {
                    Some(Change::Insertion) => self.facts.insertions += 1,
                    Some(Change::Deletion) => {
                        self.facts.deletions += 1;
                        gone = true;
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(gone)
    }

    #[inline]
    fn end_paragraph(&mut self) -> Result<()> {
        let flow = self.flow();
        if !flow.is_open() {
            return Ok(());
        }
        let props = std::mem::take(&mut flow.props);
        let mark_gone = props.mark_gone;
        let counts = !flow.hidden && !mark_gone;
        let number = if counts { self.list_number(props)? } else { String::new() };
        self.texts += usize::from(!number.is_empty());
        self.flow().end_paragraph(&number, mark_gone);
        Ok(())
    }

    fn list_number(&mut self, props: ParagraphProps) -> Result<String> {
        if self.lists.is_none() {
            self.lists = Some(self.read_lists()?);
        }
        let counted = match &mut self.lists {
            Some(Some(lists)) => lists.next_number(props.style.as_deref(), props.place),
            _ => String::new(),
        };
        let number = props.number.unwrap_or(counted);
        self.package.budget.make(number.len())?;
        Ok(number)
    }

    /// Lists that stand in the main part itself.
    fn own_lists(lists: &mut Option<Option<Lists>>) -> &mut Lists {
        lists.get_or_insert_default().get_or_insert_default()
    }

    /// Numbering and styles; `None` when the document has no numbering part.
    fn read_lists(&mut self) -> Result<Option<Lists>> {
        let Some(numbering_part) = self.related_part("numbering")? else { return Ok(None) };
        let Some(numbering) = self.package.xml(&numbering_part)? else { return Ok(None) };
        let styles_part = self.related_part("styles")?.unwrap_or_default();
        let styles = self.package.xml(&styles_part)?;
        let depth = self.package.budget.limits.xml_depth;
        numbering::read(
            Scanner::new(&numbering_part, &numbering, depth),
            styles.as_deref().map(|bytes| Scanner::new(&styles_part, bytes, depth)),
        )
        .map(Some)
    }

    fn related(&mut self) -> Result<&[Relationship]> {
        if self.relationships.is_none() {
            self.relationships = Some(relationships(self.package, self.part)?);
        }
        Ok(self.relationships.as_deref().unwrap_or_default())
    }

    fn related_part(&mut self, kind: &str) -> Result<Option<String>> {
        Ok(self.related()?.iter().find(|other| other.kind == kind).map(|other| other.target.clone()))
    }
}

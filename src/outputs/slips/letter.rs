//! A letter laid out as official letters are (GB/T 9704-2012): A4 with a type area of 156 × 225 mm,
//! title of size two, text of size three in 仿宋, page numbers outside. It bears no date and no sender:
//! both are left blank for whoever sends it.

use docx_rs::{
    AlignmentType, BreakType, Docx, Footer, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph, Run,
    RunFonts, SpecialIndentType,
};
use jiff::civil::DateTime;

use super::table::{sans, table};
use super::unit::{Ask, List, Unit, brief};
use crate::catalogue::{fill, slips as words};
use crate::model::clock::{beijing, written};
use crate::model::source::file_name;
use crate::model::text::{Lang, Text};
use crate::rules::RuleSet;

/// Findings of one kind in the letter itself; the others stand in its annex.
const IN_LETTER: usize = 15;
/// Files that are named; more are counted.
const NAMED: usize = 5;

/// Twentieths of a point: 天头 37 mm, 订口 28 mm (GB/T 9704-2012 5.2.1).
const PAGE: (u32, u32) = (11906, 16838);
const MARGINS: [i32; 4] = [2098, 1474, 1984, 1587];

/// What a letter is made of.
pub struct Letter<'a> {
    pub rules: &'a RuleSet,
    pub lang: Lang,
    pub unit: &'a Unit,
    /// Its file's name, for what has no other.
    pub name: &'a str,
    /// By when to answer.
    pub due: Option<DateTime>,
}

impl Letter<'_> {
    pub fn document(&self) -> Docx {
        let unit = self.unit;
        let [top, right, bottom, left] = MARGINS;
        let margin = PageMargin::new().top(top).right(right).bottom(bottom).left(left).header(851).footer(1300);
        let mut docx = Docx::new()
            .page_size(PAGE.0, PAGE.1)
            .page_margin(margin)
            .default_fonts(RunFonts::new().east_asia("仿宋").ascii("Times New Roman").hi_ansi("Times New Roman"))
            .default_size(self.size())
            .footer(number(AlignmentType::Right))
            .even_footer(number(AlignmentType::Left))
            .add_paragraph(self.title())
            .add_paragraph(self.plain(&fill(self.say(&words::SALUTATION), &[&self.addressee()])))
            .add_paragraph(self.text(&self.opening()));
        let mut annex = Vec::new();
        // Warnings alone are the reasons why nothing could be used.
        let (main, beside) =
            if unit.has_errors() { (&unit.errors, Some(&unit.warnings)) } else { (&unit.warnings, None) };
        let heading = if unit.is_usable() { words::HEADING_ERRORS } else { words::HEADING_UNUSABLE };
        docx = self.list(docx, &heading, main, &mut annex);
        let beside = beside.filter(|list| !list.asks.is_empty());
        if let Some(list) = beside {
            docx = self.list(docx, &words::HEADING_WARNINGS, list, &mut annex);
        }
        let heading = if beside.is_some() { words::HEADING_REPLY_THIRD } else { words::HEADING_REPLY_SECOND };
        docx = self.closing(docx.add_paragraph(self.heading(&heading)));
        self.annex(docx, annex)
    }

    /// Half-points: size three (三号), or what is usual in English.
    fn size(&self) -> usize {
        match self.lang {
            Lang::Zh => 32,
            Lang::En => 24,
        }
    }

    fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    fn fonts(&self) -> RunFonts {
        RunFonts::new().east_asia("宋体").ascii("Times New Roman").hi_ansi("Times New Roman")
    }

    /// Size two (二号), 小标宋 or what every computer has in its place. Where one line does not hold it,
    /// it breaks before the form's name, and a long name is set smaller.
    fn title(&self) -> Paragraph {
        const A_LINE: usize = 20;
        let (begins, ends) =
            (self.say(&words::TITLE_BEGINS).to_owned(), fill(self.say(&words::TITLE_ENDS), &[self.form()]));
        let length = ends.chars().count();
        let size = match self.lang {
            Lang::Zh if length > A_LINE => 36,
            Lang::Zh => 44,
            Lang::En => 32,
        };
        let mut run = Run::new().size(size).bold().fonts(self.fonts()).add_text(begins.clone());
        if self.lang == Lang::Zh && begins.chars().count() + length > A_LINE {
            run = run.add_break(BreakType::TextWrapping);
        }
        Paragraph::new()
            .align(AlignmentType::Center)
            .line_spacing(LineSpacing::new().after(400))
            .add_run(run.add_text(ends))
    }

    /// The form's name without marks of its own: they are put around it.
    fn form(&self) -> &str {
        self.rules.name.trim_start_matches('《').trim_end_matches('》')
    }

    fn addressee(&self) -> String {
        match self.unit.name.as_str() {
            "" => {
                let first = self.unit.files.first().map_or(self.name, |file| file_name(&file.path));
                fill(self.say(&words::SENDER_OF), &[&brief(first)])
            }
            name => brief(name),
        }
    }

    fn opening(&self) -> String {
        let (unit, files) = (self.unit, self.files());
        if unit.is_usable() {
            fill(self.say(&words::RECEIVED), &[self.form(), &files, &unit.errors.count().to_string()])
        } else {
            fill(self.say(&words::UNUSABLE), &[self.form(), &files])
        }
    }

    /// The files that came from it, with the days on which they came.
    fn files(&self) -> String {
        let files = &self.unit.files;
        let one = |received: &str, name: &str| match beijing(received) {
            Some(at) => fill(self.say(&words::FILE_DATED), &[name, &written(at, false, self.lang)]),
            None => fill(self.say(&words::FILE_UNDATED), &[name]),
        };
        let mut named: Vec<String> =
            files.iter().take(NAMED).map(|file| one(&file.received, &brief(file_name(&file.path)))).collect();
        if files.len() > NAMED {
            named.push(fill(self.say(&words::FILES_MORE), &[&files.len().to_string()]));
        }
        named.join(self.say(&words::FILE_SEPARATOR))
    }

    /// A heading, its table, and how many more there are; those go into the annex.
    fn list<'u>(&self, docx: Docx, heading: &Text, list: &'u List, annex: &mut Vec<&'u Ask>) -> Docx {
        let asks = ordered(list);
        let (here, more) = asks.split_at(asks.len().min(IN_LETTER));
        let mut docx =
            docx.add_paragraph(self.heading(heading)).add_table(table(here, 1, self.several_files(), self.lang));
        if !more.is_empty() {
            docx = docx.add_paragraph(self.text(&fill(self.say(&words::MORE_IN_ANNEX), &[&more.len().to_string()])));
            annex.extend(more);
        }
        if list.unlisted > 0 {
            let unlisted = fill(self.say(&words::MORE_UNLISTED), &[&list.unlisted.to_string()]);
            docx = docx.add_paragraph(self.text(&unlisted));
        }
        docx
    }

    fn several_files(&self) -> bool {
        self.unit.files.len() > 1
    }

    fn closing(&self, docx: Docx) -> Docx {
        let by = match self.due {
            Some(due) => fill(self.say(&words::REPLY_BY), &[&written(due, true, self.lang)]),
            None => self.say(&words::REPLY_BLANK).to_owned(),
        };
        let space = if self.lang == Lang::En { " " } else { "" };
        let how = if self.unit.is_usable() {
            [by.as_str(), self.say(&words::REPLY_HOW), self.say(&words::REPLY_NONE)].join(space)
        } else {
            [by.as_str(), self.say(&words::REPLY_AGAIN)].join(space)
        };
        let right = |text: &Text, gap: u32| {
            let spacing = LineSpacing::new().before(gap);
            self.base(self.say(text)).line_spacing(spacing).align(AlignmentType::Right).keep_lines(true)
        };
        docx.add_paragraph(self.text(&how))
            .add_paragraph(self.text(self.say(&words::CONTACT)).keep_next(true))
            .add_paragraph(right(&words::SIGNED, 900).keep_next(true).indent(None, None, Some(640), None))
            .add_paragraph(right(&words::DATED, 120).indent(None, None, Some(1280), None))
    }

    fn annex(&self, docx: Docx, asks: Vec<&Ask>) -> Docx {
        if asks.is_empty() {
            return docx;
        }
        docx.add_paragraph(self.heading(&words::ANNEX).page_break_before(true)).add_table(table(
            &asks,
            IN_LETTER + 1,
            self.several_files(),
            self.lang,
        ))
    }

    fn heading(&self, text: &Text) -> Paragraph {
        let run = Run::new().size(self.size()).fonts(sans()).add_text(self.say(text));
        let spacing = LineSpacing::new().before(240).after(120);
        let paragraph = Paragraph::new().line_spacing(spacing).keep_next(true).add_run(run);
        if self.lang == Lang::Zh { self.indented(paragraph) } else { paragraph }
    }

    /// A paragraph of the text, two characters in.
    fn text(&self, text: &str) -> Paragraph {
        let paragraph = self.plain(text).align(AlignmentType::Both);
        if self.lang == Lang::Zh { self.indented(paragraph) } else { paragraph }
    }

    fn indented(&self, paragraph: Paragraph) -> Paragraph {
        let two = i32::try_from(self.size() * 20).unwrap_or_default();
        paragraph.indent(None, Some(SpecialIndentType::FirstLine(two)), None, None).first_line_chars(200)
    }

    /// 28 points from line to line: 22 lines on a page.
    fn plain(&self, text: &str) -> Paragraph {
        let spacing = match self.lang {
            Lang::Zh => LineSpacing::new().line_rule(LineSpacingType::Exact).line(560),
            Lang::En => LineSpacing::new().line(320).after(160),
        };
        self.base(text).line_spacing(spacing)
    }

    fn base(&self, text: &str) -> Paragraph {
        Paragraph::new().add_run(Run::new().size(self.size()).add_text(text))
    }
}

/// Findings about all files first.
fn ordered(list: &List) -> Vec<&Ask> {
    let mut asks: Vec<&Ask> = list.asks.iter().collect();
    asks.sort_by_key(|ask| !ask.file.is_empty());
    asks
}

/// — 1 — in size four (四号): outside, right on odd and left on even pages (GB/T 9704-2012 7.5).
fn number(align: AlignmentType) -> Footer {
    let fonts = RunFonts::new().east_asia("宋体").ascii("SimSun").hi_ansi("SimSun");
    let dash = |text: &str| Run::new().size(28).fonts(fonts.clone()).add_text(text);
    let paragraph = Paragraph::new().align(align).size(28).fonts(fonts.clone());
    Footer::new().add_paragraph(paragraph.add_run(dash("— ")).add_page_num(PageNum::new()).add_run(dash(" —")))
}

#[cfg(test)]
mod tests;

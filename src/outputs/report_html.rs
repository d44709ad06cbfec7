//! report.html: the auditor's page. One file that needs no other: a summary that is read as it is, and
//! data that its script looks through.
//!
//! The data stand before the summary, because files are given out one by one and only at the end is
//! known what they came to: so memory does not grow with their number.

use std::io::{self, Write};

use super::report::data::{BodyBlock, FileBlock, Room, findings};
use super::report::escape::json;
use super::report::meta::Meta;
use super::report::page::Page;
use super::report::strings::Strings;
use super::report::summary::{Seen, summary};
use super::{Context, End, Folder, Output, Sink};
use crate::model::report::{FileBody, FileEntry};

pub struct ReportHtml;

/// All pictures together, as they stand in the page: with them a mail still carries it.
const PICTURE_BYTES: usize = 18 << 20;
/// Rows as read; beyond that only rows with findings are drawn, so that a browser can hold the page.
const ROW_BYTES: usize = 64 << 20;

impl Output for ReportHtml {
    fn name(&self) -> &'static str {
        "report.html"
    }

    fn begin<'a>(&self, context: &'a Context, folder: &'a dyn Folder) -> io::Result<Box<dyn Sink + 'a>> {
        let mut out = folder.create(self.name())?;
        let page = Page::new(context);
        out.write_all(page.before_data.as_bytes())?;
        Ok(Box::new(Report {
            context,
            out,
            page,
            strings: Strings::default(),
            seen: Seen::default(),
            room: Room { pictures: PICTURE_BYTES, rows: ROW_BYTES },
            files: 0,
        }))
    }
}

struct Report<'a> {
    context: &'a Context<'a>,
    out: Box<dyn Write + Send>,
    page: Page,
    strings: Strings,
    seen: Seen,
    room: Room,
    files: usize,
}

impl Report<'_> {
    /// A block of data that the script finds by its id.
    fn block(&mut self, id: &str, class: &str, text: &str) -> io::Result<()> {
        writeln!(self.out, "<script type=\"application/json\" class=\"{class}\" id=\"{id}\">{text}</script>")
    }
}

impl Sink for Report<'_> {
    fn file(&mut self, entry: &FileEntry, body: &FileBody) -> io::Result<()> {
        self.seen.file(entry, &body.anomalies, self.context.lang);
        let drawn = BodyBlock::new(entry, body, &mut self.strings, self.context, &mut self.room);
        let file = FileBlock::new(entry, body, &mut self.strings, self.context, drawn.is_some());
        self.block(&format!("f{}", self.files), "f", &json(&file)?)?;
        if let Some(drawn) = drawn {
            let text = json(&drawn)?;
            self.room.rows = self.room.rows.saturating_sub(text.len());
            self.block(&format!("d{}", self.files), "d", &text)?;
        }
        self.files += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>, end: &End) -> io::Result<()> {
        self.seen.anomalies(end.loose);
        let loose = json(&LooseOf::new(end, &mut self.strings, self.context))?;
        self.block("loose", "", &loose)?;
        let strings = json(&self.strings.all())?;
        self.block("strings", "", &strings)?;
        let regions: std::collections::BTreeSet<&str> = (self.seen.units.iter())
            .map(|(region, _)| region.as_str())
            .chain(end.loose.iter().map(|anomaly| anomaly.region.as_str()))
            .collect();
        let meta = json(&Meta::new(self.context, regions.into_iter()))?;
        self.block("meta", "", &meta)?;
        self.out.write_all(self.page.before_summary.as_bytes())?;
        self.out.write_all(summary(self.context, &self.seen, end).as_bytes())?;
        self.out.write_all(self.page.after.as_bytes())?;
        self.out.flush()
    }
}

/// Findings of no one file: each with the unit and region that it is about.
#[derive(serde::Serialize)]
struct LooseOf {
    anomalies: Vec<super::report::data::Finding>,
    units: Vec<[super::report::strings::Word; 2]>,
}

impl LooseOf {
    fn new(end: &End, strings: &mut Strings, context: &Context) -> LooseOf {
        let units =
            end.loose.iter().map(|anomaly| [&anomaly.submitter, &anomaly.region].map(|text| strings.word(text)));
        LooseOf { units: units.collect(), anomalies: findings(end.loose, strings, context.lang) }
    }
}

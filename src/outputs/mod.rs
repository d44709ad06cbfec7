//! Results to bytes. One file per output; none opens a file.
//!
//! Files are given out one by one in the order of their paths, so that an output of any size needs
//! no more memory than one file's rows.

use std::io::{self, Write};
use std::path::PathBuf;

use crate::model::anomaly::{Anomaly, Meta};
use crate::model::picture::Snapshots;
use crate::model::report::{FileBody, FileEntry, Register, Totals};
use crate::model::text::Lang;
use crate::rules::RuleSet;
use crate::rules::regions::Regions;

mod anomalies_csv;
pub mod blank;
mod cells;
pub mod drawing;
mod files_csv;
pub(crate) mod looks;
mod package;
mod reminders_csv;
mod report;
mod report_html;
mod rows_csv;
mod run_json;
mod slips;
pub mod tables;
mod workbook_xlsx;
pub(crate) mod xlsx;

pub use cells::shown;
pub use rows_csv::label_of;

/// One file of OUT, or one folder of files.
pub trait Output: Sync {
    /// Its name in OUT; that of a folder ends in `/`.
    fn name(&self) -> &'static str;

    /// A run with this context has it.
    fn is_wanted(&self, _context: &Context) -> bool {
        true
    }

    /// Begins it.
    ///
    /// # Errors
    /// When `folder` cannot be written.
    fn begin<'a>(&self, context: &'a Context, folder: &'a dyn Folder) -> io::Result<Box<dyn Sink + 'a>>;
}

/// Where outputs are written to.
pub trait Folder: Sync {
    /// A new file by its name in OUT: the output's own, or one in its folder (`slips/梅州市.docx`).
    /// Names in folders are made safe for all systems by whoever asks.
    ///
    /// # Errors
    /// When it cannot be made.
    fn create(&self, name: &str) -> io::Result<Box<dyn Write + Send>>;

    /// Where files may lie that are needed only while an output is written.
    fn scratch(&self) -> PathBuf {
        std::env::temp_dir()
    }
}

/// An output that is being written.
pub trait Sink {
    /// The next file, in order of the paths, with what is given out of it.
    ///
    /// # Errors
    /// When it cannot be written.
    fn file(&mut self, entry: &FileEntry, body: &FileBody) -> io::Result<()>;

    /// The end.
    ///
    /// # Errors
    /// When it cannot be written.
    fn finish(self: Box<Self>, end: &End) -> io::Result<()>;
}

/// What is known when all files have been given out.
pub struct End<'a> {
    /// Anomalies that belong to no one file.
    pub loose: &'a [Anomaly],
    pub totals: &'a Totals,
    pub register: &'a Register,
}

/// What outputs need to know besides the results.
pub struct Context<'a> {
    pub rules: &'a RuleSet,
    pub regions: &'a Regions,
    /// Every check that there is.
    pub checks: Vec<&'static Meta>,
    pub lang: Lang,
    pub headers: Headers,
    pub snapshots: Snapshots,
    /// The run was given a list of who was asked.
    pub has_roster: bool,
    pub run: RunFacts,
}

/// How rows.csv is headed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Headers {
    /// By field ids.
    #[default]
    Id,
    /// In the form's own words.
    Label,
}

/// The only facts that differ between two runs over the same inbox.
#[derive(Clone, Debug)]
pub struct RunFacts {
    /// RFC 3339, UTC.
    pub started: String,
    /// Since then, at the time of asking.
    pub clock: std::time::Instant,
    pub jobs: usize,
}

/// Every output. A new one is a file and two lines: `mod` above and a row here.
pub static OUTPUTS: &[&dyn Output] = &[
    &rows_csv::RowsCsv,
    &anomalies_csv::AnomaliesCsv,
    &files_csv::FilesCsv,
    &slips::Slips,
    &reminders_csv::RemindersCsv,
    &workbook_xlsx::WorkbookXlsx,
    &report_html::ReportHtml,
    &run_json::RunJson,
];

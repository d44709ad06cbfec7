//! Results to bytes. One file per output; none opens a file.
//!
//! Files are given out one by one in the order of their paths, so that an output of any size needs
//! no more memory than one file's rows.

use std::io::{self, Write};

use crate::model::anomaly::Anomaly;
use crate::model::report::{FileBody, FileEntry, Totals};
use crate::model::text::Lang;
use crate::rules::RuleSet;

mod anomalies_csv;
pub mod blank;
mod cells;
pub mod drawing;
mod files_csv;
mod rows_csv;
mod run_json;
pub mod tables;

pub use cells::shown;

/// One file of OUT.
pub trait Output: Sync {
    /// Its file name.
    fn name(&self) -> &'static str;
    /// Begins it.
    ///
    /// # Errors
    /// When `out` cannot be written.
    fn begin<'a>(&self, context: &'a Context, out: Box<dyn Write + 'a>) -> io::Result<Box<dyn Sink + 'a>>;
}

/// An output that is being written.
pub trait Sink {
    /// The next file, in order of the paths, with what is given out of it.
    ///
    /// # Errors
    /// When it cannot be written.
    fn file(&mut self, entry: &FileEntry, body: &FileBody) -> io::Result<()>;

    /// The end: anomalies that belong to no one file, and what all came to.
    ///
    /// # Errors
    /// When it cannot be written.
    fn finish(self: Box<Self>, loose: &[Anomaly], totals: &Totals) -> io::Result<()>;
}

/// What outputs need to know besides the results.
pub struct Context<'a> {
    pub rules: &'a RuleSet,
    pub lang: Lang,
    pub headers: Headers,
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
pub static OUTPUTS: &[&dyn Output] =
    &[&rows_csv::RowsCsv, &anomalies_csv::AnomaliesCsv, &files_csv::FilesCsv, &run_json::RunJson];

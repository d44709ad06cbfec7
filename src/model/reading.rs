//! A table of the form as layout finds it in a document: raw rows, and what was put aside.

use serde::{Deserialize, Serialize};

use super::document::Place;
use super::unit::MoneyUnit;

/// One table of the form in one document, from one or several pieces of table.
#[derive(Clone, Debug, Default)]
pub struct TableReading {
    /// Index of the table in the rules.
    pub table: usize,
    pub header: HeaderReading,
    /// In source order; cells parallel to the columns of the table in the rules.
    pub rows: Vec<RawRow>,
    pub set_aside: Vec<SetAside>,
    /// Rows below the header that were looked at: `rows.len() + set_aside.len()`.
    pub seen: usize,
}

/// How the table's header compares with the form's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HeaderReading {
    /// Parallel to the columns in the rules: what the document calls the column, none if it is missing.
    pub columns: Vec<Option<HeaderCell>>,
    /// Columns that the form does not have.
    pub added: Vec<String>,
    /// Columns stand in another order than in the form.
    pub moved: bool,
    /// The table was taken up without any header (a continuation, or recognised by its title).
    pub absent: bool,
    /// Nothing but the header speaks for this table, and it speaks as well for that of this index.
    pub rival: Option<usize>,
    /// Where the header stands.
    pub source: String,
}

impl HeaderReading {
    /// Another table's reading of the same header finds as many of the form's very words, and leaves
    /// no more over.
    pub fn is_as_good(&self, other: &HeaderReading) -> bool {
        let same = |reading: &HeaderReading| {
            reading.columns.iter().flatten().filter(|cell| cell.matched == HeaderMatch::Same).count()
        };
        same(other) >= same(self) && other.added.len() <= self.added.len()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeaderCell {
    pub text: String,
    pub matched: HeaderMatch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeaderMatch {
    /// The form's own words, white space and full-width forms aside.
    Same,
    /// A synonym that the rules know.
    Synonym,
    /// Close to the form's words.
    Close,
}

/// A row of cells below the header, before anything is made of them.
#[derive(Clone, Debug, Default)]
pub struct RawRow {
    /// From 1, in source order within the submission's table.
    pub number: u32,
    pub cells: Vec<RawCell>,
    /// Index of the printed row of the form that this row is.
    pub printed: Option<usize>,
    /// `table 2 row 5` or `page 3 box 71,200,540,233`.
    pub source: String,
    pub place: Option<Place>,
}

#[derive(Clone, Debug, Default)]
pub struct RawCell {
    /// As in the source.
    pub text: String,
    /// The cell is a merged one that began in a row above.
    pub continued: bool,
    /// Taken from a row above because this cell is empty and the rules fill this field down.
    pub filled_down: Option<String>,
    /// The unit of money that the document itself states for this column.
    pub unit: Option<MoneyUnit>,
    pub place: Option<Place>,
    pub scanned: Option<Scanned>,
}

/// What is known of a text that was read from a picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scanned {
    /// How surely it was read, 0 to 1.
    pub confidence: f32,
    /// As it was read, if what the form prints was taken instead.
    pub read_as: Option<String>,
}

impl Scanned {
    /// Words read less surely than this are doubtful.
    pub const DOUBTFUL: f32 = 0.4;
}

/// A row that is no row of the form's data, kept for the count and for checks.
#[derive(Clone, Debug)]
pub struct SetAside {
    pub reason: Reason,
    /// The row's text, cells joined by ` | `.
    pub text: String,
    /// Cells parallel to the columns in the rules, for totals.
    pub cells: Vec<RawCell>,
    /// What it heads: the category of the rows below it; empty if it is no heading.
    pub heading: String,
    /// How many data rows of this reading stand before it.
    pub after: usize,
    pub source: String,
}

/// Why a row is no data row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    Blank,
    RepeatedHeader,
    Title,
    Section,
    Subtotal,
    Total,
    Note,
}

impl Reason {
    pub const ALL: [Reason; 7] = [
        Reason::Blank,
        Reason::RepeatedHeader,
        Reason::Title,
        Reason::Section,
        Reason::Subtotal,
        Reason::Total,
        Reason::Note,
    ];

    /// As in run.json.
    pub fn id(self) -> &'static str {
        match self {
            Reason::Blank => "blank",
            Reason::RepeatedHeader => "repeated-header",
            Reason::Title => "title",
            Reason::Section => "section",
            Reason::Subtotal => "subtotal",
            Reason::Total => "total",
            Reason::Note => "note",
        }
    }
}

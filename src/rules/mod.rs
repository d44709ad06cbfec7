//! All that is known about a form: TOML as written ([`schema`]) to a checked [`RuleSet`]
//! ([`resolve`]). Stages read it; none changes it.

pub mod error;
mod policies;
pub mod regions;
mod resolve;
mod schema;

use jiff::civil::Date;
use regex::RegexSet;

use crate::model::fold::{fold, is_blank};

pub use crate::model::unit::MoneyUnit;
pub use error::{RuleProblem, RulesError};
pub use policies::PolicyRule;
pub use resolve::{header_key, load};

/// The rules of the 2024 form, built into the program.
pub const BUILTIN: &str = include_str!("../../rules/gd-ip-2024.toml");
/// Where the built-in rules come from, for messages.
pub const BUILTIN_NAME: &str = "rules/gd-ip-2024.toml";

/// GB/T 2260, built into the program.
pub const BUILTIN_REGIONS: &str = include_str!("../../rules/regions.csv");

/// A form's rules, checked: every name that one part uses is defined in another.
#[derive(Debug)]
pub struct RuleSet {
    /// Lower-case hex SHA-256 of the rules file.
    pub hash: String,
    pub id: String,
    pub name: String,
    /// Beginning of the GB/T 2260 codes of the units that answer; empty for the whole country.
    pub region_scope: String,
    pub words: Words,
    pub fields: Vec<FieldRule>,
    pub tables: Vec<TableRule>,
    pub outputs: Vec<OutputColumn>,
    /// The day by which policies are judged; none where the rules give none.
    pub date: Option<Date>,
    pub policies: Vec<PolicyRule>,
}

/// Words by which rows and cells that are no data are known. All but the patterns are folded
/// ([`crate::model::fold::fold`]).
#[derive(Debug)]
pub struct Words {
    pub total: Vec<String>,
    pub subtotal: Vec<String>,
    pub note: Vec<String>,
    pub signature: Vec<String>,
    pub none: Vec<String>,
    pub continued: Vec<String>,
    /// As written: matched against raw text.
    pub unit_label: Vec<String>,
    pub same_office: Vec<String>,
    pub placeholder: RegexSet,
    /// As written, longest first.
    pub citation_lead: Vec<String>,
    /// Weakest first.
    pub version: Vec<String>,
    pub copy: Vec<String>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A running number: read and not given out.
    Serial,
    Text,
    Category,
    Money,
    /// 项目数及单项金额.
    CountUnit,
    /// A text that cites documents.
    Citation,
}

#[derive(Debug)]
pub struct FieldRule {
    pub id: String,
    pub label: String,
    pub kind: Kind,
    /// An empty cell takes the text of the row above.
    pub fill_down: bool,
    /// Names the item of a row: what two rows share that are about the same item.
    pub names_item: bool,
    /// Folded.
    pub synonyms: Vec<String>,
}

#[derive(Debug)]
pub struct TableRule {
    pub id: String,
    pub title: String,
    pub subtitle: String,
    /// Folded title and its variants.
    pub title_keys: Vec<String>,
    /// Folded, empty if there is none.
    pub subtitle_key: String,
    pub columns: Vec<ColumnRule>,
    pub printed: Vec<PrintedRow>,
    /// Empty rows in the blank: per category of the table, and in all.
    pub blank_rows_per_category: usize,
    pub blank_rows: usize,
}

#[derive(Debug)]
pub struct ColumnRule {
    /// Index into [`RuleSet::fields`].
    pub field: usize,
    pub kind: Kind,
    pub header: String,
    pub header_folded: String,
    /// Folded, without a unit in brackets.
    pub header_key: String,
    pub required: bool,
    /// The categories that are allowed; none for any text.
    pub one_of: Option<Vec<CategoryRule>>,
    /// 万元 in one of the unit that a bare number means here.
    pub unit: MoneyUnit,
}

#[derive(Clone, Debug)]
pub struct CategoryRule {
    pub name: String,
    /// Folded.
    pub key: String,
    /// Folded.
    pub aliases: Vec<String>,
}

/// A row that the blank prints. Parallel to the columns of its table.
#[derive(Debug)]
pub struct PrintedRow {
    pub cells: Vec<String>,
    /// [`crate::model::fold::gist_hash`] of each cell, 0 for an empty one.
    pub hashes: Vec<u64>,
    /// The cell is empty or a placeholder: the unit fills it in.
    pub open: Vec<bool>,
    pub folded_category: String,
}

/// A column of rows.csv.
#[derive(Debug)]
pub struct OutputColumn {
    pub name: String,
    /// Index into [`RuleSet::fields`].
    pub field: usize,
    pub part: Part,
}

/// What of a field a column gives out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The text as written: the field has no other value.
    Text,
    /// The text as written, beside a value.
    Raw,
    Category,
    Wan,
    Count,
    UnitWan,
    Titles,
    Numbers,
}

impl RuleSet {
    /// The built-in rules.
    ///
    /// # Panics
    /// Never: a test loads them.
    pub fn builtin() -> RuleSet {
        load(BUILTIN, BUILTIN_NAME).expect("the built-in rules are checked by a test")
    }

    pub fn table_index(&self, id: &str) -> Option<usize> {
        self.tables.iter().position(|table| table.id == id)
    }
}

impl TableRule {
    /// What tells this table from the others in a few words.
    pub fn subtitle_or_title(&self) -> &str {
        if self.subtitle.is_empty() { &self.title } else { &self.subtitle }
    }

    /// The first column whose field has this kind.
    pub fn column_of_kind(&self, kind: Kind) -> Option<usize> {
        self.columns.iter().position(|column| column.kind == kind)
    }

    /// The column that holds this field.
    pub fn column_of_field(&self, field: usize) -> Option<usize> {
        self.columns.iter().position(|column| column.field == field)
    }
}

impl Words {
    /// The text is blank or a word for nothing (无, /).
    pub fn says_nothing(&self, text: &str) -> bool {
        // Only short texts can be a word for nothing.
        is_blank(text)
            || (text.len() <= 24 && {
                let folded = fold(text);
                self.none.contains(&folded)
            })
    }

    pub fn is_placeholder(&self, text: &str) -> bool {
        // What is printed for the unit to replace is short; long texts are the unit's own.
        const LONGEST: usize = 180;
        text.len() <= LONGEST && !text.is_empty() && self.placeholder.is_match(text.trim())
    }
}

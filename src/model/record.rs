//! A row of the form with every field as written and as a value.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::decision::Correction;
use super::document::Place;
use super::reading::Scanned;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// A printed row that nobody filled in.
    Untouched,
    /// A printed row with something filled in.
    Filled,
    Added,
}

impl Status {
    /// As in rows.csv.
    pub fn id(self) -> &'static str {
        match self {
            Status::Untouched => "untouched",
            Status::Filled => "filled",
            Status::Added => "added",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Stable: from the file's content, the table and the place of the row.
    pub id: String,
    /// Index of the table in the rules.
    pub table: usize,
    pub number: u32,
    pub status: Status,
    /// Index of the printed row in the rules.
    pub printed: Option<usize>,
    /// Parallel to the columns of the table in the rules.
    pub fields: Vec<Field>,
    pub source: String,
}

/// One cell's worth of data. `raw` never changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// As written: paragraphs joined by a newline, white space trimmed at the ends of lines.
    pub raw: String,
    pub value: Value,
    /// Part of a merged cell that began in a row above: counts there and not here.
    pub continued: bool,
    /// Control characters stood in the cell; `raw` is without them.
    pub had_control: bool,
    pub place: Option<Place>,
    /// `value` is what a person put in place of what was read.
    pub corrected: Option<Box<Correction>>,
    /// Only for what was read from a picture.
    pub scanned: Option<Scanned>,
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing, or a word for nothing (无, /).
    Empty,
    Text,
    Category {
        name: String,
        how: CategoryMatch,
    },
    Money(Money),
    CountUnit(CountUnit),
    Citation(Citation),
    /// There is text, but not of the field's kind.
    Unreadable,
}

/// How a category was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CategoryMatch {
    /// The form's own words, or an alias in the rules.
    Known,
    /// Part of exactly one category's name.
    Shortened,
    /// Nearest to exactly one category: characters that differ.
    Close(usize),
    /// The form gives no list for this table.
    Open,
}

/// A total or subtotal that the table states.
#[derive(Clone, Debug, PartialEq)]
pub struct StatedTotal {
    /// Index of the money column in the rules.
    pub column: usize,
    /// Of a group of rows only.
    pub partial: bool,
    pub wan: Decimal,
    pub raw: String,
    /// How many records of the table stand before it.
    pub after: usize,
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Money {
    /// In 万元.
    pub wan: Decimal,
    /// 约, 不超过: the figure is not meant exactly.
    pub approximate: bool,
    /// The figure as written, when the row's own count × unit amount showed that 元 and 万元 were
    /// mixed up and `wan` is the corrected one.
    pub corrected_from: Option<Decimal>,
}

/// 项目数及单项金额: how many projects of how much each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CountUnit {
    /// Sum over the classes.
    pub count: Option<Decimal>,
    /// 万元 each; none with several classes.
    pub unit_wan: Option<Decimal>,
    /// Sum of count × unit amount over the classes, 万元.
    pub product_wan: Option<Decimal>,
    /// Unit amounts are upper bounds (不超过).
    pub capped: bool,
}

/// Titles and document numbers that a text cites.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Citation {
    /// Outermost 《…》 without the brackets.
    pub titles: Vec<String>,
    pub numbers: Vec<DocumentNumber>,
}

/// A document number (发文字号, GB/T 9704-2012 7.2.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentNumber {
    pub raw: String,
    /// `国知发运字〔2021〕20号`
    pub standard: String,
}

impl Field {
    pub fn is_empty(&self) -> bool {
        matches!(self.value, Value::Empty)
    }

    /// The amount that counts in sums: of a merged cell only its first row. In 万元.
    pub fn counted_wan(&self) -> Option<Decimal> {
        match &self.value {
            Value::Money(money) if !self.continued => Some(money.wan),
            _ => None,
        }
    }
}

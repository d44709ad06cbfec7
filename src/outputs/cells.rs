//! How a value is written into a CSV cell.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::model::record::{Field, Value};
use crate::model::text::runs_as_formula;
use crate::rules::Part;

/// A text that no spreadsheet runs: a `'` before what would be a formula.
pub fn safe(text: &str) -> Cow<'_, str> {
    if runs_as_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A control or bidirectional format character: what is shown would not be what is there.
pub fn is_odd(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A name from outside (path, submitter) as it can be shown: control and bidirectional format
/// characters escaped.
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_odd) {
        return safe(text);
    }
    let escaped: String =
        text.chars().map(|c| if is_odd(c) { format!("\\u{{{:x}}}", c as u32) } else { c.to_string() }).collect();
    Cow::Owned(safe(&escaped).into_owned())
}

/// No exponent, no trailing zeros.
pub fn decimal(value: Decimal) -> String {
    value.normalize().to_string()
}

/// What a column of rows.csv says of a field.
pub fn part(field: &Field, part: Part) -> Cow<'_, str> {
    match (part, &field.value) {
        (Part::Raw, _) => safe(&field.raw),
        (Part::Text, _) => safe(field.corrected.as_ref().map_or(&field.raw, |correction| &correction.text)),
        (Part::Category, Value::Category { name, .. }) => safe(name),
        (Part::Wan, _) => field.counted_wan().map_or(Cow::Borrowed(""), |wan| Cow::Owned(decimal(wan))),
        (Part::Count, Value::CountUnit(said)) => optional(said.count),
        (Part::UnitWan, Value::CountUnit(said)) => optional(said.unit_wan),
        (Part::Titles, Value::Citation(citation)) => Cow::Owned(safe(&citation.titles.join("|")).into_owned()),
        (Part::Numbers, Value::Citation(citation)) => {
            let numbers: Vec<&str> = citation.numbers.iter().map(|number| number.standard.as_str()).collect();
            Cow::Owned(numbers.join("|"))
        }
        _ => Cow::Borrowed(""),
    }
}

fn optional(value: Option<Decimal>) -> Cow<'static, str> {
    value.map_or(Cow::Borrowed(""), |value| Cow::Owned(decimal(value)))
}

/// A csv error is an I/O error: fields are never refused.
pub fn io(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

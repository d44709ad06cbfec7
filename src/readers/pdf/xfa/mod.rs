//! A form that is described twice: by its fields (ISO 32000-1 12.7) and by XFA (12.7.8), which holds the
//! values once more. The file is read from its fields, as all viewers but Adobe's show it; what XFA says
//! otherwise is told.
//!
//! | module | does |
//! |---|---|
//! | [`data`] | reads the values from the XML |
//! | [`pairs`] | finds which value belongs to which field |

mod data;
mod pairs;

use hayro_syntax::{
    Pdf,
    object::{Array, Dict, Object, Stream, String as PdfString},
};

use super::{
    fields::{self, Field, Form, Kind},
    open, strings,
};
use crate::model::{
    document::{OtherValue, Xfa},
    limits::Limits,
};

/// So many values that differ are enough to know; the rest is counted.
const MOST_TOLD: usize = 50;
/// Signs of a value that is told.
const MOST_SIGNS: usize = 500;

/// What a file's XFA says beside its fields; nothing if there is none.
pub fn of(pdf: &Pdf, limits: &Limits) -> Option<Xfa> {
    let form = fields::acro_form(pdf)?;
    let packets = form.get::<Object<'_>>(b"XFA")?;
    let compared = datasets(&packets)
        .and_then(|stream| packet(&stream, limits))
        .and_then(|xml| data::values(&xml, limits))
        .and_then(|values| compare(pdf, &values));
    let differing = compared.as_deref().unwrap_or_default();
    let told = differing.iter().take(MOST_TOLD).cloned().collect();
    let more = differing.len().saturating_sub(MOST_TOLD) as u32;
    Some(Xfa { compared: compared.is_some(), differing: told, more })
}

/// All of XFA is one stream, or each of its packets is one after its name (12.7.8).
fn datasets<'a>(packets: &Object<'a>) -> Option<Stream<'a>> {
    let list = match packets {
        Object::Stream(whole) => return Some(whole.clone()),
        Object::Array(list) => list,
        _ => return None,
    };
    let mut objects = list.iter::<Object<'_>>();
    while let (Some(name), Some(packet)) = (objects.next(), objects.next()) {
        if let (Object::String(name), Object::Stream(packet)) = (name, packet)
            && strings::text(name.as_bytes()) == "datasets"
        {
            return Some(packet);
        }
    }
    None
}

fn packet(stream: &Stream<'_>, limits: &Limits) -> Option<Vec<u8>> {
    open::stream_bytes(stream, limits.inflated_bytes).ok()?;
    Some(stream.decoded_data().ok()?.into_owned())
}

/// The values that differ; nothing if they are too many to be compared, or none is known to be of a field.
fn compare(pdf: &Pdf, values: &[data::Value]) -> Option<Vec<OtherValue>> {
    let form = Form::of(pdf);
    let fields = named(pdf)?;
    let names: Vec<&[Part]> = fields.iter().map(|field| field.0.as_slice()).collect();
    let paths: Vec<&[Part]> = values.iter().map(|value| value.path.as_slice()).collect();
    let pairs = pairs::certain(&names, &paths).filter(|pairs| !pairs.is_empty())?;
    let differing = pairs.into_iter().filter_map(|(field, value)| {
        let (name, dict) = &fields[field];
        let read = Field::of(dict, &form);
        let other = match read.kind {
            Kind::Text { .. } => values[value].text.clone(),
            Kind::Choice { .. } => fields::shown(dict, &values[value].text),
            Kind::Toggle | Kind::Other => return None,
        };
        let read = read.value.unwrap_or_default();
        (!is_same(&read, &other)).then(|| OtherValue {
            field: name.last().map(|part| part.name.clone()).unwrap_or_default(),
            read: cut(&read),
            other: cut(&other),
        })
    });
    Some(differing.collect())
}

fn cut(text: &str) -> String {
    text.trim().chars().take(MOST_SIGNS).collect()
}

/// One part of a dotted name: `Row1[2]` is the third of its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    pub name: String,
    pub index: usize,
}

/// Fields in fields, and fields in all.
const MOST_DEPTH: usize = 32;
const MOST_FIELDS: usize = 20_000;

/// The fields that hold values, under their full names without the parts that XFA leaves unnamed
/// (`#subform[0]`). Nothing if they are too many.
fn named(pdf: &Pdf) -> Option<Vec<(Vec<Part>, Dict<'_>)>> {
    let roots = fields::acro_form(pdf)?.get::<Array<'_>>(b"Fields")?;
    let mut left: Vec<(Vec<Part>, Dict<'_>)> = roots.iter::<Dict<'_>>().map(|root| (Vec::new(), root)).collect();
    let (mut found, mut visits) = (Vec::new(), 0);
    while let Some((mut name, field)) = left.pop() {
        visits += 1;
        if visits > MOST_FIELDS || left.len() > MOST_FIELDS || name.len() > MOST_DEPTH {
            return None;
        }
        if let Some(own) = field.get::<PdfString<'_>>(b"T") {
            name.extend(strings::text(own.as_bytes()).split('.').filter_map(part));
        }
        let kids = field.get::<Array<'_>>(b"Kids").unwrap_or_default();
        let inner: Vec<Dict<'_>> = kids.iter::<Dict<'_>>().filter(|kid| kid.contains_key(b"T")).collect();
        if inner.is_empty() {
            found.push((name, field));
        } else {
            left.extend(inner.into_iter().map(|kid| (name.clone(), kid)));
        }
    }
    found.reverse();
    Some(found)
}

fn part(written: &str) -> Option<Part> {
    let (name, rest) = written.split_once('[').unwrap_or((written, ""));
    let index = rest.strip_suffix(']').and_then(|index| index.parse().ok()).unwrap_or(0);
    (!name.is_empty() && !name.starts_with('#')).then(|| Part { name: name.to_owned(), index })
}

/// Both say the same, however it is spaced or its numbers and dates are written.
fn is_same(read: &str, other: &str) -> bool {
    let signs = |text: &str| text.chars().filter(|sign| !sign.is_whitespace()).collect::<String>();
    let (read, other) = (signs(read), signs(other));
    let number = |text: &str| text.replace([',', '，', '￥', '¥', '$', '%'], "").parse::<f64>().ok();
    read == other || number(&read).is_some_and(|read| number(&other) == Some(read)) || is_same_day(&read, &other)
}

/// XFA writes days as `2024-03-01`, the field as its pattern says: by the same numbers, or by a month's name.
fn is_same_day(read: &str, day: &str) -> bool {
    let numbers = |text: &str| {
        let runs = text.split(|sign: char| !sign.is_ascii_digit()).filter(|run| !run.is_empty());
        runs.map(|run| run.parse::<u32>().unwrap_or(u32::MAX)).collect::<Vec<_>>()
    };
    let bytes = day.as_bytes();
    if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return false;
    }
    let (read, day) = (numbers(read), numbers(day));
    let [year, month, date, ..] = day[..] else { return false };
    let has = |wanted: u32| read.contains(&wanted);
    (has(year) || has(year % 100)) && has(date) && (has(month) || read.len() == 2)
}

#[cfg(test)]
mod tests;

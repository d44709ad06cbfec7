//! The workbook of a sample: each row with its evidence, and columns to fill in.

use std::io::{self, Write};
use std::path::Path;

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Workbook};

use super::draw::{Row, Sample};
use crate::catalogue::{fill, sample as words, shared, workbook as book};
use crate::model::record::Status;
use crate::model::text::{Lang, Text};
use crate::outputs::looks::{Look, Mark};
use crate::outputs::xlsx::{A3, A4, Column, Layout, List, failed, guarded, workbook};

/// What a column gives.
enum What {
    /// Of rows.csv.
    Value(usize),
    Status(usize),
    Stratum,
    StratumRows,
    Found,
    Entry,
}

/// Columns of rows.csv that say whose row it is and where it stands.
static PLACE: [(&str, Text, usize, Look); 6] = [
    ("row_id", words::ROW_ID, 16, Look::Quiet),
    ("submitter", shared::UNIT, 22, Look::Long),
    ("file", shared::FILE, 32, Look::Long),
    ("table", shared::TABLE, 6, Look::Text),
    ("row", shared::ROW, 6, Look::Text),
    ("source", shared::SOURCE, 22, Look::Long),
];
static ENTRIES: [(Text, usize); 4] =
    [(words::RESULT, 12), (words::WHICH_CELL, 18), (words::RIGHT_VALUE, 20), (words::CHECKED_BY, 10)];
/// Columns of rows.csv that say nothing that is not said elsewhere.
const LEFT_OUT: [&str; 2] = ["checks", "region"];
const HEADER: u32 = 1;

/// Writes the workbook. `label` gives a column of rows.csv in the form's own words.
///
/// # Errors
/// When it cannot be written.
pub fn write(
    out: &mut (dyn Write + Send),
    sample: &Sample,
    label: &dyn Fn(&str) -> Option<String>,
    lang: Lang,
    scratch: &Path,
) -> io::Result<()> {
    guarded(|| {
        let mut made = workbook(words::SHEET.get(lang), scratch)?;
        let rows = rows(&mut made, sample, label, lang)?;
        let plan = plan(&mut made, sample, lang)?;
        made.push_worksheet(rows.sheet);
        made.push_worksheet(plan.sheet);
        made.save_to_writer(&mut *out).map_err(failed)?;
        out.flush()
    })
}

fn rows(
    workbook: &mut Workbook,
    sample: &Sample,
    label: &dyn Fn(&str) -> Option<String>,
    lang: Lang,
) -> io::Result<List> {
    let columns = columns(sample, label, lang);
    let entry = columns.iter().position(|(what, _)| matches!(what, What::Entry)).unwrap_or(0) as u16;
    let (whats, heads): (Vec<What>, Vec<Column>) = columns.into_iter().unzip();
    let all = heads.len();
    let mut list = List::begin(workbook, words::SHEET.get(lang), HEADER, heads, lang)?;
    list.above(0, 0, words::TITLE.get(lang), true)?;
    list.head()?;
    for row in &sample.rows {
        line(&mut list, sample, row, &whats, lang)?;
    }
    let choices = [words::RIGHT, words::WRONG];
    let choices: Vec<&str> = choices.iter().map(|word| word.get(lang)).collect();
    let validation = (DataValidation::new().allow_list_strings(&choices).map_err(failed)?)
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_message(words::CHOOSE.get(lang))
        .map_err(failed)?;
    let (first, last) = (list.first(), list.last());
    list.sheet.add_data_validation(first, entry, last, entry, &validation).map_err(failed)?;
    list.finish(&Layout { frozen: 0, printed: all, paper: A3 })?;
    Ok(list)
}

fn columns(sample: &Sample, label: &dyn Fn(&str) -> Option<String>, lang: Lang) -> Vec<(What, Column)> {
    let mut columns: Vec<(What, Column)> = (PLACE.iter())
        .filter_map(|(name, head, widest, look)| {
            Some((What::Value(sample.column(name)?), Column::new(head.get(lang), *widest, *look)))
        })
        .collect();
    columns.push((What::Stratum, Column::new(words::STRATUM.get(lang), 24, Look::Quiet)));
    columns
        .extend(ENTRIES.iter().map(|(head, widest)| (What::Entry, Column::new(head.get(lang), *widest, Look::Long))));
    columns.push((What::Found, Column::new(words::FOUND.get(lang), 36, Look::Long)));
    let shown = |name: &str| !PLACE.iter().any(|(place, ..)| *place == name) && !LEFT_OUT.contains(&name);
    for (at, name) in sample.header.iter().enumerate().filter(|(_, name)| shown(name)) {
        // A column that none of these rows fills is only in the way.
        if sample.rows.iter().all(|row| row.values.get(at).is_none_or(String::is_empty)) {
            continue;
        }
        let head = match name.as_str() {
            "status" => words::STATUS.get(lang).to_owned(),
            "corrected" => words::CORRECTED.get(lang).to_owned(),
            name => label(name).unwrap_or_else(|| name.to_owned()),
        };
        let what = if name == "status" { What::Status(at) } else { What::Value(at) };
        columns.push((what, Column::new(head, 34, Look::Long)));
    }
    columns.push((What::StratumRows, Column::new(words::STRATUM_ROWS.get(lang), 12, Look::Quiet)));
    columns
}

fn line(list: &mut List, sample: &Sample, row: &Row, columns: &[What], lang: Lang) -> io::Result<()> {
    let stratum = &sample.strata[row.stratum];
    for (at, what) in columns.iter().enumerate() {
        match what {
            What::Value(column) => {
                let said = row.values.get(*column).map_or("", String::as_str);
                list.text(at, said, Mark::None)?;
            }
            What::Status(column) => {
                let id = row.values.get(*column).map_or("", String::as_str);
                list.text(at, &status(id, lang), Mark::None)?;
            }
            What::Stratum => list.text(at, &stratum.name(lang), Mark::None)?,
            What::StratumRows => list.text(at, &stratum.rows.to_string(), Mark::None)?,
            What::Found => list.text(at, &row.found.join("\n"), Mark::None)?,
            What::Entry => list.text(at, "", Mark::Entry)?,
        }
    }
    list.end_row()
}

/// In words.
fn status(id: &str, lang: Lang) -> String {
    let words = [
        (Status::Untouched, book::STATUS_UNTOUCHED),
        (Status::Filled, book::STATUS_FILLED),
        (Status::Added, book::STATUS_ADDED),
    ];
    let word = words.iter().find(|(status, _)| status.id() == id);
    word.map_or(id, |(_, word)| word.get(lang)).to_owned()
}

/// How the sample was drawn.
fn plan(workbook: &mut Workbook, sample: &Sample, lang: Lang) -> io::Result<List> {
    let heads = [(words::STRATUM, Look::Text), (words::STRATUM_ROWS, Look::Count), (words::STRATUM_DRAWN, Look::Count)];
    let columns = heads.iter().map(|(head, look)| Column::new(head.get(lang), 24, *look)).collect();
    let mut list = List::begin(workbook, words::PLAN_SHEET.get(lang), HEADER, columns, lang)?;
    let figures = [sample.seed, sample.all, sample.rows.len() as u64].map(|figure| figure.to_string());
    let title = fill(words::PLAN_TITLE.get(lang), &figures.each_ref().map(String::as_str));
    list.above(0, 0, &title, false)?;
    list.head()?;
    for stratum in &sample.strata {
        list.text(0, &stratum.name(lang), Mark::None)?;
        list.number(1, stratum.rows as f64, Mark::None)?;
        list.number(2, stratum.drawn as f64, Mark::None)?;
        list.end_row()?;
    }
    list.finish(&Layout { frozen: 1, printed: heads.len(), paper: A4 })?;
    Ok(list)
}

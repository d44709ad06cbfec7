//! rows.csv: one line per row of the accepted submissions.

use std::collections::HashMap;
use std::io::{self, Write};

use super::cells::{io as csv_io, part, safe, shown};
use super::{Context, End, Folder, Headers, Output, Sink};
use crate::model::record::Record;
use crate::model::report::{FileBody, FileEntry};
use crate::rules::{Part, RuleSet};

pub struct RowsCsv;

impl Output for RowsCsv {
    fn name(&self) -> &'static str {
        "rows.csv"
    }

    fn begin<'a>(&self, context: &'a Context, folder: &'a dyn Folder) -> io::Result<Box<dyn Sink + 'a>> {
        let mut writer = csv::Writer::from_writer(folder.create(self.name())?);
        let mut header: Vec<String> =
            ["row_id", "file", "submitter", "region", "table", "row", "status"].map(String::from).to_vec();
        header.extend(context.rules.outputs.iter().map(|column| match context.headers {
            Headers::Id => column.name.clone(),
            Headers::Label => label(context.rules, column.field, column.part),
        }));
        header.extend(["source", "checks", "corrected"].map(String::from));
        writer.write_record(&header).map_err(csv_io)?;
        // Where each output column stands in each table.
        let columns = (context.rules.tables.iter())
            .map(|table| context.rules.outputs.iter().map(|column| table.column_of_field(column.field)).collect())
            .collect();
        Ok(Box::new(Rows { rules: context.rules, writer, columns }))
    }
}

/// A column of rows.csv, by its name, in the form's own words; none if these rules have no such column.
pub fn label_of(rules: &RuleSet, name: &str) -> Option<String> {
    let column = rules.outputs.iter().find(|column| column.name == name)?;
    Some(label(rules, column.field, column.part))
}

/// A column in the form's own words, with what of it is given when that is not the text itself.
fn label(rules: &RuleSet, field: usize, part: Part) -> String {
    let name = &rules.fields[field].label;
    match part {
        Part::Text | Part::Category => name.clone(),
        Part::Raw => format!("{name}（原文）"),
        Part::Wan => format!("{name}（万元）"),
        Part::Count => format!("{name}/项目数"),
        Part::UnitWan => format!("{name}/单项金额（万元）"),
        Part::Titles => format!("{name}/文件名称"),
        Part::Numbers => format!("{name}/文号"),
    }
}

struct Rows<'a> {
    rules: &'a RuleSet,
    writer: csv::Writer<Box<dyn Write + Send>>,
    columns: Vec<Vec<Option<usize>>>,
}

impl Rows<'_> {
    fn row(&mut self, entry: &FileEntry, record: &Record, checks: &str) -> Result<(), csv::Error> {
        let submitter = &entry.digest.submitter;
        let writer = &mut self.writer;
        writer.write_field(&record.id)?;
        writer.write_field(shown(&entry.digest.path).as_bytes())?;
        writer.write_field(shown(&submitter.name).as_bytes())?;
        writer.write_field(&submitter.region)?;
        writer.write_field(&self.rules.tables[record.table].id)?;
        writer.write_field(record.number.to_string())?;
        writer.write_field(record.status.id())?;
        for (column, at) in self.rules.outputs.iter().zip(&self.columns[record.table]) {
            match at {
                Some(at) => writer.write_field(part(&record.fields[*at], column.part).as_bytes())?,
                None => writer.write_field("")?,
            }
        }
        writer.write_field(safe(&record.source).as_bytes())?;
        writer.write_field(checks)?;
        writer.write_field(corrected(self.rules, record))?;
        writer.write_record(None::<&[u8]>)
    }
}

/// Ids of the fields whose value a person gave.
fn corrected(rules: &RuleSet, record: &Record) -> String {
    let columns = &rules.tables[record.table].columns;
    let by_hand = columns.iter().zip(&record.fields).filter(|(_, field)| field.corrected.is_some());
    by_hand.map(|(column, _)| rules.fields[column.field].id.as_str()).collect::<Vec<_>>().join("|")
}

impl Sink for Rows<'_> {
    fn file(&mut self, entry: &FileEntry, body: &FileBody) -> io::Result<()> {
        let mut checks: HashMap<(&str, u32), Vec<&str>> = HashMap::new();
        for anomaly in &body.anomalies {
            let Some(row) = anomaly.row else { continue };
            let names = checks.entry((&anomaly.table, row)).or_default();
            if !names.contains(&anomaly.check.as_ref()) {
                names.push(&anomaly.check);
            }
        }
        for record in &body.records {
            let table = self.rules.tables[record.table].id.as_str();
            let names = checks.get(&(table, record.number)).map_or(String::new(), |names| names.join("|"));
            self.row(entry, record, &names).map_err(csv_io)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, _end: &End) -> io::Result<()> {
        self.writer.flush()
    }
}

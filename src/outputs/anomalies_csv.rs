//! anomalies.csv: one line per finding.

use std::io::{self, Write};

use super::cells::{io as csv_io, safe, shown};
use super::{Context, End, Folder, Output, Sink};
use crate::model::anomaly::Anomaly;
use crate::model::report::{FileBody, FileEntry};
use crate::model::text::Lang;

pub struct AnomaliesCsv;

const HEADER: [&str; 16] = [
    "id",
    "check",
    "severity",
    "file",
    "submitter",
    "region",
    "table",
    "row",
    "field",
    "value",
    "expected",
    "message",
    "source",
    "state",
    "since",
    "note",
];

impl Output for AnomaliesCsv {
    fn name(&self) -> &'static str {
        "anomalies.csv"
    }

    fn begin<'a>(&self, context: &'a Context, folder: &'a dyn Folder) -> io::Result<Box<dyn Sink + 'a>> {
        let mut writer = csv::Writer::from_writer(folder.create(self.name())?);
        writer.write_record(HEADER).map_err(csv_io)?;
        Ok(Box::new(Anomalies { writer, lang: context.lang }))
    }
}

struct Anomalies {
    writer: csv::Writer<Box<dyn Write + Send>>,
    lang: Lang,
}

impl Anomalies {
    fn line(&mut self, anomaly: &Anomaly) -> io::Result<()> {
        let row = anomaly.row.map_or(String::new(), |row| row.to_string());
        let note = anomaly.decision.as_ref().map_or("", |decision| decision.note.as_str());
        let fields: [&[u8]; 16] = [
            anomaly.id.as_bytes(),
            anomaly.check.as_bytes(),
            anomaly.severity.id().as_bytes(),
            &shown(&anomaly.file).into_owned().into_bytes(),
            &shown(&anomaly.submitter).into_owned().into_bytes(),
            anomaly.region.as_bytes(),
            anomaly.table.as_bytes(),
            row.as_bytes(),
            anomaly.field.as_bytes(),
            &safe(&anomaly.value).into_owned().into_bytes(),
            &safe(&anomaly.expected).into_owned().into_bytes(),
            &safe(anomaly.message.get(self.lang)).into_owned().into_bytes(),
            anomaly.source.as_bytes(),
            anomaly.state.id().as_bytes(),
            anomaly.since.id().as_bytes(),
            &safe(note).into_owned().into_bytes(),
        ];
        self.writer.write_record(fields).map_err(csv_io)
    }
}

impl Sink for Anomalies {
    fn file(&mut self, _entry: &FileEntry, body: &FileBody) -> io::Result<()> {
        body.anomalies.iter().try_for_each(|anomaly| self.line(anomaly))
    }

    fn finish(mut self: Box<Self>, end: &End) -> io::Result<()> {
        end.loose.iter().try_for_each(|anomaly| self.line(anomaly))?;
        self.writer.flush()
    }
}

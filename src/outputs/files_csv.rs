//! files.csv: one line for every file that was met, nothing lost.

use std::io::{self, Write};

use super::cells::{io as csv_io, safe, shown};
use super::{Context, End, Folder, Output, Sink};
use crate::model::report::{FileBody, FileEntry};
use crate::model::text::Lang;

pub struct FilesCsv;

const HEADER: [&str; 12] = [
    "file",
    "bytes",
    "sha256",
    "format",
    "outcome",
    "submitter",
    "region",
    "received",
    "tables",
    "rows",
    "anomalies",
    "message",
];

impl Output for FilesCsv {
    fn name(&self) -> &'static str {
        "files.csv"
    }

    fn begin<'a>(&self, context: &'a Context, folder: &'a dyn Folder) -> io::Result<Box<dyn Sink + 'a>> {
        let mut writer = csv::Writer::from_writer(folder.create(self.name())?);
        writer.write_record(HEADER).map_err(csv_io)?;
        Ok(Box::new(Files { writer, lang: context.lang }))
    }
}

struct Files {
    writer: csv::Writer<Box<dyn Write + Send>>,
    lang: Lang,
}

impl Sink for Files {
    fn file(&mut self, entry: &FileEntry, body: &FileBody) -> io::Result<()> {
        let digest = &entry.digest;
        let received = digest.mail.as_ref().map_or("", |mail| mail.received.as_str());
        let fields: [&str; 12] = [
            &shown(&digest.path),
            &digest.bytes.to_string(),
            &digest.sha256,
            digest.format.id(),
            entry.outcome.id(),
            &shown(&digest.submitter.name),
            &digest.submitter.region,
            received,
            &entry.tables().count().to_string(),
            &entry.rows().to_string(),
            &body.anomalies.len().to_string(),
            &safe(entry.message.get(self.lang)),
        ];
        self.writer.write_record(fields).map_err(csv_io)
    }

    fn finish(mut self: Box<Self>, _end: &End) -> io::Result<()> {
        self.writer.flush()
    }
}

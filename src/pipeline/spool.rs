//! Rows and anomalies of the files that are done: in memory up to a bound, then in a file of the
//! staging folder, so that memory does not grow with the number of files.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::cross_file::Bodies;
use crate::model::record::Record;
use crate::model::report::{FileBody, FileDigest, FileResult};

/// What may be kept in memory, by the length of the texts.
const KEPT_BYTES: usize = 48 << 20;

pub struct Spool {
    path: PathBuf,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    digests: Vec<FileDigest>,
    slots: HashMap<String, Slot>,
    kept: usize,
    file: Option<File>,
    length: u64,
    /// The first trouble with the file; told when the results are asked for.
    trouble: Option<io::Error>,
}

enum Slot {
    Kept(FileBody),
    Spilled { offset: u64, length: usize },
}

impl Spool {
    pub fn new(folder: &Path) -> Spool {
        Spool { path: folder.join("spool"), inner: Mutex::default() }
    }

    /// Takes a result in. Called from any thread, in any order.
    pub fn keep(&self, result: FileResult) {
        let FileResult { digest, body } = result;
        let size = size(&body);
        let mut inner = self.lock();
        let slot = if inner.kept + size <= KEPT_BYTES {
            inner.kept += size;
            Slot::Kept(body)
        } else {
            match inner.spill(&self.path, &body) {
                Ok(slot) => slot,
                Err(error) => {
                    inner.trouble.get_or_insert(error);
                    return;
                }
            }
        };
        inner.slots.insert(digest.path.clone(), slot);
        inner.digests.push(digest);
    }

    /// All digests, once everything is in.
    ///
    /// # Errors
    /// When a result could not be kept.
    pub fn digests(&self) -> io::Result<Vec<FileDigest>> {
        let mut inner = self.lock();
        match inner.trouble.take() {
            Some(error) => Err(error),
            None => Ok(std::mem::take(&mut inner.digests)),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        // A panic while the lock was held has left whole entries behind, or none.
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Inner {
    fn spill(&mut self, path: &Path, body: &FileBody) -> io::Result<Slot> {
        let bytes = postcard::to_stdvec(body).map_err(io::Error::other)?;
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(File::options().read(true).write(true).create(true).truncate(true).open(path)?),
        };
        file.seek(SeekFrom::Start(self.length))?;
        file.write_all(&bytes)?;
        let slot = Slot::Spilled { offset: self.length, length: bytes.len() };
        self.length += bytes.len() as u64;
        Ok(slot)
    }
}

impl Bodies for Spool {
    fn body(&self, path: &str) -> io::Result<FileBody> {
        let mut inner = self.lock();
        let (offset, length) = match inner.slots.get(path) {
            None => return Ok(FileBody::default()),
            Some(Slot::Kept(body)) => return Ok(body.clone()),
            Some(Slot::Spilled { offset, length }) => (*offset, *length),
        };
        inner.load(offset, length)
    }

    fn records(&self, path: &str) -> io::Result<Vec<Record>> {
        let mut inner = self.lock();
        let (offset, length) = match inner.slots.get(path) {
            None => return Ok(Vec::new()),
            Some(Slot::Kept(body)) => return Ok(body.records.clone()),
            Some(Slot::Spilled { offset, length }) => (*offset, *length),
        };
        // The rows stand first in a body.
        let bytes = inner.bytes(offset, length)?;
        postcard::take_from_bytes(&bytes).map(|(records, _)| records).map_err(io::Error::other)
    }

    fn take(&self, path: &str) -> io::Result<FileBody> {
        let mut inner = self.lock();
        match inner.slots.remove(path) {
            None => Ok(FileBody::default()),
            Some(Slot::Kept(body)) => Ok(body),
            Some(Slot::Spilled { offset, length }) => inner.load(offset, length),
        }
    }
}

impl Inner {
    fn load(&mut self, offset: u64, length: usize) -> io::Result<FileBody> {
        postcard::from_bytes(&self.bytes(offset, length)?).map_err(io::Error::other)
    }

    fn bytes(&mut self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let file = self.file.as_mut().ok_or_else(|| io::Error::other("the spool file is gone"))?;
        let mut bytes = vec![0; length];
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// Roughly what a body holds in memory.
fn size(body: &FileBody) -> usize {
    let records: usize = body
        .records
        .iter()
        .map(|record| 200 + record.fields.iter().map(|field| 160 + field.raw.len()).sum::<usize>())
        .sum();
    let pictures: usize = body.pictures.iter().map(|picture| picture.bytes.len()).sum();
    records + body.anomalies.len() * 600 + pictures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::checks::harness;
    use crate::model::record::{CategoryMatch, Citation, CountUnit, Field, Money, Status, Value};
    use crate::model::report::State;

    use rust_decimal::Decimal;

    #[test]
    fn kept_and_spilled_bodies_come_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::new(folder.path());
        let body = |n: usize| FileBody {
            records: vec![Record {
                id: format!("R{n}"),
                table: 0,
                number: 1,
                status: Status::Added,
                printed: None,
                fields: [
                    Value::Text,
                    Value::Money(Money { wan: Decimal::new(1005, 1), approximate: true, corrected_from: None }),
                    Value::CountUnit(CountUnit { count: Some(Decimal::TWO), ..CountUnit::default() }),
                    Value::Category { name: "甲".into(), how: CategoryMatch::Close(1) },
                    Value::Citation(Citation { titles: vec!["乙".into()], numbers: Vec::new() }),
                ]
                .map(|value| Field {
                    raw: "长".repeat(2 << 20),
                    value,
                    continued: false,
                    had_control: false,
                    place: None,
                    corrected: None,
                    scanned: None,
                })
                .to_vec(),
                source: String::new(),
            }],
            ..FileBody::default()
        };
        for n in 0..4 {
            let mut digest = harness::digest(State::Form);
            digest.path = n.to_string();
            spool.keep(FileResult { digest, body: body(n) });
        }
        assert!(spool.lock().length > 0, "the bound is below what was put in");
        for n in 0..4 {
            assert_eq!(spool.body(&n.to_string()).expect("readable").records, body(n).records);
            assert_eq!(spool.records(&n.to_string()).expect("readable"), body(n).records);
            assert_eq!(spool.take(&n.to_string()).expect("readable").records, body(n).records);
        }
        assert_eq!(spool.digests().expect("kept").len(), 4);
    }
}

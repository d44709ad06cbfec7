//! The streams of the compound file ([MS-DOC] 2.1), each read in one go.

use std::io::{Cursor, Read};

use super::{
    compound::Compound,
    damage::{broken_container, missing_stream},
    fib::Fib,
};
use crate::readers::Result;

/// The streams that a document's text needs.
#[derive(Debug, Default)]
pub struct Streams {
    pub document: Vec<u8>,
    /// `0Table` or `1Table`, absent in documents older than Word 97.
    pub table: Option<Vec<u8>>,
    /// Large property lists and form fields; mostly absent.
    pub data: Vec<u8>,
}

impl Streams {
    /// Reads them out of a compound file.
    ///
    /// # Errors
    /// `Unreadable` when the compound file is broken or has no WordDocument stream.
    pub fn open(bytes: &[u8]) -> Result<Streams> {
        match cfb::CompoundFile::open(Cursor::new(bytes)) {
            Ok(mut file) => Streams::gather(|name| read_stream(&mut file, name, bytes.len() as u64)),
            Err(cause) => match Compound::open(bytes) {
                Some(file) => Streams::gather(|name| file.stream(name).ok_or_else(|| broken_container(&cause))),
                None => Err(broken_container(&cause)),
            },
        }
    }

    fn gather(mut stream: impl FnMut(&str) -> Result<Option<Vec<u8>>>) -> Result<Streams> {
        let document = stream("WordDocument")?.ok_or_else(|| missing_stream("WordDocument"))?;
        let (first, second) =
            if Fib::uses_second_table(&document) { ("1Table", "0Table") } else { ("0Table", "1Table") };
        let table = match stream(first)? {
            Some(table) => Some(table),
            None => stream(second)?,
        };
        Ok(Streams { document, table, data: stream("Data")?.unwrap_or_default() })
    }
}

fn read_stream(file: &mut cfb::CompoundFile<Cursor<&[u8]>>, name: &str, most: u64) -> Result<Option<Vec<u8>>> {
    if !file.is_stream(name) {
        return Ok(None);
    }
    let broken = |cause| broken_container(&cause);
    let stream = file.open_stream(name).map_err(broken)?;
    // No stream is longer than its file, whatever it says.
    let most = most.min(stream.len());
    let mut content = Vec::with_capacity(most as usize);
    stream.take(most).read_to_end(&mut content).map_err(broken)?;
    Ok(Some(content))
}

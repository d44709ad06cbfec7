//! OLE compound files ([MS-CFB]) as containers: storages listed, streams read within the budget, a
//! storage written out as a file of its own.

use std::{
    io::{Cursor, Read, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{
    budget::Budget,
    trouble::{damaged_member, guarded},
};
use crate::model::{limits::Limits, trouble::Trouble};

/// More entries than any honest storage has; the rest is left out.
const MOST: usize = 20_000;
/// Storages inside storages.
const DEPTH: usize = 32;

/// A compound file that is open for reading.
pub struct Compound<'a> {
    file: cfb::CompoundFile<Cursor<&'a [u8]>>,
}

/// An entry of a storage.
#[derive(Clone, Debug)]
pub struct Child {
    pub name: String,
    pub path: PathBuf,
    pub is_storage: bool,
    /// Bytes of a stream, as the directory claims.
    pub len: u64,
    /// The first field of the class id, which tells the programs of old apart.
    pub class: u32,
}

impl<'a> Compound<'a> {
    /// `None` if the file is damaged beyond use.
    pub fn open(bytes: &'a [u8]) -> Option<Compound<'a>> {
        let file = guarded(|| cfb::CompoundFile::open(Cursor::new(bytes)))?.ok()?;
        Some(Compound { file })
    }

    /// What stands in a storage, in the order of the directory.
    pub fn children(&self, storage: &Path) -> Vec<Child> {
        let list = || {
            let entries = self.file.read_storage(storage).ok()?;
            let child = |entry: cfb::Entry| Child {
                name: entry.name().to_owned(),
                path: entry.path().to_owned(),
                is_storage: entry.is_storage(),
                len: entry.len(),
                class: entry.clsid().as_fields().0,
            };
            Some(entries.take(MOST).map(child).collect())
        };
        guarded(list).flatten().unwrap_or_default()
    }

    /// The first field of the class id of the whole file.
    pub fn class(&self) -> u32 {
        self.file.root_entry().clsid().as_fields().0
    }

    pub fn has_stream(&self, storage: &Path, name: &str) -> bool {
        self.file.is_stream(storage.join(name))
    }

    /// The bytes of a stream.
    ///
    /// # Errors
    /// `LimitExceeded`, or `Unreadable` where it is damaged or shorter than the directory says.
    pub fn stream(&mut self, path: &Path, budget: &mut Budget, limits: &Limits) -> Result<Vec<u8>, Trouble> {
        let read = guarded(|| {
            let mut stream = self.file.open_stream(path).map_err(|_| damaged_member())?;
            let len = stream.len();
            let content = budget.read_or_damaged(&mut stream, len, limits)?;
            if content.len() as u64 == len { Ok(content) } else { Err(damaged_member()) }
        });
        read.unwrap_or_else(|| Err(damaged_member()))
    }

    /// The start of a stream, empty if it cannot be read.
    pub fn start(&mut self, path: &Path, most: u64) -> Vec<u8> {
        let read = guarded(|| {
            let mut start = Vec::new();
            let stream = self.file.open_stream(path).ok()?;
            stream.take(most).read_to_end(&mut start).ok()?;
            Some(start)
        });
        read.flatten().unwrap_or_default()
    }

    /// A storage and all in it as a compound file of its own. `change` sees the name and the bytes
    /// of each stream directly in it.
    ///
    /// # Errors
    /// `LimitExceeded`, `Unreadable`.
    pub fn standalone(
        &mut self,
        storage: &Path,
        budget: &mut Budget,
        limits: &Limits,
        change: impl Fn(&str, &mut Vec<u8>),
    ) -> Result<Vec<u8>, Trouble> {
        let mut copy = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))
            .map_err(|_| damaged_member())?;
        let mut folders = vec![(storage.to_owned(), PathBuf::from("/"))];
        let mut entries = 0;
        while let Some((from, to)) = folders.pop() {
            for child in self.children(&from) {
                entries += 1;
                let target = to.join(&child.name);
                if entries > MOST || target.components().count() > DEPTH {
                    return Err(damaged_member());
                }
                if child.is_storage {
                    copy.create_storage(&target).map_err(|_| damaged_member())?;
                    folders.push((child.path, target));
                    continue;
                }
                let mut content = self.stream(&child.path, budget, limits)?;
                if from == storage {
                    change(&child.name, &mut content);
                }
                let mut stream = copy.create_stream(&target).map_err(|_| damaged_member())?;
                stream.write_all(&content).map_err(|_| damaged_member())?;
            }
        }
        timeless(&mut copy).map_err(|_| damaged_member())?;
        Ok(copy.into_inner().into_inner())
    }
}

/// The same storage gives the same bytes whenever it is written out.
fn timeless(file: &mut cfb::CompoundFile<Cursor<Vec<u8>>>) -> std::io::Result<()> {
    let storages: Vec<PathBuf> =
        file.walk().filter(|entry| entry.is_storage()).map(|entry| entry.path().to_owned()).collect();
    for path in storages {
        file.set_modified_time(&path, SystemTime::UNIX_EPOCH)?;
        if path != Path::new("/") {
            file.set_created_time(&path, SystemTime::UNIX_EPOCH)?;
        }
    }
    file.flush()
}

//! OUT is written whole or not at all: into a folder beside it, which then takes its place.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::outputs::{Folder, OUTPUTS};

/// A folder beside OUT, locked against a second run. Dropped without [`Staging::publish`], it
/// leaves nothing behind.
pub struct Staging {
    out: PathBuf,
    folder: PathBuf,
    lock: PathBuf,
    /// Held while the run lasts; the system lets go of it whatever happens.
    _locked: File,
    /// Names of what was made.
    made: Mutex<BTreeSet<String>>,
}

#[derive(Debug)]
pub enum StagingError {
    Busy,
    Io(io::Error),
}

impl From<io::Error> for StagingError {
    fn from(error: io::Error) -> StagingError {
        StagingError::Io(error)
    }
}

impl Staging {
    /// # Errors
    /// When another run holds OUT, or its parent cannot be written.
    pub fn open(out: &Path) -> Result<Staging, StagingError> {
        let name = out.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        let parent = match out.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        if out.exists() && !out.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory).into());
        }
        fs::create_dir_all(parent)?;
        let beside = |ending: &str| parent.join(format!(".{}.{ending}", name.to_string_lossy()));
        let lock = beside("lock");
        let locked = File::options().create(true).truncate(false).write(true).open(&lock)?;
        match locked.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StagingError::Busy),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let folder = beside("partial");
        // What a run left that was killed.
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir(&folder)?;
        Ok(Staging { out: out.to_path_buf(), folder, lock, _locked: locked, made: Mutex::default() })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Something of this output was made: a folder may have nothing in it.
    pub fn has(&self, output: &str) -> bool {
        let is_of = |name: &String| name == output || (output.ends_with('/') && name.starts_with(output));
        self.made.lock().is_ok_and(|made| made.iter().any(is_of))
    }

    /// Puts everything in place: the whole folder if OUT is new, else each file in one step.
    ///
    /// # Errors
    /// When a file cannot be put in place.
    pub fn publish(self) -> io::Result<()> {
        let made = self.made.lock().map(|made| made.clone()).unwrap_or_default();
        for name in &made {
            File::open(self.folder.join(name))?.sync_all()?;
        }
        let _ = fs::remove_file(self.folder.join("spool"));
        if !self.out.exists() {
            return fs::rename(&self.folder, &self.out);
        }
        // Folders are replaced whole, and what an earlier run wrote and this one has not goes.
        let old = self.folder.join("old");
        fs::create_dir(&old)?;
        for output in OUTPUTS {
            let (new, place) = (self.folder.join(output.name()), self.out.join(output.name()));
            if place.exists() && (place.is_dir() || !new.exists()) {
                fs::rename(&place, old.join(output.name()))?;
            }
            if new.exists() {
                fs::rename(new, place)?;
            }
        }
        Ok(())
    }
}

impl Folder for Staging {
    fn create(&self, name: &str) -> io::Result<Box<dyn Write + Send>> {
        let path = self.folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        if let Ok(mut made) = self.made.lock() {
            made.insert(name.to_owned());
        }
        Ok(Box::new(BufWriter::with_capacity(1 << 16, File::create(path)?)))
    }

    // On the same disk as OUT, and gone with this folder.
    fn scratch(&self) -> PathBuf {
        self.folder.clone()
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Whatever cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(&self.folder);
        let _ = fs::remove_file(&self.lock);
    }
}

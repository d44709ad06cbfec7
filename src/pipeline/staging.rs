//! OUT is written whole or not at all: into a folder beside it, which then takes its place.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::outputs::OUTPUTS;

/// A folder beside OUT, locked against a second run. Dropped without [`Staging::publish`], it
/// leaves nothing behind.
pub struct Staging {
    out: PathBuf,
    folder: PathBuf,
    lock: PathBuf,
    /// Held while the run lasts; the system lets go of it whatever happens.
    _locked: File,
    made: Mutex<Vec<PathBuf>>,
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

    /// A new file of OUT.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(&self, name: &str) -> io::Result<File> {
        let path = self.folder.join(name);
        if let Ok(mut made) = self.made.lock() {
            made.push(path.clone());
        }
        File::create(path)
    }

    /// Puts everything in place: the whole folder if OUT is new, else each file in one step.
    ///
    /// # Errors
    /// When a file cannot be put in place.
    pub fn publish(self) -> io::Result<()> {
        let made = self.made.lock().map(|made| made.clone()).unwrap_or_default();
        for path in &made {
            File::open(path)?.sync_all()?;
        }
        let _ = fs::remove_file(self.folder.join("spool"));
        if !self.out.exists() {
            return fs::rename(&self.folder, &self.out);
        }
        debug_assert_eq!(made.len(), OUTPUTS.len());
        for path in &made {
            if let Some(name) = path.file_name() {
                fs::rename(path, self.out.join(name))?;
            }
        }
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Whatever cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(&self.folder);
        let _ = fs::remove_file(&self.lock);
    }
}

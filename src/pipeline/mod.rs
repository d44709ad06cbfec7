//! The order of the stages, and the only place that knows it.
//!
//! [`per_file`] makes of one file everything that can be said of it alone; [`cross_file`] brings the
//! files together. [`run`] is the two joined by rayon: results go through a [`spool`] so that memory
//! does not grow with the number of files, and into OUT through [`staging`] whole or not at all.

mod across;
mod brought;
pub mod cross_file;
pub mod per_file;
mod settle;
mod spool;
mod staging;

use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;

use crate::audit::CHECKS;
use crate::intake;
use crate::model::limits::Limits;
use crate::model::picture::Snapshots;
use crate::model::report::{FileDigest, Outcome, Register, Totals};
use crate::model::text::{Lang, Text};
use crate::outputs::{Context, Headers, RunFacts};
use crate::rules::RuleSet;
use crate::rules::regions::Regions;

use brought::Brought;
pub use brought::{Brings, sheets};
use per_file::PerFile;
use spool::Spool;
use staging::Staging;

/// What a run needs to know, checked.
pub struct Job {
    pub inboxes: Vec<PathBuf>,
    pub out: PathBuf,
    pub rules: RuleSet,
    pub regions: Regions,
    pub limits: Limits,
    pub lang: Lang,
    pub headers: Headers,
    pub snapshots: Snapshots,
    /// Files beside the inbox.
    pub brings: Brings,
    /// Threads.
    pub jobs: usize,
}

/// Hears how far a run is. Called from any thread.
pub trait Observer: Sync {
    /// So many top-level files will be read.
    fn begin(&self, files: usize);
    /// One more is done.
    fn done(&self, path: &str);
    /// All are read; results are being written.
    fn writing(&self);
    /// The user wants to stop.
    fn stopped(&self) -> bool;
}

/// Why a run could not be done at all. Nothing was written.
#[derive(Debug)]
pub enum RunError {
    Inbox(intake::WalkError),
    /// No file at all below the inputs.
    Nothing,
    /// A file beside the inbox cannot be used.
    Brought(Text),
    Out {
        path: PathBuf,
        cause: std::io::Error,
    },
    /// Another run is writing there.
    Busy {
        path: PathBuf,
    },
    Threads(rayon::ThreadPoolBuildError),
    /// By the user.
    Stopped,
}

impl RunError {
    pub fn text(&self) -> Text {
        match self {
            RunError::Inbox(error) => error.text(),
            RunError::Brought(text) => text.clone(),
            RunError::Nothing => Text::fixed("收件箱里一个文件也没有", "there is no file at all in the inbox"),
            RunError::Out { path, cause } => {
                let path = path.display();
                Text::new(
                    format!(
                        "写不进输出目录 {path}：{}。原有的结果没有改动；请检查目录权限、磁盘空间，以及文件是否正被别的程序打开",
                        cause_zh(cause)
                    ),
                    format!(
                        "cannot write to {path}: {cause}. What was there before is unchanged; check permissions, free space and whether another program holds a file open"
                    ),
                )
            }
            RunError::Busy { path } => Text::new(
                format!("另一个 shoubiao 正在往 {} 写结果，请等它结束或换一个输出目录", path.display()),
                format!("another shoubiao is writing to {}; wait for it or choose another folder", path.display()),
            ),
            RunError::Stopped => Text::fixed("已按要求停止，没有写出结果", "stopped as asked; nothing was written"),
            RunError::Threads(error) => {
                Text::new(format!("无法启动线程：{error}"), format!("cannot start threads: {error}"))
            }
        }
    }
}

fn cause_zh(cause: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match cause.kind() {
        ErrorKind::PermissionDenied => "没有写入权限".into(),
        ErrorKind::StorageFull => "磁盘已满".into(),
        ErrorKind::ReadOnlyFilesystem => "磁盘是只读的".into(),
        ErrorKind::NotFound => "上级目录不存在".into(),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "同名的文件挡在那里".into(),
        _ => cause.to_string(),
    }
}

/// A file that was not accepted, and why. Litter and containers are not among these.
pub struct PutAside {
    pub outcome: Outcome,
    pub path: String,
    pub why: Text,
}

/// What a run came to.
pub struct Done {
    pub totals: Totals,
    pub register: Register,
    /// Names in OUT that were written.
    pub written: Vec<&'static str>,
    pub put_aside: Vec<PutAside>,
}

/// The whole job: reads the inboxes and writes OUT.
///
/// # Errors
/// When the inbox cannot be walked or OUT not be written; OUT is then as it was before.
pub fn run(job: &Job, observer: &dyn Observer) -> Result<Done, RunError> {
    let facts = RunFacts { started: jiff::Timestamp::now().to_string(), clock: Instant::now(), jobs: job.jobs };
    let mut entries = intake::walk(&job.inboxes).map_err(RunError::Inbox)?;
    leave_out(&mut entries, job);
    if entries.is_empty() {
        return Err(RunError::Nothing);
    }
    let brought = Brought::read(job).map_err(RunError::Brought)?;
    let out = |cause| RunError::Out { path: job.out.clone(), cause };
    let staging = Staging::open(&job.out).map_err(|error| match error {
        staging::StagingError::Busy => RunError::Busy { path: job.out.clone() },
        staging::StagingError::Io(cause) => out(cause),
    })?;
    observer.begin(entries.len());
    let spool = Spool::new(staging.folder());
    let digests = read_all(job, &entries, &brought, &spool, observer)?;
    observer.writing();
    let context = Context {
        rules: &job.rules,
        regions: &job.regions,
        checks: CHECKS.iter().map(|check| check.meta()).collect(),
        lang: job.lang,
        headers: job.headers,
        snapshots: job.snapshots,
        has_roster: brought.roster.is_some(),
        run: facts,
    };
    let done = cross_file::merge(digests, &spool, &brought, &context, &staging).map_err(out)?;
    drop(spool);
    staging.publish().map_err(out)?;
    Ok(done)
}

/// Results of an earlier run inside the inbox are no submissions.
fn leave_out(entries: &mut Vec<intake::Entry>, job: &Job) {
    let Ok(out) = job.out.canonicalize() else { return };
    if job.inboxes.iter().filter_map(|inbox| inbox.canonicalize().ok()).any(|inbox| out.starts_with(inbox)) {
        entries.retain(|entry| !entry.is_below(&out));
    }
}

/// The per-file half over all entries, on `job.jobs` threads. Members of a container are read on
/// other threads while it is still being unpacked.
fn read_all(
    job: &Job,
    entries: &[intake::Entry],
    brought: &Brought,
    spool: &Spool,
    observer: &dyn Observer,
) -> Result<Vec<FileDigest>, RunError> {
    // Deeply nested content streams recurse in the PDF interpreter.
    const STACK: usize = 16 << 20;
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(job.jobs).stack_size(STACK).build().map_err(RunError::Threads)?;
    let per_file = PerFile::new(&job.rules, &job.regions, &job.limits)
        .with_decisions(brought.decisions.as_ref())
        .with_snapshots(job.snapshots);
    let keep = |item| spool.keep(per_file.extract(item));
    pool.install(|| {
        entries.par_iter().for_each(|entry| {
            if observer.stopped() {
                return;
            }
            rayon::scope(|scope| {
                intake::open(entry, &job.limits, &mut |item| {
                    if item.path == entry.path {
                        keep(item);
                    } else {
                        scope.spawn(move |_| keep(item));
                    }
                });
            });
            observer.done(&entry.path);
        });
    });
    if observer.stopped() {
        return Err(RunError::Stopped);
    }
    spool.digests().map_err(|cause| RunError::Out { path: job.out.clone(), cause })
}

/// How the search for tables sees the pages of one file and its members, for `shoubiao tables --draw`.
///
/// # Errors
/// When there is no such file.
pub fn sketch_pages(
    path: &Path,
    limits: &Limits,
    each: &mut dyn FnMut(per_file::SketchedFile),
) -> Result<(), intake::WalkError> {
    for entry in intake::walk(&[path.to_path_buf()])? {
        intake::open(&entry, limits, &mut |item| {
            if let Some(sketched) = per_file::sketch_only(item, limits) {
                each(sketched);
            }
        });
    }
    Ok(())
}

/// Every table of one file and its members, as read, for `shoubiao tables`: path, format and the
/// document or why there is none. Containers and litter are left out.
///
/// # Errors
/// When there is no such file.
pub fn read_tables(
    path: &Path,
    limits: &Limits,
    each: &mut dyn FnMut(per_file::ReadFile),
) -> Result<(), intake::WalkError> {
    for entry in intake::walk(&[path.to_path_buf()])? {
        intake::open(&entry, limits, &mut |item| {
            if let Some(read) = per_file::read_only(item, limits) {
                each(read);
            }
        });
    }
    Ok(())
}

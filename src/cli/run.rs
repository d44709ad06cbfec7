//! `shoubiao run`

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::ValueEnum;

use shoubiao::model::limits::Limits;
use shoubiao::outputs::Headers;
use shoubiao::pipeline::{self, Job, RunError};

use super::progress::Progress;
use super::{ANOMALIES, DONE, Failure, STOPPED, Settings, load_regions, load_rules, summary};

#[derive(clap::Args)]
pub struct RunArguments {
    /// 收件箱：目录、文件、邮件或压缩包 / folders, files, mails, archives
    #[arg(required = true, value_name = "INBOX")]
    inboxes: Vec<PathBuf>,
    /// 结果写到这个目录 / where the results go
    #[arg(long, value_name = "OUT")]
    out: PathBuf,
    /// 规则文件，默认用内置的 2024 年表 / rules of the form; the 2024 form if not given
    #[arg(long, value_name = "RULES")]
    rules: Option<PathBuf>,
    /// 行政区划表，默认用内置的 / regions table; built in if not given
    #[arg(long, value_name = "FILE")]
    regions: Option<PathBuf>,
    /// rows.csv 的表头用字段名还是表里的说法 / heads rows.csv with field ids or the form's own words
    #[arg(long, value_enum, default_value_t = HeadersArgument::Id)]
    headers: HeadersArgument,
}

#[derive(Clone, Copy, ValueEnum)]
enum HeadersArgument {
    Id,
    Label,
}

pub fn execute(arguments: RunArguments, settings: &Settings) -> Result<u8, Failure> {
    let lang = settings.lang;
    let job = Job {
        rules: load_rules(arguments.rules.as_ref(), lang)?,
        regions: load_regions(arguments.regions.as_ref(), lang)?,
        inboxes: arguments.inboxes,
        out: arguments.out,
        limits: Limits::default(),
        lang,
        headers: match arguments.headers {
            HeadersArgument::Id => Headers::Id,
            HeadersArgument::Label => Headers::Label,
        },
        jobs: settings.jobs,
    };
    let progress = Progress::new(settings, stop_switch());
    let done = pipeline::run(&job, &progress);
    progress.clear();
    let done = done.map_err(|error| Failure {
        status: if matches!(error, RunError::Stopped) { STOPPED } else { super::FAILED },
        said: error.text().get(lang).to_owned(),
    })?;
    if !settings.quiet {
        super::say(&summary::render(&done, &job));
    }
    Ok(if done.totals.anomalies() > 0 { ANOMALIES } else { DONE })
}

/// Set by Ctrl-C or SIGTERM. The run then stops at the next file; if one file takes longer than a
/// moment, the process ends all the same: OUT is only ever touched at the very end.
fn stop_switch() -> Arc<AtomicBool> {
    const PATIENCE: Duration = Duration::from_millis(700);
    let stop = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&stop);
    let set = ctrlc::set_handler(move || {
        switch.store(true, Ordering::Relaxed);
        std::thread::spawn(|| {
            std::thread::sleep(PATIENCE);
            end_process();
        });
    });
    // Without a handler the signal ends the process as it always does.
    drop(set);
    stop
}

#[allow(clippy::exit, reason = "the user asked for it and a file being read does not listen")]
fn end_process() {
    std::process::exit(i32::from(STOPPED));
}

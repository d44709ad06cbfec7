//! `shoubiao run`

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::ValueEnum;

use shoubiao::model::limits::Limits;
use shoubiao::model::picture::Snapshots;
use shoubiao::outputs::Headers;
use shoubiao::pipeline::{self, Brings, Job, RunError};

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
    /// 填好的 workbook.xlsx（“异常”表）或 CSV：处理意见和更正值 / a workbook or CSV with decisions
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// 上一次的输出目录：看出哪些问题是新的、哪些已消除 / OUT of the run before, to say what is new and what is closed
    #[arg(long, value_name = "OUT")]
    previous: Option<PathBuf>,
    /// 应报单位名单（单位、行政区划代码、电子邮箱、截止日期） / who was asked: unit, code, mail, deadline
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// 报告里的原件截图：不要、有问题的行、所有行 / pictures of the source in the report
    #[arg(long, value_enum, default_value_t = SnapshotsArgument::Anomalies)]
    snapshots: SnapshotsArgument,
}

#[derive(Clone, Copy, ValueEnum)]
enum SnapshotsArgument {
    None,
    Anomalies,
    All,
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
        snapshots: match arguments.snapshots {
            SnapshotsArgument::None => Snapshots::None,
            SnapshotsArgument::Anomalies => Snapshots::Anomalies,
            SnapshotsArgument::All => Snapshots::All,
        },
        brings: Brings { decisions: arguments.decisions, roster: arguments.roster, previous: arguments.previous },
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
    Ok(if done.totals.open() > 0 { ANOMALIES } else { DONE })
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

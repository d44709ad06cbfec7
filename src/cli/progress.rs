//! Progress on a terminal: files done, rate, time left.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use shoubiao::model::source::file_name;
use shoubiao::model::text::Lang;
use shoubiao::pipeline::Observer;

use super::Settings;

pub struct Progress {
    bar: ProgressBar,
    lang: Lang,
    stop: Arc<AtomicBool>,
}

impl Progress {
    /// Hidden with `--quiet` and where standard error is no terminal.
    pub fn new(settings: &Settings, stop: Arc<AtomicBool>) -> Progress {
        let shown = !settings.quiet && std::io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        let template = match settings.lang {
            Lang::Zh => "{bar:32} {pos}/{len} 个文件  每秒 {rate} 个  还需 {eta}  {wide_msg}",
            Lang::En => "{bar:32} {pos}/{len} files  {rate} a second  {eta} left  {wide_msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.with_key("rate", rate).progress_chars("█▉▊▋▌▍▎▏ "));
        }
        Progress { bar, lang: settings.lang, stop }
    }

    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

fn rate(state: &ProgressState, out: &mut dyn std::fmt::Write) {
    let _ = write!(out, "{:.0}", state.per_sec());
}

impl Observer for Progress {
    fn begin(&self, files: usize) {
        self.bar.set_length(files as u64);
    }

    fn done(&self, path: &str) {
        if !self.bar.is_hidden() {
            self.bar.set_message(file_name(path).chars().filter(|c| !c.is_control()).collect::<String>());
        }
        self.bar.inc(1);
    }

    fn writing(&self) {
        self.bar.set_message(match self.lang {
            Lang::Zh => "写出结果…",
            Lang::En => "writing…",
        });
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

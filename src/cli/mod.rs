//! The command line: arguments as given ([`Arguments`]) to what each command needs, checked.

mod blank;
mod explain;
mod progress;
mod rules;
mod run;
mod sample;
mod summary;
mod tables;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand, ValueEnum};

use shoubiao::model::text::{Lang, Text};
use shoubiao::rules::regions::Regions;
use shoubiao::rules::{BUILTIN_REGIONS, RuleSet};

/// Exit statuses of contract and shell.
pub const DONE: u8 = 0;
pub const ANOMALIES: u8 = 1;
pub const FAILED: u8 = 2;
pub const STOPPED: u8 = 130;

/// 收表：把各单位报回来的 Word、PDF 表格收成一张干净的表，并列出可疑之处。
/// Collects returned Word and PDF forms into one clean table, and says what is doubtful.
#[derive(Parser)]
#[command(name = "shoubiao", version, max_term_width = 110)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
pub struct Common {
    /// 不显示进度和小结 / no progress, no summary
    #[arg(long, global = true)]
    quiet: bool,
    /// 线程数，默认用全部处理器 / threads; all processors if not given
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    jobs: Option<u16>,
    /// 语言 / language
    #[arg(long, global = true, value_enum, default_value_t = LangArgument::Zh)]
    lang: LangArgument,
}

#[derive(Clone, Copy, ValueEnum)]
enum LangArgument {
    Zh,
    En,
}

#[derive(Subcommand)]
enum Command {
    /// 读取收件箱，写出汇总表和问题清单 / the whole job
    Run(run::RunArguments),
    /// 列出文件里的所有表格，不管是什么表 / every table of any readable file, as read
    Tables(tables::TablesArguments),
    /// 规则文件 / rules files
    #[command(subcommand)]
    Rules(RulesCommand),
    /// 说明一项检查找什么、为什么、怎么改 / what a check looks for, why, how to mend it
    Explain(explain::ExplainArguments),
    /// 按规则生成空白表（.docx） / writes the blank form of a rules file
    Blank(blank::BlankArguments),
    /// 从结果里抽样供人工核对；填好交回后算出错误率 / draws rows to check by hand; filled in, gives the error rate
    Sample(sample::SampleArguments),
}

#[derive(Subcommand)]
enum RulesCommand {
    /// 检查规则文件，指出错在哪一行哪一列 / says what is wrong in a rules file
    Check(rules::CheckArguments),
}

/// What every command is told.
pub struct Settings {
    pub quiet: bool,
    pub jobs: usize,
    pub lang: Lang,
}

/// Runs a command and gives its exit status.
pub fn execute(arguments: Arguments) -> u8 {
    let common = arguments.common;
    let settings = Settings {
        quiet: common.quiet,
        jobs: common.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from),
        lang: match common.lang {
            LangArgument::Zh => Lang::Zh,
            LangArgument::En => Lang::En,
        },
    };
    let outcome = match arguments.command {
        Command::Run(arguments) => run::execute(arguments, &settings),
        Command::Tables(arguments) => tables::execute(&arguments, &settings),
        Command::Rules(RulesCommand::Check(arguments)) => rules::execute(&arguments, &settings),
        Command::Explain(arguments) => explain::execute(&arguments, &settings),
        Command::Blank(arguments) => blank::execute(&arguments, &settings),
        Command::Sample(arguments) => sample::execute(&arguments, &settings),
    };
    outcome.unwrap_or_else(|failure| {
        complain(&failure.said);
        failure.status
    })
}

/// Why a command could not do its job, said already in the chosen language.
pub struct Failure {
    pub status: u8,
    pub said: String,
}

impl Failure {
    pub fn new(text: &Text, lang: Lang) -> Failure {
        Failure { status: FAILED, said: text.get(lang).to_owned() }
    }
}

/// One plain line on standard error.
pub fn complain(said: &str) {
    let _ = writeln!(std::io::stderr(), "shoubiao: {said}");
}

/// A line on standard output; a reader that has gone away is no trouble.
pub fn say(said: &str) {
    let _ = writeln!(std::io::stdout(), "{said}");
}

/// Reads a text file that the user named.
fn read_text(path: &Path, lang: Lang) -> Result<String, Failure> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| {
        let text = match error.kind() {
            std::io::ErrorKind::NotFound => Text::new(format!("找不到文件：{shown}"), format!("no such file: {shown}")),
            _ => Text::new(format!("读不了文件 {shown}：{error}"), format!("cannot read {shown}: {error}")),
        };
        Failure::new(&text, lang)
    })?;
    String::from_utf8(bytes).map(|text| text.trim_start_matches('\u{feff}').to_owned()).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let text = Text::new(
            format!("{shown} 不是 UTF-8 编码（第 {at} 字节起），请另存为 UTF-8"),
            format!("{shown} is not UTF-8 (from byte {at} on); save it as UTF-8"),
        );
        Failure::new(&text, lang)
    })
}

/// The rules that the user named, else the built-in ones.
fn load_rules(path: Option<&PathBuf>, lang: Lang) -> Result<RuleSet, Failure> {
    let Some(path) = path else { return Ok(RuleSet::builtin()) };
    let source = read_text(path, lang)?;
    shoubiao::rules::load(&source, &path.display().to_string()).map_err(|error| Failure {
        status: FAILED,
        said: format!("{}\n{}", rules::refused(&error, lang), error.render(lang).trim_end()),
    })
}

/// The table of regions that the user named, else the built-in one.
fn load_regions(path: Option<&PathBuf>, lang: Lang) -> Result<Regions, Failure> {
    let (source, name) = match path {
        Some(path) => (read_text(path, lang)?, path.display().to_string()),
        None => (BUILTIN_REGIONS.to_owned(), "rules/regions.csv".to_owned()),
    };
    Regions::parse(&source).map_err(|error| {
        let line = error.line;
        let text = Text::new(
            format!("{name} 第 {line} 行：{}", error.problem.zh),
            format!("{name}, line {line}: {}", error.problem.en),
        );
        Failure::new(&text, lang)
    })
}

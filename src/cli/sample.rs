//! `shoubiao sample`

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::Serialize;

use shoubiao::catalogue::{fill, sample as words};
use shoubiao::model::limits::Limits;
use shoubiao::model::text::{Lang, Text};
use shoubiao::outputs;
use shoubiao::pipeline;
use shoubiao::rules::RuleSet;
use shoubiao::sample::draw::{Sample, both, draw, missing};
use shoubiao::sample::estimate::{Checked, Rate, overall};
use shoubiao::sample::filled::{self, Filled};
use shoubiao::sample::sheet;

use super::{ANOMALIES, DONE, Failure, Settings, complain, load_rules, say};

#[derive(clap::Args)]
pub struct SampleArguments {
    /// shoubiao run 的输出目录 / OUT of a run
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// 抽多少行 / how many rows
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    size: u64,
    /// 种子：同一种子抽到同样的行 / the same seed draws the same rows
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// 写到这个文件，默认 OUT/sample.xlsx / the workbook to write; OUT/sample.xlsx if not given
    #[arg(long, value_name = "FILE.xlsx")]
    to: Option<PathBuf>,
    /// 填好的工作簿：算出错误率 / the workbook filled in: gives the error rate
    #[arg(long, value_name = "FILE", conflicts_with_all = ["size", "seed", "to"])]
    filled: Option<PathBuf>,
    /// 规则文件，表头用它的说法 / rules of the form, for the headers
    #[arg(long, value_name = "RULES")]
    rules: Option<PathBuf>,
    /// 错误率的写法 / how the error rate is written
    #[arg(long, value_enum, default_value_t = FormatArgument::Text)]
    format: FormatArgument,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatArgument {
    Text,
    Json,
}

pub fn execute(arguments: &SampleArguments, settings: &Settings) -> Result<u8, Failure> {
    let lang = settings.lang;
    match &arguments.filled {
        Some(path) => tell(arguments, path, lang),
        None => {
            let rules = load_rules(arguments.rules.as_ref(), lang)?;
            let sample =
                draw(&arguments.out, arguments.size, arguments.seed).map_err(|text| Failure::new(&text, lang))?;
            let to = arguments.to.clone().unwrap_or_else(|| arguments.out.join("sample.xlsx"));
            write(&to, &sample, &rules, lang).map_err(|cause| cannot_write(&to, &cause, lang))?;
            if !settings.quiet {
                say(&drawn(&sample, &to, lang));
            }
            Ok(DONE)
        }
    }
}

/// Whole or not at all: beside its place first.
fn write(to: &Path, sample: &Sample, rules: &RuleSet, lang: Lang) -> io::Result<()> {
    let name = to.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = parent.join(format!(".{}.partial", name.to_string_lossy()));
    let label = |name: &str| outputs::label_of(rules, name);
    let mut file = BufWriter::new(File::create(&beside)?);
    let written = sheet::write(&mut file, sample, &label, lang, parent);
    drop(file);
    let placed = written.and_then(|()| std::fs::rename(&beside, to));
    if placed.is_err() {
        // What cannot be removed now is overwritten the next time.
        let _ = std::fs::remove_file(&beside);
    }
    placed
}

fn cannot_write(to: &Path, cause: &io::Error, lang: Lang) -> Failure {
    Failure::new(&both(&words::CANNOT_WRITE, &[&to.display().to_string(), &cause.to_string()]), lang)
}

fn drawn(sample: &Sample, to: &Path, lang: Lang) -> String {
    let figures = [sample.rows.len() as u64, sample.all, sample.strata.len() as u64].map(|figure| figure.to_string());
    let place = to.display().to_string();
    let [rows, all, strata] = figures.each_ref().map(String::as_str);
    let said = fill(words::DRAWN.get(lang), &[rows, all, strata, &place]);
    if sample.rows.len() as u64 <= sample.size {
        return said;
    }
    format!("{said}\n{}", fill(words::DRAWN_MORE.get(lang), &[&sample.size.to_string()]))
}

/// What the checking says.
fn tell(arguments: &SampleArguments, path: &Path, lang: Lang) -> Result<u8, Failure> {
    let fail = |text: Text| Failure::new(&text, lang);
    let about = |why: Text| {
        let path = path.display();
        fail(Text::new(format!("{path}：{}", why.zh), format!("{path}: {}", why.en)))
    };
    let sheets = pipeline::sheets(path, &Limits::default()).map_err(fail)?;
    let filled = filled::read(&sheets).map_err(about)?;
    let rate = overall(&filled.strata).ok_or_else(|| about(words::NOTHING_CHECKED))?;
    let ids: Vec<&str> = filled.ids.iter().map(String::as_str).collect();
    let gone = missing(&arguments.out, &ids).map_err(fail)?;
    filled.odd.iter().for_each(|text| complain(text.get(lang)));
    if gone > 0 {
        complain(&fill(words::NOT_THERE.get(lang), &[&gone.to_string()]));
    }
    match arguments.format {
        FormatArgument::Text => say(&text(&filled, rate, lang)),
        FormatArgument::Json => say(&json(&filled, rate, gone)),
    }
    Ok(if filled.wrong() > 0 { ANOMALIES } else { DONE })
}

fn percent(part: f64) -> String {
    format!("{:.2}", part * 100.0)
}

fn text(filled: &Filled, rate: Rate, lang: Lang) -> String {
    let counts = [filled.checked(), filled.wrong(), filled.blank()].map(|count| count.to_string());
    let mut lines = vec![fill(words::CHECKED.get(lang), &counts.each_ref().map(String::as_str))];
    let effective = format!("{:.1}", rate.effective);
    let [mean, low, high] = [rate.rate, rate.low, rate.high].map(percent);
    lines.push(fill(words::RATE.get(lang), &[&mean, &low, &high, &effective]));
    lines.extend(filled.strata.iter().map(|stratum| line(stratum, lang)));
    lines.join("\n")
}

fn line(stratum: &Checked, lang: Lang) -> String {
    let [rows, checked, wrong] = [stratum.rows, stratum.checked, stratum.wrong].map(|count| count.to_string());
    let Some(rate) = stratum.rate() else {
        return fill(words::STRATUM_BLANK.get(lang), &[&stratum.stratum, &rows]);
    };
    let [mean, low, high] = [rate.rate, rate.low, rate.high].map(percent);
    fill(words::STRATUM_LINE.get(lang), &[&stratum.stratum, &rows, &checked, &wrong, &mean, &low, &high])
}

#[derive(Serialize)]
struct Told<'a> {
    checked: u64,
    wrong: u64,
    blank: u64,
    error_rate: f64,
    low: f64,
    high: f64,
    confidence: f64,
    interval: &'static str,
    effective_rows: f64,
    rows_not_in_out: usize,
    wrong_cells: &'a std::collections::BTreeMap<String, u32>,
    strata: Vec<ToldStratum<'a>>,
}

#[derive(Serialize)]
struct ToldStratum<'a> {
    stratum: &'a str,
    rows: u64,
    drawn: u64,
    checked: u64,
    wrong: u64,
    error_rate: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

fn json(filled: &Filled, rate: Rate, gone: usize) -> String {
    let strata = filled.strata.iter().map(|stratum| {
        let rate = stratum.rate();
        ToldStratum {
            stratum: &stratum.stratum,
            rows: stratum.rows,
            drawn: stratum.drawn,
            checked: stratum.checked,
            wrong: stratum.wrong,
            error_rate: rate.map(|rate| rate.rate),
            low: rate.map(|rate| rate.low),
            high: rate.map(|rate| rate.high),
        }
    });
    let told = Told {
        checked: filled.checked(),
        wrong: filled.wrong(),
        blank: filled.blank(),
        error_rate: rate.rate,
        low: rate.low,
        high: rate.high,
        confidence: 0.95,
        interval: "wilson",
        effective_rows: rate.effective,
        rows_not_in_out: gone,
        wrong_cells: &filled.cells,
        strata: strata.collect(),
    };
    // Plain numbers and texts: nothing that cannot be written.
    serde_json::to_string_pretty(&told).unwrap_or_default()
}

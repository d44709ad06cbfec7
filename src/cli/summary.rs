//! What a run came to, in a few lines that a clerk understands. What the office brought along is
//! [`brought`]'s.

mod brought;

use shoubiao::audit;
use shoubiao::model::report::{Outcome, Totals};
use shoubiao::model::text::Lang;
use shoubiao::outputs::shown;
use shoubiao::pipeline::{Done, Job, PutAside};

/// Files put aside that are named one by one; more are counted.
const NAMED: usize = 10;
/// The most frequent kinds of anomaly that are listed.
const FREQUENT: usize = 5;

pub fn render(done: &Done, job: &Job) -> String {
    let lang = job.lang;
    let mut lines = vec![head(&done.totals, lang)];
    lines.extend(put_aside(done, lang));
    lines.push(rows(&done.totals, lang));
    lines.extend(anomalies(&done.totals, lang));
    lines.extend(brought::lines(done, lang));
    lines.extend(written(done, job));
    lines.join("\n")
}

/// What is in OUT, and whom it is for.
fn written(done: &Done, job: &Job) -> Vec<String> {
    const FILES: [(&str, &str, &str); 8] = [
        ("rows.csv", "汇总表：一个项目一行", "one row for each item"),
        ("anomalies.csv", "问题清单", "what is doubtful"),
        ("files.csv", "每个文件的下落", "what became of each file"),
        ("workbook.xlsx", "工作簿：汇总、明细、处理意见", "totals, details, decisions to fill in"),
        ("report.html", "审核报告", "the report for auditors"),
        ("slips/", "补正函：每个单位一份", "letters to units with open errors"),
        ("reminders.csv", "催报单", "who is to be reminded"),
        ("run.json", "计数、合计、用时", "counts, totals, times"),
    ];
    let head = match job.lang {
        Lang::Zh => format!("结果在 {}：", job.out.display()),
        Lang::En => format!("Results are in {}:", job.out.display()),
    };
    let lines = done.written.iter().map(|name| {
        let said = FILES.iter().find(|(file, ..)| file == name).map_or("", |(_, zh, en)| match job.lang {
            Lang::Zh => zh,
            Lang::En => en,
        });
        format!("  {name:<14} {said}").trim_end().to_owned()
    });
    std::iter::once(head).chain(lines).collect()
}

fn head(totals: &Totals, lang: Lang) -> String {
    let of = |outcome: Outcome| totals.outcomes[outcome as usize];
    let (all, accepted, submissions) = (totals.files(), of(Outcome::Accepted), totals.submissions);
    let others: Vec<String> = (Outcome::ALL.iter())
        .filter(|outcome| **outcome != Outcome::Accepted && of(**outcome) > 0)
        .map(|outcome| format!("{} {}", outcome.label().get(lang), of(*outcome)))
        .collect();
    match lang {
        Lang::Zh => format!("共 {all} 个文件，采用 {accepted} 个（{submissions} 个单位）；{}", others.join("，")),
        Lang::En => format!("{all} files, {accepted} accepted ({submissions} units); {}", others.join(", ")),
    }
    .trim_end_matches(['；', ';', ' '])
    .to_owned()
}

fn put_aside(done: &Done, lang: Lang) -> Vec<String> {
    // First what somebody has to ask for again.
    const ORDER: [Outcome; 4] = [Outcome::Rejected, Outcome::NoForm, Outcome::Superseded, Outcome::Duplicate];
    let mut aside: Vec<&PutAside> = done.put_aside.iter().collect();
    aside.sort_by_key(|file| ORDER.iter().position(|outcome| *outcome == file.outcome));
    if aside.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![match lang {
        Lang::Zh => format!("没有采用的 {} 个：", aside.len()),
        Lang::En => format!("Not used, {}:", aside.len()),
    }];
    lines.extend(aside.iter().take(NAMED).map(|file| match lang {
        Lang::Zh => format!("  {}：{}", shown(&file.path), file.why.zh),
        Lang::En => format!("  {}: {}", shown(&file.path), file.why.en),
    }));
    if aside.len() > NAMED {
        let more = aside.len() - NAMED;
        lines.push(match lang {
            Lang::Zh => format!("  ……另有 {more} 个，见 files.csv"),
            Lang::En => format!("  … {more} more in files.csv"),
        });
    }
    lines
}

fn rows(totals: &Totals, lang: Lang) -> String {
    let (rows, wan) = (totals.rows(), totals.amount_wan());
    match lang {
        Lang::Zh => format!("汇总 {rows} 行，合计 {wan} 万元"),
        Lang::En => format!("{rows} rows, {wan} 万元 in all"),
    }
}

fn anomalies(totals: &Totals, lang: Lang) -> Vec<String> {
    let [errors, warnings, infos] = totals.severities;
    let open = match (totals.open(), lang) {
        (open, _) if open == totals.anomalies() => String::new(),
        (open, Lang::Zh) => format!("；还没处理完的 {open}"),
        (open, Lang::En) => format!("; {open} of them open"),
    };
    let mut lines = vec![match lang {
        Lang::Zh => format!("问题 {} 条：错误 {errors}，警告 {warnings}，提示 {infos}{open}", totals.anomalies()),
        Lang::En => {
            format!("{} anomalies: errors {errors}, warnings {warnings}, infos {infos}{open}", totals.anomalies())
        }
    }];
    let mut checks: Vec<(&String, &u32)> = totals.checks.iter().collect();
    checks.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    lines.extend(checks.into_iter().take(FREQUENT).map(|(id, count)| {
        let title = audit::check(id).map_or("", |check| check.meta().title.get(lang));
        format!("  {count:>5}  {id}  {title}")
    }));
    if totals.anomalies() > 0 {
        lines.push(match lang {
            Lang::Zh => "  （shoubiao explain 检查名：说明这是什么、怎么处理）".to_owned(),
            Lang::En => "  (shoubiao explain CHECK says what it is and what to do)".to_owned(),
        });
    }
    lines
}

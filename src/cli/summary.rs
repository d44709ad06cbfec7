//! What a run came to, in a few lines that a clerk understands.

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
    let out = job.out.display();
    lines.push(match lang {
        Lang::Zh => {
            format!("结果在 {out}：rows.csv（汇总表） anomalies.csv（问题清单） files.csv（每个文件的下落） run.json")
        }
        Lang::En => format!("Results are in {out}: rows.csv, anomalies.csv, files.csv, run.json"),
    });
    lines.join("\n")
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
    let mut lines = vec![match lang {
        Lang::Zh => format!("问题 {} 条：错误 {errors}，警告 {warnings}，提示 {infos}", totals.anomalies()),
        Lang::En => format!("{} anomalies: errors {errors}, warnings {warnings}, infos {infos}", totals.anomalies()),
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

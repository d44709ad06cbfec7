//! `shoubiao explain`

use shoubiao::audit::{self, CHECKS};
use shoubiao::model::text::{Lang, Text};

use super::{DONE, Failure, Settings, say};

#[derive(clap::Args)]
pub struct ExplainArguments {
    /// 检查名；不写则列出全部 / a check's name; all are listed without one
    #[arg(value_name = "CHECK")]
    check: Option<String>,
}

pub fn execute(arguments: &ExplainArguments, settings: &Settings) -> Result<u8, Failure> {
    let lang = settings.lang;
    let Some(id) = &arguments.check else {
        for check in CHECKS {
            let meta = check.meta();
            say(&format!("{:<26}{:<8}{}", meta.id, meta.severity.id(), meta.title.get(lang)));
        }
        return Ok(DONE);
    };
    let check = audit::check(id).ok_or_else(|| unknown(id, lang))?;
    let meta = check.meta();
    let [severity, finds, why, mend] = match lang {
        Lang::Zh => ["级别", "找什么", "为什么", "怎么办"],
        Lang::En => ["severity", "finds", "why", "to do"],
    };
    say(&format!("{} — {}", meta.id, meta.title.get(lang)));
    say(&format!("{severity}: {}", meta.severity.label(lang)));
    say(&format!("{finds}: {}", meta.finds.get(lang)));
    say(&format!("{why}: {}", meta.why.get(lang)));
    say(&format!("{mend}: {}", meta.mend.get(lang)));
    Ok(DONE)
}

fn unknown(id: &str, lang: Lang) -> Failure {
    let near = CHECKS
        .iter()
        .map(|check| check.meta().id)
        .max_by(|a, b| strsim::jaro(a, id).total_cmp(&strsim::jaro(b, id)))
        .unwrap_or("");
    let text = Text::new(
        format!("没有叫“{id}”的检查；是不是 {near}？（shoubiao explain 列出全部）"),
        format!("there is no check `{id}`; did you mean {near}? (shoubiao explain lists all)"),
    );
    Failure::new(&text, lang)
}

//! `shoubiao blank`

use std::path::PathBuf;

use shoubiao::model::text::{Lang, Text};
use shoubiao::outputs::blank;

use super::{DONE, Failure, Settings, load_rules, say};

#[derive(clap::Args)]
pub struct BlankArguments {
    /// 写到这个文件 / the file to write
    #[arg(long, value_name = "FILE.docx")]
    out: PathBuf,
    /// 规则文件，默认用内置的 2024 年表 / rules of the form; the 2024 form if not given
    #[arg(long, value_name = "RULES")]
    rules: Option<PathBuf>,
}

pub fn execute(arguments: &BlankArguments, settings: &Settings) -> Result<u8, Failure> {
    let lang = settings.lang;
    let rules = load_rules(arguments.rules.as_ref(), lang)?;
    let shown = arguments.out.display();
    let failed = |error: std::io::Error| {
        Failure::new(&Text::new(format!("写不了 {shown}：{error}"), format!("cannot write {shown}: {error}")), lang)
    };
    let bytes = blank::document(&rules).map_err(failed)?;
    std::fs::write(&arguments.out, bytes).map_err(failed)?;
    if !settings.quiet {
        say(&match lang {
            Lang::Zh => format!("空白表已写到 {shown}"),
            Lang::En => format!("The blank form is in {shown}"),
        });
    }
    Ok(DONE)
}

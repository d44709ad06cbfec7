//! `shoubiao rules check`

use std::path::PathBuf;

use shoubiao::model::text::Lang;
use shoubiao::rules::{self, Kind, RulesError};

use super::{DONE, FAILED, Failure, Settings, read_text, say};

#[derive(clap::Args)]
pub struct CheckArguments {
    /// 规则文件（.toml）
    #[arg(value_name = "RULES")]
    rules: PathBuf,
}

pub fn execute(arguments: &CheckArguments, settings: &Settings) -> Result<u8, Failure> {
    let lang = settings.lang;
    let source = read_text(&arguments.rules, lang)?;
    match rules::load(&source, &arguments.rules.display().to_string()) {
        Ok(rules) => {
            let printed: usize = rules.tables.iter().map(|table| table.printed.len()).sum();
            let categories = rules
                .tables
                .iter()
                .flat_map(|table| &table.columns)
                .filter(|column| column.kind == Kind::Category)
                .count();
            let (tables, fields) = (rules.tables.len(), rules.fields.len());
            say(&match lang {
                Lang::Zh => format!(
                    "规则没有问题：{}，{tables} 张表，{fields} 个字段，{categories} 个类型列，{printed} 个印好的行",
                    rules.name
                ),
                Lang::En => format!(
                    "The rules hold: {}, {tables} tables, {fields} fields, {categories} category columns, {printed} printed rows",
                    rules.name
                ),
            });
            Ok(DONE)
        }
        Err(error) => Err(Failure {
            status: FAILED,
            said: format!("{}\n{}", refused(&error, lang), error.render(lang).trim_end()),
        }),
    }
}

pub fn refused(error: &RulesError, lang: Lang) -> String {
    let count = error.problems.len();
    match lang {
        Lang::Zh => format!("规则文件里有 {count} 处错误"),
        Lang::En if count == 1 => "one thing is wrong in the rules file".to_owned(),
        Lang::En => format!("{count} things are wrong in the rules file"),
    }
}

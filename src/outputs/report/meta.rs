//! What the page's script must know of the form, the checks and the words.

use std::collections::BTreeMap;

use serde::Serialize;

use super::summary::reason_label;
use crate::catalogue::{self, report, shared, word};
use crate::model::anomaly::{Severity, State};
use crate::model::reading::Reason;
use crate::model::report::Outcome;
use crate::model::text::Lang;
use crate::outputs::Context;
use crate::rules::{ColumnRule, Kind, TableRule};

/// In the page's own language throughout.
#[derive(Serialize)]
pub struct Meta<'a> {
    words: BTreeMap<String, &'static str>,
    /// Id and label.
    severities: [(&'static str, &'static str); Severity::ALL.len()],
    states: [(&'static str, &'static str); State::ALL.len()],
    outcomes: [(&'static str, &'static str); Outcome::ALL.len()],
    reasons: [&'static str; Reason::ALL.len()],
    reason_ids: [&'static str; Reason::ALL.len()],
    tables: Vec<TableMeta<'a>>,
    checks: BTreeMap<&'static str, CheckMeta>,
    regions: BTreeMap<&'a str, String>,
    rules: (&'a str, &'a str, &'a str),
}

#[derive(Serialize)]
struct TableMeta<'a> {
    id: &'a str,
    title: &'a str,
    subtitle: &'a str,
    columns: Vec<ColumnMeta<'a>>,
}

#[derive(Serialize)]
struct ColumnMeta<'a> {
    /// The field's id.
    field: &'a str,
    label: &'a str,
    /// As the form heads it.
    header: &'a str,
    required: bool,
    /// Values are in 万元.
    money: bool,
    /// Categories that are allowed; empty for any text.
    allowed: Vec<&'a str>,
}

#[derive(Serialize)]
struct CheckMeta {
    title: &'static str,
    finds: &'static str,
    why: &'static str,
    mend: &'static str,
}

impl<'a> Meta<'a> {
    /// `regions` are the codes that occur.
    pub fn new(context: &'a Context, regions: impl Iterator<Item = &'a str>) -> Meta<'a> {
        let (lang, rules) = (context.lang, context.rules);
        Meta {
            words: words(lang),
            severities: Severity::ALL.map(|severity| (severity.id(), severity.label(lang))),
            states: State::ALL.map(|state| (state.id(), word(state.label(), lang))),
            outcomes: Outcome::ALL.map(|outcome| (outcome.id(), word(outcome.label(), lang))),
            reasons: Reason::ALL.map(|reason| reason_label(reason, lang)),
            reason_ids: Reason::ALL.map(Reason::id),
            tables: rules.tables.iter().map(|table| table_meta(table, context)).collect(),
            checks: (context.checks.iter())
                .map(|meta| {
                    let say = |text: &'static crate::model::text::Text| text.get(lang);
                    let check = CheckMeta {
                        title: say(&meta.title),
                        finds: say(&meta.finds),
                        why: say(&meta.why),
                        mend: say(&meta.mend),
                    };
                    (meta.id, check)
                })
                .collect(),
            regions: regions.map(|code| (code, context.regions.full_name(code))).collect(),
            rules: (&rules.id, &rules.name, &rules.hash),
        }
    }
}

/// Every word that the page and its script may ask for.
pub fn words(lang: Lang) -> BTreeMap<String, &'static str> {
    catalogue::table(shared::WORDS, lang).chain(catalogue::table(report::WORDS, lang)).collect()
}

fn table_meta<'a>(table: &'a TableRule, context: &'a Context) -> TableMeta<'a> {
    let column = |column: &'a ColumnRule| {
        let field = &context.rules.fields[column.field];
        let allowed = column.one_of.iter().flatten().map(|category| category.name.as_str()).collect();
        ColumnMeta {
            field: &field.id,
            label: &field.label,
            header: &column.header,
            required: column.required,
            money: column.kind == Kind::Money,
            allowed,
        }
    };
    TableMeta {
        id: &table.id,
        title: &table.title,
        subtitle: &table.subtitle,
        columns: table.columns.iter().map(column).collect(),
    }
}

//! Checks a rules file and resolves its names.

use std::collections::BTreeMap;
use std::ops::Range;

use regex::RegexSet;
use serde_spanned::Spanned;
use sha2::{Digest, Sha256};

use super::{
    CategoryRule, ColumnRule, FieldRule, Kind, MoneyUnit, OutputColumn, Part, PrintedRow, RuleProblem, RuleSet,
    RulesError, TableRule, Words, schema,
};
use crate::model::anomaly::hex;
use crate::model::fold::{fold, gist_hash, is_blank};
use crate::model::text::Text;

/// Reads and checks a rules file.
///
/// # Errors
/// All problems at once, each with its place.
pub fn load(source: &str, file: &str) -> Result<RuleSet, RulesError> {
    let fail = |problems| RulesError { file: file.to_owned(), source: source.to_owned(), problems };
    let written: schema::File = toml::from_str(source).map_err(|error| fail(vec![toml_problem(&error, source)]))?;
    let mut resolver = Resolver::default();
    let rules = resolver.resolve(&written, hex(&Sha256::digest(source.as_bytes())));
    if resolver.problems.is_empty() { Ok(rules) } else { Err(fail(resolver.problems)) }
}

fn toml_problem(error: &toml::de::Error, source: &str) -> RuleProblem {
    let said = error.message();
    let name = said.split('`').nth(1).unwrap_or("");
    let (zh, en) = if said.starts_with("unknown field") {
        (format!("没有“{name}”这一项"), format!("there is no key `{name}`"))
    } else if said.starts_with("missing field") {
        (format!("缺少“{name}”这一项"), format!("the key `{name}` is missing"))
    } else if said.starts_with("invalid type") {
        (format!("值的类型不对（{said}）"), format!("the value is of the wrong type ({said})"))
    } else {
        (
            format!("不是合法的 TOML（{}）", said.replace('\n', "；")),
            format!("this is not valid TOML ({})", said.replace('\n', "; ")),
        )
    };
    let expected = said.split_once("expected ").map_or("", |(_, rest)| rest);
    RuleProblem {
        span: error.span().unwrap_or(source.len()..source.len()),
        message: Text::new(zh, en),
        advice: if expected.is_empty() {
            Text::fixed(
                "请对照内置规则 rules/gd-ip-2024.toml 的写法改正",
                "compare with the built-in rules/gd-ip-2024.toml",
            )
        } else {
            Text::new(format!("这里应为：{expected}"), format!("expected here: {expected}"))
        },
    }
}

#[derive(Default)]
pub(super) struct Resolver {
    problems: Vec<RuleProblem>,
}

impl Resolver {
    pub(super) fn problem(&mut self, span: Range<usize>, message: (String, String), advice: (String, String)) {
        self.problems.push(RuleProblem {
            span,
            message: Text::new(message.0, message.1),
            advice: Text::new(advice.0, advice.1),
        });
    }

    fn resolve(&mut self, file: &schema::File, hash: String) -> RuleSet {
        let unit = self.form_unit(&file.form);
        let scope = file.form.region_scope.as_ref().map_or("", |scope| scope.get_ref());
        if !scope.chars().all(|c| c.is_ascii_digit()) || scope.len() > 6 {
            self.problem(
                file.form.region_scope.as_ref().map_or(0..0, Spanned::span),
                (
                    format!("“{scope}”不是行政区划代码的开头"),
                    format!("`{scope}` is not the beginning of a division code"),
                ),
                (
                    "写省级代码的前两位，如 \"44\"；全国则不写".into(),
                    "write the first digits of a GB/T 2260 code, such as \"44\"; leave it out for the whole country"
                        .into(),
                ),
            );
        }
        let fields = self.fields(&file.field);
        let categories = self.categories(&file.category);
        let words = self.words(&file.words);
        let tables = self.tables(&file.table, &fields, &categories, &words, unit);
        let outputs = match &file.output {
            Some(output) => self.outputs(&output.columns, &fields),
            None => default_outputs(&fields, &tables),
        };
        RuleSet {
            hash,
            id: file.form.id.get_ref().clone(),
            name: file.form.name.get_ref().clone(),
            region_scope: scope.to_owned(),
            words,
            fields,
            tables,
            outputs,
            date: file.form.date.as_ref().and_then(|date| self.date(date)),
            policies: self.policies(&file.policy),
        }
    }

    fn form_unit(&mut self, form: &schema::Form) -> MoneyUnit {
        let Some(unit) = &form.money_unit else { return MoneyUnit::Wan };
        MoneyUnit::named_in(unit.get_ref()).unwrap_or_else(|| {
            self.problem(
                unit.span(),
                (format!("“{}”不是金额单位", unit.get_ref()), format!("`{}` is no unit of money", unit.get_ref())),
                ("写 元、万元 或 亿元".into(), "write 元, 万元 or 亿元".into()),
            );
            MoneyUnit::Wan
        })
    }

    fn fields(&mut self, written: &[schema::Field]) -> Vec<FieldRule> {
        let mut fields: Vec<FieldRule> = Vec::new();
        for field in written {
            self.unique(&field.id, fields.iter().map(|f| f.id.as_str()));
            let kind = self.choose(
                &field.kind,
                &[
                    ("serial", Kind::Serial),
                    ("text", Kind::Text),
                    ("category", Kind::Category),
                    ("money", Kind::Money),
                    ("count-unit", Kind::CountUnit),
                    ("citation", Kind::Citation),
                ],
            );
            fields.push(FieldRule {
                id: field.id.get_ref().clone(),
                label: field.label.get_ref().clone(),
                kind: kind.unwrap_or(Kind::Text),
                fill_down: field.fill_down,
                names_item: field.names_item,
                synonyms: std::iter::once(&field.label)
                    .chain(&field.headers)
                    .map(|header| header_key(header.get_ref()))
                    .collect(),
            });
        }
        fields
    }

    fn categories(&mut self, written: &[schema::Category]) -> Vec<CategoryRule> {
        let mut categories: Vec<CategoryRule> = Vec::new();
        for category in written {
            self.unique(&category.name, categories.iter().map(|c| c.name.as_str()));
            categories.push(CategoryRule {
                name: category.name.get_ref().clone(),
                key: fold(category.name.get_ref()),
                aliases: category.aliases.iter().map(|alias| fold(alias.get_ref())).collect(),
            });
        }
        categories
    }

    fn words(&mut self, written: &schema::Words) -> Words {
        let folded = |words: &[Spanned<String>]| words.iter().map(|word| fold(word.get_ref())).collect::<Vec<_>>();
        let plain = |words: &[Spanned<String>]| words.iter().map(|word| word.get_ref().clone()).collect::<Vec<_>>();
        for pattern in &written.placeholder {
            if let Err(error) = regex::Regex::new(pattern.get_ref()) {
                let said = error.to_string().lines().last().unwrap_or("").trim().to_owned();
                self.problem(
                    pattern.span(),
                    (format!("不是合法的正则表达式（{said}）"), format!("this is not a regular expression ({said})")),
                    (
                        "括号、* 和 ? 按字面使用时前面加 \\\\".into(),
                        "put \\\\ before brackets, * and ? that are meant literally".into(),
                    ),
                );
            }
        }
        let mut citation_lead = plain(&written.citation_lead);
        citation_lead.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        Words {
            total: folded(&written.total),
            subtotal: folded(&written.subtotal),
            note: folded(&written.note),
            signature: folded(&written.signature),
            none: folded(&written.none),
            continued: folded(&written.continued),
            unit_label: plain(&written.unit_label),
            same_office: plain(&written.same_office),
            placeholder: RegexSet::new(written.placeholder.iter().map(Spanned::get_ref))
                .unwrap_or_else(|_| RegexSet::empty()),
            citation_lead,
            version: folded(&written.version),
            copy: folded(&written.copy),
        }
    }

    fn tables(
        &mut self,
        written: &[schema::Table],
        fields: &[FieldRule],
        categories: &[CategoryRule],
        words: &Words,
        form_unit: MoneyUnit,
    ) -> Vec<TableRule> {
        let mut tables: Vec<TableRule> = Vec::new();
        for table in written {
            self.unique(&table.id, tables.iter().map(|t| t.id.as_str()));
            let mut columns: Vec<ColumnRule> = Vec::new();
            for column in &table.columns {
                let field = self.field(&column.field, fields);
                // An unknown field has been said to be one.
                let known = fields.get(field).is_some_and(|rule| &rule.id == column.field.get_ref());
                if known && columns.iter().any(|c| c.field == field) {
                    self.problem(
                        column.field.span(),
                        (
                            format!("“{}”在表 {} 中出现了两次", column.field.get_ref(), table.id.get_ref()),
                            format!("`{}` stands twice in table {}", column.field.get_ref(), table.id.get_ref()),
                        ),
                        ("每个字段在一张表里只占一列".into(), "a field has one column in a table".into()),
                    );
                }
                columns.push(ColumnRule {
                    field,
                    kind: fields.get(field).map_or(Kind::Text, |f| f.kind),
                    header: column.header.get_ref().clone(),
                    header_folded: fold(column.header.get_ref()),
                    header_key: header_key(column.header.get_ref()),
                    required: column.required,
                    one_of: column.one_of.as_ref().map(|names| self.one_of(names, categories)),
                    unit: MoneyUnit::named_in(column.header.get_ref()).unwrap_or(form_unit),
                });
            }
            let printed = table.printed.iter().map(|row| self.printed(row, &columns, fields, words)).collect();
            tables.push(TableRule {
                id: table.id.get_ref().clone(),
                title: table.title.get_ref().clone(),
                subtitle: table.subtitle.as_ref().map_or(String::new(), |s| s.get_ref().clone()),
                title_keys: std::iter::once(&table.title)
                    .chain(&table.titles)
                    .map(|title| fold(title.get_ref()))
                    .collect(),
                subtitle_key: table.subtitle.as_ref().map_or(String::new(), |s| fold(s.get_ref())),
                columns,
                printed,
                blank_rows_per_category: table.blank_rows_per_category,
                blank_rows: table.blank_rows,
            });
        }
        tables
    }

    fn one_of(&mut self, names: &[Spanned<String>], categories: &[CategoryRule]) -> Vec<CategoryRule> {
        let mut chosen = Vec::new();
        for name in names {
            match categories.iter().find(|c| &c.name == name.get_ref()) {
                Some(category) => chosen.push(category.clone()),
                None => self.unknown(name, "类型", "category", categories.iter().map(|c| c.name.as_str())),
            }
        }
        chosen
    }

    fn printed(
        &mut self,
        row: &Spanned<BTreeMap<String, String>>,
        columns: &[ColumnRule],
        fields: &[FieldRule],
        words: &Words,
    ) -> PrintedRow {
        let mut cells = vec![String::new(); columns.len()];
        for (name, text) in row.get_ref() {
            match columns.iter().position(|column| fields.get(column.field).is_some_and(|f| &f.id == name)) {
                Some(at) => cells[at].clone_from(text),
                None => self.unknown(
                    &Spanned::new(row.span(), name.clone()),
                    "列",
                    "column",
                    columns.iter().filter_map(|column| fields.get(column.field).map(|f| f.id.as_str())),
                ),
            }
        }
        PrintedRow {
            hashes: cells.iter().map(|text| if is_blank(text) { 0 } else { gist_hash(text) }).collect(),
            open: cells.iter().map(|text| is_blank(text) || words.is_placeholder(text)).collect(),
            folded_category: (columns.iter().position(|column| column.kind == Kind::Category))
                .map_or(String::new(), |at| fold(&cells[at])),
            cells,
        }
    }

    fn outputs(&mut self, written: &[schema::OutputColumn], fields: &[FieldRule]) -> Vec<OutputColumn> {
        let mut columns: Vec<OutputColumn> = Vec::new();
        for column in written {
            self.unique(&column.name, columns.iter().map(|c| c.name.as_str()));
            let field = self.field(&column.field, fields);
            let part = self.choose(
                &column.part,
                &[
                    ("text", Part::Text),
                    ("raw", Part::Raw),
                    ("category", Part::Category),
                    ("wan", Part::Wan),
                    ("count", Part::Count),
                    ("unit_wan", Part::UnitWan),
                    ("titles", Part::Titles),
                    ("numbers", Part::Numbers),
                ],
            );
            columns.push(OutputColumn { name: column.name.get_ref().clone(), field, part: part.unwrap_or(Part::Text) });
        }
        columns
    }

    fn field(&mut self, name: &Spanned<String>, fields: &[FieldRule]) -> usize {
        fields.iter().position(|f| &f.id == name.get_ref()).unwrap_or_else(|| {
            self.unknown(name, "字段", "field", fields.iter().map(|f| f.id.as_str()));
            0
        })
    }

    fn choose<T: Copy>(&mut self, name: &Spanned<String>, choices: &[(&str, T)]) -> Option<T> {
        let found = choices.iter().find(|(word, _)| word == name.get_ref()).map(|(_, value)| *value);
        if found.is_none() {
            self.unknown(name, "取值", "value", choices.iter().map(|(word, _)| *word));
        }
        found
    }

    fn unique<'a>(&mut self, name: &Spanned<String>, mut known: impl Iterator<Item = &'a str>) {
        if known.any(|other| other == name.get_ref()) {
            self.problem(
                name.span(),
                (format!("“{}”已经定义过了", name.get_ref()), format!("`{}` is defined already", name.get_ref())),
                ("换一个名字，或删去重复的一项".into(), "choose another name, or take one of the two out".into()),
            );
        }
    }

    fn unknown<'a>(&mut self, name: &Spanned<String>, zh: &str, en: &str, known: impl Iterator<Item = &'a str>) {
        let known: Vec<&str> = known.collect();
        let nearest = known
            .iter()
            .max_by(|a, b| strsim::jaro_winkler(a, name.get_ref()).total_cmp(&strsim::jaro_winkler(b, name.get_ref())));
        let advice = match nearest {
            Some(near) if strsim::jaro_winkler(near, name.get_ref()) > 0.7 => (
                format!("是否应为“{near}”？可用：{}", known.join("、")),
                format!("did you mean `{near}`? known: {}", known.join(", ")),
            ),
            _ => (format!("可用：{}", known.join("、")), format!("known: {}", known.join(", "))),
        };
        self.problem(
            name.span(),
            (format!("没有叫“{}”的{zh}", name.get_ref()), format!("there is no {en} `{}`", name.get_ref())),
            advice,
        );
    }
}

/// A header without its unit in brackets, folded: what headers are compared by.
pub fn header_key(text: &str) -> String {
    let folded = fold(text);
    match folded.find(['(', '[']) {
        Some(at) if at > 0 && MoneyUnit::named_in(&folded[at..]).is_some() => folded[..at].to_owned(),
        _ => folded,
    }
}

/// One column for each text, a value and `_raw` for each of the other kinds, in the order of the
/// tables' columns.
fn default_outputs(fields: &[FieldRule], tables: &[TableRule]) -> Vec<OutputColumn> {
    let mut order: Vec<usize> = Vec::new();
    for column in tables.iter().flat_map(|table| &table.columns) {
        if !order.contains(&column.field) {
            order.push(column.field);
        }
    }
    let mut columns = Vec::new();
    for field in order {
        let Some(rule) = fields.get(field) else { continue };
        let mut add =
            |suffix: &str, part| columns.push(OutputColumn { name: format!("{}{suffix}", rule.id), field, part });
        match rule.kind {
            Kind::Serial => {}
            Kind::Text => add("", Part::Text),
            Kind::Category => {
                add("", Part::Category);
                add("_raw", Part::Raw);
            }
            Kind::Money => {
                add("_wan", Part::Wan);
                add("_raw", Part::Raw);
            }
            Kind::CountUnit => {
                add("_count", Part::Count);
                add("_unit_wan", Part::UnitWan);
                add("_raw", Part::Raw);
            }
            Kind::Citation => {
                add("_titles", Part::Titles);
                add("_numbers", Part::Numbers);
                add("_raw", Part::Raw);
            }
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::Lang;

    const SMALL: &str = r#"
[form]
id = "f"
name = "表"
[[field]]
id = "name"
label = "名称"
kind = "text"
[[table]]
id = "1"
title = "表一"
columns = [{ field = "name", header = "名称" }]
"#;

    #[test]
    fn built_in_rules_hold() {
        let rules = RuleSet::builtin();
        assert_eq!(rules.tables.len(), 4);
        assert_eq!(rules.tables[3].printed.len(), 25);
        assert_eq!(rules.outputs.first().map(|c| c.name.as_str()), Some("category"));
    }

    #[test]
    fn small_rules_hold() {
        let rules = load(SMALL, "small.toml").expect("valid");
        assert_eq!(rules.outputs.len(), 1);
    }

    /// Replaces one piece of valid rules and gives the rendered complaint.
    #[track_caller]
    fn check(from: &str, to: &str, expected: &str) {
        let source = SMALL.replacen(from, to, 1);
        assert_ne!(source, SMALL, "nothing replaced");
        let error = load(&source, "r.toml").expect_err("must be refused");
        let shown = error.render(Lang::En);
        assert!(shown.contains(expected), "{shown}\n--- does not contain ---\n{expected}");
        assert!(!error.render(Lang::Zh).is_empty());
    }

    #[test]
    fn an_unknown_field_is_one_problem() {
        let columns = "{ field = \"name\", header = \"名称\" }, { field = \"nme\", header = \"别名\" }";
        let source = SMALL.replacen("{ field = \"name\", header = \"名称\" }", columns, 1);
        assert_eq!(load(&source, "r.toml").expect_err("must be refused").problems.len(), 1);
    }

    #[test]
    fn each_problem_is_shown_at_its_place() {
        check(
            "field = \"name\"",
            "field = \"nme\"",
            "r.toml:12:22: there is no field `nme`\n   |\n12 | columns = [{ field = \"nme\", header = \"名称\" }]\n   |                      ^^^^^\n   = did you mean `name`?",
        );
        check("kind = \"text\"", "kind = \"txt\"", "r.toml:8:8: there is no value `txt`");
        check("kind = \"text\"", "kind = \"text\"\nkinds = 1", "there is no key `kinds`");
        check("label = \"名称\"\n", "", "the key `label` is missing");
        check("id = \"f\"", "id = \"f", "r.toml:3:");
        check("id = \"1\"", "id = 1", "wrong type");
        check("name = \"表\"", "name = \"表\"\nregion_scope = \"粤\"", "beginning of a division code");
        check("[[field]]", "[words]\nplaceholder = [\"(\"]\n[[field]]", "not a regular expression");
        check("name = \"表\"", "name = \"表\"\ndate = \"2024\"", "r.toml:5:8: `2024` is no date");
        let policy = |rest: &str| format!("[[policy]]\ntitle = \"甲\"\n{rest}\n[[table]]");
        check("[[table]]", &policy("until = \"2024-13-01\""), "r.toml:11:9: `2024-13-01` is no date");
        check("[[table]]", &policy("number = \"国发2021年\""), "`国发2021年` is no document number");
        check("[[table]]", &policy("from = \"2024-01-02\"\nuntil = \"2024-01-01\""), "ends before it begins");
        check("[[table]]", &policy("[[policy]]\ntitle = \"甲。\""), "defined already");
        check("[[table]]", "[[field]]\nid = \"name\"\nlabel = \"x\"\nkind = \"text\"\n[[table]]", "defined already");
    }

    #[test]
    fn headers_without_their_unit() {
        for (header, key) in [
            ("经费安排\n（万元）", "经费安排"),
            ("金额(元)", "金额"),
            ("单位（公章）", "单位(公章)"),
            ("（万元）", "(万元)"),
        ] {
            assert_eq!(header_key(header), key);
        }
    }
}

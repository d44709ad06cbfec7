//! A rules file as it is written. Every name that is looked up elsewhere keeps its place.

use serde::Deserialize;
use serde_spanned::Spanned;

type Name = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub form: Form,
    #[serde(default)]
    pub words: Words,
    pub field: Vec<Field>,
    #[serde(default)]
    pub category: Vec<Category>,
    pub output: Option<Output>,
    pub table: Vec<Table>,
    #[serde(default)]
    pub policy: Vec<Policy>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub id: Name,
    pub name: Name,
    pub region_scope: Option<Name>,
    pub money_unit: Option<Name>,
    pub date: Option<Name>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    pub total: Vec<Name>,
    pub subtotal: Vec<Name>,
    pub note: Vec<Name>,
    pub signature: Vec<Name>,
    pub none: Vec<Name>,
    pub continued: Vec<Name>,
    pub unit_label: Vec<Name>,
    pub same_office: Vec<Name>,
    pub placeholder: Vec<Name>,
    pub citation_lead: Vec<Name>,
    pub version: Vec<Name>,
    pub copy: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub id: Name,
    pub label: Name,
    pub kind: Name,
    #[serde(default)]
    pub fill_down: bool,
    #[serde(default)]
    pub names_item: bool,
    #[serde(default)]
    pub headers: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub name: Name,
    #[serde(default)]
    pub aliases: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    pub columns: Vec<OutputColumn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputColumn {
    pub name: Name,
    pub field: Name,
    pub part: Name,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub id: Name,
    pub title: Name,
    /// Other wordings of the title.
    #[serde(default)]
    pub titles: Vec<Name>,
    pub subtitle: Option<Name>,
    pub columns: Vec<Column>,
    #[serde(default)]
    pub printed: Vec<Spanned<std::collections::BTreeMap<String, String>>>,
    #[serde(default)]
    pub blank_rows_per_category: usize,
    #[serde(default)]
    pub blank_rows: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub field: Name,
    pub header: Name,
    #[serde(default)]
    pub required: bool,
    pub one_of: Option<Vec<Name>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub title: Name,
    /// Other wordings of the title.
    #[serde(default)]
    pub titles: Vec<Name>,
    pub number: Option<Name>,
    pub from: Option<Name>,
    pub until: Option<Name>,
    pub replaced_by: Option<Name>,
    pub note: Option<Name>,
}

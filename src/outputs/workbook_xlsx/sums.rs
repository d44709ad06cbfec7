//! Rows and amounts by table, region and category, added up while files go by: what the formulas of
//! the summary come to.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::record::{Record, Value};
use crate::rules::{Kind, TableRule};

/// Rows, and what their amounts come to in 万元.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    pub rows: u64,
    pub wan: Decimal,
}

/// The sums of one table.
#[derive(Clone, Debug, Default)]
pub struct TableSums {
    pub all: Sum,
    /// By code, empty for none.
    pub regions: BTreeMap<String, Sum>,
    /// By name, empty for none.
    pub categories: BTreeMap<String, Sum>,
}

impl Sum {
    fn add(&mut self, wan: Decimal) {
        self.rows += 1;
        self.wan += wan;
    }
}

impl TableSums {
    pub fn add(&mut self, record: &Record, rule: &TableRule, region: &str) {
        let amount = rule.column_of_kind(Kind::Money).and_then(|at| record.fields.get(at)?.counted_wan());
        let wan = amount.unwrap_or_default();
        self.all.add(wan);
        of(&mut self.regions, region).add(wan);
        if let Some(at) = rule.column_of_kind(Kind::Category) {
            let name = match record.fields.get(at).map(|field| &field.value) {
                Some(Value::Category { name, .. }) => name.as_str(),
                _ => "",
            };
            of(&mut self.categories, name).add(wan);
        }
    }
}

fn of<'a>(sums: &'a mut BTreeMap<String, Sum>, key: &str) -> &'a mut Sum {
    // A key is copied once, when it is met first.
    if !sums.contains_key(key) {
        sums.insert(key.to_owned(), Sum::default());
    }
    sums.entry(key.to_owned()).or_default()
}

//! What of a row the unit itself wrote: neither what the blank prints nor what stands for nothing.

use std::collections::HashSet;

use crate::model::fold::gist_hash;
use crate::model::record::{Record, Status};
use crate::rules::{Kind, RuleSet};

/// Tells own texts from printed ones.
pub struct Own {
    /// [`gist_hash`] of every text that the blank prints, in whatever table.
    printed: HashSet<u64>,
}

impl Own {
    pub fn new(rules: &RuleSet) -> Own {
        Own { printed: printed(rules).map(gist_hash).collect() }
    }

    /// What the unit wrote in a column of a row; none where the blank prints the cell, where it was
    /// left empty, where a cell above reaches into it, and where a printed text was copied.
    pub fn text<'r>(&self, rules: &RuleSet, record: &'r Record, column: usize) -> Option<&'r str> {
        let field = record.fields.get(column)?;
        let rule = rules.tables.get(record.table)?;
        let print = record.printed.and_then(|printed| rule.printed.get(printed));
        let open = print.is_none_or(|print| print.open.get(column).is_none_or(|open| *open));
        let said = open && record.status != Status::Untouched && !field.continued && !field.is_empty();
        (said && !rules.words.is_placeholder(&field.raw) && !self.printed.contains(&gist_hash(&field.raw)))
            .then_some(field.raw.as_str())
    }

    /// What names the item of a row (columns of fields that the rules say `names_item`; where there
    /// are none, all texts), joined.
    pub fn item(&self, rules: &RuleSet, record: &Record) -> String {
        let texts: Vec<&str> = self.split(rules, record, true).map(|(_, text)| text).collect();
        texts.join("\n")
    }

    /// The other texts: what is said of the item.
    pub fn said<'r>(&self, rules: &'r RuleSet, record: &'r Record) -> impl Iterator<Item = (usize, &'r str)> {
        self.split(rules, record, false)
    }

    /// The texts of a row's own text columns, with their columns: of those that name the item, or of
    /// the others.
    fn split<'r>(
        &self,
        rules: &'r RuleSet,
        record: &'r Record,
        naming: bool,
    ) -> impl Iterator<Item = (usize, &'r str)> {
        let none_names = !rules.fields.iter().any(|field| field.names_item);
        let columns = rules.tables.get(record.table).map_or(&[][..], |rule| rule.columns.as_slice());
        (columns.iter().enumerate())
            .filter(|(_, column)| column.kind == Kind::Text)
            .filter(move |(_, column)| {
                (none_names || rules.fields.get(column.field).is_some_and(|field| field.names_item)) == naming
            })
            .filter_map(|(at, _)| self.text(rules, record, at).map(|text| (at, text)))
    }
}

/// Every text that the blank prints in a row.
pub fn printed(rules: &RuleSet) -> impl Iterator<Item = &str> {
    (rules.tables.iter())
        .flat_map(|table| &table.printed)
        .flat_map(|row| &row.cells)
        .map(String::as_str)
        .filter(|text| !text.is_empty())
}

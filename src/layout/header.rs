//! Matches header cells to the columns of the form's tables.

use std::collections::HashMap;

use super::alike::likeness;
use super::grid::Grid;
use super::rows;
use crate::model::fold::{fold, is_blank};
use crate::model::reading::{HeaderCell, HeaderMatch, HeaderReading};
use crate::model::unit::MoneyUnit;
use crate::rules::{Kind, RuleSet, TableRule, header_key};

/// Every header word of the form: the fields that it may stand for.
pub struct HeaderIndex<'a> {
    rules: &'a RuleSet,
    known: HashMap<&'a str, Vec<usize>>,
}

/// Texts of more bytes than this (40 Chinese characters) are data.
const LONGEST_HEADER: usize = 120;
/// Least likeness of two folded headers that are taken for the same.
const CLOSE: f64 = 0.7;

/// One column of a physical header: its text and the grid columns that it covers.
#[derive(Clone, Debug, PartialEq)]
pub struct PhysicalColumn {
    pub text: String,
    pub first: usize,
    pub end: usize,
    /// Folded: all of it, and without its unit.
    folded: String,
    key: String,
    /// How well it stands for each field, 0 for not at all.
    by_field: Vec<(f64, HeaderMatch)>,
}

/// How a physical header fits one table of the form.
#[derive(Clone, Debug)]
pub struct Fit {
    pub table: usize,
    /// Parallel to the columns of the rules: grid columns from-to, none if missing.
    pub columns: Vec<Option<(usize, usize)>>,
    /// The unit of money that a header names, parallel to the columns of the rules.
    pub units: Vec<Option<MoneyUnit>>,
    pub reading: HeaderReading,
    /// Share of the form's columns that were found, 0 to 1; less for each column too many.
    pub score: f64,
}

impl<'a> HeaderIndex<'a> {
    pub fn new(rules: &'a RuleSet) -> HeaderIndex<'a> {
        let mut known: HashMap<&str, Vec<usize>> = HashMap::new();
        for column in rules.tables.iter().flat_map(|table| &table.columns) {
            let words = std::iter::once(&column.header_key).chain(&rules.fields[column.field].synonyms);
            for word in words {
                let fields = known.entry(word).or_default();
                if !fields.contains(&column.field) {
                    fields.push(column.field);
                }
            }
        }
        HeaderIndex { rules, known }
    }

    /// Looks a header text up.
    fn column(&self, text: String, first: usize, end: usize) -> PhysicalColumn {
        let key = header_key(&text).trim_end_matches('/').to_owned();
        let mut by_field = vec![(0.0, HeaderMatch::Close); self.rules.fields.len()];
        // A two-level header is known by its lowest level, or as a whole.
        let lowest = text.rsplit('/').next().map(header_key).unwrap_or_default();
        let known: Vec<usize> =
            [&key, &lowest].into_iter().filter_map(|word| self.known.get(word.as_str())).flatten().copied().collect();
        for field in &known {
            by_field[*field] = (0.95, HeaderMatch::Synonym);
        }
        if known.is_empty() && !key.is_empty() && text.len() <= LONGEST_HEADER {
            for (word, fields) in &self.known {
                let score = closeness(&key, word);
                for field in fields.iter().filter(|_| score >= CLOSE) {
                    by_field[*field].0 = f64::max(by_field[*field].0, score * 0.9);
                }
            }
        }
        // A unit that stands in a row of its own below the header is part of its words.
        PhysicalColumn { folded: fold(&text).replace('/', ""), key, by_field, text, first, end }
    }

    /// The number of rows (1 or more) of a header that begins at this row; none if the row is none.
    /// `first` rows of a table may also be recognised by closeness.
    pub fn header_rows(&self, grid: &Grid, row: usize, first: bool) -> Option<usize> {
        let own = || grid.row(row).filter(|cell| cell.row == row && !is_blank(&cell.text));
        let (mut filled, mut depth) = (0, 1);
        for cell in own() {
            if cell.text.len() > LONGEST_HEADER {
                return None;
            }
            filled += 1;
            depth = depth.max(cell.row_span);
        }
        // Most rows are data, and tell so with their first cells.
        let mut known = 0;
        for (at, cell) in own().enumerate() {
            known += usize::from(self.known.contains_key(header_key(&cell.text).as_str()));
            if (known + filled - at - 1) * 2 < filled {
                break;
            }
        }
        // A row of many short cells of which half are header words; a form's narrowest table has
        // two columns.
        if filled >= 2 && known >= 2 && known * 2 >= filled {
            return Some(depth.min(grid.table.rows - row));
        }
        let enough = first && filled >= 3 && {
            let columns = self.physical(grid, row, depth);
            (0..self.rules.tables.len()).any(|table| self.fit(&columns, table).score >= 0.6)
        };
        enough.then_some(depth.min(grid.table.rows - row))
    }

    /// A row of who filled it in and when: 填报人：张三 | 联系电话 | 020-…
    pub fn is_signature(&self, grid: &Grid, row: usize) -> bool {
        rows::is_signature(&self.rules.words, grid, row)
    }

    /// Fits a physical header to one table of the form, the best pair first.
    pub fn fit(&self, physical: &[PhysicalColumn], table: usize) -> Fit {
        let rule = &self.rules.tables[table];
        let mut pairs: Vec<(f64, HeaderMatch, usize, usize)> = Vec::new();
        for (at, column) in physical.iter().enumerate() {
            for target in 0..rule.columns.len() {
                let (score, matched) = self.likeness(column, rule, target);
                if score > 0.0 {
                    pairs.push((score, matched, at, target));
                }
            }
        }
        // Ties go to the pair nearest to the form's own order.
        pairs.sort_by(|a, b| {
            b.0.total_cmp(&a.0).then_with(|| a.2.abs_diff(a.3).cmp(&b.2.abs_diff(b.3))).then(a.2.cmp(&b.2))
        });
        let mut taken = vec![false; physical.len()];
        let mut columns: Vec<Option<(usize, usize)>> = vec![None; rule.columns.len()];
        let mut headers: Vec<Option<HeaderCell>> = vec![None; rule.columns.len()];
        let mut order: Vec<(usize, usize)> = Vec::new();
        for (_, matched, at, target) in pairs {
            if !taken[at] && columns[target].is_none() {
                taken[at] = true;
                columns[target] = Some((physical[at].first, physical[at].end));
                headers[target] = Some(HeaderCell { text: physical[at].text.clone(), matched });
                order.push((target, at));
            }
        }
        for (target, at) in self.in_the_gaps(physical, rule, &taken, &order) {
            taken[at] = true;
            columns[target] = Some((physical[at].first, physical[at].end));
            headers[target] = Some(HeaderCell { text: physical[at].text.clone(), matched: HeaderMatch::Close });
            order.push((target, at));
        }
        order.sort_unstable();
        let units = (rule.columns.iter().zip(&headers))
            .map(|(column, cell)| {
                let cell = cell.as_ref().filter(|_| column.kind == Kind::Money)?;
                MoneyUnit::of_header(&cell.text)
            })
            .collect();
        let added: Vec<String> = (physical.iter().zip(&taken))
            .filter(|(column, taken)| !**taken && !is_blank(&column.text))
            .map(|(column, _)| column.text.clone())
            .collect();
        let data = |target: &usize| rule.columns[*target].kind != Kind::Serial;
        let wanted = (0..rule.columns.len()).filter(data).count().max(1);
        let found = (0..rule.columns.len()).filter(data).filter(|t| columns[*t].is_some()).count();
        Fit {
            table,
            score: found as f64 / wanted as f64 - 0.02 * added.len() as f64,
            reading: HeaderReading {
                columns: headers,
                added,
                moved: order.windows(2).any(|pair| pair[0].1 > pair[1].1),
                absent: false,
                rival: None,
                source: String::new(),
            },
            columns,
            units,
        }
    }

    /// Pairs of a column of the form and a header that both found no other, stand between the same
    /// neighbours, and share two characters: 依据 where 后补助依据 belongs.
    fn in_the_gaps(
        &self,
        physical: &[PhysicalColumn],
        rule: &TableRule,
        taken: &[bool],
        order: &[(usize, usize)],
    ) -> Vec<(usize, usize)> {
        let at_of = |target: usize| order.iter().find(|(t, _)| *t == target).map(|(_, at)| *at);
        (0..rule.columns.len())
            .filter(|target| at_of(*target).is_none())
            .filter_map(|target| {
                let at = match target.checked_sub(1) {
                    Some(before) => at_of(before)? + 1,
                    None => 0,
                };
                let closed = match (target + 1 < rule.columns.len()).then(|| at_of(target + 1)) {
                    Some(next) => next? == at + 1,
                    None => at + 1 == physical.len(),
                };
                let column = physical.get(at).filter(|_| closed && !taken[at])?;
                let field = &self.rules.fields[rule.columns[target].field];
                let known = std::iter::once(&rule.columns[target].header_key).chain(&field.synonyms);
                known.into_iter().any(|word| shares_a_pair(&column.key, word)).then_some((target, at))
            })
            .collect()
    }

    /// How well a header fits a column: 1 for the same words down to [`CLOSE`], 0 for not at all.
    fn likeness(&self, physical: &PhysicalColumn, rule: &TableRule, target: usize) -> (f64, HeaderMatch) {
        let column = &rule.columns[target];
        if physical.key.is_empty() || physical.key != column.header_key {
            return physical.by_field[column.field];
        }
        // 经费安排 for 经费安排（万元） is a change; another unit even more.
        let same = physical.folded == column.header_folded;
        (1.0, if same { HeaderMatch::Same } else { HeaderMatch::Synonym })
    }

    /// Where a column of the form ends that the header splits into several of its own: 项目数及单项金额 over
    /// 项目数 and 单项金额. None if what stands below are columns of the form themselves.
    fn split_column(&self, grid: &Grid, row: usize, depth: usize, column: usize) -> Option<usize> {
        let top = grid.cell(row, column).filter(|cell| cell.row == row && cell.column == column)?;
        let end = column + top.column_span;
        let own =
            self.known.get(header_key(&top.text).as_str()).filter(|_| top.column_span > 1 && depth > top.row_span)?;
        let below = (row + top.row_span..row + depth).flat_map(|level| (column..end).map(move |at| (level, at)));
        let other = |text: &str| {
            let fields = self.known.get(header_key(text).as_str());
            fields.is_some_and(|fields| !fields.iter().any(|field| own.contains(field)))
        };
        (!below.filter_map(|(level, at)| grid.cell(level, at)).any(|cell| other(&cell.text))).then_some(end)
    }

    /// The columns of a header of `depth` rows: texts of several levels joined by `/`.
    pub fn physical(&self, grid: &Grid, row: usize, depth: usize) -> Vec<PhysicalColumn> {
        let mut columns: Vec<PhysicalColumn> = Vec::new();
        let mut column = 0;
        while column < grid.table.columns {
            let mut end = grid.table.columns;
            let mut levels: Vec<&str> = Vec::new();
            for level in row..(row + depth).min(grid.table.rows) {
                let Some(cell) = grid.cell(level, column) else {
                    end = end.min(column + 1);
                    continue;
                };
                end = end.min((cell.column + cell.column_span.max(1)).max(column + 1));
                let text = cell.text.trim();
                if !text.is_empty() && levels.last() != Some(&text) {
                    levels.push(text);
                }
            }
            if let Some(whole) = self.split_column(grid, row, depth, column) {
                end = whole;
                levels.truncate(1);
            }
            columns.push(self.column(levels.join("/"), column, end));
            column = end;
        }
        columns
    }
}

/// Two characters side by side stand in both texts.
fn shares_a_pair(a: &str, b: &str) -> bool {
    let pairs = |text: &str| text.chars().zip(text.chars().skip(1)).collect::<Vec<_>>();
    let known = pairs(b);
    pairs(a).iter().any(|pair| known.contains(pair))
}

/// Likeness of two folded headers, 0 to 1: edit distance, or one inside the other.
fn closeness(a: &str, b: &str) -> f64 {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    // A distance is at least the difference in length; in bytes that is near enough to look no further.
    if short.len() * 2 < long.len() && !long.contains(short) {
        return 0.0;
    }
    let inside = if short.chars().count() >= 3 && long.contains(short) { 0.75 } else { 0.0 };
    likeness(a, b, CLOSE).max(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fits a header given as texts to the first table of the built-in form and renders the result.
    #[track_caller]
    fn check(header: &[&str], expected: &str) {
        let rules = RuleSet::builtin();
        let index = HeaderIndex::new(&rules);
        let physical: Vec<PhysicalColumn> =
            (header.iter().enumerate()).map(|(at, text)| index.column((*text).to_owned(), at, at + 1)).collect();
        let fit = index.fit(&physical, 0);
        let shown: Vec<String> = (fit.columns.iter().zip(&fit.reading.columns))
            .map(|(column, cell)| match (column, cell) {
                (Some((at, _)), Some(cell)) => format!("{at}{}", ["", "~", "?"][cell.matched as usize]),
                _ => "-".into(),
            })
            .collect();
        let shown = format!(
            "{} +{} {}",
            shown.join(" "),
            fit.reading.added.len(),
            if fit.reading.moved { "moved" } else { "" }
        );
        assert_eq!(shown.trim_end(), expected);
    }

    #[test]
    fn headers_in_many_shapes() {
        let own = [
            "序号",
            "类型",
            "主要工作内容",
            "经费安排（万元）",
            "拟设置项目",
            "项目数及单项金额",
            "项目设置必要性",
            "项目设置政策依据",
            "项目绩效",
            "备注",
        ];
        check(&own, "0 1 2 3 4 5 6 7 8 9 +0");
        check(
            &[
                "序 号",
                "类型",
                "主要\n工作内容",
                "经费安排\n(万元)",
                "拟设置项目",
                "项目数及\n单项金额",
                "项目设置\n必要性",
                "项目设置政策依据",
                "项目绩效",
                "备 注",
            ],
            "0 1 2 3 4 5 6 7 8 9 +0",
        );
        check(&own[1..], "- 0 1 2 3 4 5 6 7 8 +0");
        check(
            &[
                "序号",
                "类型",
                "主要工作内容",
                "经费安排（元）",
                "拟设置项目",
                "项目数及单项金额",
                "项目设置必要性",
                "项目设置政策依据",
                "项目绩效",
                "备注",
                "联系人",
            ],
            "0 1 2 3~ 4 5 6 7 8 9 +1",
        );
        check(
            &[
                "类型",
                "序号",
                "工作内容",
                "拟设置项目",
                "经费安排（万元）",
                "项目数及单项金额",
                "设置必要性",
                "政策依据",
                "项目绩效目标",
                "备注",
            ],
            "1 0 2~ 4 3 5 6~ 7~ 8~ 9 +0 moved",
        );
        check(
            &[
                "序号",
                "类型",
                "主要工作内容",
                "经费安排（万元）",
                "拟设置项目",
                "项目数及单项余额",
                "项目设置的必要性",
                "项目设置政策依据",
                "项目绩效",
                "备注",
            ],
            "0 1 2 3 4 5? 6? 7 8 9 +0",
        );
        let mut gap = own;
        gap[3] = "拨款安排";
        check(&gap, "0 1 2 3? 4 5 6 7 8 9 +0");
        gap[3] = "联系人";
        check(&gap, "0 1 2 - 4 5 6 7 8 9 +1");
        check(&["联系人", "职务", "联系电话", "电子邮箱"], "- - - - - - - - - - +4");
    }
}

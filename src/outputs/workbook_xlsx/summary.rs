//! The summary: control totals as formulas over the detail sheets, beside the figures of the run.
//!
//! Every formula carries what it comes to, so that a reader that computes nothing shows it too.

use std::collections::BTreeSet;
use std::io;

use rust_decimal::Decimal;
use rust_xlsxwriter::{ConditionalFormatFormula, Worksheet};

use super::detail::{Detail, What};
use super::page::{Kind as CellKind, Page};
use super::sums::Sum;
use crate::catalogue::{fill, shared, workbook as words};
use crate::model::report::Totals;
use crate::model::text::Text;
use crate::outputs::cells::decimal;
use crate::outputs::xlsx::failed;
use crate::outputs::{Context, looks};
use crate::rules::{Kind, Part};

/// Categories of one table that have a line each; the rest share one.
const MOST_CATEGORIES: usize = 300;
/// Amounts that differ by less are the same: half a fen, in 万元.
const TOLERANCE: &str = "0.0000005";
const STATUS: u32 = 1;

/// Counts besides rows: what is counted, its cells, and the count of the run.
pub struct Counted {
    pub what: Text,
    pub range: String,
    pub run: u64,
}

/// The sheet, from what the detail sheets hold and what the run came to.
///
/// # Errors
/// When it cannot be written.
pub fn sheet(
    name: &str,
    context: &Context,
    details: &[Detail],
    totals: &Totals,
    counted: &[Counted],
) -> io::Result<Worksheet> {
    let mut summary = Summary {
        context,
        details,
        totals,
        page: Page::new(name, context.lang)?,
        checks: Vec::new(),
        differ: 0,
        tables_first: 0,
    };
    let lang = context.lang;
    summary.page.title(0, &fill(words::SUMMARY_TITLE.get(lang), &[&context.rules.name]))?;
    summary.page.remark(2, words::HOW_LIVE.get(lang))?;
    let after = summary.by_table(4, counted)?;
    let after = summary.by_region(after + 1)?;
    summary.by_category(after + 1)?;
    summary.status()?;
    summary.page.finish()
}

struct Summary<'a> {
    context: &'a Context<'a>,
    details: &'a [Detail],
    totals: &'a Totals,
    page: Page,
    /// Ranges of cells that are 0 where figures agree.
    checks: Vec<String>,
    /// Row of the first table.
    tables_first: u32,
    /// Figures that differ already now.
    differ: u32,
}

impl Summary<'_> {
    fn word(&self, text: &Text) -> String {
        text.get(self.context.lang).to_owned()
    }

    fn table_name(&self, at: usize) -> String {
        format!("{}{}", words::TABLE.get(self.context.lang), self.context.rules.tables[at].id)
    }

    /// A cell that is 0 where each pair of cells holds the same, and otherwise the number of those that
    /// do not.
    fn check(&mut self, row: u32, column: u16, pairs: &[(String, String)], differ: u32) -> io::Result<()> {
        let terms: Vec<String> =
            pairs.iter().map(|(live, run)| format!("IF(ABS({live}-{run})<{TOLERANCE},0,1)")).collect();
        self.differ += differ;
        self.page.formula(row, column, &terms.join("+"), &differ.to_string(), CellKind::Check)
    }

    fn heading(&mut self, row: u32, said: &Text, heads: &[String]) -> io::Result<u32> {
        let said = self.word(said);
        self.page.heading(row, &said)?;
        for (column, head) in (0..).zip(heads) {
            self.page.head(row + 1, column, head)?;
        }
        Ok(row + 2)
    }

    fn by_table(&mut self, row: u32, counted: &[Counted]) -> io::Result<u32> {
        let heads = [
            shared::TABLE,
            words::TABLE_NAME,
            words::LIVE_ROWS,
            words::LIVE_AMOUNT,
            words::RUN_ROWS,
            words::RUN_AMOUNT,
            words::CHECK,
        ]
        .map(|text| self.word(&text));
        let first = self.heading(row, &words::BY_TABLE, &heads)?;
        self.tables_first = first;
        let mut row = first;
        for (at, detail) in self.details.iter().enumerate() {
            let (rule, run) = (&self.context.rules.tables[at], &self.totals.tables[at]);
            let name = self.table_name(at);
            self.page.text(row, 0, &name)?;
            self.page.text(row, 1, rule.subtitle_or_title())?;
            let Sum { rows, wan } = detail.sums.all;
            let live = Live::new(detail, self.context, at);
            self.page.formula(row, 2, &live.all_rows(), &rows.to_string(), CellKind::Count)?;
            self.page.formula(row, 3, &live.all_wan(), &decimal(wan), CellKind::Amount)?;
            self.page.number(row, 4, Decimal::from(run.written), CellKind::RunCount)?;
            self.page.number(row, 5, run.amount_wan, CellKind::RunAmount)?;
            self.check_two(row, rows != run.written, wan != run.amount_wan)?;
            row += 1;
        }
        let total = self.word(&shared::TOTAL);
        self.page.text(row, 0, &total)?;
        let all: Vec<Sum> = self.details.iter().map(|detail| detail.sums.all).collect();
        let (rows, wan) = (all.iter().map(|sum| sum.rows).sum::<u64>(), all.iter().map(|sum| sum.wan).sum::<Decimal>());
        self.sum_above(first, row, 2, &rows.to_string(), CellKind::Count)?;
        self.sum_above(first, row, 3, &decimal(wan), CellKind::Amount)?;
        self.page.number(row, 4, Decimal::from(self.totals.rows()), CellKind::RunCount)?;
        self.page.number(row, 5, self.totals.amount_wan(), CellKind::RunAmount)?;
        self.check_two(row, rows != self.totals.rows(), wan != self.totals.amount_wan())?;
        for count in counted {
            row += 1;
            let what = self.word(&count.what);
            self.page.text(row, 0, &what)?;
            let run = count.run.to_string();
            self.page.formula(row, 2, &format!("COUNTA({})", count.range), &run, CellKind::Count)?;
            self.page.number(row, 4, Decimal::from(count.run), CellKind::RunCount)?;
            self.check(row, 6, &[(cell(row, 2), cell(row, 4))], 0)?;
        }
        self.checks.push(range(first, 6, row, 6));
        Ok(row + 1)
    }

    /// Rows in columns 2 and 4, amounts in 3 and 5.
    fn check_two(&mut self, row: u32, rows: bool, wan: bool) -> io::Result<()> {
        let pairs = [(cell(row, 2), cell(row, 4)), (cell(row, 3), cell(row, 5))];
        self.check(row, 6, &pairs, u32::from(rows) + u32::from(wan))
    }

    fn sum_above(&mut self, first: u32, row: u32, column: u16, result: &str, kind: CellKind) -> io::Result<()> {
        if first == row {
            return self.page.number(row, column, Decimal::ZERO, kind);
        }
        let formula = format!("SUM({})", range(first, column, row - 1, column));
        self.page.formula(row, column, &formula, result, kind)
    }

    /// Regions downwards; across rows by table and in all, amounts by table and in all, the amounts of
    /// the run by table, and the check.
    fn by_region(&mut self, row: u32) -> io::Result<u32> {
        let tables = self.details.len() as u16;
        let (rows_at, wan_at, run_at) = (2, 2 + tables + 1, 2 + 2 * (tables + 1));
        let check_at = run_at + tables;
        let mut heads = vec![self.word(&words::REGION_CODE), self.word(&words::REGION_NAME)];
        for (group, total) in [(words::LIVE_ROWS, true), (words::LIVE_AMOUNT, true), (words::RUN_AMOUNT, false)] {
            let group = self.word(&group);
            heads.extend((0..self.details.len()).map(|at| format!("{group}\n{}", self.table_name(at))));
            if total {
                heads.push(format!("{group}\n{}", self.word(&shared::TOTAL)));
            }
        }
        heads.push(self.word(&words::CHECK));
        let first = self.heading(row, &words::BY_REGION, &heads)?;
        let mut row = first;
        for code in self.regions() {
            let name =
                if code.is_empty() { self.word(&shared::NONE_GIVEN) } else { self.context.regions.full_name(&code) };
            self.page.text(row, 0, &code)?;
            self.page.text(row, 1, &name)?;
            let (mut pairs, mut differ) = (Vec::new(), 0);
            let mut all = Sum::default();
            for (at, detail) in (0_u16..).zip(self.details) {
                let sum = detail.sums.regions.get(&code).copied().unwrap_or_default();
                all = Sum { rows: all.rows + sum.rows, wan: all.wan + sum.wan };
                let live = Live::new(detail, self.context, usize::from(at));
                let by =
                    live.by(What::RegionCode, &cell_in(row, 0), if code.is_empty() { How::Blank } else { How::Same });
                self.page.formula(row, rows_at + at, &by.rows, &sum.rows.to_string(), CellKind::Count)?;
                self.page.formula(row, wan_at + at, &by.wan, &decimal(sum.wan), CellKind::Amount)?;
                let run = self.totals.tables[usize::from(at)].regions.get(&code).copied().unwrap_or_default();
                self.page.number(row, run_at + at, run, CellKind::RunAmount)?;
                pairs.push((cell(row, wan_at + at), cell(row, run_at + at)));
                differ += u32::from(run != sum.wan);
            }
            self.across(row, rows_at, tables, &all.rows.to_string(), CellKind::Count)?;
            self.across(row, wan_at, tables, &decimal(all.wan), CellKind::Amount)?;
            self.check(row, check_at, &pairs, differ)?;
            row += 1;
        }
        let total = self.word(&shared::TOTAL);
        self.page.text(row, 0, &total)?;
        // Every row has a region or none: what the regions have is what the tables have.
        let mut pairs = Vec::new();
        for (at, detail) in (0_u16..).zip(self.details) {
            let Sum { rows, wan } = detail.sums.all;
            self.sum_above(first, row, rows_at + at, &rows.to_string(), CellKind::Count)?;
            self.sum_above(first, row, wan_at + at, &decimal(wan), CellKind::Amount)?;
            let run = self.totals.tables[usize::from(at)].amount_wan;
            self.page.number(row, run_at + at, run, CellKind::RunAmount)?;
            let table = self.tables_first + u32::from(at);
            pairs.push((cell(row, rows_at + at), cell(table, 4)));
            pairs.push((cell(row, wan_at + at), cell(row, run_at + at)));
        }
        let (rows, wan) = (self.totals.rows().to_string(), decimal(self.totals.amount_wan()));
        self.across(row, rows_at, tables, &rows, CellKind::Count)?;
        self.across(row, wan_at, tables, &wan, CellKind::Amount)?;
        self.check(row, check_at, &pairs, 0)?;
        self.checks.push(range(first, check_at, row, check_at));
        Ok(row + 1)
    }

    /// The sum of the columns from `at` on, right of them.
    fn across(&mut self, row: u32, at: u16, columns: u16, result: &str, kind: CellKind) -> io::Result<()> {
        let formula = format!("SUM({})", range(row, at, row, at + columns - 1));
        self.page.formula(row, at + columns, &formula, result, kind)
    }

    fn regions(&self) -> BTreeSet<String> {
        let live = self.details.iter().flat_map(|detail| detail.sums.regions.keys());
        let run = self.totals.tables.iter().flat_map(|table| table.regions.keys());
        live.chain(run).cloned().collect()
    }

    fn by_category(&mut self, row: u32) -> io::Result<u32> {
        let heads =
            [shared::TABLE, shared::CATEGORY, words::LIVE_ROWS, words::LIVE_AMOUNT, words::RUN_AMOUNT, words::CHECK]
                .map(|text| self.word(&text));
        let first = self.heading(row, &words::BY_CATEGORY, &heads)?;
        let mut row = first;
        for at in 0..self.details.len() {
            row = self.categories_of(at, row)?;
        }
        self.checks.push(range(first, 5, row.max(first + 1) - 1, 5));
        Ok(row)
    }

    fn categories_of(&mut self, at: usize, mut row: u32) -> io::Result<u32> {
        let details = self.details;
        let (detail, run) = (&details[at], &self.totals.tables[at].categories);
        let (listed, rest) = listed(detail);
        let first = row;
        let live = Live::new(detail, self.context, at);
        let table = self.table_name(at);
        for (name, sum) in &listed {
            self.page.text(row, 0, &table)?;
            let how = match name {
                name if name.is_empty() => How::Blank,
                name if is_plain(name) && !has_twin(name, detail) => How::Same,
                _ => How::Exact,
            };
            let said = if name.is_empty() { self.word(&shared::NONE_GIVEN) } else { (*name).clone() };
            self.page.text(row, 1, &said)?;
            let by = live.by(live.category(), &cell_in(row, 1), how);
            let wan = run.get(name.as_str()).copied().unwrap_or_default();
            self.line_of_category(row, (&by.rows, &by.wan), **sum, wan)?;
            row += 1;
        }
        if !rest.is_empty() {
            let sum = rest
                .iter()
                .fold(Sum::default(), |all, (_, sum)| Sum { rows: all.rows + sum.rows, wan: all.wan + sum.wan });
            let wan = rest.iter().filter_map(|(name, _)| run.get(name.as_str())).sum();
            let said = fill(words::OTHER_CATEGORIES.get(self.context.lang), &[&rest.len().to_string()]);
            self.page.text(row, 0, &table)?;
            self.page.text(row, 1, &said)?;
            let rows = format!("{}-SUM({})", live.all_rows(), range(first, 2, row - 1, 2));
            let amount = format!("{}-SUM({})", live.all_wan(), range(first, 3, row - 1, 3));
            self.line_of_category(row, (&rows, &amount), sum, wan)?;
            row += 1;
        }
        Ok(row)
    }

    fn line_of_category(&mut self, row: u32, live: (&str, &str), sum: Sum, run: Decimal) -> io::Result<()> {
        self.page.formula(row, 2, live.0, &sum.rows.to_string(), CellKind::Count)?;
        self.page.formula(row, 3, live.1, &decimal(sum.wan), CellKind::Amount)?;
        self.page.number(row, 4, run, CellKind::RunAmount)?;
        self.check(row, 5, &[(cell(row, 3), cell(row, 4))], u32::from(sum.wan != run))
    }

    /// The one line at the top.
    fn status(&mut self) -> io::Result<()> {
        let [agree, before, after] =
            [words::ALL_AGREE, words::DIFFER_BEFORE, words::DIFFER_AFTER].map(|text| self.word(&text));
        let differ = format!("SUM({})", self.checks.join(","));
        let formula = format!(r#"IF({differ}=0,"{agree}","{before}"&{differ}&"{after}")"#);
        let result = if self.differ == 0 { agree } else { format!("{before}{}{after}", self.differ) };
        self.page.formula(STATUS, 0, &formula, &result, CellKind::Status)?;
        let rule = ConditionalFormatFormula::new().set_rule(format!("={differ}>0").as_str()).set_format(looks::wrong());
        self.page.sheet.add_conditional_format(STATUS, 0, STATUS, 0, &rule).map_err(failed)?;
        for checks in self.checks.clone() {
            self.page.red_where_positive(&checks)?;
        }
        Ok(())
    }
}

type Named<'a> = Vec<(&'a String, &'a Sum)>;

/// The categories with a line each, by name, and the rest: those with the smallest amounts.
fn listed(detail: &Detail) -> (Named<'_>, Named<'_>) {
    let mut all: Named = detail.sums.categories.iter().collect();
    if all.len() <= MOST_CATEGORIES {
        return (all, Vec::new());
    }
    all.sort_by(|a, b| b.1.wan.cmp(&a.1.wan).then(a.0.cmp(b.0)));
    let rest = all.split_off(MOST_CATEGORIES);
    all.sort_by_key(|(name, _)| *name);
    (all, rest)
}

/// How a cell is compared.
#[derive(Clone, Copy)]
enum How {
    /// As spreadsheets compare criteria: letter case and wildcards aside.
    Same,
    /// Character by character.
    Exact,
    Blank,
}

/// Formulas over one detail sheet.
struct Live<'a> {
    detail: &'a Detail,
    money: Option<String>,
    category: Option<usize>,
}

struct By {
    rows: String,
    wan: String,
}

impl<'a> Live<'a> {
    fn new(detail: &'a Detail, context: &Context, table: usize) -> Live<'a> {
        let rule = &context.rules.tables[table];
        let money = rule.column_of_kind(Kind::Money).and_then(|at| detail.range(What::Field(at, Part::Wan)));
        Live { detail, money, category: rule.column_of_kind(Kind::Category) }
    }

    fn category(&self) -> What {
        What::Field(self.category.unwrap_or_default(), Part::Category)
    }

    fn range(&self, what: What) -> String {
        self.detail.range(what).unwrap_or_default()
    }

    fn all_rows(&self) -> String {
        format!("COUNT({})", self.range(What::Row))
    }

    fn all_wan(&self) -> String {
        self.money.as_ref().map_or("0".to_owned(), |money| format!("SUM({money})"))
    }

    /// Rows and amounts where a column holds what stands in `cell`.
    fn by(&self, what: What, cell: &str, how: How) -> By {
        let range = self.range(what);
        if range.is_empty() || self.detail.sums.all.rows == 0 {
            return By { rows: "0".into(), wan: "0".into() };
        }
        let test = match how {
            How::Same => {
                let rows = format!("COUNTIFS({range},{cell})");
                let wan = self.money.as_ref().map(|money| format!("SUMIFS({money},{range},{cell})"));
                return By { rows, wan: wan.unwrap_or("0".into()) };
            }
            How::Exact => format!("--EXACT({range},{cell})"),
            How::Blank => format!(r#"--({range}="")"#),
        };
        let wan = self.money.as_ref().map(|money| format!("SUMPRODUCT({test},{money})"));
        By { rows: format!("SUMPRODUCT({test})"), wan: wan.unwrap_or("0".into()) }
    }
}

/// A criterion that spreadsheets take as it stands: no wildcard, no operator, nothing like a number or
/// a date, not too long.
fn is_plain(name: &str) -> bool {
    const LONGEST: usize = 100;
    let is_plain = |c: char| !c.is_ascii() && (c.is_alphabetic() || "、，（）《》“”·".contains(c));
    name.chars().all(is_plain) && name.chars().count() <= LONGEST
}

/// Another category differs from this one in letter case alone.
fn has_twin(name: &str, detail: &Detail) -> bool {
    let lower = name.to_lowercase();
    lower != name || detail.sums.categories.keys().any(|other| other != name && other.to_lowercase() == lower)
}

fn cell(row: u32, column: u16) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, column)
}

/// With a fixed column.
fn cell_in(row: u32, column: u16) -> String {
    format!("${}", cell(row, column))
}

fn range(first_row: u32, first: u16, last_row: u32, last: u16) -> String {
    format!("{}:{}", cell(first_row, first), cell(last_row, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn criteria_that_are_no_patterns() {
        for (name, plain) in [
            ("知识产权强市、强县建设", true),
            ("A类", false),
            ("＝甲", false),
            ("甲*", false),
            ("3月", false),
            ("２月", false),
            (&"长".repeat(300), false),
        ] {
            assert_eq!(is_plain(name), plain, "{name}");
        }
    }
}

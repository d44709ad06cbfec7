//! Decides which table of the form a segment is, and gathers the segments of each table.
//!
//! Evidence, strongest first: a title or subtitle before the table or inside it; how well the
//! header fits; whether the categories are those of the table; what came before.

use super::grid::Grid;
use super::header::{Fit, HeaderIndex};
use super::rows::{self, Columns};
use super::segment::{self, Segment};
use super::titles::{Titles, folded_lines};
use crate::model::document::Table;
use crate::model::fold::{fold, is_blank, strip_number};
use crate::model::reading::{HeaderReading, Reason, TableReading};
use crate::model::unit::MoneyUnit;
use crate::rules::{Kind, RuleSet};

/// Paragraphs before a table among which its title is looked for.
const TITLE_REACH: usize = 8;
/// Least share of a form table's columns that a header must have.
const LEAST_FIT: f64 = 0.5;
/// Evidence for two tables that differs by less than this leaves it open which one it is.
const CLEAR: f64 = 0.05;
/// A headerless piece is a continuation only if no more than this many lines stand before it.
const CONTINUATION_LINES: usize = 2;

/// So many rows below a header may still belong to it.
const HEADER_REST: usize = 2;

/// Takes up paragraphs and tables in reading order.
pub struct Recogniser<'a> {
    rules: &'a RuleSet,
    readings: Vec<Option<TableReading>>,
    /// Paragraphs since the last table, folded.
    lines: Vec<String>,
    /// The unit of money that one of them states.
    unit: Option<MoneyUnit>,
    titles: Titles<'a>,
    last: Option<Last>,
}

/// The table that was last added to.
struct Last {
    table: usize,
    grid_columns: usize,
    columns: Columns,
    units: Vec<Option<MoneyUnit>>,
}

impl<'a> Recogniser<'a> {
    pub fn new(rules: &'a RuleSet) -> Recogniser<'a> {
        Recogniser {
            rules,
            readings: rules.tables.iter().map(|_| None).collect(),
            lines: Vec::new(),
            unit: None,
            titles: Titles::new(rules),
            last: None,
        }
    }

    pub fn paragraph(&mut self, text: &str) {
        for line in text.lines().filter(|line| !is_blank(line)) {
            self.lines.push(fold(line));
            self.unit = MoneyUnit::stated_in(line).or(self.unit);
        }
    }

    /// Takes up a table; false if nothing in it is the form's.
    pub fn table(&mut self, table: &Table, ordinal: usize, index: &HeaderIndex) -> bool {
        if table.rows == 0 || table.columns == 0 {
            return false;
        }
        let grid = Grid::new(table);
        let segments = segment::cut(&grid, index);
        let mut taken = false;
        for (at, segment) in segments.iter().enumerate() {
            let own = self.segment(&grid, segment, ordinal, index);
            taken |= own;
            // Rows of labels between a title and the header leave the title to the header.
            if own || segment.header.is_some() || at + 1 == segments.len() {
                self.lines.clear();
                self.unit = None;
            }
        }
        if !taken {
            self.last = None;
        }
        taken
    }

    pub fn finish(self) -> Vec<TableReading> {
        self.readings.into_iter().flatten().collect()
    }

    fn segment(&mut self, grid: &Grid, segment: &Segment, ordinal: usize, index: &HeaderIndex) -> bool {
        let titles = self.title_evidence(grid, segment);
        let fit = match segment.header {
            Some((row, _)) => self.choose(grid, segment, &titles, index).map(|mut fit| {
                fit.reading.source = grid.source(ordinal, row).0;
                fit
            }),
            None => self.without_header(grid, segment, &titles),
        };
        let Some(fit) = fit else { return false };
        self.take(grid, segment, ordinal, fit);
        true
    }

    /// How strongly titles speak for each table: 0 nothing, 1 a title, 2 title and subtitle.
    fn title_evidence(&self, grid: &Grid, segment: &Segment) -> Vec<f64> {
        let mut lines: Vec<String> = self.lines.iter().rev().take(TITLE_REACH).cloned().collect();
        let above: &[usize] =
            if segment.header.is_some() { &segment.title_rows } else { &segment.rows[..segment.rows.len().min(2)] };
        for &row in above {
            if let Some(cell) = grid.only_text(row) {
                lines.extend(folded_lines(&cell.text));
            }
        }
        self.titles.evidence(&lines)
    }

    fn choose(&self, grid: &Grid, segment: &Segment, titles: &[f64], index: &HeaderIndex) -> Option<Fit> {
        let untitled = titles.iter().all(|score| *score == 0.0);
        let mut fits: Vec<(f64, f64, Fit)> = (0..self.rules.tables.len())
            .map(|table| index.fit(&segment.columns, table))
            .filter(|fit| fit.score >= LEAST_FIT)
            .map(|fit| {
                let table = fit.table;
                let carried = untitled && self.last.as_ref().is_some_and(|last| last.table == table);
                let again = self.readings[table].is_some() && !carried;
                let said = fit.score + 1.5 * titles[table] + 0.6 * self.category_evidence(grid, segment, &fit);
                let weight = said + if carried { 0.2 } else { 0.0 } - if again && untitled { 0.1 } else { 0.0 };
                (weight, said, fit)
            })
            .collect();
        // Of equals the first in the form's order.
        fits.sort_by(|a, b| if (a.0 - b.0).abs() < 1e-9 { a.2.table.cmp(&b.2.table) } else { b.0.total_cmp(&a.0) });
        let (_, said, best) = fits.first()?;
        let anew = untitled && self.begins_anew(grid, segment, best);
        let rival = (fits[1..].iter())
            .find(|(_, other, fit)| best.reading.is_as_good(&fit.reading) && (anew || said - other < CLEAR))
            .map(|(.., fit)| fit.table);
        let (_, _, mut fit) = fits.into_iter().next()?;
        fit.reading.rival = rival;
        Some(fit)
    }

    /// A piece with its own header and no title that would carry on a table although it counts its
    /// rows from one again.
    fn begins_anew(&self, grid: &Grid, segment: &Segment, fit: &Fit) -> bool {
        let rule = &self.rules.tables[fit.table];
        let (Some(reading), Some(column)) = (&self.readings[fit.table], rule.column_of_kind(Kind::Serial)) else {
            return false;
        };
        let Some((at, _)) = fit.columns[column] else { return false };
        let is_one = |text: &str| matches!(fold(text).as_str(), "1" | "一");
        let first = segment.rows.iter().filter_map(|row| grid.cell(*row, at)).find(|cell| !is_blank(&cell.text));
        first.is_some_and(|cell| is_one(&cell.text))
            && reading.rows.first().is_some_and(|row| is_one(&row.cells[column].text))
    }

    /// The share of category cells that the table allows; a half where it allows any.
    fn category_evidence(&self, grid: &Grid, segment: &Segment, fit: &Fit) -> f64 {
        let rule = &self.rules.tables[fit.table];
        let Some(column) = rule.column_of_kind(Kind::Category) else { return 0.5 };
        let (Some(allowed), Some((at, to))) = (&rule.columns[column].one_of, fit.columns[column]) else { return 0.5 };
        let (mut seen, mut known) = (0_u32, 0_u32);
        for &row in segment.rows.iter().take(40) {
            let Some(cell) = grid.cell(row, at).filter(|cell| cell.row == row && !is_blank(&cell.text)) else {
                continue;
            };
            let folded = fold(strip_number(&cell.text));
            // 小计 and / are no categories of any table, nor is what reaches in from other columns.
            if cell.column != at
                || cell.column + cell.column_span > to
                || self.rules.words.says_nothing(&cell.text)
                || rows::total_word(&self.rules.words, &folded).is_some()
            {
                continue;
            }
            seen += 1;
            known += u32::from(
                allowed.iter().any(|c| c.key == folded || c.aliases.contains(&folded) || c.key.contains(&folded)),
            );
        }
        if seen == 0 { 0.5 } else { f64::from(known) / f64::from(seen) }
    }

    /// A piece without a header: carries the last table on, or follows its own title.
    fn without_header(&self, grid: &Grid, segment: &Segment, titles: &[f64]) -> Option<Fit> {
        let titled = (0..titles.len()).filter(|t| titles[*t] >= 0.9).max_by(|a, b| titles[*a].total_cmp(&titles[*b]));
        let columns = grid.table.columns;
        match (titled, &self.last) {
            (Some(table), Some(last)) if last.table == table && last.grid_columns == columns => {
                Some(self.carried(last))
            }
            (Some(table), _) => {
                let rule = &self.rules.tables[table];
                // Without a header only the very number of columns says which is which.
                (rule.columns.len() == columns && segment.rows.len() > 1).then(|| Fit {
                    table,
                    columns: (0..columns).map(|at| Some((at, at + 1))).collect(),
                    units: vec![None; columns],
                    reading: HeaderReading { columns: vec![None; columns], absent: true, ..HeaderReading::default() },
                    score: 0.0,
                })
            }
            (None, Some(last))
                if last.grid_columns == columns && self.few_lines() && !self.has_other_header(grid, segment, last) =>
            {
                Some(self.carried(last))
            }
            _ => None,
        }
    }

    /// The piece begins with a header of its own that is none of the form's: short words without a
    /// number in every column, the amount's too.
    fn has_other_header(&self, grid: &Grid, segment: &Segment, last: &Last) -> bool {
        const LONGEST: usize = 36;
        let Some(&row) = segment.rows.first() else { return false };
        let plain = |text: &str| {
            text.len() <= LONGEST && !text.contains(|c: char| c.is_numeric()) && !self.rules.words.says_nothing(text)
        };
        let rule = &self.rules.tables[last.table];
        let money = rule.column_of_kind(Kind::Money).and_then(|column| last.columns[column]);
        let filled = grid.row(row).filter(|cell| cell.row == row && !is_blank(&cell.text)).count();
        filled * 4 >= grid.table.columns * 3
            && money.is_none_or(|(at, _)| grid.cell(row, at).is_some_and(|cell| !is_blank(&cell.text)))
            && grid.row(row).all(|cell| is_blank(&cell.text) || plain(&cell.text))
    }

    fn carried(&self, last: &Last) -> Fit {
        Fit {
            table: last.table,
            columns: last.columns.clone(),
            units: last.units.clone(),
            reading: HeaderReading::default(),
            score: 0.0,
        }
    }

    fn few_lines(&self) -> bool {
        let continued = |line: &String| self.rules.words.continued.iter().any(|word| line.contains(word.as_str()));
        self.lines.iter().filter(|line| !continued(line)).count() <= CONTINUATION_LINES
    }

    fn take(&mut self, grid: &Grid, segment: &Segment, ordinal: usize, fit: Fit) {
        let units = self.units(grid, segment, &fit);
        let reading = self.readings[fit.table].get_or_insert_with(|| TableReading {
            table: fit.table,
            header: fit.reading.clone(),
            ..TableReading::default()
        });
        let context = rows::Context {
            rules: self.rules,
            rule: &self.rules.tables[fit.table],
            grid,
            ordinal,
            columns: &fit.columns,
            units: &units,
        };
        reading.header.rival = reading.header.rival.or(fit.reading.rival);
        let begun = reading.seen > 0 || !reading.header.columns.iter().any(Option::is_some);
        if begun && segment.header.is_some() {
            // The first header of a reading is no row; every further one is put aside.
            for &row in &segment.title_rows {
                rows::put_aside(reading, &context, row, Reason::Title);
            }
            if let Some((row, _)) = segment.header {
                rows::put_aside(reading, &context, row, Reason::RepeatedHeader);
            }
        }
        let mut below = segment.rows.iter().copied().peekable();
        for _ in 0..HEADER_REST {
            if let Some(row) = below.next_if(|row| segment.header.is_some() && rows::is_header_rest(&context, *row)) {
                rows::put_aside(reading, &context, row, Reason::RepeatedHeader);
            }
        }
        for row in below {
            rows::take(reading, &context, row);
        }
        self.last = Some(Last { table: fit.table, grid_columns: grid.table.columns, columns: fit.columns, units });
    }

    /// The unit of each money column: its header's, that of a row right below it, or of a line or row
    /// above the table where the form's own header names none.
    fn units(&self, grid: &Grid, segment: &Segment, fit: &Fit) -> Vec<Option<MoneyUnit>> {
        let rule = &self.rules.tables[fit.table];
        let stated = (segment.title_rows.iter().flat_map(|row| grid.row(*row)))
            .find_map(|cell| cell.text.lines().find_map(MoneyUnit::stated_in))
            .or(self.unit);
        (rule.columns.iter().zip(&fit.columns).zip(&fit.units))
            .map(|((column, place), unit)| {
                if column.kind != Kind::Money {
                    return None;
                }
                let below = || {
                    let row = segment.rows.first().filter(|_| segment.header.is_some())?;
                    let text = fold(&grid.cell(*row, place.as_ref()?.0)?.text);
                    (text.len() <= 12 && text.starts_with('(') && text.ends_with(')'))
                        .then(|| MoneyUnit::named_in(&text))
                        .flatten()
                };
                unit.or_else(below).or_else(|| stated.filter(|_| MoneyUnit::of_header(&column.header).is_none()))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::Fitter;
    use crate::model::document::{Block, Cell, Document, Facts, Paragraph, Table};
    use crate::rules::RuleSet;

    /// The table of the form that a title above a table with the header of two of them leads to.
    #[track_caller]
    fn check(title: &str, above_header: &[&str], expected: &str) {
        const HEADER: &str = "序号|类型|主要工作内容|经费安排（万元）|拟设置项目|项目数及单项金额|项目设置必要性|项目设置政策依据|项目绩效|备注";
        const DATA: &str = "1||工作|30|甲项目|3个，每个10万元|必要|《条例》|绩效|";
        let rules = RuleSet::builtin();
        let lines: Vec<&str> = above_header.iter().copied().chain([HEADER, DATA]).collect();
        let mut table = Table { rows: lines.len(), columns: 10, ..Table::default() };
        for (row, line) in lines.iter().enumerate() {
            for (column, text) in line.split('|').enumerate() {
                table.cells.push(Cell {
                    row,
                    column,
                    row_span: 1,
                    column_span: 1,
                    text: text.into(),
                    ..Cell::default()
                });
            }
        }
        let line = Block::Paragraph(Paragraph { text: title.into(), place: None });
        let document = Document { blocks: vec![line, Block::Table(table)], facts: Facts::default() };
        let layout = Fitter::new(&rules).read(&document);
        let found: Vec<&str> = layout.readings.iter().map(|reading| rules.tables[reading.table].id.as_str()).collect();
        assert_eq!(found, [expected], "{title} {above_header:?}");
    }

    #[test]
    fn titles_reach_over_rows_of_labels() {
        check("2024年度知识产权项目需求征集表（一）", &[], "1");
        check("2024年度知识产权项目需求征集表（三）", &[], "3");
        check("2024年度知识产权项目需求征集表（三）", &["所属地区|甲市|批次|第一批"], "3");
        check(
            "2024年度知识产权项目需求征集表（三）",
            &["所属地区|甲市|批次|第一批", "办公地址|甲路1号|邮编|510000"],
            "3",
        );
    }
}

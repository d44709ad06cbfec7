//! One sheet for each table of the form: every row, headed in the form's own words, with typed
//! numbers, what was written beside them, and marks and notes where something was found.

use std::collections::{BTreeSet, HashMap};
use std::io;

use rust_xlsxwriter::Workbook;

use super::line::Line;
use super::sums::TableSums;
use crate::catalogue::{fill, shared, workbook as words};
use crate::model::anomaly::Anomaly;
use crate::model::record::Record;
use crate::model::report::FileEntry;
use crate::model::text::Lang;
use crate::outputs::Context;
use crate::outputs::looks::Look;
use crate::outputs::xlsx::{A3, Column, Layout, List, sheet_name};
use crate::rules::{Part, RuleSet, TableRule};

/// The sheets of all tables, in the order of the rules.
pub struct Details<'a> {
    context: &'a Context<'a>,
    pub sheets: Vec<Detail>,
}

/// The sheet of one table.
pub struct Detail {
    pub name: String,
    pub list: List,
    pub sums: TableSums,
    columns: Vec<What>,
}

/// What a column gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Unit,
    RegionCode,
    RegionName,
    Row,
    Status,
    /// Of a column of the table in the rules.
    Field(usize, Part),
    Findings,
    Corrected,
    File,
    Source,
    Open,
    RowId,
}

/// Where a finding is told in full: by its place in [`FileBody::anomalies`], its row (from 0) in the
/// sheet of anomalies.
///
/// [`FileBody::anomalies`]: crate::model::report::FileBody::anomalies
pub struct Told<'a> {
    pub anomalies: &'a [Anomaly],
    /// Row of the first of them.
    pub first_row: u32,
    /// Names of sheets.
    pub findings: &'a str,
    pub files: &'a str,
}

const TITLE: u32 = 0;
const HEADER: u32 = 1;
/// Where the sheet of files asks for the folder of the inbox.
pub const FOLDER_CELL: &str = "$B$2";

impl<'a> Details<'a> {
    /// # Errors
    /// When a sheet cannot be begun.
    pub fn begin(
        context: &'a Context<'a>,
        workbook: &mut Workbook,
        taken: &mut BTreeSet<String>,
    ) -> io::Result<Details<'a>> {
        let sheets = (context.rules.tables.iter())
            .map(|rule| Detail::begin(context, workbook, rule, taken))
            .collect::<io::Result<_>>()?;
        Ok(Details { context, sheets })
    }

    /// Writes the rows of a file; gives the place of each: its table and number to its row (from 0).
    ///
    /// # Errors
    /// When a row cannot be written.
    pub fn file(
        &mut self,
        entry: &FileEntry,
        records: &[Record],
        told: &Told,
    ) -> io::Result<HashMap<(usize, u32), u32>> {
        let mut of_row: HashMap<(&str, u32), Vec<usize>> = HashMap::new();
        for (at, anomaly) in told.anomalies.iter().enumerate() {
            if let Some(row) = anomaly.row {
                of_row.entry((&anomaly.table, row)).or_default().push(at);
            }
        }
        let rules = self.context.rules;
        let region = self.context.regions.full_name(&entry.digest.submitter.region);
        let mut places = HashMap::new();
        for record in records {
            let rule = &rules.tables[record.table];
            let found = of_row.get(&(rule.id.as_str(), record.number)).map_or(&[][..], Vec::as_slice);
            let Some(detail) = self.sheets.get_mut(record.table) else { continue };
            detail.sums.add(record, rule, &entry.digest.submitter.region);
            places.insert((record.table, record.number), detail.list.row());
            let line = Line { rules, lang: self.context.lang, rule, entry, region: &region, record, found, told };
            line.write(&detail.columns, &mut detail.list)?;
        }
        Ok(places)
    }

    /// # Errors
    /// When a sheet cannot be finished.
    pub fn finish(&mut self) -> io::Result<()> {
        let lang = self.context.lang;
        for (detail, rule) in self.sheets.iter_mut().zip(&self.context.rules.tables) {
            let rows = detail.sums.all.rows.to_string();
            let printed = detail.columns.iter().take_while(|what| what.is_printed()).count();
            detail.list.finish(&Layout { frozen: 1, printed, paper: A3 })?;
            // Stands on every printed page, with the count that is known only now.
            let title = fill(words::DETAIL_TITLE.get(lang), &[rule.title.as_str(), &rows]);
            detail.list.sheet.set_header(format!("&C{}", title.replace('&', "&&")));
        }
        Ok(())
    }
}

impl What {
    fn is_printed(self) -> bool {
        match self {
            What::Field(_, part) => !matches!(part, Part::Raw | Part::Titles | Part::Numbers),
            What::Corrected | What::File | What::Source | What::Open | What::RowId => false,
            _ => true,
        }
    }
}

impl Detail {
    fn begin(
        context: &Context,
        workbook: &mut Workbook,
        rule: &TableRule,
        taken: &mut BTreeSet<String>,
    ) -> io::Result<Detail> {
        let lang = context.lang;
        let wanted = format!("{}{} {}", words::TABLE.get(lang), rule.id, rule.subtitle_or_title());
        let name = sheet_name(&wanted, taken);
        let columns = columns(context.rules, rule);
        let heads = columns.iter().map(|what| column(*what, rule, lang)).collect();
        let mut list = List::begin(workbook, &name, HEADER, heads, lang)?;
        let title =
            if rule.subtitle.is_empty() { rule.title.clone() } else { format!("{}　{}", rule.title, rule.subtitle) };
        list.above(TITLE, 0, &title, true)?;
        list.head()?;
        Ok(Detail { name, list, sums: TableSums::default(), columns })
    }

    /// A column's cells of all rows as a formula names them.
    pub fn range(&self, what: What) -> Option<String> {
        let at = self.columns.iter().position(|column| *column == what)? as u16;
        Some(self.list.range(&self.name, at))
    }
}

/// First whose row it is, then the form's columns, then what was written and where.
fn columns(rules: &RuleSet, rule: &TableRule) -> Vec<What> {
    // What is taken out of a text stands apart from it: the form has no such columns.
    let is_form = |part| !matches!(part, Part::Raw | Part::Titles | Part::Numbers);
    let parts = |form: bool| {
        (rule.columns.iter().enumerate()).flat_map(move |(at, column)| {
            (rules.outputs.iter())
                .filter(move |output| output.field == column.field && is_form(output.part) == form)
                .map(move |output| What::Field(at, output.part))
        })
    };
    let mut columns = vec![What::Unit, What::RegionName, What::RegionCode, What::Row, What::Status, What::Findings];
    columns.extend(parts(true));
    columns.extend(parts(false));
    columns.extend([What::Corrected, What::File, What::Source, What::Open, What::RowId]);
    columns
}

fn column(what: What, rule: &TableRule, lang: Lang) -> Column {
    let (head, widest, look) = match what {
        What::Unit => (shared::UNIT, 24, Look::Long),
        What::RegionName => (words::REGION_NAME, 18, Look::Text),
        What::RegionCode => (words::REGION_CODE, 10, Look::Text),
        What::Row => (shared::ROW, 6, Look::Count),
        What::Status => (words::STATUS, 12, Look::Text),
        What::Findings => (words::FINDINGS_HERE, 8, Look::Count),
        What::Corrected => (words::CORRECTED_FIELDS, 20, Look::QuietLong),
        What::File => (words::SOURCE_FILE, 40, Look::QuietLong),
        What::Source => (shared::SOURCE, 28, Look::QuietLong),
        What::Open => (words::OPEN_FILE, 8, Look::QuietLong),
        What::RowId => (words::ROW_ID, 22, Look::Quiet),
        What::Field(at, part) => return field_column(rule, at, part, lang),
    };
    Column::new(head.get(lang), widest, look)
}

fn field_column(rule: &TableRule, at: usize, part: Part, lang: Lang) -> Column {
    let header = rule.columns[at].header.as_str();
    let has_unit = header.contains(words::IN_WAN.get(lang).trim_matches(['{', '}', ' ', '（', '）', '(', ')']));
    let (head, widest, look) = match part {
        Part::Text => return Column::new(header, 36, Look::Long),
        Part::Category => return Column::new(header, 18, Look::Long),
        Part::Wan if has_unit => return Column::new(header, 14, Look::Amount),
        Part::Wan => (words::IN_WAN, 14, Look::Amount),
        Part::Count => (words::COUNT_OF, 12, Look::Count),
        Part::UnitWan => (words::UNIT_AMOUNT_OF, 14, Look::Amount),
        Part::Titles => (words::TITLES_OF, 30, Look::QuietLong),
        Part::Numbers => (words::NUMBERS_OF, 22, Look::QuietLong),
        Part::Raw => (words::AS_WRITTEN, 26, Look::QuietLong),
    };
    Column::new(fill(head.get(lang), &[header]), widest, look)
}

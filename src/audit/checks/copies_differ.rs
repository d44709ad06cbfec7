//! `copies-differ`

use crate::audit::versions::{Pair, align, differing, whole_row};
use crate::audit::{Check, Findings, Meta, PrintView, quote};
use crate::model::anomaly::Severity;
use crate::model::fold::fold;
use crate::model::record::{Record, Status};
use crate::model::text::Text;
use crate::rules::Kind;
pub struct Found;

static META: Meta = Meta {
    id: "copies-differ",
    severity: Severity::Warning,
    title: Text::fixed("Word 与盖章件不一致", "the Word file and the print of it differ"),
    finds: Text::fixed(
        "同一单位一起报来的 Word 与 PDF（OFD）逐格对照，内容不一样的格子；空白、全半角、金额写法不算。金额不同是错误。一张表列前十处；多数行都不同的只说一次。",
        "Cells that differ between a Word file and the PDF (OFD) sent with it; white space, full-width forms and the way an amount is written aside. A different amount is an error. Of a table the first ten are listed; one in which most rows differ is spoken of once.",
    ),
    why: Text::fixed(
        "汇总的是 Word，单位盖章确认的是 PDF，两者应当是同一份。",
        "The Word file is counted, the print is what the unit signed: they should be the same.",
    ),
    mend: Text::fixed("请报送单位确认以哪一份为准。", "Ask the unit which of the two holds."),
};

/// Differences of one table that are listed one by one.
const LISTED: usize = 10;

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn print(&self, view: &PrintView, found: &mut Findings) {
        let mut differences = differences(view);
        if is_another_version(&differences, view) {
            report_whole(differences.len(), view, found);
            return;
        }
        let unlisted = differences.len().saturating_sub(LISTED);
        // Amounts first: they must not be among those that are only counted.
        differences.sort_by_key(|difference| !difference.is_money(view));
        differences.truncate(LISTED);
        differences.iter().for_each(|difference| report(difference, view, found));
        if unlisted > 0 {
            report_whole(unlisted, view, found);
        }
    }
}

/// A cell that differs, or with no column a row that one of the two lacks.
struct Difference<'a> {
    original: Option<&'a Record>,
    print: Option<&'a Record>,
    column: Option<usize>,
}

impl Difference<'_> {
    fn is_money(&self, view: &PrintView) -> bool {
        let column = self.column.and_then(|column| view.table.columns.get(column));
        column.is_some_and(|column| column.kind == Kind::Money)
    }
}

fn differences<'a>(view: &PrintView<'a>) -> Vec<Difference<'a>> {
    let (original, print) = (view.original.1, view.print.1);
    let mut found = Vec::new();
    for Pair { before, after } in align(print, original, view.table) {
        let one = after.and_then(|at| original.get(at)).copied();
        let other = before.and_then(|at| print.get(at)).copied();
        match (one, other) {
            (Some(a), Some(b)) => {
                let above = after.and_then(|at| at.checked_sub(1)).and_then(|at| original.get(at)).copied();
                found.extend(
                    (differing(a, b, view.table).into_iter())
                        .filter(|column| !is_cut_by_page(a, above, b, *column, view))
                        .map(|column| Difference { original: one, print: other, column: Some(column) }),
                );
            }
            (Some(record), None) | (None, Some(record)) if record.status != Status::Untouched => {
                found.push(Difference { original: one, print: other, column: None });
            }
            _ => {}
        }
    }
    found
}

/// On a page a merged cell ends with the page: below, the rest of it is empty.
fn is_cut_by_page(original: &Record, above: Option<&Record>, print: &Record, column: usize, view: &PrintView) -> bool {
    let Some((here, there)) = original.fields.get(column).zip(print.fields.get(column)) else { return false };
    let category = view.table.columns.get(column).is_some_and(|column| column.kind == Kind::Category);
    let spans = here.continued
        || above.and_then(|above| above.fields.get(column)).is_some_and(|field| fold(&field.raw) == fold(&here.raw));
    there.is_empty() && (spans || category) || here.is_empty() && category
}

/// More rows differ than agree: this is no print of the file.
fn is_another_version(differences: &[Difference], view: &PrintView) -> bool {
    let mut rows: Vec<(Option<u32>, Option<u32>)> = (differences.iter())
        .map(|difference| (difference.original.map(|record| record.number), difference.print.map(|r| r.number)))
        .collect();
    rows.sort_unstable();
    rows.dedup();
    let used = |records: &[&Record]| records.iter().filter(|record| record.status != Status::Untouched).count();
    // Not one row in common, and that of several.
    let no_row = differences.len() > 2 && differences.iter().all(|difference| difference.column.is_none());
    (differences.len() > LISTED || no_row) && rows.len() * 2 > used(view.original.1).max(used(view.print.1))
}

fn report_whole(count: usize, view: &PrintView, found: &mut Findings) {
    found.at_table(&view.table.id, None);
    let print = &view.print.0.path;
    let anomaly = found.report(
        &META,
        Text::new(
            format!("本表与“{print}”有 {count} 处不同没有逐一列出，两份很可能不是同一版本"),
            format!("{count} differences from {print} are not listed: perhaps another version"),
        ),
    );
    anomaly.value = count.to_string();
    anomaly.expected.clone_from(print);
}

/// A file with tracked deletions may be printed with them: then the print holds every character of
/// the file's cell in order, and more.
fn may_be_struck(here: &str, there: &str, view: &PrintView) -> bool {
    let mut printed = fold(there).chars().collect::<Vec<char>>().into_iter();
    view.original.0.facts.deletions > 0 && !here.is_empty() && fold(here).chars().all(|c| printed.any(|p| p == c))
}

fn report(difference: &Difference, view: &PrintView, found: &mut Findings) {
    let print = &view.print.0.path;
    match difference.original {
        Some(record) => found.at_row(view.original.0, &view.table.id, record),
        None => found.at_table(&view.table.id, None),
    }
    let rule = difference.column.and_then(|at| view.table.columns.get(at)).and_then(|c| view.rules.fields.get(c.field));
    let said = |record: Option<&Record>| -> String {
        record.map_or(String::new(), |record| match difference.column {
            Some(column) => record.fields.get(column).map_or(String::new(), |field| field.raw.clone()),
            None => whole_row(record, view.table),
        })
    };
    let (here, there) = (said(difference.original), said(difference.print));
    let number = difference.print.map_or(0, |record| record.number);
    let message = match (rule, difference.original, difference.print) {
        (Some(rule), ..) => Text::new(
            format!("“{}”这里是“{}”，“{print}”第 {number} 行是“{}”", rule.label, quote(&here), quote(&there)),
            format!("{}: “{}” here, “{}” in row {number} of {print}", rule.label, quote(&here), quote(&there)),
        ),
        (None, Some(_), _) => Text::new(format!("“{print}”里没有这一行"), format!("{print} does not have this row")),
        _ => Text::new(
            format!("“{print}”第 {number} 行在这里没有：“{}”", quote(&there)),
            format!("row {number} of {print} is not here: “{}”", quote(&there)),
        ),
    };
    let struck = may_be_struck(&here, &there, view);
    let anomaly = found.report(&META, if struck { with_note(message) } else { message });
    if difference.is_money(view) && !struck {
        anomaly.severity = Severity::Error;
    }
    anomaly.field = rule.map_or(String::new(), |rule| rule.id.clone());
    (anomaly.value, anomaly.expected) = (here, there);
}

fn with_note(message: Text) -> Text {
    Text::new(
        format!("{}；原件有未接受的修订，也可能是把删去的字一起打印了", message.zh),
        format!("{}; the file has pending revisions, and the struck words may have been printed too", message.en),
    )
}

#[cfg(test)]
mod tests {
    use crate::audit::checks::harness::{Row, digest, records, rows};
    use crate::audit::{PrintView, audit_print};
    use crate::model::anomaly::Severity;
    use crate::model::record::Record;
    use crate::model::report::State;
    use crate::rules::RuleSet;

    /// Rows of the Word file and of its print; severity, row and field of what is said.
    #[track_caller]
    fn check(original: &[Row], print: &[Row], expected: &[(Severity, Option<u32>, &str)]) {
        let rules = RuleSet::builtin();
        let (word, pdf) = (digest(State::Form), digest(State::Form));
        let (original, print) = (records(&rows("1", original)), records(&rows("1", print)));
        let (original, print): (Vec<&Record>, Vec<&Record>) = (original.iter().collect(), print.iter().collect());
        let view =
            PrintView { rules: &rules, table: &rules.tables[0], original: (&word, &original), print: (&pdf, &print) };
        let found = audit_print(&view);
        let said: Vec<_> = found.iter().map(|a| (a.severity, a.row, a.field.as_str())).collect();
        assert_eq!(said, expected, "{found:#?}");
    }

    #[test]
    fn a_file_and_its_print() {
        let row = |changes: Row<'static>| -> Row<'static> { changes };
        check(&[row(vec![]), row(vec![])], &[row(vec![]), row(vec![])], &[]);
        check(
            &[row(vec![("amount", "60")])],
            &[row(vec![("amount", "６０万元"), ("project", "project 的内容0")])],
            &[],
        );
        check(
            &[row(vec![])],
            &[row(vec![("amount", "80"), ("necessity", "另一个理由")])],
            &[(Severity::Error, Some(1), "amount"), (Severity::Warning, Some(1), "necessity")],
        );
        let other = vec![
            ("project", "港区商标侵权线索核查"),
            ("work", "在港区核查"),
            ("necessity", "急需"),
            ("performance", "核查三百条"),
        ];
        check(&[row(vec![]), other.clone()], &[row(vec![])], &[(Severity::Warning, Some(2), "")]);
        check(&[row(vec![])], &[row(vec![]), other], &[(Severity::Warning, None, "")]);
    }
}

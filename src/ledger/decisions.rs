//! Decisions about findings, as they come back in the workbook's 异常 sheet or in a CSV file.

use std::collections::HashMap;

use super::sheet::{Header, Sheet};
use crate::catalogue::ledger as words;
use crate::model::anomaly::State;
use crate::model::decision::Decision;
use crate::model::fold::fold;
use crate::model::text::{Lang, Text};

/// All decisions of a run, by the id of what they decide.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    /// In the order of the file.
    list: Vec<Decision>,
    by_id: HashMap<String, usize>,
    /// Lines that decide nothing, and why.
    pub left: Vec<(Decision, Text)>,
}

/// What a column of a decision is.
#[derive(Clone, Copy)]
enum Column {
    Id,
    Decision,
    Value,
    Note,
    By,
    When,
    File,
    Fingerprint,
}

/// The columns, their words and the names that a CSV file may use for them.
const COLUMNS: [(Column, Text, &[&str]); 8] = [
    (Column::Id, words::ANOMALY_ID, &["anomaly"]),
    (Column::Decision, words::DECISION, &["state"]),
    (Column::Value, words::CORRECTED_VALUE, &["corrected_value", "corrected"]),
    (Column::Note, words::NOTE, &[]),
    (Column::By, words::DECIDED_BY, &["decided_by", "by"]),
    (Column::When, words::DECIDED_WHEN, &["decided_when", "when"]),
    (Column::File, words::FILE, &[]),
    (Column::Fingerprint, words::FINGERPRINT, &["sha256"]),
];

impl Decisions {
    /// Takes every filled-in line of every sheet that has the columns of decisions. The last one about
    /// an anomaly stands.
    ///
    /// # Errors
    /// When no sheet has these columns.
    pub fn read(sheets: &[Sheet]) -> Result<Decisions, Text> {
        let names: Vec<Vec<String>> = COLUMNS.iter().map(|(_, text, more)| names(text, more)).collect();
        let needed = [Column::Id as usize, Column::Decision as usize];
        let mut decisions = Decisions::default();
        let mut found = false;
        for sheet in sheets {
            let Some(header) = sheet.header(&names, &needed) else { continue };
            found = true;
            (header.row + 1..sheet.rows.len()).for_each(|row| decisions.line(sheet, &header, row));
        }
        if found { Ok(decisions) } else { Err(no_columns()) }
    }

    fn line(&mut self, sheet: &Sheet, header: &Header, row: usize) {
        let text = |column: Column| sheet.text(row, header.columns[column as usize]).to_owned();
        let (said, value) = (text(Column::Decision), text(Column::Value));
        if said.is_empty() && value.is_empty() {
            return;
        }
        let mut decision = Decision {
            anomaly: text(Column::Id),
            state: State::Open,
            value,
            note: text(Column::Note),
            by: text(Column::By),
            when: text(Column::When),
            file: text(Column::File),
            sha256: text(Column::Fingerprint),
            place: sheet.place(row),
        };
        match problem(&said, &mut decision) {
            Some(why) => self.left.push((decision, why)),
            // Written back as it was given out.
            None if decision.state == State::Open => {}
            None => {
                self.by_id.insert(decision.anomaly.clone(), self.list.len());
                self.list.push(decision);
            }
        }
    }

    pub fn get(&self, anomaly: &str) -> Option<&Decision> {
        self.by_id.get(anomaly).map(|at| &self.list[*at])
    }

    /// Those that stand, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Decision> {
        self.list.iter().enumerate().filter(|(at, decision)| self.by_id[&decision.anomaly] == *at).map(|(_, d)| d)
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// Enters what was decided; why nothing was, if so.
fn problem(said: &str, decision: &mut Decision) -> Option<Text> {
    if decision.anomaly.is_empty() {
        return Some(Text::fixed("缺编号，不知道是对哪一条问题的意见", "no id: it does not say what it decides"));
    }
    if said.is_empty() {
        return Some(Text::fixed("填了更正值但没有选处理意见", "a corrected value without a decision"));
    }
    let folded = fold(said);
    let is = |state: &State| {
        let label = state.label();
        [state.id(), label.get(Lang::Zh), label.get(Lang::En)].iter().any(|word| fold(word) == folded)
    };
    let Some(state) = State::ALL.into_iter().find(is) else {
        return Some(Text::new(
            format!("处理意见“{said}”不在可选之列（确认问题、无问题、已更正、待核实）"),
            format!("“{said}” is none of the decisions (confirmed, no problem, corrected, to be verified)"),
        ));
    };
    decision.state = state;
    None
}

fn names(text: &Text, more: &[&str]) -> Vec<String> {
    [text.get(Lang::Zh), text.get(Lang::En)].iter().chain(more).map(|name| (*name).to_owned()).collect()
}

fn no_columns() -> Text {
    Text::fixed(
        "里面没有“编号”和“处理意见”两栏；请用本程序生成的 workbook.xlsx 的“异常”表，或含 id、decision 两栏的 CSV",
        "has no columns id and decision; give the sheet of anomalies of workbook.xlsx, or a CSV with these columns",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(csv: &str, expected: &[(&str, State, &str)], left: usize) {
        let decisions = Decisions::read(&[Sheet::of_csv(csv.as_bytes())]).expect("columns");
        let found: Vec<(&str, State, &str)> =
            decisions.iter().map(|d| (d.anomaly.as_str(), d.state, d.value.as_str())).collect();
        assert_eq!(found, expected);
        assert_eq!(decisions.left.len(), left);
    }

    #[test]
    fn decisions_of_both_languages() {
        check(
            "编号,处理意见,更正值,说明\nA1,无问题,,\nA2,已更正,120,电话核实\nA3,,,\nA4,未处理,,\n",
            &[("A1", State::Accepted, ""), ("A2", State::Corrected, "120")],
            0,
        );
        check(
            "id,decision\nA1,confirmed\nA2,To be verified\n",
            &[("A1", State::Confirmed, ""), ("A2", State::ToVerify, "")],
            0,
        );
        // The last one stands; lines that decide nothing are told.
        check("id,decision\nA1,confirmed\nA1,accepted\n", &[("A1", State::Accepted, "")], 0);
        check("编号,处理意见,更正值\n,无问题,\nA2,,120\nA3,同意,\n", &[], 3);
    }

    #[test]
    fn other_sheets_are_no_decisions() {
        assert!(Decisions::read(&[Sheet::of_csv(b"a,b\n1,2")]).is_err());
    }
}

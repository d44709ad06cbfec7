//! The findings of an earlier run, from its anomalies.csv.

use std::collections::HashMap;

use super::sheet::Sheet;
use crate::model::anomaly::{Since, State};
use crate::model::report::{Changes, Closed};
use crate::model::text::Text;

/// What an earlier run found.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// In its order.
    findings: Vec<Finding>,
    by_id: HashMap<String, usize>,
}

#[derive(Clone, Debug)]
struct Finding {
    told: Closed,
    was_open: bool,
}

/// An earlier run held against this one, finding by finding.
#[derive(Debug)]
pub struct Comparison<'a> {
    past: &'a Past,
    /// Parallel to the findings of the past: what has become of them.
    now: Vec<Option<State>>,
    new: u32,
}

impl Past {
    /// # Errors
    /// When it is no anomalies.csv.
    pub fn read(bytes: &[u8]) -> Result<Past, Text> {
        let sheet = Sheet::of_csv(bytes);
        let names = ["id", "check", "severity", "file", "submitter", "table", "row", "message", "state"];
        let names: Vec<Vec<String>> = names.iter().map(|name| vec![(*name).to_owned()]).collect();
        let header = sheet.header(&names, &[0, 1]).ok_or_else(not_ours)?;
        let mut past = Past::default();
        for row in header.row + 1..sheet.rows.len() {
            let text = |at: usize| sheet.text(row, header.columns[at]).to_owned();
            let state = State::ALL.into_iter().find(|state| state.id() == text(8)).unwrap_or_default();
            let told = Closed {
                id: text(0),
                check: text(1),
                severity: text(2),
                file: text(3),
                submitter: text(4),
                table: text(5),
                row: text(6),
                message: text(7),
                by: None,
            };
            past.by_id.insert(told.id.clone(), past.findings.len());
            past.findings.push(Finding { told, was_open: !state.is_closed() });
        }
        Ok(past)
    }

    pub fn compare(&self) -> Comparison<'_> {
        Comparison { past: self, now: vec![None; self.findings.len()], new: 0 }
    }
}

impl Comparison<'_> {
    /// A finding of this run, with what people made of it.
    pub fn meet(&mut self, id: &str, state: State) -> Since {
        match self.past.by_id.get(id) {
            Some(at) => {
                self.now[*at] = Some(state);
                Since::Known
            }
            None => {
                self.new += u32::from(!state.is_closed());
                Since::New
            }
        }
    }

    /// What has changed, when all findings of this run have been met.
    pub fn finish(self) -> Changes {
        let mut changes = Changes { new: self.new, ..Changes::default() };
        for (finding, now) in self.past.findings.iter().zip(self.now) {
            match now {
                Some(state) if !state.is_closed() => changes.still_open += 1,
                now if finding.was_open => changes.closed.push(Closed { by: now, ..finding.told.clone() }),
                _ => {}
            }
        }
        changes
    }
}

fn not_ours() -> Text {
    Text::fixed("不是本程序写出的 anomalies.csv（没有 id、check 两栏）", "is no anomalies.csv of this program")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_still_open_and_closed() {
        let past = "id,check,severity,file,submitter,table,row,message,state\n\
            A1,x,error,f,u,1,2,m,open\nA2,x,error,f,u,1,3,m,open\nA3,x,error,f,u,1,4,m,accepted\nA4,x,error,f,u,1,5,m,\n";
        let past = Past::read(past.as_bytes()).expect("ours");
        let mut comparison = past.compare();
        assert_eq!(comparison.meet("A1", State::Open), Since::Known);
        assert_eq!(comparison.meet("A2", State::Accepted), Since::Known);
        assert_eq!(comparison.meet("A9", State::Open), Since::New);
        assert_eq!(comparison.meet("A8", State::Accepted), Since::New);
        let changes = comparison.finish();
        assert_eq!((changes.new, changes.still_open), (1, 1));
        let closed: Vec<(&str, Option<State>)> = changes.closed.iter().map(|c| (c.id.as_str(), c.by)).collect();
        // A2 by a person; A4 is not found any more.
        assert_eq!(closed, [("A2", Some(State::Accepted)), ("A4", None)]);
        assert!(Past::read(b"a,b\n").is_err());
    }
}

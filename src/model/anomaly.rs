//! Doubtful data: one finding of one check, with its evidence.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::decision::Decision;
use super::text::{Lang, Text};

/// What a check is, for `shoubiao explain` and the reports.
pub struct Meta {
    /// Says what is wrong.
    pub id: &'static str,
    pub severity: Severity,
    /// In a few words.
    pub title: Text,
    pub finds: Text,
    pub why: Text,
    pub mend: Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A figure or a file cannot be used as it stands.
    Error,
    /// Somebody should look.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

    pub fn id(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Severity::Error, Lang::Zh) => "错误",
            (Severity::Warning, Lang::Zh) => "警告",
            (Severity::Info, Lang::Zh) => "提示",
            (_, Lang::En) => self.id(),
        }
    }
}

/// What people have made of a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum State {
    /// Nobody has decided.
    #[default]
    Open,
    /// 待核实: somebody is looking into it.
    ToVerify,
    /// 确认问题: it is wrong, and the unit has to mend it.
    Confirmed,
    /// 无问题: looked at and fine.
    Accepted,
    /// 已更正: the value that was given by hand stands.
    Corrected,
}

impl State {
    pub const ALL: [State; 5] = [State::Open, State::ToVerify, State::Confirmed, State::Accepted, State::Corrected];

    /// As in anomalies.csv.
    pub fn id(self) -> &'static str {
        match self {
            State::Open => "open",
            State::ToVerify => "to-verify",
            State::Confirmed => "confirmed",
            State::Accepted => "accepted",
            State::Corrected => "corrected",
        }
    }

    pub fn label(self) -> Text {
        match self {
            State::Open => Text::fixed("未处理", "open"),
            State::ToVerify => Text::fixed("待核实", "to be verified"),
            State::Confirmed => Text::fixed("确认问题", "confirmed"),
            State::Accepted => Text::fixed("无问题", "no problem"),
            State::Corrected => Text::fixed("已更正", "corrected"),
        }
    }

    /// Nothing is left to do.
    pub fn is_closed(self) -> bool {
        matches!(self, State::Accepted | State::Corrected)
    }
}

/// How a finding compares with an earlier run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Since {
    /// Nothing to compare with.
    #[default]
    Unknown,
    /// The earlier run did not have it.
    New,
    /// The earlier run had it.
    Known,
}

impl Since {
    /// As in anomalies.csv.
    pub fn id(self) -> &'static str {
        match self {
            Since::Unknown => "",
            Since::New => "new",
            Since::Known => "known",
        }
    }
}

/// One finding. Empty strings where a column does not apply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Anomaly {
    /// Stable across runs: see [`Anomaly::seal`].
    pub id: String,
    pub check: Cow<'static, str>,
    pub severity: Severity,
    pub file: String,
    pub submitter: String,
    pub region: String,
    /// The table's id in the rules.
    pub table: String,
    /// As in rows.csv; none for a whole table or file.
    pub row: Option<u32>,
    /// The field's id in the rules.
    pub field: String,
    /// What was found.
    pub value: String,
    /// What was expected.
    pub expected: String,
    pub message: Text,
    /// Where it stands, as in rows.csv.
    pub source: String,
    pub state: State,
    pub since: Since,
    /// What a person decided about it.
    pub decision: Option<Box<Decision>>,
}

impl Anomaly {
    pub fn new(check: &'static str, severity: Severity, message: Text) -> Anomaly {
        Anomaly {
            id: String::new(),
            check: Cow::Borrowed(check),
            severity,
            file: String::new(),
            submitter: String::new(),
            region: String::new(),
            table: String::new(),
            row: None,
            field: String::new(),
            value: String::new(),
            expected: String::new(),
            message,
            source: String::new(),
            state: State::Open,
            since: Since::Unknown,
            decision: None,
        }
    }

    /// Gives the anomaly its id, from what it is about and not from when or in what company it was
    /// found: the check, the row's own id (or the file and table when it is about no row), the
    /// field and what was found there.
    pub fn seal(&mut self, row_id: &str) {
        let mut hash = Sha256::new();
        let about = if row_id.is_empty() { self.file.as_str() } else { row_id };
        let unit = if self.file.is_empty() { self.region.as_str() } else { "" };
        let submitter = if self.file.is_empty() { self.submitter.as_str() } else { "" };
        for part in [&self.check, about, unit, submitter, &self.table, &self.field, &self.value, &self.expected] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        self.id = format!("A{}", hex(&hash.finalize()[..6]));
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

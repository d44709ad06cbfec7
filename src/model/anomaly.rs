//! Doubtful data: one finding of one check, with its evidence.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::text::{Lang, Text};

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

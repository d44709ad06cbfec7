//! What a person decided about a finding.

use serde::{Deserialize, Serialize};

use super::anomaly::State;
use super::text::Text;

/// One line of the 异常 sheet (or a CSV of the same columns) that came back filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Id of the anomaly.
    pub anomaly: String,
    /// Never [`State::Open`].
    pub state: State,
    /// The right value of the cell, as a person writes it; empty if none was given.
    pub value: String,
    pub note: String,
    /// Who, as written.
    pub by: String,
    /// When, as written.
    pub when: String,
    /// Path and the beginning of the SHA-256 of the file that it was about; empty if not said.
    pub file: String,
    pub sha256: String,
    /// Where the line stands, for messages: 异常 第 14 行.
    pub place: Text,
}

/// A value that a person put in place of what was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// As written by that person.
    pub text: String,
    pub by: String,
    pub when: String,
    pub note: String,
    /// Id of the anomaly that it answers.
    pub anomaly: String,
}

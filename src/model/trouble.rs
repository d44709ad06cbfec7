//! Why a file cannot be used.

use serde::{Deserialize, Serialize};

use super::text::Text;

/// What kind of trouble a file has. Each has a check of the same name in the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TroubleKind {
    /// Empty, cut off or damaged.
    Unreadable,
    /// Needs a password that we do not have.
    Encrypted,
    /// Of a kind that is not read.
    Unsupported,
    /// Went past a limit of size, ratio, depth or number.
    LimitExceeded,
    /// Pages are pictures only.
    NoTextLayer,
}

/// A file or container member that cannot be used, and why: it is put aside by name and the run
/// goes on. `reason` is one plain sentence without the file's name: what is wrong, where (byte,
/// part, page) if known, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    pub kind: TroubleKind,
    pub reason: Text,
}

impl Trouble {
    pub fn new(kind: TroubleKind, zh: impl Into<String>, en: impl Into<String>) -> Trouble {
        Trouble { kind, reason: Text::new(zh, en) }
    }

    pub fn unreadable(zh: impl Into<String>, en: impl Into<String>) -> Trouble {
        Trouble::new(TroubleKind::Unreadable, zh, en)
    }

    pub fn limit(zh: impl Into<String>, en: impl Into<String>) -> Trouble {
        Trouble::new(TroubleKind::LimitExceeded, zh, en)
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason.en)
    }
}

impl std::error::Error for Trouble {}

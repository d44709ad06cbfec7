//! Who was asked, and who answered.

use super::text::Text;

/// One unit that was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RosterUnit {
    pub name: String,
    /// GB/T 2260, six digits; empty if the list gives none.
    pub code: String,
    pub mail: String,
    /// As the list writes it; empty if it gives none.
    pub deadline: String,
    /// The last moment at which an answer is in time, in Beijing time: `2024-03-15T23:59:59`; empty if the
    /// list gives no deadline.
    pub until: String,
}

/// The list of who was asked, as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RosterList {
    pub units: Vec<RosterUnit>,
    /// What is odd about the list itself: a unit that stands in it twice, a code that is none.
    pub remarks: Vec<Text>,
}

impl RosterUnit {
    /// The last moment at which an answer is in time, in Beijing time.
    pub fn deadline(&self) -> Option<jiff::civil::DateTime> {
        self.until.parse().ok()
    }
}

/// How a unit answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attendance {
    Missing,
    Late,
    InTime,
    /// It answered; there is no deadline, or nothing tells when the answer came.
    Answered,
}

impl Attendance {
    pub const ALL: [Attendance; 4] = [Attendance::Missing, Attendance::Late, Attendance::InTime, Attendance::Answered];

    /// As in run.json.
    pub fn id(self) -> &'static str {
        match self {
            Attendance::Missing => "missing",
            Attendance::Late => "late",
            Attendance::InTime => "in-time",
            Attendance::Answered => "answered",
        }
    }
}

/// A unit of the list with what came from it.
#[derive(Clone, Debug)]
pub struct RosterLine {
    pub unit: RosterUnit,
    pub attendance: Attendance,
    /// Date of the first mail that brought an answer, RFC 3339; empty if not known.
    pub received: String,
    /// Accepted files.
    pub files: Vec<String>,
    /// Files that a later version of the same unit replaces: it answered more than once.
    pub earlier: Vec<String>,
    /// Files that came from it and could not be used.
    pub unusable: Vec<String>,
}

impl RosterLine {
    /// The file came from this unit.
    pub fn holds(&self, file: &str) -> bool {
        [&self.files, &self.earlier, &self.unusable].into_iter().flatten().any(|path| path == file)
    }
}

/// The list of who was asked, held against what came.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    /// In the order of the list.
    pub lines: Vec<RosterLine>,
    /// Submissions of units that are not on it, each by its first file.
    pub strangers: Vec<Stranger>,
    /// Accepted files that nobody knows whose they are: they may be the answers of missing units.
    pub nameless: Vec<String>,
    /// As in [`RosterList`].
    pub remarks: Vec<Text>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stranger {
    pub name: String,
    pub region: String,
    pub file: String,
}

impl Roster {
    pub fn missing(&self) -> impl Iterator<Item = &RosterLine> {
        self.lines.iter().filter(|line| line.attendance == Attendance::Missing)
    }

    /// Units of the list, parallel to [`Attendance::ALL`].
    pub fn counts(&self) -> [u32; Attendance::ALL.len()] {
        let mut counts = [0; Attendance::ALL.len()];
        self.lines.iter().for_each(|line| counts[line.attendance as usize] += 1);
        counts
    }
}

//! One readable file with the chain that it came from.

use serde::{Deserialize, Serialize};

use super::format::Format;

/// The envelope of the innermost mail that a file was attached to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Display name of the sender, empty if none.
    pub sender_name: String,
    pub sender_address: String,
    pub subject: String,
    /// RFC 3339 with the mail's own offset, empty if the mail bears no date.
    pub received: String,
    /// The first lines of the mail's plain text, for the name of the unit.
    pub body: String,
}

/// A file to read: its bytes and all that is known from outside.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path below the inbox with `/`; in a container `CONTAINER!/MEMBER`, also nested.
    pub path: String,
    pub bytes: Vec<u8>,
    /// By content, never by name.
    pub format: Format,
    /// Lower-case hex SHA-256 of `bytes`.
    pub sha256: String,
    /// The mail that brought it, if any.
    pub mail: Option<Mail>,
}

impl Source {
    /// The last component of the path: the file's own name.
    pub fn name(&self) -> &str {
        file_name(&self.path)
    }
}

/// Whose a file is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitter {
    /// The organisation as written, else the region's full name, else empty.
    pub name: String,
    /// GB/T 2260, six digits, empty if not known.
    pub region: String,
    /// What the region was read from, or without a region the name.
    pub evidence: Option<Evidence>,
    /// Full names of the regions between which nothing decided; then `region` is empty.
    pub candidates: Vec<String>,
    /// Full name of another region that the text or the file's name speaks of; empty if none.
    pub contradicted_by: String,
}

/// Where a submitter was read, the most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// A line such as 填报单位：….
    Label,
    /// An organisation's name on a line of its own before the tables.
    Heading,
    FileName,
    /// A folder or container on the way to the file.
    Folder,
    Sender,
    Subject,
    /// The text of the mail.
    Body,
    /// A region in another short line before the tables.
    Title,
}

/// The last component of a source path, over both `/` and `!/`.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder in which the files that a document itself holds are shown: `DOC.docx!/嵌入/NAME`.
pub const EMBEDDED: &str = "嵌入";

/// Paths of the files in whose folder [`EMBEDDED`] a file stands, the innermost first. A container
/// may have such a folder as well: only a document among them is a host.
pub fn hosts(path: &str) -> impl Iterator<Item = &str> {
    let starts_folder = |at: usize| path[at + 2..].strip_prefix(EMBEDDED).is_some_and(|rest| rest.starts_with('/'));
    let ends: Vec<usize> = path.match_indices("!/").map(|(at, _)| at).filter(|at| starts_folder(*at)).collect();
    ends.into_iter().rev().map(|end| &path[..end])
}

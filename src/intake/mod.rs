//! From paths to sources: which files there are, what kind each is, what stands inside containers,
//! who sent them.
//!
//! [`walk`] names every file below the inputs; [`open`] reads one of them and everything inside it:
//! mails, mailboxes, archives, and the files that documents hold, each kind in a module of its own
//! that takes its members out under the one budget of the [`chain`];
//! [`submitter`] says whose a file is. A format that is neither a container nor litter is handed on
//! unread: whether a reader takes it is not known here.

pub mod sniff;
pub mod submitter;

mod archive;
mod attachments;
mod body;
mod budget;
mod chain;
mod compound;
#[cfg(test)]
mod container_tests;
mod gzip;
mod header;
mod litter;
mod mail;
mod mailbox;
mod mapi;
mod msg;
mod names;
mod open;
mod packed_rtf;
#[cfg(feature = "rar")]
mod rar;
mod seven_zip;
mod tape;
#[cfg(test)]
mod tests;
mod tnef;
mod trouble;
mod walk;
mod zip_index;

pub use chain::opens;
pub use open::{Item, ItemKind, open, open_bytes};
pub use walk::{Entry, WalkError, walk};

//! 收表: turns an inbox of returned forms into one clean table and reports of what is doubtful.
//!
//! One way through, each stage the sole maker of what the next one takes:
//!
//! | stage | takes | gives |
//! |---|---|---|
//! | [`intake`] | a path | [`model::source::Source`]: bytes, format, hash, where it came from |
//! | [`readers`] | a source | [`model::document::Document`]: paragraphs and tables in reading order |
//! | [`layout`] | a document and the form's rules | [`model::reading::TableReading`]: which table of the form, its raw rows, what was put aside |
//! | [`normalise`] | raw rows and dictionaries | [`model::record::Record`]: each field as written and as a value |
//! | [`audit`] | records, files, submissions | [`model::anomaly::Anomaly`] |
//! | [`outputs`] | the report | bytes |
//!
//! Stages never import each other: they meet in [`model`], which imports nothing of ours, and in
//! [`rules`], which holds all that is known about the form. Only [`pipeline`] knows the order.
//! [`geometry`] serves the readers of paged formats; [`ledger`] reads what the office itself brings to a
//! run (decisions, the list of who was asked, an earlier run); [`catalogue`] holds the words of both
//! languages; [`sample`] draws rows of a run's results for checking by hand and says what came of it.
//!
//! Three kinds of trouble are never mixed. A [`model::trouble::Trouble`] means that a file cannot
//! be used: it is put aside by name and the run goes on. An anomaly means that the data are
//! doubtful: a value, not an error. A panic is a bug of ours, caught per file and reported by name.

pub mod audit;
pub mod catalogue;
pub mod geometry;
pub mod intake;
pub mod layout;
pub mod ledger;
pub mod model;
pub mod normalise;
pub mod outputs;
pub mod pipeline;
pub mod readers;
pub mod rules;
pub mod sample;

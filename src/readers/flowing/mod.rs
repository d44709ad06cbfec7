//! What the formats of flowing text have in common: a [`flow`] of paragraphs and tables, the
//! [`grid`] of one table from its rows and cells (or from the [`edges`] of its cells), [`lists`]
//! that number paragraphs, [`scans`] pasted in place of text, and one [`budget`] for all.

pub mod budget;
pub mod edges;
pub mod flow;
pub mod grid;
#[cfg(test)]
pub mod harness;
pub mod lists;
pub mod numeral;
pub mod scans;

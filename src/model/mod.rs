//! The types in which the stages meet. Imports nothing else of ours.

pub mod anomaly;
pub mod document;
pub mod fold;
pub mod format;
pub mod limits;
pub mod reading;
pub mod record;
pub mod report;
pub mod sketch;
pub mod source;
pub mod text;
pub mod trouble;
pub mod unit;

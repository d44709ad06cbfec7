//! The types in which the stages meet. Imports nothing else of ours.

pub mod anomaly;
pub mod clock;
pub mod decision;
pub mod document;
pub mod fold;
pub mod format;
pub mod limits;
pub mod office;
pub mod picture;
pub mod reading;
pub mod record;
pub mod report;
pub mod roster;
pub mod sketch;
pub mod source;
pub mod text;
pub mod trouble;
pub mod unit;
pub mod unread;

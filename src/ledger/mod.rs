//! What the office itself brings to a run: decisions about earlier findings, the list of who was
//! asked, the findings of the run before.
//!
//! Takes sheets of text and gives values of the model; which file they come from, and what becomes of
//! them in a run, is for the pipeline.

pub mod attendance;
pub mod decisions;
pub mod previous;
pub mod roster;
pub mod sheet;

pub use decisions::Decisions;
pub use previous::Past;
pub use sheet::Sheet;

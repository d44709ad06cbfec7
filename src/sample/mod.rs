//! Rows of a run's results drawn for checking by hand, and what the checking says.
//!
//! [`draw`] reads OUT and chooses, [`sheet`] writes the workbook that people fill in, [`filled`] reads
//! it back, [`estimate`] gives the error rate with its interval. Knows nothing of how rows came about.

pub mod draw;
pub mod estimate;
pub mod filled;
pub mod sheet;

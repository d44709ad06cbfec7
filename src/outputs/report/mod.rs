//! What report.html is made of: [`page`] is the frame with its assets, [`summary`] and [`register`]
//! what is read without script, [`data`] and [`meta`] what the script looks through.

pub mod data;
pub mod escape;
pub mod meta;
pub mod page;
mod plot;
mod register;
pub mod strings;
pub mod summary;
mod table;

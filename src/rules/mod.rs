//! What is known about the form and the country.

pub mod regions;

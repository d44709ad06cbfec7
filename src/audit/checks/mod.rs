//! The registry of checks. A new one is a file and two lines: `mod` and a row in [`CHECKS`].

use super::Check;

mod amount_approximate;
mod amount_mismatch;
mod amount_outlier;
mod amount_unreadable;
mod amounts_first_digits;
mod amounts_round;
mod blank_table;
mod category_guessed;
mod copied_justification;
mod copies_differ;
mod count_unreadable;
mod duplicate_file;
mod duplicate_row;
mod encrypted;
mod garbled_text;
mod header_changed;
mod hidden_content;
mod late_submission;
mod limit_exceeded;
mod low_confidence;
mod missing_table;
mod no_form_found;
mod no_text_layer;
mod not_on_roster;
mod not_submitted;
mod pending_revisions;
mod placeholder_left;
mod policy_expired;
mod policy_number_malformed;
mod policy_number_wrong;
mod reading_corrected;
mod required_empty;
mod same_item_two_tables;
mod same_item_two_units;
mod submitter_conflict;
mod superseded;
mod table_guessed;
mod template_altered;
mod template_row_missing;
mod total_mismatch;
mod unit_suspect;
mod unknown_category;
mod unknown_submitter;
mod unreadable;
mod unsafe_cell;
mod unsupported;
mod wrong_extension;
mod xfa_form;

/// Every check, in the order in which `shoubiao explain` lists them.
pub static CHECKS: &[&dyn Check] = &[
    // files
    &unreadable::Found,
    &encrypted::Found,
    &unsupported::Found,
    &limit_exceeded::Found,
    &no_text_layer::Found,
    &wrong_extension::Found,
    &duplicate_file::Found,
    &superseded::Found,
    &no_form_found::Found,
    &unknown_submitter::Found,
    &submitter_conflict::Found,
    &pending_revisions::Found,
    &hidden_content::Found,
    &xfa_form::Found,
    // submissions and tables
    &missing_table::Found,
    &blank_table::Found,
    &header_changed::Found,
    &table_guessed::Found,
    &template_row_missing::Found,
    &total_mismatch::Found,
    &duplicate_row::Found,
    &same_item_two_tables::Found,
    &copies_differ::Found,
    // the run
    &same_item_two_units::Found,
    &copied_justification::Found,
    &amount_outlier::Found,
    &amounts_first_digits::Found,
    &amounts_round::Found,
    // who was asked
    &not_submitted::Found,
    &late_submission::Found,
    &not_on_roster::Found,
    // rows
    &template_altered::Found,
    &required_empty::Found,
    &unknown_category::Found,
    &category_guessed::Found,
    &amount_unreadable::Found,
    &amount_approximate::Found,
    &count_unreadable::Found,
    &unit_suspect::Found,
    &amount_mismatch::Found,
    &placeholder_left::Found,
    &policy_number_malformed::Found,
    &policy_number_wrong::Found,
    &policy_expired::Found,
    &garbled_text::Found,
    &low_confidence::Found,
    &reading_corrected::Found,
    &unsafe_cell::Found,
];

#[cfg(test)]
pub mod harness;

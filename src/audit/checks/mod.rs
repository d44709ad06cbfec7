//! The registry of checks. A new one is a file and two lines: `mod` and a row in [`CHECKS`].

use super::Check;

macro_rules! checks {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*
        /// Every check, in the order in which `shoubiao explain` lists them.
        pub static CHECKS: &[&dyn Check] = &[$(&$module::Found),*];
    };
}

checks![
    // files
    unreadable,
    encrypted,
    unsupported,
    limit_exceeded,
    no_text_layer,
    wrong_extension,
    duplicate_file,
    superseded,
    no_form_found,
    unknown_submitter,
    submitter_conflict,
    pending_revisions,
    // submissions and tables
    missing_table,
    blank_table,
    header_changed,
    table_guessed,
    template_row_missing,
    total_mismatch,
    duplicate_row,
    // rows
    template_altered,
    required_empty,
    unknown_category,
    category_guessed,
    amount_unreadable,
    count_unreadable,
    unit_suspect,
    amount_mismatch,
    placeholder_left,
    policy_number_malformed,
    garbled_text,
    unsafe_cell,
];

#[cfg(test)]
pub mod harness;

// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod artifacts;
pub(crate) mod directory_permissions;
pub(crate) mod job_result;
pub(crate) mod job_scheduled;
pub(crate) mod marker_format;
pub(crate) mod marker_fresh;
pub(crate) mod marker_present;
pub(crate) mod marker_readable;
pub(crate) mod offsite;
pub(crate) mod restore_tested;
pub(crate) mod success_without_dump;
pub(crate) mod uploads_included;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 12] = [
    artifacts::RULE,
    directory_permissions::RULE,
    job_result::RULE,
    job_scheduled::RULE,
    marker_format::RULE,
    marker_fresh::RULE,
    marker_present::RULE,
    marker_readable::RULE,
    offsite::RULE,
    restore_tested::RULE,
    success_without_dump::RULE,
    uploads_included::RULE,
];

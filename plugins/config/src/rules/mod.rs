// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod banner;
pub(crate) mod pam_module;
pub(crate) mod pam_option;
pub(crate) mod root_path;
pub(crate) mod shell_timeout;
pub(crate) mod umask;
pub(crate) mod value;
pub(crate) mod watched_files;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 8] = [
    banner::RULE,
    pam_module::RULE,
    pam_option::RULE,
    root_path::RULE,
    shell_timeout::RULE,
    umask::RULE,
    value::RULE,
    watched_files::RULE,
];

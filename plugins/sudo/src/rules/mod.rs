// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod administrator;
pub(crate) mod default;
pub(crate) mod no_password;
pub(crate) mod unsafe_rule;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 4] = [
    administrator::RULE,
    default::RULE,
    no_password::RULE,
    unsafe_rule::RULE,
];

// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod log_access;
pub(crate) mod set_id;
pub(crate) mod unowned;
pub(crate) mod world_writable;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 4] = [
    log_access::RULE,
    set_id::RULE,
    unowned::RULE,
    world_writable::RULE,
];

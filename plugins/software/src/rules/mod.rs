// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod absent;
pub(crate) mod automatic_updates;
pub(crate) mod exposed_services;
pub(crate) mod legacy_services;
pub(crate) mod login_bans;
pub(crate) mod loopback_only;
pub(crate) mod one_of;
pub(crate) mod present;
pub(crate) mod sources_signed;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 9] = [
    absent::RULE,
    automatic_updates::RULE,
    exposed_services::RULE,
    legacy_services::RULE,
    login_bans::RULE,
    loopback_only::RULE,
    one_of::RULE,
    present::RULE,
    sources_signed::RULE,
];

// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod dkim_present;
pub(crate) mod dkim_strength;
pub(crate) mod dmarc_policy;
pub(crate) mod dmarc_present;
pub(crate) mod dmarc_rua;
pub(crate) mod spf_all;
pub(crate) mod spf_lookups;
pub(crate) mod spf_present;
pub(crate) mod spf_provider;
pub(crate) mod spf_syntax;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 10] = [
    dkim_present::RULE,
    dkim_strength::RULE,
    dmarc_policy::RULE,
    dmarc_present::RULE,
    dmarc_rua::RULE,
    spf_all::RULE,
    spf_lookups::RULE,
    spf_present::RULE,
    spf_provider::RULE,
    spf_syntax::RULE,
];

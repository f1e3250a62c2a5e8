// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod aaaa_mismatch;
pub(crate) mod caa;
pub(crate) mod dangling_cname;
pub(crate) mod dnssec_status;
pub(crate) mod ns_delegation;
pub(crate) mod origin_ip_leak;
pub(crate) mod points_to_expected;
pub(crate) mod record_missing;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 8] = [
    aaaa_mismatch::RULE,
    caa::RULE,
    dangling_cname::RULE,
    dnssec_status::RULE,
    ns_delegation::RULE,
    origin_ip_leak::RULE,
    points_to_expected::RULE,
    record_missing::RULE,
];

// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod cert_expired;
pub(crate) mod cert_expiring;
pub(crate) mod cert_lifetime;
pub(crate) mod chain_incomplete;
pub(crate) mod hostname_mismatch;
pub(crate) mod min_version;
pub(crate) mod origin_valid_for_strict;
pub(crate) mod tls13;
pub(crate) mod untrusted;
pub(crate) mod weak_cipher;
pub(crate) mod weak_key_or_signature;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 11] = [
    cert_expired::RULE,
    cert_expiring::RULE,
    cert_lifetime::RULE,
    chain_incomplete::RULE,
    hostname_mismatch::RULE,
    min_version::RULE,
    origin_valid_for_strict::RULE,
    tls13::RULE,
    untrusted::RULE,
    weak_cipher::RULE,
    weak_key_or_signature::RULE,
];

// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod access_log;
pub(crate) mod admin_api;
pub(crate) mod authorization_passed;
pub(crate) mod auto_https;
pub(crate) mod client_header_as_auth;
pub(crate) mod config_valid;
pub(crate) mod log_credentials;
pub(crate) mod log_rotation;
pub(crate) mod remote_ip_behind_cdn;
pub(crate) mod site_hosts_covered;
pub(crate) mod tls_internal;
pub(crate) mod trusted_proxies;
pub(crate) mod upstream_known;
pub(crate) mod upstream_tls_verify;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 14] = [
    access_log::RULE,
    admin_api::RULE,
    authorization_passed::RULE,
    auto_https::RULE,
    client_header_as_auth::RULE,
    config_valid::RULE,
    log_credentials::RULE,
    log_rotation::RULE,
    remote_ip_behind_cdn::RULE,
    site_hosts_covered::RULE,
    tls_internal::RULE,
    trusted_proxies::RULE,
    upstream_known::RULE,
    upstream_tls_verify::RULE,
];

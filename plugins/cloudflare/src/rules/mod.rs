// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod always_https;
pub(crate) mod authenticated_origin_pulls;
pub(crate) mod bot_fight_webhook;
pub(crate) mod development_mode;
pub(crate) mod dnssec;
pub(crate) mod edge_certificate;
pub(crate) mod hsts;
pub(crate) mod min_tls;
pub(crate) mod origin_exposed;
pub(crate) mod rate_limit_public;
pub(crate) mod record_private_address;
pub(crate) mod record_proxied;
pub(crate) mod record_target;
pub(crate) mod ssl_mode_overridden;
pub(crate) mod ssl_mode_strict;
pub(crate) mod strict_origin_certificate;
pub(crate) mod tls13;
pub(crate) mod token_overprivileged;
pub(crate) mod token_scope;
pub(crate) mod waf_admin_paths;
pub(crate) mod waf_managed;
pub(crate) mod webhook_exempt;
pub(crate) mod webhook_skip_too_broad;
pub(crate) mod zone_active;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 24] = [
    always_https::RULE,
    authenticated_origin_pulls::RULE,
    bot_fight_webhook::RULE,
    development_mode::RULE,
    dnssec::RULE,
    edge_certificate::RULE,
    hsts::RULE,
    min_tls::RULE,
    origin_exposed::RULE,
    rate_limit_public::RULE,
    record_private_address::RULE,
    record_proxied::RULE,
    record_target::RULE,
    ssl_mode_overridden::RULE,
    ssl_mode_strict::RULE,
    strict_origin_certificate::RULE,
    tls13::RULE,
    token_overprivileged::RULE,
    token_scope::RULE,
    waf_admin_paths::RULE,
    waf_managed::RULE,
    webhook_exempt::RULE,
    webhook_skip_too_broad::RULE,
    zone_active::RULE,
];

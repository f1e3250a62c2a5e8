//! One file per rule, with its documentation and tests beside it.

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

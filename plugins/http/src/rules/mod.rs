// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod admin_requires_auth;
pub(crate) mod admin_whoami;
pub(crate) mod cors_reflection;
pub(crate) mod healthz;
pub(crate) mod healthz_backup;
pub(crate) mod https_redirect;
pub(crate) mod metrics_requires_auth;
pub(crate) mod metrics_token;
pub(crate) mod readyz;
pub(crate) mod readyz_db;
pub(crate) mod readyz_jobs;
pub(crate) mod readyz_migrations;
pub(crate) mod security_headers;
pub(crate) mod webhook_reachable;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 14] = [
    admin_requires_auth::RULE,
    admin_whoami::RULE,
    cors_reflection::RULE,
    healthz::RULE,
    healthz_backup::RULE,
    https_redirect::RULE,
    metrics_requires_auth::RULE,
    metrics_token::RULE,
    readyz::RULE,
    readyz_db::RULE,
    readyz_jobs::RULE,
    readyz_migrations::RULE,
    security_headers::RULE,
    webhook_reachable::RULE,
];

// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod app_warnings;
pub(crate) mod container_directory;
pub(crate) mod double_rotation;
pub(crate) mod logrotate_docker_json;
pub(crate) mod logrotate_installed;
pub(crate) mod logrotate_matches_nothing;
pub(crate) mod rsyslog;
pub(crate) mod secrets_in_logs;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 8] = [
    app_warnings::RULE,
    container_directory::RULE,
    double_rotation::RULE,
    logrotate_docker_json::RULE,
    logrotate_installed::RULE,
    logrotate_matches_nothing::RULE,
    rsyslog::RULE,
    secrets_in_logs::RULE,
];

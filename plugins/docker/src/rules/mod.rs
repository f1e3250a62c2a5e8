// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod api_tcp;
pub(crate) mod compose_plugin_installed;
pub(crate) mod daemon_file_valid;
pub(crate) mod engine_installed;
pub(crate) mod engine_outdated;
pub(crate) mod group_members;
pub(crate) mod insecure_registries;
pub(crate) mod iptables_disabled;
pub(crate) mod log_rotation;
pub(crate) mod service_enabled;
pub(crate) mod socket_permissions;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 11] = [
    api_tcp::RULE,
    compose_plugin_installed::RULE,
    daemon_file_valid::RULE,
    engine_installed::RULE,
    engine_outdated::RULE,
    group_members::RULE,
    insecure_registries::RULE,
    iptables_disabled::RULE,
    log_rotation::RULE,
    service_enabled::RULE,
    socket_permissions::RULE,
];

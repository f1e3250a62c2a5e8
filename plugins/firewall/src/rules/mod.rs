// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod active;
pub(crate) mod conflicting_managers;
pub(crate) mod default_deny_v4;
pub(crate) mod default_deny_v6;
pub(crate) mod docker_bypass;
pub(crate) mod enabled_on_boot;
pub(crate) mod internal_port_exposed;
pub(crate) mod iptables_left;
pub(crate) mod loopback;
pub(crate) mod runtime_drift;
pub(crate) mod shadowed_rule;
pub(crate) mod ssh_allowed;
pub(crate) mod unexpected_open_port;
pub(crate) mod web_allowed;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 14] = [
    active::RULE,
    conflicting_managers::RULE,
    default_deny_v4::RULE,
    default_deny_v6::RULE,
    docker_bypass::RULE,
    enabled_on_boot::RULE,
    internal_port_exposed::RULE,
    iptables_left::RULE,
    loopback::RULE,
    runtime_drift::RULE,
    shadowed_rule::RULE,
    ssh_allowed::RULE,
    unexpected_open_port::RULE,
    web_allowed::RULE,
];

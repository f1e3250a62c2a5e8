// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod banner;
pub(crate) mod client_alive;
pub(crate) mod config_permissions;
pub(crate) mod config_valid;
pub(crate) mod dropin_shadowed;
pub(crate) mod hostkey_permissions;
pub(crate) mod hostkey_strength;
pub(crate) mod kbd_interactive_authentication;
pub(crate) mod login_grace_time;
pub(crate) mod match_block_weakens;
pub(crate) mod max_auth_tries;
pub(crate) mod misc_hardening;
pub(crate) mod password_authentication;
pub(crate) mod permit_empty_passwords;
pub(crate) mod permit_root_login;
pub(crate) mod port_consistency;
pub(crate) mod post_quantum_kex;
pub(crate) mod pubkey_authentication;
pub(crate) mod setting;
pub(crate) mod weak_ciphers;
pub(crate) mod weak_kex;
pub(crate) mod weak_macs;
pub(crate) mod x11_agent_tcp_forwarding;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 23] = [
    banner::RULE,
    client_alive::RULE,
    config_permissions::RULE,
    config_valid::RULE,
    dropin_shadowed::RULE,
    hostkey_permissions::RULE,
    hostkey_strength::RULE,
    kbd_interactive_authentication::RULE,
    login_grace_time::RULE,
    match_block_weakens::RULE,
    max_auth_tries::RULE,
    misc_hardening::RULE,
    password_authentication::RULE,
    permit_empty_passwords::RULE,
    permit_root_login::RULE,
    port_consistency::RULE,
    post_quantum_kex::RULE,
    pubkey_authentication::RULE,
    setting::RULE,
    weak_ciphers::RULE,
    weak_kex::RULE,
    weak_macs::RULE,
    x11_agent_tcp_forwarding::RULE,
];

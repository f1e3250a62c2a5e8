// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod config_valid;
pub(crate) mod dropin_shadowed;
pub(crate) mod kbd_interactive_authentication;
pub(crate) mod match_block_weakens;
pub(crate) mod password_authentication;
pub(crate) mod permit_empty_passwords;
pub(crate) mod permit_root_login;
pub(crate) mod pubkey_authentication;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 8] = [
    config_valid::RULE,
    dropin_shadowed::RULE,
    kbd_interactive_authentication::RULE,
    match_block_weakens::RULE,
    password_authentication::RULE,
    permit_empty_passwords::RULE,
    permit_root_login::RULE,
    pubkey_authentication::RULE,
];

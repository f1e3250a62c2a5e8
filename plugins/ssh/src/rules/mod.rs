//! One file per rule, with its documentation and tests beside it.

pub(crate) mod config_valid;
pub(crate) mod dropin_shadowed;
pub(crate) mod kbd_interactive_authentication;
pub(crate) mod match_block_weakens;
pub(crate) mod password_authentication;
pub(crate) mod permit_empty_passwords;
pub(crate) mod permit_root_login;

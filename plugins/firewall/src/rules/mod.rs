//! One file per rule, with its documentation and tests beside it.

pub(crate) mod active;
pub(crate) mod default_deny_v4;
pub(crate) mod default_deny_v6;
pub(crate) mod docker_bypass;
pub(crate) mod enabled_on_boot;
pub(crate) mod internal_port_exposed;
pub(crate) mod ssh_allowed;
pub(crate) mod unexpected_open_port;

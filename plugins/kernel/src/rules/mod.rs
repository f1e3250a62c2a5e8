// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod address_randomisation;
pub(crate) mod apparmor;
pub(crate) mod boot_argument;
pub(crate) mod boot_password;
pub(crate) mod exposure;
pub(crate) mod ip_forward;
pub(crate) mod module_blocked;
pub(crate) mod mount;
pub(crate) mod network;
pub(crate) mod protected_links;
pub(crate) mod selinux;
pub(crate) mod sysctl;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 12] = [
    address_randomisation::RULE,
    apparmor::RULE,
    boot_argument::RULE,
    boot_password::RULE,
    exposure::RULE,
    ip_forward::RULE,
    module_blocked::RULE,
    mount::RULE,
    network::RULE,
    protected_links::RULE,
    selinux::RULE,
    sysctl::RULE,
];

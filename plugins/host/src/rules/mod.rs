// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod account_file_permissions;
pub(crate) mod cron_enabled;
pub(crate) mod crypto_policy;
pub(crate) mod directory_layout;
pub(crate) mod disk_space;
pub(crate) mod failed_units;
pub(crate) mod file_access;
pub(crate) mod monitoring_probe;
pub(crate) mod os_supported;
pub(crate) mod pending_security_updates;
pub(crate) mod pending_updates;
pub(crate) mod private_key_access;
pub(crate) mod reboot_required;
pub(crate) mod required_packages;
pub(crate) mod review;
pub(crate) mod scheduled;
pub(crate) mod time_source;
pub(crate) mod time_sync;
pub(crate) mod time_user;
pub(crate) mod unneeded_services;
pub(crate) mod wireless_interface;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 21] = [
    account_file_permissions::RULE,
    cron_enabled::RULE,
    crypto_policy::RULE,
    directory_layout::RULE,
    disk_space::RULE,
    failed_units::RULE,
    file_access::RULE,
    monitoring_probe::RULE,
    os_supported::RULE,
    pending_security_updates::RULE,
    pending_updates::RULE,
    private_key_access::RULE,
    reboot_required::RULE,
    required_packages::RULE,
    review::RULE,
    scheduled::RULE,
    time_source::RULE,
    time_sync::RULE,
    time_user::RULE,
    unneeded_services::RULE,
    wireless_interface::RULE,
];

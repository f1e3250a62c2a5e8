// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod dot_files;
pub(crate) mod group_members;
pub(crate) mod home;
pub(crate) mod ids;
pub(crate) mod locked_without_shell;
pub(crate) mod no_empty_password;
pub(crate) mod no_weak_hash;
pub(crate) mod only_root_uid_0;
pub(crate) mod password_ageing;
pub(crate) mod privileged_groups;
pub(crate) mod shell;
pub(crate) mod su_restricted;
pub(crate) mod system_login;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 13] = [
    dot_files::RULE,
    group_members::RULE,
    home::RULE,
    ids::RULE,
    locked_without_shell::RULE,
    no_empty_password::RULE,
    no_weak_hash::RULE,
    only_root_uid_0::RULE,
    password_ageing::RULE,
    privileged_groups::RULE,
    shell::RULE,
    su_restricted::RULE,
    system_login::RULE,
];

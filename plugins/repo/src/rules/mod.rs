// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod deploy_scripts;
pub(crate) mod dockerignore_env;
pub(crate) mod env_committed;
pub(crate) mod env_in_history;
pub(crate) mod env_not_ignored;
pub(crate) mod example_has_real_secret;
pub(crate) mod private_key;
pub(crate) mod remote_credentials;
pub(crate) mod secret_pattern;
pub(crate) mod worktree_state;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 10] = [
    deploy_scripts::RULE,
    dockerignore_env::RULE,
    env_committed::RULE,
    env_in_history::RULE,
    env_not_ignored::RULE,
    example_has_real_secret::RULE,
    private_key::RULE,
    remote_credentials::RULE,
    secret_pattern::RULE,
    worktree_state::RULE,
];

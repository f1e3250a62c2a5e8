// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod conditional_key_missing;
pub(crate) mod cors_explicit;
pub(crate) mod database_url_mismatch;
pub(crate) mod dialect_divergence;
pub(crate) mod expected_value;
pub(crate) mod feature_enabled;
pub(crate) mod file_parse_error;
pub(crate) mod file_permissions;
pub(crate) mod file_present;
pub(crate) mod json_quoting_broken;
pub(crate) mod placeholder_value;
pub(crate) mod recommended_key_missing;
pub(crate) mod required_key_missing;
pub(crate) mod secret_reused;
pub(crate) mod turnstile_test_secret;
pub(crate) mod unknown_key;
pub(crate) mod unquoted_special;
pub(crate) mod upload_root_persistent;
pub(crate) mod weak_secret;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 19] = [
    conditional_key_missing::RULE,
    cors_explicit::RULE,
    database_url_mismatch::RULE,
    dialect_divergence::RULE,
    expected_value::RULE,
    feature_enabled::RULE,
    file_parse_error::RULE,
    file_permissions::RULE,
    file_present::RULE,
    json_quoting_broken::RULE,
    placeholder_value::RULE,
    recommended_key_missing::RULE,
    required_key_missing::RULE,
    secret_reused::RULE,
    turnstile_test_secret::RULE,
    unknown_key::RULE,
    unquoted_special::RULE,
    upload_root_persistent::RULE,
    weak_secret::RULE,
];

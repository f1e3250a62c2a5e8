// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod conditional_key_missing;
pub(crate) mod cors_explicit;
pub(crate) mod cors_https_only;
pub(crate) mod database_url_host;
pub(crate) mod database_url_mismatch;
pub(crate) mod database_url_unescaped;
pub(crate) mod debug_disabled;
pub(crate) mod dialect_divergence;
pub(crate) mod dotenv_beside_compose;
pub(crate) mod duplicate_key;
pub(crate) mod executes_when_sourced;
pub(crate) mod expected_value;
pub(crate) mod feature_enabled;
pub(crate) mod file_parent_writable;
pub(crate) mod file_parse_error;
pub(crate) mod file_permissions;
pub(crate) mod file_present;
pub(crate) mod interpolation_truncates;
pub(crate) mod json_quoting_broken;
pub(crate) mod live_key;
pub(crate) mod placeholder_value;
pub(crate) mod public_prefix_secret;
pub(crate) mod recommended_key_missing;
pub(crate) mod recommended_value;
pub(crate) mod required_key_missing;
pub(crate) mod running_drift;
pub(crate) mod secret_reused;
pub(crate) mod stray_copies;
pub(crate) mod turnstile_test_secret;
pub(crate) mod unknown_key;
pub(crate) mod unquoted_special;
pub(crate) mod upload_root_persistent;
pub(crate) mod url_https;
pub(crate) mod weak_secret;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 34] = [
    conditional_key_missing::RULE,
    cors_explicit::RULE,
    cors_https_only::RULE,
    database_url_host::RULE,
    database_url_mismatch::RULE,
    database_url_unescaped::RULE,
    debug_disabled::RULE,
    dialect_divergence::RULE,
    dotenv_beside_compose::RULE,
    duplicate_key::RULE,
    executes_when_sourced::RULE,
    expected_value::RULE,
    feature_enabled::RULE,
    file_parent_writable::RULE,
    file_parse_error::RULE,
    file_permissions::RULE,
    file_present::RULE,
    interpolation_truncates::RULE,
    json_quoting_broken::RULE,
    live_key::RULE,
    placeholder_value::RULE,
    public_prefix_secret::RULE,
    recommended_key_missing::RULE,
    recommended_value::RULE,
    required_key_missing::RULE,
    running_drift::RULE,
    secret_reused::RULE,
    stray_copies::RULE,
    turnstile_test_secret::RULE,
    unknown_key::RULE,
    unquoted_special::RULE,
    upload_root_persistent::RULE,
    url_https::RULE,
    weak_secret::RULE,
];

//! One file per rule, with its documentation and tests beside it.

pub(crate) mod conditional_key_missing;
pub(crate) mod cors_explicit;
pub(crate) mod database_url_mismatch;
pub(crate) mod dialect_divergence;
pub(crate) mod expected_value;
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

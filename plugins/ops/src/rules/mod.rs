// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod admin_user_seeded;
pub(crate) mod captcha_flow;
pub(crate) mod deploy_runbook;
pub(crate) mod email_delivery_test;
pub(crate) mod payment_test_event;
pub(crate) mod rate_limit_behaviour;
pub(crate) mod restore_procedure;
pub(crate) mod upload_test;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 8] = [
    admin_user_seeded::RULE,
    captcha_flow::RULE,
    deploy_runbook::RULE,
    email_delivery_test::RULE,
    payment_test_event::RULE,
    rate_limit_behaviour::RULE,
    restore_procedure::RULE,
    upload_test::RULE,
];

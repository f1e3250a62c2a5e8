//! Rules on what no program can find out: each asks a person to try something, and says how.

mod feature;
mod rules;

muster_sdk::plugin! {
    name: "ops",
    description: "People test what no program can, and vouch for what they saw",
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/ops/src/rules/"),
    rules: rules::RULES,
}

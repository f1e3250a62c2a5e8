//! Rules on what a host says of itself.

mod rules;

muster_sdk::plugin! {
    name: "greeting",
    description: "The host says who it is",
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/greeting/src/rules/"),
    rules: rules::RULES,
}

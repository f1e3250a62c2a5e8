//! Rules on log files: how they are rotated, and who writes them.

mod rules;

muster_sdk::plugin! {
    name: "log",
    description: "Logs are rotated once, and those who write them can",
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/log/src/rules/"),
    rules: rules::RULES,
}

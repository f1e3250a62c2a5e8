//! Rules on log files: how they are rotated, who writes them, and what they say.

mod journal;
mod log;
mod rotated;
mod rules;
mod subject;

muster_sdk::plugin! {
    name: "log",
    description: "Logs are rotated once, can be written, and hold no secret",
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/log/src/rules/"),
    rules: rules::RULES,
}

//! Rules on the host itself: its files and directories, what it starts and runs by itself, and its clock.

mod access;
mod pending;
mod releases;
mod rules;
mod services;

muster_sdk::plugin! {
    name: "host",
    description: "The host starts and runs what it should, and only root can change that",
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/host/src/rules/"),
    rules: rules::RULES,
}

//! Rules on sudo, sudo-rs and doas: who may act as root, and how.

mod advice;
mod check;
mod gaps;
mod people;
mod rules;
mod settings;

muster_sdk::plugin! {
    name: "sudo",
    description: "Only those act as root who are meant to, and only as they are meant to",
    artifact: File("/etc/sudoers"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/sudo/src/rules/"),
    rules: rules::RULES,
}

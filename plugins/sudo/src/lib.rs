//! Rules on sudo, sudo-rs and doas: who may act as root, and how.

mod advice;
mod check;
mod gaps;
mod people;
mod rules;
mod settings;
mod unlimited;

muster_sdk::plugin! {
    name: "sudo",
    description: "Only the intended people can act as root, and only as intended",
    artifact: File("/etc/sudoers"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/sudo/src/rules/"),
    rules: rules::RULES,
}

//! Rules on the OpenSSH server.

mod advice;
mod algorithms;
mod authentication;
mod keyword;
mod limit;
mod owner;
mod rules;
mod setting;

muster_sdk::plugin! {
    name: "ssh",
    description: "The OpenSSH server lets in only who should come in",
    artifact: File("/etc/ssh/sshd_config"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/ssh/src/rules/"),
    rules: rules::RULES,
}

//! Rules on the accounts of the host: who can log in, with what, and what they may do then.

mod commands;
mod members;
mod passwords;
mod rules;
mod unseen;

muster_sdk::plugin! {
    name: "accounts",
    description: "Only the people who should log in can, and nobody else can act as them",
    artifact: File("/etc/passwd"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/accounts/src/rules/"),
    rules: rules::RULES,
}

//! Rules on the software of the host: what is installed, what starts, and what of it answers others.

mod automation;
mod exposure;
mod installed;
mod known;
mod programs;
mod rules;
mod versions;

muster_sdk::plugin! {
    name: "software",
    description: "What is installed and started is what the server is for",
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/software/src/rules/"),
    rules: rules::RULES,
}

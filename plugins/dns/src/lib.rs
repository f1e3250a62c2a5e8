//! Rules on what the DNS says about the domain and its public names.

mod answers;
mod authorization;
mod network;
mod rules;

muster_sdk::plugin! {
    name: "dns",
    description: "The public names lead to this host, and nobody else can say where they lead",
    artifact: Setting("domain"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/dns/src/rules/"),
    rules: rules::RULES,
}

//! Rules on TLS: what a client of the configured names sees, at the edge and at the origin.

mod calendar;
mod endpoint;
mod rules;

muster_sdk::plugin! {
    name: "tls",
    description: "Every public name is served with a certificate and a protocol that clients can trust",
    artifact: Setting("domain"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/tls/src/rules/"),
    rules: rules::RULES,
}

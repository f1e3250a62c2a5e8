//! Rules on TLS: what a client of the configured names sees, at the edge and at the origin.

mod calendar;
mod endpoint;
mod rules;

muster_sdk::plugin! {
    name: "tls",
    description: "Every public name is served with a certificate and a protocol that clients can trust",
    artifact: Setting("domain"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/tls/src/rules/"),
    rules: [
        rules::cert_expired::RULE,
        rules::cert_expiring::RULE,
        rules::cert_lifetime::RULE,
        rules::chain_incomplete::RULE,
        rules::hostname_mismatch::RULE,
        rules::min_version::RULE,
        rules::origin_valid_for_strict::RULE,
        rules::tls13::RULE,
        rules::untrusted::RULE,
        rules::weak_cipher::RULE,
        rules::weak_key_or_signature::RULE,
    ],
}

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
    rules: [
        rules::aaaa_mismatch::RULE,
        rules::caa::RULE,
        rules::dangling_cname::RULE,
        rules::dnssec_status::RULE,
        rules::ns_delegation::RULE,
        rules::origin_ip_leak::RULE,
        rules::points_to_expected::RULE,
        rules::record_missing::RULE,
    ],
}

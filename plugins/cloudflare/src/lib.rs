//! Rules on a zone at Cloudflare, and on what the host behind it does to them.

mod address;
mod edge;
mod engine;
pub mod expression;
#[cfg(test)]
mod fixtures;
mod managed;
mod origin;
mod overridden;
mod place;
mod placeholder;
mod proxy;
mod record;
mod rules;
mod setting;
mod shown;
mod ssl_mode;
mod strict_transport;
mod walk;
mod webhook;
mod zone;

muster_sdk::plugin! {
    name: "cloudflare",
    description: "The zone at Cloudflare protects the host behind it, and lets through what must get through",
    artifact: Setting("domain"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/cloudflare/src/rules/"),
    rules: [
        rules::always_https::RULE,
        rules::authenticated_origin_pulls::RULE,
        rules::bot_fight_webhook::RULE,
        rules::development_mode::RULE,
        rules::dnssec::RULE,
        rules::edge_certificate::RULE,
        rules::hsts::RULE,
        rules::min_tls::RULE,
        rules::origin_exposed::RULE,
        rules::rate_limit_public::RULE,
        rules::record_private_address::RULE,
        rules::record_proxied::RULE,
        rules::record_target::RULE,
        rules::ssl_mode_overridden::RULE,
        rules::ssl_mode_strict::RULE,
        rules::strict_origin_certificate::RULE,
        rules::tls13::RULE,
        rules::token_overprivileged::RULE,
        rules::token_scope::RULE,
        rules::waf_admin_paths::RULE,
        rules::waf_managed::RULE,
        rules::webhook_exempt::RULE,
        rules::webhook_skip_too_broad::RULE,
        rules::zone_active::RULE,
    ],
}

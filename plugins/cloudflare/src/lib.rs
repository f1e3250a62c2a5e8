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
mod rules;
mod setting;
mod shown;
mod ssl_mode;
mod walk;
mod webhook;
mod zone;

muster_sdk::plugin! {
    name: "cloudflare",
    description: "The zone at Cloudflare protects the host behind it, and lets through what must get through",
    artifact: Setting("domain"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/cloudflare/src/rules/"),
    rules: rules::RULES,
}

//! Rules on the reverse proxy Caddy, by its Caddyfile.

mod addresses;
mod behind;
mod caddyfile;
mod conditions;
mod gaps;
mod listening;
mod patterns;
mod rules;

muster_sdk::plugin! {
    name: "caddy",
    description: "The reverse proxy serves every site over HTTPS, logs it, and lets nobody past it",
    artifact: Setting("caddyfile"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/caddy/src/rules/"),
    rules: rules::RULES,
}

//! Rules on the packet filter: what the internet reaches on this host.

mod default_deny;
mod explanation;
mod family;
#[cfg(test)]
mod fixtures;
mod front_end;
mod gaps;
mod listening;
mod openings;
mod ports;
mod program;
mod protection;
mod publication;
mod rules;
mod verdict;

muster_sdk::plugin! {
    name: "firewall",
    description: "The internet reaches what is meant to be public, and nothing else",
    artifact: Setting("public-ports"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/firewall/src/rules/"),
    rules: rules::RULES,
}

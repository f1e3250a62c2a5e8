//! Rules on the Docker daemon: what is installed of it, who may give it orders, and what it does to the host.

mod daemon;
mod rules;
mod version;

muster_sdk::plugin! {
    name: "docker",
    description: "The Docker daemon obeys only a few, and leaves the host as it should be",
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/docker/src/rules/"),
    rules: rules::RULES,
}

//! Rules on the Docker daemon: what is installed of it, who may give it orders, and what it does to the host.

mod daemon;
mod rules;
mod version;

muster_sdk::plugin! {
    name: "docker",
    description: "The Docker daemon takes orders from few, and leaves the host as it is to be",
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/docker/src/rules/"),
    rules: rules::RULES,
}

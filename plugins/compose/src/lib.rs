//! Rules on the Docker Compose projects: what a container may do to its host, what it shows to the network,
//! and what it needs.

mod address;
mod containers;
mod drift;
mod env_files;
mod environment;
mod images;
mod mounts;
mod project;
mod published;
mod removal;
mod rules;
mod settings;

muster_sdk::plugin! {
    name: "compose",
    description: "Containers expose and reach only what they should, and find what they need",
    artifact: Setting("compose-file"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/compose/src/rules/"),
    rules: rules::RULES,
}

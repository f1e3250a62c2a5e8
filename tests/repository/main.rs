//! What is registered is complete, and what is written leads somewhere.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "these are the repository's own files and its own program, not a target's"
)]

mod benchmarks;
mod checklist;
#[path = "../generated/current.rs"]
mod current;
mod dependencies;
mod documents;
mod file;
mod index;
mod layers;
mod manual;
mod markdown;
mod metadata;
mod modules;
mod packs;
mod peers;
mod profiles;
mod registries;
mod rules;
mod statements;

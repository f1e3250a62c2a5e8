//! What is generated is current, what is registered is complete, and what is written leads
//! somewhere.
//!
//! Two files are generated from `wit/`. To write them anew:
//! `MUSTER_UPDATE=1 cargo test -p muster --test generated`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "these are the repository's own files and its own program, not a target's"
)]

mod bindings;
mod contract;
mod documents;
mod file;
mod layers;
mod markdown;
mod packs;
mod reference;
mod registries;
mod rules;

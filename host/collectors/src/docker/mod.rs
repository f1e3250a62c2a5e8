//! Docker: how its daemon is set up, from files alone, and the containers that there are, from its client.

pub mod containers;
pub mod daemon;
pub(crate) mod dockerd;

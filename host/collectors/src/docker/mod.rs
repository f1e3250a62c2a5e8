//! Docker: how its daemon is set up, from files alone, and the containers that there are, from its client.

pub mod containers;
pub mod daemon;
pub(crate) mod dockerd;

/// Whether the client says that this user may not ask the engine. What it warns of is another thing, such as its own
/// settings in a home that the user cannot enter.
pub(crate) fn is_denied(said: &str) -> bool {
    let mut lines = said.lines().filter(|line| !line.starts_with("WARNING: "));
    lines.any(|line| line.contains("permission denied"))
}

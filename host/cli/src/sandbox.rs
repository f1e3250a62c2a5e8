//! The sandbox as the command line wants it.

use muster_sandbox::Sandbox;

use crate::cache;
use crate::failure::Failure;

/// With the cache of this user, or without one.
pub(crate) fn new(no_cache: bool) -> Result<Sandbox, Failure> {
    let cache = if no_cache { None } else { cache::open() };
    Sandbox::new(cache).map_err(|error| Failure::new(format!("the sandbox {error}")))
}

//! Where compiled plugins are kept.

use muster_sandbox::Cache;

use crate::directories;

/// Opens the cache, or says why there is none. Without it everything works, only slower.
pub(crate) fn open() -> Option<Cache> {
    let directory = directories::CACHE.directory()?;
    match Cache::open(&directory) {
        Ok(cache) => Some(cache),
        Err(refused) => {
            tracing::warn!("{refused}");
            None
        }
    }
}

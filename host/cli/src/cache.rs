//! Where compiled plugins are kept.
#![expect(
    clippy::disallowed_methods,
    reason = "the XDG base directories are environment variables"
)]

use std::path::PathBuf;

use muster_sandbox::Cache;

/// Root's cache: never in the home directory that `sudo` may have left in `$HOME`.
const SYSTEM_CACHE: &str = "/var/cache/muster";

/// Opens the cache, or says why there is none. Without it everything works, only slower.
pub(crate) fn open() -> Option<Cache> {
    let directory = directory()?;
    match Cache::open(&directory) {
        Ok(cache) => Some(cache),
        Err(refused) => {
            tracing::warn!("{refused}");
            None
        }
    }
}

/// `$XDG_CACHE_HOME/muster`, root's own directory, or `~/.cache/muster`.
fn directory() -> Option<PathBuf> {
    let absolute = |name: &str| {
        let path = PathBuf::from(std::env::var_os(name)?);
        path.is_absolute().then_some(path)
    };
    if let Some(base) = absolute("XDG_CACHE_HOME") {
        return Some(base.join("muster"));
    }
    if rustix::process::geteuid().is_root() {
        return Some(PathBuf::from(SYSTEM_CACHE));
    }
    absolute("HOME").map(|home| home.join(".cache/muster"))
}

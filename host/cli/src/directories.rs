//! Where Muster keeps files of its own, by the XDG base directory specification.
#![expect(
    clippy::disallowed_methods,
    reason = "the XDG base directories are environment variables"
)]

use std::path::PathBuf;

/// A kind of files.
pub(crate) struct Base {
    variable: &'static str,
    /// Root's: never in the home directory that `sudo` may have left in `$HOME`.
    system: &'static str,
    below_home: &'static str,
}

/// What can be made again.
pub(crate) const CACHE: Base = Base {
    variable: "XDG_CACHE_HOME",
    system: "/var/cache/muster",
    below_home: ".cache/muster",
};

/// What the next run needs to know of the last.
pub(crate) const STATE: Base = Base {
    variable: "XDG_STATE_HOME",
    system: "/var/lib/muster",
    below_home: ".local/state/muster",
};

impl Base {
    /// The directory for this user, where there is one.
    pub(crate) fn directory(&self) -> Option<PathBuf> {
        let absolute = |name: &str| {
            let path = PathBuf::from(std::env::var_os(name)?);
            path.is_absolute().then_some(path)
        };
        if let Some(base) = absolute(self.variable) {
            return Some(base.join("muster"));
        }
        if rustix::process::geteuid().is_root() {
            return Some(PathBuf::from(self.system));
        }
        absolute("HOME").map(|home| home.join(self.below_home))
    }
}

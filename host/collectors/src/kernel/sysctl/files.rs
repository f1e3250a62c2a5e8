//! Which files set parameters of the kernel, in the order in which they are applied.

use std::path::{Path, PathBuf};

use muster_target::{ReadError, System, present};

use super::lines::{Line, parse};
use crate::readers::assignments::{read_assignments, value};
use crate::readers::drop_ins::by_name;
use crate::readers::units::leads_nowhere;

/// The directories of sysctl.d(5), the strongest first. The last is the one before where `/usr` is merged.
const DIRECTORIES: [&str; 5] = [
    "/etc/sysctl.d",
    "/run/sysctl.d",
    "/usr/local/lib/sysctl.d",
    "/usr/lib/sysctl.d",
    "/lib/sysctl.d",
];

/// The file of old.
pub(super) const SYSCTL_CONF: &str = "/etc/sysctl.conf";

/// Nobody writes as much by hand, or lets a program write it; what stands here is small.
const LARGEST: u64 = 1 << 20;

/// The lines of a file, or why they are not known.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) lines: Result<Vec<Line>, ReadError>,
}

impl File {
    /// Reads a file; none where it is not there.
    pub(super) fn read(system: &dyn System, path: PathBuf) -> Option<Self> {
        let lines = match present(system.read(&path, LARGEST)) {
            Ok(bytes) => Ok(parse(&String::from_utf8_lossy(&bytes?)).collect()),
            Err(error) => Err(error),
        };
        Some(Self { path, lines })
    }
}

/// The files of the directories: of two with one name, that of the stronger directory, and all by name.
/// `hidden` says whether files whose names begin with a dot are among them.
///
/// # Errors
/// A directory cannot be listed.
pub(super) fn of_directories(system: &dyn System, hidden: bool) -> Result<Vec<File>, ReadError> {
    let paths = by_name(system, DIRECTORIES, |name, path| {
        if !name.ends_with(".conf") || (name.starts_with('.') && !hidden) {
            return Ok(false);
        }
        // A link to nothing is not there, and does not hide another.
        Ok(leads_nowhere(system, path) || present(system.metadata(path))?.is_some())
    })?;
    let paths = paths.into_values();
    let applied = paths.filter(|path| !leads_nowhere(system, path));
    Ok(applied
        .filter_map(|path| File::read(system, path))
        .collect())
}

/// Whether a path leads to the same file as `/etc/sysctl.conf`: Debian's releases up to 12, Ubuntu and
/// Red Hat have such a link, `99-sysctl.conf`.
pub(super) fn is_sysctl_conf(system: &dyn System, path: &Path) -> bool {
    let identity = |path: &Path| system.metadata(path).ok().map(|found| found.identity);
    let own = identity(path);
    own.is_some() && own == identity(Path::new(SYSCTL_CONF))
}

/// ufw's own file, which it applies whenever it starts: `IPT_SYSCTL` of its settings.
///
/// # Errors
/// It cannot be told whether there is one.
pub(super) fn of_ufw(system: &dyn System) -> Result<Option<File>, ReadError> {
    let conf = read_assignments(system, Path::new("/etc/ufw/ufw.conf"))?.unwrap_or_default();
    let enabled =
        value(&conf, "ENABLED").is_some_and(|one| matches!(one.value.as_str(), "yes" | "YES"));
    if !enabled {
        return Ok(None);
    }
    let defaults = read_assignments(system, Path::new("/etc/default/ufw"))?.unwrap_or_default();
    // Either file may set it: ufw reads both, this one last.
    let named = value(&conf, "IPT_SYSCTL").or_else(|| value(&defaults, "IPT_SYSCTL"));
    let path = named.map(|one| PathBuf::from(&one.value));
    let path = path.filter(|path| path.is_absolute());
    Ok(path.and_then(|path| File::read(system, path)))
}

//! The mounts of services, by the paths that they lead to.

use muster_sdk::compose::{self, Mount};
use muster_sdk::{FactError, Finding};

/// A path of the host, as a sentence names it.
pub(crate) fn on_host(path: &str) -> String {
    match path {
        "/" => "the whole file system of the host".to_owned(),
        _ => format!("{path} of the host"),
    }
}

/// Whether a path is another one, or above it.
pub(crate) fn covers(above: &str, path: &str) -> bool {
    above == "/"
        || path
            .strip_prefix(above)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The path of the host that a mount shows to the container.
pub(crate) fn bound(mount: &Mount) -> Option<&str> {
    (mount.kind == Mount::KIND_BIND)
        .then_some(mount.origin.as_deref())
        .flatten()
}

/// All mounts, those of volumes that are a path of the host as binds of that path.
pub(crate) fn host_mounts() -> Result<Vec<Mount>, FactError> {
    let binds = compose::volume_binds()?;
    let mut mounts = compose::mounts()?;
    for bind in binds {
        let is_same =
            |mount: &&mut Mount| mount.service == bind.service && mount.target == bind.target;
        if let Some(mount) = mounts.iter_mut().find(is_same) {
            *mount = bind;
        }
    }
    Ok(mounts)
}

/// What a finding on a mount is about.
pub(crate) fn subject(mount: &Mount) -> String {
    format!("compose/{}/volumes{}", mount.service, mount.target)
}

/// Adds where the mount is written.
pub(crate) fn at(finding: Finding, mount: &Mount) -> Finding {
    finding.at(mount.source.clone(), "mounts it")
}

/// The parts of what is not known that may hide a mount.
pub(crate) const PARTS: [&str; 3] = ["volumes", "tmpfs", "volumes_from"];

/// The same, where it matters which path of the host a volume is.
pub(crate) const HOST_PARTS: [&str; 4] = ["volumes", "tmpfs", "volumes_from", "driver_opts"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_covers_itself_and_what_is_below() {
        assert!(covers("/", "/run/docker.sock") && covers("/run", "/run/docker.sock"));
        assert!(covers("/run", "/run"));
        assert!(!covers("/run", "/runner") && !covers("/run/docker.sock", "/run"));
    }
}

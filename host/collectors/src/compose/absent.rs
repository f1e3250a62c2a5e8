//! A bound Compose file that does not exist: whether there may be a project all the same.

use std::path::Path;

use muster_facts::FactError;
use muster_target::{ReadError, System};

use super::files::DEFAULT_FILES;

/// What is there wherever Docker or Podman runs: programs of the distributions' and of Docker's own
/// packages, of snaps and of static binaries; the state; and the link that starts it at boot.
const ENGINES: [&str; 12] = [
    "/usr/bin/docker",
    "/usr/bin/dockerd",
    "/usr/bin/podman",
    "/usr/local/bin/docker",
    "/usr/local/bin/dockerd",
    "/usr/sbin/dockerd",
    "/snap/bin/docker",
    "/opt/bin/dockerd",
    "/etc/docker",
    "/var/lib/docker",
    "/run/docker.sock",
    "/etc/systemd/system/multi-user.target.wants/docker.service",
];

/// Whether something is there that runs containers. What cannot be looked at counts as there.
pub(crate) fn runs_containers(system: &dyn System) -> bool {
    ENGINES.iter().any(|path| {
        !matches!(
            system.link_metadata(Path::new(path)),
            Err(ReadError::NotFound { .. })
        )
    })
}

/// What to do about the missing file.
pub(super) fn error(system: &dyn System, file: &Path) -> FactError {
    let beside = file.parent().unwrap_or(Path::new("/"));
    let found = DEFAULT_FILES
        .iter()
        .map(|name| beside.join(name))
        .find(|path| path != file && system.metadata(path).is_ok());
    let hint = match found {
        Some(found) => format!(", such as {} beside it", found.display()),
        None => String::new(),
    };
    FactError::Failed(format!(
        "{} does not exist; bind the file that the project uses{hint}, as `compose-file` under \
         `[targets]`",
        file.display()
    ))
}

//! Where the logs of containers are, for the collector that reads them.

use std::path::{Path, PathBuf};

use muster_facts::containers::Container;
use muster_facts::{Fact, Source};
use muster_target::Collection;

use super::{Found, Inspected, describe};

/// The driver that keeps its files in a directory of their own.
const LOCAL: &str = "local";

/// The log of a container, as its engine keeps it.
pub(crate) struct ContainerLog {
    pub(crate) container: String,
    /// See `container.service`.
    pub(crate) service: Option<String>,
    /// Whether it has run.
    pub(crate) started: bool,
    /// The logging driver; none where it has another form than a name.
    pub(crate) driver: Option<String>,
    /// The file, where the driver has one.
    pub(crate) path: Option<PathBuf>,
    pub(crate) source: Source,
}

/// The file that is said to be the log; of the driver `local`, which says none, that beside the files that every
/// container has.
fn path(one: &Inspected) -> Option<PathBuf> {
    let said = describe::shown_path(&one.log_path).map(PathBuf::from);
    said.or_else(|| {
        let beside = [&one.hosts_path, &one.hostname_path, &one.resolv_conf_path];
        let beside = beside
            .into_iter()
            .find_map(|path| describe::shown_path(path))?;
        let is_local = one.host_config.log_config.r#type == LOCAL;
        let directory = Path::new(&beside).parent()?;
        is_local.then(|| directory.join("local-logs/container.log"))
    })
}

/// The logs of all containers, running or not.
///
/// # Errors
/// As the containers themselves.
pub(crate) fn logs(collection: &Collection<'_>) -> Fact<Vec<ContainerLog>> {
    let found = collection.shared::<Found>()?;
    let all = found.0.as_deref().map_err(Clone::clone)?;
    all.iter()
        .map(|(one, service)| {
            let container = describe::name(one)?;
            Ok(ContainerLog {
                service: service.clone(),
                started: describe::state(&one.state.status) != Container::STATE_CREATED,
                driver: describe::log_driver(&one.host_config.log_config),
                path: path(one),
                source: Source::command(format!("docker inspect {container}")),
                container,
            })
        })
        .collect()
}

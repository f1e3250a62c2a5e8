//! Directories in which others have their files: containers, virtual machines, snapshots, packages that are images.

use std::collections::BTreeSet;
use std::path::Path;

use muster_target::{LARGEST_FILE, System};

const PLACES: [&str; 18] = [
    "/ostree",
    "/snap",
    "/sysroot",
    "/var/lib/containerd",
    "/var/lib/containers",
    "/var/lib/docker",
    "/var/lib/flatpak",
    "/var/lib/incus",
    "/var/lib/k0s",
    "/var/lib/kubelet",
    "/var/lib/libvirt/images",
    "/var/lib/lxc",
    "/var/lib/lxd",
    "/var/lib/machines",
    "/var/lib/rancher",
    "/var/lib/snapd",
    "/var/lib/waydroid",
    "/var/snap",
];

/// The same in the home of an account that runs containers itself, and snapshots wherever snapper makes them.
const ENDS: [&[u8]; 3] = [
    b"/.local/share/containers",
    b"/.local/share/docker",
    b"/.snapshots",
];

const DOCKER: &str = "/etc/docker/daemon.json";

/// What a walk does not enter.
#[derive(Clone, Debug, Default)]
pub(super) struct Storage(BTreeSet<Vec<u8>>);

impl Storage {
    pub(super) fn of(system: &dyn System) -> Self {
        let mut places: BTreeSet<Vec<u8>> =
            PLACES.iter().map(|path| path.as_bytes().to_vec()).collect();
        places.extend(docker_root(system));
        Self(places)
    }

    pub(super) fn holds(&self, path: &[u8]) -> bool {
        self.0.contains(path) || ENDS.iter().any(|end| path.ends_with(end))
    }
}

/// Where Docker was told to keep everything. Who cannot read it walks through that too, which is seen.
fn docker_root(system: &dyn System) -> Option<Vec<u8>> {
    let text = system.read(Path::new(DOCKER), LARGEST_FILE).ok()?;
    let settings: serde_json::Value = serde_json::from_slice(&text).ok()?;
    let root = settings
        .get("data-root")
        .or_else(|| settings.get("graph"))?;
    let root = root.as_str()?.trim_end_matches('/');
    // A mistake must not leave out the whole host.
    let is_deep = root.starts_with('/') && root.matches('/').count() > 1;
    is_deep.then(|| root.as_bytes().to_vec())
}

//! What is mounted where, from `/proc/1/mountinfo`, how much room the disks among them have (statvfs(3)), and
//! what boot mounts: `/etc/fstab`, units of systemd, and what systemd mounts unasked.
//!
//! Of options only flags are kept: others may hold passwords, or name a file that does.

mod at_boot;
mod disks;
mod fields;
pub(super) mod fstab;
mod mounted;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

use muster_facts::MountsFacts;
use muster_target::Collection;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> MountsFacts {
    let system = collection.context.system;
    let table = mounted::table(system);
    MountsFacts {
        disks: table
            .as_deref()
            .map(|table| disks::disks(system, table))
            .map_err(Clone::clone),
        mounts: table.map(|table| table.into_iter().map(|line| line.mount).collect()),
        boot_mounts: at_boot::mounts(system),
    }
}

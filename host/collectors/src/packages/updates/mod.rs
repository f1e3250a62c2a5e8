//! Which packages wait for a security update, by the lists that the package manager fetched last: those of apt,
//! the indexes of apk, and the advisories that dnf and zypper keep.
//!
//! Nothing is fetched and no package manager is run. How old the lists are is part of the facts.

pub(super) mod advisories;
mod apk;
pub(super) mod apt;
pub(super) mod preferences;
pub(super) mod repositories;
pub(super) mod vendors;

use std::path::Path;

use muster_facts::updates::{Index, PendingUpdate};
use muster_facts::{DomainFacts as _, Fact, FactError, UpdatesFacts};
use muster_target::{Collection, System};

use crate::host::os_release;
use crate::readers::packages::{Manager, Packages};

/// What a package manager has on disk.
pub(super) struct Found {
    pub(super) index: Index,
    /// Sorted by name.
    pub(super) pending: Vec<PendingUpdate>,
}

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> UpdatesFacts {
    match find(collection) {
        Ok(found) => UpdatesFacts {
            overview: Ok(found.index),
            pending_updates: Ok(found.pending),
        },
        Err(error) => UpdatesFacts::missing(&error),
    }
}

fn find(collection: &Collection<'_>) -> Fact<Found> {
    let system = collection.context.system;
    let packages = collection.shared::<Packages>()?;
    packages.can_be_compared()?;
    match packages.manager() {
        Some(Manager::Dpkg) => apt::find(system, &packages, &os_release(system)?),
        Some(Manager::Apk) => apk::find(system, &packages),
        Some(Manager::Rpm) => repositories::find(system, &os_release(system)?),
        Some(Manager::Pacman) => Err(FactError::Unsupported(
            "pacman does not tell security updates from others, and fetches lists only to update at once".to_owned(),
        )),
        None => Err(FactError::Unsupported(
            "the target has no package database that Muster knows".to_owned(),
        )),
    }
}

/// What apk's indexes offer, which is all that there is.
pub(super) fn of_apk(system: &dyn System, packages: &Packages) -> Fact<Found> {
    apk::find(system, packages)
}

/// When something last changed, where that is known.
pub(super) fn modified(system: &dyn System, path: &str) -> Option<i64> {
    system.metadata(Path::new(path)).ok()?.modified
}

#[cfg(test)]
mod tests;

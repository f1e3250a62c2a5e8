//! Updates of all kinds: what the package manager would choose, by the lists that it keeps. They are looked for only
//! where a selected rule names packages, because the lists of a whole distribution have some hundred megabytes.

mod apt;
pub(super) mod definitions;
mod excludes;
pub(crate) mod primary;
pub(super) mod repositories;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use muster_facts::updates::PendingUpdate;
use muster_facts::upgrades::{PackageLists, Upgrade};
use muster_facts::{DomainFacts as _, Fact, FactError, UpgradesFacts};
use muster_target::Collection;

use super::updates;
use crate::host::os_release;
use crate::readers::packages::{Manager, Packages};

/// What stands for all packages.
const ALL: &str = "*";

/// What a package manager has on disk.
struct Found {
    lists: PackageLists,
    upgrades: Vec<Upgrade>,
}

/// The packages that rules name.
#[derive(Clone, Copy)]
struct Wanted<'a>(&'a BTreeSet<String>);

impl Wanted<'_> {
    fn has(self, name: &str) -> bool {
        self.0.contains(ALL) || self.0.contains(name)
    }
}

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> UpgradesFacts {
    match find(collection) {
        Ok(mut found) => {
            found.upgrades.sort_by(|a, b| a.name.cmp(&b.name));
            UpgradesFacts {
                overview: Ok(found.lists),
                upgrades: Ok(found.upgrades),
            }
        }
        Err(error) => UpgradesFacts::missing(&error),
    }
}

fn find(collection: &Collection<'_>) -> Fact<Found> {
    let system = collection.context.system;
    let wanted = Wanted(&collection.context.targets.requests.updates);
    if wanted.0.is_empty() {
        return Err(FactError::Unsupported(
            "no selected rule asks for the updates of a package".to_owned(),
        ));
    }
    let packages = collection.shared::<Packages>()?;
    packages.can_be_compared()?;
    match packages.manager() {
        Some(Manager::Dpkg) => apt::find(collection, &packages, wanted),
        Some(Manager::Rpm) => repositories::find(system, &os_release(system)?, wanted),
        Some(Manager::Apk) => Ok(of_apk(updates::of_apk(system, &packages)?, wanted)),
        Some(Manager::Pacman) => Err(FactError::Unsupported(
            "pacman fetches lists only to update at once".to_owned(),
        )),
        None => Err(FactError::Unsupported(
            "the target has no package database that Muster knows".to_owned(),
        )),
    }
}

/// apk's indexes do not tell updates for security from others: what they have is all.
fn of_apk(found: updates::Found, wanted: Wanted<'_>) -> Found {
    let upgrades = found
        .pending
        .into_iter()
        .filter(|one| wanted.has(&one.name));
    Found {
        upgrades: upgrades
            .map(|one| Upgrade {
                kept: match one.kept.as_str() {
                    PendingUpdate::KEPT_NO => Upgrade::KEPT_NO,
                    PendingUpdate::KEPT_HELD => Upgrade::KEPT_HELD,
                    _ => Upgrade::KEPT_UNDECIDED,
                }
                .to_owned(),
                name: one.name,
                installed: one.installed,
                candidate: one.candidate,
                source: one.source,
            })
            .collect(),
        lists: PackageLists {
            manager: found.index.manager,
            refreshed_at: found.index.refreshed_at,
            source: found.index.source,
        },
    }
}

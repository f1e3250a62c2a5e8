//! What apt would choose: the versions that its lists offer, each with the priority that apt's preferences give it, see
//! apt_preferences(5).

mod candidate;
mod expression;
mod lists;
#[cfg(test)]
mod oracle;
mod policy;
mod release;

use std::collections::BTreeMap;
use std::path::Path;

use muster_facts::upgrades::{PackageLists, Upgrade};
use muster_facts::{Fact, FactError, Source};
use muster_target::Collection;

use self::candidate::{Offer, choose};
use self::lists::Repository;
use self::policy::Policy;
use super::{Found, Wanted};
use crate::packages::updates::apt::{LISTS, STAMPS};
use crate::packages::updates::modified;
use crate::readers::packages::Packages;
use crate::readers::packages::instances::{self, Instance, Instances};
use crate::updates::Apt;
use crate::updates::sources::apt::entries;

/// Settings that have apt read other files than the usual ones.
const ELSEWHERE: [&str; 7] = [
    "dir",
    "dir::state",
    "dir::state::lists",
    "dir::etc::sourcelist",
    "dir::etc::sourceparts",
    "dir::etc::preferences",
    "dir::etc::preferencesparts",
];

/// The package whose architecture is that of the host.
const DPKG: &str = "dpkg";

/// What a package that is for every architecture has in place of one.
const ALL: &str = "all";

pub(super) fn find(
    collection: &Collection<'_>,
    packages: &Packages,
    wanted: Wanted<'_>,
) -> Fact<Found> {
    let system = collection.context.system;
    let apt = collection.shared::<Apt>()?;
    let conf = apt.configuration()?;
    let mut installed = instances::of_dpkg(system)?;
    let native = native(&installed)?;
    installed.retain(|name, _| wanted.has(name));
    for key in ELSEWHERE {
        if let Some((_, source)) = conf.value(key) {
            return Err(FactError::Failed(format!(
                "apt looks for its lists, its sources or its preferences elsewhere, because of {}",
                source.location()
            )));
        }
    }
    let default = conf.value("apt::default-release");
    let policy = Policy::read(system, default.map_or("", |(value, _)| value))?;
    let repositories = lists::repositories(system, &entries(system)?, &native)?;
    if repositories.is_empty() {
        return Err(FactError::Failed(
            "apt has no source from which updates could come".to_owned(),
        ));
    }
    let mut offers = Offers::new();
    for repository in &repositories {
        for list in &repository.lists {
            let mut add = |key, version| {
                let offer = Offer {
                    version,
                    repository,
                    list,
                };
                offers.entry(key).or_default().push(offer);
            };
            lists::read_offers(system, repository, list, &installed, &native, &mut add)?;
        }
    }
    let phases = conf
        .value("apt::get::always-include-phased-updates")
        .is_none_or(|(value, _)| !matches!(value, "1" | "true" | "yes" | "on"));
    let mut upgrades = Vec::new();
    for (name, instances) in &installed {
        let mut chosen: Option<Upgrade> = None;
        for instance in instances {
            let architecture = match instance.architecture.as_str() {
                "" | ALL => native.as_str(),
                other => other,
            };
            let offers = offers.get(&(name.as_str(), architecture));
            let package = candidate::Package {
                name,
                instance,
                architecture,
                is_native: architecture == native,
            };
            let offers = offers.map(Vec::as_slice).unwrap_or_default();
            let Some((offer, is_phased)) = choose(&package, offers, &policy, phases) else {
                continue;
            };
            // Of several architectures one, and sooner one that waits.
            if chosen
                .as_ref()
                .is_none_or(|one| one.kept != Upgrade::KEPT_NO)
            {
                chosen = Some(Upgrade {
                    name: name.clone(),
                    installed: instance.version.clone(),
                    candidate: offer.version.version.clone(),
                    kept: if packages.is_held(name) {
                        Upgrade::KEPT_HELD
                    } else if is_phased {
                        Upgrade::KEPT_PHASED
                    } else {
                        Upgrade::KEPT_NO
                    }
                    .to_owned(),
                    source: offer.repository.source.clone(),
                });
            }
        }
        upgrades.extend(chosen);
    }
    let stamps = STAMPS
        .iter()
        .filter_map(|path| modified(system, path))
        .max();
    Ok(Found {
        upgrades,
        lists: PackageLists {
            manager: PackageLists::MANAGER_DPKG.to_owned(),
            refreshed_at: refreshed(&repositories).max(stamps).ok_or_else(|| {
                FactError::Failed(format!("nothing in {LISTS} says how old it is"))
            })?,
            source: Source::file(LISTS),
        },
    })
}

/// What is offered for a name and an architecture.
type Offers<'a> = BTreeMap<(&'a str, &'a str), Vec<Offer<'a>>>;

/// When the lists were current for certain. A repository whose list is good for some days is published again within
/// them, so that the oldest of those counts. Another may not change for months: the youngest says when apt last looked.
fn refreshed(repositories: &[Repository]) -> Option<i64> {
    let limited = repositories.iter().filter(|one| one.release.expires);
    let oldest = limited.filter_map(|one| one.release.published).min();
    let all = repositories.iter().filter_map(|one| one.release.published);
    oldest.or_else(|| all.max())
}

/// The architecture of the host: that of dpkg itself.
fn native(installed: &Instances) -> Fact<String> {
    let of = |name: &str| {
        let instances: Option<&Vec<Instance>> = installed.get(name);
        instances?
            .iter()
            .map(|one| one.architecture.clone())
            .find(|one| !one.is_empty() && one != ALL)
    };
    of(DPKG)
        .or_else(|| installed.keys().find_map(|name| of(name)))
        .ok_or_else(|| {
            FactError::Failed("no package says which architecture the host has".to_owned())
        })
}

/// A file of lists.
fn path(name: &str) -> std::path::PathBuf {
    Path::new(LISTS).join(name)
}

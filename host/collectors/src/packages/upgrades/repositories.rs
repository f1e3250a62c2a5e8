//! What dnf and zypper would choose: the last version of each package that their repositories offer, of those of the
//! best priority, as far as configuration does not leave it out.

use std::collections::BTreeMap;
use std::io::{BufReader, Read as _};
use std::path::Path;

use muster_facts::upgrades::{PackageLists, Upgrade};
use muster_facts::{Fact, FactError, Source};
use muster_target::System;
use muster_versions::rpm;

use super::definitions::{Choice, Definitions};
use super::primary::{Offered, as_offered, read_packages};
use super::{Found, Wanted};
use crate::host::OsRelease;
use crate::packages::updates::advisories::MODULAR;
use crate::packages::updates::repositories::{
    LARGEST_PACKED, LARGEST_UNPACKED, Locks, Program, Repository, directories, program,
};
use crate::packages::updates::vendors::Vendors;
use crate::readers::compressed::unpacked;
use crate::readers::packages::instances::{self, Instance};

/// What is offered of an installed package, the best so far.
struct Best {
    offered: Offered,
    priority: i64,
    /// Whether configuration leaves it out.
    is_left_out: bool,
    /// The place of its repository.
    repository: usize,
    path: String,
}

pub(super) fn find(system: &dyn System, os: &OsRelease, wanted: Wanted<'_>) -> Fact<Found> {
    let program = program(system)?;
    let mut installed = instances::of_rpm(system)?;
    let definitions = Definitions::read(system, program)?;
    let directories = directories(system, program)?;
    // Those of the repositories, and behind them what holds for all.
    let sections = directories.iter().map(|(id, _)| id.as_str());
    let sections = sections.chain(["main"]);
    let mut choices: Vec<Choice> = sections.map(|id| definitions.choice(id)).collect();
    let mut show = |package: &Offered| choices.iter_mut().for_each(|choice| choice.show(package));
    as_offered(&installed).for_each(|package| show(&package));
    installed.retain(|name, _| wanted.has(name));
    let mut refreshed = Vec::new();
    let mut offers: BTreeMap<&str, Vec<Best>> = BTreeMap::new();
    for (at, (id, directory)) in directories.iter().enumerate() {
        let repository = Repository::read(system, directory, program)?;
        refreshed.push(repository.refreshed(system, os));
        let why = format!(
            "names a list of packages that is not there; run `{}`",
            program.refresh
        );
        let path = repository.file(system, "primary", &why)?.ok_or_else(|| {
            FactError::Failed(format!(
                "{directory} has no list of packages that Muster reads; run `{}`",
                program.refresh
            ))
        })?;
        let priority = definitions.priority(id);
        read_list(system, &path, &mut |offered| {
            show(&offered);
            let Some((name, _)) = installed.get_key_value(&offered.name) else {
                return;
            };
            offers.entry(name).or_default().push(Best {
                offered,
                priority,
                is_left_out: false,
                repository: at,
                path: path.clone(),
            });
        })?;
    }
    for offers in offers.values_mut() {
        choose(offers, &choices);
    }
    let chooser = Chooser {
        program,
        locks: Locks::read(system)?,
        vendors: Vendors::read(system)?,
    };
    let mut upgrades = Vec::new();
    for (name, instances) in &installed {
        let offers = offers
            .get(name.as_str())
            .map(Vec::as_slice)
            .unwrap_or_default();
        upgrades.extend(chooser.upgrade(name, instances, offers));
    }
    Ok(Found {
        upgrades,
        lists: PackageLists {
            manager: PackageLists::MANAGER_RPM.to_owned(),
            refreshed_at: refreshed.into_iter().min().unwrap_or_default(),
            source: Source::file(program.cache),
        },
    })
}

/// Keeps what the repositories are asked for, and says what of it is left out.
fn choose(offers: &mut Vec<Best>, choices: &[Choice]) {
    offers.retain_mut(|one| {
        let own = choices.get(one.repository);
        let mut choices = own.into_iter().chain(choices.last());
        one.is_left_out = choices.clone().any(|choice| choice.excludes(&one.offered));
        choices.all(|choice| choice.includes(&one.offered))
    });
}

/// What decides which of several versions is chosen.
struct Chooser {
    program: Program,
    locks: Locks,
    vendors: Vendors,
}

impl Chooser {
    /// The later version of an installed package. Of several that are installed, one for each architecture or more, it
    /// is that of the last version that takes the place of one of them.
    fn upgrade(&self, name: &str, instances: &[Instance], offers: &[Best]) -> Option<Upgrade> {
        let newest = |with_excluded: bool| {
            let offers = || {
                let all = offers.iter();
                all.filter(move |one| with_excluded || !one.is_left_out)
                    .filter(|one| self.weighs(instances, &one.offered))
            };
            // What a better repository has is not taken from another, in whatever version.
            let priority = offers().map(|one| one.priority).min()?;
            let later = offers()
                .filter(|one| one.priority == priority)
                .filter_map(|one| Some((one, self.replaced(instances, &one.offered)?)));
            later.max_by(|(a, _), (b, _)| rpm::compare(&a.offered.version, &b.offered.version))
        };
        let ((best, instance), is_excluded) = newest(false)
            .map(|found| (found, false))
            .or_else(|| newest(true).map(|found| (found, true)))?;
        Some(Upgrade {
            name: name.to_owned(),
            installed: instance.version.clone(),
            candidate: best.offered.version.clone(),
            kept: if self.locks.hold(name) {
                Upgrade::KEPT_HELD
            } else if is_excluded {
                Upgrade::KEPT_EXCLUDED
            } else if best.offered.version.contains(MODULAR) {
                Upgrade::KEPT_UNDECIDED
            } else {
                Upgrade::KEPT_NO
            }
            .to_owned(),
            source: Source::file(best.path.clone()),
        })
    }

    /// Whether a package counts when the best repository is chosen. To zypper only what could stand in place of the
    /// installed one does, if it is the same.
    fn weighs(&self, instances: &[Instance], offered: &Offered) -> bool {
        let is_as_late = |one: &Instance| rpm::compare(&offered.version, &one.version).is_ge();
        let mut instances = instances.iter();
        self.program.has_hash || instances.any(|one| self.fits(one, offered) && is_as_late(one))
    }

    /// The installed package whose place an offered one takes. Nothing does where one of them is as late.
    fn replaced<'a>(&self, instances: &'a [Instance], offered: &Offered) -> Option<&'a Instance> {
        let fitting = || instances.iter().filter(|one| self.fits(one, offered));
        let is_earlier = |one: &&Instance| rpm::compare(&one.version, &offered.version).is_lt();
        if fitting().all(|one| is_earlier(&one)) {
            fitting().next()
        } else {
            None
        }
    }

    /// Whether what is offered can take the place of what is installed. What is of a module is not replaced by what is
    /// of none, and zypper keeps to the vendor.
    fn fits(&self, instance: &Instance, offered: &Offered) -> bool {
        let is_modular = |version: &str| version.contains(MODULAR);
        let is_same_kind = is_modular(&instance.version) == is_modular(&offered.version);
        let is_same_vendor =
            self.program.has_hash || self.vendors.are_same(&instance.origin, &offered.vendor);
        instance.has_room_for(&offered.architecture) && is_same_kind && is_same_vendor
    }
}

/// Shows every package of a list.
///
/// # Errors
/// It cannot be read.
pub(in crate::packages) fn read_list(
    system: &dyn System,
    path: &str,
    add: &mut dyn FnMut(Offered),
) -> Fact<()> {
    let wrong = |why: String| FactError::Failed(format!("{path} {why}"));
    let bytes = system.read(Path::new(path), LARGEST_PACKED)?;
    let content = unpacked(path, &bytes)
        .map_err(|error| wrong(format!("cannot be unpacked: {error}")))?
        .ok_or_else(|| {
            wrong("is compressed in a way that Muster does not read; `dnf check-update` lists what is missing".to_owned())
        })?;
    read_packages(BufReader::new(content.take(LARGEST_UNPACKED)), add).map_err(wrong)
}

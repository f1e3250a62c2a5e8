//! What dnf and zypper would choose: the last version of each package that their repositories offer, of those of the
//! best priority, as far as configuration does not leave it out.

use std::collections::BTreeMap;
use std::io::{BufReader, Read as _};
use std::path::Path;

use muster_facts::upgrades::{PackageLists, Upgrade};
use muster_facts::{Fact, FactError, Source};
use muster_target::{System, present};
use muster_versions::rpm;

use super::primary::{Offered, read_packages};
use super::{Found, Wanted};
use crate::host::OsRelease;
use crate::packages::updates::advisories::MODULAR;
use crate::packages::updates::repositories::{
    LARGEST_PACKED, LARGEST_UNPACKED, Locks, Program, Repository, directories, program,
};
use crate::readers::compressed::unpacked;
use crate::readers::packages::instances::{self, Instance};
use crate::readers::units::{self, Setting};
use muster_names::patterns::any_name_matches;

/// Where dnf says what holds for all repositories, the strongest last, and where its version 5 has more of each.
const MAIN: [&str; 2] = ["/etc/yum.conf", "/etc/dnf/dnf.conf"];
const OVERRIDES: &str = "/etc/dnf/repos.override.d";

/// The priority that a repository has unless something is said; a lower number counts more.
const USUAL: i64 = 99;

/// Packages that fit every host.
const NOARCH: &str = "noarch";

/// What is offered of an installed package, the best so far.
struct Best {
    offered: Offered,
    priority: i64,
    /// Whether configuration leaves it out.
    is_left_out: bool,
    path: String,
}

pub(super) fn find(system: &dyn System, os: &OsRelease, wanted: Wanted<'_>) -> Fact<Found> {
    let program = program(system)?;
    let mut installed = instances::of_rpm(system)?;
    installed.retain(|name, _| wanted.has(name));
    let definitions = Definitions::read(system, program)?;
    let mut refreshed = Vec::new();
    let mut offers: BTreeMap<&str, Vec<Best>> = BTreeMap::new();
    for (id, directory) in directories(system, program)? {
        let repository = Repository::read(system, &directory, program)?;
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
        let priority = definitions.priority(&id);
        read_list(system, &path, &mut |offered| {
            let Some((name, _)) = installed.get_key_value(&offered.name) else {
                return;
            };
            if definitions.offers(&id, &offered) {
                offers.entry(name).or_default().push(Best {
                    is_left_out: definitions.leaves_out(&id, &offered),
                    offered,
                    priority,
                    path: path.clone(),
                });
            }
        })?;
    }
    let locks = Locks::read(system)?;
    let mut upgrades = Vec::new();
    for (name, instances) in &installed {
        let offers = offers
            .get(name.as_str())
            .map(Vec::as_slice)
            .unwrap_or_default();
        upgrades.extend(upgrade(name, instances, offers, &locks, program));
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

/// The later version of an installed package, of several architectures that of the first that has one.
fn upgrade(
    name: &str,
    instances: &[Instance],
    offers: &[Best],
    locks: &Locks,
    program: Program,
) -> Option<Upgrade> {
    // What a better repository has is not taken from another, in whatever version.
    let priority = offers.iter().map(|one| one.priority).min()?;
    let of_priority = || offers.iter().filter(|one| one.priority == priority);
    for instance in instances {
        let later = of_priority().filter(|one| {
            fits(instance, &one.offered, program)
                && rpm::compare(&one.offered.version, &instance.version).is_gt()
        });
        let newest = |is_left_out: bool| {
            let chosen = later.clone().filter(|one| one.is_left_out == is_left_out);
            chosen.max_by(|a, b| rpm::compare(&a.offered.version, &b.offered.version))
        };
        let Some((best, is_excluded)) = newest(false)
            .map(|best| (best, false))
            .or_else(|| newest(true).map(|best| (best, true)))
        else {
            continue;
        };
        return Some(Upgrade {
            name: name.to_owned(),
            installed: instance.version.clone(),
            candidate: best.offered.version.clone(),
            kept: if locks.hold(name) {
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
        });
    }
    None
}

/// Whether what is offered can take the place of what is installed. What is of a module is not replaced by what is of
/// none, and zypper keeps to the vendor.
fn fits(instance: &Instance, offered: &Offered, program: Program) -> bool {
    let (ours, theirs) = (
        instance.architecture.as_str(),
        offered.architecture.as_str(),
    );
    let is_runnable =
        ours.is_empty() || ours == theirs || (theirs != "src" && [ours, theirs].contains(&NOARCH));
    let is_modular = |version: &str| version.contains(MODULAR);
    let is_same_kind = is_modular(&instance.version) == is_modular(&offered.version);
    let is_same_vendor = program.has_hash
        || instance.origin.is_empty()
        || offered.vendor.is_empty()
        || vendor(&instance.origin) == vendor(&offered.vendor);
    is_runnable && is_same_kind && is_same_vendor
}

/// A vendor as zypper compares it: SUSE's own are one.
fn vendor(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    if name.starts_with("suse") || name.starts_with("opensuse") {
        "suse".to_owned()
    } else {
        name
    }
}

fn read_list(system: &dyn System, path: &str, add: &mut dyn FnMut(Offered)) -> Fact<()> {
    let wrong = |why: String| FactError::Failed(format!("{path} {why}"));
    let bytes = system.read(Path::new(path), LARGEST_PACKED)?;
    let content = unpacked(path, &bytes)
        .map_err(|error| wrong(format!("cannot be unpacked: {error}")))?
        .ok_or_else(|| {
            wrong("is compressed in a way that Muster does not read; `dnf check-update` lists what is missing".to_owned())
        })?;
    read_packages(BufReader::new(content.take(LARGEST_UNPACKED)), add).map_err(wrong)
}

/// What configuration says of repositories.
struct Definitions {
    /// The last line that sets each key of each section.
    settings: BTreeMap<(String, String), String>,
}

impl Definitions {
    fn read(system: &dyn System, program: Program) -> Fact<Self> {
        let mut settings = BTreeMap::new();
        let mut files = Vec::new();
        // zypper's own settings leave no package out.
        let directories: &[&str] = if program.has_hash {
            files.extend(MAIN.map(str::to_owned));
            &[program.definitions, OVERRIDES]
        } else {
            &[program.definitions]
        };
        for directory in directories {
            let names = present(system.list(Path::new(directory)))?.unwrap_or_default();
            let names = names.iter().filter(|name| name.ends_with(".repo"));
            files.extend(names.map(|name| format!("{directory}/{name}")));
        }
        for file in files {
            let Some(text) = present(system.read_text(Path::new(&file)))? else {
                continue;
            };
            for Setting {
                section,
                key,
                value,
                ..
            } in units::entries(&file, &text)
            {
                settings.insert((section, key), value);
            }
        }
        Ok(Self { settings })
    }

    fn value(&self, section: &str, key: &str) -> &str {
        let found = self.settings.get(&(section.to_owned(), key.to_owned()));
        found.map(String::as_str).unwrap_or_default()
    }

    fn priority(&self, id: &str) -> i64 {
        self.value(id, "priority").trim().parse().unwrap_or(USUAL)
    }

    /// Whether a repository is asked for a package.
    fn offers(&self, id: &str, offered: &Offered) -> bool {
        let included = self.value(id, "includepkgs");
        included.is_empty() || names(included, offered)
    }

    /// Whether dnf passes over what a repository offers.
    fn leaves_out(&self, id: &str, offered: &Offered) -> bool {
        let mut lists = ["main", id]
            .into_iter()
            .flat_map(|section| ["excludepkgs", "exclude"].map(|key| self.value(section, key)));
        lists.any(|list| names(list, offered))
    }
}

/// Whether a list of patterns names a package: by its name, with its architecture, or with its version.
fn names(list: &str, offered: &Offered) -> bool {
    let Offered {
        name,
        architecture,
        version,
        ..
    } = offered;
    let forms = [
        name.clone(),
        format!("{name}.{architecture}"),
        format!("{name}-{version}"),
        format!("{name}-{version}.{architecture}"),
    ];
    list.split([' ', ',', '\t', '\n'])
        .filter(|pattern| !pattern.is_empty())
        .any(|pattern| forms.iter().any(|form| any_name_matches(form, pattern)))
}

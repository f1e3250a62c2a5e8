//! The repositories of dnf, yum and zypper, which all have files of sections: one for each repository, and `[main]`.

use std::path::Path;

use muster_facts::package_sources::{Check, PackageSource};
use muster_facts::{Fact, Source};
use muster_target::{System, present};

use super::address::Address;
use super::{files, plain};
use crate::readers::units::{self, Setting};

/// A program that reads such files.
pub(super) struct Program {
    name: &'static str,
    repositories: &'static str,
    /// Where dnf 5 has settings of repositories that count more.
    overrides: &'static str,
    /// What has `[main]`, the strongest last.
    main: &'static [&'static str],
    /// Whether packages are checked where nothing says so.
    checks: bool,
}

pub(super) const PROGRAMS: [Program; 2] = [
    Program {
        name: PackageSource::PROGRAM_DNF,
        repositories: "/etc/yum.repos.d",
        overrides: "/etc/dnf/repos.override.d",
        main: &["/etc/yum.conf", "/etc/dnf/dnf.conf"],
        checks: false,
    },
    Program {
        name: PackageSource::PROGRAM_ZYPPER,
        repositories: "/etc/zypp/repos.d",
        overrides: "",
        main: &["/etc/zypp/zypp.conf"],
        checks: true,
    },
];

/// What is checked of packages, in `[main]`.
const GPGCHECK: &str = "gpgcheck";
/// What of lists of packages.
const REPO_GPGCHECK: &str = "repo_gpgcheck";

/// What is said of one repository.
struct Repository {
    id: String,
    settings: Vec<Setting>,
}

impl Repository {
    fn last(&self, keys: &[&str]) -> Option<&Setting> {
        let mut settings = self.settings.iter().rev();
        settings.find(|one| keys.contains(&one.key.as_str()) && !one.value.is_empty())
    }

    fn is_on(&self, keys: &[&str]) -> Option<bool> {
        self.last(keys).map(|one| is_on(&one.value))
    }
}

fn is_on(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    ["1", "yes", "true", "on", "enabled", "always"].contains(&value.as_str())
}

impl Program {
    /// The repositories that are on.
    pub(super) fn sources(&self, system: &dyn System) -> Fact<Vec<PackageSource>> {
        let mut repositories: Vec<Repository> = Vec::new();
        let mut paths = files(system, self.repositories, |name| name.ends_with(".repo"))?;
        if !self.overrides.is_empty() {
            paths.extend(files(system, self.overrides, |name| {
                name.ends_with(".repo")
            })?);
        }
        for path in paths {
            let text = present(system.read_text(Path::new(&path)))?.unwrap_or_default();
            for setting in units::entries(&path, &text) {
                if setting.section == "main" {
                    continue;
                }
                let known = repositories
                    .iter_mut()
                    .find(|one| one.id == setting.section);
                match known {
                    Some(repository) => repository.settings.push(setting),
                    None => repositories.push(Repository {
                        id: setting.section.clone(),
                        settings: vec![setting],
                    }),
                }
            }
        }
        let on = repositories
            .iter()
            .filter(|one| one.is_on(&["enabled"]) != Some(false));
        Ok(on.filter_map(|one| self.source(one)).collect())
    }

    fn source(&self, repository: &Repository) -> Option<PackageSource> {
        let place = repository
            .last(&["baseurl"])
            .or_else(|| repository.last(&["metalink", "mirrorlist"]));
        // `baseurl` may go on in the next line.
        let address = place
            .and_then(|one| one.value.split([' ', ',', '\t']).next())
            .map(Address::of)
            .unwrap_or_default();
        let gpgcheck = repository.last(&[GPGCHECK, "pkg_gpgcheck"]);
        let names_keys = repository.last(&["gpgkey"]).is_some();
        let signed = if names_keys {
            PackageSource::SIGNATURES_NAMED_KEYS
        } else {
            PackageSource::SIGNATURES_ANY_KEY
        };
        let packages = repository
            .is_on(&["pkg_gpgcheck"])
            .or_else(|| repository.is_on(&[GPGCHECK]));
        let list = repository.is_on(&[REPO_GPGCHECK]) == Some(true);
        let signatures = match packages {
            Some(true) => signed,
            Some(false) if list => PackageSource::SIGNATURES_LIST,
            Some(false) => PackageSource::SIGNATURES_NONE,
            None if list => PackageSource::SIGNATURES_LIST,
            None => PackageSource::SIGNATURES_DEFAULT,
        };
        let first = repository.settings.first()?;
        let shown = gpgcheck.or(place).unwrap_or(first);
        Some(PackageSource {
            program: self.name.to_owned(),
            name: plain(&repository.id),
            address: address.shown,
            is_local: address.is_local,
            signatures: signatures.to_owned(),
            source: shown.source.clone(),
        })
    }

    /// What `[main]` says, and what is so where it says nothing.
    pub(super) fn checks(&self, system: &dyn System) -> Fact<Vec<Check>> {
        let mut gpgcheck = None;
        let mut list = None;
        let mut file = None;
        for path in self.main {
            let Some(text) = present(system.read_text(Path::new(path)))? else {
                continue;
            };
            file = Some(*path);
            for setting in units::entries(path, &text) {
                match setting.key.as_str() {
                    _ if setting.section != "main" => {}
                    GPGCHECK | "pkg_gpgcheck" => gpgcheck = Some(setting),
                    REPO_GPGCHECK => list = Some(setting),
                    _ => {}
                }
            }
        }
        let Some(file) = file else {
            return Ok(Vec::new());
        };
        let check = |key: &str, on, source| Check {
            program: self.name.to_owned(),
            key: key.to_owned(),
            on,
            source,
        };
        let mut checks = vec![match gpgcheck {
            Some(one) => check(GPGCHECK, is_on(&one.value), one.source),
            None => check(GPGCHECK, self.checks, Source::file(file)),
        }];
        checks.extend(list.map(|one| check(REPO_GPGCHECK, is_on(&one.value), one.source)));
        Ok(checks)
    }
}

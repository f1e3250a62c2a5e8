//! Which packages are installed, from the databases that are text: dpkg's, apk's and pacman's. That of
//! rpm is not, and is not read.

use std::collections::BTreeMap;
use std::path::Path;

use muster_target::{Collection, Shared, System};

/// dpkg's status file lists every package; on a large desktop it has about ten megabytes, and apk's
/// lists every file of every package.
const LARGEST: u64 = 64 << 20;

const DPKG: &str = "/var/lib/dpkg/status";
const APK: [&str; 2] = ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"];
const PACMAN: &str = "/var/lib/pacman/local";

/// Whose database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manager {
    Dpkg,
    Apk,
    Pacman,
}

/// What a database says of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Package {
    /// Its version.
    Installed(String),
    /// It was, and its configuration is left.
    Removed,
    /// It is listed, and not in full.
    Unclear,
}

/// The packages of the first database that is there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Packages {
    manager: Option<Manager>,
    packages: BTreeMap<String, Package>,
}

impl Shared for Packages {
    fn read(collection: &Collection<'_>) -> Self {
        Self::of(collection.context.system)
    }
}

impl Packages {
    /// Reads the database.
    #[must_use]
    pub(crate) fn of(system: &dyn System) -> Self {
        let read = |path: &str| {
            let bytes = system.read(Path::new(path), LARGEST).ok()?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        if let Some(status) = read(DPKG) {
            return Self::parse(Manager::Dpkg, &status, dpkg);
        }
        if let Some(installed) = APK.into_iter().find_map(read) {
            return Self::parse(Manager::Apk, &installed, apk);
        }
        let names = system.list(Path::new(PACMAN)).unwrap_or_default();
        Self {
            manager: (!names.is_empty()).then_some(Manager::Pacman),
            packages: names.iter().filter_map(|name| pacman(name)).collect(),
        }
    }

    fn parse(
        manager: Manager,
        text: &str,
        read: impl Fn(&str) -> Option<(String, Package)>,
    ) -> Self {
        let mut packages = BTreeMap::new();
        for (name, package) in text.split("\n\n").filter_map(read) {
            // One for each architecture.
            let known = packages.entry(name).or_insert_with(|| package.clone());
            if matches!(package, Package::Installed(_)) && !matches!(known, Package::Installed(_)) {
                *known = package;
            }
        }
        Self {
            manager: Some(manager),
            packages,
        }
    }

    /// Whose database was read; none where there is none.
    #[must_use]
    pub(crate) const fn manager(&self) -> Option<Manager> {
        self.manager
    }

    /// What is said of a package; none where it is not listed.
    #[must_use]
    pub(crate) fn get(&self, name: &str) -> Option<&Package> {
        self.packages.get(name)
    }

    /// The packages whose names begin with this.
    pub(crate) fn beginning_with(&self, prefix: &str) -> impl Iterator<Item = &Package> {
        self.packages
            .range(prefix.to_owned()..)
            .take_while(move |(name, _)| name.starts_with(prefix))
            .map(|(_, package)| package)
    }

    /// The version of the first of these packages that is installed.
    #[must_use]
    pub(crate) fn version(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| match self.get(name)? {
            Package::Installed(version) => Some(version.as_str()),
            Package::Removed | Package::Unclear => None,
        })
    }
}

/// A stanza of dpkg's status file.
fn dpkg(stanza: &str) -> Option<(String, Package)> {
    let name = field(stanza, "Package: ")?;
    // `want flag status`: "deinstall ok config-files" is a package that was removed and not purged.
    let state = field(stanza, "Status: ").and_then(|status| status.rsplit(' ').next());
    let package = match (state, field(stanza, "Version: ")) {
        (Some("config-files" | "not-installed"), _) => Package::Removed,
        (Some(_), Some(version)) => Package::Installed(version.to_owned()),
        _ => Package::Unclear,
    };
    Some((name.to_owned(), package))
}

/// A stanza of apk's, which lists what is installed and nothing else.
fn apk(stanza: &str) -> Option<(String, Package)> {
    let version = field(stanza, "V:").map(|version| Package::Installed(version.to_owned()));
    Some((
        field(stanza, "P:")?.to_owned(),
        version.unwrap_or(Package::Unclear),
    ))
}

/// A directory of pacman's: name, version and release.
fn pacman(directory: &str) -> Option<(String, Package)> {
    let (dash, _) = directory.rmatch_indices('-').nth(1)?;
    let (name, version) = directory.split_at_checked(dash)?;
    let version = version.strip_prefix('-')?.to_owned();
    Some((name.to_owned(), Package::Installed(version)))
}

fn field<'a>(stanza: &'a str, name: &str) -> Option<&'a str> {
    stanza.lines().find_map(|line| line.strip_prefix(name))
}

#[cfg(test)]
mod tests;

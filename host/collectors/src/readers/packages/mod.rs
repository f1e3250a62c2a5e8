//! Which packages are installed: from the databases of dpkg, apk and pacman, which are text, and from that of rpm.

pub(crate) mod instances;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use muster_facts::{Fact, FactError};
use muster_target::{Collection, Shared, System, present};

use super::rpm::Installed;

/// dpkg's status file lists every package; on a large desktop it has about ten megabytes, and apk's
/// lists every file of every package.
const LARGEST: u64 = 64 << 20;

const DPKG: &str = "/var/lib/dpkg/status";
/// An image without dpkg has a file for each package in place of it.
const DPKG_PIECES: &str = "/var/lib/dpkg/status.d";
const APK: [&str; 2] = ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"];
const PACMAN: &str = "/var/lib/pacman/local";

/// Whose database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manager {
    Dpkg,
    Apk,
    Pacman,
    Rpm,
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

/// The packages of the database that the host has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Packages {
    manager: Option<Manager>,
    packages: BTreeMap<String, Package>,
    /// Where the database is.
    path: String,
    /// Packages that were not installed to the end.
    broken: BTreeSet<String>,
    /// Packages that are to stay at their versions.
    held: BTreeSet<String>,
    /// When packages were installed, where the database says so.
    times: BTreeMap<String, i64>,
    /// Configuration files that packages brought, where the database names them.
    configuration: Option<BTreeSet<String>>,
    /// Whether something in the database was not understood.
    incomplete: bool,
    /// Why the database that is there could not be read. Then it has no manager and no packages.
    unread: Option<FactError>,
}

impl Shared for Packages {
    fn read(collection: &Collection<'_>) -> Self {
        Self::of(collection.context.system)
    }
}

impl Packages {
    /// Reads the first database that lists something. An empty one may be that of a manager which is
    /// installed as a tool, as dpkg is on Fedora.
    #[must_use]
    pub(crate) fn of(system: &dyn System) -> Self {
        let mut empty = None;
        for read in [of_dpkg, of_pieces, of_apk, of_pacman, of_rpm] {
            match read(system) {
                Ok(Some(found)) if found.packages.is_empty() && !found.incomplete => {
                    empty.get_or_insert(found);
                }
                Ok(Some(found)) => return found,
                Ok(None) => {}
                Err(error) => {
                    return Self {
                        unread: Some(error),
                        ..Self::default()
                    };
                }
            }
        }
        empty.unwrap_or_default()
    }

    fn parse(
        manager: Manager,
        path: &str,
        text: &str,
        read: impl Fn(&str) -> Option<(String, Package)>,
    ) -> Self {
        let mut packages = BTreeMap::new();
        let mut incomplete = false;
        for stanza in text
            .split("\n\n")
            .filter(|stanza| !stanza.trim().is_empty())
        {
            let Some((name, package)) = read(stanza) else {
                incomplete = true;
                continue;
            };
            // One for each architecture.
            let known = packages.entry(name).or_insert_with(|| package.clone());
            if matches!(package, Package::Installed(_)) && !matches!(known, Package::Installed(_)) {
                *known = package;
            }
        }
        Self {
            manager: Some(manager),
            packages,
            path: path.to_owned(),
            incomplete,
            ..Self::default()
        }
    }

    /// Every package that is listed, by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Package)> {
        let packages = self.packages.iter();
        packages.map(|(name, package)| (name.as_str(), package))
    }

    /// Where the database is.
    #[must_use]
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Why the database that is there could not be read.
    #[must_use]
    pub(crate) const fn unread(&self) -> Option<&FactError> {
        self.unread.as_ref()
    }

    /// When a package was installed, in seconds since 1970-01-01 UTC; none where the database does not say so.
    #[must_use]
    pub(crate) fn installed_at(&self, name: &str) -> Option<i64> {
        self.times.get(name).copied()
    }

    /// Whether a package was not installed to the end.
    #[must_use]
    pub(crate) fn is_broken(&self, name: &str) -> bool {
        self.broken.contains(name)
    }

    /// Whether dpkg was told to leave a package at its version.
    #[must_use]
    pub(crate) fn is_held(&self, name: &str) -> bool {
        self.held.contains(name)
    }

    /// Whether a package brought a configuration file; none where the database does not name them.
    #[must_use]
    pub(crate) fn is_configuration(&self, path: &str) -> Option<bool> {
        let configuration = self.configuration.as_ref()?;
        Some(configuration.contains(path))
    }

    /// Whether the whole database was understood.
    #[must_use]
    pub(crate) const fn is_complete(&self) -> bool {
        !self.incomplete
    }

    /// Whether all that is installed is known, so that it can be compared with what repositories offer.
    ///
    /// # Errors
    /// The database could not be read, or is not fully understood.
    pub(crate) fn can_be_compared(&self) -> Fact<()> {
        if let Some(error) = self.unread() {
            return Err(error.clone());
        }
        if self.manager().is_some() && !self.is_complete() {
            return Err(FactError::Failed(format!(
                "{} is not fully understood, so what it lists cannot be compared",
                self.path()
            )));
        }
        Ok(())
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

    /// The same with the name, as the database has it.
    #[must_use]
    pub(crate) fn get_entry(&self, name: &str) -> Option<(&str, &Package)> {
        let entry = self.packages.get_key_value(name);
        entry.map(|(name, package)| (name.as_str(), package))
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

fn text(system: &dyn System, path: &str) -> Result<Option<String>, FactError> {
    let bytes = present(system.read(Path::new(path), LARGEST))?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

fn of_dpkg(system: &dyn System) -> Result<Option<Packages>, FactError> {
    let status = text(system, DPKG)?;
    Ok(status.map(|status| Packages {
        broken: broken(&status),
        held: held(&status),
        configuration: Some(configuration(&status)),
        ..Packages::parse(Manager::Dpkg, DPKG, &status, dpkg)
    }))
}

fn of_pieces(system: &dyn System) -> Result<Option<Packages>, FactError> {
    let names = present(system.list(Path::new(DPKG_PIECES)))?.unwrap_or_default();
    let mut pieces = Vec::new();
    for name in names.iter().filter(|name| !name.ends_with(".md5sums")) {
        pieces.extend(text(system, &format!("{DPKG_PIECES}/{name}"))?);
    }
    let is_there = !pieces.is_empty();
    let all = pieces.join("\n\n");
    Ok(is_there.then(|| Packages::parse(Manager::Dpkg, DPKG_PIECES, &all, piece)))
}

fn of_apk(system: &dyn System) -> Result<Option<Packages>, FactError> {
    for path in APK {
        if let Some(installed) = text(system, path)? {
            return Ok(Some(Packages::parse(Manager::Apk, path, &installed, apk)));
        }
    }
    Ok(None)
}

fn of_pacman(system: &dyn System) -> Result<Option<Packages>, FactError> {
    let names = present(system.list(Path::new(PACMAN)))?.unwrap_or_default();
    Ok((!names.is_empty()).then(|| Packages {
        manager: Some(Manager::Pacman),
        packages: names.iter().filter_map(|name| pacman(name)).collect(),
        path: PACMAN.to_owned(),
        ..Packages::default()
    }))
}

/// Of a package that is there in several versions, as a kernel is, the last one counts.
fn of_rpm(system: &dyn System) -> Result<Option<Packages>, FactError> {
    let Some(installed) = Installed::read(system)? else {
        return Ok(None);
    };
    let mut found = Packages {
        manager: Some(Manager::Rpm),
        path: installed.path,
        incomplete: !installed.complete,
        ..Packages::default()
    };
    for header in installed.packages {
        let version = header.full_version();
        let is_earlier = found
            .version(&[header.name.as_str()])
            .is_some_and(|known| muster_versions::rpm::compare(&version, known).is_lt());
        if is_earlier {
            continue;
        }
        if let Some(time) = header.installed_at {
            found.times.insert(header.name.clone(), time);
        }
        found
            .packages
            .insert(header.name, Package::Installed(version));
    }
    Ok(Some(found))
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

/// A package of an image that has no dpkg: what is listed is there.
fn piece(stanza: &str) -> Option<(String, Package)> {
    let version = field(stanza, "Version: ").map(|version| Package::Installed(version.to_owned()));
    Some((
        field(stanza, "Package: ")?.to_owned(),
        version.unwrap_or(Package::Unclear),
    ))
}

/// The packages that dpkg began to install: its states, see dpkg(1).
fn broken(status: &str) -> BTreeSet<String> {
    const STATES: [&str; 3] = ["unpacked", "half-installed", "half-configured"];
    let stanzas = status.split("\n\n").filter(|stanza| {
        let state = field(stanza, "Status: ").and_then(|status| status.rsplit(' ').next());
        state.is_some_and(|state| STATES.contains(&state))
    });
    stanzas
        .filter_map(|stanza| field(stanza, "Package: ").map(str::to_owned))
        .collect()
}

/// The packages that dpkg is to hold.
fn held(status: &str) -> BTreeSet<String> {
    let stanzas = status.split("\n\n");
    stanzas
        .filter(|stanza| {
            field(stanza, "Status: ").is_some_and(|status| status.starts_with("hold "))
        })
        .filter_map(|stanza| field(stanza, "Package: ").map(str::to_owned))
        .collect()
}

/// The configuration files of all packages: lines of a path and a digest, below `Conffiles:`.
fn configuration(status: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut inside = false;
    for line in status.lines() {
        match line.strip_prefix(' ') {
            Some(rest) if inside => {
                let path = rest.split(' ').next().filter(|path| path.starts_with('/'));
                found.extend(path.map(str::to_owned));
            }
            Some(_) => {}
            None => inside = line.starts_with("Conffiles:"),
        }
    }
    found
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

//! Which packages are installed, from the databases that are text: dpkg's, apk's and pacman's. That of
//! rpm is not, and is not read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use muster_target::{Collection, Shared, System};

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
    /// Where the database is.
    path: &'static str,
    /// Packages that were not installed to the end.
    broken: BTreeSet<String>,
    /// Configuration files that packages brought, where the database names them.
    configuration: Option<BTreeSet<String>>,
    /// Whether something in the database was not understood.
    incomplete: bool,
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
            let found = Self::parse(Manager::Dpkg, DPKG, &status, dpkg);
            return Self {
                broken: broken(&status),
                configuration: Some(configuration(&status)),
                ..found
            };
        }
        let pieces = system.list(Path::new(DPKG_PIECES)).unwrap_or_default();
        let pieces = pieces.iter().filter(|name| !name.ends_with(".md5sums"));
        let pieces: Vec<String> = pieces
            .filter_map(|name| read(&format!("{DPKG_PIECES}/{name}")))
            .collect();
        if !pieces.is_empty() {
            return Self::parse(Manager::Dpkg, DPKG_PIECES, &pieces.join("\n\n"), piece);
        }
        for path in APK {
            if let Some(installed) = read(path) {
                return Self::parse(Manager::Apk, path, &installed, apk);
            }
        }
        let names = system.list(Path::new(PACMAN)).unwrap_or_default();
        Self {
            manager: (!names.is_empty()).then_some(Manager::Pacman),
            packages: names.iter().filter_map(|name| pacman(name)).collect(),
            path: PACMAN,
            ..Self::default()
        }
    }

    fn parse(
        manager: Manager,
        path: &'static str,
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
            path,
            broken: BTreeSet::new(),
            configuration: None,
            incomplete,
        }
    }

    /// Every package that is listed, by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Package)> {
        let packages = self.packages.iter();
        packages.map(|(name, package)| (name.as_str(), package))
    }

    /// Where the database is.
    #[must_use]
    pub(crate) const fn path(&self) -> &'static str {
        self.path
    }

    /// Whether a package was not installed to the end.
    #[must_use]
    pub(crate) fn is_broken(&self, name: &str) -> bool {
        self.broken.contains(name)
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

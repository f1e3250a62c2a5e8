//! Which packages are installed: the databases of dpkg, rpm, apk and pacman, read directly. One that cannot be
//! read is an error, never empty.

pub mod updates;
pub mod upgrades;

use muster_facts::packages::{Database, KnownPackage};
use muster_facts::{DomainFacts as _, Fact, FactError, PackagesFacts, Source};
use muster_target::Collection;

use crate::readers::packages::{Manager, Package, Packages};

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> PackagesFacts {
    let found = collection
        .shared::<Packages>()
        .and_then(|packages| describe(&packages));
    match found {
        Ok((database, packages)) => PackagesFacts {
            overview: Ok(database),
            packages: Ok(packages),
        },
        Err(error) => PackagesFacts::missing(&error),
    }
}

fn describe(packages: &Packages) -> Fact<(Database, Vec<KnownPackage>)> {
    if let Some(error) = packages.unread() {
        return Err(error.clone());
    }
    let Some(manager) = packages.manager() else {
        return Err(FactError::Unsupported(
            "the target has no package database that Muster knows".to_owned(),
        ));
    };
    let database = Database {
        manager: match manager {
            Manager::Dpkg => "dpkg",
            Manager::Apk => "apk",
            Manager::Pacman => "pacman",
            Manager::Rpm => "rpm",
        }
        .to_owned(),
        complete: packages.is_complete(),
        source: Source::file(packages.path()),
    };
    let packages = packages.all().map(|(name, package)| {
        let (version, state) = match package {
            Package::Installed(version) if packages.is_broken(name) => (version.as_str(), "broken"),
            Package::Installed(version) => (version.as_str(), "installed"),
            Package::Removed => ("", "removed"),
            Package::Unclear => ("", "broken"),
        };
        KnownPackage {
            name: name.to_owned(),
            version: version.to_owned(),
            state: state.to_owned(),
            installed_at: packages.installed_at(name),
        }
    });
    Ok((database, packages.collect()))
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

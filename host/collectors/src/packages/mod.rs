//! Which packages are installed: the databases of dpkg, apk and pacman, read directly. That of rpm is not
//! read yet, and so is an error, never empty.

use std::path::Path;

use muster_facts::packages::{Database, KnownPackage};
use muster_facts::{DomainFacts as _, Fact, FactError, PackagesFacts, Source};
use muster_target::{Collection, System};

use crate::readers::packages::{Manager, Package, Packages};

/// Where rpm keeps its database: of old, and where `/var` may be reset.
const RPM: [&str; 2] = ["/usr/lib/sysimage/rpm", "/var/lib/rpm"];

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> PackagesFacts {
    let found = collection
        .shared::<Packages>()
        .and_then(|packages| describe(collection.context.system, &packages));
    match found {
        Ok((database, packages)) => PackagesFacts {
            overview: Ok(database),
            packages: Ok(packages),
        },
        Err(error) => PackagesFacts::missing(&error),
    }
}

fn describe(system: &dyn System, packages: &Packages) -> Fact<(Database, Vec<KnownPackage>)> {
    let Some(manager) = packages.manager() else {
        let is_there = |path: &str| {
            let names = system.list(Path::new(path)).unwrap_or_default();
            !names.is_empty()
        };
        return Err(match RPM.iter().copied().find(|path| is_there(path)) {
            Some(path) => FactError::Failed(format!(
                "the database of rpm in {path} is not read yet, so it is not known what is installed"
            )),
            None => FactError::Unsupported(
                "the target has no database of packages that Muster knows".to_owned(),
            ),
        });
    };
    let database = Database {
        manager: match manager {
            Manager::Dpkg => "dpkg",
            Manager::Apk => "apk",
            Manager::Pacman => "pacman",
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
        }
    });
    Ok((database, packages.collect()))
}

#[cfg(test)]
mod tests;

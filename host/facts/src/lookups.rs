//! The functions of `wit/` that look something up in a list, whose names begin with `find-`.

use crate::{
    EnvFacts, Fact, FactError, MountsFacts, PackagesFacts, PacketFilterFacts, PathsFacts,
    SshdFacts, UnitsFacts, env, mounts, packages, packet_filter, paths, sshd, units,
};
use muster_names::fits_pattern;

impl EnvFacts {
    /// One key of one bound file.
    ///
    /// # Errors
    /// When the file could not be read, or is not one of the bound ones.
    pub fn find_key(&self, path: &str, name: &str) -> Fact<Option<env::Key>> {
        let Some(keys) = self.keys.get(path) else {
            return Err(FactError::Failed(format!(
                "{path} is not one of the environment files that the project binds"
            )));
        };
        let keys = keys.as_ref().map_err(Clone::clone)?;
        Ok(keys.iter().find(|key| key.name == name).cloned())
    }
}

impl PathsFacts {
    /// What is at one path.
    ///
    /// # Errors
    /// When the paths are missing, or this one could not be looked at.
    pub fn find_entry(&self, path: &str) -> Fact<Option<paths::Entry>> {
        let entries = self.entries.as_ref().map_err(Clone::clone)?;
        let place = entries.binary_search_by(|entry| entry.path.as_str().cmp(path));
        if let Some(entry) = place.ok().and_then(|at| entries.get(at)) {
            return Ok(Some(entry.clone()));
        }
        let gaps = self.gaps.as_ref().map_err(Clone::clone)?;
        match gaps.iter().find(|gap| stands_for(&gap.pattern, path)) {
            Some(gap) => Err(FactError::Failed(gap.reason.clone())),
            None => Ok(None),
        }
    }
}

/// Whether a path is one of those of a pattern, in which a `*` stands for any part of a name.
fn stands_for(pattern: &str, path: &str) -> bool {
    let mut names = path.split('/');
    let fits = |pattern| names.next().is_some_and(|name| fits_pattern(pattern, name));
    pattern.split('/').all(fits) && names.next().is_none()
}

impl PackagesFacts {
    /// What the database says of one package.
    ///
    /// # Errors
    /// When the packages are missing.
    pub fn find_package(&self, name: &str) -> Fact<Option<packages::KnownPackage>> {
        let packages = self.packages.as_ref().map_err(Clone::clone)?;
        let place = packages.binary_search_by(|package| package.name.as_str().cmp(name));
        Ok(place.ok().and_then(|at| packages.get(at)).cloned())
    }
}

impl UnitsFacts {
    /// The unit of a name or another name of it, with or without `.service`.
    ///
    /// # Errors
    /// When the units are missing.
    pub fn find_unit(&self, name: &str) -> Fact<Option<units::Unit>> {
        let units = self.units.as_ref().map_err(Clone::clone)?;
        let service = format!("{name}.service");
        for name in [name, &service] {
            let place = units.binary_search_by(|unit| unit.name.as_str().cmp(name));
            if let Some(unit) = place.ok().and_then(|at| units.get(at)) {
                return Ok(Some(unit.clone()));
            }
        }
        let is_alias = |alias: &String| alias == name || *alias == service;
        let mut units = units.iter();
        Ok(units
            .find(|unit| unit.aliases.iter().any(is_alias))
            .cloned())
    }
}

impl MountsFacts {
    /// What is mounted at a path.
    ///
    /// # Errors
    /// When the mounts are missing.
    pub fn find_mount(&self, path: &str) -> Fact<Option<mounts::Mount>> {
        let mounts = self.mounts.as_ref().map_err(Clone::clone)?;
        let place = mounts.binary_search_by(|mount| mount.path.as_str().cmp(path));
        Ok(place.ok().and_then(|at| mounts.get(at)).cloned())
    }

    /// What boot mounts at a path.
    ///
    /// # Errors
    /// When what boot mounts is missing.
    pub fn find_boot_mount(&self, path: &str) -> Fact<Option<mounts::BootMount>> {
        let mounts = self.boot_mounts.as_ref().map_err(Clone::clone)?;
        let place = mounts.binary_search_by(|mount| mount.path.as_str().cmp(path));
        Ok(place.ok().and_then(|at| mounts.get(at)).cloned())
    }
}

impl SshdFacts {
    /// The first effective setting of a keyword in the global scope.
    ///
    /// # Errors
    /// When the settings are missing.
    pub fn find_setting(&self, keyword: &str) -> Fact<Option<sshd::Setting>> {
        let settings = self.settings.as_ref().map_err(Clone::clone)?;
        let mut settings = settings.iter();
        Ok(settings.find(|setting| setting.keyword == keyword).cloned())
    }
}

impl PacketFilterFacts {
    /// The range that holds one port.
    ///
    /// # Errors
    /// When the ranges are missing, or none holds the port.
    pub fn find_reach(
        &self,
        family: &str,
        protocol: &str,
        port: u16,
    ) -> Fact<packet_filter::Reach> {
        let ranges = self.reachability.as_ref().map_err(Clone::clone)?;
        let holds = |range: &&packet_filter::Reach| {
            range.family == family
                && range.protocol == protocol
                && (range.first_port..=range.last_port).contains(&port)
        };
        ranges.iter().find(holds).cloned().ok_or_else(|| {
            FactError::Failed(format!(
                "there is no verdict for {family} {protocol} port {port}"
            ))
        })
    }
}

//! The installed packages once more, with what only who compares them with others needs: one for each architecture, and
//! where they come from. For this a database is read a second time; no scan needs it that does not ask for updates.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use muster_facts::{Fact, FactError};
use muster_target::System;

use super::{DPKG, DPKG_PIECES, field, text};
use crate::readers::rpm::Installed;

/// A package of one architecture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Instance {
    pub(crate) version: String,
    /// Empty where the database does not say so.
    pub(crate) architecture: String,
    /// The source package that it is built from, where it is dpkg's; else who packaged it, where that is said.
    pub(crate) origin: String,
}

/// Packages that fit every host.
const NOARCH: &str = "noarch";

impl Instance {
    /// Whether a package of rpm's of this architecture can take its place.
    pub(crate) fn has_room_for(&self, architecture: &str) -> bool {
        let ours = self.architecture.as_str();
        ours.is_empty()
            || architecture.is_empty()
            || ours == architecture
            || (architecture != "src" && [ours, architecture].contains(&NOARCH))
    }
}

/// The installed packages, by name.
pub(crate) type Instances = BTreeMap<String, Vec<Instance>>;

/// Those of dpkg.
///
/// # Errors
/// There is no status file that can be read.
pub(crate) fn of_dpkg(system: &dyn System) -> Fact<Instances> {
    let status = text(system, DPKG)?.ok_or_else(|| {
        FactError::Failed(format!(
            "{DPKG} is missing, and {DPKG_PIECES} does not say which updates there are"
        ))
    })?;
    let mut found = Instances::new();
    for stanza in status.split("\n\n") {
        let state = field(stanza, "Status: ").and_then(|status| status.rsplit(' ').next());
        let (Some(name), Some(version)) = (field(stanza, "Package: "), field(stanza, "Version: "))
        else {
            continue;
        };
        if matches!(state, None | Some("config-files" | "not-installed")) {
            continue;
        }
        let origin = field(stanza, "Source: ").and_then(|source| source.split(' ').next());
        found.entry(name.to_owned()).or_default().push(Instance {
            version: version.trim().to_owned(),
            architecture: field(stanza, "Architecture: ")
                .unwrap_or_default()
                .to_owned(),
            origin: origin.unwrap_or(name).to_owned(),
        });
    }
    Ok(found)
}

/// Those of rpm: of several versions the last one.
///
/// # Errors
/// The database cannot be read.
pub(crate) fn of_rpm(system: &dyn System) -> Fact<Instances> {
    let installed = Installed::read(system)?
        .ok_or_else(|| FactError::Failed("rpm's database is missing".to_owned()))?;
    let mut found = Instances::new();
    for header in installed.packages {
        let version = header.full_version();
        let instance = Instance {
            version,
            architecture: header.architecture.unwrap_or_default(),
            origin: header.vendor.unwrap_or_default(),
        };
        let same = found.entry(header.name).or_default();
        let known = same
            .iter_mut()
            .find(|one| one.architecture == instance.architecture);
        match known {
            Some(known) => {
                let order = muster_versions::rpm::compare(&instance.version, &known.version);
                if order == Ordering::Greater {
                    *known = instance;
                }
            }
            None => same.push(instance),
        }
    }
    Ok(found)
}

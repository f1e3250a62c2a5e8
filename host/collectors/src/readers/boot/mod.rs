//! Which services the host's init starts at boot, read from its files: systemd's links and presets,
//! the runlevels of OpenRC and runit, and the links of System V. Knows no service by name.
//!
//! What cannot be listed is not known; it is never "does not start".

#[cfg(test)]
mod oracle;
mod presets;
mod runlevels;
mod systemd;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use muster_facts::Source;
use muster_target::{Collection, Kind, ReadError, Shared, System};

use crate::readers::units::ADMINISTRATOR;

/// What the names of units end in that start services, and are not services themselves.
const STARTERS: [&str; 3] = [".socket", ".timer", ".path"];

/// The name of a unit with its suffix, of the name that is used here.
pub(crate) fn suffixed(name: &str) -> String {
    if is_starter(name) {
        name.to_owned()
    } else {
        format!("{name}.service")
    }
}

fn is_starter(name: &str) -> bool {
    STARTERS.iter().any(|suffix| name.ends_with(suffix))
}

/// Whether the init starts a service at boot, and where that is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// It does, because of this link or file.
    Yes(Source),
    /// It does not; the link would be here.
    No(Source),
    /// That could not be told.
    Unknown,
}

/// What the init starts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Boot {
    /// Services by name, with the link that starts them.
    started: BTreeMap<String, String>,
    /// Services that cannot start, with the link that says so.
    masked: BTreeMap<String, String>,
    /// Other names of services, each with the service that it leads to.
    aliases: BTreeMap<String, String>,
    /// Units with their files.
    units: BTreeMap<String, String>,
    /// Units whose file is a dangling link.
    broken: BTreeSet<String>,
    /// Where a service would be made to start; none where no init that is known here is installed.
    place: Option<&'static str>,
    /// Whether something could not be listed.
    incomplete: bool,
}

impl Boot {
    /// Reads the links of the init that the target boots with; of every one that is there when the
    /// target does not tell.
    #[must_use]
    pub(crate) fn of(system: &dyn System) -> Self {
        let mut boot = Self::default();
        let by = Init::of(system);
        if by != Init::Other {
            systemd::read_systemd(system, &mut boot);
        }
        let has_systemd = boot.place.is_some();
        if by != Init::Systemd {
            runlevels::read_runlevels(system, &mut boot);
        }
        runlevels::read_system_v(system, &mut boot, has_systemd);
        boot
    }

    /// Whether an init was found and could be read in full.
    #[must_use]
    pub(crate) const fn known(&self) -> bool {
        self.place.is_some() && !self.incomplete
    }

    /// Where services are made to start.
    #[must_use]
    pub(crate) fn place(&self) -> &'static str {
        self.place.unwrap_or(ADMINISTRATOR)
    }

    /// Whether a service is started, by this name or another of its names. A name is that of a
    /// script, of a unit without `.service`, or of a socket unit.
    #[must_use]
    pub(crate) fn start(&self, service: &str) -> Start {
        let target = self.aliases.get(service).map_or(service, String::as_str);
        let others = self.aliases.iter().filter(|(_, known)| *known == target);
        let mut names = others
            .map(|(alias, _)| alias.as_str())
            .chain([target, service]);
        if let Some(link) = self.masked.get(target).or_else(|| self.masked.get(service)) {
            return Start::No(Source::file(link));
        }
        match names.find_map(|name| self.started.get(name)) {
            Some(link) => Start::Yes(Source::file(link)),
            None if self.known() => Start::No(Source::file(self.place())),
            None => Start::Unknown,
        }
    }

    /// Whether any of several services is started.
    #[must_use]
    pub(crate) fn start_any(&self, services: &[&str]) -> Start {
        let mut answer = Start::Unknown;
        for (index, service) in services.iter().enumerate() {
            match self.start(service) {
                found @ Start::Yes(_) => return found,
                other if index == 0 => answer = other,
                _ => {}
            }
        }
        answer
    }

    /// The names of all services that are started.
    pub(crate) fn started(&self) -> impl Iterator<Item = &str> {
        let starts = |name: &&str| !is_starter(name) && !self.masked.contains_key(*name);
        self.started.keys().map(String::as_str).filter(starts)
    }

    /// The names of all units that have a link which starts them, masked ones, sockets, timers and
    /// paths too.
    pub(crate) fn linked(&self) -> impl Iterator<Item = &str> {
        self.started.keys().map(String::as_str)
    }

    /// The names of all units that have a file.
    pub(crate) fn units(&self) -> impl Iterator<Item = &str> {
        self.units.keys().map(String::as_str)
    }

    /// The file of a unit.
    #[must_use]
    pub(crate) fn file(&self, unit: &str) -> Option<&str> {
        self.units.get(unit).map(String::as_str)
    }

    /// The link that keeps a unit from starting.
    #[must_use]
    pub(crate) fn mask(&self, unit: &str) -> Option<&str> {
        self.masked.get(unit).map(String::as_str)
    }

    /// Whether the file of a unit is a dangling link.
    #[must_use]
    pub(crate) fn is_broken(&self, unit: &str) -> bool {
        self.broken.contains(unit)
    }

    /// Other names of units, each with the unit that it leads to.
    pub(crate) fn aliases(&self) -> impl Iterator<Item = (&str, &str)> {
        let aliases = self.aliases.iter();
        aliases.map(|(alias, unit)| (alias.as_str(), unit.as_str()))
    }

    /// The unit that a name leads to.
    #[must_use]
    pub(crate) fn target_of<'a>(&'a self, name: &'a str) -> &'a str {
        self.aliases.get(name).map_or(name, String::as_str)
    }

    /// Whether something could not be listed.
    #[must_use]
    pub(crate) const fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    /// The names in a directory; none when it is not there.
    fn list(&mut self, system: &dyn System, path: &Path) -> Option<Vec<String>> {
        match system.list(path) {
            Ok(names) => Some(names),
            Err(ReadError::NotFound { .. }) => None,
            Err(_) => {
                self.incomplete = true;
                None
            }
        }
    }

    fn add(&mut self, service: &str, link: String) {
        self.started.entry(service.to_owned()).or_insert(link);
    }
}

impl Shared for Boot {
    fn read(collection: &Collection<'_>) -> Self {
        Self::of(collection.context.system)
    }
}

/// Which init the target boots with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Init {
    Systemd,
    Other,
    Unclear,
}

impl Init {
    /// Told by what a running init leaves behind, else by what `/sbin/init` leads to.
    fn of(system: &dyn System) -> Self {
        // What is below `/run` in an image, packages put there: Debian's runit-helper a directory of runit.
        let runs = system.kind() != Kind::Root;
        let is = |path: &str| runs && system.metadata(Path::new(path)).is_ok();
        if is("/run/systemd/system") {
            return Self::Systemd;
        }
        if is("/run/openrc") || is("/run/runit") {
            return Self::Other;
        }
        let link = ["/sbin/init", "/usr/sbin/init"]
            .iter()
            .find_map(|path| system.read_link(Path::new(path)).ok());
        match link.as_deref().and_then(Path::to_str) {
            Some(target) if target.ends_with("/systemd") => Self::Systemd,
            Some(_) => Self::Other,
            None => Self::Unclear,
        }
    }
}

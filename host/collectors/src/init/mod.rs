//! What the init system starts: services, and the sockets, timers, paths and names at D-Bus that start them. The files say what
//! starts at boot, of a running host and of an image alike; the init is only asked what runs now.
//!
//! Where it cannot be asked, states are `unknown`, and nothing else suffers.

mod ask;
mod bus;
mod pulled;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use muster_facts::units::{Manager, Unit};
use muster_facts::{DomainFacts as _, Fact, FactError, Source, UnitsFacts};
use muster_target::{Collection, Kind, System};

use self::ask::{Running, Status};
use self::pulled::Reached;
use crate::host::{init_system, is_booted};
use crate::readers::boot::{Boot, Start, suffixed};

/// Where an init without units keeps the scripts of its services.
const SCRIPTS: &str = "/etc/init.d";

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> UnitsFacts {
    let system = collection.context.system;
    let boot = match collection.shared::<Boot>() {
        Ok(boot) => boot,
        Err(error) => return UnitsFacts::missing(&error),
    };
    let Some(name) = manager(system) else {
        return UnitsFacts::missing(&FactError::Unsupported(
            "no init that starts services is installed".to_owned(),
        ));
    };
    if system.kind() == Kind::Live && !is_booted(system, name) {
        return UnitsFacts::missing(&FactError::Unsupported(format!(
            "this host does not run {name}, as is usual in a container"
        )));
    }
    let running = ask::running(system, name);
    UnitsFacts {
        overview: Ok(Manager {
            name: name.to_owned(),
            running: running.is_some(),
        }),
        units: units(system, name, &boot, running.as_ref()),
    }
}

/// Which init starts services, by what it leaves on the target.
fn manager(system: &dyn System) -> Option<&'static str> {
    let is = |path: &&str| system.metadata(Path::new(path)).is_ok();
    let other = || {
        if ["/run/runit", "/etc/runit/runsvdir"].iter().any(&is) {
            Some("runit")
        } else {
            is(&"/etc/inittab").then_some("sysv")
        }
    };
    init_system(system).or_else(other)
}

fn units(
    system: &dyn System,
    manager: &str,
    boot: &Boot,
    running: Option<&Running>,
) -> Fact<Vec<Unit>> {
    if boot.is_incomplete() {
        return Err(FactError::Failed(
            "a directory of units cannot be listed, so it is not known which there are".to_owned(),
        ));
    }
    let mut names: BTreeSet<String> = boot
        .units()
        .chain(boot.linked())
        .map(|name| suffixed(boot.target_of(name)))
        .collect();
    if manager != "systemd" {
        let scripts = system.list(Path::new(SCRIPTS)).unwrap_or_default();
        let scripts = scripts.iter().filter(|name| !name.ends_with(".sh"));
        names.extend(scripts.map(|name| suffixed(name)));
    }
    let mut aliases: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (alias, unit) in boot.aliases() {
        aliases
            .entry(suffixed(unit))
            .or_default()
            .insert(suffixed(alias));
    }
    for (name, status) in running.into_iter().flat_map(Running::units) {
        names.insert(name.clone());
        let others = status.names.iter().filter(|other| *other != name);
        aliases
            .entry(name.clone())
            .or_default()
            .extend(others.cloned());
    }
    // What the init calls another name of a unit is not a unit of its own.
    let others: BTreeSet<&String> = aliases.values().flatten().collect();
    names.retain(|name| !others.contains(name) && !name.contains("@."));
    let pulled = pulled::reached(system, boot);
    let mut triggers = pulled::triggers(boot, &pulled);
    if manager == "systemd" {
        for (name, asked) in bus::activated(system, boot)? {
            triggers.entry(name).or_default().extend(asked);
        }
    }
    let describe = |name: &String| {
        // systemctl is not asked for paths.
        let status = running
            .filter(|_| kind(name) != "path")
            .map(|running| running.status(name));
        Unit {
            kind: kind(name).to_owned(),
            aliases: aliases.get(name).into_iter().flatten().cloned().collect(),
            load: load(boot, name, status.as_ref()).to_owned(),
            at_boot: at_boot(boot, name, &pulled),
            activated_by: triggers.get(name).cloned().unwrap_or_default(),
            state: status
                .as_ref()
                .map_or("unknown", |status| status.state)
                .to_owned(),
            result: status.and_then(|status| status.result),
            source: source(boot, name),
            name: name.clone(),
        }
    };
    Ok(names.iter().map(describe).collect())
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "socket")) => "socket",
        Some((_, "timer")) => "timer",
        Some((_, "path")) => "path",
        _ => "service",
    }
}

/// The name that `Boot` has for a unit.
fn known_name(name: &str) -> &str {
    name.strip_suffix(".service").unwrap_or(name)
}

fn load(boot: &Boot, name: &str, status: Option<&Status>) -> &'static str {
    let known = known_name(name);
    if boot.mask(known).is_some() {
        "masked"
    } else if boot.is_broken(known) {
        "broken"
    } else {
        status.map_or("present", |status| status.load)
    }
}

fn at_boot(boot: &Boot, name: &str, pulled: &Reached) -> Option<bool> {
    let known = known_name(name);
    match boot.start(known) {
        Start::Yes(_) => Some(true),
        _ if boot.mask(known).is_some() => Some(false),
        Start::No(_) => pulled.comes_up(known),
        Start::Unknown => pulled.comes_up(known).filter(|comes_up| *comes_up),
    }
}

fn source(boot: &Boot, name: &str) -> Source {
    let known = known_name(name);
    match (boot.start(known), boot.file(known)) {
        (Start::Yes(source), _) => source,
        (Start::No(source), _) if boot.mask(known).is_some() => source,
        (_, Some(file)) => Source::file(file),
        (Start::No(source), None) => source,
        (Start::Unknown, None) => Source::file(boot.place()),
    }
}

/// Whether anybody can be asked what runs.
fn is_up(system: &dyn System) -> bool {
    match system.kind() {
        Kind::Live | Kind::Recording => true,
        Kind::Root => false,
    }
}

//! What time it is on the target, which programs keep its clock, and whether it is kept in step.
//!
//! A container has the clock of the machine that runs it, and an image has none.

mod sources;
mod timesyncd;

use std::path::Path;

use muster_facts::clock::Daemon;
use muster_facts::units::Unit;
use muster_facts::{ClockFacts, Fact, FactError};
use muster_target::{Collection, Command, Kind, RunError, System};

use crate::host::refuse_container;
use crate::readers::packages::{Manager, Package, Packages};

/// What a program that keeps the clock is called.
struct Known {
    name: &'static str,
    /// Its package, by the names that distributions have for it.
    packages: &'static [&'static str],
    /// Its unit or script, likewise.
    units: &'static [&'static str],
}

/// Those that distributions have. Where one took the name of another, as ntpsec did in Debian, the unit
/// that the name leads to counts once.
const KNOWN: [Known; 5] = [
    Known {
        name: "systemd-timesyncd",
        packages: &["systemd-timesyncd"],
        units: &["systemd-timesyncd"],
    },
    Known {
        name: "chrony",
        packages: &["chrony"],
        units: &["chrony", "chronyd"],
    },
    Known {
        name: "ntpsec",
        packages: &["ntpsec"],
        units: &["ntpsec"],
    },
    Known {
        name: "openntpd",
        packages: &["openntpd"],
        units: &["openntpd"],
    },
    Known {
        name: "ntpd",
        packages: &["ntp"],
        units: &["ntp", "ntpd"],
    },
];

/// Why a container has no clock.
const CONTAINER: &str = "a container uses the clock of the machine that runs it";

/// systemd-timesyncd touches it once it has set the clock.
const TIMESYNCD: &str = "/run/systemd/timesync/synchronized";

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> ClockFacts {
    let system = collection.context.system;
    ClockFacts {
        now: now(system),
        daemons: daemons(collection),
        sources: refuse_container(system, CONTAINER).and_then(|()| sources::sources(system)),
        chrony_account: refuse_container(system, CONTAINER)
            .and_then(|()| sources::chrony_account(system)),
        synchronised: synchronised(system),
    }
}

fn now(system: &dyn System) -> Fact<i64> {
    system.now().ok_or_else(|| match system.kind() {
        Kind::Root => FactError::Unsupported("an image at rest has no clock".to_owned()),
        Kind::Live | Kind::Recording => FactError::Failed(
            "the recording does not say when it was made; add `recorded-at` to its recording.toml"
                .to_owned(),
        ),
    })
}

fn daemons(collection: &Collection<'_>) -> Fact<Vec<Daemon>> {
    let system = collection.context.system;
    refuse_container(system, CONTAINER)?;
    let facts = collection.units()?;
    let packages = collection.shared::<Packages>()?;
    let mut daemons: Vec<Daemon> = Vec::new();
    for known in &KNOWN {
        for name in known.units {
            let Some(unit) = facts.find_unit(name)? else {
                continue;
            };
            let is_known = daemons.iter().any(|daemon| daemon.unit == unit.name);
            if is_known || unit.load == "masked" || is_removed(&packages, known) {
                continue;
            }
            daemons.push(describe(known, &packages, unit));
        }
    }
    Ok(daemons)
}

/// Whether its package was removed, and its script or a link to its unit is left.
fn is_removed(packages: &Packages, known: &Known) -> bool {
    let mut listed = known.packages.iter().filter_map(|name| packages.get(name));
    listed.any(|package| *package == Package::Removed)
}

fn describe(known: &Known, packages: &Packages, unit: Unit) -> Daemon {
    // Alpine's script `ntpd` starts the one of busybox.
    let is_busybox = known.name == "ntpd" && packages.manager() == Some(Manager::Apk);
    Daemon {
        name: if is_busybox { "busybox" } else { known.name }.to_owned(),
        unit: unit.name,
        at_boot: unit.at_boot,
        state: unit.state,
        source: unit.source,
    }
}

fn synchronised(system: &dyn System) -> Fact<bool> {
    if system.kind() == Kind::Root {
        return Err(FactError::Unsupported(
            "an image at rest has no clock".to_owned(),
        ));
    }
    refuse_container(system, CONTAINER)?;
    // It asks the kernel, whichever program keeps the clock.
    let asked = system.run(&Command::new(
        "timedatectl",
        ["show", "--property=NTPSynchronized", "--value"],
    ));
    if let Ok(output) = &asked
        && output.status == 0
    {
        match output.stdout.trim_ascii() {
            b"yes" => return Ok(true),
            b"no" => return Ok(false),
            _ => {}
        }
    }
    if let Ok(output) = system.run(&Command::new("chronyc", ["-c", "tracking"]))
        && output.status == 0
    {
        return tracking(&String::from_utf8_lossy(&output.stdout));
    }
    if system.metadata(Path::new(TIMESYNCD)).is_ok() {
        return Ok(true);
    }
    match asked {
        Err(RunError::NotInstalled { .. }) => Err(FactError::Unsupported(
            "no program of the host says whether its clock is synchronised".to_owned(),
        )),
        Err(error) => Err(FactError::Failed(error.to_string())),
        Ok(_) => Err(FactError::Failed(
            "`timedatectl` did not say whether the clock is synchronised".to_owned(),
        )),
    }
}

/// The last of chronyc's fields is the leap status; it says there that the clock is not synchronised, with the
/// number 3 in the protocol (RFC 5905, 7.3).
fn tracking(text: &str) -> Fact<bool> {
    let fields: Vec<&str> = text.trim().split(',').collect();
    match fields.as_slice() {
        // Fourteen of them in every release since 2.0.
        [_, .., "Not synchronised" | "3"] if fields.len() > 10 => Ok(false),
        [_, .., _] if fields.len() > 10 => Ok(true),
        _ => Err(FactError::Failed(
            "`chronyc -c tracking` printed something unexpected".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests;

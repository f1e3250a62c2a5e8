//! Services of inits that keep a directory for each runlevel: OpenRC, runit, System V.

use std::path::Path;

use muster_target::{Kind, System};

use super::Boot;

/// What OpenRC enters at boot, in this order: rc(8).
const OPENRC: [&str; 3] = ["sysinit", "boot", "default"];

/// Where OpenRC keeps its runlevels.
const RUNLEVELS: &str = "/etc/runlevels";

/// What runit supervises once the system is up.
const RUNIT: &str = "/etc/runit/runsvdir/default";

/// The runlevels of System V that a host with a network boots into.
const SYSTEM_V: [&str; 5] = ["S", "2", "3", "4", "5"];

/// Adds what OpenRC and runit start.
pub(super) fn read_runlevels(system: &dyn System, boot: &mut Boot) {
    let all_seen = system.kind() != Kind::Recording;
    let runlevels = boot.list(system, Path::new(RUNLEVELS)).unwrap_or_default();
    if !runlevels.is_empty() {
        boot.place = Some(RUNLEVELS);
    }
    let mut entered: Vec<String> = OPENRC.map(str::to_owned).to_vec();
    let mut next = 0;
    while let Some(runlevel) = entered.get(next).cloned() {
        next += 1;
        let directory = format!("{RUNLEVELS}/{runlevel}");
        for name in boot.list(system, Path::new(&directory)).unwrap_or_default() {
            let link = format!("{directory}/{name}");
            if runlevels.contains(&name) {
                // A runlevel within another is stacked on it.
                if !entered.contains(&name) {
                    entered.push(name);
                }
            } else if !all_seen || system.metadata(Path::new(&link)).is_ok() {
                boot.add(&name, link);
            }
        }
    }
    if let Some(names) = boot.list(system, Path::new(RUNIT)) {
        boot.place.get_or_insert(RUNIT);
        for name in names {
            let link = format!("{RUNIT}/{name}");
            boot.add(&name, link);
        }
    }
}

/// Adds what System V starts. systemd starts these scripts too where there is no unit of the same
/// name: then nothing else says whether they start.
pub(super) fn read_system_v(system: &dyn System, boot: &mut Boot, has_systemd: bool) {
    for runlevel in SYSTEM_V {
        let directory = format!("/etc/rc{runlevel}.d");
        let Some(names) = boot.list(system, Path::new(&directory)) else {
            continue;
        };
        for name in names {
            let Some(rest) = name.strip_prefix('S') else {
                continue;
            };
            let service = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            if service.is_empty() || service == rest {
                continue;
            }
            if has_systemd && boot.units.contains_key(service) {
                continue;
            }
            boot.place.get_or_insert("/etc/init.d");
            boot.add(service, format!("{directory}/{name}"));
        }
    }
}

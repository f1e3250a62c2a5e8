//! Units that systemd starts at boot. See systemd.unit(5), "Unit file load path".

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use muster_target::{Kind, System};

use super::{Boot, presets};
use crate::readers::units::{ADMINISTRATOR, DIRECTORIES, is_masked};

/// Targets that are reached when the host goes down, sleeps, or is repaired; not at boot.
const NOT_AT_BOOT: [&str; 17] = [
    "emergency",
    "exit",
    "final",
    "halt",
    "hibernate",
    "hybrid-sleep",
    "initrd",
    "kexec",
    "poweroff",
    "reboot",
    "rescue",
    "shutdown",
    "sleep",
    "suspend",
    "suspend-then-hibernate",
    "system-update",
    "umount",
];

/// What a unit is called here: a service without its suffix, as the scripts of other inits are, and a
/// socket, a timer or a path as it is. Other units start nothing by themselves that anyone asks for.
fn known_as(unit: &str) -> Option<&str> {
    let service = unit.strip_suffix(".service");
    service.or_else(|| super::is_starter(unit).then_some(unit))
}

/// Adds what systemd starts.
pub(super) fn read_systemd(system: &dyn System, boot: &mut Boot) {
    let mut units: BTreeMap<String, String> = BTreeMap::new();
    let mut links = Vec::new();
    // A recording need not hold the units.
    let all_seen = system.kind() != Kind::Recording;
    for directory in DIRECTORIES {
        let Some(names) = boot.list(system, Path::new(directory)) else {
            continue;
        };
        // A recording may hold single units of the distribution, and none of the links.
        if directory == ADMINISTRATOR || all_seen {
            boot.place = Some(ADMINISTRATOR);
        }
        for name in names {
            let path = format!("{directory}/{name}");
            let wanted = name
                .strip_suffix(".wants")
                .or_else(|| name.strip_suffix(".requires"));
            if let Some(by) = wanted {
                let by = by.strip_suffix(".target").unwrap_or(by);
                if NOT_AT_BOOT.contains(&by) {
                    continue;
                }
                for unit in boot.list(system, Path::new(&path)).unwrap_or_default() {
                    links.push((unit.clone(), format!("{path}/{unit}")));
                }
            } else if let Some(service) = known_as(&name)
                && !units.contains_key(service)
            {
                units.insert(service.to_owned(), path.clone());
                look_at(system, boot, service, &path);
            }
        }
    }
    // A link whose unit was removed starts nothing.
    for (unit, link) in links {
        if let Some(service) = known_as(&unit)
            && (!all_seen || units.contains_key(service) || service.contains('@'))
        {
            boot.add(service, link);
        }
    }
    if system.kind() == Kind::Root && presets::apply_at_first_boot(system) {
        let known: BTreeSet<String> = boot.started.keys().cloned().collect();
        for (service, source) in presets::enabled(system, &units, &known) {
            boot.add(&service, source);
        }
    }
    boot.units = units;
}

/// Notes whether a unit is masked, or is another name of one.
fn look_at(system: &dyn System, boot: &mut Boot, service: &str, path: &str) {
    if is_masked(system, Path::new(path)) {
        boot.masked.insert(service.to_owned(), path.to_owned());
        return;
    }
    let Ok(target) = system.read_link(Path::new(path)) else {
        return;
    };
    // A recording need not hold what its links lead to.
    if system.kind() != Kind::Recording && system.metadata(Path::new(path)).is_err() {
        boot.broken.insert(service.to_owned());
    }
    let name = target.file_name().and_then(|name| name.to_str());
    if let Some(other) = name.and_then(known_as)
        && other != service
    {
        boot.aliases.insert(service.to_owned(), other.to_owned());
    }
}

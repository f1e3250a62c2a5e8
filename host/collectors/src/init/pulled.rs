//! Which units start because another unit does: those that one at boot wants or requires, and those that a
//! socket, a timer or a path at boot starts when its time has come. See systemd.unit(5).

use std::collections::BTreeMap;

use muster_target::System;

use super::known_name;
use crate::readers::boot::{Boot, Start, suffixed};
use crate::readers::units::{self, Setting};

/// What makes another unit start with this one.
const PULLS: [&str; 4] = ["Wants", "Requires", "BindsTo", "Upholds"];

/// What comes up at boot.
#[derive(Default)]
pub(super) struct Reached {
    /// Every unit that does, by the name that `Boot` has for it, with its settings.
    units: BTreeMap<String, Vec<Setting>>,
    /// Whether a unit among them could not be read, so that others may come up with it.
    is_incomplete: bool,
}

impl Reached {
    /// Whether a unit comes up; none where that is not known.
    pub(super) fn comes_up(&self, name: &str) -> Option<bool> {
        match self.units.contains_key(name) {
            true => Some(true),
            false => (!self.is_incomplete).then_some(false),
        }
    }
}

/// Follows what units pull in, from those that are enabled.
pub(super) fn reached(system: &dyn System, boot: &Boot) -> Reached {
    let starts = |name: &&str| matches!(boot.start(name), Start::Yes(_));
    let mut pending: Vec<String> = boot
        .linked()
        .filter(starts)
        .map(|name| boot.target_of(name).to_owned())
        .collect();
    let mut reached = Reached::default();
    while let Some(name) = pending.pop() {
        if boot.mask(&name).is_some() || reached.units.contains_key(&name) {
            continue;
        }
        let settings = units::settings(system, &suffixed(&name));
        reached.is_incomplete |= settings.is_err();
        let settings = settings.ok().flatten().unwrap_or_default();
        for unit in pulled(&settings, &name) {
            let other = boot.target_of(known_name(&unit));
            // A unit of another kind starts nothing that is listed here.
            if boot.file(other).is_some() || boot.file(&template(other)).is_some() {
                pending.push(other.to_owned());
            }
        }
        reached.units.insert(name, settings);
    }
    reached
}

/// The units that one pulls in. Dependencies add up: an empty setting takes nothing back, see systemd.unit(5).
fn pulled(settings: &[Setting], name: &str) -> Vec<String> {
    let instance = name.split_once('@').map_or("", |(_, rest)| {
        rest.rsplit_once('.').map_or(rest, |(instance, _)| instance)
    });
    settings
        .iter()
        .filter(|one| one.section == "Unit" && PULLS.contains(&one.key.as_str()))
        .flat_map(|one| one.value.split_whitespace())
        .map(|unit| unit.replace("%i", instance).replace("%I", instance))
        .collect()
}

/// `shop@` of the service `shop@one`, and `shop@.timer` of `shop@one.timer`.
fn template(name: &str) -> String {
    let Some((before, instance)) = name.split_once('@') else {
        return name.to_owned();
    };
    let kind = [".socket", ".timer", ".path"]
        .into_iter()
        .find(|kind| instance.ends_with(kind));
    format!("{before}@{}", kind.unwrap_or_default())
}

/// The sockets, timers and paths that start each unit and come up at boot themselves.
pub(super) fn triggers(boot: &Boot, reached: &Reached) -> BTreeMap<String, Vec<String>> {
    let mut triggers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, settings) in &reached.units {
        let named = |section: &str, key: &str| {
            let of_key = settings
                .iter()
                .filter(move |one| one.section == section && one.key == key);
            of_key
                .map(|one| one.value.as_str())
                .filter(|unit| !unit.is_empty())
                .collect::<Vec<&str>>()
        };
        let named = match name.rsplit_once('.') {
            // The last one counts.
            Some((_, "socket")) => named("Socket", "Service").last().copied(),
            // systemd ignores a second one.
            Some((_, "timer")) => named("Timer", "Unit").first().copied(),
            Some((_, "path")) => named("Path", "Unit").last().copied(),
            _ => continue,
        };
        let started = match named {
            Some(unit) => unit.to_owned(),
            None => {
                let stem = name
                    .rsplit_once('.')
                    .map_or(name.as_str(), |(stem, _)| stem);
                format!("{stem}.service")
            }
        };
        let started = suffixed(boot.target_of(known_name(&started)));
        triggers.entry(started).or_default().push(name.clone());
    }
    triggers
}

//! Which units start because another unit does: those that one at boot wants or requires, and those that a
//! socket or a timer at boot starts when its time has come. See systemd.unit(5).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use muster_target::System;

use super::known_name;
use crate::readers::boot::{Boot, Start, suffixed};

/// What makes another unit start with this one.
const PULLS: [&str; 4] = ["Wants", "Requires", "BindsTo", "Upholds"];

/// Every unit that comes up at boot, by the name that `Boot` has for it.
pub(super) fn reached(system: &dyn System, boot: &Boot) -> BTreeSet<String> {
    let starts = |name: &&str| matches!(boot.start(name), Start::Yes(_));
    let mut pending: Vec<String> = boot
        .linked()
        .filter(starts)
        .map(|name| boot.target_of(name).to_owned())
        .collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = pending.pop() {
        if boot.mask(&name).is_some() || !reached.insert(name.clone()) {
            continue;
        }
        let Some(file) = boot.file(&name) else {
            continue;
        };
        for unit in settings(system, file, "[Unit]", &PULLS) {
            let other = boot.target_of(known_name(&unit));
            // A unit of another kind starts nothing that is listed here.
            if boot.file(other).is_some() {
                pending.push(other.to_owned());
            }
        }
    }
    reached
}

/// The sockets and timers that start each unit and come up at boot themselves.
pub(super) fn triggers(
    system: &dyn System,
    boot: &Boot,
    reached: &BTreeSet<String>,
) -> BTreeMap<String, Vec<String>> {
    let mut triggers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in reached {
        let (section, key) = match name.rsplit_once('.') {
            Some((_, "socket")) => ("[Socket]", "Service"),
            Some((_, "timer")) => ("[Timer]", "Unit"),
            _ => continue,
        };
        let named = boot
            .file(name)
            .and_then(|file| settings(system, file, section, &[key]).pop());
        let started = named.unwrap_or_else(|| {
            let stem = name
                .rsplit_once('.')
                .map_or(name.as_str(), |(stem, _)| stem);
            format!("{stem}.service")
        });
        let started = suffixed(boot.target_of(known_name(&started)));
        triggers.entry(started).or_default().push(name.clone());
    }
    triggers
}

/// The words of some settings in one section of a unit, without its drop-ins. An empty one takes back what
/// stands before it.
fn settings(system: &dyn System, file: &str, section: &str, keys: &[&str]) -> Vec<String> {
    let text = system.read_text(Path::new(file)).unwrap_or_default();
    let mut words = Vec::new();
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line == section;
        } else if inside
            && let Some((key, value)) = line.split_once('=')
            && keys.contains(&key.trim_end())
        {
            if value.trim().is_empty() {
                words.clear();
            }
            words.extend(value.split_whitespace().map(str::to_owned));
        }
    }
    words
}

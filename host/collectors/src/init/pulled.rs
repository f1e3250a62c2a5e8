//! Which units start because another unit does: those that one at boot wants or requires, and those that a
//! socket or a timer at boot starts when its time has come. See systemd.unit(5).

use std::collections::BTreeMap;
use std::path::Path;

use muster_target::System;

use super::known_name;
use crate::readers::boot::{Boot, Start, suffixed};

/// What makes another unit start with this one.
const PULLS: [&str; 4] = ["Wants", "Requires", "BindsTo", "Upholds"];

/// Every unit that comes up at boot, by the name that `Boot` has for it, with the text of its file.
pub(super) type Reached = BTreeMap<String, String>;

/// Follows what units pull in, from those that are enabled.
pub(super) fn reached(system: &dyn System, boot: &Boot) -> Reached {
    let starts = |name: &&str| matches!(boot.start(name), Start::Yes(_));
    let mut pending: Vec<String> = boot
        .linked()
        .filter(starts)
        .map(|name| boot.target_of(name).to_owned())
        .collect();
    let mut reached = Reached::new();
    while let Some(name) = pending.pop() {
        if boot.mask(&name).is_some() || reached.contains_key(&name) {
            continue;
        }
        let file = boot.file(&name).map(Path::new);
        let text = file.and_then(|file| system.read_text(file).ok());
        let text = text.unwrap_or_default();
        for unit in settings(&text, "[Unit]", &PULLS) {
            let other = boot.target_of(known_name(&unit));
            // A unit of another kind starts nothing that is listed here.
            if boot.file(other).is_some() {
                pending.push(other.to_owned());
            }
        }
        reached.insert(name, text);
    }
    reached
}

/// The sockets and timers that start each unit and come up at boot themselves.
pub(super) fn triggers(boot: &Boot, reached: &Reached) -> BTreeMap<String, Vec<String>> {
    let mut triggers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, text) in reached {
        let (section, key) = match name.rsplit_once('.') {
            Some((_, "socket")) => ("[Socket]", "Service"),
            Some((_, "timer")) => ("[Timer]", "Unit"),
            _ => continue,
        };
        let named = settings(text, section, &[key]).pop();
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
fn settings(text: &str, section: &str, keys: &[&str]) -> Vec<String> {
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

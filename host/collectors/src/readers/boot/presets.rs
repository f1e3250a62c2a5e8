//! What systemd enables by itself when an image boots for the first time: the units that have an
//! `[Install]` section, unless a preset says otherwise. See systemd.preset(5) and machine-id(5),
//! "First Boot Semantics".

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use muster_target::{ReadError, System};

use super::is_starter;
use muster_names::patterns::matches;

/// Where presets are; a file in an earlier directory hides those of the same name in later ones.
const DIRECTORIES: [&str; 4] = [
    "/etc/systemd/system-preset",
    "/usr/local/lib/systemd/system-preset",
    "/usr/lib/systemd/system-preset",
    "/lib/systemd/system-preset",
];

/// Whether the next boot is the first: there is no machine ID yet. An empty file is none of this.
pub(super) fn apply_at_first_boot(system: &dyn System) -> bool {
    match system.read_text(Path::new("/etc/machine-id")) {
        Ok(text) => text.trim() == "uninitialized",
        Err(error) => matches!(error, ReadError::NotFound { .. }),
    }
}

/// The units that presets enable, with the unit's file; those that start anyway left out.
pub(super) fn enabled(
    system: &dyn System,
    units: &BTreeMap<String, String>,
    known: &BTreeSet<String>,
) -> Vec<(String, String)> {
    let rules = rules(system);
    let allowed = |service: &str| {
        let unit = format!("{service}.service");
        let rule = rules.iter().find(|(_, pattern)| matches(&unit, pattern));
        // systemd enables what no preset names.
        rule.is_none_or(|(enable, _)| *enable)
    };
    units
        .iter()
        .filter(|(service, _)| !known.contains(*service))
        // An instance must be named, and a socket's service is started without it.
        .filter(|(service, _)| !service.contains('@') && !is_starter(service))
        .filter(|(service, _)| allowed(service))
        .filter(|(_, path)| is_installed(system, path))
        .map(|(service, path)| (service.clone(), path.clone()))
        .collect()
}

/// The lines of all presets: the files by name, whichever directory they are in.
fn rules(system: &dyn System) -> Vec<(bool, String)> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for directory in DIRECTORIES {
        for name in system.list(Path::new(directory)).unwrap_or_default() {
            if name.ends_with(".preset") {
                let path = format!("{directory}/{name}");
                files.entry(name).or_insert(path);
            }
        }
    }
    let mut rules = Vec::new();
    for path in files.values() {
        let text = system.read_text(Path::new(path)).unwrap_or_default();
        for line in text.lines() {
            let mut words = line.split_whitespace();
            match (words.next(), words.next()) {
                (Some("enable"), Some(pattern)) => rules.push((true, pattern.to_owned())),
                (Some("disable" | "ignore"), Some(pattern)) => {
                    rules.push((false, pattern.to_owned()));
                }
                _ => {}
            }
        }
    }
    rules
}

/// Whether a unit says which target wants it.
fn is_installed(system: &dyn System, path: &str) -> bool {
    let text = system.read_text(Path::new(path)).unwrap_or_default();
    let mut section = "";
    text.lines().map(str::trim).any(|line| {
        if line.starts_with('[') {
            section = line;
        }
        section == "[Install]" && (line.starts_with("WantedBy=") || line.starts_with("RequiredBy="))
    })
}

//! The options that dockerd is started with: those of the running process, else those of its unit and
//! drop-ins, with the variables that they are filled in from.

use std::collections::BTreeMap;
use std::path::Path;

use muster_facts::FactError;
use muster_target::{Kind, System, present};

use crate::readers::processes;

const UNIT: &str = "docker.service";

/// Directories of units, the strongest first.
const DIRECTORIES: [&str; 4] = [
    "/etc/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
];

/// Where OpenRC keeps the options, in `DOCKER_OPTS`.
const OPENRC: &str = "/etc/conf.d/docker";

/// Where System V does. systemd's unit does not read it.
const SYSTEM_V: &str = "/etc/default/docker";

/// A command line that the kernel shows.
const LONGEST_COMMAND: u64 = 64 << 10;

/// The options, with their values; `true` for one that has none.
///
/// # Errors
/// When a file of the unit is there and cannot be read.
pub(in crate::firewall) fn options(
    system: &dyn System,
) -> Result<Vec<(String, String)>, FactError> {
    if let Some(words) = running(system) {
        return Ok(parse(&words));
    }
    let mut unit = Unit::default();
    let file = DIRECTORIES
        .iter()
        .map(|directory| format!("{directory}/{UNIT}"))
        .find(|path| system.metadata(Path::new(path)).is_ok());
    let has_unit = file.is_some();
    if let Some(text) = file
        .map(|path| present(system.read_text(Path::new(&path))))
        .transpose()?
        .flatten()
    {
        unit.apply(&text);
    }
    let mut drop_ins: BTreeMap<String, String> = BTreeMap::new();
    for directory in DIRECTORIES {
        let below = format!("{directory}/{UNIT}.d");
        for name in system.list(Path::new(&below)).unwrap_or_default() {
            if name.ends_with(".conf") {
                let path = format!("{below}/{name}");
                drop_ins.entry(name).or_insert(path);
            }
        }
    }
    for path in drop_ins.values() {
        if let Some(text) = present(system.read_text(Path::new(path)))? {
            unit.apply(&text);
        }
    }
    if !has_unit && drop_ins.is_empty() {
        return Ok(parse(&by_script(system)?));
    }
    Ok(parse(&unit.words(system)?))
}

/// What a script of another init adds.
fn by_script(system: &dyn System) -> Result<Vec<String>, FactError> {
    // A recording need not hold the unit.
    let files: &[&str] = match system.kind() {
        Kind::Recording => &[OPENRC],
        Kind::Live | Kind::Root => &[OPENRC, SYSTEM_V],
    };
    for path in files {
        if let Some(text) = present(system.read_text(Path::new(path)))? {
            let options =
                crate::firewall::sources::ufw::variable(&text, "DOCKER_OPTS").unwrap_or_default();
            return Ok(options.split_whitespace().map(str::to_owned).collect());
        }
    }
    Ok(Vec::new())
}

/// The command line of the dockerd that runs, if root runs one.
fn running(system: &dyn System) -> Option<Vec<String>> {
    processes::all(system).into_iter().find_map(|process| {
        if process.name(system).ok()?.trim_ascii() != b"dockerd" {
            return None;
        }
        if system.metadata(&process.directory).ok()?.uid != 0 {
            return None;
        }
        let path = process.directory.join("cmdline");
        let line = system.read(&path, LONGEST_COMMAND).ok()?;
        let words = line.split(|byte| *byte == 0);
        let words = words.map(|word| String::from_utf8_lossy(word).into_owned());
        Some(words.filter(|word| !word.is_empty()).collect())
    })
}

#[derive(Default)]
struct Unit {
    command: String,
    files: Vec<String>,
    variables: BTreeMap<String, String>,
}

impl Unit {
    fn apply(&mut self, text: &str) {
        let joined = text.replace("\\\n", " ");
        for line in joined.lines().map(str::trim) {
            match line.split_once('=') {
                // A unit of another type than `oneshot` has one command; a drop-in empties it first.
                Some(("ExecStart", command)) => command.trim().clone_into(&mut self.command),
                Some(("EnvironmentFile", "")) => self.files.clear(),
                Some(("EnvironmentFile", file)) => self.files.push(file.to_owned()),
                Some(("Environment", pairs)) => {
                    for pair in words(pairs) {
                        if let Some((name, value)) = pair.split_once('=') {
                            self.variables.insert(name.to_owned(), value.to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn words(mut self, system: &dyn System) -> Result<Vec<String>, FactError> {
        for file in &self.files {
            let Some(text) = present(system.read_text(Path::new(file.trim_start_matches('-'))))?
            else {
                continue;
            };
            for line in text.lines() {
                if let Some((name, value)) = line.split_once('=') {
                    let value = value.trim().trim_matches(['"', '\'']);
                    self.variables
                        .insert(name.trim().to_owned(), value.to_owned());
                }
            }
        }
        let mut found = Vec::new();
        for word in words(&self.command) {
            let name = word
                .strip_prefix('$')
                .map(|name| name.trim_matches(['{', '}']));
            match name {
                Some(name) => {
                    let value = self.variables.get(name).map_or("", String::as_str);
                    found.extend(words(value));
                }
                None => found.push(word),
            }
        }
        Ok(found)
    }
}

/// Splits at blanks; quotes hold a word together.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for character in text.chars() {
        match (character, quote) {
            ('"' | '\'', None) => quote = Some(character),
            (_, Some(open)) if character == open => quote = None,
            (' ' | '\t', None) => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            _ => word.push(character),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// `--NAME=VALUE`, `--NAME VALUE`, and `--NAME` alone.
fn parse(words: &[String]) -> Vec<(String, String)> {
    let mut options = Vec::new();
    let mut words = words
        .iter()
        .skip_while(|word| !word.starts_with('-'))
        .peekable();
    while let Some(word) = words.next() {
        let Some(option) = word.strip_prefix("--") else {
            continue;
        };
        if let Some((name, value)) = option.split_once('=') {
            options.push((name.to_owned(), value.to_owned()));
            continue;
        }
        // Switches take their value with `=` alone.
        let takes_value = matches!(
            option,
            "ip" | "config-file" | "firewall-backend" | "default-network-opt"
        );
        let value = if takes_value {
            words.next().cloned().unwrap_or_default()
        } else {
            "true".to_owned()
        };
        options.push((option.to_owned(), value));
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_target::Recorded;

    fn has(system: &Recorded, name: &str, value: &str) -> bool {
        options(system)
            .unwrap()
            .contains(&(name.to_owned(), value.to_owned()))
    }

    #[test]
    fn the_unit_is_filled_in_from_its_files() {
        let system = Recorded::new()
            .file(
                "/usr/lib/systemd/system/docker.service",
                "[Service]\nEnvironmentFile=-/etc/sysconfig/docker\n\
                 ExecStart=/usr/bin/dockerd -H fd:// \\\n  $OPTIONS --ip 192.0.2.1\n",
            )
            .file(
                "/etc/sysconfig/docker",
                "OPTIONS=\"--userland-proxy=false --iptables=false\"\n",
            );
        assert!(has(&system, "iptables", "false"));
        assert!(has(&system, "userland-proxy", "false"));
        assert!(has(&system, "ip", "192.0.2.1"));
    }

    #[test]
    fn a_drop_in_counts_over_the_unit_and_the_process_over_both() {
        let unit = Recorded::new()
            .file(
                "/usr/lib/systemd/system/docker.service",
                "[Service]\nExecStart=/usr/bin/dockerd --iptables=false\n",
            )
            .file(
                "/etc/systemd/system/docker.service.d/own.conf",
                "[Service]\nExecStart=\nExecStart=/usr/bin/dockerd --ip=127.0.0.1\n",
            );
        assert!(!has(&unit, "iptables", "false"));
        assert!(has(&unit, "ip", "127.0.0.1"));
        let running = unit
            .file("/proc/77/comm", "dockerd\n")
            .file("/proc/77/cmdline", "dockerd\x00--ip\x00192.0.2.9\x00");
        assert!(has(&running, "ip", "192.0.2.9"));
        assert!(!has(&running, "ip", "127.0.0.1"));
    }

    #[test]
    fn options_of_openrc_count_where_there_is_no_unit() {
        let system =
            Recorded::new().file("/etc/conf.d/docker", "DOCKER_OPTS=\"--iptables=false\"\n");
        assert!(has(&system, "iptables", "false"));
        let ignored =
            Recorded::new().file("/etc/default/docker", "DOCKER_OPTS=\"--iptables=false\"\n");
        assert!(!has(&ignored, "iptables", "false"));
    }
}

//! Which servers the programs that keep the clock are told to ask, and as which account chrony goes on. Keys and other
//! options stay here.

use std::path::Path;

use muster_facts::clock::{RunAs, TimeSource};
use muster_facts::{Fact, FactError, Source};
use muster_target::{System, present};

use super::timesyncd;
use crate::readers::units;

const CHRONY: [&str; 2] = ["/etc/chrony/chrony.conf", "/etc/chrony.conf"];
const NTP: [(&str, &str); 2] = [
    ("/etc/ntpsec/ntp.conf", TimeSource::DAEMON_NTPSEC),
    ("/etc/ntp.conf", TimeSource::DAEMON_NTPD),
];
const OPENNTPD: [&str; 2] = ["/etc/openntpd/ntpd.conf", "/etc/ntpd.conf"];
const BUSYBOX: &str = "/etc/conf.d/ntpd";

/// Options that the service of chrony is started with.
const CHRONY_OPTIONS: [(&str, &str); 3] = [
    ("/etc/default/chrony", "DAEMON_OPTS"),
    ("/etc/sysconfig/chronyd", "OPTIONS"),
    ("/etc/conf.d/chronyd", "ARGS"),
];
const CHRONY_UNITS: [&str; 2] = ["chrony.service", "chronyd.service"];

/// What the network names, as by DHCP, is kept below it.
const RUNTIME: &str = "/run/";

/// How many files lead to each other.
const MOST_FILES: usize = 200;

/// A line that has words.
struct Line {
    words: Vec<String>,
    source: Source,
}

/// The sources that are named, of every program.
pub(super) fn sources(system: &dyn System) -> Fact<Vec<TimeSource>> {
    let mut found = timesyncd::sources(system)?;
    for line in chrony(system)? {
        found.extend(source(TimeSource::DAEMON_CHRONY, &line));
    }
    for (file, daemon) in NTP {
        for line in lines(system, file, &['#'])?.unwrap_or_default() {
            found.extend(source(daemon, &line));
        }
    }
    for file in OPENNTPD {
        for line in lines(system, file, &['#'])?.unwrap_or_default() {
            found.extend(source(TimeSource::DAEMON_OPENNTPD, &line));
        }
    }
    found.extend(busybox(system)?);
    Ok(found)
}

/// What a line names.
fn source(daemon: &str, line: &Line) -> Option<TimeSource> {
    let (keyword, rest) = line.words.split_first()?;
    let is_open = daemon == TimeSource::DAEMON_OPENNTPD;
    let kind = match keyword.to_ascii_lowercase().as_str() {
        "server" => TimeSource::KIND_SERVER,
        "pool" => TimeSource::KIND_POOL,
        "servers" if is_open => TimeSource::KIND_POOL,
        "sensor" if is_open => TimeSource::KIND_DEVICE,
        "peer" => TimeSource::KIND_PEER,
        "refclock" => TimeSource::KIND_DEVICE,
        _ => return None,
    };
    let name = rest.iter().find(|word| !word.starts_with('-'))?;
    let kind = if line.source.name.starts_with(RUNTIME) {
        TimeSource::KIND_NETWORK
    } else if name.starts_with("127.127.") {
        // How ntpd writes a device.
        TimeSource::KIND_DEVICE
    } else {
        kind
    };
    Some(TimeSource {
        daemon: daemon.to_owned(),
        kind: kind.to_owned(),
        name: if kind == TimeSource::KIND_NETWORK {
            String::new()
        } else {
            shown(name)
        },
        source: line.source.clone(),
    })
}

/// A name as it can be shown.
pub(super) fn shown(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".:_-/%".contains(c);
    if name.len() <= 255 && name.chars().all(is_plain) {
        name.to_owned()
    } else {
        "?".to_owned()
    }
}

fn lines(system: &dyn System, file: &str, comments: &[char]) -> Fact<Option<Vec<Line>>> {
    let Some(text) = present(system.read_text(Path::new(file)))? else {
        return Ok(None);
    };
    let lines = (1..).zip(text.lines());
    Ok(Some(
        lines
            .filter(|(_, line)| !line.trim_start().starts_with(comments))
            .map(|(number, line)| {
                let line = line.split('#').next().unwrap_or_default();
                Line {
                    words: line.split_ascii_whitespace().map(str::to_owned).collect(),
                    source: Source::line(file, number),
                }
            })
            .filter(|line| !line.words.is_empty())
            .collect(),
    ))
}

/// The lines of chrony's file and of those that it leads to, see chrony.conf(5).
fn chrony(system: &dyn System) -> Fact<Vec<Line>> {
    let mut pending: Vec<String> = CHRONY.iter().rev().map(|&file| file.to_owned()).collect();
    let mut found = Vec::new();
    let mut read = Vec::new();
    while let Some(file) = pending.pop() {
        if read.contains(&file) {
            continue;
        }
        if read.len() == MOST_FILES {
            return Err(FactError::Failed(format!(
                "chrony's configuration has more than {MOST_FILES} files"
            )));
        }
        let all = lines(system, &file, &['#', '%', '!', ';'])?;
        read.push(file);
        for line in all.into_iter().flatten() {
            let mut words = line.words.iter().map(String::as_str);
            let keyword = words.next().unwrap_or_default().to_ascii_lowercase();
            match keyword.as_str() {
                "include" => {
                    for pattern in words {
                        pending.extend(matching(system, pattern)?);
                    }
                }
                "confdir" => {
                    for directory in words {
                        pending.extend(matching(system, &format!("{directory}/*.conf"))?);
                    }
                }
                "sourcedir" => {
                    for directory in words {
                        pending.extend(matching(system, &format!("{directory}/*.sources"))?);
                    }
                }
                _ => found.push(line),
            }
        }
    }
    Ok(found)
}

/// The files of a pattern that has `*` in its last name only.
fn matching(system: &dyn System, pattern: &str) -> Fact<Vec<String>> {
    let Some((directory, name)) = pattern.rsplit_once('/') else {
        return Ok(Vec::new());
    };
    let Some((start, end)) = name.split_once('*') else {
        return Ok(vec![pattern.to_owned()]);
    };
    let names = present(system.list(Path::new(directory)))?.unwrap_or_default();
    Ok(names
        .into_iter()
        .filter(|name| name.starts_with(start) && name.ends_with(end))
        .map(|name| format!("{directory}/{name}"))
        .collect())
}

/// `NTPD_OPTS="-N -p pool.ntp.org"`, as Alpine has it.
fn busybox(system: &dyn System) -> Fact<Vec<TimeSource>> {
    let mut found = Vec::new();
    for line in lines(system, BUSYBOX, &['#'])?.unwrap_or_default() {
        let text = line.words.join(" ");
        let Some(options) = text.strip_prefix("NTPD_OPTS=") else {
            continue;
        };
        let words: Vec<&str> = options.split([' ', '"', '\'']).collect();
        for pair in words.windows(2) {
            if let ["-p", name] = pair {
                found.push(TimeSource {
                    daemon: TimeSource::DAEMON_BUSYBOX.to_owned(),
                    kind: TimeSource::KIND_SERVER.to_owned(),
                    name: shown(name),
                    source: line.source.clone(),
                });
            }
        }
    }
    Ok(found)
}

/// The account that chrony is told to go on as: by its command line, else by its file.
pub(super) fn chrony_account(system: &dyn System) -> Fact<Option<RunAs>> {
    for (file, variable) in CHRONY_OPTIONS {
        for line in lines(system, file, &['#'])?.unwrap_or_default() {
            let text = line.words.join(" ");
            let options = text.strip_prefix(variable);
            let options = options.and_then(|rest| rest.strip_prefix('='));
            if let Some(name) = options.and_then(user_option) {
                return Ok(Some(RunAs {
                    name,
                    source: line.source,
                }));
            }
        }
    }
    for unit in CHRONY_UNITS {
        for setting in units::settings(system, unit)?.unwrap_or_default() {
            if setting.key == "ExecStart"
                && let Some(name) = user_option(&setting.value)
            {
                return Ok(Some(RunAs {
                    name,
                    source: setting.source,
                }));
            }
        }
    }
    let mut named = chrony(system)?.into_iter().filter_map(|line| {
        let [keyword, name, ..] = line.words.as_slice() else {
            return None;
        };
        keyword.eq_ignore_ascii_case("user").then(|| RunAs {
            name: shown(name),
            source: line.source.clone(),
        })
    });
    Ok(named.next_back())
}

/// The value of `-u` among options.
fn user_option(options: &str) -> Option<String> {
    let words: Vec<&str> = options
        .split([' ', '"', '\''])
        .filter(|word| !word.is_empty())
        .collect();
    let two = words.windows(2).find_map(|pair| match pair {
        ["-u", name] => Some(*name),
        _ => None,
    });
    let one = || words.iter().find_map(|word| word.strip_prefix("-u"));
    let name = two.or_else(|| one().filter(|name| !name.is_empty()))?;
    Some(shown(name))
}

//! The servers of systemd-timesyncd, see timesyncd.conf(5).

use std::path::{Path, PathBuf};

use muster_facts::clock::TimeSource;
use muster_facts::{Fact, Source};
use muster_target::{System, present};

use super::sources::shown;
use crate::readers::drop_ins::by_name;
use crate::readers::units;

/// Where its file is, the strongest first, and its drop-ins.
const DIRECTORIES: [&str; 4] = [
    "/etc/systemd",
    "/run/systemd",
    "/usr/local/lib/systemd",
    "/usr/lib/systemd",
];
const NAME: &str = "timesyncd.conf";

/// Where an administrator would write it.
const DEFAULT: &str = "/etc/systemd/timesyncd.conf";

/// What systemd-networkd knows of the network.
const NETWORK: &str = "/run/systemd/netif/state";

/// What is named for it; where nothing is, the servers that it was built with.
pub(super) fn sources(system: &dyn System) -> Fact<Vec<TimeSource>> {
    let mut servers: Vec<(String, Source)> = Vec::new();
    let mut fallback: Option<Vec<(String, Source)>> = None;
    let files = files(system)?;
    // Without a file it does what it was built to do.
    let first = files.first().map(|file| file.display().to_string());
    for file in files {
        let text = present(system.read_text(&file))?.unwrap_or_default();
        for setting in units::entries(&file.display().to_string(), &text) {
            if setting.section != "Time" {
                continue;
            }
            let names = setting.value.split_ascii_whitespace();
            let names = names.map(|name| (shown(name), setting.source.clone()));
            match setting.key.as_str() {
                // An empty value takes back what stands before it.
                "NTP" | "Servers" if setting.value.is_empty() => servers.clear(),
                "NTP" | "Servers" => servers.extend(names),
                "FallbackNTP" if setting.value.is_empty() => fallback = Some(Vec::new()),
                "FallbackNTP" => fallback.get_or_insert_default().extend(names),
                _ => {}
            }
        }
    }
    let of_kind = |kind: &str, (name, source): (String, Source)| TimeSource {
        daemon: TimeSource::DAEMON_SYSTEMD_TIMESYNCD.to_owned(),
        kind: kind.to_owned(),
        name,
        source,
    };
    let mut found: Vec<TimeSource> = servers
        .into_iter()
        .map(|one| of_kind(TimeSource::KIND_SERVER, one))
        .collect();
    if let Some(source) = by_network(system)? {
        found.push(of_kind(TimeSource::KIND_NETWORK, (String::new(), source)));
    }
    let first = first.unwrap_or_else(|| DEFAULT.to_owned());
    let built_in = || vec![(String::new(), Source::file(first))];
    let fallback = fallback.unwrap_or_else(built_in).into_iter();
    found.extend(fallback.map(|one| of_kind(TimeSource::KIND_FALLBACK, one)));
    Ok(found)
}

/// Its file, and drop-ins by name, of which the strongest directory's counts.
fn files(system: &dyn System) -> Fact<Vec<PathBuf>> {
    let mut main = None;
    for directory in DIRECTORIES {
        let file = Path::new(directory).join(NAME);
        if main.is_none() && present(system.metadata(&file))?.is_some() {
            main = Some(file);
        }
    }
    let directories = DIRECTORIES.map(|directory| format!("{directory}/{NAME}.d"));
    let drop_ins = by_name(system, directories, |name, _| Ok(name.ends_with(".conf")))?;
    Ok(main
        .into_iter()
        .chain(drop_ins.into_values())
        .filter(|file| !units::leads_nowhere(system, file))
        .collect())
}

fn by_network(system: &dyn System) -> Fact<Option<Source>> {
    let text = present(system.read_text(Path::new(NETWORK)))?.unwrap_or_default();
    let named = |line: &str| {
        line.strip_prefix("NTP=")
            .is_some_and(|value| !value.trim().is_empty())
    };
    let line = (1..).zip(text.lines()).find(|(_, line)| named(line));
    Ok(line.map(|(number, _)| Source::line(NETWORK, number)))
}

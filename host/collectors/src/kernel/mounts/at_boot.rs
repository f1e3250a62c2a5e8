//! What boot mounts: lines of `/etc/fstab`, units of systemd that something pulls in, and the few that
//! systemd mounts before either.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use muster_facts::mounts::BootMount;
use muster_facts::{Fact, Source};
use muster_target::{System, present};

use super::fields::{plain, settled};
use super::fstab::{self, Entry};
use crate::host::init_system;
use crate::readers::units::{ADMINISTRATOR, DIRECTORIES, file, settings};

/// What systemd mounts in any case, with its flags, see mount-setup.c. A line of fstab changes the flags.
const UNASKED: [(&str, &[&str]); 2] = [
    ("/dev/shm", &["nodev", "nosuid", "strictatime"]),
    ("/run", &["nodev", "nosuid", "strictatime"]),
];

/// Directories of links that start a unit end so.
const PULLS: [&str; 3] = [".wants", ".requires", ".upholds"];

pub(super) fn mounts(system: &dyn System) -> Fact<Vec<BootMount>> {
    let mut mounts: BTreeMap<String, BootMount> = BTreeMap::new();
    let mut add = |mount: BootMount| {
        mounts.insert(mount.path.clone(), mount);
    };
    let has_systemd = init_system(system) == Some("systemd");
    if has_systemd {
        UNASKED
            .iter()
            .map(|(path, flags)| unasked(path, flags))
            .for_each(&mut add);
        for name in pulled_units(system)? {
            of_unit(system, &name)?.into_iter().for_each(&mut add);
        }
    }
    let entries = fstab::entries(system)?.into_iter();
    for entry in entries.filter(|entry| entry.at_boot) {
        // What is generated from a line starts the unit of that name, and the administrator's is stronger.
        let unit = unit_name(&entry.path);
        let own = Path::new(ADMINISTRATOR).join(&unit);
        if has_systemd && present(system.link_metadata(&own))?.is_some() {
            of_unit(system, &unit)?.into_iter().for_each(&mut add);
        } else {
            add(of_fstab(entry));
        }
    }
    Ok(mounts.into_values().collect())
}

fn unasked(path: &str, flags: &[&str]) -> BootMount {
    BootMount {
        path: path.to_owned(),
        kind: "tmpfs".to_owned(),
        options: flags.iter().map(|flag| (*flag).to_owned()).collect(),
        decided_by: "systemd".to_owned(),
        source: Source::logical(format!("systemd{path}")),
    }
}

fn of_fstab(entry: Entry) -> BootMount {
    BootMount {
        path: entry.path,
        kind: entry.kind,
        options: entry.options,
        decided_by: "fstab".to_owned(),
        source: Source::line(fstab::FILE, entry.line),
    }
}

/// The names of the mount units that a link starts. Those that systemd makes of fstab are read there.
fn pulled_units(system: &dyn System) -> Fact<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for directory in DIRECTORIES.iter().filter(|one| !one.contains("/generator")) {
        let directory = Path::new(directory);
        let names = present(system.list(directory))?.unwrap_or_default();
        for name in names
            .iter()
            .filter(|name| PULLS.iter().any(|end| name.ends_with(end)))
        {
            let links = present(system.list(&directory.join(name)))?.unwrap_or_default();
            found.extend(links.into_iter().filter(|link| link.ends_with(".mount")));
        }
    }
    Ok(found)
}

/// What a unit mounts; none where there is no such unit, or it is masked.
fn of_unit(system: &dyn System, name: &str) -> Fact<Option<BootMount>> {
    let Some(path) = file(system, name)? else {
        return Ok(None);
    };
    let settings = settings(system, name)?.unwrap_or_default();
    let last = |key: &str| {
        let mut own = settings.iter().rev().filter(|one| one.section == "Mount");
        own.find(|one| one.key == key)
    };
    let Some(place) = last("Where").filter(|one| one.value.starts_with('/')) else {
        return Ok(None);
    };
    let options = last("Options");
    Ok(Some(BootMount {
        path: plain(&place.value),
        kind: last("Type")
            .map(|one| one.value.clone())
            .unwrap_or_default(),
        options: settled(options.map_or("defaults", |one| one.value.as_str())),
        decided_by: "unit".to_owned(),
        source: options.map_or_else(
            || Source::file(path.display().to_string()),
            |one| one.source.clone(),
        ),
    }))
}

/// The unit that mounts something at a path, see systemd-escape(1), `--path`.
fn unit_name(path: &str) -> String {
    let inner = path.trim_matches('/');
    if inner.is_empty() {
        return "-.mount".to_owned();
    }
    let mut name = String::new();
    for (index, byte) in inner.bytes().enumerate() {
        match byte {
            b'/' => name.push('-'),
            b'.' if index == 0 => name.push_str("\\x2e"),
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'.') => {
                name.push(char::from(byte));
            }
            byte => {
                let digits = format!("\\x{byte:02x}");
                name.push_str(&digits);
            }
        }
    }
    name + ".mount"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_has_the_name_of_its_path() {
        for (path, name) in [
            ("/", "-.mount"),
            ("/tmp", "tmp.mount"),
            ("/var/tmp", "var-tmp.mount"),
            ("/srv/my-data", "srv-my\\x2ddata.mount"),
            ("/.x/a b", "\\x2ex-a\\x20b.mount"),
        ] {
            assert_eq!(unit_name(path), name);
        }
    }
}

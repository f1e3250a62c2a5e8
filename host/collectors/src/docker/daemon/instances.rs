//! Who runs dockerd: root, users, or nobody.

use std::path::{Path, PathBuf};

use muster_facts::daemon::{Component, Instance};
use muster_facts::{Fact, Source};
use muster_target::{Collection, System};

use crate::docker::dockerd::{Rootful, SETTINGS, USER_SETTINGS, USER_UNIT, Whose};
use crate::readers::accounts::{Accounts, User};
use crate::readers::boot::{Boot, Start};
use crate::readers::processes;

/// The names by which the init starts it.
const UNITS: [&str; 3] = ["docker", "snap.docker.dockerd", "docker.socket"];

/// The users whose homes are looked into, and the daemons that are told one by one.
const MOST_USERS: usize = 500;
const MOST_INSTANCES: usize = 50;

/// A daemon, and whose it is.
pub(super) struct Found {
    pub(super) facts: Instance,
    pub(super) whose: Whose,
}

/// The daemons that are started; where none is, that of root if one is installed.
pub(super) fn instances(
    collection: &Collection<'_>,
    components: &Fact<Vec<Component>>,
) -> Fact<Vec<Found>> {
    let system = collection.context.system;
    let boot = collection.shared::<Boot>()?;
    let accounts = collection.shared::<Accounts>()?;
    let running = running(system);
    let mut found = Vec::new();
    if let Some(source) = of_root(system, &boot, &running) {
        found.push(rootful(collection, source)?);
    }
    for user in accounts.users().take(MOST_USERS) {
        if found.len() >= MOST_INSTANCES {
            break;
        }
        if let Some(source) = of_user(system, user, &running) {
            found.push(rootless(user, source));
        }
    }
    if found.is_empty() {
        let components = components.as_deref().map_err(Clone::clone)?;
        let engine = components
            .iter()
            .find(|component| component.kind == Component::KIND_ENGINE);
        if let Some(engine) = engine {
            found.push(rootful(collection, engine.source.clone())?);
        }
    }
    Ok(found)
}

fn rootful(collection: &Collection<'_>, source: Source) -> Fact<Found> {
    let daemon = collection.shared::<Rootful>()?;
    // Where the unit cannot be read, the settings say so.
    let [default, _] = SETTINGS;
    let file = daemon
        .configuration()
        .map_or_else(|_| PathBuf::from(default), |found| found.file.clone());
    Ok(Found {
        facts: Instance {
            name: "docker".to_owned(),
            mode: Instance::MODE_ROOTFUL.to_owned(),
            settings_file: file.display().to_string(),
            source,
        },
        whose: Whose::Root,
    })
}

fn rootless(user: &User, source: Source) -> Found {
    let file = user.home.join(USER_SETTINGS);
    Found {
        facts: Instance {
            name: format!("docker/{}", user.name),
            mode: Instance::MODE_ROOTLESS.to_owned(),
            settings_file: file.display().to_string(),
            source,
        },
        whose: Whose::User {
            uid: user.uid,
            home: user.home.clone(),
        },
    }
}

/// The daemons that run, with the accounts that run them.
fn running(system: &dyn System) -> Vec<(u32, Source)> {
    processes::named(system, "dockerd")
        .filter_map(|process| {
            let uid = system.metadata(&process.directory).ok()?.uid;
            let source = Source::file(process.directory.display().to_string());
            Some((uid, source))
        })
        .collect()
}

fn of_root(system: &dyn System, boot: &Boot, running: &[(u32, Source)]) -> Option<Source> {
    if let Start::Yes(source) = boot.start_any(&UNITS) {
        return Some(source);
    }
    if let Some((_, source)) = running.iter().find(|(uid, _)| *uid == 0) {
        return Some(source.clone());
    }
    let pid = "/run/docker.pid";
    let is_there = system.metadata(Path::new(pid)).is_ok();
    is_there.then(|| Source::file(pid))
}

/// What shows that a user runs one. A home that may not be looked into shows nothing; a daemon that runs is
/// seen all the same.
fn of_user(system: &dyn System, user: &User, running: &[(u32, Source)]) -> Option<Source> {
    if user.uid == 0 || !user.home.is_absolute() || user.home == Path::new("/") {
        return None;
    }
    if let Some((_, source)) = running.iter().find(|(uid, _)| *uid == user.uid) {
        return Some(source.clone());
    }
    let link = ".config/systemd/user/default.target.wants/docker.service";
    [USER_UNIT, link]
        .iter()
        .map(|path| user.home.join(path))
        .find(|path| system.link_metadata(path).is_ok())
        .map(|path| Source::file(path.display().to_string()))
}

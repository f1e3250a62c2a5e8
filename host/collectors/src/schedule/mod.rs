//! What runs by itself: jobs of cron and anacron, and systemd's timers, with when they run and what for. What a
//! job is given as arguments, and what its scripts say, stays here.

mod calendar;
mod cron;
mod crontab;
mod elements;
mod launchers;
mod moments;
mod naming;
mod obstacles;
#[cfg(test)]
mod oracle;
mod places;
mod probes;
mod rclone;
mod scripts;
mod shell;
#[cfg(test)]
mod tests;
mod timers;
mod tools;
mod work;

use std::collections::BTreeSet;
use std::path::PathBuf;

use muster_facts::jobs::{Job, Scheduler, UnreadPlace};
use muster_facts::units::Unit;
use muster_facts::{Fact, JobsFacts, Source};
use muster_target::{Collection, System};

use self::places::Search;
use self::rclone::Rclone;
use self::timers::Timers;
use self::work::Reader;
use crate::readers::accounts::Accounts;
use crate::readers::boot::Boot;
use crate::readers::packages::Packages;

/// What starts jobs of crontabs, by the names that distributions have for it. Others read crontabs of their own.
const DAEMONS: [&str; 8] = [
    "cron",
    "crond",
    "cronie",
    "dcron",
    "bcron",
    "vixie-cron",
    "busybox-crond",
    "systemd-cron",
];
/// systemd-cron has no daemon: it makes timers of crontabs.
const GENERATORS: [&str; 2] = [
    "/usr/lib/systemd/system-generators/systemd-crontab-generator",
    "/lib/systemd/system-generators/systemd-crontab-generator",
];
const ANACRON: [&str; 2] = ["anacron.timer", "anacron.service"];

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> JobsFacts {
    let schedulers = schedulers(collection);
    let (jobs, unread) = match jobs(collection) {
        Ok((jobs, unread)) => (Ok(jobs), Ok(unread)),
        Err(error) => (Err(error.clone()), Err(error)),
    };
    JobsFacts {
        schedulers,
        jobs,
        unread_places: unread,
    }
}

fn jobs(collection: &Collection<'_>) -> Fact<(Vec<Job>, Vec<UnreadPlace>)> {
    let system = collection.context.system;
    let boot = collection.shared::<Boot>()?;
    let packages = collection.shared::<Packages>()?;
    let accounts = collection.shared::<Accounts>()?;
    let identity = collection.host()?.identity.clone();
    let os: Vec<String> = identity
        .map(|identity| [vec![identity.os_id], identity.os_like].concat())
        .unwrap_or_default();
    let os: Vec<&str> = os.iter().map(String::as_str).collect();
    let homes: BTreeSet<PathBuf> = accounts.users().map(|user| user.home.clone()).collect();
    let rclone = Rclone::new(
        system,
        collection.context.secrets,
        homes.into_iter().collect(),
    );
    let reader = Reader::new(
        system,
        collection.context.targets.backup.directory.as_deref(),
        rclone,
    );
    let search = Search {
        system,
        flavour: places::flavour(system, &packages, &os),
        accounts: &accounts,
    };
    let has_systemd = crate::host::init_system(system) == Some("systemd");
    let mut cron = cron::Cron::new(collection, &search, &reader, &packages, has_systemd);
    cron.read_all();
    let (mut jobs, mut unread) = (cron.jobs, cron.unread);
    let timers = Timers {
        collection,
        boot: &boot,
        accounts: &accounts,
        reader: &reader,
    };
    jobs.extend(timers.jobs(&mut unread));
    jobs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((jobs, unread))
}

fn schedulers(collection: &Collection<'_>) -> Fact<Vec<Scheduler>> {
    let system = collection.context.system;
    let units = collection.units()?;
    let manager = units.overview.clone()?;
    let mut found: Vec<Scheduler> = Vec::new();
    let named = |names: &[&str], kind: &str, found: &mut Vec<Scheduler>| -> Fact<()> {
        for name in names {
            let Some(unit) = units.find_unit(name)? else {
                continue;
            };
            let is_known = found
                .iter()
                .any(|known| known.unit.as_ref() == Some(&unit.name));
            if !is_known && unit.load != Unit::LOAD_MASKED {
                found.push(Scheduler {
                    kind: kind.to_owned(),
                    unit: Some(unit.name),
                    at_boot: unit.at_boot,
                    state: unit.state,
                    source: unit.source,
                });
            }
        }
        Ok(())
    };
    named(&DAEMONS, Scheduler::KIND_CRON, &mut found)?;
    named(&ANACRON, Scheduler::KIND_ANACRON, &mut found)?;
    if manager.name == "systemd" {
        let state = if manager.running {
            Scheduler::STATE_ACTIVE
        } else {
            Scheduler::STATE_UNKNOWN
        };
        let systemd = |kind: &str, source: Source| Scheduler {
            kind: kind.to_owned(),
            unit: None,
            at_boot: Some(true),
            state: state.to_owned(),
            source,
        };
        if let Some(generator) = GENERATORS.iter().find(|path| is_there(system, path)) {
            found.push(systemd(Scheduler::KIND_CRON, Source::file(*generator)));
        }
        found.push(systemd(Scheduler::KIND_SYSTEMD, Source::logical("systemd")));
    }
    Ok(found)
}

fn is_there(system: &dyn System, path: &str) -> bool {
    system.metadata(std::path::Path::new(path)).is_ok()
}

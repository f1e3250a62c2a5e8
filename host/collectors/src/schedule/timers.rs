//! systemd's timers, with the services that they start. See systemd.timer(5).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use muster_facts::Source;
use muster_facts::jobs::{Job, UnreadPlace};
use muster_target::{Collection, Kind};

use super::calendar::{Event, event, span};
use super::moments::{Round, round};
use super::naming::purposes;
use super::obstacles;
use super::work::{Reader, Work, unread_call};
use crate::command_line;
use crate::readers::accounts::Accounts;
use crate::readers::boot::{Boot, Start};
use crate::readers::shown;
use crate::readers::units::{self, Setting};
use crate::readers::words::{PREFIXES, split_open};

const SHOW: [&str; 4] = ["show", "--all", "--property=Id,LastTriggerUSec", "*.timer"];

/// A host has some dozens.
const MOST_TIMERS: usize = 1_000;

/// Commands of a service that do its work.
const COMMANDS: [&str; 3] = ["ExecStartPre", MAIN_COMMAND, "ExecStartPost"];
const MAIN_COMMAND: &str = "ExecStart";

/// The service that a timer starts.
#[derive(Debug, Default)]
struct Service {
    /// Whom it runs as.
    user: Option<String>,
    work: Work,
    /// The state of the job, where what it is for cannot be run.
    obstacle: Option<&'static str>,
}

/// What a timer says of when it elapses.
#[derive(Debug, Default)]
struct Elapses {
    schedule: Vec<String>,
    events: Vec<Event>,
    /// Seconds after boot and the like.
    once: Vec<u64>,
    /// Seconds after the last run.
    again: Vec<u64>,
    /// Whether a setting was not understood.
    is_unclear: bool,
    persistent: bool,
    unit: Option<String>,
    /// The line that says when.
    source: Option<Source>,
}

impl Elapses {
    fn read(settings: &[Setting]) -> Self {
        let mut found = Self::default();
        for Setting {
            key, value, source, ..
        } in settings.iter().filter(|one| one.section == "Timer")
        {
            let is_time = matches!(
                key.as_str(),
                "OnCalendar"
                    | "OnActiveSec"
                    | "OnBootSec"
                    | "OnStartupSec"
                    | "OnUnitActiveSec"
                    | "OnUnitInactiveSec"
            );
            match key.as_str() {
                // An empty one takes back all of them, see systemd.timer(5).
                _ if is_time && value.is_empty() => {
                    found = Self {
                        persistent: found.persistent,
                        unit: found.unit,
                        ..Self::default()
                    };
                }
                "OnCalendar" => match event(value) {
                    Some(event) => {
                        found.events.push(event);
                        found.add(key, value, source);
                    }
                    None => found.add_unclear(source),
                },
                _ if is_time => match span(value) {
                    Some(seconds) if key.starts_with("OnUnit") => {
                        found.again.push(seconds);
                        found.add(key, value, source);
                    }
                    Some(seconds) => {
                        found.once.push(seconds);
                        found.add(key, value, source);
                    }
                    None => found.add_unclear(source),
                },
                "Persistent" => found.persistent = is_yes(value),
                // systemd ignores a second one.
                "Unit" if found.unit.is_none() && !value.is_empty() => {
                    found.unit = Some(value.clone());
                }
                _ => {}
            }
        }
        found
    }

    fn add(&mut self, key: &str, value: &str, source: &Source) {
        self.schedule.push(format!("{key}={value}"));
        self.source.get_or_insert_with(|| source.clone());
    }

    fn add_unclear(&mut self, source: &Source) {
        self.is_unclear = true;
        self.source.get_or_insert_with(|| source.clone());
    }

    /// How often it elapses, and the longest time between two.
    fn how_often(&self) -> (&'static str, Option<u64>) {
        let mut gaps = Vec::new();
        let zones: BTreeSet<&Option<String>> =
            self.events.iter().map(|event| &event.zone).collect();
        let mut is_unclear = self.is_unclear;
        for zone in zones {
            let moments: Vec<_> = self
                .events
                .iter()
                .filter(|event| event.zone == *zone && !event.is_limited)
                .map(|event| &event.moments)
                .collect();
            match round(&moments) {
                Round::Every(gap) => gaps.push(gap),
                Round::Never => {}
                Round::Unclear => is_unclear = true,
            }
        }
        // Counted from a run, so that something has to start it for the first time.
        let begins = !self.once.is_empty() || !gaps.is_empty();
        if let Some(again) = self.again.iter().min() {
            if begins {
                gaps.push(*again);
            } else {
                is_unclear = true;
            }
        }
        let is_limited = self.events.iter().any(|event| event.is_limited);
        match gaps.iter().min() {
            // What was not understood makes it elapse more often, if at all.
            Some(gap) => (Job::RUNS_REPEATEDLY, Some(*gap)),
            None if is_unclear => (Job::RUNS_UNCLEAR, None),
            None if is_limited => (Job::RUNS_LIMITED, None),
            None if !self.once.is_empty() => (Job::RUNS_AT_BOOT, None),
            None => (Job::RUNS_NEVER, None),
        }
    }
}

fn is_yes(value: &str) -> bool {
    matches!(
        value.to_ascii_lowercase().as_str(),
        "1" | "yes" | "y" | "true" | "t" | "on"
    )
}

/// Where timers are looked for.
pub(super) struct Timers<'a> {
    pub(super) collection: &'a Collection<'a>,
    pub(super) boot: &'a Boot,
    pub(super) accounts: &'a Accounts,
    pub(super) reader: &'a Reader<'a>,
}

impl Timers<'_> {
    /// All timers. What cannot be read is added to `unread`.
    pub(super) fn jobs(&self, unread: &mut Vec<UnreadPlace>) -> Vec<Job> {
        let boot = self.boot;
        let linked = boot.linked().filter(|name| name.ends_with(".timer"));
        let with_file = boot.units().filter(|name| name.ends_with(".timer"));
        let names: BTreeSet<&str> = linked
            .chain(with_file)
            .filter(|name| !name.contains("@.") && boot.target_of(name) == *name)
            .collect();
        if boot.is_incomplete() || names.len() > MOST_TIMERS {
            unread.push(UnreadPlace {
                holds: UnreadPlace::HOLDS_TIMERS.to_owned(),
                reason: "not all units of systemd could be listed".to_owned(),
                source: Source::file(boot.place()),
            });
        }
        let triggered = self.triggered();
        let mut jobs = Vec::new();
        for name in names.into_iter().take(MOST_TIMERS) {
            // systemd-cron makes them of the lines of crontabs, which are jobs by themselves.
            let is_generated = boot.file(name).is_some_and(|file| {
                file.starts_with("/run/systemd/generator") && name.starts_with("cron-")
            });
            if is_generated {
                continue;
            }
            match units::settings(self.collection.context.system, name) {
                Ok(settings) => {
                    let triggered = triggered
                        .as_ref()
                        .and_then(|known| known.get(name).copied());
                    jobs.extend(self.job(name, settings, triggered, unread));
                }
                Err(error) => unread.push(UnreadPlace {
                    holds: UnreadPlace::HOLDS_TIMERS.to_owned(),
                    reason: error.to_string(),
                    source: Source::file(boot.file(name).unwrap_or(boot.place())),
                }),
            }
        }
        jobs
    }

    fn job(
        &self,
        name: &str,
        settings: Option<Vec<Setting>>,
        triggered: Option<bool>,
        unread: &mut Vec<UnreadPlace>,
    ) -> Option<Job> {
        let is_masked = self.boot.mask(name).is_some();
        if settings.is_none() && !is_masked && self.boot.file(name).is_none() {
            // A recording may hold the link that enables it, and not the unit: nothing is known of it. Where the link
            // leads to a unit of another name, no unit has this one.
            let leads_somewhere = match self.boot.start(name) {
                Start::Yes(link) => {
                    let system = self.collection.context.system;
                    system.metadata(Path::new(&link.name)).is_ok()
                }
                Start::No(_) | Start::Unknown => false,
            };
            if !leads_somewhere {
                unread.push(UnreadPlace {
                    holds: UnreadPlace::HOLDS_TIMERS.to_owned(),
                    reason: format!("{name} is enabled, and its unit is not there to be read"),
                    source: Source::file(self.boot.place()),
                });
            }
            return None;
        }
        let elapses = Elapses::read(settings.as_deref().unwrap_or_default());
        let (runs, longest_gap) = elapses.how_often();
        let stem = name.strip_suffix(".timer").unwrap_or(name);
        let unit = elapses.unit.unwrap_or_else(|| format!("{stem}.service"));
        let Service {
            user,
            work,
            obstacle,
        } = self.service(&unit, unread);
        let state = match self.state(name, is_masked) {
            Job::STATE_ENABLED => obstacle.unwrap_or(Job::STATE_ENABLED),
            state => state,
        };
        let mut purposes_found = work.purposes;
        purposes_found.extend(purposes(stem));
        let file = self.boot.file(name);
        unread.extend(work.unread);
        Some(Job {
            name: name.to_owned(),
            kind: Job::KIND_TIMER.to_owned(),
            scheduler: Job::SCHEDULER_SYSTEMD.to_owned(),
            user,
            schedule: elapses.schedule,
            runs: runs.to_owned(),
            longest_gap,
            persistent: elapses.persistent && !elapses.events.is_empty(),
            state: state.to_owned(),
            program: work.program,
            purposes: purposes_found.into_iter().map(str::to_owned).collect(),
            calls: work.calls,
            names_backups: work.names_backups,
            yields_to_systemd: false,
            packaged: file.map(|file| file.starts_with("/usr/lib/") || file.starts_with("/lib/")),
            result: self.result(&unit),
            unit: Some(unit),
            triggered,
            source: elapses
                .source
                .unwrap_or_else(|| Source::file(file.unwrap_or(self.boot.place()))),
        })
    }

    /// Whether the timer comes up at boot.
    fn state(&self, name: &str, is_masked: bool) -> &'static str {
        if is_masked {
            return Job::STATE_MASKED;
        }
        let unit = self
            .collection
            .units()
            .and_then(|units| units.find_unit(name))
            .ok()
            .flatten();
        match (unit.and_then(|unit| unit.at_boot), self.boot.start(name)) {
            (Some(true), _) | (None, Start::Yes(_)) => Job::STATE_ENABLED,
            (Some(false), _) | (None, Start::No(_)) => Job::STATE_DISABLED,
            (None, Start::Unknown) => Job::STATE_UNCLEAR,
        }
    }

    fn result(&self, unit: &str) -> Option<String> {
        let units = self.collection.units().ok()?;
        units.find_unit(unit).ok().flatten()?.result
    }

    fn service(&self, unit: &str, unread: &mut Vec<UnreadPlace>) -> Service {
        let settings = match units::settings(self.collection.context.system, unit) {
            Ok(settings) => settings.unwrap_or_default(),
            Err(error) => {
                let place = Source::file(self.boot.place());
                unread.push(unread_call(&place, error.to_string()));
                return Service::default();
            }
        };
        let mut commands: Vec<(&str, Vec<String>, Source)> = Vec::new();
        let mut user = Some("root".to_owned());
        let mut directory = None;
        for one in settings.iter().filter(|one| one.section == "Service") {
            let key = one.key.as_str();
            match key {
                "User" => {
                    let known = self.accounts.user(&one.value).map(|user| user.name.clone());
                    user = if one.value.is_empty() {
                        Some("root".to_owned())
                    } else {
                        known
                    };
                }
                "WorkingDirectory" => {
                    directory = Some(one.value.trim_start_matches('-'));
                }
                _ if COMMANDS.contains(&key) && one.value.is_empty() => {
                    commands.retain(|(known, ..)| *known != key);
                }
                _ if COMMANDS.contains(&key) => {
                    command_line::register_text(&one.value, self.collection.context.secrets);
                    let line = one.value.trim_start_matches(PREFIXES);
                    let words = words(line).into_iter();
                    let words = words.map(|words| (key, words, one.source.clone()));
                    commands.extend(words);
                }
                "Environment" => {
                    command_line::register_text(&one.value, self.collection.context.secrets);
                }
                _ => {}
            }
        }
        let main = commands.iter().find(|(key, ..)| *key == MAIN_COMMAND);
        let obstacle = main.and_then(|(_, words, _)| {
            let system = self.collection.context.system;
            obstacles::of_command(system, words, directory.map(Path::new))
        });
        let lines: Vec<(Vec<String>, Source)> = commands
            .into_iter()
            .map(|(_, words, source)| (words, source))
            .collect();
        Service {
            user,
            work: self.reader.of_commands(&lines, directory),
            obstacle,
        }
    }

    /// Which timers have elapsed since the host booted, or ever where they are persistent.
    fn triggered(&self) -> Option<BTreeMap<String, bool>> {
        let system = self.collection.context.system;
        if system.kind() == Kind::Root {
            return None;
        }
        shown::show(system, &SHOW).map(|text| elapsed(&text))
    }
}

/// The words of commands: systemd takes `;` between two of them.
fn words(line: &str) -> Vec<Vec<String>> {
    let (words, _) = split_open(line);
    let commands = words.split(|word| word == ";");
    commands
        .filter(|words| !words.is_empty())
        .map(<[String]>::to_vec)
        .collect()
}

/// Whether each timer has elapsed: what says when is empty or `n/a` where it has not.
fn elapsed(text: &str) -> BTreeMap<String, bool> {
    let timers = shown::units(text).filter_map(|timer| {
        let name = timer.property("Id")?.trim();
        let time = timer.property("LastTriggerUSec")?.trim();
        Some((name.to_owned(), !matches!(time, "" | "n/a" | "0")))
    });
    timers.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn often(lines: &str) -> (&'static str, Option<u64>) {
        let settings: Vec<Setting> = lines
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(key, value)| Setting {
                section: "Timer".to_owned(),
                key: key.to_owned(),
                value: value.to_owned(),
                source: Source::file("/x.timer"),
            })
            .collect();
        Elapses::read(&settings).how_often()
    }

    #[test]
    fn timers_elapse_as_often_as_their_settings_say() {
        let repeatedly = |gap| ("repeatedly", Some(gap));
        assert_eq!(often("OnCalendar=daily"), repeatedly(86_400));
        assert_eq!(
            often("OnCalendar=00:00\nOnCalendar=12:00"),
            repeatedly(43_200)
        );
        assert_eq!(
            often("OnCalendar=hourly\nOnCalendar=\nOnCalendar=weekly"),
            repeatedly(604_800)
        );
        assert_eq!(
            often("OnBootSec=5min\nOnUnitActiveSec=1h"),
            repeatedly(3_600)
        );
        assert_eq!(often("OnBootSec=5min"), ("at-boot", None));
        assert_eq!(often("OnUnitActiveSec=1h"), ("unclear", None));
        assert_eq!(often("OnCalendar=2020-01-01"), ("limited", None));
        assert_eq!(often("OnCalendar=*-02-30"), ("never", None));
        assert_eq!(often("OnCalendar=whenever"), ("unclear", None));
        assert_eq!(often(""), ("never", None));
    }

    #[test]
    fn a_timer_that_never_elapsed_is_told() {
        let found = elapsed(
            "Id=a.timer\nLastTriggerUSec=Mon 2026-06-01 03:00:00 UTC\n\nLastTriggerUSec=n/a\nId=b.timer\n",
        );
        assert_eq!(
            found,
            BTreeMap::from([("a.timer".to_owned(), true), ("b.timer".to_owned(), false)])
        );
    }

    #[test]
    fn commands_of_a_service_are_taken_apart() {
        let found = words("/bin/sh -c 'a b' ; /bin/c \"d e\"");
        assert_eq!(found, [vec!["/bin/sh", "-c", "a b"], vec!["/bin/c", "d e"]]);
    }
}

//! Jobs of cron and anacron: lines of crontabs, and scripts in directories that such a line runs.

use std::collections::BTreeMap;
use std::path::Path;

use muster_facts::Source;
use muster_facts::jobs::{Job, UnreadPlace};
use muster_target::{Collection, System, present};

use super::crontab::{Flavour, Timing, parse};
use super::moments::{Round, round};
use super::naming::{Names, purposes as purposes_of_name, shown};
use super::obstacles;
use super::places::{DIRECTORIES, Found, Search, unread_place};
use super::scripts::yields_to_systemd;
use super::tools::base_name;
use super::work::{Reader, Work, run_directories};
use crate::command_line;
use crate::readers::packages::Packages;

const ANACRONTAB: &str = "/etc/anacrontab";
const ANACRON: [&str; 3] = ["/usr/sbin/anacron", "/sbin/anacron", "/usr/bin/anacron"];
const DAY: u64 = 86_400;

/// A host has some dozens of jobs.
const MOST_JOBS: usize = 1_000;

/// How often something is run, and what says so.
#[derive(Clone, Debug)]
struct Turn {
    schedule: String,
    runs: &'static str,
    longest_gap: Option<u64>,
    scheduler: &'static str,
    persistent: bool,
    user: Option<String>,
}

/// Jobs, as far as they were read.
pub(super) struct Cron<'a> {
    collection: &'a Collection<'a>,
    system: &'a dyn System,
    search: &'a Search<'a>,
    reader: &'a Reader<'a>,
    packages: &'a Packages,
    has_systemd: bool,
    names: Names,
    /// Which directories are run, and when.
    directories: BTreeMap<String, Turn>,
    /// Whether there are more jobs than are listed.
    is_cut: bool,
    pub(super) jobs: Vec<Job>,
    pub(super) unread: Vec<UnreadPlace>,
}

impl<'a> Cron<'a> {
    pub(super) fn new(
        collection: &'a Collection<'a>,
        search: &'a Search<'a>,
        reader: &'a Reader<'a>,
        packages: &'a Packages,
        has_systemd: bool,
    ) -> Self {
        Self {
            collection,
            system: collection.context.system,
            search,
            reader,
            packages,
            has_systemd,
            names: Names::default(),
            directories: BTreeMap::new(),
            is_cut: false,
            jobs: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// Reads everything.
    pub(super) fn read_all(&mut self) {
        let has_anacron = ANACRON
            .iter()
            .any(|path| self.system.metadata(Path::new(path)).is_ok());
        if has_anacron {
            self.read_anacrontab();
        }
        for found in self.search.crontabs(&mut self.unread) {
            self.read_crontab(&found, has_anacron);
        }
        for directory in DIRECTORIES {
            self.read_directory(directory);
        }
    }

    fn read_crontab(&mut self, found: &Found, has_anacron: bool) {
        let crontab = parse(&found.text, self.search.flavour, found.user.is_none());
        let mut state = found.state;
        let is_spoilt = !crontab.wrong.is_empty() || crontab.is_torn;
        if is_spoilt && state == Job::STATE_ENABLED {
            match self.search.flavour {
                // It takes a file as a whole, or not at all.
                Flavour::Debian => state = Job::STATE_REFUSED,
                Flavour::Cronie | Flavour::Busybox => {
                    for line in &crontab.wrong {
                        self.unread.push(UnreadPlace {
                            holds: UnreadPlace::HOLDS_CRON_JOBS.to_owned(),
                            reason: format!(
                                "{} line {line} is not a line of a crontab",
                                found.path
                            ),
                            source: Source::line(&found.path, *line),
                        });
                    }
                }
            }
        }
        for line in found.text.lines() {
            command_line::register_text(line, self.collection.context.secrets);
        }
        for entry in crontab.entries {
            let user = found.user.clone().or(entry.user);
            let (runs, longest_gap) = how_often(&entry.timing);
            let lacks = user.as_deref().is_some_and(|user| self.search.lacks(user));
            let turn = Turn {
                schedule: entry.schedule,
                runs,
                longest_gap,
                scheduler: Job::SCHEDULER_CRON,
                persistent: false,
                // A word in place of the user need not be one.
                user: user.filter(|user| self.search.accounts.user(user).is_some()),
            };
            let directories = run_directories(&entry.command);
            let leaves_to_anacron = has_anacron && entry.command.contains("anacron ");
            if !directories.is_empty() {
                for directory in directories {
                    if state == Job::STATE_ENABLED && !leaves_to_anacron {
                        let turn = self.in_directory(&directory, turn.clone());
                        self.directories.entry(directory).or_insert(turn);
                    }
                }
                continue;
            }
            let source = Source::line(&found.path, entry.line);
            let work = self.reader.of_line(&entry.command, &source, None);
            let state = match state {
                Job::STATE_ENABLED if lacks => Job::STATE_NO_USER,
                Job::STATE_ENABLED => {
                    obstacles::of_line(self.system, &entry.command).unwrap_or(state)
                }
                state => state,
            };
            let guarded = yields_to_systemd(&entry.command);
            self.add(
                &found.path,
                Job::KIND_CRONTAB,
                turn,
                state,
                work,
                guarded,
                source,
            );
        }
    }

    /// SUSE's `run-crons` looks every quarter of an hour whether it is time for one of its directories.
    fn in_directory(&self, directory: &str, turn: Turn) -> Turn {
        let period = match directory {
            "/etc/cron.daily" => DAY,
            "/etc/cron.weekly" => 7 * DAY,
            "/etc/cron.monthly" => 31 * DAY,
            _ => return turn,
        };
        let longest_gap = turn.longest_gap.map(|gap| gap.max(period));
        Turn {
            longest_gap,
            ..turn
        }
    }

    fn read_anacrontab(&mut self) {
        let path = Path::new(ANACRONTAB);
        let text = match present(self.system.read_text(path)) {
            Ok(Some(text)) => text,
            Ok(None) => return,
            Err(error) => return self.unread.push(unread_place(path, &error)),
        };
        for (number, line) in (1..).zip(text.lines()) {
            command_line::register_text(line, self.collection.context.secrets);
            let mut words = line.split_whitespace();
            let Some(period) = words.next().filter(|word| !word.starts_with('#')) else {
                continue;
            };
            let days = match period {
                "@daily" => Some(1),
                "@weekly" => Some(7),
                "@monthly" => Some(31),
                "@yearly" | "@annually" => Some(366),
                period => period.parse::<u32>().ok().map(u64::from),
            };
            // Others set variables.
            let (Some(days), Some(delay), Some(_)) = (days, words.next(), words.next()) else {
                continue;
            };
            if delay.parse::<u32>().is_err() {
                continue;
            }
            let command: Vec<&str> = words.collect();
            let command = command.join(" ");
            let turn = Turn {
                schedule: period.to_owned(),
                runs: Job::RUNS_REPEATEDLY,
                longest_gap: Some(days.max(1) * DAY),
                scheduler: Job::SCHEDULER_ANACRON,
                persistent: true,
                user: Some("root".to_owned()),
            };
            let directories = run_directories(&command);
            if !directories.is_empty() {
                for directory in directories {
                    self.directories
                        .entry(directory)
                        .or_insert_with(|| turn.clone());
                }
                continue;
            }
            let source = Source::line(ANACRONTAB, number);
            let work = self.reader.of_line(&command, &source, None);
            let state = obstacles::of_line(self.system, &command);
            self.add(
                ANACRONTAB,
                Job::KIND_ANACRONTAB,
                turn,
                state.unwrap_or(Job::STATE_ENABLED),
                work,
                false,
                source,
            );
        }
    }

    fn read_directory(&mut self, directory: &str) {
        let called = self.directories.get(directory).cloned();
        for (path, state) in self.search.scripts(directory, &mut self.unread) {
            let source = Source::file(path.display().to_string());
            let work = self.reader.of_file(&path);
            let guarded = work.yields_to_systemd;
            let (turn, state) = match (&called, state) {
                (Some(turn), state) => (turn.clone(), state),
                (None, state) => {
                    let turn = Turn {
                        schedule: String::new(),
                        runs: Job::RUNS_NEVER,
                        longest_gap: None,
                        scheduler: Job::SCHEDULER_CRON,
                        persistent: false,
                        user: None,
                    };
                    let state = if state == Job::STATE_ENABLED {
                        Job::STATE_NOT_CALLED
                    } else {
                        state
                    };
                    (turn, state)
                }
            };
            self.add(
                directory,
                Job::KIND_DIRECTORY,
                turn,
                state,
                work,
                guarded,
                source,
            );
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of one job, which three sources have in common"
    )]
    fn add(
        &mut self,
        place: &str,
        kind: &str,
        turn: Turn,
        state: &str,
        work: Work,
        guarded: bool,
        source: Source,
    ) {
        if self.jobs.len() >= MOST_JOBS {
            if !std::mem::replace(&mut self.is_cut, true) {
                self.unread.push(UnreadPlace {
                    holds: UnreadPlace::HOLDS_CRON_JOBS.to_owned(),
                    reason: format!(
                        "there are more than {MOST_JOBS} jobs; the others are not read"
                    ),
                    source,
                });
            }
            return;
        }
        self.unread.extend(work.unread);
        let is_directory = kind == Job::KIND_DIRECTORY;
        let program = if is_directory {
            shown(&source.name)
        } else {
            work.program
        };
        let mut purposes = work.purposes;
        if !is_directory && place.starts_with("/etc/cron.d/") {
            purposes.extend(purposes_of_name(base_name(place)));
        }
        let own_file = if is_directory {
            source.name.as_str()
        } else {
            place
        };
        self.jobs.push(Job {
            name: self.names.name(place, program.as_deref()),
            kind: kind.to_owned(),
            scheduler: turn.scheduler.to_owned(),
            user: turn.user,
            schedule: Some(turn.schedule)
                .filter(|text| !text.is_empty())
                .into_iter()
                .collect(),
            runs: turn.runs.to_owned(),
            longest_gap: turn.longest_gap,
            persistent: turn.persistent,
            state: state.to_owned(),
            program,
            purposes: purposes.into_iter().map(str::to_owned).collect(),
            calls: work.calls,
            names_backups: work.names_backups,
            yields_to_systemd: guarded && self.has_systemd,
            packaged: self.packages.is_configuration(own_file),
            unit: None,
            result: None,
            triggered: None,
            source,
        });
    }
}

/// How often a line of a crontab has its command run.
fn how_often(timing: &Timing) -> (&'static str, Option<u64>) {
    match timing {
        Timing::AtBoot => (Job::RUNS_AT_BOOT, None),
        Timing::Unclear => (Job::RUNS_UNCLEAR, None),
        Timing::Moments(moments) => match round(&[moments]) {
            Round::Every(gap) => (Job::RUNS_REPEATEDLY, Some(gap)),
            Round::Never => (Job::RUNS_NEVER, None),
            Round::Unclear => (Job::RUNS_UNCLEAR, None),
        },
    }
}

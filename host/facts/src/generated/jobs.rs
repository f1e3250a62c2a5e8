// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:schedule/jobs`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// A program that starts jobs when their time has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Scheduler {
    /// One of `cron`, `anacron` or `systemd`.
    pub kind: String,
    /// The unit that starts it; none for systemd itself.
    pub unit: Option<String>,
    /// Whether it comes up at boot; none when that could not be told.
    #[cfg_attr(feature = "component", component(name = "at-boot"))]
    pub at_boot: Option<bool>,
    /// One of `active`, `inactive`, `failed`, `changing` or `unknown` (nobody could be asked).
    pub state: String,
    /// `source`
    pub source: Source,
}

impl Scheduler {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "jobs.scheduler.kind",
        words: &["cron", "anacron", "systemd"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_CRON: &str = "cron";
    /// A word of `kind`.
    pub const KIND_ANACRON: &str = "anacron";
    /// A word of `kind`.
    pub const KIND_SYSTEMD: &str = "systemd";
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "jobs.scheduler.state",
        words: &["active", "inactive", "failed", "changing", "unknown"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_ACTIVE: &str = "active";
    /// A word of `state`.
    pub const STATE_INACTIVE: &str = "inactive";
    /// A word of `state`.
    pub const STATE_FAILED: &str = "failed";
    /// A word of `state`.
    pub const STATE_CHANGING: &str = "changing";
    /// A word of `state`.
    pub const STATE_UNKNOWN: &str = "unknown";
}

impl Words for Scheduler {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.unit.visit(visit);
        self.at_boot.visit(visit);
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.source.visit(visit);
    }
}

/// A program that a job or its script calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Call {
    /// Its name, such as `pg_dump` or `rclone`.
    pub tool: String,
    /// One of `dump` (writes what a database holds), `backup` (adds to a repository of backups), `archive` (packs
    /// files), `copy` (copies files), `probe` (asks whether a service is well, or says so to one that waits
    /// for it), `rotation` (rotates logs) or `integrity` (compares files with what they were).
    pub purpose: String,
    /// Whether what it writes goes to another machine or a store of objects; none when that could not be told.
    #[cfg_attr(feature = "component", component(name = "leaves-host"))]
    pub leaves_host: Option<bool>,
    /// `source`
    pub source: Source,
}

impl Call {
    /// What `purpose` can be.
    pub const PURPOSE: Vocabulary = Vocabulary {
        field: "jobs.call.purpose",
        words: &["dump", "backup", "archive", "copy", "probe", "rotation", "integrity"],
        beginnings: &[],
    };
    /// A word of `purpose`.
    pub const PURPOSE_DUMP: &str = "dump";
    /// A word of `purpose`.
    pub const PURPOSE_BACKUP: &str = "backup";
    /// A word of `purpose`.
    pub const PURPOSE_ARCHIVE: &str = "archive";
    /// A word of `purpose`.
    pub const PURPOSE_COPY: &str = "copy";
    /// A word of `purpose`.
    pub const PURPOSE_PROBE: &str = "probe";
    /// A word of `purpose`.
    pub const PURPOSE_ROTATION: &str = "rotation";
    /// A word of `purpose`.
    pub const PURPOSE_INTEGRITY: &str = "integrity";
}

impl Words for Call {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PURPOSE, &mut self.purpose, visit);
        self.leaves_host.visit(visit);
        self.source.visit(visit);
    }
}

/// `job`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Job {
    /// What tells it from others: a timer's name, or the file with the name of the program, such as
    /// `/etc/cron.d/shop#backup.sh`.
    pub name: String,
    /// One of `crontab`, `directory` (such as `/etc/cron.daily`), `anacrontab` or `timer`.
    pub kind: String,
    /// What starts it. One of `cron`, `anacron` or `systemd`.
    pub scheduler: String,
    /// Whom it runs as; none when that could not be told.
    pub user: Option<String>,
    /// As it is written: the five fields or `@daily`, or the settings of a timer, such as `OnCalendar=daily`.
    pub schedule: Vec<String>,
    /// One of `repeatedly`, `at-boot` (and not again), `never` (no day is like that), `limited` (in some years
    /// only) or `unclear`.
    pub runs: String,
    /// The longest time between two runs in seconds, where the clock is not set and nothing is delayed; none
    /// when that could not be told or it does not run repeatedly.
    #[cfg_attr(feature = "component", component(name = "longest-gap"))]
    pub longest_gap: Option<u64>,
    /// Whether a run is made up for that was missed while the host was down.
    pub persistent: bool,
    /// One of `enabled`, `disabled` (the timer does not come up at boot), `masked`, `not-executable`, `passed-over`
    /// (no file of this name is run), `refused` (cron does not take a file with this owner, mode or text),
    /// `no-user` (there is no such account), `not-called` (nothing runs what is in its directory), `no-program`
    /// (the program or script that it runs is not there), `program-not-executable` or `unclear`.
    pub state: String,
    /// The program or script that it runs, without what starts that; none when that could not be told, or
    /// it may not be shown.
    pub program: Option<String>,
    /// What the names of the job, its program and its commands speak of. Any of `backup` (copies of data) or
    /// `probe` (whether something is well).
    pub purposes: Vec<String>,
    /// Known programs that it or its script calls.
    pub calls: Vec<Call>,
    /// Whether its command or script names the directory of the project's backups, one above it or one below
    /// it.
    #[cfg_attr(feature = "component", component(name = "names-backups"))]
    pub names_backups: bool,
    /// Whether it leaves the work to systemd where that runs.
    #[cfg_attr(feature = "component", component(name = "yields-to-systemd"))]
    pub yields_to_systemd: bool,
    /// Whether a package brought it; none when that is not known.
    pub packaged: Option<bool>,
    /// The service that a timer starts.
    pub unit: Option<String>,
    /// How the last run of that service ended, as systemd calls it; none when nobody could be asked.
    pub result: Option<String>,
    /// Whether the timer has ever elapsed; none when nobody could be asked.
    pub triggered: Option<bool>,
    /// `source`
    pub source: Source,
}

impl Job {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "jobs.job.kind",
        words: &["crontab", "directory", "anacrontab", "timer"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_CRONTAB: &str = "crontab";
    /// A word of `kind`.
    pub const KIND_DIRECTORY: &str = "directory";
    /// A word of `kind`.
    pub const KIND_ANACRONTAB: &str = "anacrontab";
    /// A word of `kind`.
    pub const KIND_TIMER: &str = "timer";
    /// What `scheduler` can be.
    pub const SCHEDULER: Vocabulary = Vocabulary {
        field: "jobs.job.scheduler",
        words: &["cron", "anacron", "systemd"],
        beginnings: &[],
    };
    /// A word of `scheduler`.
    pub const SCHEDULER_CRON: &str = "cron";
    /// A word of `scheduler`.
    pub const SCHEDULER_ANACRON: &str = "anacron";
    /// A word of `scheduler`.
    pub const SCHEDULER_SYSTEMD: &str = "systemd";
    /// What `runs` can be.
    pub const RUNS: Vocabulary = Vocabulary {
        field: "jobs.job.runs",
        words: &["repeatedly", "at-boot", "never", "limited", "unclear"],
        beginnings: &[],
    };
    /// A word of `runs`.
    pub const RUNS_REPEATEDLY: &str = "repeatedly";
    /// A word of `runs`.
    pub const RUNS_AT_BOOT: &str = "at-boot";
    /// A word of `runs`.
    pub const RUNS_NEVER: &str = "never";
    /// A word of `runs`.
    pub const RUNS_LIMITED: &str = "limited";
    /// A word of `runs`.
    pub const RUNS_UNCLEAR: &str = "unclear";
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "jobs.job.state",
        words: &["enabled", "disabled", "masked", "not-executable", "passed-over", "refused", "no-user", "not-called", "no-program", "program-not-executable", "unclear"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_ENABLED: &str = "enabled";
    /// A word of `state`.
    pub const STATE_DISABLED: &str = "disabled";
    /// A word of `state`.
    pub const STATE_MASKED: &str = "masked";
    /// A word of `state`.
    pub const STATE_NOT_EXECUTABLE: &str = "not-executable";
    /// A word of `state`.
    pub const STATE_PASSED_OVER: &str = "passed-over";
    /// A word of `state`.
    pub const STATE_REFUSED: &str = "refused";
    /// A word of `state`.
    pub const STATE_NO_USER: &str = "no-user";
    /// A word of `state`.
    pub const STATE_NOT_CALLED: &str = "not-called";
    /// A word of `state`.
    pub const STATE_NO_PROGRAM: &str = "no-program";
    /// A word of `state`.
    pub const STATE_PROGRAM_NOT_EXECUTABLE: &str = "program-not-executable";
    /// A word of `state`.
    pub const STATE_UNCLEAR: &str = "unclear";
    /// What `purposes` can be.
    pub const PURPOSES: Vocabulary = Vocabulary {
        field: "jobs.job.purposes",
        words: &["backup", "probe"],
        beginnings: &[],
    };
    /// A word of `purposes`.
    pub const PURPOSES_BACKUP: &str = "backup";
    /// A word of `purposes`.
    pub const PURPOSES_PROBE: &str = "probe";
}

impl Words for Job {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        crate::vocabulary::visit_texts(&Self::SCHEDULER, &mut self.scheduler, visit);
        self.user.visit(visit);
        self.schedule.visit(visit);
        crate::vocabulary::visit_texts(&Self::RUNS, &mut self.runs, visit);
        self.longest_gap.visit(visit);
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.program.visit(visit);
        crate::vocabulary::visit_texts(&Self::PURPOSES, &mut self.purposes, visit);
        self.calls.visit(visit);
        self.packaged.visit(visit);
        self.unit.visit(visit);
        self.result.visit(visit);
        self.triggered.visit(visit);
        self.source.visit(visit);
    }
}

/// What holds jobs, and could not be read or understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct UnreadPlace {
    /// What may be in it. One of `cron-jobs`, `timers` or `calls` (a script of a job).
    pub holds: String,
    /// `reason`
    pub reason: String,
    /// `source`
    pub source: Source,
}

impl UnreadPlace {
    /// What `holds` can be.
    pub const HOLDS: Vocabulary = Vocabulary {
        field: "jobs.unread-place.holds",
        words: &["cron-jobs", "timers", "calls"],
        beginnings: &[],
    };
    /// A word of `holds`.
    pub const HOLDS_CRON_JOBS: &str = "cron-jobs";
    /// A word of `holds`.
    pub const HOLDS_TIMERS: &str = "timers";
    /// A word of `holds`.
    pub const HOLDS_CALLS: &str = "calls";
}

impl Words for UnreadPlace {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::HOLDS, &mut self.holds, visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:schedule/jobs`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobsFacts {
    /// What starts jobs; `unsupported` where no init is installed, as in an image of a container.
    pub schedulers: Fact<Vec<Scheduler>>,
    /// All jobs that were found, sorted by name.
    pub jobs: Fact<Vec<Job>>,
    /// Places in which there may be more.
    pub unread_places: Fact<Vec<UnreadPlace>>,
}

impl DomainFacts for JobsFacts {
    const DOMAIN: Domain = Domain::Jobs;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.jobs.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            schedulers: Err(error.clone()),
            jobs: Err(error.clone()),
            unread_places: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.schedulers.as_ref().map_or(0, Vec::len)
            + self.jobs.as_ref().map_or(0, Vec::len)
            + self.unread_places.as_ref().map_or(0, Vec::len)
    }
}

impl Words for JobsFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.schedulers.visit(visit);
        self.jobs.visit(visit);
        self.unread_places.visit(visit);
    }
}

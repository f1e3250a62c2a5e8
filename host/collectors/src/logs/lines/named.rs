//! Which logs there are: those of containers that Docker keeps in files, those that Caddy writes, those that
//! logrotate rotates, and those that the policy names; each once, by the first that names it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use muster_facts::Source;
use muster_facts::lines::{Gap, Log};
use muster_target::{Collection, FileType, System};

use super::decode::Form;
use super::rotated;
use crate::compose::runs_containers;
use crate::docker::containers::{self, ContainerLog};
use crate::files::{Found, expand};
use crate::logs::rotation::rotated_files;
use crate::logs::seen::{OnHost, caddy_logs};

/// Logs of one host. A server of many sites has hundreds.
const MOST_LOGS: usize = 1_000;

/// What logrotate rotates and what no program writes as lines: utmp(5), lastlog(8), faillock(8).
const RECORDS: [&str; 4] = ["btmp", "faillog", "lastlog", "wtmp"];

/// A log that is to be looked through.
pub(super) struct NamedLog {
    pub(super) name: String,
    /// `log.named-by`
    pub(super) named_by: &'static str,
    pub(super) container: Option<String>,
    pub(super) service: Option<String>,
    pub(super) path: PathBuf,
    /// What it was rotated to, the newest first; and why that is not known.
    pub(super) older: Vec<PathBuf>,
    pub(super) unlisted: Option<String>,
    pub(super) form: Form,
    pub(super) source: Source,
}

/// The logs, and those that cannot be looked at.
#[derive(Default)]
pub(super) struct Listed {
    pub(super) logs: Vec<NamedLog>,
    pub(super) gaps: Vec<Gap>,
    paths: BTreeSet<PathBuf>,
}

/// Lists them.
pub(super) fn logs(collection: &Collection<'_>) -> Listed {
    let mut listed = Listed::default();
    listed.of_containers(collection);
    listed.of_caddy(collection);
    listed.of_policy(collection);
    listed.of_logrotate(collection);
    listed.add_older(collection.context.system);
    listed
}

impl Listed {
    fn add(&mut self, log: NamedLog) {
        if self.logs.len() >= MOST_LOGS {
            let reason = format!("there are more than {MOST_LOGS} logs");
            if self.gaps.last().is_none_or(|gap| gap.reason != reason) {
                self.others(log.named_by, reason, log.source);
            }
        } else if self.paths.insert(log.path.clone()) {
            self.logs.push(log);
        }
    }

    /// Finds what each log was rotated to. A pattern of files may stand for that, too, which is then not a log of
    /// its own.
    fn add_older(&mut self, system: &dyn System) {
        let mut all = BTreeSet::new();
        for log in &mut self.logs {
            match rotated::files(system, &log.path) {
                Ok(files) => {
                    all.extend(files.iter().cloned());
                    log.older = files;
                }
                Err(error) => log.unlisted = Some(error.to_string()),
            }
        }
        self.logs.retain(|log| !all.contains(&log.path));
    }

    /// There may be other logs of this kind.
    fn others(&mut self, of: &str, reason: String, source: Source) {
        self.gaps.push(Gap {
            part: Gap::PART_LOGS.to_owned(),
            name: of.to_owned(),
            cause: Gap::CAUSE_UNKNOWN.to_owned(),
            reason,
            source,
        });
    }

    fn log_gap(&mut self, name: String, cause: &str, reason: String, source: Source) {
        self.gaps.push(Gap {
            part: Gap::PART_LOG.to_owned(),
            name,
            cause: cause.to_owned(),
            reason,
            source,
        });
    }

    fn of_containers(&mut self, collection: &Collection<'_>) {
        if !runs_containers(collection.context.system) {
            return;
        }
        match containers::logs(collection) {
            Ok(logs) => logs.into_iter().for_each(|log| self.of_container(log)),
            Err(error) => {
                let source = Source::logical("containers");
                self.others(Log::NAMED_BY_DOCKER, error.reason().to_owned(), source);
            }
        }
    }

    fn of_container(&mut self, log: ContainerLog) {
        let ContainerLog {
            container,
            service,
            started,
            driver,
            path,
            source,
        } = log;
        let name = format!("container/{container}");
        let form = match driver.as_deref() {
            Some("json-file") => Form::JsonFile,
            // Podman's: the time, the stream and a letter before each line.
            Some("k8s-file") => Form::Plain,
            Some("local") => Form::Local,
            Some("none") => {
                let reason = format!("no line of {container} is kept: its log driver is `none`");
                return self.log_gap(name, Gap::CAUSE_NOT_KEPT, reason, source);
            }
            Some(driver) => {
                let reason = format!(
                    "the log of {container} is not in a file of its own: its log driver is `{driver}`"
                );
                return self.log_gap(name, Gap::CAUSE_ELSEWHERE, reason, source);
            }
            None => {
                let reason = format!("it is not known which log driver {container} has");
                return self.log_gap(name, Gap::CAUSE_UNKNOWN, reason, source);
            }
        };
        let Some(path) = path else {
            // One that has not run yet has no log.
            if !started {
                return;
            }
            let reason = format!("it is not known where the log of {container} is");
            return self.log_gap(name, Gap::CAUSE_UNKNOWN, reason, source);
        };
        self.add(NamedLog {
            name,
            named_by: Log::NAMED_BY_DOCKER,
            container: Some(container),
            service,
            path,
            older: Vec::new(),
            unlisted: None,
            form,
            source,
        });
    }

    fn of_caddy(&mut self, collection: &Collection<'_>) {
        let (service, logs) = match caddy_logs(collection) {
            Ok(found) => found,
            Err(error) => {
                let source = Source::logical("caddy");
                return self.others(Log::NAMED_BY_CADDY, error.reason().to_owned(), source);
            }
        };
        for one in logs {
            let source = one.log.source.clone();
            let seen = one.log.path.clone().unwrap_or_default();
            match one.place {
                OnHost::At(path) => self.add(NamedLog {
                    name: path.display().to_string(),
                    named_by: Log::NAMED_BY_CADDY,
                    container: None,
                    service: service.clone(),
                    path,
                    older: Vec::new(),
                    unlisted: None,
                    form: Form::Plain,
                    source,
                }),
                OnHost::In(place) => {
                    let place = match place {
                        Some(volume) => format!("in the volume {volume}"),
                        None => "in its container".to_owned(),
                    };
                    let reason = format!(
                        "Caddy writes {seen} {place}, where Muster does not look; mount a directory of the host there"
                    );
                    self.log_gap(seen, Gap::CAUSE_ELSEWHERE, reason, source);
                }
            }
        }
        let Ok(caddy) = collection.caddy() else {
            return;
        };
        for log in caddy.logs.iter().flatten() {
            if log.output == muster_facts::caddy::Log::OUTPUT_NET {
                let site = log.site.clone().or_else(|| log.name.clone());
                let name = format!("caddy/{}", site.unwrap_or_else(|| "log".to_owned()));
                let reason = "Caddy sends this log to another host".to_owned();
                self.log_gap(name, Gap::CAUSE_ELSEWHERE, reason, log.source.clone());
            }
        }
        for gap in caddy.gaps.iter().flatten() {
            if matches!(gap.part.as_str(), "logs" | "sites") {
                let source = gap.source.clone();
                self.others(Log::NAMED_BY_CADDY, gap.reason.clone(), source);
            }
        }
    }

    fn of_policy(&mut self, collection: &Collection<'_>) {
        let context = collection.context;
        for pattern in &context.targets.logs.files {
            let pattern = pattern.display().to_string();
            let source = Source::file(&pattern);
            let Found { paths, gap } = expand(context.system, &pattern);
            if let Some(reason) = gap {
                self.log_gap(
                    pattern.clone(),
                    Gap::CAUSE_UNREADABLE,
                    reason,
                    source.clone(),
                );
            }
            let is_pattern = pattern.contains('*');
            let files = paths
                .into_iter()
                .map(PathBuf::from)
                .filter(|path| !is_pattern || !is_directory(context.system, path));
            let files: Vec<PathBuf> = files.collect();
            if files.is_empty() {
                let reason = format!("no file is {pattern}; the policy names it");
                self.log_gap(pattern, Gap::CAUSE_MISSING, reason, source);
            }
            for path in files {
                self.add(of_file(path, Log::NAMED_BY_POLICY));
            }
        }
    }

    fn of_logrotate(&mut self, collection: &Collection<'_>) {
        match rotated_files(collection) {
            Ok((files, unlisted)) => {
                for path in files {
                    let name = path.file_name().and_then(|name| name.to_str());
                    if !name.is_some_and(|name| RECORDS.contains(&name)) {
                        self.add(of_file(path, Log::NAMED_BY_LOGROTATE));
                    }
                }
                for (reason, source) in unlisted {
                    self.others(Log::NAMED_BY_LOGROTATE, reason, source);
                }
            }
            Err(error) => {
                let source = Source::logical("logrotate");
                self.others(Log::NAMED_BY_LOGROTATE, error.reason().to_owned(), source);
            }
        }
    }
}

fn of_file(path: PathBuf, named_by: &'static str) -> NamedLog {
    let name = path.display().to_string();
    NamedLog {
        source: Source::file(&name),
        name,
        named_by,
        container: None,
        service: None,
        path,
        older: Vec::new(),
        unlisted: None,
        form: Form::Plain,
    }
}

fn is_directory(system: &dyn System, path: &Path) -> bool {
    let found = system.metadata(path);
    found.is_ok_and(|found| found.file_type == FileType::Directory)
}

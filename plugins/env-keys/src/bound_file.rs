//! The environment files that the project binds, one at a time, and how findings name their keys.
//! Knows nothing of any rule.

use std::cell::OnceCell;
use std::collections::HashMap;

use muster_sdk::condition::Keys;
use muster_sdk::{FactError, Finding, NotEvaluated, Outcome, Source, env};

/// A bound file that exists and could be read.
pub(crate) struct BoundFile {
    /// The file itself.
    pub(crate) facts: env::EnvFile,
    /// Its keys, in the order of their winning definitions.
    pub(crate) keys: Vec<env::Key>,
    /// Where in the list each name is.
    places: HashMap<String, usize>,
    /// The service that gets the keys, if they are in the Compose file.
    service: Option<String>,
}

impl BoundFile {
    /// The file with its keys.
    pub(crate) fn new(facts: env::EnvFile, keys: Vec<env::Key>) -> Self {
        let mut places = HashMap::with_capacity(keys.len());
        for (place, key) in keys.iter().enumerate() {
            places.entry(key.name.clone()).or_insert(place);
        }
        Self {
            facts,
            keys,
            places,
            service: None,
        }
    }

    /// The environment that a Compose file gives to a service.
    pub(crate) fn of_service(environment: env::Environment) -> Self {
        let source = environment.keys.first().map(|key| key.source.clone());
        let path = source
            .as_ref()
            .map_or_else(String::new, |source| source.name.clone());
        let facts = env::EnvFile {
            path,
            state: "present".to_owned(),
            mode: None,
            uid: None,
            gid: None,
            owner: None,
            group: None,
            acl_extended: None,
            link_target: None,
            dialects: Vec::new(),
            problems: Vec::new(),
            source: source.unwrap_or(Source::file(String::new())),
        };
        Self {
            service: Some(environment.service),
            ..Self::new(facts, environment.keys)
        }
    }

    /// Its path, which is also the subject of a finding on the whole file.
    pub(crate) fn path(&self) -> &str {
        &self.facts.path
    }

    /// The service that gets the keys, if they are in a Compose file.
    pub(crate) fn service(&self) -> Option<&str> {
        self.service.as_deref()
    }

    /// The subject of a finding on a key: `PATH#KEY` in an environment file, whichever place the
    /// project gives it among others, and `compose/SERVICE/KEY` in a Compose file.
    pub(crate) fn subject(&self, key: &str) -> String {
        match &self.service {
            Some(service) => format!("compose/{service}/{key}"),
            None => format!("{}#{key}", self.path()),
        }
    }

    /// The key, if the file defines it, even if it is empty.
    pub(crate) fn key(&self, name: &str) -> Option<&env::Key> {
        self.keys.get(*self.places.get(name)?)
    }

    /// The key, if it has a value, even a placeholder.
    pub(crate) fn filled(&self, name: &str) -> Option<&env::Key> {
        self.key(name)
            .filter(|key| key.status != env::Key::STATUS_EMPTY)
    }

    /// That a rule does not concern this file, and why.
    pub(crate) fn not_applicable(&self, reason: impl Into<String>) -> Vec<Finding> {
        vec![Finding::not_applicable(self.path(), reason)]
    }

    /// What a rule finds in the keys, one by one, or one pass for the whole file.
    pub(crate) fn judge_keys(
        &self,
        judge: impl Fn(&Self, &env::Key) -> Option<Finding>,
        message: impl Into<String>,
    ) -> Vec<Finding> {
        if self.keys.is_empty() {
            return self.not_applicable(format!("{} sets no key.", self.path()));
        }
        let findings = self
            .keys
            .iter()
            .filter_map(|key| judge(self, key))
            .collect();
        self.pass_unless(findings, message)
    }

    /// The findings, or one pass for the whole file when there are none.
    pub(crate) fn pass_unless(
        &self,
        findings: Vec<Finding>,
        message: impl Into<String>,
    ) -> Vec<Finding> {
        if findings.is_empty() {
            vec![Finding::pass(self.path(), message)]
        } else {
            findings
        }
    }
}

impl Keys for BoundFile {
    fn key(&self, name: &str) -> Option<&env::Key> {
        Self::key(self, name)
    }
}

/// Judges each bound file, read or not.
pub(crate) fn findings_per_file(judge: impl Fn(env::EnvFile) -> Outcome) -> Outcome {
    let files = env::files()?;
    if files.is_empty() {
        return Ok(vec![nothing_bound()]);
    }
    let mut findings = Vec::new();
    for facts in files {
        let path = facts.path.clone();
        let judged = judge(facts)?.into_iter();
        findings.extend(judged.map(|finding| finding.of_file(&path)));
    }
    Ok(findings)
}

/// A bound file as far as it could be read, or the finding that says why not.
type Reading = Result<BoundFile, Box<Finding>>;

thread_local! {
    /// The files with their keys. Facts do not change while a plugin runs, and taking over a large
    /// file's keys costs more than judging them.
    static READINGS: OnceCell<Result<Vec<Reading>, FactError>> = const { OnceCell::new() };
}

/// Judges each bound file by its keys. A file that is not there does not concern the rule, and one
/// that cannot be read is an error.
pub(crate) fn findings_per_keyed_file(judge: impl Fn(&BoundFile) -> Outcome) -> Outcome {
    READINGS.with(|readings| {
        let readings = readings.get_or_init(read_all).as_ref();
        let readings = readings.map_err(|error| NotEvaluated::from(error.clone()))?;
        if readings.is_empty() {
            return Ok(vec![nothing_bound()]);
        }
        let mut findings = Vec::new();
        for reading in readings {
            match reading {
                Ok(file) => {
                    let judged = judge(file)?.into_iter();
                    findings.extend(judged.map(|finding| finding.of_file(file.path())));
                }
                Err(finding) => findings.push(Finding::clone(finding)),
            }
        }
        Ok(findings)
    })
}

/// Whether a key of a bound file, named `PATH#KEY`, could be read and is of this kind.
pub(crate) fn is_bound_key(name: &str, is_kind: impl Fn(&env::Key) -> bool) -> bool {
    let Some((path, name)) = name.rsplit_once('#') else {
        return false;
    };
    READINGS.with(|readings| {
        let Ok(readings) = readings.get_or_init(read_all) else {
            return false;
        };
        readings
            .iter()
            .flatten()
            .filter(|file| file.path() == path)
            .filter_map(|file| file.key(name))
            .any(is_kind)
    })
}

/// Whether any bound file that could be read is of this kind.
pub(crate) fn any_file(is_kind: impl Fn(&BoundFile) -> bool) -> bool {
    READINGS.with(|readings| match readings.get_or_init(read_all) {
        Ok(readings) => readings.iter().flatten().any(is_kind),
        Err(_) => false,
    })
}

fn read_all() -> Result<Vec<Reading>, FactError> {
    let read = |facts: env::EnvFile| {
        let why_not = match absent(&facts) {
            Some(absent) => absent,
            None => match env::keys(&facts.path) {
                Ok(keys) => return Ok(BoundFile::new(facts, keys)),
                Err(error) => unreadable(&facts, &error),
            },
        };
        Err(Box::new(why_not.of_file(&facts.path)))
    };
    Ok(env::files()?.into_iter().map(read).collect())
}

fn nothing_bound() -> Finding {
    Finding::not_applicable(
        "env/files",
        "Neither `env-files` under `[targets]` nor a Compose project names an environment file.",
    )
}

/// That there is no file to judge, if there is none. An empty one can be judged; what stands in a
/// file's place and cannot be read leaves the rule without an answer.
pub(crate) fn absent(facts: &env::EnvFile) -> Option<Finding> {
    let defect = defect(&facts.state).filter(|_| facts.state != env::EnvFile::STATE_EMPTY)?;
    let reason = format!("{} {defect}.", facts.path);
    Some(if facts.state == env::EnvFile::STATE_MISSING {
        Finding::not_applicable(&facts.path, reason)
    } else {
        Finding::error(&facts.path, reason)
    })
}

/// That the keys of a file could not be read.
pub(crate) fn unreadable(facts: &env::EnvFile, error: &FactError) -> Finding {
    Finding::error(&facts.path, error.reason())
}

/// What is wrong with a file in this state, as the end of a sentence; none when it is a file with
/// content.
pub(crate) fn defect(state: &str) -> Option<&'static str> {
    match state {
        env::EnvFile::STATE_PRESENT => None,
        env::EnvFile::STATE_MISSING => Some("does not exist"),
        env::EnvFile::STATE_EMPTY => Some("is empty"),
        env::EnvFile::STATE_DIRECTORY => Some("is a directory"),
        env::EnvFile::STATE_DANGLING_SYMLINK => Some("is a symbolic link that leads nowhere"),
        _ => Some("is not a regular file"),
    }
}

#[cfg(test)]
mod tests {
    use crate::fixtures::file;

    #[test]
    fn a_key_is_named_by_its_file_wherever_that_is_in_the_list() {
        assert_eq!(file([]).subject("A"), "/etc/app.env#A");
    }
}

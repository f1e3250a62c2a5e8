//! The daemons of the host with their settings.

use muster_sdk::daemon::{self, Instance, Setting};
use muster_sdk::{FactError, Finding, NotEvaluated, Outcome};

/// What a rule says where there is no daemon to judge.
const SUBJECT: &str = "docker";

/// A daemon whose settings are known.
pub(crate) struct Daemon {
    pub(crate) instance: Instance,
    settings: Vec<Setting>,
}

impl Daemon {
    /// What is set for a key; of a list every entry.
    pub(crate) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Setting> {
        self.settings.iter().filter(move |one| one.key == key)
    }

    /// What counts of a key: dockerd takes one from its settings file or its command line, never from both.
    pub(crate) fn find(&self, key: &str) -> Option<&Setting> {
        self.settings.iter().rfind(|one| one.key == key)
    }

    /// Whether a switch is on, where it is set.
    pub(crate) fn switch(&self, key: &str) -> Option<bool> {
        self.find(key).map(|setting| setting.value == "true")
    }

    /// The subject of a finding on one of its settings.
    pub(crate) fn subject(&self, key: &str) -> String {
        format!("{}/{key}", self.instance.name)
    }

    /// Whether root runs it.
    pub(crate) fn is_rootful(&self) -> bool {
        is_rootful(&self.instance)
    }

    /// Where a setting would be, were it set.
    pub(crate) fn file(&self) -> &str {
        &self.instance.settings_file
    }
}

/// The daemons of the host; the rule is not about a host without one.
pub(crate) fn instances() -> Result<Vec<Instance>, NotEvaluated> {
    Ok(daemon::instances()?)
}

/// Says that a host without a daemon is not what the rule is about.
pub(crate) fn no_engine() -> Vec<Finding> {
    vec![Finding::not_applicable(
        SUBJECT,
        "No Docker Engine is installed.",
    )]
}

/// What a rule about the daemon that root runs says of a host without one; nothing where there is one. `only_users`
/// says why daemons of users are not what it is about.
pub(crate) fn unless_rootful(
    subject: &str,
    only_users: &str,
) -> Result<Option<Vec<Finding>>, NotEvaluated> {
    let instances = instances()?;
    if instances.is_empty() {
        return Ok(Some(no_engine()));
    }
    let is_there = instances.iter().any(is_rootful);
    Ok((!is_there).then(|| vec![Finding::not_applicable(subject, only_users)]))
}

/// Whether root runs a daemon.
fn is_rootful(instance: &Instance) -> bool {
    instance.mode == Instance::MODE_ROOTFUL
}

/// A daemon with its settings, or why those are not known.
pub(crate) fn with_settings(instance: &Instance) -> Result<Daemon, FactError> {
    let settings = daemon::settings(&instance.name)?;
    Ok(Daemon {
        instance: instance.clone(),
        settings,
    })
}

/// Judges each daemon by its settings. One whose settings are not known is an error for the key that is
/// asked for. The findings are about its settings file, wherever it is set.
pub(crate) fn judge_each(key: &str, judge: impl Fn(&Daemon) -> Vec<Finding>) -> Outcome {
    let instances = instances()?;
    if instances.is_empty() {
        return Ok(no_engine());
    }
    let mut findings = Vec::new();
    for instance in instances {
        let judged = match with_settings(&instance) {
            Ok(daemon) => judge(&daemon),
            Err(error) => vec![Finding::error(
                format!("{}/{key}", instance.name),
                error.reason(),
            )],
        };
        findings.extend(
            judged
                .into_iter()
                .map(|finding| finding.of_file(&instance.settings_file)),
        );
    }
    Ok(findings)
}

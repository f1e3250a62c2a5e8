//! Why rules could not be evaluated, each reason once: a file that could not be read costs many
//! rules, and is one thing to fix.

use std::collections::BTreeMap;

use muster_outcomes::{Artifact, Status};

use crate::view::{FindingView, View};

/// One reason for which something could not be evaluated.
pub(crate) struct Gap<'a> {
    /// In words.
    pub(crate) reason: &'a str,
    /// What was to be read, where the reason names it.
    pub(crate) source: Unread<'a>,
    /// What could not be evaluated for it, in order.
    pub(crate) findings: Vec<&'a FindingView>,
}

/// What was to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unread<'a> {
    /// A file on the target, by its path.
    File(&'a str),
    /// A command, as it is run.
    Command(&'a str),
    /// Something else that rules of a family need. Its words may differ from day to day, as a line
    /// number or the answer of a server does.
    Family(&'a str),
}

impl<'a> Unread<'a> {
    /// Muster's own reasons begin with the path or with the command in backticks, once they have said what is
    /// not known.
    fn of(finding: &'a FindingView, reason: &'a str) -> Self {
        let reason = core(reason);
        let of_command = reason
            .strip_prefix('`')
            .and_then(|rest| rest.split_once('`'));
        if let Some((command, _)) = of_command {
            return Self::Command(command);
        }
        let artifact = finding.artifact.as_ref().and_then(Artifact::file);
        let begins = |path: &&str| {
            reason
                .strip_prefix(path)
                .is_some_and(|rest| rest.starts_with([':', ' ']))
        };
        if let Some(path) = artifact.filter(begins) {
            return Self::File(path);
        }
        match path(reason) {
            Some(path) => Self::File(path),
            None => Self::Family(finding.rule.id.family()),
        }
    }

    /// The path, command or family.
    pub(crate) const fn as_str(self) -> &'a str {
        match self {
            Self::File(text) | Self::Command(text) | Self::Family(text) => text,
        }
    }
}

/// `/etc/a.env: permission denied` of a reason such as `The environment of 'api' is not known: /etc/a.env:
/// permission denied`.
fn behind_what_is_not_known(reason: &str) -> &str {
    reason
        .split_once(" known: ")
        .map_or(reason, |(_, reason)| reason)
}

/// What of a reason names what was to be read: what it means to a rule is said before it. `/etc/shadow: permission
/// denied` of a reason such as `It is not known how the password is hashed of 2 accounts: /etc/shadow: permission
/// denied`.
pub(crate) fn core(reason: &str) -> &str {
    let reason = behind_what_is_not_known(reason);
    let Some(end) = reason.find(": permission denied") else {
        return reason;
    };
    let begin = reason
        .get(..end)
        .and_then(|before| before.rfind(": /"))
        .map_or(0, |at| at + 2);
    reason.get(begin..).unwrap_or(reason)
}

/// The path that a reason begins with: `/srv/a b.env: permission denied`, `/srv/compose.yaml line 5: …`,
/// `/etc/a.env is a directory`.
fn path(reason: &str) -> Option<&str> {
    if !reason.starts_with('/') {
        return None;
    }
    let end = [": ", " is ", " does ", " has ", " line "]
        .into_iter()
        .filter_map(|word| reason.find(word))
        .min()
        .unwrap_or(reason.len());
    reason.get(..end).filter(|path| path.len() > 1)
}

impl Gap<'_> {
    /// Where its rules have their subjects, if that is one place for all.
    pub(crate) fn artifact(&self) -> Option<&Artifact> {
        let mut artifacts = self
            .findings
            .iter()
            .map(|finding| finding.artifact.as_ref());
        let first = artifacts.next()??;
        artifacts.all(|other| other == Some(first)).then_some(first)
    }
}

/// What may not be read, by the reason: its path or command. None where that is not the reason.
pub(crate) fn denied(reason: &str) -> Option<&str> {
    /// What the operating system and Muster say of a right that is missing.
    const WORDS: [&str; 3] = ["permission denied", "not permitted", "needs root"];
    let lower = reason.to_ascii_lowercase();
    if !WORDS.iter().any(|word| lower.contains(word)) {
        return None;
    }
    let command = reason
        .strip_prefix('`')
        .and_then(|rest| rest.split_once('`'));
    match command {
        Some((command, _)) => Some(command),
        None => path(reason),
    }
}

/// Whether a reason is a right that is missing.
#[must_use]
pub fn is_denied(reason: &str) -> bool {
    denied(core(reason)).is_some()
}

/// The reasons for which findings could not be evaluated, by what was to be read. What cannot be judged before a
/// failure is fixed is told there.
pub(crate) fn gaps<'a>(view: &'a View, concerns: impl Fn(&FindingView) -> bool) -> Vec<Gap<'a>> {
    let mut gaps: BTreeMap<Unread<'a>, Gap<'a>> = BTreeMap::new();
    for finding in view.not_evaluated() {
        let Status::Error(reason) = &finding.status else {
            continue;
        };
        if !concerns(finding) {
            continue;
        }
        let source = Unread::of(finding, reason);
        gaps.entry(source)
            .or_insert_with(|| Gap {
                reason,
                source,
                findings: Vec::new(),
            })
            .findings
            .push(finding);
    }
    gaps.into_values().collect()
}

/// The rules of findings that could not be judged for one reason, each once, and on what where neither the rule as
/// a whole nor what the reason names is meant.
pub(crate) fn names<T: Eq>(
    reason: &str,
    findings: &[&FindingView],
    name: impl Fn(&FindingView, bool) -> T,
) -> Vec<T> {
    let read = denied(reason).or_else(|| path(reason));
    let mut names = Vec::new();
    for finding in findings {
        let subject = finding.subject.as_str();
        let is_read = read.is_some_and(|read| subject.starts_with(read));
        let name = name(finding, subject != finding.rule.id.as_str() && !is_read);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_begins_with_the_path_of_what_was_to_be_read() {
        for (reason, expected) in [
            ("/etc/a.env: permission denied", Some("/etc/a.env")),
            ("/srv/my app/b:1.env: no", Some("/srv/my app/b:1.env")),
            ("/etc/a.env is a directory.", Some("/etc/a.env")),
            (
                "/srv/compose.yaml line 5: a variable is not set",
                Some("/srv/compose.yaml"),
            ),
            (
                "It is not known who has one of 2 accounts: /etc/shadow: permission denied; run Muster as root",
                Some("/etc/shadow"),
            ),
            (
                "`env_file` of 'api' is not known: /etc/a.env: permission denied.",
                Some("/etc/a.env"),
            ),
            ("the network was not asked", None),
            ("/ is odd", None),
            ("", None),
        ] {
            assert_eq!(path(core(reason)), expected, "{reason}");
        }
    }
}
